//! A sheet as a PDF of one page: its text can be selected and searched, its typeface is in it, nothing in it tells the time.

use std::fmt;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;

use super::{Anchor, Colour, Mark, Paint, Run, Sheet, Typefaces};

/// Points of a PDF in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The typeface has no such character.
    Character(char),
    /// What is written is no PDF; in the words of what writes it.
    Impossible(String),
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "电脑上的字体里没有“{c}”（U+{:04X}）", u32::from(*c)),
            Self::Impossible(why) => f.write_str(why),
        }
    }
}

impl Sheet {
    /// The sheet for a printer. The same sheet and typefaces give the same bytes.
    ///
    /// # Errors
    ///
    /// Where a character has no shape.
    pub fn pdf(&self, faces: &Typefaces) -> Result<Vec<u8>, Lacking> {
        let impossible = |why: &str| Lacking::Impossible(why.to_owned());
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(self.title.clone()).language("zh-CN".to_owned()).creator("mingbai".to_owned()));
        let settings =
            PageSettings::from_wh(self.paper.width * POINTS, self.paper.height * POINTS).ok_or_else(|| impossible("纸的大小不对"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(POINTS, POINTS));
        let drawn = self.marks.iter().try_for_each(|mark| draw(mark, &mut surface, faces));
        surface.pop();
        surface.finish();
        page.finish();
        drawn?;
        document.finish().map_err(|error| Lacking::Impossible(format!("{error:?}")))
    }
}

fn draw(mark: &Mark, surface: &mut Surface<'_>, faces: &Typefaces) -> Result<(), Lacking> {
    match mark {
        Mark::Text { x, y, size, anchor, runs } => text(Point::from_xy(*x, *y), *size, *anchor, runs, surface, faces)?,
        Mark::Area { x, y, width, height, paint } => {
            let rectangle = Rect::from_xywh(*x, *y, *width, *height).and_then(|rectangle| path(|path| path.push_rect(rectangle)));
            let Some(rectangle) = rectangle else { return Ok(()) };
            let (fill, stroke) = match paint {
                Paint::Fill(colour) => (Some(filled(*colour)), None),
                Paint::Line(colour, width) => (None, Some(stroked(*colour, *width, None))),
                Paint::Dashed(colour, width) => (None, Some(stroked(*colour, *width, Some(width * 4.0)))),
            };
            surface.set_fill(fill);
            surface.set_stroke(stroke);
            surface.draw_path(&rectangle);
        }
        Mark::Code { x, y, side, rows } => {
            let Some(modules) = path(|path| code(path, *x, *y, *side, rows)) else { return Ok(()) };
            surface.set_fill(Some(filled(Colour([0, 0, 0]))));
            surface.set_stroke(None);
            surface.draw_path(&modules);
        }
    }
    Ok(())
}

fn text(at: Point, size: f32, anchor: Anchor, runs: &[Run], surface: &mut Surface<'_>, faces: &Typefaces) -> Result<(), Lacking> {
    let face = |run: &Run| if run.bold { &faces.bold } else { &faces.regular };
    let shaped: Result<Vec<_>, char> = runs.iter().map(|run| Ok((run, face(run).glyphs(&run.text)?))).collect();
    let shaped = shaped.map_err(Lacking::Character)?;
    let wide = |glyphs: &[krilla::text::KrillaGlyph]| glyphs.iter().map(|glyph| glyph.x_advance * size).sum::<f32>();
    let all: f32 = shaped.iter().map(|(_, glyphs)| wide(glyphs)).sum();
    let mut x = match anchor {
        Anchor::Start => at.x,
        Anchor::Middle => at.x - all / 2.0,
        Anchor::End => at.x - all,
    };
    surface.set_stroke(None);
    for (run, glyphs) in shaped {
        surface.set_fill(Some(filled(run.colour)));
        surface.draw_glyphs(Point::from_xy(x, at.y), &glyphs, face(run).font(), &run.text, size, false);
        x += wide(&glyphs);
    }
    Ok(())
}

/// The dark modules, neighbours of a row as one rectangle.
fn code(path: &mut PathBuilder, x: f32, y: f32, side: f32, rows: &[Vec<bool>]) {
    let module = side / f32::from(u8::try_from(rows.len().max(1)).unwrap_or(u8::MAX));
    let mut top = y;
    for row in rows {
        let mut left = x;
        for run in row.chunk_by(|one, next| one == next) {
            let width = module * f32::from(u8::try_from(run.len()).unwrap_or(u8::MAX));
            let rectangle = Rect::from_xywh(left, top, width, module).filter(|_| run.first() == Some(&true));
            if let Some(rectangle) = rectangle {
                path.push_rect(rectangle);
            }
            left += width;
        }
        top += module;
    }
}

fn path(draw: impl FnOnce(&mut PathBuilder)) -> Option<Path> {
    let mut builder = PathBuilder::new();
    draw(&mut builder);
    builder.finish()
}

fn paint(colour: Colour) -> krilla::paint::Paint {
    let [red, green, blue] = colour.0;
    rgb::Color::new(red, green, blue).into()
}

fn filled(colour: Colour) -> Fill {
    Fill { paint: paint(colour), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroked(colour: Colour, width: f32, dash: Option<f32>) -> Stroke {
    let dash = dash.map(|length| StrokeDash { array: vec![length, length], offset: 0.0 });
    Stroke { paint: paint(colour), width, dash, ..Stroke::default() }
}
