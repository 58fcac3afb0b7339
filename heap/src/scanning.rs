//! Roots and objects, as the collector scans them.
//!
//! Words of thread stacks that point into an object make it a pinning root: it lives and stays in place in this
//! collection, while what it refers to may move. All other roots and all objects are scanned precisely. Objects also lead
//! to class loader data; in a full collection the first object that does claims the data and visits its slots.

use mmtk::plan::Mutator;
use mmtk::scheduler::GCWorker;
use mmtk::util::{Address, ObjectReference, VMWorkerThread};
use mmtk::vm::slot::SimpleSlot;
use mmtk::vm::{ObjectTracerContext, RootsWorkFactory, Scanning, SlotVisitor};
use oops::klass::KlassFlags;
use oops::{KlassKind, KlassPtr, LoaderId, Oop, OopSlot};

use crate::binding::{HearthVM, collection_kind, heap, to_oop};
use crate::collection::gc_thread;
use crate::host::CollectionKind;
use crate::marks;
use crate::mutator::Record;
use crate::new_objects::{self, NewRanges};
use crate::pinning::pinned_objects;
use crate::queries::{find_object, in_heap_range};
use crate::references;

/// Roots handed to MMTk in one work packet.
const ROOTS_PER_PACKET: usize = 4096;

impl Scanning<HearthVM> for HearthVM {
    fn scan_object<SV: SlotVisitor<SimpleSlot>>(
        tls: VMWorkerThread,
        object: ObjectReference,
        visitor: &mut SV,
    ) {
        let oop = to_oop(object);
        let mut visit = |slot: &OopSlot| {
            let target = slot.load();
            if !target.is_null() && !marks::is_settled(target) {
                visitor.visit_slot(to_slot(slot));
            }
        };
        oops::visit_slots(oop, &mut |slot| visit(slot));
        let klass = oop.klass();
        if klass.kind == KlassKind::Reference {
            references::scan(gc_thread(tls), oop, &mut visit);
        }
        if klass.flags.contains(KlassFlags::LEADS_TO_LOADER_DATA)
            && (klass.holder.is_unclaimed() || leads_to_more_data(klass))
        {
            scan_loader_data(oop, klass, &mut visit);
        }
    }

    fn notify_initial_thread_scan_complete(_partial_scan: bool, _tls: VMWorkerThread) {}

    fn scan_roots_in_mutator_thread(
        _tls: VMWorkerThread,
        mutator: &'static mut Mutator<HearthVM>,
        mut factory: impl RootsWorkFactory<SimpleSlot>,
    ) {
        let record: *const Record = mutator.mutator_tls.0.0.to_address().to_ptr();
        // SAFETY: the name of a bound mutator whose thread is stopped.
        let thread = unsafe { (*record).thread() };
        let mut found = Vec::new();
        let new = new_objects::of_pause();
        heap().host.scan_thread_roots(thread, &mut |from, to| {
            scan_words(from, to, &new, &mut found)
        });
        drop(new);
        found.sort_unstable_by_key(|object| object.to_raw_address());
        found.dedup();
        if !found.is_empty() {
            factory.create_process_pinning_roots_work(found);
        }
        let mut slots = Vec::new();
        heap()
            .host
            .scan_thread_metadata(thread, collection_kind(), &mut |slot| {
                if !slot.load().is_null() {
                    slots.push(to_slot(slot));
                }
            });
        if !slots.is_empty() {
            factory.create_process_roots_work(slots);
        }
    }

    fn scan_vm_specific_roots(
        _tls: VMWorkerThread,
        mut factory: impl RootsWorkFactory<SimpleSlot>,
    ) {
        let pinned = pinned_objects();
        if !pinned.is_empty() {
            factory.create_process_pinning_roots_work(pinned);
        }
        let mut slots = Vec::with_capacity(ROOTS_PER_PACKET);
        let kind = collection_kind();
        // A full collection may still be clearing the marks of the last one.
        let is_old = |target| kind == CollectionKind::Nursery && marks::is_settled(target);
        heap().host.scan_vm_roots(kind, &mut |slot| {
            let target = slot.load();
            if !target.is_null() && !is_old(target) {
                slots.push(to_slot(slot));
                if slots.len() == ROOTS_PER_PACKET {
                    let full = std::mem::replace(&mut slots, Vec::with_capacity(ROOTS_PER_PACKET));
                    factory.create_process_roots_work(full);
                }
            }
        });
        if !slots.is_empty() {
            factory.create_process_roots_work(slots);
        }
    }

    fn supports_return_barrier() -> bool {
        false
    }

    fn prepare_for_roots_re_scanning() {}

    fn process_weak_refs(
        worker: &mut GCWorker<HearthVM>,
        tracer_context: impl ObjectTracerContext<HearthVM>,
    ) -> bool {
        references::process(worker, tracer_context)
    }
}

/// True if instances lead to other data than that of their class.
#[inline(always)]
fn leads_to_more_data(klass: KlassPtr) -> bool {
    klass.kind == KlassKind::Mirror || klass.flags.contains(KlassFlags::CLASS_LOADER)
}

/// Visits what is held by class loader data to which an object leads: the data of its class, of the class that it is the
/// mirror of, and of the loader that it is. Only a full collection finds data that is unclaimed.
#[cold]
fn scan_loader_data(object: Oop, klass: KlassPtr, visit: &mut dyn FnMut(&OopSlot)) {
    let host = heap().host;
    let mut claim = |id: LoaderId| {
        if id.is_unclaimed() {
            host.visit_loader_data(id, visit);
        }
    };
    claim(klass.holder);
    if klass.kind == KlassKind::Mirror
        && let Some(of) = KlassPtr::of_mirror(object)
    {
        claim(of.holder);
    }
    if klass.flags.contains(KlassFlags::CLASS_LOADER)
        && let Some(id) = host.loader_data_of(object)
    {
        claim(id);
    }
}

fn to_slot(slot: &OopSlot) -> SimpleSlot {
    // SAFETY: any number is an address.
    SimpleSlot::from_address(unsafe { Address::from_usize(slot.address()) })
}

/// Adds the objects that words in `[from, to)` point into.
fn scan_words(
    from: *const usize,
    to: *const usize,
    new: &NewRanges,
    found: &mut Vec<ObjectReference>,
) {
    let mut p = from;
    let mut last = 0;
    while p < to {
        // SAFETY: the host reported the range as readable; the thread is stopped.
        let word = unsafe { p.read_volatile() };
        if word != last {
            last = word;
            if in_heap_range(word) {
                new.set_bits_around(word);
                found.extend(find_object(word));
            }
        }
        p = p.wrapping_add(1);
    }
}
