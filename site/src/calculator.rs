//! The calculator and the QR codes as the binary carries them: names of assets and what is in them.

/// What binds a module, with its loader.
pub const SCRIPTS: [(&str, &str); 2] = [
    ("calculator.js", include_str!(concat!(env!("OUT_DIR"), "/calculator.js"))),
    ("code.js", include_str!(concat!(env!("OUT_DIR"), "/code.js"))),
];

/// The modules.
pub const MODULES: [(&str, &[u8]); 2] = [
    ("calculator.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm"))),
    ("code.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/code.wasm"))),
];
