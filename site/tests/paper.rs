//! Posters, leaflets and codes, looked at by programs that are not ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use publicity::Reel;

mod harness;
use harness::channels::{MESSAGE, SCREENS, SHEETS, county, frames, pack, printed, shown};
use harness::{County, snapshot};

/// What the codes in a picture say, by a decoder that is not ours.
fn scanned(width: usize, height: usize, dark: impl Fn(usize, usize) -> bool) -> Vec<String> {
    let mut picture = rqrr::PreparedImage::prepare_from_bitmap(width, height, &dark);
    let mut all = Vec::new();
    for code in picture.detect_grids() {
        let (kind, text) = code.decode().unwrap();
        // Level Q, or H where it takes no more room: 3 and 2 in the standard's own numbers.
        assert!([2, 3].contains(&kind.ecc_level), "{text}");
        // Nothing stands within four modules of it, but for what falls on the pixels at their edges.
        let [about_left, about_right] = [0, 2].map(|at: usize| usize::try_from(code.bounds[at].x.max(0)).unwrap());
        let [about_top, about_bottom] = [0, 2].map(|at: usize| usize::try_from(code.bounds[at].y.max(0)).unwrap());
        let inside = (about_top..about_bottom.min(height)).flat_map(|y| (about_left..about_right.min(width)).map(move |x| (x, y)));
        let modules: Vec<(usize, usize)> = inside.filter(|(x, y)| dark(*x, *y)).collect();
        let (left, right) = (modules.iter().map(|(x, _)| *x).min().unwrap(), modules.iter().map(|(x, _)| *x).max().unwrap());
        let (top, bottom) = (modules.iter().map(|(_, y)| *y).min().unwrap(), modules.iter().map(|(_, y)| *y).max().unwrap());
        let quiet = 4 * (right + 1 - left) / kind.version.to_size() - 1;
        assert!(left >= quiet && top >= quiet && right + quiet < width && bottom + quiet < height, "{text}");
        let around = (top - quiet..=bottom + quiet).flat_map(|y| (left - quiet..=right + quiet).map(move |x| (x, y)));
        let outside = |(x, y): &(usize, usize)| *x < left || *x > right || *y < top || *y > bottom;
        assert_eq!(around.filter(outside).find(|(x, y)| dark(*x, *y)), None, "{text} has {left}, {top} to {right}, {bottom}");
        all.push(text);
    }
    all
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
        let name_of = |channel: &&str| name.to_string_lossy().contains(*channel);
        let channel = ["board", "leaflet", "screen"].into_iter().find(name_of).unwrap().get(..1).unwrap();
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
    assert_eq!(read, 6);
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
