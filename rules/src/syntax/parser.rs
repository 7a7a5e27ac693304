//! Recursive descent over the words and signs, one function a rule of the grammar.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::lexer::{Keyword, Token, TokenKind, tokens};
use super::{Fault, Node, Tree, Vocabulary};
use crate::expr::{Arithmetic, Relation};

/// How deep expressions may stand inside one another.
const DEEPEST: usize = 60;

/// Reads an expression.
///
/// # Errors
///
/// The first place that cannot be read. Names that no rule has are not an error here: the caller resolves them.
pub fn parse(text: &str, vocabulary: &dyn Vocabulary) -> Result<Node, Fault> {
    let tokens = tokens(text, vocabulary)?;
    let mut parser = Parser { text, tokens, at: 0, end: text.len(), depth: 0 };
    if parser.tokens.is_empty() {
        return Err(Fault::new(0..text.len(), "这里是空的", "请写出条件或算式，例如 年可支配收入 < 低保标准 × 家庭人口"));
    }
    let node = parser.or()?;
    if let Some(token) = parser.tokens.get(parser.at) {
        return Err(parser.surplus(token));
    }
    if node.depth() > DEEPEST {
        return Err(Fault::new(node.span, "算式太长或套得太深", "请用 define 规则把它拆成几步"));
    }
    Ok(node)
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    /// Where the next word or sign stands; after the last one, the end.
    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |token| token.span.clone())
    }

    /// Where the last word or sign that was taken ended.
    fn behind(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        last.map_or(0, |token| token.span.end)
    }

    fn take_keyword(&mut self, wanted: Keyword) -> bool {
        let found = self.peek() == Some(&TokenKind::Keyword(wanted));
        self.at += usize::from(found);
        found
    }

    fn take_sign(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Some(TokenKind::Sign(sign)) if *sign == wanted);
        self.at += usize::from(found);
        found
    }

    fn surplus(&self, token: &Token) -> Fault {
        let follows_name = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| &token.kind);
        match (&token.kind, follows_name) {
            (TokenKind::Sign(")"), _) => Fault::new(token.span.clone(), "多了一个右括号", "请检查括号是否成对"),
            (TokenKind::Sign("]"), _) => Fault::new(token.span.clone(), "多了一个右方括号", "请检查方括号是否成对"),
            (TokenKind::Sign("<" | "<=" | "==" | "!=" | ">=" | ">"), _) => {
                Fault::new(token.span.clone(), "比较不能连着写", "请拆成两个比较，中间用“且”连接，例如 a >= b 且 a < c")
            }
            (TokenKind::Sign(","), Some(TokenKind::Number { .. })) => {
                Fault::new(token.span.clone(), "数字里不能有逗号", "请连着写，例如 10000元")
            }
            (TokenKind::Sign(","), _) => Fault::new(token.span.clone(), "这里不能有逗号", "条件之间用 且、或 连接"),
            (TokenKind::Name(word), _) if meant(word).is_some() => {
                let help = format!("请改成 {}", meant(word).unwrap_or_default());
                Fault::new(token.span.clone(), format!("算式里不能写“{word}”"), help)
            }
            (TokenKind::Keyword(Keyword::Has), _) => {
                Fault::new(token.span.clone(), "“含”前面要直接写一个多选问题的名称", "例如 困难原因 含 '因病'")
            }
            (TokenKind::Keyword(Keyword::In), _) => Fault::new(token.span.clone(), "“属于”不能连着写", "请拆成两个条件，中间用“且”连接"),
            (_, Some(TokenKind::Name(_) | TokenKind::Number { .. } | TokenKind::Text(_) | TokenKind::Sign(")" | "]"))) => {
                Fault::new(token.span.clone(), "这前面少了一个符号", "两项之间要写 且、或、比较符号或加减乘除")
            }
            _ => Fault::new(token.span.clone(), "从这里起多出来了", "请检查前面是否少写了且、或、比较符号或加减乘除"),
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::new(self.here(), "括号套得太深", "请用 define 规则把它拆成几步"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Node, Fault> {
        self.deeper(|parser| parser.chain(Keyword::Or, Self::and, Tree::Or))
    }

    fn and(&mut self) -> Result<Node, Fault> {
        self.chain(Keyword::And, Self::not, Tree::And)
    }

    fn chain(&mut self, word: Keyword, part: fn(&mut Self) -> Result<Node, Fault>, tree: fn(Vec<Node>) -> Tree) -> Result<Node, Fault> {
        let first = part(self)?;
        if self.peek() != Some(&TokenKind::Keyword(word)) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut parts = alloc::vec![first];
        while self.take_keyword(word) {
            parts.push(part(self)?);
        }
        Ok(Node { span: start..self.behind(), tree: tree(parts) })
    }

    fn not(&mut self) -> Result<Node, Fault> {
        let start = self.here().start;
        if !self.take_keyword(Keyword::Not) {
            return self.compare();
        }
        let inner = self.deeper(Self::not)?;
        Ok(Node { span: start..inner.span.end, tree: Tree::Not(Box::new(inner)) })
    }

    fn compare(&mut self) -> Result<Node, Fault> {
        let left = self.sum()?;
        let start = left.span.start;
        if self.take_keyword(Keyword::In) {
            let options = self.list()?;
            return Ok(Node { span: start..self.behind(), tree: Tree::In(Box::new(left), options) });
        }
        let relation = match self.peek() {
            Some(TokenKind::Sign(sign)) => Relation::from_sign(sign),
            _ => None,
        };
        let Some(relation) = relation else { return Ok(left) };
        self.at += 1;
        let right = self.sum()?;
        Ok(Node { span: start..right.span.end, tree: Tree::Compare(relation, Box::new(left), Box::new(right)) })
    }

    fn list(&mut self) -> Result<Vec<Node>, Fault> {
        let open = self.here();
        if !self.take_sign("[") {
            return Err(Fault::new(open, "“属于”后面要写选项的列表", "例如 建档立卡情况 属于 ['普通农户', '已脱贫户']"));
        }
        let mut options = Vec::new();
        loop {
            options.push(self.option()?);
            if self.take_sign(",") {
                continue;
            }
            if self.take_sign("]") {
                return Ok(options);
            }
            return Err(Fault::new(open, "方括号没有成对", "请在最后一个选项后面补上“]”"));
        }
    }

    fn option(&mut self) -> Result<Node, Fault> {
        let span = self.here();
        let Some(TokenKind::Text(text)) = self.peek() else {
            return Err(Fault::new(span, "这里应写一个选项", "选项要用引号括起来，例如 '普通农户'"));
        };
        let tree = Tree::Text(text.clone());
        self.at += 1;
        Ok(Node { span, tree })
    }

    fn sum(&mut self) -> Result<Node, Fault> {
        self.left_to_right(Self::product, |sign| match sign {
            "+" => Some(Arithmetic::Add),
            "-" => Some(Arithmetic::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Result<Node, Fault> {
        self.left_to_right(Self::unary, |sign| match sign {
            "×" => Some(Arithmetic::Multiply),
            "÷" => Some(Arithmetic::Divide),
            _ => None,
        })
    }

    fn left_to_right(
        &mut self,
        part: fn(&mut Self) -> Result<Node, Fault>,
        operator: fn(&str) -> Option<Arithmetic>,
    ) -> Result<Node, Fault> {
        let mut left = part(self)?;
        let mut terms = 1;
        while let Some(TokenKind::Sign(sign)) = self.peek() {
            let Some(operator) = operator(sign) else { break };
            self.at += 1;
            terms += 1;
            if terms > DEEPEST {
                return Err(Fault::new(self.here(), "算式太长", "请用 define 规则把它拆成几步"));
            }
            let right = part(self)?;
            let span = left.span.start..right.span.end;
            left = Node { span, tree: Tree::Arithmetic(operator, Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, Fault> {
        let start = self.here().start;
        if !self.take_sign("-") {
            return self.atom();
        }
        let inner = self.deeper(Self::unary)?;
        Ok(Node { span: start..inner.span.end, tree: Tree::Negate(Box::new(inner)) })
    }

    fn atom(&mut self) -> Result<Node, Fault> {
        let span = self.here();
        let Some(kind) = self.peek().cloned() else {
            return Err(Fault::new(span, "到这里没有写完", "请补上后面的一项，例如一个名称或数字"));
        };
        self.at += 1;
        let tree = match kind {
            TokenKind::Number { value, unit, percent } => Tree::Number { value, unit, percent },
            TokenKind::Text(text) => Tree::Text(text),
            TokenKind::Keyword(Keyword::Yes) => Tree::Truth(true),
            TokenKind::Keyword(Keyword::No) => Tree::Truth(false),
            TokenKind::Keyword(Keyword::Min) => Tree::Min(self.arguments("最小", 1..=usize::MAX)?),
            TokenKind::Keyword(Keyword::Max) => Tree::Max(self.arguments("最大", 1..=usize::MAX)?),
            TokenKind::Keyword(Keyword::Any) => {
                let mut arguments = self.arguments("任选", 1..=1)?;
                Tree::Any(Box::new(arguments.remove(0)))
            }
            TokenKind::Keyword(Keyword::If) => {
                let mut arguments = self.arguments("若", 3..=3)?.into_iter().map(Box::new);
                match (arguments.next(), arguments.next(), arguments.next()) {
                    (Some(condition), Some(then), Some(otherwise)) => Tree::If(condition, then, otherwise),
                    _ => return Err(Fault::new(span, "“若”要写三项", "若(条件, 成立时的值, 不成立时的值)")),
                }
            }
            TokenKind::Name(name) => {
                let name = Node { span: span.clone(), tree: Tree::Name(name) };
                if !self.take_keyword(Keyword::Has) {
                    return Ok(name);
                }
                let option = self.option()?;
                Tree::Has(Box::new(name), Box::new(option))
            }
            TokenKind::Sign("(") => {
                let inner = self.or()?;
                if !self.take_sign(")") {
                    return Err(self.unclosed(&span));
                }
                return Ok(Node { span: span.start..self.behind(), tree: inner.tree });
            }
            TokenKind::Keyword(_) | TokenKind::Sign(_) => {
                self.at -= 1;
                return Err(self.missing_before(span));
            }
        };
        Ok(Node { span: span.start..self.behind(), tree })
    }

    /// A word or sign before which something is missing.
    fn missing_before(&self, span: Range<usize>) -> Fault {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| &token.kind);
        let (behind_open, behind_comma) = (last == Some(&TokenKind::Sign("(")), last == Some(&TokenKind::Sign(",")));
        match self.peek() {
            Some(TokenKind::Sign(")")) if behind_comma => Fault::new(span, "逗号后面少写了一项", "请补上一项，或删去多余的逗号"),
            Some(TokenKind::Sign(")")) if behind_open => Fault::new(span, "括号里是空的", "请在括号里写上名称、数字或算式"),
            Some(TokenKind::Sign("[")) => Fault::new(span, "这里不能用方括号", "分组用圆括号；方括号只写在“属于”后面"),
            Some(TokenKind::Keyword(Keyword::In | Keyword::Has)) => {
                Fault::new(span, format!("“{written}”前面要写问题的名称"), "例如 困难原因 含 '因病'，建档立卡情况 属于 ['普通农户']")
            }
            _ => Fault::new(span, format!("“{written}”前面少写了一项"), format!("请补上名称或数字，或删去多余的“{written}”")),
        }
    }

    fn unclosed(&self, open: &Range<usize>) -> Fault {
        match self.tokens.get(self.at) {
            None => Fault::new(open.clone(), "括号没有成对", "请在后面补上右括号“)”"),
            Some(token) => {
                let surplus = self.surplus(token);
                Fault::new(surplus.span, format!("{}，或括号没有成对", surplus.message), surplus.help)
            }
        }
    }

    fn arguments(&mut self, function: &str, wanted: core::ops::RangeInclusive<usize>) -> Result<Vec<Node>, Fault> {
        let open = self.here();
        if !self.take_sign("(") {
            return Err(Fault::new(open, format!("“{function}”后面要有括号"), format!("例如 {}", example(function))));
        }
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.or()?);
            if !self.take_sign(",") {
                break;
            }
        }
        if !self.take_sign(")") {
            return Err(self.unclosed(&open));
        }
        if !wanted.contains(&arguments.len()) {
            let message = format!("“{function}”的括号里要写 {} 项，这里写了 {} 项", wanted.start(), arguments.len());
            return Err(Fault::new(open.start..self.behind(), message, format!("应写成 {}", example(function))));
        }
        Ok(arguments)
    }
}

/// The sign that somebody meant who wrote a word.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    Some(match word {
        "低于" | "小于" | "少于" => "<",
        "高于" | "大于" | "超过" | "多于" => ">",
        "不低于" | "不小于" | "不少于" | "大于等于" => ">=",
        "不高于" | "不大于" | "不超过" | "小于等于" => "<=",
        "等于" => "==",
        "不等于" => "!=",
        "加" => "+",
        "减" => "-",
        "乘" | "乘以" | "x" | "X" => "×",
        "除以" => "÷",
        "并且" | "而且" | "和" => "且",
        "或者" => "或",
        _ => return None,
    })
}

fn example(function: &str) -> String {
    match function {
        "任选" => "任选(困难原因)".into(),
        "若" => "若(条件, 成立时的值, 不成立时的值)".into(),
        other => format!("{other}(甲, 乙)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    /// Every word is a name.
    struct Anything;

    impl Vocabulary for Anything {
        fn is_name(&self, _: &str) -> bool {
            true
        }

        fn is_unit(&self, _: &str) -> bool {
            false
        }

        fn nearest(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn said(text: &str) -> Option<String> {
        parse(text, &Anything).err().map(|fault| fault.message)
    }

    #[test]
    fn sixty_steps_inside_one_another_are_enough() {
        let sum = |terms: usize| alloc::vec!["甲"; terms].join(" + ");
        assert_eq!(said(&sum(60)), None);
        assert_eq!(said(&sum(61)).as_deref(), Some("算式太长"));
        assert_eq!(said(&format!("{} > 0", sum(60))).as_deref(), Some("算式太长或套得太深"));
        assert_eq!(said(&format!("非 {} > 0", sum(60))).as_deref(), Some("算式太长或套得太深"));
        let (open, close) = ("(".repeat(59), ")".repeat(59));
        assert_eq!(said(&format!("{open}甲{close}")), None);
        assert_eq!(said(&format!("({open}甲{close})")).as_deref(), Some("括号套得太深"));
        // What was closed counts no more.
        assert_eq!(said(&alloc::vec!["(甲 或 非 -甲)"; 200].join(" 且 ")), None);
    }

    #[test]
    fn every_pair_of_quotes_holds_a_text() {
        let plain = parse("类别 == '一类'", &Anything);
        for (open, close) in [('"', '"'), ('‘', '’'), ('“', '”'), ('「', '」'), ('『', '』'), ('＇', '＇'), ('＂', '＂')] {
            assert_eq!(parse(&format!("类别 == {open}一类{close}"), &Anything), plain, "{open}");
            assert_eq!(said(&format!("类别 == {open}一类")).as_deref(), Some("引号没有成对"), "{open}");
        }
    }

    #[test]
    fn brackets_stand_where_they_are_needed() {
        for text in [
            "甲 - (乙 - 丙) - 丁 > 0",
            "甲 × (乙 × 丙) ÷ (丁 ÷ 戊) > 0",
            "(甲 + 乙) × -(丙 - 丁) > -(甲 × 乙)",
            "甲 + 乙 × 丙 < --甲",
            "(甲 或 乙) 且 (丙 且 丁) 或 (戊 或 己)",
            "非 (甲 且 乙) 且 非 非 甲 < 乙",
            "(甲 < 乙) == (丙 属于 ['一'])",
            "甲 含 '一' != (非 乙)",
            "甲 == \"it's\" 或 乙 属于 ['“一”', \"'二'\", 「\"'」]",
            "若(甲 或 乙, 丙 + 丁, 最大(甲 - 乙, 1)) == 2",
        ] {
            assert_eq!(parse(text, &Anything).unwrap().to_string(), text);
        }
        assert_ne!(parse("甲 < 乙", &Anything), parse("甲 <= 乙", &Anything));
        assert_eq!(parse("((甲) 或 ((乙 且 丙)))", &Anything).unwrap().to_string(), "甲 或 乙 且 丙");
    }

    #[test]
    fn a_tree_stands_where_its_words_stand() {
        let text = "非 (甲 + 2 < 最小(乙, -丙)) 且 类别 属于 ['一', '二'] 或 丁 含 '三'";
        let mut spans = Vec::new();
        let mut nodes = alloc::vec![parse(text, &Anything).unwrap()];
        while let Some(node) = nodes.pop() {
            spans.push(text.get(node.span.clone()).unwrap());
            nodes.extend(node.children().into_iter().rev().cloned());
        }
        let first = "非 (甲 + 2 < 最小(乙, -丙)) 且 类别 属于 ['一', '二']";
        assert_eq!(
            spans,
            [
                text,
                first,
                "非 (甲 + 2 < 最小(乙, -丙))",
                "(甲 + 2 < 最小(乙, -丙))",
                "甲 + 2",
                "甲",
                "2",
                "最小(乙, -丙)",
                "乙",
                "-丙",
                "丙",
                "类别 属于 ['一', '二']",
                "类别",
                "'一'",
                "'二'",
                "丁 含 '三'",
                "丁",
                "'三'",
            ]
        );
    }
}
