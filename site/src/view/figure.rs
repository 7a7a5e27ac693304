//! Figures that a policy sets, for what is made beside its own pages.

use rules::{Date, Figures, Kind, Policy};

/// The parameter that says on which day of a month towns report.
pub const MONTHLY: &str = "每月报送日";

/// A parameter of a policy on a day, as the bare number that pages show; `None` where the policy does not set it.
#[must_use]
pub fn figure(policy: &Policy, name: &str, on: Date) -> Option<String> {
    let (_, rule) = policy.find(name)?;
    let Kind::Parameter(parameter) = &rule.kind else { return None };
    parameter.on(on)?;
    Figures::new(&policy.at(on)).figure(&format!("{name}|数")).ok()
}
