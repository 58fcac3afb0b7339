//! Ordinary object pointers and raw access to objects' memory.
//!
//! An [`Oop`] is the address of an object or null. It may sit in any Rust local or thread stack (those are scanned
//! conservatively and pin what they point to), but never in a Rust heap structure that the collector does not know:
//! there, use an [`OopSlot`] that is registered as a root, or a handle.
//!
//! This module and [`crate::layout`] alone know that a reference in the heap is 64 bits wide. The plain `store_oop_raw`
//! has no write barrier; the barrier is the heap's.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use crate::klass::KlassPtr;
use crate::mark::Mark;

/// Base-2 logarithm of the width of a reference in the heap.
pub const LOG_HEAP_REFERENCE_BYTES: u32 = 3;
/// Width of a reference in the heap, in bytes.
pub const HEAP_REFERENCE_BYTES: usize = 1 << LOG_HEAP_REFERENCE_BYTES;
/// Bytes of an object's header.
pub const HEADER_BYTES: usize = 8;
/// Offset of the class word in the header.
pub const KLASS_OFFSET: usize = 0;
/// Offset of the mark word in the header.
pub const MARK_OFFSET: usize = 4;
/// Offset of an array's 32-bit length.
pub const ARRAY_LENGTH_OFFSET: usize = 8;
/// Objects begin at multiples of this.
pub const OBJECT_ALIGNMENT: usize = 8;

/// A reference to an object, or null.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Oop(usize);

impl Oop {
    pub const NULL: Oop = Oop(0);

    /// The object at `address` (0 = null).
    ///
    /// # Safety
    /// `address` is null or the start of a live object.
    #[inline(always)]
    pub unsafe fn from_address(address: usize) -> Oop {
        Oop(address)
    }
    #[inline(always)]
    pub fn address(self) -> usize {
        self.0
    }
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0 == 0
    }
    #[inline(always)]
    pub fn non_null(self) -> Option<Oop> {
        if self.0 == 0 { None } else { Some(self) }
    }

    /// The value as a 64-bit interpreter slot, and back.
    #[inline(always)]
    pub fn to_bits(self) -> u64 {
        self.0 as u64
    }
    /// # Safety
    /// `bits` came from [`Oop::to_bits`] of an object that is still live.
    #[inline(always)]
    pub unsafe fn from_bits(bits: u64) -> Oop {
        Oop(bits as usize)
    }

    /// The object's class. The object must not be null.
    #[inline(always)]
    pub fn klass(self) -> KlassPtr {
        debug_assert!(!self.is_null());
        // SAFETY: every object's header begins with its class's offset, which is never 0.
        unsafe { std::mem::transmute::<u32, KlassPtr>(*((self.0 + KLASS_OFFSET) as *const u32)) }
    }

    /// The header's class word as it is, for checks of objects that may be damaged. The object must not be null.
    pub fn klass_offset(self) -> u32 {
        debug_assert!(!self.is_null());
        // SAFETY: every object begins with its header.
        unsafe { *((self.0 + KLASS_OFFSET) as *const u32) }
    }

    /// Writes the header of a new object: its class, unlocked, no hash.
    ///
    /// # Safety
    /// `self` is fresh memory for an instance of `klass`.
    #[inline(always)]
    pub unsafe fn init_header(self, klass: KlassPtr) {
        // SAFETY: by the caller's word.
        unsafe { *(self.0 as *mut u64) = u64::from(klass.offset()) };
    }

    #[inline(always)]
    pub fn mark_word(self) -> &'static AtomicU32 {
        // SAFETY: the header's mark half, aligned.
        unsafe { &*((self.0 + MARK_OFFSET) as *const AtomicU32) }
    }
    pub fn mark(self) -> Mark {
        Mark(self.mark_word().load(Ordering::Acquire))
    }
    /// Replaces the mark if it is still `old`.
    pub fn cas_mark(self, old: Mark, new: Mark) -> Result<(), Mark> {
        self.mark_word()
            .compare_exchange(old.0, new.0, Ordering::AcqRel, Ordering::Acquire)
            .map(|_| ())
            .map_err(Mark)
    }

    /// The identity hash; assigned (from a per-thread generator) at first use.
    pub fn identity_hash(self) -> i32 {
        loop {
            let mark = self.mark();
            if let Some(h) = mark.hash() {
                return h;
            }
            if self.cas_mark(mark, mark.with_hash(next_hash())).is_ok() {
                continue;
            }
        }
    }

    /// An array's length.
    #[inline(always)]
    pub fn array_length(self) -> usize {
        debug_assert!(self.klass().is_array());
        // SAFETY: arrays have a length word behind the header.
        unsafe { *((self.0 + ARRAY_LENGTH_OFFSET) as *const i32) as usize }
    }
    /// # Safety
    /// `self` is a fresh array with room for `length` elements.
    #[inline(always)]
    pub unsafe fn set_array_length(self, length: usize) {
        // SAFETY: by the caller's word.
        unsafe { *((self.0 + ARRAY_LENGTH_OFFSET) as *mut i32) = length as i32 };
    }

    /// Address of the byte at `offset` from the object's start.
    #[inline(always)]
    pub fn at(self, offset: usize) -> usize {
        self.0 + offset
    }
}

macro_rules! raw_access {
    ($($get:ident $put:ident $t:ty;)*) => {
        impl Oop {
            $(
                #[doc = concat!("Plain load of a `", stringify!($t), "` at a byte offset inside the object.")]
                #[inline(always)]
                pub fn $get(self, offset: usize) -> $t {
                    debug_assert!(!self.is_null());
                    // SAFETY: offsets come from field layout or checked array indexes of this object's class;
                    // unaligned access only happens through Unsafe, where it is allowed.
                    unsafe { ((self.0 + offset) as *const $t).read_unaligned() }
                }
                #[doc = concat!("Plain store of a `", stringify!($t), "` at a byte offset inside the object.")]
                #[inline(always)]
                pub fn $put(self, offset: usize, value: $t) {
                    debug_assert!(!self.is_null());
                    // SAFETY: as for the load.
                    unsafe { ((self.0 + offset) as *mut $t).write_unaligned(value) }
                }
            )*
        }
    };
}
raw_access! {
    load_i8 store_i8 i8;
    load_u8 store_u8 u8;
    load_i16 store_i16 i16;
    load_u16 store_u16 u16;
    load_i32 store_i32 i32;
    load_u32 store_u32 u32;
    load_i64 store_i64 i64;
    load_u64 store_u64 u64;
    load_f32 store_f32 f32;
    load_f64 store_f64 f64;
}

impl Oop {
    /// Plain load of a reference field.
    #[inline(always)]
    pub fn load_oop(self, offset: usize) -> Oop {
        self.slot(offset).load()
    }
    /// Store of a reference without the write barrier: only for fresh objects or by the heap.
    #[inline(always)]
    pub fn store_oop_raw(self, offset: usize, value: Oop) {
        self.slot(offset).store(value)
    }
    /// The reference slot at an offset.
    #[inline(always)]
    pub fn slot(self, offset: usize) -> &'static OopSlot {
        debug_assert!(!self.is_null());
        // SAFETY: offsets of reference fields and elements are aligned to the reference width.
        unsafe { &*((self.0 + offset) as *const OopSlot) }
    }

    /// Atomic views for volatile access and compare-and-set. The offset must be aligned for the type.
    #[inline(always)]
    pub fn atomic_u8(self, offset: usize) -> &'static AtomicU8 {
        // SAFETY: inside the object; alignment 1.
        unsafe { &*((self.0 + offset) as *const AtomicU8) }
    }
    #[inline(always)]
    pub fn atomic_u16(self, offset: usize) -> &'static AtomicU16 {
        // SAFETY: inside the object; aligned by layout.
        unsafe { &*((self.0 + offset) as *const AtomicU16) }
    }
    #[inline(always)]
    pub fn atomic_u32(self, offset: usize) -> &'static AtomicU32 {
        // SAFETY: inside the object; aligned by layout.
        unsafe { &*((self.0 + offset) as *const AtomicU32) }
    }
    #[inline(always)]
    pub fn atomic_u64(self, offset: usize) -> &'static AtomicU64 {
        // SAFETY: inside the object; aligned by layout.
        unsafe { &*((self.0 + offset) as *const AtomicU64) }
    }

    /// True if the object is an instance of `klass` or of a subtype of it.
    #[inline(always)]
    pub fn is_a(self, klass: KlassPtr) -> bool {
        self.klass().is_subtype_of(klass)
    }
}

impl std::fmt::Debug for Oop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_null() {
            f.write_str("null")
        } else {
            write!(f, "oop:{:#x}", self.0)
        }
    }
}

/// A place that holds a reference and that the collector reads and updates: a field, an element, or a registered root.
#[repr(transparent)]
#[derive(Default)]
pub struct OopSlot(AtomicUsize);

impl OopSlot {
    pub const fn null() -> OopSlot {
        OopSlot(AtomicUsize::new(0))
    }
    /// A slot that holds `value`.
    pub fn new(value: Oop) -> OopSlot {
        OopSlot(AtomicUsize::new(value.0))
    }
    #[inline(always)]
    pub fn load(&self) -> Oop {
        Oop(self.0.load(Ordering::Relaxed))
    }
    #[inline(always)]
    pub fn load_acquire(&self) -> Oop {
        Oop(self.0.load(Ordering::Acquire))
    }
    #[inline(always)]
    pub fn load_seq_cst(&self) -> Oop {
        Oop(self.0.load(Ordering::SeqCst))
    }
    #[inline(always)]
    pub fn store(&self, value: Oop) {
        self.0.store(value.0, Ordering::Relaxed)
    }
    #[inline(always)]
    pub fn store_release(&self, value: Oop) {
        self.0.store(value.0, Ordering::Release)
    }
    #[inline(always)]
    pub fn store_seq_cst(&self, value: Oop) {
        self.0.store(value.0, Ordering::SeqCst)
    }
    /// Compare-and-set without barrier; the witness on failure.
    pub fn compare_exchange(&self, old: Oop, new: Oop) -> Result<Oop, Oop> {
        self.0
            .compare_exchange(old.0, new.0, Ordering::SeqCst, Ordering::SeqCst)
            .map(Oop)
            .map_err(Oop)
    }
    pub fn swap(&self, new: Oop) -> Oop {
        Oop(self.0.swap(new.0, Ordering::SeqCst))
    }
    /// Address of the slot itself, as the collector wants it.
    pub fn address(&self) -> usize {
        self as *const OopSlot as usize
    }
}

/// A pseudo-random non-zero hash of 29 bits (Marsaglia's xor-shift, per thread).
fn next_hash() -> u32 {
    use std::cell::Cell;
    thread_local! {
        static STATE: Cell<[u32; 4]> = const { Cell::new([0; 4]) };
    }
    STATE.with(|cell| {
        let mut s = cell.get();
        if s[3] == 0 {
            let seed = (cell as *const Cell<[u32; 4]> as usize >> 4) as u32 | 1;
            s = [seed, 842_502_087, 0x8767, 273_326_509];
        }
        loop {
            let t = s[0] ^ (s[0] << 11);
            s = [s[1], s[2], s[3], s[3] ^ (s[3] >> 19) ^ t ^ (t >> 8)];
            let hash = s[3] & Mark::HASH_MASK;
            if hash != 0 {
                cell.set(s);
                return hash;
            }
        }
    })
}

/// Offset of the first element of arrays whose elements take `1 << log2_size` bytes.
#[inline(always)]
pub const fn array_base_offset(log2_size: u32) -> usize {
    if log2_size >= 3 { 16 } else { 12 }
}

/// Offset of the elements of reference arrays.
pub const OBJ_ARRAY_BASE: usize = array_base_offset(LOG_HEAP_REFERENCE_BYTES);

impl Oop {
    /// Element `i` of a reference array; the index must be in range.
    #[inline(always)]
    pub fn obj_at(self, i: usize) -> Oop {
        debug_assert!(i < self.array_length());
        self.load_oop(OBJ_ARRAY_BASE + i * HEAP_REFERENCE_BYTES)
    }

    /// The elements of a primitive array as a slice of a type with the same width.
    ///
    /// # Safety
    /// `T` is as wide as the elements, nobody writes the elements while the slice lives, and no safepoint is passed
    /// while the object could move (an oop on the stack pins it).
    pub unsafe fn elements<'a, T: Copy>(self) -> &'a [T] {
        let base = array_base_offset(std::mem::size_of::<T>().trailing_zeros());
        // SAFETY: by the caller's word.
        unsafe { std::slice::from_raw_parts(self.at(base) as *const T, self.array_length()) }
    }

    /// As [`Oop::elements`], for writing.
    ///
    /// # Safety
    /// As there, and nobody else reads or writes the elements meanwhile.
    pub unsafe fn elements_mut<'a, T: Copy>(self) -> &'a mut [T] {
        let base = array_base_offset(std::mem::size_of::<T>().trailing_zeros());
        // SAFETY: by the caller's word.
        unsafe { std::slice::from_raw_parts_mut(self.at(base) as *mut T, self.array_length()) }
    }
}
