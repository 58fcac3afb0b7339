//! Symbols: interned modified-UTF-8 names. Two symbols are equal exactly when their 32-bit handles are.
//!
//! A symbol is `{hash: u32, len: u16, bytes}` in the class space. Symbols are never freed: names are few and shared.

use std::num::NonZeroU32;
use std::sync::OnceLock;

use hashbrown::HashTable;
use parking_lot::{Mutex, RwLock};

use crate::class_space::{Arena, BASE};

/// An interned name.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

const HEADER: usize = 6;
const SHARDS: usize = 16;

struct Table {
    shards: [RwLock<HashTable<Symbol>>; SHARDS],
    arena: Mutex<Arena>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table {
        shards: std::array::from_fn(|_| RwLock::new(HashTable::new())),
        arena: Mutex::new(Arena::of_names()),
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
        let hash = hash_of(bytes);
        let t = table();
        let shard = &t.shards[hash as usize % SHARDS];
        if let Some(s) = shard
            .read()
            .find(u64::from(hash), |s| s.as_bytes() == bytes)
        {
            return *s;
        }
        let mut w = shard.write();
        if let Some(s) = w.find(u64::from(hash), |s| s.as_bytes() == bytes) {
            return *s;
        }
        let len = u16::try_from(bytes.len()).expect("a name of at most 65,535 bytes");
        let data = t
            .arena
            .lock()
            .alloc_slice_with(HEADER + bytes.len(), |i| match i {
                0..4 => hash.to_ne_bytes()[i],
                4..6 => len.to_ne_bytes()[i - 4],
                _ => bytes[i - HEADER],
            })
            .expect("class space for symbols");
        let s = Symbol(NonZeroU32::new((data.address() - BASE) as u32).expect("not null"));
        w.insert_unique(u64::from(hash), s, |s| u64::from(s.hash()));
        s
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

    /// The hash of the bytes.
    pub fn hash(self) -> u32 {
        // SAFETY: a symbol's header was written by `intern` and never changes.
        unsafe { *(self.address() as *const u32) }
    }

    /// The name's bytes, modified UTF-8.
    pub fn as_bytes(self) -> &'static [u8] {
        // SAFETY: as above; symbols are never freed.
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
}
