//! What is encoded is read back by a decoder that knows nothing of the encoder.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use mingbai_code::{Grid, LARGEST, QUIET};
use proptest::prelude::*;

/// How wide a module is in the picture that is read.
const PIXELS: usize = 3;

/// The text of a code as a camera reads it that sees it straight and sharp.
fn read(grid: &Grid) -> String {
    read_rows(&rows(grid)).unwrap()
}

fn rows(grid: &Grid) -> Vec<Vec<bool>> {
    grid.rows().map(Iterator::collect).collect()
}

/// The text of modules, if it can still be read.
fn read_rows(rows: &[Vec<bool>]) -> Option<String> {
    let quiet = usize::from(QUIET);
    let side = rows.len() + 2 * quiet;
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(side * PIXELS, side * PIXELS, |x, y| {
        let module = |at: usize| (at / PIXELS).checked_sub(quiet);
        let row = module(y).and_then(|y| rows.get(y));
        row.zip(module(x)).and_then(|(row, x)| row.get(x)).copied().unwrap_or(false)
    });
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    codes.first().unwrap().decode().ok().map(|(_, text)| text)
}

fn version(grid: &Grid) -> usize {
    (grid.size() - 17) / 4
}

#[test]
fn an_address_alone_is_read_back() {
    let address = "https://example.org/places/高山镇/";
    assert_eq!(read(&Grid::new(address, "").unwrap()), address);
}

#[test]
fn the_code_is_the_smallest_and_ends_with_the_largest() {
    // Version 1 holds 14 bytes at level M, version 15 holds 412, or 600 characters of those that take less room.
    assert_eq!(version(&Grid::new(&"a".repeat(14), "").unwrap()), 1);
    assert_eq!(version(&Grid::new(&"a".repeat(15), "").unwrap()), 2);
    assert_eq!(version(&Grid::new(&"a".repeat(412), "").unwrap()), usize::from(LARGEST));
    assert_eq!(Grid::new(&"a".repeat(413), ""), None);
    assert_eq!(version(&Grid::new(&"A".repeat(600), "").unwrap()), usize::from(LARGEST));
    assert_eq!(Grid::new(&"A".repeat(601), ""), None);
    assert_eq!(Grid::new(&"A".repeat(100_000), &"a".repeat(100_000)), None);
}

#[test]
fn a_printed_code_is_read_where_a_part_of_it_is_gone() {
    let address = "https://example.gov.cn/mingbai/p/gaoshan-b";
    let grid = Grid::printed(address).unwrap();
    assert_eq!(read(&grid), address);
    let torn = |grid: &Grid| {
        let mut rows = rows(grid);
        let part = grid.size() / 3;
        rows.iter_mut().skip(part).take(part).for_each(|row| row.iter_mut().skip(part).take(part).for_each(|module| *module = true));
        read_rows(&rows)
    };
    assert_eq!(torn(&grid).as_deref(), Some(address));
    assert_eq!(torn(&Grid::new(address, "").unwrap()), None);
    // Version 1 holds 11 bytes at level Q.
    assert_eq!(version(&Grid::printed(&"a".repeat(11)).unwrap()), 1);
    assert_eq!(version(&Grid::printed(&"a".repeat(12)).unwrap()), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_address_and_a_payload_are_read_back(address in "[ -~]{1,80}", payload in "[0-9A-Z $%*+./:-]{0,420}") {
        let grid = Grid::new(&address, &payload).unwrap();
        prop_assert_eq!(read(&grid), address + &payload);
    }

    #[test]
    fn any_text_has_a_code_or_is_too_long(address in "\\PC{0,200}", payload in "\\PC{0,200}") {
        let length = address.len() + payload.len();
        match Grid::new(&address, &payload) {
            Some(grid) => prop_assert_eq!(grid.rows().count(), grid.size()),
            None => prop_assert!(length > 400),
        }
    }
}
