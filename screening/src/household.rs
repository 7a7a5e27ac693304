//! The rows of a household become its answers.

use rules::{Calculator, Facts, Interval, Kind, Question, QuestionKind, RuleId, Truth, Value};
use rust_decimal::Decimal;

use crate::answer::{self, Answer};
use crate::cell::{Cell, RowText, column_letters};
use crate::fault::{WrongCell, excerpt};
use crate::mapping::{Bound, Combine, Plan};

/// What a household's rows say.
#[derive(Clone, Debug)]
pub struct Household {
    /// The answers; what nobody wrote, or wrote wrongly, is open.
    pub facts: Facts,
    /// The cells that could not be taken.
    pub wrong: Vec<WrongCell>,
    /// The town, as it is written.
    pub place: String,
}

/// Reads the rows of one household.
pub(crate) struct Reader<'a, 'p> {
    pub(crate) calculator: &'a Calculator<'p>,
    pub(crate) plan: &'a Plan,
    pub(crate) sheet: &'a str,
}

impl<'p> Reader<'_, 'p> {
    pub(crate) fn read(&self, rows: &[RowText<'_>]) -> Household {
        let mut facts = Facts::open(self.calculator.policy());
        let (mut wrong, mut rough) = (Vec::new(), Vec::new());
        for bound in &self.plan.columns {
            let Some(question) = self.question(bound.question) else { continue };
            match self.combined(question, bound, rows, &mut wrong) {
                Answer::Open => {}
                Answer::Known(value) => {
                    let before = facts.get(bound.question);
                    facts.set(bound.question, bound.option.map_or(value, |option| with_option(before, value, option)));
                }
                Answer::About(interval) => rough.push((bound.question, interval)),
            }
        }
        if let Some(members) = self.plan.members {
            self.count_members(members, rows, &mut facts, &mut wrong);
        }
        // Which rough answers there are may depend on the other answers.
        for (id, interval) in rough {
            let bands = self.calculator.bands(&facts, id);
            let met = bands.into_iter().filter(|band| meets(band, &interval));
            facts.set(id, Value::Number(met.fold(interval, Interval::hull)));
        }
        let place = self.plan.place.and_then(|column| rows.iter().map(|row| row.cell(column).text().trim()).find(|text| !text.is_empty()));
        Household { facts, wrong, place: place.unwrap_or_default().to_owned() }
    }

    fn question(&self, id: RuleId) -> Option<&'p Question> {
        match &self.calculator.policy().rule(id)?.kind {
            Kind::Question(question) => Some(question),
            _ => None,
        }
    }

    fn count_members(&self, id: RuleId, rows: &[RowText<'_>], facts: &mut Facts, wrong: &mut Vec<WrongCell>) {
        let count = i64::try_from(rows.len()).map(Decimal::from).unwrap_or_default();
        let (Some(question), Some(first)) = (self.question(id), rows.first()) else { return };
        if question.domain.contains(count) {
            facts.set(id, Value::Number(Interval::point(count)));
        } else {
            let reason = format!("这一户有 {count} 行，{}；请检查户编号", answer::wanted(question));
            wrong.extend(self.plan.household.map(|column| self.wrong(*first, column, reason)));
        }
    }

    fn wrong(&self, row: RowText<'_>, column: usize, reason: String) -> WrongCell {
        WrongCell {
            sheet: self.sheet.to_owned(),
            row: row.number,
            column: column_letters(column),
            heading: self.plan.headings.names.get(column).cloned().unwrap_or_default(),
            value: excerpt(row.cell(column).text()),
            reason,
        }
    }

    /// What the rows answer together.
    fn combined(&self, question: &'p Question, bound: &Bound, rows: &[RowText<'_>], wrong: &mut Vec<WrongCell>) -> Answer {
        let mut read = |row: &RowText<'_>| {
            let cell = row.cell(bound.column);
            self.one(question, bound, cell).unwrap_or_else(|reason| {
                wrong.push(self.wrong(*row, bound.column, reason));
                Answer::Open
            })
        };
        let answers: Vec<Answer> = rows.iter().map(&mut read).collect();
        let (Some(first), [_, _, ..]) = (rows.first(), answers.as_slice()) else {
            return answers.first().copied().unwrap_or(Answer::Open);
        };
        match bound.combine {
            Combine::Any => any(question, bound, &answers),
            Combine::Sum => sum(question, &answers, self.is_each(question)).unwrap_or_else(|| {
                let reason = format!("一户几行加起来超出范围，{}", answer::wanted(question));
                wrong.push(self.wrong(*first, bound.column, reason));
                Answer::Open
            }),
            Combine::Same => {
                let mut known = rows.iter().zip(&answers).filter(|(_, answer)| **answer != Answer::Open);
                let Some((_, only)) = known.next() else { return Answer::Open };
                match known.find(|(_, other)| *other != only) {
                    None => *only,
                    Some((row, _)) => {
                        wrong.push(self.wrong(*row, bound.column, "同一户的几行写得不一样，请核对后改成一样".into()));
                        Answer::Open
                    }
                }
            }
        }
    }

    /// Whether rows are persons and a number counts them, so that a person of whom nothing is known counts as 0 or 1.
    fn is_each(&self, question: &Question) -> bool {
        self.plan.household.is_some() && question.kind == QuestionKind::Count
    }

    fn one(&self, question: &'p Question, bound: &Bound, cell: Cell<'_>) -> Result<Answer, String> {
        if let Some(option) = bound.option {
            return self.ticked(question, option, cell);
        }
        let is_sum = self.is_each(question) && bound.combine == Combine::Sum;
        if is_sum && let Some(truth) = answer::truth(cell.text()) {
            let one = if truth { Decimal::ONE } else { Decimal::ZERO };
            return Ok(Answer::Known(Value::Number(Interval::point(one))));
        }
        answer::read(question, cell, bound.scale, bound.period)
    }

    /// A column about a single option: a tick, a word for yes or no, or the option's own name.
    fn ticked(&self, question: &Question, option: u64, cell: Cell<'_>) -> Result<Answer, String> {
        let value = |certain, possible| Answer::Known(Value::Choices { certain, possible });
        if let Cell::Fault(_) = cell {
            return Err("公式出了错，请把它改成算好的数或字".into());
        }
        if answer::is_open(cell.text()) {
            return Ok(Answer::Open);
        }
        let named = question.options.iter().zip(0_u32..).any(|(name, place)| {
            1_u64.checked_shl(place) == Some(option) && crate::numeral::narrow(name) == crate::numeral::narrow(cell.text())
        });
        match answer::truth(cell.text()).or(named.then_some(true)) {
            Some(true) => Ok(value(option, option)),
            Some(false) => Ok(value(0, 0)),
            None => Err("看不懂，应填“是”或“否”，不清楚就空着".into()),
        }
    }
}

/// The options so far, with what a column says about one of them.
fn with_option(before: Value, said: Value, option: u64) -> Value {
    match (before, said) {
        (Value::Choices { certain, possible }, Value::Choices { certain: now, possible: open }) => {
            Value::Choices { certain: certain | now, possible: possible & !option | open }
        }
        _ => before,
    }
}

fn meets(band: &Interval, rough: &Interval) -> bool {
    band.less(*rough) != Truth::True && rough.less(*band) != Truth::True
}

fn any(question: &Question, bound: &Bound, answers: &[Answer]) -> Answer {
    let open = match bound.option {
        Some(option) => Value::Choices { certain: 0, possible: option },
        None => question.open(),
    };
    let all = answers.iter().map(|answer| if let Answer::Known(value) = answer { *value } else { open });
    let joined = all.reduce(|one, other| match (one, other) {
        (Value::Truth(one), Value::Truth(other)) => Value::Truth(one.or(other)),
        (Value::Choices { certain, possible }, Value::Choices { certain: more, possible: open }) => {
            Value::Choices { certain: certain | more, possible: possible | open }
        }
        (one, _) => one,
    });
    joined.map_or(Answer::Open, Answer::Known)
}

/// The sum; `None` where it is certainly none that the question takes. A blank adds what it may be.
fn sum(question: &Question, answers: &[Answer], each: bool) -> Option<Answer> {
    if answers.iter().all(|answer| *answer == Answer::Open) {
        return Some(Answer::Open);
    }
    let one = Interval::new(Some(Decimal::ZERO), Some(Decimal::ONE)).unwrap_or(Interval::ANY);
    let zero_or_more = Interval::new(question.domain.low().map(|low| low.min(Decimal::ZERO)), None).unwrap_or(Interval::ANY);
    let open = if each { one } else { zero_or_more };
    let part = |answer: &Answer| match answer {
        Answer::Known(Value::Number(interval)) | Answer::About(interval) => *interval,
        _ => open,
    };
    let total = answers.iter().map(part).fold(Interval::ZERO, Interval::plus);
    let total = meets(&question.domain, &total).then(|| total.within(question.domain.low(), question.domain.high()))?;
    let about = answers.iter().any(|answer| matches!(answer, Answer::About(_)));
    Some(if about { Answer::About(total) } else { Answer::Known(Value::Number(total)) })
}
