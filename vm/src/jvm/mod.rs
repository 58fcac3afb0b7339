//! The `JVM_*` interface that the JDK's own native libraries import.

pub mod jio;
