//! Monitors in line: the fast lock is a compare-and-set of the object's mark and an entry in the thread's lock stack (see
//! [`LockLayout`]); recursion, contention and inflated monitors go to the runtime.

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, Value, types};

use super::Translator;
use crate::entries::RuntimeEntry;
use crate::host::LockLayout;

/// The mark's lock bits, and their value when the object is locked fast.
const LOCK_MASK: i64 = 3;
const FAST_LOCKED: i64 = 1;

impl Translator<'_, '_> {
    /// Enters the monitor of an object that is not null.
    pub(super) fn lock(&mut self, object: Value) {
        let Some(layout) = self.host.layout().locking else {
            self.runtime(RuntimeEntry::MonitorEnter, &[object]);
            self.check_pending();
            return;
        };
        let (slow, done) = (self.cold_block(), self.b.create_block());
        let (mark, length) = self.mark_and_length(object, layout);
        let bits = self.b.ins().band_imm_u(mark, LOCK_MASK);
        let is_locked = self.icmp_imm(IntCC::NotEqual, bits, 0);
        self.leave_if(is_locked, slow);
        let is_full = self.icmp_imm(
            IntCC::UnsignedGreaterThanOrEqual,
            length,
            layout.capacity.into(),
        );
        self.leave_if(is_full, slow);
        let locked = self.b.ins().bor_imm_u(mark, FAST_LOCKED);
        let failed = self.exchange_mark(object, layout, mark, locked);
        self.leave_if(failed, slow);
        let slot = self.lock_slot(layout, length);
        self.store(object, slot, 0);
        let longer = self.b.ins().iadd_imm_s(length, 1);
        self.store_length(layout, longer);
        self.jump(done);
        self.b.seal_block(slow);
        self.b.switch_to_block(slow);
        self.runtime(RuntimeEntry::MonitorEnter, &[object]);
        self.check_pending();
        self.jump(done);
        self.start(done);
    }

    /// Leaves the monitor of an object that this method has entered.
    pub(super) fn unlock(&mut self, object: Value) {
        let Some(layout) = self.host.layout().locking else {
            self.runtime(RuntimeEntry::MonitorExit, &[object]);
            return;
        };
        let (slow, done) = (self.cold_block(), self.b.create_block());
        let (mark, length) = self.mark_and_length(object, layout);
        let is_empty = self.icmp_imm(IntCC::Equal, length, 0);
        self.leave_if(is_empty, slow);
        // One slot beneath the first is the word of the length, which is never an object's address.
        let above = self.lock_slot(layout, length);
        let top = self.load(types::I64, above, -8);
        let is_other = self.b.ins().icmp(IntCC::NotEqual, top, object);
        self.leave_if(is_other, slow);
        let beneath = self.load(types::I64, above, -16);
        let is_recursive = self.b.ins().icmp(IntCC::Equal, beneath, object);
        self.leave_if(is_recursive, slow);
        let bits = self.b.ins().band_imm_u(mark, LOCK_MASK);
        let is_inflated = self.icmp_imm(IntCC::NotEqual, bits, FAST_LOCKED);
        self.leave_if(is_inflated, slow);
        let unlocked = self.b.ins().bxor_imm_u(mark, FAST_LOCKED);
        let failed = self.exchange_mark(object, layout, mark, unlocked);
        self.leave_if(failed, slow);
        let zero = self.long(0);
        self.store(zero, above, -8);
        let shorter = self.b.ins().iadd_imm_s(length, -1);
        self.store_length(layout, shorter);
        self.jump(done);
        self.b.seal_block(slow);
        self.b.switch_to_block(slow);
        self.runtime(RuntimeEntry::MonitorExit, &[object]);
        self.jump(done);
        self.start(done);
    }

    /// Keeps an object that a scope has locked, or none, where the frame's monitors can be found.
    pub(super) fn note_monitor(&mut self, scope: u16, depth: usize, object: Option<Value>) {
        let slot = match self.monitor_slots.get(&(scope, depth)) {
            Some(&slot) => slot,
            None => self.make_monitor_slot(scope, depth),
        };
        let object = object.unwrap_or_else(|| self.long(0));
        let address = self.b.ins().stack_addr(types::I64, slot, 0);
        self.store(object, address, 0);
    }

    /// A slot that is empty from the begin of the function.
    fn make_monitor_slot(&mut self, scope: u16, depth: usize) -> ir::StackSlot {
        let key = ir::StackSlotKey::new(u64::from(scope) << 16 | depth as u64);
        let kind = ir::StackSlotKind::ExplicitSlot;
        let data = ir::StackSlotData::new_with_key(kind, 8, 3, key);
        let slot = self.b.create_sized_stack_slot(data);
        self.monitor_slots.insert((scope, depth), slot);
        let entry = self.b.func.layout.entry_block().expect("an entry block");
        let mut cursor = FuncCursor::new(self.b.func).at_first_insertion_point(entry);
        let zero = cursor.ins().iconst(types::I64, 0);
        let address = cursor.ins().stack_addr(types::I64, slot, 0);
        cursor
            .ins()
            .store(MemFlagsData::trusted(), zero, address, 0);
        slot
    }

    /// Goes to `slow`, which stays open for more, if the condition holds.
    pub(super) fn leave_if(&mut self, condition: Value, slow: ir::Block) {
        let go_on = self.b.create_block();
        self.branch(condition, slow, go_on);
        self.start(go_on);
    }

    fn mark_and_length(&mut self, object: Value, layout: LockLayout) -> (Value, Value) {
        let mark = self.load(types::I32, object, layout.mark);
        let thread = self.thread();
        (mark, self.load(types::I32, thread, layout.length))
    }

    /// Compare-and-set of the mark; not zero if it failed.
    fn exchange_mark(
        &mut self,
        object: Value,
        layout: LockLayout,
        old: Value,
        new: Value,
    ) -> Value {
        let address = self.b.ins().iadd_imm_s(object, i64::from(layout.mark));
        let seen = self
            .b
            .ins()
            .atomic_cas(MemFlagsData::trusted(), address, old, new);
        self.b.ins().icmp(IntCC::NotEqual, seen, old)
    }

    /// The address of the lock stack's slot with this number.
    fn lock_slot(&mut self, layout: LockLayout, number: Value) -> Value {
        let number = self.b.ins().uextend(types::I64, number);
        let distance = self.b.ins().ishl_imm_u(number, 3);
        let thread = self.thread();
        let slots = self.b.ins().iadd_imm_s(thread, i64::from(layout.slots));
        self.b.ins().iadd(slots, distance)
    }

    fn store_length(&mut self, layout: LockLayout, length: Value) {
        let thread = self.thread();
        self.store(length, thread, layout.length);
    }
}
