//! Instructions of CLIF in instructions of the machine.

use cranelift_codegen::ir::condcodes::{CondCode, FloatCC, IntCC};
use cranelift_codegen::ir::{Inst, InstructionData, Opcode, Type, Value, ValueDef, types};

use super::assembler::{
    Alu, Cc, RAX, RCX, RDX, RSP, Reg, Rm, SCRATCH, Shift, VECTOR_SCRATCH, Width,
};
use super::plan::{self, NO_REGISTER};
use super::registers::{Result, Source};
use super::{Emitter, Unsupported, assembler::Address};

/// What the flags say after a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    One(Cc),
    Either(Cc, Cc),
    Both(Cc, Cc),
}

impl Condition {
    pub fn inverted(self) -> Condition {
        match self {
            Condition::One(a) => Condition::One(a.inverted()),
            Condition::Either(a, b) => Condition::Both(a.inverted(), b.inverted()),
            Condition::Both(a, b) => Condition::Either(a.inverted(), b.inverted()),
        }
    }
}

pub fn width_of(ty: Type) -> Result<Width> {
    match ty {
        types::I8 => Ok(Width::W8),
        types::I16 => Ok(Width::W16),
        types::I32 => Ok(Width::W32),
        types::I64 => Ok(Width::W64),
        _ => Err(Unsupported),
    }
}

fn integer_condition(cc: IntCC) -> Cc {
    match cc {
        IntCC::Equal => Cc::Equal,
        IntCC::NotEqual => Cc::NotEqual,
        IntCC::SignedLessThan => Cc::Less,
        IntCC::SignedGreaterThanOrEqual => Cc::GreaterEqual,
        IntCC::SignedGreaterThan => Cc::Greater,
        IntCC::SignedLessThanOrEqual => Cc::LessEqual,
        IntCC::UnsignedLessThan => Cc::Below,
        IntCC::UnsignedGreaterThanOrEqual => Cc::AboveEqual,
        IntCC::UnsignedGreaterThan => Cc::Above,
        IntCC::UnsignedLessThanOrEqual => Cc::BelowEqual,
    }
}

/// The flags after `ucomis a, b`, or with the operands exchanged (true).
fn float_condition(cc: FloatCC) -> (bool, Condition) {
    use Condition::{Both, Either, One};
    match cc {
        FloatCC::Ordered => (false, One(Cc::NotParity)),
        FloatCC::Unordered => (false, One(Cc::Parity)),
        FloatCC::Equal => (false, Both(Cc::NotParity, Cc::Equal)),
        FloatCC::NotEqual => (false, Either(Cc::Parity, Cc::NotEqual)),
        FloatCC::OrderedNotEqual => (false, One(Cc::NotEqual)),
        FloatCC::UnorderedOrEqual => (false, One(Cc::Equal)),
        FloatCC::GreaterThan => (false, One(Cc::Above)),
        FloatCC::GreaterThanOrEqual => (false, One(Cc::AboveEqual)),
        FloatCC::LessThan => (true, One(Cc::Above)),
        FloatCC::LessThanOrEqual => (true, One(Cc::AboveEqual)),
        FloatCC::UnorderedOrLessThan => (false, One(Cc::Below)),
        FloatCC::UnorderedOrLessThanOrEqual => (false, One(Cc::BelowEqual)),
        FloatCC::UnorderedOrGreaterThan => (true, One(Cc::Below)),
        FloatCC::UnorderedOrGreaterThanOrEqual => (true, One(Cc::BelowEqual)),
    }
}

impl Emitter<'_> {
    fn ty(&self, value: Value) -> Type {
        self.function.dfg.value_type(value)
    }

    /// An instruction of the block with this number.
    pub(super) fn instruction(&mut self, number: usize, inst: Inst) -> Result<()> {
        let dfg = &self.function.dfg;
        let data = &dfg.insts[inst];
        let opcode = data.opcode();
        let result = dfg.inst_results(inst).first().copied();
        match *data {
            InstructionData::Jump { .. }
            | InstructionData::Brif { .. }
            | InstructionData::BranchTable { .. } => return self.terminator(number, inst),
            InstructionData::Call { .. } | InstructionData::CallIndirect { .. } => {
                return self.call(inst);
            }
            InstructionData::Load { .. } => return self.load(inst),
            InstructionData::Store { .. } => return self.store(inst),
            InstructionData::LoadNoOffset {
                opcode: Opcode::AtomicLoad,
                ..
            } => return self.load(inst),
            InstructionData::StoreNoOffset { .. } => return self.atomic_store(inst),
            InstructionData::AtomicCas { .. } => return self.atomic_cas(inst),
            InstructionData::AtomicRmw { .. } => return self.atomic_rmw(inst),
            InstructionData::Trap { .. } => {
                self.a.undefined();
                return Ok(());
            }
            InstructionData::MultiAry {
                opcode: Opcode::Return,
                ref args,
            } => {
                let value = args.as_slice(&dfg.value_lists).first().copied();
                return self.emit_return(value);
            }
            InstructionData::NullAry {
                opcode: Opcode::Fence,
            } => {
                self.a.fence();
                return Ok(());
            }
            _ => {}
        }
        let result = result.ok_or(Unsupported)?;
        match *data {
            InstructionData::Binary { args, .. } => self.binary(opcode, result, args),
            InstructionData::Unary { arg, .. } => self.unary(opcode, result, arg),
            InstructionData::LoadNoOffset { arg, .. } if opcode == Opcode::Bitcast => {
                self.bitcast(result, arg)
            }
            InstructionData::Ternary { args, .. } if opcode == Opcode::Select => {
                self.select(result, args)
            }
            InstructionData::IntCompare { .. } | InstructionData::FloatCompare { .. } => {
                let condition = self.compare(inst)?;
                self.set_by(result, condition)
            }
            InstructionData::NullAry {
                opcode: Opcode::GetStackPointer,
            } => {
                let r = self.free_register(false)?;
                self.a.copy(r, RSP);
                self.define(result, r, false);
                Ok(())
            }
            _ => Err(Unsupported),
        }
    }

    /// The second operand of a two-operand instruction: in a register, or in its home.
    fn operand(&mut self, value: Value) -> Result<Rm> {
        let value = self.function.dfg.resolve_aliases(value);
        match self.source(value) {
            Some(Source::Home(offset)) => {
                self.touch(value);
                Ok(Rm::Mem(Address::home(offset)))
            }
            _ => Ok(Rm::Reg(self.use_register(value)?)),
        }
    }

    /// A constant that instructions can contain.
    fn immediate(&self, value: Value) -> Option<i32> {
        i32::try_from(self.constant(value)?).ok()
    }

    fn binary(&mut self, opcode: Opcode, result: Value, [a, b]: [Value; 2]) -> Result<()> {
        let ty = self.ty(result);
        if ty.is_float() {
            return self.float_binary(opcode, result, a, b);
        }
        let width = match ty {
            types::I32 => Width::W32,
            types::I64 => Width::W64,
            _ => return Err(Unsupported),
        };
        let commutes = matches!(
            opcode,
            Opcode::Iadd | Opcode::Imul | Opcode::Band | Opcode::Bor | Opcode::Bxor
        );
        let swap = commutes
            && (self.constant(a).is_some()
                || self.constant(b).is_none() && self.dies(b) && !self.dies(a));
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let alu = match opcode {
            Opcode::Iadd => Alu::Add,
            Opcode::Isub => Alu::Sub,
            Opcode::Band => Alu::And,
            Opcode::Bor => Alu::Or,
            Opcode::Bxor => Alu::Xor,
            Opcode::Imul => return self.multiply(width, result, a, b),
            Opcode::Ishl => return self.shift(Shift::Left, width, result, a, b),
            Opcode::Ushr => return self.shift(Shift::Right, width, result, a, b),
            Opcode::Sshr => return self.shift(Shift::Arithmetic, width, result, a, b),
            Opcode::Sdiv | Opcode::Srem => {
                return self.divide(opcode == Opcode::Srem, width, result, a, b);
            }
            Opcode::Smulhi => return self.multiply_high(width, result, a, b),
            Opcode::Smin => return self.minimum(Cc::Greater, width, result, a, b),
            Opcode::Smax => return self.minimum(Cc::Less, width, result, a, b),
            _ => return Err(Unsupported),
        };
        let constant = self.immediate(b);
        let (alu, constant) = match (alu, constant.and_then(i32::checked_neg)) {
            (Alu::Sub, Some(negative)) => (Alu::Add, Some(negative)),
            _ => (alu, constant),
        };
        if alu == Alu::Add && !self.dies(a) {
            let base = self.use_register(a)?;
            let address = match constant {
                Some(c) => Address::new(base, c),
                None => Address {
                    base,
                    index: Some((self.use_register(b)?, 0)),
                    displacement: 0,
                },
            };
            let r = self.free_register(false)?;
            self.a.lea(width, r, address);
            self.define(result, r, true);
            return Ok(());
        }
        match constant {
            Some(c) => {
                let r = self.take(a)?;
                self.a.alu_imm(alu, width, Rm::Reg(r), c);
                self.define(result, r, true);
            }
            None => {
                let operand = self.operand(b)?;
                let r = self.take(a)?;
                self.a.alu(alu, width, r, operand);
                self.define(result, r, true);
            }
        }
        Ok(())
    }

    /// The value is in a register that nobody needs behind this instruction.
    fn dies(&self, value: Value) -> bool {
        let value = self.function.dfg.resolve_aliases(value);
        let info = self.plan.info(value);
        !info.lazy && info.register != NO_REGISTER && !self.is_alive(value)
    }

    fn multiply(&mut self, width: Width, result: Value, a: Value, b: Value) -> Result<()> {
        if let Some(constant) = self.immediate(b) {
            let from = self.operand(a)?;
            let r = self.free_register(false)?;
            self.a.imul_imm(width, r, from, constant);
            self.define(result, r, true);
            return Ok(());
        }
        let operand = self.operand(b)?;
        let r = self.take(a)?;
        self.a.imul(width, r, operand);
        self.define(result, r, true);
        Ok(())
    }

    fn shift(
        &mut self,
        shift: Shift,
        width: Width,
        result: Value,
        a: Value,
        count: Value,
    ) -> Result<()> {
        if let Some(constant) = self.constant(count) {
            let bits = if width == Width::W64 { 63 } else { 31 };
            let r = self.take(a)?;
            if constant & bits != 0 {
                self.a.shift_imm(shift, width, r, (constant & bits) as u8);
            } else if width == Width::W32 {
                self.a.mov(Width::W32, r, r);
            }
            self.define(result, r, true);
            return Ok(());
        }
        let count = self.function.dfg.resolve_aliases(count);
        if self.plan.info(count).register == RCX.0 {
            self.touch(count);
            self.pinned |= RCX.bit();
        } else {
            self.touch(self.function.dfg.resolve_aliases(a));
            self.move_to(RCX, count)?;
        }
        let r = self.take(a)?;
        self.a.shift(shift, width, r);
        self.define(result, r, true);
        Ok(())
    }

    /// Operands of the instructions that work on rdx and rax: the first in rax, the second in the register that comes back; rdx is free.
    fn operands_of_rdx_rax(&mut self, a: Value, b: Value) -> Result<Reg> {
        let (a, b) = (
            self.function.dfg.resolve_aliases(a),
            self.function.dfg.resolve_aliases(b),
        );
        self.touch(a);
        self.touch(b);
        self.claim(RDX)?;
        self.move_to(RAX, a)?;
        self.use_register(b)
    }

    fn divide(
        &mut self,
        remainder: bool,
        width: Width,
        result: Value,
        a: Value,
        b: Value,
    ) -> Result<()> {
        let divisor = self.operands_of_rdx_rax(a, b)?;
        if remainder {
            // −1 divides without remainder; the instruction would trap if the quotient overflows.
            let (divide, done) = (self.a.label(), self.a.label());
            self.a.alu_imm(Alu::Cmp, width, Rm::Reg(divisor), -1);
            self.a.jump_if(Cc::NotEqual, divide);
            self.a.zero(RDX);
            self.a.jump(done);
            self.a.bind(divide);
            self.a.sign_to_rdx(width);
            self.a.group3(7, width, divisor);
            self.a.bind(done);
            self.define(result, RDX, true);
        } else {
            self.a.sign_to_rdx(width);
            self.a.group3(7, width, divisor);
            self.define(result, RAX, true);
        }
        Ok(())
    }

    fn multiply_high(&mut self, width: Width, result: Value, a: Value, b: Value) -> Result<()> {
        let factor = self.operands_of_rdx_rax(a, b)?;
        self.a.group3(5, width, factor);
        self.define(result, RDX, true);
        Ok(())
    }

    /// `b` instead of `a` if the comparison of `a` with `b` gives the condition.
    fn minimum(&mut self, cc: Cc, width: Width, result: Value, a: Value, b: Value) -> Result<()> {
        let operand = Rm::Reg(self.use_register(b)?);
        let r = self.take(a)?;
        self.a.alu(Alu::Cmp, width, r, operand);
        self.a.cmov(cc, width, r, operand);
        self.define(result, r, true);
        Ok(())
    }

    fn float_binary(&mut self, opcode: Opcode, result: Value, a: Value, b: Value) -> Result<()> {
        let code = match opcode {
            Opcode::Fadd => 0x58,
            Opcode::Fmul => 0x59,
            Opcode::Fsub => 0x5c,
            Opcode::Fdiv => 0x5e,
            _ => return Err(Unsupported),
        };
        let operand = self.operand(b)?;
        let r = self.take(a)?;
        self.a
            .float(self.ty(result) == types::F64, code, r, operand);
        self.define(result, r, false);
        Ok(())
    }

    fn unary(&mut self, opcode: Opcode, result: Value, a: Value) -> Result<()> {
        let a = self.function.dfg.resolve_aliases(a);
        let (from, to) = (self.ty(a), self.ty(result));
        match opcode {
            Opcode::Uextend | Opcode::Sextend | Opcode::Ireduce => {
                return self.change_width(opcode, result, a);
            }
            Opcode::Ineg | Opcode::Bnot => {
                let r = self.take(a)?;
                let number = if opcode == Opcode::Ineg { 3 } else { 2 };
                self.a.group3(number, wide(to)?, r);
                self.define(result, r, true);
            }
            Opcode::Iabs => {
                let width = wide(to)?;
                let operand = self.use_register(a)?;
                let r = self.free_register(false)?;
                self.a.copy(r, operand);
                self.a.group3(3, width, r);
                self.a.cmov(Cc::Sign, width, r, Rm::Reg(operand));
                self.define(result, r, true);
            }
            Opcode::Bswap => {
                let r = self.take(a)?;
                self.a.bswap(wide(to)?, r);
                self.define(result, r, true);
            }
            Opcode::Popcnt | Opcode::Clz | Opcode::Ctz => {
                let (code, has) = match opcode {
                    Opcode::Popcnt => (0xb8, std::arch::is_x86_feature_detected!("popcnt")),
                    Opcode::Ctz => (0xbc, std::arch::is_x86_feature_detected!("bmi1")),
                    _ => (0xbd, std::arch::is_x86_feature_detected!("lzcnt")),
                };
                if !has {
                    return Err(Unsupported);
                }
                let operand = self.use_register(a)?;
                let r = self.free_register(false)?;
                self.a.count(code, wide(to)?, r, operand);
                self.define(result, r, true);
            }
            Opcode::FcvtFromSint => {
                let operand = self.use_register(a)?;
                let r = self.free_register(true)?;
                // The instruction keeps the rest of the register (so do others below), and would wait for whoever wrote it.
                self.a.zero(r);
                self.a
                    .int_to_float(to == types::F64, wide(from)?, r, operand);
                self.define(result, r, false);
            }
            Opcode::FcvtToSintSat => return self.float_to_int(result, a),
            Opcode::Fpromote | Opcode::Fdemote => {
                let operand = self.operand(a)?;
                let r = self.free_register(true)?;
                self.a.zero(r);
                self.a.float(from == types::F64, 0x5a, r, operand);
                self.define(result, r, false);
            }
            Opcode::Sqrt => {
                let operand = self.operand(a)?;
                let r = self.free_register(true)?;
                self.a.zero(r);
                self.a.float(to == types::F64, 0x51, r, operand);
                self.define(result, r, false);
            }
            Opcode::Fneg | Opcode::Fabs => {
                let sign = match to {
                    types::F32 => 1 << 31,
                    _ => i64::MIN,
                };
                let (mask, code) = match opcode {
                    Opcode::Fneg => (sign, 0x57),
                    _ if to == types::F32 => (sign - 1, 0x54),
                    _ => (i64::MAX, 0x54),
                };
                let r = self.take(a)?;
                self.move_from(VECTOR_SCRATCH, Source::Constant(mask));
                self.a.vector_bits(code, r, VECTOR_SCRATCH);
                self.define(result, r, false);
            }
            Opcode::Floor | Opcode::Ceil | Opcode::Nearest => {
                if !std::arch::is_x86_feature_detected!("sse4.1") {
                    return Err(Unsupported);
                }
                let mode = match opcode {
                    Opcode::Nearest => 0,
                    Opcode::Floor => 1,
                    _ => 2,
                };
                let operand = self.use_register(a)?;
                let r = self.free_register(true)?;
                self.a.zero(r);
                self.a.round(to == types::F64, r, operand, mode);
                self.define(result, r, false);
            }
            _ => return Err(Unsupported),
        }
        Ok(())
    }

    fn change_width(&mut self, opcode: Opcode, result: Value, a: Value) -> Result<()> {
        let (from, to) = (width_of(self.ty(a))?, width_of(self.ty(result))?);
        let is_extended = self.plan.info(a).is_extended;
        match opcode {
            // Narrow results are used by extensions and stores, which look at the lower bits.
            Opcode::Ireduce => {
                let r = self.take(a)?;
                self.define(result, r, false);
            }
            Opcode::Uextend if is_extended => {
                let r = self.take(a)?;
                self.define(result, r, true);
            }
            _ => {
                let operand = self.use_register(a)?;
                let r = self.free_register(false)?;
                let signed = opcode == Opcode::Sextend;
                self.a.extend(signed, from, to, r, Rm::Reg(operand));
                self.define(result, r, true);
            }
        }
        Ok(())
    }

    /// What does not fit becomes the largest or smallest number, and no number 0.
    fn float_to_int(&mut self, result: Value, a: Value) -> Result<()> {
        let width = wide(self.ty(result))?;
        let double = self.ty(a) == types::F64;
        let from = self.use_register(a)?;
        let r = self.free_register(false)?;
        let (done, not_nan) = (self.a.label(), self.a.label());
        self.a.float_to_int(double, width, r, from);
        // Only the smallest number minus 1 overflows.
        self.a.alu_imm(Alu::Cmp, width, Rm::Reg(r), 1);
        self.a.jump_if(Cc::NotOverflow, done);
        self.a.float_compare(double, from, Rm::Reg(from));
        self.a.jump_if(Cc::NotParity, not_nan);
        self.a.zero(r);
        self.a.jump(done);
        self.a.bind(not_nan);
        self.a.zero(VECTOR_SCRATCH);
        self.a.float_compare(double, from, Rm::Reg(VECTOR_SCRATCH));
        self.a.jump_if(Cc::Below, done);
        let largest = match width {
            Width::W64 => i64::MAX,
            _ => i64::from(i32::MAX),
        };
        self.a.mov_imm(r, largest);
        self.a.bind(done);
        self.define(result, r, true);
        Ok(())
    }

    fn bitcast(&mut self, result: Value, a: Value) -> Result<()> {
        let a = self.function.dfg.resolve_aliases(a);
        let (from, to) = (self.ty(a), self.ty(result));
        match (from.is_float(), to.is_float()) {
            (false, true) => {
                let operand = self.use_register(a)?;
                let r = self.free_register(true)?;
                self.a.general_to_vector(wide(from)?, r, operand);
                self.define(result, r, false);
            }
            (true, false) => {
                let operand = self.use_register(a)?;
                let r = self.free_register(false)?;
                self.a.vector_to_general(wide(to)?, r, operand);
                self.define(result, r, true);
            }
            _ => return Err(Unsupported),
        }
        Ok(())
    }

    /// Emits a comparison; the next instruction looks at the flags.
    fn compare(&mut self, inst: Inst) -> Result<Condition> {
        let dfg = &self.function.dfg;
        match dfg.insts[inst] {
            InstructionData::IntCompare {
                args: [a, b], cond, ..
            } => {
                let width = wide(self.ty(a))?;
                let (a, b, cond) = match self.constant(a) {
                    Some(_) => (b, a, cond.swap_args()),
                    None => (a, b, cond),
                };
                if let Some(constant) = self.immediate(b) {
                    match (self.operand(a)?, constant) {
                        (Rm::Reg(r), 0) => self.a.test(width, r, r),
                        (rm, _) => self.a.alu_imm(Alu::Cmp, width, rm, constant),
                    }
                } else {
                    let operand = self.operand(b)?;
                    let r = self.use_register(a)?;
                    self.a.alu(Alu::Cmp, width, r, operand);
                }
                Ok(Condition::One(integer_condition(cond)))
            }
            InstructionData::FloatCompare {
                args: [a, b], cond, ..
            } => {
                let double = self.ty(a) == types::F64;
                let (swap, condition) = float_condition(cond);
                let (a, b) = if swap { (b, a) } else { (a, b) };
                let r = self.use_register(a)?;
                let operand = Rm::Reg(self.use_register(b)?);
                self.a.float_compare(double, r, operand);
                Ok(condition)
            }
            _ => Err(Unsupported),
        }
    }

    /// Emits what a branch or selection depends on: the value is not 0.
    pub(super) fn condition(&mut self, value: Value) -> Result<Condition> {
        let dfg = &self.function.dfg;
        let value = dfg.resolve_aliases(value);
        let is_lazy = self.plan.info(value).lazy && self.constant_source(value).is_none();
        if is_lazy && let ValueDef::Result(inst, _) = dfg.value_def(value) {
            if plan::is_compare(&dfg.insts[inst]) {
                return self.compare(inst);
            }
            if let Some(shifted) = plan::tested_bit(self.function, value)
                && let Some(shift) = dfg.value_def(shifted).inst()
            {
                let args = dfg.inst_args(shift);
                let word = self.use_register(args[0])?;
                let bit = self.use_register(args[1])?;
                self.a.bit_test(wide(self.ty(shifted))?, word, bit);
                return Ok(Condition::One(Cc::Below));
            }
            let (base, offset) = match dfg.insts[inst] {
                InstructionData::Load { arg, offset, .. } => (arg, offset.into()),
                InstructionData::LoadNoOffset { arg, .. } => (arg, 0),
                _ => return Err(Unsupported),
            };
            let address = self.address(base, offset)?;
            let width = wide(self.ty(value))?;
            self.a.alu_imm(Alu::Cmp, width, Rm::Mem(address), 0);
            return Ok(Condition::One(Cc::NotEqual));
        }
        let width = width_of(self.ty(value))?;
        match self.source(value) {
            Some(Source::Home(offset)) if matches!(width, Width::W32 | Width::W64) => {
                self.touch(value);
                let rm = Rm::Mem(Address::home(offset));
                self.a.alu_imm(Alu::Cmp, width, rm, 0);
            }
            _ => {
                let r = self.use_register(value)?;
                if width == Width::W16 {
                    return Err(Unsupported);
                }
                self.a.test(width, r, r);
            }
        }
        Ok(Condition::One(Cc::NotEqual))
    }

    /// 1 or 0.
    fn set_by(&mut self, result: Value, condition: Condition) -> Result<()> {
        let r = self.free_register(false)?;
        match condition {
            Condition::One(cc) => self.a.set(cc, r),
            Condition::Either(first, second) | Condition::Both(first, second) => {
                self.a.set_byte(first, r);
                self.a.set_byte(second, SCRATCH);
                let op = match condition {
                    Condition::Both(..) => Alu::And,
                    _ => Alu::Or,
                };
                self.a.alu(op, Width::W32, r, Rm::Reg(SCRATCH));
                self.a.extend(false, Width::W8, Width::W32, r, Rm::Reg(r));
            }
        }
        self.define(result, r, true);
        Ok(())
    }

    fn select(&mut self, result: Value, [condition, a, b]: [Value; 3]) -> Result<()> {
        let ty = self.ty(result);
        let is_float = ty.is_float();
        let chosen = self.use_register(a)?;
        let b = self.function.dfg.resolve_aliases(b);
        self.touch(b);
        let source = self.place_of(b);
        if let Source::Register(from) = source {
            self.pinned |= from.bit();
        }
        let r = self.free_register(is_float)?;
        self.move_from(r, source);
        match (self.condition(condition)?, is_float) {
            (condition, true) => {
                let (take, done) = (self.a.label(), self.a.label());
                match condition {
                    Condition::One(cc) => self.a.jump_if(cc.inverted(), done),
                    Condition::Either(x, y) => {
                        self.a.jump_if(x, take);
                        self.a.jump_if(y.inverted(), done);
                    }
                    Condition::Both(x, y) => {
                        self.a.jump_if(x.inverted(), done);
                        self.a.jump_if(y.inverted(), done);
                    }
                }
                self.a.bind(take);
                self.a.copy(r, chosen);
                self.a.bind(done);
            }
            (Condition::One(cc), _) => self.a.cmov(cc, Width::W64, r, Rm::Reg(chosen)),
            (Condition::Either(x, y), _) => {
                self.a.cmov(x, Width::W64, r, Rm::Reg(chosen));
                self.a.cmov(y, Width::W64, r, Rm::Reg(chosen));
            }
            (Condition::Both(..), _) => return Err(Unsupported),
        }
        self.define(result, r, false);
        Ok(())
    }
}

/// Of the types that arithmetic is done with.
pub fn wide(ty: Type) -> Result<Width> {
    match ty {
        types::I32 => Ok(Width::W32),
        types::I64 => Ok(Width::W64),
        _ => Err(Unsupported),
    }
}
