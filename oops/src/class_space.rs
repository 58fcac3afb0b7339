//! The class space: one reserved region at a fixed address that holds all class metadata.
//!
//! Metadata refers to metadata by 32-bit byte offsets from the region's base ([`MetaPtr`], [`MetaSlice`]); an object's
//! header holds such an offset to name its class. The base is a constant, so decoding is one addition with an
//! immediate. Memory comes from per-loader [`Arena`]s that take page-multiples from the region and are freed as a
//! whole when their loader is unloaded.
//!
//! Invariant: nothing in here owns memory outside the class space, so that the region can be written to a file and
//! mapped again.

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use parking_lot::Mutex;

/// Where the class space lies. Far from the heap's ranges, from executables and from shared libraries.
pub const BASE: usize = 0x80_0000_0000;
/// Reserved bytes; pages are only committed when touched.
pub const SIZE: usize = 1 << 30;

const PAGE: usize = 4096;
const MAX_CHUNK: usize = 64 * 1024;

struct Space {
    next: usize,
    /// Freed runs of pages: (offset, bytes).
    free: Vec<(usize, usize)>,
}

static SPACE: OnceLock<Result<Mutex<Space>, String>> = OnceLock::new();

/// Reserves the class space. Idempotent; an error names what the system refused.
pub fn initialize() -> Result<(), String> {
    match SPACE.get_or_init(reserve) {
        Ok(_) => Ok(()),
        Err(e) => Err(e.clone()),
    }
}

fn reserve() -> Result<Mutex<Space>, String> {
    // SAFETY: a fresh anonymous mapping; MAP_FIXED_NOREPLACE never unmaps anything that exists.
    let p = unsafe {
        libc::mmap(
            BASE as *mut libc::c_void,
            SIZE,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE
                | libc::MAP_ANONYMOUS
                | libc::MAP_NORESERVE
                | libc::MAP_FIXED_NOREPLACE,
            -1,
            0,
        )
    };
    if p as usize != BASE {
        return Err(format!(
            "cannot reserve {} MB for class metadata at {BASE:#x}: {}",
            SIZE >> 20,
            std::io::Error::last_os_error()
        ));
    }
    // Offset 0 is the null pointer, so the first page is never handed out.
    Ok(Mutex::new(Space {
        next: PAGE,
        free: Vec::new(),
    }))
}

fn space() -> &'static Mutex<Space> {
    match SPACE.get_or_init(reserve) {
        Ok(s) => s,
        Err(e) => panic!("{e}"),
    }
}

/// Bytes handed out to arenas so far and not returned.
pub fn committed_bytes() -> usize {
    let s = space().lock();
    s.next - s.free.iter().map(|f| f.1).sum::<usize>()
}

/// True if `address` lies in the part of the class space that has been handed out.
pub fn contains(address: usize) -> bool {
    (BASE..BASE + SIZE).contains(&address)
}

/// Takes `bytes` (a multiple of the page size) of zeroed memory; the class space's offset, or `None` when it is full.
fn take_pages(bytes: usize) -> Option<usize> {
    let mut s = space().lock();
    if let Some(i) = s.free.iter().position(|f| f.1 >= bytes) {
        let (offset, len) = s.free[i];
        if len == bytes {
            s.free.swap_remove(i);
        } else {
            s.free[i] = (offset + bytes, len - bytes);
        }
        return Some(offset);
    }
    if s.next + bytes > SIZE {
        return None;
    }
    let offset = s.next;
    s.next += bytes;
    Some(offset)
}

fn give_back_pages(offset: usize, bytes: usize) {
    // SAFETY: the run belongs to an arena that is being dropped; MADV_DONTNEED gives zeroed pages at the next touch.
    unsafe {
        libc::madvise(
            (BASE + offset) as *mut libc::c_void,
            bytes,
            libc::MADV_DONTNEED,
        )
    };
    space().lock().free.push((offset, bytes));
}

/// A bump allocator for the metadata of one loader (or of one hidden class). Dropping it frees all its memory.
#[derive(Default)]
pub struct Arena {
    cursor: usize,
    limit: usize,
    chunks: Vec<(usize, usize)>,
    used: usize,
}

/// The class space is exhausted: the caller throws OutOfMemoryError: Metaspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaspaceFull;

impl Arena {
    pub fn new() -> Arena {
        Arena::default()
    }

    /// Bytes handed out by this arena.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Zeroed memory of `bytes` at an 8-byte boundary, as an offset in the class space.
    fn alloc_bytes(&mut self, bytes: usize) -> Result<usize, MetaspaceFull> {
        let bytes = (bytes + 7) & !7;
        if self.cursor + bytes > self.limit {
            let wanted = (PAGE << self.chunks.len().min(4)).min(MAX_CHUNK);
            let chunk = if bytes > wanted {
                (bytes + PAGE - 1) & !(PAGE - 1)
            } else {
                wanted
            };
            let offset = take_pages(chunk).ok_or(MetaspaceFull)?;
            self.chunks.push((offset, chunk));
            // A big object gets a chunk of its own; the current one goes on serving small ones.
            if bytes > wanted {
                self.used += bytes;
                return Ok(offset);
            }
            self.cursor = offset;
            self.limit = offset + chunk;
        }
        let offset = self.cursor;
        self.cursor += bytes;
        self.used += bytes;
        Ok(offset)
    }

    /// Moves `value` into the arena. `T` must be plain data without drop glue (checked when compiled).
    pub fn alloc<T: 'static>(&mut self, value: T) -> Result<MetaPtr<T>, MetaspaceFull> {
        const { assert!(!std::mem::needs_drop::<T>() && std::mem::align_of::<T>() <= 8) };
        let offset = self.alloc_bytes(std::mem::size_of::<T>().max(1))?;
        // SAFETY: fresh, aligned memory of sufficient size that nobody else refers to.
        unsafe { std::ptr::write((BASE + offset) as *mut T, value) };
        Ok(MetaPtr::from_offset(offset as u32).expect("arena offsets are not null"))
    }

    /// Copies a slice into the arena. An empty slice takes no memory.
    pub fn alloc_slice<T: Copy + 'static>(
        &mut self,
        values: &[T],
    ) -> Result<MetaSlice<T>, MetaspaceFull> {
        self.alloc_slice_with(values.len(), |i| values[i])
    }

    /// A slice of `len` elements made by `f`.
    pub fn alloc_slice_with<T: 'static>(
        &mut self,
        len: usize,
        mut f: impl FnMut(usize) -> T,
    ) -> Result<MetaSlice<T>, MetaspaceFull> {
        const { assert!(!std::mem::needs_drop::<T>() && std::mem::align_of::<T>() <= 8) };
        if len == 0 {
            return Ok(MetaSlice::EMPTY);
        }
        let offset = self.alloc_bytes(std::mem::size_of::<T>() * len)?;
        for i in 0..len {
            // SAFETY: fresh, aligned memory of `len` elements.
            unsafe { std::ptr::write(((BASE + offset) as *mut T).add(i), f(i)) };
        }
        Ok(MetaSlice {
            offset: offset as u32,
            len: len as u32,
            kind: PhantomData,
        })
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for &(offset, bytes) in &self.chunks {
            give_back_pages(offset, bytes);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arenas_hand_out_zeroed_aligned_memory_and_reuse_pages() {
        initialize().unwrap();
        let mut a = Arena::new();
        let p = a.alloc(7u64).unwrap();
        assert_eq!((*p, p.address() % 8), (7, 0));
        let s = a.alloc_slice(&[1u8, 2, 3]).unwrap();
        assert_eq!(&*s, &[1, 2, 3]);
        let big = a.alloc_slice_with(100_000, |_| 0u64).unwrap();
        assert_eq!(big.len(), 100_000);
        assert_eq!(MetaSlice::<u8>::EMPTY.len(), 0);
        let offset = p.offset();
        drop(a);
        let mut b = Arena::new();
        let q = b.alloc(0u64).unwrap();
        assert!(q.offset() <= offset || *q == 0);
    }
}
