//! The JVM's basic types (JVMS 2.2, 4.3.2): numbers as in the `newarray` instruction (JVMS 6.5), then object, array and void.

/// A basic type. The numeric values 4–11 are those of `newarray`'s operand.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum BasicType {
    Boolean = 4,
    Char = 5,
    Float = 6,
    Double = 7,
    Byte = 8,
    Short = 9,
    Int = 10,
    Long = 11,
    Object = 12,
    Array = 13,
    Void = 14,
}

impl BasicType {
    /// All primitive types that have values, in `newarray` order.
    pub const PRIMITIVES: [BasicType; 8] = [
        BasicType::Boolean,
        BasicType::Char,
        BasicType::Float,
        BasicType::Double,
        BasicType::Byte,
        BasicType::Short,
        BasicType::Int,
        BasicType::Long,
    ];

    /// The type whose descriptor begins with `c` (`L` and `[` stand for references).
    #[inline]
    pub fn from_descriptor_char(c: u8) -> Option<BasicType> {
        Some(match c {
            b'Z' => BasicType::Boolean,
            b'C' => BasicType::Char,
            b'F' => BasicType::Float,
            b'D' => BasicType::Double,
            b'B' => BasicType::Byte,
            b'S' => BasicType::Short,
            b'I' => BasicType::Int,
            b'J' => BasicType::Long,
            b'L' => BasicType::Object,
            b'[' => BasicType::Array,
            b'V' => BasicType::Void,
            _ => return None,
        })
    }

    /// The type of a field descriptor or a return descriptor. `descriptor` must be well-formed.
    #[inline]
    pub fn of_descriptor(descriptor: &[u8]) -> BasicType {
        Self::from_descriptor_char(descriptor[0]).expect("a checked descriptor")
    }

    /// The type with this number, as in `newarray`'s operand or a packed table.
    #[inline]
    pub fn from_u8(n: u8) -> Option<BasicType> {
        const ALL: [BasicType; 11] = [
            BasicType::Boolean,
            BasicType::Char,
            BasicType::Float,
            BasicType::Double,
            BasicType::Byte,
            BasicType::Short,
            BasicType::Int,
            BasicType::Long,
            BasicType::Object,
            BasicType::Array,
            BasicType::Void,
        ];
        ALL.get(usize::from(n).checked_sub(4)?).copied()
    }

    /// The descriptor's first character.
    pub fn descriptor_char(self) -> u8 {
        match self {
            BasicType::Boolean => b'Z',
            BasicType::Char => b'C',
            BasicType::Float => b'F',
            BasicType::Double => b'D',
            BasicType::Byte => b'B',
            BasicType::Short => b'S',
            BasicType::Int => b'I',
            BasicType::Long => b'J',
            BasicType::Object => b'L',
            BasicType::Array => b'[',
            BasicType::Void => b'V',
        }
    }

    /// The keyword of a primitive type or `void`; `object`/`array` otherwise.
    pub fn name(self) -> &'static str {
        match self {
            BasicType::Boolean => "boolean",
            BasicType::Char => "char",
            BasicType::Float => "float",
            BasicType::Double => "double",
            BasicType::Byte => "byte",
            BasicType::Short => "short",
            BasicType::Int => "int",
            BasicType::Long => "long",
            BasicType::Object => "object",
            BasicType::Array => "array",
            BasicType::Void => "void",
        }
    }

    #[inline]
    pub fn is_reference(self) -> bool {
        matches!(self, BasicType::Object | BasicType::Array)
    }

    #[inline]
    pub fn is_primitive(self) -> bool {
        (self as u8) < BasicType::Object as u8
    }

    /// Local-variable and operand-stack slots (JVMS 2.6.1): 2 for long and double, 0 for void.
    #[inline]
    pub fn slots(self) -> usize {
        match self {
            BasicType::Long | BasicType::Double => 2,
            BasicType::Void => 0,
            _ => 1,
        }
    }
}
