//! Fields, methods and constructors as java.lang.reflect objects.

use oops::{Field, KlassPtr, MethodPtr, Oop};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// A java.lang.reflect.Method or Constructor for a method.
pub fn reflect_method(_thread: &JavaThread, _method: MethodPtr) -> JResult<Oop> {
    unimplemented!()
}

/// A java.lang.reflect.Field for a field.
pub fn reflect_field(_thread: &JavaThread, _holder: KlassPtr, _field: &Field) -> JResult<Oop> {
    unimplemented!()
}
