//! What would change the outcome: for each answer the nearest other answers with which the calculator says something
//! else.
//!
//! Nothing is solved for; the rules themselves are evaluated. Seen as a function of one answer, a number of the rules is
//! made of straight pieces, and a piece can only end where two ends of ranges that meet in an expression change their
//! order: in a comparison, a smallest or largest, a product with a range. So where all these orders are the same with
//! two answers, they are the same with every answer between them: the innermost numbers are straight there, what is
//! straight and has one sign at both ends has it in between, and so on outward. With the orders the outcome stays, and a
//! search that halves the way finds the first answer that changes it.

use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::assess::Outcome;
use crate::calculator::Calculator;
use crate::decimal::{lowered, order};
use crate::evaluate::Slots;
use crate::expr::{Arithmetic, Expr, RuleId};
use crate::facts::Facts;
use crate::interval::Interval;
use crate::json::Writer;
use crate::number;
use crate::policy::{Policy, Question, QuestionKind};
use crate::set::RuleSet;
use crate::text::concat;
use crate::truth::Truth;
use crate::uses::{add_grounds, add_names, names_any, spread};
use crate::value::Value;
use crate::words::Words;

/// Other answers to one question that change the outcome, all else being as it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn<'p> {
    /// The question.
    pub question: &'p str,
    /// The change in words: `年可支配收入不到 33,600 元`, `建档立卡情况改为：已脱贫户`.
    pub words: String,
    /// The outcome then.
    pub outcome: Outcome,
    /// Answers that have it: of a number the nearest one, of options every one that the words name.
    pub answers: Vec<Value>,
    /// Where a number changes it.
    pub threshold: Option<Threshold>,
}

/// The figure at which a number changes the outcome.
///
/// Sums of money and other numbers go by hundredths, counts by ones: what is said holds for all answers of that kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The figure.
    pub at: Decimal,
    /// Whether the other outcome begins beyond it, so that the figure itself changes nothing; else it begins with it.
    pub beyond: bool,
    /// Whether the other outcome lies above.
    pub above: bool,
    /// The answers that have the other outcome, from the nearest on to where it changes again.
    pub answers: Interval,
}

impl Turn<'_> {
    /// Turns as a JSON list: `question`, `words`, `outcome`, `answers` (each as a household gives it) and `threshold`, `null`
    /// but for numbers: `at`, `beyond`, `above`, and the answers with that outcome from `low` to `high`.
    #[must_use]
    pub fn to_json(policy: &Policy, turns: &[Self]) -> String {
        let mut writer = Writer::default();
        let words = Words { policy };
        writer.open("[");
        for turn in turns {
            writer.open("{");
            writer.key("question").text(turn.question);
            writer.key("words").text(&turn.words);
            writer.key("outcome").text(turn.outcome.word());
            writer.key("answers").open("[");
            let question = policy.find(turn.question).map_or(0, |(id, _)| id);
            for answer in &turn.answers {
                match answer {
                    Value::Number(figure) => writer.maybe(figure.as_point().map(number::plain).as_deref()),
                    Value::Truth(truth) => writer.raw(truth.word()),
                    Value::Choice(bits) => writer.text(&words.option_list(question, *bits)),
                    Value::Choices { certain, .. } => writer.texts(words.options(question, *certain)),
                }
            }
            writer.close("]");
            writer.key("threshold");
            match &turn.threshold {
                None => writer.maybe(None),
                Some(Threshold { at, beyond, above, answers }) => {
                    writer.open("{");
                    writer.key("at").text(&number::plain(*at));
                    writer.key("beyond").flag(*beyond);
                    writer.key("above").flag(*above);
                    writer.ends(["low", "high"], answers);
                    writer.close("}");
                }
            }
            writer.close("}");
        }
        writer.close("]");
        writer.finish()
    }
}

impl<'p> Calculator<'p> {
    /// What would change the outcome of a household: by question in document order, the nearest change first.
    ///
    /// An answer that is open or a range has no turn. Answers to questions that do not arise do not count, before and after
    /// the change ([`Calculator::relevant`]). A number by which something is divided, or that is multiplied by itself, has
    /// turns only where it is a count with few answers: these are tried one by one.
    #[must_use]
    pub fn turns(&self, facts: &Facts) -> Vec<Turn<'p>> {
        let needed = self.needed();
        let relevant = self.relevant(facts);
        let now = self.outcome(&relevant);
        let mut turns = Vec::new();
        for (id, name, question) in self.policy.questions() {
            let answer = relevant.get(id);
            if !answer.is_open() {
                let facts = facts.clone();
                let looked = Looked::up(self.policy, id, &needed);
                let mut search = Search { calculator: self, facts, id, name, question, now, left: MOST, looked, turns };
                search.answer(answer);
                turns = search.turns;
            }
        }
        turns
    }

    /// The rules on which the outcome rests, and those that say which questions arise.
    pub(crate) fn needed(&self) -> RuleSet {
        let mut needed = RuleSet::default();
        for id in self.deciding.raising.iter().chain(&self.deciding.outcome) {
            needed.insert(*id);
        }
        for (_, _, question) in self.policy.questions() {
            question.when.iter().for_each(|when| add_names(when, &mut needed));
        }
        add_grounds(self.policy, &mut needed);
        needed
    }
}

/// How many answers to one question are tried at most: far more than a policy needs. It bounds the time where rounded
/// quotients cancel out and leave digits without a law.
pub(crate) const MOST: u32 = 4000;

/// As far as a number without a bound is followed, in its steps.
pub(crate) const FAR: i64 = 10_i64.pow(14);

/// The search for other answers to one question.
struct Search<'a, 'p> {
    calculator: &'a Calculator<'p>,
    /// The household; the answer is changed in it.
    facts: Facts,
    id: RuleId,
    name: &'p str,
    question: &'p Question,
    /// The outcome with the answer as it is.
    now: Outcome,
    /// How many answers may still be tried.
    left: u32,
    looked: Looked<'p>,
    /// What was found.
    turns: Vec<Turn<'p>>,
}

/// What there is with one answer.
#[derive(PartialEq)]
pub(crate) struct State {
    pub(crate) outcome: Outcome,
    /// In which order the ends of ranges stand.
    pub(crate) orders: Vec<i8>,
}

/// What changes with the answer to one question.
#[derive(Clone, Debug)]
pub(crate) struct Looked<'p> {
    /// The expressions on which the outcome rests and that change with the answer.
    pub(crate) traced: Vec<&'p Expr>,
    /// Whether all numbers in them are made of straight pieces.
    pub(crate) straight: bool,
}

impl<'p> Looked<'p> {
    pub(crate) fn up(policy: &'p Policy, question: RuleId, needed: &RuleSet) -> Self {
        let (mut changing, mut traced) = (RuleSet::default(), Vec::new());
        changing.insert(question);
        spread(policy, &mut changing);
        let mut degrees = Degrees { of: alloc::vec![0; policy.rules.len()], highest: 0 };
        degrees.set(question, 1);
        for id in policy.order.iter().filter(|id| needed.contains(**id) && changing.contains(**id)) {
            // Of a measure it can only matter whether it is granted.
            if let Some([Some(expr), _]) = policy.rule(*id).map(|rule| rule.kind.expressions()) {
                let degree = degrees.degree(expr);
                degrees.set(*id, degree);
                traced.push(expr);
            }
        }
        for (_, _, question) in policy.questions() {
            if let Some(when) = question.when.as_ref().filter(|when| names_any(when, &changing)) {
                degrees.degree(when);
                traced.push(when);
            }
        }
        Self { traced, straight: degrees.highest < 2 }
    }
}

/// Where an outcome ends: the figure, and whether it ends only beyond it.
type Edge = (Decimal, bool);

impl<'p> Search<'_, 'p> {
    /// Finds the turns of the answer.
    fn answer(&mut self, answer: Value) {
        let all = Value::all_options(self.question.options.len());
        match answer {
            _ if self.looked.traced.is_empty() => {}
            Value::Number(figure) => {
                if let Some(figure) = figure.as_point().filter(|_| self.looked.straight || self.scale() == 0) {
                    self.number(figure);
                }
            }
            Value::Truth(truth) => self.others("改为", u64::from(truth == Truth::False), 0, 0),
            Value::Choice(chosen) => self.others("改为", all & !chosen, 0, 0),
            Value::Choices { certain: chosen, .. } => {
                self.others("加上", all & !chosen, chosen, all);
                self.others("去掉", chosen, chosen, 0);
            }
        }
    }

    /// What there is with another answer.
    #[inline(never)]
    fn state(&mut self, answer: Value) -> State {
        self.left = self.left.saturating_sub(1);
        self.facts.set(self.id, answer);
        let all = self.calculator.slots(&self.facts);
        let slots = self.calculator.slots(&self.calculator.arising(&self.facts, &all));
        let mut orders = Vec::new();
        for expr in self.looked.traced.iter().filter(|_| self.looked.straight) {
            trace(&all, expr, &mut orders);
            trace(&slots, expr, &mut orders);
        }
        State { outcome: self.calculator.outcome_of(&slots), orders }
    }

    /// Digits behind the point of the answers that are looked at.
    fn scale(&self) -> u32 {
        if self.question.kind == QuestionKind::Count { 0 } else { 2 }
    }

    fn figure(&self, place: i64) -> Decimal {
        Decimal::new(place, self.scale())
    }

    fn at(&mut self, place: i64, scale: u32) -> State {
        self.state(Value::Number(Interval::point(Decimal::new(place, scale))))
    }

    /// The last place that is not above a figure.
    fn place(&self, figure: Decimal) -> Option<i64> {
        lowered(figure, self.scale()).and_then(|place| i64::try_from(place).ok()).filter(|place| place.abs() <= FAR)
    }

    /// The nearest turns of a number, below and above it.
    fn number(&mut self, figure: Decimal) {
        let domain = self.question.domain;
        let Some((below, above)) = self.place(figure).zip(self.place(-figure).map(|place| -place)) else { return };
        let lowest = domain.low().and_then(|low| self.place(-low)).map_or(-FAR, |place| -place);
        let highest = domain.high().and_then(|high| self.place(high)).unwrap_or(FAR);
        let now = self.state(Value::Number(Interval::point(figure)));
        let whole = below == above;
        let lower = self.turn(&now, above, lowest, false, whole);
        let upper = self.turn(&now, below, highest, true, whole);
        if let Some((lower, upper)) = lower.zip(upper)
            && upper - below < above - lower
            && let [.., lower, upper] = self.turns.as_mut_slice()
        {
            core::mem::swap(lower, upper);
        }
    }

    /// Finds the nearest turn on the way from a place up to an end `above` it, or down to one below, and tells its place.
    /// What there is now is what there is at the place, or, where the number is not `whole`, between it and the next.
    fn turn(&mut self, now: &State, start: i64, end: i64, above: bool, whole: bool) -> Option<i64> {
        let step = if above { 1 } else { -1 };
        let last = self.at(end, self.scale());
        let place = self.walk(start, now, end, &last)?;
        let then = self.at(place, self.scale());
        let next = self.walk(place, &then, end, &last);
        let until = next
            .map_or(if above { self.question.domain.high() } else { self.question.domain.low() }, |next| Some(self.figure(next - step)));
        let near = if whole || place - step != start { self.edge(place - step, place, now) } else { (self.figure(place), false) };
        let far = next.map(|next| self.edge(next - step, next, &then));
        let nearest = self.figure(place);
        let answers = if above { Interval::new(Some(nearest), until) } else { Interval::new(until, Some(nearest)) }?;
        if self.left == 0 {
            return None;
        }
        let threshold = Threshold { at: near.0, beyond: near.1, above, answers };
        self.turns.push(Turn {
            question: self.name,
            words: self.words(&threshold, far),
            outcome: then.outcome,
            answers: alloc::vec![Value::Number(Interval::point(nearest))],
            threshold: Some(threshold),
        });
        Some(place)
    }

    /// The first place on a way whose outcome is another.
    fn walk(&mut self, near: i64, now: &State, far: i64, then: &State) -> Option<i64> {
        if near == far || self.left == 0 || self.looked.straight && now == then {
            return None;
        }
        let middle = near + (far - near) / 2;
        if middle == near {
            return (now.outcome != then.outcome).then_some(far);
        }
        let between = self.at(middle, self.scale());
        self.walk(near, now, middle, &between).or_else(|| self.walk(middle, &between, far, then))
    }

    /// The edge between a place and its neighbour, where another outcome is.
    fn edge(&mut self, near: i64, far: i64, now: &State) -> Edge {
        let beyond = self.scale() > 0 && self.at((near + far) * 5, self.scale() + 1).outcome != now.outcome;
        (self.figure(if beyond { near } else { far }), beyond)
    }

    /// `年可支配收入不到 33,600 元，但不低于 16,000 元`
    fn words(&self, threshold: &Threshold, far: Option<Edge>) -> String {
        let mut words = String::from(self.name);
        let near = match (threshold.above, threshold.beyond) {
            _ if threshold.answers.as_point().is_some() => "为 ",
            (true, true) => "超过 ",
            (true, false) => "达到 ",
            (false, true) => "不到 ",
            (false, false) => "不超过 ",
        };
        let until = match (threshold.above, far.is_some_and(|(_, beyond)| beyond)) {
            (true, true) => "，但不超过 ",
            (true, false) => "，但不到 ",
            (false, true) => "，但不低于 ",
            (false, false) => "，但高于 ",
        };
        let only = threshold.answers.as_point();
        let far = far.map(|(figure, _)| figure).filter(|_| only.is_none());
        for (verb, figure) in [(near, only.or(Some(threshold.at))), (until, far)] {
            if let Some(figure) = figure {
                words.push_str(verb);
                number::write_with_unit(&mut words, figure, &self.question.unit, false);
            }
        }
        words
    }

    /// Finds the turns of an answer that is no number, to each of some options; 是 is the option 1. Of a choice of several
    /// options one of `change` is added to those that were `chosen` or taken away, and if that alone turns nothing, all
    /// are: `whole`.
    fn others(&mut self, verb: &str, change: u64, chosen: u64, whole: u64) {
        let start = self.turns.len();
        let count = change.count_ones();
        if self.question.kind == QuestionKind::YesNo {
            return self.other(verb, change, 0, start);
        }
        for bit in (0..64).map(|place| 1 << place).filter(|bit| change & bit != 0) {
            self.other(verb, chosen ^ bit, chosen, start);
        }
        if self.question.kind == QuestionKind::Choices {
            match self.turns.get_mut(start..) {
                Some([turn]) if count > 2 && turn.answers.len() == usize::try_from(count).unwrap_or(0) => {
                    turn.words = concat(&[self.name, verb, "任意一项"]);
                }
                Some([]) => self.other("改为", whole, 0, start),
                _ => {}
            }
        }
    }

    /// Another answer, if it has another outcome: beside those from `start` on that have the same. The words name the
    /// options that are not `chosen` already.
    fn other(&mut self, verb: &str, bits: u64, chosen: u64, start: usize) {
        let (answer, named) = match self.question.kind {
            QuestionKind::YesNo => (Value::Truth(Truth::from(bits == 1)), String::from(if bits == 1 { "是" } else { "否" })),
            QuestionKind::Choice => (Value::Choice(bits), self.options(bits)),
            _ if bits | chosen == 0 => (Value::Choices { certain: 0, possible: 0 }, "一项也没有".into()),
            _ => (Value::Choices { certain: bits, possible: bits }, self.options(bits ^ chosen)),
        };
        let outcome = self.state(answer).outcome;
        if outcome == self.now {
            return;
        }
        for turn in self.turns.iter_mut().skip(start) {
            if turn.outcome == outcome {
                turn.words.push_str(" 或 ");
                turn.words.push_str(&named);
                turn.answers.push(answer);
                return;
            }
        }
        let words = concat(&[self.name, verb, "：", &named]);
        self.turns.push(Turn { question: self.name, words, outcome, answers: alloc::vec![answer], threshold: None });
    }

    fn options(&self, bits: u64) -> String {
        Words { policy: self.calculator.policy }.option_list(self.id, bits)
    }
}

/// How steeply numbers rise with one answer: 0 not at all, 1 straight; higher ones bend.
struct Degrees {
    /// By rule.
    of: Vec<u8>,
    /// The highest that was met.
    highest: u8,
}

impl Degrees {
    fn set(&mut self, id: RuleId, degree: u8) {
        if let Some(place) = self.of.get_mut(usize::from(id)) {
            *place = degree;
        }
    }

    fn degree(&mut self, expr: &Expr) -> u8 {
        let degree = match expr {
            Expr::Rule(id) => self.of.get(usize::from(*id)).copied().unwrap_or(0),
            Expr::Not(inner) | Expr::Negate(inner) => self.degree(inner),
            Expr::And(parts) | Expr::Or(parts) | Expr::Min(parts) | Expr::Max(parts) => {
                parts.iter().fold(0, |degree, part| degree.max(self.degree(part)))
            }
            Expr::Arithmetic(Arithmetic::Multiply, left, right) => self.degree(left).saturating_add(self.degree(right)),
            Expr::Arithmetic(Arithmetic::Divide, left, right) => self.degree(left).max(self.degree(right).saturating_mul(2)),
            Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => self.degree(left).max(self.degree(right)),
            Expr::If(condition, then, otherwise) => {
                // It leaps with its condition, which is looked into by itself.
                self.degree(condition);
                self.degree(then).max(self.degree(otherwise))
            }
            _ => 0,
        };
        self.highest = self.highest.max(degree);
        degree
    }
}

/// The orders of all ends of ranges that meet in an expression.
pub(crate) fn trace(slots: &Slots, expr: &Expr, orders: &mut Vec<i8>) {
    expr.walk(&mut |part| match part {
        Expr::Min(parts) | Expr::Max(parts) => {
            for (index, part) in parts.iter().enumerate() {
                parts.iter().skip(index + 1).for_each(|other| meet(&slots.number(part), &slots.number(other), orders));
            }
        }
        Expr::Compare(_, left, right)
        | Expr::If(_, left, right)
        | Expr::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, left, right) => {
            let (a, b) = (slots.number(left), slots.number(right));
            if !matches!(part, Expr::Arithmetic(..)) {
                return meet(&a, &b, orders);
            }
            // A range stretches what is above 0 one way and what is below the other.
            for (factor, other) in [(&a, &b), (&b, &a)] {
                if other.as_point().is_none() {
                    meet(factor, &Interval::ZERO, orders);
                }
            }
            // Of two ranges around 0 one pair of ends outdoes the other.
            if a.as_point().or(b.as_point()).is_none() {
                let corner = |a: Option<Decimal>, b: Option<Decimal>| {
                    a.zip(b).map_or(Interval::ANY, |(a, b)| Interval::point(a).times(Interval::point(b)))
                };
                meet(&corner(a.low(), b.low()), &corner(a.high(), b.high()), orders);
                meet(&corner(a.low(), b.high()), &corner(a.high(), b.low()), orders);
            }
        }
        _ => {}
    });
}

/// The order of each end of one range and each of another as a number; 2 where an end is not there.
fn meet(a: &Interval, b: &Interval, orders: &mut Vec<i8>) {
    for ends in 0..4 {
        let left = if ends & 1 == 0 { a.low() } else { a.high() };
        let right = if ends & 2 == 0 { b.low() } else { b.high() };
        orders.push(left.zip(right).map_or(2, |(left, right)| order(left, right) as i8));
    }
}
