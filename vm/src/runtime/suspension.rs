//! `Thread.stop`, `suspend` and `resume`: what one thread does to another, by handshakes.
//!
//! The handshake's operation checks that the target is still the thread that was meant, for the structure of a thread
//! that has ended is used again.

use std::sync::atomic::Ordering;

use oops::Oop;
use parking_lot::{Condvar, Mutex};

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::safepoint::{self, POLL_ASYNC_EXCEPTION, POLL_SUSPEND};
use crate::runtime::thread::JavaThread;
use crate::runtime::{handshake, threads_java, waiting};

/// Guards the change of `suspended`; suspended threads wait on `RESUMED`.
static SUSPENSION: Mutex<()> = Mutex::new(());
static RESUMED: Condvar = Condvar::new();

/// Runs `action` on the live thread of a java.lang.Thread object while that stands.
fn on_thread(thread: &JavaThread, object: Oop, action: impl Fn(&JavaThread) + Sync) {
    if let Some(target) = threads_java::of_object(object) {
        handshake::execute(thread, target, &|t| {
            if threads_java::of_object(object).is_some_and(|now| std::ptr::eq(now, t)) {
                action(t);
            }
        });
    }
}

/// `Thread.stop`: the exception is thrown at the target's next poll.
pub fn stop(thread: &JavaThread, object: Oop, exception: Oop) -> JResult<()> {
    if object == thread.oop() {
        return Err(exceptions::throw_oop(thread, exception));
    }
    on_thread(thread, object, |t| {
        t.async_exception.store(exception);
        t.arm_poll(POLL_ASYNC_EXCEPTION);
        waiting::wake_for_interrupt(t);
    });
    Ok(())
}

/// `Thread.suspend`: returns when the target stands, or is outside the machine and will stand when it comes back.
pub fn suspend(thread: &JavaThread, object: Oop) -> JResult<()> {
    on_thread(thread, object, |t| {
        let _guard = SUSPENSION.lock();
        t.local.suspended.store(true, Ordering::SeqCst);
        t.arm_poll(POLL_SUSPEND);
    });
    if object == thread.oop() {
        return safepoint::poll_slow(thread);
    }
    Ok(())
}

/// `Thread.resume`.
pub fn resume(thread: &JavaThread, object: Oop) {
    on_thread(thread, object, |t| {
        let _guard = SUSPENSION.lock();
        t.local.suspended.store(false, Ordering::SeqCst);
        t.poll.fetch_and(!POLL_SUSPEND, Ordering::SeqCst);
        RESUMED.notify_all();
    });
}

/// Waits, outside the machine, while the thread is suspended.
pub(super) fn wait_while_suspended(thread: &JavaThread) {
    let mut guard = SUSPENSION.lock();
    while thread.local.suspended.load(Ordering::SeqCst) {
        RESUMED.wait(&mut guard);
    }
}
