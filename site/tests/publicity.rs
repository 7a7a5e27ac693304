//! What hangs in the villages and is heard there: what is made, for whom, and what is told where something is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use mingbai::announce::Packer;
use mingbai::build::{Inputs, policies};
use mingbai::source::Root;
use rules::Date;

mod harness;
use harness::channels::{MESSAGE, SCREENS, SHEETS, county, frames, pack, packs, shown};
use harness::snapshot;

#[test]
fn the_phone_number_stands_on_every_screen_and_is_said_twice() {
    let county = county(MESSAGE);
    let pack = pack(&county);
    for screen in SCREENS {
        assert!(shown(&pack, screen).replace(' ', "").contains("0591-12345678"));
    }
    let script = fs::read_to_string(pack.join("script/who-60.txt")).unwrap();
    assert_eq!(script.matches("零五九幺，幺二三四五六七八").count(), 2);
}

#[test]
fn figures_have_the_second_colour_of_a_screen() {
    let county = county(MESSAGE);
    let pack = pack(&county);
    let (screen, frames) = frames(&pack, SCREENS[2]);
    let phone = frames.iter().find(|frame| frame.read(&screen).is_some_and(|rows| rows.concat() == "0591-12345678")).unwrap();
    assert_eq!(phone.second, phone.lights);
    let slogan = frames.iter().find(|frame| frame.read(&screen).is_some_and(|rows| rows.concat().contains("难处"))).unwrap();
    assert!(!slogan.second.contains(&true) && slogan.lights.contains(&true));
}

#[test]
fn without_a_typeface_everything_else_is_made() {
    let county = county(MESSAGE);
    let (root, mut findings) = (Root::open(&county.path("")).unwrap(), Vec::new());
    let inputs = Inputs::read(&root, Date::new(2026, 1, 1).unwrap(), &mut findings);
    let (policies, _) = policies(&root);
    let packer = Packer::new(&inputs, &policies[0]).unwrap();
    let place = &inputs.places.all()[0];
    let pack = packer.pack(place).unwrap();
    assert!(findings.is_empty() && pack.iter().all(|entry| !entry.path.ends_with(".pdf")));
    assert!(pack.iter().any(|entry| entry.path == "qr/town-a-board.svg"));
    let list = String::from_utf8(pack[0].bytes().unwrap().to_vec()).unwrap();
    assert!(list.contains("没有找到中文黑体") && list.contains("fonts-noto-cjk"), "{list}");
    // A page needs none.
    let sheets = packer.sheets(place).unwrap();
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), SHEETS);
    let svg = sheets[0].sheet.svg();
    assert!(svg.contains("width=\"297mm\" height=\"420mm\"") && svg.contains(">8,400元</tspan>"), "{svg}");
}

#[test]
fn the_same_input_gives_the_same_bytes_and_a_place_its_own_codes() {
    let county = county(MESSAGE);
    let first = snapshot(&packs(&county, &[]));
    assert_eq!(first, snapshot(&packs(&county, &[])));
    let codes = |files: &[(PathBuf, Vec<u8>)], id: &str| files.iter().filter(|(name, _)| name.starts_with(format!("{id}/qr"))).count();
    assert_eq!((codes(&first, "town-a"), codes(&first, "town-b")), (6, 6));
    let one = snapshot(&packs(&county, &["--place", "town-a"]));
    assert_eq!((codes(&one, "town-a"), codes(&one, "town-b")), (6, 0));
    let svg = one.iter().find(|(name, _)| name.ends_with("town-a-board.svg")).unwrap();
    assert!(String::from_utf8_lossy(&svg.1).contains(">https://example.gov.cn/p/town-a/b/</text>"));
    let out = county.outside().join("other");
    let done = county.run(&["publicity", "--place", "town-c", "--out", out.to_str().unwrap()]);
    assert!(
        done.code == 1 && done.err.contains("没有“town-c”这个地方") && done.err.contains("是不是想写“town-") && !out.exists(),
        "{}",
        done.err
    );
}

#[test]
fn a_script_that_the_machine_says_takes_as_long_as_it_is_read() {
    let county = county(MESSAGE);
    let pack = pack(&county);
    let list = fs::read_to_string(pack.join("清单.txt")).unwrap();
    let has_voice = Command::new("espeak-ng").arg("--version").output().is_ok();
    for seconds in [30, 60, 120] {
        let wav = pack.join(format!("script/who-{seconds}-只供掐时间.wav"));
        assert_eq!(wav.is_file(), has_voice);
        assert_eq!(list.contains(&format!("who-{seconds}-只供掐时间.wav：")) && list.contains("不要播放"), has_voice, "{list}");
        if !has_voice {
            continue;
        }
        let bytes = fs::read(wav).unwrap();
        let rate = u32::from_le_bytes(bytes[24..28].try_into().unwrap()) as usize;
        let took = (bytes.len() - 44) as f64 / rate as f64;
        let script = fs::read_to_string(pack.join(format!("script/who-{seconds}.txt"))).unwrap();
        let told: f64 = script.split_once("读完约 ").unwrap().1.split_once(" 秒").unwrap().0.parse().unwrap();
        assert!((took - told).abs() <= told / 8.0 && told <= seconds as f64, "{took} s for {told} s");
    }
}

/// The files of a ZIP.
fn unzipped(bytes: Vec<u8>) -> Vec<(PathBuf, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all: Vec<(PathBuf, Vec<u8>)> = (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).unwrap();
            assert_eq!(file.last_modified(), Some(zip::DateTime::default()));
            let (name, mut bytes) = (PathBuf::from(file.name()), Vec::new());
            file.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn a_town_hands_its_villages_theirs_and_an_archive_holds_the_same_as_its_folder() {
    let county = county(MESSAGE);
    let places = "id,name,level,parent,phone,address,contact\ncounty,试县,county,,,,\ntown-a,甲镇,town,county,,,\nvillage-a,甲村,village,town-a,,,\n";
    county.write("content/places.csv", places);
    let all = packs(&county, &[]);
    for id in ["county", "town-a"] {
        let folder = snapshot(&all.join(id));
        assert_eq!(folder, unzipped(fs::read(all.join(format!("{id}.zip"))).unwrap()));
        let has = |path: &str| folder.iter().any(|(name, _)| name == Path::new(path));
        assert!(has("led/64x16/who.gif") && has("script/who-60.txt") && has("清单.txt") && has(&format!("qr/{id}-board.svg")));
        assert_eq!(has("village-a/qr/village-a-board.svg"), id == "town-a");
        assert!(!has("village-a/led/64x16/who.gif"), "what is common is there once");
        let list = fs::read_to_string(all.join(id).join("清单.txt")).unwrap();
        for (name, _) in folder.iter().filter(|(name, _)| name.extension().is_some_and(|ending| ending == "gif" || ending == "svg")) {
            assert!(list.contains(&format!("{}：", name.display())), "{list}");
        }
    }
    assert!(!all.join("village-a").exists());
    let alone = packs(&county, &["--place", "village-a"]).join("village-a");
    assert!(alone.join("qr/village-a-board.svg").is_file() && alone.join("led/64x16/who.gif").is_file());
}

#[test]
fn a_message_that_names_the_place_is_another_one_in_each() {
    let local = MESSAGE.replace("## 广播\n", "- {{地名}}的人问 {{当地电话}}\n## 广播\n- 要问就打 {{当地电话}}\n");
    let county = county(&local);
    let head = "id,name,level,parent,phone,address,contact\n";
    let rows = "town-a,甲镇,town,,0591-11112222,,\ntown-b,乙镇,town,,,,\nvillage-a,甲村,village,town-a,,,\nvillage-b,乙村,village,town-a,13800000000,,\n";
    county.write("content/places.csv", format!("{head}{rows}"));
    let all = packs(&county, &[]);
    let words = |path: &str| fs::read_to_string(all.join(path).join("led/320x160/who-utf8.txt")).unwrap().replace(['\r', '\n'], "");
    for (path, said) in [
        ("town-a", "甲镇的人问0591-11112222"),
        ("town-b", "乙镇的人问0591-12345678"),
        ("town-a/village-a", "甲村的人问0591-11112222"),
        ("town-a/village-b", "乙村的人问13800000000"),
    ] {
        assert!(words(path).contains(said), "{path}: {}", words(path));
    }
    let script = fs::read_to_string(all.join("town-a/village-b/script/who-60.txt")).unwrap();
    assert!(script.contains("要问就打幺三八，零零零零，零零零零"), "{script}");
    // Where nobody has a number the line is left out.
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", ""));
    let all = packs(&county, &[]);
    let words = fs::read_to_string(all.join("town-b/led/320x160/who-utf8.txt")).unwrap();
    assert!(!words.contains("乙镇") && !words.contains("0591"), "{words}");
}

#[test]
fn what_is_wrong_with_a_message_is_told_and_nothing_is_made() {
    let told = |from: &str, to: &str| {
        assert!(MESSAGE.contains(from), "{from}");
        let county = county(&MESSAGE.replace(from, to));
        let check = county.check();
        assert_eq!(check.code, 1, "{to}: {}", check.err);
        let out = county.outside().join("pack");
        assert_eq!(county.run(&["publicity", "--out", out.to_str().unwrap()]).code, 1);
        assert!(!out.exists());
        check.err
    };
    for (from, to, place, message, help) in [
        ("- 每人一年不到 {{低保标准|数}} 元", "- 每人一年不到 8400 元", "7:10", "“8400”是手写的数", "用两对花括号写政策里的参数"),
        ("早点说", "保证帮", "5:7", "“保证”像是许诺", "换成“可以申报”"),
        ("早点说", "早点说镕", "5:10", "“镕”（U+9555）不在 GB 2312 里", "换一个常用的字"),
        ("- 每人一年不到", "- supercalifragilistic", "7:3", "96×32 的屏幕一行放不下", "换一个短的说法"),
        ("每人一年的收入", "每人（全家）的收入", "10:3", "要念的话里有括号", "去掉括号"),
        ("家里有难处，早点说", &"家里有难处早点说".repeat(10), "5:1", "30 秒的广播稿放不下", "写短一点"),
        ("{{低保标准|数}} 元\n- 两", "{{低保标|数}} 元\n- 两", "7:12", "低保标", "低保标准"),
        ("## 屏幕", "## 屏", "6:", "不认识的小节“屏”", "屏幕"),
        ("- 一个人不到 {{低保标准|数}} 元的\n", "- 一个人不到 8400 元的\n", "17:9", "“8400”是手写的数", "用两对花括号写政策里的参数"),
        ("## 海报\n早点说", "## 海报\n保证帮", "13:1", "“保证”像是许诺", "换成“可以申报”"),
    ] {
        let err = told(from, to);
        assert!(err.contains(message) && err.contains(help) && err.contains(&format!("content/publicity/who.md:{place}")), "{to}: {err}");
    }
}

#[test]
fn a_phone_number_that_is_unset_is_told_where_it_is_asked_for() {
    let county = county(&MESSAGE.replace("## 广播\n", "- 要问就打 {{当地电话}}\n## 广播\n"));
    let head = "id,name,level,parent,phone,address,contact\n";
    county.write("content/places.csv", format!("{head}town-a,甲镇,town,,0591-11112222,,\ntown-b,乙镇,town,,,,\n"));
    // The hotline answers for whoever has none.
    let done = county.check();
    assert!(done.code == 0 && !done.err.contains("没有电话") && !done.err.contains("热线电话"), "{}", done.err);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", ""));
    let done = county.check();
    assert_eq!(done.code, 0, "{}", done.err);
    for said in [
        "热线电话还没有填，宣传材料上没有可以打的号码",
        "content/publicity/who.md:9:3",
        "乙镇等 1 个地方没有电话，这一行在那里不出现",
        "填上号码",
    ] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    let done = county.run(&["check", "--strict"]);
    assert!(done.code != 0 && done.err.contains("content/site.toml:7:1") && done.err.contains("hotline.phone 还没有填"), "{}", done.err);
    assert!(!done.err.contains("热线电话还没有填"), "told once: {}", done.err);
}

#[test]
fn a_hotline_that_has_no_room_is_told_where_it_is_written() {
    let county = county(MESSAGE);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("movement = \"滚动\"", "movement = \"翻页\""));
    let done = county.check();
    assert_eq!(done.code, 1, "{}", done.err);
    for said in ["content/site.toml:7:1", "“0591-12345678”不能拆开，64×16 的屏幕一行放不下", "[[screen]]"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert_eq!(done.err.matches("0591-12345678”不能拆开").count(), 1, "{}", done.err);
}

#[test]
fn a_screen_that_has_no_room_is_told() {
    let county = county(MESSAGE);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    for (from, to, message) in [
        ("height = 32\nrows = 2", "height = 32\nrows = 3", "这块屏幕放不下字"),
        ("width = 96\n", "width = 9600\n", "这块屏幕放不下字"),
        ("movement = \"滚动\"", "movement = \"滚\"", "movement 不能是“滚”"),
        ("width = 96\n", "width = 96\ncharacters = 5\n", "characters 要比 0 大、最多 4"),
        ("width = 96\n", "width = 96\nseconds = 2\n", "seconds 至少 3"),
    ] {
        assert!(site.contains(from));
        county.write("content/site.toml", site.replace(from, to));
        let done = county.check();
        assert!(done.code == 1 && done.err.contains(message), "{}", done.err);
    }
}

#[test]
fn a_phone_number_written_with_blanks_is_one_number_on_screens_and_aloud() {
    let county = county(MESSAGE);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", "138 0013 8000"));
    let pack = pack(&county);
    let script = fs::read_to_string(pack.join("script/who-60.txt")).unwrap();
    assert_eq!(script.matches("幺三八，零零幺三，八零零零").count(), 2, "{script}");
    let words = fs::read_to_string(pack.join("led/96x32/who-utf8.txt")).unwrap();
    assert!(words.contains("\r\n\r\n13800138000\r\n"), "{words}");
}

#[test]
fn odd_numbers_long_addresses_and_rare_names_are_told_and_all_is_made() {
    let county = county(&MESSAGE.replace("## 广播\n", "- {{地名}}的人\n## 广播\n"));
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", "059112345678"));
    let rows = "town-a,甲镇,town,,打值班电话,,\ntown-b,乙镕镇,town,,,,\nthe-longest-name-of-a-town,丙镇,town,,,,\n";
    county.write("content/places.csv", format!("id,name,level,parent,phone,address,contact\n{rows}"));
    let done = county.check();
    assert_eq!(done.code, 0, "{}", done.err);
    for said in [
        "content/site.toml:7:1",
        "“059112345678”不像一个电话号码",
        "甲镇的电话“打值班电话”不像电话号码",
        "写成 0591-85210000",
        "最好不超过 32 个字节，丙镇的有 32",
        "“乙镕镇”的名称里有不在 GB 2312 里的字，例如“镕”",
    ] {
        assert_eq!(done.err.contains(said), !said.contains("32"), "{said}: {}", done.err);
    }
    // A folder of the portal counts, too.
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("https://example.gov.cn/", "https://example.gov.cn/fp/"));
    let done = county.check();
    assert!(done.err.contains("最好不超过 32 个字节，丙镇的有 35 个"), "{}", done.err);
    pack(&county);
}

#[test]
fn what_nobody_has_filled_in_is_said_where_packs_are_made() {
    let county = county(MESSAGE);
    let out = county.outside().join("pack");
    let made = || county.run(&["publicity", "--place", "town-a", "--out", out.to_str().unwrap()]);
    assert!(!made().err.contains("还没有"), "{}", made().err);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", "").replace("https://example.gov.cn/", ""));
    let err = made().err;
    assert!(err.contains("屏幕和广播里都还没有号码") && err.contains("还没有二维码"), "{err}");
}
