//! java.lang.ref: which references are cleared, and when (package documentation of java.lang.ref, "Reachability").
//!
//! While objects are scanned, a Reference whose referent must not be kept alive by it is put on a list of the scanning
//! thread (discovered); nothing is registered beforehand, so a Reference costs nothing until a collection meets it.
//! A Reference that a nursery collection does not scan is old and was not written to, so its referent is old as well
//! and neither dies nor moves. When everything strongly reachable is marked:
//!
//! 1. soft references (they are only discovered when memory is short or they have not been used for long, see
//!    [`mod@crate::soft`]; otherwise their referents were marked as strong ones) and weak references to objects not reached are cleared;
//! 2. referents of final references that were not reached are brought back with all that they reach; step 1 is done
//!    again for references discovered on the way, until nothing is left to bring back;
//! 3. phantom references to objects not reached are cleared, and the machine's weak tables are processed.
//!
//! Cleared and final references are handed to the host as one list, linked through `Reference.discovered`. That field is
//! otherwise null; it is scanned as a strong one here, which keeps the rest of the pending list alive. A final
//! reference handed over has `next` set to itself; from then on its referent is an ordinary field, which the
//! finalizer reads. All survivors of a collection are old, so the links need no write barrier.

use std::sync::atomic::Ordering;

use mmtk::scheduler::GCWorker;
use mmtk::util::ObjectReference;
use mmtk::vm::{ObjectModel, ObjectTracer, ObjectTracerContext, VMLocalLOSMarkNurserySpec};
use oops::reference::{discovered_offset, next_offset, referent_offset};
use oops::{Oop, OopSlot, ReferenceKind};
use parking_lot::Mutex;

use crate::binding::{HearthVM, collection_kind, heap, to_oop, to_reference};
use crate::collection::{GcThread, gc_threads};
use crate::host::CollectionKind;
use crate::marks;
use crate::pause::{self, Phase};
use crate::soft;

/// References discovered and not processed yet, as addresses.
#[derive(Default)]
pub(crate) struct Discovered {
    soft: Vec<usize>,
    weak: Vec<usize>,
    finals: Vec<usize>,
    phantom: Vec<usize>,
}

/// References of one strength in one collection.
#[derive(Clone, Copy, Default, Debug)]
pub struct KindCounts {
    pub discovered: usize,
    /// Cleared, or handed to the finalizer.
    pub cleared: usize,
}

/// References of one collection.
#[derive(Clone, Copy, Default, Debug)]
pub struct ReferenceCounts {
    pub soft: KindCounts,
    pub weak: KindCounts,
    pub finals: KindCounts,
    pub phantom: KindCounts,
}

static COUNTS: Mutex<ReferenceCounts> = Mutex::new(ReferenceCounts {
    soft: KindCounts::NONE,
    weak: KindCounts::NONE,
    finals: KindCounts::NONE,
    phantom: KindCounts::NONE,
});

impl KindCounts {
    const NONE: KindCounts = KindCounts {
        discovered: 0,
        cleared: 0,
    };
    fn add(&mut self, discovered: usize, cleared: usize) {
        self.discovered += discovered;
        self.cleared += cleared;
    }
}

/// The counts of the collection that ends.
pub(crate) fn take_counts() -> ReferenceCounts {
    std::mem::take(&mut COUNTS.lock())
}

/// What the rounds of one collection carry over: phantom references wait for the last round.
struct Round {
    phantom: Vec<usize>,
    /// References to hand over, in the order of clearing.
    pending: Vec<usize>,
}

static ROUND: Mutex<Round> = Mutex::new(Round {
    phantom: Vec::new(),
    pending: Vec::new(),
});

/// Scans the `referent` and `discovered` fields of a Reference: visits what is strong now, or discovers the reference.
pub(crate) fn scan(thread: &GcThread, reference: Oop, visit: &mut dyn FnMut(&OopSlot)) {
    visit(reference.slot(discovered_offset()));
    let referent = reference.slot(referent_offset());
    if referent.load().is_null() {
        return;
    }
    // A referent that was reached already will not be cleared.
    if marks::is_settled(referent.load()) {
        return;
    }
    let address = reference.address();
    match reference.klass().reference_kind() {
        None => visit(referent),
        Some(ReferenceKind::Soft) if soft::is_kept(reference) => visit(referent),
        Some(ReferenceKind::Soft) => thread.discovered.lock().soft.push(address),
        Some(ReferenceKind::Weak) => thread.discovered.lock().weak.push(address),
        Some(ReferenceKind::Final) if !reference.load_oop(next_offset()).is_null() => {
            visit(referent)
        }
        Some(ReferenceKind::Final) => thread.discovered.lock().finals.push(address),
        Some(ReferenceKind::Phantom) => thread.discovered.lock().phantom.push(address),
    }
}

/// One round of processing, when all that is reachable so far is marked. True: call again when what was brought back is
/// marked, too.
pub(crate) fn process(
    worker: &mut GCWorker<HearthVM>,
    context: impl ObjectTracerContext<HearthVM>,
) -> bool {
    let kind = collection_kind();
    pause::ends(Phase::Mark);
    let mut found = take_discovered();
    let mut round = ROUND.lock();
    let mut guard = COUNTS.lock();
    let counts = &mut *guard;
    for (list, count) in [
        (&found.soft, &mut counts.soft),
        (&found.weak, &mut counts.weak),
    ] {
        count.add(list.len(), clear_dead(list, kind, &mut round.pending));
    }
    round.phantom.append(&mut found.phantom);
    let finals = found.finals.len();
    let dead: Vec<usize> = found
        .finals
        .into_iter()
        .filter(|&r| !keep(oop(r), kind))
        .collect();
    counts.finals.add(finals, dead.len());
    drop(guard);
    if !dead.is_empty() {
        context.with_tracer(worker, |tracer| {
            for &r in &dead {
                bring_back(oop(r), tracer, &mut round.pending);
            }
        });
        pause::ends(Phase::References);
        return true;
    }
    let round = std::mem::replace(
        &mut *round,
        Round {
            phantom: Vec::new(),
            pending: Vec::new(),
        },
    );
    finish(round, kind);
    false
}

/// Nothing more will be marked.
fn finish(mut round: Round, kind: CollectionKind) {
    let cleared = clear_dead(&round.phantom, kind, &mut round.pending);
    COUNTS.lock().phantom.add(round.phantom.len(), cleared);
    heap().host.process_weak(kind, &mut |object| {
        if object.is_null() {
            None
        } else {
            forwarded(to_reference(object), kind).map(to_oop)
        }
    });
    let pending = &round.pending;
    for (i, &r) in pending.iter().enumerate() {
        let next = pending.get(i + 1).map_or(Oop::NULL, |&n| oop(n));
        oop(r).store_oop_raw(discovered_offset(), next);
    }
    if let (Some(&first), Some(&last)) = (pending.first(), pending.last()) {
        heap().host.enqueue_references(oop(first), oop(last));
    }
    pause::ends(Phase::References);
}

fn take_discovered() -> Discovered {
    let mut all = Discovered::default();
    for thread in gc_threads() {
        let mut d = thread.discovered.lock();
        all.soft.append(&mut d.soft);
        all.weak.append(&mut d.weak);
        all.finals.append(&mut d.finals);
        all.phantom.append(&mut d.phantom);
    }
    all
}

fn oop(address: usize) -> Oop {
    // SAFETY: discovered references were scanned where they are now, so they are alive and have been moved already.
    unsafe { Oop::from_address(address) }
}

/// If the referent lives, or was cleared, updates the field and returns true.
fn keep(reference: Oop, kind: CollectionKind) -> bool {
    let slot = reference.slot(referent_offset());
    let Some(referent) = slot.load().non_null() else {
        return true;
    };
    if marks::is_settled(referent) {
        return true;
    }
    match forwarded(to_reference(referent), kind) {
        Some(object) => {
            slot.store(to_oop(object));
            true
        }
        None => false,
    }
}

/// Clears the references whose referents were not reached; how many. An object may have been scanned, hence discovered,
/// twice: then it is cleared the first time and left alone the second.
fn clear_dead(references: &[usize], kind: CollectionKind, pending: &mut Vec<usize>) -> usize {
    let before = pending.len();
    for &r in references {
        let reference = oop(r);
        if !keep(reference, kind) {
            reference.store_oop_raw(referent_offset(), Oop::NULL);
            pending.push(r);
        }
    }
    pending.len() - before
}

/// Makes a dead final reference's referent reachable again and marks the reference as handed over.
fn bring_back(reference: Oop, tracer: &mut impl ObjectTracer, pending: &mut Vec<usize>) {
    if !reference.load_oop(next_offset()).is_null() {
        return;
    }
    let slot = reference.slot(referent_offset());
    slot.store(to_oop(tracer.trace_object(to_reference(slot.load()))));
    reference.store_oop_raw(next_offset(), reference);
    pending.push(reference.address());
}

/// Where the object is now if it has been reached in this collection.
fn forwarded(object: ObjectReference, kind: CollectionKind) -> Option<ObjectReference> {
    if let Some(new) = object.get_forwarded_object() {
        return Some(new);
    }
    (object.is_reachable()
        && !(kind == CollectionKind::Nursery && is_unreached_young_large(object)))
    .then_some(object)
}

/// MMTk's large-object space calls all young objects live in a nursery collection, reached or not; the truth is in their
/// nursery bit, which tracing takes away.
fn is_unreached_young_large(object: ObjectReference) -> bool {
    const SPEC: VMLocalLOSMarkNurserySpec =
        <HearthVM as ObjectModel<HearthVM>>::LOCAL_LOS_MARK_NURSERY_SPEC;
    const NURSERY_BIT: u8 = 0b10;
    oops::object_size(to_oop(object)) > heap().max_small_bytes
        && SPEC
            .as_spec()
            .load_atomic::<HearthVM, u8>(object, None, Ordering::SeqCst)
            & NURSERY_BIT
            != 0
}
