//! Verification types (JVMS 4.10.1.2) and when one is assignable to another.
//!
//! A `long` or `double` takes two slots, the second holding its own kind. Some kinds are no
//! types but questions an instruction asks of the stack ("any reference"); they only appear as
//! the target of an assignment.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasherDefault, Hasher};

use crate::context::{ClassContext, Hierarchy, NameId};

/// The type of a local variable or stack slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum VType {
    Top,
    Int,
    Float,
    Long,
    LongSecond,
    Double,
    DoubleSecond,
    Null,
    UninitializedThis,
    /// Made by the `new` at this index.
    Uninitialized(u16),
    /// A class or interface, by name.
    Object(NameId),
    /// An array, by descriptor.
    Array(NameId),
    /// Question: any reference, initialised or not.
    AnyReference,
    /// Question: anything that takes one slot.
    Category1,
    /// Question: the first slot of a `long` or `double`.
    Category2,
}

impl VType {
    /// The type that a `Class` entry with this name stands for.
    #[inline]
    pub fn of_class(cx: &impl ClassContext, name: NameId) -> VType {
        if cx.name(name).first() == Some(&b'[') {
            VType::Array(name)
        } else {
            VType::Object(name)
        }
    }

    /// The second slot's type, for types that take two.
    #[inline]
    pub fn second(self) -> Option<VType> {
        match self {
            VType::Long => Some(VType::LongSecond),
            VType::Double => Some(VType::DoubleSecond),
            _ => None,
        }
    }

    #[inline]
    pub fn is_second(self) -> bool {
        matches!(self, VType::LongSecond | VType::DoubleSecond)
    }

    /// Whether a value of this type takes one slot.
    #[inline]
    pub fn is_category1(self) -> bool {
        use VType::*;
        matches!(
            self,
            Int | Float | Null | UninitializedThis | Uninitialized(_) | Object(_) | Array(_)
        )
    }

    /// An initialised reference or null.
    #[inline]
    pub fn is_reference(self) -> bool {
        matches!(self, VType::Null | VType::Object(_) | VType::Array(_))
    }

    #[inline]
    pub fn is_uninitialized(self) -> bool {
        matches!(self, VType::UninitializedThis | VType::Uninitialized(_))
    }

    /// Writes the type as messages show it.
    pub fn describe(self, cx: &impl ClassContext, out: &mut String) {
        let word = match self {
            VType::Top => "top",
            VType::Int => "integer",
            VType::Float => "float",
            VType::Long => "long",
            VType::LongSecond => "long_2nd",
            VType::Double => "double",
            VType::DoubleSecond => "double_2nd",
            VType::Null => "null",
            VType::UninitializedThis => "uninitializedThis",
            VType::AnyReference => "reference type",
            VType::Category1 => "category1 type",
            VType::Category2 => "category2 type",
            VType::Uninitialized(bci) => {
                let _ = write!(out, "uninitialized {bci}");
                return;
            }
            VType::Object(name) | VType::Array(name) => {
                let _ = write!(out, "'{}'", String::from_utf8_lossy(cx.name(name)));
                return;
            }
        };
        out.push_str(word);
    }
}

/// Multiplicative hashing for keys of a few words.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

pub(crate) type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// Names the verifier itself needs.
pub(crate) struct WellKnown {
    pub object: NameId,
    pub class: NameId,
    pub string: NameId,
    pub throwable: NameId,
    pub method_handle: NameId,
    pub method_type: NameId,
    pub cloneable: NameId,
    pub serializable: NameId,
    pub init: NameId,
    pub clone: NameId,
    /// Arrays of primitives in the order of `newarray`'s codes, which begin at 4.
    pub primitive_arrays: [NameId; 8],
}

impl WellKnown {
    fn new(cx: &impl ClassContext) -> Self {
        let arrays: [&[u8]; 8] = [b"[Z", b"[C", b"[F", b"[D", b"[B", b"[S", b"[I", b"[J"];
        WellKnown {
            object: cx.intern(b"java/lang/Object"),
            class: cx.intern(b"java/lang/Class"),
            string: cx.intern(b"java/lang/String"),
            throwable: cx.intern(b"java/lang/Throwable"),
            method_handle: cx.intern(b"java/lang/invoke/MethodHandle"),
            method_type: cx.intern(b"java/lang/invoke/MethodType"),
            cloneable: cx.intern(b"java/lang/Cloneable"),
            serializable: cx.intern(b"java/io/Serializable"),
            init: cx.intern(b"<init>"),
            clone: cx.intern(b"clone"),
            primitive_arrays: arrays.map(|name| cx.intern(name)),
        }
    }
}

/// Answers questions about types, remembering what the hierarchy said.
pub(crate) struct TypeSystem<'a, C, H> {
    pub cx: &'a C,
    pub hierarchy: &'a mut H,
    pub names: WellKnown,
    /// (from, to): whether class `from` is assignable to class `to`.
    known: IdMap<(NameId, NameId), bool>,
}

impl<'a, C: ClassContext, H: Hierarchy> TypeSystem<'a, C, H> {
    pub fn new(cx: &'a C, hierarchy: &'a mut H) -> Self {
        TypeSystem {
            cx,
            hierarchy,
            names: WellKnown::new(cx),
            known: IdMap::default(),
        }
    }

    /// Whether a value of type `from` may stand where `to` is wanted.
    #[inline]
    pub fn is_assignable(&mut self, from: VType, to: VType) -> Result<bool, H::Error> {
        if from == to || to == VType::Top {
            return Ok(true);
        }
        match to {
            VType::AnyReference => Ok(from.is_reference() || from.is_uninitialized()),
            VType::Category1 => Ok(from.is_category1()),
            VType::Category2 => Ok(from.second().is_some()),
            VType::Object(_) | VType::Array(_) => self.is_reference_assignable(from, to),
            _ => Ok(false),
        }
    }

    /// Whether the receiver of a protected member of a superclass in another package is of the
    /// current class. Here an interface is no stand-in for `Object`, whose members are
    /// protected for it as well.
    pub fn is_receiver_assignable(&mut self, from: VType) -> Result<bool, H::Error> {
        let this = self.cx.this_name();
        if from == VType::Object(self.names.object) && self.hierarchy.is_interface(this)? {
            return Ok(false);
        }
        self.is_assignable(from, VType::Object(this))
    }

    fn is_reference_assignable(&mut self, from: VType, to: VType) -> Result<bool, H::Error> {
        match (from, to) {
            (VType::Null, _) => Ok(true),
            (VType::Object(from), VType::Object(to)) => self.is_class_assignable(from, to),
            (VType::Array(_), VType::Object(to)) => self.is_array_assignable_to_class(to),
            (VType::Array(from), VType::Array(to)) => {
                self.is_array_assignable(self.cx.name(from), self.cx.name(to))
            }
            _ => Ok(false),
        }
    }

    fn is_class_assignable(&mut self, from: NameId, to: NameId) -> Result<bool, H::Error> {
        if from == to || to == self.names.object {
            return Ok(true);
        }
        if let Some(&known) = self.known.get(&(from, to)) {
            return Ok(known);
        }
        let assignable =
            self.hierarchy.is_interface(to)? || self.hierarchy.is_subclass(from, to)?;
        self.known.insert((from, to), assignable);
        Ok(assignable)
    }

    /// Arrays are `Object`, `Cloneable` and `Serializable`. Any other class is still loaded, to
    /// fail as the reference implementation does when it does not exist.
    fn is_array_assignable_to_class(&mut self, to: NameId) -> Result<bool, H::Error> {
        if to == self.names.object {
            return Ok(true);
        }
        let interface = self.hierarchy.is_interface(to)?;
        Ok(interface && (to == self.names.cloneable || to == self.names.serializable))
    }

    fn is_array_assignable(&mut self, from: &[u8], to: &[u8]) -> Result<bool, H::Error> {
        let common = from
            .iter()
            .zip(to)
            .take_while(|(f, t)| **f == b'[' && **t == b'[');
        let common = common.count();
        let (from, to) = (&from[common..], &to[common..]);
        if from == to {
            return Ok(true);
        }
        let Some(to) = class_of_descriptor(to) else {
            return Ok(false);
        };
        let to = self.cx.intern(to);
        if from.first() == Some(&b'[') {
            return self.is_array_assignable_to_class(to);
        }
        match class_of_descriptor(from) {
            Some(from) => self.is_class_assignable(self.cx.intern(from), to),
            None => Ok(false),
        }
    }

    /// The element type of an array of references.
    pub fn component(&self, array: NameId) -> Option<VType> {
        let element = self.cx.name(array).get(1..)?;
        match element.first()? {
            b'[' => Some(VType::Array(self.cx.intern(element))),
            _ => class_of_descriptor(element).map(|name| VType::Object(self.cx.intern(name))),
        }
    }

    /// The type of an array with this element type; the element is a class or an array.
    pub fn array_of(&self, element: VType) -> VType {
        let mut descriptor = vec![b'['];
        match element {
            VType::Object(name) => {
                descriptor.push(b'L');
                descriptor.extend_from_slice(self.cx.name(name));
                descriptor.push(b';');
            }
            VType::Array(name) => descriptor.extend_from_slice(self.cx.name(name)),
            _ => {}
        }
        VType::Array(self.cx.intern(&descriptor))
    }
}

/// `C` out of `LC;`.
pub(crate) fn class_of_descriptor(descriptor: &[u8]) -> Option<&[u8]> {
    descriptor.strip_prefix(b"L")?.strip_suffix(b";")
}
