//! The class space: one reserved region at a fixed address that holds all class metadata.
//!
//! Metadata refers to metadata by 32-bit byte offsets from the region's base ([`MetaPtr`], [`MetaSlice`]); an object's
//! header holds such an offset to name its class. The base is a constant, so decoding is one addition with an
//! immediate. Memory comes from per-loader [`Arena`]s that take chunks from the region (`chunks`) and are freed as a
//! whole when their loader is unloaded.
//!
//! Invariant: nothing in here owns memory outside the class space, so that the region can be written to a file and
//! mapped again.

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the class space lies. Far from the heap's ranges, from executables and from shared libraries, and so low that addresses in it
/// are 32-bit constants and displacements of machine instructions. What others use of the range stays theirs.
pub const BASE: usize = 0x4000_0000;
/// Reserved bytes; pages are only committed when touched.
pub const SIZE: usize = 1 << 30;

pub use crate::arena::{Arena, ArenaState};
pub use crate::chunks::{MetaspaceFull, Usage, initialize, owner_of, set_limits, trim, usage};

/// True if `address` lies in the class space's reserved range.
#[inline(always)]
pub fn contains(address: usize) -> bool {
    address.wrapping_sub(BASE) < SIZE
}

/// A 32-bit pointer to metadata. `Option<MetaPtr<T>>` is 32 bits as well.
///
/// Dereferencing is safe in the sense of the arenas' contract: metadata lives until its loader is unloaded, and a
/// loader is only unloaded when nothing that could hold one of its pointers is reachable.
#[repr(transparent)]
pub struct MetaPtr<T> {
    offset: NonZeroU32,
    kind: PhantomData<*const T>,
}

// SAFETY: metadata is shared between threads by design; what is mutable in it is atomic.
unsafe impl<T> Send for MetaPtr<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for MetaPtr<T> {}

impl<T: 'static> MetaPtr<T> {
    /// The pointer for a class-space offset; `None` for 0.
    #[inline(always)]
    pub const fn from_offset(offset: u32) -> Option<MetaPtr<T>> {
        match NonZeroU32::new(offset) {
            Some(offset) => Some(MetaPtr {
                offset,
                kind: PhantomData,
            }),
            None => None,
        }
    }

    #[inline(always)]
    pub const fn offset(self) -> u32 {
        self.offset.get()
    }

    /// The absolute address, e.g. as a number handed to Java or to compiled code.
    #[inline(always)]
    pub const fn address(self) -> usize {
        BASE + self.offset.get() as usize
    }

    /// The pointer for an absolute address inside the class space, as made by [`MetaPtr::address`]; `None` for 0.
    pub fn from_address(address: usize) -> Option<MetaPtr<T>> {
        if address == 0 {
            return None;
        }
        debug_assert!(contains(address));
        MetaPtr::from_offset((address - BASE) as u32)
    }

    #[inline(always)]
    pub fn get(self) -> &'static T {
        // SAFETY: see the type's contract.
        unsafe { &*(self.address() as *const T) }
    }
}

impl<T> Clone for MetaPtr<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for MetaPtr<T> {}
impl<T> PartialEq for MetaPtr<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.offset == other.offset
    }
}
impl<T> Eq for MetaPtr<T> {}
impl<T> std::hash::Hash for MetaPtr<T> {
    fn hash<H: std::hash::Hasher>(&self, h: &mut H) {
        self.offset.hash(h);
    }
}
impl<T: 'static> Deref for MetaPtr<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        self.get()
    }
}
impl<T: 'static> std::fmt::Debug for MetaPtr<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "meta:{:#x}", self.offset)
    }
}

/// An atomically replaceable `Option<MetaPtr<T>>`. Loads acquire, stores release.
#[repr(transparent)]
pub struct AtomicMetaPtr<T> {
    offset: AtomicU32,
    kind: PhantomData<*const T>,
}

// SAFETY: as for MetaPtr.
unsafe impl<T> Send for AtomicMetaPtr<T> {}
// SAFETY: as for MetaPtr.
unsafe impl<T> Sync for AtomicMetaPtr<T> {}

impl<T: 'static> AtomicMetaPtr<T> {
    pub const fn new(p: Option<MetaPtr<T>>) -> Self {
        let offset = match p {
            Some(p) => p.offset(),
            None => 0,
        };
        AtomicMetaPtr {
            offset: AtomicU32::new(offset),
            kind: PhantomData,
        }
    }
    #[inline(always)]
    pub fn load(&self) -> Option<MetaPtr<T>> {
        MetaPtr::from_offset(self.offset.load(Ordering::Acquire))
    }
    pub fn store(&self, p: Option<MetaPtr<T>>) {
        self.offset
            .store(p.map_or(0, |p| p.offset()), Ordering::Release);
    }
    /// Stores `new` if the value is `old`; true on success.
    pub fn compare_exchange(&self, old: Option<MetaPtr<T>>, new: Option<MetaPtr<T>>) -> bool {
        let bits = |p: Option<MetaPtr<T>>| p.map_or(0, |p| p.offset());
        self.offset
            .compare_exchange(bits(old), bits(new), Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

/// A slice of metadata: offset and length, 8 bytes.
#[repr(C)]
pub struct MetaSlice<T> {
    offset: u32,
    len: u32,
    kind: PhantomData<*const T>,
}

// SAFETY: as for MetaPtr.
unsafe impl<T> Send for MetaSlice<T> {}
// SAFETY: as for MetaPtr.
unsafe impl<T> Sync for MetaSlice<T> {}

impl<T: 'static> MetaSlice<T> {
    pub const EMPTY: MetaSlice<T> = MetaSlice {
        offset: 0,
        len: 0,
        kind: PhantomData,
    };

    /// The slice of `len` elements at an offset, for arenas.
    pub(crate) fn from_parts(offset: usize, len: usize) -> Self {
        MetaSlice {
            offset: offset as u32,
            len: len as u32,
            kind: PhantomData,
        }
    }

    #[inline(always)]
    pub fn get(self) -> &'static [T] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: made by an arena for `len` initialised elements; lifetime as for MetaPtr.
        unsafe {
            std::slice::from_raw_parts((BASE + self.offset as usize) as *const T, self.len as usize)
        }
    }

    /// Address of the first element (meaningless for an empty slice).
    #[inline(always)]
    pub fn address(self) -> usize {
        BASE + self.offset as usize
    }

    /// The half behind the middle, of words that mean something else there.
    pub(crate) fn second_half<U: 'static>(self) -> MetaSlice<U> {
        const { assert!(size_of::<T>() == size_of::<U>()) };
        let half = self.len / 2;
        MetaSlice::from_parts(
            self.offset as usize + half as usize * size_of::<T>(),
            half as usize,
        )
    }

    /// Packs into 64 bits (for atomic publication), and back.
    pub fn to_bits(self) -> u64 {
        u64::from(self.offset) | u64::from(self.len) << 32
    }
    pub fn from_bits(bits: u64) -> Self {
        MetaSlice {
            offset: bits as u32,
            len: (bits >> 32) as u32,
            kind: PhantomData,
        }
    }
}

impl<T> Clone for MetaSlice<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for MetaSlice<T> {}
impl<T: 'static> Deref for MetaSlice<T> {
    type Target = [T];
    #[inline(always)]
    fn deref(&self) -> &[T] {
        self.get()
    }
}

/// A [`MetaSlice`] that is published once, after construction (vtables, itables …).
#[repr(transparent)]
pub struct AtomicMetaSlice<T> {
    bits: std::sync::atomic::AtomicU64,
    kind: PhantomData<*const T>,
}

// SAFETY: as for MetaPtr.
unsafe impl<T> Send for AtomicMetaSlice<T> {}
// SAFETY: as for MetaPtr.
unsafe impl<T> Sync for AtomicMetaSlice<T> {}

impl<T: 'static> AtomicMetaSlice<T> {
    pub const fn empty() -> Self {
        AtomicMetaSlice {
            bits: std::sync::atomic::AtomicU64::new(0),
            kind: PhantomData,
        }
    }
    #[inline(always)]
    pub fn load(&self) -> MetaSlice<T> {
        MetaSlice::from_bits(self.bits.load(Ordering::Acquire))
    }
    pub fn store(&self, s: MetaSlice<T>) {
        self.bits.store(s.to_bits(), Ordering::Release);
    }
}
