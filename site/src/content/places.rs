//! `places.csv`: the towns and villages as a tree, and whom to call there.

use std::collections::HashMap;
use std::ops::Range;

use rules::{Diagnostic, nearest};

use super::place::{Level, Place};

/// The file.
pub const FILE: &str = "content/places.csv";

const COLUMNS: [&str; 7] = ["id", "name", "level", "parent", "phone", "address", "contact"];

/// With more places, the nearest to a wrong id is not looked for: it would take longer than everything else.
const FEW: usize = 500;

/// The longest list of places that somebody chooses from; a county has some hundreds, a province twenty thousand.
const LONGEST_CHOICE: usize = 3000;

/// A number for "no place".
const NONE: u32 = u32::MAX;

/// All places in the order of the file, and who belongs to whom. There may be very many, so who belongs to whom is told by numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    all: Box<[Place]>,
    /// Their numbers, in the order of their ids.
    by_id: Box<[u32]>,
    /// The number of the place that each belongs to. What is wrong with a parent is told, and leads nowhere.
    above: Box<[u32]>,
    /// The numbers of all that belong to another, those of one place side by side.
    inner: Box<[u32]>,
    /// Where those of each place end.
    ends: Box<[u32]>,
}

impl Places {
    /// Reads the file's text; what is wrong goes to `findings`.
    #[must_use]
    pub fn read(text: &str, findings: &mut Vec<Diagnostic>) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        if !header(&mut reader, text, findings) {
            return Self::default();
        }
        let mut rows = Rows::new(text, findings);
        rows.read(&mut reader);
        let above: Box<[u32]> = rows.parents().into_iter().map(number).collect();
        let all = rows.all.into_boxed_slice();
        let mut by_id: Box<[u32]> = (0..all.len()).map(|at| number(Some(at))).collect();
        by_id.sort_unstable_by_key(|at| get(&all, *at).map(Place::id));
        let mut inner: Vec<u32> = (0..all.len()).map(|at| number(Some(at))).filter(|at| get(&above, *at) != Some(&NONE)).collect();
        inner.sort_by_key(|at| get(&above, *at));
        let mut ends: Vec<u32> = vec![0; all.len()];
        for (end, at) in (1..).zip(&inner) {
            let parent = get(&above, *at).and_then(|parent| ends.get_mut(usize::try_from(*parent).ok()?));
            parent.into_iter().for_each(|parent| *parent = end);
        }
        // Where nobody belongs to a place, they end where those of the one before end.
        let mut last = 0;
        for end in &mut ends {
            last = last.max(*end);
            *end = last;
        }
        Self { all, by_id, above, inner: inner.into(), ends: ends.into() }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Place] {
        &self.all
    }

    /// How many come before the place with an id.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<usize> {
        let found = self.by_id.binary_search_by_key(&Some(id), |at| get(&self.all, *at).map(Place::id));
        usize::try_from(*self.by_id.get(found.ok()?)?).ok()
    }

    /// The place with an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Place> {
        self.all.get(self.number(id)?)
    }

    /// The place that another belongs to.
    #[must_use]
    pub fn above(&self, id: &str) -> Option<&Place> {
        get(&self.all, *self.above.get(self.number(id)?)?)
    }

    /// Those that belong to a place.
    pub fn inside(&self, id: &str) -> impl Iterator<Item = &Place> {
        let inside = self.number(id).and_then(|at| {
            let end = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
            self.inner.get(at.checked_sub(1).map_or(Some(0), end)?..end(at)?)
        });
        inside.unwrap_or_default().iter().filter_map(|at| get(&self.all, *at))
    }

    /// What a report is handed in for that comes from a place: the place itself, or its town where the whole list would be too long.
    #[must_use]
    pub fn reported<'a>(&'a self, place: &'a Place) -> &'a Place {
        let town = (self.all.len() > LONGEST_CHOICE && place.level == Level::Village).then(|| self.above(place.id())).flatten();
        town.unwrap_or(place)
    }

    /// Those that belong to no other.
    pub fn top(&self) -> impl Iterator<Item = &Place> {
        self.all.iter().zip(&self.above).filter(|(_, above)| **above == NONE).map(|(place, _)| place)
    }
}

/// A place of a list as its number there.
fn number(at: Option<usize>) -> u32 {
    at.and_then(|at| u32::try_from(at).ok()).unwrap_or(NONE)
}

/// What stands in a list under a number.
fn get<T>(list: &[T], number: u32) -> Option<&T> {
    list.get(usize::try_from(number).ok()?)
}

/// The file while it is read.
struct Rows<'t, 'd> {
    text: &'t str,
    findings: &'d mut Vec<Diagnostic>,
    all: Vec<Place>,
    /// The line of each.
    spans: Vec<Range<usize>>,
    by_id: HashMap<Box<str>, usize>,
    /// The id of the place that each belongs to, as it is written.
    parents: Vec<Box<str>>,
    /// Those whose level nobody knows, which is told.
    unknown: Vec<usize>,
}

impl<'t, 'd> Rows<'t, 'd> {
    fn new(text: &'t str, findings: &'d mut Vec<Diagnostic>) -> Self {
        Self { text, findings, all: Vec::new(), spans: Vec::new(), by_id: HashMap::new(), parents: Vec::new(), unknown: Vec::new() }
    }

    fn read(&mut self, reader: &mut csv::Reader<&[u8]>) {
        let mut record = csv::StringRecord::new();
        loop {
            let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            match reader.read_record(&mut record) {
                Ok(true) => self.row(&record, line_at(self.text, start)),
                Ok(false) => return,
                Err(error) => {
                    let at = error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(start);
                    let help = format!("每一行要有 {} 格，用英文逗号隔开", COLUMNS.len());
                    self.findings.push(Diagnostic::error(FILE, line_at(self.text, at), "这一行的格数不对", help));
                }
            }
        }
    }

    fn row(&mut self, record: &csv::StringRecord, span: Range<usize>) {
        let cell = |index: usize| record.get(index).unwrap_or_default();
        let (id, name, written) = (cell(0), cell(1), cell(2));
        let known = Level::WRITTEN.iter().find(|(word, _)| *word == written).map(|(_, level)| *level);
        let mut fault = |message: String, help: &str| self.findings.push(Diagnostic::error(FILE, span.clone(), message, help));
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            fault(format!("编号“{id}”不对"), "编号用小写拼音字母、数字和 -");
            return;
        }
        if name.is_empty() {
            fault(format!("“{id}”没有名称"), "在第二格写名称");
        }
        if known.is_none() {
            fault(format!("不认识的级别“{written}”"), "级别写 county（县）、town（镇、街道）或 village（村、居）");
        }
        if self.by_id.contains_key(id) {
            fault(format!("编号“{id}”写了两次"), "每个地方的编号要不一样");
            return;
        }
        let at = self.all.len();
        self.unknown.extend(known.is_none().then_some(at));
        self.by_id.insert(id.into(), at);
        self.spans.push(span);
        let level = known.unwrap_or_default();
        self.parents.push(cell(3).into());
        self.all.push(Place::new(level, [id, name, cell(4), cell(5), cell(6)]));
    }

    /// Whom each place belongs to. Every parent is of a higher level than what belongs to it, so no way up ever comes back.
    fn parents(&mut self) -> Vec<Option<usize>> {
        let highest = self.all.iter().map(|place| place.level).min().unwrap_or_default();
        let mut parents = Vec::with_capacity(self.all.len());
        for (at, (place, span)) in self.all.iter().zip(&self.spans).enumerate() {
            let written = self.parents.get(at).map(AsRef::as_ref).unwrap_or_default();
            let parent = self.by_id.get(written).copied().filter(|parent| *parent != at);
            let known = !self.unknown.contains(&at) && parent.is_none_or(|parent| !self.unknown.contains(&parent));
            let higher = parent.and_then(|parent| self.all.get(parent)).filter(|parent| parent.level < place.level);
            let fault = match (written, parent, higher) {
                ("", ..) if place.level == highest => None,
                ("", ..) => Some((format!("“{}”没有写上级", place.name()), "在第四格写它属于哪一个地方，写那一行的编号".to_owned())),
                (id, None, _) => Some((format!("没有上级“{id}”"), self.near(place, id))),
                (_, Some(_), None) => Some(self.not_higher(place, written)),
                _ => None,
            };
            if let Some((message, help)) = fault.filter(|_| known) {
                self.findings.push(Diagnostic::error(FILE, span.clone(), message, help));
            }
            parents.push(parent.filter(|_| higher.is_some()));
        }
        parents
    }

    fn near(&self, place: &Place, written: &str) -> String {
        let others = self.all.iter().map(Place::id).filter(|id| *id != place.id());
        match nearest(written, others.take(FEW)) {
            Some(near) => format!("是不是想写“{near}”？"),
            None => "上级写成另一行的编号".into(),
        }
    }

    fn not_higher(&self, place: &Place, written: &str) -> (String, String) {
        let parent = self.by_id.get(written).and_then(|at| self.all.get(*at));
        let (name, level) = parent.map_or(("", ""), |parent| (parent.name(), parent.level.words()));
        let message = format!("{}“{}”不能属于{level}“{name}”", place.level.words(), place.name());
        (message, "村（居）属于镇（街）或县，镇（街）属于县，县不属于谁；改第三格的级别，或者第四格的上级".to_owned())
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
        assert_eq!(places.inside("fuqing").map(Place::name).collect::<Vec<_>>(), ["海口镇"]);
    }

    #[test]
    fn a_place_finds_whom_it_belongs_to_and_who_belongs_to_it() {
        let text = format!(
            "{HEAD}fuqing,福清市,county,,,,\nhaikou,海口镇,town,fuqing,,,\nmeilan,梅兰村,village,haikou,,,\nfarm,农场,village,fuqing,,,\n"
        );
        let places = Places::read(&text, &mut Vec::new());
        let names = |places: &mut dyn Iterator<Item = &Place>| places.map(|place| place.id().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&mut places.inside("fuqing")), ["haikou", "farm"]);
        assert_eq!(names(&mut places.top()), ["fuqing"]);
        assert_eq!(places.above("meilan"), places.find("haikou"));
        assert_eq!((places.above("fuqing"), places.find("lan"), places.inside("lan").count()), (None, None, 0));
    }

    #[test]
    fn a_parent_is_of_a_higher_level_so_nothing_goes_round_in_a_circle() {
        assert_eq!(faults("c,县,county,,,,\nt,镇,town,v,,,\nv,村,village,t,,,\n"), ["镇（街）“镇”不能属于村（居）“村”"]);
        assert_eq!(faults("a,甲,town,b,,,\nb,乙,town,a,,,\n"), ["镇（街）“甲”不能属于镇（街）“乙”", "镇（街）“乙”不能属于镇（街）“甲”"]);
        assert_eq!(faults("a,甲,county,t,,,\nt,乙,town,a,,,\n"), ["县（市、区）“甲”不能属于镇（街）“乙”"]);
        assert_eq!(faults("c,县,county,,,,\nt,镇,town,,,,\nv,村,village,,,,\n"), ["“镇”没有写上级", "“村”没有写上级"]);
        assert_eq!(faults("t,镇,town,,,,\nu,街,town,,,,\n"), [""; 0]);
        // The level is told; what rests on it is not.
        assert_eq!(faults("c,县,shi,,,,\nt,镇,town,c,,,\n"), ["不认识的级别“shi”"]);
    }

    #[test]
    fn faults_are_told_all_at_once() {
        assert_eq!(faults("a,甲,town,b,,,\n"), ["没有上级“b”"]);
        assert_eq!(faults("A,甲,town,,,,\nb,,towns,,,,\n"), ["编号“A”不对", "“b”没有名称", "不认识的级别“towns”"]);
        assert_eq!(faults("a,甲,town,,,,\na,乙,town,,,,\n"), ["编号“a”写了两次"]);
        assert_eq!(faults("a,甲\nb,乙,town,,,,\n"), ["这一行的格数不对"]);
    }
}
