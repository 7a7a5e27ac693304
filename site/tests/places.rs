//! Places as a tree, what their QR codes open, their slides and their packs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::fs;

mod harness;
use harness::{County, snapshot};

const HEAD: &str = "id,name,level,parent,phone,address,contact\n";

const PLACES: &str = "fuqing,福清市,county,,0591-85222222,,\nhaikou,海口镇,town,fuqing,0591-85111111,海口街 1 号,老林\n\
    meilan,梅兰村,village,haikou,,,\nshan,山村,village,haikou,,,\nlongtian,龙田镇,town,fuqing,,,\n";

const SITE: &str = "title = \"试县\"\ncounty = \"试县\"\npolicy = \"p-1\"\non = 2020-07-06\nbase_url = \"https://example.gov.cn/\"\n\
    [hotline]\nname = \"热线\"\nphone = \"0591-12345678\"\n[[screen]]\nwidth = 96\nheight = 32\nrows = 2\n";

const MESSAGE: &str = "+++\ntitle = \"谁可以申报\"\n+++\n## 标语\n家里有难处，早点说\n## 屏幕\n- 每人一年不到 {{低保标准|数}} 元\n## 广播\n- 每人一年的收入不到 {{低保标准|数}} 元的，可以申报\n";

fn county(more: &str) -> County {
    let county = County::new().with("content/site.toml", format!("{SITE}{more}")).with("content/publicity/who.md", MESSAGE);
    county.with("content/places.csv", format!("{HEAD}{PLACES}"))
}

/// The addresses of the pages that a page links to below a folder.
fn linked(page: &str, folder: &str) -> Vec<String> {
    let begin = format!("{folder}/");
    let links = page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let below = links.filter_map(|link| link.trim_start_matches("../").strip_prefix(&begin)?.strip_suffix("/index.html"));
    below.map(str::to_owned).collect()
}

#[test]
fn each_page_lists_what_belongs_to_it_and_whom_else_to_call() {
    let county = county("");
    county.build();
    let all = county.read("places/index.html");
    assert_eq!(linked(all.split("<main").nth(1).unwrap().split("</main").next().unwrap(), "places"), ["haikou", "longtian"]);
    // Whoever types a village's name finds it, too.
    county.has("places/index.html", "data-inner=\"meilan 梅兰村;shan 山村\"");
    county.has("places/haikou/index.html", "海口镇的村（居）").has("places/haikou/index.html", "老林");
    let village = "places/meilan/index.html";
    county.has(village, "待主办单位填写").has(village, "tel:0591-85111111").has(village, "tel:0591-85222222");
    county.has(village, "report/index.html#place=meilan");
    county.has(village, "mingbai publicity --place meilan").has("places/haikou/index.html", "../../publicity/haikou/index.html");
}

#[test]
fn a_code_opens_a_place_by_a_short_address_and_every_channel_shows_the_same() {
    let county = county("");
    county.build();
    let page = |channel: &str| county.read(&format!("p/meilan/{channel}index.html"));
    assert_eq!((page("b/"), page("b/")), (page("l/"), page("s/")));
    for path in ["p/meilan/index.html", "p/meilan/b/index.html"] {
        county
            .has(path, "<h1>梅兰村</h1>")
            .has(path, "noindex")
            .has(path, "<link rel=\"canonical\" href=\"https://example.gov.cn/places/meilan/\">");
        for way in ["check/index.html", "standards/index.html", "report/index.html#place=meilan", "tel:0591-12345678", "tel:0591-85111111"]
        {
            county.has(path, way);
        }
    }
    county.has("places/meilan/index.html", "data-code=\"https://example.gov.cn/p/meilan/\"");
    county.has("screen/haikou/index.html", "data-code=\"https://example.gov.cn/p/haikou/s/\"");
    county.has("publicity/haikou/qr/haikou-board.svg", ">https://example.gov.cn/p/haikou/b/</text>");
    county.has("publicity/haikou/qr/haikou-leaflet.svg", ">https://example.gov.cn/p/haikou/l/</text>");
    county.lacks("sitemap.xml", "/p/").has("sitemap.xml", "/places/meilan/").has("sw.js", "\"p/\"");
}

#[test]
fn without_the_sites_address_there_is_no_code_and_the_page_says_so() {
    let county = county("");
    county.write("content/site.toml", SITE.replace("https://example.gov.cn/", ""));
    county.build();
    for path in ["places/meilan/index.html", "publicity/haikou/index.html"] {
        county.has(path, "网站的网址还没有定").lacks(path, "data-code");
    }
    county.lacks("p/meilan/index.html", "canonical").lacks("screen/haikou/index.html", "<svg viewBox");
}

#[test]
fn what_is_wrong_with_the_tree_is_told_at_its_row() {
    for (rows, message, row) in [
        ("c,县,county,,,,\nt,镇,town,v,,,\nv,村,village,t,,,\n", "镇（街）“镇”不能属于村（居）“村”", "t,镇,town,v,,,"),
        ("a,甲,town,b,,,\nb,乙,town,a,,,\n", "镇（街）“乙”不能属于镇（街）“甲”", "b,乙,town,a,,,"),
        ("c,县,county,,,,\nt,镇,town,d,,,\n", "没有上级“d”", "t,镇,town,d,,,"),
        ("c,县,county,,,,\nt,镇,town,,,,\n", "“镇”没有写上级", "t,镇,town,,,,"),
    ] {
        let county = county("");
        county.write("content/places.csv", format!("{HEAD}{rows}"));
        let done = county.check();
        assert!(done.code == 1 && done.err.contains(message) && done.err.contains(row), "{message}: {}", done.err);
        assert!(done.err.contains("content/places.csv"), "{}", done.err);
    }
}

#[test]
fn slides_say_the_messages_with_their_figures_whom_to_call_and_the_code() {
    let county = county("");
    county.build();
    for path in ["screen/index.html", "screen/fuqing/index.html", "screen/haikou/index.html", "screen/meilan/index.html"] {
        county
            .has(path, "<h2>家里有难处，早点说</h2>")
            .has(path, "每人一年不到 8,400 元")
            .has(path, "0591-12345678")
            .has(path, "data-code=");
        // Without script one slide stands, and that is not a message.
        assert_eq!(county.read(path).matches("hidden>\n<div class=\"slide-words\">").count(), 1);
    }
    county.has("screen/haikou/index.html", "海口镇：0591-85111111");
    county.has("places/meilan/index.html", "../../screen/meilan/index.html").has("screen/meilan/index.html", "梅兰村：扫一扫");
    county.has("sw.js", "screen/haikou/index.html").lacks("sw.js", "screen/meilan").has("sw.js", "\"screen/\"");
}

#[test]
fn a_message_that_names_its_place_is_on_the_slides_of_places_alone() {
    let local = MESSAGE.replace("早点说", "找{{地名}}");
    let county = county("").with("content/publicity/local.md", local);
    county.build();
    county.has("screen/haikou/index.html", "<h2>家里有难处，找海口镇</h2>").lacks("screen/index.html", "找");
}

#[test]
fn a_town_downloads_all_of_its_pack_and_each_file_of_it() {
    let county = county("");
    county.build();
    let public = county.path("public");
    for place in ["fuqing", "haikou", "longtian"] {
        let made = county.outside().join("made");
        // Recordings, which a site does not carry, are made only where the path leads to a voice.
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mingbai"));
        command.args(["publicity", "--place", place]).arg("--root").arg(county.path("")).arg("--out").arg(&made).env("PATH", "");
        assert!(command.status().unwrap().success());
        let archive = |folder: &std::path::Path| fs::read(folder.join(format!("{place}.zip"))).unwrap();
        assert!(archive(&public.join("publicity").join(place)) == archive(&made), "{place}");
        // Single files are those of the pack: what is common stands once.
        let single = |path: &std::path::Path| {
            let own = public.join("publicity").join(place).join(path);
            fs::read(if own.is_file() { own } else { public.join("publicity").join(path) }).ok()
        };
        for (path, bytes) in snapshot(&made.join(place)) {
            let is_list = path.to_str() == Some("清单.txt");
            let of_village = path.starts_with("meilan") || path.starts_with("shan");
            assert!(is_list || of_village || single(&path).as_ref() == Some(&bytes), "{}", path.display());
        }
    }
    county.has("publicity/index.html", "haikou/index.html").has("publicity/index.html", "led/96x32/index.html");
    county
        .has("publicity/led/96x32/index.html", "../../../publicity/led/96x32/who-01.png")
        .has("publicity/led/96x32/index.html", "每一页停 3 秒");
    county.has("publicity/script/who/index.html", "八千四百元").has("publicity/script/who/index.html", "who-30.ssml");
    county.has("publicity/haikou/index.html", "haikou.zip").has("publicity/haikou/index.html", "haikou-board.png");
}

#[test]
fn the_site_says_for_whom_it_carries_packs() {
    let villages = county("[publicity]\npacks = \"村居\"\n");
    villages.build();
    villages.has("publicity/haikou/index.html", "meilan/index.html").has("places/meilan/index.html", "publicity/meilan/index.html");
    villages.has("screen/meilan/index.html", "梅兰村：扫一扫").has("publicity/meilan/index.html", "meilan.zip");
    let none = county("[publicity]\npacks = \"不带\"\n");
    none.build();
    none.has("publicity/index.html", "mingbai publicity").lacks("publicity/index.html", ".gif");
    assert_eq!(snapshot(&none.path("public/publicity")).len(), 1);
    none.has("screen/haikou/index.html", "海口镇：扫一扫");
    let wrong = county("[publicity]\npacks = \"镇\"\n").check();
    assert!(wrong.code == 1 && wrong.err.contains("packs 不能是“镇”") && wrong.err.contains("镇街、村居、不带"), "{}", wrong.err);
}

#[test]
fn at_a_provinces_scale_each_page_lists_its_own_and_nothing_lists_all() {
    let mut rows = HEAD.to_owned();
    for village in 0..3100 {
        let (town, county) = (village / 31, village / 310);
        if village % 310 == 0 {
            rows += &format!("c{county},第{county}县,county,,,,\n");
        }
        if village % 31 == 0 {
            rows += &format!("t{town},第{town}镇,town,c{county},,,\n");
        }
        rows += &format!("v{village},第{village}村,village,t{town},,,\n");
    }
    let county = county("[publicity]\npacks = \"不带\"\n[intake]\nurl = \"/intake\"\nnotice = 2020-07-06\n");
    // Codes would take most of the time and change nothing here.
    let site = fs::read_to_string(county.path("content/site.toml")).unwrap();
    county.write("content/site.toml", site.replace("https://example.gov.cn/", ""));
    county.write("content/places.csv", rows);
    county.build();
    let count = |path: &str, folder: &str| linked(county.read(path).split("<main").nth(1).unwrap(), folder).len();
    // Behind `<main` stands the help with a link to all places, too, which names none.
    assert_eq!(count("places/index.html", "places"), 10);
    assert_eq!(count("places/c3/index.html", "places"), 10);
    // The town's villages, and its county.
    assert_eq!(count("places/t7/index.html", "places"), 32);
    assert_eq!(count("publicity/index.html", "publicity"), 0);
    // Somebody who reports chooses among towns; a village brings its town.
    assert_eq!(county.read("report/index.html").matches("<option value=\"").count(), 1 + 10 + 100);
    county.has("places/v40/index.html", "report/index.html#place=t1\"").has("p/v40/b/index.html", "report/index.html#place=t1\"");
    let longest = snapshot(&county.path("public")).into_iter().filter(|(path, _)| path.extension().is_some_and(|ending| ending == "html"));
    let (path, bytes) = longest.max_by_key(|(_, bytes)| bytes.len()).unwrap();
    assert!(bytes.len() < 200_000, "{} has {} bytes", path.display(), bytes.len());
    // What is kept ahead has no village in it.
    county.lacks("sw.js", "v40/").has("sw.js", "\"places/\"");
    county.has("sitemap.xml", "/places/v3099/").lacks("sitemap.xml", "/p/");
}

#[test]
fn what_leads_to_a_village_and_from_it_is_looked_at_as_of_any_page() {
    let county = county("");
    let sound = "[梅兰](/places/meilan/) [怎么联系](/places/shan/#main)\n";
    county.write("content/guide/a.md", format!("+++\ntitle = \"甲\"\n+++\n{sound}"));
    county.build();
    let version = county.read("version.json");
    county.write("content/guide/a.md", format!("+++\ntitle = \"甲\"\n+++\n{sound}[错](/places/meilan/#nowhere) [错](/places/no/)\n"));
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/place.html")).unwrap();
    county.write("templates/place.html", page.replace("{% block main %}", "{% block main %}<a href=\"{{ root }}lost.html\">x</a>"));
    let told = county.check();
    assert_eq!(told.code, 1);
    for line in [
        "页面“/places/meilan/”上没有锚点“#nowhere”",
        "链接指向的页面“/places/no/”不存在",
        "链接“../../lost.html”指向的“lost.html”不存在（见页面 /places/fuqing/等 5 个页面）",
    ] {
        assert!(told.err.contains(line), "{line}: {}", told.err);
    }
    // The version changes with a village's address, which stands on its page alone.
    fs::remove_file(county.path("templates/place.html")).unwrap();
    county.write("content/guide/a.md", format!("+++\ntitle = \"甲\"\n+++\n{sound}"));
    county.build();
    assert_eq!(county.read("version.json"), version);
    county.write(
        "content/places.csv",
        format!("{HEAD}{}", PLACES.replace("shan,山村,village,haikou,,,", "shan,山村,village,haikou,,街口 1 号,")),
    );
    county.build();
    assert_ne!(county.read("version.json"), version);
}
