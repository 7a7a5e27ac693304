//! What is looked at in an old workbook before it is read: that its chains end, and how large its sheets are.
//!
//! The reader of such workbooks follows chains of sectors until they end, and lays a sheet out from its first cell to its last one, whatever
//! stands between them. A file of a few kilobytes can so ask for more memory than there is.

use super::workbook::damaged;
use crate::fault::Refusal;

/// A full sheet of an old workbook has 65,536 rows of 256 columns; a workbook may have about one of them altogether.
const MOST_CELLS: u64 = 20_000_000;
const FULL_SHEET: u64 = 65_536 * 256;

/// More sheets than anybody keeps.
const MOST_SHEETS: usize = 1000;

const END: u32 = 0xffff_fffe;
const UNUSED: u32 = 0xffff_fffc;

/// Refuses a file whose chains run in a circle or whose sheets are too large.
pub(super) fn look(file: &[u8]) -> Result<(), Refusal> {
    let container = Container::read(file)?;
    // A file without a workbook in it is told by the reader, which knows why.
    match container.stream(file, "Workbook")?.or(container.stream(file, "Book")?) {
        Some(workbook) => sheets(&workbook),
        None => Ok(()),
    }
}

fn too_large() -> Refusal {
    Refusal::new("文件里的表太大，不像正常的名单，没有读。请把名单复制到一个新的工作簿里，另存为 .xlsx 再试")
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|size| usize::try_from(size).ok())
}

/// A compound file: sectors, the table that chains them, and the folder of streams.
struct Container {
    sector: usize,
    chains: Vec<u32>,
    small_chains: Vec<u32>,
    /// The stream that holds all short ones.
    small: Vec<u8>,
    folder: Vec<u8>,
}

impl Container {
    fn read(file: &[u8]) -> Result<Self, Refusal> {
        let number = |at| u32_at(file, at).ok_or_else(damaged);
        let sector = if u16_at(file, 30) == Some(12) { 4096 } else { 512 };
        let mut tables: Vec<u32> = (0..109).map(|place| number(76 + place * 4)).collect::<Result<_, _>>()?;
        let (mut next, mut seen) = (number(68)?, 0);
        while next < UNUSED {
            let mut more: Vec<u32> = words(part(file, next, sector)).collect();
            next = more.pop().ok_or_else(damaged)?;
            tables.extend(more);
            seen += sector;
            if seen > file.len() {
                return Err(damaged());
            }
        }
        let tables: Vec<u32> = tables.into_iter().filter(|id| *id < UNUSED).collect();
        if tables.len() > file.len() / sector {
            return Err(damaged());
        }
        let chains = tables.into_iter().flat_map(|id| words(part(file, id, sector))).collect();
        let mut container = Self { sector, chains, small_chains: Vec::new(), small: Vec::new(), folder: Vec::new() };
        container.folder = container.chain(file, number(48)?, usize::MAX)?;
        if number(64)? > 0 {
            let (start, length) = (u32_at(&container.folder, 116), size_at(&container.folder, 120));
            let (start, length) = start.zip(length).ok_or_else(damaged)?;
            container.small = container.chain(file, start, length)?;
            let length = size_at(file, 64).unwrap_or(0).saturating_mul(sector);
            container.small_chains = words(&container.chain(file, number(60)?, length)?).collect();
        }
        Ok(container)
    }

    /// The bytes of a chain of sectors, as many as `length`; a chain longer than the file runs in a circle.
    fn chain(&self, file: &[u8], start: u32, length: usize) -> Result<Vec<u8>, Refusal> {
        follow(start, length, &self.chains, file.len(), |id| part(file, id, self.sector))
    }

    /// A stream by its name.
    fn stream(&self, file: &[u8], name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let is_named = |entry: &&[u8]| {
            let letters = entry.get(..64).unwrap_or_default().chunks_exact(2).map(|pair| u16_at(pair, 0).unwrap_or(0));
            let letters = char::decode_utf16(letters.take_while(|letter| *letter != 0));
            letters.map(|letter| letter.unwrap_or('?')).collect::<String>().eq_ignore_ascii_case(name)
        };
        let Some(entry) = self.folder.chunks_exact(128).find(is_named) else { return Ok(None) };
        let (start, length) = u32_at(entry, 116).zip(size_at(entry, 120)).ok_or_else(damaged)?;
        if length >= 4096 {
            return self.chain(file, start, length).map(Some);
        }
        let short = |id: u32| usize::try_from(id).ok().and_then(|id| self.small.get(id.checked_mul(64)?..)).unwrap_or_default();
        let short = |id: u32| short(id).get(..64).unwrap_or(short(id));
        follow(start, length, &self.small_chains, self.small.len(), short).map(Some)
    }
}

fn follow<'f>(start: u32, length: usize, chains: &[u32], most: usize, part: impl Fn(u32) -> &'f [u8]) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut id, mut steps) = (Vec::new(), start, 0);
    while id != END && bytes.len() < length {
        let sector = part(id);
        steps += 1;
        if sector.is_empty() || bytes.len() > most || steps > chains.len() {
            return Err(damaged());
        }
        bytes.extend_from_slice(sector);
        id = usize::try_from(id).ok().and_then(|id| chains.get(id)).copied().unwrap_or(END);
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|word| u32_at(word, 0))
}

/// A sector of a file; the last one may be cut short.
fn part(file: &[u8], id: u32, sector: usize) -> &[u8] {
    let begin = usize::try_from(id).ok().and_then(|id| id.checked_add(1)?.checked_mul(sector));
    let rest = begin.and_then(|begin| file.get(begin..)).unwrap_or_default();
    rest.get(..sector).unwrap_or(rest)
}

/// The records of a stream from a place on: what kind, and what is in it.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(from..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let content = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..).unwrap_or_default();
        Some((kind, content))
    })
}

const BEGINNING: u16 = 0x0809;
const ENDING: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const SEVERAL: u16 = 0x00bd;
/// Records of a single cell, its row and its column first.
const CELLS: [u16; 7] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

fn sheets(workbook: &[u8]) -> Result<(), Refusal> {
    let globals = records(workbook, 0).take_while(|(kind, _)| *kind != ENDING);
    let mut places: Vec<usize> = globals.filter(|(kind, _)| *kind == SHEET).filter_map(|(_, content)| size_at(content, 0)).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    if count > MOST_SHEETS || places.len() < count {
        return Err(damaged());
    }
    let (mut area, mut walked) = (0_u64, 0);
    for place in places {
        let extent = extent(workbook, place)?;
        walked += extent.bytes;
        area = area.saturating_add(extent.area());
        if area > MOST_CELLS {
            return Err(too_large());
        }
        // Sheets that stand within each other are no work of an office.
        if walked > workbook.len() {
            return Err(damaged());
        }
    }
    Ok(())
}

/// From which cell to which one a sheet goes, and how many bytes it has.
#[derive(Default)]
struct Extent {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
    bytes: usize,
}

impl Extent {
    fn take(&mut self, row: u16, first: u16, last: u16) {
        let wider = |extent: Option<(u16, u16)>, from: u16, to: u16| extent.map_or((from, to), |(low, high)| (low.min(from), high.max(to)));
        self.rows = Some(wider(self.rows, row, row));
        self.columns = Some(wider(self.columns, first, last));
    }

    fn area(&self) -> u64 {
        let length = |extent: Option<(u16, u16)>| extent.map_or(0, |(low, high)| u64::from(high.saturating_sub(low)) + 1);
        length(self.rows) * length(self.columns)
    }
}

fn extent(workbook: &[u8], place: usize) -> Result<Extent, Refusal> {
    let (mut extent, mut depth) = (Extent::default(), 0_usize);
    for (kind, content) in records(workbook, place) {
        extent.bytes += 4 + content.len();
        let number = |at| u16_at(content, at).ok_or_else(damaged);
        match kind {
            BEGINNING => depth += 1,
            ENDING if depth <= 1 => break,
            ENDING => depth -= 1,
            DIMENSIONS if dimensions(content) > FULL_SHEET => return Err(too_large()),
            SEVERAL => extent.take(number(0)?, number(2)?, number(content.len().saturating_sub(2))?),
            kind if CELLS.contains(&kind) => extent.take(number(0)?, number(2)?, number(2)?),
            _ => {}
        }
    }
    Ok(extent)
}

/// How many cells a sheet says that it has.
fn dimensions(content: &[u8]) -> u64 {
    let small = |at| u16_at(content, at).map_or(0, u64::from);
    let (rows, first, last) = if content.len() == 10 {
        (small(2).saturating_sub(small(0)), small(4), small(6))
    } else {
        let row = |at| u32_at(content, at).map_or(0, u64::from);
        (row(4).saturating_sub(row(0)), small(8), small(10))
    };
    let first = if first > 0xff || last < first { 0 } else { first };
    rows.saturating_mul(last.saturating_sub(first))
}
