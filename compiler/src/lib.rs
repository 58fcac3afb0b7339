//! From bytecode to machine code with Cranelift.
//!
//! The crate knows the machine through one trait ([`host::Host`]), as HotSpot's compilers know it through their `ci`
//! layer: it asks about methods, constants, classes and layouts, and never runs Java code, resolves, allocates or locks.
//! What it hands back ([`output::CompiledMethod`]) is position-independent bytes with tables; the virtual machine installs
//! them. Everything here can be tested with a host made of plain tables.

mod analysis;
mod bytecode;
mod codegen;
pub mod entries;
mod entry_code;
pub mod host;
pub mod output;
#[cfg(target_arch = "x86_64")]
mod quick;
mod translate;

pub use codegen::{Compiler, compile};
