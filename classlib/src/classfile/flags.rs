//! Access and property flags (JVMS tables 4.1-B, 4.5-A, 4.6-A, 4.7.6-A).

pub const ACC_PUBLIC: u16 = 0x0001;
pub const ACC_PRIVATE: u16 = 0x0002;
pub const ACC_PROTECTED: u16 = 0x0004;
pub const ACC_STATIC: u16 = 0x0008;
pub const ACC_FINAL: u16 = 0x0010;
/// Methods.
pub const ACC_SYNCHRONIZED: u16 = 0x0020;
/// Classes.
pub const ACC_SUPER: u16 = 0x0020;
/// Methods.
pub const ACC_BRIDGE: u16 = 0x0040;
/// Fields.
pub const ACC_VOLATILE: u16 = 0x0040;
/// Fields.
pub const ACC_TRANSIENT: u16 = 0x0080;
/// Methods.
pub const ACC_VARARGS: u16 = 0x0080;
pub const ACC_NATIVE: u16 = 0x0100;
pub const ACC_INTERFACE: u16 = 0x0200;
pub const ACC_ABSTRACT: u16 = 0x0400;
pub const ACC_STRICT: u16 = 0x0800;
pub const ACC_SYNTHETIC: u16 = 0x1000;
pub const ACC_ANNOTATION: u16 = 0x2000;
pub const ACC_ENUM: u16 = 0x4000;
/// Classes.
pub const ACC_MODULE: u16 = 0x8000;
/// Parameters.
pub const ACC_MANDATED: u16 = 0x8000;

/// The bits a class's `access_flags` may carry.
pub const RECOGNIZED_CLASS_MODIFIERS: u16 = ACC_PUBLIC
    | ACC_FINAL
    | ACC_SUPER
    | ACC_INTERFACE
    | ACC_ABSTRACT
    | ACC_ANNOTATION
    | ACC_ENUM
    | ACC_SYNTHETIC;

/// The bits an `InnerClasses` row may carry.
pub const RECOGNIZED_INNER_CLASS_MODIFIERS: u16 =
    RECOGNIZED_CLASS_MODIFIERS | ACC_PRIVATE | ACC_PROTECTED | ACC_STATIC;

/// The bits a field may carry.
pub const RECOGNIZED_FIELD_MODIFIERS: u16 = ACC_PUBLIC
    | ACC_PRIVATE
    | ACC_PROTECTED
    | ACC_STATIC
    | ACC_FINAL
    | ACC_VOLATILE
    | ACC_TRANSIENT
    | ACC_ENUM
    | ACC_SYNTHETIC;

/// The bits a method may carry.
pub const RECOGNIZED_METHOD_MODIFIERS: u16 = ACC_PUBLIC
    | ACC_PRIVATE
    | ACC_PROTECTED
    | ACC_STATIC
    | ACC_FINAL
    | ACC_SYNCHRONIZED
    | ACC_BRIDGE
    | ACC_VARARGS
    | ACC_NATIVE
    | ACC_ABSTRACT
    | ACC_STRICT
    | ACC_SYNTHETIC;
