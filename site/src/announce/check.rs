//! What is wrong with messages: told with their places, before anything hangs anywhere.

use std::ops::Range;

use publicity::{Fault, FaultKind, Reel, Script, faults, spoken_faults};
use rules::{Diagnostic, Policy, Severity};

use crate::build::{Inputs, field_place};
use crate::content::{Message, Place};

use super::contacts;
use super::fill::{Filled, Filler, Local, words};
use super::pack::LENGTHS;
use super::sheets::Printer;

/// Checks all messages with the figures of the policy in force.
#[must_use]
pub fn check(inputs: &Inputs, policy: &Policy) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let (filler, words) = (Filler::new(inputs, policy), words(inputs, policy));
    let local = Local::longest(inputs);
    let mut call = None;
    for message in &inputs.messages {
        let filled = filler.fill(message, &local, &mut findings);
        let told = written(message).into_iter().chain(unfit(inputs, &filled, &words)).chain(long(message, &filled));
        findings.extend(told.map(|fault| Diagnostic::error(&message.file, fault.span.clone(), fault.message(), fault.help())));
        call = call.or_else(|| call_unfit(inputs, &filled, &words));
    }
    findings.extend(call);
    if findings.is_empty() {
        Printer { inputs, policy, filler: &filler }.check(&mut findings);
    }
    findings.extend(inputs.messages.iter().flat_map(|message| unset(inputs, message)));
    findings.extend(contacts::check(inputs, inputs.messages.iter().any(Message::is_local)));
    findings
}

/// What is wrong with the words as they are written.
fn written(message: &Message) -> Vec<Fault> {
    let at = |span: &Range<usize>, fault: Fault| Fault { span: span.start + fault.span.start..span.start + fault.span.end, ..fault };
    let all = std::iter::once(&message.slogan).chain(&message.screen).chain(&message.script);
    let heard = std::iter::once(&message.slogan).chain(&message.script);
    let all = all.flat_map(|span| faults(message.words(span)).into_iter().map(move |fault| at(span, fault)));
    // Paper takes any character.
    let printed = message.poster.iter().chain(&message.leaflet).map(|line| &line.span);
    let printed = printed.flat_map(|span| faults(message.words(span)).into_iter().map(move |fault| at(span, fault)));
    let all = all.chain(printed.filter(|fault| !matches!(fault.kind, FaultKind::NoGb2312(_))));
    all.chain(heard.flat_map(|span| spoken_faults(message.words(span)).into_iter().map(move |fault| at(span, fault)))).collect()
}

/// Lines that do not go on a screen, each with the first screen that has no room for it.
fn unfit(inputs: &Inputs, filled: &Filled, words: &[String]) -> Vec<Fault> {
    let lines = filled.screen.iter().filter_map(|(span, line)| Some((span.clone()?, line)));
    lines.filter_map(|(span, line)| Some(Fault { span, kind: no_room(inputs, line, words)? })).collect()
}

/// Whom to call where it does not go on a screen: the same for all messages, and written in `site.toml`.
fn call_unfit(inputs: &Inputs, filled: &Filled, words: &[String]) -> Option<Diagnostic> {
    let (_, line) = filled.screen.iter().find(|(span, _)| span.is_none())?;
    let fault = Fault { span: field_place(&inputs.settings_text, "hotline.phone"), kind: no_room(inputs, line, words)? };
    let help = "把这块屏幕（[[screen]]）的大小改对，或者去掉它；热线的名称和号码要让每块屏幕都放得下";
    Some(Diagnostic::error("content/site.toml", fault.span.clone(), fault.message(), help))
}

/// The first screen that has no room for a line, and why.
fn no_room(inputs: &Inputs, line: &String, words: &[String]) -> Option<FaultKind> {
    inputs.settings.screens.iter().find_map(|screen| {
        let why = Reel::new(*screen, std::slice::from_ref(line), words).err()?.pop()?.1;
        Some(FaultKind::Unfit(*screen, why))
    })
}

/// Lines that ask for the phone number of a place where some have none: there they are left out, which somebody has to know.
fn unset(inputs: &Inputs, message: &Message) -> Vec<Diagnostic> {
    let lacking: Vec<&Place> = inputs.places.all().iter().filter(|place| Local::of(inputs, place).phone.is_empty()).collect();
    let Some(first) = lacking.first() else { return Vec::new() };
    let printed = message.poster.iter().chain(&message.leaflet).map(|line| &line.span);
    let lines = std::iter::once(&message.slogan).chain(&message.screen).chain(&message.script).chain(printed);
    let asking = lines.filter(|span| message.asks_for_phone(span));
    let told = asking.map(|span| {
        let text = format!("{}等 {} 个地方没有电话，这一行在那里不出现", first.name(), lacking.len());
        let help = "在 content/places.csv 的 phone 那一格，或者 content/site.toml 的 [hotline] 里填上号码";
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(&message.file, span.clone(), text, help) }
    });
    told.collect()
}

/// Times in which the message cannot be read.
fn long(message: &Message, filled: &Filled) -> Option<Fault> {
    let short = LENGTHS.into_iter().find(|seconds| Script::new(&filled.speech, *seconds).is_none())?;
    Some(Fault { span: message.slogan.clone(), kind: FaultKind::NoRoom(short) })
}
