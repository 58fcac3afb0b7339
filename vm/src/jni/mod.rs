//! The Java Native Interface: function table and invocation API (JNI specification, version 10).
//!
//! The table is written once, in [`table`], in the specification's order. Every function enters the machine through
//! [`entry::enter`], so that state transitions and the panic barrier stand in one place.
// The functions are reached through the table, whose types native code casts to the specification's; they have no Rust callers.
#![allow(non_snake_case, clippy::not_unsafe_ptr_arg_deref)]

pub mod arrays;
pub mod calls;
pub mod classes;
pub mod entry;
pub mod fields;
pub mod ids;
pub mod invocation;
pub mod references;
pub mod strings;
pub mod table;

use jni_sys::JNIEnv;

/// The address of the JNI function table, which every thread's environment points to.
pub fn function_table() -> JNIEnv {
    table::FUNCTIONS.0.as_ptr().cast()
}
