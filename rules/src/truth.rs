//! Truth that may be unknown, by Kleene's strong tables.

/// True, false or not known yet.
///
/// `unknown` may turn out either way: `false 且 unknown` is false, `true 或 unknown` is true (S. C. Kleene,
/// *Introduction to Metamathematics*, § 64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds, whatever is still open.
    True,
    /// It does not hold, whatever is still open.
    False,
    /// What is open may still decide it.
    Unknown,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            _ => Self::Unknown,
        }
    }

    /// What is true where both agree; else unknown: the hull of two branches.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    /// The word of the JSON contract: `true`, `false` or `unknown`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }
}

impl core::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    const ALL: [Truth; 3] = [True, False, Unknown];

    #[test]
    fn kleenes_laws_hold_for_every_pair_and_triple() {
        for a in ALL {
            assert_eq!(!!a, a);
            assert_eq!((a.and(a), a.or(a)), (a, a));
            assert_eq!((a.and(True), a.or(False)), (a, a));
            assert_eq!((a.and(False), a.or(True)), (False, True));
            for b in ALL {
                assert_eq!((a.and(b), a.or(b)), (b.and(a), b.or(a)));
                assert_eq!(!a.and(b), (!a).or(!b));
                assert_eq!((a.and(a.or(b)), a.or(a.and(b))), (a, a));
                for c in ALL {
                    assert_eq!(a.and(b.and(c)), a.and(b).and(c));
                    assert_eq!(a.or(b.or(c)), a.or(b).or(c));
                    assert_eq!(a.and(b.or(c)), a.and(b).or(a.and(c)));
                }
            }
        }
    }

    #[test]
    fn what_is_decided_stays_decided_however_the_unknown_turns_out() {
        let completions = |t: Truth| match t {
            Unknown => [True, False].to_vec(),
            known => [known].to_vec(),
        };
        for a in ALL {
            for b in ALL {
                for x in completions(a) {
                    for y in completions(b) {
                        for (open, full) in [(a.and(b), x.and(y)), (a.or(b), x.or(y)), (a.hull(b), x), (!a, !x)] {
                            assert!(open == Unknown || open == full);
                        }
                    }
                }
            }
        }
    }
}
