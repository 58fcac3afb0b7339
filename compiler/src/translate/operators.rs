//! Arithmetic, shifts, bit operations and conversions (JVMS 6.5: IEEE 754 without traps, shifts modulo the width, division
//! that wraps, conversions that saturate).

use classlib::BasicType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

use super::{Result, Translator};
use crate::bytecode::{Kind, op};
use crate::entries::RuntimeEntry;

impl Translator<'_, '_> {
    /// `iadd` … `lxor`.
    pub(super) fn operator(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            op::IADD..=op::DREM => {
                let kind = Kind::ALL[usize::from((opcode - op::IADD) & 3)];
                let b = self.pop(kind)?;
                let a = self.pop(kind)?;
                let value = self.arithmetic((opcode - op::IADD) >> 2, kind, a, b);
                self.push(kind, value);
            }
            op::INEG..=op::DNEG => {
                let kind = Kind::ALL[usize::from(opcode - op::INEG)];
                let a = self.pop(kind)?;
                let value = match kind {
                    Kind::Int | Kind::Long => self.b.ins().ineg(a),
                    _ => self.b.ins().fneg(a),
                };
                self.push(kind, value);
            }
            _ => {
                let n = opcode - op::ISHL;
                let kind = Kind::ALL[usize::from(n & 1)];
                // Shift counts are ints, whatever is shifted.
                let b = self.pop(if n < 6 { Kind::Int } else { kind })?;
                let a = self.pop(kind)?;
                let value = match n >> 1 {
                    0 => self.b.ins().ishl(a, b),
                    1 => self.b.ins().sshr(a, b),
                    2 => self.b.ins().ushr(a, b),
                    3 => self.b.ins().band(a, b),
                    4 => self.b.ins().bor(a, b),
                    _ => self.b.ins().bxor(a, b),
                };
                self.push(kind, value);
            }
        }
        Ok(())
    }

    /// 0 add, 1 subtract, 2 multiply, 3 divide, 4 remainder.
    fn arithmetic(&mut self, operation: u8, kind: Kind, a: Value, b: Value) -> Value {
        match (operation, kind) {
            (0, Kind::Int | Kind::Long) => self.b.ins().iadd(a, b),
            (1, Kind::Int | Kind::Long) => self.b.ins().isub(a, b),
            (2, Kind::Int | Kind::Long) => self.b.ins().imul(a, b),
            (3, Kind::Int | Kind::Long) => self.divide(kind, a, b),
            (4, Kind::Int | Kind::Long) => {
                self.check_divisor(b);
                match self.constant_of(b) {
                    Some(-1 | 0) => self.zero(kind),
                    Some(c) if kind == Kind::Int && c as i32 == -1 => self.zero(kind),
                    _ => self.b.ins().srem(a, b),
                }
            }
            (0, _) => self.b.ins().fadd(a, b),
            (1, _) => self.b.ins().fsub(a, b),
            (2, _) => self.b.ins().fmul(a, b),
            (3, _) => self.b.ins().fdiv(a, b),
            (_, Kind::Float) => self.runtime_value(RuntimeEntry::FloatRemainder, &[a, b]),
            _ => self.runtime_value(RuntimeEntry::DoubleRemainder, &[a, b]),
        }
    }

    fn check_divisor(&mut self, divisor: Value) {
        if self.constant_of(divisor).is_some_and(|c| c != 0) {
            return;
        }
        let is_zero = self.icmp_imm(IntCC::Equal, divisor, 0);
        self.throw_if(is_zero, RuntimeEntry::ThrowDivideByZero, &[]);
    }

    fn divide(&mut self, kind: Kind, a: Value, b: Value) -> Value {
        self.check_divisor(b);
        match self.constant_of(b) {
            Some(c) if c == -1 || kind == Kind::Int && c as i32 == -1 => self.b.ins().ineg(a),
            Some(0) => self.zero(kind),
            Some(_) => self.b.ins().sdiv(a, b),
            // The smallest number divided by −1 overflows; the machine's instruction would trap.
            None => {
                let negates = self.icmp_imm(IntCC::Equal, b, -1);
                let one = match kind {
                    Kind::Int => self.int(1),
                    _ => self.long(1),
                };
                let divisor = self.b.ins().select(negates, one, b);
                let quotient = self.b.ins().sdiv(a, divisor);
                let negated = self.b.ins().ineg(a);
                self.b.ins().select(negates, negated, quotient)
            }
        }
    }

    /// `i2l` … `i2s`.
    pub(super) fn conversion(&mut self, opcode: u8) -> Result<()> {
        use Kind::{Double, Float, Int, Long};
        const KINDS: [(Kind, Kind); 12] = [
            (Int, Long),
            (Int, Float),
            (Int, Double),
            (Long, Int),
            (Long, Float),
            (Long, Double),
            (Float, Int),
            (Float, Long),
            (Float, Double),
            (Double, Int),
            (Double, Long),
            (Double, Float),
        ];
        let n = usize::from(opcode - op::I2L);
        let Some(&(from, to)) = KINDS.get(n) else {
            let value = self.pop_int()?;
            let ty = [BasicType::Byte, BasicType::Char, BasicType::Short][n - KINDS.len()];
            let value = self.narrow(ty, value);
            self.push_int(value);
            return Ok(());
        };
        let v = self.pop(from)?;
        let ty = super::clif_type(to);
        let value = match (from, to) {
            (Int, Long) => self.b.ins().sextend(types::I64, v),
            (Long, Int) => self.b.ins().ireduce(types::I32, v),
            (Int | Long, _) => self.b.ins().fcvt_from_sint(ty, v),
            (Float, Double) => self.b.ins().fpromote(types::F64, v),
            (Double, Float) => self.b.ins().fdemote(types::F32, v),
            _ => self.b.ins().fcvt_to_sint_sat(ty, v),
        };
        self.push(to, value);
        Ok(())
    }
}
