//! One-permit parking, the base of `LockSupport.park`, `Object.wait`, monitor entry and `Thread.sleep`.
//!
//! A permit is given by [`Parker::unpark`] and taken by [`Parker::park`]; permits do not add up. A parker is one word, on
//! which its thread sleeps in the kernel (a futex) and which costs nothing to make or to drop. Deadlines are points in
//! time, so that neither early wake-ups nor changes of the clock stretch or shorten a wait. The caller is responsible
//! for the thread's state transition around a park.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// No permit, nobody parked.
const EMPTY: u32 = 0;
/// A permit.
const PERMIT: u32 = 1;
/// No permit, and the thread sleeps or is about to.
const PARKED: u32 = 2;

/// When a wait ends by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deadline {
    Never,
    /// Time of the monotonic clock, which only goes forward.
    Monotonic(Duration),
    /// Time since the epoch, by the clock on the wall, which may be set.
    WallClock(Duration),
}

fn now(clock: libc::clockid_t) -> Duration {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: fills the structure.
    unsafe { libc::clock_gettime(clock, &mut t) };
    Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
}

impl Deadline {
    /// So long from now, by the monotonic clock; never, if that is too far away to be counted.
    pub fn after(time: Duration) -> Deadline {
        match now(libc::CLOCK_MONOTONIC).checked_add(time) {
            Some(end) if end.as_secs() <= i64::MAX as u64 => Deadline::Monotonic(end),
            _ => Deadline::Never,
        }
    }

    pub fn in_millis(millis: u64) -> Deadline {
        Deadline::after(Duration::from_millis(millis))
    }

    pub fn is_over(self) -> bool {
        match self {
            Deadline::Never => false,
            Deadline::Monotonic(end) => now(libc::CLOCK_MONOTONIC) >= end,
            Deadline::WallClock(end) => now(libc::CLOCK_REALTIME) >= end,
        }
    }
}

/// Sleeps while the word is [`PARKED`], at most until the deadline; may return for no reason.
fn sleep_while_parked(word: &AtomicU32, deadline: Deadline) {
    let (flags, end) = match deadline {
        Deadline::Never => (0, None),
        Deadline::Monotonic(end) => (0, Some(end)),
        Deadline::WallClock(end) => (libc::FUTEX_CLOCK_REALTIME, Some(end)),
    };
    let end = end.map(|d| libc::timespec {
        tv_sec: d.as_secs() as i64,
        tv_nsec: i64::from(d.subsec_nanos()),
    });
    let end_pointer = end.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word and the time live during the call.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAIT_BITSET | libc::FUTEX_PRIVATE_FLAG | flags,
            PARKED,
            end_pointer,
            std::ptr::null::<u32>(),
            libc::FUTEX_BITSET_MATCH_ANY,
        );
    }
}

/// One thread's permit.
#[derive(Default)]
pub struct Parker(AtomicU32);

impl Parker {
    pub const fn new() -> Parker {
        Parker(AtomicU32::new(EMPTY))
    }

    /// Takes the permit if there is one, without blocking. Only the parker's own thread calls this and [`Parker::park`].
    pub fn try_take(&self) -> bool {
        self.0.swap(EMPTY, Ordering::SeqCst) == PERMIT
    }

    /// Blocks until there is a permit, which it takes, or until the deadline. True if it took one.
    pub fn park(&self, deadline: Deadline) -> bool {
        let parked = self
            .0
            .compare_exchange(EMPTY, PARKED, Ordering::SeqCst, Ordering::SeqCst);
        if parked.is_ok() {
            while self.0.load(Ordering::SeqCst) == PARKED && !deadline.is_over() {
                sleep_while_parked(&self.0, deadline);
            }
        }
        self.try_take()
    }

    /// Gives the permit and wakes the parked thread.
    pub fn unpark(&self) {
        if self.0.swap(PERMIT, Ordering::SeqCst) == PARKED {
            // SAFETY: the word is in memory that lives at least as long as this call.
            unsafe {
                libc::syscall(
                    libc::SYS_futex,
                    self.0.as_ptr(),
                    libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
                    1,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_permit_is_taken_once() {
        let p = Parker::new();
        p.unpark();
        p.unpark();
        assert!(p.park(Deadline::Never));
        assert!(!p.park(Deadline::in_millis(1)));
        assert!(!p.try_take());
    }

    #[test]
    fn deadlines_that_have_passed_do_not_wait() {
        let p = Parker::new();
        assert!(!p.park(Deadline::WallClock(Duration::from_secs(1))));
        assert!(!p.park(Deadline::after(Duration::ZERO)));
        p.unpark();
        assert!(p.park(Deadline::WallClock(Duration::ZERO)));
        assert_eq!(Deadline::after(Duration::MAX), Deadline::Never);
    }

    #[test]
    fn no_wake_up_is_lost() {
        let pair = Arc::new((Parker::new(), Parker::new()));
        let other = Arc::clone(&pair);
        let rounds = 20_000;
        let pong = std::thread::spawn(move || {
            for _ in 0..rounds {
                assert!(other.0.park(Deadline::Never));
                other.1.unpark();
            }
        });
        for _ in 0..rounds {
            pair.0.unpark();
            assert!(pair.1.park(Deadline::Never));
        }
        pong.join().expect("the other thread ends");
    }
}
