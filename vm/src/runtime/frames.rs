//! Frames of Java methods: interpreted and native ones on a thread's Java stack, compiled ones on its native stack.
//!
//! The Java stack is a region of 64-bit slots apart from the native stack and grows upwards. A method's locals begin
//! with its arguments, which are the topmost operands of its caller; then the [`Frame`] header; then the operand stack:
//!
//! ```text
//!   | … caller's operands | args = locals[0..] … locals[max_locals) | Frame | operand stack (max_stack) …
//! ```
//!
//! Slots: an int, float, or reference takes one slot; only the low 32 bits count for int (as i32) and float (as bits). A
//! long or double takes two: the value is in the first (lower address) slot, the second is unused.
//!
//! Native methods get a frame as well (no operand stack), so that traces show them. An [`FrameKind::Entry`] frame marks
//! where Rust or native code called into Java: the interpreter returns to its caller there.
//! All frames of the Java stack are linked from [`JavaThread::top_frame`] through `prev`, across native code.
//!
//! Compiled frames are native frames with frame pointers. The innermost run of them begins at the thread's anchor; an
//! entry frame holds the anchor of the run that called it ([`EntryAnchor`]). Whoever walks a thread's frames sees
//! [`JavaFrame`]s and need not know ([`frames`]). Code of a loop runs above the interpreted frame that it goes on for,
//! which is not shown then.

use compiler::host::Bci;
use oops::{ConstantPool, MethodPtr, Oop, OopSlot};

use crate::compiler::code_cache::{self, CompiledCode};
use crate::compiler::stubs;
use crate::runtime::thread::JavaThread;

/// What a frame stands for.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrameKind {
    Interpreted = 0,
    Native = 1,
    /// The boundary to the Rust caller of the interpreter; has no method of its own.
    Entry = 2,
}

/// The header of a frame on the Java stack.
#[repr(C)]
pub struct Frame {
    pub prev: *mut Frame,
    /// `None` for entry frames only.
    pub method: Option<MethodPtr>,
    pub kind: FrameKind,
    /// Size of the thread's held-monitors stack when the frame was pushed: monitors above it were entered by the frame.
    /// `u16::MAX` for methods without `monitorenter`.
    pub monitor_base: u16,
    pub locals: *mut u64,
    /// Next or current instruction in the quickened code; saved at every call, allocation, poll and throw.
    pub bcp: *const u8,
    /// Saved operand stack pointer (first free slot).
    pub sp: *mut u64,
    /// Address of the resolved entries of the method's constant pool.
    pub resolved: *const u64,
    /// The monitor of a synchronized method, null otherwise.
    pub sync_object: OopSlot,
}

/// What an entry frame remembers of the compiled code that called: the thread's anchor at that time. Its words are in
/// [`Frame::locals`] and [`Frame::resolved`], which entry frames do not use otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryAnchor {
    fp: usize,
    pc: usize,
    /// The frame below the entry frame is not shown: code for one of its loops ran above it.
    hides_frame: bool,
}

/// [`Frame::monitor_base`] of an entry frame that hides the frame below.
const HIDES_FRAME: u16 = 1;

impl EntryAnchor {
    /// The thread's anchor as it is now.
    pub fn of(thread: &JavaThread) -> EntryAnchor {
        EntryAnchor::new(thread.anchor_fp.get(), thread.anchor_pc.get())
    }

    pub fn new(fp: usize, pc: usize) -> EntryAnchor {
        EntryAnchor {
            fp,
            pc,
            hides_frame: false,
        }
    }

    /// The anchor of code for a loop of the interpreted frame below, which is not shown.
    pub fn hiding_frame() -> EntryAnchor {
        EntryAnchor {
            hides_frame: true,
            ..EntryAnchor::new(0, 0)
        }
    }

    pub fn restore(self, thread: &JavaThread) {
        thread.anchor_fp.set(self.fp);
        thread.anchor_pc.set(self.pc);
    }

    /// Frame pointer and return address.
    pub fn words(self) -> (usize, usize) {
        (self.fp, self.pc)
    }

    /// What the entry frame has in place of a monitor base.
    pub fn mark(self) -> u16 {
        if self.hides_frame {
            HIDES_FRAME
        } else {
            u16::MAX
        }
    }
}

/// Slots that a frame header takes.
pub const FRAME_SLOTS: usize = std::mem::size_of::<Frame>() / 8;

/// Slots above the header of a native method's frame: one for the class argument of a static one.
pub const NATIVE_FRAME_SLOTS: usize = 1;

// The interpreter writes method, kind and monitor base as one word.
const _: () = assert!(
    std::mem::offset_of!(Frame, method) == 8 && std::mem::offset_of!(Frame, monitor_base) == 14
);

impl Frame {
    /// The bytecode index of [`Frame::bcp`]; −2 for native methods (as StackTraceElement shows them).
    pub fn bci(&self) -> i32 {
        match (self.kind, self.method) {
            (FrameKind::Interpreted, Some(m)) => {
                let base = crate::interpreter::quick_code_address(m);
                (self.bcp as usize - base) as i32
            }
            _ => -2,
        }
    }

    /// The constant pool of an interpreted frame's method.
    #[inline(always)]
    pub fn constants(&self) -> &'static ConstantPool {
        self.method
            .expect("a frame with a method")
            .holder()
            .constants()
    }

    /// Address of the quickened code of an interpreted frame's method.
    pub fn code_address(&self) -> usize {
        crate::interpreter::quick_code_address(self.method.expect("a frame with a method"))
    }

    /// The first operand slot.
    pub fn operands(&self) -> *mut u64 {
        // The operands follow the header.
        (&raw const *self).wrapping_add(1) as *mut u64
    }

    /// The first slot that is free above the frame, whatever its operand stack holds now.
    pub fn free_slots(&self) -> *mut u64 {
        let used = match (self.kind, self.method) {
            (FrameKind::Interpreted, Some(m)) => {
                usize::from(m.max_stack) + crate::interpreter::prepare::EXTRA_STACK_SLOTS
            }
            (FrameKind::Native, _) => NATIVE_FRAME_SLOTS,
            _ => return self.sp,
        };
        self.operands().wrapping_add(used)
    }

    /// The receiver of an instance method (local 0 as it is now).
    pub fn receiver(&self) -> Oop {
        // SAFETY: an instance method's frame has a local 0, which held a reference when the frame was pushed.
        unsafe { Oop::from_bits(*self.locals) }
    }
}

/// A Java method in execution, interpreted, native or compiled (inlined methods count as well).
#[derive(Clone, Copy)]
pub struct JavaFrame<'t> {
    pub method: MethodPtr,
    bci: i32,
    /// Its header on the Java stack; compiled methods have none.
    header: Option<&'t Frame>,
    /// Of a compiled method that has its frame: code, scope, frame pointer.
    compiled: Option<(&'static CompiledCode, u16, usize)>,
    /// The interpreted frame that code of a loop goes on for, and that is not shown.
    goes_on_for: Option<&'t Frame>,
}

impl<'t> JavaFrame<'t> {
    /// The bytecode index; −2 for native methods.
    pub fn bci(&self) -> i32 {
        self.bci
    }

    /// The frame's header if it is interpreted: its locals and operands can be read.
    pub fn interpreted(&self) -> Option<&'t Frame> {
        self.header.filter(|f| f.kind == FrameKind::Interpreted)
    }

    /// The frame's header if it is a native method's.
    pub fn native(&self) -> Option<&'t Frame> {
        self.header.filter(|f| f.kind == FrameKind::Native)
    }

    /// What a compiled frame has locked, innermost first.
    pub fn compiled_monitors(&self) -> Vec<Oop> {
        let mut monitors = self.compiled.map_or_else(Vec::new, |(code, scope, fp)| {
            // SAFETY: found by the walk, which is over a thread that stands.
            unsafe { code.monitors(fp, scope) }
        });
        // A synchronized method's own monitor stays with that frame.
        let kept = self.goes_on_for.map(|f| f.sync_object.load());
        monitors.extend(kept.and_then(Oop::non_null));
        monitors
    }

    /// The header if there is one.
    pub fn header(&self) -> Option<&'t Frame> {
        self.header
    }
}

/// A walk over a thread's frames; see [`frames`].
#[derive(Clone)]
pub struct Frames<'t> {
    /// The next compiled frame: frame pointer and return address, 0 for none.
    compiled: (usize, usize),
    /// What is left of the scopes of a compiled frame, which is at a frame pointer if it is made.
    scope: Option<(&'static CompiledCode, Option<usize>, u16, Bci)>,
    /// The next header on the Java stack.
    next: *const Frame,
    hides_frame: bool,
    thread: &'t JavaThread,
}

impl Frames<'_> {
    /// The compiled frame that the walk has come to, if the next step is into one: its code, frame pointer and return
    /// address.
    fn compiled_frame(&mut self) -> Option<(&'static CompiledCode, usize, usize)> {
        let (fp, pc) = self.compiled;
        if pc == 0 {
            return None;
        }
        let code = code_cache::find(pc).filter(|_| pc != stubs::outermost_return());
        self.compiled = match code {
            // SAFETY: a frame of compiled code.
            Some(_) => unsafe { caller_of(self.thread, fp) },
            None => (0, 0),
        };
        code.map(|code| (code, fp, pc))
    }
}

impl<'t> Iterator for Frames<'t> {
    type Item = JavaFrame<'t>;

    fn next(&mut self) -> Option<JavaFrame<'t>> {
        loop {
            if let Some((code, fp, scope, bci)) = self.scope.take() {
                self.scope = code.scope(scope).caller.map(|(s, b)| (code, fp, s, b));
                let mut goes_on_for = None;
                if self.scope.is_none() {
                    self.hides_frame = code.osr_bci.is_some();
                    // SAFETY: as below: it is the next frame of the Java stack.
                    goes_on_for = unsafe { self.next.as_ref() }.filter(|_| self.hides_frame);
                }
                return Some(JavaFrame {
                    method: code.scope_method(scope),
                    bci: i32::from(bci),
                    header: None,
                    compiled: fp.map(|fp| (code, scope, fp)),
                    goes_on_for,
                });
            }
            let pc = self.compiled.1;
            if let Some((code, fp, _)) = self.compiled_frame() {
                let fp = code.has_frame(pc).then_some(fp);
                self.scope = code.position(pc).map(|(scope, bci)| (code, fp, scope, bci));
                continue;
            }
            // SAFETY: frames are linked until the thread's base and stay while the thread does not run.
            let f: &'t Frame = unsafe { self.next.as_ref() }?;
            self.next = f.prev;
            match f.method {
                Some(_) if self.hides_frame => self.hides_frame = false,
                Some(method) => {
                    return Some(JavaFrame {
                        method,
                        bci: f.bci(),
                        header: Some(f),
                        compiled: None,
                        goes_on_for: None,
                    });
                }
                None => {
                    self.compiled = (f.locals as usize, f.resolved as usize);
                    self.hides_frame = f.monitor_base == HIDES_FRAME;
                }
            }
        }
    }
}

/// The frames of a stopped thread, or of the current one, innermost first.
pub fn frames(thread: &JavaThread) -> Frames<'_> {
    Frames {
        compiled: (thread.anchor_fp.get(), thread.anchor_pc.get()),
        scope: None,
        next: thread.top_frame.get(),
        hides_frame: false,
        thread,
    }
}

/// Frame pointer and return address of the frame that called the compiled one at `fp`.
///
/// # Safety
/// The thread has such a frame, and stands or is the current one.
pub unsafe fn caller_of(thread: &JavaThread, fp: usize) -> (usize, usize) {
    let slot = fp + 8;
    // SAFETY: compiled frames begin with the caller's frame pointer and the return address into it.
    let (caller, pc) = unsafe { (*(fp as *const usize), *(slot as *const usize)) };
    (caller, thread.local.deopt_requests.original(slot, pc))
}

/// The compiled frames of a stopped thread or the current one, innermost first: code, frame pointer and return address.
pub fn compiled_frames(
    thread: &JavaThread,
) -> impl Iterator<Item = (&'static CompiledCode, usize, usize)> {
    let mut walk = frames(thread);
    std::iter::from_fn(move || {
        loop {
            if let Some(frame) = walk.compiled_frame() {
                return Some(frame);
            }
            // SAFETY: as in the walk over all frames.
            let f = unsafe { walk.next.as_ref() }?;
            walk.next = f.prev;
            if f.kind == FrameKind::Entry {
                walk.compiled = (f.locals as usize, f.resolved as usize);
            }
        }
    })
}

/// The compiled codes that a stopped thread has frames of.
pub fn compiled_codes(thread: &JavaThread) -> impl Iterator<Item = &'static CompiledCode> {
    compiled_frames(thread).map(|(code, ..)| code)
}
