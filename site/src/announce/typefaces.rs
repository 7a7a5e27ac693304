//! A Chinese typeface of the machine, for what is printed.

use std::fs;
use std::sync::Arc;

use fontdb::{Database, Family, Query, Source, Weight};
use publicity::{Typeface, Typefaces};

/// Typefaces with the characters of simplified Chinese, those without a serif that systems come with; the best first.
const FAMILIES: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "SimHei",
];

/// What to do where the machine has none of them.
pub const NO_TYPEFACE: &str = "电脑上没有找到中文黑体，海报和明白纸没有做成 PDF。装上“思源黑体”（Noto Sans CJK SC；Debian 上是 fonts-noto-cjk）再做一次；别的材料都做好了";

/// The first of them that the machine has.
#[must_use]
pub fn typefaces() -> Option<Typefaces> {
    let mut database = Database::new();
    database.load_system_fonts();
    FAMILIES.into_iter().find_map(|family| {
        let face = |weight| {
            let id = database.query(&Query { families: &[Family::Name(family)], weight, ..Query::default() })?;
            let (source, index) = database.face_source(id)?;
            let bytes = match source {
                Source::File(path) => fs::read(path).ok()?,
                Source::Binary(bytes) => bytes.as_ref().as_ref().to_vec(),
            };
            Typeface::new(Arc::new(bytes), index)
        };
        Some(Typefaces { regular: face(Weight::NORMAL)?, bold: face(Weight::BOLD)? })
    })
}
