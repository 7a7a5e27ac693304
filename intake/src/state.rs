//! Where a report stands, in the documents' order, and which way it can go.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It came in.
    Received,
    /// It was handed over to the town.
    HandedOver,
    /// Somebody from the town was there.
    Visited,
    /// The town proposes the household.
    Proposed,
    /// The town does not, for a reason.
    NotProposed,
    /// The leading group has confirmed it.
    Confirmed,
    /// Nothing more is to be done.
    Closed,
}

impl State {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Received, Self::HandedOver, Self::Visited, Self::Proposed, Self::NotProposed, Self::Confirmed, Self::Closed];

    /// As the database and the wire have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::HandedOver => "handed_over",
            Self::Visited => "visited",
            Self::Proposed => "proposed",
            Self::NotProposed => "not_proposed",
            Self::Confirmed => "confirmed",
            Self::Closed => "closed",
        }
    }

    /// In Chinese.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Received => "已收到",
            Self::HandedOver => "已交办",
            Self::Visited => "已上门核实",
            Self::Proposed => "建议纳入",
            Self::NotProposed => "不建议纳入",
            Self::Confirmed => "已确认",
            Self::Closed => "已办结",
        }
    }

    /// Whether nothing more is to be done.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Closed)
    }

    fn step(self) -> u8 {
        match self {
            Self::Received => 0,
            Self::HandedOver => 1,
            Self::Visited => 2,
            Self::Proposed | Self::NotProposed => 3,
            Self::Confirmed | Self::Closed => 4,
        }
    }

    /// What it takes to go to another state.
    #[must_use]
    pub fn way_to(self, next: Self) -> Way {
        if self == next {
            return Way::None;
        }
        match (self, next) {
            (Self::NotProposed, Self::Confirmed) => Way::None,
            (Self::Proposed | Self::NotProposed, Self::Closed) => Way::Open,
            // Giving a report up early, or not proposing it, is said with a reason, and so is every way back.
            (_, Self::Closed | Self::NotProposed) if self.step() < 3 => {
                if next == Self::Closed || self == Self::Visited {
                    Way::WithReason
                } else {
                    Way::None
                }
            }
            _ if next.step() <= self.step() => Way::WithReason,
            _ if next.step() == self.step() + 1 => Way::Open,
            _ => Way::None,
        }
    }
}

/// What it takes to go from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nothing.
    Open,
    /// A reason.
    WithReason,
    /// There is none.
    None,
}

/// A text that is no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoState;

impl FromStr for State {
    type Err = NoState;

    fn from_str(text: &str) -> Result<Self, NoState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text || state.words() == text).ok_or(NoState)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_step_by_step_back_with_a_reason() {
        use State::{Closed, Confirmed, HandedOver, NotProposed, Proposed, Received, Visited};
        let open = [
            (Received, HandedOver),
            (HandedOver, Visited),
            (Visited, Proposed),
            (Proposed, Confirmed),
            (Proposed, Closed),
            (NotProposed, Closed),
        ];
        for from in State::ALL {
            for to in State::ALL {
                let back = to < from || [(Visited, NotProposed), (Proposed, NotProposed)].contains(&(from, to));
                let early = to == Closed && from != Closed;
                let expected = match open.contains(&(from, to)) {
                    true => Way::Open,
                    false if back || early => Way::WithReason,
                    false => Way::None,
                };
                assert_eq!(from.way_to(to), expected, "{from:?} {to:?}");
            }
        }
        assert_eq!(Closed.way_to(Confirmed), Way::WithReason);
        assert_eq!(Received.way_to(NotProposed), Way::None);
        assert_eq!("已交办".parse(), Ok(HandedOver));
        assert_eq!("handed_over".parse(), Ok(HandedOver));
        assert_eq!("x".parse::<State>(), Err(NoState));
    }
}
