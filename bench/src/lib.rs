//! What the measurements share: the shipped policy and a full household.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot run should stop at once")]

use std::time::Instant;

use rules::{Document, Policy};

#[path = "../../rules/tests/common/mod.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the rules")]
mod common;

/// A household that leaves nothing open.
pub const FULL_HOUSEHOLD: &str = r#"{"家庭人口": 4, "建档立卡情况": "普通农户", "年可支配收入": 20000, "2019年人均纯收入": 6000,
    "困难原因": ["因灾"], "上年度收入": 60000, "年刚性支出": 10000, "是低保对象": true, "自付特殊门诊费用": 3200.5,
    "自付住院费用": 18000, "义务教育阶段学生": 1, "非义务教育阶段学生": 1, "住房困难": true, "受灾严重影响基本生活": true,
    "过渡期救助月数": 4, "有劳动能力人数": 2}"#;

/// The shipped policy of Fuqing.
#[must_use]
pub fn fuqing() -> Policy {
    common::shipped("fuqing-2020-8")
}

/// How many times a second something can be done on one core: the best of five runs of a second or so.
pub fn per_second(mut work: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut warm = 0_u32;
    while started.elapsed().as_millis() < 200 {
        work();
        warm += 1;
    }
    let batch = warm.max(1) * 3;
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let started = Instant::now();
        for _ in 0..batch {
            work();
        }
        best = best.max(f64::from(batch) / started.elapsed().as_secs_f64());
    }
    best
}

/// Keeps the reader of Markdown for tests in use.
#[must_use]
pub fn document<'a>(id: &'a str, text: &'a str) -> Document<'a> {
    common::document(id, id, text)
}
