//! A site that is made again and again, each time only as far as a change reaches.
//!
//! Every unit (a page, or a family of policies) has a number that changes with all that it is made of: its text, the
//! templates, the settings, the policy in force, the lists that it shows. A unit whose number is as before is not parsed or
//! rendered again. Links are checked over the whole site every time. A site with faults is not shown: the last good one
//! stays.

use std::path::PathBuf;

use rules::{Date, Diagnostic};

use crate::build::{Cache, Inputs, Output, Staging, generate};
use crate::source::{Findings, Root};

use super::folder::Folder;
use super::server::INTAKE;

/// What is shown while there is no site; it opens the site as soon as there is one.
const WAITING: &str = "<!doctype html>\n<html lang=\"zh-CN\">\n<meta charset=\"utf-8\">\n<title>网站还没有做出来</title>\n\
    <script defer src=\"/.mingbai/reload.js\"></script>\n\
    <h1>网站还没有做出来</h1>\n<p>内容有错误，写在运行 mingbai serve 的窗口里。改好以后，这里会自动变成网站。</p>\n";

/// The site and what is remembered of it.
#[derive(Debug)]
pub struct LiveSite {
    root: Root,
    folder: Folder,
    cache: Cache,
    outputs: Vec<Output>,
}

/// What came of making the site once.
#[derive(Debug, Default)]
pub struct Round {
    /// What was wrong.
    pub findings: Findings,
    /// How many pages the site has.
    pub pages: usize,
    /// How many pages were written anew.
    pub fresh: usize,
}

impl LiveSite {
    /// A site that is not made yet.
    ///
    /// # Errors
    ///
    /// A finding where no temporary folder can be made.
    pub fn new(root: Root) -> Result<Self, Diagnostic> {
        let folder = Folder::new().map_err(|error| {
            let message = format!("建不了临时文件夹：{}", crate::source::reason(&error));
            Diagnostic::error("", 0..0, message, "检查磁盘空间")
        })?;
        let site = Self { root, folder, cache: Cache::remembering(), outputs: Vec::new() };
        // Until there is a site, whatever is asked for is answered with this; the first good site replaces it.
        let waiting = Staging::new(&site.public()).and_then(|staging| {
            staging.write("404.html", WAITING.as_bytes())?;
            staging.commit()
        });
        waiting.map(|_| site)
    }

    /// The folder to serve.
    #[must_use]
    pub fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// The folder that the site is made of.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Makes the site as it is today.
    pub fn make(&mut self, today: Date) -> Round {
        let mut findings = Vec::new();
        let mut inputs = Inputs::read(&self.root, today, &mut findings);
        // A county that has no intake yet tries out the one that is served with the site.
        if inputs.settings.intake.url.is_empty() {
            inputs.settings.intake.url = INTAKE.into();
        }
        let staging = match Staging::new(&self.public()) {
            Ok(staging) => staging,
            Err(fault) => return Round { findings: Findings::new(vec![fault]), ..Round::default() },
        };
        let mut made = generate(&self.root, inputs, Some(&staging), &self.cache, true);
        findings.append(&mut made.findings);
        let mut round = Round { findings: Findings::new(findings), pages: made.pages, fresh: 0 };
        if round.findings.errors() > 0 {
            self.cache.clear();
            return round;
        }
        made.outputs.sort_unstable();
        let missing = |output: &&Output| made.outputs.binary_search_by(|made| made.path.cmp(&output.path)).is_err();
        let gone: Vec<String> = self.outputs.iter().filter(missing).map(|output| output.path.clone()).collect();
        match staging.overlay(&gone) {
            Ok(written) => {
                round.fresh = written.iter().filter(|path| path.ends_with(".html")).count();
                self.outputs = made.outputs;
            }
            Err(fault) => {
                self.cache.clear();
                round.findings = Findings::new(vec![fault]);
            }
        }
        round
    }
}
