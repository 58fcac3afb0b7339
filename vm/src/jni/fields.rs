//! Access to fields (JNI chapter 4: accessing fields of objects, accessing static fields).

use jni_sys::{JNIEnv, jclass, jfieldID, jobject};
use oops::Oop;

use super::entry::{enter, required};
use super::ids;
use crate::memory;
use crate::runtime::handles::{self, make_local};

/// The mirror that holds a static field.
fn base_of(id: jfieldID) -> (Oop, usize) {
    let (klass, field) = ids::field(id);
    (klass.mirror(), field.offset as usize)
}

macro_rules! field_functions {
    ($($ret:ty, $get:ident $set:ident $get_static:ident $set_static:ident, $load:ident $store:ident;)*) => {
        $(
            pub extern "C" fn $get(env: *mut JNIEnv, object: jobject, id: jfieldID) -> $ret {
                enter(env, Default::default(), |t| {
                    let object = required(t, object)?;
                    Ok(object.$load(ids::field(id).1.offset as usize))
                })
            }
            pub extern "C" fn $set(env: *mut JNIEnv, object: jobject, id: jfieldID, value: $ret) {
                enter(env, (), |t| {
                    let object = required(t, object)?;
                    object.$store(ids::field(id).1.offset as usize, value);
                    Ok(())
                })
            }
            pub extern "C" fn $get_static(env: *mut JNIEnv, _class: jclass, id: jfieldID) -> $ret {
                enter(env, Default::default(), |_| {
                    let (mirror, offset) = base_of(id);
                    Ok(mirror.$load(offset))
                })
            }
            pub extern "C" fn $set_static(env: *mut JNIEnv, _class: jclass, id: jfieldID, value: $ret) {
                enter(env, (), |_| {
                    let (mirror, offset) = base_of(id);
                    mirror.$store(offset, value);
                    Ok(())
                })
            }
        )*
    };
}

field_functions! {
    i8, GetByteField SetByteField GetStaticByteField SetStaticByteField, load_i8 store_i8;
    u16, GetCharField SetCharField GetStaticCharField SetStaticCharField, load_u16 store_u16;
    i16, GetShortField SetShortField GetStaticShortField SetStaticShortField, load_i16 store_i16;
    i32, GetIntField SetIntField GetStaticIntField SetStaticIntField, load_i32 store_i32;
    i64, GetLongField SetLongField GetStaticLongField SetStaticLongField, load_i64 store_i64;
    f32, GetFloatField SetFloatField GetStaticFloatField SetStaticFloatField, load_f32 store_f32;
    f64, GetDoubleField SetDoubleField GetStaticDoubleField SetStaticDoubleField, load_f64 store_f64;
    u8, GetBooleanField SetRawBooleanField GetStaticBooleanField SetStaticRawBooleanField, load_u8 store_u8;
}

/// A boolean is stored as its lowest bit.
pub extern "C" fn SetBooleanField(env: *mut JNIEnv, object: jobject, id: jfieldID, value: u8) {
    SetRawBooleanField(env, object, id, value & 1)
}

pub extern "C" fn SetStaticBooleanField(env: *mut JNIEnv, class: jclass, id: jfieldID, value: u8) {
    SetStaticRawBooleanField(env, class, id, value & 1)
}

pub extern "C" fn GetObjectField(env: *mut JNIEnv, object: jobject, id: jfieldID) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let object = required(t, object)?;
        let value = object.slot(ids::field(id).1.offset as usize).load_acquire();
        Ok(make_local(t, value))
    })
}

pub extern "C" fn SetObjectField(env: *mut JNIEnv, object: jobject, id: jfieldID, value: jobject) {
    enter(env, (), |t| {
        let object = required(t, object)?;
        memory::store_oop_volatile(
            object,
            ids::field(id).1.offset as usize,
            handles::resolve(value),
        );
        Ok(())
    })
}

pub extern "C" fn GetStaticObjectField(env: *mut JNIEnv, _class: jclass, id: jfieldID) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let (mirror, offset) = base_of(id);
        Ok(make_local(t, mirror.slot(offset).load_acquire()))
    })
}

pub extern "C" fn SetStaticObjectField(
    env: *mut JNIEnv,
    _class: jclass,
    id: jfieldID,
    value: jobject,
) {
    enter(env, (), |_| {
        let (mirror, offset) = base_of(id);
        memory::store_oop_volatile(mirror, offset, handles::resolve(value));
        Ok(())
    })
}
