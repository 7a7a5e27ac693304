//! How near a household is to another outcome, for long lists: the nearest figure of all at which the calculator says something else.
//!
//! It is the nearest one of [`Calculator::turns`], found without the others: from the answers outward, all questions side by side,
//! until a figure is found that is nearer than where nobody has looked. Of the rules only those that change with an answer are
//! worked out again. Why nothing is passed over stands at `turns`.

use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::assess::Outcome;
use crate::calculator::Calculator;
use crate::decimal::lowered;
use crate::evaluate::Slots;
use crate::expr::{Expr, RuleId};
use crate::facts::Facts;
use crate::interval::Interval;
use crate::policy::{Question, QuestionKind};
use crate::set::RuleSet;
use crate::turns::{FAR, Looked, MOST, State, trace};
use crate::uses::{names_any, spread};
use crate::value::Value;

/// How far is looked at first, in ten-thousandths of the figure, and how far then.
const REACHES: [u32; 7] = [156, 625, 2500, 5000, 7500, 9375, u32::MAX];

const WHOLE: u32 = 10_000;

/// A policy made ready for the search.
#[derive(Clone, Debug)]
pub struct Nearness<'p> {
    questions: Vec<Asked<'p>>,
}

/// A question whose answer is a number.
#[derive(Clone, Debug)]
struct Asked<'p> {
    id: RuleId,
    question: &'p Question,
    looked: Looked<'p>,
    /// The rules that change with the answer and on which an outcome rests, in the order in which they are worked out.
    changing: Vec<RuleId>,
    /// Whether the same questions arise whatever the answer is.
    settled: bool,
}

impl<'p> Nearness<'p> {
    /// Makes a policy ready.
    #[must_use]
    pub fn new(calculator: &Calculator<'p>) -> Self {
        let (policy, needed) = (calculator.policy, calculator.needed());
        let asked = |(id, _, question): (RuleId, &'p str, &'p Question)| {
            let looked = Looked::up(policy, id, &needed);
            let scale = scale(question);
            if !question.kind.is_number() || looked.traced.is_empty() || !(looked.straight || scale == 0) {
                return None;
            }
            let mut reach = RuleSet::default();
            reach.insert(id);
            spread(policy, &mut reach);
            let changing = policy.order.iter().copied().filter(|id| reach.contains(*id) && needed.contains(*id)).collect();
            let settled = !policy.questions().any(|(_, _, other)| other.when.as_ref().is_some_and(|when| names_any(when, &reach)));
            Some(Asked { id, question, looked, changing, settled })
        };
        Self { questions: policy.questions().filter_map(asked).collect() }
    }

    /// How near a household is to another outcome, in ten-thousandths of the figure at which that begins; none where no figure
    /// changes the outcome. An answer that is open or a range has no figure.
    #[must_use]
    pub fn of(&self, calculator: &Calculator<'p>, facts: &Facts) -> Option<u32> {
        let relevant = calculator.relevant(facts);
        let slots = calculator.slots(&relevant);
        let mut ways: Vec<Way<'_, 'p>> = Vec::new();
        for asked in &self.questions {
            let Value::Number(answer) = relevant.get(asked.id) else { continue };
            let Some(figure) = answer.as_point() else { continue };
            for above in [false, true] {
                ways.extend(Way::new(calculator, asked, facts, &slots, figure, above));
            }
        }
        let mut best: Option<u32> = None;
        for reach in REACHES {
            for way in &mut ways {
                let found = way.look(best.map_or(reach, |best| best.min(reach)));
                best = best.into_iter().chain(found).min();
            }
            if best.is_some_and(|best| best <= reach) {
                break;
            }
        }
        best
    }
}

/// Digits behind the point of the answers that are looked at.
fn scale(question: &Question) -> u32 {
    if question.kind == QuestionKind::Count { 0 } else { 2 }
}

/// The way from an answer up or down.
struct Way<'a, 'p> {
    calculator: &'a Calculator<'p>,
    asked: &'a Asked<'p>,
    /// The household; the answer is changed in it.
    facts: Facts,
    slots: Slots,
    figure: Decimal,
    /// Whether the answer is one of those that are looked at.
    whole: bool,
    above: bool,
    start: i64,
    end: i64,
    /// How far nothing changes, and what there is there.
    near: i64,
    state: State,
    left: u32,
    done: bool,
}

impl<'a, 'p> Way<'a, 'p> {
    fn new(
        calculator: &'a Calculator<'p>,
        asked: &'a Asked<'p>,
        facts: &Facts,
        slots: &Slots,
        figure: Decimal,
        above: bool,
    ) -> Option<Self> {
        let scale = scale(asked.question);
        let place = |figure| lowered(figure, scale).and_then(|place| i64::try_from(place).ok()).filter(|place| place.abs() <= FAR);
        let (below, beyond) = (place(figure)?, -place(-figure)?);
        let (domain, start) = (asked.question.domain, if above { below } else { beyond });
        let end = if above {
            domain.high().and_then(place).unwrap_or(FAR)
        } else {
            domain.low().and_then(|low| place(-low)).map_or(-FAR, |place| -place)
        };
        let whole = below == beyond;
        let state = State { outcome: Outcome::Verify, orders: Vec::new() };
        let (facts, slots) = (facts.clone(), slots.clone());
        let mut way =
            Self { calculator, asked, facts, slots, figure, whole, above, start, end, near: start, state, left: MOST, done: false };
        way.state = way.state(figure);
        Some(way)
    }

    /// Looks so far and no farther; how near the other outcome is, if it is there.
    fn look(&mut self, reach: u32) -> Option<u32> {
        let far = self.within(reach);
        if self.done || self.step() * (far - self.near) <= 0 {
            return None;
        }
        let then = self.at(far);
        let now = core::mem::replace(&mut self.state, State { outcome: Outcome::Verify, orders: Vec::new() });
        let found = self.walk(self.near, &now, far, &then);
        (self.near, self.state) = (far, then);
        let Some(place) = found else {
            self.done = far == self.end || self.left == 0;
            return None;
        };
        self.done = true;
        let at = self.edge(place, now.outcome);
        (self.left > 0).then(|| share(self.figure, at)).flatten()
    }

    fn step(&self) -> i64 {
        if self.above { 1 } else { -1 }
    }

    /// The place up to which every figure is that is so near.
    fn within(&self, reach: u32) -> i64 {
        let (start, reach, whole) = (i128::from(self.start), i128::from(reach), i128::from(WHOLE));
        // Beyond 0 figures are never so near as before it.
        if self.start < 0 || reach >= whole && (self.above || self.end < 0) {
            return self.end;
        }
        // Of figures below 1 the way itself counts.
        let less = reach * 10_i128.pow(scale(self.asked.question)) / whole;
        let far = if self.above {
            (start * whole / (whole - reach).max(1)).max(start + less) + 2
        } else {
            (start * whole / (whole + reach)).min(start - less) - 2
        };
        let far = i64::try_from(far).unwrap_or(self.end);
        if self.above { far.min(self.end) } else { far.max(self.end) }
    }

    fn at(&mut self, place: i64) -> State {
        self.state(Decimal::new(place, scale(self.asked.question)))
    }

    /// What there is with another answer.
    fn state(&mut self, figure: Decimal) -> State {
        self.left = self.left.saturating_sub(1);
        let (calculator, looked) = (self.calculator, &self.asked.looked);
        let answer = Value::Number(Interval::point(figure));
        let mut orders = Vec::new();
        let mut order = |slots: &Slots| {
            if looked.straight {
                looked.traced.iter().for_each(|expr: &&Expr| trace(slots, expr, &mut orders));
            }
        };
        if self.asked.settled {
            self.slots.set(self.asked.id, answer);
            for id in &self.asked.changing {
                if let Some(value) = calculator.worked_out(&self.slots, *id) {
                    self.slots.set(*id, value);
                }
            }
            order(&self.slots);
            return State { outcome: calculator.outcome_of(&self.slots), orders };
        }
        self.facts.set(self.asked.id, answer);
        let all = calculator.slots(&self.facts);
        let slots = calculator.slots(&calculator.arising(&self.facts, &all));
        order(&all);
        order(&slots);
        State { outcome: calculator.outcome_of(&slots), orders }
    }

    /// The first place on a way whose outcome is another.
    fn walk(&mut self, near: i64, now: &State, far: i64, then: &State) -> Option<i64> {
        if near == far || self.left == 0 || self.asked.looked.straight && now == then {
            return None;
        }
        let middle = near + (far - near) / 2;
        if middle == near {
            return (now.outcome != then.outcome).then_some(far);
        }
        let between = self.at(middle);
        self.walk(near, now, middle, &between).or_else(|| self.walk(middle, &between, far, then))
    }

    /// The figure between a place with another outcome and the one before it.
    fn edge(&mut self, place: i64, now: Outcome) -> Decimal {
        let (before, scale) = (place - self.step(), scale(self.asked.question));
        let halved = scale > 0 && (self.whole || before != self.start);
        let beyond = halved && self.state(Decimal::new((before + place) * 5, scale + 1)).outcome != now;
        Decimal::new(if beyond { before } else { place }, scale)
    }
}

/// How far a figure is from an answer, in ten-thousandths of the figure; of figures below 1, of 1.
fn share(answer: Decimal, figure: Decimal) -> Option<u32> {
    let way = answer.checked_sub(figure)?.abs();
    let share = way.checked_mul(Decimal::from(WHOLE))?.checked_div(figure.abs().max(Decimal::ONE))?;
    u32::try_from(share.trunc()).ok()
}
