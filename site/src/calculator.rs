//! The calculator as the binary carries it: names of assets and what is in them.

/// The files of the calculator.
pub const FILES: &[(&str, &[u8])] = &[
    ("calculator.js", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.js"))),
    ("calculator.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm"))),
];
