//! What is looked at in a packed workbook before it is read: that it is one, and what it would unpack to.

use std::io::{Read, Seek, SeekFrom, Write};

use zip::ZipArchive;

use super::Kind;
use super::workbook::damaged;
use crate::fault::Refusal;

/// A workbook that unpacks to more is none that an office made: a full sheet of Excel is about half of it.
const LARGEST: u64 = 2 << 30;

/// So many times its own size a workbook may unpack to, beside a start that is free. Lists shrink to a tenth, at most to a
/// fiftieth.
const TIMES: u64 = 150;
const FREE: u64 = 64 << 20;

/// More parts than a workbook with a thousand sheets has.
const MOST_PARTS: usize = 10_000;

/// No cell holds so much text without a mark in between.
const LONGEST_TEXT: u64 = 16 << 20;

/// Texts and styles that are kept while a sheet is read: so many of them, by what stands there and by what a part says of itself.
const MOST_MARKS: u64 = 64_000_000;
const MOST_TEXTS: u64 = 16_000_000;

/// Which kind of workbook it is, after a look that it unpacks to a sensible size.
pub(super) fn kind<R: Read + Seek>(input: &mut R) -> Result<Kind, Refusal> {
    let size = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(0))?;
    let limit = size.saturating_mul(TIMES).saturating_add(FREE).min(LARGEST);
    let mut archive = ZipArchive::new(&mut *input).map_err(|_| damaged())?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let kind = named(&mut archive)?;
    let mut left = limit;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| damaged())?;
        // Any part can be named as one that is read.
        let name = part.name().map_err(|_| damaged())?.to_lowercase();
        if part.size() > left {
            return Err(too_large());
        }
        let mut look = Look { texts: name.ends_with("sharedstrings.xml"), ..Look::default() };
        // What an archive says about itself may be untrue.
        let unpacked = std::io::copy(&mut part.by_ref().take(left.saturating_add(1)), &mut look).map_err(|_| damaged())?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
        let markup = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
        let kept = !name.starts_with("xl/worksheets/") && name != "content.xml";
        if markup && look.longest() > LONGEST_TEXT || kept && look.marks > MOST_MARKS || look.promised() > MOST_TEXTS {
            return Err(too_large());
        }
    }
    drop(archive);
    input.seek(SeekFrom::Start(0))?;
    Ok(kind)
}

/// What is seen of a part while it runs through.
#[derive(Default)]
struct Look {
    /// Whether it is the list of all texts.
    texts: bool,
    start: Vec<u8>,
    marks: u64,
    run: u64,
    longest: u64,
}

impl Look {
    fn longest(&self) -> u64 {
        self.longest.max(self.run)
    }

    /// How many texts a list of texts says that it has; memory is kept for them before the first is read.
    fn promised(&self) -> u64 {
        let start = String::from_utf8_lossy(&self.start);
        let count = start.split_once("uniqueCount").map_or("", |(_, after)| after);
        let digits = count.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let digits = digits.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
        if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) }
    }
}

impl Write for Look {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        const START: usize = 1 << 16;
        if self.texts && self.start.len() < START {
            self.start.extend_from_slice(bytes);
        }
        let mut pieces = bytes.split(|byte| *byte == b'<').map(|piece| u64::try_from(piece.len()).unwrap_or(u64::MAX));
        self.run += pieces.next().unwrap_or(0);
        for length in pieces {
            self.marks += 1;
            self.longest = self.longest.max(self.run);
            self.run = length;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn named<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Kind, Refusal> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err(Refusal::new("这是 .xlsb 文件，请用 Excel 另存为 .xlsx 再试"));
    }
    if has("xl/workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    if has("content.xml") && has("mimetype") {
        return Ok(Kind::Ods);
    }
    if has("word/document.xml") {
        return Err(Refusal::new("这是 Word 文档，不是表格。请把名单另存为 .xlsx 再试"));
    }
    Err(Refusal::new("这是压缩包，不是表格。请先解压，再选里面的表格"))
}

fn too_large() -> Refusal {
    Refusal::new("文件解开以后太大，不像正常的名单，没有读。请把名单复制到一个新的工作簿里再试")
}
