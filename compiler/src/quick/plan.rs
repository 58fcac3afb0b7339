//! What is known before a function is emitted: how long values are needed, and which become part of other instructions.
//!
//! A hot block's use of a value counts at its own position, a cold one's also at its attribute ([`order`]); so "no use after this
//! position" says that a register is free, in both. What is made before a loop and used in it is needed up to the loop's end.
//!
//! [`order`]: super::order

use cranelift_codegen::ir::{Function, Inst, InstructionData, Opcode, Value, ValueDef, types};
use cranelift_codegen::isa::CallConv;

use super::order::{NONE, Order, branches};

/// What is known of a value.
#[derive(Clone, Copy)]
pub struct ValueInfo {
    pub uses: u32,
    /// Position of the last use as hot code sees it.
    pub last_hot: u32,
    /// The same among cold blocks.
    pub last_cold: u32,
    /// Order of the block that defines it.
    pub block: u32,
    /// It is computed where it is used (or a constant).
    pub lazy: bool,
    /// Offset of its word in the frame, 0 if it has none.
    pub home: i32,
    /// The register that holds it now.
    pub register: u8,
    /// The upper half of the register, or of the word in the frame, is zero.
    pub is_extended: bool,
    /// The innermost loop that it is known to be used in, though made before.
    noted: u32,
}

pub const NO_REGISTER: u8 = u8::MAX;

const UNKNOWN: ValueInfo = ValueInfo {
    uses: 0,
    last_hot: 0,
    last_cold: 0,
    block: NONE,
    lazy: false,
    home: 0,
    register: NO_REGISTER,
    is_extended: false,
    noted: NONE,
};

/// See the module's text. Reused for one function after the other.
#[derive(Default)]
pub struct Plan {
    pub order: Order,
    pub values: Vec<ValueInfo>,
    /// Loops, and what hot code in them uses that comes from before, sorted.
    pub live_in: Vec<(u32, Value)>,
    /// Positions of calls in hot code that leave nothing in registers.
    calls: Vec<u32>,
    unused: Vec<Value>,
}

/// Values that a terminator passes to blocks.
fn for_edge_arguments(function: &Function, inst: Inst, mut visit: impl FnMut(Value)) {
    let dfg = &function.dfg;
    for call in branches(function, inst) {
        for argument in call.args(&dfg.value_lists) {
            if let Some(value) = argument.as_value() {
                visit(dfg.resolve_aliases(value));
            }
        }
    }
}

impl Plan {
    pub fn make(&mut self, function: &Function) {
        self.order.make(function);
        self.live_in.clear();
        self.calls.clear();
        self.count_uses(function);
        self.drop_unused(function);
        self.find_last_uses(function);
        self.live_in.sort_unstable();
        self.live_in.dedup();
        for (number, info) in self.order.loops.iter_mut().enumerate() {
            let header = &self.order.blocks[info.header as usize];
            debug_assert_eq!(header.heads, number as u32);
            let next = self.calls.partition_point(|&c| c < header.position);
            let has_calls = self.calls.get(next).is_some_and(|&c| c <= info.end);
            info.has_calls = has_calls && !header.is_cold;
        }
        self.find_light_headers(function);
    }

    /// Marks headers of loops that are tests and nothing else: jumps back make the test themselves.
    fn find_light_headers(&mut self, function: &Function) {
        for number in 0..self.order.loops.len() {
            let header = self.order.loops[number].header as usize;
            let info = &self.order.blocks[header];
            if info.is_cold {
                continue;
            }
            let Some(last) = function.layout.last_inst(info.block) else {
                continue;
            };
            let is_branch = matches!(function.dfg.insts[last], InstructionData::Brif { .. });
            let is_light = |inst: Inst| {
                let result = function.dfg.inst_results(inst).first();
                inst == last || result.is_some_and(|&r| self.info(r).lazy)
            };
            if is_branch && function.layout.block_insts(info.block).all(is_light) {
                self.order.blocks[header].is_light = true;
                self.order.add_edges_from(function, header);
            }
        }
    }

    /// What hot code in a loop uses that comes from before.
    pub fn live_in(&self, number: u32) -> &[(u32, Value)] {
        let begin = self.live_in.partition_point(|l| l.0 < number);
        let end = self.live_in.partition_point(|l| l.0 <= number);
        &self.live_in[begin..end]
    }

    pub fn info(&self, value: Value) -> &ValueInfo {
        &self.values[value.as_u32() as usize]
    }
    pub fn info_mut(&mut self, value: Value) -> &mut ValueInfo {
        &mut self.values[value.as_u32() as usize]
    }

    fn count_uses(&mut self, function: &Function) {
        let dfg = &function.dfg;
        self.values.clear();
        self.values.resize(dfg.num_values(), UNKNOWN);
        for (number, info) in self.order.blocks.iter().enumerate() {
            for &parameter in dfg.block_params(info.block) {
                self.values[parameter.as_u32() as usize].block = number as u32;
            }
            for (at, inst) in function.layout.block_insts(info.block).enumerate() {
                if !info.is_cold && leaves_nothing(function, inst) {
                    self.calls.push(info.position + at as u32);
                }
                for &value in dfg.inst_args(inst) {
                    let value = dfg.resolve_aliases(value);
                    self.values[value.as_u32() as usize].uses += 1;
                }
                let is_constant = matches!(
                    dfg.insts[inst].opcode(),
                    Opcode::Iconst
                        | Opcode::F32const
                        | Opcode::F64const
                        | Opcode::GetPinnedReg
                        | Opcode::StackAddr
                );
                for &result in dfg.inst_results(inst) {
                    let info = &mut self.values[result.as_u32() as usize];
                    info.block = number as u32;
                    info.lazy = is_constant;
                }
            }
            if let Some(last) = function.layout.last_inst(info.block) {
                for_edge_arguments(function, last, |value| {
                    self.values[value.as_u32() as usize].uses += 1;
                });
            }
        }
    }

    /// What nobody uses is not computed.
    fn drop_unused(&mut self, function: &Function) {
        let dfg = &function.dfg;
        self.unused.clear();
        for (number, info) in self.values.iter().enumerate() {
            if info.uses == 0 && info.block != NONE && !info.lazy {
                self.unused.push(Value::from_u32(number as u32));
            }
        }
        while let Some(value) = self.unused.pop() {
            let ValueDef::Result(inst, _) = dfg.value_def(value) else {
                continue;
            };
            if !is_pure(function, inst) {
                continue;
            }
            self.info_mut(value).lazy = true;
            for &operand in dfg.inst_args(inst) {
                let operand = dfg.resolve_aliases(operand);
                let info = self.info_mut(operand);
                info.uses -= 1;
                if info.uses == 0 && !info.lazy {
                    self.unused.push(operand);
                }
            }
        }
    }

    fn find_last_uses(&mut self, function: &Function) {
        for number in (0..self.order.blocks.len()).rev() {
            let block = self.order.blocks[number].block;
            let mut position = self.order.blocks[number].end;
            let mut next_inst = function.layout.last_inst(block);
            while let Some(inst) = next_inst {
                position -= 1;
                next_inst = function.layout.prev_inst(inst);
                let is_lazy = function
                    .dfg
                    .inst_results(inst)
                    .first()
                    .is_some_and(|&r| self.info(r).lazy);
                if !is_lazy {
                    self.note_operands(function, number, inst, position);
                }
            }
        }
    }

    /// Notes the uses of an instruction, and finds the operands that become part of it.
    fn note_operands(&mut self, function: &Function, number: usize, inst: Inst, position: u32) {
        let dfg = &function.dfg;
        let data = &dfg.insts[inst];
        let resolve = |v| dfg.resolve_aliases(v);
        match *data {
            InstructionData::Brif { arg, .. } => {
                let arg = resolve(arg);
                if self.becomes_part(function, number, arg, is_compare)
                    || self.precedes(function, inst, arg)
                {
                    self.make_lazy(function, number, arg, position);
                } else if let Some(shifted) = tested_bit(function, arg)
                    && self.becomes_part(function, number, arg, |_| true)
                    && self.becomes_part(function, number, shifted, |_| true)
                {
                    self.make_lazy(function, number, shifted, position);
                    self.info_mut(arg).lazy = true;
                }
            }
            InstructionData::Ternary {
                opcode: Opcode::Select,
                args,
            } => {
                let condition = resolve(args[0]);
                if self.becomes_part(function, number, condition, is_compare) {
                    self.make_lazy(function, number, condition, position);
                }
            }
            InstructionData::Load { arg, .. }
            | InstructionData::LoadNoOffset {
                opcode: Opcode::AtomicLoad,
                arg,
                ..
            } => {
                self.note_address(function, number, resolve(arg), position);
            }
            InstructionData::Store { args, .. } | InstructionData::StoreNoOffset { args, .. } => {
                self.note_address(function, number, resolve(args[1]), position);
            }
            InstructionData::CallIndirect { args, .. } => {
                let callee = resolve(args.as_slice(&dfg.value_lists)[0]);
                if self.precedes(function, inst, callee) {
                    self.make_lazy(function, number, callee, position);
                }
            }
            _ => {}
        }
        for &value in dfg.inst_args(inst) {
            self.note_use(function, number, resolve(value), position);
        }
        for_edge_arguments(function, inst, |value| {
            self.note_use(function, number, value, position)
        });
    }

    /// A sum that serves as an address becomes part of the access.
    fn note_address(&mut self, function: &Function, number: usize, address: Value, position: u32) {
        if !self.becomes_part(function, number, address, |d| d.opcode() == Opcode::Iadd) {
            return;
        }
        let dfg = &function.dfg;
        if let Some(inst) = dfg.value_def(address).inst() {
            let index = dfg.resolve_aliases(dfg.inst_args(inst)[1]);
            let scales = |d: &InstructionData| {
                d.opcode() == Opcode::Ishl && {
                    let count = dfg.resolve_aliases(d.arguments(&dfg.value_lists)[1]);
                    matches!(constant(function, count), Some(0..=3))
                }
            };
            if self.becomes_part(function, number, index, scales) {
                self.make_lazy(function, number, index, position);
            }
        }
        self.make_lazy(function, number, address, position);
    }

    /// The value is made by such an instruction of this block, for one use only.
    fn becomes_part(
        &self,
        function: &Function,
        number: usize,
        value: Value,
        wanted: impl Fn(&InstructionData) -> bool,
    ) -> bool {
        let info = self.info(value);
        if info.uses != 1 || info.block != number as u32 || info.lazy {
            return false;
        }
        match function.dfg.value_def(value) {
            ValueDef::Result(inst, _) => wanted(&function.dfg.insts[inst]),
            _ => false,
        }
    }

    /// The value is loaded from memory, by the instruction before the one that alone uses it, and the load cannot fault.
    fn precedes(&self, function: &Function, inst: Inst, value: Value) -> bool {
        let ValueDef::Result(def, _) = function.dfg.value_def(value) else {
            return false;
        };
        let data = &function.dfg.insts[def];
        self.info(value).uses == 1
            && function.layout.prev_inst(inst) == Some(def)
            && matches!(data.opcode(), Opcode::Load | Opcode::AtomicLoad)
            && data.memflags_trap_code(&function.dfg).is_none()
            && matches!(function.dfg.value_type(value), types::I32 | types::I64)
    }

    fn make_lazy(&mut self, function: &Function, number: usize, value: Value, position: u32) {
        self.info_mut(value).lazy = true;
        if let ValueDef::Result(inst, _) = function.dfg.value_def(value) {
            self.note_operands(function, number, inst, position);
        }
    }

    fn note_use(&mut self, function: &Function, number: usize, value: Value, position: u32) {
        let user = &self.order.blocks[number];
        let loops = &self.order.loops;
        let info = &mut self.values[value.as_u32() as usize];
        // Floating-point constants do better in registers.
        if info.lazy && !function.dfg.value_type(value).is_float() {
            return;
        }
        // They can be made anywhere.
        let block = if info.lazy { 0 } else { info.block };
        // The end of the outermost loop around that the value comes into.
        let last = |mut inside: u32, mut last: u32| {
            while inside != NONE && block < loops[inside as usize].header {
                last = loops[inside as usize].end;
                inside = loops[inside as usize].parent;
            }
            last
        };
        if user.is_cold {
            info.last_cold = info.last_cold.max(last(user.inside, position));
            info.last_hot = info.last_hot.max(last(user.hot_loop, user.attribute));
            return;
        }
        info.last_hot = info.last_hot.max(last(user.inside, position));
        let mut inside = user.inside;
        while inside != NONE && block < loops[inside as usize].header && info.noted != inside {
            self.live_in.push((inside, value));
            inside = loops[inside as usize].parent;
        }
        info.noted = user.inside;
    }
}

/// The instruction does nothing but make its result.
fn is_pure(function: &Function, inst: Inst) -> bool {
    let data = &function.dfg.insts[inst];
    match data {
        InstructionData::Binary { .. } => !matches!(
            data.opcode(),
            Opcode::Sdiv | Opcode::Srem | Opcode::Udiv | Opcode::Urem
        ),
        InstructionData::Load { .. } => data.memflags_trap_code(&function.dfg).is_none(),
        InstructionData::LoadNoOffset { .. } => data.opcode() == Opcode::Bitcast,
        InstructionData::Unary { .. }
        | InstructionData::Ternary { .. }
        | InstructionData::IntCompare { .. }
        | InstructionData::FloatCompare { .. } => true,
        _ => false,
    }
}

/// The instruction calls a function that keeps no registers.
fn leaves_nothing(function: &Function, inst: Inst) -> bool {
    let dfg = &function.dfg;
    let signature = match dfg.insts[inst] {
        InstructionData::Call { func_ref, .. } => dfg.ext_funcs[func_ref].signature,
        InstructionData::CallIndirect { sig_ref, .. } => sig_ref,
        _ => return false,
    };
    dfg.signatures[signature].call_conv != CallConv::PreserveAll
}

pub fn is_compare(data: &InstructionData) -> bool {
    matches!(data.opcode(), Opcode::Icmp | Opcode::Fcmp)
}

/// What is shifted right, if the value is a bit of it: `x >> n & 1`.
pub fn tested_bit(function: &Function, value: Value) -> Option<Value> {
    let dfg = &function.dfg;
    let args = |value: Value, opcode: Opcode| {
        let inst = dfg.value_def(value).inst()?;
        let args = dfg.inst_args(inst);
        (dfg.insts[inst].opcode() == opcode)
            .then(|| [args[0], args[1]].map(|v| dfg.resolve_aliases(v)))
    };
    let [shifted, mask] = args(value, Opcode::Band)?;
    let [_, count] = args(shifted, Opcode::Ushr)?;
    let is_wide = matches!(dfg.value_type(shifted), types::I32 | types::I64);
    let is_bit = constant(function, mask) == Some(1) && constant(function, count).is_none();
    (is_wide && is_bit).then_some(shifted)
}

/// The integer constant that a value is, with the sign of its type.
pub fn constant(function: &Function, value: Value) -> Option<i64> {
    let ValueDef::Result(inst, _) = function.dfg.value_def(value) else {
        return None;
    };
    let InstructionData::UnaryImm {
        opcode: Opcode::Iconst,
        imm,
    } = function.dfg.insts[inst]
    else {
        return None;
    };
    Some(match function.dfg.value_type(value) {
        types::I8 => i64::from(imm.bits() as i8),
        types::I16 => i64::from(imm.bits() as i16),
        types::I32 => i64::from(imm.bits() as i32),
        _ => imm.bits(),
    })
}
