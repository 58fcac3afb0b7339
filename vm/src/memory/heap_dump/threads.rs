//! Threads in an HPROF file: their stack traces, and the roots, which name threads and frames.

use std::io::Write;

use oops::{MethodPtr, Symbol};

use super::classes::Classes;
use super::tag;
use super::writer::{Put, Writer};
use crate::classes::well_known as wk;
use crate::memory::heap_walk::{self, Root};
use crate::runtime::frames::frames;
use crate::runtime::stack_trace::line_number;
use crate::runtime::thread::JavaThread;

/// A thread's serial number, by its place in the list.
fn thread_serial(index: usize) -> u32 {
    index as u32 + 1
}

/// The serial number of a thread's stack trace; 1 is the empty trace of all other records.
fn trace_serial(index: usize) -> u32 {
    index as u32 + 2
}

/// Writes the empty stack trace and one for each thread. `failed` has no memory left: the error's constructor stands on
/// top of its trace.
pub fn write_traces<W: Write>(
    w: &mut Writer<W>,
    classes: &mut Classes,
    threads: &[&'static JavaThread],
    failed: Option<&JavaThread>,
) {
    write_trace(w, super::DUMMY_TRACE, 0, &[]);
    let mut next_frame = 1;
    for (i, &t) in threads.iter().enumerate() {
        let mut ids = Vec::new();
        let mut add = |w: &mut Writer<W>, method, bci| {
            write_frame(w, classes, next_frame, method, bci);
            ids.push(next_frame);
            next_frame += 1;
        };
        if failed.is_some_and(|f| std::ptr::eq(f, t))
            && let Some(constructor) = wk::out_of_memory_error()
                .find_local_method(Symbol::from_text("<init>"), Symbol::from_text("()V"))
        {
            add(w, constructor, 0);
        }
        for frame in frames(t) {
            add(w, frame.method, frame.bci());
        }
        write_trace(w, trace_serial(i), thread_serial(i), &ids);
    }
}

fn write_frame<W: Write>(
    w: &mut Writer<W>,
    classes: &mut Classes,
    id: usize,
    method: MethodPtr,
    bci: i32,
) {
    let holder = method.holder();
    let name = classes.symbol(w, method.name);
    let descriptor = classes.symbol(w, method.descriptor);
    let source = holder.attributes.source_file;
    let source = source.map_or(0, |s| classes.symbol(w, s));
    // The format's own numbers: −3 for native methods, −1 for an unknown line.
    let line = match line_number(method, bci) {
        -2 => -3,
        n => n,
    };
    let mut body = Vec::with_capacity(40);
    body.id(id);
    body.id(name);
    body.id(descriptor);
    body.id(source);
    body.u4(classes.serial(holder));
    body.u4(line as u32);
    w.record(tag::STACK_FRAME, &body);
}

fn write_trace<W: Write>(w: &mut Writer<W>, serial: u32, thread: u32, frames: &[usize]) {
    let mut body = Vec::with_capacity(12 + 8 * frames.len());
    body.u4(serial);
    body.u4(thread);
    body.u4(frames.len() as u32);
    for &id in frames {
        body.id(id);
    }
    w.record(tag::STACK_TRACE, &body);
}

/// Writes all roots. The frames of `failed` are one further down, below the constructor's.
pub fn write_roots<W: Write>(
    w: &mut Writer<W>,
    threads: &[&'static JavaThread],
    failed: Option<&JavaThread>,
) {
    let shift = |thread: usize, frame: usize| {
        let shifted = failed.is_some_and(|f| std::ptr::eq(f, threads[thread]));
        frame as u32 + u32::from(shifted)
    };
    heap_walk::for_each_root(threads, &mut |root, object| {
        let to = w.heap_record();
        let mut head = |tag| {
            to.u1(tag);
            to.id(object.address());
        };
        match root {
            // The object stands for the reference itself, whose address nobody can use.
            Root::JniGlobal => {
                head(tag::ROOT_JNI_GLOBAL);
                to.id(object.address());
            }
            Root::JniLocal { thread, frame } => {
                head(tag::ROOT_JNI_LOCAL);
                to.u4(thread_serial(thread));
                to.u4(frame.map_or(u32::MAX, |f| shift(thread, f)));
            }
            Root::JavaFrame { thread, frame } => {
                head(tag::ROOT_JAVA_FRAME);
                to.u4(thread_serial(thread));
                to.u4(shift(thread, frame));
            }
            Root::NativeStack { thread } => {
                head(tag::ROOT_NATIVE_STACK);
                to.u4(thread_serial(thread));
            }
            Root::StickyClass => head(tag::ROOT_STICKY_CLASS),
            Root::MonitorUsed => head(tag::ROOT_MONITOR_USED),
            Root::ThreadObject { thread } => {
                head(tag::ROOT_THREAD_OBJECT);
                to.u4(thread_serial(thread));
                to.u4(trace_serial(thread));
            }
            Root::Machine => head(tag::ROOT_UNKNOWN),
        }
    });
}
