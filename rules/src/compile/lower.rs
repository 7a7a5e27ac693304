//! From a written expression to a checked one: names, types, units, options, divisors.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;

use super::scope::{Scope, Type};
use crate::diagnostic::nearest;
use crate::expr::RuleId;
use crate::expr::{Arithmetic, Expr, Relation};
use crate::number;
use crate::syntax::{Fault, Node, Tree};
use crate::unit::Unit;
use crate::value::Value;

/// Checks expressions against the names of a policy.
pub(super) struct Lower<'s> {
    pub(super) scope: &'s Scope,
    /// What was found wrong so far.
    pub(super) faults: Vec<Fault>,
}

type Typed = Option<(Expr, Type)>;

impl Lower<'_> {
    fn fault<T>(&mut self, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.faults.push(Fault::new(span.clone(), message, help));
        None
    }

    /// An expression that must be a truth value.
    pub(super) fn truth(&mut self, node: &Node) -> Option<Expr> {
        let (expr, ty) = self.any(node)?;
        match ty {
            Type::Truth => Some(expr),
            other => {
                let help = match &other {
                    Type::Number(_) => format!("请写成比较，例如 {node} > 0"),
                    Type::Choice(id) => format!("请写成比较，例如 {node} == '{}'", self.first_option(*id)),
                    Type::Choices(id) => format!("请写成 {node} 含 '{}'，或 任选({node})", self.first_option(*id)),
                    _ => "请写成一个条件，例如 建档立卡情况 == '普通农户'".into(),
                };
                self.fault(&node.span, format!("这里应是一个条件（是或否），写的却是{}", type_words(&other)), help)
            }
        }
    }

    fn first_option(&self, id: RuleId) -> &str {
        self.scope.options(id).first().map_or("", String::as_str)
    }

    /// An expression that must be a number, with its unit; a bare 0 has none.
    pub(super) fn number(&mut self, node: &Node) -> Option<(Expr, Option<Unit>)> {
        let (expr, ty) = self.any(node)?;
        match ty {
            Type::Number(unit) => Some((expr, unit)),
            other => self.fault(&node.span, format!("这里应是一个数，写的却是{}", type_words(&other)), "请换成数字、金额或算式"),
        }
    }

    /// An expression of whatever type.
    pub(super) fn any(&mut self, node: &Node) -> Typed {
        match &node.tree {
            Tree::Number { value, unit, percent } => self.literal(node, *value, unit, *percent),
            Tree::Truth(value) => Some((Expr::Truth(*value), Type::Truth)),
            Tree::Text(text) => Some((Expr::Truth(false), Type::Text(text.clone()))),
            Tree::Name(name) => {
                let id = self.resolve(name, &node.span)?;
                let ty = self.scope.type_of(id)?.clone();
                Some((Expr::Rule(id), ty))
            }
            Tree::Has(name, option) => {
                let id = self.choices(name)?;
                let place = self.option(id, option)?;
                Some((Expr::Has(id, Value::option(place)), Type::Truth))
            }
            Tree::Any(name) => Some((Expr::Any(self.choices(name)?), Type::Truth)),
            Tree::In(value, options) => self.one_of(value, options),
            Tree::Not(inner) => Some((Expr::Not(Box::new(self.truth(inner)?)), Type::Truth)),
            Tree::And(parts) => Some((Expr::And(self.truths(parts)?), Type::Truth)),
            Tree::Or(parts) => Some((Expr::Or(self.truths(parts)?), Type::Truth)),
            Tree::Compare(relation, left, right) => self.compare(node, *relation, left, right),
            Tree::Arithmetic(operator, left, right) => self.arithmetic(node, *operator, left, right),
            Tree::Negate(inner) => {
                let (expr, unit) = self.number(inner)?;
                Some((Expr::Negate(Box::new(expr)), Type::Number(unit)))
            }
            Tree::Min(parts) => self.numbers(parts).map(|(parts, unit)| (Expr::Min(parts), Type::Number(unit))),
            Tree::Max(parts) => self.numbers(parts).map(|(parts, unit)| (Expr::Max(parts), Type::Number(unit))),
            Tree::If(condition, then, otherwise) => self.branches(condition, then, otherwise),
        }
    }

    fn literal(&mut self, node: &Node, value: Decimal, unit: &Unit, percent: bool) -> Typed {
        let factor = if percent { value.checked_mul(Decimal::new(1, 2)) } else { Some(value) };
        let Some(value) = factor else { return self.fault(&node.span, "这个数太长，算不准", "最多写 28 位数字") };
        let bare_zero = value.is_zero() && unit.is_none() && !percent;
        let ty = Type::Number((!bare_zero).then(|| unit.clone()));
        Some((Expr::Number { value: value.normalize(), unit: unit.clone(), percent }, ty))
    }

    fn resolve(&mut self, name: &str, span: &Range<usize>) -> Option<RuleId> {
        let found = self.scope.find(name);
        if found.is_none() {
            self.faults.push(Fault::unknown(name, span.clone(), self.scope));
        }
        found
    }

    fn truths(&mut self, parts: &[Node]) -> Option<Vec<Expr>> {
        let checked: Vec<Option<Expr>> = parts.iter().map(|part| self.truth(part)).collect();
        checked.into_iter().collect()
    }

    fn numbers(&mut self, parts: &[Node]) -> Option<(Vec<Expr>, Option<Unit>)> {
        let checked: Vec<Option<(Expr, Option<Unit>)>> = parts.iter().map(|part| self.number(part)).collect();
        let mut common: Option<Unit> = None;
        let mut exprs = Vec::new();
        for (part, checked) in parts.iter().zip(checked) {
            let (expr, unit) = checked?;
            common = self.same_unit(&part.span, ("前面", common), ("这一项", unit), bare(part))?;
            exprs.push(expr);
        }
        Some((exprs, common))
    }

    /// The unit of both, where they fit; each comes with the words for it. `bare` is a number of one of them that was
    /// written without a unit.
    #[expect(clippy::option_option, reason = "outside: whether they fit; inside: a bare 0 has no unit")]
    fn same_unit(
        &mut self,
        span: &Range<usize>,
        left: (&str, Option<Unit>),
        right: (&str, Option<Unit>),
        bare: Option<Decimal>,
    ) -> Option<Option<Unit>> {
        let (Some(x), Some(y)) = (&left.1, &right.1) else { return Some(left.1.or(right.1)) };
        if x.same(y) {
            return Some(left.1);
        }
        let message = format!("单位不一致：{}{}，{}{}", left.0, quoted(x), right.0, quoted(y));
        let wanted = if x.is_none() { y } else { x };
        let help = match bare {
            Some(value) => format!("数字后面要写单位，例如 {}{wanted}", number::plain(value)),
            None => "相加减、相比较的两边单位要一样；请检查是否少乘或少除了一项（例如 家庭人口）".into(),
        };
        self.fault(span, message, help)
    }

    fn choices(&mut self, name: &Node) -> Option<RuleId> {
        let (_, ty) = self.any(name)?;
        match ty {
            Type::Choices(id) => Some(id),
            other => self.fault(
                &name.span,
                format!("“含”和“任选”只用于多选（choices）的问题，这里是{}", type_words(&other)),
                match other {
                    Type::Truth => "是或否的问题直接写名称就行",
                    Type::Choice(_) => "单选的问题写成比较，例如 建档立卡情况 == '普通农户'",
                    _ => "请换成一个多选问题的名称",
                },
            ),
        }
    }

    /// The place of an option among a question's options.
    fn option(&mut self, id: RuleId, node: &Node) -> Option<usize> {
        let Tree::Text(text) = &node.tree else { return self.fault(&node.span, "这里应写一个选项", "选项要用引号括起来") };
        let options = self.scope.options(id);
        if let Some(place) = options.iter().position(|option| option == text) {
            return Some(place);
        }
        let near = nearest(text, options.iter().map(String::as_str)).map_or_else(String::new, |near| format!("是否应写成 '{near}'？"));
        let help = format!("{near}可选：{}", options.join("、"));
        self.fault(&node.span, format!("没有选项“{text}”"), help)
    }

    fn one_of(&mut self, value: &Node, options: &[Node]) -> Typed {
        let (_, ty) = self.any(value)?;
        let Type::Choice(id) = ty else {
            return self.fault(
                &value.span,
                format!("“属于”只用于单选（choice）的问题，这里是{}", type_words(&ty)),
                match ty {
                    Type::Truth => "是或否的问题直接写名称就行",
                    Type::Choices(_) => "多选的问题用“含”，例如 困难原因 含 '因病'",
                    _ => "请换成一个单选问题的名称",
                },
            );
        };
        let places: Vec<Option<usize>> = options.iter().map(|option| self.option(id, option)).collect();
        let mut bits = 0_u64;
        for place in places {
            bits |= Value::option(place?);
        }
        Some((Expr::Is(id, bits), Type::Truth))
    }

    fn compare(&mut self, node: &Node, relation: Relation, left: &Node, right: &Node) -> Typed {
        let (a, b) = (self.any(left), self.any(right));
        let ((a, left_type), (b, right_type)) = (a?, b?);
        let equality = matches!(relation, Relation::Equal | Relation::Unequal);
        let negated = |expr: Expr| if relation == Relation::Unequal { Expr::Not(Box::new(expr)) } else { expr };
        match (left_type, right_type) {
            (Type::Number(x), Type::Number(y)) => {
                self.same_unit(&node.span, ("左边", x), ("右边", y), bare(left).or(bare(right)))?;
                Some((Expr::Compare(relation, Box::new(a), Box::new(b)), Type::Truth))
            }
            (Type::Choice(_), Type::Text(_)) if equality => {
                self.one_of(left, core::slice::from_ref(right)).map(|(expr, ty)| (negated(expr), ty))
            }
            (Type::Text(_), Type::Choice(_)) if equality => {
                self.one_of(right, core::slice::from_ref(left)).map(|(expr, ty)| (negated(expr), ty))
            }
            (Type::Truth, Type::Truth) if equality => Some((negated(equivalent(a, b)), Type::Truth)),
            (Type::Choices(_), _) | (_, Type::Choices(_)) => {
                self.fault(&node.span, "多选（choices）的问题不能这样比较", "请用“含”，例如 困难原因 含 '因病'")
            }
            (Type::Choice(_) | Type::Text(_), Type::Choice(_) | Type::Text(_)) => {
                let message = "这样不能比较：只能看一个单选（choice）的问题是不是某个选项";
                self.fault(&node.span, message, "用 == 或 !=，一边写问题的名称，一边写选项，例如 建档立卡情况 == '普通农户'")
            }
            (Type::Truth, Type::Truth) => self.fault(&node.span, "是或否不能比较大小", "请用 且、或、非 把条件连起来"),
            (x, y) => {
                let message = format!("两边不是同一类：左边是{}，右边是{}", type_words(&x), type_words(&y));
                self.fault(&node.span, message, "数只能与数比，单选的问题只能与它的选项比")
            }
        }
    }

    fn arithmetic(&mut self, node: &Node, operator: Arithmetic, left: &Node, right: &Node) -> Typed {
        let (a, b) = (self.number(left), self.number(right));
        let ((a, x), (b, y)) = (a?, b?);
        let unit = match operator {
            Arithmetic::Add | Arithmetic::Subtract => self.same_unit(&node.span, ("左边", x), ("右边", y), bare(left).or(bare(right)))?,
            Arithmetic::Multiply => x.zip(y).map(|(x, y)| x.times(&y)),
            Arithmetic::Divide => {
                self.divisor(right, &b)?;
                x.zip(y).map(|(x, y)| x.per(&y))
            }
        };
        Some((Expr::Arithmetic(operator, Box::new(a), Box::new(b)), Type::Number(unit)))
    }

    /// A divisor must not be 0 whatever the household and the day.
    fn divisor(&mut self, node: &Node, expr: &Expr) -> Option<()> {
        let range = self.scope.widest.number(expr);
        if !range.contains(Decimal::ZERO) {
            return Some(());
        }
        let span = &node.span;
        let help = match node.tree {
            Tree::Name(_) => "请给它的规则写上大于 0 的 min，例如 min = 1",
            _ => "请改写除数，使它总大于 0，例如 最大(甲 - 乙, 1人)",
        };
        self.fault(span, format!("除数“{node}”可能是 0"), help)
    }

    fn branches(&mut self, condition: &Node, then: &Node, otherwise: &Node) -> Typed {
        let (condition, a, b) = (self.truth(condition), self.any(then), self.any(otherwise));
        let (condition, (a, x), (b, y)) = (condition?, a?, b?);
        let ty = match (x, y) {
            (Type::Truth, Type::Truth) => Type::Truth,
            (Type::Number(x), Type::Number(y)) => {
                let span = then.span.start..otherwise.span.end;
                Type::Number(self.same_unit(&span, ("成立时", x), ("不成立时", y), bare(then).or(bare(otherwise)))?)
            }
            (x, y) => {
                let message = format!("“若”的两个结果要是同一类（数或条件），这里一个是{}，一个是{}", type_words(&x), type_words(&y));
                return self.fault(&(then.span.start..otherwise.span.end), message, "请把两个结果写成同一类");
            }
        };
        Some((Expr::If(Box::new(condition), Box::new(a), Box::new(b)), ty))
    }
}

/// Two truth values are the same.
fn equivalent(a: Expr, b: Expr) -> Expr {
    match (a, b) {
        (Expr::Truth(true), other) | (other, Expr::Truth(true)) => other,
        (Expr::Truth(false), other) | (other, Expr::Truth(false)) => Expr::Not(Box::new(other)),
        (a, b) => {
            let neither = Expr::And(alloc::vec![Expr::Not(Box::new(a.clone())), Expr::Not(Box::new(b.clone()))]);
            Expr::Or(alloc::vec![Expr::And(alloc::vec![a, b]), neither])
        }
    }
}

/// A number that was written without a unit.
fn bare(node: &Node) -> Option<Decimal> {
    match &node.tree {
        Tree::Number { value, unit, percent: false } if unit.is_none() => Some(*value),
        _ => None,
    }
}

fn quoted(unit: &Unit) -> String {
    if unit.is_none() { unit_words(unit) } else { format!("是“{unit}”") }
}

/// A unit in an error.
pub(super) fn unit_words(unit: &Unit) -> String {
    if unit.is_none() { "没有单位".into() } else { unit.to_string() }
}

fn type_words(ty: &Type) -> String {
    match ty {
        Type::Number(Some(unit)) if !unit.is_none() => format!("数（{unit}）"),
        Type::Number(_) => "数".into(),
        Type::Truth => "条件（是或否）".into(),
        Type::Choice(_) => "单选的回答".into(),
        Type::Choices(_) => "多选的回答".into(),
        Type::Text(text) => format!("文字“{text}”"),
    }
}
