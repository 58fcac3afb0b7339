//! Native libraries: loading, unloading, looking up symbols.

use std::ffi::{CStr, c_char, c_void};

use jni_sys::{jboolean, jint};

use super::entry::{c_bytes, guarded};
use crate::runtime::exceptions;
use crate::runtime::handles;
use crate::runtime::thread::JavaThread;
use crate::runtime::transitions::{self, InVm};

/// The linker's words for its last failure.
fn last_error() -> String {
    // SAFETY: null or a terminated string that stays until the thread's next call of the linker.
    let text = unsafe { libc::dlerror() };
    if text.is_null() {
        return "unknown error".to_owned();
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned()
}

/// `dlopen`; with `throw_exception`, UnsatisfiedLinkError if it fails. The library's initialisers may call back, so the
/// thread is outside the machine meanwhile.
///
/// # Safety
/// `name` is a terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_LoadLibrary(
    name: *const c_char,
    throw_exception: jboolean,
) -> *mut c_void {
    guarded("JVM_LoadLibrary", || {
        let thread = JavaThread::current();
        let _in_vm = InVm::enter(thread);
        let (handle, error) = transitions::in_native(thread, || {
            // SAFETY: by the caller's word.
            let handle = unsafe { libc::dlopen(name, libc::RTLD_LAZY) };
            let error = if handle.is_null() {
                last_error()
            } else {
                String::new()
            };
            (handle, error)
        });
        if handle.is_null() && throw_exception {
            // SAFETY: by the caller's word.
            let name = String::from_utf8_lossy(unsafe { c_bytes(name) }).into_owned();
            let message = format!("{name}: {error}");
            handles::with_handle_frame(thread, || {
                exceptions::leave_pending(exceptions::throw(
                    thread,
                    "java/lang/UnsatisfiedLinkError",
                    &message,
                ));
            });
        }
        handle
    })
}

/// `dlclose`.
///
/// # Safety
/// `handle` came from [`JVM_LoadLibrary`] and nobody uses the library any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_UnloadLibrary(handle: *mut c_void) {
    // SAFETY: by the caller's word.
    unsafe { libc::dlclose(handle) };
}

/// `dlsym`.
///
/// # Safety
/// `handle` came from [`JVM_LoadLibrary`], `name` is a terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_FindLibraryEntry(
    handle: *mut c_void,
    name: *const c_char,
) -> *mut c_void {
    // SAFETY: by the caller's word.
    unsafe { libc::dlsym(handle, name) }
}

/// True for the versions that `JNI_OnLoad` may return.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_IsSupportedJNIVersion(version: jint) -> jboolean {
    crate::jni::invocation::is_supported_version(version)
}

/// A path in the system's own form: on Linux the path itself.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_NativePath(path: *mut c_char) -> *mut c_char {
    path
}
