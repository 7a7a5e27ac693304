//! What the loader calls.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use rules::{Date, Facts, Policy, Turn};
use wasm_bindgen::prelude::wasm_bindgen;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The calculator of one policy. Facts are a household in JSON as `mingbai assess` reads it; facts that cannot be read count as
/// open.
#[wasm_bindgen]
pub struct Calculator {
    /// It lives as long as the page.
    policy: &'static Policy,
    today: rules::Calculator<'static>,
    /// The policy on the day that was asked for last.
    asked_for: Option<rules::Calculator<'static>>,
}

#[wasm_bindgen]
impl Calculator {
    /// Unpacks a policy. `today` is the device's day, `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// Where the policy or the day cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &[u8], today: &str) -> Result<Self, String> {
        let policy = Policy::unpack(policy).ok_or_else(|| String::from("the policy cannot be read"))?;
        let policy: &'static Policy = Box::leak(Box::new(policy));
        let today: Date = today.parse().map_err(|_| String::from("today is no date"))?;
        Ok(Self { policy, today: policy.at(today), asked_for: None })
    }

    /// See [`crate::assess`].
    #[must_use]
    pub fn assess(&mut self, facts: &str, on: &str) -> String {
        crate::assess(self.policy, &mut self.asked_for, facts, on)
    }

    /// The policy in force as it is today, JSON: what it asks, what it knows and what it answers.
    #[must_use]
    pub fn policy(&self) -> String {
        self.today.catalogue()
    }

    /// See [`crate::consider`]; `answered` holds a name a line.
    #[must_use]
    pub fn consider(&self, facts: &str, answered: &str, wants_measures: bool) -> String {
        let answered: Vec<&str> = answered.lines().collect();
        crate::consider(&self.today, &self.facts(facts), &answered, wants_measures)
    }

    /// See [`crate::steps`].
    #[must_use]
    pub fn steps(&self, facts: &str, name: &str) -> String {
        crate::steps(&self.today, &self.today.relevant(&self.facts(facts)), name)
    }

    /// What would change the outcome, the nearest first: see [`rules::Turn::to_json`].
    #[must_use]
    pub fn turns(&self, facts: &str) -> String {
        Turn::to_json(self.policy, &self.today.turns(&self.facts(facts)))
    }

    /// What the household would get by measure: see [`rules::Relief::to_json`].
    #[must_use]
    pub fn relief(&self, facts: &str) -> String {
        self.today.relief(&self.today.relevant(&self.facts(facts))).to_json()
    }

    /// See [`crate::check`].
    #[must_use]
    pub fn check(&self, facts: &str) -> String {
        crate::check(self.policy, facts)
    }

    /// See [`crate::number`].
    #[must_use]
    pub fn number(&self, question: &str, typed: &str) -> String {
        crate::number(self.policy, question, typed)
    }

    /// See [`crate::total`].
    #[must_use]
    pub fn total(&self, lines: &str) -> String {
        crate::total(lines)
    }
}

impl Calculator {
    fn facts(&self, json: &str) -> Facts {
        Facts::from_json(self.policy, json).unwrap_or_else(|_| Facts::open(self.policy))
    }
}
