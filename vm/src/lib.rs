//! Hearth's virtual machine, built as `libjvm.so`: it takes HotSpot's place under an unmodified OpenJDK 17.
//!
//! Data flows one way: bytes (`classlib`) → linked class ([`classes`]) → executed ([`interpreter`]). [`runtime`] holds
//! threads, frames, exceptions, monitors and the life of the machine; [`memory`] the heap as the rest sees it;
//! [`invoke`] method handles and call sites; [`natives`] the natives of the machine itself; [`jni`] and [`jvm`] are the
//! two C interfaces, through which the JDK's libraries and embedders come in.

pub mod classes;
pub mod compiler;
pub mod interpreter;
pub mod invoke;
pub mod jni;
pub mod jvm;
pub mod logging;
pub mod memory;
pub mod natives;
pub mod runtime;

pub use runtime::exceptions::{JResult, Pending};
pub use runtime::thread::JavaThread;
