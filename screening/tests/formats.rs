//! The same list as each program of an office writes it: `lists/old.xls` is by xlwt, `lists/open.ods` by odfpy, both with hidden
//! or further sheets, a formula that was never worked out, dates, notes and rows that come again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use std::io::Cursor;

use common::texts;
use screening::{Book, Kind};

const HEAD: [&str; 8] = ["镇街", "户主", "家庭人口", "年可支配收入", "困难原因", "建档立卡情况", "是低保对象", "登记日期"];

#[track_caller]
fn check(file: &[u8], kind: Kind, sheets: &[&str], rows: &[&[&str]]) {
    let mut book = Book::open(Cursor::new(file)).unwrap();
    assert_eq!(book.kind(), kind);
    assert_eq!(book.sheets(), sheets);
    let table = book.table(0, &mut |_| true).unwrap();
    let found = texts(&table);
    assert_eq!(found[0], HEAD);
    assert_eq!(found[1..], *rows);
    assert_eq!(table.row(1).unwrap().cell(7), screening::Cell::Date("2020-06-01"));
    assert_eq!(table.row(1).unwrap().cell(2), screening::Cell::Number("4"));
    assert_eq!(table.row(1).unwrap().cell(6), screening::Cell::Truth(true));
    // It can be read again, as when another sheet was looked at in between.
    assert_eq!(texts(&book.table(0, &mut |_| true).unwrap()), found);
}

#[test]
fn an_old_workbook_is_read() {
    let third: &[&str] = &["龙田镇", "王五", "两口", "", "", "贫困户", "是"];
    check(
        include_bytes!("lists/old.xls"),
        Kind::Xls,
        &["名单"],
        &[
            &["海口镇", "张三", "4", "25000.5", "因病", "普通农户", "TRUE", "2020-06-01"],
            &["海口镇", "李四", "3", "约3.2万", "因学", "普通农户", "FALSE"],
            third,
        ],
    );
}

#[test]
fn an_open_document_is_read() {
    let again: &[&str] = &["三山镇", "同名 & 同姓", "2", "2"];
    check(
        include_bytes!("lists/open.ods"),
        Kind::Ods,
        &["名单", "说明"],
        &[
            &["海口镇", "张三", "4", "25000.5", "因病", "普通农户", "TRUE", "2020-06-01"],
            &["海口镇", "李四", "3", "约3.2万", "因学", "普通农户", "FALSE"],
            &["龙田镇", "王五\n（户主）", "两口", "7000", "", "贫困户", "是"],
            again,
            again,
        ],
    );
}
