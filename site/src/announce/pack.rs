//! What is in the pack of a place: what all places have in common, what is its own, what is each of its villages'.

use std::sync::Arc;

use publicity::{Ink, Movement, Reel, Script, TextFile, Typefaces};
use rules::{Diagnostic, Policy};

use crate::build::Inputs;
use crate::content::{Channel, Level, Message, Place};

use super::code::printed;
use super::entry::{Content, Device, Entry};
use super::fill::{Filled, Filler, Local, words};
use super::list::list;
use super::sheets::{PlaceSheet, Printer};
use super::voice::Voice;

/// How long scripts are, in seconds.
pub(super) const LENGTHS: [usize; 3] = [30, 60, 120];

/// From how far codes are scanned, in millimetres: on paper in the hand, on a board, on a screen in a shop.
const DISTANCES: [(&str, &str, Channel, usize); 3] = [
    ("leaflet", "印在纸上", Channel::Leaflet, 300),
    ("board", "贴在宣传栏", Channel::Board, 1500),
    ("screen", "放在电视、大屏自己的画面里", Channel::Screen, 2000),
];

/// Makes packs. What all of them have in common is made once.
#[derive(Debug)]
pub struct Packer<'a> {
    inputs: &'a Inputs,
    policy: &'a Policy,
    filler: Filler<'a>,
    /// What sheets are printed in; without it, there is no PDF.
    typefaces: Option<Arc<Typefaces>>,
    /// What says scripts, to hear how long they take.
    voice: Option<Voice>,
    /// Words that no line break splits.
    words: Vec<String>,
    common: Vec<Entry>,
}

impl<'a> Packer<'a> {
    /// Fills the messages with the figures of a policy; they were found right by [`super::check`].
    ///
    /// # Errors
    ///
    /// What is wrong with a message.
    pub fn new(inputs: &'a Inputs, policy: &'a Policy) -> Result<Self, Vec<Diagnostic>> {
        Self::spoken_by(inputs, policy, None)
    }

    /// The same with scripts said by a voice.
    ///
    /// # Errors
    ///
    /// What is wrong with a message.
    pub fn spoken_by(inputs: &'a Inputs, policy: &'a Policy, voice: Option<Voice>) -> Result<Self, Vec<Diagnostic>> {
        let (filler, words) = (Filler::new(inputs, policy), words(inputs, policy));
        let mut packer = Self { inputs, policy, filler, typefaces: None, voice, words, common: Vec::new() };
        let shared: Vec<&Message> = inputs.messages.iter().filter(|message| !message.is_local()).collect();
        packer.common = packer.messages(&shared, &Local::default())?;
        Ok(packer)
    }

    /// The same with PDFs in a typeface.
    #[must_use]
    pub fn printed_in(self, typefaces: Option<Typefaces>) -> Self {
        Self { typefaces: typefaces.map(Arc::new), ..self }
    }

    /// The posters and the leaflet of a place, for a page.
    ///
    /// # Errors
    ///
    /// What has no room.
    pub fn sheets(&self, place: &Place) -> Result<Vec<PlaceSheet>, Vec<Diagnostic>> {
        Printer { inputs: self.inputs, policy: self.policy, filler: &self.filler }.sheets(place)
    }

    /// What is the same in every pack: frames, words and scripts of messages that name no place.
    #[must_use]
    pub fn common(&self) -> &[Entry] {
        &self.common
    }

    /// What is a place's own: its posters, its leaflet, its codes, and messages that name it or its phone.
    ///
    /// # Errors
    ///
    /// What does not fit.
    pub fn own(&self, place: &Place) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let local: Vec<&Message> = self.inputs.messages.iter().filter(|message| message.is_local()).collect();
        let mut all = self.messages(&local, &Local::of(self.inputs, place))?;
        if let Some(typefaces) = &self.typefaces {
            all.extend(self.sheets(place)?.into_iter().map(|sheet| sheet_file(sheet, typefaces)));
        }
        all.extend(self.codes(place)?);
        Ok(all)
    }

    /// The whole pack of a place: what is common, its own, of a town also each village's in a folder named by its id, and
    /// the list of it all.
    ///
    /// # Errors
    ///
    /// What does not fit.
    pub fn pack(&self, place: &Place) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let mut all = self.common.clone();
        all.extend(self.own(place)?);
        for village in self.villages(place) {
            all.extend(self.own(village)?.into_iter().map(|entry| entry.inside(village.id())));
        }
        let list = list(self.inputs, place, &all, self.typefaces.is_some());
        all.insert(0, Entry::new("清单.txt".to_owned(), Device::List, "", "每个文件用在哪里".to_owned(), Content::Text(list)));
        Ok(all)
    }

    /// The villages that go with a town.
    fn villages(&self, place: &Place) -> impl Iterator<Item = &Place> {
        let inside = (place.level == Level::Town).then(|| self.inputs.places.inside(place.id()));
        inside.into_iter().flatten()
    }

    /// Files of messages for every screen, then their scripts.
    fn messages(&self, messages: &[&Message], local: &Local<'_>) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let mut findings = Vec::new();
        let filled: Vec<Filled> = messages.iter().map(|message| self.filler.fill(message, local, &mut findings)).collect();
        let mut all = Vec::new();
        for screen in &self.inputs.settings.screens {
            for (message, filled) in messages.iter().zip(&filled) {
                let lines: Vec<String> = filled.screen.iter().map(|(_, line)| line.clone()).collect();
                match Reel::new(*screen, &lines, &self.words) {
                    Ok(reel) => all.extend(reel_files(message, reel)),
                    Err(unfit) => findings.extend(unfit.into_iter().map(|(_, why)| message.unfit(screen, why, local.name))),
                }
            }
        }
        for (message, filled) in messages.iter().zip(&filled) {
            for script in LENGTHS.into_iter().filter_map(|seconds| Script::new(&filled.speech, seconds)) {
                all.extend(script_files(message, script, self.voice));
            }
        }
        if findings.is_empty() { Ok(all) } else { Err(findings) }
    }

    /// The codes of a place; none before it is known where the site is.
    fn codes(&self, place: &Place) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let base = &self.inputs.settings.base_url;
        if base.is_empty() {
            return Ok(Vec::new());
        }
        let mut all = Vec::new();
        for (name, use_words, channel, distance) in DISTANCES {
            let code = Arc::new(printed(base, place, channel, distance)?);
            let purpose = format!("{use_words}，{} 毫米见方，{:.1} 米内能扫", code.millimetres(), distance as f64 / 1000.0);
            for (ending, content) in [("svg", Content::CodeSvg(Arc::clone(&code))), ("png", Content::CodePng(code))] {
                let path = format!("qr/{}-{name}.{ending}", place.id());
                all.push(Entry::new(path, Device::Code, place.name(), purpose.clone(), content));
            }
        }
        Ok(all)
    }
}

/// A sheet as a file.
fn sheet_file(made: PlaceSheet, typefaces: &Arc<Typefaces>) -> Entry {
    let (device, use_words) = match made.leaflet {
        true => (Device::Leaflet, "横着单面打印，从中间对折"),
        false => (Device::Board, "打印一张，贴在宣传栏"),
    };
    let purpose = format!("{} 纸，{use_words}；按实际大小打印，黑白、彩色都行", made.paper);
    let content = Content::Pdf(Arc::new(made.sheet), Arc::clone(typefaces));
    Entry::new(format!("poster/{}.pdf", made.name), device, &made.subject, purpose, content)
}

/// A message on a screen as files: moving, page by page, in words.
fn reel_files(message: &Message, reel: Reel) -> Vec<Entry> {
    let screen = *reel.screen();
    let path = format!("led/{}x{}/{}", screen.width, screen.height, message.id);
    let (reel, mut all) = (Arc::new(reel), Vec::new());
    let mut file = |path: String, purpose: String, content: Content| {
        all.push(Entry::new(path, Device::Screen(screen), &message.title, purpose, content));
    };
    let (moves, at_rest) = match screen.movement {
        Movement::Scroll => ("从右往左走", "，不会走的屏幕用它"),
        Movement::Page => ("一页一页换", ""),
    };
    let seconds = reel.hundredths().div_ceil(100);
    file(format!("{path}.gif"), format!("动图，{moves}，放一遍约 {seconds} 秒；能放动图的屏幕先用它"), Content::Gif(Arc::clone(&reel)));
    let pages = reel.count();
    let bitmap = match screen.ink {
        Ink::One => "BMP 是 1 位的，老式控制卡也认",
        Ink::Two => "BMP 是 16 色的，字是红的，数和电话是黄的",
        Ink::Full => "BMP 是 1 位的，只有一种颜色，要彩色就用 PNG",
    };
    for page in 0..pages {
        let purpose = format!("一页一张的图，一共 {pages} 张，每张停 {} 秒{at_rest}；{bitmap}", screen.seconds);
        file(format!("{path}-{:02}.bmp", page + 1), purpose, Content::Bmp(Arc::clone(&reel), page));
    }
    for page in 0..pages {
        file(format!("{path}-{:02}.png", page + 1), "同样的图，PNG 的".to_owned(), Content::Png(Arc::clone(&reel), page));
    }
    let own_font = "屏幕自己出字的用它";
    file(format!("{path}.txt"), format!("文字，GB18030 编码；{own_font}"), Content::Words(Arc::clone(&reel), TextFile::Gb18030));
    file(format!("{path}-utf8.txt"), "同样的文字，UTF-8 编码".to_owned(), Content::Words(reel, TextFile::Utf8));
    all
}

/// A script as files: for who reads it, and for a machine.
fn script_files(message: &Message, script: Script, voice: Option<Voice>) -> Vec<Entry> {
    let path = format!("script/{}-{}", message.id, script.seconds);
    let purpose = format!("{} 秒的广播稿，人念，读完约 {} 秒；可以打印", script.seconds, script.reading_time());
    let script = Arc::new(script);
    let file = |ending: &str, purpose: String, content: Content| {
        Entry::new(format!("{path}{ending}"), Device::Loudspeaker, &message.title, purpose, content)
    };
    let title = message.title.clone();
    let said = voice.map(|voice| {
        let purpose = "电脑念的，只用来掐时间，不要播放".to_owned();
        file("-只供掐时间.wav", purpose, Content::Wav(Arc::clone(&script), voice))
    });
    let machine = format!("同一份 {} 秒的稿子，给会念稿的机器（SSML）", script.seconds);
    let texts = [file(".txt", purpose, Content::Script(Arc::clone(&script), title)), file(".ssml", machine, Content::Ssml(script))];
    texts.into_iter().chain(said).collect()
}
