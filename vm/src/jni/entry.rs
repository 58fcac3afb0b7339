//! The way from C into the machine: state transition, panic barrier, and conversions of handles.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jni_sys::{JNIEnv, jobject};
use oops::{KlassPtr, Oop};

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::transitions::InVm;
use crate::runtime::handles;

/// Runs `f` inside the machine for the thread of `env`. If a Java exception is left pending, `default` is returned. A
/// Rust panic ends the process: it never crosses into C.
#[inline]
pub fn enter<R>(env: *mut JNIEnv, default: R, f: impl FnOnce(&JavaThread) -> JResult<R>) -> R {
    // SAFETY: native code passes the environment that it was given.
    enter_thread(unsafe { JavaThread::from_env(env) }, default, f)
}

/// As [`enter`], for functions without an environment parameter.
#[inline]
pub fn enter_thread<R>(thread: &JavaThread, default: R, f: impl FnOnce(&JavaThread) -> JResult<R>) -> R {
    let result = catch_unwind(AssertUnwindSafe(|| {
        let inside = InVm::enter(thread);
        f(inside.thread())
    }));
    match result {
        Ok(Ok(r)) => r,
        Ok(Err(_)) => default,
        Err(_) => fatal_panic(),
    }
}

/// The panic's message was printed by the panic hook.
#[cold]
fn fatal_panic() -> ! {
    std::process::abort()
}

/// The object of a handle that must not be null: NullPointerException otherwise.
pub fn required(thread: &JavaThread, handle: jobject) -> JResult<Oop> {
    handles::resolve(handle).non_null().ok_or_else(|| exceptions::throw_npe(thread))
}

/// The class that a jclass handle stands for; `None` for primitive types and null.
pub fn klass_of(handle: jobject) -> Option<KlassPtr> {
    handles::resolve(handle).non_null().and_then(KlassPtr::of_mirror)
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
