//! Checks that every link within the site leads somewhere.

use std::collections::{HashMap, HashSet};

use rules::{Diagnostic, nearest};

use crate::content::Address;
use crate::markdown::Target;

use super::page::Page;

/// What is wrong with the links of some pages; `of_place` finds the page of an address that stands for many.
#[must_use]
pub fn check<'p>(
    pages: &[&'p Page],
    broken: &HashSet<&Address>,
    files: &[String],
    of_place: impl Fn(&str) -> Option<&'p Page>,
) -> Vec<Diagnostic> {
    let known: HashMap<&Address, &'p Page> = pages.iter().map(|page| (&page.address, *page)).collect();
    let files: HashSet<&str> = files.iter().map(String::as_str).collect();
    let mut findings = Vec::new();
    for page in pages {
        let Some(file) = &page.file else { continue };
        for link in &page.links {
            let fault = match &link.target {
                Target::Here(anchor) => missing_anchor(page, &page.address, anchor),
                Target::Page(address, anchor) => match known.get(address).copied().or_else(|| of_place(address.as_str())) {
                    None if broken.contains(address) => None,
                    None => Some(missing_page(address, &known)),
                    Some(found) => anchor.as_ref().and_then(|anchor| missing_anchor(found, address, anchor)),
                },
                Target::File(name) if !files.contains(name.as_str()) => {
                    Some((format!("没有文件“{name}”"), "把文件放进去，或改掉链接".to_owned()))
                }
                Target::File(_) | Target::Out(_) => None,
            };
            if let Some((message, help)) = fault {
                findings.push(Diagnostic::error(file, link.span.clone(), message, help));
            }
        }
    }
    findings
}

fn missing_page(address: &Address, known: &HashMap<&Address, &Page>) -> (String, String) {
    // On a site of thousands of pages, looking for the nearest to every fault would take longer than the build.
    let near = (known.len() <= 500).then(|| nearest(address.as_str(), known.keys().map(|known| known.as_str()))).flatten();
    let help = near.map_or_else(|| "检查文件名和文件夹".to_owned(), |near| format!("是不是想链接到“{near}”？"));
    (format!("链接指向的页面“{address}”不存在"), help)
}

fn missing_anchor(page: &Page, address: &Address, anchor: &str) -> Option<(String, String)> {
    if page.ids.contains(anchor) {
        return None;
    }
    let help = nearest(anchor, page.ids.iter().map(AsRef::as_ref))
        .map_or_else(|| "在那一页的标题后面写上 {#锚点}".to_owned(), |near| format!("是不是想写“#{near}”？"));
    Some((format!("页面“{address}”上没有锚点“#{anchor}”"), help))
}
