//! Pictures of the seal for phones that keep the site among their apps: drawn from the one drawing that pages show, too.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Error, ImageHrefResolver, Options, Tree};
use rules::Diagnostic;

use super::templates::offset;

/// The drawing, as an asset.
pub const SEAL: &str = "seal.svg";

/// A picture of the seal.
#[derive(Clone, Copy, Debug)]
pub struct Icon {
    /// Its name as an asset.
    pub name: &'static str,
    /// How many pixels it is wide and high.
    pub size: u32,
    /// What a manifest calls its purpose; empty where a manifest does not name it.
    pub purpose: &'static str,
    /// How much of the picture the seal takes. The seal's own ground fills the rest where there are no clear corners.
    scale: f32,
    clear_corners: bool,
}

/// All of them. A system may cut a maskable one down to a circle of four fifths; that for Apple's phones may not be clear
/// anywhere, because they put black behind it.
pub const ICONS: [Icon; 4] = [
    Icon { name: "icon-192.png", size: 192, purpose: "any", scale: 1.0, clear_corners: true },
    Icon { name: "icon-512.png", size: 512, purpose: "any", scale: 1.0, clear_corners: true },
    Icon { name: "icon-maskable.png", size: 512, purpose: "maskable", scale: 0.8, clear_corners: false },
    Icon { name: "icon-touch.png", size: 180, purpose: "", scale: 1.0, clear_corners: false },
];

/// Draws them; each with its name.
///
/// # Errors
///
/// A finding with the place in the drawing, where it is none.
pub fn icons(seal: &[u8]) -> Result<Vec<(&'static str, Vec<u8>)>, Diagnostic> {
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    // A drawing must not bring in files from elsewhere.
    let options = Options { image_href_resolver: nothing, ..Options::default() };
    let tree = Tree::from_data(seal, &options).map_err(|error| fault(seal, &error))?;
    let ground = ground(&tree).ok_or_else(impossible)?;
    ICONS.iter().map(|icon| Ok((icon.name, icon.draw(&tree, ground).ok_or_else(impossible)?))).collect()
}

impl Icon {
    fn draw(&self, tree: &Tree, ground: Color) -> Option<Vec<u8>> {
        let mut picture = Pixmap::new(self.size, self.size)?;
        if !self.clear_corners {
            picture.fill(ground);
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
        let whole = self.size as f32;
        paint(tree, whole, self.scale, &mut picture);
        picture.encode_png().ok()
    }
}

/// Paints the drawing into the middle of a square picture.
fn paint(tree: &Tree, whole: f32, share: f32, picture: &mut Pixmap) {
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = whole * share / width.max(height);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, (whole - width * scale) / 2.0, (whole - height * scale) / 2.0);
    resvg::render(tree, place, &mut picture.as_mut());
}

/// The colour at the middle of the drawing's upper edge; white where it is clear there.
fn ground(tree: &Tree) -> Option<Color> {
    let mut small = Pixmap::new(64, 64)?;
    paint(tree, 64.0, 1.0, &mut small);
    let edge = small.pixel(32, 2)?.demultiply();
    Some(if edge.alpha() == u8::MAX { Color::from_rgba8(edge.red(), edge.green(), edge.blue(), u8::MAX) } else { Color::WHITE })
}

fn fault(seal: &[u8], error: &Error) -> Diagnostic {
    let at = match (error, std::str::from_utf8(seal)) {
        (Error::ParsingFailed(error), Ok(text)) => {
            let place = error.pos();
            let number = |number: u32| usize::try_from(number).unwrap_or(1);
            offset(text, number(place.row), number(place.col).saturating_sub(1))
        }
        _ => 0,
    };
    let help = "在画图软件里另存为 SVG，或者删掉这个文件，就用内置的";
    Diagnostic::error(&format!("templates/assets/{SEAL}"), at..at + 1, "这不是一张完整的 SVG 图，手机桌面上的图标画不出来", help)
}

fn impossible() -> Diagnostic {
    let help = "把图画成正方形，四边一样长";
    Diagnostic::error(&format!("templates/assets/{SEAL}"), 0..0, "手机桌面上的图标画不出来", help)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEAL: &str =
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" rx="1" fill="#a3241a"/></svg>"##;

    fn picture(name: &str) -> Pixmap {
        let all = icons(SEAL.as_bytes()).unwrap();
        Pixmap::decode_png(&all.iter().find(|(known, _)| *known == name).unwrap().1).unwrap()
    }

    #[test]
    fn icons_are_squares_of_the_seal() {
        for icon in ICONS {
            let picture = picture(icon.name);
            assert_eq!((picture.width(), picture.height()), (icon.size, icon.size));
            assert_eq!(picture.pixel(icon.size / 2, icon.size / 2).unwrap().demultiply().red(), 0xa3);
            assert_eq!(picture.pixel(0, 0).unwrap().alpha() == 0, icon.clear_corners, "{}", icon.name);
        }
    }

    #[test]
    fn the_same_drawing_gives_the_same_bytes() {
        assert_eq!(icons(SEAL.as_bytes()).unwrap(), icons(SEAL.as_bytes()).unwrap());
    }

    #[test]
    fn what_is_no_drawing_is_told_with_its_place() {
        let fault = icons(b"<svg xmlns=\"http://www.w3.org/2000/svg\">\n<rect></g></svg>").unwrap_err();
        assert!(fault.start > 40, "{fault:?}");
        assert!(icons(b"\xff").is_err() && icons(b"").is_err());
    }

    #[test]
    fn a_drawing_brings_in_nothing_from_elsewhere() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a.svg");
        std::fs::write(&file, SEAL).unwrap();
        let other = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><image width=\"4\" height=\"4\" href=\"{}\"/></svg>",
            file.display()
        );
        let (_, bytes) = icons(other.as_bytes()).unwrap().remove(0);
        assert!(Pixmap::decode_png(&bytes).unwrap().pixels().iter().all(|pixel| pixel.alpha() == 0));
    }
}
