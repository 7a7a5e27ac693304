//! Messages as slides for a television: what is said on screens, in large type.

use rules::Policy;
use serde::Serialize;

use crate::build::Inputs;
use crate::content::Place;

use super::fill::{Filler, Local};

/// A slide.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Slide {
    /// What matters most.
    pub slogan: String,
    /// What else stands on it.
    pub lines: Vec<String>,
    /// How long it stands.
    pub seconds: usize,
}

/// How many characters people read in a second from across a room, and how long a slide stands at least.
const RATE: usize = 3;
const LEAST: usize = 8;

/// The messages of a site; with a place also those that name it. What is wrong with them is told by the check.
#[must_use]
pub fn slides(inputs: &Inputs, policy: &Policy, place: Option<&Place>) -> Vec<Slide> {
    let filler = Filler::new(inputs, policy);
    let local = place.map(|place| Local::of(inputs, place)).unwrap_or_default();
    let slide = |message| {
        // The phone number has a slide of its own.
        let own = filler.fill(message, &local, &mut Vec::new()).screen.into_iter().filter(|(span, _)| span.is_some());
        let mut lines = own.map(|(_, line)| line);
        let (slogan, lines) = (lines.next()?, lines.collect::<Vec<_>>());
        let characters: usize = std::iter::once(&slogan).chain(&lines).map(|line| line.chars().count()).sum();
        Some(Slide { slogan, lines, seconds: characters.div_ceil(RATE).max(LEAST) })
    };
    inputs.messages.iter().filter(|message| place.is_some() || !message.is_local()).filter_map(slide).collect()
}
