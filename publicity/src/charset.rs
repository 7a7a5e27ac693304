//! The characters of GB 2312, which the controllers of older screens have.

use encoding_rs::GB18030;

/// Whether GB 2312 has a character. ASCII counts as its part: files write both.
#[must_use]
pub fn is_gb2312(c: char) -> bool {
    let mut letter = [0; 4];
    let (bytes, _, unknown) = GB18030.encode(c.encode_utf8(&mut letter));
    match *bytes {
        [byte] => !unknown && (0x20..0x7F).contains(&byte),
        [row, cell] => in_table(row, cell),
        _ => false,
    }
}

/// All of them but ASCII.
pub(crate) fn gb2312() -> impl Iterator<Item = char> {
    let places = (0xA1..=0xF7_u8).flat_map(|row| (0xA1..=0xFE_u8).map(move |cell| (row, cell)));
    places.filter(|(row, cell)| in_table(*row, *cell)).filter_map(|(row, cell)| {
        let bytes = [row, cell];
        GB18030.decode_without_bom_handling_and_without_replacement(&bytes)?.chars().next()
    })
}

/// Whether the standard of 1980 has a character at a place, in the bytes of EUC-CN. Later standards filled gaps that it left.
fn in_table(row: u8, cell: u8) -> bool {
    match row {
        0xA1 | 0xA3 => (0xA1..=0xFE).contains(&cell),
        0xA2 => matches!(cell, 0xB1..=0xE2 | 0xE5..=0xEE | 0xF1..=0xFC),
        0xA4 => (0xA1..=0xF3).contains(&cell),
        0xA5 => (0xA1..=0xF6).contains(&cell),
        0xA6 => matches!(cell, 0xA1..=0xB8 | 0xC1..=0xD8),
        0xA7 => matches!(cell, 0xA1..=0xC1 | 0xD1..=0xF1),
        0xA8 => matches!(cell, 0xA1..=0xBA | 0xC5..=0xE9),
        0xA9 => (0xA4..=0xEF).contains(&cell),
        0xD7 => (0xA1..=0xF9).contains(&cell),
        0xB0..=0xF7 => (0xA1..=0xFE).contains(&cell),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_has_as_many_characters_as_it_says() {
        assert_eq!(gb2312().count(), 682 + 6763);
        assert!(gb2312().all(is_gb2312));
        assert!(is_gb2312('福') && is_gb2312('A') && is_gb2312('，') && is_gb2312('—'));
        assert!(!is_gb2312('镕') && !is_gb2312('𠮷') && !is_gb2312('\n') && !is_gb2312('€'));
    }
}
