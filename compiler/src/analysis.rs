//! What is known of a method before it is translated: basic blocks in reverse postorder, dominators, liveness of locals.
//!
//! Blocks also end where ranges of exception handlers begin and end, so that all instructions of a block have the same
//! handlers. Handlers count as successors of the blocks that they cover. A local is live as a (slot, kind) pair: the kind of
//! the reading instruction tells what a slot holds, so no types need to be inferred.
//!
//! Subroutines (`jsr`, `ret`) are ordinary code: a return address is a value, the index of the instruction behind the call, and `ret` is a
//! switch over the calls that it can belong to ([`Analysis::return_sites`]). It belongs to those from whose subroutines' first
//! instructions it can be reached, where a call of another subroutine counts as coming back.

use std::collections::BTreeMap;

use crate::bytecode::{self, Kind, op};
use crate::host::{Bci, MethodInfo};
use crate::output::Bailout;

/// Number of a basic block.
pub type BlockIndex = usize;

/// A basic block.
#[derive(Debug, Default)]
pub struct Block {
    pub start: usize,
    /// Behind the last instruction.
    pub end: usize,
    pub successors: Vec<BlockIndex>,
    /// First blocks of the handlers that cover this block.
    pub handlers: Vec<BlockIndex>,
    /// Reachable blocks that this is a successor or handler of (each counted once).
    pub predecessors: Vec<BlockIndex>,
    pub is_handler: bool,
    /// The target of a branch that goes backwards in reverse postorder.
    pub is_loop_header: bool,
    pub dominator: Option<BlockIndex>,
    pub live_in: Bits,
    /// Number of the innermost loop that the block is in.
    inner_loop: Option<usize>,
}

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    fn with_capacity(n: usize) -> Bits {
        Bits(vec![0; n.div_ceil(64)])
    }
    pub fn contains(&self, n: usize) -> bool {
        self.0[n / 64] >> (n % 64) & 1 != 0
    }
    fn insert(&mut self, n: usize) {
        self.0[n / 64] |= 1 << (n % 64);
    }
    fn remove(&mut self, n: usize) {
        self.0[n / 64] &= !(1 << (n % 64));
    }
    fn union(&mut self, other: &Bits) {
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            *a |= b;
        }
    }
}

/// The result.
#[derive(Debug)]
pub struct Analysis {
    pub blocks: Vec<Block>,
    /// Block that starts at a bytecode index.
    block_at: Vec<Option<u32>>,
    /// Reachable blocks in reverse postorder.
    pub order: Vec<BlockIndex>,
    /// Locals that some reachable instruction writes.
    pub written: Vec<bool>,
    /// The number of return instructions.
    pub returns: usize,
    /// Where each `ret` can lead.
    return_sites: BTreeMap<usize, Vec<usize>>,
    /// Outer loops first.
    loops: Vec<Loop>,
}

/// A loop.
#[derive(Debug)]
struct Loop {
    header: BlockIndex,
    members: Bits,
    /// Locals that are written in it.
    written: Vec<bool>,
}

/// Ways from all `ret` of a method to the instructions behind its `jsr`: with more it is not compiled.
const MAX_RETURNS: usize = 512;

impl Analysis {
    /// How many monitors are entered by `monitorenter` at the start of the block at `bci`, on a way to it without exceptions
    /// (all have the same, or locking is not structured). `None` if there is no such way.
    pub fn monitors_at(&self, code: &[u8], bci: usize) -> Option<usize> {
        let wanted = self.block_of(bci);
        let mut depths: Vec<Option<usize>> = vec![None; self.blocks.len()];
        let first = self.block_of(0);
        depths[first] = Some(0);
        let mut pending = vec![first];
        while let Some(block) = pending.pop() {
            let mut depth = depths[block]?;
            if block == wanted {
                return Some(depth);
            }
            let (mut at, end) = (self.blocks[block].start, self.blocks[block].end);
            while at < end {
                match code[at] {
                    op::MONITORENTER => depth += 1,
                    op::MONITOREXIT => depth = depth.checked_sub(1)?,
                    _ => {}
                }
                at += bytecode::length_at(code, at);
            }
            for &next in &self.blocks[block].successors {
                if depths[next].is_none() {
                    depths[next] = Some(depth);
                    pending.push(next);
                }
            }
        }
        None
    }

    /// Analyses `method`, entered at `entry`.
    pub fn new(method: &MethodInfo<'_>, entry: Bci) -> Result<Analysis, Bailout> {
        let mut analysis = Analysis {
            blocks: Vec::new(),
            block_at: vec![None; method.code.len() + 1],
            order: Vec::new(),
            written: vec![false; usize::from(method.max_locals) + 1],
            returns: 0,
            return_sites: BTreeMap::new(),
            loops: Vec::new(),
        };
        analysis.find_blocks(method, usize::from(entry))?;
        let entry = analysis.block_of(usize::from(entry));
        analysis.connect(method);
        analysis.connect_returns(method.code)?;
        analysis.set_order(entry);
        analysis.find_dominators();
        analysis.find_loops();
        analysis.find_written(method.code);
        analysis.find_written_in_loops(method.code);
        analysis.find_live(method);
        Ok(analysis)
    }

    /// The block that starts at `bci`.
    pub fn block_of(&self, bci: usize) -> BlockIndex {
        self.block_at[bci].expect("a block starts at every branch target") as usize
    }

    /// True if a block starts at `bci`.
    pub fn starts_block(&self, bci: usize) -> bool {
        self.block_at[bci].is_some()
    }

    fn find_blocks(&mut self, method: &MethodInfo<'_>, entry: usize) -> Result<(), Bailout> {
        let code = method.code;
        let mut leader = vec![false; code.len() + 1];
        leader[0] = true;
        leader[entry] = true;
        for h in &method.handlers {
            for bci in [h.start, h.end, h.handler] {
                leader[usize::from(bci)] = true;
            }
        }
        let mut bci = 0;
        while bci < code.len() {
            let opcode = code[bci];
            if code[bci] > op::JSR_W {
                return Err(Bailout::Unsupported("unknown bytecode"));
            }
            let length = bytecode::length_at(code, bci);
            match opcode {
                op::TABLESWITCH | op::LOOKUPSWITCH => {
                    let (cases, default) = bytecode::switch_targets(code, bci);
                    leader[default] = true;
                    for (_, target) in cases {
                        leader[target] = true;
                    }
                }
                op::GOTO | op::GOTO_W | op::JSR | op::JSR_W => {
                    leader[bytecode::branch_target(code, bci)] = true;
                }
                _ if bytecode::is_conditional(opcode) => {
                    leader[bytecode::branch_target(code, bci)] = true;
                    leader[bci + length] = true;
                }
                op::IRETURN..=op::RETURN => self.returns += 1,
                _ => {}
            }
            let ends = bytecode::ends_flow(opcode) || bytecode::returned_local(code, bci).is_some();
            bci += length;
            if ends {
                leader[bci] = true;
            }
        }
        for (start, _) in leader.iter().enumerate().filter(|(_, l)| **l) {
            if let Some(last) = self.blocks.last_mut() {
                last.end = start;
            }
            if start < code.len() {
                self.block_at[start] = Some(self.blocks.len() as u32);
                self.blocks.push(Block {
                    start,
                    end: code.len(),
                    ..Block::default()
                });
            }
        }
        Ok(())
    }

    fn connect(&mut self, method: &MethodInfo<'_>) {
        let code = method.code;
        for i in 0..self.blocks.len() {
            let (start, end) = (self.blocks[i].start, self.blocks[i].end);
            let last = self.last_instruction(code, i);
            let opcode = code[last];
            let mut targets = Vec::new();
            match opcode {
                op::TABLESWITCH | op::LOOKUPSWITCH => {
                    let (cases, default) = bytecode::switch_targets(code, last);
                    targets.push(default);
                    targets.extend(cases.iter().map(|c| c.1));
                }
                op::GOTO | op::GOTO_W | op::JSR | op::JSR_W => {
                    targets.push(bytecode::branch_target(code, last));
                }
                op::WIDE if bytecode::returned_local(code, last).is_some() => {}
                _ => {
                    if !bytecode::ends_flow(opcode) && end < code.len() {
                        targets.push(end);
                    }
                    if bytecode::is_conditional(opcode) {
                        targets.push(bytecode::branch_target(code, last));
                    }
                }
            }
            let mut successors: Vec<_> = targets.iter().map(|&t| self.block_of(t)).collect();
            successors.sort_unstable();
            successors.dedup();
            let mut handlers = Vec::new();
            for h in &method.handlers {
                if (usize::from(h.start)..usize::from(h.end)).contains(&start) {
                    let block = self.block_of(usize::from(h.handler));
                    if !handlers.contains(&block) {
                        handlers.push(block);
                    }
                }
            }
            for &h in &handlers {
                self.blocks[h].is_handler = true;
            }
            self.blocks[i].successors = successors;
            self.blocks[i].handlers = handlers;
        }
    }

    /// Index of the block's last instruction.
    fn last_instruction(&self, code: &[u8], block: BlockIndex) -> usize {
        let Block { start, end, .. } = self.blocks[block];
        let (mut last, mut next) = (start, start);
        while next < end {
            last = next;
            next += bytecode::length_at(code, next);
        }
        last
    }

    /// True if the method calls subroutines.
    pub fn has_subroutines(&self) -> bool {
        !self.return_sites.is_empty()
    }

    /// Where the `ret` at `bci` can lead.
    pub fn return_sites(&self, bci: usize) -> &[usize] {
        self.return_sites.get(&bci).map_or(&[], Vec::as_slice)
    }

    /// Makes the instructions behind calls of subroutines successors of the `ret` that they can end with.
    fn connect_returns(&mut self, code: &[u8]) -> Result<(), Bailout> {
        let mut calls: BTreeMap<BlockIndex, Vec<usize>> = BTreeMap::new();
        for block in 0..self.blocks.len() {
            let last = self.last_instruction(code, block);
            let behind = self.blocks[block].end;
            if bytecode::is_subroutine_call(code[last]) && behind < code.len() {
                let subroutine = self.block_of(bytecode::branch_target(code, last));
                calls.entry(subroutine).or_default().push(behind);
            }
        }
        for (&subroutine, sites) in &calls {
            for ret in self.returns_of(code, subroutine) {
                let all = self.return_sites.entry(ret).or_default();
                all.extend(
                    sites
                        .iter()
                        .filter(|s| !all.contains(s))
                        .collect::<Vec<_>>(),
                );
            }
        }
        if self.return_sites.values().map(Vec::len).sum::<usize>() > MAX_RETURNS {
            return Err(Bailout::Unsupported("too many calls of subroutines"));
        }
        for block in 0..self.blocks.len() {
            let sites = self.return_sites(self.last_instruction(code, block));
            let mut successors: Vec<_> = sites.iter().map(|&s| self.block_of(s)).collect();
            successors.sort_unstable();
            self.blocks[block].successors.extend(successors);
        }
        Ok(())
    }

    /// The `ret` instructions that can be reached from a subroutine's first block.
    fn returns_of(&self, code: &[u8], subroutine: BlockIndex) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.blocks.len()];
        let mut pending = vec![subroutine];
        while let Some(block) = pending.pop() {
            if std::mem::replace(&mut seen[block], true) {
                continue;
            }
            let last = self.last_instruction(code, block);
            if bytecode::returned_local(code, last).is_some() {
                found.push(last);
            }
            let b = &self.blocks[block];
            pending.extend(b.successors.iter().chain(&b.handlers));
            if bytecode::is_subroutine_call(code[last]) && b.end < code.len() {
                pending.push(self.block_of(b.end));
            }
        }
        found
    }

    fn set_order(&mut self, entry: BlockIndex) {
        let edges = |b: &Block, n: usize| {
            let s = b.successors.len();
            if n < s {
                Some(b.successors[n])
            } else {
                b.handlers.get(n - s).copied()
            }
        };
        let mut seen = vec![false; self.blocks.len()];
        let mut stack = vec![(entry, 0)];
        seen[entry] = true;
        while let Some((block, next)) = stack.last_mut() {
            match edges(&self.blocks[*block], *next) {
                Some(target) => {
                    *next += 1;
                    if !seen[target] {
                        seen[target] = true;
                        stack.push((target, 0));
                    }
                }
                None => {
                    self.order.push(*block);
                    stack.pop();
                }
            }
        }
        self.order.reverse();
        let mut position = vec![usize::MAX; self.blocks.len()];
        for (i, &b) in self.order.iter().enumerate() {
            position[b] = i;
        }
        for &b in &self.order {
            let mut n = 0;
            let mut targets = Vec::new();
            while let Some(t) = edges(&self.blocks[b], n) {
                targets.push(t);
                n += 1;
            }
            targets.sort_unstable();
            targets.dedup();
            for t in targets {
                self.blocks[t].predecessors.push(b);
                if position[t] <= position[b] {
                    self.blocks[t].is_loop_header = true;
                }
            }
        }
    }

    /// Immediate dominators (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm).
    fn find_dominators(&mut self) {
        let mut position = vec![usize::MAX; self.blocks.len()];
        for (i, &b) in self.order.iter().enumerate() {
            position[b] = i;
        }
        let entry = self.order[0];
        let mut dominator: Vec<Option<BlockIndex>> = vec![None; self.blocks.len()];
        dominator[entry] = Some(entry);
        let mut changed = true;
        while changed {
            changed = false;
            for &b in &self.order[1..] {
                let mut new = None;
                for &p in &self.blocks[b].predecessors {
                    if dominator[p].is_none() {
                        continue;
                    }
                    new = Some(match new {
                        None => p,
                        Some(mut other) => {
                            let mut p = p;
                            while p != other {
                                while position[p] > position[other] {
                                    p = dominator[p].unwrap_or(entry);
                                }
                                while position[other] > position[p] {
                                    other = dominator[other].unwrap_or(entry);
                                }
                            }
                            p
                        }
                    });
                }
                if new.is_some() && dominator[b] != new {
                    dominator[b] = new;
                    changed = true;
                }
            }
        }
        dominator[entry] = None;
        for (block, dominator) in self.blocks.iter_mut().zip(dominator) {
            block.dominator = dominator;
        }
    }

    fn find_written(&mut self, code: &[u8]) {
        for &b in &self.order {
            let mut bci = self.blocks[b].start;
            while bci < self.blocks[b].end {
                if let Some(a) = bytecode::local_access(code, bci).filter(|a| a.writes) {
                    self.written[usize::from(a.slot)] = true;
                    if a.kind.slots() == 2 {
                        self.written[usize::from(a.slot) + 1] = true;
                    }
                }
                bci += bytecode::length_at(code, bci);
            }
        }
    }

    /// What reaches a branch backwards without the loop's header belongs to the loop.
    fn find_loops(&mut self) {
        let mut position = vec![usize::MAX; self.blocks.len()];
        for (i, &b) in self.order.iter().enumerate() {
            position[b] = i;
        }
        for &header in &self.order {
            if !self.blocks[header].is_loop_header {
                continue;
            }
            let mut members = Bits::with_capacity(self.blocks.len());
            members.insert(header);
            let latches = self.blocks[header].predecessors.iter();
            let mut pending: Vec<_> = latches
                .copied()
                .filter(|&p| position[p] >= position[header])
                .collect();
            while let Some(block) = pending.pop() {
                if !members.contains(block) {
                    members.insert(block);
                    pending.extend(&self.blocks[block].predecessors);
                }
            }
            for (i, block) in self.blocks.iter_mut().enumerate() {
                if members.contains(i) {
                    block.inner_loop = Some(self.loops.len());
                }
            }
            self.loops.push(Loop {
                header,
                members,
                written: vec![false; self.written.len()],
            });
        }
    }

    /// True if a branch from a block to another leaves the innermost loop that the first is in.
    pub fn leaves_loop(&self, from: BlockIndex, to: BlockIndex) -> bool {
        let inner = self.blocks[from].inner_loop;
        inner.is_some_and(|number| !self.loops[number].members.contains(to))
    }

    fn find_written_in_loops(&mut self, code: &[u8]) {
        for Loop {
            members, written, ..
        } in &mut self.loops
        {
            for &block in self.order.iter().filter(|b| members.contains(**b)) {
                let mut at = self.blocks[block].start;
                while at < self.blocks[block].end {
                    if let Some(access) = bytecode::local_access(code, at).filter(|a| a.writes) {
                        let slot = usize::from(access.slot);
                        written[slot..slot + access.kind.slots()].fill(true);
                    }
                    at += bytecode::length_at(code, at);
                }
            }
        }
    }

    /// The locals that a loop may write, if the block is its header and the only way into the loop from outside comes from
    /// `from` (`None`: the entry).
    pub fn written_in_loop(&self, header: BlockIndex, from: Option<BlockIndex>) -> Option<&[bool]> {
        let found = self.loops.iter().find(|l| l.header == header)?;
        let is_entry = self.order[0] == header;
        let mut ways = self.blocks[header].predecessors.iter();
        let single = match from {
            Some(from) => !is_entry && ways.all(|&p| (p == from) != found.members.contains(p)),
            None => is_entry && ways.all(|&p| found.members.contains(p)),
        };
        let is_handler = self.blocks[header].is_handler;
        (single && !is_handler).then_some(&found.written)
    }

    fn find_live(&mut self, method: &MethodInfo<'_>) {
        let size = (usize::from(method.max_locals) + 1) * Kind::ALL.len();
        for block in &mut self.blocks {
            block.live_in = Bits::with_capacity(size);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for &b in self.order.iter().rev() {
                let live = self.live_before(method.code, b, self.blocks[b].start);
                if live != self.blocks[b].live_in {
                    self.blocks[b].live_in = live;
                    changed = true;
                }
            }
        }
    }

    /// What is live before the instruction at `bci` of `block`.
    fn live_before(&self, code: &[u8], block: BlockIndex, bci: usize) -> Bits {
        let block = &self.blocks[block];
        let mut always = Bits(vec![0; block.live_in.0.len()]);
        for &h in &block.handlers {
            always.union(&self.blocks[h].live_in);
        }
        let mut live = always.clone();
        for &s in &block.successors {
            live.union(&self.blocks[s].live_in);
        }
        let mut accesses = Vec::new();
        let mut at = bci;
        while at < block.end {
            accesses.extend(bytecode::local_access(code, at));
            at += bytecode::length_at(code, at);
        }
        for access in accesses.iter().rev() {
            let slot = usize::from(access.slot);
            if access.writes {
                for slot in slot..slot + access.kind.slots() {
                    for kind in Kind::ALL {
                        live.remove(live_index(slot, kind));
                    }
                }
            }
            if access.reads {
                live.insert(live_index(slot, access.kind));
            }
            live.union(&always);
        }
        live
    }

    /// The live locals before the instruction at `bci`, and what they hold.
    pub fn live_locals(&self, method: &MethodInfo<'_>, bci: usize) -> Vec<(usize, Kind)> {
        let after = self.blocks.partition_point(|b| b.start <= bci);
        let live = self.live_before(method.code, after - 1, bci);
        let mut found = Vec::new();
        for slot in 0..usize::from(method.max_locals) {
            for kind in Kind::ALL {
                if live.contains(live_index(slot, kind)) {
                    found.push((slot, kind));
                }
            }
        }
        found
    }
}

fn live_index(slot: usize, kind: Kind) -> usize {
    slot * Kind::ALL.len() + kind as usize
}
