use super::{block::Block, ImmixSpace};
use crate::{policy::space::Space, Plan};
use crate::vm::*;
use spin::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

pub type Histogram = [usize; Defrag::NUM_BINS];

#[derive(Debug, Default)]
pub struct Defrag {
    /// Is current GC a defrag GC?
    in_defrag_collection: AtomicBool,
    /// Is defrag space exhausted?
    defrag_space_exhausted: AtomicBool,
    /// A list of completed mark histograms reported by workers
    pub mark_histograms: Mutex<Vec<Histogram>>,
    /// (Hearth) What the last collection of the whole heap left.
    pub(super) density: super::density::Density,
    /// The number of remaining clean pages in defrag space.
    available_clean_pages_for_defrag: AtomicUsize,
}

pub struct StatsForDefrag {
    total_pages: usize,
    reserved_pages: usize,
    collection_reserved_pages: usize,
}

impl StatsForDefrag {
    pub fn new<VM: VMBinding>(plan: &dyn Plan<VM = VM>) -> Self {
        Self {
            total_pages: plan.get_total_pages(),
            reserved_pages: plan.get_reserved_pages(),
            collection_reserved_pages: plan.get_collection_reserved_pages(),
        }
    }
}

impl Defrag {
    const NUM_BINS: usize = (Block::LINES >> 1) + 1;

    /// Allocate a new local histogram.
    pub const fn new_histogram(&self) -> Histogram {
        [0; Self::NUM_BINS]
    }

    /// Report back a completed mark histogram
    pub fn add_completed_mark_histogram(&self, histogram: Histogram) {
        self.mark_histograms.lock().push(histogram)
    }

    /// Check if the current GC is a defrag GC.
    pub fn in_defrag(&self) -> bool {
        self.in_defrag_collection.load(Ordering::Acquire)
    }

    /// Determine whether the current GC should do defragmentation.
    #[allow(clippy::too_many_arguments)]
    pub fn decide_whether_to_defrag(
        &self,
        defrag_enabled: bool,
        emergency_collection: bool,
        collect_whole_heap: bool,
        collection_attempts: usize,
        user_triggered: bool,
        exhausted_reusable_space: bool,
        full_heap_system_gc: bool,
        stress_defrag: bool,
    ) {
        // (Hearth) Every collection of the whole heap evacuates the blocks in which little is alive.
        let in_defrag = defrag_enabled
            && (collect_whole_heap || !exhausted_reusable_space || stress_defrag);

        {
            // These details are useful for debugging why a debug GC is triggered or not triggered.
            // We encode those conditions into a bitfield because we can't pass too many args to the
            // eBPF tracer via the USDT arguments.
            let decision_word = (defrag_enabled as u32)
                | (emergency_collection as u32) << 1
                | (collect_whole_heap as u32) << 2
                | (user_triggered as u32) << 3
                | (exhausted_reusable_space as u32) << 4
                | (full_heap_system_gc as u32) << 5
                | (stress_defrag as u32) << 6;

            info!(
                "Defrag: {i}, collection_attempts: {c}, decision_word: 0b{d:b}",
                i = in_defrag,
                c = collection_attempts,
                d = decision_word,
            );

            probe!(
                mmtk,
                immix_defrag,
                in_defrag,
                collection_attempts,
                decision_word
            );
        }

        self.in_defrag_collection
            .store(in_defrag, Ordering::Release)
    }

    /// Get the number of defrag headroom pages.
    pub fn defrag_headroom_pages<VM: VMBinding>(&self, space: &ImmixSpace<VM>) -> usize {
        space.get_page_resource().reserved_pages()
            * (*space.common().options.immix_defrag_headroom_percent)
            / 100
    }

    /// Check if the defrag space is exhausted.
    #[inline(always)]
    pub fn space_exhausted(&self) -> bool {
        self.defrag_space_exhausted.load(Ordering::Acquire)
    }

    /// Update available_clean_pages_for_defrag counter when a clean block is allocated.
    pub fn notify_new_clean_block(&self, copy: bool) {
        if copy {
            let available_clean_pages_for_defrag =
                self.available_clean_pages_for_defrag.fetch_update(
                    Ordering::SeqCst,
                    Ordering::SeqCst,
                    |available_clean_pages_for_defrag| {
                        if available_clean_pages_for_defrag <= Block::PAGES {
                            Some(0)
                        } else {
                            Some(available_clean_pages_for_defrag - Block::PAGES)
                        }
                    },
                );
            if available_clean_pages_for_defrag.unwrap() <= Block::PAGES {
                self.defrag_space_exhausted.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Prepare work. Should be called in ImmixSpace::prepare.
    pub fn prepare<VM: VMBinding>(&self, space: &ImmixSpace<VM>, plan_stats: StatsForDefrag) {
        debug_assert!(space.is_defrag_enabled());
        self.defrag_space_exhausted.store(false, Ordering::Release);

        // Calculate available free space for defragmentation.

        // (Hearth) An eighth more than the heap for the time of the collection, which gives back more than that.
        let mut available_clean_pages_for_defrag = (plan_stats.total_pages * 9 / 8) as isize
            - plan_stats.reserved_pages as isize
            + self.defrag_headroom_pages(space) as isize;
        if available_clean_pages_for_defrag < 0 {
            available_clean_pages_for_defrag = 0
        };

        self.available_clean_pages_for_defrag
            .store(available_clean_pages_for_defrag as usize, Ordering::Release);

        let available_clean_pages =
            available_clean_pages_for_defrag as usize + plan_stats.collection_reserved_pages;
        self.available_clean_pages_for_defrag
            .store(available_clean_pages, Ordering::Release);
        if self.in_defrag() {
            super::density::choose_sources(space, available_clean_pages);
        }
    }

    /// Reset the in-defrag state.
    pub fn reset_in_defrag(&self) {
        self.in_defrag_collection.store(false, Ordering::Release);
    }
}
