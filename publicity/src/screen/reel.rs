//! What a screen shows from begin to end.

use crate::glyph::{CELL, HEIGHT};

use super::layout::{cells, characters, pages, segments};
use super::{Frame, Movement, Screen, Unfit};

/// A message on a screen: its pages, or its parts that pass by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reel {
    screen: Screen,
    /// The rows of each page; of a scrolling screen each part, one row.
    pages: Vec<Vec<String>>,
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
        let (mut all, mut unfit) = (Vec::new(), Vec::new());
        for (place, line) in lines.iter().enumerate() {
            let made = match screen.movement {
                Movement::Page => pages(&screen, line, words),
                Movement::Scroll => segments(line, words).map(|parts| parts.into_iter().map(|part| vec![part]).collect()),
            };
            match made {
                Ok(pages) => all.extend(pages),
                Err(why) => unfit.push((place, why)),
            }
        }
        if unfit.is_empty() { Ok(Self { screen, pages: all }) } else { Err(unfit) }
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

    /// Pictures of the size of the screen: its pages; what passes by, cut from left to right.
    #[must_use]
    pub fn stills(&self) -> Vec<Frame> {
        match self.screen.movement {
            Movement::Page => self.pages.iter().map(|rows| Frame::page(&self.screen, rows)).collect(),
            Movement::Scroll => self.pages.iter().flatten().flat_map(|part| self.windows(part)).collect(),
        }
    }

    /// How many pictures that are.
    #[must_use]
    pub fn count(&self) -> usize {
        match self.screen.movement {
            Movement::Page => self.pages.len(),
            Movement::Scroll => self.stills().len(),
        }
    }

    /// One of the pictures.
    #[must_use]
    pub fn still(&self, place: usize) -> Option<Frame> {
        match self.screen.movement {
            Movement::Page => self.pages.get(place).map(|rows| Frame::page(&self.screen, rows)),
            Movement::Scroll => self.stills().into_iter().nth(place),
        }
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
        let (strip, hundredths) = (self.strip(part, self.screen.width), self.pace(part));
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

    /// A part in one row as long as it needs, with room before it.
    fn strip(&self, part: &str, before: usize) -> Frame {
        let scale = self.screen.scale();
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

    fn windows(&self, part: &str) -> Vec<Frame> {
        let (strip, step) = (self.strip(part, 0), self.screen.columns() * CELL * self.screen.scale());
        (0..strip.width.div_ceil(step.max(1))).map(|place| self.window(&strip, place * step)).collect()
    }

    /// What pictures of a reel say, read from their lights alone: the rows of each page; of a scrolling screen one row, with
    /// blanks where a part ends.
    ///
    /// `None` where some of it is no character.
    #[must_use]
    pub fn read(screen: &Screen, stills: &[Frame]) -> Option<Vec<Vec<String>>> {
        if screen.movement == Movement::Page {
            return stills.iter().map(|frame| frame.read(screen)).collect();
        }
        // Side by side they are the strip that they were cut from.
        let step = screen.columns() * CELL * screen.scale();
        let rows = (0..screen.height).flat_map(|y| stills.iter().flat_map(move |still| (0..step).map(move |x| still.is_lit(x, y))));
        let strip = Frame { lights: rows.collect(), ..Frame::dark(step * stills.len(), screen.height) };
        let top = screen.height.saturating_sub(HEIGHT * screen.scale()) / 2;
        Some(vec![vec![strip.read_row(0, top, screen.scale())?]])
    }
}
