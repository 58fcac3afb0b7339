//! java.lang.ref.Reference as the collector sees it.

use std::sync::atomic::{AtomicU32, Ordering};

/// The strength of a reference class, by which the collector treats its `referent`.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReferenceKind {
    Soft = 1,
    Weak = 2,
    Final = 3,
    Phantom = 4,
}

impl ReferenceKind {
    pub fn from_u8(n: u8) -> Option<ReferenceKind> {
        Some(match n {
            1 => ReferenceKind::Soft,
            2 => ReferenceKind::Weak,
            3 => ReferenceKind::Final,
            4 => ReferenceKind::Phantom,
            _ => return None,
        })
    }
}

/// Field offsets that the collector needs, published by the class loader's layout code when it has laid out the class
/// (they are known before the first instance exists).
pub struct WellKnownOffsets {
    /// `Reference.referent`.
    pub referent: AtomicU32,
    /// `Reference.discovered`: links references that the collector hands over.
    pub discovered: AtomicU32,
    /// `Reference.next`.
    pub next: AtomicU32,
    /// `SoftReference.timestamp`.
    pub timestamp: AtomicU32,
    /// `Reference.queue`.
    pub queue: AtomicU32,
    /// The injected class pointer (u32) in a `java.lang.Class` instance.
    pub mirror_klass: AtomicU32,
    /// The injected array-class pointer (u32) in a `java.lang.Class` instance, used for primitive types' mirrors.
    pub mirror_array_klass: AtomicU32,
}

/// The one instance.
pub static OFFSETS: WellKnownOffsets = WellKnownOffsets {
    referent: AtomicU32::new(0),
    discovered: AtomicU32::new(0),
    next: AtomicU32::new(0),
    timestamp: AtomicU32::new(0),
    queue: AtomicU32::new(0),
    mirror_klass: AtomicU32::new(0),
    mirror_array_klass: AtomicU32::new(0),
};

#[inline(always)]
pub fn referent_offset() -> usize {
    OFFSETS.referent.load(Ordering::Relaxed) as usize
}
#[inline(always)]
pub fn discovered_offset() -> usize {
    OFFSETS.discovered.load(Ordering::Relaxed) as usize
}
#[inline(always)]
pub fn next_offset() -> usize {
    OFFSETS.next.load(Ordering::Relaxed) as usize
}
#[inline(always)]
pub fn timestamp_offset() -> usize {
    OFFSETS.timestamp.load(Ordering::Relaxed) as usize
}
#[inline(always)]
pub fn mirror_klass_offset() -> usize {
    OFFSETS.mirror_klass.load(Ordering::Relaxed) as usize
}
#[inline(always)]
pub fn mirror_array_klass_offset() -> usize {
    OFFSETS.mirror_array_klass.load(Ordering::Relaxed) as usize
}
