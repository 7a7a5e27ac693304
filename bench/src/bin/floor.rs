//! The least that a generator does: `floor ROOT OUT` reads every Markdown file below `ROOT/content`, parses it, renders
//! one template and writes the page. It checks nothing, knows no rules, lists nothing.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot run should stop at once")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use tera::{Context, Tera};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [root, out] = arguments.as_slice() else {
        println!("usage: floor ROOT OUT");
        return;
    };
    let mut tera = Tera::new();
    tera.add_raw_template("page.html", include_str!("../floor.html")).unwrap();
    let (content, out) = (Path::new(root).join("content"), Path::new(out));
    let mut files = Vec::new();
    markdown_files(&content, &mut files);
    files.par_iter().for_each(|file| page(&tera, file, &out.join(file.strip_prefix(&content).unwrap().with_extension(""))));
    println!("{} pages", files.len());
}

fn markdown_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            markdown_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push(path);
        }
    }
}

fn page(tera: &Tera, file: &Path, folder: &Path) {
    let text = fs::read_to_string(file).unwrap();
    let (head, markdown) = text.strip_prefix("+++\n").unwrap().split_once("\n+++\n").unwrap();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim_matches([' ', '=', '"']);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut content = String::with_capacity(text.len() * 2);
    html::push_html(&mut content, Parser::new_ext(markdown, options));
    let mut context = Context::new();
    context.insert("title", field("title"));
    context.insert("description", field("description"));
    context.insert("content", &content);
    let page = tera.render("page.html", &context).unwrap();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("index.html"), page).unwrap();
}
