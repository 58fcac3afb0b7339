//! The constant pool of a class (JVMS 4.4) with its cache of resolved entries.
//!
//! Three parallel arrays, one element per constant-pool index: the class file's tags and the pre-digested raw entries,
//! which never change, and 64-bit resolved values, which are 0 until resolution. [`Raw`] entries are encoded so:
//!
//! | tag | raw |
//! |---|---|
//! | Utf8, Class, String, MethodType, Module, Package | the symbol's id |
//! | Integer, Float | the bits |
//! | Long, Double | low half here, high half in the (unusable) next entry |
//! | NameAndType, Fieldref, Methodref, InterfaceMethodref, Dynamic, InvokeDynamic | first index in the low, second in the high 16 bits |
//! | MethodHandle | kind in the low, index in the high 16 bits |
//!
//! Resolved entries: Class – the class's offset; String, MethodHandle, MethodType, Dynamic – 1 + index in the class's
//! resolved-references array; Fieldref – [`ResolvedField`]; Methodref and InterfaceMethodref – [`ResolvedMethod`].
//! An entry with [`FAILED`] set failed to resolve; the error is kept in the virtual machine's resolution-error table and
//! must be thrown again (JVMS 5.4.3).

use std::sync::atomic::{AtomicU64, Ordering};

use crate::basic_type::BasicType;
use crate::class_space::{AtomicMetaPtr, MetaPtr, MetaSlice};
use crate::klass::{Klass, KlassPtr};
use crate::method::MethodPtr;
use crate::symbol::Symbol;

/// Constant-pool tags (JVMS table 4.4-A).
pub mod tag {
    pub const UTF8: u8 = 1;
    pub const INTEGER: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const LONG: u8 = 5;
    pub const DOUBLE: u8 = 6;
    pub const CLASS: u8 = 7;
    pub const STRING: u8 = 8;
    pub const FIELDREF: u8 = 9;
    pub const METHODREF: u8 = 10;
    pub const INTERFACE_METHODREF: u8 = 11;
    pub const NAME_AND_TYPE: u8 = 12;
    pub const METHOD_HANDLE: u8 = 15;
    pub const METHOD_TYPE: u8 = 16;
    pub const DYNAMIC: u8 = 17;
    pub const INVOKE_DYNAMIC: u8 = 18;
    pub const MODULE: u8 = 19;
    pub const PACKAGE: u8 = 20;
}

/// Set in a resolved entry whose resolution failed.
pub const FAILED: u64 = 1 << 63;

/// A row of the BootstrapMethods attribute.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct BootstrapMethod {
    pub method_handle: u16,
    pub arguments: MetaSlice<u16>,
}

/// A class's constant pool.
#[repr(C)]
pub struct ConstantPool {
    pub holder: AtomicMetaPtr<Klass>,
    pub tags: MetaSlice<u8>,
    pub raw: MetaSlice<u32>,
    pub resolved: MetaSlice<AtomicU64>,
    pub bootstrap_methods: MetaSlice<BootstrapMethod>,
}

/// A resolved Fieldref: holder, byte offset (24 bits), type and modifiers in 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResolvedField(pub u64);

impl ResolvedField {
    /// `holder` is the class that declares the field.
    pub fn new(
        holder: KlassPtr,
        offset: u32,
        ty: BasicType,
        is_static: bool,
        is_volatile: bool,
        is_final: bool,
    ) -> Self {
        debug_assert!(offset < 1 << 24);
        ResolvedField(
            u64::from(holder.offset())
                | u64::from(offset) << 32
                | (ty as u64) << 56
                | u64::from(is_static) << 60
                | u64::from(is_volatile) << 61
                | u64::from(is_final) << 62,
        )
    }
    pub fn holder(self) -> KlassPtr {
        KlassPtr::from_offset(self.0 as u32).expect("a resolved field")
    }
    #[inline(always)]
    pub fn offset(self) -> usize {
        (self.0 >> 32) as usize & 0xff_ffff
    }
    pub fn basic_type(self) -> BasicType {
        BasicType::from_u8((self.0 >> 56) as u8 & 15).expect("a field type")
    }
    pub fn is_static(self) -> bool {
        self.0 >> 60 & 1 != 0
    }
    pub fn is_volatile(self) -> bool {
        self.0 >> 61 & 1 != 0
    }
    pub fn is_final(self) -> bool {
        self.0 >> 62 & 1 != 0
    }
}

/// A resolved Methodref: the method, and for signature-polymorphic calls 1 + the index of the appendix in the
/// resolved-references array (0 = no appendix).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResolvedMethod(pub u64);

impl ResolvedMethod {
    pub fn new(method: MethodPtr, appendix: Option<u32>) -> Self {
        ResolvedMethod(u64::from(method.offset()) | u64::from(appendix.map_or(0, |a| a + 1)) << 32)
    }
    #[inline(always)]
    pub fn method(self) -> MethodPtr {
        MethodPtr::from_offset(self.0 as u32).expect("a resolved method")
    }
    pub fn appendix(self) -> Option<u32> {
        ((self.0 >> 32) as u32 & 0x7fff_ffff).checked_sub(1)
    }
}

/// A member reference's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberRef {
    pub class_index: u16,
    pub class_name: Symbol,
    pub name: Symbol,
    pub descriptor: Symbol,
}

impl ConstantPool {
    pub fn len(&self) -> usize {
        self.tags.len()
    }
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }
    pub fn holder(&self) -> KlassPtr {
        self.holder
            .load()
            .expect("a constant pool has a holder once its class is made")
    }
    #[inline(always)]
    pub fn tag(&self, i: usize) -> u8 {
        self.tags.get()[i]
    }
    /// The symbol of a Utf8, Class, String, MethodType, Module or Package entry.
    pub fn symbol(&self, i: usize) -> Symbol {
        Symbol::from_id(self.raw.get()[i]).expect("an entry with a name")
    }
    pub fn int(&self, i: usize) -> i32 {
        self.raw.get()[i] as i32
    }
    pub fn float(&self, i: usize) -> f32 {
        f32::from_bits(self.raw.get()[i])
    }
    pub fn long(&self, i: usize) -> i64 {
        (u64::from(self.raw.get()[i]) | u64::from(self.raw.get()[i + 1]) << 32) as i64
    }
    pub fn double(&self, i: usize) -> f64 {
        f64::from_bits(self.long(i) as u64)
    }
    /// The two 16-bit halves of a raw entry.
    pub fn pair(&self, i: usize) -> (u16, u16) {
        let r = self.raw.get()[i];
        (r as u16, (r >> 16) as u16)
    }
    pub fn name_and_type(&self, i: usize) -> (Symbol, Symbol) {
        let (n, d) = self.pair(i);
        (self.symbol(n.into()), self.symbol(d.into()))
    }
    /// The parts of a Fieldref, Methodref or InterfaceMethodref.
    pub fn member_ref(&self, i: usize) -> MemberRef {
        let (class_index, nat) = self.pair(i);
        let (name, descriptor) = self.name_and_type(nat.into());
        MemberRef {
            class_index,
            class_name: self.symbol(class_index.into()),
            name,
            descriptor,
        }
    }
    /// Reference kind (JVMS table 4.4.8-A) and member index of a MethodHandle entry.
    pub fn method_handle(&self, i: usize) -> (u16, u16) {
        self.pair(i)
    }
    /// Bootstrap-method index, name and descriptor of a Dynamic or InvokeDynamic entry.
    pub fn dynamic(&self, i: usize) -> (u16, Symbol, Symbol) {
        let (bsm, nat) = self.pair(i);
        let (name, descriptor) = self.name_and_type(nat.into());
        (bsm, name, descriptor)
    }

    /// The resolved value: 0 if not resolved, [`FAILED`] set if resolution failed.
    #[inline(always)]
    pub fn resolved(&self, i: usize) -> u64 {
        self.resolved.get()[i].load(Ordering::Acquire)
    }
    /// Publishes a resolved value; the first one stays, and is returned.
    pub fn set_resolved(&self, i: usize, value: u64) -> u64 {
        match self.resolved.get()[i].compare_exchange(0, value, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => value,
            Err(first) => first,
        }
    }
    /// A class entry's class if it is resolved.
    #[inline(always)]
    pub fn resolved_class(&self, i: usize) -> Option<KlassPtr> {
        let v = self.resolved(i);
        if v & FAILED != 0 {
            None
        } else {
            MetaPtr::from_offset(v as u32)
        }
    }
    /// Every entry's position with a class tag and the given name (used when a class patches its own entry).
    pub fn find_class_entry(&self, name: Symbol) -> Option<usize> {
        (1..self.len()).find(|&i| self.tag(i) == tag::CLASS && self.symbol(i) == name)
    }
}
