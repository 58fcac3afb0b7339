//! Where classes come from: the JDK home, the jimage `lib/modules`, jars and
//! directories, and the parsing of class files.
//!
//! The crate knows nothing of the VM. It hands out bytes and parsed,
//! format-checked views into bytes; linking and the run-time structures are
//! the consumer's. Invariants: no module here keeps global state, no input
//! makes it panic, and nothing outside [`jimage`] contains `unsafe`.

pub mod basic_type;
pub mod bytecodes;
pub mod classfile;
pub mod descriptor;
pub mod jar;
pub mod jdk;
pub mod jimage;
pub mod mutf8;

pub use basic_type::BasicType;
