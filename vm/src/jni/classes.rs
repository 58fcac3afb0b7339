//! Classes, objects, reflection bridges and member look-up (JNI chapter 4: class and object operations, accessing IDs).

use std::ffi::c_char;

use jni_sys::{JNIEnv, jclass, jfieldID, jmethodID, jobject};
use oops::{KlassPtr, Oop, Symbol};

use super::entry::{c_bytes, enter, klass_of, required};
use super::ids;
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{
    init, loader_data::ClassLoaderData, mirrors, resolve, strings, system_dictionary,
};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames;
use crate::runtime::handles::{self, make_local};
use crate::runtime::thread::JavaThread;

const JNI_VERSION_10: i32 = 0x000a_0000;

pub extern "C" fn GetVersion(_env: *mut JNIEnv) -> i32 {
    JNI_VERSION_10
}

pub extern "C" fn DefineClass(
    env: *mut JNIEnv,
    name: *const c_char,
    loader: jobject,
    bytes: *const u8,
    length: i32,
) -> jclass {
    enter(env, std::ptr::null_mut(), |t| {
        // SAFETY: by JNI's contract.
        let (name, bytes) = unsafe {
            (
                c_bytes(name),
                std::slice::from_raw_parts(bytes, length.max(0) as usize),
            )
        };
        let name = (!name.is_empty()).then_some(name);
        let options = system_dictionary::DefineOptions::default();
        let k = system_dictionary::define_class(
            t,
            name,
            handles::resolve(loader),
            Oop::NULL,
            bytes,
            None,
            options,
        )?;
        Ok(make_local(t, k.mirror()))
    })
}

/// The loader that `FindClass` uses: the caller's, in `JNI_OnLoad` the library's, at top level the system loader.
fn find_class_loader(thread: &JavaThread) -> JResult<Oop> {
    let Some(caller) = frames::frames(thread).next().map(|f| f.method) else {
        if !crate::runtime::init::is_booted() {
            return Ok(Oop::NULL);
        }
        let d = "()Ljava/lang/ClassLoader;";
        let bits = crate::runtime::java_calls::call_named(
            thread,
            wk::class_loader(),
            "getSystemClassLoader",
            d,
            &[],
        )?;
        // SAFETY: the method returns a reference.
        return Ok(unsafe { Oop::from_bits(bits) });
    };
    let holder = caller.holder();
    // While a library is loaded its JNI_OnLoad runs below NativeLibraries.load: the loading class decides.
    if holder.is_boot() && holder.name.as_bytes() == b"jdk/internal/loader/NativeLibraries" {
        let lookup = "jdk/internal/loader/NativeLibraries";
        let klass =
            system_dictionary::resolve_or_fail(thread, Symbol::from_text(lookup), Oop::NULL)?;
        let bits = crate::runtime::java_calls::call_named(
            thread,
            klass,
            "getFromClass",
            "()Ljava/lang/Class;",
            &[],
        )?;
        // SAFETY: the method returns a reference.
        let mirror = unsafe { Oop::from_bits(bits) };
        if let Some(k) = mirror.non_null().and_then(KlassPtr::of_mirror) {
            return Ok(ClassLoaderData::get(k.loader).loader());
        }
    }
    Ok(ClassLoaderData::get(holder.loader).loader())
}

pub extern "C" fn FindClass(env: *mut JNIEnv, name: *const c_char) -> jclass {
    enter(env, std::ptr::null_mut(), |t| {
        // SAFETY: by JNI's contract.
        let name = unsafe { c_bytes(name) };
        let malformed = name.is_empty() || name.len() > 65_535 || name.contains(&b'.');
        if malformed || (name[0] == b'L' && name.ends_with(b";")) {
            let text = String::from_utf8_lossy(name);
            return Err(exceptions::throw(
                t,
                "java/lang/NoClassDefFoundError",
                &text,
            ));
        }
        let loader = find_class_loader(t)?;
        let k = system_dictionary::resolve_or_fail(t, Symbol::intern(name), loader)?;
        if k.is_instance() {
            init::initialize(t, k)?;
        }
        Ok(make_local(t, k.mirror()))
    })
}

pub extern "C" fn FromReflectedMethod(env: *mut JNIEnv, object: jobject) -> jmethodID {
    enter(env, std::ptr::null_mut(), |t| {
        let m = required(t, object)?;
        let (mirror, slot) = if m.klass() == wk::constructor() {
            (
                m.load_oop(fields::constructor_clazz()),
                m.load_i32(fields::constructor_slot()),
            )
        } else {
            (
                m.load_oop(fields::method_clazz()),
                m.load_i32(fields::method_slot()),
            )
        };
        let klass = KlassPtr::of_mirror(mirror).ok_or_else(|| exceptions::throw_npe(t))?;
        Ok(ids::method_id(klass.methods.get()[slot as usize]))
    })
}

pub extern "C" fn FromReflectedField(env: *mut JNIEnv, object: jobject) -> jfieldID {
    enter(env, std::ptr::null_mut(), |t| {
        let f = required(t, object)?;
        let klass = KlassPtr::of_mirror(f.load_oop(fields::field_clazz()))
            .ok_or_else(|| exceptions::throw_npe(t))?;
        init::initialize(t, klass)?;
        let slot = f.load_i32(fields::field_slot()) as usize;
        Ok(ids::field_id(klass, &klass.get().fields.get()[slot]))
    })
}

pub extern "C" fn ToReflectedMethod(
    env: *mut JNIEnv,
    _class: jclass,
    id: jmethodID,
    _is_static: u8,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let object = crate::jvm::fields_methods::reflect_method(t, ids::method(id))?;
        Ok(make_local(t, object))
    })
}

pub extern "C" fn ToReflectedField(
    env: *mut JNIEnv,
    _class: jclass,
    id: jfieldID,
    _is_static: u8,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let (klass, field) = ids::field(id);
        let object = crate::jvm::fields_methods::reflect_field(t, klass, field)?;
        Ok(make_local(t, object))
    })
}

pub extern "C" fn GetSuperclass(env: *mut JNIEnv, class: jclass) -> jclass {
    enter(env, std::ptr::null_mut(), |t| {
        let superclass = klass_of(class)
            .filter(|k| !k.is_interface())
            .and_then(|k| k.super_klass);
        Ok(make_local(t, superclass.map_or(Oop::NULL, |s| s.mirror())))
    })
}

pub extern "C" fn IsAssignableFrom(env: *mut JNIEnv, sub: jclass, sup: jclass) -> u8 {
    enter(env, 0, |t| {
        let (a, b) = (required(t, sub)?, required(t, sup)?);
        Ok(u8::from(
            match (KlassPtr::of_mirror(a), KlassPtr::of_mirror(b)) {
                (Some(a), Some(b)) => a.is_subtype_of(b),
                _ => a == b,
            },
        ))
    })
}

/// InstantiationException for interfaces, abstract classes, arrays and java.lang.Class.
pub fn check_instantiable(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if klass.is_array() || klass.is_interface() || klass.is_abstract() || klass == wk::class() {
        return Err(exceptions::throw(
            thread,
            "java/lang/InstantiationException",
            &klass.external_name(),
        ));
    }
    init::initialize(thread, klass)
}

pub extern "C" fn AllocObject(env: *mut JNIEnv, class: jclass) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(t))?;
        check_instantiable(t, klass)?;
        let object = memory::new_instance(t, klass)?;
        Ok(make_local(t, object))
    })
}

pub extern "C" fn GetObjectClass(env: *mut JNIEnv, object: jobject) -> jclass {
    enter(env, std::ptr::null_mut(), |t| {
        let object = required(t, object)?;
        Ok(make_local(t, object.klass().mirror()))
    })
}

pub extern "C" fn IsInstanceOf(env: *mut JNIEnv, object: jobject, class: jclass) -> u8 {
    enter(env, 0, |_| {
        let object = handles::resolve(object);
        let is = object.is_null() || klass_of(class).is_some_and(|k| object.is_a(k));
        Ok(u8::from(is))
    })
}

fn method_id(
    thread: &JavaThread,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
    is_static: bool,
) -> JResult<jmethodID> {
    // SAFETY: by JNI's contract.
    let (name, descriptor) = unsafe { (c_bytes(name), c_bytes(descriptor)) };
    let mirror = required(thread, class)?;
    let missing = || {
        let prefix = if is_static { "static " } else { "" };
        let class = match KlassPtr::of_mirror(mirror) {
            Some(k) if k.is_array() => k.name.to_text().into_owned(),
            Some(k) => format!("L{};", k.name),
            None => mirrors::mirror_basic_type(mirror)
                .map_or("void", |b| b.name())
                .to_owned(),
        };
        let (n, d) = (
            String::from_utf8_lossy(name),
            String::from_utf8_lossy(descriptor),
        );
        Err(exceptions::throw(
            thread,
            "java/lang/NoSuchMethodError",
            &format!("{prefix}{class}.{n}{d}"),
        ))
    };
    let Some(klass) = KlassPtr::of_mirror(mirror) else {
        return missing();
    };
    let (Some(n), Some(d)) = (Symbol::lookup(name), Symbol::lookup(descriptor)) else {
        // No class has such a member: the message is the bare name.
        let name = String::from_utf8_lossy(name);
        return Err(exceptions::throw(
            thread,
            "java/lang/NoSuchMethodError",
            &name,
        ));
    };
    if klass.is_instance() {
        init::initialize(thread, klass)?;
    }
    let special = name == b"<init>" || name == b"<clinit>";
    let found = if special {
        klass.find_local_method(n, d)
    } else if klass.is_array() {
        resolve::lookup_method(wk::object(), n, d)
    } else {
        resolve::lookup_method(klass, n, d)
    };
    match found {
        Some(m) if m.is_static() == is_static => Ok(ids::method_id(m)),
        _ => missing(),
    }
}

pub extern "C" fn GetMethodID(
    env: *mut JNIEnv,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jmethodID {
    enter(env, std::ptr::null_mut(), |t| {
        method_id(t, class, name, descriptor, false)
    })
}

pub extern "C" fn GetStaticMethodID(
    env: *mut JNIEnv,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jmethodID {
    enter(env, std::ptr::null_mut(), |t| {
        method_id(t, class, name, descriptor, true)
    })
}

fn field_id(
    thread: &JavaThread,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
    is_static: bool,
) -> JResult<jfieldID> {
    // SAFETY: by JNI's contract.
    let (name, descriptor) = unsafe { (c_bytes(name), c_bytes(descriptor)) };
    let mirror = required(thread, class)?;
    let missing = || {
        let (n, d) = (
            String::from_utf8_lossy(name),
            String::from_utf8_lossy(descriptor),
        );
        let message = match KlassPtr::of_mirror(mirror) {
            Some(k) if !is_static => format!("{}.{n} {d}", k.external_name()),
            _ => n.into_owned(),
        };
        Err(exceptions::throw(
            thread,
            "java/lang/NoSuchFieldError",
            &message,
        ))
    };
    let Some(klass) = KlassPtr::of_mirror(mirror) else {
        return missing();
    };
    let (Some(n), Some(d)) = (Symbol::lookup(name), Symbol::lookup(descriptor)) else {
        return missing();
    };
    if klass.is_array() {
        return missing();
    }
    init::initialize(thread, klass)?;
    match resolve::lookup_field(klass, n, d) {
        Some((declaring, f)) if f.is_static() == is_static => Ok(ids::field_id(declaring, f)),
        _ => missing(),
    }
}

pub extern "C" fn GetFieldID(
    env: *mut JNIEnv,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jfieldID {
    enter(env, std::ptr::null_mut(), |t| {
        field_id(t, class, name, descriptor, false)
    })
}

pub extern "C" fn GetStaticFieldID(
    env: *mut JNIEnv,
    class: jclass,
    name: *const c_char,
    descriptor: *const c_char,
) -> jfieldID {
    enter(env, std::ptr::null_mut(), |t| {
        field_id(t, class, name, descriptor, true)
    })
}

pub extern "C" fn GetModule(env: *mut JNIEnv, class: jclass) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let mirror = required(t, class)?;
        if !mirror.is_a(wk::class()) {
            return Err(exceptions::throw_npe(t));
        }
        Ok(make_local(t, mirror.load_oop(fields::class_module())))
    })
}

/// Throws a new exception of `class` with a message (null = none).
pub extern "C" fn ThrowNew(env: *mut JNIEnv, class: jclass, message: *const c_char) -> i32 {
    enter(env, 0, |t| {
        let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(t))?;
        init::initialize(t, klass)?;
        let exception = if message.is_null() {
            crate::runtime::java_calls::new_object(t, klass, "()V", &[])?
        } else {
            // SAFETY: by JNI's contract.
            let text = strings::new_string_mutf8(t, unsafe { c_bytes(message) })?;
            crate::runtime::java_calls::new_object(
                t,
                klass,
                "(Ljava/lang/String;)V",
                &[text.to_bits()],
            )?
        };
        Err(exceptions::throw_oop(t, exception))
    })
}
