//! Sealed reports are opened by their own key and nothing else, whatever comes.

#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

use mingbai_seal::{LARGEST, Private, Public, open, seal};
use proptest::prelude::*;

const REPORT: &str = "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a11";

#[test]
fn a_key_is_written_and_read_back() {
    let public = Private::new(&[7; 32]).public();
    let text = public.to_string();
    assert!(text.starts_with("x25519:") && text.len() == 7 + 43, "{text}");
    assert_eq!(text.parse(), Ok(public));
    assert_eq!(Private::from_bytes(*Private::new(&[7; 32]).bytes()).public(), public);
    assert!(public.name().len() == 16 && public.name().bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", public.name());
}

#[test]
fn what_is_no_key_is_refused() {
    let good = Private::new(&[7; 32]).public().to_string();
    let zero = format!("x25519:{}", "A".repeat(43));
    for text in
        ["", "x25519:", good.trim_start_matches("x25519:"), &good[..49], &format!("{good}="), &good.replace("x25519", "X25519"), &zero]
    {
        assert!(text.parse::<Public>().is_err(), "{text}");
    }
}

#[test]
fn another_key_another_report_and_a_changed_box_open_nothing() {
    let (mine, other) = (Private::new(&[7; 32]), Private::new(&[8; 32]));
    let sealed = seal(&mine.public(), REPORT, "{\"name\":\"王\"}", &[9; 32]).unwrap();
    assert_eq!(open(&mine, REPORT, &sealed).unwrap(), "{\"name\":\"王\"}".as_bytes());
    assert_eq!(open(&mine, &REPORT.to_uppercase(), &sealed).unwrap(), "{\"name\":\"王\"}".as_bytes());
    assert_eq!(open(&other, REPORT, &sealed), None);
    assert_eq!(open(&mine, "6f3c1f5e-6a39-4a53-9d0b-0e2b7b1c2a12", &sealed), None);
    let changed: String =
        sealed.chars().enumerate().map(|(at, letter)| if at == 60 { if letter == 'A' { 'B' } else { 'A' } } else { letter }).collect();
    assert_eq!(open(&mine, REPORT, &changed), None);
}

#[test]
fn the_size_does_not_tell_what_was_written() {
    let public = Private::new(&[7; 32]).public();
    let size = |length: usize| seal(&public, REPORT, &"a".repeat(length), &[9; 32]).map(|sealed| sealed.len());
    assert_eq!(size(0), size(1024));
    assert!(size(1024) < size(1025));
    assert_eq!(size(1025), size(2048));
    assert!(size(LARGEST).is_some());
    assert_eq!(size(LARGEST + 1), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_sealed_is_opened(text in "[^ \\n\\t\\r\\u{c}].{0,900}[^ \\n\\t\\r\\u{c}]", key in any::<[u8; 32]>(), seed in any::<[u8; 32]>()) {
        let private = Private::new(&key);
        let sealed = seal(&private.public(), REPORT, &text, &seed).unwrap();
        prop_assert_eq!(open(&private, REPORT, &sealed).unwrap(), text.as_bytes());
    }

    #[test]
    fn any_texts_are_refused_or_read(text in ".{0,80}", sealed in "[A-Za-z0-9_-]{0,400}", report in ".{0,40}") {
        let _ = text.parse::<Public>();
        prop_assert_eq!(open(&Private::new(&[7; 32]), &report, &sealed), None);
        prop_assert_eq!(open(&Private::new(&[7; 32]), &report, &text), None);
    }
}
