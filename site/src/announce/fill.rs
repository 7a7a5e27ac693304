//! A message with the figures of a policy in it.

use std::ops::Range;

use publicity::Speech;
use rules::{Calculator, Diagnostic, Figures, Policy};

use crate::build::Inputs;
use crate::content::{Hotline, Message};

/// Whom to turn to where the hotline has no number yet.
const NO_PHONE: &str = "请告诉村里或者镇街";

/// Common words that no line break of a screen splits, either.
const COMMON: [&str; 22] = [
    "不到", "每人", "每月", "每年", "一年", "可以", "多少", "什么", "怎样", "申报", "核实", "帮扶", "难处", "收入", "开支", "标准", "确认",
    "热线", "电话", "告诉", "家里", "条件",
];

/// A message as people see and hear it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// Lines for screens with their places in the file: the slogan, its own lines. Whom to call has no place.
    pub screen: Vec<(Option<Range<usize>>, String)>,
    /// What is read aloud.
    pub speech: Speech,
}

/// Fills messages for a day.
pub(super) struct Filler<'a> {
    calculator: Calculator<'a>,
    hotline: &'a Hotline,
}

impl<'a> Filler<'a> {
    /// Begins to fill with the figures of a policy.
    pub(super) fn new(inputs: &'a Inputs, policy: &'a Policy) -> Self {
        Self { calculator: policy.at(inputs.on), hotline: &inputs.settings.hotline }
    }

    /// A message with its figures; what is wrong with them goes to `findings`.
    pub(super) fn fill(&self, message: &Message, findings: &mut Vec<Diagnostic>) -> Filled {
        let figures = Figures::new(&self.calculator);
        let slogan = line(message, &message.slogan, &figures, findings);
        let mut screen = vec![(Some(message.slogan.clone()), slogan.clone())];
        for span in &message.screen {
            screen.push((Some(span.clone()), line(message, span, &figures, findings)));
        }
        screen.extend((!self.hotline.phone.is_empty()).then(|| (None, format!("请打{} {}", self.hotline.name, self.hotline.phone))));
        let call = match self.hotline.phone.as_str() {
            "" => NO_PHONE.to_owned(),
            phone => format!("请打{}，{phone}", self.hotline.name),
        };
        let facts = message.script.iter().map(|span| line(message, span, &figures, findings)).collect();
        Filled { screen, speech: Speech { key: slogan, call, facts } }
    }
}

/// Words that no line break of a screen splits: what the policy names, the hotline, common ones.
pub(super) fn words(inputs: &Inputs, policy: &Policy) -> Vec<String> {
    let named = policy.parameters().map(|(_, name, _)| name.to_owned());
    let named = named.chain(COMMON.map(str::to_owned));
    named.chain([inputs.settings.hotline.name.clone(), inputs.settings.county.clone()]).filter(|word| !word.is_empty()).collect()
}

/// A line with its figures.
fn line(message: &Message, span: &Range<usize>, figures: &Figures<'_>, findings: &mut Vec<Diagnostic>) -> String {
    let (mut out, mut rest, mut at) = (String::new(), message.words(span), span.start);
    while let Some((before, from)) = rest.split_once("{{") {
        let Some((source, behind)) = from.split_once("}}") else { break };
        out.push_str(before);
        at += before.len() + 2;
        match figures.figure(source) {
            Ok(figure) => out.push_str(&figure),
            Err(error) => {
                let place = at + error.range.start..at + error.range.end.max(error.range.start + 1);
                findings.push(Diagnostic::error(&message.file, place, error.message, error.help));
            }
        }
        at += source.len() + 2;
        rest = behind;
    }
    out + rest
}
