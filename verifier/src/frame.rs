//! The current frame: types of the locals and the operand stack before an instruction.

use crate::context::{ClassContext, NameId};
use crate::types::VType;

/// The frame that instructions transform. Its buffers serve all methods of a class.
#[derive(Default)]
pub(crate) struct Frame {
    /// Index of the instruction.
    pub offset: usize,
    /// All locals of the method; those never set are [`VType::Top`].
    pub locals: Vec<VType>,
    /// How many locals messages show.
    pub locals_size: usize,
    /// Room for the deepest stack.
    pub stack: Vec<VType>,
    pub stack_size: usize,
    /// The stack's size before the instruction: what messages show.
    pub mark: usize,
    /// The constructor has not yet called another one.
    pub this_uninit: bool,
    /// Changes whenever locals or `this_uninit` may have: lets checks against exception
    /// handlers be skipped while nothing changed.
    pub epoch: u32,
}

impl Frame {
    /// Empties the frame for a method of this size.
    pub fn reset(&mut self, max_locals: u16, max_stack: u16) {
        self.locals.clear();
        self.locals.resize(usize::from(max_locals), VType::Top);
        self.stack.clear();
        self.stack.resize(usize::from(max_stack), VType::Top);
        self.offset = 0;
        self.locals_size = 0;
        self.stack_size = 0;
        self.mark = 0;
        self.this_uninit = false;
        self.epoch = 1;
    }

    /// Takes over the frame that the stack map states.
    pub fn assign(&mut self, stated: &FrameView<'_>) {
        let (set, unset) = self.locals.split_at_mut(stated.locals.len());
        set.copy_from_slice(stated.locals);
        unset.fill(VType::Top);
        self.locals_size = stated.locals.len();
        self.stack[..stated.stack.len()].copy_from_slice(stated.stack);
        self.stack_size = stated.stack.len();
        self.this_uninit = stated.this_uninit;
        self.epoch += 1;
    }

    /// Writes a local; a `long` or `double` that loses a half becomes unusable. The caller has
    /// checked the index.
    #[inline]
    pub fn set_local(&mut self, index: usize, ty: VType) {
        if self.locals[index] != ty {
            self.epoch += 1;
            self.break_pair(index);
            self.locals[index] = ty;
        }
        self.locals_size = self.locals_size.max(index + 1);
    }

    /// Writes a `long` or `double` to a pair of locals.
    #[inline]
    pub fn set_local_pair(&mut self, index: usize, first: VType, second: VType) {
        if (self.locals[index], self.locals[index + 1]) != (first, second) {
            self.epoch += 1;
            self.break_pair(index);
            self.break_pair(index + 1);
            self.locals[index] = first;
            self.locals[index + 1] = second;
        }
        self.locals_size = self.locals_size.max(index + 2);
    }

    fn break_pair(&mut self, index: usize) {
        let old = self.locals[index];
        if old.second().is_some() && index + 1 < self.locals.len() {
            self.locals[index + 1] = VType::Top;
        } else if old.is_second() && index > 0 {
            self.locals[index - 1] = VType::Top;
        }
    }

    /// Replaces every copy of an uninitialised object, its constructor having been called.
    pub fn initialize(&mut self, uninitialized: VType, class: NameId) {
        let stack = &mut self.stack[..self.stack_size];
        for slot in self.locals.iter_mut().chain(stack) {
            if *slot == uninitialized {
                *slot = VType::Object(class);
            }
        }
        if uninitialized == VType::UninitializedThis {
            self.this_uninit = false;
        }
        self.epoch += 1;
    }

    /// The frame as it was before the instruction, but for the locals.
    pub fn view(&self) -> FrameView<'_> {
        FrameView {
            offset: self.offset,
            this_uninit: self.this_uninit,
            locals: &self.locals[..self.locals_size],
            stack: &self.stack[..self.mark],
        }
    }
}

/// A frame to look at.
#[derive(Clone, Copy)]
pub(crate) struct FrameView<'f> {
    pub offset: usize,
    pub this_uninit: bool,
    pub locals: &'f [VType],
    pub stack: &'f [VType],
}

impl FrameView<'_> {
    /// Writes the frame as messages show it.
    pub fn describe(&self, cx: &impl ClassContext) -> String {
        let flags = if self.this_uninit {
            " flagThisUninit"
        } else {
            ""
        };
        let mut out = format!("    bci: @{}\n    flags: {{{flags} }}\n", self.offset);
        for (what, types) in [("locals", self.locals), ("stack", self.stack)] {
            out.push_str("    ");
            out.push_str(what);
            out.push_str(": {");
            for (i, ty) in types.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { " " });
                ty.describe(cx, &mut out);
            }
            out.push_str(" }\n");
        }
        out
    }
}
