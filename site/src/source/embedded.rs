//! The templates that the binary carries, for a county that has none of its own.

use include_dir::{Dir, DirEntry, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../templates");

/// The bytes of a template or asset that is built in, by its name below `templates/`.
#[must_use]
pub fn embedded(name: &str) -> Option<&'static [u8]> {
    TEMPLATES.get_file(name).map(include_dir::File::contents)
}

/// The names of all that is built in, below `templates/`.
#[must_use]
pub fn embedded_files() -> Vec<String> {
    let mut names = Vec::new();
    collect(&TEMPLATES, &mut names);
    names.sort_unstable();
    names
}

fn collect(folder: &Dir<'_>, names: &mut Vec<String>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, names),
            DirEntry::File(file) => names.extend(file.path().to_str().map(|path| path.replace('\\', "/"))),
        }
    }
}
