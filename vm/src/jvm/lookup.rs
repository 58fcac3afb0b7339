//! Finding and defining classes by name: Class.forName, ClassLoader.findLoadedClass and defineClass, Lookup.defineClass.

use std::ffi::c_char;

use jni_sys::{jbyte, jclass, jint, jobject, jsize, jstring};
use oops::{BasicType, KlassPtr, Oop, Symbol};

use super::entry::{c_bytes, jvm_entries, klass, local, mirror, oop};
use crate::classes::init;
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::mirrors;
use crate::classes::strings;
use crate::classes::system_dictionary::{self as dictionary, DefineOptions};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// Longest name that a class file can hold.
const MAX_NAME: usize = 65_535;

/// Bits of `MethodHandleNatives.Constants` for `Lookup.defineHiddenClass` and its kin.
mod define_flags {
    pub const NESTMATE: i32 = 1;
    pub const HIDDEN: i32 = 2;
    pub const STRONG: i32 = 4;
    pub const ACCESS_VM_ANNOTATIONS: i32 = 8;
}

fn too_long(thread: &JavaThread, exception: &str, name: &[u8]) -> exceptions::Pending {
    let name = String::from_utf8_lossy(name);
    exceptions::throw(
        thread,
        exception,
        &format!("Class name exceeds maximum length of {MAX_NAME}: {name}"),
    )
}

fn initialize(thread: &JavaThread, k: KlassPtr) -> JResult<()> {
    if k.is_instance() {
        init::initialize(thread, k)
    } else {
        Ok(())
    }
}

/// The loader object of a class; null for the boot loader.
pub(super) fn loader_of(k: KlassPtr) -> Oop {
    ClassLoaderData::get(k.loader).loader()
}

/// The class file that C hands over.
///
/// # Safety
/// `bytes` points to `length` bytes which stay while the result is used; a length below 1 is an empty file.
unsafe fn class_file<'a>(bytes: *const jbyte, length: jsize) -> &'a [u8] {
    match usize::try_from(length) {
        Ok(n) if n > 0 && !bytes.is_null() => {
            // SAFETY: by the caller's word.
            unsafe { std::slice::from_raw_parts(bytes.cast(), n) }
        }
        _ => &[],
    }
}

/// What a class is defined from.
struct Definition<'a> {
    name: Option<&'a [u8]>,
    loader: jobject,
    bytes: &'a [u8],
    protection_domain: jobject,
    source: Option<&'a str>,
}

fn define(thread: &JavaThread, d: Definition) -> JResult<jclass> {
    if let Some(name) = d.name.filter(|n| n.len() > MAX_NAME) {
        return Err(too_long(thread, "java/lang/NoClassDefFoundError", name));
    }
    let name = d.name;
    let options = DefineOptions::default();
    let (loader, domain) = (oop(d.loader), oop(d.protection_domain));
    let k = dictionary::define_class(thread, name, loader, domain, d.bytes, d.source, options)?;
    Ok(mirror(thread, k))
}

/// A C string that may be null, as bytes.
///
/// # Safety
/// As for [`c_bytes`].
unsafe fn optional_bytes<'a>(text: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: by the caller's word.
    (!text.is_null()).then(|| unsafe { c_bytes(text) })
}

/// Checks the wishes of `Lookup.defineClass`; the texts are HotSpot's.
fn check_ordinary(thread: &JavaThread, flags: i32, class_data: Oop) -> JResult<()> {
    let message = if !class_data.is_null() {
        "classData is only applicable for hidden classes".to_owned()
    } else if flags & define_flags::NESTMATE != 0 {
        "dynamic nestmate is only applicable for hidden classes".to_owned()
    } else if flags & define_flags::STRONG == 0 {
        "an ordinary class must be strongly referenced by its defining loader".to_owned()
    } else if flags & define_flags::ACCESS_VM_ANNOTATIONS != 0 {
        "vm annotations only allowed for hidden classes".to_owned()
    } else if flags != define_flags::STRONG {
        format!("invalid flag 0x{flags:x}")
    } else {
        return Ok(());
    };
    Err(exceptions::throw(
        thread,
        "java/lang/IllegalArgumentException",
        &message,
    ))
}

fn lookup_define(
    thread: &JavaThread,
    lookup: KlassPtr,
    d: Definition,
    flags: i32,
    class_data: Oop,
) -> JResult<KlassPtr> {
    let hidden = flags & define_flags::HIDDEN != 0;
    if !hidden {
        check_ordinary(thread, flags, class_data)?;
    }
    let options = DefineOptions {
        hidden,
        nestmate: flags & define_flags::NESTMATE != 0,
        strong: flags & define_flags::STRONG != 0,
        access_vm_annotations: flags & define_flags::ACCESS_VM_ANNOTATIONS != 0,
        lookup_class: Some(lookup),
        class_data,
        trusted: false,
    };
    let name = d.name.filter(|n| n.len() <= MAX_NAME);
    let loader = loader_of(lookup);
    let k = dictionary::define_class(
        thread,
        name,
        loader,
        oop(d.protection_domain),
        d.bytes,
        d.source,
        options,
    )?;
    if !lookup.is_same_package(&k) {
        let message = "Lookup class and defined class are in different packages";
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalArgumentException",
            message,
        ));
    }
    Ok(k)
}

jvm_entries! {
    /// `Class.getPrimitiveClass`; null for a name that is no primitive type's.
    fn JVM_FindPrimitiveClass(thread, name: *const c_char) -> jclass {
        // SAFETY: a C string by the interface.
        let name = unsafe { c_bytes(name) };
        let all = BasicType::PRIMITIVES.into_iter().chain([BasicType::Void]);
        let found = all.into_iter().find(|t| t.name().as_bytes() == name);
        Ok(found.map_or(std::ptr::null_mut(), |t| local(thread, mirrors::primitive_mirror(t))))
    }

    /// `ClassLoader.findBootstrapClass`; null if there is no such class.
    fn JVM_FindClassFromBootLoader(thread, name: *const c_char) -> jclass {
        // SAFETY: a C string by the interface.
        let name = unsafe { c_bytes(name) };
        if name.is_empty() || name.len() > MAX_NAME {
            return Ok(std::ptr::null_mut());
        }
        let found = dictionary::load_boot_class(thread, Symbol::intern(name))?;
        Ok(found.map_or(std::ptr::null_mut(), |k| mirror(thread, k)))
    }

    /// `Class.forName0`. ClassNotFoundException.
    fn JVM_FindClassFromCaller(thread, name: *const c_char, initialized: u8, loader: jobject, _caller: jclass) -> jclass {
        // SAFETY: a C string by the interface.
        let name = unsafe { c_bytes(name) };
        if name.len() > MAX_NAME {
            return Err(too_long(thread, "java/lang/ClassNotFoundException", name));
        }
        let k = dictionary::load_class(thread, Symbol::intern(name), oop(loader))?;
        if initialized != 0 {
            initialize(thread, k)?;
        }
        Ok(mirror(thread, k))
    }

    /// A class by the loader of another one, for the old verifier. NoClassDefFoundError.
    fn JVM_FindClassFromClass(thread, name: *const c_char, initialized: u8, from: jclass) -> jclass {
        // SAFETY: a C string by the interface.
        let name = unsafe { c_bytes(name) };
        if name.len() > MAX_NAME {
            return Err(too_long(thread, "java/lang/NoClassDefFoundError", name));
        }
        let loader = match oop(from).non_null().and_then(mirrors::klass_of) {
            Some(k) => loader_of(k),
            None => Oop::NULL,
        };
        let k = dictionary::resolve_or_fail(thread, Symbol::intern(name), loader)?;
        if initialized != 0 {
            initialize(thread, k)?;
        }
        Ok(mirror(thread, k))
    }

    /// `ClassLoader.findLoadedClass0`; null if the loader is no initiating loader of such a class.
    fn JVM_FindLoadedClass(thread, loader: jobject, name: jstring) -> jclass {
        let Some(name) = oop(name).non_null() else { return Ok(std::ptr::null_mut()) };
        let mut bytes = strings::to_mutf8(name);
        bytes.iter_mut().filter(|c| **c == b'.').for_each(|c| *c = b'/');
        if bytes.is_empty() || bytes.len() > MAX_NAME {
            return Ok(std::ptr::null_mut());
        }
        let found = dictionary::find_loaded(Symbol::intern(&bytes), oop(loader));
        Ok(found.map_or(std::ptr::null_mut(), |k| mirror(thread, k)))
    }

    /// `ClassLoader.defineClass1` and `defineClass2`.
    fn JVM_DefineClassWithSource(
        thread, name: *const c_char, loader: jobject, bytes: *const jbyte, length: jsize, domain: jobject,
        source: *const c_char,
    ) -> jclass {
        // SAFETY: strings and bytes by the interface.
        let (name, bytes, source) =
            unsafe { (optional_bytes(name), class_file(bytes, length), optional_bytes(source)) };
        let source = source.map(String::from_utf8_lossy);
        define(thread, Definition { name, loader, bytes, protection_domain: domain, source: source.as_deref() })
    }

    /// `ClassLoader.defineClass0`: `Lookup.defineClass` and `Lookup.defineHiddenClass`.
    fn JVM_LookupDefineClass(
        thread, lookup: jclass, name: *const c_char, bytes: *const jbyte, length: jsize, domain: jobject,
        initialized: u8, flags: jint, class_data: jobject,
    ) -> jclass {
        if lookup.is_null() {
            return Err(exceptions::throw(thread, "java/lang/IllegalArgumentException", "Lookup class is null"));
        }
        let Some(lookup) = klass(thread, lookup)? else {
            return Err(exceptions::throw(thread, "java/lang/IllegalArgumentException", "Lookup class is primitive"));
        };
        // SAFETY: strings and bytes by the interface.
        let (name, bytes) = unsafe { (optional_bytes(name), class_file(bytes, length)) };
        let loader = std::ptr::null_mut();
        let definition = Definition { name, loader, bytes, protection_domain: domain, source: None };
        let k = lookup_define(thread, lookup, definition, flags, oop(class_data))?;
        if initialized != 0 {
            init::initialize(thread, k)?;
        } else {
            init::link(thread, k)?;
        }
        Ok(mirror(thread, k))
    }
}
