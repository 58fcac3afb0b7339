//! Raw annotation attributes (JVMS 4.7.16 to 4.7.20), which the class library parses itself.

use jni_sys::{jbyteArray, jclass, jobject};

use super::class::instance_klass;
use super::entry::{byte_array, jvm_entries, local, required};
use super::fields_methods::{field_of, method_of};

jvm_entries! {
    /// `Class.getRawAnnotations`.
    fn JVM_GetClassAnnotations(thread, class: jclass) -> jbyteArray {
        match instance_klass(thread, class)? {
            Some(k) => Ok(local(thread, byte_array(thread, k.attributes.annotations)?)),
            None => Ok(std::ptr::null_mut()),
        }
    }

    /// `Class.getRawTypeAnnotations`.
    fn JVM_GetClassTypeAnnotations(thread, class: jclass) -> jbyteArray {
        match instance_klass(thread, class)? {
            Some(k) => Ok(local(thread, byte_array(thread, k.attributes.type_annotations)?)),
            None => Ok(std::ptr::null_mut()),
        }
    }

    /// `Field.getTypeAnnotationBytes0`.
    fn JVM_GetFieldTypeAnnotations(thread, field: jobject) -> jbyteArray {
        let field = required(thread, field)?;
        let (_, f) = field_of(thread, field)?;
        Ok(local(thread, byte_array(thread, f.type_annotations)?))
    }

    /// `Executable.getTypeAnnotationBytes0`.
    fn JVM_GetMethodTypeAnnotations(thread, method: jobject) -> jbyteArray {
        let method = required(thread, method)?;
        let m = method_of(thread, method)?;
        Ok(local(thread, byte_array(thread, m.type_annotations)?))
    }
}
