//! The table of interned strings: weak, in shards, each with open addressing and linear probing.
//!
//! A nursery collection looks only at the strings that came since the last one: older ones neither die nor move then. So
//! millions of interned strings cost such a collection nothing. Hashes are keyed anew in each process, so that no
//! program can choose strings that fall on one place.

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

use heap::CollectionKind;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

const SHARDS: usize = 16;
const FIRST_CAPACITY: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    /// Interned since the last nursery collection.
    Young,
    Old,
    /// Was in use; a search goes on behind it.
    Removed,
}

struct Entry {
    hash: u32,
    state: State,
    slot: OopSlot,
}

impl Entry {
    const fn free() -> Entry {
        Entry {
            hash: 0,
            state: State::Free,
            slot: OopSlot::null(),
        }
    }

    fn is_live(&self) -> bool {
        matches!(self.state, State::Young | State::Old)
    }
}

/// One part of the table.
struct Shard {
    /// A power of two of them, or none.
    entries: Vec<Entry>,
    live: usize,
    /// Live and removed entries.
    used: usize,
    /// Places of young entries; some may be gone or be named twice.
    young: Vec<u32>,
}

impl Shard {
    const fn new() -> Shard {
        Shard {
            entries: Vec::new(),
            live: 0,
            used: 0,
            young: Vec::new(),
        }
    }

    fn find(&self, hash: u32, same: &dyn Fn(Oop) -> bool) -> Option<Oop> {
        if self.entries.is_empty() {
            return None;
        }
        let mask = self.entries.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let entry = &self.entries[i];
            match entry.state {
                State::Free => return None,
                State::Young | State::Old if entry.hash == hash => {
                    let string = entry.slot.load();
                    if same(string) {
                        return Some(string);
                    }
                }
                _ => {}
            }
            i = (i + 1) & mask;
        }
    }

    fn insert(&mut self, hash: u32, string: Oop) {
        if (self.used + 1) * 4 > self.entries.len() * 3 {
            self.resize();
        }
        self.used += 1;
        self.live += 1;
        let place = self.place(Entry {
            hash,
            state: State::Young,
            slot: OopSlot::new(string),
        });
        self.young.push(place as u32);
    }

    /// Puts an entry into the first free place of its chain.
    fn place(&mut self, entry: Entry) -> usize {
        let mask = self.entries.len() - 1;
        let mut i = entry.hash as usize & mask;
        while self.entries[i].state != State::Free {
            i = (i + 1) & mask;
        }
        self.entries[i] = entry;
        i
    }

    /// Makes room for as many again, without the removed ones.
    fn resize(&mut self) {
        let capacity = (self.live * 3 + 1).next_power_of_two().max(FIRST_CAPACITY);
        let fresh = (0..capacity).map(|_| Entry::free()).collect();
        let old = std::mem::replace(&mut self.entries, fresh);
        self.used = self.live;
        self.young.clear();
        for entry in old.into_iter().filter(Entry::is_live) {
            let is_young = entry.state == State::Young;
            let place = self.place(entry);
            if is_young {
                self.young.push(place as u32);
            }
        }
    }

    /// Follows the string of one place, or drops it.
    fn follow(&mut self, i: usize, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
        let entry = &mut self.entries[i];
        if !entry.is_live() {
            return;
        }
        match alive(entry.slot.load()) {
            Some(now) => entry.slot.store(now),
            None => {
                entry.slot.store(Oop::NULL);
                entry.state = State::Removed;
                self.live -= 1;
            }
        }
    }

    fn sweep(&mut self, kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
        match kind {
            CollectionKind::Nursery => {
                for i in std::mem::take(&mut self.young) {
                    self.follow(i as usize, alive);
                    let entry = &mut self.entries[i as usize];
                    if entry.state == State::Young {
                        entry.state = State::Old;
                    }
                }
            }
            // The young ones stay so: a check of the heap comes here as well, without a collection.
            CollectionKind::Full => (0..self.entries.len()).for_each(|i| self.follow(i, alive)),
        }
    }
}

static TABLE: [Mutex<Shard>; SHARDS] = [const { Mutex::new(Shard::new()) }; SHARDS];

/// The hash of a string's units, as bytes in its coding.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    static KEYS: OnceLock<RandomState> = OnceLock::new();
    KEYS.get_or_init(RandomState::new).hash_one(bytes)
}

fn shard(hash: u64) -> &'static Mutex<Shard> {
    &TABLE[(hash >> 32) as usize % SHARDS]
}

/// The interned string that `same` accepts.
pub(super) fn find(hash: u64, same: impl Fn(Oop) -> bool) -> Option<Oop> {
    shard(hash).lock().find(hash as u32, &same)
}

/// The interned string that `same` accepts, `string` if there was none.
pub(super) fn find_or_insert(hash: u64, string: Oop, same: impl Fn(Oop) -> bool) -> Oop {
    let mut shard = shard(hash).lock();
    if let Some(known) = shard.find(hash as u32, &same) {
        return known;
    }
    shard.insert(hash as u32, string);
    string
}

/// Follows moved strings and drops dead ones (collector; the world is stopped).
pub(super) fn sweep(kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
    for shard in &TABLE {
        shard.lock().sweep(kind, alive);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oop(n: usize) -> Oop {
        // SAFETY: never dereferenced.
        unsafe { Oop::from_address(n * 8) }
    }

    fn filled(count: usize) -> Shard {
        let mut shard = Shard::new();
        for n in 1..=count {
            // Every hash is shared by several.
            let hash = (n / 3) as u32;
            assert!(shard.find(hash, &|s| s == oop(n)).is_none());
            shard.insert(hash, oop(n));
        }
        shard
    }

    #[test]
    fn strings_are_found_again_after_growth() {
        let shard = filled(10_000);
        assert_eq!(shard.live, 10_000);
        for n in 1..=10_000 {
            assert_eq!(shard.find((n / 3) as u32, &|s| s == oop(n)), Some(oop(n)));
        }
    }

    #[test]
    fn dead_ones_go_and_moved_ones_are_followed() {
        let mut shard = filled(3000);
        shard.sweep(CollectionKind::Full, &mut |s| {
            let n = s.address() / 8;
            n.is_multiple_of(2).then(|| oop(n + 100_000))
        });
        assert_eq!(shard.live, 1500);
        assert_eq!(shard.find(1, &|s| s == oop(100_004)), Some(oop(100_004)));
        assert!(shard.find(1, &|s| s == oop(100_005)).is_none());
        for n in 1..=3000 {
            shard.insert(n, oop(200_000 + n as usize));
        }
        assert_eq!(shard.live, 4500);
    }

    #[test]
    fn nursery_collections_see_each_string_once() {
        let mut shard = filled(1000);
        let mut seen = 0;
        let mut count = |s| {
            seen += 1;
            Some(s)
        };
        shard.sweep(CollectionKind::Nursery, &mut count);
        shard.sweep(CollectionKind::Nursery, &mut count);
        shard.insert(7, oop(5000));
        shard.sweep(CollectionKind::Nursery, &mut count);
        assert_eq!(seen, 1001);
    }
}
