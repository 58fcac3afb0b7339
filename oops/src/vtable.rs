//! Tables of virtual methods.
//!
//! A table has the methods by index and, in front of them, their changing parts backwards: the one of the method at index `i` lies
//! `i + 1` words before the table's start. So compiled code comes from a class to the entry of a method by three loads, and everybody
//! else sees a slice of methods. Classes that override nothing share their superclass's table.

use crate::class_space::{Arena, AtomicMetaSlice, MetaSlice, MetaspaceFull};
use crate::method::MethodPtr;

/// A table that is made; see the module's text.
#[derive(Clone, Copy)]
pub struct VtableSlice(MetaSlice<MethodPtr>);

impl VtableSlice {
    pub fn new(arena: &mut Arena, methods: &[MethodPtr]) -> Result<VtableSlice, MetaspaceFull> {
        let backwards = methods.iter().rev().map(|m| m.rt.offset());
        let words: Vec<u32> = backwards
            .chain(methods.iter().map(|m| m.offset()))
            .collect();
        let both = arena.alloc_slice(&words)?;
        Ok(VtableSlice(both.second_half()))
    }
}

/// The table of a class; set when the class is linked.
#[repr(transparent)]
pub struct Vtable(AtomicMetaSlice<MethodPtr>);

impl Vtable {
    pub const fn empty() -> Vtable {
        Vtable(AtomicMetaSlice::empty())
    }
    #[inline(always)]
    pub fn methods(&self) -> &'static [MethodPtr] {
        self.0.load().get()
    }
    pub fn load(&self) -> VtableSlice {
        VtableSlice(self.0.load())
    }
    pub fn store(&self, table: VtableSlice) {
        self.0.store(table.0);
    }
}
