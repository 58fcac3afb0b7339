//! Type tests, and monitors.
//!
//! A type test looks at the class itself if it can have no subclass, at the display of primary supertypes for classes
//! found there, and at the cache of the last secondary supertype otherwise; then it asks the runtime.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, Value, types};

use super::{Result, Translator};
use crate::bytecode::{Kind, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::KlassInfo;
use crate::output::Bailout;

impl Translator<'_, '_> {
    /// Compares with the word that decides if an object (not null) is an instance; true if no other test is needed.
    fn fast_test(&mut self, object: Value, klass: &KlassInfo) -> (Value, bool) {
        let layout = self.host.layout();
        let wanted = i64::from(klass.id.0);
        let (rt, supers, cache, base) = (
            layout.klass_rt,
            layout.klass_primary_supers,
            layout.klass_rt_secondary_cache,
            layout.class_space_base,
        );
        let class = self.klass_of(object);
        if klass.is_exact {
            return (self.icmp_imm(IntCC::Equal, class, wanted), true);
        }
        let class = self.metadata(class);
        if let Some(depth) = klass.primary_depth {
            let found = self.load(types::I32, class, supers + 4 * depth as i32);
            return (self.icmp_imm(IntCC::Equal, found, wanted), true);
        }
        let rt = self.load(types::I32, class, rt);
        let rt = self.b.ins().uextend(types::I64, rt);
        let base = self.address(base);
        let rt = self.b.ins().iadd(base, rt);
        let cached = self.load(types::I32, rt, cache);
        (self.icmp_imm(IntCC::Equal, cached, wanted), false)
    }

    /// 1 or 0 as int: is an object (not null) an instance of a class?
    pub(super) fn instance_test(&mut self, object: Value, klass: &KlassInfo) -> Value {
        let (fast, decides) = self.fast_test(object, klass);
        if decides {
            return self.b.ins().uextend(types::I32, fast);
        }
        let slow = self.b.create_block();
        let done = self.b.create_block();
        let result = self.b.append_block_param(done, types::I32);
        let one = self.int(1);
        self.b
            .ins()
            .brif(fast, done, &[ir::BlockArg::Value(one)], slow, &[]);
        self.start(slow);
        let class = self.int(klass.id.0 as i32);
        let answer = self.runtime_value(RuntimeEntry::InstanceOf, &[object, class]);
        self.b.ins().jump(done, &[ir::BlockArg::Value(answer)]);
        self.start(done);
        result
    }

    /// `checkcast`, `instanceof`.
    pub(super) fn type_test(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        let (opcode, index) = (code[bci], u16_at(code, bci + 1));
        let Some(klass) = self.host.klass(self.top().info.id, index) else {
            return self.unresolved_type_test(opcode);
        };
        let object = self.pop_ref()?;
        let is_top = klass.primary_depth == Some(0) && !klass.is_interface;
        let test = self.b.create_block();
        let done = self.b.create_block();
        if opcode == op::CHECKCAST {
            if !is_top {
                self.branch(object, test, done);
                self.start(test);
                let (fast, _) = self.fast_test(object, &klass);
                let slow = self.cold_block();
                self.branch(fast, done, slow);
                self.start(slow);
                let class = self.int(klass.id.0 as i32);
                self.runtime(RuntimeEntry::CheckCast, &[object, class]);
                self.check_pending();
                self.jump(done);
                self.start(done);
            }
            self.push(Kind::Ref, object);
            return Ok(());
        }
        let result = self.b.append_block_param(done, types::I32);
        let zero = self.int(0);
        self.b
            .ins()
            .brif(object, test, &[], done, &[ir::BlockArg::Value(zero)]);
        self.start(test);
        let answer = match is_top {
            true => self.int(1),
            false => self.instance_test(object, &klass),
        };
        self.b.ins().jump(done, &[ir::BlockArg::Value(answer)]);
        self.start(done);
        self.push_int(result);
        Ok(())
    }

    /// Null passes any test; anything else has the class resolved.
    fn unresolved_type_test(&mut self, opcode: u8) -> Result<()> {
        let object = self.pop_ref()?;
        self.push(Kind::Ref, object);
        let trap = self.cold_block();
        let null = self.b.create_block();
        self.branch(object, trap, null);
        self.start(trap);
        self.uncommon_trap()?;
        self.ended = false;
        self.start(null);
        if opcode == op::INSTANCEOF {
            self.pop_ref()?;
            let zero = self.int(0);
            self.push_int(zero);
        }
        Ok(())
    }

    /// `monitorenter`.
    pub(super) fn monitor_enter(&mut self) -> Result<()> {
        let object = self.pop_ref()?;
        self.null_check(object);
        self.lock(object);
        let depth = self.top().monitors;
        if depth == self.top().monitor_variables.len() {
            let variable = self.b.declare_var(types::I64);
            self.top_mut().monitor_variables.push(variable);
        }
        let variable = self.top().monitor_variables[depth];
        self.b.def_var(variable, object);
        self.top_mut().monitors = depth + 1;
        Ok(())
    }

    /// `monitorexit`.
    pub(super) fn monitor_exit(&mut self) -> Result<()> {
        let object = self.pop_ref()?;
        let Some(depth) = self.top().monitors.checked_sub(1) else {
            return Err(Bailout::Unsupported("monitorexit without monitorenter"));
        };
        self.null_check(object);
        self.top_mut().monitors = depth;
        self.unlock(object);
        Ok(())
    }

    /// Enters the monitor of an object that is not null: by a fast lock if possible.
    pub(super) fn lock(&mut self, object: Value) {
        let Some(layout) = self.host.layout().locking else {
            self.runtime(RuntimeEntry::MonitorEnter, &[object]);
            self.check_pending();
            return;
        };
        let (slow, done) = (self.cold_block(), self.b.create_block());
        let thread = self.thread();
        let mark = self.load(types::I32, object, layout.mark);
        let state = self.b.ins().band_imm_u(mark, 3);
        self.go_on_if_zero(state, slow);
        let length = self.load(types::I32, thread, layout.length);
        let full = self.b.ins().icmp_imm_u(
            IntCC::UnsignedGreaterThanOrEqual,
            length,
            i64::from(layout.capacity),
        );
        self.go_on_if_zero(full, slow);
        let locked = self.b.ins().bor_imm_u(mark, 1);
        let changed = self.replace_mark(object, layout.mark, mark, locked);
        self.go_on_if_zero(changed, slow);
        let wide = self.b.ins().uextend(types::I64, length);
        let scaled = self.b.ins().ishl_imm_u(wide, 3);
        let slot = self.b.ins().iadd(thread, scaled);
        self.store(object, slot, layout.slots);
        let more = self.b.ins().iadd_imm_s(length, 1);
        self.store(more, thread, layout.length);
        self.jump(done);
        self.start(slow);
        self.runtime(RuntimeEntry::MonitorEnter, &[object]);
        self.check_pending();
        self.jump(done);
        self.start(done);
    }

    /// Leaves the monitor of an object that is not null.
    pub(super) fn unlock(&mut self, object: Value) {
        let Some(layout) = self.host.layout().locking else {
            self.runtime(RuntimeEntry::MonitorExit, &[object]);
            return;
        };
        let (slow, done) = (self.cold_block(), self.b.create_block());
        let thread = self.thread();
        let length = self.load(types::I32, thread, layout.length);
        let wide = self.b.ins().uextend(types::I64, length);
        let scaled = self.b.ins().ishl_imm_u(wide, 3);
        let slot = self.b.ins().iadd(thread, scaled);
        let empty = self.icmp_imm(IntCC::Equal, length, 0);
        self.go_on_if_zero(empty, slow);
        let topmost = self.load(types::I64, slot, layout.slots - 8);
        let other = self.b.ins().icmp(IntCC::NotEqual, topmost, object);
        self.go_on_if_zero(other, slow);
        // With one entry this reads the word before the slots, which is no reference.
        let beneath = self.load(types::I64, slot, layout.slots - 16);
        let again = self.b.ins().icmp(IntCC::Equal, beneath, object);
        self.go_on_if_zero(again, slow);
        let mark = self.load(types::I32, object, layout.mark);
        let state = self.b.ins().band_imm_u(mark, 3);
        let not_fast = self.icmp_imm(IntCC::NotEqual, state, 1);
        self.go_on_if_zero(not_fast, slow);
        let unlocked = self.b.ins().band_imm_s(mark, !3);
        let changed = self.replace_mark(object, layout.mark, mark, unlocked);
        self.go_on_if_zero(changed, slow);
        let null = self.long(0);
        self.store(null, slot, layout.slots - 8);
        let fewer = self.b.ins().iadd_imm_s(length, -1);
        self.store(fewer, thread, layout.length);
        self.jump(done);
        self.start(slow);
        self.runtime(RuntimeEntry::MonitorExit, &[object]);
        self.jump(done);
        self.start(done);
    }

    fn go_on_if_zero(&mut self, condition: Value, slow: ir::Block) {
        let go_on = self.b.create_block();
        self.branch(condition, slow, go_on);
        self.start(go_on);
    }

    /// 1 if an object's mark was changed by somebody else meanwhile.
    fn replace_mark(&mut self, object: Value, offset: i32, old: Value, new: Value) -> Value {
        let address = self.b.ins().iadd_imm_s(object, i64::from(offset));
        let flags = ir::MemFlagsData::trusted();
        let witness = self.b.ins().atomic_cas(flags, address, old, new);
        self.b.ins().icmp(IntCC::NotEqual, witness, old)
    }
}
