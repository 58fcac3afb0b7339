//! The Java heap as the rest of the machine sees it: allocation of instances and arrays, stores with the write barrier.

pub mod roots;

use oops::{BasicType, KlassPtr, Oop};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// A zeroed instance of a (linked, instantiable) class. Registers finalizable objects is the caller's (`new` bytecode,
/// JNI AllocObject) through [`new_instance`].
pub fn allocate_instance(_thread: &JavaThread, _klass: KlassPtr) -> JResult<Oop> {
    unimplemented!()
}

/// As [`allocate_instance`], and registers the object with `java.lang.ref.Finalizer` if its class has a finalizer.
pub fn new_instance(_thread: &JavaThread, _klass: KlassPtr) -> JResult<Oop> {
    unimplemented!()
}

/// An array of the array class `klass` with `length` ≥ 0 zeroed elements; OutOfMemoryError when too large.
pub fn allocate_array(_thread: &JavaThread, _klass: KlassPtr, _length: usize) -> JResult<Oop> {
    unimplemented!()
}

/// A primitive array.
pub fn allocate_primitive_array(_thread: &JavaThread, _element: BasicType, _length: usize) -> JResult<Oop> {
    unimplemented!()
}

/// An array with elements of type `element` (a class or array class).
pub fn allocate_object_array(_thread: &JavaThread, _element: KlassPtr, _length: usize) -> JResult<Oop> {
    unimplemented!()
}

/// A shallow copy (Object.clone; the class was checked).
pub fn clone_object(_thread: &JavaThread, _object: Oop) -> JResult<Oop> {
    unimplemented!()
}

/// Stores a reference into a field or element of a heap object, with the write barrier.
#[inline(always)]
pub fn store_oop(_object: Oop, _offset: usize, _value: Oop) {
    unimplemented!()
}

/// As [`store_oop`] with sequentially consistent order (volatile fields).
pub fn store_oop_volatile(_object: Oop, _offset: usize, _value: Oop) {
    unimplemented!()
}

/// Compare-and-set of a reference field with barrier; the witness value.
pub fn compare_exchange_oop(_object: Oop, _offset: usize, _expected: Oop, _new: Oop) -> Oop {
    unimplemented!()
}

/// Stores an element of a reference array; index and type were checked.
#[inline(always)]
pub fn obj_array_store(array: Oop, index: usize, value: Oop) {
    debug_assert!(index < array.array_length());
    store_oop(array, oops::oop::OBJ_ARRAY_BASE + index * oops::oop::HEAP_REFERENCE_BYTES, value)
}

/// System.arraycopy after null checks: type, bounds and element checks with HotSpot's exceptions and messages.
pub fn arraycopy(
    _thread: &JavaThread,
    _src: Oop,
    _src_pos: i32,
    _dst: Oop,
    _dst_pos: i32,
    _length: i32,
) -> JResult<()> {
    unimplemented!()
}

/// A thread's mutator: its allocation buffers in the heap.
pub struct MutatorCell {}

impl MutatorCell {
    pub const fn new() -> MutatorCell {
        MutatorCell {}
    }
    /// Binds the heap's mutator to the current thread.
    pub fn bind(&self, _thread: &'static JavaThread) {
        unimplemented!()
    }
    /// Gives the mutator back.
    pub fn unbind(&self) {
        unimplemented!()
    }
}

impl Default for MutatorCell {
    fn default() -> Self {
        MutatorCell::new()
    }
}

/// Keeps an object where it is until [`unpin`] is called as often.
pub fn pin(_object: Oop) {
    unimplemented!()
}
/// Ends a [`pin`].
pub fn unpin(_object: Oop) {
    unimplemented!()
}
