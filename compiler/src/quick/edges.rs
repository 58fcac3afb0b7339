//! Ends of blocks: jumps, branches and the moves on the edges between blocks.

use cranelift_codegen::ir::{Block, BlockArg, BlockCall, Inst, InstructionData, Value};

use super::assembler::{Address, Alu, Cc, Label, Reg, Rm, SCRATCH, Width};
use super::lower::Condition;
use super::plan::{NO_REGISTER, NONE, Start};
use super::registers::{Result, Source, State};
use super::{Emitter, Unsupported};

impl Emitter<'_> {
    fn target(&self, call: &BlockCall) -> (Block, usize) {
        let block = call.block(&self.function.dfg.value_lists);
        (block, self.plan.order[block.as_u32() as usize] as usize)
    }

    fn arguments(&self, call: &BlockCall) -> Result<Vec<Value>> {
        let dfg = &self.function.dfg;
        call.args(&dfg.value_lists)
            .map(|argument| match argument {
                BlockArg::Value(value) => Ok(dfg.resolve_aliases(value)),
                _ => Err(Unsupported),
            })
            .collect()
    }

    /// The edge from block `from` needs instructions of its own.
    fn needs_code(&self, from: usize, call: &BlockCall) -> bool {
        let (_, to) = self.target(call);
        call.len(&self.function.dfg.value_lists) > 0
            || to <= from && self.plan.blocks[to].start == Start::Inherits
    }

    /// The registers are as the block expects them that is jumped to from here, without code on the edge.
    fn hand_on(&mut self, to: usize) {
        if self.plan.blocks[to].start != Start::Inherits {
            return;
        }
        let mut state = Box::new(self.state.clone());
        if self.plan.blocks[to].is_rejoined {
            // Nobody shall have to load constants only because they are in registers elsewhere.
            for number in &mut state.content {
                if *number != NONE && self.plan.values[*number as usize].lazy {
                    *number = NONE;
                }
            }
        }
        self.states[to] = Some(state);
    }

    /// Code between the end of a block and the begin of another.
    fn edge(&mut self, from: usize, call: &BlockCall) -> Result<()> {
        let (block, to) = self.target(call);
        let arguments = self.arguments(call)?;
        match self.plan.blocks[to].start {
            Start::Inherits if to > from => {
                self.bind_parameters(block, &arguments)?;
                self.hand_on(to);
            }
            Start::Inherits => {
                let state = self.states[to].take().expect("it was left before");
                self.conform(block, &arguments, &state);
                self.states[to] = Some(state);
            }
            Start::Memory => self.store_parameters(block, &arguments)?,
        }
        Ok(())
    }

    /// Puts arguments into registers that are the parameters' from now on.
    fn bind_parameters(&mut self, block: Block, arguments: &[Value]) -> Result<()> {
        let function = self.function;
        let parameters = function.dfg.block_params(block);
        for (i, (&parameter, &argument)) in parameters.iter().zip(arguments).enumerate() {
            let register = self.plan.info(argument).register;
            let is_free = register != NO_REGISTER
                && !self.is_alive(argument)
                && !arguments[i + 1..].contains(&argument);
            let r = if is_free {
                let r = Reg(register);
                self.forget(r);
                r
            } else {
                let source = self.place_of(argument);
                if let Source::Register(from) = source {
                    self.pinned |= from.bit();
                }
                for &later in &arguments[i + 1..] {
                    let register = self.plan.info(later).register;
                    if register != NO_REGISTER {
                        self.pinned |= Reg(register).bit();
                    }
                }
                let r = self.free_register(self.is_vector(parameter))?;
                self.move_from(r, source);
                r
            };
            self.hold(r, parameter, true);
        }
        self.pinned = 0;
        Ok(())
    }

    /// Brings the registers into the state that a block expects, which was entered from elsewhere before.
    fn conform(&mut self, block: Block, arguments: &[Value], expected: &State) {
        let function = self.function;
        // What is in the frame there has to be in the frame.
        let mut left = self.state.dirty;
        while left != 0 {
            let r = Reg(left.trailing_zeros() as u8);
            left &= left - 1;
            let Some(value) = self.content(r) else {
                continue;
            };
            let there = expected.content.iter().position(|&c| c == value.as_u32());
            let is_dirty_there = there.is_some_and(|r| expected.dirty & 1 << r != 0);
            if self.is_alive(value) && !is_dirty_there {
                self.save(r);
            }
        }
        let parameters = function.dfg.block_params(block);
        let mut moves = std::mem::take(&mut self.moves);
        moves.clear();
        for r in (0..32).map(Reg) {
            let number = expected.content[usize::from(r.0)];
            if number == NONE {
                continue;
            }
            let value = Value::from_u32(number);
            let parameter = parameters.iter().position(|&p| p == value);
            let value = parameter.map_or(value, |i| arguments[i]);
            if parameter.is_none() && !self.is_alive(value) {
                continue;
            }
            // A value without a place does not dominate the block, and is not used there.
            if let Some(source) = self.source(value) {
                moves.push((r, source));
            }
        }
        self.move_all(&mut moves);
        self.moves = moves;
    }

    /// Stores arguments in the parameters' homes.
    fn store_parameters(&mut self, block: Block, arguments: &[Value]) -> Result<()> {
        let function = self.function;
        let parameters = function.dfg.block_params(block);
        // Parameters that are arguments as well may be overwritten before they are read.
        for (parameter, &argument) in parameters.iter().zip(arguments) {
            if argument != *parameter && parameters.contains(&argument) {
                self.use_register(argument)?;
            }
        }
        for (&parameter, &argument) in parameters.iter().zip(arguments) {
            if argument == parameter || self.plan.info(parameter).uses == 0 {
                continue;
            }
            let home = Address::home(self.home(parameter));
            match self.place_of(argument) {
                Source::Register(r) => self.a.store_word(home, r),
                Source::Constant(bits) if i32::try_from(bits).is_ok() => {
                    self.a.store_imm(Width::W64, home, bits as i32);
                }
                source => {
                    self.move_from(SCRATCH, source);
                    self.a.store_word(home, SCRATCH);
                }
            }
        }
        self.pinned = 0;
        Ok(())
    }

    /// The last instruction of the block with this number.
    pub(super) fn terminator(&mut self, number: usize, inst: Inst) -> Result<()> {
        let function = self.function;
        match function.dfg.insts[inst] {
            InstructionData::Jump { destination, .. } => {
                self.in_edge = true;
                self.edge(number, &destination)?;
                self.jump_unless_next(number, &destination);
            }
            InstructionData::Brif { arg, blocks, .. } => {
                let condition = self.condition(arg)?;
                self.in_edge = true;
                self.branch(number, condition, blocks)?;
            }
            InstructionData::BranchTable { arg, table, .. } => {
                let table = &function.dfg.jump_tables[table];
                self.branch_table(number, arg, table.default_block(), table.as_slice())?;
            }
            _ => return Err(Unsupported),
        }
        self.in_edge = false;
        Ok(())
    }

    fn jump_unless_next(&mut self, number: usize, call: &BlockCall) {
        let (_, to) = self.target(call);
        if to != number + 1 {
            self.a.jump(self.labels[to]);
        }
    }

    fn branch(
        &mut self,
        number: usize,
        condition: Condition,
        [then, otherwise]: [BlockCall; 2],
    ) -> Result<()> {
        let needs = [&then, &otherwise].map(|call| self.needs_code(number, call));
        let [(_, to), (_, other)] = [&then, &otherwise].map(|call| self.target(call));
        if !needs[0] && !needs[1] {
            self.hand_on(to);
            self.hand_on(other);
            if to == number + 1 {
                self.jump_on(condition.inverted(), self.labels[other]);
            } else {
                self.jump_on(condition, self.labels[to]);
                self.jump_unless_next(number, &otherwise);
            }
            return Ok(());
        }
        if !needs[0] {
            self.hand_on(to);
            self.jump_on(condition, self.labels[to]);
            self.edge(number, &otherwise)?;
            self.jump_unless_next(number, &otherwise);
            return Ok(());
        }
        if !needs[1] {
            self.hand_on(other);
            self.jump_on(condition.inverted(), self.labels[other]);
            self.edge(number, &then)?;
            self.jump_unless_next(number, &then);
            return Ok(());
        }
        let label = self.a.label();
        self.jump_on(condition, label);
        let state = self.state.clone();
        self.edge(number, &otherwise)?;
        self.a.jump(self.labels[other]);
        self.enter_state(&state);
        self.a.bind(label);
        self.edge(number, &then)?;
        self.jump_unless_next(number, &then);
        Ok(())
    }

    /// Jumps if a condition holds whose comparison was the last instruction.
    fn jump_on(&mut self, condition: Condition, label: Label) {
        match condition {
            Condition::One(cc) => self.a.jump_if(cc, label),
            Condition::Either(a, b) => {
                self.a.jump_if(a, label);
                self.a.jump_if(b, label);
            }
            Condition::Both(a, b) => {
                let skip = self.a.label();
                self.a.jump_if(a.inverted(), skip);
                self.a.jump_if(b, label);
                self.a.bind(skip);
            }
        }
    }

    fn branch_table(
        &mut self,
        number: usize,
        index: Value,
        default: BlockCall,
        table: &[BlockCall],
    ) -> Result<()> {
        let from = self.use_register(index)?;
        let r = self.free_register(false)?;
        self.a.mov(Width::W32, r, from);
        self.in_edge = true;
        let state = self.state.clone();
        let mut pending = Vec::new();
        let mut label_of = |e: &mut Self, call: BlockCall| {
            let (_, to) = e.target(&call);
            if e.needs_code(number, &call) {
                let label = e.a.label();
                pending.push((label, call));
                label
            } else {
                e.hand_on(to);
                e.labels[to]
            }
        };
        let default = label_of(self, default);
        let labels: Vec<_> = table.iter().map(|&call| label_of(self, call)).collect();
        self.a
            .alu_imm(Alu::Cmp, Width::W32, Rm::Reg(r), table.len() as i32);
        self.a.jump_if(Cc::AboveEqual, default);
        self.a.jump_table(r, &labels);
        for (label, call) in pending {
            self.enter_state(&state);
            self.pinned = 0;
            self.a.bind(label);
            self.edge(number, &call)?;
            let (_, to) = self.target(&call);
            self.a.jump(self.labels[to]);
        }
        Ok(())
    }
}
