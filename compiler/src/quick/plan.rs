//! What is known before a function is emitted: the order of its blocks, what each begins with, and how long values are needed.
//!
//! Blocks are emitted in reverse postorder, cold ones behind all others. A block that can be reached from one earlier block only
//! *inherits*: it begins with the registers as that block leaves them. So trees of blocks, *regions*, grow from blocks that
//! begin with nothing in registers. Ways back from cold blocks into such a block bring the registers into the state that
//! it expects. A value that another region needs than the one that defines it *escapes*: it is stored in the frame where it is defined.
//!
//! Positions number the instructions in the order of emission. A hot block's use of a value counts at its own position, a cold one's also
//! at the end of the hot block that leads there; so "no use after this position" says that a register is free, in both.

use cranelift_codegen::ir::{
    Block, BlockCall, Function, Inst, InstructionData, Opcode, Value, ValueDef, types,
};

pub const NONE: u32 = u32::MAX;

/// What is known of a value.
#[derive(Clone, Copy)]
pub struct ValueInfo {
    pub uses: u32,
    /// Position of the last use as hot code sees it.
    pub last_hot: u32,
    /// The same among cold blocks.
    pub last_cold: u32,
    /// Order of the block that defines it.
    block: u32,
    /// It is computed where it is used (or a constant).
    pub lazy: bool,
    pub escapes: bool,
    /// Offset of its word in the frame, 0 if it has none.
    pub home: i32,
    /// The register that holds it now.
    pub register: u8,
    /// The upper half of the register, or of the word in the frame, is zero.
    pub is_extended: bool,
}

pub const NO_REGISTER: u8 = u8::MAX;

const UNKNOWN: ValueInfo = ValueInfo {
    uses: 0,
    last_hot: 0,
    last_cold: 0,
    block: NONE,
    lazy: false,
    escapes: false,
    home: 0,
    register: NO_REGISTER,
    is_extended: false,
};

/// How a block begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// With nothing in registers; its parameters lie in the frame.
    Memory,
    /// As the one earlier block that leads here leaves the registers.
    Inherits,
}

pub struct BlockInfo {
    pub block: Block,
    pub start: Start,
    /// Cold blocks behind lead here, too.
    pub is_rejoined: bool,
    pub is_cold: bool,
    /// Of cold blocks that inherit: the end of the hot block that leads here, otherwise its own start.
    pub attribute: u32,
    /// Position of the first instruction.
    pub position: u32,
    /// Of cold blocks: they lead back to a block that expects values in registers.
    pub rejoins: bool,
    /// The position behind the last instruction, which no instruction has.
    pub end: u32,
    region: u32,
}

/// See the module's text. Reused for one function after the other.
#[derive(Default)]
pub struct Plan {
    pub blocks: Vec<BlockInfo>,
    /// By block: its place in `blocks`.
    pub order: Vec<u32>,
    pub values: Vec<ValueInfo>,
    edges: Vec<(u32, u32)>,
    stack: Vec<(Block, u32)>,
    postorder: Vec<Block>,
    /// By block.
    is_hot: Vec<bool>,
}

/// Where a terminator leads; nowhere if the instruction is none.
fn branches(function: &Function, inst: Inst) -> &[BlockCall] {
    let dfg = &function.dfg;
    dfg.insts[inst].branch_destination(&dfg.jump_tables, &dfg.exception_tables)
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

/// Blocks that a block leads to.
fn successors(function: &Function, block: Block) -> impl Iterator<Item = Block> {
    let last = function.layout.last_inst(block);
    let calls = last.map_or(&[][..], |inst| branches(function, inst));
    calls
        .iter()
        .map(|call| call.block(&function.dfg.value_lists))
}

impl Plan {
    pub fn make(&mut self, function: &Function) {
        self.find_order(function);
        self.find_starts(function);
        self.count_uses(function);
        self.find_last_uses(function);
    }

    pub fn info(&self, value: Value) -> &ValueInfo {
        &self.values[value.as_u32() as usize]
    }
    pub fn info_mut(&mut self, value: Value) -> &mut ValueInfo {
        &mut self.values[value.as_u32() as usize]
    }

    fn find_order(&mut self, function: &Function) {
        let blocks = function.dfg.num_blocks();
        self.blocks.clear();
        self.order.clear();
        self.order.resize(blocks, NONE);
        self.postorder.clear();
        self.stack.clear();
        let Some(entry) = function.layout.entry_block() else {
            return;
        };
        const SEEN: u32 = NONE - 1;
        self.order[entry.as_u32() as usize] = SEEN;
        self.stack.push((entry, 0));
        while let Some((block, next)) = self.stack.last_mut() {
            match successors(function, *block).nth(*next as usize) {
                Some(successor) => {
                    *next += 1;
                    let seen = &mut self.order[successor.as_u32() as usize];
                    if *seen == NONE {
                        *seen = SEEN;
                        self.stack.push((successor, 0));
                    }
                }
                None => {
                    self.postorder.push(*block);
                    self.stack.pop();
                }
            }
        }
        // What only cold blocks lead to is cold, too.
        self.is_hot.clear();
        self.is_hot.resize(blocks, false);
        self.is_hot[entry.as_u32() as usize] = true;
        for &block in self.postorder.iter().rev() {
            let is_hot = &mut self.is_hot[block.as_u32() as usize];
            *is_hot &= block == entry || !function.layout.is_cold(block);
            if *is_hot {
                for to in successors(function, block) {
                    self.is_hot[to.as_u32() as usize] = true;
                }
            }
        }
        for cold in [false, true] {
            for &block in self.postorder.iter().rev() {
                let is_cold = !self.is_hot[block.as_u32() as usize];
                if is_cold == cold {
                    self.order[block.as_u32() as usize] = self.blocks.len() as u32;
                    self.blocks.push(BlockInfo {
                        block,
                        start: Start::Memory,
                        is_rejoined: false,
                        rejoins: false,
                        is_cold,
                        attribute: 0,
                        position: 0,
                        end: 0,
                        region: 0,
                    });
                }
            }
        }
    }

    fn find_starts(&mut self, function: &Function) {
        // Positions begin at 1: 0 stands for no use.
        let mut position = 1;
        self.edges.clear();
        for (number, info) in self.blocks.iter_mut().enumerate() {
            info.position = position;
            position += function.layout.block_insts(info.block).count() as u32;
            info.end = position;
            position += 1;
            for to in successors(function, info.block) {
                let to = self.order[to.as_u32() as usize];
                self.edges.push((to, number as u32));
            }
        }
        self.edges.sort_unstable();
        // Who inherits if nothing else prevents it, and from whom.
        let mut parents = vec![NONE; self.blocks.len()];
        let mut at = 0;
        while at < self.edges.len() {
            let to = self.edges[at].0;
            let end = at + self.edges[at..].partition_point(|e| e.0 == to);
            let edges = &self.edges[at..end];
            let earlier = edges.partition_point(|e| e.1 < to);
            let later_cold = edges[earlier..]
                .iter()
                .all(|e| self.blocks[e.1 as usize].is_cold)
                && !self.blocks[to as usize].is_cold;
            if earlier == 1 && (earlier == edges.len() || later_cold) && to != 0 {
                parents[to as usize] = edges[0].1;
                self.blocks[to as usize].is_rejoined = earlier < edges.len();
            }
            at = end;
        }
        loop {
            for (number, &parent) in parents.iter().enumerate() {
                let (region, attribute) = match parent {
                    NONE => (number as u32, self.blocks[number].position),
                    parent => {
                        let parent = &self.blocks[parent as usize];
                        let attribute = match (self.blocks[number].is_cold, parent.is_cold) {
                            (true, true) => parent.attribute,
                            (true, false) => parent.end,
                            _ => self.blocks[number].position,
                        };
                        (parent.region, attribute)
                    }
                };
                self.blocks[number].region = region;
                self.blocks[number].attribute = attribute;
            }
            // Who rejoins must have come from the same region, and have left it before.
            let mut changed = false;
            for &(to, from) in &self.edges {
                if parents[to as usize] == NONE || from < to {
                    continue;
                }
                let (target, source) = (&self.blocks[to as usize], &self.blocks[from as usize]);
                if target.region != source.region
                    || source.attribute >= target.position
                    || parents[from as usize] == NONE
                {
                    parents[to as usize] = NONE;
                    self.blocks[to as usize].is_rejoined = false;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        for (info, parent) in self.blocks.iter_mut().zip(parents) {
            info.start = match parent {
                NONE => Start::Memory,
                _ => Start::Inherits,
            };
        }
        for &(to, from) in self.edges.iter() {
            let leads_back = to < from && self.blocks[to as usize].is_rejoined;
            self.blocks[from as usize].rejoins |= leads_back;
        }
        // Targets in descending order: those of cold blocks come after them.
        for &(to, from) in self.edges.iter().rev() {
            let leads_back = to > from && self.blocks[to as usize].rejoins;
            self.blocks[from as usize].rejoins |= leads_back;
        }
    }

    fn count_uses(&mut self, function: &Function) {
        let dfg = &function.dfg;
        self.values.clear();
        self.values.resize(dfg.num_values(), UNKNOWN);
        for (number, info) in self.blocks.iter().enumerate() {
            for &parameter in dfg.block_params(info.block) {
                self.values[parameter.as_u32() as usize].block = number as u32;
            }
            for inst in function.layout.block_insts(info.block) {
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

    fn find_last_uses(&mut self, function: &Function) {
        for number in (0..self.blocks.len()).rev() {
            let block = self.blocks[number].block;
            let mut position = self.blocks[number].end;
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
            self.note_use(number, resolve(value), position);
        }
        for_edge_arguments(function, inst, |value| {
            self.note_use(number, value, position)
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

    fn note_use(&mut self, number: usize, value: Value, position: u32) {
        let user = &self.blocks[number];
        let (is_cold, attribute, region) = (user.is_cold, user.attribute, user.region);
        let definer = self.info(value).block;
        let defined_in = self.blocks.get(definer as usize).map(|b| b.region);
        let info = self.info_mut(value);
        if info.lazy {
            return;
        }
        if is_cold {
            info.last_cold = info.last_cold.max(position);
            info.last_hot = info.last_hot.max(attribute);
        } else {
            info.last_hot = info.last_hot.max(position);
        }
        info.escapes |= defined_in != Some(region);
    }
}

pub fn is_compare(data: &InstructionData) -> bool {
    matches!(data.opcode(), Opcode::Icmp | Opcode::Fcmp)
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
