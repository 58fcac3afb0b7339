//! The `JVM_*` interface that the JDK's own native libraries import, one file per group of functions.
//!
//! [`entry`] is the frame around every exported function.

pub mod access_control;
pub mod annotations;
pub mod archive;
pub mod array;
pub mod assertions;
pub mod boxing;
pub mod callers;
pub mod class;
pub mod constant_pool;
pub mod entry;
pub mod fields_methods;
pub mod invoke_reflect;
pub mod jio;
pub mod libraries;
pub mod lookup;
pub mod members;
pub mod modules;
pub mod nest;
pub mod object;
pub mod raw_monitor;
pub mod references;
pub mod runtime;
pub mod signal;
pub mod stack_walk;
pub mod system;
pub mod table;
pub mod thread;
pub mod throwable;
pub mod verify_callbacks;
