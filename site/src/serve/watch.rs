//! Waits for changes of the folders that a site is made of.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rules::Diagnostic;

use crate::source::Root;

/// An editor writes a file in several steps; this long after the last of them the change is whole.
const QUIET: Duration = Duration::from_millis(80);

/// Watches a folder; one message comes for every change, once it is whole.
#[derive(Debug)]
pub struct Watch {
    events: Receiver<()>,
    _watcher: RecommendedWatcher,
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
        let inside = |path: &std::path::PathBuf| {
            let path = path.strip_prefix(&own).unwrap_or(path);
            path.starts_with("content") || path.starts_with("templates")
        };
        if !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(inside) {
            let _ = sender.send(());
        }
    };
    let begin = || -> notify::Result<RecommendedWatcher> {
        let mut watcher = notify::recommended_watcher(notice)?;
        watcher.watch(root.folder(), RecursiveMode::NonRecursive)?;
        for folder in ["content", "templates"] {
            let path = root.folder().join(folder);
            if path.is_dir() {
                watcher.watch(&path, RecursiveMode::Recursive)?;
            }
        }
        Ok(watcher)
    };
    let watcher = begin()
        .map_err(|error| Diagnostic::error("", 0..0, format!("不能盯着文件夹的变化：{error}"), "关掉一些程序再试，或者每次改完重新运行"))?;
    Ok(Watch { events, _watcher: watcher })
}

impl Watch {
    /// Waits for the next change; false when there will be none.
    #[must_use]
    pub fn next(&self) -> bool {
        if self.events.recv().is_err() {
            return false;
        }
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }
}
