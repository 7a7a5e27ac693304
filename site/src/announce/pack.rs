//! The pack: files for screens, loudspeakers and boards, and a list of what is for which device.

use std::fmt::Write;

use code::Grid;
use publicity::{PrintedCode, Reel, Script, TextFile};
use rules::{Diagnostic, Policy};

use crate::build::{Inputs, Staging, canonical};
use crate::content::Place;

use super::fill::{Filler, words};

/// How long scripts are, in seconds.
pub(super) const LENGTHS: [usize; 3] = [30, 60, 120];

/// From how far codes are scanned, in millimetres: on paper in the hand, on a board.
const DISTANCES: [(&str, usize); 2] = [("leaflet", 300), ("board", 1500)];

/// Writes the pack of some places; the answer is how many files it has.
///
/// # Errors
///
/// What cannot be made or written.
pub fn pack(inputs: &Inputs, policy: &Policy, places: &[&Place], staging: &Staging) -> Result<usize, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let mut pack = Pack { staging, list: String::new(), files: 0 };
    let made =
        pack.begin(inputs).screens(inputs, policy, &mut findings).and_then(|()| pack.codes(inputs, places)).and_then(|()| pack.finish());
    findings.extend(made.err());
    if findings.is_empty() { Ok(pack.files) } else { Err(findings) }
}

/// A pack while it is made.
struct Pack<'a> {
    staging: &'a Staging,
    list: String,
    files: usize,
}

impl Pack<'_> {
    fn file(&mut self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.files += 1;
        self.staging.write(path, bytes).map(drop)
    }

    fn say(&mut self, line: &str) {
        let _ = writeln!(self.list, "{line}");
    }

    fn begin(&mut self, inputs: &Inputs) -> &mut Self {
        self.say(&format!("{}：宣传材料\n数按 {} 的标准。", inputs.settings.title, inputs.on.chinese()));
        if inputs.settings.hotline.phone.is_empty() {
            self.say("热线号码待主办单位填写，屏幕和广播里都还没有号码。");
        }
        self
    }

    /// Frames and texts of every message for every screen, and its scripts.
    fn screens(&mut self, inputs: &Inputs, policy: &Policy, findings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
        let (filler, words) = (Filler::new(inputs, policy), words(inputs, policy));
        for message in &inputs.messages {
            let filled = filler.fill(message, findings);
            self.say(&format!("\n【{}】", message.title));
            let lines: Vec<String> = filled.screen.into_iter().map(|(_, line)| line).collect();
            for screen in &inputs.settings.screens {
                // What does not fit is a finding of the check.
                let Ok(reel) = Reel::new(*screen, &lines, &words) else { continue };
                self.reel(&message.id, &reel)?;
            }
            for seconds in LENGTHS {
                let Some(script) = Script::new(&filled.speech, seconds) else { continue };
                let path = format!("script/{}-{seconds}", message.id);
                self.say(&format!("{path}.txt：{seconds} 秒的广播稿，人念，读完约 {} 秒；{path}.ssml：机器念", script.reading_time()));
                self.file(&format!("{path}.txt"), &TextFile::Utf8.bytes(&script.text(&message.title)))?;
                self.file(&format!("{path}.ssml"), script.ssml().as_bytes())?;
            }
        }
        Ok(())
    }

    fn reel(&mut self, id: &str, reel: &Reel) -> Result<(), Diagnostic> {
        let screen = reel.screen();
        let (width, height) = (screen.width, screen.height);
        let path = format!("led/{width}x{height}/{id}");
        self.say(&format!("{path}.gif、{path}-01.bmp（.png）……：{width}×{height} 的屏幕，放图用，放一遍约 {} 秒；{path}.txt（GB18030）、{path}-utf8.txt：让屏幕自己出字", reel.hundredths().div_ceil(100)));
        self.file(&format!("{path}.gif"), &reel.gif().map_err(|error| unmade(&path, &error))?)?;
        self.file(&format!("{path}.txt"), &TextFile::Gb18030.bytes(&reel.text()))?;
        self.file(&format!("{path}-utf8.txt"), &TextFile::Utf8.bytes(&reel.text()))?;
        for (frame, number) in reel.stills().iter().zip(1..) {
            self.file(&format!("{path}-{number:02}.bmp"), &frame.bmp(screen.ink))?;
            self.file(&format!("{path}-{number:02}.png"), &frame.png(screen.ink).map_err(|error| unmade(&path, &error))?)?;
        }
        Ok(())
    }

    /// The codes of places; none before it is known where the site is.
    fn codes(&mut self, inputs: &Inputs, places: &[&Place]) -> Result<(), Diagnostic> {
        self.say("\n【二维码】");
        let base = &inputs.settings.base_url;
        if base.is_empty() {
            self.say("网站发布后的网址还没有填（content/site.toml 的 base_url），所以还没有二维码。");
            return Ok(());
        }
        for place in places {
            let address = canonical(base, &place.page());
            let path = format!("qr/{}", place.id);
            let grid = Grid::printed(&address).ok_or_else(|| {
                Diagnostic::error("content/site.toml", 0..0, format!("网址“{address}”太长，做不成二维码"), "换一个短的网址")
            })?;
            let rows: Vec<Vec<bool>> = grid.rows().map(Iterator::collect).collect();
            for (name, distance) in DISTANCES {
                let code = PrintedCode { rows: rows.clone(), words: address.clone(), distance };
                self.say(&format!(
                    "{path}-{name}.svg、.png：{}，{} 毫米见方，{:.1} 米内能扫",
                    place.name,
                    code.millimetres(),
                    distance as f64 / 1000.0
                ));
                self.file(&format!("{path}-{name}.svg"), code.svg().as_bytes())?;
                self.file(&format!("{path}-{name}.png"), &code.png().map_err(|error| unmade(&path, &error))?)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Diagnostic> {
        let list = TextFile::Utf8.bytes(&self.list);
        self.file("清单.txt", &list)
    }
}

fn unmade(path: &str, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("", 0..0, format!("做不出“{path}”：{error}"), "检查 content/site.toml 里屏幕的大小")
}
