//! The calculator, the QR codes, the sealing of reports and the screening of spreadsheets as the binary carries them: names of assets and what is in them.

/// What binds a module, with its loader.
pub const SCRIPTS: [(&str, &str); 2] = [
    ("calculator.js", include_str!(concat!(env!("OUT_DIR"), "/calculator.js"))),
    ("code.js", include_str!(concat!(env!("OUT_DIR"), "/code.js"))),
];

/// What binds the module that seals reports, and the module. A site whose reports are not sealed goes without.
pub const SEAL: ((&str, &str), (&str, &[u8])) = (
    ("seal.js", include_str!(concat!(env!("OUT_DIR"), "/seal.js"))),
    ("seal.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/seal.wasm"))),
);

/// The modules.
pub const MODULES: [(&str, &[u8]); 2] = [
    ("calculator.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm"))),
    ("code.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/code.wasm"))),
];

/// What binds the module that screens spreadsheets, and the module. Only the page for offices loads them.
pub const SCREENER: ((&str, &str), (&str, &[u8])) = (
    ("screener.js", include_str!(concat!(env!("OUT_DIR"), "/screener.js"))),
    ("screener.wasm", include_bytes!(concat!(env!("OUT_DIR"), "/screener.wasm"))),
);
