//! Class loader data as objects and the collector see it: a number, and a mark whether it was reached.
//!
//! During a full collection all data but the boot loader's begins *unclaimed*; whoever reaches it first claims it and
//! visits what it holds. At all other times everything counts as claimed, so the question costs one load.

use std::sync::atomic::{AtomicU8, Ordering};

/// Names a class loader's data; the virtual machine keeps the table. The boot loader is 0.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct LoaderId(pub u32);

/// Numbers from here on have no mark: their data is never unclaimed.
const MARKS: usize = 1 << 22;

/// 1 for data that is unclaimed.
static UNCLAIMED: [AtomicU8; MARKS] = [const { AtomicU8::new(0) }; MARKS];

impl LoaderId {
    pub const BOOT: LoaderId = LoaderId(0);

    /// True while a full collection has not reached the data.
    #[inline(always)]
    pub fn is_unclaimed(self) -> bool {
        UNCLAIMED
            .get(self.0 as usize)
            .is_some_and(|m| m.load(Ordering::Relaxed) != 0)
    }

    /// Claims the data; true for the first who does.
    pub fn claim(self) -> bool {
        UNCLAIMED
            .get(self.0 as usize)
            .is_some_and(|m| m.load(Ordering::Relaxed) != 0 && m.swap(0, Ordering::AcqRel) != 0)
    }

    /// Makes the data unclaimed; false if that cannot be said of this number. The world is stopped.
    pub fn set_unclaimed(self) -> bool {
        match UNCLAIMED.get(self.0 as usize) {
            Some(mark) => {
                mark.store(1, Ordering::Release);
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_claims() {
        let id = LoaderId(1000);
        assert!(!id.is_unclaimed() && !id.claim());
        assert!(id.set_unclaimed() && id.is_unclaimed());
        assert!(id.claim());
        assert!(!id.claim() && !id.is_unclaimed());
        assert!(!LoaderId(u32::MAX).set_unclaimed());
    }
}
