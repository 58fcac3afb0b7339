//! Pauses as the host hears of them: why, how long, what they found and freed.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::binding::{collection_kind, heap};
use crate::host::CollectionKind;
use crate::overhead;
use crate::queries::{total_bytes, used_bytes};
use crate::references::ReferenceCounts;

/// Why a collection was asked for, in HotSpot's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Cause {
    AllocationFailure,
    SystemGc,
    MetadataThreshold,
    MetadataClearSoftReferences,
    HeapDump,
    HeapInspection,
    JvmtiForce,
    DiagnosticCommand,
    Stress,
}

const CAUSES: [(Cause, &str); 9] = [
    (Cause::AllocationFailure, "Allocation Failure"),
    (Cause::SystemGc, "System.gc()"),
    (Cause::MetadataThreshold, "Metadata GC Threshold"),
    (
        Cause::MetadataClearSoftReferences,
        "Metadata GC Clear Soft References",
    ),
    (Cause::HeapDump, "Heap Dump Initiated GC"),
    (Cause::HeapInspection, "Heap Inspection Initiated GC"),
    (Cause::JvmtiForce, "JvmtiEnv ForceGarbageCollection"),
    (Cause::DiagnosticCommand, "Diagnostic Command"),
    (Cause::Stress, "GCStress"),
];

impl Cause {
    /// As HotSpot's log calls it.
    pub fn text(self) -> &'static str {
        CAUSES[self as usize].1
    }
}

/// A pause that begins: the world stands.
#[derive(Clone, Copy, Debug)]
pub struct PauseStart {
    /// Collections are numbered from 0.
    pub number: u64,
    pub kind: CollectionKind,
    pub cause: Cause,
}

/// A part of a pause that has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Stopping the threads.
    Stop,
    /// Roots and all that is strongly reachable.
    Mark,
    /// References of java.lang.ref, weak tables, and what finalizers bring back.
    References,
    /// Sweeping, and making ready for the program.
    Sweep,
}

/// The phases in their order.
pub const PHASES: [Phase; 4] = [Phase::Stop, Phase::Mark, Phase::References, Phase::Sweep];

/// A pause that ends; the world still stands.
#[derive(Clone, Copy, Debug)]
pub struct PauseEnd {
    pub start: PauseStart,
    pub used_before: usize,
    pub used_after: usize,
    /// The heap's size before and after.
    pub total_before: usize,
    pub total_after: usize,
    /// From the wish to stop the threads on.
    pub duration: Duration,
    /// By [`Phase`].
    pub phases: [Duration; PHASES.len()],
    pub references: ReferenceCounts,
}

struct Current {
    start: PauseStart,
    wished: Instant,
    mark: Instant,
    phases: [Duration; PHASES.len()],
    used: usize,
    total: usize,
}

static CURRENT: Mutex<Option<Current>> = Mutex::new(None);
/// The cause of the next pause, if somebody asked for it.
static REQUESTED: AtomicU8 = AtomicU8::new(Cause::AllocationFailure as u8);

static NURSERY: AtomicU64 = AtomicU64::new(0);
static FULL: AtomicU64 = AtomicU64::new(0);
static PAUSE_NANOS: AtomicU64 = AtomicU64::new(0);

/// Collections so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CollectionCounts {
    pub nursery: u64,
    pub full: u64,
    /// Nanoseconds in pauses altogether.
    pub pause_nanos: u64,
}

/// The collections so far.
pub fn collection_counts() -> CollectionCounts {
    CollectionCounts {
        nursery: NURSERY.load(Ordering::Relaxed),
        full: FULL.load(Ordering::Relaxed),
        pause_nanos: PAUSE_NANOS.load(Ordering::Relaxed),
    }
}

/// The next pause is for this reason.
pub(crate) fn request(cause: Cause) {
    REQUESTED.store(cause as u8, Ordering::Relaxed);
}

/// The cause of the pause in progress.
pub(crate) fn current_cause() -> Cause {
    CURRENT
        .lock()
        .as_ref()
        .map_or(Cause::AllocationFailure, |c| c.start.cause)
}

/// The world stands since now; somebody wished that it did at `wished`.
pub(crate) fn begin(wished: Instant) {
    let requested = REQUESTED.swap(Cause::AllocationFailure as u8, Ordering::Relaxed);
    let counts = collection_counts();
    let start = PauseStart {
        number: counts.nursery + counts.full,
        kind: collection_kind(),
        cause: CAUSES[requested as usize].0,
    };
    let now = Instant::now();
    let mut phases = [Duration::ZERO; PHASES.len()];
    phases[Phase::Stop as usize] = now - wished;
    *CURRENT.lock() = Some(Current {
        start,
        wished,
        mark: now,
        phases,
        used: used_bytes(),
        total: total_bytes(),
    });
    heap().host.pause_starts(&start);
}

/// A phase ends now.
pub(crate) fn ends(phase: Phase) {
    if let Some(current) = CURRENT.lock().as_mut() {
        let now = Instant::now();
        current.phases[phase as usize] += now - current.mark;
        current.mark = now;
    }
}

/// The collection is over; the world is about to be resumed.
pub(crate) fn end(references: ReferenceCounts) {
    ends(Phase::Sweep);
    let Some(current) = CURRENT.lock().take() else {
        return;
    };
    let counter = match current.start.kind {
        CollectionKind::Nursery => &NURSERY,
        CollectionKind::Full => &FULL,
    };
    counter.fetch_add(1, Ordering::Relaxed);
    let duration = current.wished.elapsed();
    PAUSE_NANOS.fetch_add(duration.as_nanos() as u64, Ordering::Relaxed);
    let end = PauseEnd {
        start: current.start,
        used_before: current.used,
        used_after: used_bytes(),
        total_before: current.total,
        total_after: total_bytes(),
        duration,
        phases: current.phases,
        references,
    };
    overhead::pause_ends(&end, heap().max_bytes);
    heap().host.pause_ends(&end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_stand_at_their_numbers() {
        for (i, (cause, _)) in CAUSES.iter().enumerate() {
            assert_eq!(*cause as usize, i);
        }
    }
}
