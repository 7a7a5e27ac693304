//! What can be wrong with content, and how it is told: all at once, each with file, line, column and what to do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use harness::County;

fn told(county: &County, place: &str, words: &str) {
    let done = county.check();
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains(place) && done.err.contains(words), "{place} {words} is not in:\n{}", done.err);
}

#[test]
fn a_broken_link_is_shown_with_its_line() {
    let county = County::new().guide("questions", "甲").guide("a", "看[问答](question.md)。");
    let expected = "错误: 链接指向的页面“/guide/question/”不存在
 --> content/guide/a.md:4:2
  |
4 | 看[问答](question.md)。
  |   ^^^^^^^^^^^^^^^^^^^
  |
  = 怎么改: 是不是想链接到“/guide/questions/”？
";
    let done = county.check();
    assert!(done.err.contains(expected), "{}", done.err);
}

#[test]
fn anchors_that_are_missing_or_twice_are_told() {
    told(&County::new().guide("a", "[甲](../policy/p-1.md#b)"), "content/guide/a.md:4:1", "没有锚点“#b”");
    told(&County::new().guide("a", "## 甲 {#x}\n\n## 乙 {#x}"), "content/guide/a.md:6:1", "锚点“x”");
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    told(&County::new().with("content/guide/a.md", "+++\ntitle = \"甲\"\nupdate = 2020-01-01\n+++\n"), "content/guide/a.md:3:1", "updated");
    told(&County::new().with("content/site.toml", "titel = \"甲\"\npolicy = \"p-1\"\n"), "content/site.toml:1:1", "是不是想写“title”？");
    told(&County::new().with("content/site.toml", "title = \"甲\"\npolicy = \"p-2\"\n"), "content/site.toml:2:1", "是不是想写“p-1”？");
}

#[test]
fn what_site_toml_says_of_reports_is_checked() {
    let intake = |lines: &str| County::new().with("content/site.toml", format!("title = \"甲\"\npolicy = \"p-1\"\n[intake]\n{lines}\n"));
    told(&intake("seal = \"x25519:AAAA\""), "content/site.toml:4:8", "封存用的公钥不对");
    told(&intake("notice = 2026-11-23\nurl = \"http://a.example\""), "content/site.toml:5:7", "接收上报的网址不对");
    told(&intake("url = \"https://a.example\""), "content/site.toml:4:7", "没有写告知是哪一天定下的");
    told(&intake("health = [\"因并\"]"), "content/site.toml:4:11", "「困难原因」里没有“因并”这一项");
}

#[test]
fn template_faults_are_told_with_their_place() {
    told(&County::new().with("templates/page.html", "甲\n{% if %}"), "templates/page.html:2:", "模板的写法不对");
    let county = County::new().with("templates/404.html", "{{ nothing.here }}");
    told(&county, "templates/404.html:1:", "模板用不了");
    told(&County::new().with("templates/404.html", "{% extends \"nowhere.html\" %}"), "templates/404.html", "nowhere.html");
}

#[test]
fn faults_between_scripts_are_told_with_their_place() {
    let county =
        County::new().with("templates/tools/a/a.js", "// 一\n\n  import { b } from './bb.js';\n").with("templates/scripts/b.js", "");
    told(&county, "templates/tools/a/a.js:3:22", "没有脚本“bb.js”");
    assert!(county.check().err.contains("是不是想写“./b.js”？"), "{}", county.check().err);
    let county = County::new().with("templates/scripts/a.js", "import * as b from 'https://b.example/b.js';\n");
    told(&county, "templates/scripts/a.js:1:21", "脚本只能引入网站自己的脚本");
    let county = County::new()
        .with("templates/scripts/a.js", "import './b.js';\n")
        .with("templates/scripts/b.js", "/* 一 */ import './c.js';\n")
        .with("templates/tools/c/c.js", "\nimport './calculator.js';\nimport './b.js';\n");
    told(&county, "templates/tools/c/c.js:3:9", "脚本互相引入，转了一圈：b.js → c.js → b.js");
    assert_eq!(county.check().err.matches("错误:").count(), 1, "{}", county.check().err);
}

#[test]
fn two_files_of_one_name_are_told() {
    let county = County::new().with("templates/tools/a/b.js", "").with("templates/scripts/b.js", "");
    told(&county, "templates/tools/a/b.js", "“b.js”这个名字已经有了：templates/scripts/b.js 也叫这个名字");
    told(&County::new().with("templates/scripts/calculator.js", ""), "templates/scripts/calculator.js", "它是内置的");
    told(&County::new().with("templates/assets/site.css", ""), "templates/assets/site.css", "由 templates/base.css 和各个部件的样式合成");
    told(&County::new().with("templates/own.css", ""), "templates/own.css", "这里的样式和脚本不会用到");
    told(&County::new().with("templates/components/a/a.css", b"\xc4\xe3"), "templates/components/a/a.css", "不是 UTF-8 编码");
}

#[test]
fn an_asset_that_is_not_there_is_told_with_the_nearest() {
    let county = County::new().with("templates/404.html", "{% set a = asset(path=\"sitte.css\") %}");
    told(&county, "templates/404.html:1:", "没有叫“sitte.css”的样式、脚本或文件，是不是想写“site.css”？");
}

#[test]
fn typed_amounts_and_unknown_figures_are_told() {
    told(&County::new().guide("a", "每人 8,400 元。"), "content/guide/a.md:4:4", "直接写了金额“8,400 元”");
    told(&County::new().guide("a", "每人 {{低保标谁}}。"), "content/guide/a.md:4:6", "低保标准");
}

#[test]
fn faults_of_rules_and_pages_come_together() {
    let county = County::new().guide("a", "[甲](b.md)").with(
        "content/policy/p-2.md",
        "+++\ntitle = \"乙\"\n[policy]\nid = \"p-2\"\n+++\n\n## 甲 {#a}\n\n```toml test\nname = \"丙\"\nwhen = \"没有这个\"\n```\n",
    );
    told(&county, "content/policy/p-2.md:11", "没有这个");
    told(&county, "content/guide/a.md:4:1", "不存在");
}

#[test]
fn files_that_cannot_be_read_are_told() {
    told(
        &County::new().with("content/guide/a.md", b"+++\ntitle = \"\xc4\xe3\"\n+++\n"),
        "content/guide/a.md",
        "不是 UTF-8 编码（第 2 行）",
    );
    let done = harness::mingbai(&["check", "--root", "/nowhere/at/all"], "");
    assert_eq!(done.code, 1);
    assert!(done.err.contains("打不开文件夹"), "{}", done.err);
    let county = County::new();
    std::fs::remove_dir_all(county.path("content")).unwrap();
    assert!(county.check().err.contains("没有 content 文件夹"));
}

#[test]
fn calendars_and_places_are_checked() {
    told(&County::new().with("content/calendar/2020.toml", "year = 2021\nsource = \"x\"\n"), "content/calendar/2020.toml", "2020");
    let csv = "id,name,level,parent,phone,address,contact\na,甲,town,b,,,\n";
    told(&County::new().with("content/places.csv", csv), "content/places.csv:2:1", "没有上级“b”");
}

#[cfg(unix)]
#[test]
fn nothing_leads_out_of_the_folder() {
    let county = County::new();
    std::fs::write(county.outside().join("secret.md"), "+++\ntitle = \"秘\"\n+++\n密\n").unwrap();
    std::fs::create_dir(county.outside().join("secrets")).unwrap();
    std::fs::create_dir_all(county.path("content/guide")).unwrap();
    std::os::unix::fs::symlink(county.outside().join("secret.md"), county.path("content/guide/link.md")).unwrap();
    told(&county, "content/guide/link.md", "不在网站的文件夹里面");
    std::fs::remove_file(county.path("content/guide/link.md")).unwrap();
    std::os::unix::fs::symlink(county.outside().join("secrets"), county.path("content/guide/link")).unwrap();
    told(&county, "content/guide/link", "不在网站的文件夹里面");
    std::fs::remove_file(county.path("content/guide/link")).unwrap();
    for address in ["../../../secret.md", "/../secret.md", "..%2F..%2F..%2Fsecret.md", "../../../secret.png"] {
        county.write("content/guide/a.md", format!("+++\ntitle = \"甲\"\n+++\n[甲]({address})"));
        told(&county, "content/guide/a.md:4:1", "外面");
    }
}

#[test]
fn strict_tells_what_is_not_filled_in() {
    let county = County::new().with("content/places.csv", "id,name,level,parent,phone,address,contact\na,甲镇,town,,,,\n");
    assert_eq!(county.check().code, 0);
    let done = county.run(&["check", "--strict"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("hotline.phone 还没有填") && done.err.contains("甲镇"), "{}", done.err);
    assert!(!done.err.contains("keep_days") && !done.err.contains("base_url"), "no report is asked for: {}", done.err);
}

#[test]
fn strict_tells_what_a_report_needs_once_reports_are_taken_in() {
    let site = |hotline: &str, top: &str, intake: &str| {
        let text = format!(
            "title = \"试县\"\npolicy = \"p-1\"\n{top}\n[hotline]\n{hotline}\n[intake]\nurl = \"https://intake.example\"\nnotice = 2026-11-23\n{intake}"
        );
        let county = County::new().with("content/site.toml", text);
        assert_eq!(county.check().code, 0, "{}", county.check().err);
        county.run(&["check", "--strict"]).err
    };
    let open = site("phone = \"0591-00000000\"", "", "# keep_days = \n");
    for name in [
        "content/site.toml:9:1",
        "intake.keep_days 还没有填",
        "intake.handler 还没有填",
        "intake.contact 还没有填",
        "hotline.sms 还没有填",
        "base_url 还没有填",
    ] {
        assert!(open.contains(name), "{name}: {open}");
    }
    let filled = site(
        "phone = \"13800000000\"",
        "base_url = \"https://county.example/\"",
        "keep_days = 365\nhandler = \"甲局\"\ncontact = \"乙科\"\n",
    );
    for name in ["hotline.", "intake.", "base_url"] {
        assert!(!filled.contains(name), "{name}: {filled}");
    }
}

#[test]
fn links_of_templates_that_lead_nowhere_are_told_once_with_template_and_page() {
    let page = "{% extends \"page.html\" %}\n{% block main %}\n<a href=\"{{ root }}nowhere/index.html\">甲</a>\n";
    let county = County::new()
        .with(
            "templates/guide.html",
            format!("{page}<img src=\"no.png\"><a href=\"#main\">乙</a>{{{{ page.content | safe }}}}{{% endblock main %}}"),
        )
        .with(
            "templates/404.html",
            "{% extends \"base.html\" %}{% block main %}\n<a href=\"{{ root }}about/index.html#nothing\">丙</a>{% endblock main %}",
        )
        .guide("a", "甲")
        .guide("b", "乙");
    told(
        &county,
        "templates/guide.html:3:20",
        "链接“../../nowhere/index.html”指向的“nowhere/index.html”不存在（见页面 /guide/a/等 2 个页面）",
    );
    told(&county, "templates/guide.html:4:11", "no.png");
    told(&county, "templates/404.html:2:20", "锚点“#nothing”");
    assert!(county.check().err.contains("共 4 处错误"), "{}", county.check().err);
}

#[test]
fn faults_of_toml_and_tera_are_told_in_chinese() {
    let site = "title = \"试县\"\npolicy = p-1\n";
    told(&County::new().with("content/site.toml", site), "content/site.toml:2:10", "没有用英文引号括起来");
    told(&County::new().with("content/guide/a.md", "+++\ntitle = \"甲\"\ntitle = \"乙\"\n+++\n"), "content/guide/a.md:3:1", "写了两次");
    let county = County::new().with("templates/page.html", "甲\n{{ page.titel }}{{ page.title | upp }}");
    let done = county.check();
    assert!(done.err.contains("templates/page.html:2:33") && done.err.contains("没有过滤器“upp”"), "{}", done.err);
    told(&County::new().with("templates/404.html", "{{ nothing.here }}"), "templates/404.html:1:", "没有“nothing”这一项");
}

#[test]
fn strict_tells_the_line_of_a_figure_that_wants_another_look() {
    let policy = std::fs::read_to_string(County::new().path("content/policy/p-1.md")).unwrap();
    let policy = policy.replace("value = 8400 }", "value = 8400, review = 2020-02-01 }");
    let county = County::new().with("content/policy/p-1.md", &policy);
    let line = policy.lines().position(|line| line == "name = \"低保标准\"").unwrap() + 1;
    let done = county.run(&["check", "--strict"]);
    assert!(done.err.contains(&format!("content/policy/p-1.md:{line}:1")) && done.err.contains("复核"), "{}", done.err);
}
