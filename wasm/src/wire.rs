//! The calculator for other scripts: JSON in, JSON out, the bytes of `mingbai assess`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rules::{Date, Detail, FactError, Facts, Policy};
use serde::Serialize;

/// The answer to what cannot be assessed.
#[derive(Serialize)]
struct Refusal {
    errors: Vec<FactError>,
}

/// Assesses a household on a day, `YYYY-MM-DD`. What cannot be taken is answered with
/// `{"errors": [{"key", "value", "message"}]}`.
#[must_use]
pub fn assess(policy: &Policy, facts: &str, on: &str) -> String {
    let refuse = |errors| serde_json::to_string(&Refusal { errors }).unwrap_or_default();
    let Ok(day) = on.parse::<Date>() else {
        let message = "日期应写成“年-月-日”，例如 2020-07-06".to_string();
        return refuse(alloc::vec![FactError { key: "on".into(), value: on.into(), message }]);
    };
    match Facts::from_json(policy, facts) {
        Ok(facts) => serde_json::to_string(&policy.at(day).assess(&facts, Detail::Derivations)).unwrap_or_default(),
        Err(errors) => refuse(errors),
    }
}
