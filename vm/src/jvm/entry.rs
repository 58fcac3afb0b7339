//! How C comes into the machine: the frame around every exported `JVM_*` and JNI function.
//!
//! An entry finds its thread, changes the thread's state to `in_vm` for as long as it runs, turns a Java exception
//! (`Pending`) into a plain default value while the exception stays pending, and stops a Rust panic: unwinding never
//! reaches C. The macros [`jvm_entries`] and [`jvm_entries_without_env`] write such functions; [`with_env`] and
//! [`with_thread`] are the same for functions that are written by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jni_sys::{JNIEnv, jobject, jvalue};
use oops::{BasicType, KlassPtr, MetaSlice, Oop, Symbol};

use crate::classes::{init, mirrors, strings, well_known as wk};
pub use crate::jni::entry::c_bytes;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::handles;
use crate::runtime::thread::JavaThread;
use crate::runtime::transitions::InVm;

/// What C can be given as a result, with the value that it gets when an exception is pending.
pub trait CResult {
    const ON_EXCEPTION: Self;
}

macro_rules! c_results {
    ($($t:ty = $value:expr;)*) => { $(impl CResult for $t { const ON_EXCEPTION: $t = $value; })* };
}
c_results! {
    () = ();
    bool = false;
    i8 = 0;
    u8 = 0;
    i16 = 0;
    u16 = 0;
    i32 = 0;
    u32 = 0;
    i64 = 0;
    u64 = 0;
    usize = 0;
    f32 = 0.0;
    f64 = 0.0;
    jvalue = jvalue { j: 0 };
}
impl<T> CResult for *mut T {
    const ON_EXCEPTION: *mut T = std::ptr::null_mut();
}
impl<T> CResult for *const T {
    const ON_EXCEPTION: *const T = std::ptr::null();
}

/// Runs `f` with panics stopped: a panic is a defect of the machine and ends the process after its message.
pub fn guarded<R>(name: &str, f: impl FnOnce() -> R) -> R {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(value) => value,
        Err(_) => {
            eprintln!(
                "# A fatal error has been detected by Hearth: the virtual machine panicked in {name}."
            );
            std::process::abort()
        }
    }
}

/// Runs the body of an entry in `thread`'s name.
#[inline]
pub fn with_thread<R: CResult>(
    name: &str,
    thread: &JavaThread,
    f: impl FnOnce(&JavaThread) -> JResult<R>,
) -> R {
    guarded(name, || {
        let _in_vm = InVm::enter(thread);
        f(thread).unwrap_or(R::ON_EXCEPTION)
    })
}

/// Runs the body of an entry that has a JNI environment.
///
/// # Safety
/// `env` is the current thread's environment, as JNI demands.
#[inline]
pub unsafe fn with_env<R: CResult>(
    name: &str,
    env: *mut JNIEnv,
    f: impl FnOnce(&JavaThread) -> JResult<R>,
) -> R {
    // SAFETY: by the caller's word.
    with_thread(name, unsafe { JavaThread::from_env(env) }, f)
}

/// Writes exported functions whose first C parameter is the JNI environment. The first parameter here names the
/// thread; the body is a block of type `JResult`.
///
/// ```text
/// jvm_entries! {
///     /// What it does.
///     fn JVM_IsInterface(thread, class: jclass) -> jboolean { Ok(…) }
/// }
/// ```
macro_rules! jvm_entries {
    ($($(#[$meta:meta])* fn $name:ident($thread:ident $(, $arg:ident: $ty:ty)* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $(
            $(#[$meta])*
            ///
            /// # Safety
            /// As a native library calls it: with the current thread's environment and valid handles and pointers.
            #[unsafe(no_mangle)]
            #[allow(non_snake_case)]
            pub unsafe extern "C" fn $name(env: *mut jni_sys::JNIEnv $(, $arg: $ty)*) $(-> $ret)? {
                let body = |$thread: &$crate::runtime::thread::JavaThread| $body;
                // SAFETY: the environment is the caller's, by contract.
                unsafe { $crate::jvm::entry::with_env(stringify!($name), env, body) }
            }
        )*
    };
}

/// As [`jvm_entries`] for functions without an environment parameter: the current thread is looked up.
macro_rules! jvm_entries_without_env {
    ($($(#[$meta:meta])* fn $name:ident($thread:ident $(, $arg:ident: $ty:ty)* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $(
            $(#[$meta])*
            ///
            /// # Safety
            /// As a native library calls it: on an attached thread, with valid pointers.
            #[unsafe(no_mangle)]
            #[allow(non_snake_case)]
            pub unsafe extern "C" fn $name($($arg: $ty),*) $(-> $ret)? {
                let thread = $crate::runtime::thread::JavaThread::current();
                $crate::jvm::entry::with_thread(
                    stringify!($name),
                    thread,
                    |$thread: &$crate::runtime::thread::JavaThread| $body,
                )
            }
        )*
    };
}

pub(crate) use {jvm_entries, jvm_entries_without_env};

/// The object of a handle; null for null.
#[inline]
pub fn oop(handle: jobject) -> Oop {
    handles::resolve(handle)
}

/// A local reference for an object; null for null.
#[inline]
pub fn local(thread: &JavaThread, object: Oop) -> jobject {
    handles::make_local(thread, object)
}

/// The object of a handle that must not be null: NullPointerException.
#[inline]
pub fn required(thread: &JavaThread, handle: jobject) -> JResult<Oop> {
    match oop(handle).non_null() {
        Some(object) => Ok(object),
        None => Err(exceptions::throw_npe(thread)),
    }
}

/// The class of a mirror's handle; `None` for primitive types. NullPointerException for null.
pub fn klass(thread: &JavaThread, mirror: jobject) -> JResult<Option<KlassPtr>> {
    Ok(mirrors::klass_of(required(thread, mirror)?))
}

/// A local reference for a class's mirror.
pub fn mirror(thread: &JavaThread, klass: KlassPtr) -> jobject {
    local(thread, klass.mirror())
}

/// A local reference for a new String.
pub fn string(thread: &JavaThread, text: &str) -> JResult<jobject> {
    Ok(local(thread, strings::new_string(thread, text)?))
}

/// A Java byte array of a raw attribute body; null when the class file has no such attribute.
pub fn byte_array(thread: &JavaThread, bytes: MetaSlice<u8>) -> JResult<Oop> {
    if bytes.is_empty() {
        return Ok(Oop::NULL);
    }
    let array = memory::allocate_primitive_array(thread, BasicType::Byte, bytes.len())?;
    // SAFETY: a fresh byte array of that length which nobody else knows.
    unsafe { array.elements_mut::<u8>() }.copy_from_slice(bytes.get());
    Ok(array)
}

/// An instance of a class of the library, whose fields the machine will fill in itself. The class is initialised first,
/// as if a constructor ran.
pub fn new_bare(thread: &JavaThread, klass: KlassPtr) -> JResult<Oop> {
    if !klass.is_initialized() {
        init::initialize(thread, klass)?;
    }
    memory::allocate_instance(thread, klass)
}

/// A new `Class[]`.
pub fn class_array(thread: &JavaThread, length: usize) -> JResult<Oop> {
    memory::allocate_object_array(thread, wk::class(), length)
}

/// A new `Class[]` of these classes' mirrors.
pub fn class_array_of(thread: &JavaThread, classes: &[KlassPtr]) -> JResult<Oop> {
    let array = class_array(thread, classes.len())?;
    for (i, k) in classes.iter().enumerate() {
        memory::obj_array_store(array, i, k.mirror());
    }
    Ok(array)
}

/// A new String of a symbol, or null for none.
pub fn optional_string(thread: &JavaThread, symbol: Option<Symbol>) -> JResult<Oop> {
    match symbol {
        Some(s) => strings::new_string_mutf8(thread, s.as_bytes()),
        None => Ok(Oop::NULL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_handles_and_strings_are_null() {
        assert!(oop(std::ptr::null_mut()).is_null());
        // SAFETY: null is allowed.
        assert_eq!(unsafe { c_bytes(std::ptr::null()) }, b"");
        // SAFETY: a literal.
        let bytes = unsafe { c_bytes(c"java/lang/Object".as_ptr()) };
        assert_eq!(bytes, b"java/lang/Object");
    }
}
