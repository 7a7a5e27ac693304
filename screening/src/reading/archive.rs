//! What is looked at in a packed workbook before it is read: that it is one, and what it would unpack to.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::Kind;
use crate::fault::Refusal;

/// A workbook that unpacks to more is none that an office made: a full sheet of Excel is about half of it.
const LARGEST: u64 = 2 << 30;

/// So many times its own size a workbook may unpack to, beside a start that is free. Lists shrink to a tenth, at most to a
/// fiftieth.
const TIMES: u64 = 150;
const FREE: u64 = 64 << 20;

/// More parts than a workbook with a thousand sheets has.
const MOST_PARTS: usize = 10_000;

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
        // Only these are ever read; pictures, macros and links stay closed.
        let name = part.name().map_err(|_| damaged())?;
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        if part.size() > left {
            return Err(too_large());
        }
        // What an archive says about itself may be untrue.
        let unpacked = std::io::copy(&mut part.by_ref().take(left.saturating_add(1)), &mut std::io::sink()).map_err(|_| damaged())?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    drop(archive);
    input.seek(SeekFrom::Start(0))?;
    Ok(kind)
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

fn damaged() -> Refusal {
    Refusal::new("文件坏了或没有下载完整，请用 Excel 打开看看，再另存一份")
}

fn too_large() -> Refusal {
    Refusal::new("文件解开以后太大，不像正常的名单，没有读。请把名单复制到一个新的工作簿里再试")
}
