//! The folder that a county edits: the only place where a path of the disk becomes a name such as `content/about.md`.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rules::Diagnostic;

/// Folders inside folders; deeper ones are refused, so that no loop of links is followed.
const DEEPEST: usize = 16;

/// A folder with `content/` and perhaps `templates/`. No name leads out of it: neither `..` nor a symbolic link.
#[derive(Clone, Debug)]
pub struct Root {
    real: PathBuf,
    /// Folders that were walked and are no links: a file in one of them needs no walk of its own.
    walked: Arc<Mutex<HashSet<String>>>,
}

impl Root {
    /// Opens a folder.
    ///
    /// # Errors
    ///
    /// A finding without a place, where there is no such folder or no `content` in it.
    pub fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let fault = |message: String, help: &str| Diagnostic::error("", 0..0, message, help);
        let real = fs::canonicalize(folder)
            .map_err(|error| fault(format!("打不开文件夹“{}”：{}", folder.display(), reason(&error)), "检查 --root 后面写的文件夹"))?;
        if !real.join("content").is_dir() {
            let message = format!("文件夹“{}”里没有 content 文件夹", folder.display());
            return Err(fault(message, "用 --root 指明放着 content 的那个文件夹，或者先进入它"));
        }
        Ok(Self { real, walked: Arc::default() })
    }

    /// The real folder, for watching it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.real
    }

    /// The names of all files under a folder such as `content`, sorted; what leads outside is a finding.
    #[must_use]
    pub fn files(&self, folder: &str) -> (Vec<String>, Vec<Diagnostic>) {
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        self.walked.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| !known.starts_with(folder));
        if self.real.join(folder).symlink_metadata().is_ok() {
            self.walk(folder, 0, &mut files, &mut faults);
        }
        files.sort_unstable();
        (files, faults)
    }

    fn walk(&self, folder: &str, depth: usize, files: &mut Vec<String>, faults: &mut Vec<Diagnostic>) {
        let entries = match fs::read_dir(self.real.join(folder)) {
            Ok(entries) if depth < DEEPEST => entries,
            Ok(_) => return faults.push(Diagnostic::error(folder, 0..0, "文件夹套得太深", "把文件往上移")),
            Err(error) => return faults.push(unreadable(folder, &error)),
        };
        if depth > 0 || self.real.join(folder).symlink_metadata().is_ok_and(|kind| kind.is_dir()) {
            self.walked.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        }
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return faults.push(unreadable(folder, &error)),
            };
            let Ok(name) = entry.file_name().into_string() else {
                faults.push(Diagnostic::error(folder, 0..0, "这个文件夹里有一个文件名不是 UTF-8 编码", "把文件改个名字"));
                continue;
            };
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let path = format!("{folder}/{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.walk(&path, depth + 1, files, faults),
                Ok(kind) if kind.is_file() => files.push(path),
                Ok(_) => match self.inside(&path) {
                    Ok(real) if real.is_file() => files.push(path),
                    Ok(_) => faults.push(Diagnostic::error(&path, 0..0, "这个链接指向文件夹，不会跟进去", "把文件夹放到这里来")),
                    Err(fault) => faults.push(fault),
                },
                Err(error) => faults.push(unreadable(&path, &error)),
            }
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// A finding where the file is missing, cannot be read or lies outside the folder.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Diagnostic> {
        let real = self.inside(name)?;
        fs::read(real).map_err(|error| unreadable(name, &error))
    }

    /// The text of a file, without a byte order mark.
    ///
    /// # Errors
    ///
    /// As [`Root::bytes`], and where the file is not UTF-8.
    pub fn text(&self, name: &str) -> Result<String, Diagnostic> {
        let mut text = String::from_utf8(self.bytes(name)?).map_err(|error| {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("文件不是 UTF-8 编码（第 {line} 行）");
            Diagnostic::error(name, 0..0, message, "用记事本打开，“另存为”时把编码选成 UTF-8")
        })?;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(text)
    }

    /// Whether there is such a file.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.inside(name).is_ok_and(|real| real.is_file())
    }

    fn inside(&self, name: &str) -> Result<PathBuf, Diagnostic> {
        let outside = || Diagnostic::error(name, 0..0, "这个文件不在网站的文件夹里面", "把文件放进文件夹，不要用链接或 .. 指到外面");
        if name.split(['/', '\\']).any(|part| part.is_empty() || part == ".." || part == ".") || name.contains('\0') {
            return Err(outside());
        }
        let path = self.real.join(name);
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let walked = self.walked.lock().unwrap_or_else(PoisonError::into_inner).contains(folder);
        if walked && path.symlink_metadata().is_ok_and(|kind| !kind.is_symlink()) {
            return Ok(path);
        }
        // Only a link can lead out of the folder; walking it resolves the way there, too.
        let real = fs::canonicalize(&path).map_err(|error| unreadable(name, &error))?;
        if real.starts_with(&self.real) { Ok(real) } else { Err(outside()) }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(name, 0..0, format!("读不了：{}", reason(error)), "检查文件在不在、有没有读它的权限")
}

/// An error of the system in Chinese.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘已满".into(),
        ErrorKind::FileTooLarge => "文件超过了磁盘或系统允许的大小".into(),
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".into(),
        ErrorKind::AlreadyExists => "已经有同名的文件".into(),
        ErrorKind::NotADirectory => "上一级不是文件夹".into(),
        ErrorKind::IsADirectory => "它是一个文件夹".into(),
        ErrorKind::AddrInUse => "端口已被占用".into(),
        ErrorKind::InvalidFilename => "文件名太长或不合规定".into(),
        _ => format!("系统错误：{error}"),
    }
}
