//! What is wrong with a message, as data: where it stands, what it is, what to do.

use std::ops::Range;

use crate::charset::is_gb2312;
use crate::numeral::{heard as heard_number, is_number_word};
use crate::screen::{Screen, Unfit};

/// Words that promise what only those who look into a case can say.
pub const PROMISES: [&str; 14] =
    ["符合", "可领取", "可以领取", "能领到", "保证", "确保", "一定能", "一定会", "肯定能", "肯定会", "必定", "百分之百", "包给", "人人有"];

/// What takes a promise back when it stands right before it.
const DENIALS: [&str; 3] = ["不", "是否", "不能"];

/// Something wrong and where: bytes of the text that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A figure that is no parameter.
    TypedFigure(String),
    /// A word that promises.
    Promise(&'static str),
    /// A character that controllers of screens lack.
    NoGb2312(char),
    /// A bracket, which nobody can hear.
    Bracket,
    /// The number of a document.
    DocumentNumber,
    /// More than one fact in a sentence.
    ManyFacts,
    /// A line that does not go on a screen.
    Unfit(Screen, Unfit),
    /// A script that has no room in its seconds.
    NoRoom(usize),
}

impl Fault {
    /// What is wrong, in Chinese.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.kind {
            FaultKind::TypedFigure(figure) => format!("“{figure}”是手写的数"),
            FaultKind::Promise(word) => format!("“{word}”像是许诺，宣传里不能用"),
            FaultKind::NoGb2312(c) => format!("“{c}”（U+{:04X}）不在 GB 2312 里，很多屏幕显示不出来", u32::from(*c)),
            FaultKind::Bracket => "要念的话里有括号，听的人听不出来".to_owned(),
            FaultKind::DocumentNumber => "要念的话里有文件编号".to_owned(),
            FaultKind::ManyFacts => "一句话里说了不止一件事".to_owned(),
            FaultKind::Unfit(screen, why) => {
                let size = format!("{}×{} 的屏幕", screen.width, screen.height);
                match why {
                    Unfit::Wide(part) => format!("“{part}”不能拆开，{size}一行放不下"),
                    Unfit::Long(part) => format!("“{part}”太长，{size}一页 {} 秒看不完", screen.seconds),
                    Unfit::Shapeless(c) => format!("点阵字库里没有“{c}”（U+{:04X}）", u32::from(*c)),
                }
            }
            FaultKind::NoRoom(seconds) => format!("{seconds} 秒的广播稿放不下：最要紧的话和电话要各念两遍"),
        }
    }

    /// What to do about it, in Chinese.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            FaultKind::TypedFigure(_) => "用两对花括号写政策里的参数，例如 {{低保标准}}；不是政策里的数，就换个说法".to_owned(),
            FaultKind::Promise(_) => "换成“可以申报”“由镇（街）核实”这样的说法".to_owned(),
            FaultKind::NoGb2312(_) | FaultKind::Unfit(_, Unfit::Shapeless(_)) => "换一个常用的字或标点".to_owned(),
            FaultKind::Bracket => "去掉括号，把里面的话另写一句".to_owned(),
            FaultKind::DocumentNumber => "去掉编号，说“福清市的文件”就行".to_owned(),
            FaultKind::ManyFacts => "一句话只说一件事，分成几句，每句一行".to_owned(),
            FaultKind::Unfit(_, _) => "换一个短的说法，或者把一行分成几行".to_owned(),
            FaultKind::NoRoom(_) => "把最要紧的那句话写短一点".to_owned(),
        }
    }
}

/// What is wrong with words as they are written, figures as `{{…}}` among them, wherever they are shown.
#[must_use]
pub fn faults(text: &str) -> Vec<Fault> {
    let mut all = Vec::new();
    for (at, words) in outside(text) {
        let place = |span: Range<usize>| at + span.start..at + span.end;
        all.extend(
            typed(words).map(|span| Fault {
                kind: FaultKind::TypedFigure(words.get(span.clone()).unwrap_or_default().to_owned()),
                span: place(span),
            }),
        );
        all.extend(promises(words).map(|(word, span)| Fault { span: place(span), kind: FaultKind::Promise(word) }));
        let lacking = words.char_indices().filter(|(_, c)| !is_gb2312(*c) && !c.is_whitespace());
        all.extend(lacking.map(|(from, c)| Fault { span: place(from..from + c.len_utf8()), kind: FaultKind::NoGb2312(c) }));
    }
    all.sort_by_key(|fault| fault.span.start);
    all
}

/// What is wrong with a sentence that is read aloud, beside what is wrong with all words.
#[must_use]
pub fn spoken_faults(text: &str) -> Vec<Fault> {
    let whole = 0..text.len();
    let bare: String = outside(text).map(|(_, words)| words).collect();
    let mut kinds = Vec::new();
    if bare.contains('〔') {
        kinds.push(FaultKind::DocumentNumber);
    } else if bare.contains(['（', '）', '(', ')', '【', '】', '[', ']', '{', '}', '《', '》']) {
        kinds.push(FaultKind::Bracket);
    }
    if text.matches("{{").count() > 1
        || bare.contains(['；', ';'])
        || bare.trim_end_matches(['。', '！', '？']).contains(['。', '！', '？'])
    {
        kinds.push(FaultKind::ManyFacts);
    }
    kinds.into_iter().map(|kind| Fault { span: whole.clone(), kind }).collect()
}

/// The parts of a text that are no `{{…}}`, each with where it begins.
fn outside(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        let from = at?;
        let rest = text.get(from..)?;
        let end = rest.find("{{").unwrap_or(rest.len());
        at = rest.get(end..).and_then(|figure| figure.find("}}")).map(|length| from + end + length + 2);
        Some((from, rest.get(..end)?))
    })
}

/// Where figures are typed: in digits, in number words before what policies count, in number words of more than one digit.
fn typed(words: &str) -> impl Iterator<Item = Range<usize>> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    runs(words, is_digit).chain(runs(words, is_number_word).filter(move |run| {
        let (said, tail) = (words.get(run.clone()).unwrap_or_default(), words.get(run.start..).unwrap_or_default());
        let counted = |unit: &&str| tail.strip_prefix(said).is_some_and(|behind| behind.starts_with(*unit));
        let is_number = heard_number(said).is_some();
        tail.starts_with("百分之") || is_number && (said.chars().count() > 1 || ["元", "个工作日"].iter().any(counted))
    }))
}

/// Where characters of a kind stand together.
fn runs(words: &str, is: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + words.get(at..)?.find(&is)?;
        let rest = words.get(start..)?;
        let end = start + rest.find(|c| !is(c)).unwrap_or(rest.len());
        at = end;
        Some(start..end)
    })
}

fn promises(words: &str) -> impl Iterator<Item = (&'static str, Range<usize>)> {
    let found = PROMISES.into_iter().flat_map(move |word| words.match_indices(word).map(move |(at, _)| (word, at..at + word.len())));
    found.filter(move |(_, span)| !DENIALS.iter().any(|denial| words.get(..span.start).is_some_and(|before| before.ends_with(denial))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, each with the words that it marks.
    fn told(text: &str) -> Vec<String> {
        faults(text).iter().map(|fault| format!("{} {}", text.get(fault.span.clone()).unwrap_or("?"), fault.message())).collect()
    }

    #[test]
    fn figures_are_parameters() {
        assert_eq!(told("低保标准是 {{低保标准}}，{{核实工作日|数}} 个工作日"), [""; 0]);
        assert_eq!(told("每人 8400 元"), ["8400 “8400”是手写的数"]);
        assert_eq!(told("{{甲}}、五个工作日"), ["五 “五”是手写的数"]);
        assert_eq!(told("八千四百元，提高百分之二十").len(), 3);
        assert_eq!(told("一起说，千万不要等，万一有难处，一户一份"), [""; 0]);
    }

    #[test]
    fn nothing_is_promised() {
        assert_eq!(told("你家{{甲}}符合条件"), ["符合 “符合”像是许诺，宣传里不能用"]);
        assert_eq!(told("是否符合，由镇里核实，不保证"), [""; 0]);
        assert!(PROMISES.iter().all(|word| faults(word).iter().any(|fault| fault.kind == FaultKind::Promise(word))));
    }

    #[test]
    fn characters_are_those_that_screens_have() {
        assert_eq!(told("镕 好"), ["镕 “镕”（U+9555）不在 GB 2312 里，很多屏幕显示不出来"]);
    }

    #[test]
    fn a_sentence_that_is_read_says_one_thing_that_can_be_heard() {
        let kinds = |text: &str| spoken_faults(text).into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
        assert_eq!(kinds("低保标准是{{低保标准}}。"), []);
        assert_eq!(kinds("村（居）委会"), [FaultKind::Bracket]);
        assert_eq!(kinds("融扶办〔二零二零〕"), [FaultKind::DocumentNumber]);
        assert_eq!(kinds("低保{{甲}}，扶贫{{乙}}"), [FaultKind::ManyFacts]);
        assert_eq!(kinds("说一声。就行"), [FaultKind::ManyFacts]);
    }
}
