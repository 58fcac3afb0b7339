//! Array classes.

use oops::{BasicType, KlassPtr};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// The class of arrays with components of class `component` (made at first use).
pub fn array_of(_thread: &JavaThread, _component: KlassPtr) -> JResult<KlassPtr> {
    unimplemented!()
}

/// The class of primitive arrays with this element type; exists since boot.
pub fn primitive_array(_element: BasicType) -> KlassPtr {
    unimplemented!()
}
