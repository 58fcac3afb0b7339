//! Descriptors as verification types, translated once for each class and descriptor.

use crate::context::{ClassContext, NameId};
use crate::types::{IdMap, VType};

/// Where a method descriptor's types stand in [`Signatures`]: the argument slots, then the
/// result's slots (none for `void`).
#[derive(Clone, Copy)]
pub(crate) struct Signature {
    start: u32,
    /// Argument slots.
    pub arguments: u16,
    /// Result slots.
    pub results: u16,
}

/// All descriptors met in the class.
#[derive(Default)]
pub(crate) struct Signatures {
    types: Vec<VType>,
    methods: IdMap<NameId, Signature>,
}

impl Signatures {
    /// The types of a method descriptor.
    pub fn method(&mut self, cx: &impl ClassContext, descriptor: NameId) -> Signature {
        if let Some(&known) = self.methods.get(&descriptor) {
            return known;
        }
        let start = self.types.len();
        let mut results = None;
        let mut rest = cx.name(descriptor).strip_prefix(b"(").unwrap_or(&[]);
        while let Some((&first, after)) = rest.split_first() {
            if first == b')' {
                results = Some(self.types.len());
                rest = after;
                continue;
            }
            let (field, after) = rest.split_at(field_length(rest));
            rest = after;
            if let Some(ty) = field_type(cx, field) {
                self.types.push(ty);
                self.types.extend(ty.second());
            }
        }
        let end = self.types.len();
        let results = results.unwrap_or(end);
        let signature = Signature {
            start: start as u32,
            arguments: (results - start) as u16,
            results: (end - results) as u16,
        };
        self.methods.insert(descriptor, signature);
        signature
    }

    /// The type of an argument slot.
    #[inline]
    pub fn argument(&self, signature: Signature, slot: u16) -> VType {
        self.types[signature.start as usize + usize::from(slot)]
    }

    /// The type of a result slot.
    #[inline]
    pub fn result(&self, signature: Signature, slot: u16) -> VType {
        self.argument(signature, signature.arguments + slot)
    }
}

/// The type of a field descriptor; none for `V` and for what is no descriptor.
#[inline]
pub(crate) fn field_type(cx: &impl ClassContext, descriptor: &[u8]) -> Option<VType> {
    Some(match descriptor.first()? {
        b'Z' | b'B' | b'C' | b'S' | b'I' => VType::Int,
        b'F' => VType::Float,
        b'J' => VType::Long,
        b'D' => VType::Double,
        b'[' => VType::Array(cx.intern(descriptor)),
        b'L' => VType::Object(cx.intern(crate::types::class_of_descriptor(descriptor)?)),
        _ => return None,
    })
}

/// Bytes of the field descriptor that `bytes` begins with, at least one.
pub(crate) fn field_length(bytes: &[u8]) -> usize {
    let dimensions = bytes.iter().take_while(|&&b| b == b'[').count();
    let element = match bytes.get(dimensions) {
        Some(b'L') => match bytes[dimensions..].iter().position(|&b| b == b';') {
            Some(end) => end + 1,
            None => bytes.len() - dimensions,
        },
        Some(_) => 1,
        None => 0,
    };
    dimensions + element
}

/// `void p.C.m(int, java.lang.String[])`, as messages name a method.
pub(crate) fn external_method(class: &str, name: &[u8], descriptor: &[u8]) -> String {
    let mut rest = descriptor.strip_prefix(b"(").unwrap_or(&[]);
    let mut parameters = Vec::new();
    while !rest.is_empty() && rest[0] != b')' {
        let (field, after) = rest.split_at(field_length(rest));
        parameters.push(external_type(field));
        rest = after;
    }
    let result = external_type(rest.strip_prefix(b")").unwrap_or(&[]));
    let name = String::from_utf8_lossy(name);
    format!("{result} {class}.{name}({})", parameters.join(", "))
}

fn external_type(descriptor: &[u8]) -> String {
    let dimensions = descriptor.iter().take_while(|&&b| b == b'[').count();
    let element = match &descriptor[dimensions..] {
        b"Z" => "boolean".into(),
        b"B" => "byte".into(),
        b"C" => "char".into(),
        b"S" => "short".into(),
        b"I" => "int".into(),
        b"J" => "long".into(),
        b"F" => "float".into(),
        b"D" => "double".into(),
        b"V" => "void".into(),
        class => {
            let name = crate::types::class_of_descriptor(class).unwrap_or(class);
            String::from_utf8_lossy(name).replace('/', ".")
        }
    };
    element + &"[]".repeat(dimensions)
}
