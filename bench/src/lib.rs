//! What the measurements share: the shipped policy, a full household, and how rates are taken.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot run should stop at once")]

use std::fs;
use std::time::{Duration, Instant};

use rules::Policy;

#[path = "../../rules/tests/common/mod.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the rules")]
mod common;

/// A household that leaves nothing open.
pub const FULL_HOUSEHOLD: &str = include_str!("household.json");

/// The day on which it is assessed.
pub const DAY: &str = "2020-07-06";

/// The shipped policy of Fuqing.
#[must_use]
pub fn fuqing() -> Policy {
    common::shipped("fuqing-2020-8")
}

/// How many times a second something can be done on one core: the best of five runs of a second or so. Where the system
/// tells how long a thread was on a core (Linux), time that others had it does not count.
pub fn per_second(mut work: impl FnMut()) -> f64 {
    let clock = Clock::start();
    let mut warm = 0_u32;
    while clock.seconds() < 0.2 {
        for _ in 0..100 {
            work();
        }
        warm += 100;
    }
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let clock = Clock::start();
        for _ in 0..warm * 3 {
            work();
        }
        best = best.max(f64::from(warm * 3) / clock.seconds());
    }
    best
}

/// The least seconds that some work takes, of five runs, on one core as in [`per_second`]. A run repeats work that is short: the
/// system tells time on a core in steps of some milliseconds.
pub fn least_seconds(mut work: impl FnMut()) -> f64 {
    let mut run = |times: u32| {
        let clock = Clock::start();
        (0..times).for_each(|_| work());
        clock.seconds() / f64::from(times)
    };
    let times = [1, 4, 16, 64].into_iter().find(|times| run(*times) * f64::from(*times) >= 0.2).unwrap_or(256);
    (0..5).map(|_| run(times)).fold(f64::INFINITY, f64::min)
}

struct Clock {
    begun: Instant,
    on_core: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { begun: Instant::now(), on_core: on_core() }
    }

    fn seconds(&self) -> f64 {
        let on_core = self.on_core.zip(on_core()).map(|(begun, now)| Duration::from_nanos(now - begun));
        on_core.unwrap_or_else(|| self.begun.elapsed()).as_secs_f64()
    }
}

/// How many nanoseconds this thread was on a core.
fn on_core() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
