//! A folder for one run, removed when the run ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder among the system's temporary ones.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new folder that nobody had before.
    ///
    /// # Errors
    ///
    /// What the system says where none can be made.
    pub fn new() -> io::Result<Self> {
        let place = std::env::temp_dir();
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for number in 0..100 {
            let path = place.join(format!("mingbai-{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
