//! Switches that make rare things frequent, in every build: collections at every nth allocation and poll
//! (`-XX:+GCStress`), safepoints at short intervals (`-XX:+SafepointALot`) and threads that lose the processor where it
//! hurts (`-XX:+StressScheduler`), the latter two reproducible as far as the machine's own choices go (`-XX:StressSeed`).
//!
//! What is off costs nothing on hot paths: stress at polls hangs on a bit of the poll word that stays set in every
//! thread, stress at allocations on the allocation's slow path, and the other points are on slow paths already.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use heap::{Random, StressOptions};

use crate::compiler::deopt_requests;
use crate::runtime::thread::JavaThread;
use crate::runtime::vm_operation::Operation;
use crate::runtime::{flags, safepoint, vm_threads};

/// The stress bit of new threads' poll words: 0 or [`safepoint::POLL_STRESS`].
static POLL_BIT: AtomicU32 = AtomicU32::new(0);
/// `-XX:+StressScheduler`.
static SCHEDULER: AtomicBool = AtomicBool::new(false);
/// Numbers the threads in the order in which they are made.
static NEXT_THREAD: AtomicU64 = AtomicU64::new(1);

/// Reads the flags, before the first thread is made.
pub fn initialize() {
    let scheduler = flags::get::StressScheduler() != 0;
    SCHEDULER.store(scheduler, Ordering::Relaxed);
    deopt_requests::initialize();
    if scheduler || deopt_requests::enabled() || flags::get::GCStress() != 0 {
        POLL_BIT.store(safepoint::POLL_STRESS, Ordering::Relaxed);
    }
}

/// What the heap shall do, by the flags.
pub fn heap_options() -> Option<StressOptions> {
    (flags::get::GCStress() != 0).then(|| StressOptions {
        interval: flags::get::GCStressInterval(),
        full_every: flags::get::GCStressFullInterval(),
        seed: flags::get::StressSeed(),
    })
}

/// The bits that a new thread's poll word has from its first to its last step.
pub fn poll_bits() -> u32 {
    POLL_BIT.load(Ordering::Relaxed)
}

/// Where a thread may be made to lose the processor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    /// A back-edge or return: so frequent that little happens at each.
    Poll,
    /// On the way into or out of the machine, hence also before and after every park and wait.
    Transition,
    /// Before or after a monitor's slow path.
    Monitor,
    /// Between two steps of a class's initialisation.
    ClassInit,
    /// A thread starts or ends.
    ThreadLife,
}

impl Point {
    /// One time in how many the thread yields, and one in how many it sleeps.
    fn rarity(self) -> (u64, u64) {
        match self {
            Point::Poll => (256, 16384),
            Point::Transition => (8, 64),
            Point::Monitor => (4, 16),
            Point::ClassInit | Point::ThreadLife => (2, 4),
        }
    }
}

/// Longest sleep at a point.
const MAX_NAP_MICROS: u64 = 200;

/// A thread's sequence of decisions; it depends on the seed and on how many threads were made before.
pub struct Jitter(Cell<Random>);

impl Jitter {
    pub fn new() -> Jitter {
        let number = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
        let seed = flags::get::StressSeed().wrapping_mul(0x1_0000_0001);
        Jitter(Cell::new(Random::new(seed ^ number)))
    }

    fn decide(&self, bound: u64) -> u64 {
        let mut random = self.0.get();
        let decision = random.below(bound);
        self.0.set(random);
        decision
    }
}

impl Default for Jitter {
    fn default() -> Self {
        Jitter::new()
    }
}

/// Perhaps lets other threads run. The current thread may be in any state; no lock of the machine is held.
#[inline]
pub fn jitter(thread: &JavaThread, point: Point) {
    if SCHEDULER.load(Ordering::Relaxed) {
        lose_processor(thread, point);
    }
}

#[cold]
#[inline(never)]
fn lose_processor(thread: &JavaThread, point: Point) {
    let jitter = &thread.local.jitter;
    let (yields, sleeps) = point.rarity();
    if jitter.decide(sleeps) == 0 {
        std::thread::sleep(Duration::from_micros(jitter.decide(MAX_NAP_MICROS)));
    } else if jitter.decide(yields) == 0 {
        std::thread::yield_now();
    }
}

/// A poll of a thread whose stress bit is set.
#[cold]
pub(super) fn at_poll(thread: &JavaThread) {
    jitter(thread, Point::Poll);
    thread.local.mutator.stress_step();
}

/// Starts the thread behind `-XX:+SafepointALot`: it stops the world and lets it go on at once, again and again.
pub fn start_safepoints() -> Result<(), String> {
    if flags::get::SafepointALot() == 0 {
        return Ok(());
    }
    let millis = if flags::is_set("GuaranteedSafepointInterval") {
        flags::get::GuaranteedSafepointInterval().max(1)
    } else {
        1
    };
    let body = move || {
        loop {
            std::thread::sleep(Duration::from_millis(millis));
            // At the end of the process the last stop is never undone, and this thread waits here.
            safepoint::stop_the_world(Operation::SafepointALot);
            safepoint::resume_the_world();
        }
    };
    vm_threads::spawn("SafepointALot", body)
        .map_err(|e| format!("cannot start the thread of SafepointALot: {e}"))
}
