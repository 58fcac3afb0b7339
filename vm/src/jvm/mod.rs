//! The `JVM_*` interface that the JDK's own native libraries import.

pub mod fields_methods;
pub mod jio;
