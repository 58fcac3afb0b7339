//! What code of levels 2 and 3 counts: invocations and back-edges, and at level 3 what each instruction of a profile does
//! (see [`crate::output::Level`], [`crate::host::CountingLayout`], and [`crate::host::Host::profile_cells`] for the cells).

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

use super::Translator;
use crate::bytecode::Kind;
use crate::entries::RuntimeEntry;
use crate::host::{RECEIVER_ROWS, TYPE_NULL_SEEN, TYPE_UNKNOWN};
use crate::output::Level;

impl Translator<'_, '_> {
    /// Adds to a cell. Threads may overwrite each other's counts.
    fn add_to_cell(&mut self, address: u64, amount: Value) {
        let cell = self.address(address);
        let count = self.load(types::I64, cell, 0);
        let sum = self.b.ins().iadd(count, amount);
        self.store(sum, cell, 0);
    }

    fn count(&mut self, address: u64) {
        let one = self.long(1);
        self.add_to_cell(address, one);
    }

    /// The cells of the instruction at `bci`, if the code profiles.
    fn cells(&self, bci: usize) -> Option<u64> {
        if self.request.level != Level::Profiled {
            return None;
        }
        self.host.profile_cells(self.top().info.id, bci as u16)
    }

    /// The current method is entered.
    pub(super) fn count_invocation(&mut self) {
        match self.request.level {
            Level::Simple => {}
            Level::Counters => self.count_own_invocation(),
            Level::Profiled => {
                if let Some(counters) = self.host.counters(self.top().info.id) {
                    self.count(counters.invocations);
                }
            }
        }
    }

    /// Level 2 does not count where methods are inlined: the method around them is what is compiled again.
    fn count_own_invocation(&mut self) {
        if self.activations.len() == 1 {
            self.entry.count = self.host.layout().counting;
        }
    }

    /// Adds 1 to the counter at `rt + offset`; true if the bits of `mask` are 0 now.
    fn count_up(&mut self, rt: Value, offset: i32, mask: u32) -> Value {
        let count = self.load(types::I32, rt, offset);
        let one = self.int(1);
        let sum = self.b.ins().iadd(count, one);
        self.store(sum, rt, offset);
        let mask = self.int(mask as i32);
        let low = self.b.ins().band(sum, mask);
        self.icmp_imm(IntCC::Equal, low, 0)
    }

    /// A back-edge of the current method to `target`.
    pub(super) fn count_back_edge(&mut self, target: usize) {
        match self.request.level {
            Level::Simple => {}
            Level::Counters => self.count_own_back_edge(target),
            Level::Profiled => {
                if let Some(counters) = self.host.counters(self.top().info.id) {
                    self.count(counters.back_edges);
                }
            }
        }
    }

    /// The code is left where better code of the loop is there: the interpreter will enter that.
    fn count_own_back_edge(&mut self, target: usize) {
        let Some(counting) = self.host.layout().counting else {
            return;
        };
        let rt = self.address(self.top().info.rt_address);
        let look = self.count_up(rt, counting.back_edges, counting.back_edge_mask);
        self.unlikely(look, |t| {
            let bci = t.int(target as i32);
            let leave = t.runtime_value(RuntimeEntry::CountedBackEdges, &[rt, bci]);
            if t.top().stack.is_empty() {
                let (exit, stay) = (t.cold_block(), t.cold_block());
                t.branch(leave, exit, stay);
                t.start(exit);
                t.leave_or_fail(target as u16);
                t.start(stay);
            }
            true
        });
    }

    /// A conditional branch at `bci`: taken if the condition, 1 or 0, holds.
    pub(super) fn profile_branch(&mut self, bci: usize, condition: Value) {
        if let Some(cells) = self.cells(bci) {
            let taken = self.b.ins().uextend(types::I64, condition);
            self.add_to_cell(cells, taken);
            let one = self.long(1);
            let otherwise = self.b.ins().isub(one, taken);
            self.add_to_cell(cells + 8, otherwise);
        }
    }

    /// A way out of the switch at `bci`: number 0 is the default, the cases follow.
    pub(super) fn profile_case(&mut self, bci: usize, number: usize) {
        if let Some(cells) = self.cells(bci) {
            self.count(cells + 8 * number as u64);
        }
    }

    pub(super) fn profiles(&self, bci: usize) -> bool {
        self.cells(bci).is_some()
    }

    /// A call whose method is certain.
    pub(super) fn profile_call(&mut self, bci: usize) {
        if let Some(cells) = self.cells(bci) {
            self.count(cells);
        }
    }

    /// A class seen by the instruction at `bci`; the object is not null.
    pub(super) fn profile_class(&mut self, bci: usize, object: Value) {
        let Some(cells) = self.cells(bci) else { return };
        let class = self.klass_of(object);
        let wide = self.b.ins().uextend(types::I64, class);
        let done = self.b.create_block();
        for row in 0..RECEIVER_ROWS {
            let address = cells + 8 + 16 * row as u64;
            let cell = self.address(address);
            let known = self.load(types::I64, cell, 0);
            let same = self.b.ins().icmp(IntCC::Equal, known, wide);
            let (hit, next) = (self.b.create_block(), self.b.create_block());
            self.branch(same, hit, next);
            self.start(hit);
            self.count(address + 8);
            self.jump(done);
            self.start(next);
        }
        let address = self.address(cells);
        self.runtime(RuntimeEntry::ProfileClass, &[address, class]);
        self.jump(done);
        self.start(done);
    }

    /// What a type test at `bci` is given may be null.
    pub(super) fn profile_null(&mut self, bci: usize, object: Value) {
        if let Some(cells) = self.cells(bci) {
            let is_null = self.icmp_imm(IntCC::Equal, object, 0);
            let is_null = self.b.ins().uextend(types::I64, is_null);
            self.add_to_cell(cells + 8 + 16 * RECEIVER_ROWS as u64, is_null);
        }
    }

    /// `goto` at `bci`.
    pub(super) fn profile_jump(&mut self, bci: usize) {
        if let Some(cells) = self.cells(bci) {
            self.count(cells);
        }
    }

    /// The classes of the arguments of the call at `bci`; the address of the cell for its result's.
    pub(super) fn profile_arguments(
        &mut self,
        bci: usize,
        arguments: &[(Value, Kind)],
    ) -> Option<u64> {
        if self.request.level != Level::Profiled {
            return None;
        }
        let cells = self.host.type_cells(self.top().info.id, bci as u16)?;
        for (number, cell) in cells.arguments {
            self.profile_type(cell, arguments[usize::from(number)].0);
        }
        cells.result
    }

    /// The classes of the current method's arguments.
    pub(super) fn profile_parameters(&mut self, arguments: &[(Value, Kind)]) {
        if self.request.level != Level::Profiled {
            return;
        }
        for (number, cell) in self.host.parameter_cells(self.top().info.id) {
            self.profile_type(cell, arguments[usize::from(number)].0);
        }
    }

    /// The class of a value that may be null, in its cell.
    pub(super) fn profile_type(&mut self, cell: u64, object: Value) {
        let address = self.address(cell);
        let known = self.load(types::I64, address, 0);
        let done = self.b.create_block();
        let (single, test) = (self.b.create_block(), self.b.create_block());
        let (null, slow) = (self.cold_block(), self.cold_block());
        self.branch(object, test, null);
        self.start(null);
        let seen = self.b.ins().band_imm_u(known, TYPE_NULL_SEEN as i64);
        self.branch(seen, done, slow);
        self.start(test);
        let several = self.b.ins().band_imm_u(known, TYPE_UNKNOWN as i64);
        self.branch(several, done, single);
        self.start(single);
        let class = self.klass_of(object);
        let known = self.b.ins().ireduce(types::I32, known);
        let same = self.b.ins().icmp(IntCC::Equal, known, class);
        self.branch(same, done, slow);
        self.start(slow);
        self.runtime(RuntimeEntry::ProfileType, &[address, object]);
        self.jump(done);
        self.start(done);
    }
}
