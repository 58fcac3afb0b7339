//! Bump allocation of metadata: one arena for each class loader's data, freed as a whole.

use crate::chunks::{self, MetaspaceFull, Need, UNIT, Use};
use crate::class_space::{BASE, MetaPtr, MetaSlice};
use crate::loader::LoaderId;

const FIRST_CHUNK: usize = 2048;
const MAX_CHUNK: usize = 64 * 1024;

/// A bump allocator for the metadata of one loader (or of one hidden class). Dropping it frees all its memory.
pub struct Arena {
    owner: LoaderId,
    used_for: Use,
    first_chunk: usize,
    cursor: usize,
    limit: usize,
    chunks: Vec<(usize, usize)>,
    used: usize,
    class_used: usize,
    need: Need,
}

/// A point in an arena's life to which [`Arena::roll_back`] returns.
pub struct ArenaState {
    cursor: usize,
    limit: usize,
    chunks: usize,
    used: usize,
    class_used: usize,
}

impl Default for Arena {
    fn default() -> Arena {
        Arena::new()
    }
}

impl Arena {
    /// An arena for what is never unloaded.
    pub fn new() -> Arena {
        Arena::of(LoaderId::BOOT)
    }

    /// The arena of a loader's data.
    pub fn of(owner: LoaderId) -> Arena {
        Arena::with_first_chunk(owner, FIRST_CHUNK, Use::Classes)
    }

    /// The arena of names, which is not counted and never dropped.
    pub(crate) fn of_names() -> Arena {
        Arena::with_first_chunk(LoaderId::BOOT, MAX_CHUNK, Use::Names)
    }

    /// The arena of a single class, which shall take little.
    pub fn of_one_class(owner: LoaderId) -> Arena {
        Arena::with_first_chunk(owner, UNIT, Use::Classes)
    }

    fn with_first_chunk(owner: LoaderId, first_chunk: usize, used_for: Use) -> Arena {
        Arena {
            owner,
            used_for,
            first_chunk,
            cursor: 0,
            limit: 0,
            chunks: Vec::new(),
            used: 0,
            class_used: 0,
            need: Need::of(owner),
        }
    }

    /// Allocates what running classes that are there depends on; see [`Need::ToRun`].
    pub fn to_run<R>(&mut self, f: impl FnOnce(&mut Arena) -> R) -> R {
        self.need = Need::ToRun;
        let result = f(self);
        self.need = Need::of(self.owner);
        result
    }

    /// Bytes handed out by this arena.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Memory of `bytes` at an 8-byte boundary, with any contents, as an offset in the class space.
    fn alloc_bytes(&mut self, bytes: usize) -> Result<usize, MetaspaceFull> {
        let bytes = (bytes + 7) & !7;
        let mut offset = self.cursor;
        if offset + bytes > self.limit {
            let wanted = (self.first_chunk << self.chunks.len().min(6)).min(MAX_CHUNK);
            let size = wanted.max(bytes.next_multiple_of(UNIT));
            offset = chunks::take(size, self.owner, self.used_for, self.need)?;
            self.chunks.push((offset, size));
            // A big object gets a chunk of its own; the current one goes on serving small ones.
            if bytes <= wanted {
                self.cursor = offset + bytes;
                self.limit = offset + size;
            }
        } else {
            self.cursor += bytes;
        }
        if self.used_for == Use::Classes {
            self.used += bytes;
            chunks::count_used(bytes);
        }
        Ok(offset)
    }

    /// Moves `value` into the arena. `T` must be plain data without drop glue (checked when compiled).
    pub fn alloc<T: 'static>(&mut self, value: T) -> Result<MetaPtr<T>, MetaspaceFull> {
        const { assert!(!std::mem::needs_drop::<T>() && std::mem::align_of::<T>() <= 8) };
        let offset = self.alloc_bytes(std::mem::size_of::<T>().max(1))?;
        // SAFETY: aligned memory of sufficient size that nobody else refers to.
        unsafe { std::ptr::write((BASE + offset) as *mut T, value) };
        Ok(MetaPtr::from_offset(offset as u32).expect("arena offsets are not null"))
    }

    /// As [`Arena::alloc`] for a class structure, which counts against the limit of these as well.
    pub fn alloc_class<T: 'static>(&mut self, value: T) -> Result<MetaPtr<T>, MetaspaceFull> {
        let bytes = std::mem::size_of::<T>();
        chunks::count_class(bytes, self.need)?;
        self.class_used += bytes;
        self.alloc(value)
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
            // SAFETY: aligned memory of `len` elements that nobody else refers to.
            unsafe { std::ptr::write(((BASE + offset) as *mut T).add(i), f(i)) };
        }
        Ok(MetaSlice::from_parts(offset, len))
    }

    /// The present state.
    pub fn state(&self) -> ArenaState {
        ArenaState {
            cursor: self.cursor,
            limit: self.limit,
            chunks: self.chunks.len(),
            used: self.used,
            class_used: self.class_used,
        }
    }

    /// Frees what was allocated since `state`; nothing may refer to it.
    pub fn roll_back(&mut self, state: ArenaState) {
        for (offset, bytes) in self.chunks.drain(state.chunks..) {
            chunks::give_back(offset, bytes);
        }
        chunks::uncount(self.used - state.used, self.class_used - state.class_used);
        (self.cursor, self.limit) = (state.cursor, state.limit);
        (self.used, self.class_used) = (state.used, state.class_used);
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for &(offset, bytes) in &self.chunks {
            chunks::give_back(offset, bytes);
        }
        chunks::uncount(self.used, self.class_used);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class_space::{initialize, owner_of};

    #[test]
    fn memory_is_aligned_and_has_an_owner_until_it_is_freed() {
        initialize().unwrap();
        let mut a = Arena::of(LoaderId(7));
        let p = a.alloc(7u64).unwrap();
        assert_eq!((*p, p.address() % 8), (7, 0));
        let s = a.alloc_slice(&[1u8, 2, 3]).unwrap();
        assert_eq!(&*s, &[1, 2, 3]);
        let big = a.alloc_slice_with(100_000, |_| 0u64).unwrap();
        assert_eq!(big.len(), 100_000);
        assert_eq!(MetaSlice::<u8>::EMPTY.len(), 0);
        let offset = p.offset() as usize;
        assert_eq!(owner_of(offset), LoaderId(7));
        drop(a);
        assert_ne!(owner_of(offset), LoaderId(7));
    }

    #[test]
    fn rolling_back_frees_what_came_later() {
        initialize().unwrap();
        let mut a = Arena::of_one_class(LoaderId(8));
        let kept = a.alloc(1u64).unwrap();
        let state = a.state();
        let big = a.alloc_slice_with(5_000, |_| 0u64).unwrap();
        let later = a.alloc(2u64).unwrap();
        assert_eq!(owner_of(big.address() - BASE), LoaderId(8));
        a.roll_back(state);
        assert_eq!(a.used(), 8);
        assert_eq!(a.alloc(3u64).unwrap().offset(), later.offset());
        assert_eq!(*kept, 1);
    }
}
