//! Questions about the heap: how full it is, and what lies at an address.

use mmtk::memory_manager;
use mmtk::util::{Address, ObjectReference};
use oops::Oop;

use crate::binding::{heap, to_oop};
use crate::new_objects;
use crate::sizing::LOG_PAGE;

/// How far back from an interior pointer its object may begin: the longest Java array and its header.
const MAX_OBJECT_BYTES: usize = (i32::MAX as usize) * 8 + 16;

/// Bytes in use (live objects, garbage not collected yet, and what lies between them).
pub fn used_bytes() -> usize {
    memory_manager::used_bytes(heap().mmtk)
}

/// Bytes in use together with what a collection needs to move objects: never given to the program.
pub(crate) fn reserved_bytes() -> usize {
    heap().mmtk.get_plan().get_reserved_pages() << LOG_PAGE
}

/// Bytes that can be allocated before the heap at its present size is full.
pub fn free_bytes() -> usize {
    total_bytes().saturating_sub(used_bytes())
}

/// The heap's present size.
pub fn total_bytes() -> usize {
    memory_manager::total_bytes(heap().mmtk).min(max_bytes())
}

/// The size that the heap may grow to.
pub fn max_bytes() -> usize {
    heap().max_bytes
}

/// The object that begins at `address`, if one does. The world is stopped, or no other thread uses the heap.
pub fn heap_object_at(address: usize) -> Option<Oop> {
    if !in_heap_range(address) || !address.is_multiple_of(ObjectReference::ALIGNMENT) {
        return None;
    }
    object_with_bit_at(address).or_else(|| {
        new_objects::set_all_bits();
        object_with_bit_at(address)
    })
}

/// The object that begins at an aligned address in the heap's range, if one does and has its bit.
pub(crate) fn object_with_bit_at(address: usize) -> Option<Oop> {
    // SAFETY: any number is an address here; MMTk only looks it up.
    memory_manager::is_mmtk_object(unsafe { Address::from_usize(address) }).map(to_oop)
}

/// The object that `address` points into. The world is stopped, or no other thread uses the heap.
pub fn object_containing(address: usize) -> Option<Oop> {
    if !in_heap_range(address) {
        return None;
    }
    new_objects::set_all_bits();
    find_object(address).map(to_oop)
}

/// The object that an address in the heap's range points into, if it has its bit.
#[inline]
pub(crate) fn find_object(address: usize) -> Option<ObjectReference> {
    // SAFETY: as above.
    let word = unsafe { Address::from_usize(address & !(ObjectReference::ALIGNMENT - 1)) };
    memory_manager::find_object_from_internal_pointer(word, MAX_OBJECT_BYTES)
}

/// False for most words that are no references: numbers, code, stacks and class metadata lie outside the heap's range.
#[inline(always)]
pub fn in_heap_range(address: usize) -> bool {
    address >= memory_manager::starting_heap_address().as_usize()
        && address < memory_manager::last_heap_address().as_usize()
}

/// Calls `f` for every object of the heap, also for those that died since the last collection. The world is stopped
/// and `f` does not allocate.
pub fn for_each_object(mut f: impl FnMut(Oop)) {
    new_objects::set_all_bits();
    heap().mmtk.enumerate_objects(|object| f(to_oop(object)));
}
