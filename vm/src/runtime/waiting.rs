//! Waiting of a thread by itself: sleep, park, and the interrupts that end them.
//!
//! `Thread.interrupt` sets the status, which java.lang.Thread keeps, and then gives the thread's parkers a permit; who
//! waits looks at the status before it parks, so that an interrupt is never missed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::classes::well_known::fields;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::park::Deadline;
use crate::runtime::thread::JavaThread;
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::{safepoint, transitions};

/// The thread's interrupt status, which java.lang.Thread keeps.
pub fn is_interrupted(thread: &JavaThread) -> bool {
    let object = thread.oop();
    !object.is_null()
        && object
            .atomic_u8(fields::thread_interrupted())
            .load(Ordering::SeqCst)
            != 0
}

/// True if an asynchronous exception waits for the thread: it must get to its next poll.
pub fn is_stopped(thread: &JavaThread) -> bool {
    thread.poll.load(Ordering::SeqCst) & safepoint::POLL_ASYNC_EXCEPTION != 0
}

/// Clears the interrupt status; true if it was set.
pub fn take_interrupt(thread: &JavaThread) -> bool {
    let object = thread.oop();
    !object.is_null()
        && object
            .atomic_u8(fields::thread_interrupted())
            .swap(0, Ordering::SeqCst)
            != 0
}

/// `Thread.sleep`: InterruptedException "sleep interrupted" when the interrupt status is or becomes set.
pub fn sleep(thread: &JavaThread, duration: Duration) -> JResult<()> {
    let deadline = Deadline::after(duration);
    thread_status::during(thread, ThreadStatus::Sleeping, || {
        loop {
            if take_interrupt(thread) {
                let message = "sleep interrupted";
                return Err(exceptions::throw(
                    thread,
                    "java/lang/InterruptedException",
                    message,
                ));
            }
            if deadline.is_over() || is_stopped(thread) {
                return Ok(());
            }
            transitions::blocked(thread, || thread.local.monitor_parker.park(deadline));
        }
    })
}

/// `Unsafe.park`: returns at a permit, an interrupt, the deadline, or for no reason.
pub fn park(thread: &JavaThread, deadline: Deadline) {
    if thread.local.parker.try_take() || is_interrupted(thread) || is_stopped(thread) {
        return;
    }
    let status = if deadline == Deadline::Never {
        ThreadStatus::Parked
    } else {
        ThreadStatus::ParkedTimed
    };
    thread_status::during(thread, status, || {
        transitions::blocked(thread, || thread.local.parker.park(deadline))
    });
}

/// The machine's half of `Thread.interrupt`: wakes the thread wherever it waits. The Java half has set the status.
pub fn wake_for_interrupt(thread: &JavaThread) {
    thread.local.parker.unpark();
    thread.local.monitor_parker.unpark();
}
