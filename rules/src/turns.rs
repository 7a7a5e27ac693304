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
use core::cmp::Ordering;

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
use crate::truth::Truth;
use crate::uses::{names, names_any, spread};
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
    /// Turns as a JSON list.
    #[must_use]
    pub fn to_json(policy: &Policy, turns: &[Self]) -> String {
        let mut writer = Writer::default();
        writer.list(turns, |writer, turn| writer.object(|writer| turn.write(policy, writer)));
        writer.finish()
    }

    fn write(&self, policy: &Policy, writer: &mut Writer) {
        writer.key("question").text(self.question);
        writer.key("words").text(&self.words);
        writer.key("outcome").text(self.outcome.word());
        let question = policy.find(self.question).map_or(0, |(id, _)| id);
        writer.key("answers").list(&self.answers, |writer, answer| write_answer(Words { policy }, writer, question, answer));
        let threshold = writer.key("threshold");
        match &self.threshold {
            None => threshold.maybe(None),
            Some(Threshold { at, beyond, above, answers }) => threshold.object(|writer| {
                writer.key("at").text(&number::plain(*at));
                writer.key("beyond").flag(*beyond);
                writer.key("above").flag(*above);
                writer.key("low").maybe(answers.low().map(number::plain).as_deref());
                writer.key("high").maybe(answers.high().map(number::plain).as_deref());
            }),
        }
    }
}

/// An answer as a household gives it.
fn write_answer(words: Words<'_>, writer: &mut Writer, question: RuleId, answer: &Value) {
    match answer {
        Value::Number(figure) => writer.maybe(figure.as_point().map(number::plain).as_deref()),
        Value::Truth(truth) => writer.raw(truth.word()),
        Value::Choice(bits) => writer.text(&words.option_list(question, *bits)),
        Value::Choices { certain, .. } => writer.texts(words.options(question, *certain)),
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
            if answer.is_open() {
                continue;
            }
            let mut search =
                Search { calculator: self, facts: facts.clone(), id, name, question, left: MOST, traced: Vec::new(), straight: true };
            search.look_up(&needed);
            match answer {
                _ if search.traced.is_empty() => {}
                Value::Number(figure) => figure.as_point().into_iter().for_each(|figure| search.number(figure, &mut turns)),
                answer => search.options(answer, now, &mut turns),
            }
        }
        turns
    }

    /// The rules on which the outcome rests, and those that say which questions arise.
    fn needed(&self) -> RuleSet {
        let mut needed = RuleSet::default();
        for id in self.deciding.raising.iter().chain(&self.deciding.outcome) {
            needed.insert(*id);
        }
        let whens = self.policy.questions().filter_map(|(_, _, question)| question.when.as_ref());
        let add = |expr: &Expr, needed: &mut RuleSet| {
            names(expr, &mut |id| {
                needed.insert(id);
            });
        };
        whens.for_each(|when| add(when, &mut needed));
        for id in self.policy.order.iter().rev() {
            if needed.contains(*id) {
                let expressions = self.policy.rule(*id).map(|rule| rule.kind.expressions()).unwrap_or_default();
                expressions.into_iter().flatten().for_each(|expr| add(expr, &mut needed));
            }
        }
        needed
    }
}

/// How many answers to one question are tried at most: far more than a policy needs. It bounds the time where rounded
/// quotients cancel out and leave digits without a law.
const MOST: u32 = 4000;

/// As far as a number without a bound is followed, in its steps.
const FAR: i64 = 10_i64.pow(14);

/// The search for other answers to one question.
struct Search<'a, 'p> {
    calculator: &'a Calculator<'p>,
    /// The household; the answer is changed in it.
    facts: Facts,
    id: RuleId,
    name: &'p str,
    question: &'p Question,
    /// How many answers may still be tried.
    left: u32,
    /// The expressions on which the outcome rests and that change with the answer.
    traced: Vec<&'p Expr>,
    /// Whether all numbers in them are made of straight pieces.
    straight: bool,
}

/// What there is with one answer.
#[derive(PartialEq)]
struct State {
    outcome: Outcome,
    /// In which order the ends of ranges stand.
    orders: Vec<Option<Ordering>>,
}

impl<'p> Search<'_, 'p> {
    /// Finds the expressions that change with the answer.
    fn look_up(&mut self, needed: &RuleSet) {
        let policy = self.calculator.policy;
        let mut changing = RuleSet::default();
        changing.insert(self.id);
        spread(policy, &mut changing);
        let mut degrees = Degrees { of: alloc::vec![0; policy.rules.len()], highest: 0 };
        degrees.set(self.id, 1);
        for id in policy.order.iter().filter(|id| needed.contains(**id) && changing.contains(**id)) {
            // Of a measure it can only matter whether it is granted.
            if let Some([Some(expr), _]) = policy.rule(*id).map(|rule| rule.kind.expressions()) {
                let degree = degrees.degree(expr);
                degrees.set(*id, degree);
                self.traced.push(expr);
            }
        }
        for when in policy.questions().filter_map(|(_, _, question)| question.when.as_ref()) {
            if names_any(when, &changing) {
                degrees.degree(when);
                self.traced.push(when);
            }
        }
        self.straight = degrees.highest < 2;
    }

    /// What there is with another answer.
    fn state(&mut self, answer: Value) -> State {
        self.left = self.left.saturating_sub(1);
        self.facts.set(self.id, answer);
        let all = self.calculator.slots(&self.facts);
        let slots = self.calculator.slots(&self.calculator.arising(&self.facts, &all));
        let mut orders = Vec::new();
        if matches!(answer, Value::Number(_)) && self.straight {
            for expr in &self.traced {
                trace(&all, expr, &mut orders);
                trace(&slots, expr, &mut orders);
            }
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

    fn at(&mut self, figure: Decimal) -> State {
        self.state(Value::Number(Interval::point(figure)))
    }

    /// The last place that is not above a figure.
    fn place(&self, figure: Decimal) -> Option<i64> {
        lowered(figure, self.scale()).and_then(|place| i64::try_from(place).ok()).filter(|place| place.abs() <= FAR)
    }

    /// The nearest turns of a number, below and above it.
    fn number(&mut self, figure: Decimal, turns: &mut Vec<Turn<'p>>) {
        let Some((below, above)) = self.place(figure).zip(self.place(-figure).map(|place| -place)) else { return };
        let now = self.at(figure);
        let domain = self.question.domain;
        if !self.straight && self.question.kind != QuestionKind::Count {
            return;
        }
        let lowest = domain.low().and_then(|low| self.place(-low)).map_or(-FAR, |place| -place);
        let highest = domain.high().and_then(|high| self.place(high)).unwrap_or(FAR);
        let lower = self.turn(&now, above, lowest, below == above);
        let upper = self.turn(&now, below, highest, below == above);
        match (lower, upper) {
            (Some((lower_at, lower)), Some((upper_at, upper))) if upper_at - below < above - lower_at => turns.extend([upper, lower]),
            (lower, upper) => turns.extend(lower.into_iter().chain(upper).map(|(_, turn)| turn)),
        }
    }

    /// The nearest turn on the way from a place to an end. What there is now is what there is at the place, or, where the
    /// number is not `whole`, between it and the next.
    fn turn(&mut self, now: &State, start: i64, end: i64, whole: bool) -> Option<(i64, Turn<'p>)> {
        let above = start < end;
        let last = self.at(self.figure(end));
        let place = self.walk((start, now), (end, &last))?;
        let then = self.at(self.figure(place));
        let next = self.walk((place, &then), (end, &last));
        let before = if above { place - 1 } else { place + 1 };
        let (at, beyond) = if whole || before != start { self.edge(before, place, now.outcome) } else { (self.figure(place), false) };
        let domain = self.question.domain;
        let (mut until, mut far) = (if above { domain.high() } else { domain.low() }, None);
        if let Some(next) = next {
            let last = if above { next - 1 } else { next + 1 };
            until = Some(self.figure(last));
            far = Some(self.edge(last, next, then.outcome));
        }
        if self.left == 0 {
            return None;
        }
        let nearest = Some(self.figure(place));
        let answers = if above { Interval::new(nearest, until) } else { Interval::new(until, nearest) }?;
        let threshold = Threshold { at, beyond, above, answers };
        let turn = Turn {
            question: self.name,
            words: self.words(&threshold, far),
            outcome: then.outcome,
            answers: alloc::vec![Value::Number(Interval::point(self.figure(place)))],
            threshold: Some(threshold),
        };
        Some((place, turn))
    }

    /// The first place on a way whose outcome is another.
    fn walk(&mut self, from: (i64, &State), to: (i64, &State)) -> Option<i64> {
        let ((near, now), (far, then)) = (from, to);
        if near == far || self.left == 0 || self.straight && now == then {
            return None;
        }
        let middle = near + (far - near) / 2;
        if middle == near {
            return (now.outcome != then.outcome).then_some(far);
        }
        let between = self.at(self.figure(middle));
        self.walk(from, (middle, &between)).or_else(|| self.walk((middle, &between), to))
    }

    /// The figure at which the outcome of a place ends before its neighbour, and whether it ends only beyond the figure.
    fn edge(&mut self, near: i64, far: i64, outcome: Outcome) -> (Decimal, bool) {
        let middle = Decimal::new((near + far) * 5, self.scale() + 1);
        let beyond = self.scale() > 0 && self.at(middle).outcome != outcome;
        (self.figure(if beyond { near } else { far }), beyond)
    }

    /// `年可支配收入不到 33,600 元，但不低于 16,000 元`
    fn words(&self, threshold: &Threshold, far: Option<(Decimal, bool)>) -> String {
        let mut words = String::from(self.name);
        let mut say = |verb: &str, figure: Decimal| {
            words.push_str(verb);
            words.push(' ');
            number::write_with_unit(&mut words, figure, &self.question.unit, false);
        };
        if let Some(only) = threshold.answers.as_point() {
            say("为", only);
            return words;
        }
        let near = match (threshold.above, threshold.beyond) {
            (true, true) => "超过",
            (true, false) => "达到",
            (false, true) => "不到",
            (false, false) => "不超过",
        };
        say(near, threshold.at);
        if let Some((figure, beyond)) = far {
            let until = match (threshold.above, beyond) {
                (true, true) => "，但不超过",
                (true, false) => "，但不到",
                (false, true) => "，但不低于",
                (false, false) => "，但高于",
            };
            say(until, figure);
        }
        words
    }

    /// The turns of an answer that is no number: what else it may be; of several options one more or one less, else all
    /// or none.
    fn options(&mut self, answer: Value, now: Outcome, turns: &mut Vec<Turn<'p>>) {
        let all = Value::all_options(self.question.options.len());
        match answer {
            Value::Truth(truth) => self.others("改为", 0, &[Value::Truth(!truth)], now, turns),
            Value::Choice(chosen) => self.others("改为", 0, &single(all & !chosen, Value::Choice), now, turns),
            Value::Choices { certain: chosen, .. } => {
                let exactly = |bits| Value::Choices { certain: bits, possible: bits };
                for (verb, change, whole) in [("加上", all & !chosen, all), ("去掉", chosen, 0)] {
                    let before = turns.len();
                    let one = single(change, |bit| exactly(chosen ^ bit));
                    self.others(verb, chosen, &one, now, turns);
                    match turns.get_mut(before..) {
                        Some([turn]) if one.len() > 2 && turn.answers.len() == one.len() => {
                            turn.words = [self.name, verb, "任意一项"].concat();
                        }
                        Some([]) if one.len() > 1 => self.others("改为", 0, &[exactly(whole)], now, turns),
                        _ => {}
                    }
                }
            }
            Value::Number(_) => {}
        }
    }

    /// The turns of some other answers, those with the same outcome together. Of several options the words name those that
    /// are not `besides`.
    fn others(&mut self, verb: &str, besides: u64, answers: &[Value], now: Outcome, turns: &mut Vec<Turn<'p>>) {
        let before = turns.len();
        for answer in answers {
            let outcome = self.state(*answer).outcome;
            let known = turns.iter().skip(before).position(|turn| turn.outcome == outcome).map(|place| before + place);
            let named = self.named(*answer, besides);
            match known.and_then(|place| turns.get_mut(place)) {
                _ if outcome == now => {}
                Some(turn) => {
                    turn.words.push_str(" 或 ");
                    turn.words.push_str(&named);
                    turn.answers.push(*answer);
                }
                None => {
                    let words = [self.name, verb, "：", &named].concat();
                    turns.push(Turn { question: self.name, words, outcome, answers: alloc::vec![*answer], threshold: None });
                }
            }
        }
    }

    fn named(&self, answer: Value, besides: u64) -> String {
        let words = Words { policy: self.calculator.policy };
        match answer {
            Value::Truth(Truth::True) => "是".into(),
            Value::Choices { certain: 0, .. } if besides == 0 => "一项也没有".into(),
            Value::Choice(bits) | Value::Choices { certain: bits, .. } => words.option_list(self.id, bits ^ besides),
            _ => "否".into(),
        }
    }
}

/// An answer for each of some options.
fn single(options: u64, answer: impl Fn(u64) -> Value) -> Vec<Value> {
    (0..64).map(|place| 1 << place).filter(|bit| options & bit != 0).map(answer).collect()
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
fn trace(slots: &Slots, expr: &Expr, orders: &mut Vec<Option<Ordering>>) {
    match expr {
        Expr::Not(inner) | Expr::Negate(inner) => trace(slots, inner, orders),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| trace(slots, part, orders)),
        Expr::Min(parts) | Expr::Max(parts) => {
            parts.iter().for_each(|part| trace(slots, part, orders));
            // Where each part stands to each other: more than is needed, but there are never many.
            for (index, part) in parts.iter().enumerate() {
                parts.iter().skip(index + 1).for_each(|other| meet(slots.number(part), slots.number(other), orders));
            }
        }
        Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => {
            trace(slots, left, orders);
            trace(slots, right, orders);
            let (a, b) = (slots.number(left), slots.number(right));
            match expr {
                Expr::Compare(..) => meet(a, b, orders),
                Expr::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => {
                    // A range stretches what is above 0 one way and what is below the other.
                    for (factor, other) in [(a, b), (b, a)] {
                        if other.as_point().is_none() {
                            meet(factor, Interval::ZERO, orders);
                        }
                    }
                    // Of two ranges around 0 one pair of ends outdoes the other.
                    let corner = |a: Option<Decimal>, b: Option<Decimal>| {
                        a.zip(b).map_or(Interval::ANY, |(a, b)| Interval::point(a).times(Interval::point(b)))
                    };
                    if a.as_point().or(b.as_point()).is_none() {
                        meet(corner(a.low(), b.low()), corner(a.high(), b.high()), orders);
                        meet(corner(a.low(), b.high()), corner(a.high(), b.low()), orders);
                    }
                }
                _ => {}
            }
        }
        Expr::If(condition, then, otherwise) => {
            for part in [condition, then, otherwise] {
                trace(slots, part, orders);
            }
            if slots.truth(condition) == Truth::Unknown {
                meet(slots.number(then), slots.number(otherwise), orders);
            }
        }
        _ => {}
    }
}

fn meet(a: Interval, b: Interval, orders: &mut Vec<Option<Ordering>>) {
    for left in [a.low(), a.high()] {
        for right in [b.low(), b.high()] {
            orders.push(left.zip(right).map(|(left, right)| order(left, right)));
        }
    }
}
