//! The machine's side of the fast tier (`docs/design/fast-tier.md`): what goes on around the code generator of the
//! crate `compiler`.
//!
//! [`stubs`] are the ways between interpreted code, compiled code and the runtime; [`arguments`] says how a method's
//! arguments lie in registers.

pub mod arguments;
pub mod policy;
pub mod stubs;
