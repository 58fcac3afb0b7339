//! Finding the function of a native method (JNI specification, "Resolving Native Method Names").
//!
//! In this order: what the machine supplies itself for boot classes; libjava for boot classes; the libraries that the
//! class's loader has loaded, which `ClassLoader.findNative` knows; each with the short and then the long name.
//! `RegisterNatives` sets a function without any search.

use std::ffi::{CString, c_void};
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use oops::method::MethodKind;
use oops::{KlassPtr, MethodPtr, Oop};

use crate::classes::loader_data::ClassLoaderData;
use crate::classes::{strings, well_known};
use crate::natives;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{critical_natives, java_calls, properties};

/// Sets the function of a native method, or throws UnsatisfiedLinkError.
pub fn link(thread: &JavaThread, method: MethodPtr) -> JResult<()> {
    if bind_vm_native(method) {
        return Ok(());
    }
    let [short, long] = names(method, "Java_");
    let function = match find(thread, method.holder(), &short)? {
        0 => find(thread, method.holder(), &long)?,
        f => f,
    };
    if function == 0 {
        let text = format!("'{}'", crate::interpreter::method_text(method));
        return Err(exceptions::throw(
            thread,
            "java/lang/UnsatisfiedLinkError",
            &text,
        ));
    }
    method.rt.native_function.store(function, Ordering::Release);
    Ok(())
}

/// JNI `RegisterNatives` for one method. What the machine supplies itself stays: its functions take raw slots.
pub fn register(method: MethodPtr, function: usize) {
    if !bind_vm_native(method) {
        critical_natives::give_up(method);
        method.rt.native_function.store(function, Ordering::Release);
    }
}

/// JNI `UnregisterNatives` for one method: it will be searched for again.
pub fn unregister(method: MethodPtr) {
    if method.rt.kind() == MethodKind::Native {
        critical_natives::give_up(method);
        method.rt.native_function.store(0, Ordering::Release);
    }
}

/// Binds a boot class's method to the machine's own native, if there is one.
fn bind_vm_native(method: MethodPtr) -> bool {
    let holder = method.holder();
    if !holder.is_boot() {
        return false;
    }
    match natives::lookup(holder.name, method.name, method.descriptor) {
        Some(native) => {
            // The kind first: whoever sees the function must see the kind.
            method.rt.set_kind(MethodKind::VmNative);
            method
                .rt
                .native_function
                .store(native as usize, Ordering::Release);
            true
        }
        None => false,
    }
}

/// The function named `name` in the libraries that the class's loader may use, 0 for none.
fn find(thread: &JavaThread, holder: KlassPtr, name: &str) -> JResult<usize> {
    let Ok(c_name) = CString::new(name) else {
        return Ok(0);
    };
    let loader = ClassLoaderData::get(holder.loader).loader();
    if loader.is_null() {
        let library = java_library();
        if library != 0 {
            // SAFETY: a handle from dlopen and a C string.
            let f = unsafe { libc::dlsym(library as *mut c_void, c_name.as_ptr()) } as usize;
            if f != 0 {
                return Ok(f);
            }
        }
    }
    find_by_loader(thread, loader, name)
}

/// `ClassLoader.findNative(loader, name)`.
fn find_by_loader(thread: &JavaThread, loader: Oop, name: &str) -> JResult<usize> {
    let name = strings::new_string(thread, name)?;
    let args = [loader.to_bits(), name.to_bits()];
    let descriptor = "(Ljava/lang/ClassLoader;Ljava/lang/String;)J";
    let f = java_calls::call_named(
        thread,
        well_known::class_loader(),
        "findNative",
        descriptor,
        &args,
    )?;
    Ok(f as usize)
}

/// The handle of the JDK's libjava, 0 if it cannot be opened. Opened once, never closed.
pub fn java_library() -> usize {
    static LIBRARY: OnceLock<usize> = OnceLock::new();
    *LIBRARY.get_or_init(|| {
        let Some(home) = properties::get("java.home") else {
            return 0;
        };
        let Ok(path) = CString::new(format!("{home}/lib/libjava.so")) else {
            return 0;
        };
        // SAFETY: a C string; the JDK's library runs its initialisers.
        unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY) as usize }
    })
}

/// The names that a method's function may have: the prefix, class, `_`, name; and the same with the parameters.
pub fn names(method: MethodPtr, prefix: &str) -> [String; 2] {
    let mut short = prefix.to_string();
    mangle(method.holder().name.as_bytes(), &mut short);
    short.push('_');
    mangle(method.name.as_bytes(), &mut short);
    let long = format!("{short}__{}", mangled_parameters(method));
    [short, long]
}

/// The parameter part of the long name.
fn mangled_parameters(method: MethodPtr) -> String {
    let descriptor = method.descriptor.as_bytes();
    let end = descriptor
        .iter()
        .position(|&b| b == b')')
        .unwrap_or(descriptor.len());
    let mut out = String::new();
    mangle(&descriptor[1..end], &mut out);
    out
}

/// Escapes modified UTF-8 into characters of C identifiers.
fn mangle(text: &[u8], out: &mut String) {
    for unit in classlib::mutf8::utf16_units(text) {
        match u8::try_from(unit) {
            Ok(b'/') => out.push('_'),
            Ok(b'_') => out.push_str("_1"),
            Ok(b';') => out.push_str("_2"),
            Ok(b'[') => out.push_str("_3"),
            Ok(c) if c.is_ascii_alphanumeric() => out.push(c.into()),
            _ => out.push_str(&format!("_0{unit:04x}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_mangled_as_jni_says() {
        let mangled = |text: &str| {
            let mut out = String::new();
            mangle(&classlib::mutf8::from_str(text), &mut out);
            out
        };
        assert_eq!(mangled("p/q_r/Cls"), "p_q_1r_Cls");
        assert_eq!(mangled("ILjava/lang/String;[J"), "ILjava_lang_String_2_3J");
        assert_eq!(mangled("Outer$Inner"), "Outer_00024Inner");
        assert_eq!(mangled("gr\u{fc}n"), "gr_000fcn");
    }
}
