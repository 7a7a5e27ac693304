//! From a policy on one day to a program over columns.
//!
//! Every rule that the outcome depends on becomes two bits, that it holds and that it fails, or a number; and one bit more, that
//! it is open and something that is asked bears on it, as `rules` finds out by walking an expression (`rules/src/bearing.rs`).

use rules::{Arithmetic, Calculator, Expr, Facts, Kind, Policy, Relation, RuleId, Truth, Value};

use crate::graph::{BitId, Graph, Node, NumberId, Range};
use crate::layout::{Cells, Column, Layout, NumberCells};
use crate::number::{End, Ends, Number};

/// A truth value of each row: whether it holds and whether it fails; where neither, it is open.
#[derive(Clone, Copy, Debug)]
struct Decided {
    holds: BitId,
    fails: BitId,
}

/// The value of a rule.
#[derive(Clone, Copy, Debug)]
enum Compiled {
    Truth(Decided),
    Number(Number),
}

/// What a program tells of each row; where nothing of it is so, the office has to verify.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Results {
    pub(crate) likely: BitId,
    pub(crate) unlikely: BitId,
    pub(crate) incomplete: BitId,
}

/// The rules that the outcome depends on, and those that tell whether one of its questions is asked at all.
pub(crate) struct Needed {
    rules: Vec<bool>,
    pub(crate) questions: Vec<RuleId>,
    outcome: Option<RuleId>,
    raising: Vec<RuleId>,
}

impl Needed {
    pub(crate) fn of(policy: &Policy) -> Self {
        let mut needed = Self { rules: vec![false; policy.rules.len()], questions: Vec::new(), outcome: None, raising: Vec::new() };
        for (id, rule) in policy.ids() {
            match &rule.kind {
                Kind::Outcome(_) => needed.outcome = Some(id),
                Kind::Alert(alert) if alert.raise => needed.raising.push(id),
                _ => {}
            }
        }
        let deciding: Vec<RuleId> = needed.outcome.into_iter().chain(needed.raising.iter().copied()).collect();
        deciding.into_iter().for_each(|id| needed.insert(id));
        needed.add_grounds(policy);
        // Questions that only these conditions name cannot bear on the outcome: whether they are asked does not matter.
        let asked: Vec<RuleId> = policy.questions().map(|(id, _, _)| id).filter(|id| needed.contains(*id)).collect();
        for id in asked {
            if let Some(Kind::Question(question)) = policy.rule(id).map(|rule| &rule.kind) {
                question.when.iter().for_each(|when| needed.add_names(when));
            }
        }
        needed.add_grounds(policy);
        needed.questions = policy.questions().map(|(id, _, _)| id).filter(|id| needed.contains(*id)).collect();
        needed
    }

    fn insert(&mut self, id: RuleId) {
        if let Some(rule) = self.rules.get_mut(usize::from(id)) {
            *rule = true;
        }
    }

    fn contains(&self, id: RuleId) -> bool {
        self.rules.get(usize::from(id)).copied().unwrap_or(false)
    }

    /// Adds all on which a needed rule rests; rules stand in order after what they use.
    fn add_grounds(&mut self, policy: &Policy) {
        for id in policy.order.iter().rev() {
            if let Some(value) = policy.rule(*id).filter(|_| self.contains(*id)).and_then(|rule| value_of(&rule.kind)) {
                self.add_names(value);
            }
        }
    }

    fn add_names(&mut self, expr: &Expr) {
        match expr {
            Expr::Number { .. } | Expr::Truth(_) => {}
            Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => self.insert(*id),
            Expr::Not(inner) | Expr::Negate(inner) => self.add_names(inner),
            Expr::And(parts) | Expr::Or(parts) | Expr::Min(parts) | Expr::Max(parts) => parts.iter().for_each(|part| self.add_names(part)),
            Expr::Compare(_, left, right) | Expr::Arithmetic(_, left, right) => {
                [left, right].into_iter().for_each(|part| self.add_names(part))
            }
            Expr::If(condition, then, otherwise) => [condition, then, otherwise].into_iter().for_each(|part| self.add_names(part)),
        }
    }
}

/// The expression that a rule's value is.
fn value_of(kind: &Kind) -> Option<&Expr> {
    match kind {
        Kind::Define(define) => Some(&define.value),
        Kind::Test(test) | Kind::Outcome(test) => Some(&test.when),
        Kind::Alert(alert) => Some(&alert.when),
        Kind::Measure(measure) => Some(&measure.when),
        Kind::Parameter(_) | Kind::Question(_) | Kind::Assume(_) => None,
    }
}

/// Compiles what is needed; `known` where every number that was asked for is one figure in every row. None where something is
/// not of the kind that columns hold, or could leave its cell.
pub(crate) fn compile(calculator: &Calculator<'_>, needed: &Needed, layout: &Layout, known: bool) -> Option<(Graph, Results)> {
    let rules = calculator.policy().rules.len();
    let mut compiler = Compiler {
        policy: calculator.policy(),
        layout,
        known,
        graph: Graph::new(layout.width),
        values: vec![None; rules],
        bears: vec![None; rules],
    };
    compiler.columns()?;
    compiler.parameters(calculator, needed);
    for id in calculator.policy().order.iter().filter(|id| needed.contains(**id)) {
        let expr = compiler.expression(*id)?;
        let value = compiler.value(expr)?;
        *compiler.values.get_mut(usize::from(*id))? = Some(value);
    }
    compiler.bearing(needed)?;
    let results = compiler.results(needed)?;
    Some((compiler.graph, results))
}

struct Compiler<'a> {
    policy: &'a Policy,
    layout: &'a Layout,
    known: bool,
    graph: Graph,
    /// By the place of the rule; of choices none.
    values: Vec<Option<Compiled>>,
    /// Whether the rule is open and something that is asked bears on it; of a question, whether it is asked.
    bears: Vec<Option<BitId>>,
}

impl<'a> Compiler<'a> {
    fn expression(&self, id: RuleId) -> Option<&'a Expr> {
        self.policy.rule(id).and_then(|rule| value_of(&rule.kind))
    }

    fn columns(&mut self) -> Option<()> {
        for Column { question, cells } in &self.layout.columns {
            let value = match cells {
                Cells::Number(cells) => Compiled::Number(self.number_column(cells)),
                Cells::Truth(first) => {
                    Compiled::Truth(Decided { holds: self.graph.plane(*first), fails: self.graph.plane(first.checked_add(1)?) })
                }
                Cells::Choice { .. } | Cells::Choices { .. } => continue,
            };
            *self.values.get_mut(usize::from(*question))? = Some(value);
        }
        Some(())
    }

    fn number_column(&mut self, cells: &NumberCells) -> Number {
        let (low, high) = (cells.domain.low(), cells.domain.high());
        let bounded = Some(cells.limits);
        let mut end = |node: Node, below, above| self.graph.column(node, Range { bounded, below, above });
        let ends: (NumberId, NumberId) = if self.known {
            let only = end(Node::Low(cells.number), false, false);
            (only, only)
        } else {
            (end(Node::Low(cells.number), low.is_none(), false), end(Node::High(cells.number), false, high.is_none()))
        };
        Number::Cells(Ends::new(ends.0, ends.1, cells.scale))
    }

    fn parameters(&mut self, calculator: &Calculator<'_>, needed: &Needed) {
        let open = Facts::open(self.policy);
        for (id, _, _) in calculator.policy().parameters().filter(|(id, _, _)| needed.contains(*id)) {
            let value = match calculator.value(&open, id) {
                Value::Number(interval) => Compiled::Number(Number::Known(interval)),
                Value::Truth(truth) => Compiled::Truth(self.settled(truth)),
                Value::Choice(_) | Value::Choices { .. } => continue,
            };
            if let Some(slot) = self.values.get_mut(usize::from(id)) {
                *slot = Some(value);
            }
        }
    }

    fn settled(&mut self, truth: Truth) -> Decided {
        Decided { holds: self.graph.bit(truth == Truth::True), fails: self.graph.bit(truth == Truth::False) }
    }

    fn of(&self, id: RuleId) -> Option<Compiled> {
        self.values.get(usize::from(id)).copied().flatten()
    }

    fn value(&mut self, expr: &Expr) -> Option<Compiled> {
        match expr {
            Expr::Rule(id) => self.of(*id),
            Expr::If(condition, then, otherwise) => {
                let condition = self.truth(condition)?;
                match (self.value(then)?, self.value(otherwise)?) {
                    (Compiled::Truth(a), Compiled::Truth(b)) => Some(Compiled::Truth(self.either(condition, a, b))),
                    (Compiled::Number(a), Compiled::Number(b)) => {
                        a.either(b, condition.holds, condition.fails, &mut self.graph).map(Compiled::Number)
                    }
                    _ => None,
                }
            }
            Expr::Number { .. } | Expr::Arithmetic(..) | Expr::Negate(_) | Expr::Min(_) | Expr::Max(_) => {
                self.number(expr).map(Compiled::Number)
            }
            _ => self.truth(expr).map(Compiled::Truth),
        }
    }

    fn either(&mut self, condition: Decided, a: Decided, b: Decided) -> Decided {
        Decided { holds: self.either_bit(condition, a.holds, b.holds), fails: self.either_bit(condition, a.fails, b.fails) }
    }

    fn either_bit(&mut self, condition: Decided, a: BitId, b: BitId) -> BitId {
        let graph = &mut self.graph;
        let (first, second, both) = (graph.and(condition.holds, a), graph.and(condition.fails, b), graph.and(a, b));
        let one = graph.or(first, second);
        graph.or(one, both)
    }

    fn truth(&mut self, expr: &Expr) -> Option<Decided> {
        match expr {
            Expr::Truth(value) => Some(self.settled(Truth::from(*value))),
            Expr::Is(id, wanted) => self.is(*id, *wanted),
            Expr::Has(id, option) => self.has(*id, *option),
            Expr::Any(id) => self.has(*id, u64::MAX),
            Expr::Not(inner) => {
                let inner = self.truth(inner)?;
                Some(Decided { holds: inner.fails, fails: inner.holds })
            }
            Expr::And(parts) => self.all(parts, false),
            Expr::Or(parts) => self.all(parts, true),
            Expr::Compare(relation, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                self.compare(*relation, left, right)
            }
            Expr::Rule(_) | Expr::If(..) => match self.value(expr)? {
                Compiled::Truth(truth) => Some(truth),
                Compiled::Number(_) => None,
            },
            _ => None,
        }
    }

    /// Whether all of some parts hold; where `any`, whether one of them does.
    fn all(&mut self, parts: &[Expr], any: bool) -> Option<Decided> {
        let mut all = self.settled(Truth::from(!any));
        for part in parts {
            let part = self.truth(part)?;
            let graph = &mut self.graph;
            all = if any {
                Decided { holds: graph.or(all.holds, part.holds), fails: graph.and(all.fails, part.fails) }
            } else {
                Decided { holds: graph.and(all.holds, part.holds), fails: graph.or(all.fails, part.fails) }
            };
        }
        Some(all)
    }

    fn cells(&self, id: RuleId) -> Option<&Cells> {
        self.layout.column(id).and_then(|column| self.layout.columns.get(column)).map(|column| &column.cells)
    }

    /// Whether one of some options is possible, from a plane on.
    fn any_of(&mut self, first: u32, options: u32, wanted: u64) -> BitId {
        let mut any = self.graph.bit(false);
        for option in (0..options).filter(|option| wanted.checked_shr(*option).is_some_and(|rest| rest & 1 == 1)) {
            let plane = self.graph.plane(first + option);
            any = self.graph.or(any, plane);
        }
        any
    }

    fn is(&mut self, id: RuleId, wanted: u64) -> Option<Decided> {
        let Cells::Choice { first, options } = *self.cells(id)? else { return None };
        let (wanted, other) = (self.any_of(first, options, wanted), self.any_of(first, options, !wanted));
        Some(Decided { holds: self.graph.not(other), fails: self.graph.not(wanted) })
    }

    fn has(&mut self, id: RuleId, wanted: u64) -> Option<Decided> {
        let Cells::Choices { first, options } = *self.cells(id)? else { return None };
        let (holds, possible) = (self.any_of(first, options, wanted), self.any_of(first + options, options, wanted));
        Some(Decided { holds, fails: self.graph.not(possible) })
    }

    fn compare(&mut self, relation: Relation, a: Number, b: Number) -> Option<Decided> {
        let opposite = |decided: Decided| Decided { holds: decided.fails, fails: decided.holds };
        match relation {
            Relation::Less => self.less(a, b),
            Relation::Greater => self.less(b, a),
            Relation::AtMost => self.less(b, a).map(opposite),
            Relation::AtLeast => self.less(a, b).map(opposite),
            Relation::Equal => self.equal(a, b),
            Relation::Unequal => self.equal(a, b).map(opposite),
        }
    }

    fn less(&mut self, a: Number, b: Number) -> Option<Decided> {
        let holds = a.less(End::High, b, End::Low, &mut self.graph)?;
        let may = a.less(End::Low, b, End::High, &mut self.graph)?;
        Some(Decided { holds, fails: self.graph.not(may) })
    }

    fn equal(&mut self, a: Number, b: Number) -> Option<Decided> {
        let (below, above) = (self.less(a, b)?, self.less(b, a)?);
        let graph = &mut self.graph;
        Some(Decided { holds: graph.and(below.fails, above.fails), fails: graph.or(below.holds, above.holds) })
    }

    fn number(&mut self, expr: &Expr) -> Option<Number> {
        match expr {
            Expr::Number { value, .. } => Some(Number::Known(rules::Interval::point(*value))),
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let graph = &mut self.graph;
                match operator {
                    Arithmetic::Add => left.plus(right, graph),
                    Arithmetic::Subtract => left.plus(right.negated(graph), graph),
                    Arithmetic::Multiply => left.times(right, graph),
                    Arithmetic::Divide => left.over(right, graph),
                }
            }
            Expr::Negate(inner) => Some(self.number(inner)?.negated(&mut self.graph)),
            Expr::Min(parts) => self.fold(parts, Number::min),
            Expr::Max(parts) => self.fold(parts, Number::max),
            Expr::Rule(_) | Expr::If(..) => match self.value(expr)? {
                Compiled::Number(number) => Some(number),
                Compiled::Truth(_) => None,
            },
            _ => None,
        }
    }

    fn fold(&mut self, parts: &[Expr], join: fn(Number, Number, &mut Graph) -> Option<Number>) -> Option<Number> {
        let (first, rest) = parts.split_first()?;
        let mut joined = self.number(first)?;
        for part in rest {
            let part = self.number(part)?;
            joined = join(joined, part, &mut self.graph)?;
        }
        Some(joined)
    }

    /// What bears on every rule: of questions whether they are asked, then of what rests on them, in order.
    fn bearing(&mut self, needed: &Needed) -> Option<()> {
        for (id, _, question) in self.policy.questions().filter(|(id, _, _)| needed.contains(*id)) {
            let asked = match &question.when {
                // What is needed by conditions of asking alone was not prepared for its own.
                Some(when) => self.truth(when).map(|when| self.graph.not(when.fails)),
                None => Some(self.graph.bit(true)),
            };
            *self.bears.get_mut(usize::from(id))? = asked;
        }
        let nothing = self.graph.bit(false);
        for (id, _, _) in self.policy.parameters() {
            *self.bears.get_mut(usize::from(id))? = Some(nothing);
        }
        for id in self.policy.order.iter().filter(|id| needed.contains(**id)) {
            let Some(expr) = self.expression(*id) else { continue };
            let bears = match self.of(*id)? {
                Compiled::Truth(_) => self.bears_on_truth(expr),
                Compiled::Number(_) => self.bears_on_number(expr),
            };
            *self.bears.get_mut(usize::from(*id))? = bears;
        }
        Some(())
    }

    fn bears(&self, id: RuleId) -> Option<BitId> {
        self.bears.get(usize::from(id)).copied().flatten()
    }

    fn open(&mut self, truth: Decided) -> BitId {
        let known = self.graph.or(truth.holds, truth.fails);
        self.graph.not(known)
    }

    fn bears_on_truth(&mut self, expr: &Expr) -> Option<BitId> {
        let truth = self.truth(expr)?;
        let open = self.open(truth);
        let parts = match expr {
            Expr::Rule(id) | Expr::Is(id, _) | Expr::Has(id, _) | Expr::Any(id) => self.bears(*id)?,
            Expr::Not(inner) => self.bears_on_truth(inner)?,
            Expr::And(parts) | Expr::Or(parts) => self.any_bears(parts, Self::bears_on_truth)?,
            Expr::Compare(_, left, right) => {
                let (left, right) = (self.bears_on_number(left)?, self.bears_on_number(right)?);
                self.graph.or(left, right)
            }
            Expr::If(condition, then, otherwise) => self.bears_on_branches(condition, then, otherwise, Self::bears_on_truth)?,
            _ => self.graph.bit(false),
        };
        Some(self.graph.and(open, parts))
    }

    fn bears_on_number(&mut self, expr: &Expr) -> Option<BitId> {
        let open = self.number(expr)?.open(&mut self.graph);
        let parts = match expr {
            Expr::Rule(id) => self.bears(*id)?,
            Expr::Negate(inner) => self.bears_on_number(inner)?,
            Expr::Min(parts) | Expr::Max(parts) => self.any_bears(parts, Self::bears_on_number)?,
            Expr::Arithmetic(_, left, right) => {
                let (left, right) = (self.bears_on_number(left)?, self.bears_on_number(right)?);
                self.graph.or(left, right)
            }
            Expr::If(condition, then, otherwise) => self.bears_on_branches(condition, then, otherwise, Self::bears_on_number)?,
            _ => self.graph.bit(false),
        };
        Some(self.graph.and(open, parts))
    }

    fn any_bears(&mut self, parts: &[Expr], bears: fn(&mut Self, &Expr) -> Option<BitId>) -> Option<BitId> {
        let mut any = self.graph.bit(false);
        for part in parts {
            let part = bears(self, part)?;
            any = self.graph.or(any, part);
        }
        Some(any)
    }

    fn bears_on_branches(
        &mut self,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        bears: fn(&mut Self, &Expr) -> Option<BitId>,
    ) -> Option<BitId> {
        let decided = self.truth(condition)?;
        let (asked, then, otherwise) = (self.bears_on_truth(condition)?, bears(self, then)?, bears(self, otherwise)?);
        let graph = &mut self.graph;
        let (not_failing, not_holding) = (graph.not(decided.fails), graph.not(decided.holds));
        let (then, otherwise) = (graph.and(not_failing, then), graph.and(not_holding, otherwise));
        let branches = graph.or(then, otherwise);
        Some(graph.or(asked, branches))
    }

    /// The outcome, as `rules/src/assess.rs` tells it.
    fn results(&mut self, needed: &Needed) -> Option<Results> {
        let truth = |compiler: &Self, id| match compiler.of(id)? {
            Compiled::Truth(truth) => Some(truth),
            Compiled::Number(_) => None,
        };
        let Some(outcome) = needed.outcome else {
            let never = self.graph.bit(false);
            return Some(Results { likely: never, unlikely: never, incomplete: never });
        };
        let (holds, bears) = (truth(self, outcome)?, self.bears(outcome)?);
        let (mut raised, mut raising) = (self.settled(Truth::False), self.graph.bit(false));
        for id in &needed.raising {
            let (alert, bears) = (truth(self, *id)?, self.bears(*id)?);
            let graph = &mut self.graph;
            raised = Decided { holds: graph.or(raised.holds, alert.holds), fails: graph.and(raised.fails, alert.fails) };
            raising = graph.or(raising, bears);
        }
        let may_raise = self.open(raised);
        let graph = &mut self.graph;
        let unlikely = graph.and(holds.fails, raised.fails);
        let by_alert = graph.and(holds.fails, may_raise);
        let by_alert = graph.and(by_alert, raising);
        // What bears on the outcome is set where that is open.
        Some(Results { likely: holds.holds, unlikely, incomplete: graph.or(bears, by_alert) })
    }
}
