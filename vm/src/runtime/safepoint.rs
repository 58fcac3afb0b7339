//! Global safepoints: all Java threads stopped at polls or outside the machine, for collections, dumps and more.
//!
//! Dekker's pattern between a thread's state and its poll word: who stops the world says so and then reads
//! the states; a thread that comes into the machine sets its state and then reads its poll word (both sequentially
//! consistent), so that at least one of them sees the other. A thread in the machine finds its poll word set at a
//! back-edge, return or allocation and blocks. Threads may start and end only while no safepoint is in progress.
//!
//! Only threads in the machine have their poll words set, for those that come back also read [`in_progress`]; a program
//! of thousands of blocked threads stops quickly. Who waits for a thread spins shortly and then sleeps until the thread
//! has left the machine ([`Departure`]).

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use heap::EventCount;
use parking_lot::{Condvar, Mutex};

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::{self, JavaThread, ThreadState};
use crate::runtime::vm_operation::{self, Operation};
use crate::runtime::{handshake, stress, suspension, transitions};

/// Poll-word bit: a safepoint is wanted or in progress.
pub const POLL_SAFEPOINT: u32 = 1;
/// Poll-word bit: an asynchronous exception waits.
pub const POLL_ASYNC_EXCEPTION: u32 = 2;
/// Poll-word bit: the thread is suspended (`Thread.suspend`).
pub const POLL_SUSPEND: u32 = 4;

/// Poll-word bit that stays set: every poll is a point of stress.
pub const POLL_STRESS: u32 = 8;
/// Poll-word bit: others want to run something on this thread (see [`handshake`]).
pub const POLL_HANDSHAKE: u32 = 16;

static ACTIVE: AtomicBool = AtomicBool::new(false);
/// Held by whoever stops the world, for as long as it is stopped.
static OPERATION: Mutex<()> = Mutex::new(());
/// Guards the change of `ACTIVE`.
static GATE: Mutex<()> = Mutex::new(());
/// Ends of safepoints, for those who wait for one.
static ENDS: EventCount = EventCount::new();
/// The threads whose poll words the safepoint in progress has set.
static ARMED: Mutex<Vec<&'static JavaThread>> = Mutex::new(Vec::new());

/// The one thread that goes on while the process ends; 0 = none.
static SPARED: AtomicUsize = AtomicUsize::new(0);

/// How long to spin for a thread that is wanted before sleeping.
const SPIN_ROUNDS: u32 = 200;

/// For those who wait until a thread has left the machine, or has done what they want.
#[derive(Default)]
pub struct Departure {
    watchers: AtomicU32,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Departure {
    pub const fn new() -> Departure {
        Departure {
            watchers: AtomicU32::new(0),
            lock: Mutex::new(()),
            changed: Condvar::new(),
        }
    }

    /// The thread has changed its state, or done something; whoever may wait for it looks again.
    pub fn tell(&self) {
        if self.watchers.load(Ordering::SeqCst) != 0 {
            let _lock = self.lock.lock();
            self.changed.notify_all();
        }
    }

    /// Sleeps until `done`, or the deadline; true if `done`. The caller is outside the machine or no Java thread.
    pub fn wait_until(&self, done: impl Fn() -> bool, deadline: Option<Instant>) -> bool {
        for _ in 0..SPIN_ROUNDS {
            if done() {
                return true;
            }
            std::hint::spin_loop();
        }
        self.watchers.fetch_add(1, Ordering::SeqCst);
        let mut lock = self.lock.lock();
        let mut finished = done();
        while !finished {
            match deadline {
                None => self.changed.wait(&mut lock),
                Some(end) if self.changed.wait_until(&mut lock, end).timed_out() => break,
                Some(_) => {}
            }
            finished = done();
        }
        drop(lock);
        self.watchers.fetch_sub(1, Ordering::SeqCst);
        finished
    }
}

/// Called when the poll word was found set: blocks while a safepoint is in progress, throws asynchronous exceptions.
#[cold]
pub fn poll_slow(thread: &JavaThread) -> JResult<()> {
    if thread.poll.load(Ordering::Relaxed) & POLL_STRESS != 0 {
        stress::at_poll(thread);
    }
    poll_without_exceptions(thread);
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

/// A poll of code that cannot throw: asynchronous exceptions are left for the next full poll.
pub fn poll_without_exceptions(thread: &JavaThread) {
    const HERE: u32 = POLL_SAFEPOINT | POLL_HANDSHAKE | POLL_SUSPEND;
    while thread.poll.load(Ordering::Relaxed) & HERE != 0 {
        if must_stand(thread) {
            transitions::blocked(thread, wait_for_end);
        }
        handshake::process(thread);
        if thread.poll.load(Ordering::Relaxed) & POLL_SUSPEND != 0 {
            transitions::blocked(thread, || suspension::wait_while_suspended(thread));
        }
    }
}

/// True if a safepoint is in progress and the thread must not be in the machine meanwhile.
fn must_stand(thread: &JavaThread) -> bool {
    ACTIVE.load(Ordering::SeqCst)
        && SPARED.load(Ordering::Relaxed) != std::ptr::from_ref(thread) as usize
}

/// Lets the thread go on though the others have been stopped for good.
pub fn spare(thread: &JavaThread) {
    SPARED.store(std::ptr::from_ref(thread) as usize, Ordering::Relaxed);
    thread.poll.store(0, Ordering::SeqCst);
}

fn wait_for_end() {
    loop {
        let seen = ENDS.now();
        if !ACTIVE.load(Ordering::SeqCst) {
            return;
        }
        ENDS.wait_after(seen);
    }
}

/// A thread that has set its state to `in_vm` found its poll word set or a safepoint in progress: it steps back until
/// nobody wants it any more.
#[cold]
pub fn block_on_return(thread: &JavaThread) {
    stress::jitter(thread, stress::Point::Transition);
    loop {
        let suspended = || thread.poll.load(Ordering::SeqCst) & POLL_SUSPEND != 0;
        while must_stand(thread) || suspended() {
            // Nothing between the saved stack pointer and here holds oops yet, so the one saved before is still right.
            transitions::leave(thread, ThreadState::Blocked);
            if suspended() {
                suspension::wait_while_suspended(thread);
            }
            wait_for_end();
            thread.set_state(ThreadState::InVm);
        }
        if thread.poll.load(Ordering::SeqCst) & POLL_HANDSHAKE == 0 {
            return;
        }
        handshake::process(thread);
    }
}

/// Runs `change` (a thread entering or leaving the list) while no safepoint is in progress.
pub(super) fn register(change: impl FnOnce()) {
    let mut gate = GATE.lock();
    let me = JavaThread::current_or_none().filter(|t| t.state() == ThreadState::InVm);
    while ACTIVE.load(Ordering::SeqCst) {
        drop(gate);
        match me {
            Some(t) => transitions::blocked(t, wait_for_end),
            None => wait_for_end(),
        }
        gate = GATE.lock();
    }
    change();
}

/// Announces a safepoint and sets the poll words of the threads in the machine; how many threads there are.
fn arm() -> usize {
    {
        let _gate = GATE.lock();
        ACTIVE.store(true, Ordering::SeqCst);
    }
    let mut armed = ARMED.lock();
    let mut threads = 0;
    thread::for_each(|t| {
        threads += 1;
        if t.state() == ThreadState::InVm {
            t.arm_poll(POLL_SAFEPOINT);
            armed.push(t);
        }
    });
    threads
}

fn stands(thread: &JavaThread) -> bool {
    thread.state() != ThreadState::InVm
}

/// Stops all Java threads (the caller is none of those in the machine) and returns when they stand. Called by the
/// collector's threads; pairs with [`resume_the_world`].
pub fn stop_the_world(operation: Operation) {
    std::mem::forget(OPERATION.lock());
    let begin = Instant::now();
    let threads = arm();
    let armed = ARMED.lock();
    vm_operation::begin(operation, begin, threads, armed.len());
    for t in armed.iter() {
        t.local.departure.wait_until(|| stands(t), None);
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
    arm();
    for t in ARMED.lock().iter() {
        t.local.departure.wait_until(|| stands(t), Some(deadline));
    }
}

/// Lets the threads go on.
pub fn resume_the_world() {
    let finished = vm_operation::leaving();
    for t in ARMED.lock().drain(..) {
        t.poll.fetch_and(!POLL_SAFEPOINT, Ordering::SeqCst);
    }
    {
        let _gate = GATE.lock();
        ACTIVE.store(false, Ordering::SeqCst);
    }
    ENDS.advance();
    // SAFETY: locked and forgotten by `stop_the_world`; the world is resumed once for each stop.
    unsafe { OPERATION.force_unlock() };
    vm_operation::end(finished);
}

/// Runs `f`, which is short and does not wait, while no safepoint can begin; `None` if one has begun. For threads that are not stopped at
/// safepoints: until `f` ends no object moves.
pub fn unless_stopped<R>(f: impl FnOnce() -> R) -> Option<R> {
    let _operation = OPERATION.try_lock()?;
    Some(f())
}

/// Address of the byte that is not 0 while [`in_progress`].
pub fn in_progress_address() -> usize {
    ACTIVE.as_ptr() as usize
}

/// True while the world is stopped or being stopped.
#[inline(always)]
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
