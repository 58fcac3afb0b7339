//! The Java heap as the rest of the machine sees it: allocation of instances and arrays, stores with the write barrier.

mod arraycopy;
pub mod gc_log;
pub mod heap_dump;
pub mod heap_walk;
pub mod host;
pub mod references;
pub mod roots;
mod verify;

use std::cell::UnsafeCell;

use oops::klass::KlassFlags;
use oops::layout::array_size;
use oops::{BasicType, KlassKind, KlassPtr, Oop, OopSlot};

use crate::classes::arrays;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::flags;
use crate::runtime::out_of_memory::{self, Cause};
use crate::runtime::resources;
use crate::runtime::stress;
use crate::runtime::thread::JavaThread;

pub use arraycopy::{arraycopy, copy_simply};
pub use heap::{Cause as GcCause, pin, unpin};

/// A thread's mutator: its allocation buffers in the heap. Its one word is the address of the mutator's record.
#[repr(transparent)]
pub struct MutatorCell(UnsafeCell<Option<heap::Mutator>>);

impl MutatorCell {
    pub const fn new() -> MutatorCell {
        MutatorCell(UnsafeCell::new(None))
    }
    /// Binds the heap's mutator to the current thread.
    pub fn bind(&self, thread: &'static JavaThread) {
        let token = heap::ThreadToken(std::ptr::from_ref(thread) as usize);
        // SAFETY: only the thread itself touches its cell.
        unsafe { *self.0.get() = Some(heap::Mutator::bind(token)) };
    }
    /// Gives the mutator back.
    pub fn unbind(&self) {
        // SAFETY: as above.
        if let Some(m) = unsafe { (*self.0.get()).take() } {
            m.destroy();
        }
    }
    /// A step of `-XX:+GCStress`; the thread must be where it may collect.
    pub fn stress_step(&self) {
        self.get().stress_step();
    }
    /// Where a thread holds the address of its mutator's record, in bytes from the cell's address; see
    /// [`heap::compiled_access`].
    pub const RECORD_OFFSET: usize = 0;

    #[inline(always)]
    fn get(&self) -> &heap::Mutator {
        // SAFETY: bound when the thread was attached, and only used by the thread itself.
        unsafe {
            (*self.0.get())
                .as_ref()
                .expect("an attached thread has a mutator")
        }
    }
}

const _: () = assert!(size_of::<MutatorCell>() == size_of::<usize>());

impl Default for MutatorCell {
    fn default() -> Self {
        MutatorCell::new()
    }
}

/// Makes the heap as the flags say. The error is a sentence for the user.
pub fn initialize() -> Result<(), String> {
    let max = flags::get::MaxHeapSize() as usize;
    let min = flags::get::InitialHeapSize() as usize;
    let mut options = heap::HeapOptions::new(min, max);
    if flags::get::UseEpsilonGC() != 0 {
        options.plan = heap::Plan::NoGC;
    }
    options.threads = match (flags::get::UseSerialGC(), flags::get::ParallelGCThreads()) {
        (1, _) => Some(1),
        (_, 0) => None,
        (_, n) => Some(n as usize),
    };
    options.young = young_options();
    options.free_percent = (
        flags::get::MinHeapFreeRatio() as usize,
        flags::get::MaxHeapFreeRatio() as usize,
    );
    if flags::get::UseGCOverheadLimit() != 0 {
        options.overhead = Some(heap::OverheadLimit {
            time_percent: flags::get::GCTimeLimit(),
            free_percent: flags::get::GCHeapFreeLimit(),
        });
    }
    options.stress = stress::heap_options();
    options.stress_moving = options.stress.is_some();
    heap::set_soft_millis_per_mb(flags::get::SoftRefLRUPolicyMSPerMB());
    heap::init(&options, &host::HOST).map_err(|e| e.to_string())?;
    gc_log::log_heap(
        collector_name(),
        &options,
        resources::physical_memory() as usize,
    );
    host::register_roots();
    Ok(())
}

/// The young generation as the flags want it.
fn young_options() -> heap::YoungOptions {
    let given = |name: &str, value: u64| (!flags::is_default(name)).then_some(value as usize);
    heap::YoungOptions {
        start_bytes: given("NewSize", flags::get::NewSize()),
        max_bytes: given("MaxNewSize", flags::get::MaxNewSize()),
        ratio: flags::get::NewRatio().clamp(1, 1 << 20) as usize,
        time_ratio: flags::get::GCTimeRatio(),
    }
}

/// What the log calls the collector.
fn collector_name() -> &'static str {
    match (flags::get::UseEpsilonGC(), flags::get::UseSerialGC()) {
        (1, _) => "Epsilon",
        (_, 1) => "Serial",
        _ => "StickyImmix",
    }
}

/// Starts the collector's threads.
pub fn start_collector(_thread: &JavaThread) {
    heap::initialize_collection();
}

fn heap_space<T>(thread: &JavaThread) -> JResult<T> {
    let cause = if heap::overhead_limit_exceeded() {
        Cause::GcOverhead
    } else {
        Cause::HeapSpace
    };
    Err(out_of_memory::throw(thread, cause))
}

/// A zeroed instance of a (linked, instantiable) class. Finalizable objects are registered by [`new_instance`].
#[inline]
pub fn allocate_instance(thread: &JavaThread, klass: KlassPtr) -> JResult<Oop> {
    debug_assert!(klass.is_instance() && klass.kind != KlassKind::Mirror);
    allocate_sized(thread, klass, klass.instance_size as usize)
}

/// Zeroed memory of a given size for an instance (mirrors have their own sizes).
#[inline]
pub fn allocate_sized(thread: &JavaThread, klass: KlassPtr, bytes: usize) -> JResult<Oop> {
    match thread.local.mutator.get().allocate(klass, bytes) {
        Some(object) => Ok(object),
        None => heap_space(thread),
    }
}

/// As [`allocate_instance`], and registers the object with `java.lang.ref.Finalizer` if its class has a finalizer.
#[inline]
pub fn new_instance(thread: &JavaThread, klass: KlassPtr) -> JResult<Oop> {
    let object = allocate_instance(thread, klass)?;
    if klass.flags.contains(KlassFlags::HAS_FINALIZER) {
        references::register_finalizer(thread, object)?;
    }
    Ok(object)
}

/// Longest array that HotSpot allows.
const MAX_ARRAY_LENGTH: usize = i32::MAX as usize - 2;

/// An array of the array class `klass` with `length` ≥ 0 zeroed elements; OutOfMemoryError when too large.
#[inline]
pub fn allocate_array(thread: &JavaThread, klass: KlassPtr, length: usize) -> JResult<Oop> {
    debug_assert!(klass.is_array());
    if length > MAX_ARRAY_LENGTH {
        return Err(out_of_memory::throw(thread, Cause::ArraySize));
    }
    let bytes = array_size(
        klass.instance_size as usize,
        klass.log2_element_size,
        length,
    );
    match thread
        .local
        .mutator
        .get()
        .allocate_array(klass, bytes, length)
    {
        Some(array) => Ok(array),
        None => heap_space(thread),
    }
}

/// A primitive array.
pub fn allocate_primitive_array(
    thread: &JavaThread,
    element: BasicType,
    length: usize,
) -> JResult<Oop> {
    allocate_array(thread, arrays::primitive_array(element), length)
}

/// An array with elements of type `element` (a class or array class).
pub fn allocate_object_array(
    thread: &JavaThread,
    element: KlassPtr,
    length: usize,
) -> JResult<Oop> {
    let klass = arrays::array_of(thread, element)?;
    allocate_array(thread, klass, length)
}

/// A shallow copy (Object.clone; the class was checked).
pub fn clone_object(thread: &JavaThread, object: Oop) -> JResult<Oop> {
    let klass = object.klass();
    let copy = if klass.is_array() {
        allocate_array(thread, klass, object.array_length())?
    } else {
        new_instance(thread, klass)?
    };
    let first = oops::oop::HEADER_BYTES;
    let bytes = oops::object_size(object);
    // SAFETY: both objects have the same class and size, and lie apart. The copy is new, but may have been promoted by a
    // collection during the finalizer's registration, so the barrier is asked.
    unsafe {
        let (from, to) = (object.at(first) as *const u64, copy.at(first) as *mut u64);
        for i in 0..(bytes - first) / 8 {
            to.add(i).write(from.add(i).read());
        }
    }
    heap::write_barrier(copy);
    Ok(copy)
}

/// Stores a reference into a field or element of a heap object, with the write barrier.
#[inline(always)]
pub fn store_oop(object: Oop, offset: usize, value: Oop) {
    heap::store_reference(object, object.slot(offset), value);
}

/// As [`store_oop`] with sequentially consistent order (volatile fields).
#[inline]
pub fn store_oop_volatile(object: Oop, offset: usize, value: Oop) {
    heap::write_barrier(object);
    object.slot(offset).store_seq_cst(value);
}

/// Compare-and-set of a reference field with barrier; the witness value.
pub fn compare_exchange_oop(object: Oop, offset: usize, expected: Oop, new: Oop) -> Oop {
    heap::write_barrier(object);
    match object.slot(offset).compare_exchange(expected, new) {
        Ok(witness) | Err(witness) => witness,
    }
}

/// Stores an element of a reference array; index and type were checked.
#[inline(always)]
pub fn obj_array_store(array: Oop, index: usize, value: Oop) {
    debug_assert!(index < array.array_length());
    store_oop(
        array,
        oops::oop::OBJ_ARRAY_BASE + index * oops::oop::HEAP_REFERENCE_BYTES,
        value,
    )
}

/// `System.gc()`.
pub fn collect(thread: &JavaThread) {
    if flags::get::DisableExplicitGC() == 0 {
        thread.local.mutator.get().collect(GcCause::SystemGc);
    }
}

/// A full collection because of class metadata; the second attempt clears soft references.
pub fn collect_for_metadata(thread: &JavaThread, clear_soft_references: bool) {
    thread
        .local
        .mutator
        .get()
        .collect(match clear_soft_references {
            true => GcCause::MetadataClearSoftReferences,
            false => GcCause::MetadataThreshold,
        });
}

static SYSTEM_GROUP: OopSlot = OopSlot::null();
static MAIN_GROUP: OopSlot = OopSlot::null();

/// Remembers the two thread groups that the machine makes.
pub fn set_system_thread_group(system: Oop, main: Oop) {
    SYSTEM_GROUP.store(system);
    MAIN_GROUP.store(main);
}

/// The thread group `system`, for the machine's own Java threads.
pub fn system_thread_group() -> Oop {
    SYSTEM_GROUP.load()
}

/// The thread group `main`, for threads attached through JNI.
pub fn main_thread_group() -> Oop {
    MAIN_GROUP.load()
}

/// An error's `Pending` for a size that is no array length.
pub fn negative_array_size(thread: &JavaThread, length: i32) -> Pending {
    exceptions::throw(
        thread,
        "java/lang/NegativeArraySizeException",
        &length.to_string(),
    )
}
