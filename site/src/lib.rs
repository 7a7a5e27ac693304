//! The generator of mingbai: what a county writes becomes a public site with a calculator inside.
//!
//! A file becomes a page in this order: [`source`] reads it, [`content`] and [`markdown`] understand it.
#![forbid(unsafe_code)]

pub mod content;
pub mod markdown;
pub mod source;
