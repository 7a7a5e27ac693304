//! A file that is written beside its place and takes it only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is being written; dropped before [`Draft::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    path: PathBuf,
    done: bool,
}

impl Draft {
    /// Begins a file beside `target`, to be written through what is given back.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn new(target: &Path) -> io::Result<(Self, BufWriter<File>)> {
        if target.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let path = target.with_file_name(name);
        // Nobody but this process has the name; a link that waits there is not followed.
        let _ = fs::remove_file(&path);
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok((Self { target: target.to_owned(), path, done: false }, BufWriter::with_capacity(1 << 18, file)))
    }

    /// Puts the file into its place once it is on the disk.
    ///
    /// # Errors
    ///
    /// What keeps it from being written; what stood in its place before still stands.
    pub fn commit(mut self, mut out: BufWriter<File>) -> io::Result<()> {
        out.flush()?;
        out.get_ref().sync_all()?;
        drop(out);
        fs::rename(&self.path, &self.target)?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.path);
        }
    }
}
