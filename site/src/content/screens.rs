//! `[[screen]]` of `site.toml`: the LED screens that hang in the villages.

use publicity::{Ink, Movement, Screen};

use super::fields::Fields;

/// How long a page stands where nothing is said, and at least, in seconds.
const SECONDS: usize = 3;

/// How many characters people read in a second where nothing is said, and at most.
const RATE: usize = 4;

const INKS: [(&str, Ink); 3] = [("单色", Ink::One), ("双色", Ink::Two), ("全彩", Ink::Full)];
const MOVEMENTS: [(&str, Movement); 2] = [("翻页", Movement::Page), ("滚动", Movement::Scroll)];

/// The longest side that is made.
const LARGEST: usize = 4096;

/// Reads a screen; `None` where something is wrong with it, which is then told.
pub(super) fn screen(fields: &mut Fields<'_, '_>) -> Option<Screen> {
    let ink = word(fields, "colour", &INKS);
    let movement = word(fields, "movement", &MOVEMENTS);
    let mut number = |name, usual: Option<usize>| match fields.integer(name) {
        None => usual,
        Some(number) => usize::try_from(number).ok().filter(|number| *number <= LARGEST),
    };
    let (width, height, rows) = (number("width", None), number("height", None), number("rows", Some(1)));
    let (seconds, rate) = (number("seconds", Some(SECONDS)), number("characters", Some(RATE)));
    let screen =
        || Some(Screen { width: width?, height: height?, rows: rows?, ink: ink?, seconds: seconds?, rate: rate?, movement: movement? });
    let screen = screen().filter(|screen| screen.is_possible() && screen.rate <= RATE && screen.seconds >= SECONDS);
    if screen.is_none() {
        let span = fields.ignore("width").unwrap_or_default();
        let help = "写上 width 和 height（多少个灯，不超过 4096），每行字要 16 个灯高；seconds 至少 3，characters 要比 0 大、最多 4";
        fields.fault(span, "这块屏幕放不下字，或者大小没有写对", help);
    }
    screen
}

/// One of a few words; the first where nothing is said.
pub(super) fn word<T: Copy>(fields: &mut Fields<'_, '_>, name: &'static str, words: &[(&str, T)]) -> Option<T> {
    let Some((said, span)) = fields.spanned_text(name) else { return words.first().map(|(_, value)| *value) };
    let found = words.iter().find(|(word, _)| *word == said).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        fields.fault(span, format!("{name} 不能是“{said}”"), format!("可以写：{}", known.join("、")));
    }
    found
}
