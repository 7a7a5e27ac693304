//! What hangs in the villages and is heard there: every amount is read back out of pixels and spoken words and is the parameter.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use mingbai::announce::Packer;
use mingbai::build::{Inputs, policies};
use mingbai::source::Root;
use publicity::{Frame, Ink, Movement, Reel, Screen, heard};
use rules::Date;

mod harness;
use harness::{County, snapshot};

/// Width, height, rows, movement, colours.
type Size = (usize, usize, usize, &'static str, &'static str);

const SCREENS: [Size; 4] =
    [(64, 16, 1, "滚动", "单色"), (96, 32, 2, "翻页", "单色"), (192, 32, 2, "翻页", "双色"), (320, 160, 3, "翻页", "全彩")];

const SHEETS: [&str; 3] = ["town-a-who-a3", "town-a-who-a4", "town-a-leaflet-a4"];

const MESSAGE: &str = "+++\ntitle = \"谁可以申报\"\n+++\n## 标语\n家里有难处，早点说\n## 屏幕\n- 每人一年不到 {{低保标准|数}} 元\n- 两个人不到 {{低保标准 × 2人|数}} 元\n## 广播\n- 每人一年的收入不到 {{低保标准|数}} 元的，可以申报\n- 两个人的家庭，不到 {{低保标准 × 2人|数}} 元的，可以申报\n## 海报\n早点说\n- 一个人不到 {{低保标准|数}} 元的，可以申报\n- 两个人不到 {{低保标准 × 2人|数}} 元的，可以申报\n## 明白纸\n- 一个人不到 {{低保标准|数}} 元的\n";

fn county(message: &str) -> County {
    let mut site = "title = \"试县\"\npolicy = \"p-1\"\non = 2020-07-06\nbase_url = \"https://example.gov.cn/\"\n[hotline]\nname = \"热线\"\nphone = \"0591-12345678\"\n".to_owned();
    for (width, height, rows, movement, colour) in SCREENS {
        site +=
            &format!("[[screen]]\nwidth = {width}\nheight = {height}\nrows = {rows}\nmovement = \"{movement}\"\ncolour = \"{colour}\"\n");
    }
    let places = "id,name,level,parent,phone,address,contact\ntown-a,甲镇,town,,,,\ntown-b,乙镇,town,,,,\n";
    County::new().with("content/site.toml", site).with("content/places.csv", places).with("content/publicity/who.md", message)
}

/// Makes all packs beside the county; the answer is the folder of one.
fn pack(county: &County) -> PathBuf {
    packs(county, &[]).join("town-a")
}

fn packs(county: &County, more: &[&str]) -> PathBuf {
    let out = county.outside().join("pack");
    let mut arguments = vec!["publicity", "--out", out.to_str().unwrap()];
    arguments.extend(more);
    let done = county.run(&arguments);
    assert_eq!(done.code, 0, "{}", done.err);
    out
}

/// The lights of a bitmap: what is not black is lit, what is yellow is in the second colour.
fn bitmap(path: &Path) -> Frame {
    let bytes = fs::read(path).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let (width, height, bits) = (number(18), number(22), usize::from(bytes[28]));
    let line = (width * bits).div_ceil(32) * 4;
    let colour = |x: usize, y: usize| {
        let byte = bytes[number(10) + (height - 1 - y) * line + x * bits / 8];
        let index = byte >> (8 - bits - x * bits % 8) & ((1 << bits) - 1);
        &bytes[54 + usize::from(index) * 4..][..3]
    };
    let all =
        |is: &dyn Fn(&[u8]) -> bool| (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| is(colour(x, y))).collect();
    Frame { width, height, lights: all(&|colour| colour != [0, 0, 0]), second: all(&|colour| colour == [0, 255, 255]) }
}

/// A screen, and what its bitmaps show.
fn frames(pack: &Path, (width, height, rows, movement, colour): Size) -> (Screen, Vec<Frame>) {
    let movement = if movement == "滚动" { Movement::Scroll } else { Movement::Page };
    // A bitmap of a screen of all colours shows one.
    let ink = if colour == "双色" { Ink::Two } else { Ink::One };
    let screen = Screen { width, height, rows, ink, seconds: 3, rate: 4, movement };
    let folder = pack.join(format!("led/{width}x{height}"));
    let files = snapshot(&folder);
    let bitmaps = files.iter().filter(|(name, _)| name.extension().is_some_and(|ending| ending == "bmp"));
    (screen, bitmaps.map(|(name, _)| bitmap(&folder.join(name))).collect())
}

/// What stands on a screen, read from its bitmaps.
fn shown(pack: &Path, size: Size) -> String {
    let (screen, frames) = frames(pack, size);
    Reel::read(&screen, &frames).unwrap().concat().concat()
}

/// What a program that is not ours says of a file: poppler-utils.
fn poppler(program: &str, arguments: &[&str], file: &Path) -> Vec<u8> {
    let done = Command::new(program).args(arguments).arg(file).arg("-").output();
    let done = done.unwrap_or_else(|error| panic!("{program}（Debian: poppler-utils）: {error}"));
    assert!(done.status.success(), "{program} {}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// The text of a PDF.
fn printed(pack: &Path, sheet: &str) -> String {
    String::from_utf8(poppler("pdftotext", &["-layout"], &pack.join(format!("poster/{sheet}.pdf")))).unwrap()
}

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

/// What the codes in a picture say, by a decoder that is not ours.
fn scanned(width: usize, height: usize, dark: impl FnMut(usize, usize) -> bool) -> Vec<String> {
    let mut picture = rqrr::PreparedImage::prepare_from_bitmap(width, height, dark);
    picture.detect_grids().into_iter().map(|code| code.decode().unwrap().1).collect()
}

/// What the codes of a PDF say, drawn by a program that is not ours.
fn scanned_pdf(file: &Path) -> Vec<String> {
    // P5, then the width, the height and 255, each behind a blank.
    let picture = poppler_picture(file);
    let mut fields = picture.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut field = || fields.next().map(|field| String::from_utf8_lossy(field).into_owned()).unwrap();
    let (kind, width, height) = (field(), field().parse::<usize>().unwrap(), field().parse::<usize>().unwrap());
    assert_eq!(kind, "P5");
    let pixels = &picture[picture.len() - width * height..];
    scanned(width, height, |x, y| pixels[y * width + x] < 128)
}

fn poppler_picture(file: &Path) -> Vec<u8> {
    let done = Command::new("pdftoppm").args(["-gray", "-r", "110"]).arg(file).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn sheets_are_one_page_of_their_size_in_real_text_and_their_codes_lead_to_the_place() {
    let county = county(MESSAGE);
    let pack = pack(&county);
    for (sheet, size, letter) in
        [(SHEETS[0], "841.89 x 1190.55", 'b'), (SHEETS[1], "595.276 x 841.89", 'b'), (SHEETS[2], "841.89 x 595.276", 'l')]
    {
        let file = pack.join(format!("poster/{sheet}.pdf"));
        let info = Command::new("pdfinfo").arg(&file).output().unwrap().stdout;
        let info = String::from_utf8(info).unwrap();
        assert!(info.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{info}");
        assert!(info.contains(&format!("{size} pts")) && !info.contains("CreationDate"), "{info}");
        assert!(fs::metadata(&file).unwrap().len() < 3_000_000);
        let text = printed(&pack, sheet);
        let close: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for said in
            ["甲镇", "0591-12345678", "用手机扫一扫", "2020年7月6日", "试〔2020〕1号", "主办单位：待主办单位填写", "号码待主办单位填写"]
        {
            assert!(close.contains(said), "{sheet} lacks {said}: {text}");
        }
        assert_eq!(scanned_pdf(&file), [format!("https://example.gov.cn/p/town-a/{letter}/")]);
    }
}

#[test]
fn every_code_of_the_pack_is_read() {
    let county = county(MESSAGE);
    let pack = pack(&county);
    let options = resvg::usvg::Options::default();
    let mut read = 0;
    for (name, bytes) in snapshot(&pack.join("qr")) {
        let channel = if name.to_string_lossy().contains("board") { "b" } else { "l" };
        let picture = if name.extension().is_some_and(|ending| ending == "svg") {
            let tree = resvg::usvg::Tree::from_data(&bytes, &options).unwrap();
            let size = tree.size().to_int_size().scale_by(4.0).unwrap();
            let mut picture = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).unwrap();
            let scale = size.width() as f32 / tree.size().width();
            resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
            picture
        } else {
            resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap()
        };
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let codes = scanned(width, height, |x, y| picture.pixels()[y * width + x].red() < 128);
        assert_eq!(codes, [format!("https://example.gov.cn/p/town-a/{channel}/")], "{}", name.display());
        read += 1;
    }
    assert_eq!(read, 4);
}

#[test]
fn what_is_unset_is_seen_to_be_unset_on_paper() {
    let county = county(MESSAGE);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", "").replace("https://example.gov.cn/", ""));
    let pack = pack(&county);
    for sheet in SHEETS {
        let close: String = printed(&pack, sheet).chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(close.matches("号码待主办单位填写").count(), 2, "{close}");
        assert!(close.contains("二维码待主办单位补上") && !close.contains("扫一扫"), "{close}");
        assert!(scanned_pdf(&pack.join(format!("poster/{sheet}.pdf"))).is_empty());
    }
    assert!(!pack.join("qr").exists());
}

#[test]
fn long_names_have_room_and_what_has_none_is_told() {
    let site = |county: &County| fs::read_to_string(county.path("content/site.toml")).unwrap();
    let long = county(MESSAGE);
    let name = "某某自治县某某少数民族乡某某某某村村民委员会";
    long.write("content/site.toml", site(&long).replace("name = \"热线\"", "name = \"防止返贫监测和帮扶服务热线\""));
    long.write(
        "content/places.csv",
        format!("id,name,level,parent,phone,address,contact\ntown-a,{name},town,,0591-87654321,,某某某主任\n"),
    );
    let folder = pack(&long);
    for sheet in SHEETS {
        let close: String = printed(&folder, sheet).chars().filter(|c| !c.is_whitespace()).collect();
        assert!(close.contains(name) && close.contains("防止返贫监测和帮扶服务热线") && close.contains("0591-87654321"), "{close}");
        assert_eq!(scanned_pdf(&folder.join(format!("poster/{sheet}.pdf"))).len(), 1);
    }
    // A row of a small screen is shorter than the name: it is broken between its words, and nothing of it is lost.
    for size in SCREENS {
        let said = shown(&folder, size).replace(' ', "");
        assert!(said.contains("请打防止返贫监测和帮扶服务热线0591-12345678"), "{said}");
    }
    let (screen, frames) = frames(&folder, SCREENS[1]);
    let rows = Reel::read(&screen, &frames).unwrap().concat();
    for word in ["防止", "返贫", "监测", "帮扶", "服务", "热线"] {
        assert!(rows.iter().any(|row| row.contains(word)), "{word} is split in {rows:?}");
    }
    for section in ["## 海报", "## 明白纸"] {
        let crowded = county(&format!("{MESSAGE}{section}\n{}", "- 家里有难处的时候可以告诉村里的人，也可以告诉镇里的人\n".repeat(60)));
        let told = crowded.check();
        assert!(told.code == 1 && told.err.contains("的话太多") && told.err.contains("content/publicity/who.md"), "{}", told.err);
    }
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
    assert_eq!((codes(&first, "town-a"), codes(&first, "town-b")), (4, 4));
    let one = snapshot(&packs(&county, &["--place", "town-a"]));
    assert_eq!((codes(&one, "town-a"), codes(&one, "town-b")), (4, 0));
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
    assert!(done.code == 0 && !done.err.contains("没有电话"), "{}", done.err);
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("0591-12345678", ""));
    let done = county.check();
    assert_eq!(done.code, 0, "{}", done.err);
    for said in ["content/publicity/who.md:9:3", "乙镇等 1 个地方没有电话，这一行在那里不出现", "填上号码"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    let done = county.run(&["check", "--strict"]);
    assert!(done.code != 0 && done.err.contains("content/site.toml:7:1") && done.err.contains("hotline.phone 还没有填"), "{}", done.err);
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
        ("width = 96\n", "width = 96\ncharacters = 5\n", "characters 最多 4"),
    ] {
        assert!(site.contains(from));
        county.write("content/site.toml", site.replace(from, to));
        let done = county.check();
        assert!(done.code == 1 && done.err.contains(message), "{}", done.err);
    }
}
