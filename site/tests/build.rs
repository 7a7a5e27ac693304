//! What `mingbai build` makes of a county's folder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use harness::{County, mingbai, snapshot};

#[test]
fn every_page_of_the_table_is_there() {
    let county = County::new().with("content/places.csv", "id,name,level,parent,phone,address,contact\ntown,甲镇,town,,,,\n");
    county.build();
    for page in ["", "check/", "explain/", "policy/", "policy/p-1/", "guide/", "standards/", "places/", "places/town/", "about/"] {
        county.has(&format!("{page}index.html"), "<h1");
    }
    county.has("404.html", "没有这一页").lacks("robots.txt", "Sitemap").has("sitemap.xml", "/policy/p-1/").has("feed.xml", "试县的政策");
    county.has("places/town/index.html", "待主办单位填写");
}

#[test]
fn figures_and_tables_come_from_the_rules() {
    let county = County::new().guide("a", "每人 {{低保标准}}，四人 {{低保标准 × 4人|数}} 元。");
    county.build();
    county.has("policy/p-1/index.html", "每人 <strong>8,400 元</strong>。");
    county.has("guide/a/index.html", "每人 8,400 元/人，四人 33,600 元。");
    county.has("check/index.html", "84,000 元").has("standards/index.html", "8,400 元/人");
}

#[test]
fn a_rule_is_shown_in_words_under_its_clause() {
    let county = County::new();
    county.build();
    county.has("policy/p-1/index.html", "要回答的问题：监测对象").has("policy/p-1/index.html", "试〔2020〕1号 标准");
    county.lacks("policy/p-1/index.html", "language-toml");
}

#[test]
fn a_rule_named_in_full_width_digits_is_shown_too() {
    let rule = "```toml parameter\nname = \"２０２０年标准\"\nunit = \"元\"\nvalues = [{ from = 2020-01-01, value = 100 }]\n```\n";
    let front = "+++\ntitle = \"乙\"\n[policy]\nid = \"p-2\"\nextends = \"p-1\"\n+++\n";
    let county = County::new().with("content/policy/p-2.md", format!("{front}\n## 标准 {{#z}}\n\n{rule}"));
    county.build();
    county.has("policy/p-2/index.html", "数和标准：2020年标准").has("policy/p-2/index.html", "100 元");
}

#[test]
fn links_are_relative_and_name_the_file() {
    let county = County::new().guide("a", "[甲](../policy/p-1.md#a) [乙](/check/)");
    county.build();
    county.has("guide/a/index.html", "href=\"../../policy/p-1/index.html#a\"").has("guide/a/index.html", "href=\"../../check/index.html\"");
    county.lacks("guide/a/index.html", "rel=\"canonical\"");
}

#[test]
fn a_base_url_gives_canonical_addresses() {
    let county = County::new();
    let done = county.run(&["build", "--base-url", "https://a.example/x"]);
    assert_eq!(done.code, 0, "{}", done.err);
    county.has("check/index.html", "<link rel=\"canonical\" href=\"https://a.example/x/check/\">");
    county.has("404.html", "href=\"/x/index.html\"").has("sitemap.xml", "<loc>https://a.example/x/check/</loc>");
    county.has("robots.txt", "Sitemap: https://a.example/x/sitemap.xml\n");
    assert_eq!(county.run(&["build", "--base-url", "nonsense"]).code, 2);
}

#[test]
fn assets_carry_a_hash_and_an_integrity() {
    let county = County::new();
    county.build();
    let page = county.read("check/index.html");
    let styles: Vec<&str> = page.split("<link ").filter(|link| link.contains("stylesheet")).collect();
    assert!(!styles.is_empty() && styles.iter().all(|link| link.contains("integrity=\"sha384-")), "{page}");
    let scripts: Vec<&str> = page.split("<script").skip(1).filter(|script| script.contains(" src=")).collect();
    assert!(!scripts.is_empty() && scripts.iter().all(|script| script.contains("integrity=\"sha384-")), "{page}");
    for unsafe_source in ["unsafe-inline", "'unsafe-eval'"] {
        for file in ["check/index.html", "_headers", "deploy/nginx.conf", "deploy/Caddyfile"] {
            county.lacks(file, unsafe_source);
        }
    }
    county.has("_headers", "frame-ancestors").has("deploy/nginx.conf", "nosniff");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let county = County::new().guide("a", "甲").guide("b", "[甲](a.md)");
    county.build();
    let first = snapshot(&county.path("public"));
    county.build();
    assert_eq!(first, snapshot(&county.path("public")));
}

#[test]
fn a_failed_build_leaves_the_old_site_as_it_was() {
    let county = County::new();
    county.build();
    let before = snapshot(&county.path("public"));
    county.write("content/guide/a.md", "+++\ntitle = \"甲\"\n+++\n[乙](nowhere.md)");
    assert_eq!(county.run(&["build"]).code, 1);
    assert_eq!(before, snapshot(&county.path("public")));
    let beside: Vec<_> = std::fs::read_dir(county.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let county = County::new();
    let done = county.run(&["build", "--out", "/dev/full/public"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("写不了"), "{}", done.err);
    county.write("other/a.txt", "x");
    let done = county.run(&["build", "--out", county.path("other").to_str().unwrap()]);
    assert_eq!(done.code, 1);
    assert!(county.path("other/a.txt").exists());
    assert_eq!(county.run(&["build", "--out", county.path("content").to_str().unwrap()]).code, 1);
}

/// A file that grows beyond a limit and a disk that is full: the kernel refuses, and the old site stays.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_site_as_it_was() {
    let county = County::new();
    county.build();
    let before = snapshot(&county.path("public"));
    let root = county.path("");
    let (program, root) = (env!("CARGO_BIN_EXE_mingbai"), root.to_str().unwrap());
    let run = |shell: &[&str], script: &str, arguments: &[&str]| {
        let done = std::process::Command::new(shell[0]).args(&shell[1..]).arg(script).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
    };
    let script = "trap '' XFSZ; ulimit -f 20; exec \"$0\" build --root \"$1\"";
    let (code, said) = run(&["sh", "-c"], script, &[program, root]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("写不了") && said.contains("磁盘"), "{said}");
    assert_eq!(before, snapshot(&county.path("public")));
    assert_eq!(std::fs::read_dir(county.path("")).unwrap().count(), 2);

    // A disk of its own, in a world of mounts of its own, where the system allows one.
    let disk = county.outside().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let script = "mount -t tmpfs -o size=4m none \"$2\" || exit 77
        \"$0\" build --root \"$1\" --out \"$2/public\" || exit 3
        before=$(find \"$2\" -type f -exec cksum {} + | sort)
        head -c 8m /dev/zero > \"$2/fill\"
        \"$0\" build --root \"$1\" --out \"$2/public\"; code=$?
        rm \"$2/fill\"
        [ \"$before\" = \"$(find \"$2\" -type f -exec cksum {} + | sort)\" ] || exit 4
        exit $code";
    let (code, said) =
        run(&["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"], script, &[program, root, disk.to_str().unwrap()]);
    if !said.contains("生成了") {
        eprintln!("SKIPPED: no disk of its own can be mounted here: {said}");
        return;
    }
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("磁盘已满"), "{said}");
}

#[test]
fn templates_of_the_county_replace_those_built_in() {
    let county = County::new().with("templates/404.html", "{% extends \"base.html\" %}{% block main %}自己的{% endblock main %}");
    county.build();
    county.has("404.html", "自己的");
}

/// The name that a file of `assets/` has got: `site.0a1b2c3d4e.css` of `site.css`.
fn asset(county: &County, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap();
    let files = snapshot(&county.path("public/assets")).into_iter().map(|(file, _)| file.to_str().unwrap().to_owned());
    let mut found = files.filter(|file| file.starts_with(&format!("{stem}.")) && file.ends_with(&format!(".{ending}")));
    let file = found.next().unwrap_or_else(|| panic!("{name}"));
    assert_eq!(found.next(), None);
    file
}

#[test]
fn scripts_find_each_other_under_the_names_that_they_get() {
    let page = "{% extends \"base.html\" %}{% block head %}{% set script = asset(path=\"z.js\") %}\
        <script type=\"module\" src=\"{{ script.url }}\"></script>\
        {% for import in script.imports %}<link rel=\"modulepreload\" href=\"{{ import.url }}\" integrity=\"{{ import.integrity }}\">\
        {% endfor %}{% endblock head %}{% block main %}{% endblock main %}";
    let county = County::new()
        .with("templates/404.html", page)
        .with(
            "templates/scripts/z.js",
            "// The page.\nimport { m } from './m.js';\n  import \"./a.js\";\n\nexport const z = m + 'https://z'; // why\n",
        )
        .with("templates/components/m/m.js", "/**\n * What all need.\n */\nexport {\n  a as m,\n} from './a.js';\n")
        .with("templates/tools/a/a.js", "import { ready } from './calculator.js';\n\nexport const a = 1;\n")
        .with("templates/tools/a/a.css", "/* a */\n.a {\n  color: red;\n}\n");
    county.build();
    let [z, m, a, calculator] = ["z.js", "m.js", "a.js", "calculator.js"].map(|name| asset(&county, name));
    let served = |name: &str| county.read(&format!("assets/{name}"));
    assert_eq!(served(&z), format!("import {{ m }} from './{m}';\nimport \"./{a}\";\nexport const z = m + 'https://z'; // why\n"));
    assert_eq!(served(&m), format!("export {{\na as m,\n}} from './{a}';\n"));
    assert_eq!(served(&a), format!("import {{ ready }} from './{calculator}';\nexport const a = 1;\n"));
    assert_eq!(served(&asset(&county, "a.css")), ".a {\ncolor: red;\n}\n");
    let page = county.read("404.html");
    let preloads: Vec<&str> = page.split("modulepreload\" href=\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(preloads, [&calculator, &a, &m]);
    // What is at the end of the way changes every name before it.
    county.write("templates/tools/a/a.js", "import { ready } from './calculator.js';\n\nexport const a = 2;\n");
    county.build();
    assert_eq!(asset(&county, "calculator.js"), calculator);
    for (name, before) in [("z.js", z), ("m.js", m), ("a.js", a)] {
        assert_ne!(asset(&county, name), before);
    }
}

#[test]
fn the_style_is_the_base_and_then_the_components_by_name() {
    let county = County::new()
        .with("templates/base.css", "/* Own */\n\n:root { --own: 1 }\n")
        .with("templates/components/zz/zz.css", "\u{feff}.zz {\r\n  color: red;\r\n}\r\n")
        .with("templates/components/zz/aa.css", ".aa { color: red }");
    county.build();
    let style = county.read(&format!("assets/{}", asset(&county, "site.css")));
    assert!(style.starts_with(":root { --own: 1 }\n") && style.ends_with(".aa { color: red }\n.zz {\ncolor: red;\n}\n"), "{style}");
    assert!(!style.contains("\n\n") && !style.lines().any(|line| line.starts_with([' ', '\t']) || line.starts_with("/*")), "{style}");
}

#[test]
fn every_component_is_on_the_page_of_all_components_and_nobody_else_finds_that_page() {
    let own = "<h2>自己的部件</h2><h3>一种样子</h3>{{ <phone value=\"12345\" /> }}";
    let county = County::new().with("templates/components/own/examples.html", own);
    county.build();
    let page = "about/components/index.html";
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/components");
    for component in std::fs::read_dir(folder).unwrap() {
        let name = component.unwrap().file_name().into_string().unwrap();
        county.has(page, &format!("<section class=\"component\" id=\"{name}\">"));
    }
    county.has(page, "<li><a href=\"#own\">自己的部件</a></li>").has(page, "href=\"tel:12345\"").has(page, "noindex");
    county.lacks("sitemap.xml", "components").has("about/index.html", "href=\"../about/components/index.html\"");
}

#[test]
fn the_shipped_site_is_built_and_all_its_links_lead_somewhere() {
    let out = tempfile::tempdir().unwrap();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let done = mingbai(&["build", "--root", root, "--out", out.path().join("site").to_str().unwrap()], "");
    assert_eq!(done.code, 0, "{}", done.err);
    let site = out.path().join("site");
    for (file, bytes) in snapshot(&site).into_iter().filter(|(file, _)| file.extension().is_some_and(|ending| ending == "html")) {
        let page = String::from_utf8(bytes).unwrap();
        for address in page.split(" href=\"").skip(1).chain(page.split(" src=\"").skip(1)).map(|rest| rest.split('"').next().unwrap()) {
            let path = address.split('#').next().unwrap();
            let outside = path.contains(':') || path.is_empty() || file.starts_with("404.html");
            let target = site.join(&file).parent().unwrap().join(path);
            assert!(outside || target.is_file(), "{} links to {address}", file.display());
        }
    }
}

#[test]
fn the_page_of_reports_tells_the_intake_where_it_is_from_and_others_tell_nobody() {
    let site = |url: &str, hotline: &str| {
        format!("title = \"试县\"\npolicy = \"p-1\"\n[hotline]\n{hotline}\n[intake]\nurl = \"{url}\"\nnotice = 2026-11-23\n")
    };
    let county = County::new().with("content/site.toml", site("https://intake.example", "phone = \"0591-00000000\""));
    county.build();
    county.has("report/index.html", "<meta name=\"referrer\" content=\"strict-origin\">").lacks("report/index.html", "no-referrer\">");
    county.has("index.html", "<meta name=\"referrer\" content=\"no-referrer\">").lacks("index.html", "strict-origin");
    // A landline takes no text messages.
    county.has("report/index.html", "tel:0591-00000000").lacks("report/index.html", "sms:");
    let county = County::new().with("content/site.toml", site("", "phone = \"0591-00000000\"\nsms = \"138 0000 0000\""));
    county.build();
    county
        .has("report/index.html", "<meta name=\"referrer\" content=\"no-referrer\">")
        .has("report/index.html", "href=\"sms:13800000000\"");
}

#[test]
fn the_day_on_which_towns_report_is_that_of_the_policy() {
    let holidays = "year = 2026\nsource = \"试\"\nnumber = \"试\"\nrest = []\nwork = []\n";
    let monthly = "\n## 报送 {#b}\n\n每月 {{每月报送日|数}} 日报送。\n\n```toml parameter\nname = \"每月报送日\"\nunit = \"日\"\n\
        values = [{ from = 2020-01-01, value = 17 }]\n```\n";
    let guide = "+++\ntitle = \"甲\"\ncalendar = true\n+++\n甲";
    let county = County::new().with("content/calendar/2026.toml", holidays).with("content/guide/a.md", guide);
    county.build();
    county.has("guide/a/index.html", "2026 年").lacks("guide/a/index.html", "报送日");
    let policy = std::fs::read_to_string(county.path("content/policy/p-1.md")).unwrap();
    county.write("content/policy/p-1.md", policy + monthly);
    county.build();
    county.has("guide/a/index.html", "<td>3月17日").lacks("guide/a/index.html", "月25日");
}
