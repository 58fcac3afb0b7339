//! The way from C into the machine: state transition, panic barrier, and conversions of handles.

use jni_sys::{JNIEnv, jobject};
use oops::KlassPtr;

use crate::jvm::entry::guarded;
pub use crate::jvm::entry::required;
use crate::runtime::exceptions::JResult;
use crate::runtime::handles;
use crate::runtime::thread::JavaThread;
use crate::runtime::transitions::InVm;

/// Runs `f` inside the machine for the thread of `env`. If a Java exception is left pending, `default` is returned. A
/// Rust panic ends the process: it never crosses into C.
#[inline]
pub fn enter<R>(env: *mut JNIEnv, default: R, f: impl FnOnce(&JavaThread) -> JResult<R>) -> R {
    // SAFETY: native code passes the environment that it was given.
    enter_thread(unsafe { JavaThread::from_env(env) }, default, f)
}

/// As [`enter`], for functions without an environment parameter.
#[inline]
pub fn enter_thread<R>(
    thread: &JavaThread,
    default: R,
    f: impl FnOnce(&JavaThread) -> JResult<R>,
) -> R {
    guarded("a JNI function", || {
        let inside = InVm::enter(thread);
        f(inside.thread()).unwrap_or(default)
    })
}

/// The class that a jclass handle stands for; `None` for primitive types and null.
pub fn klass_of(handle: jobject) -> Option<KlassPtr> {
    handles::resolve(handle)
        .non_null()
        .and_then(KlassPtr::of_mirror)
}

/// Bytes of a C string, without the terminator.
///
/// # Safety
/// `text` is null or a terminated string that outlives the result.
pub unsafe fn c_bytes<'a>(text: *const std::ffi::c_char) -> &'a [u8] {
    if text.is_null() {
        return b"";
    }
    // SAFETY: by the caller's word.
    unsafe { std::ffi::CStr::from_ptr(text) }.to_bytes()
}
