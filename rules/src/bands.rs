//! Rough answers to a question about a number, and unusual ones: ranges between the edges that the policy names.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::calculator::Calculator;
use crate::expr::RuleId;
use crate::facts::Facts;
use crate::interval::Interval;
use crate::policy::{Kind, Question, QuestionKind};
use crate::truth::Truth;
use crate::value::Value;

impl Calculator<'_> {
    /// The rough answers that a question offers a household, ascending; none while its edges cannot be worked out.
    ///
    /// An edge belongs to the range above it. The range below ends just before it, at the last 分, or at the whole number
    /// before where people are counted, so that 「不到 33,600 元」 is less than 33,600 元 for certain.
    #[must_use]
    pub fn bands(&self, facts: &Facts, question: RuleId) -> Vec<Interval> {
        match self.policy.rule(question).map(|rule| &rule.kind) {
            Some(Kind::Question(question)) if !question.bands.is_empty() => self.ranges(facts, question).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Whether the answer to a question is larger (true) or smaller (false) than what is usual for the household; `None` where it
    /// is neither for certain.
    #[must_use]
    pub fn unusual(&self, facts: &Facts, question: RuleId) -> Option<bool> {
        let Some(Kind::Question(asked)) = self.policy.rule(question).map(|rule| &rule.kind) else { return None };
        let (Value::Number(answer), [least, most]) = (facts.get(question), asked.usual.as_slice()) else { return None };
        let slots = self.slots(facts);
        let [least, most] = [least, most].map(|edge| slots.number(edge));
        match (most.less(answer), answer.less(least)) {
            (Truth::True, _) => Some(true),
            (_, Truth::True) => Some(false),
            _ => None,
        }
    }

    fn ranges(&self, facts: &Facts, question: &Question) -> Option<Vec<Interval>> {
        let slots = self.slots(facts);
        let step = if question.kind == QuestionKind::Count { Decimal::ONE } else { Decimal::new(1, 2) };
        let mut low = question.domain.low();
        let mut ranges = Vec::new();
        for edge in &question.bands {
            let edge = slots.number(edge).as_point()?;
            let last = Interval::point(edge).minus(Interval::point(step)).as_point()?;
            ranges.push(Interval::new(low, Some(last))?);
            low = Some(edge);
        }
        ranges.push(Interval::new(low, question.domain.high())?);
        Some(ranges)
    }
}
