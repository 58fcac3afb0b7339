//! Threads: start, stop, sleep, names, priorities, and stack traces of other threads.

use std::time::Duration;

use jni_sys::{jboolean, jclass, jint, jlong, jobject, jobjectArray, jstring};
use oops::{MethodPtr, Oop};
use parking_lot::Mutex;

use super::entry::{jvm_entries, local, oop, required};
use crate::classes::{arrays, strings, well_known as wk};
use crate::memory;
use crate::memory::roots::RootVec;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::frames;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::vm_operation::Operation;
use crate::runtime::{
    handshake, safepoint, stack_trace, suspension, synchronizer, threads_java, transitions, waiting,
};

jvm_entries! {
    /// `Thread.start0`.
    fn JVM_StartThread(thread, object: jobject) {
        threads_java::start(thread, oop(object))
    }

    /// `Thread.stop0`.
    fn JVM_StopThread(thread, object: jobject, exception: jobject) {
        let exception = required(thread, exception)?;
        suspension::stop(thread, oop(object), exception)
    }

    /// `Thread.suspend0`.
    fn JVM_SuspendThread(thread, object: jobject) {
        suspension::suspend(thread, oop(object))
    }

    /// `Thread.resume0`.
    fn JVM_ResumeThread(thread, object: jobject) {
        suspension::resume(thread, oop(object));
        Ok(())
    }

    /// `Thread.setPriority0`.
    fn JVM_SetThreadPriority(_thread, object: jobject, priority: jint) {
        threads_java::set_priority(oop(object), priority);
        Ok(())
    }

    /// `Thread.yield`.
    fn JVM_Yield(thread, _class: jclass) {
        transitions::in_native(thread, std::thread::yield_now);
        Ok(())
    }

    /// `Thread.sleep`.
    fn JVM_Sleep(thread, _class: jclass, millis: jlong) {
        sleep(thread, millis)
    }

    /// `Thread.currentThread`.
    fn JVM_CurrentThread(thread, _class: jclass) -> jobject {
        Ok(local(thread, thread.oop()))
    }

    /// `Thread.interrupt0`: the Java half has set the status.
    fn JVM_Interrupt(_thread, object: jobject) {
        if let Some(target) = threads_java::of_object(oop(object)) {
            waiting::wake_for_interrupt(target);
        }
        Ok(())
    }

    /// `Thread.holdsLock`.
    fn JVM_HoldsLock(thread, _class: jclass, object: jobject) -> jboolean {
        let object = required(thread, object)?;
        Ok(synchronizer::holds_lock(thread, object))
    }

    /// `Thread.setNativeName`: only of the current thread, as HotSpot on Linux.
    fn JVM_SetNativeThreadName(thread, object: jobject, name: jstring) {
        if oop(object) == thread.oop() && !name.is_null() {
            threads_java::set_native_name(&strings::to_rust(oop(name)));
        }
        Ok(())
    }

    /// `Thread.getThreads`: the live threads.
    fn JVM_GetAllThreads(thread, _class: jclass) -> jobjectArray {
        let mut objects = RootVec::new();
        thread::for_each(|t| {
            if !t.oop().is_null() {
                objects.push(t.oop());
            }
        });
        let array = memory::allocate_object_array(thread, wk::thread(), objects.len())?;
        for (i, object) in objects.iter().enumerate() {
            memory::obj_array_store(array, i, object);
        }
        Ok(local(thread, array))
    }

    /// `Thread.dumpThreads`: a StackTraceElement[] for each thread, null for one that does not live.
    fn JVM_DumpThreads(thread, _class: jclass, threads: jobjectArray) -> jobjectArray {
        let threads = required(thread, threads)?;
        Ok(local(thread, dump_threads(thread, threads)?))
    }
}

fn sleep(thread: &JavaThread, millis: i64) -> JResult<()> {
    if millis < 0 {
        let message = "timeout value is negative";
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalArgumentException",
            message,
        ));
    }
    if millis == 0 && !waiting::is_interrupted(thread) {
        transitions::in_native(thread, std::thread::yield_now);
        return Ok(());
    }
    waiting::sleep(thread, Duration::from_millis(millis as u64))
}

/// Methods and bytecode indexes of a thread's frames.
type Trace = Vec<(MethodPtr, i32)>;

/// The frames of a thread that stands still, if it is the object's. The holders' mirrors keep the methods' classes loaded.
fn trace_of(t: &JavaThread, object: Oop, holders: &mut RootVec) -> Option<Trace> {
    if t.oop() != object {
        return None;
    }
    let mut trace = Vec::new();
    for frame in frames(t) {
        holders.push(frame.method.holder().mirror());
        trace.push((frame.method, frame.bci()));
    }
    Some(trace)
}

/// The frames of one thread, taken in a handshake; those of several, all taken at one safepoint.
fn traces_of(thread: &JavaThread, threads: Oop, holders: &mut RootVec) -> Vec<Option<Trace>> {
    if threads.array_length() == 1 {
        let object = threads.obj_at(0);
        let result = Mutex::new((None, holders));
        if let Some(target) = threads_java::of_object(object) {
            handshake::execute(thread, target, &|t| {
                let (trace, holders) = &mut *result.lock();
                *trace = trace_of(t, object, holders);
            });
        }
        return vec![result.into_inner().0];
    }
    safepoint::at_safepoint(thread, Operation::ThreadDump, || {
        (0..threads.array_length())
            .map(|i| {
                let object = threads.obj_at(i);
                trace_of(threads_java::of_object(object)?, object, holders)
            })
            .collect()
    })
}

fn dump_threads(thread: &JavaThread, threads: Oop) -> JResult<Oop> {
    if threads.array_length() == 0 {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/IllegalArgumentException",
        ));
    }
    let mut holders = RootVec::new();
    let traces = traces_of(thread, threads, &mut holders);
    let row = arrays::array_of(thread, wk::stack_trace_element())?;
    let result = memory::allocate_object_array(thread, row, traces.len())?;
    for (i, trace) in traces.iter().enumerate() {
        let Some(trace) = trace else { continue };
        let elements = memory::allocate_array(thread, row, trace.len())?;
        memory::obj_array_store(result, i, elements);
        for (j, &(method, bci)) in trace.iter().enumerate() {
            let element = memory::allocate_instance(thread, wk::stack_trace_element())?;
            memory::obj_array_store(elements, j, element);
            stack_trace::fill_element(thread, element, method, bci)?;
        }
    }
    Ok(result)
}
