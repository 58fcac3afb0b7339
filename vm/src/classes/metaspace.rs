//! Limits of class metadata: when to collect because of it, and when there is no more.
//!
//! As on HotSpot, metadata beyond a threshold (at first `MetaspaceSize`) starts a full collection, which may unload
//! classes; the threshold then follows what is left, so that between 40 and 70 percent of it are free. An allocation
//! beyond a limit (`MaxMetaspaceSize`, `CompressedClassSpaceSize`) collects, tries again and throws OutOfMemoryError.

use std::sync::atomic::{AtomicUsize, Ordering};

use oops::class_space::{self, MetaspaceFull};

use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::flags;
use crate::runtime::out_of_memory::{self, Cause};
use crate::runtime::thread::JavaThread;

/// Percentages of the threshold that are free after a collection, at least and at most.
const MIN_FREE: usize = 40;
const MAX_FREE: usize = 70;

/// Committed bytes beyond which a collection is due.
static THRESHOLD: AtomicUsize = AtomicUsize::new(usize::MAX);

fn size(flag: u64) -> usize {
    usize::try_from(flag).unwrap_or(usize::MAX)
}

/// What was there before the limits were set.
static AT_START: AtomicUsize = AtomicUsize::new(0);

/// Sets the limits that the flags say, at the end of the machine's own start. The classes loaded till then do not count, as
/// those that HotSpot takes from its archive do not.
pub fn set_limits() {
    let now = class_space::usage();
    AT_START.store(now.committed, Ordering::Relaxed);
    class_space::set_limits(
        now.committed
            .saturating_add(size(flags::get::MaxMetaspaceSize())),
        now.class_used
            .saturating_add(size(flags::get::CompressedClassSpaceSize())),
    );
    let threshold = now
        .committed
        .saturating_add(size(flags::get::MetaspaceSize()));
    THRESHOLD.store(threshold, Ordering::Relaxed);
}

/// Collects if metadata has grown beyond the threshold. Called where classes are defined, with no lock held.
pub fn collect_if_due(thread: &JavaThread) {
    if class_space::usage().committed > THRESHOLD.load(Ordering::Relaxed) {
        collect(thread, false);
    }
}

fn collect(thread: &JavaThread, clear_soft_references: bool) {
    memory::collect_for_metadata(thread, clear_soft_references);
    let at_start = AT_START.load(Ordering::Relaxed);
    let left = class_space::usage().committed.saturating_sub(at_start);
    let base = size(flags::get::MetaspaceSize());
    let least = left.saturating_mul(100) / (100 - MIN_FREE);
    let most = left.saturating_mul(100) / (100 - MAX_FREE);
    let now = THRESHOLD.load(Ordering::Relaxed).saturating_sub(at_start);
    let next = now.clamp(least, most).max(base);
    THRESHOLD.store(next.saturating_add(at_start), Ordering::Relaxed);
}

/// Allocates metadata; when it is used up collects and tries again, the second time without what only soft references
/// hold. OutOfMemoryError if that does not help.
pub fn allocate<R>(
    thread: &JavaThread,
    mut make: impl FnMut() -> Result<R, MetaspaceFull>,
) -> JResult<R> {
    for clear_soft_references in [false, true] {
        if let Ok(made) = make() {
            return Ok(made);
        }
        collect(thread, clear_soft_references);
    }
    make().map_err(|full| {
        let cause = match full {
            MetaspaceFull::Metaspace => Cause::Metaspace,
            MetaspaceFull::ClassSpace => Cause::ClassSpace,
        };
        out_of_memory::throw(thread, cause)
    })
}
