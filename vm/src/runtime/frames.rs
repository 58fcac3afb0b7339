//! Frames of Java methods on a thread's Java stack.
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
//! All frames of a thread are linked from [`JavaThread::top_frame`] through `prev`, across native code.

use oops::{ConstantPool, MethodPtr, Oop, OopSlot};

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

/// The frames of a stopped thread, or of the current one, innermost first, without entry frames.
pub fn frames(thread: &JavaThread) -> impl Iterator<Item = &Frame> {
    let mut next = thread.top_frame.get();
    std::iter::from_fn(move || {
        while !next.is_null() {
            // SAFETY: frames are linked until the thread's base and stay while the thread does not run.
            let f = unsafe { &*next };
            next = f.prev;
            if f.kind != FrameKind::Entry {
                return Some(f);
            }
        }
        None
    })
}
