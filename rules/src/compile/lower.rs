//! From a written expression to a checked one: names, types, units, options, divisors.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;

use super::scope::{Scope, Type};
use crate::diagnostic::nearest;
use crate::expr::{Arithmetic, Expr, Relation};
use crate::policy::RuleId;
use crate::syntax::{Fault, Node, Tree};
use crate::unit::Unit;

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
                let help = match other {
                    Type::Number(_) => "请写成比较，例如 年可支配收入 < 低保标准 × 家庭人口",
                    Type::Choice(_) => "请写成 建档立卡情况 == '普通农户' 这样的比较",
                    Type::Choices(_) => "请写成 困难原因 含 '因病' 或 任选(困难原因)",
                    _ => "请写成一个条件",
                };
                self.fault(&node.span, format!("这里应是一个条件（是或否），写的却是{}", type_words(&other)), help)
            }
        }
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
                Some((Expr::Has(id, u8::try_from(place).ok()?), Type::Truth))
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
        let mut common: Option<Unit> = None;
        let mut checked = Vec::new();
        for part in parts {
            let (expr, unit) = self.number(part)?;
            common = self.same_unit(&part.span, common, unit)?;
            checked.push(expr);
        }
        Some((checked, common))
    }

    /// The unit of both, where they fit.
    #[expect(clippy::option_option, reason = "outside: whether they fit; inside: a bare 0 has no unit")]
    fn same_unit(&mut self, span: &Range<usize>, left: Option<Unit>, right: Option<Unit>) -> Option<Option<Unit>> {
        match (left, right) {
            (Some(left), Some(right)) if !left.same(&right) => {
                let help = "相加减、相比较的两边单位要一样；请检查是否少乘或少除了一项（例如 家庭人口）";
                self.fault(span, format!("单位不一致：左边是“{}”，右边是“{}”", unit_words(&left), unit_words(&right)), help)
            }
            (left, right) => Some(left.or(right)),
        }
    }

    fn choices(&mut self, name: &Node) -> Option<RuleId> {
        let (_, ty) = self.any(name)?;
        match ty {
            Type::Choices(id) => Some(id),
            other => self.fault(
                &name.span,
                format!("“含”和“任选”只用于多选（choices）的问题，这里是{}", type_words(&other)),
                "请换成一个多选问题的名称",
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
                "请换成一个单选问题的名称",
            );
        };
        let places: Vec<Option<usize>> = options.iter().map(|option| self.option(id, option)).collect();
        let mut bits = 0_u64;
        for place in places {
            bits |= 1_u64.checked_shl(u32::try_from(place?).ok()?)?;
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
                self.same_unit(&node.span, x, y)?;
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
                self.fault(&node.span, "多选（choices）的问题不能这样比较", "请写成 困难原因 含 '因病' 或 任选(困难原因)")
            }
            (Type::Choice(_) | Type::Text(_), Type::Choice(_) | Type::Text(_)) => {
                self.fault(&node.span, "单选（choice）的问题只能与一个选项比较是否相等", "例如 建档立卡情况 == '普通农户'")
            }
            (Type::Truth, Type::Truth) => self.fault(&node.span, "是或否不能比较大小", "请用“且”“或”“非”"),
            (x, y) => {
                let message = format!("两边不是同一类：左边是{}，右边是{}", type_words(&x), type_words(&y));
                self.fault(&node.span, message, "请检查两边，数与数比，选项与选项比")
            }
        }
    }

    fn arithmetic(&mut self, node: &Node, operator: Arithmetic, left: &Node, right: &Node) -> Typed {
        let (a, b) = (self.number(left), self.number(right));
        let ((a, x), (b, y)) = (a?, b?);
        let unit = match operator {
            Arithmetic::Add | Arithmetic::Subtract => self.same_unit(&node.span, x, y)?,
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
        let help = "请给除数的问题或参数写上大于 0 的 min（例如 min = 1），或用 最大(…, 1) 保住下限";
        self.fault(span, format!("除数“{node}”可能是 0"), help)
    }

    fn branches(&mut self, condition: &Node, then: &Node, otherwise: &Node) -> Typed {
        let (condition, a, b) = (self.truth(condition), self.any(then), self.any(otherwise));
        let (condition, (a, x), (b, y)) = (condition?, a?, b?);
        let ty = match (x, y) {
            (Type::Truth, Type::Truth) => Type::Truth,
            (Type::Number(x), Type::Number(y)) => Type::Number(self.same_unit(&(then.span.start..otherwise.span.end), x, y)?),
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
