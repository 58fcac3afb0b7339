//! Calls that rely on the class hierarchy without a test of the receiver.
//!
//! Code may take it that a virtual call selects a certain method if all linked classes agree on it. Whoever links a class that
//! disagrees stops the world first, gives the method's code another *generation* and lets nobody enter the code any more
//! ([`Host::rely_on`]). Threads that are in the code at that time stand in a call, a poll or another function of the runtime. So what
//! the hierarchy said when the code was entered holds up to the first of those ([`Knowledge::hierarchy`]). Behind it the code
//! compares the generation and leaves if it is another one; behind polls in the poll's cold block, so that loops
//! without calls pay nothing. A loop that begins so asks again at its end if that is no longer certain there.
//!
//! [`Knowledge::hierarchy`]: super::knowledge::Knowledge

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types;

use super::{Activation, Translator};
use crate::analysis::BlockIndex;
use crate::bytecode::{self, op, u16_at};
use crate::host::{Bci, Callee, InvokeKind, KlassId, MethodId};
use crate::output::Level;

/// The generation of a method's code.
#[derive(Clone, Copy, Debug)]
pub struct Generation {
    /// The method's `rt`.
    pub rt: u64,
    pub value: u32,
}

impl Translator<'_, '_> {
    /// The compiled method was entered: what the hierarchy says holds.
    pub(super) fn begin_reliance(&mut self) {
        if self.request.level != Level::Simple {
            return;
        }
        let (rt, method) = (self.top().info.rt_address, self.request.method);
        self.generation = self
            .host
            .generation(method)
            .map(|value| Generation { rt, value });
        self.known.hierarchy = self.generation.is_some();
    }

    /// True if the call of this method by a vtable index of a class may be taken for granted here.
    pub(super) fn relies_on_hierarchy(
        &mut self,
        receiver: KlassId,
        vtable_index: u32,
        method: MethodId,
    ) -> bool {
        if !self.known.hierarchy {
            return false;
        }
        self.entry.generation = self.generation;
        self.host.rely_on(receiver, vtable_index, method);
        true
    }

    /// Leaves the code, to go on at `resume`, if the hierarchy is not what it was. Otherwise it is, up to the next call.
    pub(super) fn check_hierarchy(&mut self, resume: Bci) {
        let Some(generation) = self.generation else {
            return;
        };
        let offset = self.host.layout().rt_generation;
        let rt = self.address(generation.rt);
        let now = self.load(types::I32, rt, offset);
        let changed = self.icmp_imm(IntCC::NotEqual, now, generation.value.into());
        self.unlikely(changed, |t| {
            t.leave_or_fail(resume);
            false
        });
        self.known.hierarchy = true;
    }

    /// What is due of it at a branch back to `bci`, before the poll; true if the poll has to ask, too.
    pub(super) fn keep_hierarchy(&mut self, bci: usize) -> bool {
        let a = self.top();
        let target = a.analysis.block_of(bci);
        if !a.translated[target] {
            return self.known.hierarchy;
        }
        if a.assumes_hierarchy[target] && !self.known.hierarchy {
            self.check_hierarchy(bci as Bci);
        }
        self.top().assumes_hierarchy[target]
    }

    /// Lets a loop begin with the hierarchy as its ways in found it, if that looks like holding in it.
    pub(super) fn assume_hierarchy(&mut self, header: BlockIndex) {
        if !self.known.hierarchy
            && holds_before(self.top(), header)
            && self.serves_later(header)
            && self.loop_keeps_hierarchy(header)
        {
            self.top_mut().assumes_hierarchy[header] = true;
            self.known.hierarchy = true;
        }
    }

    /// True if there are virtual calls in a loop or behind it.
    fn serves_later(&self, header: BlockIndex) -> bool {
        let own = self.top().analysis.blocks[header].start;
        let callers = self.activations.iter().rev().skip(1);
        let callers =
            callers.map(|a| (a.info.code, a.bci + bytecode::length_at(a.info.code, a.bci)));
        let mut rests = std::iter::once((self.top().info.code, own)).chain(callers);
        rests.any(|(code, from)| {
            instructions(code, from, code.len()).any(|bci| code[bci] == op::INVOKEVIRTUAL)
        })
    }

    /// False if something in the loop looks like a call of another method.
    fn loop_keeps_hierarchy(&self, header: BlockIndex) -> bool {
        let a = self.top();
        let blocks = &a.analysis.blocks;
        let begin = blocks[header].start;
        let ends = blocks[header].predecessors.iter().map(|&p| blocks[p].end);
        let end = ends.max().unwrap_or(begin);
        let mut inside = instructions(a.info.code, begin, end);
        !inside.any(|bci| self.may_call(a.info.id, a.info.code, bci))
    }

    fn may_call(&self, method: MethodId, code: &[u8], bci: usize) -> bool {
        let kind = match code[bci] {
            op::INVOKEVIRTUAL => InvokeKind::Virtual,
            op::INVOKESPECIAL => InvokeKind::Special,
            op::INVOKESTATIC => InvokeKind::Static,
            opcode => return calls_something(opcode),
        };
        let callee = self
            .host
            .callee(method, bci as Bci, u16_at(code, bci + 1), kind);
        let id = match callee {
            Callee::Unresolved => return false,
            Callee::Direct(id) => id,
            Callee::Virtual {
                predicted: Some((id, _)),
                ..
            } => id,
            _ => return true,
        };
        let info = self.host.method(id);
        if info.is_synchronized || !self.may_inline(&info) {
            return true;
        }
        instructions(info.code, 0, info.code.len()).any(|at| calls_something(info.code[at]))
    }
}

/// The indexes of instructions.
fn instructions(code: &[u8], from: usize, to: usize) -> impl Iterator<Item = usize> {
    let next = move |&bci: &usize| (bci < to).then(|| bci + bytecode::length_at(code, bci));
    std::iter::successors(Some(from), next).take_while(move |&bci| bci < to)
}

/// Instructions that call methods, or the runtime when it is slow.
fn calls_something(opcode: u8) -> bool {
    matches!(
        opcode,
        op::INVOKEVIRTUAL..=op::ANEWARRAY | op::MONITORENTER | op::MONITOREXIT | op::MULTIANEWARRAY
    )
}

/// True if the hierarchy is known on all ways into a loop. The others come from behind its header by branches that ask.
fn holds_before(a: &Activation<'_>, header: BlockIndex) -> bool {
    let blocks = &a.analysis.blocks;
    let block = &blocks[header];
    if !block.is_loop_header || block.is_handler || a.analysis.has_subroutines() {
        return false;
    }
    let is_entry = block.dominator.is_none();
    let mut ways_in = usize::from(is_entry);
    for &p in &block.predecessors {
        match &a.facts[p] {
            Some((_, end)) if a.left[p] => {
                ways_in += 1;
                if !end.hierarchy {
                    return false;
                }
            }
            _ if blocks[p].start >= block.start => {}
            _ => return false,
        }
    }
    ways_in > 0 && (!is_entry || a.initial_facts.hierarchy)
}
