//! What a value of a basic type takes in the heap.

pub use classlib::BasicType;

/// Sizes of fields and array elements.
pub trait HeapSize: Copy {
    /// Base-2 logarithm of the bytes that a field or array element of this type takes in the heap.
    fn log2_size(self) -> u32;

    /// Bytes of a field or array element of this type in the heap.
    fn size(self) -> usize {
        1 << self.log2_size()
    }
}

impl HeapSize for BasicType {
    fn log2_size(self) -> u32 {
        match self {
            BasicType::Boolean | BasicType::Byte => 0,
            BasicType::Char | BasicType::Short => 1,
            BasicType::Float | BasicType::Int => 2,
            BasicType::Double | BasicType::Long => 3,
            BasicType::Object | BasicType::Array => crate::oop::LOG_HEAP_REFERENCE_BYTES,
            BasicType::Void => 0,
        }
    }
}
