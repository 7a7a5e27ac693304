//! A new output folder beside the old one. Only when it is whole does it take the old one's place.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rules::Diagnostic;
use sha2::{Digest, Sha256};

use crate::source::reason;

/// A file that says that a folder was made here and may be replaced.
const MARK: &str = ".mingbai";

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Output {
    /// Where it is below the folder.
    pub path: String,
    /// The SHA-256 of what is in it.
    pub digest: [u8; 32],
    /// How many bytes it has.
    pub length: usize,
}

impl Output {
    /// As much of its digest as the list of what is kept without a network says.
    #[must_use]
    pub fn digest_beginning(&self) -> [u8; 8] {
        self.digest.first_chunk().copied().unwrap_or_default()
    }

    /// Some files as one: the path of the first, and a digest that changes with every path and file of them.
    #[must_use]
    pub fn folded(outputs: &[Self]) -> Option<Self> {
        let path = outputs.first()?.path.clone();
        let mut digest = Sha256::new();
        for output in outputs {
            digest.update(output.path.as_bytes());
            digest.update([0]);
            digest.update(output.digest);
        }
        Some(Self { path, digest: digest.finalize().into(), length: outputs.iter().map(|output| output.length).sum() })
    }
}

/// A folder that is being filled; dropped before [`Staging::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: PathBuf,
    done: bool,
}

impl Staging {
    /// Begins a new folder beside `target`.
    ///
    /// # Errors
    ///
    /// A finding where `target` holds something that was not made here, or nothing can be written beside it.
    pub fn new(target: &Path) -> Result<Self, Diagnostic> {
        let target = absolute(target).map_err(|error| unwritable(target, &error))?;
        if fs::read_dir(&target).is_ok_and(|mut entries| entries.next().is_some()) && !target.join(MARK).is_file() {
            let message = format!("文件夹“{}”里有别的文件，不会覆盖它", target.display());
            return Err(Diagnostic::error("", 0..0, message, "用 --out 换一个新的或空的文件夹"));
        }
        if target.is_file() {
            let message = format!("“{}”是一个文件", target.display());
            return Err(Diagnostic::error("", 0..0, message, "用 --out 换一个文件夹"));
        }
        let folder = beside(&target, "new");
        // What an interrupted build of the same process number left behind.
        let _ = fs::remove_dir_all(&folder);
        let staging = Self { target, folder, done: false };
        fs::create_dir_all(&staging.folder).map_err(|error| unwritable(&staging.target, &error))?;
        staging.write(MARK, b"mingbai\n")?;
        Ok(staging)
    }

    /// Writes a file below the folder.
    ///
    /// # Errors
    ///
    /// A finding that says why it cannot be written.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<Output, Diagnostic> {
        let file = self.folder.join(path);
        // Nearly every page has a folder of its own, which is not there yet.
        let folder = match file.parent().map(fs::create_dir) {
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => file.parent().map_or(Ok(()), fs::create_dir_all),
            Some(Err(error)) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        };
        let written = folder.and_then(|()| fs::write(&file, bytes));
        written.map_err(|error| unwritable(&self.target.join(path), &error))?;
        Ok(Output { path: path.to_owned(), digest: Sha256::digest(bytes).into(), length: bytes.len() })
    }

    /// Writes a file below the folder, piece by piece.
    ///
    /// # Errors
    ///
    /// A finding that says why it cannot be written.
    pub fn stream(&self, path: &str, pieces: impl Iterator<Item = String>) -> Result<Output, Diagnostic> {
        let (mut digest, mut length) = (Sha256::new(), 0);
        let written = fs::File::create(self.folder.join(path)).and_then(|file| {
            let mut file = io::BufWriter::new(file);
            for piece in pieces {
                digest.update(piece.as_bytes());
                length += piece.len();
                file.write_all(piece.as_bytes())?;
            }
            file.flush()
        });
        written.map_err(|error| unwritable(&self.target.join(path), &error))?;
        Ok(Output { path: path.to_owned(), digest: digest.finalize().into(), length })
    }

    /// Puts the folder in the old one's place.
    ///
    /// # Errors
    ///
    /// A finding; the old folder is then where it was.
    pub fn commit(mut self) -> Result<PathBuf, Diagnostic> {
        let old = beside(&self.target, "old");
        let _ = fs::remove_dir_all(&old);
        let replaced = match fs::rename(&self.target, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(unwritable(&self.target, &error)),
        };
        if let Err(error) = fs::rename(&self.folder, &self.target) {
            if replaced {
                let _ = fs::rename(&old, &self.target);
            }
            return Err(unwritable(&self.target, &error));
        }
        self.done = true;
        if replaced {
            let _ = fs::remove_dir_all(&old);
        }
        Ok(self.target.clone())
    }

    /// Moves the files into the old folder one by one and removes those that are `gone`: for a folder that is being served
    /// while only a few of its pages are new. The answer names the files that were moved.
    ///
    /// # Errors
    ///
    /// A finding that says what cannot be written.
    pub fn overlay(mut self, gone: &[String]) -> Result<Vec<String>, Diagnostic> {
        let mut written = Vec::new();
        self.list(&self.folder, &mut written).map_err(|error| unwritable(&self.target, &error))?;
        for path in &written {
            let to = self.target.join(path);
            let moved = to.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(self.folder.join(path), &to));
            moved.map_err(|error| unwritable(&to, &error))?;
        }
        for path in gone {
            let _ = fs::remove_file(self.target.join(path));
        }
        self.done = true;
        let _ = fs::remove_dir_all(&self.folder);
        Ok(written)
    }

    fn list(&self, folder: &Path, written: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.list(&path, written)?;
            } else if let Some(path) = path.strip_prefix(&self.folder).ok().and_then(Path::to_str) {
                written.push(path.to_owned());
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    // A link to a folder stays where it is; the folder behind it is replaced.
    Ok(fs::canonicalize(&path).unwrap_or(path))
}

fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    target.with_file_name(format!(".{name}.{what}-{}", std::process::id()))
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("写不了“{}”：{}", path.display(), reason(error));
    Diagnostic::error("", 0..0, message, "原来的网站没有动。检查磁盘空间和权限，或用 --out 换一个文件夹")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_folder_stands_until_the_new_one_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("public");
        let first = Staging::new(&out).unwrap();
        first.write("a/index.html", b"1").unwrap();
        first.commit().unwrap();
        let second = Staging::new(&out).unwrap();
        second.write("a/index.html", b"2").unwrap();
        drop(second);
        assert_eq!(fs::read(out.join("a/index.html")).unwrap(), b"1");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_with_other_files_is_not_replaced() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("a.txt"), "x").unwrap();
        assert!(Staging::new(place.path()).is_err());
    }
}
