//! What libverify, the inference verifier for class files below version 50, asks of a class.
//!
//! Methods are numbered as in the class file. Names are handed out as malloc'ed C strings, which `JVM_ReleaseUTF` frees.

use std::ffi::c_char;

use jni_sys::{jboolean, jclass, jint};
use oops::constant_pool::tag;
use oops::method::Method;
use oops::{ConstantPool, KlassPtr, MethodFlags, Symbol};

use super::entry::{jvm_entries, jvm_entries_without_env, klass};
use super::fields_methods::{FIELD_MODIFIERS, METHOD_MODIFIERS};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// A row of an exception table as libverify wants it.
#[repr(C)]
pub struct ExceptionTableEntry {
    pub start_pc: jint,
    pub end_pc: jint,
    pub handler_pc: jint,
    pub catch_type: jint,
}

/// The class that is verified.
fn subject(thread: &JavaThread, class: jclass) -> JResult<KlassPtr> {
    match klass(thread, class)?.filter(|k| k.is_instance()) {
        Some(k) => Ok(k),
        None => Err(exceptions::throw(
            thread,
            "java/lang/InternalError",
            "only classes are verified",
        )),
    }
}

fn constants(thread: &JavaThread, class: jclass) -> JResult<&'static ConstantPool> {
    Ok(subject(thread, class)?.constants())
}

fn method(thread: &JavaThread, class: jclass, index: jint) -> JResult<&'static Method> {
    let methods = subject(thread, class)?.methods.get();
    match usize::try_from(index).ok().and_then(|i| methods.get(i)) {
        Some(m) => Ok(m.get()),
        None => Err(exceptions::throw(
            thread,
            "java/lang/InternalError",
            "no such method",
        )),
    }
}

/// A malloc'ed C string of a symbol.
fn c_string(symbol: Symbol) -> *const c_char {
    let bytes = symbol.as_bytes();
    // SAFETY: room for the bytes and the terminator; modified UTF-8 holds no NUL.
    unsafe {
        let copy = libc::malloc(bytes.len() + 1).cast::<u8>();
        if copy.is_null() {
            return std::ptr::null();
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), copy, bytes.len());
        *copy.add(bytes.len()) = 0;
        copy as *const c_char
    }
}

/// An entry's index, if it has one of these tags.
fn entry(
    thread: &JavaThread,
    class: jclass,
    index: jint,
    tags: &[u8],
) -> JResult<(&'static ConstantPool, usize)> {
    let pool = constants(thread, class)?;
    match usize::try_from(index) {
        Ok(i) if i < pool.len() && tags.contains(&pool.tag(i)) => Ok((pool, i)),
        _ => Err(exceptions::throw(
            thread,
            "java/lang/InternalError",
            "unexpected constant-pool entry",
        )),
    }
}

const METHODS: &[u8] = &[tag::METHODREF, tag::INTERFACE_METHODREF];
const NOT_FOUND: jint = -1;

jvm_entries! {
    /// The class's name.
    fn JVM_GetClassNameUTF(thread, class: jclass) -> *const c_char {
        Ok(c_string(subject(thread, class)?.name))
    }

    /// Copies the constant pool's tags, one byte each.
    fn JVM_GetClassCPTypes(thread, class: jclass, types: *mut u8) {
        let tags = constants(thread, class)?.tags;
        // SAFETY: the caller has made room for as many as `JVM_GetClassCPEntriesCount` says.
        unsafe { std::ptr::copy_nonoverlapping(tags.as_ptr(), types, tags.len()) };
        Ok(())
    }

    /// Entries of the constant pool.
    fn JVM_GetClassCPEntriesCount(thread, class: jclass) -> jint {
        Ok(constants(thread, class)?.len() as jint)
    }

    /// Declared fields.
    fn JVM_GetClassFieldsCount(thread, class: jclass) -> jint {
        Ok(subject(thread, class)?.fields.len() as jint)
    }

    /// Declared methods.
    fn JVM_GetClassMethodsCount(thread, class: jclass) -> jint {
        Ok(subject(thread, class)?.methods.len() as jint)
    }

    /// Copies the class indexes of a method's Exceptions attribute.
    fn JVM_GetMethodIxExceptionIndexes(thread, class: jclass, index: jint, exceptions: *mut u16) {
        let checked = method(thread, class, index)?.checked_exceptions;
        // SAFETY: the caller has made room for as many as `JVM_GetMethodIxExceptionsCount` says.
        unsafe { std::ptr::copy_nonoverlapping(checked.as_ptr(), exceptions, checked.len()) };
        Ok(())
    }

    /// Rows of a method's Exceptions attribute.
    fn JVM_GetMethodIxExceptionsCount(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.checked_exceptions.len() as jint)
    }

    /// Copies a method's bytecodes.
    fn JVM_GetMethodIxByteCode(thread, class: jclass, index: jint, code: *mut u8) {
        let bytes = method(thread, class, index)?.code;
        // SAFETY: the caller has made room for as many as `JVM_GetMethodIxByteCodeLength` says.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), code, bytes.len()) };
        Ok(())
    }

    /// Bytes of a method's code.
    fn JVM_GetMethodIxByteCodeLength(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.code.len() as jint)
    }

    /// One row of a method's exception table.
    fn JVM_GetMethodIxExceptionTableEntry(
        thread, class: jclass, index: jint, row: jint, entry: *mut ExceptionTableEntry,
    ) {
        let table = method(thread, class, index)?.exception_table;
        if let Some(e) = usize::try_from(row).ok().and_then(|i| table.get().get(i)) {
            let value = ExceptionTableEntry {
                start_pc: e.start.into(),
                end_pc: e.end.into(),
                handler_pc: e.handler.into(),
                catch_type: e.catch_type.into(),
            };
            // SAFETY: the caller's structure.
            unsafe { entry.write(value) };
        }
        Ok(())
    }

    /// Rows of a method's exception table.
    fn JVM_GetMethodIxExceptionTableLength(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.exception_table.len() as jint)
    }

    /// A field's modifiers.
    fn JVM_GetFieldIxModifiers(thread, class: jclass, index: jint) -> jint {
        let fields = subject(thread, class)?.fields.get();
        let field = usize::try_from(index).ok().and_then(|i| fields.get(i));
        Ok(field.map_or(NOT_FOUND, |f| (f.access_flags & FIELD_MODIFIERS).into()))
    }

    /// A method's modifiers.
    fn JVM_GetMethodIxModifiers(thread, class: jclass, index: jint) -> jint {
        Ok((method(thread, class, index)?.access_flags & METHOD_MODIFIERS).into())
    }

    /// A method's local-variable slots.
    fn JVM_GetMethodIxLocalsCount(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.max_locals.into())
    }

    /// A method's argument slots, receiver included.
    fn JVM_GetMethodIxArgsSize(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.arg_slots.into())
    }

    /// A method's operand-stack slots.
    fn JVM_GetMethodIxMaxStack(thread, class: jclass, index: jint) -> jint {
        Ok(method(thread, class, index)?.max_stack.into())
    }

    /// True for `<init>`.
    fn JVM_IsConstructorIx(thread, class: jclass, index: jint) -> jboolean {
        Ok(method(thread, class, index)?.is_initializer())
    }

    /// True for methods that the machine made.
    fn JVM_IsVMGeneratedMethodIx(thread, class: jclass, index: jint) -> jboolean {
        Ok(method(thread, class, index)?.flags.contains(MethodFlags::OVERPASS))
    }

    /// A method's name.
    fn JVM_GetMethodIxNameUTF(thread, class: jclass, index: jint) -> *const c_char {
        Ok(c_string(method(thread, class, index)?.name))
    }

    /// A method's descriptor.
    fn JVM_GetMethodIxSignatureUTF(thread, class: jclass, index: jint) -> *const c_char {
        Ok(c_string(method(thread, class, index)?.descriptor))
    }

    /// The member name of a Methodref.
    fn JVM_GetCPMethodNameUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, METHODS)?;
        Ok(c_string(pool.member_ref(i).name))
    }

    /// The descriptor of a Methodref.
    fn JVM_GetCPMethodSignatureUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, METHODS)?;
        Ok(c_string(pool.member_ref(i).descriptor))
    }

    /// The descriptor of a Fieldref.
    fn JVM_GetCPFieldSignatureUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, &[tag::FIELDREF])?;
        Ok(c_string(pool.member_ref(i).descriptor))
    }

    /// The name of a Class entry.
    fn JVM_GetCPClassNameUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, &[tag::CLASS])?;
        Ok(c_string(pool.symbol(i)))
    }

    /// The class name of a Fieldref.
    fn JVM_GetCPFieldClassNameUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, &[tag::FIELDREF])?;
        Ok(c_string(pool.member_ref(i).class_name))
    }

    /// The class name of a Methodref.
    fn JVM_GetCPMethodClassNameUTF(thread, class: jclass, index: jint) -> *const c_char {
        let (pool, i) = entry(thread, class, index, METHODS)?;
        Ok(c_string(pool.member_ref(i).class_name))
    }

    /// The modifiers of the field that a Fieldref names in `called`; −1 if that class does not declare it.
    fn JVM_GetCPFieldModifiers(thread, class: jclass, index: jint, called: jclass) -> jint {
        let (pool, i) = entry(thread, class, index, &[tag::FIELDREF])?;
        let (m, called) = (pool.member_ref(i), subject(thread, called)?);
        Ok(called
            .find_local_field(m.name, m.descriptor)
            .map_or(NOT_FOUND, |f| (f.access_flags & FIELD_MODIFIERS).into()))
    }

    /// The modifiers of the method that a Methodref names in `called`; −1 if that class does not declare it.
    fn JVM_GetCPMethodModifiers(thread, class: jclass, index: jint, called: jclass) -> jint {
        let (pool, i) = entry(thread, class, index, METHODS)?;
        let (m, called) = (pool.member_ref(i), subject(thread, called)?);
        Ok(called
            .find_local_method(m.name, m.descriptor)
            .map_or(NOT_FOUND, |f| (f.access_flags & METHOD_MODIFIERS).into()))
    }

    /// True if two classes are in one run-time package.
    fn JVM_IsSameClassPackage(thread, a: jclass, b: jclass) -> jboolean {
        match (klass(thread, a)?, klass(thread, b)?) {
            (Some(a), Some(b)) => Ok(a.is_same_package(&b)),
            _ => Ok(false),
        }
    }
}

jvm_entries_without_env! {
    /// Frees a name handed out by a function of this file.
    fn JVM_ReleaseUTF(_thread, text: *const c_char) {
        // SAFETY: malloc'ed by `c_string`, or null.
        unsafe { libc::free(text as *mut libc::c_void) };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_terminated_copies() {
        let text = c_string(Symbol::from_text("java/lang/Object"));
        // SAFETY: just made.
        let made = unsafe { std::ffi::CStr::from_ptr(text) };
        assert_eq!(made, c"java/lang/Object");
        // SAFETY: made by malloc.
        unsafe { libc::free(text as *mut libc::c_void) };
    }
}
