//! One policy in force: the rules of its documents put together and every expression checked.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::figure;
use super::lower::{Lower, unit_words};
use super::order::{Order, order};
use super::raw::{self, Kind as Raw, Source};
use super::scope::{Scope, Type, question_type};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{Expr, RuleId};
use crate::interval::Interval;
use crate::policy::{self, Alert, Clause, Define, Kind, Measure, Parameter, Policy, Question, Rule, Test};
use crate::syntax::{self, Fault, Node};
use crate::text::Text;
use crate::unit::Unit;
use crate::value::Value;

/// How many rules may rest on one another in a row.
const LONGEST_CHAIN: usize = 100;

/// A rule in force and the document it stands in.
#[derive(Clone, Copy)]
struct InForce<'p> {
    document: usize,
    rule: &'p raw::Rule,
}

/// Checks the policy that some documents make together; `None` where too much is wrong to go on.
pub(super) fn check(family: &[&raw::Policy], diagnostics: &mut Vec<Diagnostic>) -> Option<Policy> {
    let rules = in_force(family, diagnostics);
    let mut checker = Checker { family, scope: Scope::new(rules.len()), rules, diagnostics };
    checker.declare();
    checker.one_outcome();
    let parsed = checker.parse();
    let order = checker.order(&parsed);
    checker.lower(&parsed, order)
}

/// The rules of all documents: a later one of the same name takes the earlier one's place; dropped ones are left out.
fn in_force<'p>(family: &[&'p raw::Policy], diagnostics: &mut Vec<Diagnostic>) -> Vec<InForce<'p>> {
    let mut rules: Vec<InForce<'p>> = Vec::new();
    for (document, policy) in family.iter().enumerate() {
        for dropped in &policy.drop {
            let before = rules.len();
            rules.retain(|rule| rule.rule.name.value.is_empty() || rule.rule.name.value != dropped.value);
            let unread = family.iter().take(document).flat_map(|parent| &parent.broken).any(|name| *name == dropped.value);
            if rules.len() == before && !unread {
                let near = nearest(&dropped.value, rules.iter().map(|rule| rule.rule.name.value.as_str()).filter(|name| !name.is_empty()));
                let help = near.map_or_else(|| "请核对名称，或删去这一项".to_string(), |near| format!("是否应写成“{near}”？"));
                let message = format!("所引用的政策里没有“{}”这条规则", dropped.value);
                diagnostics.push(Diagnostic::error(&policy.file, dropped.span.clone(), message, help));
            }
        }
        for rule in &policy.rules {
            let name = &rule.name.value;
            let earlier = rules.iter().position(|other| !name.is_empty() && other.rule.name.value == *name);
            match earlier.and_then(|place| rules.get_mut(place)) {
                None => rules.push(InForce { document, rule }),
                Some(slot) if slot.document != document => *slot = InForce { document, rule },
                Some(slot) => {
                    let clause = policy.clauses.get(slot.rule.clause).map_or("", |clause| clause.title.as_str());
                    let help = format!("前一条在“{clause}”下面；同一份政策里名称不能重复，请改名或删去一条");
                    diagnostics.push(Diagnostic::error(&policy.file, rule.name.span.clone(), format!("名称“{name}”用了两次"), help));
                }
            }
        }
    }
    rules
}

/// The parsed expressions of one rule, by their place in it.
type Parsed<'p> = Vec<Vec<(&'p Source, Option<Node>)>>;

struct Checker<'a, 'p> {
    family: &'a [&'p raw::Policy],
    rules: Vec<InForce<'p>>,
    scope: Scope,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'p> Checker<'_, 'p> {
    fn ids(&self) -> Vec<(RuleId, InForce<'p>)> {
        (0..).zip(self.rules.iter().copied()).collect()
    }

    fn error(&mut self, document: usize, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let file = self.family.get(document).map_or("", |policy| policy.file.as_str());
        self.diagnostics.push(Diagnostic::error(file, span, message, help));
    }

    fn fault(&mut self, document: usize, source: &Source, fault: Fault) {
        self.error(document, source.place(&fault.span), fault.message, fault.help);
    }

    /// Names, units and options of all rules, and what questions and parameters may be.
    fn declare(&mut self) {
        for policy in self.family {
            policy.drop.iter().for_each(|name| self.scope.drop(&name.value, &policy.info.id));
            policy.broken.iter().for_each(|name| self.scope.name(name, RuleId::MAX));
        }
        for (id, in_force) in self.ids() {
            self.scope.name(&in_force.rule.name.value, id);
            let (ty, widest) = match &in_force.rule.kind {
                Raw::Parameter(parameter) if parameter.yes_no => (Type::Truth, None),
                Raw::Parameter(parameter) => (Type::Number(Some(parameter.unit.clone())), Some(Value::Number(widest(parameter)))),
                Raw::Question(question) => {
                    self.scope.set_options(id, &question.options);
                    let domain = Interval::new(question.min, question.max).unwrap_or(Interval::ANY);
                    let widest = question.kind.is_number().then_some(Value::Number(domain));
                    (question_type(id, question.kind, &question.unit), widest)
                }
                Raw::Define { unit: Some(unit), .. } => (Type::Number(Some(unit.value.unit.clone())), None),
                Raw::Define { .. } | Raw::Assume(_) => continue,
                _ => (Type::Truth, None),
            };
            self.scope.set_type(id, ty);
            if in_force.rule.faulty && matches!(in_force.rule.kind, Raw::Parameter(_) | Raw::Question(_) | Raw::Define { .. }) {
                self.scope.forget(id);
            }
            if let Some(widest) = widest {
                self.scope.widest.set(id, widest);
            }
        }
    }

    fn one_outcome(&mut self) {
        let outcomes: Vec<InForce<'p>> = self.rules.iter().copied().filter(|rule| matches!(rule.rule.kind, Raw::Outcome { .. })).collect();
        let last = self.family.len().saturating_sub(1);
        if outcomes.is_empty() && !self.family.iter().any(|policy| policy.outcome_unread) {
            let place = self.family.last().map_or(0..0, |policy| policy.place.clone());
            self.error(
                last,
                place,
                "这份政策没有结论（outcome 规则）",
                "请写一条 ```toml outcome，写明 name 和 when，例如 name = \"监测对象\"",
            );
        }
        for surplus in outcomes.iter().skip(1) {
            let first = outcomes.first().map_or("", |first| first.rule.name.value.as_str());
            let message = format!("结论（outcome 规则）只能有一条，已经有“{first}”了");
            let help = match surplus.document {
                0 => "请合成一条，或把这一条改成 test".into(),
                _ => format!("请把这一条也取名“{first}”来代替它，或写 drop = [\"{first}\"]"),
            };
            self.error(surplus.document, surplus.rule.name.span.clone(), message, help);
        }
    }

    /// Every expression of every rule as a tree.
    fn parse(&mut self) -> Parsed<'p> {
        let mut parsed = Vec::new();
        for in_force in self.rules.clone() {
            let mut trees = Vec::new();
            for source in expressions(&in_force.rule.kind) {
                let tree = match syntax::parse(&source.text, &self.scope) {
                    Ok(tree) => Some(tree),
                    Err(fault) => {
                        self.fault(in_force.document, source, fault);
                        None
                    }
                };
                trees.push((source, tree));
            }
            parsed.push(trees);
        }
        parsed
    }

    /// Rules in an order in which each comes after all that it uses; circles are told.
    fn order(&mut self, parsed: &Parsed<'p>) -> Vec<RuleId> {
        let mut uses: Vec<Vec<RuleId>> = Vec::new();
        for trees in parsed {
            let mut names = Vec::new();
            for tree in trees.iter().filter_map(|(_, tree)| tree.as_ref()) {
                tree.names(&mut |name, _| names.extend(self.scope.find(name)));
            }
            uses.push(names);
        }
        let Order { rules, depth, circles } = order(&uses);
        for circle in &circles {
            self.circle(circle, parsed);
            circle.iter().for_each(|id| self.scope.forget(*id));
        }
        for (id, in_force) in self.ids() {
            if depth.get(usize::from(id)).is_some_and(|depth| *depth == LONGEST_CHAIN + 1) {
                let span = in_force.rule.name.span.clone();
                self.error(in_force.document, span, format!("规则一条用到一条，超过了 {LONGEST_CHAIN} 层"), "请把中间的几条合并");
            }
        }
        rules
    }

    fn circle(&mut self, circle: &[RuleId], parsed: &Parsed<'p>) {
        let name = |id: &RuleId| self.rules.get(usize::from(*id)).map_or("", |rule| rule.rule.name.value.as_str());
        let names: Vec<&str> = circle.iter().map(name).collect();
        let path = names.join(" → ");
        let Some((first, in_force)) = circle.first().and_then(|id| Some((*id, *self.rules.get(usize::from(*id))?))) else { return };
        // Point at the place where the first rule names the second.
        let mut place = in_force.rule.name.span.clone();
        let second = circle.get(1).and_then(|id| self.rules.get(usize::from(*id))).map(|rule| rule.rule.name.value.as_str());
        for (source, tree) in parsed.get(usize::from(first)).into_iter().flatten() {
            let Some(tree) = tree else { continue };
            tree.names(&mut |name, span| {
                if Some(name) == second {
                    place = source.place(span);
                }
            });
        }
        self.error(in_force.document, place, format!("规则互相引用，成了一圈：{path}"), "请改写其中一条，使它算的时候用不到自己");
    }

    fn lower(mut self, parsed: &Parsed<'p>, order: Vec<RuleId>) -> Option<Policy> {
        let mut kinds: Vec<Option<Kind>> = alloc::vec![None; self.rules.len()];
        for id in &order {
            let Some(in_force) = self.rules.get(usize::from(*id)).copied() else { continue };
            let trees = parsed.get(usize::from(*id)).map_or(&[][..], Vec::as_slice);
            let kind = self.rule(*id, in_force, trees);
            if let Some(slot) = kinds.get_mut(usize::from(*id)) {
                *slot = kind;
            }
        }
        let mut clauses = Clauses::default();
        let mut rules = Vec::new();
        for ((_, in_force), kind) in self.ids().into_iter().zip(kinds) {
            let clause = clauses.place(self.family, in_force.document, in_force.rule.clause)?;
            rules.push(Rule { name: in_force.rule.name.value.clone(), clause, kind: kind? });
        }
        let derived = |id: &RuleId| {
            let kind = rules.get(usize::from(*id)).map(|rule: &Rule| &rule.kind);
            !matches!(kind, Some(Kind::Parameter(_) | Kind::Question(_) | Kind::Assume(_)) | None)
        };
        let order = order.into_iter().filter(derived).collect();
        let documents = self.family.iter().map(|policy| policy.info.clone()).collect();
        let id = self.family.last()?.info.id.clone();
        Some(Policy { id, revision: String::new(), documents, clauses: clauses.list, rules, order })
    }

    /// One rule with its expressions checked; what it may be is noted for those that use it.
    fn rule(&mut self, id: RuleId, in_force: InForce<'p>, trees: &[(&'p Source, Option<Node>)]) -> Option<Kind> {
        let document = in_force.document;
        match &in_force.rule.kind {
            Raw::Parameter(parameter) => {
                let (min_of, max_of) = (self.bound(id, document, parameter.min.as_ref()), self.bound(id, document, parameter.max.as_ref()));
                let note = self.text(document, parameter.note.as_ref());
                Some(Kind::Parameter(Parameter {
                    min_of: min_of?,
                    max_of: max_of?,
                    unit: parameter.unit.clone(),
                    percent: parameter.percent,
                    yes_no: parameter.yes_no,
                    values: parameter.values.clone(),
                    domain: undecided(parameter),
                    decided_by: parameter.decided_by.clone(),
                    note: note?,
                }))
            }
            Raw::Question(question) => self.question(id, document, question, trees).map(Kind::Question),
            Raw::Define { unit, note, .. } => {
                let note = self.text(document, note.as_ref());
                let (value, derived) = self.derived(id, document, unit.as_ref(), trees)?;
                let percent = unit.as_ref().is_some_and(|unit| unit.value.percent);
                Some(Kind::Define(Define { value, unit: derived, percent, note: note? }))
            }
            Raw::Test { note, .. } | Raw::Outcome { note, .. } => {
                let note = self.text(document, note.as_ref());
                let test = Test { when: self.condition(id, document, trees)?, note: note? };
                Some(if matches!(in_force.rule.kind, Raw::Test { .. }) { Kind::Test(test) } else { Kind::Outcome(test) })
            }
            Raw::Alert { message, raise, .. } => {
                let message = self.text(document, Some(message));
                let when = self.condition(id, document, trees)?;
                Some(Kind::Alert(Alert { when, message: message?.unwrap_or_default(), raise: *raise }))
            }
            Raw::Measure(measure) => self.measure(id, document, measure, trees).map(Kind::Measure),
            Raw::Assume(text) => Some(Kind::Assume(self.text(document, Some(text))?.unwrap_or_default())),
        }
    }

    /// The value of a definition with its unit; until it is known, nobody knows what the definition is.
    fn derived(
        &mut self,
        id: RuleId,
        document: usize,
        unit: Option<&raw::Located<raw::Measured>>,
        trees: &[(&'p Source, Option<Node>)],
    ) -> Option<(Expr, Option<Unit>)> {
        let (source, tree) = trees.first()?;
        self.scope.forget(id);
        let (value, ty) = self.lowered(document, source, |lower| lower.any(tree.as_ref()?))?;
        let derived = self.derived_unit(document, source, unit, &ty)?;
        self.scope.set_type(id, derived.clone().map_or(Type::Truth, |unit| Type::Number(Some(unit))));
        self.scope.widest.set(id, self.scope.widest.value(&value));
        Some((value, derived))
    }

    /// The parameter that bounds another; outside: whether nothing is wrong.
    #[expect(clippy::option_option, reason = "outside: whether nothing is wrong; inside: whether there is one")]
    fn bound(&mut self, id: RuleId, document: usize, bound: Option<&raw::Bound>) -> Option<Option<RuleId>> {
        let Some(name) = bound.and_then(raw::Bound::parameter) else { return Some(None) };
        let span = name.span.clone();
        let Some(found) = self.scope.find(&name.value) else {
            let fault = Fault::unknown(&name.value, span, &self.scope);
            self.error(document, fault.span, fault.message, fault.help);
            return None;
        };
        // A rule that could not be read has no place; what uses it is not at fault.
        let bounding = &self.rules.get(usize::from(found))?.rule.kind;
        let plain = |bound: &Option<raw::Bound>| bound.as_ref().is_none_or(|bound| bound.parameter().is_none());
        let usable = matches!(bounding, Raw::Parameter(other) if !other.yes_no && plain(&other.min) && plain(&other.max));
        if !usable {
            let help = "min 和 max 写数字，或写另一条 parameter 的名称（那一条的 min、max 要是数字）";
            self.error(document, span, format!("“{}”不能作上下限", name.value), help);
            return None;
        }
        match (self.scope.type_of(id), self.scope.type_of(found)) {
            (Some(Type::Number(Some(own))), Some(Type::Number(Some(other)))) if !own.same(other) => {
                let message = format!("单位不一致：这条的单位是“{}”，“{}”的单位是“{}”", unit_words(own), name.value, unit_words(other));
                self.error(document, span, message, "请换成单位一样的参数，或改单位");
                None
            }
            _ => Some(Some(found)),
        }
    }

    fn condition(&mut self, id: RuleId, document: usize, trees: &[(&'p Source, Option<Node>)]) -> Option<Expr> {
        let (source, tree) = trees.first()?;
        let when = self.lowered(document, source, |lower| lower.truth(tree.as_ref()?))?;
        self.scope.widest.set(id, Value::Truth(self.scope.widest.truth(&when)));
        Some(when)
    }

    fn question(
        &mut self,
        id: RuleId,
        document: usize,
        question: &raw::Question,
        trees: &[(&'p Source, Option<Node>)],
    ) -> Option<Question> {
        let mut trees = trees.iter();
        let when = question.when.as_ref().and_then(|_| trees.next());
        let when = when.map(|(source, tree)| self.lowered(document, source, |lower| lower.truth(tree.as_ref()?)));
        let known = self.scope.type_of(id).is_some();
        let edges: Vec<Option<Expr>> = trees
            .map(|(source, tree)| {
                let (band, unit) = self.lowered(document, source, |lower| lower.number(tree.as_ref()?))?;
                self.fits(document, source, unit.as_ref().filter(|_| known), &question.unit, "这个问题的单位是")?;
                Some(band)
            })
            .collect();
        let mut bands = edges.into_iter().collect::<Option<Vec<Expr>>>()?;
        let usual = bands.split_off(question.bands.len().min(bands.len()));
        let (ask, help) = (self.text(document, Some(&question.ask)), self.text(document, question.help.as_ref()));
        Some(Question {
            ask: ask?.unwrap_or_default(),
            kind: question.kind,
            unit: question.unit.clone(),
            domain: Interval::new(question.min, question.max).unwrap_or(Interval::ANY),
            options: question.options.clone(),
            help: help?,
            when: match when {
                Some(when) => Some(when?),
                None => None,
            },
            bands,
            usual,
        })
    }

    fn measure(&mut self, id: RuleId, document: usize, measure: &raw::Measure, trees: &[(&'p Source, Option<Node>)]) -> Option<Measure> {
        let when = self.condition(id, document, trees);
        let amount = trees.get(1).map(|(source, tree)| self.amount(document, source, tree.as_ref()));
        let (service, apply) = (self.text(document, measure.service.as_ref()), self.text(document, measure.apply.as_ref()));
        Some(Measure {
            when: when?,
            amount: match amount {
                Some(amount) => Some(amount?),
                None => None,
            },
            service: service?,
            per: measure.per.clone(),
            period: measure.period.clone(),
            apply: apply?,
        })
    }

    /// An amount, which must come out in 元.
    fn amount(&mut self, document: usize, source: &Source, tree: Option<&Node>) -> Option<Expr> {
        let (amount, unit) = self.lowered(document, source, |lower| lower.number(tree?))?;
        let Some(found) = unit.filter(|unit| !unit.same(&Unit::word("元"))) else { return Some(amount) };
        let message = format!("金额（amount）算出来的单位是“{}”，应是“元”", unit_words(&found));
        self.error(document, source.whole(), message, "请检查是否少乘或多乘了人数、月数");
        None
    }

    fn derived_unit(
        &mut self,
        document: usize,
        source: &Source,
        unit: Option<&raw::Located<raw::Measured>>,
        ty: &Type,
    ) -> Option<Option<Unit>> {
        match (ty, unit) {
            (Type::Truth, None) => Some(None),
            (Type::Truth, Some(unit)) => {
                self.error(document, unit.span.clone(), "这条 define 是条件（是或否），没有单位", "请删去 unit");
                None
            }
            (Type::Number(found), Some(unit)) => {
                self.fits(document, source, found.as_ref(), &unit.value.unit, "unit 写的是")?;
                Some(Some(unit.value.unit.clone()))
            }
            (Type::Number(found), None) => Some(Some(found.clone().unwrap_or_default())),
            _ => {
                self.error(document, source.whole(), "define 的值应是数或条件", "选项请写成 建档立卡情况 == '普通农户' 这样的条件");
                None
            }
        }
    }

    fn fits(&mut self, document: usize, source: &Source, found: Option<&Unit>, wanted: &Unit, what: &str) -> Option<()> {
        let Some(found) = found.filter(|found| !found.same(wanted)) else { return Some(()) };
        let message = format!("单位不一致：算出来是“{}”，{what}“{}”", unit_words(found), unit_words(wanted));
        self.error(document, source.whole(), message, "请改单位，或检查算式是否少乘或少除了一项");
        None
    }

    /// Runs a check and tells what it found wrong.
    fn lowered<T>(&mut self, document: usize, source: &Source, check: impl FnOnce(&mut Lower<'_>) -> Option<T>) -> Option<T> {
        let mut lower = Lower { scope: &self.scope, faults: Vec::new() };
        let result = check(&mut lower);
        for fault in lower.faults {
            self.fault(document, source, fault);
        }
        result
    }

    /// Words with figures in them; outside: whether nothing is wrong, inside: whether there are any.
    #[expect(clippy::option_option, reason = "outside: whether nothing is wrong; inside: whether there are any words")]
    fn text(&mut self, document: usize, source: Option<&Source>) -> Option<Option<Text>> {
        let Some(source) = source else { return Some(None) };
        let (text, faults) = figure::text(&source.text, &self.scope);
        let sound = faults.is_empty();
        for fault in faults {
            self.fault(document, source, fault);
        }
        sound.then_some(Some(text))
    }
}

/// The expressions of a rule, in the order in which `Checker::rule` takes them.
fn expressions(kind: &Raw) -> Vec<&Source> {
    match kind {
        Raw::Parameter(_) | Raw::Assume(_) => Vec::new(),
        Raw::Question(question) => question.when.iter().chain(&question.bands).chain(&question.usual).collect(),
        Raw::Define { value, .. } => alloc::vec![value],
        Raw::Test { when, .. } | Raw::Outcome { when, .. } | Raw::Alert { when, .. } => alloc::vec![when],
        Raw::Measure(measure) => core::iter::once(&measure.when).chain(&measure.amount).collect(),
    }
}

/// What a parameter may be while it is undecided: nothing below 0 where the document does not say.
fn undecided(parameter: &raw::Parameter) -> Interval {
    let figure = |bound: &Option<raw::Bound>| bound.as_ref().and_then(raw::Bound::figure);
    let (min, max) = (figure(&parameter.min), figure(&parameter.max));
    let low = min.or_else(|| policy::undecided().low().filter(|zero| max.is_none_or(|max| *zero <= max)));
    Interval::new(low, max).unwrap_or_else(policy::undecided)
}

/// What a parameter may be on any day.
fn widest(parameter: &raw::Parameter) -> Interval {
    let values = parameter.values.iter().filter_map(|dated| match dated.value {
        policy::Setting::Number(value) => Some(Interval::point(value)),
        policy::Setting::Truth(_) => None,
    });
    values.fold(undecided(parameter), Interval::hull)
}

/// The clauses that rules stand under, each once.
#[derive(Default)]
struct Clauses {
    list: Vec<Clause>,
    known: BTreeMap<(usize, usize), u16>,
}

impl Clauses {
    fn place(&mut self, family: &[&raw::Policy], document: usize, clause: usize) -> Option<u16> {
        if let Some(place) = self.known.get(&(document, clause)) {
            return Some(*place);
        }
        let heading = family.get(document)?.clauses.get(clause)?;
        let place = u16::try_from(self.list.len()).ok()?;
        self.list.push(Clause { id: heading.id.clone(), title: heading.title.clone(), document: u16::try_from(document).ok()? });
        self.known.insert((document, clause), place);
        Some(place)
    }
}
