//! The command `mingbai`.
fn main() {}
