//! What the page calls.

use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::Grid;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The modules of the code of `address` and `payload` row by row, 1 for a dark one; nothing where they are too long.
#[wasm_bindgen]
#[must_use]
pub fn encode(address: &str, payload: &str) -> Vec<u8> {
    Grid::new(address, payload).map_or_else(Vec::new, Grid::into_modules)
}
