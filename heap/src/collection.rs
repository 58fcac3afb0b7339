//! Pauses: stopping and resuming the machine, threads that wait for a collection, the collector's own threads.
//!
//! MMTk names threads by one opaque word. Here it is the address of a mutator's [`Record`], or the address of a
//! [`GcThread`] with the lowest bit set.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use mmtk::memory_manager;
use mmtk::plan::Mutator;
use mmtk::util::alloc::AllocationError;
use mmtk::util::heap::GCTriggerPolicy;
use mmtk::util::{Address, OpaquePointer, VMMutatorThread, VMThread, VMWorkerThread};
use mmtk::vm::{ActivePlan, Collection, GCThreadContext};
use parking_lot::Mutex;

use crate::binding::{HearthVM, heap};
use crate::event_count::EventCount;
use crate::init::Plan;
use crate::large_objects;
use crate::mutator::{Record, bound_records};
use crate::new_objects;
use crate::pause;
use crate::references::{self, Discovered};
use crate::sizing::HeapSize;
use crate::soft;

const GC_THREAD_TAG: usize = 1;

/// A thread of the collector.
#[derive(Default)]
pub(crate) struct GcThread {
    /// References that this thread has discovered in the current collection.
    pub discovered: Mutex<Discovered>,
}

/// The collector's threads, which live as long as the process.
static GC_THREADS: Mutex<Vec<&'static GcThread>> = Mutex::new(Vec::new());

pub(crate) fn gc_threads() -> Vec<&'static GcThread> {
    GC_THREADS.lock().clone()
}

/// The collector thread that MMTk names.
#[inline(always)]
pub(crate) fn gc_thread(tls: VMWorkerThread) -> &'static GcThread {
    let address = tls.0.0.to_address().as_usize() & !GC_THREAD_TAG;
    // SAFETY: worker names are made by `spawn_gc_thread` from leaked boxes.
    unsafe { &*(address as *const GcThread) }
}

/// The mutator that MMTk names.
fn record(tls: VMMutatorThread) -> *mut Record {
    tls.0.0.to_address().to_mut_ptr()
}

/// The number of finished collections, for threads that wait for the end of one.
static FINISHED: EventCount = EventCount::new();

/// The mutators of the pause in progress; threads that bind one meanwhile are not among them.
static PAUSED: Mutex<Vec<usize>> = Mutex::new(Vec::new());
/// Starts the collector's threads. Called once, before the program allocates much: a heap that fills up earlier is
/// fatal.
pub fn initialize_collection() {
    let heap = heap();
    memory_manager::initialize_collection(heap.mmtk, VMThread::UNINITIALIZED);
    if heap.plan == Plan::NoGC {
        // A plan that never collects must not be asked to; allocation checks the heap's size itself.
        let disabled = heap.mmtk.disable_collection();
        debug_assert!(disabled.is_ok(), "no collection has been requested yet");
    }
}

impl Collection<HearthVM> for HearthVM {
    fn create_gc_trigger() -> Box<dyn GCTriggerPolicy<HearthVM>> {
        Box::new(HeapSize::new())
    }

    fn stop_all_mutators<F>(_tls: VMWorkerThread, mut mutator_visitor: F)
    where
        F: FnMut(&'static mut Mutator<HearthVM>),
    {
        let wished = Instant::now();
        heap().host.stop_the_world();
        pause::begin(wished);
        soft::collection_starts();
        large_objects::collection_begins();
        new_objects::pause_begins();
        let records = bound_records();
        *PAUSED.lock() = records.clone();
        for r in records {
            // SAFETY: the mutator's thread is stopped; mutators are not destroyed during a pause.
            mutator_visitor(unsafe { (*(r as *mut Record)).inner() });
        }
    }

    fn resume_mutators(_tls: VMWorkerThread) {
        PAUSED.lock().clear();
        new_objects::pause_ends();
        heap().host.set_soft_clock(soft::collection_ends());
        large_objects::collection_ends();
        pause::end(references::take_counts());
        heap().host.resume_the_world();
        FINISHED.advance();
    }

    fn block_for_gc(tls: VMMutatorThread) {
        // SAFETY: the name of a bound mutator; `thread` does not change.
        let thread = unsafe { (*record(tls)).thread() };
        // The collection cannot end before this thread has stopped, so no end is missed.
        let before = FINISHED.now();
        heap().host.block_for_gc(thread, &mut || {
            while FINISHED.now() == before {
                FINISHED.wait_after(before);
            }
        });
    }

    fn spawn_gc_thread(_tls: VMThread, ctx: GCThreadContext<HearthVM>) {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let GCThreadContext::Worker(worker) = ctx;
        let thread: &'static GcThread = Box::leak(Box::default());
        GC_THREADS.lock().push(thread);
        let name = format!("GC Thread#{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let address = thread as *const GcThread as usize;
        let run = move || {
            // SAFETY: the tagged address of a leaked structure, never dereferenced by MMTk.
            let address = unsafe { Address::from_usize(address | GC_THREAD_TAG) };
            let tls = VMWorkerThread(VMThread(OpaquePointer::from_address(address)));
            memory_manager::start_worker(heap().mmtk, tls, worker);
        };
        heap().host.spawn_gc_thread(name, Box::new(run));
    }

    fn out_of_memory(_tls: VMThread, error: AllocationError) {
        match error {
            // The allocation returns null, and the machine throws OutOfMemoryError.
            AllocationError::HeapOutOfMemory => {}
            AllocationError::MmapOutOfMemory => heap().host.fatal(
                "There is insufficient memory for the Java heap: the system refuses to map more.",
            ),
        }
    }
}

impl ActivePlan<HearthVM> for HearthVM {
    fn is_mutator(tls: VMThread) -> bool {
        let address = tls.0.to_address().as_usize();
        address != 0 && address & GC_THREAD_TAG == 0
    }

    fn mutator(tls: VMMutatorThread) -> &'static mut Mutator<HearthVM> {
        // SAFETY: the name of a bound mutator.
        unsafe { (*record(tls)).inner() }
    }

    fn mutators<'a>() -> Box<dyn Iterator<Item = &'a mut Mutator<HearthVM>> + 'a> {
        let records = PAUSED.lock().clone();
        // SAFETY: the threads of a pause's mutators are stopped.
        Box::new(
            records
                .into_iter()
                .map(|r| unsafe { (*(r as *mut Record)).inner() }),
        )
    }

    fn number_of_mutators() -> usize {
        PAUSED.lock().len()
    }
}
