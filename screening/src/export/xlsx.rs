//! Workbooks written as they grow: a sheet's rows go straight into the file, so a long list takes no memory. Cells hold
//! values only; text is never a formula.

use std::fmt::Write as _;
use std::io::{Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::cell::{Cell, column_letters};
use crate::fault::Refusal;

/// What stands in a cell that is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    /// A cell as it came in.
    Came(Cell<'a>),
    /// Text.
    Text(&'a str),
    /// A number in plain digits.
    Number(&'a str),
}

/// How a cell looks, by its place among the styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain = 0,
    Heading = 1,
    Wrapped = 2,
    Title = 3,
    Date = 4,
    Moment = 5,
}

/// A drop-down list, or a hint, for the cells below a heading.
#[derive(Clone, Debug)]
pub(crate) struct Pick {
    pub(crate) column: usize,
    /// The words to choose from; empty where anything may be typed.
    pub(crate) words: Vec<String>,
    /// Whether other words are taken.
    pub(crate) others: bool,
    pub(crate) title: String,
    pub(crate) hint: String,
}

/// A note on a cell of the first row.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) column: usize,
    pub(crate) text: String,
}

/// How a sheet is laid out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// The width of each column in letters.
    pub(crate) widths: Vec<usize>,
    /// Whether the first row stays in sight.
    pub(crate) frozen: bool,
    /// How many columns can be filtered by their headings.
    pub(crate) filtered: usize,
    pub(crate) picks: Vec<Pick>,
    pub(crate) notes: Vec<Note>,
}

/// No sheet has more rows or columns.
pub(crate) const MOST_ROWS: usize = 1_048_576;
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// A cell of a sheet holds no longer text, in units of UTF-16.
const LONGEST: usize = 32_767;

/// The rows down to which choices are offered.
const OFFERED: usize = 10_000;

/// A workbook that is being written.
pub(crate) struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    sheets: Vec<Sheet>,
    /// Rows of the sheet that is being written.
    row: usize,
    buffer: String,
}

impl<W: Write + Seek> Package<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), sheets: Vec::new(), row: 0, buffer: String::new() }
    }

    fn part(&mut self, name: &str, content: &str) -> Result<(), Refusal> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(name.contains("sheet"));
        self.zip.start_file(name, options).map_err(broken)?;
        self.zip.write_all(content.as_bytes())?;
        Ok(())
    }

    /// Begins the next sheet; the one before must have been ended.
    pub(crate) fn begin(&mut self, sheet: Sheet) -> Result<(), Refusal> {
        let mut start =
            format!("{HEAD}<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}/relationships\"><sheetViews><sheetView workbookViewId=\"0\"");
        start.push_str(if self.sheets.is_empty() { " tabSelected=\"1\">" } else { ">" });
        if sheet.frozen {
            start.push_str("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
        }
        start.push_str("</sheetView></sheetViews>");
        if !sheet.widths.is_empty() {
            start.push_str("<cols>");
            for (width, column) in sheet.widths.iter().zip(1..) {
                let _ = write!(start, "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>");
            }
            start.push_str("</cols>");
        }
        start.push_str("<sheetData>");
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets.len() + 1), &start)?;
        self.sheets.push(sheet);
        self.row = 0;
        Ok(())
    }

    /// Writes the next row.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = (Content<'a>, Style)>) -> Result<(), Refusal> {
        self.row += 1;
        if self.row > MOST_ROWS {
            return Err(too_long());
        }
        self.buffer.clear();
        let _ = write!(self.buffer, "<row r=\"{}\">", self.row);
        for (column, (content, style)) in cells.into_iter().enumerate() {
            write_cell(&mut self.buffer, column, self.row, content, style);
        }
        self.buffer.push_str("</row>");
        self.zip.write_all(self.buffer.as_bytes())?;
        Ok(())
    }

    /// Ends the sheet.
    pub(crate) fn end(&mut self) -> Result<(), Refusal> {
        let mut end = String::from("</sheetData>");
        let Some(sheet) = self.sheets.last() else { return Ok(()) };
        if let Some(last) = sheet.filtered.checked_sub(1) {
            let _ = write!(end, "<autoFilter ref=\"A1:{}{}\"/>", column_letters(last), self.row.max(1));
        }
        if !sheet.picks.is_empty() {
            let _ = write!(end, "<dataValidations count=\"{}\">", sheet.picks.len());
            sheet.picks.iter().for_each(|pick| write_pick(&mut end, pick));
            end.push_str("</dataValidations>");
        }
        if !sheet.notes.is_empty() {
            end.push_str("<legacyDrawing r:id=\"rId1\"/>");
        }
        end.push_str("</worksheet>");
        self.zip.write_all(end.as_bytes())?;
        Ok(())
    }

    /// Writes what holds the sheets together, and ends the file.
    pub(crate) fn finish(mut self) -> Result<W, Refusal> {
        let sheets = std::mem::take(&mut self.sheets);
        let (mut types, mut book, mut links) = (String::new(), String::new(), String::new());
        for (sheet, number) in sheets.iter().zip(1_usize..) {
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPE}.spreadsheetml.worksheet+xml\"/>"
            );
            let _ = write!(book, "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>", escaped(&sheet.name));
            let _ = write!(
                links,
                "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/relationships/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            );
            if !sheet.notes.is_empty() {
                let _ =
                    write!(types, "<Override PartName=\"/xl/comments{number}.xml\" ContentType=\"{TYPE}.spreadsheetml.comments+xml\"/>");
                self.notes(sheet, number)?;
            }
        }
        let styles = sheets.len() + 1;
        self.part(
            "[Content_Types].xml",
            &format!(
                "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"vml\" ContentType=\"{TYPE}.vmlDrawing\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPE}.spreadsheetml.styles+xml\"/>{types}</Types>"
            ),
        )?;
        self.part(
            "_rels/.rels",
            &relations(&format!("<Relationship Id=\"rId1\" Type=\"{OFFICE}/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>")),
        )?;
        self.part(
            "xl/workbook.xml",
            &format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}/relationships\"><sheets>{book}</sheets></workbook>"),
        )?;
        let links = format!("{links}<Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/relationships/styles\" Target=\"styles.xml\"/>");
        self.part("xl/_rels/workbook.xml.rels", &relations(&links))?;
        self.part("xl/styles.xml", &format!("{HEAD}{STYLES}"))?;
        let mut out = self.zip.finish().map_err(broken)?;
        out.flush()?;
        Ok(out)
    }

    /// Notes are kept as their text, and as the drawing that an old Excel shows.
    fn notes(&mut self, sheet: &Sheet, number: usize) -> Result<(), Refusal> {
        let (mut texts, mut shapes) = (String::new(), String::new());
        for note in &sheet.notes {
            let _ = write!(
                texts,
                "<comment ref=\"{}1\" authorId=\"0\"><text><t xml:space=\"preserve\">{}</t></text></comment>",
                column_letters(note.column),
                escaped(&note.text)
            );
            let (left, right) = (note.column + 1, note.column + 4);
            let _ = write!(
                shapes,
                "<v:shape type=\"#note\" style=\"position:absolute;visibility:hidden\" fillcolor=\"#ffffe1\"><v:textbox/><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left},0,1,0,{right},0,9,0</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>0</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
                note.column
            );
        }
        self.part(
            &format!("xl/comments{number}.xml"),
            &format!("{HEAD}<comments xmlns=\"{MAIN}\"><authors><author></author></authors><commentList>{texts}</commentList></comments>"),
        )?;
        self.part(
            &format!("xl/drawings/vmlDrawing{number}.vml"),
            &format!(
                "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shapetype id=\"note\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>{shapes}</xml>"
            ),
        )?;
        self.part(
            &format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
            &relations(&format!(
                "<Relationship Id=\"rId1\" Type=\"{OFFICE}/relationships/vmlDrawing\" Target=\"../drawings/vmlDrawing{number}.vml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/relationships/comments\" Target=\"../comments{number}.xml\"/>"
            )),
        )
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument";

/// In the order of [`Style`].
const STYLES: &str = concat!(
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>",
    "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>",
    "<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"宋体\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/></font>",
    "<font><b/><sz val=\"14\"/><name val=\"宋体\"/></font></fonts>",
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>",
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7EEF7\"/></patternFill></fill></fills>",
    "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>",
    "<cellXfs count=\"6\"><xf/>",
    "<xf fontId=\"1\" fillId=\"2\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\"><alignment vertical=\"center\" wrapText=\"1\"/></xf>",
    "<xf applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>",
    "<xf fontId=\"2\" applyFont=\"1\"/>",
    "<xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf numFmtId=\"165\" applyNumberFormat=\"1\"/></cellXfs>",
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
);

fn relations(links: &str) -> String {
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{links}</Relationships>")
}

fn broken(error: zip::result::ZipError) -> Refusal {
    Refusal::new(format!("写不了：{error}"))
}

/// What is said of a list that is too long for a sheet.
pub(crate) fn too_long() -> Refusal {
    Refusal::new(format!("名单超过 Excel 一张表的 {MOST_ROWS} 行，写不进 .xlsx。请把输出改成 .csv，或者分几个文件"))
}

fn write_cell(out: &mut String, column: usize, row: usize, content: Content<'_>, style: Style) {
    let (text, kind, style) = match content {
        Content::Text(text) | Content::Came(Cell::Text(text) | Cell::Fault(text)) => (text, "inlineStr", style),
        Content::Number(text) | Content::Came(Cell::Number(text)) => (text, "n", style),
        Content::Came(Cell::Blank) => ("", "", style),
        Content::Came(Cell::Truth(true)) => ("1", "b", style),
        Content::Came(Cell::Truth(false)) => ("0", "b", style),
        Content::Came(Cell::Date(text)) => match serial(text) {
            Some((days, whole)) => {
                let style = if whole { Style::Date } else { Style::Moment };
                let _ = write!(out, "<c r=\"{}{row}\" s=\"{}\"><v>{days}</v></c>", column_letters(column), style as u8);
                return;
            }
            None => (text, "inlineStr", style),
        },
    };
    if text.is_empty() {
        return;
    }
    let _ = write!(out, "<c r=\"{}{row}\" s=\"{}\" t=\"{kind}\">", column_letters(column), style as u8);
    if kind == "inlineStr" {
        let _ = write!(out, "<is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text));
    } else {
        let _ = write!(out, "<v>{}</v></c>", escaped(text));
    }
}

/// A date as the days since the last of 1899 that Excel counts, and whether it has no time of day.
fn serial(text: &str) -> Option<(String, bool)> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok().filter(|part| (1..=9999).contains(part)));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let earlier = if month <= 2 { year - 1 } else { year };
    let shifted = (month + 9) % 12;
    let days =
        365 * earlier + earlier.div_euclid(4) - earlier.div_euclid(100) + earlier.div_euclid(400) + (153 * shifted + 2) / 5 + day - 1;
    // Day 1 of Excel's months before March 1900 is another.
    let days = Some(days - 693_899).filter(|days| (61..=2_958_465).contains(days))?;
    if time.is_empty() {
        return Some((days.to_string(), true));
    }
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok().filter(|part| (0..60).contains(part)));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let seconds = rust_decimal::Decimal::from(hour * 3600 + minute * 60 + second);
    let share = seconds.checked_div(rust_decimal::Decimal::from(86_400))?.round_dp(10);
    Some(((rust_decimal::Decimal::from(days) + share).normalize().to_string(), false))
}

fn write_pick(out: &mut String, pick: &Pick) {
    let column = column_letters(pick.column);
    let words = pick.words.join(",");
    // Excel takes no longer list in this place.
    let listed = !pick.words.is_empty() && words.chars().count() <= 255 && !pick.words.iter().any(|word| word.contains(','));
    let kind = if listed { " type=\"list\"" } else { "" };
    let strict = if pick.others { " errorStyle=\"warning\"" } else { "" };
    let _ = write!(
        out,
        "<dataValidation{kind}{strict} allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"{}\" errorTitle=\"请看一眼\" error=\"这一格要从下拉的几项里选，不清楚就选“不清楚”\" promptTitle=\"{}\" prompt=\"{}\" sqref=\"{column}2:{column}{OFFERED}\">",
        u8::from(listed),
        escaped(&cut(&pick.title, 32)),
        escaped(&cut(&pick.hint, 255)),
    );
    if listed {
        let _ = write!(out, "<formula1>\"{}\"</formula1>", escaped(&words));
    }
    out.push_str("</dataValidation>");
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// Text as XML holds it: signs of XML written as names, what no XML may hold left out, too much cut.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut units = 0;
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        units += letter.len_utf16();
        if units > LONGEST {
            break;
        }
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            // Excel reads `_x000D_` as a character.
            '_' if is_code(rest.as_str()) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

fn is_code(rest: &str) -> bool {
    let mut bytes = rest.bytes();
    bytes.next() == Some(b'x') && bytes.by_ref().take(4).filter(u8::is_ascii_hexdigit).count() == 4 && bytes.next() == Some(b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_numbers_of_excel() {
        assert_eq!(serial("2020-07-06"), Some(("44018".into(), true)));
        assert_eq!(serial("1900-03-01"), Some(("61".into(), true)));
        assert_eq!(serial("2000-02-29 12:00:00"), Some(("36585.5".into(), false)));
        assert_eq!(serial("1900-01-01"), None);
        assert_eq!(serial("昨天"), None);
    }

    #[test]
    fn text_comes_out_of_xml_as_it_went_in_or_not_at_all() {
        assert_eq!(escaped("<a href=\"x\">&\u{1}\n"), "&lt;a href=&quot;x&quot;&gt;&amp;\n");
        assert_eq!(escaped("_x000D_ _x"), "_x005F_x000D_ _x");
        assert_eq!(escaped(&"长".repeat(40_000)).chars().count(), LONGEST);
    }
}
