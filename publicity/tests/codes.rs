//! Pictures of codes are read back by a decoder that is not ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use code::Grid;
use mingbai_publicity::{PrintedCode, QUIET};

const ADDRESS: &str = "https://example.gov.cn/mingbai/p/gaoshan-b";

fn printed(distance: usize) -> PrintedCode {
    let rows = Grid::printed(ADDRESS).unwrap().rows().map(Iterator::collect).collect();
    PrintedCode { rows, words: ADDRESS.to_owned(), distance }
}

/// What a camera reads that sees a picture straight and sharp.
fn scanned(width: usize, height: usize, dark: impl FnMut(usize, usize) -> bool) -> String {
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(width, height, dark);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    codes[0].decode().unwrap().1
}

/// The width, the height and the dark pixels of a PNG.
fn pixels(bytes: &[u8]) -> (usize, usize, Vec<bool>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut out = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut out).unwrap();
    (info.width as usize, info.height as usize, out.chunks(3).map(|pixel| pixel == [0, 0, 0]).collect())
}

#[test]
fn a_png_is_read_with_the_words_beneath() {
    for distance in [300, 1000, 2000] {
        let code = printed(distance);
        let (width, height, dark) = pixels(&code.png().unwrap());
        assert_eq!(scanned(width, height, |x, y| dark[y * width + x]), ADDRESS);
        let (dots, modules) = (code.dots(), code.rows.len());
        assert_eq!(width, (modules + 2 * QUIET) * dots);
        // A tenth of the distance at 300 dots an inch, and not a whole module more.
        let wanted = distance * 300 / 254;
        assert!(modules * dots >= wanted && modules * (dots - 1) <= wanted, "{dots}");
        // The quiet zone is light, and something stands beneath the code.
        let quiet = QUIET * dots;
        assert!((0..width).all(|y| (0..width).all(|x| x.min(y) >= quiet && x.max(y) < width - quiet || !dark[y * width + x])));
        assert!(dark[width * width..].iter().any(|dark| *dark));
    }
}

#[test]
fn an_svg_is_read_with_the_words_beneath() {
    let code = printed(1000);
    let svg = code.svg();
    let modules = code.rows.len();
    let side = modules + 2 * QUIET;
    // 100 mm without the quiet zone.
    let width: f64 = svg.split_once("width=\"").unwrap().1.split_once("mm").unwrap().0.parse().unwrap();
    assert!((width - 100.0 * side as f64 / modules as f64).abs() < 0.01, "{width}");
    assert!(svg.contains(&format!(">{ADDRESS}</text>")));
    let path = svg.split_once("<path d=\"").unwrap().1.split_once('"').unwrap().0;
    let mut dark = vec![false; side * side];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let (place, rest) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        dark[y * side + x..][..length].fill(true);
    }
    let dots = 4;
    assert_eq!(scanned(side * dots, side * dots, |x, y| dark[y / dots * side + x / dots]), ADDRESS);
}

#[test]
fn the_same_code_gives_the_same_bytes() {
    assert_eq!(printed(300).png().unwrap(), printed(300).png().unwrap());
    assert_eq!(printed(300).svg(), printed(300).svg());
}
