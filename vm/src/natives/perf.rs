//! jdk.internal.perf.Perf: counters of the instrumentation interface. Counters live in memory of the process and are
//! seen through direct byte buffers; no other process can attach to them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicI64, Ordering};

use oops::{Oop, Symbol};
use parking_lot::Mutex;

use super::{Args, Row};
use crate::classes::{strings, system_dictionary};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{java_calls, resources};

/// Variability that marks a constant.
const CONSTANT: i32 = 1;
/// The number of kinds of variability and of units.
const VARIABILITIES: i32 = 3;
const UNITS: i32 = 6;
const BYTES_UNIT: i32 = 5;

/// Addresses of the counters by name. A counter is never freed.
static COUNTERS: Mutex<Option<HashMap<String, usize>>> = Mutex::new(None);

fn illegal(thread: &JavaThread, message: &str) -> exceptions::Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

/// Registers memory of `bytes` for the counter and returns its address.
fn reserve(thread: &JavaThread, name: Oop, bytes: usize) -> JResult<usize> {
    let Some(name) = name.non_null() else {
        return Err(exceptions::throw_npe(thread));
    };
    let name = strings::to_rust(name);
    let address = {
        let mut counters = COUNTERS.lock();
        match counters.get_or_insert_default().entry(name) {
            Entry::Occupied(_) => None,
            Entry::Vacant(place) => {
                let memory: Box<[AtomicI64]> = (0..bytes.div_ceil(8).max(1))
                    .map(|_| AtomicI64::new(0))
                    .collect();
                Some(*place.insert(Box::leak(memory).as_ptr() as usize))
            }
        }
    };
    address.ok_or_else(|| illegal(thread, "PerfLong name already exists"))
}

/// A direct byte buffer over the memory.
fn buffer(thread: &JavaThread, address: usize, bytes: usize) -> JResult<u64> {
    let name = Symbol::from_text("java/nio/DirectByteBuffer");
    let klass = system_dictionary::resolve_or_fail(thread, name, Oop::NULL)?;
    let args = [address as u64, 0, bytes as u64];
    Ok(java_calls::new_object(thread, klass, "(JI)V", &args)?.to_bits())
}

/// `createLong(String, int variability, int units, long)`.
fn create_long(thread: &JavaThread, args: Args) -> JResult<u64> {
    if !(CONSTANT..=VARIABILITIES).contains(&args.int(2)) {
        return Err(illegal(thread, "unexpected variability value"));
    }
    if !(1..=UNITS).contains(&args.int(3)) {
        return Err(illegal(thread, "unexpected units value"));
    }
    let address = reserve(thread, args.oop(1), 8)?;
    // SAFETY: the eight bytes just reserved.
    unsafe { &*(address as *const AtomicI64) }.store(args.long(4), Ordering::Relaxed);
    buffer(thread, address, 8)
}

/// `createByteArray(String, int variability, int units, byte[], int maxLength)`: a string, constant or not.
fn create_byte_array(thread: &JavaThread, args: Args) -> JResult<u64> {
    let (name, value) = (args.oop(1), args.oop(4));
    if name.is_null() || value.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    if args.int(3) != BYTES_UNIT {
        return Err(illegal(thread, "invalid byte array units"));
    }
    // SAFETY: a byte array, copied at once.
    let bytes = unsafe { value.elements::<u8>() }.to_vec();
    let length = if args.int(2) == CONSTANT {
        bytes.len() + 1
    } else {
        args.int(5).max(0) as usize + 1
    };
    let address = reserve(thread, name, length)?;
    let kept = bytes.len().min(length - 1);
    // SAFETY: at most the reserved bytes less the terminating NUL.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), address as *mut u8, kept) };
    buffer(thread, address, length)
}

fn high_res_counter(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::uptime_nanos() as u64)
}

fn high_res_frequency(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(1_000_000_000)
}

fn unsupported(thread: &JavaThread, _: Args) -> JResult<u64> {
    let message =
        "jdk.internal.perf.Perf.attach: this virtual machine shares no performance counters";
    Err(exceptions::throw(
        thread,
        "java/lang/UnsupportedOperationException",
        message,
    ))
}

fn register_natives(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(0)
}

const PERF: &str = "jdk/internal/perf/Perf";

pub const TABLE: &[Row] = &[
    (PERF, "registerNatives", "()V", register_natives),
    (
        PERF,
        "attach",
        "(Ljava/lang/String;II)Ljava/nio/ByteBuffer;",
        unsupported,
    ),
    (PERF, "detach", "(Ljava/nio/ByteBuffer;)V", unsupported),
    (
        PERF,
        "createLong",
        "(Ljava/lang/String;IIJ)Ljava/nio/ByteBuffer;",
        create_long,
    ),
    (
        PERF,
        "createByteArray",
        "(Ljava/lang/String;II[BI)Ljava/nio/ByteBuffer;",
        create_byte_array,
    ),
    (PERF, "highResCounter", "()J", high_res_counter),
    (PERF, "highResFrequency", "()J", high_res_frequency),
];
