//! Global safepoints: all Java threads stopped at polls or outside the machine, for collections, dumps and more.
//!
//! Dekker's pattern between a thread's state and its poll word: who stops the world sets every poll word and then reads
//! the states; a thread that comes into the machine sets its state and then reads its poll word (both sequentially
//! consistent), so that at least one of them sees the other. A thread in the machine finds its poll word set at a
//! back-edge, return or allocation and blocks. Threads may start and end only while no safepoint is in progress.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::{self, JavaThread, ThreadState};
use crate::runtime::vm_operation::{self, Operation};
use crate::runtime::{stress, threads_java, transitions};

/// Poll-word bit: a safepoint is wanted or in progress.
pub const POLL_SAFEPOINT: u32 = 1;
/// Poll-word bit: an asynchronous exception waits.
pub const POLL_ASYNC_EXCEPTION: u32 = 2;
/// Poll-word bit: the thread is suspended (`Thread.suspend`).
pub const POLL_SUSPEND: u32 = 4;
/// Poll-word bit that stays set: every poll is a point of stress.
pub const POLL_STRESS: u32 = 8;

static ACTIVE: AtomicBool = AtomicBool::new(false);
/// Held by whoever stops the world, for as long as it is stopped.
static OPERATION: Mutex<()> = Mutex::new(());
/// Guards the change of `ACTIVE`; threads that wait for the end of the safepoint wait on `RESUMED`.
static GATE: Mutex<()> = Mutex::new(());
static RESUMED: Condvar = Condvar::new();

/// Called when the poll word was found set: blocks while a safepoint is in progress, throws asynchronous exceptions.
#[cold]
pub fn poll_slow(thread: &JavaThread) -> JResult<()> {
    if thread.poll.load(Ordering::Relaxed) & POLL_STRESS != 0 {
        stress::at_poll(thread);
    }
    if ACTIVE.load(Ordering::SeqCst) {
        transitions::blocked(thread, wait_for_end);
    }
    if thread.poll.load(Ordering::Relaxed) & POLL_SUSPEND != 0 {
        transitions::blocked(thread, || threads_java::wait_while_suspended(thread));
    }
    if thread.poll.load(Ordering::Relaxed) & POLL_ASYNC_EXCEPTION != 0 {
        thread
            .poll
            .fetch_and(!POLL_ASYNC_EXCEPTION, Ordering::SeqCst);
        if let Some(e) = thread.async_exception.swap(oops::Oop::NULL).non_null() {
            return Err(exceptions::throw_oop(thread, e));
        }
    }
    Ok(())
}

fn wait_for_end() {
    let mut gate = GATE.lock();
    while ACTIVE.load(Ordering::SeqCst) {
        RESUMED.wait(&mut gate);
    }
}

/// A thread that has set its state to `in_vm` found its poll word set: it steps back until the safepoint is over.
#[cold]
pub(super) fn block_on_return(thread: &JavaThread) {
    stress::jitter(thread, stress::Point::Transition);
    let suspended = || thread.poll.load(Ordering::SeqCst) & POLL_SUSPEND != 0;
    while ACTIVE.load(Ordering::SeqCst) || suspended() {
        // Nothing between the saved stack pointer and here holds oops yet, so the one saved before is still right.
        thread.set_state(ThreadState::Blocked);
        if suspended() {
            threads_java::wait_while_suspended(thread);
        }
        wait_for_end();
        thread.set_state(ThreadState::InVm);
    }
}

/// Runs `change` (a thread entering or leaving the list) while no safepoint is in progress.
pub(super) fn register(change: impl FnOnce()) {
    let mut gate = GATE.lock();
    let me = JavaThread::current_or_none().filter(|t| t.state() == ThreadState::InVm);
    while ACTIVE.load(Ordering::SeqCst) {
        if let Some(t) = me {
            drop(gate);
            transitions::blocked(t, wait_for_end);
            gate = GATE.lock();
        } else {
            RESUMED.wait(&mut gate);
        }
    }
    change();
}

/// Stops all Java threads (the caller is none of those in the machine) and returns when they stand. Called by the
/// collector's threads; pairs with [`resume_the_world`].
pub fn stop_the_world(operation: Operation) {
    std::mem::forget(OPERATION.lock());
    let begin = Instant::now();
    {
        let _gate = GATE.lock();
        ACTIVE.store(true, Ordering::SeqCst);
    }
    let threads = thread::snapshot();
    for t in &threads {
        t.poll.fetch_or(POLL_SAFEPOINT, Ordering::SeqCst);
    }
    let running = threads.iter().filter(|t| t.state() == ThreadState::InVm);
    vm_operation::begin(operation, begin, threads.len(), running.count());
    let mut rounds = 0u32;
    for t in &threads {
        while t.state() == ThreadState::InVm {
            rounds += 1;
            match rounds {
                0..64 => std::hint::spin_loop(),
                64..256 => std::thread::yield_now(),
                _ => std::thread::sleep(Duration::from_micros(50)),
            }
        }
    }
    vm_operation::reached();
}

/// Stops all Java threads for good, since the process ends: at best all, at least those that stand within `limit`.
pub fn stop_for_exit(limit: Duration) {
    let deadline = Instant::now() + limit;
    let Some(operation) = OPERATION.try_lock_for(limit) else {
        return;
    };
    std::mem::forget(operation);
    {
        let _gate = GATE.lock();
        ACTIVE.store(true, Ordering::SeqCst);
    }
    let threads = thread::snapshot();
    for t in &threads {
        t.poll.fetch_or(POLL_SAFEPOINT, Ordering::SeqCst);
    }
    while threads.iter().any(|t| t.state() == ThreadState::InVm) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_micros(50));
    }
}

/// Lets the threads go on.
pub fn resume_the_world() {
    let finished = vm_operation::leaving();
    thread::for_each(|t| {
        t.poll.fetch_and(!POLL_SAFEPOINT, Ordering::SeqCst);
    });
    {
        let _gate = GATE.lock();
        ACTIVE.store(false, Ordering::SeqCst);
        RESUMED.notify_all();
    }
    // SAFETY: locked and forgotten by `stop_the_world`; the world is resumed once for each stop.
    unsafe { OPERATION.force_unlock() };
    vm_operation::end(finished);
}

/// True while the world is stopped or being stopped.
pub fn in_progress() -> bool {
    ACTIVE.load(Ordering::SeqCst)
}

/// Stops all other Java threads, runs `f`, lets them go on. The current thread is in the machine. `f` must not allocate
/// on the Java heap.
pub fn at_safepoint<R>(thread: &JavaThread, operation: Operation, f: impl FnOnce() -> R) -> R {
    transitions::blocked(thread, || {
        stop_the_world(operation);
        let r = f();
        resume_the_world();
        r
    })
}
