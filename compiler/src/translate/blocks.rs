//! The walk over a method's basic blocks, and the edges between them.

use cranelift_codegen::ir;

use super::knowledge::{Fact, Knowledge};
use super::{Activation, EntryState, Operand, Result, Translator, clif_type};
use crate::analysis::BlockIndex;
use crate::bytecode::{self, Kind};
use crate::host::KlassId;
use crate::output::Bailout;

impl Translator<'_, '_> {
    /// The CLIF block of a block.
    pub(super) fn clif_block_of(&mut self, activation: usize, block: BlockIndex) -> ir::Block {
        if let Some(b) = self.activations[activation].clif_blocks[block] {
            return b;
        }
        let b = self.b.create_block();
        self.activations[activation].clif_blocks[block] = Some(b);
        b
    }

    /// Translates the top activation from `entry` on; the current CLIF block goes there.
    pub(super) fn translate_activation(&mut self, entry: u16) -> Result<()> {
        let depth = self.activations.len() - 1;
        let facts = self.known.clone();
        self.top_mut().initial_facts = facts;
        self.top_mut().in_prologue = false;
        let entry = self.top().analysis.block_of(entry.into());
        self.top_mut().entry_states[entry] = Some(EntryState {
            stack: Vec::new(),
            monitors: self.top().monitors,
        });
        self.note_invariants(entry, None);
        if self.top().predecessors_left[entry] == 0 {
            self.top_mut().clif_blocks[entry] = self.b.current_block();
        } else {
            // A loop header: the way in is one more predecessor.
            let first = self.clif_block_of(depth, entry);
            self.jump(first);
        }
        loop {
            let mut progress = false;
            for i in 0..self.top().analysis.order.len() {
                let block = self.top().analysis.order[i];
                if self.top().translated[block] || self.top().entry_states[block].is_none() {
                    continue;
                }
                self.translate_block(block)?;
                progress = true;
            }
            if !progress {
                break;
            }
        }
        self.seal_rest();
        Ok(())
    }

    /// Seals what is not sealed yet: nothing more will branch to this activation's blocks.
    fn seal_rest(&mut self) {
        let a = self.activations.last_mut().expect("an activation");
        for (block, left) in a.clif_blocks.iter().zip(&a.predecessors_left) {
            if let (Some(block), 1..) = (block, left) {
                self.b.seal_block(*block);
            }
        }
        for (_, block) in a.dispatch.drain() {
            self.b.seal_block(block);
        }
    }

    fn translate_block(&mut self, block: BlockIndex) -> Result<()> {
        let depth = self.activations.len() - 1;
        let clif = self.clif_block_of(depth, block);
        if self.b.current_block() != Some(clif) {
            self.b.switch_to_block(clif);
        }
        self.enter_block(block);
        let code = self.top().info.code;
        let (mut bci, end) = {
            let b = &self.top().analysis.blocks[block];
            (b.start, b.end)
        };
        self.ended = false;
        while bci < end && !self.ended {
            self.top_mut().bci = bci;
            self.set_location();
            bci = self.translate_instruction(bci)?;
        }
        if !self.ended {
            if end >= code.len() {
                return Err(Bailout::Unsupported("code falls off its end"));
            }
            let target = self.edge_to(end)?;
            self.jump(target);
        }
        self.ended = false;
        self.leave_block(block);
        Ok(())
    }

    /// Keeps the values of the locals that a loop does not write, on the only way into it. The builder finds out only at the
    /// loop's end that they are the same in it, and until then nothing that is known of them would hold.
    fn note_invariants(&mut self, header: BlockIndex, from: Option<BlockIndex>) {
        let a = self.top();
        if !a.analysis.blocks[header].is_loop_header {
            return;
        }
        let Some(written) = a.analysis.written_in_loop(header, from) else {
            return;
        };
        let start = a.analysis.blocks[header].start;
        let variables: Vec<_> = a
            .analysis
            .live_locals(&a.info, start)
            .into_iter()
            .filter(|&(slot, _)| !written[slot])
            .filter_map(|(slot, kind)| a.locals[slot][kind as usize])
            .collect();
        let values = variables.into_iter().map(|v| (v, self.b.use_var(v)));
        let values = values.collect();
        self.top_mut().invariant[header] = values;
    }

    /// Sets up stack, monitors and facts at the start of a block.
    fn enter_block(&mut self, block: BlockIndex) {
        let depth = self.activations.len() - 1;
        let a = self.top_mut();
        a.translated[block] = true;
        a.block = block;
        let state = a.entry_states[block].clone().expect("an entry state");
        a.monitors = state.monitors;
        a.bci = a.analysis.blocks[block].start;
        let start_facts = facts_at_start(a, block);
        let is_handler = a.analysis.blocks[block].is_handler && state.stack.len() == 1;
        let invariant = std::mem::take(&mut a.invariant[block]);
        let edge_fact = a.edge_facts[block];
        self.set_location();
        self.known = start_facts;
        self.assume_hierarchy(block);
        for (variable, value) in invariant {
            self.b.def_var(variable, value);
        }
        if let Some((value, klass)) = edge_fact {
            self.known.insert(Fact::NonNull(value));
            if let Some(klass) = klass {
                self.known.insert(Fact::Instance(value, klass));
            }
        }
        let mut stack = Vec::with_capacity(state.stack.len());
        if is_handler {
            let variable = self.exception_variable(depth);
            let exception = self.b.use_var(variable);
            self.known.insert(Fact::NonNull(exception));
            stack.push(Operand::Value(exception, Kind::Ref));
        } else {
            for (i, kind) in state.stack.iter().enumerate() {
                stack.push(match kind {
                    Some(kind) => {
                        let variable = self.stack_variable(i, *kind);
                        Operand::Value(self.b.use_var(variable), *kind)
                    }
                    None => Operand::Second,
                });
            }
        }
        let facts = self.known.clone();
        let a = self.top_mut();
        a.stack = stack;
        a.facts[block] = Some((facts, Knowledge::default()));
    }

    fn leave_block(&mut self, block: BlockIndex) {
        let depth = self.activations.len() - 1;
        let facts = std::mem::take(&mut self.known);
        let a = self.top_mut();
        if let Some(f) = &mut a.facts[block] {
            f.1 = facts;
        }
        a.left[block] = true;
        let b = &a.analysis.blocks[block];
        let mut targets: Vec<_> = b.successors.iter().chain(&b.handlers).copied().collect();
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            let left = &mut self.top_mut().predecessors_left[target];
            *left -= 1;
            if *left == 0 && self.top().clif_blocks[target].is_some() {
                let clif = self.clif_block_of(depth, target);
                self.b.seal_block(clif);
            }
        }
    }

    fn stack_variable(&mut self, slot: usize, kind: Kind) -> cranelift_frontend::Variable {
        if let Some(v) = self.top().stack_variables[slot][kind as usize] {
            return v;
        }
        let v = self.b.declare_var(clif_type(kind));
        self.top_mut().stack_variables[slot][kind as usize] = Some(v);
        v
    }

    /// Prepares the edge from here to the block at `bci` and gives the block to jump to.
    pub(super) fn edge_to(&mut self, bci: usize) -> Result<ir::Block> {
        let depth = self.activations.len() - 1;
        let block = self.top().analysis.block_of(bci);
        let stack = self.top().stack.clone();
        let kinds: Vec<_> = stack
            .iter()
            .map(|o| match o {
                Operand::Value(_, kind) => Some(*kind),
                Operand::Second => None,
            })
            .collect();
        let is_handler = self.top().analysis.blocks[block].is_handler;
        for (i, operand) in stack.iter().enumerate() {
            if let Operand::Value(value, kind) = *operand {
                let variable = if is_handler && stack.len() == 1 {
                    self.exception_variable(depth)
                } else {
                    self.stack_variable(i, kind)
                };
                self.b.def_var(variable, value);
            }
        }
        self.note_invariants(block, Some(self.top().block));
        let monitors = self.top().monitors;
        let a = self.top_mut();
        match &a.entry_states[block] {
            None => {
                a.entry_states[block] = Some(EntryState {
                    stack: kinds,
                    monitors,
                });
            }
            Some(state) if state.monitors != monitors => {
                return Err(Bailout::Unsupported("monitors differ where blocks meet"));
            }
            Some(state) if state.stack != kinds => {
                return Err(Bailout::Unsupported("stacks differ where blocks meet"));
            }
            Some(_) => {}
        }
        Ok(self.clif_block_of(depth, block))
    }

    /// As [`Self::edge_to`] for a branch: one that goes backwards polls on the way.
    pub(super) fn branch_edge(&mut self, bci: usize) -> Result<BranchEdge> {
        let target = self.edge_to(bci)?;
        if bci > self.top().bci {
            return Ok(BranchEdge {
                first: target,
                bci,
                polled: None,
            });
        }
        let first = self.b.create_block();
        self.known.forget_remembered();
        Ok(BranchEdge {
            first,
            bci,
            polled: Some(target),
        })
    }

    /// Emits what lies between a branch and its target; the current block is filled.
    pub(super) fn finish_edge(&mut self, edge: BranchEdge) {
        if let Some(target) = edge.polled {
            self.start(edge.first);
            let hierarchy = self.known.hierarchy;
            self.count_back_edge(edge.bci);
            let asks = self.keep_hierarchy(edge.bci);
            self.poll(edge.bci, asks);
            self.jump(target);
            // For the branch's other way.
            self.known.hierarchy = hierarchy;
        }
    }

    /// The value is not null, and an instance of the class, on the edge from here to the block at `bci`.
    pub(super) fn known_on_edge(&mut self, bci: usize, value: ir::Value, klass: Option<KlassId>) {
        let value = self.b.func.dfg.resolve_aliases(value);
        let a = self.top_mut();
        let target = a.analysis.block_of(bci);
        if a.analysis.blocks[target].predecessors == [a.block] {
            a.edge_facts[target] = Some((value, klass));
        }
    }

    /// The index behind the current instruction.
    pub(super) fn next_bci(&self) -> usize {
        let bci = self.top().bci;
        bci + self.length_at(bci)
    }

    /// The length of the instruction at `bci`.
    pub(super) fn length_at(&self, bci: usize) -> usize {
        bytecode::length_at(self.top().info.code, bci)
    }
}

/// A branch's way to its target.
#[derive(Clone, Copy)]
pub(super) struct BranchEdge {
    pub first: ir::Block,
    /// Where it leads.
    pub bci: usize,
    polled: Option<ir::Block>,
}

/// What is known where a block begins.
fn facts_at_start(a: &Activation<'_>, block: BlockIndex) -> Knowledge {
    let mut known = facts_of_dominator(a, block);
    known.forget_memory();
    let b = &a.analysis.blocks[block];
    if b.is_handler {
        return known;
    }
    if b.predecessors.is_empty() {
        known.copy_memory(&a.initial_facts);
        return known;
    }
    if b.dominator.is_none() {
        return known;
    }
    let mut first = true;
    for &p in &b.predecessors {
        let Some((_, end)) = a.facts[p].as_ref().filter(|_| a.left[p]) else {
            known.forget_memory();
            break;
        };
        match std::mem::take(&mut first) {
            true => known.copy_memory(end),
            false => known.intersect_memory(end),
        }
    }
    known
}

/// What the block's dominator has proved. Of a dominator with handlers only what held at its start: the way here may have left
/// it in the middle.
fn facts_of_dominator(a: &Activation<'_>, block: BlockIndex) -> Knowledge {
    let b = &a.analysis.blocks[block];
    let Some(dominator) = b.dominator else {
        return a.initial_facts.clone();
    };
    let Some((start, end)) = &a.facts[dominator] else {
        return a.initial_facts.clone();
    };
    let through_end = a.analysis.blocks[dominator].handlers.is_empty()
        || b.predecessors == [dominator] && !a.analysis.blocks[dominator].handlers.contains(&block);
    if through_end { end } else { start }.clone()
}
