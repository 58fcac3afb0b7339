//! Identity hashes, String.intern and System.arraycopy.

use jni_sys::{jclass, jint, jobject, jstring};

use super::entry::{jvm_entries, local, oop, required};
use crate::classes::strings;
use crate::memory;

jvm_entries! {
    /// `System.identityHashCode`; 0 for null.
    fn JVM_IHashCode(_thread, object: jobject) -> jint {
        Ok(oop(object).non_null().map_or(0, |o| o.identity_hash()))
    }

    /// `String.intern`.
    fn JVM_InternString(thread, string: jstring) -> jstring {
        match oop(string).non_null() {
            Some(s) => Ok(local(thread, strings::intern(thread, s)?)),
            None => Ok(std::ptr::null_mut()),
        }
    }

    /// `System.arraycopy`.
    fn JVM_ArrayCopy(thread, _class: jclass, src: jobject, src_pos: jint, dst: jobject, dst_pos: jint, length: jint) {
        let (src, dst) = (required(thread, src)?, required(thread, dst)?);
        memory::arraycopy(thread, src, src_pos, dst, dst_pos, length)
    }
}
