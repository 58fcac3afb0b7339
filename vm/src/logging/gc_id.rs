//! The number of the collection in progress, which messages of the collector begin with: `GC(3) `.
//!
//! Whoever runs a collection says when it begins and ends; what is logged between, by whatever thread, under a set whose
//! first tag is `gc` has the prefix.

use std::sync::atomic::{AtomicU64, Ordering};

use super::tags::TagSet;

const NONE: u64 = u64::MAX;
static CURRENT: AtomicU64 = AtomicU64::new(NONE);

/// While it lives, messages have a collection's number.
pub struct GcId(());

impl GcId {
    /// A collection begins, or work for it outside of its pause.
    pub fn begin(number: u64) -> GcId {
        CURRENT.store(number, Ordering::Relaxed);
        GcId(())
    }
}

impl Drop for GcId {
    fn drop(&mut self) {
        CURRENT.store(NONE, Ordering::Relaxed);
    }
}

/// What a message of a set begins with.
pub(super) fn prefix(set: TagSet) -> String {
    match CURRENT.load(Ordering::Relaxed) {
        n if n != NONE && set.tags().next() == Some("gc") => format!("GC({n}) "),
        _ => String::new(),
    }
}
