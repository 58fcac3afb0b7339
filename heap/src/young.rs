//! How much may be allocated between two collections, and when a nursery collection no longer pays.
//!
//! The young generation has no place of its own: it is whatever was allocated since the last collection. A larger one
//! means fewer collections, fewer objects that are caught alive, and more memory. So it begins small, and is doubled
//! while collections take more of the time than `1 / (1 + GCTimeRatio)`, up to a share of the room that there is. What
//! survives is copied into free blocks before the old place is free again, so some room is left for that.
//!
//! Objects that die old are only found by full collections. What is alive among the pages in use is supposed to be what was
//! alive after the last one. The next is due when the room has become too small to evacuate that into, if a
//! good part of the pages then holds garbage.

/// The young generation's size at the start.
pub(crate) const START_BYTES: usize = 16 << 20;
/// Never less than this, while the heap has room.
const LEAST_BYTES: usize = 1 << 20;
const LOG_PAGE: usize = 12;

/// The user's wishes.
#[derive(Clone, Copy, Debug)]
pub struct YoungOptions {
    /// `NewSize`: bytes at least and at the start.
    pub start_bytes: Option<usize>,
    /// `MaxNewSize`: bytes at most.
    pub max_bytes: Option<usize>,
    /// `NewRatio`: the share of the heap is one part to so many of the old generation.
    pub ratio: usize,
    /// `GCTimeRatio`: collections shall take one part of the time to so many of the program.
    pub time_ratio: u64,
}

impl Default for YoungOptions {
    fn default() -> YoungOptions {
        YoungOptions {
            start_bytes: None,
            max_bytes: None,
            ratio: 2,
            time_ratio: 99,
        }
    }
}

/// What is known at the end of a collection. Sizes are in pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub full: bool,
    /// In use now.
    pub used: usize,
    /// Worth of what was alive after the last full collection; 0 if there was none.
    pub live: usize,
    /// The heap's size at present.
    pub heap: usize,
    /// Nanoseconds that this pause took, and that the program ran before it.
    pub pause_nanos: u64,
    pub run_nanos: u64,
}

/// What shall be done next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decision {
    /// Pages that may be allocated until the next collection.
    pub young: usize,
    pub next_is_full: bool,
}

/// The policy's memory.
pub(crate) struct Young {
    options: YoungOptions,
    /// The wanted size in pages, before it is cut to the room that there is.
    wanted: usize,
}

impl Young {
    pub fn new(options: YoungOptions) -> Young {
        let start = options.start_bytes.unwrap_or(START_BYTES);
        let most = options.max_bytes.unwrap_or(usize::MAX);
        Young {
            options,
            wanted: (start.min(most).max(LEAST_BYTES)) >> LOG_PAGE,
        }
    }

    /// The size before the first collection of a heap with so many pages.
    pub fn first(&self, heap: usize) -> usize {
        self.fit(heap, heap)
    }

    /// At the end of a collection.
    pub fn collected(&mut self, outcome: &Outcome) -> Decision {
        self.adapt(outcome);
        let room = outcome.heap.saturating_sub(outcome.used);
        let heap = outcome.heap;
        // Half of it is a guess before the first full collection.
        let live = match outcome.live {
            0 => outcome.used / 2,
            live => live.min(outcome.used),
        };
        let garbage = outcome.used - live;
        let wanted_room = live.clamp(heap / 8, heap / 3);
        let next_is_full = !outcome.full && room < wanted_room && garbage > live / 4;
        Decision {
            young: self.fit(room, outcome.heap),
            next_is_full,
        }
    }

    /// Doubles the wanted size while collections cost too much.
    fn adapt(&mut self, outcome: &Outcome) {
        let costly =
            outcome.pause_nanos.saturating_mul(self.options.time_ratio) > outcome.run_nanos;
        if costly && !outcome.full {
            let limit = self.limit(outcome.heap);
            self.wanted = (self.wanted * 2).min(limit).max(self.wanted.min(limit));
        }
    }

    /// The largest young generation of a heap with so many pages.
    fn limit(&self, heap: usize) -> usize {
        match self.options.max_bytes {
            Some(bytes) => bytes >> LOG_PAGE,
            // There is no second survivor space and no reserve for promotion, so the share may be larger than HotSpot's.
            None => heap / (self.options.ratio + 1) * 3 / 2,
        }
    }

    fn fit(&self, room: usize, heap: usize) -> usize {
        let least = LEAST_BYTES >> LOG_PAGE;
        self.wanted
            .min(self.limit(heap).max(least))
            .min(room * 7 / 10)
            .max(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: usize = 256;

    fn outcome(full: bool, live: usize, used: usize, pause: u64) -> Outcome {
        Outcome {
            full,
            used: used * MB,
            live: live * MB,
            heap: 240 * MB,
            pause_nanos: pause,
            run_nanos: 1000,
        }
    }

    #[test]
    fn cheap_collections_leave_the_size_alone() {
        let mut young = Young::new(YoungOptions::default());
        assert_eq!(young.first(240 * MB), 16 * MB);
        let decision = young.collected(&outcome(false, 0, 1, 5));
        assert_eq!(decision.young, 16 * MB);
        assert!(!decision.next_is_full);
    }

    #[test]
    fn costly_collections_double_it_up_to_the_limit() {
        let mut young = Young::new(YoungOptions::default());
        let sizes: Vec<usize> = (0..5)
            .map(|_| young.collected(&outcome(false, 20, 20, 100)).young / MB)
            .collect();
        assert_eq!(sizes, [32, 64, 120, 120, 120]);
    }

    #[test]
    fn a_fixed_size_stays() {
        let mut young = Young::new(YoungOptions {
            start_bytes: Some(8 << 20),
            max_bytes: Some(8 << 20),
            ..YoungOptions::default()
        });
        assert_eq!(young.first(240 * MB), 8 * MB);
        assert_eq!(young.collected(&outcome(false, 20, 20, 500)).young, 8 * MB);
    }

    #[test]
    fn little_room_and_much_garbage_make_the_next_one_full() {
        let mut young = Young::new(YoungOptions::default());
        let mut next_is_full =
            |full, live, used| young.collected(&outcome(full, live, used, 5)).next_is_full;
        assert!(!next_is_full(true, 40, 100));
        assert!(!next_is_full(false, 40, 190));
        assert!(next_is_full(false, 40, 205));
        // Much is alive, so more room is wanted.
        assert!(next_is_full(false, 70, 175));
        // A full collection that would free little is not worth its time.
        assert!(!next_is_full(false, 200, 222));
    }

    #[test]
    fn never_more_than_the_room() {
        let mut young = Young::new(YoungOptions::default());
        assert_eq!(young.collected(&outcome(true, 230, 230, 5)).young, 7 * MB);
        assert_eq!(young.collected(&outcome(true, 240, 240, 5)).young, MB);
    }
}
