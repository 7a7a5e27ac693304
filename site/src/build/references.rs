//! The links that templates make: read from the finished pages, checked once all pages are known, told with the place in
//! the template. What Markdown makes is checked by its own places ([`super::links`]) and left out here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rules::Diagnostic;

use super::page::Page;

/// What the templates of one page link to, as it stands in the page. Pages of one depth mostly share it.
pub type References = Arc<[Box<str>]>;

/// The anchors of a page. Pages of one kind mostly share them.
pub type Ids = Arc<BTreeSet<Box<str>>>;

/// Keeps equal lists once.
#[derive(Debug, Default)]
pub struct Shelf {
    references: Mutex<HashSet<References>>,
    ids: Mutex<HashSet<Ids>>,
    words: Mutex<HashSet<Arc<str>>>,
}

impl Shelf {
    /// The links of a page's HTML outside of its body, but for those that are `sound` in any case: pages of places are many, and
    /// each has others' addresses on it.
    #[must_use]
    pub fn references(&self, html: &str, body: &str, sound: impl Fn(&str) -> bool) -> References {
        let mut found = Vec::new();
        let parts = if body.is_empty() { None } else { around(html, body) };
        match parts {
            Some((before, after)) => {
                read(before, &mut found);
                read(after, &mut found);
            }
            None => read(html, &mut found),
        }
        found.retain(|reference| !sound(reference));
        found.sort_unstable();
        found.dedup();
        let mut known = self.references.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.get(found.as_slice()) {
            return Arc::clone(same);
        }
        let references: References = found.into();
        known.insert(Arc::clone(&references));
        references
    }

    /// The anchors of a page, kept once.
    #[must_use]
    pub fn ids(&self, ids: BTreeSet<Box<str>>) -> Ids {
        let mut known = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.get(&ids) {
            return Arc::clone(same);
        }
        let ids = Arc::new(ids);
        known.insert(Arc::clone(&ids));
        ids
    }

    /// A word that many pages have, kept once.
    #[must_use]
    pub fn word(&self, word: &str) -> Arc<str> {
        let mut known = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.get(word) {
            return Arc::clone(same);
        }
        let word: Arc<str> = word.into();
        known.insert(Arc::clone(&word));
        word
    }
}

/// What stands before and after a body. The search for a long text prepares itself at length; its first letters find it, too.
fn around<'h>(html: &'h str, body: &str) -> Option<(&'h str, &'h str)> {
    let first = body.char_indices().nth(16).and_then(|(end, _)| body.get(..end)).unwrap_or(body);
    let mut from = 0;
    loop {
        let at = from + html.get(from..)?.find(first)?;
        if let Some(after) = html.get(at..)?.strip_prefix(body) {
            return Some((html.get(..at)?, after));
        }
        from = at + first.chars().next()?.len_utf8();
    }
}

/// Adds what `href` and `src` of some HTML hold, but for other hosts and schemes.
fn read(html: &str, found: &mut Vec<Box<str>>) {
    let (mut rest, mut from) = (html, 0);
    // One byte is found much faster than two.
    while let Some(quote) = rest.get(from..).and_then(|tail| tail.find('"')).map(|at| from + at) {
        let (before, after) = rest.split_at(quote);
        let Some(before) = before.strip_suffix('=') else {
            from = quote + 1;
            continue;
        };
        let Some((value, after)) = after.get(1..).and_then(|after| after.split_once('"')) else { return };
        (rest, from) = (after, 0);
        let name = before.rsplit(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let inside = !value.contains(':') && !value.starts_with("//") && !value.is_empty();
        if matches!(name, "href" | "src") && inside {
            // What is handed to a script, such as `#place=ID`, is no anchor.
            let value = value.split_once('#').filter(|(_, anchor)| anchor.contains('=')).map_or(value, |(path, _)| path);
            found.push(unescaped(value).into());
        }
    }
}

fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&#x2F;", "/").replace("&#x27;", "'").replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What is known of the whole site.
#[derive(Debug)]
pub struct Site<'a> {
    /// Its pages, those of the 404 kind, too, each with how many there are of its kind.
    pub pages: Vec<(&'a Page, usize)>,
    /// Files that are no pages, below the output folder.
    pub files: HashSet<String>,
    /// Files of pages that could not be made; links to them are no fault of their own.
    pub broken: HashSet<String>,
    /// The texts of the templates.
    pub templates: &'a BTreeMap<String, String>,
}

impl<'a> Site<'a> {
    /// What is wrong: each fault once, with the page where it is seen and how many more there are. `of_place` finds the page of an
    /// address that stands for many.
    #[must_use]
    pub fn check(&self, of_place: impl Fn(&str) -> Option<&'a Page>) -> Vec<Diagnostic> {
        let pages: HashMap<&str, &'a Page> = self.pages.iter().map(|(page, _)| (page.output.as_str(), *page)).collect();
        let find = |output: &str| pages.get(output).copied().or_else(|| of_place(output.strip_suffix("index.html")?));
        let mut sound: HashSet<&str> = HashSet::new();
        let mut faults: BTreeMap<(String, usize, usize, String), (&Page, usize)> = BTreeMap::new();
        for &(page, count) in &self.pages {
            for reference in page.references.iter() {
                // Nearly every link begins at the site's root and was seen on another page before.
                let from_root = reference.strip_prefix(&*page.root).filter(|rest| !page.root.is_empty() && !rest.starts_with(['.', '/']));
                if from_root.is_some_and(|rest| sound.contains(rest)) {
                    continue;
                }
                match self.fault(page, reference, find) {
                    None => sound.extend(from_root),
                    Some(message) => {
                        let (file, span) = self.place(page, from_root.unwrap_or(reference));
                        faults.entry((file, span.start, span.end, message)).or_insert((page, 0)).1 += count;
                    }
                }
            }
        }
        let told = faults.into_iter().map(|((file, start, end, message), (page, count))| {
            let more = if count > 1 { format!("等 {count} 个页面") } else { String::new() };
            let help = "改掉模板里的链接；站内的链接写成 {{ root }}文件夹/index.html，资源用 asset(path=…)";
            Diagnostic::error(&file, start..end, format!("{message}（见页面 {}{more}）", page.address), help)
        });
        told.collect()
    }

    fn fault(&self, page: &Page, reference: &str, find: impl Fn(&str) -> Option<&'a Page>) -> Option<String> {
        let (path, anchor) = reference.split_once('#').map_or((reference, None), |(path, anchor)| (path, Some(anchor)));
        let path = path.split('?').next().unwrap_or_default();
        // What `serve` alone answers.
        if path.starts_with("/.mingbai/") {
            return None;
        }
        let target = match path.strip_prefix(&*page.root).filter(|_| page.root.starts_with('/')) {
            Some(rest) => resolve("", rest),
            // The host's own, such as the portal that the site stands in.
            None if path.starts_with('/') => return None,
            None if path.is_empty() => Some(page.output.clone()),
            None => resolve(&page.output, path),
        };
        let Some(target) = target else { return Some(format!("链接“{reference}”指到网站外面去了")) };
        if self.broken.contains(&target) {
            return None;
        }
        let Some(found) = find(target.as_str()) else {
            return (!self.files.contains(&target)).then(|| format!("链接“{reference}”指向的“{target}”不存在"));
        };
        let anchor = decoded(anchor?);
        (!anchor.is_empty() && !found.ids.contains(anchor.as_str())).then(|| format!("链接“{reference}”要的锚点“#{anchor}”，那一页上没有"))
    }

    /// The template that makes a link and where: the page's own first, then all others by name.
    fn place(&self, page: &Page, said: &str) -> (String, Range<usize>) {
        let own = std::iter::once(&*page.template);
        let names = own.chain(self.templates.keys().map(String::as_str));
        let written = |text: &str| {
            [format!("{said}\""), format!("{said}'")].iter().find_map(|said| {
                let at = text.find(said.as_str())?;
                Some(at..at + said.len() - 1)
            })
        };
        let found = names.filter_map(|name| Some((name, written(self.templates.get(name)?)?))).next();
        let (name, span) = found.unwrap_or((&*page.template, 0..0));
        (format!("templates/{name}"), span)
    }
}

/// A path from a file of the site, as a file of the site; `None` where it leads out of it.
fn resolve(from: &str, path: &str) -> Option<String> {
    let path = decoded(path);
    let mut parts: Vec<&str> = from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if path.is_empty() || path.ends_with(['/', '.']) {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

/// A text without percent signs in the place of letters.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digits = (byte == b'%').then(|| hexadecimal(rest.clone())).flatten();
        match digits {
            Some(value) => {
                bytes.push(value);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The next two bytes as a hexadecimal number.
fn hexadecimal(mut ahead: std::str::Bytes<'_>) -> Option<u8> {
    let mut digit = || char::from(ahead.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit()? * 16 + digit()?)
}
