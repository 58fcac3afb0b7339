//! The class space's memory: chunks taken by arenas and given back, limits, and whose each piece is.
//!
//! Chunks are multiples of one kilobyte. Free runs are merged and handed out best fit; [`trim`] gives the pages of long
//! ones back to the system. For every kilobyte the owner's number is kept, so that a word that may be a pointer to
//! metadata leads to the class loader data that it would keep alive.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use parking_lot::Mutex;

use crate::class_space::{BASE, SIZE};
use crate::loader::LoaderId;

/// Chunks are multiples of this.
pub(crate) const UNIT: usize = 1024;
const PAGE: usize = 4096;
/// What is free between an embedder's memory is looked for in steps of this.
const SMALLEST_PIECE: usize = 1 << 20;
/// Classes need at least this beside the names.
const FOR_CLASSES: usize = 64 << 20;
/// The end of the region is left to names, which are not counted and must not run out.
const FOR_NAMES: usize = 64 << 20;
/// Free runs of at least this length are given back to the system.
const TRIM: usize = 64 * 1024;

struct Space {
    /// What lies from here to `end` was never used.
    next: usize,
    end: usize,
    /// Free runs below: offset and bytes, never adjacent to one another.
    free: BTreeMap<usize, usize>,
    /// The same runs by size.
    by_size: BTreeSet<(usize, usize)>,
    committed: usize,
    limit: usize,
}

static SPACE: OnceLock<Result<Mutex<Space>, String>> = OnceLock::new();
static OWNERS: [AtomicU32; SIZE / UNIT] = [const { AtomicU32::new(0) }; SIZE / UNIT];
static USED: AtomicUsize = AtomicUsize::new(0);
static CLASS_USED: AtomicUsize = AtomicUsize::new(0);
static CLASS_LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// How much depends on an allocation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Ordinary,
    /// Without it classes that are there already cannot run, handlers of the exhaustion itself among them, which may be
    /// the first to use a class of the class library: limits may be exceeded by a sixteenth.
    ToRun,
}

impl Need {
    /// What the classes of a loader are.
    pub fn of(loader: LoaderId) -> Need {
        match loader {
            LoaderId::BOOT => Need::ToRun,
            _ => Need::Ordinary,
        }
    }

    /// What holds of a limit.
    fn limit(self, limit: usize) -> usize {
        match self {
            Need::Ordinary => limit,
            Need::ToRun => limit.saturating_add(limit / 16),
        }
    }
}

/// Why no metadata can be allocated: the caller throws OutOfMemoryError.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetaspaceFull {
    /// The limit of all metadata, or the reserved region, is used up.
    Metaspace,
    /// The limit of class structures is used up.
    ClassSpace,
}

/// Reserves the class space. Idempotent; an error names what the system refused.
pub fn initialize() -> Result<(), String> {
    match SPACE.get_or_init(reserve) {
        Ok(_) => Ok(()),
        Err(e) => Err(e.clone()),
    }
}

/// Reserves what is free of the region. An embedder's memory may lie in it: the heap of an executable at a fixed address starts anywhere
/// beneath 1 GB and grows upwards.
fn reserve() -> Result<Mutex<Space>, String> {
    let mut pieces = Vec::new();
    reserve_pieces(0, SIZE, &mut pieces).map_err(|e| {
        let size = SIZE >> 20;
        format!("Could not reserve {size} MB of addresses from {BASE:#x} for class metadata: {e}")
    })?;
    Space::of(&pieces).map(Mutex::new).ok_or_else(|| {
        let end = BASE + SIZE;
        format!("Could not reserve addresses for class metadata: the process uses those from {BASE:#x} to {end:#x} itself")
    })
}

/// Adds the free runs between two offsets to `pieces`, in order; neighbours are merged.
fn reserve_pieces(
    offset: usize,
    bytes: usize,
    pieces: &mut Vec<(usize, usize)>,
) -> std::io::Result<()> {
    let start = (BASE + offset) as *mut libc::c_void;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let flags =
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_FIXED_NOREPLACE;
    // SAFETY: a fresh anonymous mapping; MAP_FIXED_NOREPLACE never unmaps anything that exists.
    let p = unsafe { libc::mmap(start, bytes, access, flags, -1, 0) };
    if p == start {
        match pieces.last_mut() {
            Some(last) if last.0 + last.1 == offset => last.1 += bytes,
            _ => pieces.push((offset, bytes)),
        }
        return Ok(());
    }
    if p == libc::MAP_FAILED {
        let error = std::io::Error::last_os_error();
        if error.raw_os_error() != Some(libc::EEXIST) {
            return Err(error);
        }
    } else {
        // SAFETY: kernels that do not know the flag map elsewhere, where nobody uses it.
        unsafe { libc::munmap(p, bytes) };
    }
    if bytes > SMALLEST_PIECE {
        let half = bytes / 2;
        reserve_pieces(offset, half, pieces)?;
        reserve_pieces(offset + half, half, pieces)?;
    }
    Ok(())
}

fn space() -> &'static Mutex<Space> {
    match SPACE.get_or_init(reserve) {
        Ok(s) => s,
        Err(e) => panic!("{e}"),
    }
}

/// Sets the limits of all metadata (chunks held by arenas) and of class structures, in bytes.
pub fn set_limits(metaspace: usize, class_space: usize) {
    space().lock().limit = metaspace;
    CLASS_LIMIT.store(class_space, Ordering::Relaxed);
}

/// How much metadata there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of chunks held by arenas, without those for names.
    pub committed: usize,
    /// Bytes of these that are allocated.
    pub used: usize,
    /// Bytes of these that class structures take.
    pub class_used: usize,
}

/// The present usage.
pub fn usage() -> Usage {
    Usage {
        committed: space().lock().committed,
        used: USED.load(Ordering::Relaxed),
        class_used: CLASS_USED.load(Ordering::Relaxed),
    }
}

/// Counts allocated bytes.
pub(crate) fn count_used(bytes: usize) {
    USED.fetch_add(bytes, Ordering::Relaxed);
}

/// Counts the bytes of a class structure against its limit.
pub(crate) fn count_class(bytes: usize, need: Need) -> Result<(), MetaspaceFull> {
    let before = CLASS_USED.fetch_add(bytes, Ordering::Relaxed);
    if before + bytes > need.limit(CLASS_LIMIT.load(Ordering::Relaxed)) {
        CLASS_USED.fetch_sub(bytes, Ordering::Relaxed);
        return Err(MetaspaceFull::ClassSpace);
    }
    Ok(())
}

/// Takes counts back when memory is freed.
pub(crate) fn uncount(used: usize, class_used: usize) {
    USED.fetch_sub(used, Ordering::Relaxed);
    CLASS_USED.fetch_sub(class_used, Ordering::Relaxed);
}

/// What a chunk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Classes, which count against the limit.
    Classes,
    /// Names, which do not.
    Names,
}

/// Whose arena the piece at a class-space offset is (the boot loader's number also for what is nobody's).
#[inline]
pub fn owner_of(offset: usize) -> LoaderId {
    LoaderId(OWNERS[offset / UNIT].load(Ordering::Relaxed))
}

fn set_owner(offset: usize, bytes: usize, owner: LoaderId) {
    for cell in &OWNERS[offset / UNIT..(offset + bytes) / UNIT] {
        cell.store(owner.0, Ordering::Relaxed);
    }
}

impl Space {
    /// The space of reserved runs (offset and bytes), of which the longest is used last; nothing where none is long enough.
    fn of(pieces: &[(usize, usize)]) -> Option<Space> {
        let &(start, length) = pieces.iter().max_by_key(|piece| piece.1)?;
        if length < FOR_CLASSES + FOR_NAMES {
            return None;
        }
        let mut space = Space {
            next: start.max(PAGE),
            end: start + length,
            free: BTreeMap::new(),
            by_size: BTreeSet::new(),
            committed: 0,
            limit: usize::MAX,
        };
        for &(offset, bytes) in pieces.iter().filter(|piece| piece.0 != start) {
            // Offset 0 is the null pointer, so the first page is never handed out.
            let skipped = PAGE.saturating_sub(offset);
            space.insert(offset + skipped, bytes - skipped);
        }
        Some(space)
    }

    fn take(&mut self, bytes: usize, used_for: Use, need: Need) -> Result<usize, MetaspaceFull> {
        let (counted, end) = match used_for {
            Use::Classes => (bytes, self.end - FOR_NAMES),
            Use::Names => (0, self.end),
        };
        if self.committed.saturating_add(counted) > need.limit(self.limit) {
            return Err(MetaspaceFull::Metaspace);
        }
        let fitting = self.by_size.range((bytes, 0)..).next().copied();
        let offset = if let Some((length, offset)) = fitting {
            self.remove(offset, length);
            if length > bytes {
                self.insert(offset + bytes, length - bytes);
            }
            offset
        } else if self.next + bytes > end {
            return Err(MetaspaceFull::Metaspace);
        } else {
            self.next += bytes;
            self.next - bytes
        };
        self.committed += counted;
        Ok(offset)
    }

    fn give_back(&mut self, mut offset: usize, mut bytes: usize) {
        self.committed -= bytes;
        let before = self.free.range(..offset).next_back().map(|(&o, &b)| (o, b));
        if let Some((start, length)) = before
            && start + length == offset
        {
            self.remove(start, length);
            (offset, bytes) = (start, length + bytes);
        }
        if let Some(&length) = self.free.get(&(offset + bytes)) {
            self.remove(offset + bytes, length);
            bytes += length;
        }
        self.insert(offset, bytes);
    }

    fn insert(&mut self, offset: usize, bytes: usize) {
        self.free.insert(offset, bytes);
        self.by_size.insert((bytes, offset));
    }

    fn remove(&mut self, offset: usize, bytes: usize) {
        self.free.remove(&offset);
        self.by_size.remove(&(bytes, offset));
    }
}

/// Takes a chunk of `bytes` (a multiple of [`UNIT`]), with any contents: its class-space offset.
pub(crate) fn take(
    bytes: usize,
    owner: LoaderId,
    used_for: Use,
    need: Need,
) -> Result<usize, MetaspaceFull> {
    let offset = space().lock().take(bytes, used_for, need)?;
    set_owner(offset, bytes, owner);
    Ok(offset)
}

/// Gives a chunk of classes back.
pub(crate) fn give_back(offset: usize, bytes: usize) {
    set_owner(offset, bytes, LoaderId::BOOT);
    space().lock().give_back(offset, bytes);
}

/// Returns the pages of long free runs to the system.
pub fn trim() {
    let space = space().lock();
    for (&offset, &bytes) in &space.free {
        let start = (offset + PAGE - 1) & !(PAGE - 1);
        let end = (offset + bytes) & !(PAGE - 1);
        if bytes >= TRIM && start < end {
            // SAFETY: nobody owns the run, and the lock keeps it free; the next touch gives fresh pages.
            unsafe {
                libc::madvise(
                    (BASE + start) as *mut libc::c_void,
                    end - start,
                    libc::MADV_DONTNEED,
                )
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Space {
        Space {
            limit: 16 * UNIT,
            ..Space::of(&[(0, SIZE)]).unwrap()
        }
    }

    #[test]
    fn what_others_use_is_left_out() {
        const M: usize = 1 << 20;
        let mut s = Space::of(&[(0, 2 * M), (8 * M, 200 * M), (300 * M, 4 * M)]).unwrap();
        assert_eq!((s.next, s.end), (8 * M, 208 * M));
        assert_eq!(s.take(UNIT, Use::Classes, Need::Ordinary), Ok(PAGE));
        assert_eq!(s.take(4 * M, Use::Classes, Need::Ordinary), Ok(300 * M));
        assert_eq!(s.take(4 * M, Use::Names, Need::Ordinary), Ok(8 * M));
        assert!(s.take(136 * M, Use::Classes, Need::Ordinary).is_err());
        assert!(s.take(132 * M, Use::Classes, Need::Ordinary).is_ok());
        assert!(Space::of(&[(0, 100 * M)]).is_none());
        assert!(Space::of(&[]).is_none());
    }

    #[test]
    fn free_neighbours_are_merged_and_the_best_fit_is_taken() {
        let mut s = empty();
        let chunks: Vec<usize> = (0..5)
            .map(|_| s.take(2 * UNIT, Use::Classes, Need::Ordinary).unwrap())
            .collect();
        s.give_back(chunks[0], 2 * UNIT);
        s.give_back(chunks[3], 2 * UNIT);
        s.give_back(chunks[2], 2 * UNIT);
        assert_eq!(s.free.len(), 2);
        assert_eq!(s.take(UNIT, Use::Classes, Need::Ordinary), Ok(chunks[0]));
        assert_eq!(
            s.take(4 * UNIT, Use::Classes, Need::Ordinary),
            Ok(chunks[2])
        );
        assert_eq!(s.committed, 9 * UNIT);
    }

    #[test]
    fn the_limit_counts_what_is_held() {
        let mut s = empty();
        let first = s.take(12 * UNIT, Use::Classes, Need::Ordinary).unwrap();
        assert_eq!(
            s.take(5 * UNIT, Use::Classes, Need::Ordinary),
            Err(MetaspaceFull::Metaspace)
        );
        assert!(s.take(20 * UNIT, Use::Names, Need::Ordinary).is_ok());
        s.give_back(first, 12 * UNIT);
        assert!(s.take(16 * UNIT, Use::Classes, Need::Ordinary).is_ok());
        assert!(s.take(2 * UNIT, Use::Classes, Need::ToRun).is_err());
        assert!(s.take(UNIT, Use::Classes, Need::ToRun).is_ok());
        assert!(s.take(UNIT, Use::Classes, Need::ToRun).is_err());
    }
}
