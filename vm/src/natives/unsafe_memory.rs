//! jdk.internal.misc.Unsafe: memory outside the heap, and block operations on memory of either kind.
//!
//! Sizes and addresses were checked in Java. Blocks inside the heap are elements of primitive arrays, so that no write
//! barrier is needed.

use super::unsafe_access::address;
use super::{Args, Row};
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

const CLASS: &str = "jdk/internal/misc/Unsafe";

/// `allocateMemory0`: 0 when there is none; Java throws the OutOfMemoryError.
fn allocate_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: malloc has no preconditions.
    Ok(unsafe { libc::malloc(args.long(1) as usize) } as u64)
}

fn reallocate_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the block.
    Ok(unsafe {
        libc::realloc(
            args.long(1) as usize as *mut libc::c_void,
            args.long(3) as usize,
        )
    } as u64)
}

fn free_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the block.
    unsafe { libc::free(args.long(1) as usize as *mut libc::c_void) };
    Ok(0)
}

/// `setMemory0(Object, offset, bytes, value)`.
fn set_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    let at = address(args.oop(1), args.long(2)) as *mut u8;
    // SAFETY: the Java caller vouches for the block.
    unsafe { at.write_bytes(args.int(6) as u8, args.long(4) as usize) };
    Ok(0)
}

/// `copyMemory0(Object, offset, Object, offset, bytes)`: the blocks may overlap.
fn copy_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    let from = address(args.oop(1), args.long(2)) as *const u8;
    let to = address(args.oop(4), args.long(5)) as *mut u8;
    // SAFETY: the Java caller vouches for both blocks.
    unsafe { std::ptr::copy(from, to, args.long(7) as usize) };
    Ok(0)
}

/// Copies `count` elements of `N` bytes with their bytes reversed. The blocks may overlap.
///
/// # Safety
/// Both blocks are readable and writable for `count * N` bytes.
unsafe fn copy_swapped<const N: usize>(from: *const [u8; N], to: *mut [u8; N], count: usize) {
    let one = |i: usize| {
        // SAFETY: inside the blocks; byte arrays have alignment 1.
        unsafe {
            let mut element = from.add(i).read();
            element.reverse();
            to.add(i).write(element);
        }
    };
    if (to as usize) <= from as usize {
        (0..count).for_each(one)
    } else {
        (0..count).rev().for_each(one)
    }
}

/// `copySwapMemory0(Object, offset, Object, offset, bytes, elementSize)`.
fn copy_swap_memory(_: &JavaThread, args: Args) -> JResult<u64> {
    let from = address(args.oop(1), args.long(2));
    let to = address(args.oop(4), args.long(5));
    let (bytes, size) = (args.long(7) as usize, args.long(9) as usize);
    // SAFETY: the Java caller vouches for both blocks.
    unsafe {
        match size {
            2 => copy_swapped::<2>(from as *const _, to as *mut _, bytes / 2),
            4 => copy_swapped::<4>(from as *const _, to as *mut _, bytes / 4),
            _ => copy_swapped::<8>(from as *const _, to as *mut _, bytes / 8),
        }
    }
    Ok(0)
}

/// `writeback0`: writes the cache line back to (non-volatile) memory.
fn writeback(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the address; flushing a line changes no value. `clflush` is part of SSE2.
    unsafe { std::arch::x86_64::_mm_clflush(args.long(1) as usize as *const u8) };
    Ok(0)
}

/// `clflush` is ordered with other stores and flushes, so nothing is needed before or after a run of them but a fence.
fn writeback_sync(_: &JavaThread, _: Args) -> JResult<u64> {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
    Ok(0)
}

pub const TABLE: &[Row] = &[
    (CLASS, "allocateMemory0", "(J)J", allocate_memory),
    (CLASS, "reallocateMemory0", "(JJ)J", reallocate_memory),
    (CLASS, "freeMemory0", "(J)V", free_memory),
    (CLASS, "setMemory0", "(Ljava/lang/Object;JJB)V", set_memory),
    (
        CLASS,
        "copyMemory0",
        "(Ljava/lang/Object;JLjava/lang/Object;JJ)V",
        copy_memory,
    ),
    (
        CLASS,
        "copySwapMemory0",
        "(Ljava/lang/Object;JLjava/lang/Object;JJJ)V",
        copy_swap_memory,
    ),
    (CLASS, "writeback0", "(J)V", writeback),
    (CLASS, "writebackPreSync0", "()V", writeback_sync),
    (CLASS, "writebackPostSync0", "()V", writeback_sync),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_copies_may_overlap() {
        let mut b: Vec<u8> = (0..10).collect();
        let p = b.as_mut_ptr();
        // SAFETY: inside the vector.
        unsafe { copy_swapped::<2>(p.cast(), p.add(2).cast(), 4) };
        assert_eq!(b, [0, 1, 1, 0, 3, 2, 5, 4, 7, 6]);
    }
}
