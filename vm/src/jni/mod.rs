//! The Java Native Interface: function table and invocation API (JNI specification, version 10).

use jni_sys::JNIEnv;

/// The address of the JNI function table, which every thread's environment points to.
pub fn function_table() -> JNIEnv {
    unimplemented!()
}
