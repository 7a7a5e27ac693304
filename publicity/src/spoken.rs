//! Texts as they are read aloud: figures become words, phone numbers are said digit by digit; and what a listener hears of it.

use crate::numeral::{heard as heard_number, is_number_word, number, one_by_one};
use crate::piece::{groups, is_phone};

/// What is counted, the longest first, and whether two of it are 两 rather than 二.
const COUNTED: [(&str, bool); 22] = [
    ("个工作日", true),
    ("万元", true),
    ("个月", true),
    ("口人", true),
    ("个人", true),
    ("公里", true),
    ("元", true),
    ("角", true),
    ("分", false),
    ("年", true),
    ("月", false),
    ("日", false),
    ("号", false),
    ("天", true),
    ("点", true),
    ("人", true),
    ("户", true),
    ("口", true),
    ("次", true),
    ("倍", true),
    ("岁", true),
    ("名", true),
];

/// A text with all its figures in words: `8,400 元` is 八千四百元, `30%` 百分之三十, `3–5天` 三到五天, `8:30` 八点三十分,
/// `2020年7月6日` 二零二零年七月六日, `0591-1234567` 零五九幺，幺二三四五六七.
#[must_use]
pub fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(close(before, &out));
        let figure = Figure::new(from, out.ends_with('第'));
        out.push_str(&figure.said);
        rest = figure.behind;
    }
    out.push_str(close(rest, &out));
    out
}

/// Words behind a figure without the blank that set them apart from its digits.
fn close<'a>(words: &'a str, before: &str) -> &'a str {
    let words = if before.is_empty() { words } else { words.trim_start_matches(' ') };
    words.trim_end_matches(' ')
}

/// What begins with a digit, said; and what stands behind it.
struct Figure<'a> {
    said: String,
    behind: &'a str,
}

impl<'a> Figure<'a> {
    fn new(text: &'a str, ordinal: bool) -> Self {
        let run = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
        let (digits, behind) = text.split_at_checked(run).unwrap_or((text, ""));
        let counted = unit(behind).is_some() || behind.trim_start().starts_with('%');
        if is_phone(digits) && !counted && !behind.starts_with([':', ',', '.']) {
            return Self { said: phone(digits), behind };
        }
        let (first, behind) = written(text);
        Self::range(first, behind).or_else(|| Self::time(first, behind)).unwrap_or_else(|| {
            let (said, behind) = quantity(first, behind, ordinal);
            Self { said, behind }
        })
    }

    /// Two numbers with a mark between them, and what both are counted in.
    fn range(first: &str, behind: &'a str) -> Option<Self> {
        let rest = behind.trim_start().strip_prefix(['–', '-', '～', '~'])?.trim_start();
        let (last, behind) = written(rest);
        if last.is_empty() {
            return None;
        }
        if behind.trim_start().starts_with('%') {
            let (first, (last, behind)) = (quantity(first, "%", false).0, quantity(last, behind, false));
            return Some(Self { said: format!("{first}到{last}"), behind });
        }
        let (first, (last, behind)) = (quantity(first, behind, false), quantity(last, behind, false));
        let first = first.0.strip_suffix(unit(behind_unit(rest)).map_or("", |(name, _)| name)).map_or(first.0.clone(), str::to_owned);
        Some(Self { said: format!("{first}到{last}"), behind })
    }

    /// A time of the day.
    fn time(hour: &str, behind: &'a str) -> Option<Self> {
        let rest = behind.strip_prefix(':')?;
        let (minute, behind) = written(rest);
        if minute.len() != 2 || hour.len() > 2 {
            return None;
        }
        let hour = quantity(hour, "点", false).0;
        let minute = match minute.strip_prefix('0') {
            Some("0") => String::new(),
            Some(_) => format!("{}分", one_by_one(minute)),
            None => format!("{}分", number(minute)?),
        };
        Some(Self { said: format!("{hour}{minute}"), behind })
    }
}

/// What stands behind the number that a text begins with.
fn behind_unit(text: &str) -> &str {
    written(text).1
}

/// A number as it is written, thousands and fraction in it, and what stands behind it.
fn written(text: &str) -> (&str, &str) {
    let digits = |from: usize| text.get(from..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let mut end = digits(0);
    while end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with(',')) && digits(end + 1) == 3 {
        end += 4;
    }
    if end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with('.')) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// What a text begins with that is counted.
fn unit(text: &str) -> Option<(&'static str, bool)> {
    let text = text.trim_start_matches(' ');
    COUNTED.iter().find(|(name, _)| text.starts_with(name)).copied()
}

/// A number with what it counts.
fn quantity<'a>(digits: &str, behind: &'a str, ordinal: bool) -> (String, &'a str) {
    let close = behind.trim_start_matches(' ');
    if let Some(behind) = close.strip_prefix('%') {
        return (format!("百分之{}", number(digits).unwrap_or_else(|| one_by_one(digits))), behind);
    }
    let Some((name, pair)) = unit(behind) else {
        return (number(digits).unwrap_or_else(|| one_by_one(digits)), behind);
    };
    let behind = close.strip_prefix(name).unwrap_or(close);
    if let Some(said) = ten_thousands(digits).filter(|_| name == "万元") {
        return (format!("{said}元"), behind);
    }
    let said = match digits {
        // A year, not how many of them.
        _ if name == "年" && digits.len() == 4 => one_by_one(digits),
        "2" if pair && !ordinal => "两".to_owned(),
        _ => number(digits).unwrap_or_else(|| one_by_one(digits)),
    };
    (format!("{said}{name}"), behind)
}

/// So many times ten thousand, in words: `1.5` is 一万五千.
fn ten_thousands(digits: &str) -> Option<String> {
    let (before, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    (fraction.len() <= 4).then(|| number(&format!("{before}{fraction:0<4}")))?
}

/// A phone number digit by digit, with a pause between its groups.
#[must_use]
fn phone(written: &str) -> String {
    groups(written).into_iter().map(|group| one_by_one(group).replace('一', "幺")).collect::<Vec<_>>().join("，")
}

/// A number that a listener hears, and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its digits, without separators.
    pub number: String,
    /// What it counts; `%` for 百分之.
    pub unit: &'static str,
}

/// What a listener hears of numbers that count something, in order. What stands behind a range belongs to both its ends.
#[must_use]
pub fn heard(spoken: &str) -> Vec<Heard> {
    let mut all: Vec<Heard> = Vec::new();
    // The beginning of a range, until it is known what it counts.
    let mut open: Option<String> = None;
    let mut rest = spoken;
    while let Some(at) = rest.find(is_number_word) {
        let from = rest.get(at..).unwrap_or_default();
        let (share, words) = from.strip_prefix("百分之").map_or((false, from), |words| (true, words));
        let run = words.find(|c: char| !is_number_word(c)).unwrap_or(words.len());
        let (said, behind) = words.split_at_checked(run).unwrap_or((words, ""));
        rest = behind;
        // 点 counts hours where no fraction follows it.
        let (said, behind) = match said.strip_suffix('点') {
            Some(hours) => (hours, words.get(hours.len()..).unwrap_or_default()),
            None => (said, behind),
        };
        let Some(number) = heard_number(said) else { continue };
        let counted = if share { Some("%") } else { unit(behind).map(|(name, _)| name) };
        if let Some(unit) = counted {
            all.extend(open.take().map(|number| Heard { number, unit }));
            all.push(Heard { number, unit });
            continue;
        }
        open = behind.strip_prefix(['到', '至']).filter(|last| last.starts_with(is_number_word)).map(|_| number);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_are_said_as_people_say_them() {
        for (written, said) in [
            ("低保标准 8,400 元", "低保标准八千四百元"),
            ("每人 2 元，2 个月，2 月", "每人两元，两个月，二月"),
            ("提高 20%", "提高百分之二十"),
            ("5 个工作日内", "五个工作日内"),
            ("2020 年 7 月 6 日，2 年", "二零二零年七月六日，两年"),
            ("第2次，2次", "第二次，两次"),
            ("1.5万元，20005万元", "一万五千元，两亿零五万元"),
            ("8,000-9,000元", "八千到九千元"),
            ("8000–9000 元", "八千到九千元"),
            ("2～3 天，20–30%", "两到三天，百分之二十到百分之三十"),
            ("8:30 至 17:05，12:00", "八点三十分至十七点零五分，十二点"),
            ("打 0591-12345678。", "打零五九幺，幺二三四五六七八。"),
            ("13812345678", "幺三八，幺二三四，五六七八"),
            ("热线12345，100多人", "热线幺二三四五，一百多人"),
            ("没有数", "没有数"),
        ] {
            assert_eq!(spoken(written), said);
        }
    }

    #[test]
    fn what_is_said_is_heard() {
        let told = |text: &str| heard(text).into_iter().map(|heard| format!("{}{}", heard.number, heard.unit)).collect::<Vec<_>>();
        assert_eq!(told("一起说，低保标准八千四百元，百分之二十，五个工作日内"), ["8400元", "20%", "5个工作日"]);
        assert_eq!(told("八千到九千元，八点以后"), ["8000元", "9000元", "8点"]);
        assert_eq!(told("千万不要等，百姓"), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_amount_that_is_said_is_heard(amount in 0..1_000_000_000_000_u64, cents in proptest::option::of("[0-9]{1,4}"), unit in 0..COUNTED.len()) {
            let unit = COUNTED[unit].0;
            // Ten thousands are said as what they come to.
            prop_assume!(unit != "万元");
            let written = cents.map_or(amount.to_string(), |cents| format!("{amount}.{cents}"));
            let text = spoken(&format!("每人{written}{unit}"));
            prop_assert_eq!(heard(&text), [Heard { number: written, unit }], "{}", text);
        }

        #[test]
        fn no_digit_is_left(text in "[0-9,.:%甲元年–-]{0,24}") {
            prop_assert!(!spoken(&text).contains(|c: char| c.is_ascii_digit()));
        }

        #[test]
        fn a_phone_number_is_said_and_heard(number in "0[0-9]{2,3}-[2-8][0-9]{6,7}") {
            let said = spoken(&format!("请打{number}。"));
            let words = said.trim_start_matches("请打").trim_end_matches('。');
            prop_assert!(!words.contains('一'));
            let digits: Vec<String> = words.split('，').filter_map(heard_number).collect();
            prop_assert_eq!(digits.join("-"), number);
        }
    }
}
