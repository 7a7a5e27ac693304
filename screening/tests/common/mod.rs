//! The shipped policy, lists in memory, and small workbooks made by hand.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../../rules/tests/common/mod.rs"]
mod policies;

use std::io::{Cursor, Write};
use std::sync::OnceLock;

use rules::{Date, Policy};
use screening::{Alone, Book, Headings, Judge, List, Mapping, Plan, Refusal, RowText, Table, export};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[allow(unused_imports, reason = "not every test draws cases")]
pub use policies::cases;

/// The day of every test.
pub fn day() -> Date {
    "2020-07-06".parse().unwrap()
}

/// The policy that the project ships.
pub fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| {
        let compiled = policies::compile_texts(&policies::shipped_texts());
        compiled.policies.into_iter().find(|policy| policy.id == "fuqing-2020-8").unwrap()
    })
}

/// The first sheet of a file.
pub fn table(bytes: &[u8]) -> Result<Table, Refusal> {
    Book::open(Cursor::new(bytes))?.table(0, &mut |_| true)
}

/// A list, all of it answered.
pub fn list(bytes: &[u8], mapping: Option<&Mapping>) -> Result<List<'static>, Refusal> {
    let table = table(bytes)?;
    let sample: Vec<RowText<'_>> = table.rows(0).take(200).collect();
    let headings = Headings::find(policy(), &sample)?;
    let guessed = Mapping::guess(policy(), &headings, &sample[headings.place + 1..]);
    let plan = Plan::new(policy(), headings, mapping.unwrap_or(&guessed))?;
    let mut list = List::new(Judge::new(policy().at(day()), plan, "名单"), table)?;
    while list.step(100, &Alone) {}
    Ok(list)
}

/// The result as text.
pub fn csv(list: &List<'_>) -> String {
    String::from_utf8(export::csv(list, Vec::new(), &Alone, &mut |_| ()).unwrap()).unwrap()
}

/// The result as a workbook.
pub fn workbook(list: &List<'_>) -> Vec<u8> {
    export::workbook(list, Cursor::new(Vec::new()), &Alone, &mut |_| ()).unwrap().into_inner()
}

/// All cells of a table as text, row by row.
pub fn texts(table: &Table) -> Vec<Vec<String>> {
    table.rows(0).map(|row| row.cells().map(|cell| cell.text().to_owned()).collect()).collect()
}

/// An archive of parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet whose rows are given in XML, and further parts.
pub fn xlsx(rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let start = links.replace("/worksheet\" Target=\"worksheets/sheet1.xml", "/officeDocument\" Target=\"xl/workbook.xml");
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", start.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(more);
    archive(&parts)
}

/// A cell with text.
pub fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// An old compound file with one stream, whose bytes are filled up to what no short stream has.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let length = stream.len().max(4096).next_multiple_of(512);
    let mut file = vec![0_u8; 512 * 3 + length];
    file[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    let (end, free) = (0xffff_fffe_u32, 0xffff_ffff_u32);
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    for (at, number) in [(44, 1), (48, 1), (56, 4096), (60, end), (68, end), (76, 0)] {
        put(at, &number.to_le_bytes());
    }
    (1..109).for_each(|place| put(76 + place * 4, &free.to_le_bytes()));
    // The table of sectors: itself, the folder, then the stream.
    let sectors = u32::try_from(length / 512).unwrap();
    let chain = (3..2 + sectors).chain([end]);
    let table = [0xffff_fffd, end].into_iter().chain(chain).chain(std::iter::repeat(free)).take(128);
    table.enumerate().for_each(|(place, id)| put(512 + place * 4, &id.to_le_bytes()));
    for (place, name, kind, start, length) in [(0_usize, "Root Entry", 5_u8, end, 0), (1, name, 2, 2, u32::try_from(length).unwrap())] {
        let at = 1024 + place * 128;
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(at, &letters);
        put(at + 64, &u16::try_from(letters.len() + 2).unwrap().to_le_bytes());
        put(at + 66, &[kind, 1]);
        put(at + 68, &[0xff; 12]);
        put(at + 116, &start.to_le_bytes());
        put(at + 120, &length.to_le_bytes());
    }
    put(1536, stream);
    file
}

/// The records of an old workbook, one after the other.
pub fn records(records: &[(u16, &[u8])]) -> Vec<u8> {
    let record = |(kind, content): &(u16, &[u8])| {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
    };
    records.iter().flat_map(record).collect()
}

/// An OpenDocument spreadsheet with one sheet whose rows are given in XML.
pub fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet><table:table table:name=\"名单\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
        ("content.xml", content.as_bytes()),
    ])
}
