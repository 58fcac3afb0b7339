//! The verifier by type checking (JVMS 4.10.1), for class files of version 50 and above.
//!
//! A method's `StackMapTable` states the types of locals and operand stack at every branch
//! target. So one walk over the code is enough: each instruction transforms the current frame,
//! and wherever control arrives from elsewhere the frame is compared with the stated one.
//! Nothing is iterated to a fixed point.
//!
//! The crate knows nothing of the VM. It sees the class under verification through
//! [`ClassContext`], other classes through [`Hierarchy`], whose answers may load classes and so
//! may fail; such a failure passes through as [`Failure::Pending`]. Names are interned by the
//! context, and types are compared by the resulting [`NameId`]s.
//!
//! Invariants: no input makes the verifier panic or loop; an accepted method never sees an
//! operand of another kind than its instruction wants, never under- or overflows its stack,
//! and never runs off its code. Messages have the words and layout of the reference
//! implementation, for tools parse them.
//!
//! [`bytecodes`] is the one table of the instruction set, which interpreter and compilers
//! share.

pub mod bytecodes;
mod context;
mod effects;
mod execute;
mod failure;
mod flow;
mod frame;
mod members;
mod method;
mod report;
mod signature;
mod stackmap;
mod types;

#[cfg(test)]
mod tests;

pub use context::{ClassContext, ExceptionHandler, Hierarchy, LocalRange, MethodView, NameId, tag};
pub use failure::Failure;

use frame::Frame;
use signature::Signatures;
use stackmap::StackMap;
use types::TypeSystem;

/// Verifies methods of one class. Caches and buffers live as long as it does, so make one for
/// each class.
pub struct ClassVerifier<'a, C: ClassContext, H: Hierarchy> {
    types: TypeSystem<'a, C, H>,
    signatures: Signatures,
    map: StackMap,
    frame: Frame,
    /// What begins at each code index (see [`stackmap::START`]).
    starts: Vec<u8>,
    /// For each row of the exception table, the [`Frame::epoch`] it was last compared in.
    handler_epochs: Vec<u32>,
}

impl<'a, C: ClassContext, H: Hierarchy> ClassVerifier<'a, C, H> {
    /// A verifier of the class that `cx` describes.
    pub fn new(cx: &'a C, hierarchy: &'a mut H) -> Self {
        ClassVerifier {
            types: TypeSystem::new(cx, hierarchy),
            signatures: Signatures::default(),
            map: StackMap::default(),
            frame: Frame::default(),
            starts: Vec::new(),
            handler_epochs: Vec::new(),
        }
    }

    /// Verifies a method that has code.
    pub fn verify_method(&mut self, method: &MethodView<'_>) -> Result<(), Failure<H::Error>> {
        method::MethodVerifier::new(self, method).run()
    }
}
