//! The limit of the collector's overhead: a program that gets nowhere for collecting is told so.
//!
//! HotSpot's rule for its parallel collector, which holds for every plan here: when full collections took more than a share of
//! the time since the one before and left less than a share of the heap free, [`IN_A_ROW`] times one after the other, the next
//! allocation that needs the collector fails with "GC overhead limit exceeded" instead of trying again.
//! Collections that somebody asked for do not count.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::host::CollectionKind;
use crate::pause::{Cause, PauseEnd};
use crate::queries;

/// Fruitless full collections until an allocation fails.
const IN_A_ROW: u32 = 5;

/// What is too much and what is too little, in percent.
#[derive(Clone, Copy, Debug)]
pub struct OverheadLimit {
    /// Time that collections may take.
    pub time_percent: u64,
    /// Share of the heap that must be free after one.
    pub free_percent: u64,
}

/// Fruitless collections so far.
#[derive(Default)]
struct Count {
    fruitless: u32,
    /// Time in pauses since the last full collection.
    paused: Duration,
}

impl Count {
    /// A full collection ends after `elapsed` since the one before; true if it was one too many.
    fn full_ends(
        &mut self,
        limit: OverheadLimit,
        elapsed: Duration,
        free: usize,
        max: usize,
    ) -> bool {
        let paused = std::mem::take(&mut self.paused);
        let too_long =
            paused.as_nanos() * 100 > elapsed.as_nanos() * u128::from(limit.time_percent);
        let too_little = (free as u64) < max as u64 / 100 * limit.free_percent;
        self.fruitless = if too_long && too_little {
            self.fruitless + 1
        } else {
            0
        };
        if self.fruitless < IN_A_ROW {
            return false;
        }
        self.fruitless = 0;
        true
    }
}

static LIMIT: OnceLock<OverheadLimit> = OnceLock::new();
static COUNT: Mutex<(Count, Option<Instant>)> = Mutex::new((
    Count {
        fruitless: 0,
        paused: Duration::ZERO,
    },
    None,
));
static EXCEEDED: AtomicBool = AtomicBool::new(false);

/// Sets the limit; without one nothing is counted.
pub(crate) fn set_limit(limit: Option<OverheadLimit>) {
    if let Some(limit) = limit {
        let _ = LIMIT.set(limit);
    }
}

/// A pause ends.
pub(crate) fn pause_ends(end: &PauseEnd, max: usize) {
    let Some(&limit) = LIMIT.get() else { return };
    let (count, last) = &mut *COUNT.lock();
    count.paused += end.duration;
    if end.start.kind != CollectionKind::Full {
        return;
    }
    let now = Instant::now();
    let elapsed = last.map_or(Duration::MAX, |l| now - l);
    *last = Some(now);
    if end.start.cause != Cause::AllocationFailure {
        *count = Count::default();
        return;
    }
    let free = max.saturating_sub(queries::reserved_bytes());
    if count.full_ends(limit, elapsed, free, max) {
        EXCEEDED.store(true, Ordering::Relaxed);
    }
}

thread_local! {
    static FAILED: Cell<bool> = const { Cell::new(false) };
}

/// True if the limit was exceeded: the current thread's allocation, which has waited for the collection, fails for it.
/// Asked after the attempt, so that no later allocation of a program that has freed its memory is refused.
pub(crate) fn fails_allocation() -> bool {
    let exceeded = EXCEEDED.load(Ordering::Relaxed) && EXCEEDED.swap(false, Ordering::Relaxed);
    FAILED.with(|f| f.set(exceeded));
    exceeded
}

/// True if the current thread's last failed allocation failed because of the overhead limit.
pub fn overhead_limit_exceeded() -> bool {
    FAILED.with(Cell::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: OverheadLimit = OverheadLimit {
        time_percent: 98,
        free_percent: 2,
    };
    const SECOND: Duration = Duration::from_secs(1);

    fn collect(count: &mut Count, paused: Duration, free: usize) -> bool {
        count.paused += paused;
        count.full_ends(LIMIT, SECOND, free, 1000)
    }

    #[test]
    fn five_fruitless_collections_in_a_row_are_too_many() {
        let mut count = Count::default();
        for _ in 0..2 {
            for _ in 0..4 {
                assert!(!collect(&mut count, Duration::from_millis(990), 19));
            }
            assert!(collect(&mut count, Duration::from_millis(990), 19));
        }
    }

    #[test]
    fn progress_or_room_resets_the_count() {
        let mut count = Count::default();
        for i in 0..100 {
            let (paused, free) = match i % 4 {
                3 if i % 8 == 3 => (900, 0),
                3 => (1000, 20),
                _ => (1000, 0),
            };
            assert!(!collect(&mut count, Duration::from_millis(paused), free));
        }
    }
}
