//! Headings as towns write them: those that say what a question says are understood, all others are left to a person.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use common::{policy, table};
use screening::{Headings, Mapping, Period, RowText, Scale};

fn guess(headings: &str) -> Mapping {
    let table = table(format!("{headings}\n").as_bytes()).unwrap();
    let rows: Vec<RowText<'_>> = table.rows(0).collect();
    Mapping::guess(policy(), &Headings::find(policy(), &rows).unwrap(), &[])
}

#[test]
fn headings_that_say_the_same_are_understood() {
    for (heading, question) in [
        ("家庭人口数", "家庭人口"),
        ("家庭总人口（人）", "家庭人口"),
        ("去年全家收入", "上年度收入"),
        ("上一年收入（元）", "上年度收入"),
        ("家庭年可支配收入", "年可支配收入"),
        ("主要困难原因", "困难原因"),
        ("是否低保", "是低保对象"),
        ("低保对象", "是低保对象"),
        ("义务教育阶段学生数", "义务教育阶段学生"),
        ("住房困难", "住房困难"),
    ] {
        let mapping = guess(&format!("户主,{heading}"));
        let found: Vec<&str> = mapping.columns.iter().map(|column| column.question.as_str()).collect();
        assert_eq!(found, [question], "{heading}");
    }
}

#[test]
fn headings_that_may_say_something_else_are_left_alone() {
    for heading in ["收入", "全家年收入", "户主姓名", "人均收入", "在读学生数", "数", "备注", "身份证号", "登记对象"]
    {
        assert_eq!(guess(&format!("家庭人口,{heading}")).columns.len(), 1, "{heading}");
    }
}

#[test]
fn units_and_months_stand_in_the_heading() {
    let columns = guess("年可支配收入（万元）,月刚性支出").columns;
    let said: Vec<_> = columns.iter().map(|column| (column.question.as_str(), column.unit, column.period)).collect();
    assert_eq!(said, [("年可支配收入", Scale::TenThousand, Period::Year), ("年刚性支出", Scale::One, Period::Month)]);
}
