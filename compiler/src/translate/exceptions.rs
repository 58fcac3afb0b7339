//! Exceptions, null checks, and leaving compiled code.
//!
//! A pending exception goes to a dispatch block: it tests the catch types of the handlers in the table's order, takes
//! the exception for the one that matches, and otherwise releases the scope's monitors and goes to the dispatch of the
//! call that was inlined, or returns. Dispatch blocks are shared by all places with the same handlers.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, TrapCode, Value, types};

use super::knowledge::Fact;
use super::{Activation, EntryState, Operand, Result, Translator};
use crate::bytecode::Kind;
use crate::entries::RuntimeEntry;
use crate::host::{Bci, Handler};
use crate::output::{
    Bailout, DEOPT_BUFFER_WORDS, DeoptPoint, DeoptReason, FrameState, SlotValue, TRAP_INTEGERS,
    TRAP_VECTORS, TrapArguments,
};

/// Behind calls that do not return.
pub(super) const NOT_REACHED: ir::TrapCode = ir::TrapCode::STACK_OVERFLOW;

/// The arguments of a trap, with their words in the buffer; each value once.
#[derive(Default)]
struct LiveValues {
    values: Vec<(Value, u16)>,
    places: TrapArguments,
}

impl LiveValues {
    fn word(&mut self, value: Value, is_vector: bool) -> u16 {
        if let Some(&(_, word)) = self.values.iter().find(|v| v.0 == value) {
            return word;
        }
        let word = self.places.next(is_vector);
        self.values.push((value, word));
        word
    }
}

impl Translator<'_, '_> {
    /// The block that a pending exception at the current instruction goes to.
    pub(super) fn exception_target(&mut self) -> ir::Block {
        self.exception_target_of(self.activations.len() - 1)
    }

    fn exception_target_of(&mut self, index: usize) -> ir::Block {
        let a = &self.activations[index];
        if a.in_prologue {
            return self.outer_target(index);
        }
        let mut handlers = Vec::new();
        for (row, h) in a.info.handlers.iter().enumerate() {
            if (usize::from(h.start)..usize::from(h.end)).contains(&a.bci) {
                handlers.push(row);
                if h.catch_type == 0 {
                    break;
                }
            }
        }
        if handlers.is_empty() && a.monitors == 0 && a.sync_object.is_none() {
            return self.outer_target(index);
        }
        let key = (handlers, a.monitors);
        if let Some(&block) = a.dispatch.get(&key) {
            return block;
        }
        let block = self.cold_block();
        let a = &mut self.activations[index];
        for &row in &key.0 {
            let target = a.analysis.block_of(a.info.handlers[row].handler.into());
            let state = &mut a.entry_states[target];
            if state.is_none() {
                *state = Some(EntryState {
                    stack: vec![Some(Kind::Ref)],
                    monitors: a.monitors,
                });
            }
        }
        a.dispatch.insert(key.clone(), block);
        a.pending_dispatch.push((block, key.0, key.1, a.bci));
        block
    }

    /// An exception at the current instruction leaves the frame, and there is no monitor to release before.
    pub(super) fn is_uncaught(&self) -> bool {
        self.activations.iter().all(|a| {
            let covers = |h: &Handler| (usize::from(h.start)..usize::from(h.end)).contains(&a.bci);
            let is_free = a.monitors == 0 && a.sync_object.is_none();
            a.in_prologue || is_free && !a.info.handlers.iter().any(covers)
        })
    }

    /// Where an exception goes that leaves an activation.
    fn outer_target(&mut self, index: usize) -> ir::Block {
        if index > 0 {
            return self.exception_target_of(index - 1);
        }
        match self.unwind_block {
            Some(block) => block,
            None => {
                let block = self.cold_block();
                self.unwind_block = Some(block);
                block
            }
        }
    }

    /// Emits the dispatch blocks that were asked for; the current block is filled.
    pub(super) fn flush_dispatch(&mut self) {
        let hierarchy = self.known.hierarchy;
        for index in (0..self.activations.len()).rev() {
            while let Some(pending) = self.activations[index].pending_dispatch.pop() {
                self.emit_dispatch(index, pending);
            }
        }
        self.known.hierarchy = hierarchy;
    }

    fn emit_dispatch(
        &mut self,
        index: usize,
        (block, rows, monitors, bci): (ir::Block, Vec<usize>, usize, usize),
    ) {
        let location = self.b.srcloc();
        self.b.switch_to_block(block);
        let number = self.activations[index].number;
        self.b
            .set_srcloc(ir::SourceLoc::new(u32::from(number) << 16 | bci as u32));
        let pending = self.host.layout().thread_pending_exception;
        let mut caught = false;
        if !rows.is_empty() {
            let thread = self.thread();
            let mut exception = self.load(types::I64, thread, pending);
            for row in rows {
                let h = self.activations[index].info.handlers[row];
                let target = self.activations[index].analysis.block_of(h.handler.into());
                let state = self.activations[index].entry_states[target].clone();
                if state.is_none_or(|s| s.monitors != monitors) {
                    self.failure = Some(Bailout::Unsupported("monitors differ at a handler"));
                }
                let matches = self.b.create_block();
                if h.catch_type == 0 {
                    self.jump(matches);
                    caught = true;
                } else {
                    let method = self.activations[index].info.id;
                    let is_instance = match self.host.klass(method, h.catch_type) {
                        Some(klass) => self.instance_test(exception, &klass),
                        None => {
                            let method = self.int(method.0 as i32);
                            let constant = self.int(h.catch_type.into());
                            let is_instance = self.runtime_value(
                                RuntimeEntry::CatchTypeMatches,
                                &[exception, method, constant],
                            );
                            // Another one if the class cannot be resolved.
                            let thread = self.thread();
                            exception = self.load(types::I64, thread, pending);
                            is_instance
                        }
                    };
                    let next = self.cold_block();
                    self.branch(is_instance, matches, next);
                    self.start(next);
                }
                self.b.set_cold_block(matches);
                let rest = self.b.current_block();
                self.start(matches);
                let thread = self.thread();
                let zero = self.long(0);
                self.store(zero, thread, pending);
                let variable = self.exception_variable(index);
                self.b.def_var(variable, exception);
                let target = self.clif_block_of(index, target);
                self.jump(target);
                if let Some(rest) = rest.filter(|_| !caught) {
                    self.b.switch_to_block(rest);
                }
            }
        }
        if !caught {
            for depth in (0..monitors).rev() {
                let variable = self.activations[index].monitor_variables[depth];
                let object = self.b.use_var(variable);
                self.runtime(RuntimeEntry::MonitorExit, &[object]);
                self.note_monitor(number, depth + 1, None);
            }
            if let Some(object) = self.activations[index].sync_object {
                self.runtime(RuntimeEntry::MonitorExit, &[object]);
                self.note_monitor(number, 0, None);
            }
            let outer = self.outer_target(index);
            self.jump(outer);
        }
        self.b.set_srcloc(location);
    }

    pub(super) fn exception_variable(&mut self, index: usize) -> cranelift_frontend::Variable {
        if let Some(v) = self.activations[index].exception {
            return v;
        }
        let v = self.b.declare_var(types::I64);
        self.activations[index].exception = Some(v);
        v
    }

    /// Tests for a pending exception after a call.
    pub(super) fn check_pending(&mut self) {
        let thread = self.thread();
        let offset = self.host.layout().thread_pending_exception;
        let pending = self.load(types::I64, thread, offset);
        let go_on = self.block_like_this();
        let target = self.exception_target();
        self.branch(pending, target, go_on);
        self.flush_dispatch();
        self.start(go_on);
    }

    /// As [`Self::check_pending`] after an [`Self::exit_call`]: leaves the code if that was asked for, to go on at
    /// `resume` with the result on the stack.
    pub(super) fn check_pending_or_leave(&mut self, resume: usize, result: Option<(Value, Kind)>) {
        let request = self.host.layout().thread_deopt_request;
        let Some(request) = request.filter(|_| !self.top().in_prologue) else {
            return self.check_pending();
        };
        let thread = self.thread();
        let offset = self.host.layout().thread_pending_exception;
        let pending = self.load(types::I64, thread, offset);
        let go_on = self.block_like_this();
        let (unusual, exit) = (self.cold_block(), self.cold_block());
        self.branch(pending, unusual, go_on);
        self.start(unusual);
        let thread = self.thread();
        let asked = self.load(types::I32, thread, request);
        let target = self.exception_target();
        self.branch(asked, exit, target);
        self.flush_dispatch();
        self.start(exit);
        let stack = self.top().stack.clone();
        if let Some((value, kind)) = result {
            self.push(kind, value);
        }
        self.leave_or_fail(resume as u16);
        self.top_mut().stack = stack;
        self.start(go_on);
    }

    /// Leaves the code, through no fault of its own; the interpreter goes on at `resume`. Ends the block.
    pub(super) fn leave_or_fail(&mut self, resume: Bci) {
        if let Err(bailout) = self.leave(DeoptReason::Request, Some(resume)) {
            self.failure = Some(bailout);
            let target = self.outer_target(0);
            self.jump(target);
        }
    }

    /// Calls an entry that throws, and goes to the handlers. Ends the block.
    pub(super) fn throw(&mut self, entry: RuntimeEntry, arguments: &[Value]) {
        let hierarchy = self.known.hierarchy;
        self.runtime(entry, arguments);
        let target = self.exception_target();
        self.jump(target);
        self.flush_dispatch();
        self.known.hierarchy = hierarchy;
    }

    /// Throws out of line if `condition` holds.
    pub(super) fn throw_if(&mut self, condition: Value, entry: RuntimeEntry, arguments: &[Value]) {
        self.unlikely(condition, |t| {
            t.throw(entry, arguments);
            false
        });
    }

    /// Throws NullPointerException if an object is null, unless it is known not to be.
    pub(super) fn null_check(&mut self, object: Value) {
        let object = self.b.func.dfg.resolve_aliases(object);
        if self.is_non_null(object) {
            return;
        }
        if let Some(flags) = self.faulting() {
            self.b.ins().load(types::I32, flags, object, 0);
        } else {
            let is_null = self.icmp_imm(IntCC::Equal, object, 0);
            self.throw_if(is_null, RuntimeEntry::ThrowNullPointer, &[]);
        }
        self.known.insert(Fact::NonNull(object));
    }

    /// As [`Self::null_check`] for an object that is accessed at once with the flags returned, at this offset.
    pub(super) fn null_check_by_access(&mut self, object: Value, offset: i32) -> MemFlagsData {
        let object = self.b.func.dfg.resolve_aliases(object);
        let near = (0..self.host.layout().null_page).contains(&offset);
        if near
            && !self.is_non_null(object)
            && let Some(flags) = self.faulting()
        {
            self.known.insert(Fact::NonNull(object));
            return flags;
        }
        self.null_check(object);
        MemFlagsData::trusted()
    }

    /// Flags of an access that is the null check of the current instruction, if that may fault. Their trap code says which
    /// instruction it is even when the access becomes part of another one's machine code; there may be no more codes.
    fn faulting(&mut self) -> Option<MemFlagsData> {
        if !self.may_fault() {
            return None;
        }
        let location = self.location();
        let known = self.null_checks.iter().rposition(|l| *l == location);
        let index = known.unwrap_or(self.null_checks.len());
        let code = u8::try_from(index + 1).ok().and_then(TrapCode::user)?;
        if known.is_none() {
            self.null_checks.push(location);
        }
        let flags = MemFlagsData::new().with_aligned();
        Some(flags.with_trap_code(Some(code)))
    }

    /// True if an exception at the current instruction leaves the compiled method, with nothing to be done on the way: the
    /// machine can raise it at a fault.
    fn may_fault(&self) -> bool {
        let leaves = |a: &Activation<'_>| {
            let covers = |h: &Handler| (usize::from(h.start)..usize::from(h.end)).contains(&a.bci);
            a.in_prologue
                || a.monitors == 0 && a.sync_object.is_none() && !a.info.handlers.iter().any(covers)
        };
        self.host.layout().null_page != 0 && self.activations.iter().all(leaves)
    }

    pub(super) fn is_non_null(&self, object: Value) -> bool {
        let object = self.b.func.dfg.resolve_aliases(object);
        self.never_null.contains(&object) || self.known.contains(Fact::NonNull(object))
    }

    /// Leaves compiled code at the current instruction, whose operands are still on the stack. Ends the block.
    pub(super) fn uncommon_trap(&mut self, reason: DeoptReason) -> Result<()> {
        let top = self.top();
        if !self.host.may_trap(top.info.id, top.bci as u16) {
            return Err(Bailout::TrappedTooOften(top.info.id));
        }
        self.make_cold();
        self.leave(reason, None)?;
        self.ended = true;
        Ok(())
    }

    /// What is emitted from here to the end of the block is rarely executed.
    fn make_cold(&mut self) {
        let current = self.b.current_block();
        let untouched = current.filter(|&b| self.b.func.layout.first_inst(b).is_none());
        if let Some(block) = untouched {
            self.b.set_cold_block(block);
        } else {
            let block = self.cold_block();
            self.jump(block);
            self.start(block);
        }
    }

    /// Hands the state to the interpreter, which returns from here.
    fn leave(&mut self, reason: DeoptReason, resume: Option<Bci>) -> Result<()> {
        let mut live = LiveValues::default();
        let mut frames = Vec::new();
        for index in 0..self.activations.len() {
            frames.push(self.frame_state(index, &mut live));
        }
        if live.values.len() > DEOPT_BUFFER_WORDS - usize::from(TRAP_INTEGERS + TRAP_VECTORS) {
            return Err(Bailout::Unsupported("too many live values at a trap"));
        }
        let point = self.deopt_points.len() as i32;
        self.deopt_points.push(DeoptPoint {
            reason,
            resume,
            frames,
        });
        let mut arguments = vec![self.int(point)];
        arguments.extend(live.values.iter().map(|v| v.0));
        let types = arguments
            .iter()
            .map(|&v| self.b.func.dfg.value_type(v))
            .collect();
        let trap = self.import_trap(types);
        self.b.ins().call(trap, &arguments);
        self.b.ins().trap(NOT_REACHED);
        Ok(())
    }

    /// Where the interpreter finds a value.
    fn slot_value(&self, value: Value, live: &mut LiveValues) -> SlotValue {
        let dfg = &self.b.func.dfg;
        let value = dfg.resolve_aliases(value);
        let ty = dfg.value_type(value);
        if let Some(constant) = self.constant_of(value) {
            return SlotValue::Constant(match ty {
                types::I32 => u64::from(constant as u32),
                _ => constant as u64,
            });
        }
        let word = live.word(value, ty.is_float());
        match ty {
            types::I32 | types::F32 => SlotValue::BufferHalf(word),
            _ => SlotValue::Buffer(word),
        }
    }

    /// The word of the buffer with a reference.
    fn reference_word(&self, value: Value, live: &mut LiveValues) -> u16 {
        live.word(self.b.func.dfg.resolve_aliases(value), false)
    }

    fn frame_state(&mut self, index: usize, live: &mut LiveValues) -> FrameState {
        let a = &self.activations[index];
        let (scope, bci, max_locals) = (a.number, a.bci, usize::from(a.info.max_locals));
        let live_locals = a.analysis.live_locals(&a.info, bci);
        let stack = a.stack.clone();
        let monitor_variables = a.monitor_variables[..a.monitors].to_vec();
        let sync_object = a.sync_object;
        let mut locals = vec![SlotValue::Dead; max_locals];
        for (slot, kind) in live_locals {
            let value = self.read_local(index, slot, kind);
            if locals[slot] != SlotValue::Dead {
                // Callers of a subroutine have values of two types in it: which of them is here is not known.
                self.failure = Some(Bailout::Unsupported("locals of two types in a subroutine"));
            }
            locals[slot] = self.slot_value(value, live);
        }
        let mut operands = Vec::with_capacity(stack.len());
        for operand in stack {
            operands.push(match operand {
                Operand::Value(value, _) => self.slot_value(value, live),
                Operand::Second => SlotValue::Dead,
            });
        }
        let mut monitors = Vec::new();
        for variable in monitor_variables {
            let object = self.b.use_var(variable);
            monitors.push(self.reference_word(object, live));
        }
        FrameState {
            scope,
            bci: bci as u16,
            locals,
            stack: operands,
            monitors,
            sync_object: sync_object.map(|o| self.reference_word(o, live)),
        }
    }

    /// A safepoint poll; the code behind it stands for `resume`. Classes may be linked meanwhile, for which it `asks`.
    pub(super) fn poll(&mut self, resume: usize, asks: bool) {
        let thread = self.thread();
        let offset = i64::from(self.host.layout().thread_poll);
        let address = self.b.ins().iadd_imm_s(thread, offset);
        let word = self
            .b
            .ins()
            .atomic_load(types::I32, ir::MemFlagsData::trusted(), address);
        self.unlikely(word, |t| {
            t.exit_call(|t| t.runtime(RuntimeEntry::Poll, &[]));
            t.check_pending_or_leave(resume, None);
            if asks {
                t.check_hierarchy(resume as Bci);
            }
            true
        });
    }
}
