//! One-permit parking, the base of `LockSupport.park`, `Object.wait`, monitor entry and `Thread.sleep`.
//!
//! A permit is given by [`Parker::unpark`] and taken by [`Parker::park`]; permits do not add up. The caller is
//! responsible for the thread's state transition around a park.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// One thread's permit.
#[derive(Default)]
pub struct Parker {
    permit: Mutex<bool>,
    changed: Condvar,
}

impl Parker {
    pub const fn new() -> Parker {
        Parker {
            permit: Mutex::new(false),
            changed: Condvar::new(),
        }
    }

    /// Takes the permit if there is one, without blocking.
    pub fn try_take(&self) -> bool {
        std::mem::take(&mut *self.permit.lock())
    }

    /// Blocks until there is a permit, which it takes, or until the time is over (`None` = never). True if it took one.
    pub fn park(&self, timeout: Option<Duration>) -> bool {
        let deadline = timeout.and_then(|t| Instant::now().checked_add(t));
        let mut permit = self.permit.lock();
        while !*permit {
            match deadline {
                None => self.changed.wait(&mut permit),
                Some(d) => {
                    if self.changed.wait_until(&mut permit, d).timed_out() {
                        break;
                    }
                }
            }
        }
        std::mem::take(&mut *permit)
    }

    /// Gives the permit and wakes the parked thread.
    pub fn unpark(&self) {
        let mut permit = self.permit.lock();
        *permit = true;
        drop(permit);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permit_is_taken_once() {
        let p = Parker::new();
        p.unpark();
        p.unpark();
        assert!(p.park(None));
        assert!(!p.park(Some(Duration::from_millis(1))));
    }
}
