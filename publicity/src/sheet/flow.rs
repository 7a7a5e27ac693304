//! Text broken into lines of a width, with its figures made to stand out.

use crate::piece::{Piece, pieces};

use super::{Colour, Run};

/// How wide a character is, as a part of the type's size. It holds for the usual Chinese typefaces, in both weights, so that
/// lines end at the same place whichever of them a machine has.
fn character(c: char) -> f32 {
    match c {
        '0'..='9' => 0.58,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.95,
        'A'..='Z' | '&' => 0.72,
        ' ' => 0.26,
        c if c.is_ascii() => 0.6,
        _ => 1.0,
    }
}

/// How wide a text is, as a part of the type's size.
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(character).sum()
}

/// What a way to set lines costs: how many there are, how many end within a part of a sentence, how uneven they are. Less is
/// better.
type Cost = (usize, usize, f32);

/// A text in as few lines of at most a width, a part of the type's size, as can be; they end at pauses where that takes no
/// more of them, and nothing that belongs together is torn. A piece that is wider than a line stands on a line alone.
pub(super) fn lines(text: &str, words: &[String], room: f32) -> Vec<String> {
    let pieces = pieces(text, words);
    let wide: Vec<f32> = pieces.iter().map(|piece| width(&piece.text) + if piece.spaced { width(" ") } else { 0.0 }).collect();
    // The best way to set the first n pieces, for each n: what it costs, and where its last line begins.
    let mut best: Vec<(Cost, usize)> = vec![((0, 0, 0.0), 0)];
    for end in 1..=pieces.len() {
        let last = pieces.get(end - 1);
        let hanging = last.map_or(0.0, |piece| hanging(&piece.text));
        let torn = usize::from(end < pieces.len() && !last.is_some_and(|piece| piece.pause));
        let mut line = 0.0;
        let ways = (0..end).rev().map_while(|begin| {
            line += wide.get(begin)?;
            let left = room + hanging - line;
            let (cost, _) = best.get(begin).filter(|_| left >= 0.0 || begin + 1 == end)?;
            Some(((cost.0 + 1, cost.1 + torn, cost.2 + left * left), begin))
        });
        let least: Option<(Cost, usize)> =
            ways.min_by(|(left, _), (right, _)| (left.0, left.1).cmp(&(right.0, right.1)).then_with(|| left.2.total_cmp(&right.2)));
        best.extend(least);
    }
    let ends = std::iter::successors(Some(pieces.len()), |end| best.get(*end).map(|(_, begin)| *begin).filter(|_| *end > 0));
    let ends: Vec<usize> = ends.collect();
    ends.windows(2).rev().filter_map(|pair| pieces.get(*pair.last()?..*pair.first()?)).map(joined).collect()
}

/// How much of a line's last mark is blank and may stand in the margin.
fn hanging(line: &str) -> f32 {
    if line.ends_with(['，', '。', '；', '：', '、']) { 0.5 } else { 0.0 }
}

fn joined(pieces: &[Piece]) -> String {
    let mut line = String::new();
    pieces.iter().for_each(|piece| join(&mut line, piece));
    line
}

fn join(line: &mut String, piece: &Piece) {
    if piece.spaced && !line.is_empty() {
        line.push(' ');
    }
    line.push_str(&piece.text);
}

/// A line in runs: its figures, with 元 behind them, stand out by weight and colour.
pub(super) fn runs(line: &str, bold: bool, colour: Colour) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let run = from.find(|c: char| !(c.is_ascii_digit() || ",.-–%".contains(c))).unwrap_or(from.len());
        let end = if from.get(run..).is_some_and(|behind| behind.starts_with('元')) { run + '元'.len_utf8() } else { run };
        let (figure, behind) = from.split_at_checked(end).unwrap_or((from, ""));
        all.push(Run { text: before.to_owned(), bold, colour });
        all.push(Run { text: figure.to_owned(), bold: true, colour: Colour::SEAL });
        rest = behind;
    }
    all.push(Run { text: rest.to_owned(), bold, colour });
    all.retain(|run| !run.text.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_width_and_tear_nothing() {
        let words = ["低保标准".to_owned()];
        let text = "全家一年的收入分到每个人，不到低保标准8,400元的，都可以申报";
        let set = lines(text, &words, 12.0);
        assert_eq!(set.concat(), text);
        assert!(set.iter().all(|line| width(line) <= 12.5), "{set:?}");
        assert!(set.iter().any(|line| line.contains("低保标准")) && set.iter().any(|line| line.contains("8,400元")));
    }

    #[test]
    fn lines_end_at_pauses_and_are_even() {
        assert_eq!(lines("家里有难处，早点说出来", &[], 7.0), ["家里有难处，", "早点说出来"]);
        assert_eq!(lines("甲乙丙丁，戊己，庚辛壬癸", &[], 8.0), ["甲乙丙丁，", "戊己，庚辛壬癸"]);
        assert_eq!(lines("一二三四五六七八九十", &[], 9.0), ["一二三四五", "六七八九十"]);
    }

    #[test]
    fn figures_stand_out() {
        let all = runs("不到8,400元的，5个工作日", false, Colour::INK);
        let bold: Vec<&str> = all.iter().filter(|run| run.bold).map(|run| run.text.as_str()).collect();
        assert_eq!(bold, ["8,400元", "5"]);
    }
}
