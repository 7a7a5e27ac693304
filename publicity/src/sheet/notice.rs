//! What stands on every sheet of a place: whose it is, whom to call, the code, where the figures come from.

use super::column::shrunk;
use super::flow::{lines, width};
use super::{Anchor, Colour, Mark, Paint, Run};
use crate::code::QUIET;

/// What every sheet of a place says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The name of the site.
    pub title: String,
    /// The place where the sheet hangs.
    pub place: String,
    /// Whom to call.
    pub calls: Vec<Call>,
    /// The modules of the code that leads to the place, and the address that it says; `None` where no address is known.
    pub code: Option<(Vec<Vec<bool>>, String)>,
    /// What to do with the code; where there is none, why.
    pub code_words: String,
    /// Lines in small type: where the figures come from, who decides, who publishes it.
    pub foot: Vec<String>,
    /// Words that no line break splits.
    pub words: Vec<String>,
}

/// Somebody to call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Who it is.
    pub name: String,
    /// The number; empty where it is unset.
    pub phone: String,
    /// What stands there where it is unset.
    pub unset: String,
}

impl Notice {
    /// The band at the upper edge: the site's name and the place.
    pub(super) fn band(&self, x: f32, y: f32, across: f32, height: f32) -> Vec<Mark> {
        let inner = across - height * 0.8;
        let wanted = height * 0.46;
        let size = wanted.min(inner / (width(&self.title) + width(&self.place) + 1.0));
        let text = |x, anchor, text: &str| Mark::Text {
            x,
            y: y + height / 2.0 + size * 0.38,
            size,
            anchor,
            runs: vec![Run { text: text.to_owned(), bold: true, colour: Colour::WHITE }],
        };
        vec![
            Mark::Area { x, y, width: across, height, paint: Paint::Fill(Colour::PINE) },
            text(x + height * 0.4, Anchor::Start, &self.title),
            text(x + across - height * 0.4, Anchor::End, &self.place),
        ]
    }

    /// The frame with whom to call at the left and the code, `side` wide, at the right; how high it is.
    pub(super) fn panel(&self, x: f32, bottom: f32, across: f32, side: f32) -> (Vec<Mark>, f32) {
        let modules = self.code.as_ref().map_or(33, |(rows, _)| rows.len());
        #[expect(clippy::cast_precision_loss, reason = "a few modules")]
        let zone = side * QUIET as f32 / modules as f32;
        let (small, line) = (side / 11.0, side / 60.0);
        // Half of the frame's line is inside of it.
        let quiet = zone + line / 2.0;
        let height = quiet + side + zone + small * 3.4;
        let y = bottom - height;
        let mut marks = vec![Mark::Area { x, y, width: across, height, paint: Paint::Line(Colour::PINE, line) }];
        let left = x + across - side - quiet;
        marks.extend(self.code_marks(left, y + quiet, side, small, zone));
        let room = left - quiet - (x + quiet);
        marks.extend(self.call_marks(x + quiet, y, room, height, side));
        (marks, height)
    }

    fn code_marks(&self, x: f32, y: f32, side: f32, small: f32, quiet: f32) -> Vec<Mark> {
        let middle = x + side / 2.0;
        let line = |y: f32, text: &str, bold: bool, size: f32| Mark::Text {
            x: middle,
            y,
            size,
            anchor: Anchor::Middle,
            runs: vec![Run { text: text.to_owned(), bold, colour: Colour::INK }],
        };
        let below = y + side + quiet;
        let Some((rows, address)) = &self.code else {
            let said = lines(&self.code_words, &self.words, side * 0.8 / small);
            let mut marks = vec![Mark::Area { x, y, width: side, height: side, paint: Paint::Dashed(Colour::SOFT, side / 90.0) }];
            let mut top = y + side / 2.0 - small * 0.7 * (f32::from(u8::try_from(said.len()).unwrap_or(u8::MAX)) - 1.0) + small * 0.38;
            for text in said {
                marks.push(line(top, &text, false, small));
                top += small * 1.4;
            }
            return marks;
        };
        let (first, second) = halves(address);
        let size = shrunk(first, small * 0.75, side + quiet).min(shrunk(second, small * 0.75, side + quiet));
        vec![
            Mark::Code { x, y, side, rows: rows.clone() },
            line(below + small, &self.code_words, true, shrunk(&self.code_words, small, side + quiet)),
            line(below + small * 1.2 + size * 1.2, first, false, size),
            line(below + small * 1.2 + size * 2.4, second, false, size),
        ]
    }

    /// Each name with its number below, as large as the room allows.
    fn call_marks(&self, x: f32, y: f32, room: f32, height: f32, side: f32) -> Vec<Mark> {
        let mut marks = Vec::new();
        let share = height / f32::from(u8::try_from(self.calls.len().max(1)).unwrap_or(u8::MAX));
        for (call, top) in self.calls.iter().zip(std::iter::successors(Some(y), |top| Some(top + share))) {
            let name = shrunk(&call.name, side / 7.0, room);
            let (number, colour, bold) =
                if call.phone.is_empty() { (&call.unset, Colour::SOFT, false) } else { (&call.phone, Colour::SEAL, true) };
            let wanted = if call.phone.is_empty() { side / 8.0 } else { side / 3.6 };
            let size = shrunk(number, wanted, room - side * 0.06).min(share * 0.42);
            let start = top + (share - name * 1.5 - size * 1.3) / 2.0;
            let baseline = start + name * 1.5 + size;
            marks.push(Mark::Text {
                x,
                y: start + name * 0.95,
                size: name,
                anchor: Anchor::Start,
                runs: vec![Run { text: call.name.clone(), bold: true, colour: Colour::INK }],
            });
            let run = Run { text: number.clone(), bold, colour };
            let inset = if call.phone.is_empty() { side * 0.03 } else { 0.0 };
            marks.push(Mark::Text { x: x + inset, y: baseline, size, anchor: Anchor::Start, runs: vec![run] });
            if call.phone.is_empty() {
                let paint = Paint::Dashed(Colour::SOFT, side / 90.0);
                marks.push(Mark::Area {
                    x,
                    y: baseline - size * 1.15,
                    width: width(number) * size + inset * 2.0,
                    height: size * 1.55,
                    paint,
                });
            }
        }
        marks
    }

    /// The small print, its last line's lower edge at `bottom`; how high it is.
    pub(super) fn foot_marks(&self, x: f32, bottom: f32, room: f32, size: f32) -> (Vec<Mark>, f32) {
        let lines: Vec<String> = self.foot.iter().flat_map(|text| lines(text, &self.words, room / size)).collect();
        let count = f32::from(u8::try_from(lines.len()).unwrap_or(u8::MAX));
        let high = count * size * 1.4;
        let baselines = std::iter::successors(Some(bottom - high + size), |y| Some(y + size * 1.4));
        let marks = lines.into_iter().zip(baselines).map(|(text, y)| Mark::Text {
            x,
            y,
            size,
            anchor: Anchor::Start,
            runs: vec![Run { text, bold: false, colour: Colour::SOFT }],
        });
        (marks.collect(), high)
    }
}

/// A long address in two lines, broken behind a slash near its middle; a short one stays whole.
fn halves(address: &str) -> (&str, &str) {
    let slashes = address
        .match_indices('/')
        .map(|(at, _)| at + 1)
        .filter(|at| *at < address.len() && !address.get(..*at).is_some_and(|host| host.ends_with("//") || host.ends_with(":/")));
    let nearest = slashes.min_by_key(|at| at.abs_diff(address.len() / 2)).filter(|_| address.len() > 24);
    nearest.and_then(|at| address.split_at_checked(at)).unwrap_or((address, ""))
}
