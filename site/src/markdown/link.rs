//! Where a link leads: to a page, a file or an anchor of the site, or out of it. Nothing else passes.

use crate::content::Address;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, perhaps an anchor on it.
    Page(Address, Option<String>),
    /// An anchor of the same page.
    Here(String),
    /// A file of `content/` that is no page, such as a picture.
    File(String),
    /// Somewhere else: `https:`, `http:`, `mailto:` or `tel:`.
    Out(String),
}

/// What is wrong with a link, and what to do.
pub type LinkFault = (String, &'static str);

/// Finds where a link in a file of `content/` leads.
///
/// # Errors
///
/// What is wrong and what to do: a scheme that is not allowed, a way out of the folder, a form that is no address.
pub fn resolve(address: &str, file: &str) -> Result<Target, LinkFault> {
    let address = address.trim();
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err((format!("链接地址“{}”里有空格或特殊字符", address.escape_debug()), "去掉空格，斜杠写成 /"));
    }
    if address.starts_with("//") {
        return Err((format!("链接地址“{address}”没有写全"), "写成 https:// 开头的完整网址"));
    }
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some((scheme, _)) = head.split_once(':') {
        return match scheme.to_ascii_lowercase().as_str() {
            "https" | "http" | "mailto" | "tel" => Ok(Target::Out(address.to_owned())),
            _ => Err((format!("不能用“{scheme}:”开头的链接"), "只能链接到 https:、http:、mailto:、tel: 或本站的页面")),
        };
    }
    let (path, anchor) = address.split_once('#').map_or((address, None), |(path, anchor)| (path, Some(anchor)));
    let anchor = anchor.map(decode).filter(|anchor| !anchor.is_empty());
    if path.is_empty() {
        return anchor.map(Target::Here).ok_or_else(|| ("链接没有写地址".into(), "在括号里写上要去的页面"));
    }
    if path.contains('?') {
        return Err((format!("链接地址“{address}”里有问号"), "本站的页面后面不带 ?"));
    }
    let path = decode(path);
    if path.ends_with(".md") || !path.starts_with('/') {
        return inside(&path, file, anchor);
    }
    let page = path.strip_suffix("index.html").unwrap_or(&path);
    let last = page.rsplit('/').next().unwrap_or_default();
    if last.contains('.') { inside(&path, file, anchor) } else { steps(page, "").map(|page| Target::Page(Address::new(&page), anchor)) }
}

/// A file named relative to another, or from `content/`.
fn inside(path: &str, file: &str, anchor: Option<String>) -> Result<Target, LinkFault> {
    let folder = file.strip_prefix("content/").and_then(|file| file.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let found = match path.strip_prefix('/') {
        Some(path) => steps(path, "")?,
        None => steps(path, folder)?,
    };
    let found = format!("content/{found}");
    if let Some(page) = Address::of_file(&found) {
        return Ok(Target::Page(page, anchor));
    }
    if path.ends_with('/') || !found.rsplit('/').next().unwrap_or_default().contains('.') {
        return Err((format!("链接“{path}”不是文件名"), "写成那个页面的文件名，例如 questions.md，或者 / 开头的栏目，例如 /check/"));
    }
    Ok(Target::File(found))
}

/// Walks a path from a folder; a way out of `content/` is a fault.
fn steps(path: &str, folder: &str) -> Result<String, LinkFault> {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                if steps.pop().is_none() {
                    return Err((format!("链接“{path}”指到了 content 文件夹外面"), "只能链接 content 里面的文件"));
                }
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

/// Undoes percent-encoding; what is not UTF-8 then stays as it was.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(folders: &str, anchor: Option<&str>) -> Result<Target, LinkFault> {
        Ok(Target::Page(Address::new(folders), anchor.map(str::to_owned)))
    }

    #[test]
    fn links_to_pages_are_found_from_the_file_and_from_the_root() {
        let from = "content/guide/apply.md";
        assert_eq!(resolve("questions.md#x", from), page("guide/questions", Some("x")));
        assert_eq!(resolve("../policy/a.md", from), page("policy/a", None));
        assert_eq!(resolve("index.md", from), page("guide", None));
        assert_eq!(resolve("/check/", from), page("check", None));
        assert_eq!(resolve("/check", from), page("check", None));
        assert_eq!(resolve("/policy/a.md#x", from), page("policy/a", Some("x")));
        assert_eq!(resolve("%E9%97%AE.md", from), page("guide/问", None));
        assert_eq!(resolve("#x", from), Ok(Target::Here("x".into())));
        assert_eq!(resolve("图.png", from), Ok(Target::File("content/guide/图.png".into())));
    }

    #[test]
    fn no_link_runs_script_or_leaves_the_folder() {
        let bad = [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil.example",
            "../../secret.md",
            "../../../etc/passwd",
            "..%2f..%2fsecret.md",
            "/../secret.md",
            "blob:x",
            "#",
        ];
        for address in bad {
            assert!(resolve(address, "content/guide/apply.md").is_err(), "{address}");
        }
    }

    #[test]
    fn links_out_keep_their_address() {
        for address in ["https://www.gov.cn/", "http://a/b:c", "tel:12345", "mailto:a@b.cn"] {
            assert_eq!(resolve(address, "content/a.md"), Ok(Target::Out(address.into())));
        }
    }
}
