//! Which documents make up each policy: the extended ones first.

use alloc::format;
use alloc::vec::Vec;

use super::raw::Policy;
use crate::diagnostic::{Diagnostic, nearest};

/// For each document the chain of documents that it extends, farthest first, itself last. A document whose chain is
/// broken is told and left out.
pub(super) fn families<'p>(policies: &'p [Policy], diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<&'p Policy>> {
    let mut families = Vec::new();
    for policy in policies {
        if let Some(family) = family(policy, policies, diagnostics) {
            families.push(family);
        }
    }
    families
}

fn family<'p>(policy: &'p Policy, policies: &'p [Policy], diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<&'p Policy>> {
    if !policy.readable {
        return None;
    }
    let mut family = alloc::vec![policy];
    let mut current = policy;
    while let Some(extends) = &current.extends {
        let Some(parent) = policies.iter().find(|other| other.info.id == extends.value) else {
            let near = nearest(&extends.value, policies.iter().map(|other| other.info.id.as_str()));
            let help = match near {
                Some(near) => format!("是否应写成 \"{near}\"？"),
                None => "请写 content/policy/ 里另一份政策文件的 id（不带 .md）".into(),
            };
            let message = format!("没有 id 为“{}”的政策文件", extends.value);
            diagnostics.push(Diagnostic::error(&current.file, extends.span.clone(), message, help));
            return None;
        };
        if let Some(first) = family.iter().position(|member| member.info.id == parent.info.id) {
            circle(family.get(first..).unwrap_or_default(), diagnostics);
            return None;
        }
        if !parent.readable {
            return None;
        }
        family.push(parent);
        current = parent;
    }
    family.reverse();
    Some(family)
}

/// Tells a circle, in the same words and at the same place wherever it was entered.
fn circle(members: &[&Policy], diagnostics: &mut Vec<Diagnostic>) {
    let first = (0..members.len()).min_by_key(|place| members.get(*place).map(|member| member.info.id.as_str())).unwrap_or_default();
    let turned: Vec<&Policy> = members.iter().cycle().skip(first).take(members.len()).copied().collect();
    let Some((first, extends)) = turned.first().and_then(|first| Some((*first, first.extends.as_ref()?))) else { return };
    let ids: Vec<&str> = turned.iter().chain([&first]).map(|member| member.info.id.as_str()).collect();
    let (message, help) = match ids.len() {
        2 => ("这份政策的 extends 写的是它自己".into(), "请写它所依据的另一份政策的 id，或删去这一行"),
        _ => (format!("政策文件互相引用，成了一圈：{}", ids.join(" → ")), "请去掉其中一份的 extends"),
    };
    diagnostics.push(Diagnostic::error(&first.file, extends.span.clone(), message, help));
}
