//! What a screen shows from begin to end.

use crate::glyph::{CELL, HEIGHT};

use super::layout::{cells, characters, pages, segments, still};
use super::{Frame, Movement, Screen, Unfit};

/// The rows of one page.
type Rows = Vec<String>;

/// A message on a screen: its pages, or its parts that pass by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reel {
    screen: Screen,
    /// The rows of each page; of a scrolling screen each part, one row.
    pages: Vec<Rows>,
    /// The rows of each picture: the same, and what passes by broken into pages.
    stills: Vec<Rows>,
}

/// A picture and how long it stands, in hundredths of a second.
pub(super) struct Moment {
    pub frame: Frame,
    pub hundredths: usize,
}

impl Reel {
    /// Lays the lines of a message out; each begins a page. `words` are words of the document, which stay whole.
    ///
    /// # Errors
    ///
    /// Each line that does not fit, by its place among `lines`, and why.
    pub fn new(screen: Screen, lines: &[String], words: &[String]) -> Result<Self, Vec<(usize, Unfit)>> {
        let (mut reel, mut unfit) = (Self { screen, pages: Vec::new(), stills: Vec::new() }, Vec::new());
        for (place, line) in lines.iter().enumerate() {
            match Self::line(&screen, line, words) {
                Ok((pages, stills)) => {
                    reel.pages.extend(pages);
                    reel.stills.extend(stills);
                }
                Err(why) => unfit.push((place, why)),
            }
        }
        if unfit.is_empty() { Ok(reel) } else { Err(unfit) }
    }

    /// What a line comes to: its pages or parts, and its pictures.
    fn line(screen: &Screen, line: &str, words: &[String]) -> Result<(Vec<Rows>, Vec<Rows>), Unfit> {
        match screen.movement {
            Movement::Page => pages(screen, line, words).map(|pages| (pages.clone(), pages)),
            Movement::Scroll => {
                let parts = segments(line, words)?.into_iter().map(|part| vec![part]).collect();
                Ok((parts, still(screen, line, words)?))
            }
        }
    }

    /// The screen that it is made for.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// The rows of each page; of a scrolling screen each part that passes by.
    #[must_use]
    pub fn pages(&self) -> &[Vec<String>] {
        &self.pages
    }

    /// Pictures of the size of the screen, one a page.
    #[must_use]
    pub fn stills(&self) -> Vec<Frame> {
        self.stills.iter().map(|rows| Frame::page(&self.screen, rows)).collect()
    }

    /// How many pictures that are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.stills.len()
    }

    /// One of the pictures.
    #[must_use]
    pub fn still(&self, place: usize) -> Option<Frame> {
        self.stills.get(place).map(|rows| Frame::page(&self.screen, rows))
    }

    /// How long it takes to be shown once, in hundredths of a second.
    #[must_use]
    pub fn hundredths(&self) -> usize {
        match self.screen.movement {
            Movement::Page => self.pages.len() * self.screen.seconds * 100,
            Movement::Scroll => self.pages.iter().flatten().map(|part| self.steps(part) * self.pace(part)).sum(),
        }
    }

    /// Everything that is shown in turn.
    pub(super) fn moments(&self) -> Box<dyn Iterator<Item = Moment> + '_> {
        let hundredths = self.screen.seconds * 100;
        match self.screen.movement {
            Movement::Page => Box::new(self.stills().into_iter().map(move |frame| Moment { frame, hundredths })),
            Movement::Scroll => Box::new(self.pages.iter().flatten().flat_map(|part| self.passage(part))),
        }
    }

    /// A part from the moment before its first character comes to the one after its last has gone.
    fn passage<'a>(&'a self, part: &'a str) -> impl Iterator<Item = Moment> + 'a {
        let (strip, hundredths) = (self.strip(part), self.pace(part));
        let step = CELL * self.screen.scale();
        (0..self.steps(part)).map(move |at| Moment { frame: self.window(&strip, at * step), hundredths })
    }

    /// How many steps of half a character a part takes.
    fn steps(&self, part: &str) -> usize {
        cells(part) + self.screen.width.div_ceil(CELL * self.screen.scale())
    }

    /// How long a step takes, so that no more characters pass in a second than people read.
    fn pace(&self, part: &str) -> usize {
        (characters(part) * 100).div_ceil(self.screen.rate * cells(part).max(1)).max(1)
    }

    /// A part in one row as long as it needs, with a screen's room before it.
    fn strip(&self, part: &str) -> Frame {
        let (scale, before) = (self.screen.scale(), self.screen.width);
        let mut strip = Frame::dark(before + cells(part) * CELL * scale, self.screen.height);
        strip.write(part, before, self.screen.height.saturating_sub(HEIGHT * scale) / 2, scale);
        strip.in_ink(self.screen.ink)
    }

    /// As much of a strip as the screen shows from a column on.
    fn window(&self, strip: &Frame, from: usize) -> Frame {
        let mut frame = Frame::dark(self.screen.width, self.screen.height);
        for (lights, all) in [(&mut frame.lights, &strip.lights), (&mut frame.second, &strip.second)] {
            for (row, source) in lights.chunks_mut(frame.width.max(1)).zip(all.chunks(strip.width.max(1))) {
                row.iter_mut().zip(source.iter().skip(from)).for_each(|(light, lit)| *light = *lit);
            }
        }
        frame
    }

    /// What pictures of a screen say, read from their lights alone: the rows of each page.
    ///
    /// `None` where some of it is no character.
    #[must_use]
    pub fn read(screen: &Screen, stills: &[Frame]) -> Option<Vec<Vec<String>>> {
        stills.iter().map(|frame| frame.read(screen)).collect()
    }
}
