//! Arrays (JNI chapter 4: array operations). Elements are copied; critical access pins the array where it can.

use std::ffi::c_void;

use jni_sys::{JNIEnv, jarray, jclass, jobject, jobjectArray};
use oops::oop::array_base_offset;
use oops::{BasicType, KlassKind, Oop};

use super::entry::{enter, klass_of, required};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::handles::{self, make_local};
use crate::runtime::out_of_memory;
use crate::runtime::thread::JavaThread;

const JNI_COMMIT: i32 = 1;
const JNI_ABORT: i32 = 2;

pub extern "C" fn GetArrayLength(env: *mut JNIEnv, array: jarray) -> i32 {
    enter(env, 0, |t| Ok(required(t, array)?.array_length() as i32))
}

fn checked_length(thread: &JavaThread, length: i32) -> JResult<usize> {
    usize::try_from(length).map_err(|_| {
        exceptions::throw(
            thread,
            "java/lang/NegativeArraySizeException",
            &length.to_string(),
        )
    })
}

pub extern "C" fn NewObjectArray(
    env: *mut JNIEnv,
    length: i32,
    class: jclass,
    initial: jobject,
) -> jobjectArray {
    enter(env, std::ptr::null_mut(), |t| {
        let length = checked_length(t, length)?;
        let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(t))?;
        let array = memory::allocate_object_array(t, klass, length)?;
        let value = handles::resolve(initial);
        if !value.is_null() {
            if !value.is_a(klass) {
                return Err(array_store(t, array, 0, value));
            }
            for i in 0..length {
                memory::obj_array_store(array, i, value);
            }
        }
        Ok(make_local(t, array))
    })
}

fn array_store(thread: &JavaThread, array: Oop, index: i32, value: Oop) -> Pending {
    let klass = array.klass();
    let element = match klass.bottom {
        Some(k) => k.external_name(),
        None => klass.element_type.name().to_owned(),
    };
    let outer = "[]".repeat(usize::from(klass.dimensions).saturating_sub(1));
    let stored = value.klass().external_name();
    let message = format!("type mismatch: can not store {stored} to {element}[{index}]{outer}");
    exceptions::throw(thread, "java/lang/ArrayStoreException", &message)
}

fn index_error(thread: &JavaThread, index: i32, length: usize) -> Pending {
    let message = format!("Index {index} out of bounds for length {length}");
    exceptions::throw(thread, "java/lang/ArrayIndexOutOfBoundsException", &message)
}

pub extern "C" fn GetObjectArrayElement(
    env: *mut JNIEnv,
    array: jobjectArray,
    index: i32,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let array = required(t, array)?;
        if index < 0 || index as usize >= array.array_length() {
            return Err(index_error(t, index, array.array_length()));
        }
        Ok(make_local(t, array.obj_at(index as usize)))
    })
}

pub extern "C" fn SetObjectArrayElement(
    env: *mut JNIEnv,
    array: jobjectArray,
    index: i32,
    value: jobject,
) {
    enter(env, (), |t| {
        let array = required(t, array)?;
        let value = handles::resolve(value);
        if index < 0 || index as usize >= array.array_length() {
            return Err(index_error(t, index, array.array_length()));
        }
        if !value.is_null() && array.klass().component.is_some_and(|c| !value.is_a(c)) {
            return Err(array_store(t, array, index, value));
        }
        memory::obj_array_store(array, index as usize, value);
        Ok(())
    })
}

/// The elements' memory of a primitive array: address and bytes per element.
fn elements(array: Oop) -> (*mut u8, usize) {
    let log2 = array.klass().log2_element_size;
    (array.at(array_base_offset(log2)) as *mut u8, 1 << log2)
}

fn get_elements<T>(env: *mut JNIEnv, array: jarray, is_copy: *mut u8) -> *mut T {
    enter(env, std::ptr::null_mut(), |t| {
        let array = required(t, array)?;
        let (from, size) = elements(array);
        let bytes = array.array_length() * size;
        // SAFETY: fresh memory for all elements; `is_copy` is null or a jboolean's place.
        unsafe {
            let to = libc::malloc(bytes.max(8)) as *mut u8;
            if to.is_null() {
                return Err(out_of_memory::throw_with_message(t, "C heap"));
            }
            std::ptr::copy_nonoverlapping(from, to, bytes);
            if !is_copy.is_null() {
                *is_copy = 1;
            }
            Ok(to.cast())
        }
    })
}

fn release_elements<T>(env: *mut JNIEnv, array: jarray, from: *mut T, mode: i32) {
    enter(env, (), |t| {
        let array = required(t, array)?;
        let (to, size) = elements(array);
        // SAFETY: `from` is what `get_elements` gave for this array.
        unsafe {
            if mode != JNI_ABORT {
                std::ptr::copy_nonoverlapping(from.cast::<u8>(), to, array.array_length() * size);
            }
            if mode != JNI_COMMIT {
                libc::free(from.cast());
            }
        }
        Ok(())
    })
}

/// Bounds check of a region; its address and bytes.
fn region(t: &JavaThread, array: jarray, start: i32, length: i32) -> JResult<(*mut u8, usize)> {
    let array = required(t, array)?;
    let n = array.array_length();
    let end = i64::from(start) + i64::from(length);
    if start < 0 || length < 0 || end > n as i64 {
        let message = match length {
            ..0 => format!("Length {length} is negative"),
            _ => format!("Array region {start}..{end} out of bounds for length {n}"),
        };
        return Err(exceptions::throw(
            t,
            "java/lang/ArrayIndexOutOfBoundsException",
            &message,
        ));
    }
    let (base, size) = elements(array);
    // SAFETY: inside the array by the check.
    Ok((
        unsafe { base.add(start as usize * size) },
        length as usize * size,
    ))
}

fn get_region<T>(env: *mut JNIEnv, array: jarray, start: i32, length: i32, buffer: *mut T) {
    enter(env, (), |t| {
        let (from, bytes) = region(t, array, start, length)?;
        // SAFETY: by JNI's contract the buffer has room.
        unsafe { std::ptr::copy_nonoverlapping(from, buffer.cast(), bytes) };
        Ok(())
    })
}

fn set_region<T>(env: *mut JNIEnv, array: jarray, start: i32, length: i32, buffer: *const T) {
    enter(env, (), |t| {
        let (to, bytes) = region(t, array, start, length)?;
        // SAFETY: by JNI's contract the buffer holds `length` elements.
        unsafe { std::ptr::copy_nonoverlapping(buffer.cast(), to, bytes) };
        Ok(())
    })
}

macro_rules! primitive_arrays {
    ($($ty:ty, $basic:ident, $new:ident $get:ident $release:ident $get_region:ident $set_region:ident;)*) => {
        $(
            pub extern "C" fn $new(env: *mut JNIEnv, length: i32) -> jarray {
                enter(env, std::ptr::null_mut(), |t| {
                    let length = checked_length(t, length)?;
                    let array = memory::allocate_primitive_array(t, BasicType::$basic, length)?;
                    Ok(make_local(t, array))
                })
            }
            pub extern "C" fn $get(env: *mut JNIEnv, array: jarray, is_copy: *mut u8) -> *mut $ty {
                get_elements(env, array, is_copy)
            }
            pub extern "C" fn $release(env: *mut JNIEnv, array: jarray, elements: *mut $ty, mode: i32) {
                release_elements(env, array, elements, mode)
            }
            pub extern "C" fn $get_region(env: *mut JNIEnv, array: jarray, start: i32, length: i32, to: *mut $ty) {
                get_region(env, array, start, length, to)
            }
            pub extern "C" fn $set_region(env: *mut JNIEnv, array: jarray, start: i32, length: i32, from: *const $ty) {
                set_region(env, array, start, length, from)
            }
        )*
    };
}

primitive_arrays! {
    u8, Boolean, NewBooleanArray GetBooleanArrayElements ReleaseBooleanArrayElements GetBooleanArrayRegion SetBooleanArrayRegion;
    i8, Byte, NewByteArray GetByteArrayElements ReleaseByteArrayElements GetByteArrayRegion SetByteArrayRegion;
    u16, Char, NewCharArray GetCharArrayElements ReleaseCharArrayElements GetCharArrayRegion SetCharArrayRegion;
    i16, Short, NewShortArray GetShortArrayElements ReleaseShortArrayElements GetShortArrayRegion SetShortArrayRegion;
    i32, Int, NewIntArray GetIntArrayElements ReleaseIntArrayElements GetIntArrayRegion SetIntArrayRegion;
    i64, Long, NewLongArray GetLongArrayElements ReleaseLongArrayElements GetLongArrayRegion SetLongArrayRegion;
    f32, Float, NewFloatArray GetFloatArrayElements ReleaseFloatArrayElements GetFloatArrayRegion SetFloatArrayRegion;
    f64, Double, NewDoubleArray GetDoubleArrayElements ReleaseDoubleArrayElements GetDoubleArrayRegion SetDoubleArrayRegion;
}

/// Direct access: the array is pinned, so that its elements stay where they are until released.
pub extern "C" fn GetPrimitiveArrayCritical(
    env: *mut JNIEnv,
    array: jarray,
    is_copy: *mut u8,
) -> *mut c_void {
    enter(env, std::ptr::null_mut(), |t| {
        let array = required(t, array)?;
        if array.klass().kind != KlassKind::TypeArray {
            return Err(exceptions::throw(
                t,
                "java/lang/IllegalArgumentException",
                "not a primitive array",
            ));
        }
        memory::pin(array);
        if !is_copy.is_null() {
            // SAFETY: by JNI's contract a valid place for a jboolean.
            unsafe { *is_copy = 0 };
        }
        Ok(elements(array).0.cast())
    })
}

pub extern "C" fn ReleasePrimitiveArrayCritical(
    env: *mut JNIEnv,
    array: jarray,
    _elements: *mut c_void,
    mode: i32,
) {
    enter(env, (), |t| {
        let array = required(t, array)?;
        if mode != JNI_COMMIT {
            memory::unpin(array);
        }
        Ok(())
    })
}
