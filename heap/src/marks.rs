//! A look at MMTk's mark bits that is cheaper than handing it a slot.
//!
//! A marked object of an Immix space lives and is where it will be: a nursery collection neither moves nor frees old
//! objects, which keep their marks, and what was marked in this collection is in its place. So a slot that refers to
//! one needs no visit. In a nursery collection that is true of nearly all slots of a remembered array, in a full
//! one of every reference but the first to an object.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use mmtk::util::heap::vm_layout::vm_layout;
use mmtk::vm::{ObjectModel, VMLocalMarkBitSpec};
use oops::Oop;

use crate::barrier::{LOG_BYTES_PER_METADATA_BIT, LOG_BYTES_PER_METADATA_BYTE};
use crate::binding::HearthVM;
use crate::init::Plan;

/// Base address of the mark bits' table, laid out like the unlogged bits, 0 until the space is known or if the plan is
/// another one.
static TABLE: AtomicUsize = AtomicUsize::new(0);
/// Where the space of small objects begins, and its extent.
static START: AtomicUsize = AtomicUsize::new(0);
static EXTENT: AtomicUsize = AtomicUsize::new(0);

/// Tells where small objects are; called with any of them.
pub(crate) fn learn_space(plan: Plan, address: usize) {
    const SPEC: VMLocalMarkBitSpec = <HearthVM as ObjectModel<HearthVM>>::LOCAL_MARK_BIT_SPEC;
    if TABLE.load(Ordering::Relaxed) != 0 || !matches!(plan, Plan::StickyImmix | Plan::Immix) {
        return;
    }
    let log_extent = vm_layout().log_space_extent;
    START.store((address >> log_extent) << log_extent, Ordering::Relaxed);
    EXTENT.store(1 << log_extent, Ordering::Relaxed);
    let table = SPEC.as_spec().extract_side_spec().get_starting_address();
    TABLE.store(table.as_usize(), Ordering::Release);
}

/// True if the object is marked, hence lives at this address. False says nothing.
#[inline(always)]
pub(crate) fn is_settled(object: Oop) -> bool {
    let address = object.address();
    let table = TABLE.load(Ordering::Relaxed);
    let offset = address.wrapping_sub(START.load(Ordering::Relaxed));
    if table == 0 || offset >= EXTENT.load(Ordering::Relaxed) {
        return false;
    }
    let byte = (table + (address >> LOG_BYTES_PER_METADATA_BYTE)) as *const AtomicU8;
    // SAFETY: the plan maps the mark bits of all memory of the space that objects are in.
    let bits = unsafe { (*byte).load(Ordering::Relaxed) };
    bits >> ((address >> LOG_BYTES_PER_METADATA_BIT) & 7) & 1 != 0
}
