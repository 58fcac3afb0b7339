//! Natives behind incubating parts of the platform: vectors, foreign memory and foreign calls.
//!
//! Vector operations run through their Java forms, closing a shared memory scope is a safepoint; calls of foreign
//! functions are not offered and throw UnsupportedOperationException.

use oops::{MethodFlags, Oop};

use super::{Args, Row};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::{JavaFrame, frames};
use crate::runtime::safepoint;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::vm_operation::Operation;

fn nothing(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(0)
}

/// `VectorSupport.getMaxLaneCount`: no vector registers are used.
fn max_lane_count(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(-1i32 as u32 as u64)
}

/// Frames from the top within which a scoped access happens.
const SCOPED_DEPTH: usize = 10;

/// True if the frame is of a scoped memory access that has the scope among its locals. Such methods are not compiled.
fn accesses(frame: JavaFrame, scope: Oop) -> bool {
    let Some(header) = frame.interpreted() else {
        return false;
    };
    let method = frame.method;
    let locals = header.locals.cast_const();
    method.flags.contains(MethodFlags::SCOPED)
        // SAFETY: an interpreted frame has this many locals; its thread is stopped.
        && (0..usize::from(method.max_locals)).any(|i| unsafe { *locals.add(i) } == scope.to_bits())
}

/// `ScopedMemoryAccess.closeScope0`: false if some other thread is just accessing memory of the scope.
fn close_scope(thread: &JavaThread, args: Args) -> JResult<u64> {
    let scope = args.oop(1);
    let in_use = safepoint::at_safepoint(thread, Operation::CloseScopedMemory, || {
        let mut found = false;
        thread::for_each(|t| {
            if !std::ptr::eq(t, thread) {
                found |= frames(t).take(SCOPED_DEPTH).any(|f| accesses(f, scope));
            }
        });
        found
    });
    Ok(u64::from(!in_use))
}

fn unsupported(thread: &JavaThread, _: Args) -> JResult<u64> {
    let message = "calls of foreign functions through jdk.incubator.foreign are not supported by this virtual machine";
    Err(exceptions::throw(
        thread,
        "java/lang/UnsupportedOperationException",
        message,
    ))
}

const VECTORS: &str = "jdk/internal/vm/vector/VectorSupport";
const SCOPED: &str = "jdk/internal/misc/ScopedMemoryAccess";
const CLOSE: &str = "(Ljdk/internal/misc/ScopedMemoryAccess$Scope;Ljdk/internal/misc/ScopedMemoryAccess$Scope$ScopedAccessError;)Z";
const ENTRY_POINT: &str = "jdk/internal/invoke/NativeEntryPoint";
const INVOKER: &str = "jdk/internal/foreign/abi/ProgrammableInvoker";
const UPCALLS: &str = "jdk/internal/foreign/abi/ProgrammableUpcallHandler";
const STUBS: &str = "jdk/internal/foreign/abi/UpcallStubs";

pub const TABLE: &[Row] = &[
    (VECTORS, "registerNatives", "()I", nothing),
    (
        VECTORS,
        "getMaxLaneCount",
        "(Ljava/lang/Class;)I",
        max_lane_count,
    ),
    (SCOPED, "registerNatives", "()V", nothing),
    (SCOPED, "closeScope0", CLOSE, close_scope),
    (ENTRY_POINT, "registerNatives", "()V", nothing),
    (ENTRY_POINT, "vmStorageToVMReg", "(II)J", unsupported),
    (INVOKER, "registerNatives", "()V", nothing),
    (INVOKER, "invokeNative", "(JJ)V", unsupported),
    (
        INVOKER,
        "generateAdapter",
        "(Ljdk/internal/foreign/abi/ABIDescriptor;Ljdk/internal/foreign/abi/BufferLayout;)J",
        unsupported,
    ),
    (UPCALLS, "registerNatives", "()V", nothing),
    (UPCALLS, "supportsOptimizedUpcalls", "()Z", nothing),
    (
        UPCALLS,
        "allocateUpcallStub",
        "(Ljava/lang/invoke/MethodHandle;Ljdk/internal/foreign/abi/ABIDescriptor;Ljdk/internal/foreign/abi/BufferLayout;)J",
        unsupported,
    ),
    (
        UPCALLS,
        "allocateOptimizedUpcallStub",
        "(Ljava/lang/invoke/MethodHandle;Ljdk/internal/foreign/abi/ABIDescriptor;Ljdk/internal/foreign/abi/ProgrammableUpcallHandler$CallRegs;)J",
        unsupported,
    ),
    (STUBS, "registerNatives", "()V", nothing),
    (STUBS, "freeUpcallStub0", "(J)Z", nothing),
];
