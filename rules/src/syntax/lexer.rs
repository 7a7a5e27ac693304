//! The words and signs of an expression. Full-width forms from a Chinese keyboard mean the same as half-width ones.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use rust_decimal::Decimal;

use super::{Fault, Vocabulary};
use crate::number;
use crate::unit::{Unit, is_unit_word};

/// A word or sign and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) span: Range<usize>,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number { value: Decimal, unit: Unit, percent: bool },
    Text(String),
    Name(String),
    Keyword(Keyword),
    Sign(&'static str),
}

/// The language's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    Has,
    Any,
    Min,
    Max,
    If,
    Yes,
    No,
}

const KEYWORDS: [(&str, Keyword); 20] = [
    ("且", Keyword::And),
    ("and", Keyword::And),
    ("或", Keyword::Or),
    ("or", Keyword::Or),
    ("非", Keyword::Not),
    ("not", Keyword::Not),
    ("属于", Keyword::In),
    ("in", Keyword::In),
    ("含", Keyword::Has),
    ("任选", Keyword::Any),
    ("any", Keyword::Any),
    ("最小", Keyword::Min),
    ("min", Keyword::Min),
    ("最大", Keyword::Max),
    ("max", Keyword::Max),
    ("若", Keyword::If),
    ("if", Keyword::If),
    ("是", Keyword::Yes),
    ("true", Keyword::Yes),
    ("否", Keyword::No),
];

fn keyword(word: &str) -> Option<Keyword> {
    if word == "false" {
        return Some(Keyword::No);
    }
    KEYWORDS.iter().find(|(text, _)| *text == word).map(|(_, keyword)| *keyword)
}

/// Whether the language keeps the word for itself.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    keyword(word).is_some()
}

/// Whether the word can be a rule's name: letters, digits and `_`, with a letter in it.
#[must_use]
pub fn is_name(word: &str) -> bool {
    word.chars().all(is_name_char) && word.chars().any(char::is_alphabetic) && !is_keyword(word)
}

/// A name with full-width digits made half-width.
#[must_use]
pub fn fold(word: &str) -> String {
    word.chars().map(half_width).collect()
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The half-width form of a digit or sign.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '（' | '）' | '，' | '＜' | '＞' | '＝' | '＋' | '－' | '／' | '％' | '［' | '］' | '！' | '＊' | '．' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '、' => ',',
        '−' | '–' => '-',
        '　' => ' ',
        other => other,
    }
}

/// The sign that closes a text that this one opens.
fn closing(open: char) -> Option<char> {
    Some(match open {
        '\'' => '\'',
        '"' => '"',
        '‘' => '’',
        '“' => '”',
        '「' => '」',
        '『' => '』',
        '＇' => '＇',
        '＂' => '＂',
        _ => return None,
    })
}

struct Lexer<'a> {
    /// Characters with their place; signs and digits half-width.
    chars: Vec<(usize, char)>,
    at: usize,
    text: &'a str,
    vocabulary: &'a dyn Vocabulary,
}

/// Cuts an expression into words and signs.
pub(super) fn tokens(text: &str, vocabulary: &dyn Vocabulary) -> Result<Vec<Token>, Fault> {
    let chars = text.char_indices().map(|(at, c)| (at, half_width(c))).collect();
    let mut lexer = Lexer { chars, at: 0, text, vocabulary };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    fn peek_second(&self) -> Option<char> {
        self.chars.get(self.at + 1).map(|(_, c)| *c)
    }

    /// The byte at which the next character begins.
    fn here(&self) -> usize {
        self.chars.get(self.at).map_or(self.text.len(), |(at, _)| *at)
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(c) = self.peek().filter(|c| wanted(*c)) {
            taken.push(c);
            self.at += 1;
        }
        taken
    }

    fn next(&mut self) -> Result<Option<Token>, Fault> {
        self.take_while(char::is_whitespace);
        let start = self.here();
        let Some(c) = self.peek() else { return Ok(None) };
        let kind = if let Some(close) = closing(c) {
            self.text(start, close)?
        } else if c.is_ascii_digit() {
            self.number(start)?
        } else if is_name_char(c) {
            let word = self.take_while(is_name_char);
            keyword(&word).map_or(TokenKind::Name(word), TokenKind::Keyword)
        } else {
            TokenKind::Sign(self.sign(start)?)
        };
        Ok(Some(Token { span: start..self.here(), kind }))
    }

    fn text(&mut self, start: usize, close: char) -> Result<TokenKind, Fault> {
        self.at += 1;
        let from = self.here();
        self.take_while(|c| c != close);
        let inside = self.text.get(from..self.here()).unwrap_or_default().into();
        if self.peek().is_none() {
            return Err(Fault::new(start..self.text.len(), "引号没有成对", format!("请在这段文字后面补上“{close}”")));
        }
        self.at += 1;
        Ok(TokenKind::Text(inside))
    }

    /// A run that begins with a digit: a name where there is a rule of that name, else a number with its unit.
    fn number(&mut self, start: usize) -> Result<TokenKind, Fault> {
        let begin = self.at;
        let run = self.take_while(is_name_char);
        if self.vocabulary.is_name(&run) {
            return Ok(TokenKind::Name(run));
        }
        self.at = begin;
        let mut digits = self.take_while(|c| c.is_ascii_digit());
        if self.peek() == Some('.') && self.peek_second().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
            digits.push('.');
            digits.push_str(&self.take_while(|c| c.is_ascii_digit()));
        }
        let value = number::parse(&digits).ok_or_else(|| Fault::new(start..self.here(), "这个数太长，算不准", "最多写 28 位数字"))?;
        if self.peek() == Some('%') {
            self.at += 1;
            return Ok(TokenKind::Number { value, unit: Unit::none(), percent: true });
        }
        let adjacent = self.take_while(is_name_char);
        let mut unit = Unit::none();
        if !adjacent.is_empty() {
            if !self.vocabulary.is_unit(&adjacent) {
                return Err(self.no_unit(&run, &digits, &adjacent, start));
            }
            unit = Unit::word(&adjacent);
        } else if let Some(word) = self.unit_after(0) {
            unit = Unit::word(&word);
        } else {
            self.unknown_word_after(&digits)?;
        }
        while let Some(word) = self.unit_after_slash() {
            unit = unit.per(&Unit::word(&word));
        }
        Ok(TokenKind::Number { value, unit, percent: false })
    }

    /// A number with a word behind it that is no unit.
    fn no_unit(&self, run: &str, digits: &str, word: &str, start: usize) -> Fault {
        let span = start..self.here();
        // `100元且低收入户`
        let ends = word.char_indices().skip(1).map(|(at, _)| at);
        let parted = ends.filter_map(|at| word.split_at_checked(at)).find_map(|(unit, rest)| {
            let rest = parted(rest, self.vocabulary).filter(|_| self.vocabulary.is_unit(unit))?;
            Some(format!("{digits}{unit} {rest}"))
        });
        if let Some(parted) = parted {
            return Fault::new(span, format!("“{run}”连在一起看不懂"), format!("名称与“且”“或”等词之间要有空格，是否应写成：{parted}"));
        }
        if word.chars().count() > 2 && self.vocabulary.nearest(run).is_some() {
            return Fault::unknown(run, span, self.vocabulary);
        }
        let after_digits = span.end.saturating_sub(word.len())..span.end;
        self.not_a_unit(digits, word, after_digits)
    }

    fn not_a_unit(&self, digits: &str, word: &str, span: Range<usize>) -> Fault {
        let thousands = word.strip_prefix(['十', '百', '千', '万', '亿']);
        let help = match (thousands, unit_meant(word)) {
            (Some(_), _) => "请把数字写完整，例如 1万元 写成 10000元".into(),
            (None, Some(unit)) => format!("是否应写成 {digits}{unit}？"),
            (None, None) => "数字后面只能写单位，例如 100元、3人、8400元/人；别的词前面要有符号".into(),
        };
        Fault::new(span, format!("“{word}”不是单位"), help)
    }

    /// A word after a number and a space that is neither a unit nor anything else that may stand there.
    fn unknown_word_after(&mut self, digits: &str) -> Result<(), Fault> {
        let begin = self.at;
        self.take_while(|c| c == ' ');
        let start = self.here();
        let word = self.take_while(is_name_char);
        let known = word.is_empty() || keyword(&word).is_some() || self.vocabulary.is_name(&word) || super::parser::meant(&word).is_some();
        let span = start..self.here();
        self.at = begin;
        if known || self.vocabulary.nearest(&word).is_some() || parted(&word, self.vocabulary).is_some() {
            return Ok(());
        }
        Err(self.not_a_unit(digits, &word, span))
    }

    /// Takes the word after some characters and spaces if it is a unit and no name.
    fn unit_after(&mut self, skip: usize) -> Option<String> {
        let begin = self.at;
        self.at += skip;
        self.take_while(|c| c == ' ');
        let word = self.take_while(is_name_char);
        let wanted = is_unit_word(&word) && self.vocabulary.is_unit(&word) && !self.vocabulary.is_name(&word) && !is_keyword(&word);
        if !wanted {
            self.at = begin;
        }
        wanted.then_some(word)
    }

    fn unit_after_slash(&mut self) -> Option<String> {
        let begin = self.at;
        self.take_while(|c| c == ' ');
        let word = if self.peek() == Some('/') { self.unit_after(1) } else { None };
        if word.is_none() {
            self.at = begin;
        }
        word
    }

    fn sign(&mut self, start: usize) -> Result<&'static str, Fault> {
        let first = self.peek().unwrap_or_default();
        self.at += 1;
        let then_equals = self.peek() == Some('=');
        if then_equals && matches!(first, '<' | '>' | '=' | '!') {
            self.at += 1;
        }
        let span = start..self.here();
        Ok(match (first, then_equals) {
            ('<', true) | ('≤' | '≦', _) => "<=",
            ('>', true) | ('≥' | '≧', _) => ">=",
            ('=', true) => "==",
            ('!', true) | ('≠', _) => "!=",
            ('<', false) if self.peek() == Some('>') => {
                self.at += 1;
                return Err(Fault::new(start..self.here(), "没有“<>”这种符号", "“不等于”请写“!=”"));
            }
            ('<', false) => "<",
            ('>', false) => ">",
            ('+', _) => "+",
            ('-', _) => "-",
            ('*' | '×', _) => "×",
            ('/' | '÷', _) => "÷",
            ('(', _) => "(",
            (')', _) => ")",
            ('[', _) => "[",
            (']', _) => "]",
            (',', _) => ",",
            ('=', false) if matches!(self.peek(), Some('>' | '<')) => {
                let sign = self.peek().unwrap_or_default();
                self.at += 1;
                let help = format!("请写成“{sign}=”");
                return Err(Fault::new(start..self.here(), format!("没有“={sign}”这种符号"), help));
            }
            ('=', false) => return Err(Fault::new(span, "比较是否相等要写两个等号", "请把“=”改成“==”")),
            ('%', _) => return Err(Fault::new(span, "百分号要紧跟在数字后面", "请写成 30% 这样，中间不留空格")),
            (other, _) => {
                let help = match other {
                    '&' => "“并且”请写“且”",
                    '|' => "“或者”请写“或”",
                    '!' => "“不是”请写“非”",
                    '￥' | '¥' | '$' => "金额请写成 100元 这样",
                    '。' | ';' | '；' | '？' | '?' => "请删去这个标点",
                    '【' | '】' | '{' | '}' | '《' | '》' | '〔' | '〕' => "括号请用 ( )，选项的列表请用 [ ]",
                    _ => "可以用的符号有 + - × ÷ < <= == != >= > ( ) [ ] , 和引号",
                };
                return Err(Fault::new(span, format!("算式里不能用“{other}”"), help));
            }
        })
    }
}

/// The unit that somebody meant who wrote a word.
fn unit_meant(word: &str) -> Option<&'static str> {
    match word {
        "圆" | "块" | "块钱" | "￥" | "RMB" | "人民币" => Some("元"),
        "口" | "口人" | "名" | "位" => Some("人"),
        "个月" | "月份" => Some("月"),
        _ => None,
    }
}

/// The run parted by spaces into names and keywords, where that leaves nothing over.
pub(super) fn parted(run: &str, vocabulary: &dyn Vocabulary) -> Option<String> {
    /// Longer runs are no slip of somebody who forgot a space.
    const LONGEST: usize = 120;
    let chars: Vec<char> = run.chars().take(LONGEST + 1).collect();
    if chars.len() > LONGEST {
        return None;
    }
    // The fewest words that make up the first n characters, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = alloc::vec![Some((0, 0))];
    for end in 1..=chars.len() {
        let mut found: Option<(usize, usize)> = None;
        for begin in 0..end {
            let Some(Some((count, _))) = best.get(begin) else { continue };
            let word: String = chars.get(begin..end)?.iter().collect();
            let fewer = found.is_none_or(|(fewest, _)| count + 1 < fewest);
            if fewer && (vocabulary.is_name(&word) || is_keyword(&word)) {
                found = Some((count + 1, begin));
            }
        }
        best.push(found);
    }
    let mut words: Vec<String> = Vec::new();
    let mut end = chars.len();
    while end > 0 {
        let (_, begin) = (*best.get(end)?)?;
        words.push(chars.get(begin..end)?.iter().collect());
        end = begin;
    }
    words.reverse();
    let has_keyword = words.iter().any(|word| is_keyword(word));
    (words.len() > 1 && has_keyword).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some names and no more.
    struct Names(&'static [&'static str]);

    impl Vocabulary for Names {
        fn is_name(&self, word: &str) -> bool {
            self.0.contains(&word)
        }

        fn is_unit(&self, _: &str) -> bool {
            false
        }

        fn nearest(&self, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn words_without_spaces_are_parted_into_as_few_as_can_be() {
        let part = |run: &str, names: &'static [&'static str]| parted(run, &Names(names));
        assert_eq!(part("残疾且低收入", &["残疾", "低收入", "低", "收入"]).as_deref(), Some("残疾 且 低收入"));
        assert_eq!(part("甲乙丙丁戊且甲", &["甲", "乙", "丙", "甲乙丙丁", "丁戊", "戊"]).as_deref(), Some("甲乙丙丁 戊 且 甲"));
        assert_eq!(part("非甲或乙", &["甲", "乙"]).as_deref(), Some("非 甲 或 乙"));
        // Something is left over; there is no word of the language in it; there is nothing to part.
        assert_eq!(part("甲且丙", &["甲", "乙"]), None);
        assert_eq!(part("甲乙", &["甲", "乙"]), None);
        assert_eq!(part("且", &["甲"]), None);
        assert_eq!(part("", &["甲"]), None);
    }

    #[test]
    fn an_unknown_word_is_told_with_how_to_part_it() {
        let fault = Fault::unknown("残疾且低收入", 0..18, &Names(&["残疾", "低收入"]));
        assert_eq!(fault.help, "名称与“且”“或”等词之间要有空格，是否应写成：残疾 且 低收入");
    }

    #[test]
    fn a_run_that_is_no_slip_is_left_alone() {
        let part = |pairs: usize| parted(&["甲", &"且甲".repeat(pairs)].concat(), &Names(&["甲"]));
        // 119 and 121 characters.
        assert_eq!(part(59).unwrap().chars().filter(|c| *c == '且').count(), 59);
        assert_eq!(part(60), None);
        assert!(parted(&"且".repeat(120), &Names(&[])).is_some());
    }
}
