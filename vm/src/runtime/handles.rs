//! JNI references: local handles per thread, global and weak global ones per machine.
//!
//! A `jobject` is the address of an [`OopSlot`] with a tag in its two low bits: 0 local, 1 weak global, 2 global. The
//! collector knows all slots, so they follow moving objects.

use jni_sys::jobject;
use oops::Oop;

use crate::runtime::thread::JavaThread;

/// The object that a handle refers to; null for null (and for a cleared weak one).
pub fn resolve(_handle: jobject) -> Oop {
    unimplemented!()
}

/// A new local reference in the thread's current frame of handles; null for null.
pub fn make_local(_thread: &JavaThread, _object: Oop) -> jobject {
    unimplemented!()
}

/// A new global reference.
pub fn make_global(_object: Oop) -> jobject {
    unimplemented!()
}

/// A new weak global reference.
pub fn make_weak_global(_object: Oop) -> jobject {
    unimplemented!()
}

pub fn delete_local(_thread: &JavaThread, _handle: jobject) {
    unimplemented!()
}
pub fn delete_global(_handle: jobject) {
    unimplemented!()
}
pub fn delete_weak_global(_handle: jobject) {
    unimplemented!()
}

/// A fresh set of local handles for one native call; all are freed when `f` returns.
pub fn with_handle_frame<R>(_thread: &JavaThread, _f: impl FnOnce() -> R) -> R {
    unimplemented!()
}
