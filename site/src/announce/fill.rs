//! A message with the figures of a policy in it.

use std::ops::Range;

use publicity::Speech;
use rules::{Calculator, Diagnostic, Figures, Policy, Text};

use crate::build::Inputs;
use crate::content::{Hotline, Message, PLACE_NAME, PLACE_PHONE, Place};

/// Whom to turn to where the hotline has no number yet.
const NO_PHONE: &str = "请告诉村里或者镇街";

/// Common words that no line break of a screen splits, either.
const COMMON: [&str; 50] = [
    "不到",
    "防止",
    "返贫",
    "致贫",
    "扶贫",
    "监测",
    "服务",
    "每人",
    "每月",
    "每年",
    "一年",
    "可以",
    "多少",
    "什么",
    "怎样",
    "申报",
    "核实",
    "帮扶",
    "难处",
    "收入",
    "开支",
    "标准",
    "确认",
    "热线",
    "电话",
    "告诉",
    "家里",
    "条件",
    "疫情",
    "生病",
    "残疾",
    "上学",
    "受灾",
    "门诊",
    "住院",
    "费用",
    "自己",
    "负担",
    "岗位",
    "培训",
    "镇（街）",
    "村（居）委会",
    "困难",
    "救助",
    "资助",
    "住房",
    "医疗",
    "过渡期",
    "应急期",
    "工程",
];

/// A message as people see and hear it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// Lines for screens with their places in the file: the slogan, its own lines. Whom to call has no place.
    pub screen: Vec<(Option<Range<usize>>, String)>,
    /// What is read aloud.
    pub speech: Speech,
}

/// What a message can say of the place where it hangs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Local<'a> {
    /// The place's name.
    pub name: &'a str,
    /// Whom people call there; empty where nobody has a number.
    pub phone: &'a str,
}

impl<'a> Local<'a> {
    /// Of a place: its own number, else that of the place that it belongs to, else the hotline's.
    pub(super) fn of(inputs: &'a Inputs, place: &'a Place) -> Self {
        let places = [Some(place), inputs.places.above(place.id())];
        let county = inputs.places.above(place.id()).and_then(|above| inputs.places.above(above.id()));
        let own = places.into_iter().chain([county]).flatten().map(|place| place.phone()).find(|phone| !phone.is_empty());
        Self { name: place.name(), phone: own.unwrap_or(&inputs.settings.hotline.phone) }
    }

    /// The longest that any place brings: where it fits, all do.
    pub(super) fn longest(inputs: &'a Inputs) -> Self {
        let all = inputs.places.all();
        let longest = |texts: &mut dyn Iterator<Item = &'a str>| texts.max_by_key(|text| text.len()).unwrap_or_default();
        Self {
            name: longest(&mut all.iter().map(|place| place.name())),
            phone: longest(&mut all.iter().map(|place| place.phone()).chain([inputs.settings.hotline.phone.as_str()])),
        }
    }
}

/// A phone number without the blanks that somebody wrote between its digits: as one number it stays whole and is said digit by digit.
pub(super) fn closed(phone: &str) -> String {
    phone.split_whitespace().collect()
}

/// Fills messages for a day.
#[derive(Debug)]
pub(super) struct Filler<'a> {
    calculator: Calculator<'a>,
    hotline: &'a Hotline,
}

impl<'a> Filler<'a> {
    /// Begins to fill with the figures of a policy.
    pub(super) fn new(inputs: &'a Inputs, policy: &'a Policy) -> Self {
        Self { calculator: policy.at(inputs.on), hotline: &inputs.settings.hotline }
    }

    /// What works out the figures.
    pub(super) fn figures(&self) -> Figures<'_> {
        Figures::new(&self.calculator)
    }

    /// Words of the policy with their figures.
    pub(super) fn text(&self, text: &Text) -> String {
        self.calculator.text(text)
    }

    /// A message with its figures; what is wrong with them goes to `findings`. A line that asks for a phone number is left
    /// out where there is none.
    pub(super) fn fill(&self, message: &Message, local: &Local<'_>, findings: &mut Vec<Diagnostic>) -> Filled {
        let figures = self.figures();
        let mut line = |span: &Range<usize>| line(message, span, &figures, local, findings);
        let slogan = line(&message.slogan).unwrap_or_default();
        let mut screen = vec![(Some(message.slogan.clone()), slogan.clone())];
        screen.extend(message.screen.iter().filter_map(|span| Some((Some(span.clone()), line(span)?))));
        screen.retain(|(_, line)| !line.is_empty());
        let phone = closed(&self.hotline.phone);
        screen.extend((!phone.is_empty()).then(|| (None, format!("请打{} {phone}", self.hotline.name))));
        let call = match phone.as_str() {
            "" => NO_PHONE.to_owned(),
            phone => format!("请打{}，{phone}", self.hotline.name),
        };
        let facts = message.script.iter().filter_map(line).collect();
        Filled { screen, speech: Speech { key: slogan, call, facts } }
    }
}

/// Words that no line break of a screen splits: what the policy names, common ones, and the names of the hotline and the
/// county where every screen has room for them; longer names are broken between the words that they are made of.
pub(super) fn words(inputs: &Inputs, policy: &Policy) -> Vec<String> {
    let named = policy.parameters().map(|(_, name, _)| name.to_owned());
    let settings = &inputs.settings;
    let has_room = |name: &String| settings.screens.iter().all(|screen| screen.has_room(name));
    let names = [settings.hotline.name.clone(), settings.county.clone()].into_iter().filter(has_room);
    named.chain(COMMON.map(str::to_owned)).chain(names).filter(|word| !word.is_empty()).collect()
}

/// A line with its figures; `None` where it asks for a phone number that is unset.
pub(super) fn line(
    message: &Message,
    span: &Range<usize>,
    figures: &Figures<'_>,
    local: &Local<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<String> {
    let (mut out, mut rest, mut at) = (String::new(), message.words(span), span.start);
    while let Some((before, from)) = rest.split_once("{{") {
        let Some((source, behind)) = from.split_once("}}") else { break };
        out.push_str(before);
        at += before.len() + 2;
        match source.trim() {
            PLACE_NAME => out.push_str(local.name),
            PLACE_PHONE if local.phone.is_empty() => return None,
            PLACE_PHONE => out.push_str(&closed(local.phone)),
            _ => match figures.figure(source) {
                Ok(figure) => out.push_str(&figure),
                Err(error) => {
                    let place = at + error.range.start..at + error.range.end.max(error.range.start + 1);
                    findings.push(Diagnostic::error(&message.file, place, error.message, error.help));
                }
            },
        }
        at += source.len() + 2;
        rest = behind;
    }
    Some(out + rest)
}
