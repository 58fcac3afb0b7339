//! java.lang.System, Runtime, Thread, Float, Double: hot natives without the way through C.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{Args, Row};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::resources;
use crate::runtime::thread::JavaThread;

fn arraycopy(thread: &JavaThread, args: Args) -> JResult<u64> {
    let (src, dst) = (args.oop(0), args.oop(2));
    if src.is_null() || dst.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    memory::arraycopy(thread, src, args.int(1), dst, args.int(3), args.int(4))?;
    Ok(0)
}

fn identity_hash_code(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args
        .oop(0)
        .non_null()
        .map_or(0, |o| o.identity_hash() as u32 as u64))
}

fn current_time_millis(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_millis() as u64)
}

fn nano_time(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::monotonic_nanos() as u64)
}

fn current_thread(thread: &JavaThread, _: Args) -> JResult<u64> {
    Ok(thread.oop().to_bits())
}

fn float_bits(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args.int(0) as u32 as u64)
}

fn double_bits(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args.long(0) as u64)
}

fn gc(thread: &JavaThread, _: Args) -> JResult<u64> {
    memory::collect(thread);
    Ok(0)
}

fn free_memory(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::heap_free() as u64)
}

fn total_memory(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::heap_committed() as u64)
}

fn max_memory(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::heap_max() as u64)
}

fn available_processors(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(resources::processors() as u64)
}

const SYSTEM: &str = "java/lang/System";
const RUNTIME: &str = "java/lang/Runtime";

pub const TABLE: &[Row] = &[
    (
        SYSTEM,
        "arraycopy",
        "(Ljava/lang/Object;ILjava/lang/Object;II)V",
        arraycopy,
    ),
    (
        SYSTEM,
        "identityHashCode",
        "(Ljava/lang/Object;)I",
        identity_hash_code,
    ),
    (SYSTEM, "currentTimeMillis", "()J", current_time_millis),
    (SYSTEM, "nanoTime", "()J", nano_time),
    (
        "java/lang/Thread",
        "currentThread",
        "()Ljava/lang/Thread;",
        current_thread,
    ),
    ("java/lang/Float", "floatToRawIntBits", "(F)I", float_bits),
    ("java/lang/Float", "intBitsToFloat", "(I)F", float_bits),
    (
        "java/lang/Double",
        "doubleToRawLongBits",
        "(D)J",
        double_bits,
    ),
    ("java/lang/Double", "longBitsToDouble", "(J)D", double_bits),
    (RUNTIME, "gc", "()V", gc),
    (RUNTIME, "freeMemory", "()J", free_memory),
    (RUNTIME, "totalMemory", "()J", total_memory),
    (RUNTIME, "maxMemory", "()J", max_memory),
    (RUNTIME, "availableProcessors", "()I", available_processors),
];
