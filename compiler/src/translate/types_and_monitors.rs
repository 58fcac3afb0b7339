//! Type tests, and monitors.
//!
//! A type test looks at the class itself if it can have no subclass, at the display of primary supertypes for classes
//! found there, and at the cache of the last secondary supertype otherwise; then it asks the runtime.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, Value, types};

use super::knowledge::Fact;
use super::{Result, Translator};
use crate::bytecode::{self, Kind, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::KlassInfo;
use crate::output::{Bailout, DeoptReason};

impl Translator<'_, '_> {
    /// Compares with the word that decides if an object (not null) is an instance; true if no other test is needed.
    fn fast_test(&mut self, object: Value, klass: &KlassInfo) -> (Value, bool) {
        let layout = self.host.layout();
        let wanted = i64::from(klass.id.0);
        let (rt, supers, cache) = (
            layout.klass_rt,
            layout.klass_primary_supers,
            layout.klass_rt_secondary_cache,
        );
        let class = self.klass_of(object);
        if klass.is_exact {
            return (self.icmp_imm(IntCC::Equal, class, wanted), true);
        }
        let class = self.metadata(class);
        if let Some(depth) = klass.primary_depth {
            let found = self.load_from(types::I32, class, supers + 4 * depth as i32);
            return (self.icmp_imm(IntCC::Equal, found, wanted), true);
        }
        let rt = self.follow(class, rt);
        let cached = self.load_from(types::I32, rt, cache);
        (self.icmp_imm(IntCC::Equal, cached, wanted), false)
    }

    /// Not 0, as a byte or an int, if an object (not null) is an instance of a class.
    pub(super) fn instance_test(&mut self, object: Value, klass: &KlassInfo) -> Value {
        let (fast, decides) = self.fast_test(object, klass);
        if decides {
            return fast;
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

    /// True if an object is known to be null or an instance.
    fn is_known_instance(&self, object: Value, klass: &KlassInfo) -> bool {
        let is_top = klass.primary_depth == Some(0) && !klass.is_interface;
        is_top
            || self.known.class_of(object) == Some(klass.id)
            || self.known.contains(Fact::Instance(object, klass.id))
    }

    /// `checkcast`, `instanceof`; the latter with the conditional branch that follows, if one does. The index of the next
    /// instruction.
    pub(super) fn type_test(&mut self, bci: usize) -> Result<usize> {
        let code = self.top().info.code;
        let (opcode, index) = (code[bci], u16_at(code, bci + 1));
        let next = bci + self.length_at(bci);
        let Some(klass) = self.host.klass(self.top().info.id, index) else {
            self.unresolved_type_test(opcode)?;
            return Ok(next);
        };
        let object = self.pop_ref()?;
        let object = self.b.func.dfg.resolve_aliases(object);
        if opcode == op::CHECKCAST {
            self.check_cast(bci, object, &klass);
            self.push(Kind::Ref, object);
            return Ok(next);
        }
        if matches!(code[next], op::IFEQ | op::IFNE)
            && !self.top().analysis.starts_block(next)
            && !self.profiles(bci)
        {
            self.branch_on_instance(next, object, &klass)?;
            return Ok(next + 3);
        }
        let test = self.b.create_block();
        let done = self.b.create_block();
        self.profile_null(bci, object);
        let result = self.b.append_block_param(done, types::I32);
        let zero = self.int(0);
        self.b
            .ins()
            .brif(object, test, &[], done, &[ir::BlockArg::Value(zero)]);
        self.start(test);
        self.profile_class(bci, object);
        let answer = match self.is_known_instance(object, &klass) {
            true => self.int(1),
            false => {
                let answer = self.instance_test(object, &klass);
                match self.b.func.dfg.value_type(answer) {
                    types::I32 => answer,
                    _ => self.b.ins().uextend(types::I32, answer),
                }
            }
        };
        self.b.ins().jump(done, &[ir::BlockArg::Value(answer)]);
        self.start(done);
        self.push_int(result);
        Ok(next)
    }

    fn check_cast(&mut self, bci: usize, object: Value, klass: &KlassInfo) {
        self.profile_null(bci, object);
        if self.is_known_instance(object, klass) && !self.profiles(bci) {
            return;
        }
        let done = self.b.create_block();
        if !self.is_non_null(object) {
            let test = self.b.create_block();
            self.branch(object, test, done);
            self.start(test);
        }
        self.profile_class(bci, object);
        let (fast, _) = self.fast_test(object, klass);
        let slow = self.cold_block();
        self.branch(fast, done, slow);
        self.start(slow);
        let class = self.int(klass.id.0 as i32);
        self.runtime(RuntimeEntry::CheckCast, &[object, class]);
        self.check_pending();
        self.jump(done);
        self.start(done);
        self.known.insert(Fact::Instance(object, klass.id));
    }

    /// The conditional branch at `branch` on whether an object is an instance.
    fn branch_on_instance(
        &mut self,
        branch: usize,
        object: Value,
        klass: &KlassInfo,
    ) -> Result<()> {
        let code = self.top().info.code;
        self.top_mut().bci = branch;
        self.set_location();
        let (target, following) = (bytecode::branch_target(code, branch), branch + 3);
        let if_instance = match code[branch] {
            op::IFNE => target,
            _ => following,
        };
        if target != following {
            self.known_on_edge(if_instance, object, Some(klass.id));
        }
        let taken = self.branch_edge(target)?;
        let otherwise = self.edge_to(following)?;
        let (yes, no) = match code[branch] {
            op::IFNE => (taken.first, otherwise),
            _ => (otherwise, taken.first),
        };
        let known = self.is_known_instance(object, klass);
        if !self.is_non_null(object) {
            let test = self.b.create_block();
            let is_null = self.icmp_imm(IntCC::Equal, object, 0);
            self.branch(is_null, no, test);
            self.start(test);
        }
        if known {
            self.jump(yes);
        } else {
            let answer = self.instance_test(object, klass);
            match code[branch] {
                op::IFNE => self.branch(answer, yes, no),
                _ => self.branch_inverted(answer, no, yes),
            }
        }
        self.finish_edge(taken);
        self.ended = true;
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
        self.uncommon_trap(DeoptReason::Unresolved)?;
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
        self.known.forget_memory();
        let depth = self.top().monitors;
        if depth == self.top().monitor_variables.len() {
            let variable = self.b.declare_var(types::I64);
            self.top_mut().monitor_variables.push(variable);
        }
        let variable = self.top().monitor_variables[depth];
        self.b.def_var(variable, object);
        self.note_monitor(self.top().number, depth + 1, Some(object));
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
        self.note_monitor(self.top().number, depth + 1, None);
        self.known.forget_memory();
        Ok(())
    }
}
