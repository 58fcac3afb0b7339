//! Pages of dead large objects go back to the system when the process holds more than the heap's size.
//!
//! MMTk's large-object space keeps the pages of dead objects mapped and resident. Its free list hands out the pages freed
//! last first, in pieces, so a program with large objects of many sizes touches ever more addresses: the resident
//! memory grows far beyond `-Xmx` although the objects do not. Here every large object is noted when it is
//! allocated. After each collection those that died become free ranges, and when these, the large objects and what the other
//! spaces have ever used together exceed the heap's present size, the ranges that have been free for longest are given back
//! (`MADV_DONTNEED`): the other spaces' free blocks stay resident, so what they used once they still hold. Giving back all of them would make the next large object pay for page faults, which cost more than
//! clearing resident memory.
//!
//! Invariant: ranges in `free` hold no object. A range is entered while the world is stopped and left before the
//! object allocated there is known to anybody else.

use std::collections::BTreeMap;
use std::ops::Range;

use parking_lot::Mutex;

use crate::binding::collection_kind;
use crate::host::CollectionKind;
use crate::queries::{object_with_bit_at, total_bytes, used_bytes};

const PAGE: usize = 4096;

/// A free range that may be resident; its start is the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Free {
    end: usize,
    /// The collection that found it dead.
    since: u64,
}

/// Resident ranges without an object.
#[derive(Default)]
struct FreeRanges {
    ranges: BTreeMap<usize, Free>,
    bytes: usize,
}

impl FreeRanges {
    fn add(&mut self, range: Range<usize>, since: u64) {
        self.bytes += range.len();
        let end = range.end;
        self.ranges.insert(range.start, Free { end, since });
    }

    /// Takes out what lies in `range`, since it is in use again.
    fn take(&mut self, range: &Range<usize>) {
        while let Some((&start, &free)) = self.ranges.range(..range.end).next_back()
            && free.end > range.start
        {
            self.ranges.remove(&start);
            self.bytes -= free.end - start;
            if start < range.start {
                self.add(start..range.start, free.since);
            }
            if free.end > range.end {
                self.add(range.end..free.end, free.since);
            }
        }
    }

    /// Takes out ranges of at least `bytes` bytes together, those free for longest first.
    fn oldest(&mut self, bytes: usize) -> Vec<Range<usize>> {
        let mut all: Vec<_> = self.ranges.iter().map(|(&s, &f)| (f.since, s)).collect();
        all.sort_unstable();
        let mut taken = Vec::new();
        let mut sum = 0;
        for (_, start) in all {
            if sum >= bytes {
                break;
            }
            let end = self.ranges.remove(&start).map_or(start, |f| f.end);
            sum += end - start;
            taken.push(start..end);
        }
        self.bytes -= sum;
        taken
    }
}

#[derive(Default)]
struct LargeObjects {
    /// Allocated since the last collection.
    young: Vec<Range<usize>>,
    old: Vec<Range<usize>>,
    free: FreeRanges,
    collections: u64,
    /// The most bytes that the other spaces have used.
    elsewhere: usize,
}

impl LargeObjects {
    fn used(&self) -> usize {
        let all = self.young.iter().chain(&self.old);
        all.map(Range::len).sum()
    }

    /// Free bytes that the heap should not keep when it uses `used` of `total` bytes.
    fn excess(&self, used: usize, total: usize) -> usize {
        let resident = used.max(self.elsewhere + self.used()) + self.free.bytes;
        resident.saturating_sub(total).min(self.free.bytes)
    }
}

static LARGE: Mutex<LargeObjects> = Mutex::new(LargeObjects {
    young: Vec::new(),
    old: Vec::new(),
    free: FreeRanges {
        ranges: BTreeMap::new(),
        bytes: 0,
    },
    collections: 0,
    elsewhere: 0,
});

/// A large object of `bytes` has been allocated at `address`.
pub(crate) fn allocated(address: usize, bytes: usize) {
    let range = address & !(PAGE - 1)..(address + bytes).next_multiple_of(PAGE);
    let mut large = LARGE.lock();
    large.free.take(&range);
    large.young.push(range);
}

/// A collection begins: the other spaces use the most that they do until the next one.
pub(crate) fn collection_begins() {
    let mut large = LARGE.lock();
    let elsewhere = used_bytes().saturating_sub(large.used());
    large.elsewhere = large.elsewhere.max(elsewhere);
}

/// A collection is over; the world still stands.
pub(crate) fn collection_ends() {
    let mut guard = LARGE.lock();
    let large = &mut *guard;
    large.collections += 1;
    let mut dead = Vec::new();
    let mut survives = |range: &Range<usize>| {
        let lives = object_with_bit_at(range.start).is_some();
        if !lives {
            dead.push(range.clone());
        }
        lives
    };
    if collection_kind() == CollectionKind::Full {
        large.old.retain(&mut survives);
    }
    large.young.retain(&mut survives);
    large.old.append(&mut large.young);
    for range in dead {
        large.free.add(range, large.collections);
    }
    let excess = large.excess(used_bytes(), total_bytes());
    for range in large.free.oldest(excess) {
        give_back(range);
    }
}

/// Lets the system have the pages; they read as zero afterwards.
fn give_back(range: Range<usize>) {
    // SAFETY: whole pages of the large-object space without an object; MMTk clears pages before it hands them out again
    // and keeps none of its own data there.
    unsafe {
        libc::madvise(
            range.start as *mut libc::c_void,
            range.len(),
            libc::MADV_DONTNEED,
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_in_use_again_leaves_the_rest() {
        let mut free = FreeRanges::default();
        free.add(10..20, 1);
        free.add(20..30, 2);
        free.add(40..50, 3);
        free.take(&(15..45));
        assert_eq!(free.bytes, 10);
        let left: Vec<_> = free.ranges.iter().map(|(&s, f)| (s, f.end)).collect();
        assert_eq!(left, [(10, 15), (45, 50)]);
        free.take(&(11..13));
        assert_eq!((free.ranges.len(), free.bytes), (3, 8));
    }

    #[test]
    fn what_other_spaces_used_once_counts_as_held() {
        let mut large = LargeObjects {
            old: vec![0..10, 10..20],
            elsewhere: 50,
            ..LargeObjects::default()
        };
        large.free.add(100..140, 1);
        // 20 bytes of large objects, 50 elsewhere of which 10 are in use now, 40 free.
        assert_eq!(large.excess(30, 120), 0);
        assert_eq!(large.excess(30, 100), 10);
        assert_eq!(large.excess(30, 20), 40);
        assert_eq!(large.excess(90, 100), 30);
    }

    #[test]
    fn the_oldest_go_first() {
        let mut free = FreeRanges::default();
        free.add(10..20, 7);
        free.add(30..40, 5);
        free.add(50..60, 6);
        assert_eq!(free.oldest(11), [30..40, 50..60]);
        assert_eq!(free.bytes, 10);
        assert!(free.oldest(0).is_empty());
    }
}
