//! Ends of blocks: jumps, branches and the moves on the edges between blocks.
//!
//! The first edge into a block decides what the block begins with: what is in which register there. On all other edges registers and homes are
//! brought into that state. A loop begins with what is used in it: other values give their registers away before it.

use cranelift_codegen::ir::{Block, BlockArg, BlockCall, Inst, InstructionData, Value};

use super::assembler::{Address, Alu, Cc, Label, Reg, Rm, SCRATCH, Width};
use super::lower::Condition;
use super::order::NONE;
use super::plan::NO_REGISTER;
use super::registers::{Result, Source, State, registers_for};
use super::{Emitter, Unsupported};

/// A way from hot code to a cold block that needs instructions of its own, which come behind all hot code.
pub(super) struct Detour {
    label: Label,
    state: State,
    limit_hot: u32,
    call: BlockCall,
}

/// What an edge into a block with a known state takes, all at once. Kept for its memory.
#[derive(Default)]
pub(super) struct Transition {
    /// Registers whose values have to be in their homes.
    saves: u32,
    /// Parameters that lie in the frame, and their arguments.
    stores: Vec<(Value, Value)>,
    moves: Vec<(Reg, Source)>,
}

impl Transition {
    fn is_empty(&self) -> bool {
        self.saves == 0 && self.stores.is_empty() && self.moves.is_empty()
    }
}

/// Of a block's parameters so many begin in general, and so many in vector registers; the others in the frame.
const PARAMETERS_IN_REGISTERS: [usize; 2] = [8, 10];
/// Registers that stay free at the begin of a loop for what is made in it.
const SPARE_IN_LOOPS: usize = 4;

impl Emitter<'_> {
    fn target(&self, call: &BlockCall) -> (Block, usize) {
        let block = call.block(&self.function.dfg.value_lists);
        (
            block,
            self.plan.order.number[block.as_u32() as usize] as usize,
        )
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

    /// Where to jump for an edge, if nothing is to be done on it here.
    fn direct_label(&mut self, from: usize, call: &BlockCall) -> Result<Option<Label>> {
        let (block, to) = self.target(call);
        let is_free = match self.states[to].take() {
            None => {
                let is_free = call.len(&self.function.dfg.value_lists) == 0
                    && self.plan.order.blocks[to].heads == NONE;
                if is_free {
                    self.hand_on(to);
                }
                is_free
            }
            Some(expected) => {
                let arguments = self.arguments(call)?;
                self.find_transition(block, &arguments, &expected);
                self.states[to] = Some(expected);
                self.transition.is_empty()
            }
        };
        if is_free {
            return Ok(Some(self.labels[to]));
        }
        let is_detour = self.plan.order.blocks[to].is_cold && !self.plan.order.blocks[from].is_cold;
        Ok(is_detour.then(|| self.detour(call)))
    }

    /// The label of instructions for an edge, which are emitted later.
    fn detour(&mut self, call: &BlockCall) -> Label {
        let label = self.a.label();
        self.detours.push(Detour {
            label,
            state: self.state.clone(),
            limit_hot: self.limit_hot,
            call: *call,
        });
        label
    }

    /// Emits what hot code left for later.
    pub(super) fn emit_detours(&mut self) -> Result<()> {
        self.in_edge = true;
        for detour in std::mem::take(&mut self.detours) {
            self.enter_state(&detour.state);
            (self.limit_hot, self.limit_cold) = (detour.limit_hot, NONE);
            self.a.bind(detour.label);
            self.edge(&detour.call)?;
            let (_, to) = self.target(&detour.call);
            self.a.jump(self.labels[to]);
        }
        self.in_edge = false;
        Ok(())
    }

    /// The block that is jumped to from here begins with the registers as they are.
    fn hand_on(&mut self, to: usize) {
        let mut state = Box::new(self.state.clone());
        if self.plan.order.blocks[to].edges > 1 {
            // Nobody shall have to load constants only because they are in registers elsewhere.
            for number in &mut state.content {
                if *number != NONE && self.plan.values[*number as usize].lazy {
                    let value = Value::from_u32(*number);
                    if !self.function.dfg.value_type(value).is_float() {
                        *number = NONE;
                    }
                }
            }
        }
        self.states[to] = Some(state);
    }

    /// Code between the end of a block and the begin of another.
    fn edge(&mut self, call: &BlockCall) -> Result<()> {
        let (block, to) = self.target(call);
        let arguments = self.arguments(call)?;
        match self.states[to].take() {
            Some(expected) => {
                self.conform(block, &arguments, &expected)?;
                self.states[to] = Some(expected);
            }
            None => {
                self.bind_parameters(block, &arguments)?;
                if self.plan.order.blocks[to].heads != NONE {
                    self.prepare_loop(block, self.plan.order.blocks[to].heads)?;
                }
                self.hand_on(to);
            }
        }
        Ok(())
    }

    /// Puts arguments into registers that are the parameters' from now on.
    fn bind_parameters(&mut self, block: Block, arguments: &[Value]) -> Result<()> {
        let function = self.function;
        let parameters = function.dfg.block_params(block);
        let mut in_registers = Vec::with_capacity(parameters.len());
        let mut left = PARAMETERS_IN_REGISTERS;
        for (&parameter, &argument) in parameters.iter().zip(arguments) {
            let left = &mut left[usize::from(self.is_vector(parameter))];
            if self.plan.info(parameter).uses == 0 {
                continue;
            }
            if *left > 0 {
                *left -= 1;
                in_registers.push((parameter, argument));
            } else {
                self.store_parameter(parameter, argument);
            }
        }
        for (i, &(parameter, argument)) in in_registers.iter().enumerate() {
            let later = &in_registers[i + 1..];
            let register = self.plan.info(argument).register;
            let is_free = register != NO_REGISTER
                && !self.is_alive(argument)
                && later.iter().all(|l| l.1 != argument);
            let r = if is_free {
                let r = Reg(register);
                self.forget(r);
                r
            } else {
                let source = self.place_of(argument);
                if let Source::Register(from) = source {
                    self.pinned |= from.bit();
                }
                for &(_, later) in later {
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

    /// Before the first entry of a loop: what it does not use leaves the registers, what it uses comes in. If calls empty them in each
    /// iteration, all of it lies in the frame.
    fn prepare_loop(&mut self, header: Block, number: u32) -> Result<()> {
        let function = self.function;
        let parameters = function.dfg.block_params(header);
        let info = &self.plan.order.loops[number as usize];
        let is_cold = self.plan.order.blocks[info.header as usize].is_cold;
        let keeps = !info.has_calls && !is_cold;
        for r in (0..32).map(Reg) {
            let Some(value) = self.content(r) else {
                continue;
            };
            if parameters.contains(&value) {
                continue;
            }
            let is_alive = self.is_alive(value);
            let is_used = || {
                self.plan
                    .live_in(number)
                    .binary_search(&(number, value))
                    .is_ok()
            };
            if is_alive && keeps && is_used() {
                continue;
            }
            if is_alive {
                self.save(r);
            }
            self.forget(r);
        }
        if !keeps {
            return Ok(());
        }
        for i in 0..self.plan.live_in(number).len() {
            let (_, value) = self.plan.live_in(number)[i];
            let (info, is_vector) = (self.plan.info(value), self.is_vector(value));
            if info.register != NO_REGISTER || info.home == 0 && !info.lazy {
                continue;
            }
            let free = registers_for(is_vector).filter(|&r| self.content(r).is_none());
            if free.count() > SPARE_IN_LOOPS {
                self.use_register(value)?;
            }
        }
        self.pinned = 0;
        self.touched.clear();
        Ok(())
    }

    /// The value is needed in a block, if it is defined there.
    fn is_alive_in(&self, to: usize, value: Value) -> bool {
        let (info, block) = (self.plan.info(value), &self.plan.order.blocks[to]);
        match block.is_cold {
            false => info.last_hot >= block.position,
            true => {
                info.last_cold >= block.position || block.rejoins && info.last_hot > block.attribute
            }
        }
    }

    /// What it takes to bring registers and homes into the state that a block expects.
    fn find_transition(&mut self, block: Block, arguments: &[Value], expected: &State) {
        let function = self.function;
        let to = self.plan.order.number[block.as_u32() as usize] as usize;
        let first = self.plan.order.blocks[to].first;
        let parameters = function.dfg.block_params(block);
        let mut transition = std::mem::take(&mut self.transition);
        transition.saves = 0;
        transition.stores.clear();
        transition.moves.clear();
        // What is in the frame there has to be in the frame. What was made behind the block that came there first, is of no use there.
        let mut left = self.state.dirty;
        while left != 0 {
            let r = Reg(left.trailing_zeros() as u8);
            left &= left - 1;
            let Some(value) = self.content(r) else {
                continue;
            };
            let there = expected.content.iter().position(|&c| c == value.as_u32());
            let is_dirty_there = there.is_some_and(|r| expected.dirty & 1 << r != 0);
            if !is_dirty_there
                && self.is_alive_in(to, value)
                && self.plan.info(value).block <= first
                && !parameters.contains(&value)
            {
                transition.saves |= r.bit();
            }
        }
        for r in (0..32).map(Reg) {
            let number = expected.content[usize::from(r.0)];
            if number == NONE {
                continue;
            }
            let value = Value::from_u32(number);
            let parameter = parameters.iter().position(|&p| p == value);
            if parameter.is_none() && !self.is_alive_in(to, value) {
                continue;
            }
            let value = parameter.map_or(value, |i| arguments[i]);
            // A value without a place does not dominate the block, and is not used there.
            if let Some(source) = self.source(value)
                && source != Source::Register(r)
            {
                transition.moves.push((r, source));
            }
        }
        for (&parameter, &argument) in parameters.iter().zip(arguments) {
            if argument != parameter
                && self.plan.info(parameter).uses != 0
                && !expected.content.contains(&parameter.as_u32())
            {
                transition.stores.push((parameter, argument));
            }
        }
        self.transition = transition;
    }

    /// Brings registers and homes into the state that a block expects, which was entered from elsewhere before.
    fn conform(&mut self, block: Block, arguments: &[Value], expected: &State) -> Result<()> {
        let function = self.function;
        let parameters = function.dfg.block_params(block);
        // Parameters that are arguments as well may be overwritten before they are read.
        for (parameter, &argument) in parameters.iter().zip(arguments) {
            if argument != *parameter && parameters.contains(&argument) {
                self.use_register(argument)?;
            }
        }
        self.find_transition(block, arguments, expected);
        let mut left = self.transition.saves;
        while left != 0 {
            self.save(Reg(left.trailing_zeros() as u8));
            left &= left - 1;
        }
        for i in 0..self.transition.stores.len() {
            let (parameter, argument) = self.transition.stores[i];
            self.store_parameter(parameter, argument);
        }
        let mut moves = std::mem::take(&mut self.transition.moves);
        self.move_all(&mut moves);
        self.transition.moves = moves;
        self.pinned = 0;
        self.touched.clear();
        Ok(())
    }

    /// Stores an argument in the parameter's home.
    fn store_parameter(&mut self, parameter: Value, argument: Value) {
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

    /// The last instruction of the block with this number.
    pub(super) fn terminator(&mut self, number: usize, inst: Inst) -> Result<()> {
        let function = self.function;
        match function.dfg.insts[inst] {
            InstructionData::Jump { destination, .. } => {
                self.in_edge = true;
                let (_, to) = self.target(&destination);
                let blocks = &self.plan.order.blocks;
                if to <= number && blocks[to].is_light && !blocks[number].is_cold {
                    return self.next_iteration(number, &destination);
                }
                match self.direct_label(number, &destination)? {
                    Some(label) => self.go_on_at(number, &destination, label),
                    None => {
                        self.edge(&destination)?;
                        self.jump_unless_next(number, &destination);
                    }
                }
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

    /// Jumps back to a loop that begins with a test and nothing else: the test is made here once more, which saves a jump.
    fn next_iteration(&mut self, number: usize, call: &BlockCall) -> Result<()> {
        let function = self.function;
        let (block, to) = self.target(call);
        self.edge(call)?;
        let state = self.states[to].take().expect("the loop was entered before");
        self.enter_state(&state);
        self.states[to] = Some(state);
        self.limit_hot = self.plan.order.blocks[to].end - 1;
        if let Some(inst) = function.layout.last_inst(block)
            && let InstructionData::Brif { arg, blocks, .. } = function.dfg.insts[inst]
        {
            let condition = self.condition(arg)?;
            self.branch(number, condition, blocks)?;
        }
        self.in_edge = false;
        Ok(())
    }

    /// The block is emitted next, with nothing between.
    fn is_next(&self, number: usize, to: usize) -> bool {
        let blocks = &self.plan.order.blocks;
        to == number + 1 && blocks[to].is_cold == blocks[number].is_cold
    }

    fn jump_unless_next(&mut self, number: usize, call: &BlockCall) {
        let (_, to) = self.target(call);
        self.go_on_at(number, call, self.labels[to]);
    }

    /// Jumps to a label for an edge, unless it comes next.
    fn go_on_at(&mut self, number: usize, call: &BlockCall, label: Label) {
        let (_, to) = self.target(call);
        if !(self.is_next(number, to) && label == self.labels[to]) {
            self.a.jump(label);
        }
    }

    fn branch(
        &mut self,
        number: usize,
        condition: Condition,
        [then, otherwise]: [BlockCall; 2],
    ) -> Result<()> {
        let mut direct = [
            self.direct_label(number, &then)?,
            self.direct_label(number, &otherwise)?,
        ];
        // The way on shall be straight.
        let is_cold = self.plan.order.blocks[number].is_cold;
        for (this, that, call) in [(0, 1, &otherwise), (1, 0, &then)] {
            let goes_on =
                direct[this].is_some() && direct[this] == self.labels.get(number + 1).copied();
            let (_, to) = self.target(call);
            if !is_cold && goes_on && direct[that].is_none() && self.states[to].is_some() {
                direct[that] = Some(self.detour(call));
            }
        }
        match direct {
            [Some(label), Some(other)] => {
                let (_, to) = self.target(&then);
                let then_is_next = self.is_next(number, to) && label == self.labels[to];
                // Loops shall take one jump.
                if then_is_next || self.a.is_bound(other) && !self.a.is_bound(label) {
                    self.jump_on(condition.inverted(), other);
                    self.go_on_at(number, &then, label);
                } else {
                    self.jump_on(condition, label);
                    self.go_on_at(number, &otherwise, other);
                }
            }
            [Some(label), None] => {
                self.jump_on(condition, label);
                self.edge(&otherwise)?;
                self.jump_unless_next(number, &otherwise);
            }
            [None, Some(other)] => {
                self.jump_on(condition.inverted(), other);
                self.edge(&then)?;
                self.jump_unless_next(number, &then);
            }
            [None, None] => {
                let label = self.a.label();
                self.jump_on(condition, label);
                let state = self.state.clone();
                self.edge(&otherwise)?;
                let (_, to) = self.target(&otherwise);
                self.a.jump(self.labels[to]);
                self.enter_state(&state);
                self.a.bind(label);
                self.edge(&then)?;
                self.jump_unless_next(number, &then);
            }
        }
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
        let mut labels = Vec::with_capacity(table.len());
        for &call in std::iter::once(&default).chain(table) {
            let label = match self.direct_label(number, &call)? {
                Some(label) => label,
                None => {
                    let label = self.a.label();
                    pending.push((label, call));
                    label
                }
            };
            labels.push(label);
        }
        self.a
            .alu_imm(Alu::Cmp, Width::W32, Rm::Reg(r), table.len() as i32);
        self.a.jump_if(Cc::AboveEqual, labels[0]);
        self.a.jump_table(r, &labels[1..]);
        for (label, call) in pending {
            self.enter_state(&state);
            self.pinned = 0;
            self.a.bind(label);
            self.edge(&call)?;
            let (_, to) = self.target(&call);
            self.a.jump(self.labels[to]);
        }
        Ok(())
    }
}
