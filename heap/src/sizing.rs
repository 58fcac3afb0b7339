//! How large the heap may be at the moment, and how many addresses its spaces get.
//!
//! MMTk's own triggers reserve twice the heap's maximum size in addresses for each space. The large-object space takes
//! new addresses by whole chunks and never joins freed pages across the limits of two such requests, so a program
//! that allocates large arrays of many sizes uses up that reserve, and MMTk panics. This trigger names a larger size
//! while the spaces are made, and the true one ever after. The reserve costs addresses only.
//!
//! Between its least and largest size the heap is set after each full collection to the live pages and a share that
//! grows with their square root, as MemBalancer does when it has no measurements.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use mmtk::util::heap::{GCTriggerPolicy, SpaceStats};
use mmtk::{MMTK, Plan};

use crate::binding::HearthVM;

const LOG_PAGE: usize = 12;
/// Addresses that a space gets are at least twice this many times the heap's maximum size.
const ADDRESS_RATIO: usize = 32;
/// MMTk doubles this; a space has 2^41 bytes of addresses.
const MAX_RESERVE_PAGES: usize = 1 << (40 - LOG_PAGE);
/// The heap's spare room is the geometric mean of the live pages and this many.
const GROWTH_PAGES: usize = 4096;

static MIN_PAGES: AtomicUsize = AtomicUsize::new(0);
static MAX_PAGES: AtomicUsize = AtomicUsize::new(0);
/// The spaces exist: the maximum size is no longer exaggerated.
static SPACES_MADE: AtomicBool = AtomicBool::new(false);

/// Sets the limits. Before MMTk is initialised.
pub(crate) fn set_limits(min_bytes: usize, max_bytes: usize) {
    MIN_PAGES.store(min_bytes >> LOG_PAGE, Ordering::Relaxed);
    MAX_PAGES.store(max_bytes >> LOG_PAGE, Ordering::Relaxed);
}

/// After MMTk is initialised.
pub(crate) fn spaces_are_made() {
    SPACES_MADE.store(true, Ordering::Release);
}

/// The trigger's state.
pub(crate) struct HeapSize {
    current: AtomicUsize,
    pending: AtomicUsize,
    min: usize,
    max: usize,
}

impl HeapSize {
    pub fn new() -> HeapSize {
        let min = MIN_PAGES.load(Ordering::Relaxed);
        HeapSize {
            current: AtomicUsize::new(min),
            pending: AtomicUsize::new(0),
            min,
            max: MAX_PAGES.load(Ordering::Relaxed),
        }
    }
}

impl GCTriggerPolicy<HearthVM> for HeapSize {
    fn on_pending_allocation(&self, pages: usize) {
        self.pending.fetch_add(pages, Ordering::SeqCst);
    }

    fn on_gc_end(&self, mmtk: &'static MMTK<HearthVM>) {
        let pending = self.pending.swap(0, Ordering::SeqCst);
        let plan = mmtk.get_plan();
        if plan
            .generational()
            .is_some_and(|generational| generational.is_current_gc_nursery())
        {
            return;
        }
        let live = plan.get_reserved_pages();
        let spare = (live * GROWTH_PAGES).isqrt();
        let wanted = live + spare + plan.get_collection_reserved_pages() + GROWTH_PAGES / 16;
        let size = (wanted + pending).clamp(self.min, self.max);
        self.current.store(size, Ordering::Relaxed);
    }

    fn is_gc_required(
        &self,
        space_full: bool,
        space: Option<SpaceStats<HearthVM>>,
        plan: &dyn Plan<VM = HearthVM>,
    ) -> bool {
        plan.collection_required(space_full, space)
    }

    fn is_heap_full(&self, plan: &dyn Plan<VM = HearthVM>) -> bool {
        plan.get_reserved_pages() > self.current.load(Ordering::Relaxed)
    }

    fn get_current_heap_size_in_pages(&self) -> usize {
        self.current.load(Ordering::Relaxed)
    }

    fn get_max_heap_size_in_pages(&self) -> usize {
        if SPACES_MADE.load(Ordering::Acquire) {
            return self.max;
        }
        (self.max * ADDRESS_RATIO)
            .min(MAX_RESERVE_PAGES)
            .max(self.max)
    }

    fn can_heap_size_grow(&self) -> bool {
        self.current.load(Ordering::Relaxed) < self.max
    }
}
