//! Reads a page: parses its Markdown and writes its HTML in one go.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rules::Diagnostic;

use super::amount::bare_amounts;
use super::body::{Body, Heading, Link, Piece, RuleBlock};
use super::chinese::is_chinese;
use super::emphasis::{Placed, emphasise};
use super::link::{Target, resolve};
use super::mask::Masked;
use super::{html, rule_block};

/// A Markdown file as it is handed to the reader.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its name, such as `content/guide/apply.md`.
    pub file: &'a str,
    /// Its whole text.
    pub text: &'a str,
    /// Where the Markdown begins in it.
    pub from: usize,
    /// The way from the page to the site's root.
    pub root: &'a str,
    /// Whether raw HTML passes.
    pub raw_html: bool,
    /// Whether rules may stand in it.
    pub policy: bool,
}

/// Reads a page. Every range of the answer is one of the whole text.
#[must_use]
pub fn read(page: Page<'_>) -> Body {
    let source = page.text.get(page.from..).unwrap_or_default();
    let masked = Masked::new(source);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut events: Vec<Placed<'_>> = Vec::with_capacity(source.len() / 16);
    events.extend(Parser::new_ext(&masked.copy, options).into_offset_iter());
    let events = emphasise(&masked, events);
    let mut reader = Reader::new(page, &masked);
    for (index, (event, range)) in events.iter().enumerate() {
        reader.event(event, range, events.get(index + 1..).unwrap_or_default());
    }
    reader.finish()
}

struct Reader<'a> {
    page: Page<'a>,
    masked: &'a Masked<'a>,
    out: String,
    body: Body,
    ids: HashSet<String>,
    clauses: usize,
    /// How many lists and quotes are open.
    depth: usize,
    block: Option<RuleBlock>,
    in_code: bool,
    /// The alternative text of the picture that is open.
    picture: Option<String>,
    /// Ends of the links that are open.
    links: Vec<&'static str>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    notes: HashMap<String, usize>,
    /// The words of the block so far, and where in the file each stretch of them stands.
    words: String,
    places: Vec<(usize, usize)>,
}

impl<'a> Reader<'a> {
    fn new(page: Page<'a>, masked: &'a Masked<'a>) -> Self {
        Self {
            page,
            masked,
            out: String::with_capacity(page.text.len() * 3 / 2),
            body: Body::default(),
            ids: HashSet::new(),
            clauses: 0,
            depth: 0,
            block: None,
            in_code: false,
            picture: None,
            links: Vec::new(),
            columns: Vec::new(),
            column: 0,
            in_head: false,
            notes: HashMap::new(),
            words: String::new(),
            places: Vec::new(),
        }
    }

    fn place(&self, range: &Range<usize>) -> Range<usize> {
        self.page.from + range.start..self.page.from + range.end
    }

    fn fault(&mut self, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let span = self.place(range);
        self.body.findings.push(Diagnostic::error(self.page.file, span, message, help));
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>, rest: &[Placed<'_>]) {
        match event {
            Event::Start(tag) => self.start(tag, range, rest),
            Event::End(tag) => self.end(*tag),
            Event::Text(said) => self.text(said, range),
            Event::Code(said) => {
                let words = self.masked.inner(said, range).unwrap_or(said).to_owned();
                self.out.push_str("<code>");
                html::text(&mut self.out, &words);
                self.out.push_str("</code>");
            }
            Event::Html(said) | Event::InlineHtml(said) => {
                let words = self.masked.words(said, range).unwrap_or(said).to_owned();
                if self.page.raw_html {
                    self.out.push_str(&words);
                } else {
                    html::text(&mut self.out, &words);
                }
            }
            Event::SoftBreak => self.soft_break(range),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(name) => {
                let number = self.note(name);
                self.out.push_str(&format!("<sup><a href=\"#note-{number}\">[{number}]</a></sup>"));
            }
            _ => {}
        }
    }

    fn note(&mut self, name: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(name.to_owned()).or_insert(next)
    }

    fn text(&mut self, said: &str, range: &Range<usize>) {
        if let Some(block) = &mut self.block {
            let end = self.page.from + range.end;
            block.body.end = block.body.end.max(end);
            return;
        }
        let words = self.masked.words(said, range);
        if let Some(alt) = &mut self.picture {
            return alt.push_str(words.unwrap_or(said));
        }
        let Some(words) = words.filter(|_| !self.in_code) else {
            let words = words.unwrap_or(said).to_owned();
            return self.write(&words, range.start);
        };
        let (mut rest, mut at) = (words, range.start);
        while let Some(found) = rest.match_indices('{').map(|(at, _)| at).find(|at| rest.as_bytes().get(at + 1) == Some(&b'{')) {
            let (before, after) = rest.split_at(found);
            self.write(before, at);
            at += found;
            let end = after.find("}}").filter(|_| self.masked.is_hidden(at));
            let Some(end) = end else {
                self.fault(&(at..at + 2), "“{{”没有写“}}”收尾", "在同一行里写上 }}");
                rest = "";
                break;
            };
            let html = std::mem::take(&mut self.out);
            self.body.pieces.push(Piece::Html(html));
            let inside = self.place(&(at + 2..at + end));
            self.body.pieces.push(Piece::Figure(inside));
            self.words.push('\u{fffc}');
            rest = after.get(end + 2..).unwrap_or_default();
            at += end + 2;
        }
        self.write(rest, at);
    }

    fn write(&mut self, words: &str, at: usize) {
        html::text(&mut self.out, words);
        if !self.in_code {
            self.places.push((self.words.len(), self.page.from + at));
            self.words.push_str(words);
        }
    }

    /// Between Chinese characters the end of a line is nothing; elsewhere it is a blank.
    fn soft_break(&mut self, range: &Range<usize>) {
        let mark = |c: &char| matches!(c, '*' | '_' | '~' | '`' | '[' | ']' | '(' | '<');
        let before = self.words.chars().next_back();
        let after = self.masked.original.get(range.end..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\t', '>']).chars().find(|c| !mark(c));
        let glued = before.is_some_and(|c| is_chinese(c) || c == '\u{fffc}') && after.is_some_and(is_chinese);
        if !glued {
            self.out.push('\n');
            self.words.push(' ');
        }
    }

    /// The end of a block: looks its words over.
    fn close_block(&mut self) {
        for amount in bare_amounts(&self.words) {
            let find = |at: usize| {
                let index = self.places.partition_point(|(begin, _)| *begin <= at).checked_sub(1)?;
                self.places.get(index).map(|(begin, place)| place + at - begin)
            };
            let last = amount.end - '元'.len_utf8();
            let span = find(amount.start).zip(find(last)).map(|(start, end)| start..end + '元'.len_utf8());
            if let (Some(span), Some(typed)) = (span, self.words.get(amount)) {
                self.body.findings.push(typed_amount(self.page.file, span, typed));
            }
        }
        self.words.clear();
        self.places.clear();
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, rest: &[Placed<'_>]) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, id, .. } => self.heading(*level, id.as_deref(), range, rest),
            Tag::BlockQuote(_) => {
                self.depth += 1;
                self.out.push_str("<blockquote>\n");
            }
            Tag::CodeBlock(kind) => self.code_block(kind, range),
            Tag::List(first) => {
                self.depth += 1;
                self.close_block();
                match first {
                    None => self.out.push_str("<ul>\n"),
                    Some(1) => self.out.push_str("<ol>\n"),
                    Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
                }
            }
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                let number = self.note(name);
                self.ids.insert(format!("note-{number}"));
                self.out.push_str(&format!("<div class=\"footnote\" id=\"note-{number}\"><sup>{number}</sup>\n"));
            }
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>\n");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                let class = match self.columns.get(self.column) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    _ => "",
                };
                let cell = if self.in_head { "<th scope=\"col\"" } else { "<td" };
                self.out.push_str(&format!("{cell}{class}>"));
                self.column += 1;
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, .. } => self.link(dest_url, range),
            Tag::Image { dest_url, .. } => self.image(dest_url, range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.out.push_str(&format!("</h{}>\n", below_title(level))),
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.out.push_str("</div>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str(self.links.pop().unwrap_or_default()),
            TagEnd::Image => {
                let alt = self.picture.take().unwrap_or_default();
                html::attribute(&mut self.out, &alt);
                self.out.push_str("\" loading=\"lazy\">");
            }
            _ => {}
        }
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell => self.close_block(),
            TagEnd::List(_) | TagEnd::BlockQuote(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&str>, range: &Range<usize>, rest: &[Placed<'_>]) {
        let mut title = String::new();
        for (event, range) in rest.iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Heading(_)))) {
            match event {
                Event::Text(said) => {
                    let words = self.masked.words(said, range).unwrap_or(said);
                    if words.contains("{{") {
                        self.fault(range, "标题里不能放 {{…}}", "把数放到标题下面的正文里");
                    }
                    title.push_str(words);
                }
                Event::Code(said) => title.push_str(self.masked.inner(said, range).unwrap_or(said)),
                _ => {}
            }
        }
        let title = title.trim().to_owned();
        let explicit = id.is_some();
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.free_id(&title),
        };
        if !self.ids.insert(id.clone()) {
            self.fault(range, format!("锚点“{id}”在这一页里用了两次"), "给其中一个换个名字");
        }
        if explicit {
            self.clauses += 1;
        }
        let level = below_title(level);
        self.out.push_str(&format!("<h{level} id=\""));
        html::attribute(&mut self.out, &id);
        self.out.push_str("\">");
        self.body.headings.push(Heading { id, title, level, explicit });
    }

    /// An anchor made of a heading's words; the same words twice get a number.
    fn free_id(&self, title: &str) -> String {
        let words: String = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')).collect();
        let base = words.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered).find(|id| !self.ids.contains(id)).unwrap_or(base)
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let rule = match kind {
            CodeBlockKind::Fenced(said) => rule_block::kind(said),
            CodeBlockKind::Indented => None,
        };
        let Some(kind) = rule else {
            self.in_code = true;
            return self.out.push_str("<pre tabindex=\"0\"><code>");
        };
        let (info, body) = rule_block::info(self.masked.original, range);
        if !self.page.policy && !kind.is_empty() {
            self.fault(&info, "规则只能写在政策文件里", "把它移到 content/policy 里开头有 [policy] 的文件");
        }
        if self.depth > 0 {
            self.fault(&info, "规则不能写在列表或引用里面", "把 ``` 移到行首，前面空一行");
        }
        let (info, body) = (self.place(&info), self.page.from + body);
        let clause = self.clauses.checked_sub(1);
        self.block = Some(RuleBlock { kind: kind.to_owned(), info, body: body..body, clause });
    }

    fn end_code(&mut self) {
        let Some(block) = self.block.take() else {
            self.in_code = false;
            return self.out.push_str("</code></pre>\n");
        };
        let html = std::mem::take(&mut self.out);
        self.body.pieces.push(Piece::Html(html));
        self.body.pieces.push(Piece::Rule(self.body.rules.len()));
        self.rule_amounts(&block);
        self.body.rules.push(block);
    }

    /// Amounts typed into the words of a rule.
    fn rule_amounts(&mut self, block: &RuleBlock) {
        let mut at = block.body.start;
        for line in self.page.text.get(block.body.clone()).unwrap_or_default().split_inclusive('\n') {
            let key = line.split('=').next().unwrap_or_default().trim();
            if ["ask", "help", "note", "message", "service", "apply", "text"].contains(&key) {
                for amount in bare_amounts(line) {
                    let typed = line.get(amount.clone()).unwrap_or_default();
                    let finding = typed_amount(self.page.file, at + amount.start..at + amount.end, typed);
                    self.body.findings.push(finding);
                }
            }
            at += line.len();
        }
    }

    fn link(&mut self, address: &str, range: &Range<usize>) {
        let target = match resolve(address, self.page.file) {
            Ok(target) => target,
            Err((message, help)) => {
                self.fault(range, message, help);
                return self.links.push("");
            }
        };
        self.out.push_str("<a href=\"");
        html::attribute(&mut self.out, &href(&target, self.page.root));
        self.out.push_str(if matches!(target, Target::Out(_)) { "\" rel=\"noopener noreferrer\">" } else { "\">" });
        self.links.push("</a>");
        self.remember(target, range);
    }

    fn image(&mut self, address: &str, range: &Range<usize>) {
        self.picture = Some(String::new());
        self.out.push_str("<img src=\"");
        match resolve(address, self.page.file) {
            Ok(target @ Target::File(_)) => {
                html::attribute(&mut self.out, &href(&target, self.page.root));
                self.remember(target, range);
            }
            Ok(_) => self.fault(range, format!("图片“{address}”不在 content 文件夹里"), "把图片文件放进 content，再写它的文件名"),
            Err((message, help)) => self.fault(range, message, help),
        }
        self.out.push_str("\" alt=\"");
    }

    fn remember(&mut self, target: Target, range: &Range<usize>) {
        if !matches!(target, Target::Out(_)) {
            let span = self.place(range);
            self.body.links.push(Link { target, span });
        }
    }

    fn finish(mut self) -> Body {
        self.close_block();
        self.body.pieces.push(Piece::Html(self.out));
        self.body
    }
}

fn typed_amount(file: &str, span: Range<usize>, typed: &str) -> Diagnostic {
    let help = "金额只在政策的 parameter 里写一次，这里写成 {{参数名}} 或 {{参数名|数}}";
    Diagnostic::error(file, span, format!("直接写了金额“{typed}”"), help)
}

fn href(target: &Target, root: &str) -> String {
    match target {
        Target::Page(address, None) => address.from_root(root),
        Target::Page(address, Some(anchor)) => format!("{}#{}", address.from_root(root), crate::content::escape_path(anchor)),
        Target::Here(anchor) => format!("#{}", crate::content::escape_path(anchor)),
        Target::File(file) => format!("{root}{}", crate::content::escape_path(file.strip_prefix("content/").unwrap_or(file))),
        Target::Out(address) => address.clone(),
    }
}

/// The level of a heading: the first belongs to the page's title.
fn below_title(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
