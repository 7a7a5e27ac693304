//! What the loader calls.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bridge::Answers;
use rules::{Facts, Policy, Turn};

bridge::module!(Loaded);

/// The policy of the page, once it is loaded. It lives as long as the page.
struct Loaded {
    policy: Option<&'static Policy>,
    today: Option<rules::Calculator<'static>>,
    /// The policy on the day that was asked for last.
    asked_for: Option<rules::Calculator<'static>>,
}

impl Answers for Loaded {
    const NEW: Self = Self { policy: None, today: None, asked_for: None };

    fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8> {
        if name == "unpack" {
            self.policy = Policy::unpack(about).map(|policy| &*Box::leak(Box::new(policy)));
            return self.policy.map_or_else(Vec::new, |policy| policy.id.as_bytes().to_vec());
        }
        let mut texts = about.split(|byte| *byte == 0).map(|text| core::str::from_utf8(text).unwrap_or_default());
        let mut next = || texts.next().unwrap_or_default();
        self.said(name, next(), next(), next()).unwrap_or_default().into_bytes()
    }
}

impl Loaded {
    /// Answers a call once the policy is there. Facts are a household in JSON as `mingbai assess` reads it; facts that cannot
    /// be read count as open.
    fn said(&mut self, name: &str, one: &str, two: &str, three: &str) -> Option<String> {
        let policy = self.policy?;
        if name == "today" {
            // The device's day, `YYYY-MM-DD`.
            self.today = one.parse().ok().map(|day| policy.at(day));
            return self.today.as_ref().map(|_| one.into());
        }
        if name == "assess" {
            return Some(crate::assess(policy, &mut self.asked_for, one, two));
        }
        let today = self.today.as_ref()?;
        let facts = || Facts::from_json(policy, one).unwrap_or_else(|_| Facts::open(policy));
        Some(match name {
            // What it asks, what it knows and what it answers, today.
            "policy" => today.catalogue(),
            "consider" => {
                let answered: Vec<&str> = two.split(['\n']).collect();
                crate::consider(today, &facts(), &answered, three == "measures")
            }
            "steps" => crate::steps(today, &today.relevant(&facts()), two),
            "turns" => Turn::to_json(policy, &today.turns(&facts())),
            "relief" => today.relief(&today.relevant(&facts())),
            "check" => crate::check(policy, one),
            "number" => crate::number(policy, one, two),
            "total" => crate::total(one),
            _ => return None,
        })
    }
}
