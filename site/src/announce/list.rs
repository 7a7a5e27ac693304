//! `清单.txt`: what each file of a pack is for, in plain words, device by device.

use std::fmt::Write;

use crate::build::Inputs;
use crate::content::Place;

use super::entry::Entry;
use super::typefaces::NO_TYPEFACE;

/// The list of a pack.
pub(super) fn list(inputs: &Inputs, place: &Place, entries: &[Entry], printed: bool) -> String {
    let mut out = format!("{}：{}的宣传材料\n", inputs.settings.title, place.name());
    let _ = writeln!(out, "里面的数按 {} 的标准。", inputs.on.chinese());
    notes(inputs).for_each(|note| {
        let _ = writeln!(out, "{note}");
    });
    if !printed {
        let _ = writeln!(out, "{NO_TYPEFACE}。");
    }
    let mut heading = String::new();
    for alike in entries.chunk_by(is_alike) {
        let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
        let device = heading_of(first);
        if device != heading {
            let _ = writeln!(out, "\n【{device}】");
            heading = device;
        }
        let path = if alike.len() > 1 { format!("{} 到 {}", first.path, name(&last.path)) } else { first.path.clone() };
        let _ = writeln!(out, "{path}：「{}」，{}", first.subject, first.purpose);
    }
    out
}

/// What every pack of a site lacks, because nobody has filled it in yet.
pub fn notes(inputs: &Inputs) -> impl Iterator<Item = &'static str> {
    let phone = "热线号码待主办单位填写（content/site.toml 的 [hotline] phone），屏幕和广播里都还没有号码。";
    let address = "网站发布后的网址还没有填（content/site.toml 的 base_url），所以还没有二维码。";
    let settings = &inputs.settings;
    [(settings.hotline.phone.is_empty(), phone), (settings.base_url.is_empty(), address)]
        .into_iter()
        .filter(|(lacks, _)| *lacks)
        .map(|(_, note)| note)
}

/// Whether two files stand in one line: pages of the same message on the same screen.
fn is_alike(left: &Entry, right: &Entry) -> bool {
    let kind = |entry: &Entry| entry.path.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    folder(left) == folder(right) && left.subject == right.subject && left.purpose == right.purpose && kind(left) == kind(right)
}

/// The device, and the folder of the village where it is one's.
fn heading_of(entry: &Entry) -> String {
    let inner = entry.path.matches('/').count() > usize::from(entry.path.starts_with("led/")) + 1;
    let village = entry.path.split_once('/').filter(|_| inner).map(|(village, _)| format!("，在文件夹 {village} 里"));
    format!("{}{}", entry.device.words(), village.unwrap_or_default())
}

fn folder(entry: &Entry) -> &str {
    entry.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}
