//! Cases of Chinese Markdown and what they become.

use super::{Body, Page, Piece, read};

fn body(text: &str) -> Body {
    read(Page { file: "content/guide/a.md", text, from: 0, root: "../../", raw_html: false, policy: false })
}

fn html(text: &str) -> String {
    let pieces = body(text).pieces.into_iter().map(|piece| match piece {
        Piece::Html(html) => html,
        Piece::Rule(index) => format!("[rule {index}]"),
        Piece::Figure(range) => format!("[{}]", text.get(range).unwrap()),
    });
    pieces.collect::<String>().trim_end().to_owned()
}

fn line(text: &str) -> String {
    html(text).trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
}

#[test]
fn emphasis_is_right_beside_chinese_punctuation() {
    let cases = [
        ("**加强领导。**各地要落实", "<strong>加强领导。</strong>各地要落实"),
        ("按照**《条例》**规定，**“放管服”**改革", "按照<strong>《条例》</strong>规定，<strong>“放管服”</strong>改革"),
        ("用手机上的**「一键报贫」**，它是", "用手机上的<strong>「一键报贫」</strong>，它是"),
        ("**甲**、**乙**和**丙**", "<strong>甲</strong>、<strong>乙</strong>和<strong>丙</strong>"),
        ("**（试行）**执行", "<strong>（试行）</strong>执行"),
        ("按**(试行)**执行", "按<strong>(试行)</strong>执行"),
        ("**提高30%**以上", "<strong>提高30%</strong>以上"),
        ("他说**“好。”**“行。”", "他说<strong>“好。”</strong>“行。”"),
        ("*甲。*乙", "<em>甲。</em>乙"),
        ("***甲。***乙", "<em><strong>甲。</strong></em>乙"),
        ("**甲*乙*丙**丁", "<strong>甲<em>乙</em>丙</strong>丁"),
        ("*甲**乙***丙", "<em>甲<strong>乙</strong></em>丙"),
        ("**[甲](/check/)**规定", "<strong><a href=\"../../check/index.html\">甲</a></strong>规定"),
        ("**`甲`**是", "<strong><code>甲</code></strong>是"),
        ("**甲。**\n乙", "<strong>甲。</strong>乙"),
        ("**_甲_**乙", "<strong><em>甲</em></strong>乙"),
        ("~~**甲。**乙~~", "<del><strong>甲。</strong>乙</del>"),
        ("**甲** 乙 **丙**", "<strong>甲</strong> 乙 <strong>丙</strong>"),
        ("foo*bar*baz", "foo<em>bar</em>baz"),
        ("**foo** bar", "<strong>foo</strong> bar"),
        ("𠀀**甲。**𠀀", "𠀀<strong>甲。</strong>𠀀"),
    ];
    for (text, expected) in cases {
        assert_eq!(line(text), expected, "{text}");
    }
}

#[test]
fn stars_that_are_no_emphasis_stay() {
    let cases = [
        ("\\*甲\\*", "*甲*"),
        ("\\**甲*", "*<em>甲</em>"),
        ("`**甲。**乙`", "<code>**甲。**乙</code>"),
        ("``a `**` b``", "<code>a `**` b</code>"),
        ("甲 * 乙 * 丙", "甲 * 乙 * 丙"),
        ("**甲", "**甲"),
        ("** 甲 **", "** 甲 **"),
        ("2*3*4", "2<em>3</em>4"),
        ("[甲](https://a.cn/*b*)", "<a href=\"https://a.cn/*b*\" rel=\"noopener noreferrer\">甲</a>"),
        ("100%和*", "100%和*"),
        ("a*\"b\"*", "a*&quot;b&quot;*"),
    ];
    for (text, expected) in cases {
        let expected = expected.replace("&quot;", "\"");
        assert_eq!(line(text), expected, "{text}");
    }
    assert_eq!(html("* 甲\n* 乙"), "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>");
    assert_eq!(html("甲\n\n***"), "<p>甲</p>\n<hr>");
    assert_eq!(html("* * *"), "<hr>");
    assert_eq!(html("- **甲。**乙"), "<ul>\n<li><strong>甲。</strong>乙</li>\n</ul>");
    assert_eq!(html("```\n**甲**\n{{乙}}\n```"), "<pre tabindex=\"0\"><code>**甲**\n{{乙}}\n</code></pre>");
}

#[test]
fn a_table_takes_emphasis_and_figures_with_a_bar() {
    let text = "|甲|乙|\n|--|-:|\n|**《甲》**乙|{{低保标准 * 4人|数}} 元|";
    let out = html(text);
    assert!(out.contains("<td><strong>《甲》</strong>乙</td><td class=\"right\">[低保标准 * 4人|数] 元</td>"), "{out}");
}

#[test]
fn the_end_of_a_line_between_chinese_characters_leaves_no_gap() {
    let cases = [
        ("甲\n乙", "甲乙"),
        ("甲，\n乙", "甲，乙"),
        ("甲\nb", "甲\nb"),
        ("a\nb", "a\nb"),
        ("甲\n**乙**", "甲<strong>乙</strong>"),
        ("甲  \n乙", "甲<br>\n乙"),
    ];
    for (text, expected) in cases {
        assert_eq!(line(text), expected, "{text}");
    }
}

#[test]
fn figures_are_holes_with_their_place() {
    assert_eq!(line("每人 **{{低保标准|数}} 元**。"), "每人 <strong>[低保标准|数] 元</strong>。");
    assert_eq!(line("{{甲 * 2 * 3}}和`{{甲}}`"), "[甲 * 2 * 3]和<code>{{甲}}</code>");
    assert_eq!(body("{{甲").findings.len(), 1);
    assert_eq!(body("## 标准 {{甲}}").findings.len(), 1);
}

#[test]
fn html_is_escaped_and_script_links_are_refused() {
    assert_eq!(line("<b>甲</b> & \"乙\""), "&lt;b&gt;甲&lt;/b&gt; &amp; \"乙\"");
    assert_eq!(html("<script>\nalert(1)\n</script>"), "&lt;script&gt;\nalert(1)\n&lt;/script&gt;");
    for address in [
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        "java&#115;cript:x",
        "&#106;avascript:x",
        "data:text/html,x",
        "<vbscript:x>",
        "<java\tscript:x>",
    ] {
        let found = body(&format!("[甲]({address})"));
        let out: String = found.pieces.iter().map(|piece| if let Piece::Html(html) = piece { html.as_str() } else { "" }).collect();
        assert!(!out.contains("href"), "{address}: {out}");
    }
    assert_eq!(body("<javascript:alert(1)>").findings.len(), 1);
}

#[test]
fn headings_have_anchors() {
    assert_eq!(
        html("## 甲 乙 {#x}\n\n## 甲 乙\n\n## 甲 乙"),
        "<h2 id=\"x\">甲 乙</h2>\n<h2 id=\"甲-乙\">甲 乙</h2>\n<h2 id=\"甲-乙-2\">甲 乙</h2>"
    );
    assert_eq!(body("## 甲 {#x}\n\n## 乙 {#x}").findings.len(), 1);
}

#[test]
fn typed_amounts_are_reported_at_their_place() {
    for (text, typed) in [("每人 8,400 元。", "8,400 元"), ("- **8400**元", "8400**元"), ("|甲|\n|-|\n|１３０元|", "１３０元")]
    {
        let found = body(text).findings;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(text.get(found[0].start..found[0].end), Some(typed));
    }
    assert_eq!(body("`8400元` {{低保标准|数}} 元 元旦").findings, []);
}

#[test]
fn rules_are_taken_out_with_their_ranges() {
    let text = "+++\n+++\n## 甲 {#a}\n\n```toml test\nname = \"乙\"\n```\n\n- x\n\n  ```toml test\n  name = 1\n  ```\n";
    let body = read(Page { file: "content/policy/a.md", text, from: 8, root: "", raw_html: false, policy: true });
    let rule = &body.rules[0];
    let words = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap();
    assert_eq!((rule.kind.as_str(), words(&rule.info), words(&rule.body)), ("test", "toml test", "name = \"乙\"\n"));
    assert_eq!(rule.clause, Some(0));
    assert_eq!(body.findings.len(), 1);
}
