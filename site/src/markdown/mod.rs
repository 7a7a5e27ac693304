//! Markdown as Chinese pages need it: a file becomes HTML with holes for rules and figures, and a list of all that must be
//! checked elsewhere.
//!
//! The text is first masked ([`mask`]), byte for byte, so that CommonMark leaves `*` and `{{…}}` alone; then emphasis is
//! decided by rules that know Chinese punctuation ([`emphasis`]); then HTML is written ([`reader`]). Every place stays a
//! place of the file.

mod amount;
mod body;
mod chinese;
mod emphasis;
mod html;
mod link;
mod mask;
mod reader;
mod rule_block;
#[cfg(test)]
mod tests;

pub use amount::bare_amounts;
pub use body::{Body, Heading, Link, Piece, RuleBlock};
pub use html::{attribute, text};
pub use link::{Target, resolve};
pub use reader::{Page, read};
