//! Fields of a class (JVMS 4.5) as the running machine needs them.

use crate::class_space::MetaSlice;
use crate::symbol::Symbol;

bitflags! {
    /// What the machine knows of a field beyond the class file's access flags.
    FieldFlags: u16 {
        STABLE = 1 << 0;
        CONTENDED = 1 << 1;
        /// Added by the machine, unknown to Java (e.g. `java.lang.Class`'s class pointer).
        INJECTED = 1 << 2;
        TRUSTED_FINAL = 1 << 3;
    }
}

/// One declared field.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Field {
    pub name: Symbol,
    pub descriptor: Symbol,
    pub generic_signature: Option<Symbol>,
    /// Class-file access flags (JVMS table 4.5-A).
    pub access_flags: u16,
    pub flags: FieldFlags,
    /// Byte offset in the object, for statics in the class's mirror.
    pub offset: u32,
    /// Constant-pool index of a static field's ConstantValue, 0 if it has none.
    pub constant_value: u16,
    /// Position in the class's field table: the slot that reflection sees.
    pub slot: u16,
    /// Raw RuntimeVisibleAnnotations body.
    pub annotations: MetaSlice<u8>,
    /// Raw RuntimeVisibleTypeAnnotations body.
    pub type_annotations: MetaSlice<u8>,
}

impl Field {
    pub fn is_static(&self) -> bool {
        self.access_flags & access::STATIC != 0
    }
    pub fn is_final(&self) -> bool {
        self.access_flags & access::FINAL != 0
    }
    pub fn is_volatile(&self) -> bool {
        self.access_flags & access::VOLATILE != 0
    }
    pub fn basic_type(&self) -> crate::BasicType {
        crate::BasicType::of_descriptor(self.descriptor.as_bytes())
    }
}

/// Access and property flags of classes, fields and methods (JVMS tables 4.1-B, 4.5-A, 4.6-A).
pub mod access {
    pub const PUBLIC: u16 = 0x0001;
    pub const PRIVATE: u16 = 0x0002;
    pub const PROTECTED: u16 = 0x0004;
    pub const STATIC: u16 = 0x0008;
    pub const FINAL: u16 = 0x0010;
    pub const SYNCHRONIZED: u16 = 0x0020;
    pub const SUPER: u16 = 0x0020;
    pub const VOLATILE: u16 = 0x0040;
    pub const BRIDGE: u16 = 0x0040;
    pub const VARARGS: u16 = 0x0080;
    pub const TRANSIENT: u16 = 0x0080;
    pub const NATIVE: u16 = 0x0100;
    pub const INTERFACE: u16 = 0x0200;
    pub const ABSTRACT: u16 = 0x0400;
    pub const STRICT: u16 = 0x0800;
    pub const SYNTHETIC: u16 = 0x1000;
    pub const ANNOTATION: u16 = 0x2000;
    pub const ENUM: u16 = 0x4000;
    pub const MODULE: u16 = 0x8000;
    pub const MANDATED: u16 = 0x8000;
}
