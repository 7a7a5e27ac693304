//! Blocks of text one below the other, in the largest size that has room.

use super::flow::{lines, runs, width};
use super::{Anchor, Colour, Mark, Paint, Run};

/// A part of a column. Sizes are parts of the size of the body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    /// The title of what follows.
    Heading(String),
    /// A sentence before the points.
    Lead(String),
    /// One point of several.
    Point(String),
    /// What a line says, and its figure at the right.
    Row(String, String),
    /// A name, and what is said of it.
    Term(String, String),
}

/// Where a column is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// How much of a step the size is made smaller by, until everything has room.
const STEP: f32 = 0.97;

impl Room {
    /// The blocks in the largest size of a range that has room; `None` where none has. What room is left goes between them.
    pub(super) fn set(&self, blocks: &[Block], words: &[String], largest: f32, smallest: f32) -> Option<Vec<Mark>> {
        let mut size = largest;
        loop {
            let laid: Vec<Laid> = blocks.iter().map(|block| Laid::new(block, words, size, self.width)).collect();
            let high: f32 =
                laid.iter().map(|block| block.before + block.height).sum::<f32>() - laid.first().map_or(0.0, |first| first.before);
            if high <= self.height {
                #[expect(clippy::cast_precision_loss, reason = "a few blocks")]
                let gaps = laid.len().saturating_sub(1).max(1) as f32;
                let more = ((self.height - high) / gaps).min(size * 0.9);
                return Some(self.place(laid, more));
            }
            size *= STEP;
            if size < smallest {
                return None;
            }
        }
    }

    fn place(&self, laid: Vec<Laid>, more: f32) -> Vec<Mark> {
        let (mut marks, mut y) = (Vec::new(), self.y);
        for (place, block) in laid.into_iter().enumerate() {
            if place > 0 {
                y += block.before + more;
            }
            marks.extend(block.marks.into_iter().map(|mark| mark.moved(self.x, y)));
            y += block.height;
        }
        marks
    }
}

impl Mark {
    /// The same at another place.
    pub(super) fn moved(mut self, right: f32, down: f32) -> Self {
        match &mut self {
            Self::Text { x, y, .. } | Self::Area { x, y, .. } | Self::Code { x, y, .. } => {
                *x += right;
                *y += down;
            }
        }
        self
    }
}

/// A block with its marks, from its own upper left corner.
struct Laid {
    marks: Vec<Mark>,
    height: f32,
    /// The room before it.
    before: f32,
}

impl Laid {
    fn new(block: &Block, words: &[String], size: f32, room: f32) -> Self {
        match block {
            Block::Heading(text) => {
                let mut laid = Self::text(text, words, size * 1.25, room, size, true, Colour::PINE);
                let line = Mark::Area { x: 0.0, y: laid.height + size * 0.1, width: room, height: 0.35, paint: Paint::Fill(Colour::PINE) };
                laid.marks.push(line);
                laid.height += size * 0.2;
                laid
            }
            Block::Lead(text) => Self::text(text, words, size * 1.1, room, size * 0.5, true, Colour::INK),
            Block::Point(text) => {
                let indent = size * 1.05;
                let mut laid = Self::text(text, words, size, room - indent, size * 0.45, false, Colour::INK);
                laid.marks = laid.marks.into_iter().map(|mark| mark.moved(indent, 0.0)).collect();
                let side = size * 0.42;
                laid.marks.push(Mark::Area { x: 0.0, y: size * 0.51, width: side, height: side, paint: Paint::Fill(Colour::SEAL) });
                laid
            }
            Block::Row(name, figure) => {
                let y = baseline(size);
                let text = |x, anchor, runs| Mark::Text { x, y, size, anchor, runs };
                let name = vec![Run { text: name.clone(), bold: false, colour: Colour::INK }];
                let line = Mark::Area { x: 0.0, y: size * LINE, width: room, height: 0.2, paint: Paint::Fill(Colour::LINE) };
                let marks = vec![text(0.0, Anchor::Start, name), text(room, Anchor::End, runs(figure, true, Colour::INK)), line];
                Self { marks, height: size * LINE + 0.2, before: 0.0 }
            }
            Block::Term(name, said) => {
                let mut laid = Self::text(name, words, size, room, size * 0.4, true, Colour::INK);
                let said = Self::text(said, words, size * 0.92, room, 0.0, false, Colour::INK);
                laid.marks.extend(said.marks.into_iter().map(|mark| mark.moved(0.0, laid.height)));
                laid.height += said.height;
                laid
            }
        }
    }

    fn text(text: &str, words: &[String], size: f32, room: f32, before: f32, bold: bool, colour: Colour) -> Self {
        let (mut marks, mut y) = (Vec::new(), 0.0);
        for line in lines(text, words, room / size) {
            marks.push(Mark::Text { x: 0.0, y: y + baseline(size), size, anchor: Anchor::Start, runs: runs(&line, bold, colour) });
            y += size * LINE;
        }
        Self { marks, height: y, before }
    }
}

/// The height of a line, as a part of its size.
const LINE: f32 = 1.45;

/// Where the baseline is below the upper edge of a line.
fn baseline(size: f32) -> f32 {
    size * (LINE / 2.0 + 0.38)
}

/// A text in at most so many lines, as large as has room, from an upper edge on; how high it is.
pub(super) fn large(text: &str, words: &[String], count: usize, room: f32, largest: f32) -> (Vec<Vec<Run>>, f32) {
    let mut size = largest;
    while size > largest / 8.0 {
        let set = lines(text, words, room / size);
        if set.len() <= count && set.iter().all(|line| width(line) * size <= room) {
            return (set.iter().map(|line| runs(line, true, Colour::INK)).collect(), size);
        }
        size *= STEP;
    }
    (vec![runs(text, true, Colour::INK)], size)
}

/// The size in which a text goes into a width, at most the one that is wanted.
pub(super) fn shrunk(text: &str, wanted: f32, room: f32) -> f32 {
    wanted.min(room / width(text).max(1.0))
}
