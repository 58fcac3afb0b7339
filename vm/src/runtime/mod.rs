//! Threads, frames, exceptions, monitors, and the life of the machine from creation to destruction.

pub mod arguments;
pub mod exceptions;
pub mod flags;
pub mod frames;
pub mod handles;
pub mod hs_err;
pub mod init;
pub mod java_calls;
pub mod java_home;
pub mod native_call;
pub mod native_lookup;
pub mod npe_message;
pub mod object_monitor;
pub mod park;
pub mod properties;
pub mod resources;
pub mod safepoint;
pub mod shutdown;
pub mod signals;
pub mod stack_trace;
pub mod synchronizer;
pub mod thread;
pub mod thread_dump;
pub mod thread_status;
pub mod threads_java;
pub mod transitions;
