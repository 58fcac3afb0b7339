//! The verifier by type inference (JVMS 4.10.2) for old class files: the JDK's libverify, which sees the class through
//! `JVM_*` functions.

use std::ffi::{CString, c_char, c_void};
use std::sync::OnceLock;

use jni_sys::{JNIEnv, jclass, jint};
use oops::KlassPtr;

use super::Verdict;
use crate::runtime::exceptions;
use crate::runtime::out_of_memory;
use crate::runtime::thread::JavaThread;
use crate::runtime::{handles, properties, transitions};

/// `VerifyClassForMajorVersion(env, class, message buffer, its length, version)`. The result is declared a jboolean, but
/// knows more than two values.
type VerifyClass = unsafe extern "C" fn(*mut JNIEnv, jclass, *mut c_char, jint, jint) -> u8;

/// Length of the buffer for the message.
const MESSAGE_BYTES: usize = 1024;

/// libverify's function; `None` if the library cannot be opened. Opened once, never closed.
fn verify_class() -> Option<VerifyClass> {
    static FUNCTION: OnceLock<usize> = OnceLock::new();
    let address = *FUNCTION.get_or_init(|| {
        let home = properties::get("java.home").unwrap_or_default();
        let Ok(path) = CString::new(format!("{home}/lib/libverify.so")) else {
            return 0;
        };
        // SAFETY: C strings; the JDK's library has no initialisers that could harm.
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_LAZY);
            if library.is_null() {
                return 0;
            }
            libc::dlsym(library, c"VerifyClassForMajorVersion".as_ptr()) as usize
        }
    });
    if address == 0 {
        return None;
    }
    // SAFETY: the library's function has this type.
    Some(unsafe { std::mem::transmute::<*mut c_void, VerifyClass>(address as *mut c_void) })
}

/// Verifies a class with libverify.
pub fn verify(thread: &JavaThread, klass: KlassPtr) -> Result<(), Verdict> {
    let Some(function) = verify_class() else {
        return Err(Verdict::Verify("Could not link verifier".to_string()));
    };
    let mut buffer = vec![0u8; MESSAGE_BYTES];
    let version = jint::from(klass.attributes.major_version);
    let result = handles::with_handle_frame(thread, || {
        let class = handles::make_local(thread, klass.mirror());
        let (env, message) = (thread.env(), buffer.as_mut_ptr().cast::<c_char>());
        transitions::in_native(thread, || {
            // SAFETY: a live class and a buffer of the given length.
            unsafe { function(env, class, message, MESSAGE_BYTES as jint, version) }
        })
    });
    exceptions::check(thread).map_err(Verdict::Pending)?;
    let length = buffer.iter().position(|&b| b == 0).unwrap_or(MESSAGE_BYTES);
    let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
    match result {
        1 => Ok(()),
        2 => Err(Verdict::Pending(out_of_memory::throw_with_message(
            thread, &text,
        ))),
        3 => Err(Verdict::Format(text)),
        _ => Err(Verdict::Verify(text)),
    }
}
