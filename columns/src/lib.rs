//! The outcomes of very many households at once, equal to those of `rules`.
//!
//! A policy is compiled once for a day into a short program over columns ([`Screen`]). Households are rows of a table with a typed
//! column a question ([`Columns`]), and the program runs over blocks of rows without a branch: truth as two bits a row, numbers as
//! intervals whose ends are whole numbers at a fixed scale. What is open stays open, as in `rules`.
//!
//! **An outcome that is told is the one that [`rules::Calculator::outcome`] gives; where that is not proven, none is told** and the
//! caller asks the calculator. Why it is the same one:
//!
//! - Limits of what a cell may hold are chosen when the policy is compiled, so that nothing that is computed from such cells
//!   overflows, and every sum and product is a decimal that `rules` does not round (`graph`, `layout`).
//! - A quotient is never formed: a comparison with one is multiplied out. `rules` rounds quotients outward at the 28th digit;
//!   within the limits no comparison can fall between a quotient and its rounded end (`number`).
//! - An expression that is not of this kind makes the whole policy one that is left to the calculator, a cell beyond the limits
//!   its row.
#![forbid(unsafe_code)]

mod block;
mod compile;
mod fixed;
mod graph;
mod layout;
mod number;
mod program;
mod screen;
mod table;

pub use screen::Screen;
pub use table::Columns;
