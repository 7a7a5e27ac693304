//! The calculator that the binary carries runs wherever there is WebAssembly.

use wasmparser::{Validator, WasmFeatures};

#[test]
fn the_calculator_holds_only_instructions_of_webassembly_1_0() {
    let module = include_bytes!(concat!(env!("OUT_DIR"), "/calculator.wasm"));
    let features = WasmFeatures::MVP;
    Validator::new_with_features(features).validate_all(module).unwrap();
}
