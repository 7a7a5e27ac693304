//! What the binary carries for the browser runs wherever there is WebAssembly.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;

use wasmparser::{Validator, WasmFeatures};

const MODULES: [&[u8]; 3] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm")),
    include_bytes!(concat!(env!("OUT_DIR"), "/code.wasm")),
    include_bytes!(concat!(env!("OUT_DIR"), "/seal.wasm")),
];

#[test]
fn a_module_holds_only_instructions_of_webassembly_1_0() {
    for module in MODULES {
        Validator::new_with_features(WasmFeatures::MVP).validate_all(module).unwrap();
    }
}

#[test]
fn a_module_knows_nothing_of_the_machine_it_was_built_on() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders = vec!["/root/".to_owned(), "/home/".into(), "/Users/".into(), workspace.display().to_string()];
    folders.extend(["HOME", "CARGO_HOME", "RUSTUP_HOME"].iter().filter_map(|name| std::env::var(name).ok()));
    let folders = folders.iter().filter(|folder| folder.len() > 1);
    for (module, folder) in MODULES.iter().flat_map(|module| folders.clone().map(move |folder| (module, folder))) {
        let found = module.windows(folder.len()).position(|bytes| bytes == folder.as_bytes());
        let words = found.map(|at| String::from_utf8_lossy(&module[at..module.len().min(at + 120)]).into_owned());
        assert_eq!(words, None, "{folder}");
    }
}
