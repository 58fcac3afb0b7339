//! `jdk.internal.misc.Signal`: see [`crate::runtime::signals`].

use std::ffi::{c_char, c_int, c_void};

use jni_sys::{jboolean, jint};

use super::entry::{c_bytes, guarded};
use crate::runtime::signals;

/// Sets a signal's handler and returns the one before; −1 if the machine uses the signal itself.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_RegisterSignal(signal: jint, handler: *mut c_void) -> *mut c_void {
    guarded("JVM_RegisterSignal", || {
        signals::register(signal as c_int, handler as usize).unwrap_or(usize::MAX) as *mut c_void
    })
}

/// Sends a signal to the process.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_RaiseSignal(signal: jint) -> jboolean {
    guarded("JVM_RaiseSignal", || signals::raise(signal))
}

/// A signal's number, −1 if there is none of the name.
///
/// # Safety
/// `name` is a terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_FindSignal(name: *const c_char) -> jint {
    guarded("JVM_FindSignal", || {
        // SAFETY: by the caller's word.
        let name = std::str::from_utf8(unsafe { c_bytes(name) }).ok();
        name.and_then(signals::find).unwrap_or(-1)
    })
}
