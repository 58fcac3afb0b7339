//! Calls, and moves that happen at once.

use cranelift_codegen::ir::{
    self, ExternalName, Inst, InstructionData, Opcode, Signature, Value, ValueDef,
};
use cranelift_codegen::isa::CallConv;

use super::assembler::{Address, RAX, RSP, Reg, Rm, SCRATCH, VECTOR_SCRATCH, Width, XMM0};
use super::registers::{Result, Source};
use super::{Emitter, Unsupported};
use crate::translate::METHOD_NAMES;

/// Where an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Register(Reg),
    /// Offset from the stack pointer before the call.
    Stack(u32),
}

/// rdi, rsi, rdx, rcx, r8, r9.
const INTEGER_ARGUMENTS: [u8; 6] = [7, 6, 2, 1, 8, 9];
const VECTOR_ARGUMENTS: u8 = 8;

/// Where a signature's arguments are passed (System V ABI 3.2.3; `winch` and `preserve_all` have the same places).
pub fn places(signature: &Signature) -> Result<impl Iterator<Item = Place> + use<>> {
    let known = matches!(
        signature.call_conv,
        CallConv::SystemV | CallConv::Winch | CallConv::PreserveAll
    );
    let plain = |p: &ir::AbiParam| {
        let ty = p.value_type;
        p.purpose == ir::ArgumentPurpose::Normal
            && (ty.is_int() || ty.is_float())
            && ty.bits() <= 64
    };
    if !known || signature.returns.len() > 1 || !signature.params.iter().all(plain) {
        return Err(Unsupported);
    }
    let (mut integers, mut vectors, mut stack) = (0, 0, 0);
    let kinds: Vec<bool> = signature
        .params
        .iter()
        .map(|p| p.value_type.is_float())
        .collect();
    Ok(kinds.into_iter().map(move |is_vector| {
        let register = match is_vector {
            true => {
                vectors += 1;
                (vectors <= VECTOR_ARGUMENTS).then(|| Reg(15 + vectors))
            }
            false => {
                integers += 1;
                INTEGER_ARGUMENTS.get(integers - 1).map(|&r| Reg(r))
            }
        };
        match register {
            Some(r) => Place::Register(r),
            None => {
                stack += 8;
                Place::Stack(stack - 8)
            }
        }
    }))
}

impl Emitter<'_> {
    /// `call` and `call_indirect`.
    pub(super) fn call(&mut self, inst: Inst) -> Result<()> {
        let function = self.function;
        let dfg = &function.dfg;
        let (signature, callee, arguments) = match &dfg.insts[inst] {
            InstructionData::CallIndirect { args, sig_ref, .. } => {
                let all = args.as_slice(&dfg.value_lists);
                (*sig_ref, Some(dfg.resolve_aliases(all[0])), &all[1..])
            }
            InstructionData::Call { args, func_ref, .. } => {
                let signature = dfg.ext_funcs[*func_ref].signature;
                (signature, None, args.as_slice(&dfg.value_lists))
            }
            _ => return Err(Unsupported),
        };
        let signature = &dfg.signatures[signature];
        let preserves = signature.call_conv == CallConv::PreserveAll;
        let target = match callee {
            Some(callee) => Some(self.callee(callee, arguments)?),
            None => None,
        };
        if !preserves {
            self.save_all_alive();
        }
        let mut moves = std::mem::take(&mut self.moves);
        moves.clear();
        // Methods that are called directly do without the hidden argument.
        let unneeded = usize::from(callee.is_none() && !preserves && self.is_method(inst));
        for (place, &argument) in places(signature)?.zip(arguments).skip(unneeded) {
            let argument = dfg.resolve_aliases(argument);
            self.touch(argument);
            let source = self.place_of(argument);
            match place {
                Place::Register(r) => moves.push((r, source)),
                Place::Stack(offset) => {
                    self.outgoing = self.outgoing.max(offset + 8);
                    let to = Address::new(RSP, offset as i32);
                    let from = match source {
                        Source::Register(r) => r,
                        _ => {
                            self.move_from(SCRATCH, source);
                            SCRATCH
                        }
                    };
                    self.a.store_word(to, from);
                }
            }
        }
        let target = target.map(|target| match target {
            Rm::Reg(r) => {
                self.a.copy(SCRATCH, r);
                Rm::Reg(SCRATCH)
            }
            memory => memory,
        });
        let results = dfg.inst_results(inst);
        if preserves {
            // Only the registers of arguments and of the result change.
            let mut changed: u32 = moves.iter().map(|m| m.0.bit()).fold(0, |a, b| a | b);
            changed |= results
                .first()
                .map_or(0, |&r| self.result_register(r).bit());
            for r in (0..32).map(Reg).filter(|r| changed & r.bit() != 0) {
                if self.content(r).is_some_and(|v| self.is_alive(v)) {
                    self.save(r);
                }
            }
            self.move_all(&mut moves);
            for r in (0..32).map(Reg).filter(|r| changed & r.bit() != 0) {
                self.forget(r);
            }
        } else {
            self.move_all(&mut moves);
            for r in (0..32).map(Reg) {
                self.forget(r);
            }
        }
        self.moves = moves;
        match target {
            Some(target) => self.a.call_indirect(target),
            None => {
                let name = self.called_function(inst)?;
                if name.namespace == METHOD_NAMES {
                    self.a.align_call();
                }
                let place = self.a.call();
                self.result.calls.push((place, name));
            }
        }
        if let Some(&result) = results.first() {
            let r = self.result_register(result);
            self.define(result, r, false);
        }
        Ok(())
    }

    fn result_register(&self, result: Value) -> Reg {
        match self.is_vector(result) {
            true => XMM0,
            false => RAX,
        }
    }

    fn is_method(&self, inst: Inst) -> bool {
        self.called_function(inst)
            .is_ok_and(|name| name.namespace == METHOD_NAMES)
    }

    fn called_function(&self, inst: Inst) -> Result<ir::UserExternalName> {
        let InstructionData::Call { func_ref, .. } = self.function.dfg.insts[inst] else {
            return Err(Unsupported);
        };
        let ExternalName::User(name) = self.function.dfg.ext_funcs[func_ref].name else {
            return Err(Unsupported);
        };
        Ok(self.function.params.user_named_funcs()[name].clone())
    }

    /// Where the address of the function to call is: in a register, or in memory that the first argument leads to.
    fn callee(&mut self, callee: Value, arguments: &[Value]) -> Result<Rm> {
        let dfg = &self.function.dfg;
        if !self.plan.info(callee).lazy {
            return Ok(Rm::Reg(self.use_register(callee)?));
        }
        let ValueDef::Result(load, _) = dfg.value_def(callee) else {
            return Err(Unsupported);
        };
        let InstructionData::Load {
            opcode: Opcode::Load,
            arg,
            offset,
            ..
        } = dfg.insts[load]
        else {
            return Err(Unsupported);
        };
        let base = dfg.resolve_aliases(arg);
        let first = arguments.first().map(|&a| dfg.resolve_aliases(a));
        if first == Some(base) && self.is_plain(base) {
            let register = Reg(INTEGER_ARGUMENTS[0]);
            return Ok(Rm::Mem(Address::new(register, offset.into())));
        }
        let from = self.address(arg, offset.into())?;
        let r = self.free_register(false)?;
        self.a.load(Width::W64, r, from);
        Ok(Rm::Reg(r))
    }

    /// The value is no sum that became part of an address.
    fn is_plain(&self, value: Value) -> bool {
        !self.plan.info(value).lazy || self.constant_source(value).is_some()
    }

    /// Stores all values in their homes that are needed behind this instruction.
    pub(super) fn save_all_alive(&mut self) {
        let mut left = self.state.dirty;
        while left != 0 {
            let r = Reg(left.trailing_zeros() as u8);
            left &= left - 1;
            if self.content(r).is_some_and(|v| self.is_alive(v)) {
                self.save(r);
            }
        }
    }

    /// Makes all moves at once: no target is read after it has changed. Changes the list.
    pub(super) fn move_all(&mut self, moves: &mut Vec<(Reg, Source)>) {
        moves.retain(|m| m.1 != Source::Register(m.0));
        loop {
            let mut progress = false;
            let mut i = 0;
            while i < moves.len() {
                let (to, source) = moves[i];
                let is_read = moves
                    .iter()
                    .enumerate()
                    .any(|(j, m)| j != i && m.1 == Source::Register(to));
                if matches!(source, Source::Register(_)) && !is_read {
                    self.move_from(to, source);
                    moves.swap_remove(i);
                    progress = true;
                } else {
                    i += 1;
                }
            }
            if progress {
                continue;
            }
            // What is left of the moves between registers are cycles, and what constants and homes wait for.
            let cycle = moves
                .iter()
                .position(|m| matches!(m.1, Source::Register(_)));
            let Some(i) = cycle else { break };
            let (to, source) = moves.swap_remove(i);
            let Source::Register(from) = source else {
                break;
            };
            match to.is_vector() {
                true => {
                    self.a.copy(VECTOR_SCRATCH, to);
                    self.a.copy(to, from);
                    self.a.copy(from, VECTOR_SCRATCH);
                }
                false => self.a.exchange(to, from),
            }
            // What was in each is now in the other.
            for m in moves.iter_mut() {
                if m.1 == Source::Register(to) {
                    m.1 = Source::Register(from);
                } else if m.1 == Source::Register(from) {
                    m.1 = Source::Register(to);
                }
            }
            moves.retain(|m| m.1 != Source::Register(m.0));
        }
        for (to, source) in moves.drain(..) {
            self.move_from(to, source);
        }
    }
}
