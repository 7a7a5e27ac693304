//! Where lines and pages end: as few pages as can be, ending at pauses, with lines of much the same length.

use crate::glyph::glyph;
use crate::piece::{Piece, groups, is_phone, is_punctuation, pieces};

use super::{Screen, Unfit};

/// A page: its rows from the top.
pub(super) type Page = Vec<String>;

/// The pages that a line of a message takes on a screen.
pub(super) fn pages(screen: &Screen, line: &str, words: &[String]) -> Result<Vec<Page>, Unfit> {
    let mut all = Vec::new();
    for run in runs(&measured(line, words)?) {
        match run {
            [phone] if is_phone(bare(&phone.text)) => all.push(phone_page(screen, bare(&phone.text))?),
            run => all.extend(broken(screen, screen.rows, run)?),
        }
    }
    Ok(all)
}

/// The pages of one row that show a line of a scrolling screen at rest: broken where any page is, and where that is too wide behind
/// a group of a phone number or between two characters.
pub(super) fn still(screen: &Screen, line: &str, words: &[String]) -> Result<Vec<Page>, Unfit> {
    let narrow: Vec<String> = words.iter().filter(|word| has_room(screen, word)).cloned().collect();
    let mut all = Vec::new();
    for run in runs(&measured(line, &narrow)?) {
        let parts: Vec<Measured> = match run {
            [phone] if is_phone(bare(&phone.text)) => {
                groups(bare(&phone.text)).into_iter().map(|group| Measured::new(group, false)).collect()
            }
            run => run.to_vec(),
        };
        let parts: Vec<Measured> = parts.into_iter().flat_map(|part| part.narrowed(screen)).collect();
        all.extend(broken(screen, 1, &parts)?);
    }
    Ok(all)
}

/// Whether a text stands in one row and can be read while a page stands.
pub(super) fn has_room(screen: &Screen, text: &str) -> bool {
    cells(text) <= screen.columns() && characters(text) <= screen.characters()
}

/// The parts of a line that pass a scrolling screen one by one.
pub(super) fn segments(line: &str, words: &[String]) -> Result<Vec<String>, Unfit> {
    Ok(runs(&measured(line, words)?).map(joined).collect())
}

/// How many half characters wide a text is.
pub(crate) fn cells(text: &str) -> usize {
    text.chars().filter_map(glyph).map(|glyph| glyph.cells).sum()
}

/// How many characters people read: marks and blanks are not counted.
pub(crate) fn characters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// A piece, its width and how much there is to read in it.
#[derive(Clone)]
struct Measured {
    text: String,
    spaced: bool,
    pause: bool,
    cells: usize,
    characters: usize,
}

impl Measured {
    fn new(text: &str, spaced: bool) -> Self {
        Self { cells: cells(text), characters: characters(text), text: text.to_owned(), spaced, pause: false }
    }

    /// The same, or its parts where it has no room: figures and what stands before and behind them, and what of it has no room
    /// either by characters. A pause at its end is left out rather than that: the page ends there anyway.
    fn narrowed(self, screen: &Screen) -> Vec<Self> {
        let bare = self.text.trim_end_matches(['，', '。', '；', '：', '、']);
        if let Some(text) = [self.text.as_str(), bare].into_iter().find(|text| !text.is_empty() && has_room(screen, text)) {
            return vec![Self { pause: self.pause, ..Self::new(text, self.spaced) }];
        }
        let characters: Vec<char> = self.text.chars().collect();
        let runs = characters.chunk_by(|left, right| left.is_ascii() == right.is_ascii()).map(String::from_iter);
        let parts = runs.flat_map(|run| if has_room(screen, &run) { vec![run] } else { run.chars().map(String::from).collect() });
        let mut all: Vec<Self> = parts.map(|part| Self::new(&part, false)).collect();
        all.first_mut().into_iter().for_each(|first| first.spaced = self.spaced);
        all.last_mut().into_iter().for_each(|last| last.pause = self.pause);
        all
    }
}

fn measured(line: &str, words: &[String]) -> Result<Vec<Measured>, Unfit> {
    let measure = |piece: Piece| match piece.text.chars().find(|c| glyph(*c).is_none()) {
        Some(c) => Err(Unfit::Shapeless(c)),
        None => Ok(Measured { pause: piece.pause, ..Measured::new(&piece.text, piece.spaced) }),
    };
    pieces(line, words).into_iter().map(measure).collect()
}

/// A phone number without the punctuation behind it. What has a unit is none: 120 元 is an amount.
fn bare(text: &str) -> &str {
    text.trim_end_matches(is_punctuation)
}

/// Pieces in runs: each phone number alone, what stands between them together.
fn runs(pieces: &[Measured]) -> impl Iterator<Item = &[Measured]> {
    pieces.chunk_by(|left, right| !is_phone(bare(&left.text)) && !is_phone(bare(&right.text)))
}

fn joined(pieces: &[Measured]) -> String {
    let mut out = String::new();
    for piece in pieces {
        if piece.spaced && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&piece.text);
    }
    out
}

/// The width of some pieces in one row.
fn width(pieces: &[Measured]) -> usize {
    let blanks = pieces.iter().skip(1).filter(|piece| piece.spaced).count();
    pieces.iter().map(|piece| piece.cells).sum::<usize>() + blanks
}

/// A phone number in one row, or broken behind its area code where it is too wide.
fn phone_page(screen: &Screen, phone: &str) -> Result<Page, Unfit> {
    if characters(phone) > screen.characters() {
        return Err(Unfit::Long(phone.to_owned()));
    }
    if cells(phone) <= screen.columns() {
        return Ok(vec![phone.to_owned()]);
    }
    let groups: Page = phone.split_inclusive('-').map(str::to_owned).collect();
    let fits = groups.len() <= screen.rows && groups.iter().all(|group| cells(group) <= screen.columns());
    if fits { Ok(groups) } else { Err(Unfit::Wide(phone.to_owned())) }
}

/// What the least bad way costs: pages or rows, those that end within a part of a sentence, unevenness. Less is better.
type Cost = (usize, usize, usize);

/// The pages of pieces, of at most so many rows.
fn broken(screen: &Screen, most: usize, pieces: &[Measured]) -> Result<Vec<Page>, Unfit> {
    if let Some(wide) = pieces.iter().find(|piece| piece.cells > screen.columns()) {
        return Err(Unfit::Wide(wide.text.clone()));
    }
    if let Some(long) = pieces.iter().find(|piece| piece.characters > screen.characters()) {
        return Err(Unfit::Long(long.text.clone()));
    }
    // The best way to lay out the first n pieces, for each n; every piece fits alone, so there is one.
    let mut best: Vec<(Cost, Vec<Page>)> = vec![((0, 0, 0), Vec::new())];
    for end in 1..=pieces.len() {
        let ways = best.iter().enumerate().filter_map(|(begin, (cost, before))| {
            let inside = pieces.get(begin..end)?;
            let (uneven, page) = rows(screen, most, inside)?;
            let torn = usize::from(end < pieces.len() && !inside.last().is_some_and(|piece| piece.pause));
            let pages = before.iter().cloned().chain([page]).collect();
            Some(((cost.0 + 1, cost.1 + torn, cost.2 + uneven), pages))
        });
        let least: Option<(Cost, Vec<Page>)> = ways.min_by(|(left, _), (right, _)| left.cmp(right));
        best.extend(least);
    }
    Ok(best.pop().map(|(_, pages)| pages).unwrap_or_default())
}

/// The rows of one page with how uneven they are; `None` where the pieces need more rows or more time. Of as few rows as can be
/// those are taken that end at pauses, then the most even ones.
fn rows(screen: &Screen, most: usize, pieces: &[Measured]) -> Option<(usize, Page)> {
    if pieces.iter().map(|piece| piece.characters).sum::<usize>() > screen.characters() {
        return None;
    }
    let mut best: Vec<Option<(Cost, Page)>> = vec![Some(((0, 0, 0), Vec::new()))];
    for end in 1..=pieces.len() {
        let ways = best.iter().enumerate().filter_map(|(begin, before)| {
            let (((count, torn, uneven), before), inside) = (before.as_ref()?, pieces.get(begin..end)?);
            let left = screen.columns().checked_sub(width(inside))?;
            let tears = usize::from(end < pieces.len() && !inside.last().is_some_and(|piece| piece.pause));
            let rows = before.iter().cloned().chain([joined(inside)]).collect();
            (*count < most).then_some(((count + 1, torn + tears, uneven + left * left), rows))
        });
        let least = ways.min_by(|(left, _), (right, _)| left.cmp(right));
        best.push(least);
    }
    best.pop().flatten().map(|((_, _, uneven), rows)| (uneven, rows))
}
