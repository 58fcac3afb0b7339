//! Valid-object bits of small objects, set when somebody asks.
//!
//! In the Immix plans the threads bump a cursor and set no bits. Objects lie one behind the other in a thread's
//! buffers, so whoever needs their bits walks from one to the next by their sizes. Few stack words point into new buffers, so a
//! pause walks few of them; most objects die without ever having had a bit. When a collection sweeps, the bits
//! of a block in which something was allocated become those of what was marked there, so all survivors have theirs.
//!
//! The allocators remember the *ranges* in which they have put objects since the last collection. At the start of a pause all
//! ranges are taken and sorted, and one is walked when a stack word points into it. Whoever asks about the heap at
//! another safepoint has all ranges walked first. What was reported once is not reported again: its bits are set.
//!
//! Invariants: at a safepoint each object of a range has its header and whatever else its size depends on; memory that was
//! taken and not used is zero; a byte of the table (64 bytes of heap) belongs to one range alone, for buffers begin and end
//! at lines of 256 bytes, but for the end of a buffer that is in use, whose thread sets no bits.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use mmtk::util::Address;
use mmtk::util::alloc::{AllocatorSelector, ImmixAllocator};
use mmtk::util::metadata::vo_bit::vo_bit_side_metadata_addr;
use mmtk::{AllocationSemantics, memory_manager};
use oops::Oop;
use oops::oop::OBJECT_ALIGNMENT;
use parking_lot::{Mutex, RwLock, RwLockReadGuard};

use crate::barrier::{LOG_BYTES_PER_METADATA_BIT, LOG_BYTES_PER_METADATA_BYTE};
use crate::binding::{HearthVM, heap};
use crate::init::Plan;
use crate::mutator::{Record, bound_records};

type Ranges = Vec<(Address, Address)>;

/// Ranges of threads that have ended since the last collection.
static LEFT_BEHIND: Mutex<Ranges> = Mutex::new(Vec::new());
/// The ranges of the pause in progress.
static OF_PAUSE: RwLock<NewRanges> = RwLock::new(NewRanges(Vec::new()));

/// True if small objects get their bits here; else MMTk sets them as it allocates.
pub(crate) fn is_responsible(plan: Plan) -> bool {
    matches!(plan, Plan::StickyImmix | Plan::Immix)
}

/// Takes the ranges of a mutator whose thread is stopped, or is the calling one.
fn take(record: &mut Record, ranges: &mut Ranges) {
    let selector = memory_manager::get_allocator_mapping(heap().mmtk, AllocationSemantics::Default);
    if let AllocatorSelector::Immix(_) = selector {
        // SAFETY: the selector names an allocator of this type.
        let allocator: &mut ImmixAllocator<HearthVM> =
            unsafe { record.inner().allocator_impl_mut(selector) };
        allocator.take_new_ranges(ranges);
    }
}

/// A mutator is about to be destroyed by its thread.
pub(crate) fn leave_behind(record: &mut Record) {
    take(record, &mut LEFT_BEHIND.lock());
}

/// All ranges that have not been walked. The world is stopped.
fn take_all() -> Ranges {
    let mut ranges = std::mem::take(&mut *LEFT_BEHIND.lock());
    for record in bound_records() {
        // SAFETY: the thread of a bound mutator is stopped.
        take(unsafe { &mut *(record as *mut Record) }, &mut ranges);
    }
    ranges
}

/// Sets the bits of all objects. The world is stopped.
pub(crate) fn set_all_bits() {
    for (start, end) in take_all() {
        set_bits(start.as_usize(), end.as_usize());
    }
}

/// The world stands, and threads' stacks will be scanned.
pub(crate) fn pause_begins() {
    let mut ranges = take_all();
    // Stable, as that makes use of the runs that there are.
    ranges.sort_by_key(|range| range.0);
    let of_pause = |(start, end): (Address, Address)| NewRange {
        start: start.as_usize(),
        end: end.as_usize(),
        has_bits: AtomicBool::new(false),
    };
    OF_PAUSE.write().0 = ranges.into_iter().map(of_pause).collect();
}

/// The collection is over: what survived has its bits.
pub(crate) fn pause_ends() {
    OF_PAUSE.write().0.clear();
}

/// The ranges of the pause in progress.
pub(crate) fn of_pause() -> RwLockReadGuard<'static, NewRanges> {
    OF_PAUSE.read()
}

/// Ranges of new objects, sorted by address.
pub(crate) struct NewRanges(Vec<NewRange>);

struct NewRange {
    start: usize,
    end: usize,
    has_bits: AtomicBool,
}

impl NewRanges {
    /// Makes sure that the object that `address` may point into has its bit. Several threads may do so at the same time.
    pub fn set_bits_around(&self, address: usize) {
        let next = self.0.partition_point(|range| range.start <= address);
        if let Some(range) = next.checked_sub(1).map(|i| &self.0[i])
            && address < range.end
            && !range.has_bits.load(Ordering::Acquire)
        {
            set_bits(range.start, range.end);
            range.has_bits.store(true, Ordering::Release);
        }
    }
}

/// Sets the bits of the objects in `[start, end)`. Threads that walk the same range write the same bytes.
fn set_bits(start: usize, end: usize) {
    let table = vo_bit_side_metadata_addr().as_usize();
    let byte_of = |address: usize| {
        let byte = (table + (address >> LOG_BYTES_PER_METADATA_BYTE)) as *const AtomicU8;
        // SAFETY: the plan maps the table for all memory that it hands out.
        unsafe { &*byte }
    };
    let mut byte = byte_of(start);
    // Objects in front of the range may have had their bits set before.
    let mut bits = byte.load(Ordering::Relaxed);
    let mut address = start;
    while address < end {
        // SAFETY: inside memory that was handed out, and aligned.
        let word = unsafe { &*(address as *const AtomicU64) };
        if word.load(Ordering::Relaxed) == 0 {
            // Memory that was taken for an object that was not made.
            address += OBJECT_ALIGNMENT;
            continue;
        }
        let its_byte = byte_of(address);
        if !std::ptr::eq(its_byte, byte) {
            byte.store(bits, Ordering::Relaxed);
            byte = its_byte;
            bits = 0;
        }
        bits |= 1 << ((address >> LOG_BYTES_PER_METADATA_BIT) & 7);
        // SAFETY: an object with its header begins here.
        address += oops::object_size(unsafe { Oop::from_address(address) });
    }
    byte.store(bits, Ordering::Relaxed);
    debug_assert_eq!(address, end, "objects fill their range");
}
