//! jdk.internal.misc.Unsafe: compare-and-set, compare-and-exchange and fences. All are sequentially consistent; the
//! weaker forms are made of these in Java.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, compiler_fence, fence};

use super::unsafe_access::{place, reference_slot};
use super::{Args, Row};
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

const CLASS: &str = "jdk/internal/misc/Unsafe";

/// The value that was there; equal to the expected one if the exchange was made. Values in slots 4 and 5.
#[inline(always)]
fn exchange_int(args: Args) -> (u32, u32) {
    let (expected, new) = (args.int(4) as u32, args.int(5) as u32);
    // SAFETY: the Java caller vouches for the place.
    let word = unsafe { &*(place(args) as *const AtomicU32) };
    let (Ok(witness) | Err(witness)) =
        word.compare_exchange(expected, new, Ordering::SeqCst, Ordering::SeqCst);
    (witness, expected)
}

/// As [`exchange_int`] with values in slots 4 and 6.
#[inline(always)]
fn exchange_long(args: Args) -> (u64, u64) {
    let (expected, new) = (args.long(4) as u64, args.long(6) as u64);
    // SAFETY: the Java caller vouches for the place.
    let word = unsafe { &*(place(args) as *const AtomicU64) };
    let (Ok(witness) | Err(witness)) =
        word.compare_exchange(expected, new, Ordering::SeqCst, Ordering::SeqCst);
    (witness, expected)
}

/// As [`exchange_int`] for references.
#[inline(always)]
fn exchange_reference(args: Args) -> (u64, u64) {
    let (expected, new) = (args.oop(4), args.oop(5));
    let witness = match args.oop(1).non_null() {
        Some(base) => memory::compare_exchange_oop(base, args.long(2) as usize, expected, new),
        None => {
            let (Ok(w) | Err(w)) = reference_slot(args).compare_exchange(expected, new);
            w
        }
    };
    (witness.to_bits(), expected.to_bits())
}

fn compare_and_set_int(_: &JavaThread, args: Args) -> JResult<u64> {
    let (witness, expected) = exchange_int(args);
    Ok(u64::from(witness == expected))
}

fn compare_and_exchange_int(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(exchange_int(args).0))
}

fn compare_and_set_long(_: &JavaThread, args: Args) -> JResult<u64> {
    let (witness, expected) = exchange_long(args);
    Ok(u64::from(witness == expected))
}

fn compare_and_exchange_long(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(exchange_long(args).0)
}

fn compare_and_set_reference(_: &JavaThread, args: Args) -> JResult<u64> {
    let (witness, expected) = exchange_reference(args);
    Ok(u64::from(witness == expected))
}

fn compare_and_exchange_reference(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(exchange_reference(args).0)
}

/// x86-64 keeps loads in order and stores in order: only the compiler is held back.
fn load_fence(_: &JavaThread, _: Args) -> JResult<u64> {
    compiler_fence(Ordering::Acquire);
    Ok(0)
}

fn store_fence(_: &JavaThread, _: Args) -> JResult<u64> {
    compiler_fence(Ordering::Release);
    Ok(0)
}

fn full_fence(_: &JavaThread, _: Args) -> JResult<u64> {
    fence(Ordering::SeqCst);
    Ok(0)
}

pub const TABLE: &[Row] = &[
    (
        CLASS,
        "compareAndSetInt",
        "(Ljava/lang/Object;JII)Z",
        compare_and_set_int,
    ),
    (
        CLASS,
        "compareAndExchangeInt",
        "(Ljava/lang/Object;JII)I",
        compare_and_exchange_int,
    ),
    (
        CLASS,
        "compareAndSetLong",
        "(Ljava/lang/Object;JJJ)Z",
        compare_and_set_long,
    ),
    (
        CLASS,
        "compareAndExchangeLong",
        "(Ljava/lang/Object;JJJ)J",
        compare_and_exchange_long,
    ),
    (
        CLASS,
        "compareAndSetReference",
        "(Ljava/lang/Object;JLjava/lang/Object;Ljava/lang/Object;)Z",
        compare_and_set_reference,
    ),
    (
        CLASS,
        "compareAndExchangeReference",
        "(Ljava/lang/Object;JLjava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
        compare_and_exchange_reference,
    ),
    (CLASS, "loadFence", "()V", load_fence),
    (CLASS, "storeFence", "()V", store_fence),
    (CLASS, "fullFence", "()V", full_fence),
];
