//! Collections that the program did not ask for (`-XX:+GCStress`): one at every nth step, where a step is an allocation
//! or whatever else the machine counts ([`Mutator::stress_step`]), nursery ones and every kth time a full one.
//!
//! Without stress nothing is counted anywhere: under stress the allocation fast path finds that no object is small
//! enough for it (`max_small_bytes` is 0), so every allocation comes through the slow path, which counts.
//!
//! The distance to the next collection is the interval itself, or, with a seed, a number between half and one and a
//! half of it out of a reproducible sequence, so that different seeds collect at different steps.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::mutator::Mutator;
use crate::pause::Cause;

/// When to collect.
#[derive(Clone, Copy, Debug)]
pub struct StressOptions {
    /// Steps from one collection to the next; 0: by the heap in use ([`default_interval`]).
    pub interval: u64,
    /// Every how many collections are full ones, at least 1.
    pub full_every: u64,
    /// 0: collect at exactly every `interval`th step.
    pub seed: u64,
}

/// A small generator of reproducible numbers (xorshift64*, Vigna 2016).
#[derive(Clone, Copy, Debug)]
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub const fn new(seed: u64) -> Random {
        let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Random((mixed ^ (mixed >> 31)) | 1)
    }
    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        (self.next_u64() >> 16) % bound
    }
}

struct Schedule {
    options: StressOptions,
    random: Random,
    /// Collections so far.
    count: u64,
}

/// The state of a heap under stress.
pub(crate) struct Stress {
    /// Steps that have been taken.
    steps: AtomicU64,
    /// The step that collects.
    next: AtomicU64,
    schedule: Mutex<Schedule>,
}

impl Stress {
    pub fn new(options: StressOptions) -> Stress {
        Stress {
            steps: AtomicU64::new(0),
            next: AtomicU64::new(options.interval.max(1)),
            schedule: Mutex::new(Schedule {
                options,
                random: Random::new(options.seed),
                count: 0,
            }),
        }
    }

    /// Takes a step. `Some`: the caller must collect, the whole heap if it says true.
    #[inline]
    pub fn step(&self, default: impl FnOnce() -> u64) -> Option<bool> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        if step < self.next.load(Ordering::Relaxed) {
            return None;
        }
        let mut schedule = self.schedule.lock();
        // Another thread has reached the same mark first.
        if step < self.next.load(Ordering::Relaxed) {
            return None;
        }
        let StressOptions {
            interval,
            full_every,
            seed,
        } = schedule.options;
        let interval = if interval == 0 { default() } else { interval };
        let distance = match seed {
            0 => interval,
            _ => (interval / 2 + schedule.random.below(interval + 1)).max(1),
        };
        self.next.store(step + distance, Ordering::Relaxed);
        schedule.count += 1;
        Some(schedule.count.is_multiple_of(full_every.max(1)))
    }
}

/// Steps between collections where nothing is said: one for every KB in use, and what the machine asks for, lest programs
/// with much living data do nothing but collect.
fn default_interval() -> u64 {
    const LEAST: u64 = 4096;
    let heap = crate::binding::heap();
    LEAST + (crate::queries::used_bytes() >> 10) as u64 + heap.host.stress_cost()
}

impl Mutator {
    /// Counts one step of the current thread and collects when it is due. The machine calls it at safepoint polls;
    /// allocations count themselves. Nothing happens without stress.
    pub fn stress_step(&self) {
        if let Some(stress) = &crate::binding::heap().stress
            && let Some(full) = stress.step(default_interval)
        {
            self.request_collection(full, Cause::Stress);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(seed: u64) -> Vec<(u64, bool)> {
        let stress = Stress::new(StressOptions {
            interval: 10,
            full_every: 3,
            seed,
        });
        (1..=1000)
            .filter_map(|step| stress.step(|| 1).map(|full| (step, full)))
            .collect()
    }

    #[test]
    fn without_a_seed_every_nth_step_collects() {
        let all = marks(0);
        assert_eq!(all.len(), 100);
        assert!(all.iter().all(|(step, _)| step.is_multiple_of(10)));
        assert!(
            all.iter()
                .enumerate()
                .all(|(i, &(_, full))| full == ((i + 1) % 3 == 0))
        );
    }

    #[test]
    fn a_seed_gives_a_sequence_of_its_own_again_and_again() {
        assert_eq!(marks(7), marks(7));
        assert_ne!(marks(7), marks(8));
        assert!((80..125).contains(&marks(7).len()));
    }
}
