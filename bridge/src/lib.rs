//! The way of text between a script and a module of WebAssembly.
//!
//! A module answers calls: bytes in, bytes out. `bridge.js` is the other half. Own code, because the tool that is usual for
//! this writes four kilobytes of script and module where a few hundred bytes do: a page on a village's network waits for them.
//!
//! A script asks for `room`, writes the call there, makes the `call` and reads the `answer`; the bytes of a call are its name,
//! NUL, and what it is about. A call that cannot be answered stops the module.
#![cfg(target_arch = "wasm32")]
#![no_std]
#![allow(unsafe_code, reason = "names that a script can call, a cell of which a module's only thread makes use, and memory")]

extern crate alloc;

#[cfg(not(feature = "std"))]
mod memory;

use alloc::vec::Vec;
use core::cell::RefCell;

#[cfg(not(feature = "std"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(not(feature = "std"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// What answers the calls of a script.
pub trait Answers: Sized {
    /// As it is before the first call.
    const NEW: Self;

    /// Answers a call.
    fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8>;
}

/// What a module keeps between calls.
#[derive(Debug)]
pub struct Module<T>(RefCell<State<T>>);

#[derive(Debug)]
struct State<T> {
    answers: T,
    call: Vec<u8>,
    answer: Vec<u8>,
}

// SAFETY: WebAssembly without shared memory has one thread.
unsafe impl<T> Sync for Module<T> {}

impl<T: Answers> Module<T> {
    /// Before the first call.
    #[must_use]
    pub const fn new() -> Self {
        Self(RefCell::new(State { answers: T::NEW, call: Vec::new(), answer: Vec::new() }))
    }

    /// Where a call of so many bytes is to be written.
    pub fn room(&self, length: usize) -> *mut u8 {
        let mut state = self.0.borrow_mut();
        state.call.resize(length, 0);
        state.call.as_mut_ptr()
    }

    /// Makes the call that was written; the length of the answer.
    pub fn call(&self) -> usize {
        let State { answers, call, answer } = &mut *self.0.borrow_mut();
        let end = call.iter().position(|byte| *byte == 0).unwrap_or(call.len());
        let (name, about) = call.split_at_checked(end).unwrap_or_default();
        *answer = answers.answer(core::str::from_utf8(name).unwrap_or_default(), about.get(1..).unwrap_or_default());
        answer.len()
    }

    /// Where the answer stands until the next call.
    pub fn answer(&self) -> *const u8 {
        self.0.borrow().answer.as_ptr()
    }
}

impl<T: Answers> Default for Module<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes a module of what answers its calls.
#[macro_export]
macro_rules! module {
    ($answers:ty) => {
        static MODULE: $crate::Module<$answers> = $crate::Module::new();

        #[unsafe(no_mangle)]
        extern "C" fn room(length: usize) -> *mut u8 {
            MODULE.room(length)
        }

        #[unsafe(no_mangle)]
        extern "C" fn call() -> usize {
            MODULE.call()
        }

        #[unsafe(no_mangle)]
        extern "C" fn answer() -> *const u8 {
            MODULE.answer()
        }
    };
}
