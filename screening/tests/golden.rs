//! Lists that a policy officer can read: `lists/NAME.csv` as it comes in, `lists/NAME.result.csv` what is written, and
//! `lists/NAME.wrong.csv` the rows to correct. `GOLDEN=write` writes the results anew, to be read before they are kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::path::Path;

use common::{csv, list, workbook};
use screening::{Book, export};

#[track_caller]
fn check(name: &str) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lists"));
    let list = list(&std::fs::read(folder.join(format!("{name}.csv"))).unwrap(), None).unwrap();
    let wrong = String::from_utf8(export::correction(&list, Vec::new()).unwrap()).unwrap();
    for (kind, found) in [("result", csv(&list)), ("wrong", wrong)] {
        let file = folder.join(format!("{name}.{kind}.csv"));
        let found = found.replace('\r', "");
        if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
            std::fs::write(&file, &found).unwrap();
        }
        assert_eq!(found, std::fs::read_to_string(&file).unwrap(), "{}", file.display());
    }
    // The workbook says the same of as many rows.
    let mut book = Book::open(std::io::Cursor::new(workbook(&list))).unwrap();
    assert_eq!(book.sheets().len(), 8);
    let rows: usize = (1..5).map(|sheet| book.table(sheet, &mut |_| true).unwrap().len() - 1).sum();
    assert_eq!(rows, list.row_count());
}

#[test]
fn one_household_a_row() {
    check("households");
}

#[test]
fn one_person_a_row() {
    check("persons");
}

#[test]
fn a_column_for_each_cause() {
    check("ticks");
}
