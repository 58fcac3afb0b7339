//! Which soft references a collection keeps: the least-recently-used policy of OpenJDK's server VM.
//!
//! `SoftReference.get` notes the time in `timestamp`, as the clock showed it at the end of the last collection. A
//! soft reference is kept while it was used in the last `free megabytes × SoftRefLRUPolicyMSPerMB` milliseconds, where
//! free is what the heap may still grow to: its maximum size less what was in use after the last collection. A collection
//! that is the last resort before an OutOfMemoryError keeps none.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use oops::Oop;
use oops::reference::timestamp_offset;

use crate::binding::heap;
use crate::pause::{self, Cause};
use crate::queries::{max_bytes, used_bytes};

/// Milliseconds for each free megabyte.
static MILLIS_PER_MB: AtomicU64 = AtomicU64::new(1000);
/// The time of the last collection, as `SoftReference.clock` has it.
static CLOCK: AtomicI64 = AtomicI64::new(0);
/// Soft references that were not used for longer may go, in milliseconds.
static MAX_AGE: AtomicI64 = AtomicI64::new(i64::MAX);

/// Sets `SoftRefLRUPolicyMSPerMB`.
pub fn set_soft_millis_per_mb(millis: u64) {
    MILLIS_PER_MB.store(millis, Ordering::Relaxed);
}

/// Milliseconds since the process began to count; it never goes back.
pub fn soft_clock_now() -> i64 {
    static START: OnceLock<Instant> = OnceLock::new();
    // Not 0 at the first collection, as references made before it have that timestamp.
    START.get_or_init(Instant::now).elapsed().as_millis() as i64 + 1
}

/// A collection begins.
pub(crate) fn collection_starts() {
    let clear_all = heap().mmtk.is_emergency_collection()
        || pause::current_cause() == Cause::MetadataClearSoftReferences;
    let age = if clear_all {
        -1
    } else {
        let free_mb = (max_bytes().saturating_sub(last_used()) >> 20) as u64;
        let millis = free_mb.saturating_mul(MILLIS_PER_MB.load(Ordering::Relaxed));
        i64::try_from(millis).unwrap_or(i64::MAX)
    };
    MAX_AGE.store(age, Ordering::Relaxed);
}

static USED: AtomicU64 = AtomicU64::new(0);

fn last_used() -> usize {
    USED.load(Ordering::Relaxed) as usize
}

/// A collection has ended: the clock is set. Returns what it shows.
pub(crate) fn collection_ends() -> i64 {
    USED.store(used_bytes() as u64, Ordering::Relaxed);
    let now = soft_clock_now();
    CLOCK.store(now, Ordering::Relaxed);
    now
}

/// True if the referent counts as strongly reachable in this collection.
#[inline]
pub(crate) fn is_kept(reference: Oop) -> bool {
    let age = MAX_AGE.load(Ordering::Relaxed);
    if age == i64::MAX || age < 0 {
        return age >= 0;
    }
    let timestamp = reference.load_i64(timestamp_offset());
    CLOCK.load(Ordering::Relaxed).saturating_sub(timestamp) <= age
}
