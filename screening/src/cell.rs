//! Cells and rows as they came in, packed so that a long list takes little more room than its text.

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Blank,
    /// Text.
    Text(&'a str),
    /// A number in plain digits, as many as a spreadsheet shows.
    Number(&'a str),
    /// True or false.
    Truth(bool),
    /// A date or time of day, written out.
    Date(&'a str),
    /// What a formula that failed left behind, such as `#REF!`.
    Fault(&'a str),
}

impl<'a> Cell<'a> {
    /// The cell as text, as it goes into a file of text.
    #[must_use]
    pub fn text(self) -> &'a str {
        match self {
            Self::Blank => "",
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Fault(text) => text,
            Self::Truth(true) => "TRUE",
            Self::Truth(false) => "FALSE",
        }
    }

    /// Whether nothing can be seen in it.
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.text().trim().is_empty()
    }

    fn mark(self) -> u8 {
        match self {
            Self::Blank => b' ',
            Self::Text(_) => b'"',
            Self::Number(_) => b'0',
            Self::Truth(_) => b'?',
            Self::Date(_) => b'/',
            Self::Fault(_) => b'#',
        }
    }
}

/// A row with its own memory.
#[derive(Clone, Debug, Default)]
pub struct Row {
    number: u32,
    packed: Vec<u8>,
}

impl Row {
    /// An empty row of a number, as a spreadsheet counts, from 1.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self { number, packed: Vec::new() }
    }

    /// Empties it for the next row.
    pub fn begin(&mut self, number: u32) {
        self.number = number;
        self.packed.clear();
    }

    /// Adds a cell at its end.
    pub fn push(&mut self, cell: Cell<'_>) {
        push(&mut self.packed, cell);
    }

    /// The row as everything else reads it.
    #[must_use]
    pub fn text(&self) -> RowText<'_> {
        RowText { number: self.number, packed: &self.packed }
    }
}

/// Packs a cell: what it is, how long its text is, its text.
pub(crate) fn push(packed: &mut Vec<u8>, cell: Cell<'_>) {
    packed.push(cell.mark());
    if cell == Cell::Blank {
        return;
    }
    let text = cell.text().as_bytes();
    push_length(packed, text.len());
    packed.extend_from_slice(text);
}

/// Packs a run of blank cells.
pub(crate) fn push_blanks(packed: &mut Vec<u8>, count: usize) {
    if count > 0 {
        packed.push(b'~');
        push_length(packed, count);
    }
}

fn push_length(packed: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        packed.push(u8::try_from(length & 0x7f).unwrap_or(0) | 0x80);
        length >>= 7;
    }
    packed.push(u8::try_from(length).unwrap_or(0));
}

/// A row that is kept somewhere.
#[derive(Clone, Copy, Debug)]
pub struct RowText<'a> {
    /// The row as a spreadsheet counts it, from 1.
    pub number: u32,
    pub(crate) packed: &'a [u8],
}

impl<'a> RowText<'a> {
    /// Its cells from the left.
    pub fn cells(self) -> impl Iterator<Item = Cell<'a>> {
        let (mut rest, mut blanks) = (self.packed, 0);
        std::iter::from_fn(move || take(&mut rest, &mut blanks))
    }

    /// The cell in a column, counted from 0.
    #[must_use]
    pub fn cell(self, column: usize) -> Cell<'a> {
        self.cells().nth(column).unwrap_or(Cell::Blank)
    }

    /// Whether nothing can be seen in any cell.
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.cells().all(Cell::is_blank)
    }

    /// How many columns it has up to the last cell in which something stands.
    #[must_use]
    pub fn width(self) -> usize {
        self.cells().enumerate().filter(|(_, cell)| *cell != Cell::Blank).last().map_or(0, |(column, _)| column + 1)
    }

    /// A copy with its own memory.
    #[must_use]
    pub fn to_row(self) -> Row {
        Row { number: self.number, packed: self.packed.to_vec() }
    }
}

fn take<'a>(rest: &mut &'a [u8], blanks: &mut usize) -> Option<Cell<'a>> {
    if let Some(left) = blanks.checked_sub(1) {
        *blanks = left;
        return Some(Cell::Blank);
    }
    let (mark, mut after) = rest.split_first()?;
    if *mark == b' ' {
        *rest = after;
        return Some(Cell::Blank);
    }
    let (mut length, mut shift) = (0_usize, 0_u32);
    loop {
        let (byte, left) = after.split_first()?;
        after = left;
        length |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    if *mark == b'~' {
        *rest = after;
        *blanks = length;
        return take(rest, blanks);
    }
    let (text, left) = after.split_at_checked(length)?;
    *rest = left;
    let text = std::str::from_utf8(text).unwrap_or_default();
    Some(match mark {
        b'0' => Cell::Number(text),
        b'?' => Cell::Truth(text == "TRUE"),
        b'/' => Cell::Date(text),
        b'#' => Cell::Fault(text),
        _ => Cell::Text(text),
    })
}

/// A column, counted from 0, in the letters of a spreadsheet.
#[must_use]
pub fn column_letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        match (column / 26).checked_sub(1) {
            Some(next) => column = next,
            None => break,
        }
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_out_as_they_went_in() {
        let long = "长".repeat(100_000);
        let cells = [
            Cell::Text("户主"),
            Cell::Blank,
            Cell::Number("1.5"),
            Cell::Truth(false),
            Cell::Date("2020-07-06"),
            Cell::Fault("#REF!"),
            Cell::Text(&long),
            Cell::Truth(true),
        ];
        let mut row = Row::new(3);
        cells.iter().for_each(|cell| row.push(*cell));
        push_blanks(&mut row.packed, 300);
        row.push(Cell::Text("end"));
        let blanks = [Cell::Blank; 300];
        assert_eq!(row.text().cells().collect::<Vec<_>>(), [&cells[..], &blanks, &[Cell::Text("end")]].concat());
        assert_eq!(row.text().cell(99), Cell::Blank);
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
