//! Waits for changes of the folders that a site is made of.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rules::Diagnostic;

use crate::source::Root;

/// An editor writes a file in several steps; this long after the last of them the change is whole.
const QUIET: Duration = Duration::from_millis(80);

/// What a site is made of.
const FOLDERS: [&str; 2] = ["content", "templates"];

/// Watches a folder; one message comes for every change, once it is whole.
#[derive(Debug)]
pub struct Watch {
    events: Receiver<Change>,
    watcher: RecommendedWatcher,
    root: PathBuf,
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Something in one of the folders.
    Inside,
    /// One of the folders itself came or went.
    Folder,
}

/// What came of waiting for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something has changed, and is whole.
    Change,
    /// Nothing has.
    Nothing,
    /// There will be nothing more.
    End,
}

/// Begins to watch.
///
/// # Errors
///
/// A finding where the system cannot watch folders.
pub fn watch(root: &Root) -> Result<Watch, Diagnostic> {
    let (sender, events) = channel();
    let own = root.folder().to_path_buf();
    let notice = move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let relative = |path: &'_ PathBuf| path.strip_prefix(&own).map_or_else(|_| path.clone(), Path::to_path_buf);
        let paths: Vec<PathBuf> = event.paths.iter().map(relative).collect();
        if paths.iter().any(|path| FOLDERS.iter().any(|folder| path == Path::new(folder))) {
            let _ = sender.send(Change::Folder);
        } else if paths.iter().any(|path| FOLDERS.iter().any(|folder| path.starts_with(folder))) {
            let _ = sender.send(Change::Inside);
        }
    };
    let begin = || -> notify::Result<RecommendedWatcher> {
        let mut watcher = notify::recommended_watcher(notice)?;
        watcher.watch(root.folder(), RecursiveMode::NonRecursive)?;
        for path in FOLDERS.iter().map(|folder| root.folder().join(folder)).filter(|path| path.is_dir()) {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
        Ok(watcher)
    };
    let watcher = begin()
        .map_err(|error| Diagnostic::error("", 0..0, format!("不能盯着文件夹的变化：{error}"), "关掉一些程序再试，或者每次改完重新运行"))?;
    Ok(Watch { events, watcher, root: root.folder().to_path_buf() })
}

impl Watch {
    /// Waits for the next change; false when there will be none.
    #[must_use]
    pub fn wait(&mut self) -> bool {
        let Ok(first) = self.events.recv() else { return false };
        self.follow(first);
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(change) => self.follow(change),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Waits for the next change, for so long at most.
    #[must_use]
    pub fn wait_within(&mut self, patience: Duration) -> Heard {
        match self.events.recv_timeout(patience) {
            Ok(first) => {
                self.follow(first);
                while let Ok(change) = self.events.recv_timeout(QUIET) {
                    self.follow(change);
                }
                Heard::Change
            }
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => Heard::End,
        }
    }

    /// A folder that came later is watched, too; one that went and came again is watched anew.
    fn follow(&mut self, change: Change) {
        if change == Change::Folder {
            for path in FOLDERS.iter().map(|folder| self.root.join(folder)).filter(|path| path.is_dir()) {
                let _ = self.watcher.watch(&path, RecursiveMode::Recursive);
            }
        }
    }
}
