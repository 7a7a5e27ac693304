//! What the names of one policy mean while its expressions are checked.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use crate::calculator::Calculator;
use crate::diagnostic::nearest;
use crate::evaluate::Slots;
use crate::expr::RuleId;
use crate::policy::{Kind, Policy, QuestionKind};
use crate::syntax::Vocabulary;
use crate::unit::Unit;

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// A number; no unit where it is a bare 0, which fits every unit.
    Number(Option<Unit>),
    Truth,
    /// One option of the question.
    Choice(RuleId),
    /// Any options of the question.
    Choices(RuleId),
    Text(String),
}

/// The names of a policy.
pub(super) struct Scope {
    names: BTreeMap<String, RuleId>,
    /// Names that a child dropped, each with the child's id.
    dropped: BTreeMap<String, String>,
    units: BTreeSet<String>,
    /// The type of each rule, as far as it is known.
    pub(super) types: Vec<Option<Type>>,
    /// What each rule may be whatever the household and the day.
    pub(super) widest: Slots,
    /// The options of each question.
    options: BTreeMap<RuleId, Vec<String>>,
}

/// Words that are units in every policy.
const COMMON_UNITS: [&str; 14] = ["元", "人", "户", "年", "月", "日", "天", "次", "条", "个", "岁", "亩", "斤", "件"];

impl Scope {
    pub(super) fn new(count: usize) -> Self {
        Self {
            names: BTreeMap::new(),
            dropped: BTreeMap::new(),
            units: COMMON_UNITS.iter().map(|unit| (*unit).into()).collect(),
            types: alloc::vec![None; count],
            widest: Slots(alloc::vec![crate::value::Value::Truth(crate::truth::Truth::Unknown); count]),
            options: BTreeMap::new(),
        }
    }

    /// The names of a checked policy on one day.
    pub(super) fn of(calculator: &Calculator<'_>) -> Self {
        let policy: &Policy = calculator.policy();
        let mut scope = Self::new(policy.rules.len());
        scope.widest = calculator.open.clone();
        for (id, rule) in policy.ids() {
            scope.name(&rule.name, id);
            let ty = match &rule.kind {
                Kind::Parameter(parameter) if parameter.yes_no => Type::Truth,
                Kind::Parameter(parameter) => Type::Number(Some(parameter.unit.clone())),
                Kind::Question(question) => {
                    scope.set_options(id, &question.options);
                    question_type(id, question.kind, &question.unit)
                }
                Kind::Define(define) => define.unit.clone().map_or(Type::Truth, |unit| Type::Number(Some(unit))),
                _ => Type::Truth,
            };
            scope.set_type(id, ty);
        }
        scope
    }

    pub(super) fn name(&mut self, name: &str, id: RuleId) {
        if !name.is_empty() {
            self.names.insert(name.into(), id);
        }
    }

    pub(super) fn drop(&mut self, name: &str, by: &str) {
        self.dropped.insert(name.into(), by.into());
    }

    /// Forgets a rule's type: nobody knows what it was meant to be, and what uses it is not at fault.
    pub(super) fn forget(&mut self, id: RuleId) {
        if let Some(slot) = self.types.get_mut(usize::from(id)) {
            *slot = None;
        }
    }

    /// Sets a rule's type and learns the words of its unit.
    pub(super) fn set_type(&mut self, id: RuleId, ty: Type) {
        if let Type::Number(Some(unit)) = &ty {
            self.units.extend(unit.words().map(String::from));
        }
        if let Some(slot) = self.types.get_mut(usize::from(id)) {
            *slot = Some(ty);
        }
    }

    pub(super) fn set_options(&mut self, id: RuleId, options: &[String]) {
        self.options.insert(id, options.to_vec());
    }

    pub(super) fn options(&self, id: RuleId) -> &[String] {
        self.options.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn find(&self, name: &str) -> Option<RuleId> {
        self.names.get(name).copied()
    }

    pub(super) fn type_of(&self, id: RuleId) -> Option<&Type> {
        self.types.get(usize::from(id)).and_then(Option::as_ref)
    }
}

/// What an answer to a question is.
pub(super) fn question_type(id: RuleId, kind: QuestionKind, unit: &Unit) -> Type {
    match kind {
        QuestionKind::Money | QuestionKind::Count | QuestionKind::Number => Type::Number(Some(unit.clone())),
        QuestionKind::YesNo => Type::Truth,
        QuestionKind::Choice => Type::Choice(id),
        QuestionKind::Choices => Type::Choices(id),
    }
}

impl Vocabulary for Scope {
    fn is_name(&self, word: &str) -> bool {
        self.names.contains_key(word)
    }

    fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    fn dropped_by(&self, word: &str) -> Option<&str> {
        self.dropped.get(word).map(String::as_str)
    }

    fn nearest(&self, word: &str) -> Option<String> {
        nearest(word, self.names.keys().map(String::as_str)).map(String::from)
    }
}
