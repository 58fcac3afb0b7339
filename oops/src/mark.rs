//! The mark half of the object header: lock bits and identity hash.
//!
//! Bits 0–1 are the lock state, bit 2 is free, bits 3–31 the identity hash (0 = none yet). The hash stays in the
//! header in every lock state; an inflated monitor is found in a side table keyed by that hash.

/// A mark word, 32 bits.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark(pub u32);

/// The lock state in a mark's two low bits.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LockState {
    Unlocked = 0,
    /// Locked by the thread whose lock stack holds the object.
    FastLocked = 1,
    /// An ObjectMonitor exists in the monitor table.
    Inflated = 2,
}

impl Mark {
    pub const LOCK_MASK: u32 = 3;
    pub const HASH_SHIFT: u32 = 3;
    pub const HASH_MASK: u32 = (1 << 29) - 1;

    pub fn lock_state(self) -> LockState {
        match self.0 & Mark::LOCK_MASK {
            0 => LockState::Unlocked,
            1 => LockState::FastLocked,
            _ => LockState::Inflated,
        }
    }
    pub fn with_lock(self, state: LockState) -> Mark {
        Mark(self.0 & !Mark::LOCK_MASK | state as u32)
    }
    /// The identity hash, if one was assigned.
    pub fn hash(self) -> Option<i32> {
        let h = self.0 >> Mark::HASH_SHIFT;
        (h != 0).then_some(h as i32)
    }
    /// The mark with a non-zero hash of at most 29 bits.
    pub fn with_hash(self, hash: u32) -> Mark {
        Mark(self.0 & ((1 << Mark::HASH_SHIFT) - 1) | (hash & Mark::HASH_MASK) << Mark::HASH_SHIFT)
    }
}
