//! What the collector asks of the virtual machine.

use oops::{LoaderId, Oop, OopSlot};

use crate::pause::{PauseEnd, PauseStart};

/// Names a thread to the host: whatever the host passed to [`crate::Mutator::bind`] (the address of its thread
/// structure, say). Opaque to this crate.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ThreadToken(pub usize);

/// Which objects a collection looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CollectionKind {
    /// Only objects allocated since the last collection may die or move. Weak slots of old objects need no look, but
    /// every root slot that could hold a young object must be visited.
    Nursery,
    /// The whole heap.
    Full,
}

/// Called with each precise root slot. Slots that hold null may be passed.
pub type RootVisitor<'a> = &'a mut dyn FnMut(&OopSlot);

/// The virtual machine, as seen by the collector. Installed once, by [`crate::init`].
pub trait HeapHost: Send + Sync {
    /// Stops all threads that may touch the heap and returns when they stand. Called on a collector thread.
    fn stop_the_world(&self);

    /// Sets `SoftReference.clock`, at the end of a collection.
    fn set_soft_clock(&self, _millis: i64) {}

    /// What a collection costs the machine beside the heap, in steps of [`crate::StressOptions`]: under stress so many
    /// more lie between two collections where no distance is given.
    fn stress_cost(&self) -> u64 {
        0
    }

    /// A collection begins; the world stands.
    fn pause_starts(&self, _start: &PauseStart) {}

    /// A collection is over; the world is about to be resumed.
    fn pause_ends(&self, _end: &PauseEnd) {}

    /// Lets the threads go on. May be called on another collector thread than the stop.
    fn resume_the_world(&self);

    /// Called on a mutator's thread that needs a collection: makes the thread count as stopped (its registers spilled
    /// where [`HeapHost::scan_thread_roots`] finds them), calls `wait`, which returns when the collection is over, and
    /// makes it a running thread again.
    fn block_for_gc(&self, thread: ThreadToken, wait: &mut dyn FnMut());

    /// Reports ranges of words (first address, and the address behind the last word) that may hold references into
    /// objects: the stopped thread's native stack with its saved registers, the used part of its Java stack. Words
    /// that are no references do no harm.
    fn scan_thread_roots(
        &self,
        thread: ThreadToken,
        report: &mut dyn FnMut(*const usize, *const usize),
    );

    /// Claims the class loader data that a stopped thread uses (the methods of its frames, pointers to metadata on its
    /// native stack) and visits the slots of what is claimed.
    fn scan_thread_metadata(
        &self,
        _thread: ThreadToken,
        _kind: CollectionKind,
        _visit: RootVisitor,
    ) {
    }

    /// Claims class loader data, together with the data that it keeps alive, and visits the slots of what is claimed.
    /// Called by several threads at once.
    fn visit_loader_data(&self, _id: LoaderId, _visit: RootVisitor) {}

    /// The data of a java.lang.ClassLoader object, if it has any.
    fn loader_data_of(&self, _loader: Oop) -> Option<LoaderId> {
        None
    }

    /// Visits all precise root slots: VM tables, handles, class metadata. They are updated when objects move.
    fn scan_vm_roots(&self, kind: CollectionKind, visit: RootVisitor);

    /// Visits the weak slots of VM tables when liveness is known: `alive` gives a living object's (new) address and
    /// `None` for a dead one. Called once per collection, after java.lang.ref processing. Class loader data that is
    /// still unclaimed is dead.
    fn process_weak(&self, kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>);

    /// Takes over references whose referents died: a list linked through `Reference.discovered` from `first` to `last`
    /// (whose `discovered` is null), to be put before the pending list. The world is still stopped.
    fn enqueue_references(&self, first: Oop, last: Oop);

    /// Starts a thread of the collector.
    fn spawn_gc_thread(&self, name: String, run: Box<dyn FnOnce() + Send>) {
        if let Err(e) = std::thread::Builder::new().name(name).spawn(run) {
            self.fatal(&format!("cannot start a garbage collector thread: {e}"));
        }
    }

    /// The system refuses memory that the collector cannot do without. Must not return.
    fn fatal(&self, message: &str) -> ! {
        eprintln!("{message}");
        std::process::exit(1)
    }
}
