//! Boxes and primitive values: unboxing with widening conversions (JLS 5.1.2) for reflection and arrays.

use oops::{BasicType, KlassPtr, Oop};

use super::entry::new_bare;
use crate::classes::well_known::{self as wk, fields};
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// A primitive value as an interpreter slot, with its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    pub ty: BasicType,
    pub slot: u64,
}

/// The box class of a primitive type and the offset of its `value`.
fn box_of(ty: BasicType) -> Option<(KlassPtr, usize)> {
    Some(match ty {
        BasicType::Boolean => (wk::boxed_boolean(), fields::boxed_boolean_value()),
        BasicType::Char => (wk::boxed_character(), fields::boxed_character_value()),
        BasicType::Float => (wk::boxed_float(), fields::boxed_float_value()),
        BasicType::Double => (wk::boxed_double(), fields::boxed_double_value()),
        BasicType::Byte => (wk::boxed_byte(), fields::boxed_byte_value()),
        BasicType::Short => (wk::boxed_short(), fields::boxed_short_value()),
        BasicType::Int => (wk::boxed_integer(), fields::boxed_integer_value()),
        BasicType::Long => (wk::boxed_long(), fields::boxed_long_value()),
        _ => return None,
    })
}

/// The primitive value at an offset of an object, as a slot (sub-int types as an int).
pub fn load(object: Oop, offset: usize, ty: BasicType) -> u64 {
    let int = |i: i32| u64::from(i as u32);
    match ty {
        BasicType::Boolean => u64::from(object.load_u8(offset) & 1),
        BasicType::Char => u64::from(object.load_u16(offset)),
        BasicType::Byte => int(object.load_i8(offset).into()),
        BasicType::Short => int(object.load_i16(offset).into()),
        BasicType::Int | BasicType::Float => u64::from(object.load_u32(offset)),
        _ => object.load_u64(offset),
    }
}

/// Stores a slot as a primitive value at an offset of an object.
pub fn store(object: Oop, offset: usize, value: Value) {
    match value.ty {
        BasicType::Boolean => object.store_u8(offset, value.slot as u8 & 1),
        BasicType::Byte => object.store_u8(offset, value.slot as u8),
        BasicType::Char | BasicType::Short => object.store_u16(offset, value.slot as u16),
        BasicType::Int | BasicType::Float => object.store_u32(offset, value.slot as u32),
        _ => object.store_u64(offset, value.slot),
    }
}

/// The value in a box; `None` if the object (null included) is no box.
pub fn unbox(object: Oop) -> Option<Value> {
    let k = object.non_null()?.klass();
    BasicType::PRIMITIVES.into_iter().find_map(|ty| {
        let (class, offset) = box_of(ty)?;
        (class == k).then(|| Value {
            ty,
            slot: load(object, offset, ty),
        })
    })
}

/// A new box of a primitive value; null for void, and a reference stands for itself.
pub fn boxed(thread: &JavaThread, value: Value) -> JResult<Oop> {
    if value.ty.is_reference() {
        // SAFETY: a slot with a reference type holds a reference.
        return Ok(unsafe { Oop::from_bits(value.slot) });
    }
    let Some((class, offset)) = box_of(value.ty) else {
        return Ok(Oop::NULL);
    };
    let object = new_bare(thread, class)?;
    store(object, offset, value);
    Ok(object)
}

/// The value converted to `to` by identity or a widening conversion; `None` if there is none.
pub fn widen(value: Value, to: BasicType) -> Option<u64> {
    use BasicType as T;
    if value.ty == to {
        return Some(value.slot);
    }
    let int = value.slot as i32;
    let float = f32::from_bits(value.slot as u32);
    Some(match (value.ty, to) {
        (T::Byte, T::Short) | (T::Byte | T::Short | T::Char, T::Int) => value.slot,
        (T::Byte | T::Short | T::Char | T::Int, T::Long) => i64::from(int) as u64,
        (T::Byte | T::Short | T::Char | T::Int, T::Float) => u64::from((int as f32).to_bits()),
        (T::Byte | T::Short | T::Char | T::Int, T::Double) => f64::from(int).to_bits(),
        (T::Long, T::Float) => u64::from((value.slot as i64 as f32).to_bits()),
        (T::Long, T::Double) => (value.slot as i64 as f64).to_bits(),
        (T::Float, T::Double) => f64::from(float).to_bits(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_follows_the_language() {
        let minus_one = Value {
            ty: BasicType::Byte,
            slot: u64::from(u32::MAX),
        };
        assert_eq!(widen(minus_one, BasicType::Long), Some(u64::MAX));
        assert_eq!(widen(minus_one, BasicType::Char), None);
        assert_eq!(
            widen(minus_one, BasicType::Float),
            Some(u64::from((-1f32).to_bits()))
        );
        let long = Value {
            ty: BasicType::Long,
            slot: 3,
        };
        assert_eq!(widen(long, BasicType::Int), None);
        assert_eq!(widen(long, BasicType::Double), Some(3f64.to_bits()));
        let boolean = Value {
            ty: BasicType::Boolean,
            slot: 1,
        };
        assert_eq!(widen(boolean, BasicType::Int), None);
        assert_eq!(widen(boolean, BasicType::Boolean), Some(1));
    }
}
