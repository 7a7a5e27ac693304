//! `places.csv`: the towns and villages, and whom to call there.

use std::collections::HashMap;

use rules::{Diagnostic, nearest};
use serde::Serialize;

use super::address::Address;

/// The file.
pub const FILE: &str = "content/places.csv";

const COLUMNS: [&str; 7] = ["id", "name", "level", "parent", "phone", "address", "contact"];
const LEVELS: [&str; 3] = ["county", "town", "village"];

/// A county, a town or a village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its id: small letters, digits and hyphens.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `county`, `town` or `village`.
    pub level: String,
    /// The id of the place that it belongs to; empty for the county.
    pub parent: String,
    /// The number to call; empty where it is unset.
    pub phone: String,
    /// Where the office is; empty where it is unset.
    pub address: String,
    /// Whom to ask for; empty where it is unset.
    pub contact: String,
}

impl Place {
    /// Where its page is.
    #[must_use]
    pub fn page(&self) -> Address {
        Address::new(&format!("places/{}", self.id))
    }
}

/// All places in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<Place>);

impl Places {
    /// Reads the file's text; what is wrong goes to `findings`.
    #[must_use]
    pub fn read(text: &str, findings: &mut Vec<Diagnostic>) -> Self {
        let mut places = Vec::new();
        let mut seen: HashMap<String, std::ops::Range<usize>> = HashMap::new();
        let mut reader = csv::ReaderBuilder::new().has_headers(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        if !header(&mut reader, text, findings) {
            return Self::default();
        }
        let mut record = csv::StringRecord::new();
        loop {
            let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let at = error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(start);
                    let help = format!("每一行要有 {} 格，用英文逗号隔开", COLUMNS.len());
                    findings.push(Diagnostic::error(FILE, line_at(text, at), "这一行的格数不对", help));
                    continue;
                }
            }
            let span = line_at(text, start);
            let cell = |index: usize| record.get(index).unwrap_or_default().to_owned();
            let place =
                Place { id: cell(0), name: cell(1), level: cell(2), parent: cell(3), phone: cell(4), address: cell(5), contact: cell(6) };
            let mut fault = |message: String, help: &str| findings.push(Diagnostic::error(FILE, span.clone(), message, help));
            if place.id.is_empty() || !place.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                fault(format!("编号“{}”不对", place.id), "编号用小写拼音字母、数字和 -");
                continue;
            }
            if place.name.is_empty() {
                fault(format!("“{}”没有名称", place.id), "在第二格写名称");
            }
            if !LEVELS.contains(&place.level.as_str()) {
                fault(format!("不认识的级别“{}”", place.level), "级别写 county（县）、town（镇、街道）或 village（村、居）");
            }
            if seen.insert(place.id.clone(), span.clone()).is_some() {
                fault(format!("编号“{}”写了两次", place.id), "每个地方的编号要不一样");
                continue;
            }
            places.push(place);
        }
        for place in places.iter().filter(|place| !place.parent.is_empty()) {
            if place.parent == place.id || !seen.contains_key(&place.parent) {
                let help = match nearest(&place.parent, places.iter().map(|place| place.id.as_str()).filter(|id| *id != place.id)) {
                    Some(near) => format!("是不是想写“{near}”？"),
                    None => "上级写成另一行的编号".into(),
                };
                let span = seen.get(&place.id).cloned().unwrap_or_default();
                findings.push(Diagnostic::error(FILE, span, format!("没有上级“{}”", place.parent), help));
            }
        }
        Self(places)
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Place] {
        &self.0
    }

    /// Those that belong to a place.
    pub fn inside<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Place> {
        self.0.iter().filter(move |place| place.parent == id)
    }
}

fn header(reader: &mut csv::Reader<&[u8]>, text: &str, findings: &mut Vec<Diagnostic>) -> bool {
    let names: Vec<String> = reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    if names == COLUMNS {
        return true;
    }
    let help = format!("第一行写成：{}", COLUMNS.join(","));
    findings.push(Diagnostic::error(FILE, line_at(text, 0), "第一行的列名不对", help));
    false
}

/// The line that begins at or after a byte, without its end.
fn line_at(text: &str, at: usize) -> std::ops::Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let rest = rest.trim_start_matches(['\r', '\n']);
    let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
    at + skipped..at + skipped + length
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,name,level,parent,phone,address,contact\n";

    fn faults(lines: &str) -> Vec<String> {
        let mut findings = Vec::new();
        let _ = Places::read(&format!("{HEAD}{lines}"), &mut findings);
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn places_are_read_with_their_parents() {
        let mut findings = Vec::new();
        let text = format!("{HEAD}fuqing,福清市,county,,,,\nhaikou,海口镇,town,fuqing,,,\n");
        let places = Places::read(&text, &mut findings);
        assert_eq!(findings, []);
        assert_eq!(places.inside("fuqing").map(|place| place.name.as_str()).collect::<Vec<_>>(), ["海口镇"]);
    }

    #[test]
    fn faults_are_told_all_at_once() {
        assert_eq!(faults("a,甲,town,b,,,\n"), ["没有上级“b”"]);
        assert_eq!(faults("A,甲,town,,,,\nb,,towns,,,,\n"), ["编号“A”不对", "“b”没有名称", "不认识的级别“towns”"]);
        assert_eq!(faults("a,甲,town,,,,\na,乙,town,,,,\n"), ["编号“a”写了两次"]);
        assert_eq!(faults("a,甲\nb,乙,town,,,,\n"), ["这一行的格数不对"]);
    }
}
