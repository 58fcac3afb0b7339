//! The virtual machine as a type parameter of MMTk, and the one MMTk instance.

use std::sync::OnceLock;

use mmtk::MMTK;
use mmtk::util::{Address, ObjectReference, VMWorkerThread};
use mmtk::vm::slot::{SimpleSlot, UnimplementedMemorySlice};
use mmtk::vm::{ReferenceGlue, VMBinding};
use oops::Oop;

use crate::host::{CollectionKind, HeapHost};
use crate::init::Plan;
use crate::stress::Stress;

/// Hearth, for MMTk.
#[derive(Default)]
pub struct HearthVM;

impl VMBinding for HearthVM {
    type VMObjectModel = HearthVM;
    type VMScanning = HearthVM;
    type VMCollection = HearthVM;
    type VMActivePlan = HearthVM;
    type VMReferenceGlue = HearthVM;
    type VMSlot = SimpleSlot;
    // Array copies log the whole destination array (see `barrier`), so MMTk never sees a region.
    type VMMemorySlice = UnimplementedMemorySlice<SimpleSlot>;

    const MIN_ALIGNMENT: usize = oops::oop::OBJECT_ALIGNMENT;
    const MAX_ALIGNMENT: usize = oops::oop::OBJECT_ALIGNMENT;
    const USE_ALLOCATION_OFFSET: bool = false;
    const ALLOC_END_ALIGNMENT: usize = oops::oop::OBJECT_ALIGNMENT;
}

/// MMTk's own reference processing is switched off (`no_reference_types`, `no_finalizer`); see [`crate::references`].
impl ReferenceGlue<HearthVM> for HearthVM {
    type FinalizableType = ObjectReference;

    fn clear_referent(_: ObjectReference) {
        unreachable!("MMTk's reference processor is switched off")
    }
    fn get_referent(_: ObjectReference) -> Option<ObjectReference> {
        unreachable!("MMTk's reference processor is switched off")
    }
    fn set_referent(_: ObjectReference, _: ObjectReference) {
        unreachable!("MMTk's reference processor is switched off")
    }
    fn enqueue_references(_: &[ObjectReference], _: VMWorkerThread) {
        unreachable!("MMTk's reference processor is switched off")
    }
}

/// The heap of this process.
pub(crate) struct Heap {
    pub mmtk: &'static MMTK<HearthVM>,
    pub host: &'static dyn HeapHost,
    pub plan: Plan,
    pub max_bytes: usize,
    /// Objects larger than this live in the large-object space.
    pub max_small_bytes: usize,
    /// Collections beyond those that are needed, for tests.
    pub stress: Option<Stress>,
}

pub(crate) static HEAP: OnceLock<Heap> = OnceLock::new();

/// The heap; it must have been initialised.
#[inline(always)]
pub(crate) fn heap() -> &'static Heap {
    HEAP.get()
        .expect("the heap is initialised before it is used")
}

/// Which kind of collection is in progress.
pub(crate) fn collection_kind() -> CollectionKind {
    match heap().mmtk.get_plan().generational() {
        Some(plan) if plan.is_current_gc_nursery() => CollectionKind::Nursery,
        _ => CollectionKind::Full,
    }
}

#[inline(always)]
pub(crate) fn to_oop(object: ObjectReference) -> Oop {
    // SAFETY: MMTk's references are addresses of objects.
    unsafe { Oop::from_address(object.to_raw_address().as_usize()) }
}

/// MMTk's name for a non-null oop.
#[inline(always)]
pub(crate) fn to_reference(object: Oop) -> ObjectReference {
    debug_assert!(!object.is_null());
    // SAFETY: the oop is not null, and objects are aligned.
    unsafe { ObjectReference::from_raw_address_unchecked(Address::from_usize(object.address())) }
}
