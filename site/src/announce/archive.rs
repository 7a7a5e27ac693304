//! A pack as a folder, and as one file.

use std::io::{Cursor, Write};

use rules::Diagnostic;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::build::Staging;

use super::entry::Entry;

/// Endings of files that are compressed already.
const COMPRESSED: [&str; 3] = ["gif", "pdf", "png"];

/// Writes a pack into a folder.
///
/// # Errors
///
/// What cannot be made or written.
pub fn write(entries: &[Entry], folder: &str, staging: &Staging) -> Result<(), Diagnostic> {
    entries.iter().try_for_each(|entry| staging.write(&format!("{folder}/{}", entry.path), entry.bytes()?).map(drop))
}

/// A pack as a ZIP. All its files have the same date: the same files give the same bytes.
///
/// # Errors
///
/// What cannot be made.
pub fn zip(entries: &[Entry]) -> Result<Vec<u8>, Diagnostic> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let packed = entry.path.rsplit('.').next().is_some_and(|ending| COMPRESSED.contains(&ending));
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        let bytes = entry.bytes()?;
        let written = out.start_file(entry.path.as_str(), options.unix_permissions(0o644)).map_err(|error| unpacked(&error));
        written.and_then(|()| out.write_all(bytes).map_err(|error| unpacked(&error)))?;
    }
    out.finish().map(Cursor::into_inner).map_err(|error| unpacked(&error))
}

fn unpacked(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("", 0..0, format!("做不成压缩包：{error}"), "只做一个地方的试试：--place")
}
