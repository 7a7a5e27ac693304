//! A poster for a board: one message.

use super::column::{Block, Room, large};
use super::{Anchor, Colour, Mark, Notice, Paint, Paper, Sheet};

/// What a poster says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Poster {
    /// What matters most.
    pub slogan: String,
    /// What is said before the points.
    pub lead: Vec<String>,
    /// The points.
    pub points: Vec<String>,
}

/// The margin that printers leave, in millimetres of A4.
const MARGIN: f32 = 12.0;

/// How wide the code is, in millimetres of A4: a tenth of the half metre from which it is scanned.
const CODE: f32 = 50.0;

impl Poster {
    /// The poster on upright paper; `None` where there is more text than has room in a size that can be read.
    #[must_use]
    pub fn sheet(&self, notice: &Notice, paper: Paper) -> Option<Sheet> {
        let scale = paper.width / Paper::A4.width;
        let (x, width) = (MARGIN * scale, paper.width - 2.0 * MARGIN * scale);
        let mut marks = notice.band(x, MARGIN * scale, width, 13.0 * scale);
        let mut y = (MARGIN + 13.0 + 9.0) * scale;
        let (lines, size) = large(&self.slogan, &notice.words, 2, width, 25.0 * scale);
        for runs in lines {
            marks.push(Mark::Text { x, y: y + size * 0.88, size, anchor: Anchor::Start, runs });
            y += size * 1.22;
        }
        y += 2.0 * scale;
        marks.push(Mark::Area { x, y, width: 40.0 * scale, height: 1.8 * scale, paint: Paint::Fill(Colour::SEAL) });
        y += 8.0 * scale;
        let (foot, foot_height) = notice.foot_marks(x, paper.height - MARGIN * scale, width, 3.7 * scale);
        let (panel, panel_height) = notice.panel(x, paper.height - (MARGIN + 4.0) * scale - foot_height, width, CODE * scale);
        let bottom = paper.height - (MARGIN + 4.0) * scale - foot_height - panel_height;
        let blocks: Vec<Block> = self.lead.iter().cloned().map(Block::Lead).chain(self.points.iter().cloned().map(Block::Point)).collect();
        let room = Room { x, y, width, height: bottom - y - 6.0 * scale };
        marks.extend(room.set(&blocks, &notice.words, 10.5 * scale, 5.0 * scale)?);
        marks.extend(panel);
        marks.extend(foot);
        Some(Sheet { title: format!("{}：{}", notice.place, self.slogan), paper, marks })
    }
}
