//! Which value is in which register, while a function is emitted.
//!
//! A value is in one register at most, and in its word of the frame (its *home*) if the register is not *dirty*. Values
//! without any further use are forgotten. Constants need no home.

use cranelift_codegen::ir::{InstructionData, Opcode, Value, ValueDef, types};

use super::assembler::{Address, PINNED, RBP, Reg, SCRATCH};
use super::order::NONE;
use super::plan::{self, NO_REGISTER};
use super::{Emitter, Unsupported};

/// Contents of registers: numbers of values, or [`NONE`].
#[derive(Clone)]
pub struct State {
    pub content: [u32; 32],
    /// Registers whose values are in no other place.
    pub dirty: u32,
}

pub const EMPTY: State = State {
    content: [NONE; 32],
    dirty: 0,
};

/// General registers that hold values: all but the stack and frame pointers, the scratch register and the thread.
const GENERAL: u32 = 0xffff & !(1 << 4 | 1 << 5 | 1 << 11 | 1 << 15);
/// Vector registers that hold values.
const VECTOR: u32 = 0x7fff_0000;

/// The registers for values of a kind.
pub fn registers_for(vector: bool) -> impl Iterator<Item = Reg> {
    let class = if vector { VECTOR } else { GENERAL };
    (0..32).map(Reg).filter(move |r| class & r.bit() != 0)
}

/// Where a value can be taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Register(Reg),
    /// Offset from the frame pointer.
    Home(i32),
    /// A constant's bits.
    Constant(i64),
    /// The address of a place in the frame.
    FrameAddress(i32),
}

pub type Result<T> = std::result::Result<T, Unsupported>;

impl Emitter<'_> {
    pub(super) fn is_vector(&self, value: Value) -> bool {
        self.function.dfg.value_type(value).is_float()
    }

    /// The value has a use behind the current position.
    pub(super) fn is_alive(&self, value: Value) -> bool {
        let info = self.plan.info(value);
        info.last_hot > self.limit_hot || info.last_cold > self.limit_cold
    }

    /// What a lazy value is made of, if it is no computation.
    pub(super) fn constant_source(&self, value: Value) -> Option<Source> {
        let dfg = &self.function.dfg;
        let ValueDef::Result(inst, _) = dfg.value_def(value) else {
            return None;
        };
        match dfg.insts[inst] {
            InstructionData::UnaryImm {
                opcode: Opcode::Iconst,
                imm,
            } => Some(Source::Constant(match dfg.value_type(value) {
                types::I64 => imm.bits(),
                types::I32 => i64::from(imm.bits() as u32),
                types::I16 => i64::from(imm.bits() as u16),
                _ => i64::from(imm.bits() as u8),
            })),
            InstructionData::UnaryIeee32 { imm, .. } => {
                Some(Source::Constant(i64::from(imm.bits())))
            }
            InstructionData::UnaryIeee64 { imm, .. } => Some(Source::Constant(imm.bits() as i64)),
            InstructionData::NullAry {
                opcode: Opcode::GetPinnedReg,
            } => Some(Source::Register(PINNED)),
            InstructionData::StackAddr {
                stack_slot, offset, ..
            } => {
                let slot = self.slots[stack_slot.as_u32() as usize];
                Some(Source::FrameAddress(slot + i32::from(offset)))
            }
            _ => None,
        }
    }

    /// Where a value is. It is defined.
    pub(super) fn source(&self, value: Value) -> Option<Source> {
        let info = self.plan.info(value);
        if info.register != NO_REGISTER {
            return Some(Source::Register(Reg(info.register)));
        }
        if info.lazy {
            return self.constant_source(value);
        }
        (info.home != 0).then_some(Source::Home(info.home))
    }

    /// Where a value is that must be somewhere.
    pub(super) fn place_of(&self, value: Value) -> Source {
        self.source(value)
            .unwrap_or_else(|| panic!("{value} is nowhere at {}", self.limit_hot))
    }

    /// Brings a value into a register that it keeps for the current instruction.
    pub(super) fn use_register(&mut self, value: Value) -> Result<Reg> {
        let value = self.function.dfg.resolve_aliases(value);
        self.touch(value);
        let source = self.place_of(value);
        if let Source::Register(r) = source {
            self.pinned |= r.bit();
            return Ok(r);
        }
        let r = self.free_register(self.is_vector(value))?;
        self.move_from(r, source);
        self.hold(r, value, false);
        Ok(r)
    }

    /// The instruction uses the value: its register is free behind it if that was the last use.
    pub(super) fn touch(&mut self, value: Value) {
        if !self.plan.info(value).lazy {
            self.touched.push(value);
        }
    }

    /// Emits a move into a register, which is not looked at. Changes no flags.
    pub(super) fn move_from(&mut self, to: Reg, source: Source) {
        match source {
            Source::Register(from) => self.a.copy(to, from),
            Source::Home(offset) => self.a.load_home(to, offset),
            Source::Constant(0) if to.is_vector() => self.a.zero(to),
            Source::Constant(bits) if to.is_vector() => {
                self.a.mov_imm(SCRATCH, bits);
                self.a
                    .general_to_vector(super::assembler::Width::W64, to, SCRATCH);
            }
            Source::Constant(bits) => self.a.mov_imm(to, bits),
            Source::FrameAddress(offset) => {
                self.a
                    .lea(super::assembler::Width::W64, to, Address::new(RBP, offset))
            }
        }
    }

    /// From now on the register holds the value, for the rest of the instruction at least.
    pub(super) fn hold(&mut self, r: Reg, value: Value, dirty: bool) {
        self.state.content[usize::from(r.0)] = value.as_u32();
        self.plan.info_mut(value).register = r.0;
        self.pinned |= r.bit();
        self.set_dirty(r, dirty);
    }

    pub(super) fn set_dirty(&mut self, r: Reg, dirty: bool) {
        match dirty {
            true => self.state.dirty |= r.bit(),
            false => self.state.dirty &= !r.bit(),
        }
    }

    /// The value that a register holds.
    pub(super) fn content(&self, r: Reg) -> Option<Value> {
        let number = self.state.content[usize::from(r.0)];
        (number != NONE).then(|| Value::from_u32(number))
    }

    /// Forgets what a register holds.
    pub(super) fn forget(&mut self, r: Reg) {
        if let Some(value) = self.content(r) {
            self.plan.info_mut(value).register = NO_REGISTER;
            self.state.content[usize::from(r.0)] = NONE;
            self.state.dirty &= !r.bit();
        }
    }

    /// The value's word in the frame.
    pub(super) fn home(&mut self, value: Value) -> i32 {
        if self.plan.info(value).home == 0 {
            self.frame += 8;
            self.plan.info_mut(value).home = -(self.frame as i32);
        }
        self.plan.info(value).home
    }

    /// Stores a register's value in its home unless it is there.
    pub(super) fn save(&mut self, r: Reg) {
        if self.state.dirty & r.bit() != 0
            && let Some(value) = self.content(r)
        {
            let home = self.home(value);
            self.a.store_word(Address::home(home), r);
            self.state.dirty &= !r.bit();
        }
    }

    /// A register that holds nothing, for the current instruction.
    pub(super) fn free_register(&mut self, vector: bool) -> Result<Reg> {
        let class = if vector { VECTOR } else { GENERAL };
        let mut clean = None;
        let mut any = None;
        let mut left = class & !self.pinned;
        while left != 0 {
            let r = Reg(left.trailing_zeros() as u8);
            left &= left - 1;
            let Some(value) = self.content(r) else {
                self.pinned |= r.bit();
                return Ok(r);
            };
            let last = self.plan.info(value).last_hot;
            let best = match self.state.dirty & r.bit() {
                0 => &mut clean,
                _ => &mut any,
            };
            if best.is_none_or(|(_, other)| last > other) {
                *best = Some((r, last));
            }
        }
        let (r, _) = clean.or(any).ok_or(Unsupported)?;
        if self.content(r).is_some_and(|v| self.is_needed(v)) {
            self.save(r);
        }
        self.forget(r);
        self.pinned |= r.bit();
        Ok(r)
    }

    /// The value has a use behind the current instruction, or is one of its operands.
    fn is_needed(&self, value: Value) -> bool {
        let info = self.plan.info(value);
        info.last_hot >= self.limit_hot || info.last_cold >= self.limit_cold || self.in_edge
    }

    /// Makes a certain register free for the current instruction.
    pub(super) fn claim(&mut self, r: Reg) -> Result<()> {
        if let Some(value) = self.content(r) {
            let was_dirty = self.state.dirty & r.bit() != 0;
            if self.is_needed(value) {
                self.pinned |= r.bit();
                let class = if r.is_vector() { VECTOR } else { GENERAL };
                let spare = class & !self.pinned;
                let spare = (0..32u8)
                    .map(Reg)
                    .find(|s| spare & s.bit() != 0 && self.content(*s).is_none());
                if let Some(spare) = spare {
                    self.a.copy(spare, r);
                    self.forget(r);
                    self.hold(spare, value, was_dirty);
                } else {
                    self.save(r);
                    self.forget(r);
                }
            } else {
                self.forget(r);
            }
        }
        self.pinned |= r.bit();
        Ok(())
    }

    /// A register for the result of an instruction on `value`, with the value in it: its own if nobody needs it any more.
    pub(super) fn take(&mut self, value: Value) -> Result<Reg> {
        let value = self.function.dfg.resolve_aliases(value);
        let info = self.plan.info(value);
        if info.register != NO_REGISTER && !self.is_alive(value) && !info.lazy {
            let r = Reg(info.register);
            // It may be an operand once more: that reads the same register before it changes.
            self.state.dirty &= !r.bit();
            self.pinned |= r.bit();
            self.taken.push((r, value));
            return Ok(r);
        }
        let source = self.place_of(value);
        self.touch(value);
        if let Source::Register(from) = source {
            self.pinned |= from.bit();
        }
        let r = self.free_register(self.is_vector(value))?;
        self.move_from(r, source);
        Ok(r)
    }

    /// The instruction's result is in this register.
    pub(super) fn define(&mut self, value: Value, r: Reg, is_extended: bool) {
        self.release_taken();
        self.forget(r);
        self.hold(r, value, true);
        self.plan.info_mut(value).is_extended = is_extended;
        if self.plan.info(value).uses == 0 {
            self.forget(r);
        }
    }

    pub(super) fn release_taken(&mut self) {
        while let Some((r, value)) = self.taken.pop() {
            if self.content(r) == Some(value) {
                self.forget(r);
            }
        }
    }

    /// Ends an instruction: forgets the operands that had their last use.
    pub(super) fn end_instruction(&mut self) {
        self.release_taken();
        while let Some(value) = self.touched.pop() {
            let register = self.plan.info(value).register;
            if register != NO_REGISTER && !self.is_alive(value) {
                self.forget(Reg(register));
            }
        }
        self.pinned = 0;
    }

    /// Leaves one state of the registers for another; no code is emitted.
    pub(super) fn enter_state(&mut self, state: &State) {
        for number in self.state.content {
            if number != NONE {
                self.plan.values[number as usize].register = NO_REGISTER;
            }
        }
        self.state = state.clone();
        for (r, &number) in state.content.iter().enumerate() {
            if number != NONE {
                self.plan.values[number as usize].register = r as u8;
            }
        }
    }

    /// Forgets values without further use.
    pub(super) fn forget_dead(&mut self) {
        for r in (0..32).map(Reg) {
            if self.content(r).is_some_and(|v| !self.is_alive(v)) {
                self.forget(r);
            }
        }
    }

    /// The integer constant that a value is.
    pub(super) fn constant(&self, value: Value) -> Option<i64> {
        plan::constant(self.function, self.function.dfg.resolve_aliases(value))
    }
}
