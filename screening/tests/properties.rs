//! Laws on random input: no bytes stop the readers, what was written is read back, and a worse cell never makes a result
//! more certain.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{cases, cell, compound, csv, list, ods, records, table, texts, workbook, xlsx};
use proptest::collection::vec;
use proptest::prelude::*;
use rules::Outcome;

/// How often each law is tried; `tests/fuzz` asks for more by `SCREENING_CASES`.
fn config(full: u32) -> ProptestConfig {
    let asked = std::env::var("SCREENING_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or_else(|| cases(full)), failure_persistence: None, ..ProptestConfig::default() }
}

/// A workbook with all sorts of cells.
fn seed() -> Vec<u8> {
    let strings = b"<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>a</t></si></sst>";
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\"><c r=\"A2\"><v>4</v></c><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"b\"><v>1</v></c></row>",
        cell("A1", "家庭人口"),
        cell("B1", "年可支配收入")
    );
    xlsx(&rows, &[("xl/sharedStrings.xml", strings)])
}

/// A list as each of the other programs wrote it.
const OLD: &[u8] = include_bytes!("lists/old.xls");
const OPEN: &[u8] = include_bytes!("lists/open.ods");

/// Writes over some bytes of a file.
fn damaged(mut file: Vec<u8>, damage: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    for (at, byte) in damage {
        let at = at.index(file.len());
        file[at] = *byte;
    }
    file
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_bytes_stop_the_readers(bytes in vec(any::<u8>(), 0..400)) {
        let _ = list(&bytes, None);
        for start in [&b"PK\x03\x04"[..], &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "家庭人口,".as_bytes(), &[0xff, 0xfe]] {
            let _ = list(&[start, &bytes].concat(), None);
        }
    }

    #[test]
    fn no_damage_stops_the_readers(damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let _ = list(&damaged(seed(), &damage), None);
        let _ = list(&damaged(OLD.to_vec(), &damage), None);
        let _ = list(&damaged(OPEN.to_vec(), &damage), None);
    }

    #[test]
    fn no_markup_stops_the_readers(markup in "(<(row|c|v|f|is|t|mergeCell)( r=\"[A-Z]{0,4}[0-9]{0,8}\")?( t=\"(s|b|e|n|d|str|inlineStr)\")?/?>|</(row|c|v|is|t)>|[-0-9.eE]{1,9}|.){0,40}") {
        let _ = list(&xlsx(&markup, &[]), None);
    }

    #[test]
    fn no_open_markup_stops_the_readers(markup in "(<(table:table|table:table-row|table:table-cell|text:p|text:s|office:annotation)( table:number-(rows|columns)-repeated=\"[0-9]{0,6}\")?( office:value-type=\"(string|float|date|boolean)\")?( office:value=\"[-0-9.eE]{0,6}\")?/?>|</(table:table|table:table-row|table:table-cell|text:p)>|&[a-z#0-9]{0,4};|.){0,40}") {
        let _ = list(&ods(&markup), None);
    }

    #[test]
    fn no_record_stops_the_readers(content in vec((prop::sample::select(vec![0x0006_u16, 0x000a, 0x003c, 0x0085, 0x00bd, 0x00e5, 0x00fc, 0x00fd, 0x0200, 0x0203, 0x0204, 0x0207, 0x027e, 0x0809]), vec(any::<u8>(), 0..30)), 0..20)) {
        let content: Vec<(u16, &[u8])> = content.iter().map(|(kind, bytes)| (*kind, &bytes[..])).collect();
        let _ = list(&compound("Workbook", &records(&content)), None);
    }

    #[test]
    fn no_text_stops_the_mapping(json in "\\{?(\"(columns|heading|question|option|unit|period|combine|household|members|place)\"|[\\[\\]{}:,]|\"[元万年月相加]{0,2}\"|.){0,30}") {
        let _ = screening::Mapping::from_json(&json);
    }

    #[test]
    fn no_cell_stops_the_list(cells in vec("(约|不到|以上|[-0-9.,万元人~]|至|.){0,12}", 19)) {
        let mut text = String::new();
        for (place, (_, name, _)) in common::policy().questions().enumerate() {
            text.push_str(if place > 0 { "," } else { "" });
            text.push_str(name);
        }
        text.push('\n');
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace(['"', '\n', '\r'], ""))).collect();
        text.push_str(&quoted.join(","));
        if let Ok(list) = list(text.as_bytes(), None) {
            csv(&list);
        }
    }

    #[test]
    fn what_was_written_is_read_back(cells in vec(vec("[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}\r\n\"]{0,20}", 3), 1..6)) {
        let mut text = String::from("家庭人口,甲,乙\n");
        for row in &cells {
            text.push_str(&format!("4,\"{}\",\"{}\"\n", row[0], row[1]));
        }
        let Ok(list) = list(text.as_bytes(), None) else { return Ok(()) };
        let came: Vec<String> = (0..list.len()).flat_map(|place| list.rows(place)).flat_map(|row| [1, 2].map(|column| row.cell(column).text().to_owned())).collect();
        // As text: the cells that came in, but for an apostrophe before what a spreadsheet would calculate.
        let again = texts(&table(csv(&list).as_bytes()).unwrap());
        let read: Vec<String> = again[1..].iter().flat_map(|row| [row[1].clone(), row[2].clone()]).collect();
        for (read, came) in read.iter().zip(&came) {
            prop_assert!(read == came || read.strip_prefix('\'') == Some(came), "{read} {came}");
        }
        prop_assert_eq!(read.len(), came.len());
        // As a workbook: exactly.
        let bytes = workbook(&list);
        let mut book = screening::Book::open(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.sheets().iter().position(|name| name == Outcome::Incomplete.heading()).unwrap();
        let rows = book.table(sheet, &mut |_| true).unwrap();
        let read: Vec<String> = rows.rows(1).flat_map(|row| [1, 2].map(|column| row.cell(column).text().to_owned())).collect();
        prop_assert_eq!(read, came);
    }

    #[test]
    fn what_is_blanked_or_wrong_makes_nothing_more_certain(
        people in 1_u32..12, income in 0_u32..200_000, before in 0_u32..200_000, kind in 0..2_usize, ill in any::<bool>(), blank in 0..5_usize, spoilt in any::<bool>(),
    ) {
        let kind = ["普通农户", "已脱贫户"][kind];
        let known = [people.to_string(), income.to_string(), before.to_string(), kind.to_owned(), if ill { "因病" } else { "无" }.to_owned()];
        let mut open = known.clone();
        open[blank] = if spoilt { "看不懂！".into() } else { String::new() };
        let text = format!("家庭人口,年可支配收入,上年度收入,建档立卡情况,困难原因\n{}\n{}\n", known.join(","), open.join(","));
        let list = list(text.as_bytes(), None).unwrap();
        let [sure, vague] = [list.briefs()[0].outcome, list.briefs()[1].outcome];
        prop_assert_eq!(list.wrong_count(), usize::from(spoilt));
        prop_assert_eq!(list.wrong(0).count(), list.wrong_count());
        if matches!(vague, Outcome::Likely | Outcome::Unlikely) {
            prop_assert_eq!(sure, vague);
        }
    }
}
