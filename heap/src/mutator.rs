//! A thread's side of the heap: allocation buffers and the barrier's log.
//!
//! Allocation is a bump of MMTk's own cursor and a store of the header; valid-object bits are [`new_objects`]' work.
//! Memory is zeroed by MMTk when a buffer is taken (blocks, holes and large objects alike), so fields need no
//! initialisation.

use std::cell::Cell;
use std::mem::{MaybeUninit, offset_of};
use std::ptr::NonNull;

use mmtk::plan::Mutator as MmtkMutator;
use mmtk::util::alloc::{AllocatorInfo, BumpPointer};
use mmtk::util::{Address, ObjectReference, OpaquePointer, VMMutatorThread, VMThread};
use mmtk::vm::slot::SimpleSlot;
use mmtk::{AllocationSemantics, MutatorContext, memory_manager};
use oops::oop::OBJECT_ALIGNMENT;
use oops::{KlassPtr, Oop};
use parking_lot::Mutex;

use crate::binding::{HearthVM, heap, to_reference};
use crate::host::ThreadToken;
use crate::init::Plan;
use crate::large_objects;
use crate::marks;
use crate::new_objects;
use crate::overhead;
use crate::pause::{self, Cause, collection_counts};

/// A bound mutator: what MMTk's thread pointer points to. Compiled code reads it; see [`crate::compiled_access`].
#[repr(C)]
pub(crate) struct Record {
    /// The bump pointer of the default allocator inside `inner`, or `no_bump` when the plan has none or wants to see every
    /// object.
    bump: *mut BumpPointer,
    max_small_bytes: usize,
    thread: ThreadToken,
    no_bump: BumpPointer,
    inner: MaybeUninit<MmtkMutator<HearthVM>>,
}

/// Where the record of every mutator has its bump pointer, in bytes from the record's address. The same for all threads:
/// it depends on the plan.
pub(crate) fn bump_pointer_offset() -> usize {
    let selector = memory_manager::get_allocator_mapping(heap().mmtk, AllocationSemantics::Default);
    match AllocatorInfo::new::<HearthVM>(selector) {
        AllocatorInfo::BumpPointer {
            bump_pointer_offset,
        } if new_objects::is_responsible(heap().plan) => {
            offset_of!(Record, inner) + bump_pointer_offset
        }
        _ => offset_of!(Record, no_bump),
    }
}

impl Record {
    pub fn thread(&self) -> ThreadToken {
        self.thread
    }
    pub fn inner(&mut self) -> &mut MmtkMutator<HearthVM> {
        // SAFETY: written when the record was made.
        unsafe { self.inner.assume_init_mut() }
    }
    /// The write barrier's slow path: remembers an old object for the next nursery collection.
    pub fn remember(&mut self, object: ObjectReference) {
        // The object barrier remembers the object and does not look at the slot.
        let slot = SimpleSlot::from_address(Address::ZERO);
        self.inner()
            .barrier()
            .object_reference_write_slow(object, slot, None);
    }
    fn tls(&self) -> VMMutatorThread {
        let address = Address::from_ref(self);
        VMMutatorThread(VMThread(OpaquePointer::from_address(address)))
    }
}

/// Larger objects take the slow path; all do under stress, so that they are counted.
pub(crate) fn max_inline_bytes() -> usize {
    let heap = heap();
    match heap.stress {
        None => heap.max_small_bytes,
        Some(_) => 0,
    }
}

thread_local! {
    static CURRENT: Cell<*mut Record> = const { Cell::new(std::ptr::null_mut()) };
}

/// All bound mutators' records.
static BOUND: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// The records bound at this moment.
pub(crate) fn bound_records() -> Vec<usize> {
    BOUND.lock().clone()
}

/// The current thread's record; threads that touch the heap have one.
pub(crate) fn current_record() -> *mut Record {
    let record = CURRENT.with(Cell::get);
    assert!(
        !record.is_null(),
        "only a thread with a bound mutator writes references into the heap"
    );
    record
}

/// The calling thread's allocation handle. It belongs to the thread that bound it. Its one word is the address of the
/// thread's record, which compiled code loads.
#[repr(transparent)]
pub struct Mutator(NonNull<Record>);

impl Mutator {
    /// Binds a mutator to the current thread; the host will see `thread` when this thread must block or be scanned.
    pub fn bind(thread: ThreadToken) -> Mutator {
        let heap = heap();
        let record = Box::into_raw(Box::new(Record {
            bump: std::ptr::null_mut(),
            max_small_bytes: max_inline_bytes(),
            thread,
            no_bump: BumpPointer::default(),
            inner: MaybeUninit::uninit(),
        }));
        // SAFETY: just allocated; nobody else knows it yet. A mutator may be moved before it is used.
        unsafe {
            let r = &mut *record;
            r.inner
                .write(*memory_manager::bind_mutator(heap.mmtk, r.tls()));
            r.bump = record.byte_add(bump_pointer_offset()).cast();
        }
        BOUND.lock().push(record as usize);
        CURRENT.with(|c| c.set(record));
        Mutator(NonNull::new(record).expect("a box is not null"))
    }

    /// Gives the mutator back. Called by its thread, while no collection is in progress.
    pub fn destroy(self) {
        let record = self.0.as_ptr();
        BOUND.lock().retain(|&r| r != record as usize);
        CURRENT.with(|c| c.set(std::ptr::null_mut()));
        // SAFETY: made by `bind` from a box; no longer reachable from the list.
        let mut record = unsafe { Box::from_raw(record) };
        new_objects::leave_behind(&mut record);
        memory_manager::destroy_mutator(record.inner());
        // SAFETY: written by `bind`, and not used any more.
        unsafe { record.inner.assume_init_drop() };
    }

    /// The address of this thread's record.
    pub(crate) fn record_address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    /// A zeroed object of `bytes` (header included, a multiple of 8) with its header written. May block for a
    /// collection. `None`: the heap is full even after an exhaustive collection.
    ///
    /// For an array its length must be written before the next safepoint; see [`Mutator::allocate_array`].
    #[inline(always)]
    pub fn allocate(&self, klass: KlassPtr, bytes: usize) -> Option<Oop> {
        debug_assert!(bytes >= oops::oop::HEADER_BYTES && bytes.is_multiple_of(OBJECT_ALIGNMENT));
        // SAFETY: the record lives as long as this handle and only its own thread uses it outside collections.
        unsafe {
            let r = self.0.as_ptr();
            let bump = &mut *(*r).bump;
            let start = bump.cursor.as_usize();
            if bytes <= (*r).max_small_bytes && bytes <= bump.limit.as_usize().wrapping_sub(start) {
                bump.cursor = Address::from_usize(start + bytes);
                let object = Oop::from_address(start);
                object.init_header(klass);
                return Some(object);
            }
        }
        self.allocate_slow(klass, bytes)
    }

    /// As [`Mutator::allocate`], for an array of `length` elements that takes `bytes` in all.
    #[inline(always)]
    pub fn allocate_array(&self, klass: KlassPtr, bytes: usize, length: usize) -> Option<Oop> {
        let array = self.allocate(klass, bytes)?;
        // SAFETY: fresh memory of the array's size.
        unsafe { array.set_array_length(length) };
        Some(array)
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&self, klass: KlassPtr, bytes: usize) -> Option<Oop> {
        let heap = heap();
        if heap.stress.is_some() {
            self.stress_step();
        }
        // Without a collector MMTk would go on beyond the heap's size.
        if heap.plan == Plan::NoGC && memory_manager::used_bytes(heap.mmtk) + bytes > heap.max_bytes
        {
            return None;
        }
        let semantics = if bytes > heap.max_small_bytes {
            forget_dead_frames();
            AllocationSemantics::Los
        } else {
            AllocationSemantics::Default
        };
        // SAFETY: as in `allocate`. The collector may use the mutator while this thread is blocked inside `alloc`.
        let inner = unsafe { (*self.0.as_ptr()).inner() };
        let address = memory_manager::alloc(inner, bytes, OBJECT_ALIGNMENT, 0, semantics);
        let in_vain = overhead::fails_allocation();
        if address.is_zero() {
            return None;
        }
        if bytes <= heap.max_small_bytes {
            marks::learn_space(heap.plan, address.as_usize());
        }
        // SAFETY: fresh memory for an instance of `klass`.
        let object = unsafe { Oop::from_address(address.as_usize()) };
        // SAFETY: as above.
        unsafe { object.init_header(klass) };
        if bytes > heap.max_small_bytes || !new_objects::is_responsible(heap.plan) {
            memory_manager::post_alloc(inner, to_reference(object), bytes, semantics);
        }
        if semantics == AllocationSemantics::Los && heap.plan != Plan::NoGC {
            large_objects::allocated(address.as_usize(), bytes);
        }
        // What was allocated all the same is garbage, an array without elements.
        (!in_vain).then_some(object)
    }

    /// A full collection. Returns when it is over; false if the plan does not collect.
    pub fn collect(&self, cause: Cause) -> bool {
        let before = collection_counts().full;
        // A request that meets a nursery collection that has begun already is answered by that one.
        while self.request_collection(true, cause) {
            if collection_counts().full != before {
                return true;
            }
        }
        false
    }

    /// Asks for a collection, of the whole heap if `full` and none is under way yet, and returns when one is over; false
    /// if the plan does not collect.
    pub(crate) fn request_collection(&self, full: bool, cause: Cause) -> bool {
        // SAFETY: the record lives as long as this handle.
        let tls = unsafe { self.0.as_ref() }.tls();
        pause::request(cause);
        heap().mmtk.handle_user_collection_request(tls, true, full)
    }
}

/// Overwrites the unused stack below: calls that have returned left addresses of objects there, and frames with holes
/// would let the collector find them again. The last large array must not outlive the request for the next.
#[inline(never)]
fn forget_dead_frames() {
    const WORDS: usize = 1024;
    let mut words = [0usize; WORDS];
    std::hint::black_box(&mut words);
}
