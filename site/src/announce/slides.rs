//! Messages as slides for a television: what is said on screens, in large type.

use rules::Policy;
use serde::Serialize;

use crate::build::Inputs;

use super::fill::{Filler, Local};

/// A slide.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Slide {
    /// What matters most.
    pub slogan: String,
    /// What else stands on it.
    pub lines: Vec<String>,
}

/// The messages of a site that name no place. What is wrong with them is told by the check.
#[must_use]
pub fn slides(inputs: &Inputs, policy: &Policy) -> Vec<Slide> {
    let filler = Filler::new(inputs, policy);
    let slide = |message| {
        // The phone number has a slide of its own.
        let own = filler.fill(message, &Local::default(), &mut Vec::new()).screen.into_iter().filter(|(span, _)| span.is_some());
        let mut lines = own.map(|(_, line)| line);
        Some(Slide { slogan: lines.next()?, lines: lines.collect() })
    };
    inputs.messages.iter().filter(|message| !message.is_local()).filter_map(slide).collect()
}
