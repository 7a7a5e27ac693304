//! `{{…}}` in a text: a figure worked out from the rules.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::lower::Lower;
use super::scope::{Scope, Type};
use crate::calculator::Calculator;
use crate::date::Date;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::syntax::{self, Fault, Node, Tree};
use crate::text::{Part, Text};

/// A `{{…}}` that cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureError {
    /// Where, in bytes of what stands between the braces.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl From<Fault> for FigureError {
    fn from(fault: Fault) -> Self {
        Self { range: fault.span, message: fault.message, help: fault.help }
    }
}

/// What works out the `{{…}}` of texts for one policy and day.
pub struct Figures<'c> {
    calculator: &'c Calculator<'c>,
    scope: Scope,
}

impl<'c> Figures<'c> {
    /// The figures of a calculator's policy on its day.
    #[must_use]
    pub fn new(calculator: &'c Calculator<'_>) -> Self {
        Self { calculator, scope: Scope::of(calculator) }
    }

    /// What stands for `{{source}}`: a figure with its unit, or without it after `|数`. A question stands for all that it
    /// may be.
    ///
    /// # Errors
    ///
    /// The first place that is wrong.
    pub fn figure(&self, source: &str) -> Result<String, FigureError> {
        let nameless = || Fault::new(0..source.len(), "这里算不出数字", "请检查写法");
        let part = part(source, &self.scope).map_err(|faults| faults.into_iter().next().unwrap_or_else(nameless))?;
        Ok(self.calculator.text(&Text(alloc::vec![part])))
    }

    /// Words with `{{…}}` figures in them.
    ///
    /// # Errors
    ///
    /// Every figure that cannot be worked out; ranges are in bytes of `words`.
    pub fn fill(&self, words: &str) -> Result<String, Vec<FigureError>> {
        let (text, faults) = text(words, &self.scope);
        if faults.is_empty() {
            return Ok(self.calculator.text(&text));
        }
        Err(faults.into_iter().map(FigureError::from).collect())
    }
}

impl Policy {
    /// Words with `{{…}}` figures in them, worked out for a day; [`Figures`] fills many.
    ///
    /// # Errors
    ///
    /// Every figure that cannot be worked out; ranges are in bytes of `words`.
    pub fn fill(&self, words: &str, on: Date) -> Result<String, Vec<FigureError>> {
        Figures::new(&self.at(on)).fill(words)
    }

    /// The value of an expression for a household on a day, as text for people.
    ///
    /// # Errors
    ///
    /// The first place that is wrong.
    pub fn value_of(&self, source: &str, facts: &Facts, on: Date) -> Result<crate::value::Value, FigureError> {
        let calculator = self.at(on);
        let scope = Scope::of(&calculator);
        let tree = syntax::parse(source, &scope)?;
        let mut lower = Lower { scope: &scope, faults: Vec::new() };
        let lowered = lower.any(&tree);
        let nameless = || Fault::new(0..source.len(), "这里算不出值", "请检查写法");
        let (expr, _) = lowered.ok_or_else(|| lower.faults.into_iter().next().unwrap_or_else(nameless))?;
        Ok(calculator.slots(facts).value(&expr))
    }
}

/// What stands between `{{` and `}}`.
pub(super) fn part(inside: &str, scope: &Scope) -> Result<Part, Vec<Fault>> {
    let (source, bare) = match inside.rsplit_once('|') {
        None => (inside, false),
        Some((source, form)) if form.trim() == "数" => (source, true),
        Some((source, form)) => {
            let span = source.len() + 1..inside.len();
            return Err(alloc::vec![Fault::new(
                span,
                format!("没有“{}”这种写法", form.trim()),
                "竖线后面只能写“数”，表示只要数字不要单位"
            )]);
        }
    };
    let tree = syntax::parse(source, scope).map_err(|fault| alloc::vec![fault])?;
    let mut lower = Lower { scope, faults: Vec::new() };
    let lowered = lower.any(&tree);
    match lowered {
        Some((expr, _)) if lower.faults.is_empty() && !is_text(&tree) => Ok(if bare { Part::Bare(expr) } else { Part::Figure(expr) }),
        Some((_, Type::Text(_))) => Err(alloc::vec![Fault::new(tree.span, "这里应是数字或规则的名称", "请去掉引号")]),
        _ => Err(lower.faults),
    }
}

fn is_text(node: &Node) -> bool {
    matches!(node.tree, Tree::Text(_))
}

/// Words with `{{…}}` figures as a text.
pub(super) fn text(words: &str, scope: &Scope) -> (Text, Vec<Fault>) {
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    let plain = |parts: &mut Vec<Part>, piece: Option<&str>| {
        parts.extend(piece.filter(|piece| !piece.is_empty()).map(|piece| Part::Words(piece.into())));
    };
    let mut rest = 0;
    while let Some(open) = words.get(rest..).and_then(|tail| tail.find("{{")).map(|at| rest + at) {
        let Some(close) = words.get(open..).and_then(|tail| tail.find("}}")).map(|at| open + at) else {
            faults.push(Fault::new(open..open + 2, "“{{”没有成对", "请在名称或算式后面补上“}}”"));
            break;
        };
        plain(&mut parts, words.get(rest..open));
        let inside = words.get(open + 2..close).unwrap_or_default();
        if inside.trim().is_empty() {
            faults.push(Fault::new(open..close + 2, "“{{”和“}}”之间是空的", "请写上规则的名称或算式，例如 {{低保标准}}"));
            rest = close + 2;
            continue;
        }
        match part(inside, scope) {
            Ok(part) => parts.push(part),
            Err(found) => faults
                .extend(found.into_iter().map(|fault| Fault { span: fault.span.start + open + 2..fault.span.end + open + 2, ..fault })),
        }
        rest = close + 2;
    }
    plain(&mut parts, words.get(rest..));
    (Text(parts), faults)
}
