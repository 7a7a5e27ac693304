//! The calculator's file gives back the policy that went in, and any other bytes do no harm.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod common;
#[path = "common/random.rs"]
mod random;

use common::{day, shipped, shipped_texts};
use proptest::prelude::*;
use rules::{Detail, Facts, Policy};

/// Reads bytes that nobody packed. What is read is a policy like any other: it packs, and answers.
fn read(bytes: &[u8]) -> Option<Policy> {
    let policy = Policy::unpack(bytes)?;
    assert_eq!(Policy::unpack(&policy.pack()).as_ref(), Some(&policy));
    let calculator = policy.at(day("2020-07-06"));
    let facts = Facts::open(&policy);
    assert!(calculator.catalogue().ends_with('}'));
    assert!(calculator.assess(&facts, Detail::Derivations).to_json().ends_with('}'));
    for (id, rule) in policy.ids() {
        let _ = (calculator.steps(&facts, &rule.name), calculator.bands(&facts, id));
    }
    Some(policy)
}

#[test]
fn shipped_policies_are_the_same_after_their_way_to_the_browser() {
    for (id, _) in shipped_texts() {
        let policy = shipped(&id);
        assert_eq!(Policy::unpack(&policy.pack()), Some(policy));
    }
}

#[test]
fn what_is_cut_short_or_goes_on_is_refused() {
    let bytes = shipped("fuzhou-2020-19").pack();
    assert!((0..bytes.len()).all(|end| Policy::unpack(&bytes[..end]).is_none()));
    assert_eq!(Policy::unpack(&[&bytes[..], &[0]].concat()), None);
}

#[test]
fn a_file_of_another_format_is_refused() {
    let mut bytes = shipped("fuzhou-2020-19").pack();
    bytes[0] += 1;
    assert_eq!(Policy::unpack(&bytes), None);
    assert_eq!(Policy::unpack(b"{}"), None);
}

#[test]
fn lengths_that_promise_too_much_take_no_room() {
    let most = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
    // No words, or two empty ones, and then the longest list of documents.
    for head in [&[1][..], &[1, 0], &[1, 2, 0xFF, 0xFF], &[1, 4, 0xFF, 0xFF, 0xFF, 0xFF]] {
        assert_eq!(Policy::unpack(&[head, &most].concat()), None);
    }
}

#[test]
fn depth_is_bounded_without_recursion_running_away() {
    // A rule without a name whose condition is 不是 不是 不是 …
    let deep = |depth: usize| [&[1, 3, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 3][..], &vec![6; depth], &[1, 1, 0, 0]].concat();
    let deepest = (0..).take_while(|depth| Policy::unpack(&deep(*depth)).is_some()).count();
    assert_eq!(deepest, 100, "a rule, its condition and 99 more inside");
    assert_eq!(Policy::unpack(&deep(1_000_000)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: common::cases(300), ..ProptestConfig::default() })]

    #[test]
    fn random_policies_come_back_as_they_were(
        expressions in random::expressions(),
        line in prop::option::of("[0-5](\\.[0-9]{1,20})?"),
        rate in prop::option::of("-?1\\.[0-9]{1,20}"),
        yes in prop::option::of(any::<bool>()),
    ) {
        let text = random::rules_text(&expressions, &[line, rate, yes.map(|yes| yes.to_string())]);
        let policy = common::policy(&text);
        prop_assert_eq!(Policy::unpack(&policy.pack()), Some(policy));
    }

    #[test]
    fn faulty_bytes_give_a_policy_or_none(
        shipped in prop::sample::select(shipped_texts()),
        expressions in random::expressions(),
        random in any::<bool>(),
        faults in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let policy = if random { common::policy(&random::rules_text(&expressions, &[None, None, None])) } else { common::shipped(&shipped.0) };
        let mut bytes = policy.pack();
        // Words come first; a fault in them is of little interest.
        let words = if random { bytes.len() / 2 } else { bytes.len() / 10 * 9 };
        for (place, byte) in faults {
            let place = place.index(bytes.len() - words) + words;
            bytes[place] = byte;
        }
        read(&bytes);
    }

    #[test]
    fn any_bytes_give_a_policy_or_none(bytes in prop::collection::vec(prop_oneof![0_u8..4, any::<u8>()], 0..200)) {
        read(&bytes);
        read(&[&[1, 5, 0xFF, b'a', 0xFF, 0xFF, 0xFF][..], &bytes].concat());
    }
}
