//! The walk over one method's code, and the operations on its current frame.

use crate::bytecodes::{self, Bytecode, u16_at};
use crate::context::{ClassContext, Hierarchy, MethodView};
use crate::failure::Failure;
use crate::report::{Origin, Reason, Report, Typed};
use crate::signature::external_method;
use crate::stackmap::{MapError, NO_START, START, START_OF_NEW};
use crate::types::VType;
use crate::{ClassVerifier, frame::FrameView};

pub(crate) type Result<T, H> = std::result::Result<T, Failure<<H as Hierarchy>::Error>>;

/// Whether the next instruction can be reached from this one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    Next,
    End,
}

/// The verification of one method.
pub(crate) struct MethodVerifier<'v, 'a, C: ClassContext, H: Hierarchy> {
    pub class: &'v mut ClassVerifier<'a, C, H>,
    pub m: &'v MethodView<'v>,
    /// The result's type; none for `void`.
    pub result: Option<VType>,
    /// All code that some exception handler covers lies in this range.
    pub covered: std::ops::Range<usize>,
    /// The instruction just executed was the constructor call that initialised `this`.
    pub this_was_uninit: bool,
}

/// An instruction as found in the code.
#[derive(Clone, Copy)]
pub(crate) struct Instruction {
    pub pc: usize,
    /// The widened instruction after a `wide`.
    pub bytecode: Bytecode,
    pub wide: bool,
}

impl<'v, 'a, C: ClassContext, H: Hierarchy> MethodVerifier<'v, 'a, C, H> {
    pub fn new(class: &'v mut ClassVerifier<'a, C, H>, m: &'v MethodView<'v>) -> Self {
        MethodVerifier {
            class,
            m,
            result: None,
            covered: 0..0,
            this_was_uninit: false,
        }
    }

    pub fn cx(&self) -> &'a C {
        self.class.types.cx
    }

    pub fn run(&mut self) -> Result<(), H> {
        self.set_initial_frame();
        self.find_instructions()?;
        self.check_exception_table()?;
        self.check_local_variables()?;
        self.read_stack_map()?;
        self.class.handler_epochs.clear();
        let handlers = self.m.exception_table.len();
        self.class.handler_epochs.resize(handlers, 0);
        let mut pc = 0;
        let mut next_frame = 0;
        let mut flow = Flow::Next;
        while pc < self.m.code.len() {
            self.class.frame.offset = pc;
            self.class.frame.mark = self.class.frame.stack_size;
            next_frame = self.meet_stack_map(next_frame, pc, flow)?;
            let length = bytecodes::length_at(self.m.code, pc)
                .ok_or_else(|| self.bad_code(pc, "Bad instruction"))?;
            let instruction = self.decode(pc)?;
            self.this_was_uninit = false;
            let covered = self.covered.contains(&pc);
            // A store's handlers see the locals as they were before it.
            let is_store = instruction.bytecode.is_store();
            if covered && is_store {
                self.check_handlers(pc)?;
            }
            flow = self.execute(instruction)?;
            if covered && !is_store {
                self.check_handlers(pc)?;
            }
            pc += length;
        }
        if flow == Flow::Next {
            return Err(self.bad_code(pc, "Control flow falls through code end"));
        }
        Ok(())
    }

    fn decode(&self, pc: usize) -> Result<Instruction, H> {
        let opcode = self.m.code[pc];
        let wide = opcode == Bytecode::Wide as u8;
        let opcode = if wide { self.m.code[pc + 1] } else { opcode };
        match Bytecode::from_u8(opcode) {
            Some(bytecode) => Ok(Instruction { pc, bytecode, wide }),
            None => Err(self.bad_code(pc, "Bad instruction")),
        }
    }

    /// The receiver and the arguments stand in the first locals.
    fn set_initial_frame(&mut self) {
        let cx = self.cx();
        let signature = self.class.signatures.method(cx, self.m.descriptor);
        let frame = &mut self.class.frame;
        frame.reset(self.m.max_locals, self.m.max_stack);
        let mut next = 0;
        let mut add = |ty| {
            if let Some(slot) = frame.locals.get_mut(next) {
                *slot = ty;
                next += 1;
            }
        };
        let mut this_uninit = false;
        if !self.m.is_static {
            this_uninit = self.m.name == self.class.types.names.init && cx.super_name().is_some();
            add(match this_uninit {
                true => VType::UninitializedThis,
                false => VType::Object(cx.this_name()),
            });
        }
        for slot in 0..signature.arguments {
            add(self.class.signatures.argument(signature, slot));
        }
        frame.locals_size = next;
        frame.this_uninit = this_uninit;
        self.result = (signature.results > 0).then(|| self.class.signatures.result(signature, 0));
    }

    /// Marks where instructions begin.
    fn find_instructions(&mut self) -> Result<(), H> {
        let code = self.m.code;
        let starts = &mut self.class.starts;
        starts.clear();
        starts.resize(code.len(), NO_START);
        let mut pc = 0;
        while pc < code.len() {
            let Some(length) = bytecodes::length_at(code, pc) else {
                return Err(self.bad_code(pc, "Bad instruction"));
            };
            starts[pc] = match code[pc] == Bytecode::New as u8 {
                true => START_OF_NEW,
                false => START,
            };
            pc += length;
        }
        Ok(())
    }

    /// Whether an instruction begins here.
    pub fn is_start(&self, pc: usize) -> bool {
        self.class.starts.get(pc).is_some_and(|&s| s != NO_START)
    }

    fn check_local_variables(&self) -> Result<(), H> {
        for range in self.m.local_variables {
            let (start, length) = (usize::from(range.start_pc), usize::from(range.length));
            if !self.is_start(start) {
                let message = format!("Illegal local variable table start_pc {start}");
                return Err(self.format_error(&message));
            }
            if start + length != self.m.code.len() && !self.is_start(start + length) {
                let message = format!("Illegal local variable table length {length}");
                return Err(self.format_error(&message));
            }
        }
        Ok(())
    }

    fn read_stack_map(&mut self) -> Result<(), H> {
        let ClassVerifier {
            types,
            map,
            frame,
            starts,
            ..
        } = &mut *self.class;
        let Some(table) = self.m.stack_map_table else {
            map.clear();
            return Ok(());
        };
        let limits = (self.m.max_locals, self.m.max_stack);
        match map.read(types.cx, table, starts, frame.view(), limits) {
            Ok(()) => Ok(()),
            Err(MapError::Format(what)) => Err(Failure::Malformed(format!(
                "StackMapTable format error: {what}"
            ))),
            Err(MapError::Unfit(what)) => {
                Err(self.format_error(&format!("StackMapTable format error: {what}")))
            }
            Err(MapError::Offset) => {
                let last = self.class.map.len() - 1;
                let report = Report {
                    bci: 0,
                    reason: Reason::BadStackMap,
                    current: Some(self.class.map.frame(last)),
                    stated: None,
                };
                Err(self.error("StackMapTable error: bad offset", report))
            }
        }
    }

    // Errors.

    #[cold]
    pub fn error(&self, headline: &str, report: Report<'_>) -> Failure<H::Error> {
        Failure::Verify(report.render(headline, self.cx(), self.m))
    }

    /// The frame before the instruction, for messages.
    pub fn current(&self) -> Option<FrameView<'_>> {
        Some(self.class.frame.view())
    }

    #[cold]
    pub fn bad_code(&self, bci: usize, headline: &str) -> Failure<H::Error> {
        self.plain_error(bci, Reason::BadCode, headline)
    }

    /// An error that shows no frame.
    #[cold]
    pub fn plain_error(&self, bci: usize, reason: Reason, headline: &str) -> Failure<H::Error> {
        let report = Report {
            bci,
            reason,
            current: None,
            stated: None,
        };
        self.error(headline, report)
    }

    /// An error in the current frame at the current instruction.
    #[cold]
    pub fn frame_error(&self, reason: Reason, headline: &str) -> Failure<H::Error> {
        let report = Report {
            bci: self.class.frame.offset,
            reason,
            current: self.current(),
            stated: None,
        };
        self.error(headline, report)
    }

    #[cold]
    pub fn bad_pool_type(&self, bci: usize, index: u16) -> Failure<H::Error> {
        let class = self.cx().external_name();
        let headline = format!("Illegal type at constant pool entry {index} in class {class}");
        self.plain_error(bci, Reason::BadPoolIndex(index), &headline)
    }

    #[cold]
    pub fn format_error(&self, what: &str) -> Failure<H::Error> {
        let cx = self.cx();
        let (name, descriptor) = (cx.name(self.m.name), cx.name(self.m.descriptor));
        let method = external_method(&cx.external_name(), name, descriptor);
        Failure::Format(format!("{what} in method '{method}'"))
    }

    // The operand stack.

    #[inline]
    pub fn push(&mut self, ty: VType) -> Result<(), H> {
        let frame = &mut self.class.frame;
        if let Some(slot) = frame.stack.get_mut(frame.stack_size) {
            *slot = ty;
            frame.stack_size += 1;
            return Ok(());
        }
        Err(self.stack_overflow())
    }

    /// Pushes a value of one or two slots.
    #[inline]
    pub fn push_value(&mut self, ty: VType) -> Result<(), H> {
        let Some(second) = ty.second() else {
            return self.push(ty);
        };
        let frame = &self.class.frame;
        if frame.stack_size + 2 > frame.stack.len() {
            return Err(self.stack_overflow());
        }
        self.push(ty)?;
        self.push(second)
    }

    #[cold]
    fn stack_overflow(&self) -> Failure<H::Error> {
        self.frame_error(Reason::StackOverflow, "Operand stack overflow")
    }

    /// Pops a slot of any type.
    #[inline]
    pub fn pop_any(&mut self) -> Result<VType, H> {
        let frame = &mut self.class.frame;
        if frame.stack_size == 0 {
            return Err(self.frame_error(Reason::StackUnderflow, "Operand stack underflow"));
        }
        frame.stack_size -= 1;
        Ok(frame.stack[frame.stack_size])
    }

    /// Pops a slot that must be assignable to `wanted`.
    #[inline]
    pub fn pop(&mut self, wanted: VType) -> Result<VType, H> {
        let found = self.pop_any()?;
        if self.class.types.is_assignable(found, wanted)? {
            return Ok(found);
        }
        Err(self.bad_operand(
            found,
            Some(Typed(wanted, Origin::Implicit)),
            "Bad type on operand stack",
        ))
    }

    /// Pops a value of one or two slots.
    #[inline]
    pub fn pop_value(&mut self, wanted: VType) -> Result<VType, H> {
        if let Some(second) = wanted.second() {
            self.pop(second)?;
        }
        self.pop(wanted)
    }

    /// Pops an operand of one or two slots. Both slots are looked at; if both are wrong, the
    /// deeper one is reported.
    #[inline]
    pub fn pop_operand(&mut self, wanted: VType) -> Result<VType, H> {
        let Some(second) = wanted.second() else {
            return self.pop(wanted);
        };
        let upper = self.pop(second);
        if let Err(Failure::Pending(error)) = upper {
            return Err(Failure::Pending(error));
        }
        let lower = self.pop(wanted)?;
        upper.map(|_| lower)
    }

    /// The slot just popped has a wrong type.
    #[cold]
    pub fn bad_operand(
        &self,
        found: VType,
        wanted: Option<Typed>,
        headline: &str,
    ) -> Failure<H::Error> {
        let found = Typed(found, Origin::Stack(self.class.frame.stack_size));
        let reason = match wanted {
            Some(wanted) => Reason::BadType(found, wanted),
            None => Reason::InvalidType(found),
        };
        self.frame_error(reason, headline)
    }

    /// Pops values by their letters (see the table of effects).
    #[inline]
    pub fn pop_letters(&mut self, letters: &[u8]) -> Result<(), H> {
        for &letter in letters {
            self.pop_operand(type_of_letter(letter))?;
        }
        Ok(())
    }

    /// Pushes values by their letters.
    #[inline]
    pub fn push_letters(&mut self, letters: &[u8]) -> Result<(), H> {
        for &letter in letters {
            self.push_value(type_of_letter(letter))?;
        }
        Ok(())
    }

    // Locals.

    /// Pushes the local's value.
    #[inline]
    pub fn load(&mut self, index: usize, wanted: VType) -> Result<(), H> {
        let found = self.get_local(index, wanted)?;
        self.push_value(found)
    }

    /// The local's type, which must be assignable to `wanted`.
    #[inline]
    pub fn get_local(&mut self, index: usize, wanted: VType) -> Result<VType, H> {
        let second = wanted.second();
        let frame = &self.class.frame;
        if second.is_some() && index + 1 >= frame.locals_size {
            return Err(self.bad_local_index(index, "get long/double overflows locals"));
        }
        let Some(&found) = frame.locals.get(index) else {
            return Err(self.bad_local_index(index, "Local variable table overflow"));
        };
        let found_second = second.and_then(|_| frame.locals.get(index + 1).copied());
        if !self.class.types.is_assignable(found, wanted)? {
            return Err(self.bad_local(index, found, wanted));
        }
        self.class.frame.locals_size = self.class.frame.locals_size.max(index + 1);
        if let Some(second) = second.filter(|_| found_second != second) {
            return Err(self.bad_local(index, found, second));
        }
        Ok(found)
    }

    /// Pops a value into the local.
    #[inline]
    pub fn store(&mut self, index: usize, wanted: VType) -> Result<(), H> {
        let found = self.pop_operand(wanted)?;
        let second = found.second();
        let frame = &mut self.class.frame;
        if index + usize::from(second.is_some()) >= frame.locals.len() {
            return Err(self.bad_local_index(index, "Local variable table overflow"));
        }
        match second {
            Some(second) => frame.set_local_pair(index, found, second),
            None => frame.set_local(index, found),
        }
        Ok(())
    }

    #[cold]
    fn bad_local_index(&self, index: usize, headline: &str) -> Failure<H::Error> {
        let offset = self.class.frame.offset;
        self.plain_error(offset, Reason::BadLocalIndex(index), headline)
    }

    #[cold]
    fn bad_local(&self, index: usize, found: VType, wanted: VType) -> Failure<H::Error> {
        let found = Typed(found, Origin::Local(index));
        let reason = Reason::BadType(found, Typed(wanted, Origin::Implicit));
        self.frame_error(reason, "Bad local variable type")
    }

    // Operands.

    /// The 16-bit operand after the opcode. Lengths have been checked before.
    #[inline]
    pub fn operand_u16(&self, pc: usize) -> u16 {
        u16_at(self.m.code, pc + 1).unwrap_or(0)
    }

    /// The tag of an entry that an instruction names.
    #[inline]
    pub fn pool_tag(&self, bci: usize, index: u16) -> Result<u8, H> {
        if index > 0 && usize::from(index) < self.cx().pool_len() {
            return Ok(self.cx().tag(index));
        }
        let class = self.cx().external_name();
        let headline = format!("Illegal constant pool index {index} in class {class}");
        Err(self.plain_error(bci, Reason::BadPoolIndex(index), &headline))
    }

    /// The type that a `Class` entry names.
    #[inline]
    pub fn class_operand(&self, bci: usize, index: u16) -> Result<VType, H> {
        if self.pool_tag(bci, index)? != crate::tag::CLASS {
            return Err(self.bad_pool_type(bci, index));
        }
        Ok(VType::of_class(self.cx(), self.cx().class_name_at(index)))
    }
}

#[inline]
fn type_of_letter(letter: u8) -> VType {
    match letter {
        b'I' => VType::Int,
        b'F' => VType::Float,
        b'J' => VType::Long,
        b'D' => VType::Double,
        b'N' => VType::Null,
        _ => VType::AnyReference,
    }
}
