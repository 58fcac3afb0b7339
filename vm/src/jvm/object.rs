//! java.lang.Object, String.intern and System.arraycopy.

use jni_sys::{jclass, jint, jlong, jobject, jstring};
use oops::klass::KlassFlags;

use super::entry::{jvm_entries, local, oop, required};
use crate::classes::strings;
use crate::memory;
use crate::runtime::{exceptions, synchronizer};

jvm_entries! {
    /// `Object.hashCode`, `System.identityHashCode`; 0 for null.
    fn JVM_IHashCode(_thread, object: jobject) -> jint {
        Ok(oop(object).non_null().map_or(0, |o| o.identity_hash()))
    }

    /// `Object.wait`.
    fn JVM_MonitorWait(thread, object: jobject, millis: jlong) {
        let object = required(thread, object)?;
        synchronizer::wait(thread, object, millis)
    }

    /// `Object.notify`.
    fn JVM_MonitorNotify(thread, object: jobject) {
        let object = required(thread, object)?;
        synchronizer::notify(thread, object)
    }

    /// `Object.notifyAll`.
    fn JVM_MonitorNotifyAll(thread, object: jobject) {
        let object = required(thread, object)?;
        synchronizer::notify_all(thread, object)
    }

    /// `Object.clone`; CloneNotSupportedException. References of java.lang.ref are never cloned.
    fn JVM_Clone(thread, object: jobject) -> jobject {
        let object = required(thread, object)?;
        let k = object.klass();
        let cloneable = k.is_array() || k.flags.contains(KlassFlags::CLONEABLE) && k.reference_kind().is_none();
        if !cloneable {
            let name = k.external_name();
            return Err(exceptions::throw(thread, "java/lang/CloneNotSupportedException", &name));
        }
        Ok(local(thread, memory::clone_object(thread, object)?))
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
