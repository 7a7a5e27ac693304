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
    String::from_utf8(export::csv(list, Vec::new(), &Alone, &mut |_| true).unwrap()).unwrap()
}

/// The result as a workbook.
pub fn workbook(list: &List<'_>) -> Vec<u8> {
    export::workbook(list, Cursor::new(Vec::new()), &Alone, &mut |_| true).unwrap().into_inner()
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
