//! The write barrier: MMTk's object-remembering barrier, inlined down to the test of the unlogged bit.
//!
//! Generational plans keep one bit per object, 1 for an old object that has not been written to since the last
//! collection. The first write of a reference into such an object clears the bit and remembers the object, and the next
//! nursery collection scans it as a whole. Since the object and not the field is remembered, the barrier may stand
//! before the store, one barrier covers any number of stores up to the next safepoint, and array copies and clones
//! need no barrier of their own.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use mmtk::vm::{ObjectModel, VMGlobalLogBitSpec};
use oops::{Oop, OopSlot};

use crate::binding::{HearthVM, to_reference};
use crate::mutator::current_record;

/// Base address of the unlogged bits' table, 0 for plans without a barrier.
static UNLOGGED_BITS: AtomicUsize = AtomicUsize::new(0);

/// Side metadata has one bit per 8 bytes of heap: the byte's offset is `address >> 6`, the bit `(address >> 3) & 7`.
pub(crate) const LOG_BYTES_PER_METADATA_BYTE: u32 = 6;
pub(crate) const LOG_BYTES_PER_METADATA_BIT: u32 = 3;

/// Called when the plan is known.
pub(crate) fn set_needed(needed: bool) {
    const SPEC: VMGlobalLogBitSpec = <HearthVM as ObjectModel<HearthVM>>::GLOBAL_LOG_BIT_SPEC;
    let base = if needed {
        SPEC.as_spec()
            .extract_side_spec()
            .get_starting_address()
            .as_usize()
    } else {
        0
    };
    UNLOGGED_BITS.store(base, Ordering::Release);
}

/// Base address of the unlogged bits, if the plan needs a barrier.
pub(crate) fn unlogged_bits() -> Option<usize> {
    let base = UNLOGGED_BITS.load(Ordering::Acquire);
    (base != 0).then_some(base)
}

/// To be called before references are written into `object` (fields, elements, a mirror's static fields, or metadata
/// slots that are scanned with a mirror). It holds for all stores up to the next safepoint.
#[inline(always)]
pub fn write_barrier(object: Oop) {
    let base = UNLOGGED_BITS.load(Ordering::Relaxed);
    if base != 0 {
        let address = object.address();
        let byte = (base + (address >> LOG_BYTES_PER_METADATA_BYTE)) as *const AtomicU8;
        // SAFETY: the plan maps the unlogged bits of all memory that it hands out.
        let bits = unsafe { (*byte).load(Ordering::Relaxed) };
        if bits >> ((address >> LOG_BYTES_PER_METADATA_BIT) & 7) & 1 != 0 {
            remember(object);
        }
    }
}

/// Stores a reference into a slot of `object`, with the barrier.
#[inline(always)]
pub fn store_reference(object: Oop, slot: &OopSlot, value: Oop) {
    write_barrier(object);
    slot.store(value);
}

/// The write barrier's slow path: the object's unlogged bit is set.
#[cold]
#[inline(never)]
pub(crate) fn remember(object: Oop) {
    // SAFETY: the record is the current thread's own, and no collection is in progress.
    unsafe { (*current_record()).remember(to_reference(object)) };
}
