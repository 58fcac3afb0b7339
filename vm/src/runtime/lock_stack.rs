//! The objects that a thread holds by a fast lock, in locking order (after HotSpot's `LockStack`).
//!
//! A small array of fixed size within the thread, so that compiled code can push and pop in line; recursive entries stand
//! directly above the first. When it is full, locks are inflated. Only the thread itself changes it; others read it while
//! the thread is stopped.

use std::cell::Cell;
use std::mem::offset_of;

use oops::{Oop, OopSlot};

/// Locks that fit, as many as in HotSpot.
pub const CAPACITY: usize = 8;

#[repr(C)]
pub struct LockStack {
    length: Cell<u32>,
    slots: [OopSlot; CAPACITY],
}

impl LockStack {
    /// Offsets of the length (32 bits) and of the first slot, for compiled code.
    pub const LENGTH_OFFSET: usize = offset_of!(LockStack, length);
    pub const SLOTS_OFFSET: usize = offset_of!(LockStack, slots);

    pub const fn new() -> LockStack {
        LockStack {
            length: Cell::new(0),
            slots: [const { OopSlot::null() }; CAPACITY],
        }
    }

    #[inline(always)]
    fn length(&self) -> usize {
        self.length.get() as usize
    }

    /// The slots in use, outermost lock first.
    #[inline(always)]
    pub fn slots(&self) -> &[OopSlot] {
        &self.slots[..self.length()]
    }

    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.length() == CAPACITY
    }

    /// There must be room.
    #[inline(always)]
    pub fn push(&self, object: Oop) {
        self.slots[self.length()].store(object);
        self.length.set(self.length.get() + 1);
    }

    /// Takes the topmost entry away; there must be one.
    #[inline(always)]
    pub fn pop(&self) {
        let length = self.length() - 1;
        self.slots[length].store(Oop::NULL);
        self.length.set(length as u32);
    }

    #[inline(always)]
    pub fn last(&self) -> Option<Oop> {
        self.slots().last().map(OopSlot::load)
    }

    /// How often an object is in the stack.
    pub fn times(&self, object: Oop) -> usize {
        self.slots().iter().filter(|s| s.load() == object).count()
    }

    /// Takes one entry away, those above it move down.
    pub fn remove(&self, index: usize) {
        for i in index..self.length() - 1 {
            self.slots[i].store(self.slots[i + 1].load());
        }
        self.pop();
    }

    /// Takes all entries of an object away.
    pub fn remove_all(&self, object: Oop) {
        for i in (0..self.length()).rev() {
            if self.slots[i].load() == object {
                self.remove(i);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        while self.length() > 0 {
            self.pop();
        }
    }
}

impl Default for LockStack {
    fn default() -> Self {
        LockStack::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(n: usize) -> Oop {
        // SAFETY: never followed, only compared.
        unsafe { Oop::from_bits((n * 8) as u64) }
    }

    fn content(stack: &LockStack) -> Vec<usize> {
        stack
            .slots()
            .iter()
            .map(|s| s.load().address() / 8)
            .collect()
    }

    #[test]
    fn entries_come_and_go() {
        let stack = LockStack::new();
        for n in [1, 2, 2, 3, 2] {
            stack.push(object(n));
        }
        assert_eq!(stack.times(object(2)), 3);
        stack.remove(1);
        assert_eq!(content(&stack), [1, 2, 3, 2]);
        stack.remove_all(object(2));
        assert_eq!(content(&stack), [1, 3]);
        assert_eq!(stack.last(), Some(object(3)));
        stack.pop();
        assert_eq!(content(&stack), [1]);
        stack.clear();
        assert_eq!(stack.last(), None);
    }

    #[test]
    fn is_full_at_its_capacity() {
        let stack = LockStack::new();
        for n in 1..=CAPACITY {
            assert!(!stack.is_full());
            stack.push(object(n));
        }
        assert!(stack.is_full());
    }
}
