//! Bytes from place to place: what the compiler calls where it copies or fills memory.
//!
//! The functions that come with Rust are made for long stretches and weigh a kilobyte in brotli; those here are short, and
//! as fast for the texts and lists of a household. The compiler knows them by their names: it makes no calls of them out of
//! the loops inside them.

/// How many bytes are moved at a time.
const STEP: usize = size_of::<u64>();

/// Copies bytes; where the stretches overlap, `to` stands before `from`.
///
/// # Safety
///
/// `from` can be read and `to` written for `length` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    let mut at = 0;
    while at + STEP <= length {
        // SAFETY: the step ends within both stretches.
        unsafe { to.add(at).cast::<u64>().write_unaligned(from.add(at).cast::<u64>().read_unaligned()) };
        at += STEP;
    }
    while at < length {
        // SAFETY: the byte lies within both stretches.
        unsafe { *to.add(at) = *from.add(at) };
        at += 1;
    }
    to
}

/// Copies bytes; the stretches may overlap.
///
/// # Safety
///
/// `from` can be read and `to` written for `length` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, length: usize) -> *mut u8 {
    if to.addr().wrapping_sub(from.addr()) >= length {
        // SAFETY: `to` does not stand inside what is read, so nothing is written before it was read.
        return unsafe { memcpy(to, from, length) };
    }
    let mut left = length;
    while left >= STEP {
        left -= STEP;
        // SAFETY: the step begins and ends within both stretches.
        unsafe { to.add(left).cast::<u64>().write_unaligned(from.add(left).cast::<u64>().read_unaligned()) };
    }
    while left > 0 {
        left -= 1;
        // SAFETY: the byte lies within both stretches.
        unsafe { *to.add(left) = *from.add(left) };
    }
    to
}

/// Fills bytes with one value.
///
/// # Safety
///
/// `to` can be written for `length` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, value: i32, length: usize) -> *mut u8 {
    for at in 0..length {
        // SAFETY: the byte lies within the stretch.
        unsafe { *to.add(at) = value.to_le_bytes()[0] };
    }
    to
}
