//! The calculator for other scripts: JSON in, JSON out, the bytes of `mingbai assess`.

use alloc::string::{String, ToString};

use rules::{Calculator, Date, Detail, FactError, Facts, Policy};

/// Assesses a household on a day, `YYYY-MM-DD`. What cannot be taken is answered with
/// `{"errors": [{"key", "value", "message"}]}`. `kept` is the policy as it was on the day asked for last.
#[must_use]
pub fn assess<'p>(policy: &'p Policy, kept: &mut Option<Calculator<'p>>, facts: &str, on: &str) -> String {
    let Ok(day) = on.parse::<Date>() else {
        let message = "日期应写成“年-月-日”，例如 2020-07-06".to_string();
        return FactError::refusal(&[FactError { key: "on".into(), value: on.into(), message }]);
    };
    let calculator = match kept.take() {
        Some(calculator) if calculator.on() == day => kept.insert(calculator),
        _ => kept.insert(policy.at(day)),
    };
    match Facts::from_json(policy, facts) {
        Ok(facts) => calculator.assess(&facts, Detail::Derivations).to_json(),
        Err(errors) => FactError::refusal(&errors),
    }
}
