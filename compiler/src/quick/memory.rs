//! Accesses to memory.

use cranelift_codegen::ir::{AtomicRmwOp, Inst, InstructionData, Opcode, Value, ValueDef, types};

use super::assembler::{Address, RAX, Reg, Rm, Width};
use super::lower::{wide, width_of};
use super::plan;
use super::registers::{Result, Source};
use super::{Emitter, Unsupported};

impl Emitter<'_> {
    /// The operand of an access to `value + offset`, whose registers the instruction keeps.
    pub(super) fn address(&mut self, value: Value, offset: i32) -> Result<Address> {
        let dfg = &self.function.dfg;
        let value = dfg.resolve_aliases(value);
        if !self.plan.info(value).lazy {
            return Ok(Address::new(self.use_register(value)?, offset));
        }
        match self.constant_source(value) {
            Some(Source::FrameAddress(at)) => {
                return Ok(Address::home(at + offset));
            }
            Some(_) => return Ok(Address::new(self.use_register(value)?, offset)),
            None => {}
        }
        // A sum.
        let ValueDef::Result(inst, _) = dfg.value_def(value) else {
            return Err(Unsupported);
        };
        let &[base, index] = dfg.inst_args(inst) else {
            return Err(Unsupported);
        };
        let (base, index) = (dfg.resolve_aliases(base), dfg.resolve_aliases(index));
        if let Some(constant) = plan::constant(self.function, index)
            && let Ok(constant) = i32::try_from(constant)
            && let Some(sum) = offset.checked_add(constant)
        {
            return self.address(base, sum);
        }
        let base = self.use_register(base)?;
        let is_scaled = self.plan.info(index).lazy && self.constant_source(index).is_none();
        let (index, shift) = if is_scaled {
            let ValueDef::Result(inst, _) = dfg.value_def(index) else {
                return Err(Unsupported);
            };
            let args = dfg.inst_args(inst);
            let shift = self.constant(args[1]).ok_or(Unsupported)?;
            (self.use_register(args[0])?, shift as u8)
        } else {
            (self.use_register(index)?, 0)
        };
        Ok(Address {
            base,
            index: Some((index, shift)),
            displacement: offset,
        })
    }

    fn note_trap(&mut self, inst: Inst) {
        let dfg = &self.function.dfg;
        let own = dfg.insts[inst].memflags_trap_code(dfg);
        if let Some(code) = self.moved_trap.take().or(own) {
            let at = self.a.offset();
            self.result.traps.push((at, code.as_raw().get()));
        }
    }

    /// A load that only tests for null, if the next instruction accesses the same object in any case: that serves as the test.
    pub(super) fn leave_test(&mut self, inst: Inst) -> bool {
        let dfg = &self.function.dfg;
        let InstructionData::Load { arg, .. } = dfg.insts[inst] else {
            return false;
        };
        let code = dfg.insts[inst].memflags_trap_code(dfg);
        if code.is_none() || self.plan.info(dfg.first_result(inst)).uses > 0 {
            return false;
        }
        let is_lazy = |inst: Inst| {
            let result = dfg.inst_results(inst).first();
            result.is_some_and(|&r| self.plan.info(r).lazy)
        };
        let mut next = self.function.layout.next_inst(inst);
        while let Some(lazy) = next.filter(|&next| is_lazy(next)) {
            next = self.function.layout.next_inst(lazy);
        }
        let Some(next) = next else {
            return false;
        };
        let (base, offset) = match dfg.insts[next] {
            InstructionData::Load { arg, offset, .. } => (arg, i32::from(offset)),
            InstructionData::Store { args, offset, .. } => (args[1], i32::from(offset)),
            _ => return false,
        };
        let is_same = dfg.resolve_aliases(base) == dfg.resolve_aliases(arg);
        let serves = is_same
            && (0..self.null_page).contains(&offset)
            && dfg.insts[next].memflags_trap_code(dfg).is_none();
        if serves {
            self.moved_trap = code;
        }
        serves
    }

    /// `load` and its narrow forms, `atomic_load`.
    pub(super) fn load(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let (opcode, base, offset) = match dfg.insts[inst] {
            InstructionData::Load {
                opcode,
                arg,
                offset,
                ..
            } => (opcode, arg, offset.into()),
            InstructionData::LoadNoOffset { opcode, arg, .. } => (opcode, arg, 0),
            _ => return Err(Unsupported),
        };
        let result = dfg.first_result(inst);
        let ty = dfg.value_type(result);
        let from = self.address(base, offset)?;
        let r = self.free_register(ty.is_float())?;
        self.note_trap(inst);
        let to = width_of(ty);
        let narrow = match opcode {
            Opcode::Load | Opcode::AtomicLoad => None,
            Opcode::Uload8 => Some((false, Width::W8)),
            Opcode::Sload8 => Some((true, Width::W8)),
            Opcode::Uload16 => Some((false, Width::W16)),
            Opcode::Sload16 => Some((true, Width::W16)),
            Opcode::Uload32 => Some((false, Width::W32)),
            Opcode::Sload32 => Some((true, Width::W32)),
            _ => return Err(Unsupported),
        };
        match (narrow, ty) {
            (None, types::F32 | types::F64) => {
                self.a.float(ty == types::F64, 0x10, r, Rm::Mem(from));
            }
            (None, _) => self.a.load(to?, r, from),
            (Some((signed, width)), _) => self.a.extend(signed, width, to?, r, Rm::Mem(from)),
        }
        self.define(result, r, !ty.is_float());
        Ok(())
    }

    /// `store` and its narrow forms.
    pub(super) fn store(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let InstructionData::Store {
            opcode,
            args: [value, base],
            offset,
            ..
        } = dfg.insts[inst]
        else {
            return Err(Unsupported);
        };
        let value = dfg.resolve_aliases(value);
        let ty = dfg.value_type(value);
        let to = self.address(base, offset.into())?;
        let width = match opcode {
            Opcode::Store => width_of(ty),
            Opcode::Istore8 => Ok(Width::W8),
            Opcode::Istore16 => Ok(Width::W16),
            Opcode::Istore32 => Ok(Width::W32),
            _ => return Err(Unsupported),
        };
        if ty.is_float() {
            let r = self.use_register(value)?;
            self.note_trap(inst);
            self.a.float(ty == types::F64, 0x11, r, Rm::Mem(to));
            return Ok(());
        }
        let width = width?;
        // A constant that is in a register already is shorter from there.
        if let Some(constant) = plan::constant(self.function, value)
            && let Ok(constant) = i32::try_from(constant)
            && self.plan.info(value).register == plan::NO_REGISTER
        {
            self.note_trap(inst);
            self.a.store_imm(width, to, constant);
            return Ok(());
        }
        let r = self.use_register(value)?;
        self.note_trap(inst);
        self.a.store(width, to, r);
        Ok(())
    }

    /// `atomic_store`, with the fence behind it.
    pub(super) fn atomic_store(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let InstructionData::StoreNoOffset {
            args: [value, base],
            ..
        } = dfg.insts[inst]
        else {
            return Err(Unsupported);
        };
        let width = width_of(dfg.value_type(value))?;
        let to = self.address(base, 0)?;
        let r = self.take(value)?;
        self.note_trap(inst);
        self.a.exchange_memory(width, r, to);
        Ok(())
    }

    pub(super) fn atomic_rmw(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let InstructionData::AtomicRmw {
            args: [base, value],
            op,
            ..
        } = dfg.insts[inst]
        else {
            return Err(Unsupported);
        };
        let width = wide(dfg.value_type(value))?;
        let memory = self.address(base, 0)?;
        let r = self.take(value)?;
        match op {
            AtomicRmwOp::Add => self.a.lock_add(width, r, memory),
            AtomicRmwOp::Xchg => self.a.exchange_memory(width, r, memory),
            _ => return Err(Unsupported),
        }
        self.define(dfg.first_result(inst), r, true);
        Ok(())
    }

    pub(super) fn atomic_cas(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let InstructionData::AtomicCas {
            args: [base, expected, new],
            ..
        } = dfg.insts[inst]
        else {
            return Err(Unsupported);
        };
        let width = wide(dfg.value_type(new))?;
        self.move_to(RAX, expected)?;
        let memory = self.address(base, 0)?;
        let new = self.use_register(new)?;
        self.a.lock_compare_exchange(width, new, memory);
        // Of a 32-bit word that is as expected rax keeps its upper half.
        self.define(dfg.first_result(inst), RAX, false);
        Ok(())
    }

    /// Copies a value into a certain register, which the instruction may change.
    pub(super) fn move_to(&mut self, to: Reg, value: Value) -> Result<()> {
        let value = self.function.dfg.resolve_aliases(value);
        self.touch(value);
        self.claim(to)?;
        let source = self.place_of(value);
        self.move_from(to, source);
        Ok(())
    }
}
