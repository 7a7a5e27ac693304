//! Which documents make up each policy: the extended ones first.

use alloc::format;
use alloc::string::String;
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
        if family.iter().any(|member| member.info.id == parent.info.id) {
            let ids: Vec<&str> = family.iter().map(|member| member.info.id.as_str()).collect();
            let path: String = format!("{} → {}", ids.join(" → "), parent.info.id);
            let message = format!("政策文件互相引用，成了一圈：{path}");
            diagnostics.push(Diagnostic::error(&current.file, extends.span.clone(), message, "请去掉其中一个 extends"));
            return None;
        }
        family.push(parent);
        current = parent;
    }
    family.reverse();
    Some(family)
}
