//! When methods are compiled.

use std::sync::atomic::Ordering;

use oops::MethodPtr;

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// The interpreter is about to interpret the method, by its slow path: the entry of its compiled code if it has any.
pub fn invocation(_thread: &JavaThread, method: MethodPtr) -> JResult<Option<usize>> {
    let rt = method.rt.get();
    if rt.compiled_code.load(Ordering::Acquire) == 0 {
        return Ok(None);
    }
    Ok(Some(rt.compiled_entry.load(Ordering::Acquire)))
}
