//! Method and field IDs: what `jmethodID` and `jfieldID` hold.
//!
//! A method ID is the method's address in the class space. A field ID packs the declaring class's class-space offset (high
//! half) with the field's position in the class's table (low half, shifted, lowest bit set so that it is never null).

use jni_sys::{jfieldID, jmethodID};
use oops::{Field, KlassPtr, MethodPtr};

pub fn method_id(method: MethodPtr) -> jmethodID {
    method.address() as jmethodID
}

/// The method of an ID that this machine made.
pub fn method(id: jmethodID) -> MethodPtr {
    MethodPtr::from_address(id as usize).expect("a method ID from this machine")
}

pub fn field_id(declaring: KlassPtr, field: &Field) -> jfieldID {
    (u64::from(declaring.offset()) << 32 | u64::from(field.slot) << 1 | 1) as usize as jfieldID
}

/// The declaring class and the field of an ID that this machine made.
pub fn field(id: jfieldID) -> (KlassPtr, &'static Field) {
    let bits = id as usize as u64;
    let klass = KlassPtr::from_offset((bits >> 32) as u32).expect("a field ID from this machine");
    (
        klass,
        &klass.get().fields.get()[(bits as u32 >> 1) as usize],
    )
}
