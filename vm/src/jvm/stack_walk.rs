//! StackWalker: frames handed to Java in batches while the walked frames stay on the stack.
//!
//! `callStackWalk` finds the first frame to show, fills the first batch and calls `doStackWalk`; from there
//! `fetchStackFrames` comes back for more with the walk's address (the anchor). The walk lives on the native stack below
//! that call; it is marked in element 0 of the frames' buffer, so that an anchor is only believed with its own buffer and
//! thread.

use jni_sys::{jint, jlong, jobject, jobjectArray};
use oops::{MethodFlags, MethodPtr, Oop};

use super::entry::{jvm_entries, local, required};
use crate::classes::well_known::{self as wk, fields};
use crate::invoke::member_name;
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::frames::{Frames, JavaFrame, frames};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, java_calls};

/// Bits of StackStreamFactory's modes.
const FILL_CLASS_REFS_ONLY: i64 = 0x2;
const GET_CALLER_CLASS: i64 = 0x4;
const SHOW_HIDDEN_FRAMES: i64 = 0x20;
const FILL_LIVE_STACK_FRAMES: i64 = 0x100;

/// Element of the frames' buffer that marks the walk.
pub const MARK_INDEX: usize = 0;

/// A walk in progress.
struct Walk<'t> {
    thread: &'t JavaThread,
    /// The frame that the walk stands on; none at the end.
    current: Option<JavaFrame<'t>>,
    rest: Frames<'t>,
}

impl<'t> Walk<'t> {
    fn new(thread: &'t JavaThread) -> Walk<'t> {
        let mut rest = frames(thread);
        Walk {
            thread,
            current: rest.next(),
            rest,
        }
    }

    fn advance(&mut self) {
        self.current = self.rest.next();
    }
}

fn internal(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/InternalError", message)
}

/// True for StackWalker's own frames at the top.
fn is_walker_frame(m: MethodPtr) -> bool {
    let k = m.holder();
    k == wk::stack_walker()
        || k == wk::abstract_stack_walker()
        || k.super_klass == Some(wk::abstract_stack_walker())
}

/// The method that a MemberName's ResolvedMethodName points to.
pub fn method_of_member_name(member: Oop) -> Option<MethodPtr> {
    let resolved = member
        .non_null()?
        .load_oop(fields::member_name_method())
        .non_null()?;
    MethodPtr::from_offset(resolved.load_u64(fields::resolved_method_name_vmtarget()) as u32)
}

/// Fills one element of the buffer: the class, or the StackFrameInfo that Java has put there.
fn fill_frame(
    thread: &JavaThread,
    mode: i64,
    buffer: Oop,
    index: usize,
    frame: JavaFrame,
) -> JResult<()> {
    let m = frame.method;
    if mode & FILL_CLASS_REFS_ONLY != 0 {
        memory::obj_array_store(buffer, index, m.holder().mirror());
        return Ok(());
    }
    let info = buffer.obj_at(index);
    if info.is_null() || !info.is_a(wk::stack_frame_info()) {
        return Err(internal(thread, "the frames' buffer is corrupted"));
    }
    let member = info.load_oop(fields::stack_frame_info_member_name());
    member_name::set_method(thread, member, m.holder(), m, false)?;
    info.store_i32(fields::stack_frame_info_bci(), frame.bci());
    Ok(())
}

/// Fills up to `count` elements from `start` on; the index after the last one. The walk is left on the last frame.
fn fill_frames(
    walk: &mut Walk,
    mode: i64,
    count: usize,
    start: usize,
    buffer: Oop,
) -> JResult<usize> {
    let thread = walk.thread;
    let show_hidden = flags::get::ShowHiddenFrames() != 0;
    let skip_hidden =
        !show_hidden && (mode & SHOW_HIDDEN_FRAMES == 0 || mode & GET_CALLER_CLASS != 0);
    let mut end = start;
    while let Some(frame) = walk.current {
        let m = frame.method;
        if !(skip_hidden && m.flags.contains(MethodFlags::HIDDEN)) {
            if mode & FILL_CLASS_REFS_ONLY != 0
                && mode & GET_CALLER_CLASS != 0
                && end == start
                && m.flags.contains(MethodFlags::CALLER_SENSITIVE)
            {
                let message = format!(
                    "StackWalker::getCallerClass called from @CallerSensitive '{}' method",
                    readable(m)
                );
                return Err(exceptions::throw(
                    thread,
                    "java/lang/UnsupportedOperationException",
                    &message,
                ));
            }
            if end >= buffer.array_length() {
                return Err(internal(thread, "the frames' buffer is too small"));
            }
            fill_frame(thread, mode, buffer, end, frame)?;
            end += 1;
            if end - start >= count {
                break;
            }
        }
        walk.advance();
    }
    Ok(end)
}

/// A method as `void a.B.c(int)`.
fn readable(m: MethodPtr) -> String {
    let name = |descriptor: &[u8]| {
        let dimensions = descriptor.iter().take_while(|&&c| c == b'[').count();
        let element = &descriptor[dimensions..];
        let base = match oops::BasicType::of_descriptor(element) {
            oops::BasicType::Object => {
                String::from_utf8_lossy(&element[1..element.len() - 1]).replace('/', ".")
            }
            primitive => primitive.name().to_owned(),
        };
        base + &"[]".repeat(dimensions)
    };
    let parsed = classlib::descriptor::MethodDescriptor::parse(m.descriptor.as_bytes())
        .expect("a checked descriptor");
    let parameters: Vec<String> = parsed.parameters().map(|p| name(p.descriptor)).collect();
    let result = name(parsed.return_type().descriptor);
    format!(
        "{result} {}.{}({})",
        m.holder().external_name(),
        m.name,
        parameters.join(", ")
    )
}

/// What `callStackWalk` was asked for.
struct Request {
    mode: i64,
    skip: usize,
    count: usize,
    start: usize,
}

fn call_stack_walk(
    thread: &JavaThread,
    stream: Oop,
    request: &Request,
    buffer: Oop,
) -> JResult<Oop> {
    let mut walk = Walk::new(thread);
    while walk.current.is_some_and(|f| is_walker_frame(f.method)) {
        walk.advance();
    }
    for _ in 0..request.skip {
        walk.advance();
    }
    memory::obj_array_store(buffer, MARK_INDEX, thread.oop());
    let mut end = request.start;
    if request.count > 0 {
        end = fill_frames(
            &mut walk,
            request.mode,
            request.count,
            request.start,
            buffer,
        )?;
        if end == request.start {
            return Err(internal(thread, "stack walk: decode failed"));
        }
    }
    let int = |n: usize| u64::from(n as u32);
    let anchor = &raw mut walk as u64;
    let args = [
        stream.to_bits(),
        anchor,
        0,
        int(request.skip),
        int(request.count),
        int(request.start),
        int(end),
    ];
    let result = java_calls::call_named(
        thread,
        wk::abstract_stack_walker(),
        "doStackWalk",
        "(JIIII)Ljava/lang/Object;",
        &args,
    );
    memory::obj_array_store(buffer, MARK_INDEX, Oop::NULL);
    // SAFETY: the method returns a reference.
    result.map(|bits| unsafe { Oop::from_bits(bits) })
}

fn live_frames_unsupported(thread: &JavaThread, function: &str, mode: i64) -> JResult<()> {
    if mode & FILL_LIVE_STACK_FRAMES == 0 {
        return Ok(());
    }
    let message = format!("{function}: frames with locals and operands are not available");
    Err(exceptions::throw(
        thread,
        "java/lang/UnsupportedOperationException",
        &message,
    ))
}

jvm_entries! {
    /// `AbstractStackWalker.callStackWalk`.
    fn JVM_CallStackWalk(
        thread, stream: jobject, mode: jlong, skip: jint, count: jint, start: jint, frames: jobjectArray,
    ) -> jobject {
        live_frames_unsupported(thread, "JVM_CallStackWalk", mode)?;
        let (stream, buffer) = (required(thread, stream)?, required(thread, frames)?);
        let request =
            Request { mode, skip: skip.max(0) as usize, count: count.max(0) as usize, start: start.max(0) as usize };
        Ok(local(thread, call_stack_walk(thread, stream, &request, buffer)?))
    }

    /// `AbstractStackWalker.fetchStackFrames`: the index after the last frame filled in.
    fn JVM_MoreStackWalk(
        thread, _stream: jobject, mode: jlong, anchor: jlong, count: jint, start: jint, frames: jobjectArray,
    ) -> jint {
        live_frames_unsupported(thread, "JVM_MoreStackWalk", mode)?;
        let buffer = required(thread, frames)?;
        if anchor == 0 || buffer.obj_at(MARK_INDEX) != thread.oop() {
            return Err(internal(thread, "doStackWalk: corrupted buffers"));
        }
        // SAFETY: the mark says that the walk of this buffer runs in this thread, below on its native stack.
        let walk = unsafe { &mut *(anchor as *mut Walk) };
        let start = start.max(0) as usize;
        walk.advance();
        let mut end = start;
        if walk.current.is_some() {
            end = fill_frames(walk, mode, count.max(0) as usize, start, buffer)?;
        }
        Ok(end as jint)
    }
}
