//! Deflation of idle monitors, by a thread of its own and while the program runs.
//!
//! The thread is started when monitors have become many, and wakes when their number passes
//! `MonitorUsedDeflationThreshold` percent of `AvgMonitorsPerThreadEstimate` for each thread, at most every
//! `AsyncDeflationInterval` milliseconds, and at least every `GuaranteedAsyncDeflationInterval`. Monitors that are in use
//! raise the number at which it wakes next. What it took out of the table is freed after a handshake with all threads.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::jvm::entry::guarded;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::{flags, handshake, monitor_table, safepoint, threads_java, transitions};

/// Slots of the table that are looked at between two polls.
const BATCH: usize = 4096;
/// The Java stack of the thread, which runs no Java code.
const STACK_BYTES: usize = 64 * 1024;

/// The number of monitors that wakes the thread; 0 = not known yet.
static TRIGGER: AtomicUsize = AtomicUsize::new(0);
static STARTED: AtomicBool = AtomicBool::new(false);
static WANTED: Mutex<bool> = Mutex::new(false);
static WAKE: Condvar = Condvar::new();

/// The number of monitors that are no reason to deflate any.
fn tolerated() -> usize {
    let percent = flags::get::MonitorUsedDeflationThreshold() as usize;
    match percent {
        0 => usize::MAX,
        _ => {
            thread::count().max(1) * flags::get::AvgMonitorsPerThreadEstimate() as usize * percent
                / 100
        }
    }
}

/// Tells that there are so many monitors now. Cheap unless they are many.
#[inline]
pub fn inflated(count: usize) {
    if count > TRIGGER.load(Ordering::Relaxed) {
        many(count);
    }
}

#[cold]
fn many(count: usize) {
    let tolerated = tolerated();
    if count <= tolerated {
        TRIGGER.store(tolerated, Ordering::Relaxed);
        return;
    }
    // Not again before the thread has had its turn.
    TRIGGER.store(usize::MAX, Ordering::Relaxed);
    if !STARTED.swap(true, Ordering::SeqCst) {
        let builder = std::thread::Builder::new().stack_size(256 * 1024);
        // Without the thread, monitors stay until their objects die.
        let _ = builder.spawn(|| guarded("the monitor deflation thread", live));
    }
    *WANTED.lock() = true;
    WAKE.notify_one();
}

fn live() {
    let Ok(thread) = JavaThread::new(STACK_BYTES) else {
        return;
    };
    thread.attach_current();
    threads_java::set_native_name("Monitor Deflation Thread");
    loop {
        transitions::blocked(thread, wait_for_work);
        deflate_idle_monitors(thread);
        TRIGGER.store(
            tolerated().max(monitor_table::count().saturating_mul(2)),
            Ordering::Relaxed,
        );
        let pause = Duration::from_millis(flags::get::AsyncDeflationInterval());
        transitions::blocked(thread, || std::thread::sleep(pause));
    }
}

fn wait_for_work() {
    let longest = match flags::get::GuaranteedAsyncDeflationInterval() {
        0 => Duration::MAX,
        millis => Duration::from_millis(millis),
    };
    let mut wanted = WANTED.lock();
    if !*wanted {
        WAKE.wait_for(&mut wanted, longest);
    }
    *wanted = false;
}

/// Deflates what is idle.
fn deflate_idle_monitors(thread: &JavaThread) {
    log_state("begin");
    let begin = Instant::now();
    let mut deflated = 0;
    let mut next = Some(0);
    while let Some(start) = next {
        let some;
        (next, some) = monitor_table::deflate_some(start, BATCH);
        deflated += some;
        safepoint::poll_without_exceptions(thread);
    }
    let garbage = monitor_table::take_garbage();
    handshake::with_all(thread);
    drop(garbage);
    crate::log!(
        Info,
        [monitorinflation],
        "deflated {deflated} monitor{} in {:.7} secs",
        if deflated == 1 { "" } else { "s" },
        begin.elapsed().as_secs_f64()
    );
    log_state("end");
}

fn log_state(when: &str) {
    crate::log!(
        Debug,
        [monitorinflation],
        "{when} deflating: in_use_list stats: ceiling={}, count={}",
        tolerated(),
        monitor_table::count()
    );
}
