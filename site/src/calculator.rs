//! The calculator and the QR codes as the binary carries them: names of assets and what is in them.

/// The files of both.
pub const FILES: &[(&str, &[u8])] = &[
    ("calculator.js", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.js"))),
    ("calculator.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm"))),
    ("code.js", include_bytes!(concat!(env!("OUT_DIR"), "/code.js"))),
    ("code.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/code.wasm"))),
];
