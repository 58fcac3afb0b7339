//! Why the world is stopped, how long that takes, and the log lines about it (`-Xlog:safepoint*`).
//!
//! Times are taken at every safepoint; they are cheap beside the stop itself. A line is written when the threads run
//! again, so that a slow output holds up nobody but who asked for the safepoint.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use crate::logging::decorators;

/// What is done while the world is stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Operation {
    /// A collection.
    Collect,
    /// Stack traces of threads for Java code.
    ThreadDump,
    /// The thread dump on standard output.
    PrintThreads,
    /// A heap dump.
    HeapDumper,
    /// The user's commands at an OutOfMemoryError.
    ReportJavaOutOfMemory,
    /// A memory segment's scope is being closed: does anybody access it?
    CloseScopedMemory,
    /// Code that nobody runs is taken out of the full code cache.
    CodeCacheFlush,
    /// A class is linked that code relies on not being there.
    Deoptimize,
    /// Nothing but the stop itself: `-XX:+SafepointALot`.
    SafepointALot,
}

/// All operations.
const ALL: [Operation; 9] = [
    Operation::Collect,
    Operation::ThreadDump,
    Operation::PrintThreads,
    Operation::HeapDumper,
    Operation::ReportJavaOutOfMemory,
    Operation::CloseScopedMemory,
    Operation::CodeCacheFlush,
    Operation::Deoptimize,
    Operation::SafepointALot,
];

impl Operation {
    /// The name in log lines.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Collect => "Collect",
            Operation::ThreadDump => "ThreadDump",
            Operation::PrintThreads => "PrintThreads",
            Operation::HeapDumper => "HeapDumper",
            Operation::ReportJavaOutOfMemory => "ReportJavaOutOfMemory",
            Operation::CloseScopedMemory => "CloseScopedMemory",
            Operation::CodeCacheFlush => "CodeCacheFlush",
            Operation::Deoptimize => "Deoptimize",
            Operation::SafepointALot => "SafepointALot",
        }
    }
}

/// A safepoint being reached or in progress.
#[derive(Clone, Copy)]
struct Current {
    operation: Operation,
    begin: Instant,
    reached: Instant,
    threads: usize,
    running: usize,
}

static CURRENT: Mutex<Option<Current>> = Mutex::new(None);
static LAST_END: Mutex<Option<Instant>> = Mutex::new(None);
static COUNTS: [AtomicU64; ALL.len()] = [const { AtomicU64::new(0) }; ALL.len()];
static MAX_SYNC: AtomicU64 = AtomicU64::new(0);
static MAX_OPERATION: AtomicU64 = AtomicU64::new(0);

/// Threads are about to be stopped: `threads` there are, of which `running` must be waited for.
pub(super) fn begin(operation: Operation, begin: Instant, threads: usize, running: usize) {
    crate::log!(
        Debug,
        [safepoint],
        "Safepoint synchronization initiated. ({threads} threads)"
    );
    *CURRENT.lock() = Some(Current {
        operation,
        begin,
        reached: begin,
        threads,
        running,
    });
}

/// All threads stand.
pub(super) fn reached() {
    let now = Instant::now();
    if let Some(current) = CURRENT.lock().as_mut() {
        current.reached = now;
    }
}

/// What is known of a safepoint that is over.
pub(super) struct Finished {
    current: Current,
    left: Instant,
    since_last: u128,
}

/// The operation is done and the threads are about to go on.
pub(super) fn leaving() -> Option<Finished> {
    let current = CURRENT.lock().take()?;
    let last = LAST_END.lock().unwrap_or_else(decorators::start);
    Some(Finished {
        current,
        left: Instant::now(),
        since_last: current.begin.saturating_duration_since(last).as_nanos(),
    })
}

/// The threads go on: the log lines.
pub(super) fn end(finished: Option<Finished>) {
    let Some(Finished {
        current: c,
        left,
        since_last,
    }) = finished
    else {
        return;
    };
    let now = Instant::now();
    *LAST_END.lock() = Some(now);
    let sync = c.reached.duration_since(c.begin).as_nanos() as u64;
    let operation = left.duration_since(c.reached).as_nanos() as u64;
    let total = now.duration_since(c.begin).as_nanos();
    let name = c.operation.name();
    COUNTS[c.operation as usize].fetch_add(1, Ordering::Relaxed);
    MAX_SYNC.fetch_max(sync, Ordering::Relaxed);
    MAX_OPERATION.fetch_max(operation, Ordering::Relaxed);
    if crate::log_enabled!(Info, [safepoint, stats]) {
        static HEADER: std::sync::Once = std::sync::Once::new();
        HEADER.call_once(|| {
            crate::log!(
                Info,
                [safepoint, stats],
                "VM Operation                 [ threads: total initial_running ][ time:       sync    cleanup       \
                 vmop      total ] page_trap_count"
            );
        });
        crate::log!(
            Info,
            [safepoint, stats],
            "{name:<28} [       {:>8}        {:>8} ][       {sync:>10} {:>10} {operation:>10} {total:>10} ] {:>15}",
            c.threads,
            c.running,
            0,
            0
        );
    }
    crate::log!(
        Info,
        [safepoint],
        "Safepoint \"{name}\", Time since last: {since_last} ns, Reaching safepoint: {sync} ns, Cleanup: 0 ns, \
         At safepoint: {operation} ns, Total: {total} ns"
    );
}

/// The counts, at the end of the machine.
pub(super) fn log_totals() {
    if !crate::log_enabled!(Info, [safepoint, stats]) {
        return;
    }
    for operation in ALL {
        let count = COUNTS[operation as usize].load(Ordering::Relaxed);
        if count > 0 {
            let name = operation.name();
            crate::log!(Info, [safepoint, stats], "{name:<28}{count:>10}");
        }
    }
    let sync = MAX_SYNC.load(Ordering::Relaxed);
    crate::log!(Info, [safepoint, stats], "Maximum sync time  {sync} ns");
    let operation = MAX_OPERATION.load(Ordering::Relaxed);
    crate::log!(
        Info,
        [safepoint, stats],
        "Maximum vm operation time (except for Exit VM operation)  {operation} ns"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_counted_at_their_place() {
        for (i, operation) in ALL.iter().enumerate() {
            assert_eq!(*operation as usize, i);
        }
    }
}
