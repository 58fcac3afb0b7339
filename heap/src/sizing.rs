//! How large the heap may be at the moment, and how many addresses its spaces get.
//!
//! MMTk's own triggers reserve twice the heap's maximum size in addresses for each space. The large-object space takes
//! new addresses by whole chunks and never joins freed pages across the limits of two such requests, so a program
//! that allocates large arrays of many sizes uses up that reserve, and MMTk panics. This trigger names a larger size
//! while the spaces are made, and the true one ever after. The reserve costs addresses only.
//!
//! Between its least and largest size the heap is set after each full collection to the live pages and a share that
//! grows with their square root, as MemBalancer does when it has no measurements, yet with no less free than
//! `MinHeapFreeRatio` and no more than `MaxHeapFreeRatio` percent. What the young generation may take is said in
//! [`mod@crate::young`]; pages are counted as they are taken from the system's memory or from freed blocks, the holes in
//! used blocks come on top.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use mmtk::util::heap::{GCTriggerPolicy, SpaceStats};
use mmtk::{MMTK, Plan};
use parking_lot::Mutex;

use crate::binding::HearthVM;
use crate::init::HeapOptions;
use crate::young::{Outcome, Young, YoungOptions};

pub(crate) const LOG_PAGE: usize = 12;
/// Addresses that a space gets are at least twice this many times the heap's maximum size.
pub(crate) const ADDRESS_RATIO: usize = 32;
/// MMTk doubles this; a space has 2^41 bytes of addresses.
const MAX_RESERVE_PAGES: usize = 1 << (40 - LOG_PAGE);
/// The heap's spare room is the geometric mean of the live pages and this many.
const GROWTH_PAGES: usize = 4096;

static LIMITS: Mutex<Limits> = Mutex::new(Limits {
    min: 0,
    max: 0,
    free_percent: (40, 70),
    young: None,
});

/// How large the heap may be.
#[derive(Clone, Copy)]
struct Limits {
    min: usize,
    max: usize,
    /// Share of the heap that is free after a full collection, at least and at most, in percent.
    free_percent: (usize, usize),
    young: Option<YoungOptions>,
}

/// The spaces exist: the maximum size is no longer exaggerated.
static SPACES_MADE: AtomicBool = AtomicBool::new(false);

/// Sets the limits. Before MMTk is initialised.
pub(crate) fn set_limits(min_bytes: usize, max_bytes: usize, options: &HeapOptions) {
    *LIMITS.lock() = Limits {
        min: min_bytes >> LOG_PAGE,
        max: max_bytes >> LOG_PAGE,
        free_percent: options.free_percent,
        young: Some(options.young),
    };
}

/// After MMTk is initialised.
pub(crate) fn spaces_are_made() {
    SPACES_MADE.store(true, Ordering::Release);
}

/// The trigger's state.
pub(crate) struct HeapSize {
    current: AtomicUsize,
    pending: AtomicUsize,
    limits: Limits,
    /// Pages that may be reserved before a nursery collection.
    nursery_limit: AtomicUsize,
    state: Mutex<State>,
}

struct State {
    young: Young,
    /// Worth of what was alive after the last full collection, in pages; 0 before the first.
    live: usize,
    /// When the last collection ended.
    resumed: Instant,
    paused: Instant,
}

impl HeapSize {
    pub fn new() -> HeapSize {
        let limits = *LIMITS.lock();
        let young = Young::new(limits.young.unwrap_or_default());
        HeapSize {
            current: AtomicUsize::new(limits.min),
            pending: AtomicUsize::new(0),
            limits,
            nursery_limit: AtomicUsize::new(young.first(limits.min)),
            state: Mutex::new(State {
                young,
                live: 0,
                resumed: Instant::now(),
                paused: Instant::now(),
            }),
        }
    }

    /// The heap's size after a full collection that left `live` pages.
    fn fitting(&self, live: usize, copy_reserve: usize) -> usize {
        let (least_free, most_free) = self.limits.free_percent;
        let wanted = live + (live * GROWTH_PAGES).isqrt();
        let size = wanted
            .min(live * 100 / (100 - most_free.min(99)))
            .max(live * 100 / (100 - least_free.min(99)));
        size + copy_reserve + GROWTH_PAGES / 16
    }
}

impl GCTriggerPolicy<HearthVM> for HeapSize {
    fn on_pending_allocation(&self, pages: usize) {
        self.pending.fetch_add(pages, Ordering::SeqCst);
    }

    fn on_pause_start(&self, _mmtk: &'static MMTK<HearthVM>) {
        self.state.lock().paused = Instant::now();
    }

    fn on_gc_end(&self, mmtk: &'static MMTK<HearthVM>) {
        let pending = self.pending.swap(0, Ordering::SeqCst);
        let plan = mmtk.get_plan();
        let nursery = plan
            .generational()
            .filter(|generational| generational.is_current_gc_nursery());
        let used = plan.get_reserved_pages();
        if nursery.is_none() {
            let wanted = self.fitting(used, plan.get_collection_reserved_pages()) + pending;
            let size = wanted.clamp(self.limits.min, self.limits.max);
            self.current.store(size, Ordering::Relaxed);
        }
        let mut state = self.state.lock();
        if nursery.is_none() {
            state.live = plan.generational().map_or(used, |generational| {
                generational.live_pages_after_full_heap()
            });
        }
        let now = Instant::now();
        let outcome = Outcome {
            full: nursery.is_none(),
            used,
            live: state.live,
            heap: self.current.load(Ordering::Relaxed),
            pause_nanos: (now - state.paused).as_nanos() as u64,
            run_nanos: state.paused.duration_since(state.resumed).as_nanos() as u64,
        };
        state.resumed = now;
        let decision = state.young.collected(&outcome);
        // What threads wait for is granted besides: an array larger than the young generation would else ask for a
        // collection again and again, and be refused in an empty heap.
        self.nursery_limit
            .store(used + decision.young + pending, Ordering::Relaxed);
        if decision.next_is_full
            && let Some(generational) = nursery
        {
            generational.force_full_heap_collection();
        }
    }

    fn is_gc_required(
        &self,
        space_full: bool,
        space: Option<SpaceStats<HearthVM>>,
        plan: &dyn Plan<VM = HearthVM>,
    ) -> bool {
        let young_is_full = plan.generational().is_some()
            && plan.get_reserved_pages() > self.nursery_limit.load(Ordering::Relaxed);
        plan.collection_required(space_full, space) || young_is_full
    }

    fn is_heap_full(&self, plan: &dyn Plan<VM = HearthVM>) -> bool {
        plan.get_reserved_pages() > self.current.load(Ordering::Relaxed)
    }

    fn get_current_heap_size_in_pages(&self) -> usize {
        self.current.load(Ordering::Relaxed)
    }

    fn get_max_heap_size_in_pages(&self) -> usize {
        if SPACES_MADE.load(Ordering::Acquire) {
            return self.limits.max;
        }
        (self.limits.max * ADDRESS_RATIO)
            .min(MAX_RESERVE_PAGES)
            .max(self.limits.max)
    }

    fn can_heap_size_grow(&self) -> bool {
        self.current.load(Ordering::Relaxed) < self.limits.max
    }
}
