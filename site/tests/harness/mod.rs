//! A county in a temporary folder: write files, run a command, look at what came of it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

pub mod channels;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const SITE: &str = "title = \"试县\"\npolicy = \"p-1\"\non = 2020-07-06\n[hotline]\nname = \"热线\"\n";

const POLICY: &str = r#"+++
title = "试县的政策"
[policy]
id = "p-1"
number = "试〔2020〕1号"
issuer = "试县办公室"
issued = 2020-07-06
+++

## 标准 {#a}

每人 **{{低保标准|数}} 元**。

```toml parameter
name = "低保标准"
unit = "元/人"
values = [{ from = 2020-01-01, value = 8400 }]
```

```toml question
name = "家庭人口"
ask = "家里几口人？"
kind = "count"
unit = "人"
min = 1
max = 30
```

```toml question
name = "年收入"
ask = "一年收入多少？"
kind = "money"
unit = "元"
min = 0
```

```toml outcome
name = "监测对象"
when = "年收入 < 低保标准 × 家庭人口"
```
"#;

/// A county's folder.
pub struct County {
    folder: TempDir,
}

/// What came of a command.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl County {
    /// A small county without a fault.
    pub fn new() -> Self {
        let county = Self { folder: tempfile::tempdir().unwrap() };
        county.with("content/site.toml", SITE).with("content/policy/p-1.md", POLICY)
    }

    /// The same with one more file.
    pub fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    /// The same with a page of a guide.
    pub fn guide(self, name: &str, markdown: &str) -> Self {
        self.with(&format!("content/guide/{name}.md"), format!("+++\ntitle = \"{name}\"\n+++\n{markdown}"))
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("county").join(path)
    }

    /// The folder that the county's folder is in.
    pub fn outside(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `mingbai` with arguments; `--root` is the county.
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut all = arguments.to_vec();
        let root = self.path("");
        let root = root.to_str().unwrap();
        all.splice(1..1, ["--root", root]);
        mingbai(&all, input)
    }

    /// Builds; the build must succeed.
    pub fn build(&self) -> &Self {
        let done = self.run(&["build"]);
        assert_eq!(done.code, 0, "{}", done.err);
        self
    }

    /// What `check` says; the findings alone.
    pub fn check(&self) -> Done {
        self.run(&["check"])
    }

    /// A file of the built site.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Checks that a built page holds a text.
    pub fn has(&self, path: &str, text: &str) -> &Self {
        let page = self.read(path);
        assert!(page.contains(text), "{path} lacks {text}:\n{page}");
        self
    }

    /// Checks that a built page does not hold a text.
    pub fn lacks(&self, path: &str, text: &str) -> &Self {
        assert!(!self.read(path).contains(text), "{path} has {text}");
        self
    }
}

/// Runs the command itself.
pub fn mingbai(arguments: &[&str], input: &str) -> Done {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Every file below a folder with its bytes, in order.
pub fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push((path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}
