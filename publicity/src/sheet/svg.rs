//! A sheet as an SVG in millimetres, its text as text.

use std::fmt::Write;

use crate::script::escaped;

use super::{Anchor, Colour, Mark, Paint, Sheet};

/// The typefaces of the site, best first.
const FAMILY: &str = "PingFang SC, HarmonyOS Sans SC, MiSans, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif";

impl Sheet {
    /// The sheet as a picture for a page.
    #[must_use]
    pub fn svg(&self) -> String {
        let (width, height) = (self.paper.width, self.paper.height);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILY}\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
            escaped(&self.title)
        );
        self.marks.iter().for_each(|mark| mark.svg(&mut out));
        out.push_str("</svg>\n");
        out
    }
}

impl Mark {
    fn svg(&self, out: &mut String) {
        match self {
            Self::Text { x, y, size, anchor, runs } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let _ = write!(out, "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size:.2}\"{anchor}>");
                for run in runs {
                    let weight = if run.bold { " font-weight=\"700\"" } else { "" };
                    let _ = write!(out, "<tspan fill=\"{}\"{weight}>{}</tspan>", run.colour.hex(), escaped(&run.text));
                }
                out.push_str("</text>\n");
            }
            Self::Area { x, y, width, height, paint } => {
                let paint = match paint {
                    Paint::Fill(colour) => format!("fill=\"{}\"", colour.hex()),
                    Paint::Line(colour, line) => format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{line:.2}\"", colour.hex()),
                    Paint::Dashed(colour, line) => {
                        let dash = line * 4.0;
                        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{line:.2}\" stroke-dasharray=\"{dash:.2}\"", colour.hex())
                    }
                };
                let _ = writeln!(out, "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" {paint}/>");
            }
            Self::Code { x, y, side, rows } => {
                let module = side / f32::from(u8::try_from(rows.len().max(1)).unwrap_or(u8::MAX));
                let _ = write!(out, "<path shape-rendering=\"crispEdges\" transform=\"translate({x:.2} {y:.2}) scale({module:.5})\" d=\"");
                for (row, line) in rows.iter().enumerate() {
                    let mut column = 0;
                    for run in line.chunk_by(|left, right| left == right) {
                        if run.first() == Some(&true) {
                            let _ = write!(out, "M{column} {row}h{}v1h-{}z", run.len(), run.len());
                        }
                        column += run.len();
                    }
                }
                out.push_str("\"/>\n");
            }
        }
    }
}

impl Colour {
    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}
