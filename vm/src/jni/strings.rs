//! Strings (JNI chapter 4: string operations). Characters are copied into memory of the C allocator.

use std::ffi::{c_char, c_void};

use classlib::mutf8;
use jni_sys::{JNIEnv, jstring};

use super::entry::{c_bytes, enter, required};
use crate::classes::strings;
use crate::runtime::exceptions;
use crate::runtime::handles::make_local;

/// Copies into fresh C memory with a zero element behind; null when there is no memory.
fn copy_out<T: Copy + Default>(values: &[T]) -> *const T {
    // SAFETY: malloc'd memory of sufficient size, written before it is handed out.
    unsafe {
        let p = libc::malloc((values.len() + 1) * std::mem::size_of::<T>()) as *mut T;
        if !p.is_null() {
            std::ptr::copy_nonoverlapping(values.as_ptr(), p, values.len());
            p.add(values.len()).write(T::default());
        }
        p
    }
}

fn set_is_copy(is_copy: *mut u8) {
    if !is_copy.is_null() {
        // SAFETY: by JNI's contract a valid place for a jboolean.
        unsafe { *is_copy = 1 };
    }
}

pub extern "C" fn NewString(env: *mut JNIEnv, units: *const u16, length: i32) -> jstring {
    enter(env, std::ptr::null_mut(), |t| {
        let units = if units.is_null() || length <= 0 {
            &[]
        } else {
            // SAFETY: by JNI's contract.
            unsafe { std::slice::from_raw_parts(units, length as usize) }
        };
        Ok(make_local(t, strings::new_string_utf16(t, units)?))
    })
}

pub extern "C" fn GetStringLength(env: *mut JNIEnv, string: jstring) -> i32 {
    enter(env, 0, |t| Ok(strings::length(required(t, string)?) as i32))
}

pub extern "C" fn GetStringChars(
    env: *mut JNIEnv,
    string: jstring,
    is_copy: *mut u8,
) -> *const u16 {
    enter(env, std::ptr::null(), |t| {
        let units = strings::to_utf16(required(t, string)?);
        set_is_copy(is_copy);
        Ok(copy_out(&units))
    })
}

pub extern "C" fn ReleaseStringChars(_env: *mut JNIEnv, _string: jstring, chars: *const u16) {
    // SAFETY: memory that `GetStringChars` took from malloc, or null.
    unsafe { libc::free(chars as *mut c_void) };
}

pub extern "C" fn NewStringUTF(env: *mut JNIEnv, bytes: *const c_char) -> jstring {
    enter(env, std::ptr::null_mut(), |t| {
        if bytes.is_null() {
            return Ok(std::ptr::null_mut());
        }
        // SAFETY: by JNI's contract.
        let string = strings::new_string_mutf8(t, unsafe { c_bytes(bytes) })?;
        Ok(make_local(t, string))
    })
}

pub extern "C" fn GetStringUTFLength(env: *mut JNIEnv, string: jstring) -> i32 {
    enter(env, 0, |t| {
        Ok(strings::to_mutf8(required(t, string)?).len() as i32)
    })
}

pub extern "C" fn GetStringUTFChars(
    env: *mut JNIEnv,
    string: jstring,
    is_copy: *mut u8,
) -> *const c_char {
    enter(env, std::ptr::null(), |t| {
        let bytes = strings::to_mutf8(required(t, string)?);
        set_is_copy(is_copy);
        Ok(copy_out(&bytes).cast())
    })
}

pub extern "C" fn ReleaseStringUTFChars(_env: *mut JNIEnv, _string: jstring, chars: *const c_char) {
    // SAFETY: memory that `GetStringUTFChars` took from malloc, or null.
    unsafe { libc::free(chars as *mut c_void) };
}

/// The units of a region after the bounds check.
fn region(
    env: *mut JNIEnv,
    string: jstring,
    start: i32,
    length: i32,
    use_units: impl FnOnce(&[u16]),
) {
    enter(env, (), |t| {
        let units = strings::to_utf16(required(t, string)?);
        let end = i64::from(start) + i64::from(length);
        if start < 0 || length < 0 || end > units.len() as i64 {
            return Err(exceptions::throw_plain(
                t,
                "java/lang/StringIndexOutOfBoundsException",
            ));
        }
        use_units(&units[start as usize..end as usize]);
        Ok(())
    })
}

pub extern "C" fn GetStringRegion(
    env: *mut JNIEnv,
    string: jstring,
    start: i32,
    length: i32,
    buffer: *mut u16,
) {
    region(env, string, start, length, |units| {
        // SAFETY: by JNI's contract the buffer has room for `length` units.
        unsafe { std::ptr::copy_nonoverlapping(units.as_ptr(), buffer, units.len()) };
    })
}

pub extern "C" fn GetStringUTFRegion(
    env: *mut JNIEnv,
    string: jstring,
    start: i32,
    length: i32,
    buffer: *mut c_char,
) {
    region(env, string, start, length, |units| {
        let bytes = mutf8::encode(units);
        if !buffer.is_null() {
            // SAFETY: by JNI's contract the buffer has room for the bytes and a terminator.
            unsafe {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.cast(), bytes.len());
                *buffer.add(bytes.len()) = 0;
            }
        }
    })
}

/// Strings may be compressed, so that critical access copies as well.
pub extern "C" fn GetStringCritical(
    env: *mut JNIEnv,
    string: jstring,
    is_copy: *mut u8,
) -> *const u16 {
    GetStringChars(env, string, is_copy)
}

pub extern "C" fn ReleaseStringCritical(env: *mut JNIEnv, string: jstring, chars: *const u16) {
    ReleaseStringChars(env, string, chars)
}
