//! Random class files with shapes of bytecode that javac never makes, yet that verify, end, and do the same on every VM.
//!
//! A method is a graph of blocks with arbitrary jumps between them, so most loops are irreducible. Each block demands
//! certain types on the operand stack; who jumps to it brings the stack into that shape first, so values lie on the stack across
//! branches. Local variables have one type throughout. Blocks that are jumped back to, and handlers, count the method's fuel down and
//! return when there is none. The bodies are random instructions that fit the types on the stack.

mod blocks;
pub mod code;
pub mod file;
mod listing;
mod program;
mod steps;

pub use program::{ClassEdit, Program, program};
