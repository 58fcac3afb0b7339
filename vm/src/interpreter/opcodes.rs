//! Bytecodes: the instruction set (JVMS 6.5) and the interpreter's quick forms above it.
//!
//! A quick form is as long as the instruction it replaces; its operands are little-endian.

pub use classlib::bytecodes::*;

/// `getfield` of a byte or boolean at the operand's byte offset.
pub const GETFIELD_I8: u8 = 202;
/// `getfield` of a char.
pub const GETFIELD_U16: u8 = 203;
/// `getfield` of a short.
pub const GETFIELD_I16: u8 = 204;
/// `getfield` of an int or float.
pub const GETFIELD_32: u8 = 205;
/// `getfield` of a long or double.
pub const GETFIELD_64: u8 = 206;
/// `getfield` of a reference.
pub const GETFIELD_REF: u8 = 207;
/// `getfield` through the resolved entry: volatile fields and far offsets.
pub const GETFIELD_ANY: u8 = 208;
/// `putfield` of a boolean (one bit counts).
pub const PUTFIELD_BOOL: u8 = 209;
/// `putfield` of a byte.
pub const PUTFIELD_8: u8 = 210;
/// `putfield` of a char or short.
pub const PUTFIELD_16: u8 = 211;
/// `putfield` of an int or float.
pub const PUTFIELD_32: u8 = 212;
/// `putfield` of a long or double.
pub const PUTFIELD_64: u8 = 213;
/// `putfield` of a reference, with the write barrier.
pub const PUTFIELD_REF: u8 = 214;
/// `putfield` through the resolved entry: volatile fields and far offsets.
pub const PUTFIELD_ANY: u8 = 215;
/// `getstatic` of an int or float; the operand is the constant-pool index.
pub const GETSTATIC_32: u8 = 216;
/// `getstatic` of a long or double.
pub const GETSTATIC_64: u8 = 217;
/// `getstatic` of a reference.
pub const GETSTATIC_REF: u8 = 218;
/// `getstatic` of the other types and of volatile fields.
pub const GETSTATIC_ANY: u8 = 219;
/// `putstatic` of an int or float.
pub const PUTSTATIC_32: u8 = 220;
/// `putstatic` of a long or double.
pub const PUTSTATIC_64: u8 = 221;
/// `putstatic` of a reference.
pub const PUTSTATIC_REF: u8 = 222;
/// `putstatic` of the other types and of volatile fields.
pub const PUTSTATIC_ANY: u8 = 223;
/// `invokevirtual`: 11 bits of vtable index, 5 bits of argument slots.
pub const INVOKEVIRTUAL_VTABLE: u8 = 224;
/// `invokevirtual` through the resolved entry, where the packed form has no room.
pub const INVOKEVIRTUAL_FAR: u8 = 225;
/// `invokevirtual` of a method that is not overridden by rule (final, private).
pub const INVOKEVIRTUAL_FINAL: u8 = 226;
/// `invokespecial` with a null check; the operand is the constant-pool index.
pub const INVOKESPECIAL_QUICK: u8 = 227;
/// `invokestatic` of an initialised class's method.
pub const INVOKESTATIC_QUICK: u8 = 228;
/// `invokevirtual` of a signature-polymorphic method: the adapter and its appendix.
pub const INVOKEHANDLE: u8 = 229;
/// `invokeinterface`: the operand is the class-space offset of an inline cache.
pub const INVOKEINTERFACE_QUICK: u8 = 230;
/// `invokedynamic`: the operand is the class-space offset of the linked call site.
pub const INVOKEDYNAMIC_QUICK: u8 = 231;
/// As [`PROFILED`], for calls of five bytes.
pub const PROFILED_LONG_CALL: u8 = 232;
/// `anewarray` with its array class known.
pub const ANEWARRAY_QUICK: u8 = 233;
/// `checkcast` to a resolved class.
pub const CHECKCAST_QUICK: u8 = 234;
/// `instanceof` of a resolved class.
pub const INSTANCEOF_QUICK: u8 = 235;
/// `ldc` of an int or float.
pub const LDC_RAW: u8 = 236;
/// `ldc_w` of an int or float.
pub const LDC_W_RAW: u8 = 237;
/// `ldc` of a resolved reference.
pub const LDC_REF: u8 = 238;
/// `ldc_w` of a resolved reference.
pub const LDC_W_REF: u8 = 239;
/// `ldc` of a resolved class.
pub const LDC_CLASS: u8 = 240;
/// `ldc_w` of a resolved class.
pub const LDC_W_CLASS: u8 = 241;
/// `ldc2_w` of a long or double.
pub const LDC2_W_RAW: u8 = 242;
/// `ireturn` from a byte or short method.
pub const IRETURN_NARROW: u8 = 243;
/// Any return from a method that uses monitors.
pub const RETURN_UNLOCK: u8 = 244;
/// Returns to the Rust caller; found behind entry frames only.
pub const EXIT: u8 = 245;
/// `aload_0` followed by `getfield` of an int or float.
pub const ALOAD_0_GETFIELD_32: u8 = 246;
/// `aload_0` followed by `getfield` of a reference.
pub const ALOAD_0_GETFIELD_REF: u8 = 247;

/// `ireturn` from a boolean method.
pub const IRETURN_BOOLEAN: u8 = 248;
/// `ireturn` from a char method.
pub const IRETURN_CHAR: u8 = 249;
/// `iinc` followed by `goto`: the end of most loops.
pub const IINC_GOTO: u8 = 250;
/// `new` of an initialised class without finalizer.
pub const NEW_QUICK: u8 = 251;
/// An instruction that is profiled first; the method's profile has the opcode that stood here, and that operands are for.
pub const PROFILED: u8 = 252;
