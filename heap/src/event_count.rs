//! A counter of events on which many threads can sleep and that wakes all of them at once.
//!
//! A condition variable would hand its lock from one awakened thread to the next, each of which must first get a
//! processor; with a hundred threads after a pause that takes longer than the pause. Here they sleep on a word in the
//! kernel (a futex), and nobody needs a lock when he wakes.

use std::sync::atomic::{AtomicU32, Ordering};

/// The number of events so far, modulo 2³².
#[derive(Default)]
pub struct EventCount(AtomicU32);

impl EventCount {
    pub const fn new() -> EventCount {
        EventCount(AtomicU32::new(0))
    }

    /// The number of events so far: read before looking whether it is necessary to wait.
    pub fn now(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    /// Sleeps until there have been more events than `seen`; may return for no reason.
    pub fn wait_after(&self, seen: u32) {
        // SAFETY: the word lives during the call.
        unsafe {
            libc::syscall(
                libc::SYS_futex,
                self.0.as_ptr(),
                libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
                seen,
                std::ptr::null::<libc::timespec>(),
            );
        }
    }

    /// Counts an event, and wakes all who wait for one.
    pub fn advance(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
        // SAFETY: the word lives during the call.
        unsafe {
            libc::syscall(
                libc::SYS_futex,
                self.0.as_ptr(),
                libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
                i32::MAX,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn all_waiters_are_woken() {
        let count = Arc::new(EventCount::new());
        let seen = count.now();
        let wait = |count: Arc<EventCount>| {
            move || {
                while count.now() == seen {
                    count.wait_after(seen);
                }
            }
        };
        let waiters: Vec<_> = (0..8)
            .map(|_| std::thread::spawn(wait(count.clone())))
            .collect();
        count.advance();
        for w in waiters {
            w.join().expect("the waiter ends");
        }
    }
}
