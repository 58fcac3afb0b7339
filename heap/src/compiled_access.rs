//! Allocation and write barrier for code that a compiler writes.
//!
//! All values are the same for every thread and do not change once the heap is initialised, so a compiler may put them into
//! the code as constants. A thread's *record* is the one word of its [`Mutator`].
//!
//! **Allocation** of `size` bytes (a multiple of 8, header included, at most [`max_inline_bytes`]) at `object`, without a
//! safepoint in between:
//!
//! ```text
//! object = [record + bump_cursor_offset()]
//! if [record + bump_limit_offset()] - object < size (unsigned): slow path
//! [record + bump_cursor_offset()] = object + size
//! [object] = the header word; an array's length
//! ```
//!
//! The memory is zeroed, and nothing else is due: who wants to know where objects begin walks the buffers at a safepoint.
//! Where `max_inline_bytes()` is 0 (`-XX:+GCStress`) every allocation takes the slow
//! path; for a plan without a bump pointer the cursor and the limit are 0, and the test fails by itself. Objects
//! with a finalizer are registered by the machine.
//!
//! **Write barrier**, before references are stored into `object` with no safepoint in between:
//!
//! ```text
//! if byte [unlogged_bits().base + (object >> BYTE_SHIFT)] >> ((object >> BIT_SHIFT) & BIT_MASK) & 1 != 0:
//!     remember(object)
//! ```
//!
//! `object` is the one that holds the slot (for static fields the mirror). One barrier covers all stores into it up to the next
//! safepoint. An object needs none between its own allocation and the next safepoint, if the allocation was inline; what the slow path
//! gives needs none either, for it ends behind the collection. There is no barrier for reads and none for roots (locals, Java
//! stacks, handles).

use mmtk::util::alloc::BumpPointer;
use oops::Oop;
use std::mem::offset_of;

use crate::barrier::{self, LOG_BYTES_PER_METADATA_BIT, LOG_BYTES_PER_METADATA_BYTE};
use crate::mutator::{Mutator, bump_pointer_offset};

/// A table with one bit for each 8 bytes of heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BitTable {
    /// The byte for the object at address `a` is at `base + (a >> BYTE_SHIFT)`; wraps around.
    pub base: usize,
}

impl BitTable {
    /// An address is shifted right by this for its byte.
    pub const BYTE_SHIFT: u32 = LOG_BYTES_PER_METADATA_BYTE;
    /// An address is shifted right by this, and masked, for its bit in the byte.
    pub const BIT_SHIFT: u32 = LOG_BYTES_PER_METADATA_BIT;
    /// The mask of the bit's number.
    pub const BIT_MASK: usize = 7;

    /// Address of the byte that has the object's bit, and the byte with that bit alone.
    pub const fn bit_of(self, object: usize) -> (usize, u8) {
        let byte = self.base.wrapping_add(object >> Self::BYTE_SHIFT);
        (byte, 1 << ((object >> Self::BIT_SHIFT) & Self::BIT_MASK))
    }
}

/// Where a record holds the next free address.
pub fn bump_cursor_offset() -> usize {
    bump_pointer_offset() + offset_of!(BumpPointer, cursor)
}

/// Where a record holds the end of the thread's buffer.
pub fn bump_limit_offset() -> usize {
    bump_pointer_offset() + offset_of!(BumpPointer, limit)
}

/// The largest object that may be allocated inline.
pub fn max_inline_bytes() -> usize {
    crate::mutator::max_inline_bytes()
}

/// The bits of old objects that are not remembered yet. `None`: the plan needs no barrier.
pub fn unlogged_bits() -> Option<BitTable> {
    barrier::unlogged_bits().map(|base| BitTable { base })
}

/// The barrier's slow path, for an object whose unlogged bit is set. On the thread that is about to store.
pub extern "C" fn remember(object: Oop) {
    barrier::remember(object);
}

/// The record of a thread's mutator, which compiled code finds in the thread's structure.
pub fn record_of(mutator: &Mutator) -> usize {
    mutator.record_address()
}
