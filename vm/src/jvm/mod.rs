//! The `JVM_*` interface that the JDK's own native libraries import, one file per group of functions.
//!
//! [`entry`] is the frame around every exported function.

pub mod entry;
pub mod fields_methods;
pub mod jio;
