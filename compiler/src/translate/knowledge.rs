//! What is known at a place of the translation: facts about SSA values, and the values of words in memory.
//!
//! Facts are about values, which never change: they hold wherever the place that proved them dominates. Words of memory hold until
//! something may write them: a store forgets the words at its own offset (whatever the object: two values may be the same
//! object), calls, monitors and volatile accesses forget all. Where ways meet, what all of them know remains; at a loop's head and
//! at a handler nothing is known of memory. Polls and allocations forget nothing: other threads' writes need not be seen
//! before the next synchronisation (JLS 17.4), and objects that a register refers to do not move. But a collection makes new
//! objects old, which need write barriers from then on.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use classlib::BasicType;
use cranelift_codegen::ir::Value;
use rustc_hash::FxHasher;

use crate::host::{KlassId, MethodId};

/// Sets and maps of small keys.
pub(super) type Set<T> = HashSet<T, BuildHasherDefault<FxHasher>>;
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// What a test has shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fact {
    NonNull(Value),
    /// It is of exactly this class.
    Klass(Value, KlassId),
    /// It is null or an instance of this class.
    Instance(Value, KlassId),
    /// A virtual call on it selects this method.
    Selects(Value, MethodId),
    /// The first is less than the second, unsigned.
    Below(Value, Value),
}

/// The object whose field is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Base {
    Object(Value),
    /// Static fields: the address of the word that refers to the mirror.
    Mirror(u64),
}

/// A word in memory and its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Word {
    base: Base,
    offset: u32,
    ty: BasicType,
    value: Value,
}

/// So many words are remembered; more are rare, and looking them up would cost time.
const MAX_WORDS: usize = 24;

#[derive(Clone, Default)]
pub(super) struct Knowledge {
    facts: Set<Fact>,
    /// Of which class values are exactly.
    classes: Map<Value, KlassId>,
    /// Lengths of arrays.
    lengths: Map<Value, Value>,
    words: Vec<Word>,
    /// No class was linked since the code was entered that it relies on not being there (see [`super::hierarchy`]).
    pub hierarchy: bool,
    /// Objects that need no write barrier until the next call, poll or allocation: they are new, or remembered.
    remembered: Vec<Value>,
}

impl Knowledge {
    pub fn contains(&self, fact: Fact) -> bool {
        match fact {
            Fact::Klass(value, klass) => self.class_of(value) == Some(klass),
            _ => self.facts.contains(&fact),
        }
    }

    /// The class that an object is known to be of exactly.
    pub fn class_of(&self, value: Value) -> Option<KlassId> {
        self.classes.get(&value).copied()
    }

    pub fn insert(&mut self, fact: Fact) {
        match fact {
            Fact::Klass(value, klass) => {
                self.classes.insert(value, klass);
            }
            _ => {
                self.facts.insert(fact);
            }
        }
    }

    pub fn length(&self, array: Value) -> Option<Value> {
        self.lengths.get(&array).copied()
    }

    pub fn set_length(&mut self, array: Value, length: Value) {
        self.lengths.insert(array, length);
    }

    /// The value that a load of a field would give.
    pub fn field(&self, base: Base, offset: u32, ty: BasicType) -> Option<Value> {
        let word = |w: &&Word| w.base == base && w.offset == offset && w.ty == ty;
        self.words.iter().find(word).map(|w| w.value)
    }

    /// A load has given a value.
    pub fn loaded(&mut self, base: Base, offset: u32, ty: BasicType, value: Value) {
        if self.words.len() == MAX_WORDS {
            self.words.remove(0);
        }
        self.words.push(Word {
            base,
            offset,
            ty,
            value,
        });
    }

    /// A value was stored into a field. Fields of one size do not overlap others in part.
    pub fn stored(&mut self, base: Base, offset: u32, ty: BasicType, value: Value) {
        self.words.retain(|w| w.offset != offset);
        // What is narrower than an int is cut down in memory.
        let is_whole = !matches!(
            ty,
            BasicType::Boolean | BasicType::Byte | BasicType::Char | BasicType::Short
        );
        if is_whole {
            self.loaded(base, offset, ty, value);
        }
    }

    /// Anything in memory may be different now.
    pub fn forget_memory(&mut self) {
        self.words.clear();
        self.remembered.clear();
        self.hierarchy = false;
    }

    /// True if stores into the object need no barrier.
    pub fn is_remembered(&self, object: Value) -> bool {
        self.remembered.contains(&object)
    }

    /// The object is new, or its barrier was passed.
    pub fn remember(&mut self, object: Value) {
        self.remembered.push(object);
    }

    /// There may be a collection here.
    pub fn forget_remembered(&mut self) {
        self.remembered.clear();
    }

    /// Keeps what `other` knows as well.
    pub fn intersect(&mut self, other: &Knowledge) {
        self.facts.retain(|f| other.facts.contains(f));
        self.classes
            .retain(|value, klass| other.classes.get(value) == Some(klass));
        self.lengths
            .retain(|array, length| other.lengths.get(array) == Some(length));
        self.intersect_memory(other);
    }

    /// Keeps of memory what `other` knows as well.
    pub fn intersect_memory(&mut self, other: &Knowledge) {
        self.words.retain(|w| other.words.contains(w));
        self.remembered.retain(|o| other.remembered.contains(o));
        self.hierarchy &= other.hierarchy;
    }

    /// Takes over what `other` knows of memory.
    pub fn copy_memory(&mut self, other: &Knowledge) {
        self.words.clone_from(&other.words);
        self.remembered.clone_from(&other.remembered);
        self.hierarchy = other.hierarchy;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(n: u32) -> Value {
        Value::from_u32(n)
    }

    #[test]
    fn a_store_forgets_the_field_of_all_objects() {
        let mut k = Knowledge::default();
        let (a, b) = (Base::Object(value(1)), Base::Object(value(2)));
        k.loaded(a, 16, BasicType::Int, value(3));
        k.loaded(a, 24, BasicType::Int, value(4));
        k.stored(b, 16, BasicType::Int, value(5));
        assert_eq!(k.field(a, 16, BasicType::Int), None);
        assert_eq!(k.field(a, 24, BasicType::Int), Some(value(4)));
        assert_eq!(k.field(b, 16, BasicType::Int), Some(value(5)));
        k.stored(b, 16, BasicType::Byte, value(6));
        assert_eq!(k.field(b, 16, BasicType::Byte), None);
    }

    #[test]
    fn where_ways_meet_common_knowledge_remains() {
        let base = Base::Mirror(8);
        let (mut a, mut b) = (Knowledge::default(), Knowledge::default());
        for k in [&mut a, &mut b] {
            k.insert(Fact::NonNull(value(1)));
            k.loaded(base, 8, BasicType::Int, value(2));
        }
        a.insert(Fact::NonNull(value(7)));
        a.loaded(base, 12, BasicType::Int, value(3));
        b.loaded(base, 12, BasicType::Int, value(4));
        a.intersect(&b);
        assert!(a.contains(Fact::NonNull(value(1))));
        assert!(!a.contains(Fact::NonNull(value(7))));
        assert_eq!(a.field(base, 8, BasicType::Int), Some(value(2)));
        assert_eq!(a.field(base, 12, BasicType::Int), None);
    }
}
