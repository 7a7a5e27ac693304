//! Posters and leaflets: what stands on the sheets of a place.

use publicity::{Call, Leaflet, Notice, Paper, Poster, Sheet};
use rules::{Diagnostic, Figures, Kind, Policy};

use crate::build::Inputs;
use crate::content::{Channel, Message, Place, SheetLine};

use super::code::printed;
use super::fill::{Filler, Local, line, words};

/// What is written where nobody has filled in a number yet.
const UNSET: &str = "号码待主办单位填写";

/// The largest household in the leaflet's table.
const LARGEST: u32 = 6;

/// A sheet of a place.
#[derive(Clone, Debug)]
pub struct PlaceSheet {
    /// The name of its file without ending: the place, the message, the paper.
    pub name: String,
    /// What it is called: the title of its message, or 明白纸.
    pub subject: String,
    /// Its paper in words: A3, A4.
    pub paper: &'static str,
    /// Whether it is a leaflet, which is given into hands.
    pub leaflet: bool,
    /// What stands on it.
    pub sheet: Sheet,
}

/// What makes sheets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printer<'a> {
    pub inputs: &'a Inputs,
    pub policy: &'a Policy,
    pub filler: &'a Filler<'a>,
}

impl Printer<'_> {
    /// All sheets of a place.
    pub(super) fn sheets(&self, place: &Place) -> Result<Vec<PlaceSheet>, Vec<Diagnostic>> {
        let (mut all, mut findings) = (Vec::new(), Vec::new());
        let local = Local::of(self.inputs, place);
        let notice = self.notice(place, Channel::Board)?;
        for message in self.inputs.messages.iter().filter(|message| !message.poster.is_empty()) {
            let poster = self.poster(message, &message.poster, &local, &mut findings);
            for (name, paper) in [("A3", Paper::A3), ("A4", Paper::A4)] {
                let Some(sheet) = poster.sheet(&notice, paper) else {
                    findings.push(message.crowded("海报", place.name()));
                    continue;
                };
                let file = format!("{}-{}-{}", place.id(), message.id, name.to_lowercase());
                all.push(PlaceSheet { name: file, subject: message.title.clone(), paper: name, leaflet: false, sheet });
            }
        }
        if let Some(first) = self.inputs.messages.iter().find(|message| !message.leaflet.is_empty()) {
            let notice = self.notice(place, Channel::Leaflet)?;
            match self.leaflet(&local, &mut findings).sheet(&notice) {
                None => findings.push(first.crowded("明白纸", place.name())),
                Some(sheet) => {
                    let name = format!("{}-leaflet-a4", place.id());
                    all.push(PlaceSheet { name, subject: "明白纸".to_owned(), paper: "A4", leaflet: true, sheet });
                }
            }
        }
        if findings.is_empty() { Ok(all) } else { Err(findings) }
    }

    /// What is wrong with the sheets of a message that hangs at the place with the longest name.
    pub(super) fn check(&self, findings: &mut Vec<Diagnostic>) {
        let longest = self.inputs.places.all().iter().max_by_key(|place| place.name().len());
        if let Err(faults) = self.sheets(longest.unwrap_or(&Place::default())) {
            findings.extend(faults);
        }
    }

    fn poster(&self, message: &Message, lines: &[SheetLine], local: &Local<'_>, findings: &mut Vec<Diagnostic>) -> Poster {
        let figures = self.filler.figures();
        let slogan = line(message, &message.slogan, &figures, local, findings).unwrap_or_default();
        let mut poster = Poster { slogan, ..Poster::default() };
        for written in lines {
            let into = if written.point { &mut poster.points } else { &mut poster.lead };
            into.extend(line(message, &written.span, &figures, local, findings));
        }
        poster
    }

    fn leaflet(&self, local: &Local<'_>, findings: &mut Vec<Diagnostic>) -> Leaflet {
        let messages = self.inputs.messages.iter().filter(|message| !message.leaflet.is_empty());
        let parts = messages.map(|message| {
            let part = self.poster(message, &message.leaflet, local, findings);
            Poster { slogan: message.title.clone(), ..part }
        });
        Leaflet { title: "明白纸".to_owned(), parts: parts.collect(), table: self.heads(), help: self.help() }
    }

    /// The standard for households of one to six.
    fn heads(&self) -> (String, Vec<(String, String)>) {
        let settings = &self.inputs.settings;
        let name = if settings.standard.is_empty() { "低保标准" } else { &settings.standard };
        let figures: Figures<'_> = self.filler.figures();
        let rows = (1..=LARGEST).filter_map(|people| {
            let amount = figures.figure(&format!("{name} × {people}人|数")).ok()?;
            Some((format!("{people}口人的家"), format!("{amount}元")))
        });
        (format!("{name}，全家一年合起来"), rows.collect())
    }

    /// The measures of the policy in its own words.
    fn help(&self) -> (String, Vec<(String, String)>) {
        let measures = self.policy.ids().filter_map(|(_, rule)| match &rule.kind {
            Kind::Measure(measure) => Some((rule.name.clone(), self.filler.text(measure.service.as_ref()?))),
            _ => None,
        });
        ("核实确认以后，可以问的帮扶".to_owned(), measures.collect())
    }

    fn notice(&self, place: &Place, channel: Channel) -> Result<Notice, Vec<Diagnostic>> {
        let (inputs, settings) = (self.inputs, &self.inputs.settings);
        let code = match settings.base_url.as_str() {
            "" => None,
            base => {
                let code = printed(base, place, channel, 0)?;
                Some((code.rows, code.words))
            }
        };
        let code_words = if code.is_some() { "用手机扫一扫" } else { "二维码待主办单位补上（网址还没有定）" };
        let numbers: Vec<&str> = self.policy.documents.iter().filter_map(|document| document.number.as_deref()).collect();
        let organiser = if settings.footer.organiser.is_empty() { "待主办单位填写" } else { &settings.footer.organiser };
        let foot = vec![
            format!("数按 {} 的标准，依据：{}。", inputs.on.chinese(), numbers.join("、")),
            "这里只作说明：给不给帮扶、给多少，由镇（街）核实、按规定确认，以文件原文为准。".to_owned(),
            format!("主办单位：{organiser}"),
        ];
        Ok(Notice {
            title: settings.title.clone(),
            place: place.name().to_owned(),
            calls: calls(inputs, place),
            code,
            code_words: code_words.to_owned(),
            foot,
            words: words(inputs, self.policy),
        })
    }
}

/// The hotline, and whoever is nearest and has a number.
fn calls(inputs: &Inputs, place: &Place) -> Vec<Call> {
    let hotline = &inputs.settings.hotline;
    let hours = if hotline.hours.is_empty() { String::new() } else { format!("（{}）", hotline.hours) };
    let call = |name: String, phone: &str| Call { name, phone: phone.to_owned(), unset: UNSET.to_owned() };
    let near = std::iter::successors(Some(place), |place| inputs.places.above(place.id())).take(3).find(|place| !place.phone().is_empty());
    let near = near.unwrap_or(place);
    let contact = if near.contact().is_empty() { String::new() } else { format!("（{}）", near.contact()) };
    vec![call(format!("{}{hours}", hotline.name), &hotline.phone), call(format!("{}{contact}", near.name()), near.phone())]
}
