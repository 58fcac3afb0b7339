//! Handshakes: something done to one thread while it stands, without stopping the others.
//!
//! The operation is put on the target's list and its poll word is set. If the target is in the machine, it runs the
//! operation itself at its next poll; if it is outside, whoever asked runs it, holding the lock of the list, which the
//! target takes before it goes on inside. Either way the target's frames and monitors do not change meanwhile. A thread
//! that is just being started is waited for.
//! An operation runs in the machine, must not allocate on the Java heap nor poll, and must be prepared to be run by
//! either thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::runtime::safepoint::POLL_HANDSHAKE;
use crate::runtime::thread::{self, JavaThread, ThreadState};
use crate::runtime::transitions;

/// What is to be done; it lives until it was done, or refused.
type Action = *const dyn Fn(&JavaThread);

struct Operation {
    action: Action,
    /// Run, or dropped since the target has ended.
    finished: AtomicBool,
    ran: AtomicBool,
}

// SAFETY: the action is `Sync` (see `execute`) and outlives the operation's stay in a list.
unsafe impl Send for Operation {}
// SAFETY: as above.
unsafe impl Sync for Operation {}

/// Operations that wait for a thread.
#[derive(Default)]
pub struct Handshakes {
    list: Mutex<Vec<Arc<Operation>>>,
    /// True from the making of the structure until the thread has left the list of threads. Changed under the lock.
    open: AtomicBool,
}

impl Handshakes {
    pub const fn new() -> Handshakes {
        Handshakes {
            list: Mutex::new(Vec::new()),
            open: AtomicBool::new(false),
        }
    }

    /// The structure is that of a thread that is going to run.
    pub fn open(&self) {
        let _list = self.list.lock();
        self.open.store(true, Ordering::Relaxed);
    }

    /// The thread ends, or was not started: what waits is refused.
    pub fn close(&self) {
        let mut list = self.list.lock();
        self.open.store(false, Ordering::Relaxed);
        for op in list.drain(..) {
            op.finished.store(true, Ordering::SeqCst);
        }
    }
}

/// True if the thread is outside the machine and not about to be started.
fn stands(target: &JavaThread) -> bool {
    !matches!(target.state(), ThreadState::InVm | ThreadState::New)
}

/// Runs what waits for `target`: called by the target in the machine, or by another thread while the target is outside.
pub(super) fn process(target: &JavaThread) {
    run_all(target, &mut target.local.handshakes.list.lock());
}

fn run_all(target: &JavaThread, list: &mut Vec<Arc<Operation>>) {
    let any = !list.is_empty();
    for op in list.drain(..) {
        // SAFETY: whoever asked waits until the operation is finished.
        unsafe { (*op.action)(target) };
        op.ran.store(true, Ordering::Relaxed);
        op.finished.store(true, Ordering::SeqCst);
    }
    // Not before: a target that comes back meanwhile must find the bit, which sends it to the list's lock.
    target.poll.fetch_and(!POLL_HANDSHAKE, Ordering::SeqCst);
    if any {
        target.local.departure.tell();
    }
}

/// Runs `action` on `target` while that stands; false if the target has ended. The target may have ended and its structure
/// may be another thread's now, so the action looks at the thread's object if that matters.
pub fn execute(
    thread: &JavaThread,
    target: &'static JavaThread,
    action: &(dyn Fn(&JavaThread) + Sync),
) -> bool {
    if std::ptr::eq(thread, target) {
        action(thread);
        return true;
    }
    // SAFETY: only the lifetime changes; the operation is finished when this function returns.
    let action =
        unsafe { std::mem::transmute::<*const (dyn Fn(&JavaThread) + Sync), Action>(action) };
    let op = Arc::new(Operation {
        action,
        finished: AtomicBool::new(false),
        ran: AtomicBool::new(false),
    });
    let handshakes = &target.local.handshakes;
    {
        let mut list = handshakes.list.lock();
        if !handshakes.open.load(Ordering::Relaxed) {
            return false;
        }
        list.push(op.clone());
        target.arm_poll(POLL_HANDSHAKE);
    }
    let finished = || op.finished.load(Ordering::SeqCst);
    while !finished() {
        if stands(target) {
            let mut list = handshakes.list.lock();
            // If it is still outside, it cannot come back before the lock is free, for its poll word is set.
            if !finished() && stands(target) {
                run_all(target, &mut list);
            }
            continue;
        }
        let moved = || finished() || stands(target);
        transitions::blocked(thread, || target.local.departure.wait_until(moved, None));
    }
    op.ran.load(Ordering::Relaxed)
}

/// Returns when every thread has been outside the machine or at a poll: nobody uses any more what he found before.
pub fn with_all(thread: &JavaThread) {
    for t in thread::snapshot() {
        if t.state() == ThreadState::InVm {
            execute(thread, t, &|_| {});
        }
    }
}
