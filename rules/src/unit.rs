//! Units of measure: products of words such as 元, 人, 月 with whole exponents.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A product of unit words: `元/人/月` is 元¹ · 人⁻¹ · 月⁻¹. The empty product is a bare number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Words with exponents other than 0; sorted by sign (numerator first), kept in order of appearance within it.
    pub(crate) factors: Vec<(String, i16)>,
}

/// The text is not a unit such as `元` or `元/人/月`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAUnit;

impl Unit {
    /// The unit of a bare number.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The unit of one word.
    #[must_use]
    pub fn word(word: &str) -> Self {
        Self { factors: alloc::vec![(word.into(), 1)] }
    }

    /// Reads `元/人/月`; also `1/月`, `元·月` and, from a Chinese keyboard, `元／人`.
    ///
    /// # Errors
    ///
    /// [`NotAUnit`] where a part between the signs is no word.
    pub fn parse(text: &str) -> Result<Self, NotAUnit> {
        let mut unit = Self::none();
        let mut sign = 1;
        for part in text.trim().split_inclusive(['/', '／', '·', '×', '*']) {
            let word = part.trim_end_matches(['/', '／', '·', '×', '*']).trim();
            let bare_one = word == "1" && sign == 1;
            if !bare_one {
                if !is_unit_word(word) {
                    return Err(NotAUnit);
                }
                unit.multiply_word(word, sign);
            }
            // Once under a line, always under it.
            if part.ends_with(['/', '／']) {
                sign = -1;
            }
        }
        if text.trim().ends_with(['/', '／', '·', '×', '*']) || text.trim().is_empty() {
            return Err(NotAUnit);
        }
        Ok(unit.tidy())
    }

    /// Whether it is the unit of a bare number.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.factors.is_empty()
    }

    /// The words that occur in it.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.factors.iter().map(|(word, _)| word.as_str())
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.combine(other, 1)
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        self.combine(other, -1)
    }

    fn combine(&self, other: &Self, sign: i16) -> Self {
        let mut unit = self.clone();
        for (word, exponent) in &other.factors {
            unit.multiply_word(word, exponent.saturating_mul(sign));
        }
        unit.tidy()
    }

    fn multiply_word(&mut self, word: &str, exponent: i16) {
        match self.factors.iter_mut().find(|(known, _)| known == word) {
            Some((_, sum)) => *sum = sum.saturating_add(exponent),
            None => self.factors.push((word.into(), exponent)),
        }
    }

    fn tidy(mut self) -> Self {
        let mut factors = Vec::new();
        for below in [false, true] {
            for (word, exponent) in &mut self.factors {
                if *exponent != 0 && exponent.is_negative() == below {
                    factors.push((core::mem::take(word), *exponent));
                }
            }
        }
        Self { factors }
    }

    /// Equal as products, whatever the order of the words.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.per(other).is_none()
    }

    /// Whether it counts months.
    pub(crate) fn is_months(&self) -> bool {
        self.is("月")
    }

    /// Whether it is this one word.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        matches!(self.factors.as_slice(), [(word, 1)] if word == wanted)
    }
}

/// Whether the text can stand as one word of a unit: letters only.
#[must_use]
pub fn is_unit_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}

impl Unit {
    /// The unit as it is written in a policy.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    /// Writes it behind what is there.
    pub(crate) fn write(&self, out: &mut String) {
        if self.factors.first().is_some_and(|(_, exponent)| exponent.is_negative()) {
            out.push('1');
        }
        let mut first = true;
        for (word, exponent) in &self.factors {
            for _ in 0..exponent.unsigned_abs() {
                match (first, exponent.is_negative()) {
                    (_, true) => out.push('/'),
                    (false, false) => out.push('·'),
                    (true, false) => {}
                }
                out.push_str(word);
                first = false;
            }
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_unit_is_read_and_printed_the_same() {
        for text in ["元", "元/人", "元/人/月", "1/月", "元·月", "条/人", "元·元", "元·元/人/人"] {
            assert_eq!(Unit::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        for text in ["", "/", "元/", "元//人", "100", "元 人", "%", "元/1"] {
            assert_eq!(Unit::parse(text), Err(NotAUnit), "{text}");
        }
    }

    #[test]
    fn products_and_quotients_combine() {
        let unit = |text| Unit::parse(text).unwrap();
        assert_eq!(unit("元/人/月").times(&unit("人")).times(&unit("月")), unit("元"));
        assert_eq!(unit("元").per(&unit("人")), unit("元／人"));
        assert!(unit("元").per(&unit("元")).is_none());
        assert!(unit("元/人/月").same(&unit("元/月/人")));
    }
}
