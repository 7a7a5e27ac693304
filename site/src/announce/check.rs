//! What is wrong with messages: told with their places, before anything hangs anywhere.

use std::ops::Range;

use publicity::{Fault, FaultKind, Reel, Script, faults, spoken_faults};
use rules::{Diagnostic, Policy};

use crate::build::Inputs;
use crate::content::Message;

use super::fill::{Filled, Filler, Local, words};
use super::pack::LENGTHS;
use super::sheets::Printer;

/// Checks all messages with the figures of the policy in force.
#[must_use]
pub fn check(inputs: &Inputs, policy: &Policy) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let (filler, words) = (Filler::new(inputs, policy), words(inputs, policy));
    let local = Local::longest(inputs);
    for message in &inputs.messages {
        let filled = filler.fill(message, &local, &mut findings);
        let told = written(message).into_iter().chain(unfit(inputs, message, &filled, &words)).chain(long(message, &filled));
        findings.extend(told.map(|fault| Diagnostic::error(&message.file, fault.span.clone(), fault.message(), fault.help())));
    }
    if findings.is_empty() {
        Printer { inputs, policy, filler: &filler }.check(&mut findings);
    }
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
fn unfit(inputs: &Inputs, message: &Message, filled: &Filled, words: &[String]) -> Vec<Fault> {
    let mut all = Vec::new();
    for (span, line) in &filled.screen {
        let mut screens = inputs.settings.screens.iter();
        let found = screens.find_map(|screen| {
            let why = Reel::new(*screen, std::slice::from_ref(line), words).err()?.pop()?.1;
            Some(FaultKind::Unfit(*screen, why))
        });
        all.extend(found.map(|kind| Fault { span: span.clone().unwrap_or_else(|| message.slogan.clone()), kind }));
    }
    all
}

/// Times in which the message cannot be read.
fn long(message: &Message, filled: &Filled) -> Option<Fault> {
    let short = LENGTHS.into_iter().find(|seconds| Script::new(&filled.speech, *seconds).is_none())?;
    Some(Fault { span: message.slogan.clone(), kind: FaultKind::NoRoom(short) })
}
