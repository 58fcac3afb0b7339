//! jdk.internal.misc.Unsafe: loads and stores, plain and volatile, of fields, elements and raw memory.
//!
//! Every access names a base object and an offset; a null base makes the offset an address. The caller vouches for the
//! place, which is what the class is named for. Volatile accesses are sequentially consistent; the plain ones of at
//! most eight aligned bytes do not tear.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

use oops::{Oop, OopSlot};

use super::{Args, Row};
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

const CLASS: &str = "jdk/internal/misc/Unsafe";

/// The address that `base` and `offset` name.
#[inline(always)]
pub(super) fn address(base: Oop, offset: i64) -> usize {
    base.address().wrapping_add(offset as usize)
}

/// The place of an access: slots 1 (base) and 2–3 (offset).
#[inline(always)]
pub(super) fn place(args: Args) -> usize {
    address(args.oop(1), args.long(2))
}

/// How a type travels between memory and an interpreter slot. The value to store is in slot 4.
trait SlotType: Copy {
    type Bits: Copy;
    fn to_slot(bits: Self::Bits) -> u64;
    fn from_args(args: Args) -> Self::Bits;
    /// # Safety
    /// `at` is a place of this type.
    unsafe fn load_volatile(at: usize) -> Self::Bits;
    /// # Safety
    /// As for the load.
    unsafe fn store_volatile(at: usize, bits: Self::Bits);
}

macro_rules! slot_types {
    ($($name:ident: $bits:ty, $atomic:ty, |$b:ident| $to:expr, |$a:ident| $from:expr;)*) => {
        $(
            #[derive(Clone, Copy)]
            struct $name;
            impl SlotType for $name {
                type Bits = $bits;
                #[inline(always)]
                fn to_slot($b: $bits) -> u64 {
                    $to
                }
                #[inline(always)]
                fn from_args($a: Args) -> $bits {
                    $from
                }
                #[inline(always)]
                unsafe fn load_volatile(at: usize) -> $bits {
                    // SAFETY: by the caller's word.
                    unsafe { &*(at as *const $atomic) }.load(Ordering::SeqCst)
                }
                #[inline(always)]
                unsafe fn store_volatile(at: usize, bits: $bits) {
                    // SAFETY: by the caller's word.
                    unsafe { &*(at as *const $atomic) }.store(bits, Ordering::SeqCst)
                }
            }
        )*
    };
}
slot_types! {
    Boolean: u8, AtomicU8, |b| u64::from(b != 0), |a| a.int(4) as u8 & 1;
    Byte: u8, AtomicU8, |b| b as i8 as i32 as u32 as u64, |a| a.int(4) as u8;
    Short: u16, AtomicU16, |b| b as i16 as i32 as u32 as u64, |a| a.int(4) as u16;
    Char: u16, AtomicU16, |b| u64::from(b), |a| a.int(4) as u16;
    Int: u32, AtomicU32, |b| u64::from(b), |a| a.int(4) as u32;
    Float: u32, AtomicU32, |b| u64::from(b), |a| a.int(4) as u32;
    Long: u64, AtomicU64, |b| b, |a| a.long(4) as u64;
    Double: u64, AtomicU64, |b| b, |a| a.long(4) as u64;
}

fn get<T: SlotType>(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the place.
    Ok(T::to_slot(unsafe {
        (place(args) as *const T::Bits).read_unaligned()
    }))
}

fn put<T: SlotType>(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the place.
    unsafe { (place(args) as *mut T::Bits).write_unaligned(T::from_args(args)) };
    Ok(0)
}

fn get_volatile<T: SlotType>(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the place.
    Ok(T::to_slot(unsafe { T::load_volatile(place(args)) }))
}

fn put_volatile<T: SlotType>(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the place.
    unsafe { T::store_volatile(place(args), T::from_args(args)) };
    Ok(0)
}

/// The slot of a reference access.
#[inline(always)]
pub(super) fn reference_slot<'a>(args: Args) -> &'a OopSlot {
    // SAFETY: the Java caller vouches for the place.
    unsafe { &*(place(args) as *const OopSlot) }
}

fn get_reference(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(reference_slot(args).load().to_bits())
}

fn get_reference_volatile(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(reference_slot(args).load_seq_cst().to_bits())
}

fn put_reference(_: &JavaThread, args: Args) -> JResult<u64> {
    match args.oop(1).non_null() {
        Some(base) => memory::store_oop(base, args.long(2) as usize, args.oop(4)),
        None => reference_slot(args).store(args.oop(4)),
    }
    Ok(0)
}

fn put_reference_volatile(_: &JavaThread, args: Args) -> JResult<u64> {
    match args.oop(1).non_null() {
        Some(base) => memory::store_oop_volatile(base, args.long(2) as usize, args.oop(4)),
        None => reference_slot(args).store_seq_cst(args.oop(4)),
    }
    Ok(0)
}

/// `getUncompressedObject`: a reference at a raw address.
fn get_uncompressed_object(_: &JavaThread, args: Args) -> JResult<u64> {
    // SAFETY: the Java caller vouches for the address.
    Ok(unsafe { &*(args.long(1) as usize as *const OopSlot) }
        .load()
        .to_bits())
}

/// Rows of one type.
macro_rules! rows {
    ($($ty:ident $name:literal $d:literal;)*) => {
        &[
            $(
                (CLASS, concat!("get", $name), concat!("(Ljava/lang/Object;J)", $d), get::<$ty>),
                (CLASS, concat!("put", $name), concat!("(Ljava/lang/Object;J", $d, ")V"), put::<$ty>),
                (CLASS, concat!("get", $name, "Volatile"), concat!("(Ljava/lang/Object;J)", $d), get_volatile::<$ty>),
                (CLASS, concat!("put", $name, "Volatile"), concat!("(Ljava/lang/Object;J", $d, ")V"), put_volatile::<$ty>),
            )*
            (CLASS, "getReference", "(Ljava/lang/Object;J)Ljava/lang/Object;", get_reference),
            (CLASS, "putReference", "(Ljava/lang/Object;JLjava/lang/Object;)V", put_reference),
            (CLASS, "getReferenceVolatile", "(Ljava/lang/Object;J)Ljava/lang/Object;", get_reference_volatile),
            (CLASS, "putReferenceVolatile", "(Ljava/lang/Object;JLjava/lang/Object;)V", put_reference_volatile),
            (CLASS, "getUncompressedObject", "(J)Ljava/lang/Object;", get_uncompressed_object),
        ]
    };
}

pub const TABLE: &[Row] = rows! {
    Boolean "Boolean" "Z";
    Byte "Byte" "B";
    Short "Short" "S";
    Char "Char" "C";
    Int "Int" "I";
    Float "Float" "F";
    Long "Long" "J";
    Double "Double" "D";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_types_are_widened_as_java_wants_them() {
        assert_eq!(Byte::to_slot(0xff) as i32, -1);
        assert_eq!(Short::to_slot(0x8000) as i32, -32768);
        assert_eq!(Char::to_slot(0x8000) as i32, 32768);
        assert_eq!(Boolean::to_slot(7), 1);
    }
}
