//! One assessment of a full household, native, on one core.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that prints")]

use std::hint::black_box;

use mingbai_bench::{DAY, FULL_HOUSEHOLD, fuqing, per_second};
use rules::{Detail, Facts};

fn main() {
    let policy = fuqing();
    let calculator = policy.at(DAY.parse().unwrap());
    let facts = Facts::from_json(&policy, FULL_HOUSEHOLD).unwrap();
    let show = |what: &str, rate: f64| println!("{what:<44}{rate:>12.0} /s {:>9.2} µs", 1e6 / rate);
    show(
        "outcome only",
        per_second(|| {
            black_box(calculator.outcome(black_box(&facts)));
        }),
    );
    show("assessment without derivations", per_second(|| drop(black_box(calculator.assess(black_box(&facts), Detail::Figures)))));
    show("assessment with derivations", per_second(|| drop(black_box(calculator.assess(black_box(&facts), Detail::Derivations)))));
    show("household from JSON", per_second(|| drop(black_box(Facts::from_json(&policy, black_box(FULL_HOUSEHOLD)).unwrap()))));
    // The very function that the browser's module exports.
    let mut kept = None;
    show(
        "JSON in, JSON out, with derivations",
        per_second(|| drop(black_box(mingbai_wasm::assess(&policy, &mut kept, black_box(FULL_HOUSEHOLD), DAY)))),
    );
}
