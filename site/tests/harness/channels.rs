//! A county with a message, its packs, and what their files say.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use publicity::{Frame, Ink, Movement, Reel, Screen};

use super::{County, snapshot};

/// Width, height, rows, movement, colours.
pub type Size = (usize, usize, usize, &'static str, &'static str);

pub const SCREENS: [Size; 4] =
    [(64, 16, 1, "滚动", "单色"), (96, 32, 2, "翻页", "单色"), (192, 32, 2, "翻页", "双色"), (320, 160, 3, "翻页", "全彩")];

pub const SHEETS: [&str; 3] = ["town-a-who-a3", "town-a-who-a4", "town-a-leaflet-a4"];

pub const MESSAGE: &str = "+++\ntitle = \"谁可以申报\"\n+++\n## 标语\n家里有难处，早点说\n## 屏幕\n- 每人一年不到 {{低保标准|数}} 元\n- 两个人不到 {{低保标准 × 2人|数}} 元\n## 广播\n- 每人一年的收入不到 {{低保标准|数}} 元的，可以申报\n- 两个人的家庭，不到 {{低保标准 × 2人|数}} 元的，可以申报\n## 海报\n早点说\n- 一个人不到 {{低保标准|数}} 元的，可以申报\n- 两个人不到 {{低保标准 × 2人|数}} 元的，可以申报\n## 明白纸\n- 一个人不到 {{低保标准|数}} 元的\n";

pub fn county(message: &str) -> County {
    let mut site = "title = \"试县\"\npolicy = \"p-1\"\non = 2020-07-06\nbase_url = \"https://example.gov.cn/\"\n[hotline]\nname = \"热线\"\nphone = \"0591-12345678\"\n".to_owned();
    for (width, height, rows, movement, colour) in SCREENS {
        site +=
            &format!("[[screen]]\nwidth = {width}\nheight = {height}\nrows = {rows}\nmovement = \"{movement}\"\ncolour = \"{colour}\"\n");
    }
    let places = "id,name,level,parent,phone,address,contact\ntown-a,甲镇,town,,,,\ntown-b,乙镇,town,,,,\n";
    County::new().with("content/site.toml", site).with("content/places.csv", places).with("content/publicity/who.md", message)
}

/// Makes all packs beside the county; the answer is the folder of one.
pub fn pack(county: &County) -> PathBuf {
    packs(county, &[]).join("town-a")
}

pub fn packs(county: &County, more: &[&str]) -> PathBuf {
    let out = county.outside().join("pack");
    let mut arguments = vec!["publicity", "--out", out.to_str().unwrap()];
    arguments.extend(more);
    let done = county.run(&arguments);
    assert_eq!(done.code, 0, "{}", done.err);
    out
}

/// The lights of a bitmap: what is not black is lit, what is yellow is in the second colour.
pub fn bitmap(path: &Path) -> Frame {
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
pub fn frames(pack: &Path, size: Size) -> (Screen, Vec<Frame>) {
    frames_of(pack, size, "who")
}

/// The same of one message.
fn frames_of(pack: &Path, (width, height, rows, movement, colour): Size, message: &str) -> (Screen, Vec<Frame>) {
    let movement = if movement == "滚动" { Movement::Scroll } else { Movement::Page };
    // A bitmap of a screen of all colours shows one.
    let ink = if colour == "双色" { Ink::Two } else { Ink::One };
    let screen = Screen { width, height, rows, ink, seconds: 3, rate: 4, movement };
    let folder = pack.join(format!("led/{width}x{height}"));
    let files = snapshot(&folder);
    let bitmaps = files
        .iter()
        .filter(|(name, _)| name.to_string_lossy().starts_with(message) && name.extension().is_some_and(|ending| ending == "bmp"));
    (screen, bitmaps.map(|(name, _)| bitmap(&folder.join(name))).collect())
}

/// What stands on a screen, read from its bitmaps.
pub fn shown(pack: &Path, size: Size) -> String {
    shown_of(pack, size, "who")
}

/// The same of one message.
pub fn shown_of(pack: &Path, size: Size, message: &str) -> String {
    let (screen, frames) = frames_of(pack, size, message);
    Reel::read(&screen, &frames).unwrap().concat().concat()
}

/// What a program that is not ours says of a file: poppler-utils.
pub fn poppler(program: &str, arguments: &[&str], file: &Path) -> Vec<u8> {
    let done = Command::new(program).args(arguments).arg(file).arg("-").output();
    let done = done.unwrap_or_else(|error| panic!("{program}（Debian: poppler-utils）: {error}"));
    assert!(done.status.success(), "{program} {}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// The text of a PDF.
pub fn printed(pack: &Path, sheet: &str) -> String {
    String::from_utf8(poppler("pdftotext", &["-layout"], &pack.join(format!("poster/{sheet}.pdf")))).unwrap()
}
