//! The object model and the metadata layout of the virtual machine.
//!
//! Everything that more than one room of the house has to agree on about memory stands here: how an object on the
//! Java heap looks ([`oop`], [`mark`], [`layout`]), how classes, methods, fields and constant pools are laid out in the
//! reserved class space ([`class_space`], [`klass`], [`method`], [`field`], [`constant_pool`]), and symbols ([`symbol`]).
//!
//! Invariants:
//! - metadata is plain `repr(C)` data in arenas inside the class space, linked by 32-bit offsets ([`class_space::MetaPtr`]);
//!   no `Vec`, `Box`, `Arc`, hash map or function pointer inside, so that a booted state can be archived;
//! - what changes while a program runs stands apart from what does not ([`klass::KlassRt`], [`method::MethodRt`]);
//! - only [`oop`] and [`layout`] know how wide a reference in the heap is;
//! - this crate never allocates on the Java heap, never runs Java code and never blocks for long.

#[macro_use]
mod flags_macro;

mod arena;
pub mod basic_type;
mod chunks;
pub mod class_space;
pub mod constant_pool;
pub mod field;
pub mod klass;
pub mod layout;
pub mod loader;
pub mod mark;
pub mod method;
pub mod oop;
pub mod reference;
pub mod symbol;
pub mod vtable;

pub use basic_type::{BasicType, HeapSize};
pub use class_space::{Arena, AtomicMetaPtr, MetaPtr, MetaSlice};
pub use constant_pool::ConstantPool;
pub use field::{Field, FieldFlags};
pub use klass::{InitState, Klass, KlassKind, KlassPtr, KlassRt};
pub use layout::{object_size, visit_slots};
pub use loader::LoaderId;
pub use mark::Mark;
pub use method::{Method, MethodFlags, MethodPtr, MethodRt};
pub use oop::{Oop, OopSlot};
pub use reference::ReferenceKind;
pub use symbol::Symbol;
