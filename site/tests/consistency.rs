//! Every amount is read back out of every channel and is the parameter: pages, PDFs, pixels of screens, words of scripts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use mingbai::build::policies;
use mingbai::source::Root;
use publicity::heard;
use rules::{Date, Figures};

mod harness;
use harness::channels::{MESSAGE, SCREENS, SHEETS, Size, county, pack, packs, printed, shown, shown_of};
use harness::{County, snapshot};

/// The amounts of money in a text with digits.
fn amounts(text: &str) -> BTreeSet<String> {
    let parts = text.replace([',', ' ', '\n'], "");
    let before = parts.split('元').rev().skip(1);
    let digits = |part: &str| part.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    before.map(digits).collect()
}

/// What people read of a page: what stands between its tags, without scripts and styles.
fn visible(page: &str) -> String {
    let (mut out, mut rest) = (String::new(), page);
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let hidden = ["script", "style"].into_iter().find(|name| tag.starts_with(name));
        let end = hidden.map_or(Some(0), |name| tag.find(&format!("</{name}"))).unwrap();
        rest = tag.get(end..).unwrap().split_once('>').unwrap().1;
    }
    out + rest
}

/// All pages of the site that say one of some amounts, as people read them.
fn pages_with(county: &County, wanted: &[&str]) -> Vec<PathBuf> {
    let pages = snapshot(&county.path("public")).into_iter().filter(|(name, _)| name.extension().is_some_and(|ending| ending == "html"));
    let said = pages.filter(|(_, page)| {
        let amounts = amounts(&visible(&String::from_utf8_lossy(page)));
        wanted.iter().any(|amount| amounts.contains(*amount))
    });
    said.map(|(name, _)| name).collect()
}

/// The amounts of money on slides.
fn on_slides(county: &County) -> Vec<(String, BTreeSet<String>)> {
    let pages = ["screen/town-a", "screen"];
    pages.map(|page| (format!("slides {page}"), amounts(&visible(&county.read(&format!("{page}/index.html")))))).into()
}

/// The amounts of money in every channel.
fn everywhere(county: &County) -> Vec<(String, BTreeSet<String>)> {
    let pack = &pack(county);
    let mut all = on_slides(county);
    for screen in SCREENS {
        let (width, height, ..) = screen;
        all.push((format!("frames of {width}x{height}"), amounts(&shown(pack, screen))));
        let text = fs::read_to_string(pack.join(format!("led/{width}x{height}/who-utf8.txt"))).unwrap();
        all.push((format!("text of {width}x{height}"), amounts(&text)));
    }
    for sheet in SHEETS {
        all.push((format!("PDF {sheet}"), amounts(&printed(pack, sheet))));
    }
    for seconds in [30, 60, 120] {
        for ending in ["txt", "ssml"] {
            let text = fs::read_to_string(pack.join(format!("script/who-{seconds}.{ending}"))).unwrap();
            let money = heard(&text).into_iter().filter(|heard| heard.unit == "元").map(|heard| heard.number);
            all.push((format!("{seconds} seconds, {ending}"), money.collect()));
        }
    }
    all
}

#[test]
fn every_channel_says_the_parameter_and_changes_with_it() {
    let county = county(MESSAGE);
    let said = |county: &County, one: &str, two: &str| {
        county.build();
        let all = BTreeSet::from([one.to_owned(), two.to_owned()]);
        for (channel, amounts) in everywhere(county) {
            // 30 seconds have no room for both.
            let expected = match channel.as_str() {
                channel if channel.starts_with("30 seconds") => BTreeSet::from([one.to_owned()]),
                // Its table goes on to six.
                channel if channel.ends_with("leaflet-a4") => {
                    (1..=6).map(|people| (one.parse::<u64>().unwrap() * people).to_string()).collect()
                }
                _ => all.clone(),
            };
            assert_eq!(amounts, expected, "{channel}");
        }
    };
    said(&county, "8400", "16800");
    let before = pages_with(&county, &["8400", "16800"]);
    let policy = fs::read_to_string(county.path("content/policy/p-1.md")).unwrap();
    county.write("content/policy/p-1.md", policy.replace("value = 8400", "value = 9005"));
    said(&county, "9005", "18010");
    // The same pages say the new amounts, and none the old ones.
    assert!(before.len() > 2, "{before:?}");
    assert_eq!(pages_with(&county, &["9005", "18010"]), before);
    assert!(pages_with(&county, &["8400", "16800"]).is_empty());
}

/// The screens of the shipped `site.toml`.
const SHIPPED: [Size; 8] = [
    (64, 16, 1, "滚动", "单色"),
    (96, 32, 2, "翻页", "单色"),
    (128, 16, 1, "翻页", "单色"),
    (128, 32, 2, "翻页", "单色"),
    (192, 32, 2, "翻页", "双色"),
    (256, 64, 2, "翻页", "双色"),
    (320, 160, 3, "翻页", "全彩"),
    (1920, 1080, 4, "翻页", "全彩"),
];

/// A section of a message with its figures filled in.
fn filled(message: &str, section: &str, figures: &Figures<'_>) -> String {
    let text = message.split(&format!("## {section}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    let mut parts = text.split("{{");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (source, rest) = part.split_once("}}").unwrap();
        out += &figures.figure(source).unwrap();
        out += rest;
    }
    out
}

#[test]
fn the_shipped_messages_say_the_shipped_parameters_on_every_shipped_screen_and_aloud() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let county = County::new();
    fs::remove_dir_all(county.path("content")).unwrap();
    for (name, bytes) in snapshot(&content) {
        county.write(&format!("content/{}", name.display()), bytes);
    }
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap().replacen("\nphone = \"\"", "\nphone = \"0591-12345678\"", 1);
    let on = Date::new(2020, 7, 6).unwrap();
    assert!(site.contains("on = 2020-07-06\n"));
    county.write("content/site.toml", site);
    let made = packs(&county, &["--place", "haikou"]).join("haikou");
    let (policies, _) = policies(&Root::open(&county.path("")).unwrap());
    let calculator = policies.iter().find(|policy| policy.id == "fuqing-2020-8").unwrap().at(on);
    let figures = Figures::new(&calculator);
    let mut amounts_said = 0;
    let sizes: BTreeSet<String> = SHIPPED.iter().map(|(width, height, ..)| format!("{width}x{height}")).collect();
    let folders: BTreeSet<String> =
        fs::read_dir(made.join("led")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(sizes, folders);
    for id in ["who", "how", "help"] {
        let message = fs::read_to_string(content.join(format!("publicity/{id}.md"))).unwrap();
        let on_screen = amounts(&filled(&message, "屏幕", &figures));
        amounts_said += on_screen.len();
        for size in SHIPPED {
            let text = shown_of(&made, size, id);
            assert_eq!(amounts(&text), on_screen, "{id} on {}x{}: {text}", size.0, size.1);
            assert!(text.replace(' ', "").contains("0591-12345678"), "{text}");
        }
        // Two minutes have room for all that is said.
        let aloud = amounts(&filled(&message, "广播", &figures));
        let script = fs::read_to_string(made.join(format!("script/{id}-120.txt"))).unwrap();
        let money: BTreeSet<String> = heard(&script).into_iter().filter(|heard| heard.unit == "元").map(|heard| heard.number).collect();
        assert_eq!(money, aloud, "{script}");
        let on_paper = amounts(&filled(&message, "海报", &figures));
        for paper in ["a3", "a4"] {
            assert_eq!(amounts(&printed(&made, &format!("haikou-{id}-{paper}"))), on_paper);
        }
    }
    assert_eq!(amounts_said, 3);
}
