//! Mirrors: java.lang.Class instances.

use oops::{BasicType, KlassPtr, Oop};

/// The mirror of a primitive type or void.
pub fn primitive_mirror(_ty: BasicType) -> Oop {
    unimplemented!()
}

/// The primitive type that a mirror stands for (`None` for classes).
pub fn mirror_basic_type(_mirror: Oop) -> Option<BasicType> {
    unimplemented!()
}

/// The class that a mirror stands for; `None` for primitives.
pub fn klass_of(mirror: Oop) -> Option<KlassPtr> {
    KlassPtr::of_mirror(mirror)
}
