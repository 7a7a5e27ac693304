//! A leaflet: one lying sheet of A4 that is folded once in the middle.

use super::column::{Block, Room};
use super::{Colour, Mark, Notice, Paint, Paper, Poster, Sheet};

/// What a leaflet says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaflet {
    /// What it is called.
    pub title: String,
    /// What stands at the left: parts with their titles as slogans.
    pub parts: Vec<Poster>,
    /// A table: its title, and what stands in its rows.
    pub table: (String, Vec<(String, String)>),
    /// What helps: a title, and names with what is said of them.
    pub help: (String, Vec<(String, String)>),
}

/// The margin that printers leave, and the room at each side of the fold.
const MARGIN: f32 = 10.0;

/// How wide the code is: it is scanned from the hand.
const CODE: f32 = 30.0;

/// The sizes between which the body is set; the least can be read by old eyes.
const SIZES: (f32, f32) = (5.2, 3.5);

impl Leaflet {
    /// The leaflet; `None` where there is more text than has room in a size that can be read.
    #[must_use]
    pub fn sheet(&self, notice: &Notice) -> Option<Sheet> {
        let paper = Paper::A4_LYING;
        let half = paper.width / 2.0;
        let width = half - 2.0 * MARGIN;
        let (left, right) = (MARGIN, half + MARGIN);
        let mut marks = notice.band(left, MARGIN, width, 11.0);
        let top = MARGIN + 11.0 + 5.0;
        let blocks = self.left();
        marks.extend(Room { x: left, y: top, width, height: paper.height - MARGIN - top }.set(&blocks, &notice.words, SIZES.0, SIZES.1)?);
        let (foot, foot_height) = notice.foot_marks(right, paper.height - MARGIN, width, 3.0);
        let (panel, panel_height) = notice.panel(right, paper.height - MARGIN - foot_height - 2.5, width, CODE);
        let height = paper.height - MARGIN - foot_height - 2.5 - panel_height - 4.0 - MARGIN;
        marks.extend(Room { x: right, y: MARGIN, width, height }.set(&self.right(), &notice.words, SIZES.0, SIZES.1)?);
        marks.extend(panel);
        marks.extend(foot);
        // Where to fold: short lines at both edges.
        for y in [4.0, paper.height - 8.0] {
            marks.push(Mark::Area { x: half, y, width: 0.2, height: 4.0, paint: Paint::Fill(Colour::LINE) });
        }
        Some(Sheet { title: format!("{}：{}", notice.place, self.title), paper, marks })
    }

    fn left(&self) -> Vec<Block> {
        let part = |part: &Poster| {
            let heading = Block::Heading(part.slogan.clone());
            let said = part.lead.iter().cloned().map(Block::Lead).chain(part.points.iter().cloned().map(Block::Point));
            std::iter::once(heading).chain(said).collect::<Vec<_>>()
        };
        let mut blocks: Vec<Block> = self.parts.iter().flat_map(part).collect();
        if !self.table.1.is_empty() {
            blocks.push(Block::Heading(self.table.0.clone()));
            blocks.extend(self.table.1.iter().map(|(name, figure)| Block::Row(name.clone(), figure.clone())));
        }
        blocks
    }

    fn right(&self) -> Vec<Block> {
        if self.help.1.is_empty() {
            return Vec::new();
        }
        let terms = self.help.1.iter().map(|(name, said)| Block::Term(name.clone(), said.clone()));
        std::iter::once(Block::Heading(self.help.0.clone())).chain(terms).collect()
    }
}
