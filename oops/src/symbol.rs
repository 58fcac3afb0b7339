//! Symbols: interned modified-UTF-8 names. Two symbols are equal exactly when their 32-bit handles are.
//!
//! A symbol is `{hash: u32, len: u16, state: u8, bytes}` in the class space. Most are never freed: names are few and shared.
//! The exception are the names of hidden classes, each of which is new, and which `java.lang.invoke` makes without end.
//! Such a name is made by [`Symbol::intern_owned`] and freed with its class by [`free_owned`], unless somebody else has
//! interned the same bytes meanwhile: then it is everybody's and stays.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use hashbrown::HashTable;
use parking_lot::{Mutex, RwLock};

use crate::class_space::{Arena, BASE};

/// An interned name.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

const HEADER: usize = 7;
const SHARDS: usize = 16;

/// Values of a symbol's state.
const SHARED: u8 = 0;
const OWNED: u8 = 1;

/// Memory for symbols.
struct Memory {
    arena: Arena,
    /// Offsets of freed symbols by their size.
    free: HashMap<usize, Vec<NonZeroU32>>,
}

impl Memory {
    fn size(len: usize) -> usize {
        (HEADER + len).next_multiple_of(8)
    }

    /// Writes a new symbol.
    fn make(&mut self, hash: u32, state: u8, bytes: &[u8]) -> Symbol {
        let len = u16::try_from(bytes.len()).expect("a name of at most 65,535 bytes");
        let size = Memory::size(bytes.len());
        let old = self.free.get_mut(&size).and_then(Vec::pop);
        let id = old.unwrap_or_else(|| {
            let new = self.arena.alloc_slice_with(size, |_| 0u8);
            let address = new.expect("class space for symbols").address();
            NonZeroU32::new((address - BASE) as u32).expect("not null")
        });
        let symbol = Symbol(id);
        // SAFETY: `size` bytes, new or free, so nobody reads them; at an 8-byte boundary.
        unsafe {
            let to = symbol.address() as *mut u8;
            to.cast::<u32>().write(hash);
            to.add(4).cast::<u16>().write(len);
            to.add(6).write(state);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to.add(HEADER), bytes.len());
        }
        symbol
    }
}

struct Table {
    shards: [RwLock<HashTable<Symbol>>; SHARDS],
    memory: Mutex<Memory>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table {
        shards: std::array::from_fn(|_| RwLock::new(HashTable::new())),
        memory: Mutex::new(Memory {
            arena: Arena::of_names(),
            free: HashMap::new(),
        }),
    })
}

fn hash_of(bytes: &[u8]) -> u32 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    let mut chunks = bytes.chunks_exact(8);
    for c in &mut chunks {
        h = (h ^ u64::from_le_bytes(c.try_into().expect("8 bytes")))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^= h >> 29;
    }
    for &b in chunks.remainder() {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (h ^ (h >> 32)) as u32
}

impl Symbol {
    /// The symbol for `bytes` (modified UTF-8, at most 65,535 bytes), made if it does not exist.
    ///
    /// # Panics
    /// When the class space is exhausted or the name is too long; names from class files never are.
    pub fn intern(bytes: &[u8]) -> Symbol {
        let (symbol, _) = Symbol::find_or_make(bytes, SHARED);
        symbol
    }

    /// As [`Symbol::intern`], for a name that belongs to `owner` alone if it is new: it is noted there, and lives until
    /// [`free_owned`] is called for it.
    pub fn intern_owned(bytes: &[u8], owner: &mut Vec<Symbol>) -> Symbol {
        let (symbol, is_new) = Symbol::find_or_make(bytes, OWNED);
        if is_new {
            owner.push(symbol);
        }
        symbol
    }

    /// The symbol, and whether it is new. One that exists is everybody's from now on.
    fn find_or_make(bytes: &[u8], state: u8) -> (Symbol, bool) {
        let hash = hash_of(bytes);
        let t = table();
        let shard = &t.shards[hash as usize % SHARDS];
        let find = |shard: &HashTable<Symbol>| {
            let found = *shard.find(u64::from(hash), |s| s.as_bytes() == bytes)?;
            if found.is_owned() {
                found.state().store(SHARED, Ordering::Relaxed);
            }
            Some(found)
        };
        if let Some(s) = find(&shard.read()) {
            return (s, false);
        }
        let mut w = shard.write();
        if let Some(s) = find(&w) {
            return (s, false);
        }
        let s = t.memory.lock().make(hash, state, bytes);
        w.insert_unique(u64::from(hash), s, |s| u64::from(s.hash()));
        (s, true)
    }

    /// The symbol for `bytes` if one was interned before.
    pub fn lookup(bytes: &[u8]) -> Option<Symbol> {
        let hash = hash_of(bytes);
        table().shards[hash as usize % SHARDS]
            .read()
            .find(u64::from(hash), |s| s.as_bytes() == bytes)
            .copied()
    }

    /// `intern` for text that is known to be plain.
    pub fn from_text(text: &str) -> Symbol {
        Symbol::intern(text.as_bytes())
    }

    #[inline(always)]
    fn address(self) -> usize {
        BASE + self.0.get() as usize
    }

    fn state(self) -> &'static AtomicU8 {
        // SAFETY: a symbol's header; its state is only accessed here.
        unsafe { &*((self.address() + 6) as *const AtomicU8) }
    }

    /// True while the symbol belongs to an owner alone.
    pub fn is_owned(self) -> bool {
        self.state().load(Ordering::Relaxed) == OWNED
    }

    /// True if an offset in the class space lies within the symbol.
    pub fn contains(self, offset: usize) -> bool {
        let start = self.0.get() as usize;
        offset >= start && offset - start < HEADER + self.as_bytes().len().max(1)
    }

    /// The hash of the bytes.
    pub fn hash(self) -> u32 {
        // SAFETY: a symbol's header was written by `intern` and never changes.
        unsafe { *(self.address() as *const u32) }
    }

    /// The name's bytes, modified UTF-8. A hidden class's name is alive as long as the class, or as a stack refers to it.
    pub fn as_bytes(self) -> &'static [u8] {
        // SAFETY: as above; a symbol is only freed when nothing refers to it (`free_owned`).
        unsafe {
            let len = *((self.address() + 4) as *const u16);
            std::slice::from_raw_parts((self.address() + HEADER) as *const u8, usize::from(len))
        }
    }

    /// The name for messages; what is not UTF-8 is shown as replacement characters.
    pub fn to_text(self) -> std::borrow::Cow<'static, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    /// A class name with dots, as Java programs see it.
    pub fn to_external(self) -> String {
        self.to_text().replace('/', ".")
    }

    /// The 32-bit handle (as stored in raw constant-pool entries).
    pub fn id(self) -> u32 {
        self.0.get()
    }

    /// The symbol with a handle made by [`Symbol::id`]; `None` for 0.
    pub fn from_id(id: u32) -> Option<Symbol> {
        NonZeroU32::new(id).map(Symbol)
    }
}

/// Frees those of the names that are still their owner's alone, and that are not in use. Those in use stay for good.
///
/// # Safety
/// No other thread reads names meanwhile, and nothing refers to the owned ones but what `in_use` knows.
pub unsafe fn free_owned(names: &[Symbol], in_use: &dyn Fn(Symbol) -> bool) {
    let t = table();
    for &name in names.iter().filter(|n| n.is_owned()) {
        if in_use(name) {
            name.state().store(SHARED, Ordering::Relaxed);
            continue;
        }
        let hash = name.hash();
        let mut shard = t.shards[hash as usize % SHARDS].write();
        if let Ok(entry) = shard.find_entry(u64::from(hash), |&s| s == name) {
            entry.remove();
            let size = Memory::size(name.as_bytes().len());
            t.memory.lock().free.entry(size).or_default().push(name.0);
        }
    }
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
    }
}
impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_one_symbol() {
        let a = Symbol::from_text("java/lang/Object");
        assert_eq!(a, Symbol::intern(b"java/lang/Object"));
        assert_ne!(a, Symbol::from_text("java/lang/String"));
        assert_eq!(a.as_bytes(), b"java/lang/Object");
        assert_eq!(Symbol::lookup(b"never seen before"), None);
        assert_eq!(Symbol::from_text("").as_bytes(), b"");
    }

    #[test]
    fn an_owned_name_is_freed_and_its_memory_used_again() {
        let mut names = Vec::new();
        let a = Symbol::intern_owned(b"Owned+0x0001", &mut names);
        assert_eq!((a.is_owned(), &names[..]), (true, &[a][..]));
        // SAFETY: the tests' own names.
        unsafe { free_owned(&names, &|_| false) };
        assert_eq!(Symbol::lookup(b"Owned+0x0001"), None);
        let b = Symbol::intern_owned(b"Owned+0x0002", &mut Vec::new());
        assert_eq!((b, b.as_bytes()), (a, &b"Owned+0x0002"[..]));
    }

    #[test]
    fn an_owned_name_that_others_know_or_use_stays() {
        let mut names = Vec::new();
        let a = Symbol::intern_owned(b"shared by two owners", &mut names);
        let b = Symbol::intern_owned(b"in use", &mut names);
        assert_eq!(
            Symbol::intern_owned(b"shared by two owners", &mut Vec::new()),
            a
        );
        // SAFETY: the tests' own names.
        unsafe { free_owned(&names, &|s| s == b) };
        assert_eq!(Symbol::lookup(b"shared by two owners"), Some(a));
        assert_eq!(Symbol::lookup(b"in use"), Some(b));
        assert!(!a.is_owned() && !b.is_owned());
        assert!(b.contains(b.id() as usize) && !b.contains(b.id() as usize + 13));
    }
}
