//! One instruction: constants, locals, stack juggling, branches, returns; the rest is given to its module.

use cranelift_codegen::ir::condcodes::{CondCode, FloatCC, IntCC};
use cranelift_codegen::ir::{self, InstBuilder, InstructionData, Value, types};
use cranelift_frontend::Switch;

use super::{Result, Return, Translator};
use crate::bytecode::{self, Kind, i16_at, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::Constant;
use crate::output::{Bailout, DeoptReason};

/// Conditions in the order of `ifeq … ifle`, `if_icmpeq … if_icmple`.
const CONDITIONS: [IntCC; 6] = [
    IntCC::Equal,
    IntCC::NotEqual,
    IntCC::SignedLessThan,
    IntCC::SignedGreaterThanOrEqual,
    IntCC::SignedGreaterThan,
    IntCC::SignedLessThanOrEqual,
];

impl Translator<'_, '_> {
    /// Translates the instruction at `bci`; the index of the next one.
    pub(super) fn translate_instruction(&mut self, bci: usize) -> Result<usize> {
        let code = self.top().info.code;
        let opcode = code[bci];
        let next = bci + self.length_at(bci);
        if let Some(slot) = bytecode::returned_local(code, bci) {
            self.return_from_subroutine(bci, slot.into())?;
            return Ok(next);
        }
        if let Some(access) = bytecode::local_access(code, bci) {
            self.translate_local(bci, access)?;
            return Ok(next);
        }
        match opcode {
            op::NOP => {}
            op::ACONST_NULL..=op::LDC2_W => self.translate_constant(bci)?,
            op::IALOAD..=op::SALOAD => self.array_load(opcode - op::IALOAD)?,
            op::IASTORE..=op::SASTORE => self.array_store(opcode - op::IASTORE)?,
            op::POP..=op::SWAP => self.translate_stack(opcode)?,
            op::IADD..=op::LXOR => self.operator(opcode)?,
            op::I2L..=op::I2S => self.conversion(opcode)?,
            op::LCMP..=op::DCMPG => return self.comparison(bci),
            op::IFEQ..=op::IFLE => {
                let value = self.pop_int()?;
                let cc = CONDITIONS[usize::from(opcode - op::IFEQ)];
                if let Some(taken) = self.outcome(bci, cc, value, None) {
                    self.decided(bci, taken)?;
                } else {
                    let condition = self.icmp_imm(cc, value, 0);
                    self.conditional(bci, condition)?;
                }
            }
            op::IF_ICMPEQ..=op::IF_ICMPLE => {
                let b = self.pop_int()?;
                let a = self.pop_int()?;
                let cc = CONDITIONS[usize::from(opcode - op::IF_ICMPEQ)];
                if let Some(taken) = self.outcome(bci, cc, a, Some(b)) {
                    self.decided(bci, taken)?;
                } else {
                    let condition = self.b.ins().icmp(cc, a, b);
                    self.conditional(bci, condition)?;
                }
            }
            op::IF_ACMPEQ | op::IF_ACMPNE => {
                let b = self.pop_ref()?;
                let a = self.pop_ref()?;
                let cc = CONDITIONS[usize::from(opcode - op::IF_ACMPEQ)];
                let condition = self.b.ins().icmp(cc, a, b);
                self.conditional(bci, condition)?;
            }
            op::IFNULL | op::IFNONNULL => {
                let value = self.pop_ref()?;
                if self.is_non_null(value) && !self.profiles(bci) {
                    self.decided(bci, opcode == op::IFNONNULL)?;
                    return Ok(next);
                }
                let cc = CONDITIONS[usize::from(opcode - op::IFNULL)];
                let not_null = match opcode {
                    op::IFNULL => bci + 3,
                    _ => bytecode::branch_target(code, bci),
                };
                self.known_on_edge(not_null, value, None);
                let condition = self.icmp_imm(cc, value, 0);
                self.conditional(bci, condition)?;
            }
            op::GOTO | op::GOTO_W | op::JSR | op::JSR_W => {
                if bytecode::is_subroutine_call(opcode) {
                    // The interpreter's form of return addresses.
                    let address = self.b.ins().iconst(types::I64, next as i64);
                    self.push(Kind::Ref, address);
                } else {
                    self.profile_jump(bci);
                }
                let edge = self.branch_edge(bytecode::branch_target(code, bci))?;
                self.jump(edge.first);
                self.finish_edge(edge);
                self.ended = true;
            }
            op::TABLESWITCH | op::LOOKUPSWITCH => self.switch(bci)?,
            op::IRETURN..=op::RETURN => self.return_instruction(opcode)?,
            op::GETSTATIC..=op::PUTFIELD => self.field_instruction(bci)?,
            op::INVOKEVIRTUAL..=op::INVOKEDYNAMIC => self.invoke(bci)?,
            op::NEW => self.new_instance(bci)?,
            op::NEWARRAY..=op::ANEWARRAY => self.new_array(bci)?,
            op::ARRAYLENGTH => {
                let array = self.pop_ref()?;
                let length = self.array_length(array);
                self.push_int(length);
            }
            op::ATHROW => {
                let exception = self.pop_ref()?;
                self.null_check(exception);
                self.throw(RuntimeEntry::Throw, &[exception]);
                self.ended = true;
            }
            op::CHECKCAST | op::INSTANCEOF => return self.type_test(bci),
            op::MONITORENTER => self.monitor_enter()?,
            op::MONITOREXIT => self.monitor_exit()?,
            op::MULTIANEWARRAY => self.new_multi_array(bci)?,
            _ => return Err(Bailout::Unsupported("unknown bytecode")),
        }
        Ok(next)
    }

    fn translate_local(&mut self, bci: usize, access: bytecode::LocalAccess) -> Result<()> {
        let slot = usize::from(access.slot);
        match (access.reads, access.writes) {
            (true, false) => {
                let depth = self.activations.len() - 1;
                let value = self.read_local(depth, slot, access.kind);
                self.push(access.kind, value);
            }
            (false, _) => {
                let value = self.pop(access.kind)?;
                self.write_local(slot, access.kind, value);
            }
            (true, true) => {
                let code = self.top().info.code;
                let amount = match code[bci] {
                    op::WIDE => i16_at(code, bci + 4),
                    _ => i16::from(code[bci + 2] as i8),
                };
                let depth = self.activations.len() - 1;
                let value = self.read_local(depth, slot, Kind::Int);
                let sum = self.b.ins().iadd_imm_s(value, i64::from(amount));
                self.write_local(slot, Kind::Int, sum);
            }
        }
        Ok(())
    }

    fn translate_constant(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        let opcode = code[bci];
        match opcode {
            op::ACONST_NULL => {
                let null = self.long(0);
                self.push(Kind::Ref, null);
            }
            op::ICONST_M1..=op::ICONST_5 => {
                let value = self.int(i32::from(opcode) - i32::from(op::ICONST_0));
                self.push_int(value);
            }
            op::LCONST_0 | op::LCONST_1 => {
                let value = self.long(i64::from(opcode - op::LCONST_0));
                self.push(Kind::Long, value);
            }
            op::FCONST_0..=op::FCONST_2 => {
                let value = self.b.ins().f32const(f32::from(opcode - op::FCONST_0));
                self.push(Kind::Float, value);
            }
            op::DCONST_0 | op::DCONST_1 => {
                let value = self.b.ins().f64const(f64::from(opcode - op::DCONST_0));
                self.push(Kind::Double, value);
            }
            op::BIPUSH => {
                let value = self.int(i32::from(code[bci + 1] as i8));
                self.push_int(value);
            }
            op::SIPUSH => {
                let value = self.int(i32::from(i16_at(code, bci + 1)));
                self.push_int(value);
            }
            op::LDC => self.load_constant(code[bci + 1].into())?,
            _ => self.load_constant(u16_at(code, bci + 1))?,
        }
        Ok(())
    }

    fn load_constant(&mut self, index: u16) -> Result<()> {
        match self.host.constant(self.top().info.id, index) {
            Constant::Int(v) => {
                let value = self.int(v);
                self.push_int(value);
            }
            Constant::Long(v) => {
                let value = self.long(v);
                self.push(Kind::Long, value);
            }
            Constant::Float(v) => {
                let value = self.b.ins().f32const(v);
                self.push(Kind::Float, value);
            }
            Constant::Double(v) => {
                let value = self.b.ins().f64const(v);
                self.push(Kind::Double, value);
            }
            Constant::Reference { array_slot, index } => {
                let value = self.resolved_reference(array_slot, index);
                self.push(Kind::Ref, value);
            }
            Constant::Mirror { slot } => {
                let address = self.address(slot);
                let value = self.load(types::I64, address, 0);
                self.never_null.insert(value);
                self.push(Kind::Ref, value);
            }
            Constant::Unresolved => self.uncommon_trap(DeoptReason::Unresolved)?,
        }
        Ok(())
    }

    /// An element of the array that the word at `array_slot` refers to.
    pub(super) fn resolved_reference(&mut self, array_slot: u64, index: u32) -> Value {
        let address = self.address(array_slot);
        let array = self.load(types::I64, address, 0);
        let base = self.host.layout().array_base[3];
        self.load(types::I64, array, base + 8 * index as i32)
    }

    /// Instructions that only move stack slots, whatever they hold.
    fn translate_stack(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            op::POP => {
                self.pop_slots::<1>()?;
            }
            op::POP2 => {
                self.pop_slots::<2>()?;
            }
            op::DUP => {
                let [a] = self.pop_slots()?;
                self.push_slots(&[a, a]);
            }
            op::DUP_X1 => {
                let [b, a] = self.pop_slots()?;
                self.push_slots(&[a, b, a]);
            }
            op::DUP_X2 => {
                let [c, b, a] = self.pop_slots()?;
                self.push_slots(&[a, c, b, a]);
            }
            op::DUP2 => {
                let [b, a] = self.pop_slots()?;
                self.push_slots(&[b, a, b, a]);
            }
            op::DUP2_X1 => {
                let [c, b, a] = self.pop_slots()?;
                self.push_slots(&[b, a, c, b, a]);
            }
            op::DUP2_X2 => {
                let [d, c, b, a] = self.pop_slots()?;
                self.push_slots(&[b, a, d, c, b, a]);
            }
            _ => {
                let [b, a] = self.pop_slots::<2>()?;
                self.push_slots(&[a, b]);
            }
        }
        Ok(())
    }

    /// Whether the branch at `bci` is taken, if both ints are constants; the second is 0 if there is none.
    fn outcome(&self, bci: usize, cc: IntCC, a: Value, b: Option<Value>) -> Option<bool> {
        let a = self.constant_of(a)? as i32;
        let b = b.map_or(Some(0), |b| self.constant_of(b))? as i32;
        let taken = match cc {
            IntCC::Equal => a == b,
            IntCC::NotEqual => a != b,
            IntCC::SignedLessThan => a < b,
            IntCC::SignedGreaterThanOrEqual => a >= b,
            IntCC::SignedGreaterThan => a > b,
            IntCC::SignedLessThanOrEqual => a <= b,
            _ => return None,
        };
        (!self.profiles(bci)).then_some(taken)
    }

    /// A conditional branch at `bci` that always goes the same way.
    fn decided(&mut self, bci: usize, taken: bool) -> Result<()> {
        let code = self.top().info.code;
        if taken {
            let edge = self.branch_edge(bytecode::branch_target(code, bci))?;
            self.jump(edge.first);
            self.finish_edge(edge);
        } else {
            let next = self.edge_to(bci + self.length_at(bci))?;
            self.jump(next);
        }
        self.ended = true;
        Ok(())
    }

    /// A conditional branch at `bci`.
    fn conditional(&mut self, bci: usize, condition: Value) -> Result<()> {
        let code = self.top().info.code;
        let taken = self.branch_edge(bytecode::branch_target(code, bci))?;
        let otherwise = self.edge_to(bci + self.length_at(bci))?;
        self.profile_branch(bci, condition);
        let goes_on = bci + self.length_at(bci);
        let top = self.top();
        let leaves = |target| {
            let target = top.analysis.block_of(target);
            top.analysis.leaves_loop(top.block, target)
        };
        // The back end places the second block next to this one, and what follows it before the first: blocks of a loop
        // lie together.
        match leaves(goes_on) && !leaves(taken.bci) {
            true => self.branch_inverted(condition, otherwise, taken.first),
            false => self.branch(condition, taken.first, otherwise),
        }
        self.finish_edge(taken);
        self.ended = true;
        Ok(())
    }

    /// To `then` if the result of a comparison is false.
    pub(super) fn branch_inverted(
        &mut self,
        condition: Value,
        then: ir::Block,
        otherwise: ir::Block,
    ) {
        let dfg = &self.b.func.dfg;
        let defined = dfg.value_def(condition).inst();
        let inverted = match defined.map(|inst| dfg.insts[inst]) {
            Some(InstructionData::IntCompare { cond, args, .. }) => {
                self.b.ins().icmp(cond.complement(), args[0], args[1])
            }
            Some(InstructionData::FloatCompare { cond, args, .. }) => {
                self.b.ins().fcmp(cond.complement(), args[0], args[1])
            }
            _ => return self.branch(condition, otherwise, then),
        };
        self.branch(inverted, then, otherwise);
    }

    /// `lcmp`, `fcmpl` …: one with the conditional branch that follows, if one does. The index of the next instruction.
    fn comparison(&mut self, bci: usize) -> Result<usize> {
        let code = self.top().info.code;
        let opcode = code[bci];
        let kind = match opcode {
            op::LCMP => Kind::Long,
            op::FCMPL | op::FCMPG => Kind::Float,
            _ => Kind::Double,
        };
        let b = self.pop(kind)?;
        let a = self.pop(kind)?;
        let branch = bci + 1;
        if (op::IFEQ..=op::IFLE).contains(&code[branch])
            && !self.top().analysis.starts_block(branch)
        {
            let test = usize::from(code[branch] - op::IFEQ);
            self.top_mut().bci = branch;
            self.set_location();
            let condition = match opcode {
                op::LCMP => self.b.ins().icmp(CONDITIONS[test], a, b),
                op::FCMPL | op::DCMPL => self.b.ins().fcmp(NAN_IS_LESS[test], a, b),
                _ => self.b.ins().fcmp(NAN_IS_GREATER[test], a, b),
            };
            self.conditional(branch, condition)?;
            return Ok(branch + 3);
        }
        let (greater, less) = match opcode {
            op::LCMP => (
                self.b.ins().icmp(IntCC::SignedGreaterThan, a, b),
                self.b.ins().icmp(IntCC::SignedLessThan, a, b),
            ),
            op::FCMPL | op::DCMPL => (
                self.b.ins().fcmp(NAN_IS_LESS[4], a, b),
                self.b.ins().fcmp(NAN_IS_LESS[2], a, b),
            ),
            _ => (
                self.b.ins().fcmp(NAN_IS_GREATER[4], a, b),
                self.b.ins().fcmp(NAN_IS_GREATER[2], a, b),
            ),
        };
        let greater = self.b.ins().uextend(types::I32, greater);
        let less = self.b.ins().uextend(types::I32, less);
        let result = self.b.ins().isub(greater, less);
        self.push_int(result);
        Ok(bci + 1)
    }

    fn switch(&mut self, bci: usize) -> Result<()> {
        let key = self.pop_int()?;
        let code = self.top().info.code;
        let (cases, default) = bytecode::switch_targets(code, bci);
        let mut edges = Vec::new();
        let mut switch = Switch::new();
        let profiles = self.profiles(bci);
        let mut counted = Vec::new();
        for (number, (case, target)) in cases.into_iter().enumerate() {
            if target == default && !profiles {
                continue;
            }
            let known = edges.iter().find(|(t, _)| *t == target).copied();
            let edge = match known {
                Some((_, edge)) => edge,
                None => {
                    let edge = self.branch_edge(target)?;
                    edges.push((target, edge));
                    edge
                }
            };
            let first = match profiles {
                true => {
                    let block = self.b.create_block();
                    counted.push((number + 1, block, edge.first));
                    block
                }
                false => edge.first,
            };
            switch.set_entry(u128::from(case as u32), first);
        }
        let default = self.branch_edge(default)?;
        let first = match profiles {
            true => {
                let block = self.b.create_block();
                counted.push((0, block, default.first));
                block
            }
            false => default.first,
        };
        switch.emit(&mut self.b, key, first);
        for (number, block, target) in counted {
            self.start(block);
            self.profile_case(bci, number);
            self.jump(target);
        }
        for (_, edge) in edges {
            self.finish_edge(edge);
        }
        self.finish_edge(default);
        self.ended = true;
        Ok(())
    }

    /// `ret`: a switch over the calls that the subroutine can have.
    fn return_from_subroutine(&mut self, bci: usize, slot: usize) -> Result<()> {
        let sites = self.top().analysis.return_sites(bci).to_vec();
        let Some((&last, others)) = sites.split_last() else {
            return Err(Bailout::Unsupported("ret without jsr"));
        };
        let depth = self.activations.len() - 1;
        let address = self.read_local(depth, slot, Kind::Ref);
        // No poll: a loop has another branch that goes backwards.
        let mut switch = Switch::new();
        for &site in others {
            let target = self.edge_to(site)?;
            switch.set_entry(site as u128, target);
        }
        let last = self.edge_to(last)?;
        switch.emit(&mut self.b, address, last);
        self.ended = true;
        Ok(())
    }

    fn return_instruction(&mut self, opcode: u8) -> Result<()> {
        let value = match opcode {
            op::RETURN => None,
            _ => {
                let kind = Kind::ALL[usize::from(opcode - op::IRETURN)];
                let value = self.pop(kind)?;
                Some(match kind {
                    Kind::Int => self.narrow(self.top().info.return_type, value),
                    _ => value,
                })
            }
        };
        if self.top().monitors != 0 {
            return Err(Bailout::Unsupported("return with monitors"));
        }
        if let Some(object) = self.top().sync_object {
            self.unlock(object);
        }
        let returns = self.top().returns;
        if !matches!(returns, Return::Function) && self.top().sync_object.is_some() {
            self.note_monitor(self.top().number, 0, None);
        }
        match returns {
            Return::Function => {
                match value {
                    Some(v) => self.b.ins().return_(&[v]),
                    None => self.b.ins().return_(&[]),
                };
            }
            Return::Join(block, variable) => {
                if let (Some(v), Some(variable)) = (value, variable) {
                    self.b.def_var(variable, v);
                }
                self.jump(block);
                let known = self.known.clone();
                match &mut self.top_mut().returned {
                    Some(returned) => returned.intersect(&known),
                    none => *none = Some(known),
                }
            }
            Return::Here => {
                let block = self.b.current_block();
                let known = self.known.clone();
                let top = self.top_mut();
                top.returned = Some(known);
                top.returned_at = block.map(|b| (b, value));
            }
        }
        self.ended = true;
        Ok(())
    }
}

/// Float conditions for `fcmpl; ifeq …`.
const NAN_IS_LESS: [FloatCC; 6] = [
    FloatCC::Equal,
    FloatCC::NotEqual,
    FloatCC::UnorderedOrLessThan,
    FloatCC::GreaterThanOrEqual,
    FloatCC::GreaterThan,
    FloatCC::UnorderedOrLessThanOrEqual,
];

/// Float conditions for `fcmpg; ifeq …`.
const NAN_IS_GREATER: [FloatCC; 6] = [
    FloatCC::Equal,
    FloatCC::NotEqual,
    FloatCC::LessThan,
    FloatCC::UnorderedOrGreaterThanOrEqual,
    FloatCC::UnorderedOrGreaterThan,
    FloatCC::LessThanOrEqual,
];
