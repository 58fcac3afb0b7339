//! Method calls, and inlining.
//!
//! C1's rules decide what is inlined: small methods, not too deep, not too often recursively, within a budget; methods
//! marked `@ForceInline` whatever their size. A predicted target of a virtual call is guarded; behind the guard it is inlined or
//! called directly.

use classlib::BasicType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, Value, types};

use super::emit::Metadata;
use super::knowledge::Fact;
use super::{
    METHOD_CONVENTION, METHOD_NAMES, Operand, Result, Return, Translator, clif_type, kind_of,
};
use crate::analysis::Analysis;
use crate::bytecode::{Kind, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::{Bci, Callee, Guard, InvokeKind, KlassId, MethodId, MethodInfo};
use crate::output::{DeoptReason, Level};

/// Larger methods are not inlined (HotSpot's `MaxInlineSize`).
const MAX_INLINE_SIZE: usize = 35;
/// Deeper calls are not inlined (`MaxInlineLevel`).
const MAX_INLINE_LEVEL: usize = 9;
/// Deeper calls of methods that want to be inlined are not either.
const MAX_FORCE_INLINE_LEVEL: usize = 40;
/// A method is inlined into itself so many times (`MaxRecursiveInlineLevel`).
const MAX_RECURSIVE_INLINE_LEVEL: usize = 1;
/// Bytecodes of a compilation beyond which nothing more is inlined, and the same for `@ForceInline`.
const INLINE_BUDGET: u32 = 1500;
const FORCE_INLINE_BUDGET: u32 = 4000;

/// Has a way of its own.
const ALLOCATE_INSTANCE: &str =
    "jdk.internal.misc.Unsafe.allocateInstance(Ljava/lang/Class;)Ljava/lang/Object;";

/// What an interface call names.
#[derive(Clone, Copy)]
struct InterfaceMethod {
    declared: MethodId,
    interface: KlassId,
    itable_index: Option<u32>,
}

/// A call whose arguments have been popped.
pub(super) struct Call {
    /// The receiver first.
    pub(super) arguments: Vec<(Value, Kind)>,
    result: BasicType,
    /// The operand stack before the call.
    operands: Vec<Operand>,
}

impl<'h> Translator<'_, 'h> {
    /// The call instruction at `bci`.
    pub(super) fn invoke(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        let index = u16_at(code, bci + 1);
        let kind = match code[bci] {
            op::INVOKEVIRTUAL => InvokeKind::Virtual,
            op::INVOKESPECIAL => InvokeKind::Special,
            op::INVOKESTATIC => InvokeKind::Static,
            op::INVOKEINTERFACE => InvokeKind::Interface,
            _ => InvokeKind::Dynamic,
        };
        let method = self.top().info.id;
        let callee = self.host.callee(method, bci as u16, index, kind);
        if callee == Callee::Unresolved {
            return self.uncommon_trap(DeoptReason::Unresolved);
        }
        let (mut types, result) = self.host.call_descriptor(method, index);
        let has_receiver = !matches!(kind, InvokeKind::Static | InvokeKind::Dynamic);
        if has_receiver {
            types.insert(0, BasicType::Object);
        }
        let operands = self.top().stack.clone();
        let arguments = self.pop_arguments(&types)?;
        let is_selected = matches!(callee, Callee::Virtual { .. } | Callee::Interface { .. });
        // A selected method's check is the access to the class, unless the profile comes first.
        if has_receiver && (!is_selected || self.profiles(bci)) {
            self.null_check(arguments[0].0);
        }
        match kind {
            InvokeKind::Virtual | InvokeKind::Interface => {
                self.profile_class(bci, arguments[0].0);
            }
            _ => self.profile_call(bci),
        }
        let result_cell = self.profile_arguments(bci, &arguments);
        let mut call = Call {
            arguments,
            result,
            operands,
        };
        let value = match callee {
            Callee::Direct(id) => self.direct(id, &call)?,
            Callee::Virtual {
                receiver,
                vtable_index,
                predicted,
                ..
            } => self.virtual_call(receiver, vtable_index, predicted, &call)?,
            Callee::Interface {
                declared,
                interface,
                itable_index,
                predicted,
            } => {
                let target = InterfaceMethod {
                    declared,
                    interface,
                    itable_index,
                };
                self.interface_call(target, predicted, &call)?
            }
            Callee::Adapter { adapter, appendix } => {
                if let Some((slot, index)) = appendix {
                    let value = self.resolved_reference(slot, index);
                    call.arguments.push((value, Kind::Ref));
                }
                self.direct(adapter, &call)?
            }
            Callee::Polymorphic(id) => self.polymorphic_call(id, call),
            Callee::Unresolved => None,
        };
        if !self.ended
            && let (Some(value), Some(kind)) = (value, kind_of(result))
        {
            if let Some(cell) = result_cell {
                self.profile_type(cell, value);
            }
            self.push(kind, value);
        }
        Ok(())
    }

    /// A call of exactly this method.
    fn direct(&mut self, id: MethodId, call: &Call) -> Result<Option<Value>> {
        let intrinsic = self.host.intrinsic(id);
        if let Some(name) = &intrinsic
            && let Some(value) = self.intrinsic(name, call)
        {
            return Ok(value);
        }
        let info = self.host.method(id);
        if intrinsic.is_some_and(|name| name == ALLOCATE_INSTANCE) {
            return Ok(self.allocate_instance(info.rt_address, call));
        }
        if self.may_inline(&info) {
            return self.inline(info, call);
        }
        Ok(self.call_method(&info, call))
    }

    /// Calls exactly this method. Code that is to stay calls its code by address; see [`DirectCall`].
    ///
    /// [`DirectCall`]: crate::output::DirectCall
    fn call_method(&mut self, info: &MethodInfo<'_>, call: &Call) -> Option<Value> {
        if self.request.level != Level::Simple {
            let rt = self.address(info.rt_address);
            return self.call_through(rt, call);
        }
        // What needs the hidden argument is given it on the way.
        let nothing = self.long(0);
        let (signature, values) = self.call_shape(nothing, call);
        let name = ir::UserExternalName::new(METHOD_NAMES, info.id.0);
        let name = self.b.func.declare_imported_user_function(name);
        let function = self.b.import_function(ir::ExtFuncData {
            name: ir::ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        });
        self.finish_call(call, |t| t.b.ins().call(function, &values))
    }

    /// `Unsafe.allocateInstance`, which method handles of constructors call: in line if the class is simple and initialised and
    /// there is memory, by the runtime if it can; otherwise the native method is called, initialises or throws.
    fn allocate_instance(&mut self, rt: u64, call: &Call) -> Option<Value> {
        let (slow, native, done) = (self.cold_block(), self.cold_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I64);
        let mirror = call.arguments[1].0;
        if let Some(object) = self.instance_of_mirror(mirror, slow) {
            self.jump_with(done, Some(object));
        } else {
            self.jump(slow);
        }
        self.start(slow);
        let object = self.runtime_value(RuntimeEntry::AllocateInstance, &[mirror]);
        self.b
            .ins()
            .brif(object, done, &[ir::BlockArg::Value(object)], native, &[]);
        self.start(native);
        let rt = self.address(rt);
        let made = self.call_through(rt, call);
        self.jump_with(done, made);
        self.start(done);
        self.never_null.insert(result);
        Some(result)
    }

    /// Calls the method whose `rt` is at an address.
    pub(super) fn call_through(&mut self, rt: Value, call: &Call) -> Option<Value> {
        let offset = self.host.layout().rt_compiled_entry;
        let entry = self.load(types::I64, rt, offset);
        let (signature, values) = self.call_shape(rt, call);
        self.finish_call(call, |t| t.b.ins().call_indirect(signature, entry, &values))
    }

    /// Signature and arguments, the hidden one first.
    fn call_shape(&mut self, hidden: Value, call: &Call) -> (ir::SigRef, Vec<Value>) {
        let mut parameters = vec![types::I64];
        let mut values = vec![hidden];
        for &(value, kind) in &call.arguments {
            parameters.push(clif_type(kind));
            values.push(value);
        }
        let result = kind_of(call.result).map(clif_type);
        let signature = self.import_signature(parameters, result, METHOD_CONVENTION);
        (signature, values)
    }

    /// The call instruction that `emit` makes, and what is due behind it.
    fn finish_call(
        &mut self,
        call: &Call,
        emit: impl FnOnce(&mut Self) -> ir::Inst,
    ) -> Option<Value> {
        let emit = |t: &mut Self| {
            let inst = emit(t);
            t.b.inst_results(inst).first().copied()
        };
        let value = self.method_call(emit, kind_of(call.result));
        self.known.forget_memory();
        value
    }

    /// The address of the `rt` of a method whose offset is a value.
    pub(super) fn rt_of(&mut self, method: Value) -> Value {
        let method = self.metadata(method);
        let rt = self.follow(method, self.host.layout().method_rt);
        self.address_of(rt)
    }

    fn vtable(&mut self, class: Value) -> Metadata {
        let class = self.metadata(class);
        self.follow(class, self.host.layout().klass_vtable)
    }

    /// The method in a class's vtable.
    fn vtable_entry(&mut self, class: Value, index: u32) -> Value {
        let vtable = self.vtable(class);
        self.load_from(types::I32, vtable, 4 * index as i32)
    }

    /// The address of the `rt` of the method in a class's vtable.
    fn vtable_rt(&mut self, class: Value, index: u32) -> Value {
        let vtable = self.vtable(class);
        let rt = self.follow(vtable, -4 * (index as i32 + 1));
        self.address_of(rt)
    }

    fn virtual_call(
        &mut self,
        named: KlassId,
        index: u32,
        predicted: Option<(MethodId, Guard)>,
        call: &Call,
    ) -> Result<Option<Value>> {
        let receiver = self.b.func.dfg.resolve_aliases(call.arguments[0].0);
        if let Some(klass) = self.known.class_of(receiver)
            && self.is_non_null(receiver)
            && let Some(id) = self.host.select(klass, index)
        {
            return self.direct(id, call);
        }
        if let Some((id, guard)) = predicted {
            // Where a test of the class would do, that of the generation is no better.
            if guard == Guard::VtableSlot && !self.known.hierarchy {
                let beneath = std::mem::replace(&mut self.top_mut().stack, call.operands.clone());
                self.check_hierarchy(self.top().bci as Bci);
                self.top_mut().stack = beneath;
            }
            if self.relies_on_hierarchy(named, index, id) {
                self.null_check(receiver);
                return self.direct(id, call);
            }
        }
        let class = self.receiver_klass(receiver);
        let predicted = predicted.filter(|&(id, guard)| {
            matches!(guard, Guard::Klass(_)) || self.may_inline(&self.host.method(id))
        });
        let Some((id, guard)) = predicted else {
            let rt = self.vtable_rt(class, index);
            return Ok(self.call_through(rt, call));
        };
        let fact = self.guard_fact(id, guard, call);
        if self.known.contains(fact) {
            return self.direct(id, call);
        }
        match guard {
            Guard::Klass(k) => {
                let is_predicted = self.icmp_imm(IntCC::Equal, class, k.0.into());
                self.guarded(is_predicted, id, fact, call, |t| t.vtable_rt(class, index))
            }
            Guard::VtableSlot => {
                let method = self.vtable_entry(class, index);
                let is_predicted = self.icmp_imm(IntCC::Equal, method, id.0.into());
                self.guarded(is_predicted, id, fact, call, |t| t.rt_of(method))
            }
        }
    }

    /// The predicted method if a test succeeds; otherwise a class was loaded since that selects another one, and the code is
    /// left.
    fn trapping(
        &mut self,
        is_predicted: Value,
        id: MethodId,
        fact: Fact,
        call: &Call,
    ) -> Result<Option<Value>> {
        let (fast, trap) = (self.b.create_block(), self.cold_block());
        self.branch(is_predicted, fast, trap);
        self.start(trap);
        let beneath = std::mem::replace(&mut self.top_mut().stack, call.operands.clone());
        self.uncommon_trap(DeoptReason::ClassCheck)?;
        self.top_mut().stack = beneath;
        self.ended = false;
        self.start(fast);
        self.known.insert(fact);
        self.direct(id, call)
    }

    /// The class word of a receiver, which is tested for null.
    fn receiver_klass(&mut self, receiver: Value) -> Value {
        let flags = self.null_check_by_access(receiver, 0);
        self.b.ins().load(types::I32, flags, receiver, 0)
    }

    /// What a guard's success shows of the receiver.
    fn guard_fact(&self, id: MethodId, guard: Guard, call: &Call) -> Fact {
        let receiver = self.b.func.dfg.resolve_aliases(call.arguments[0].0);
        match guard {
            Guard::Klass(klass) => Fact::Klass(receiver, klass),
            Guard::VtableSlot => Fact::Selects(receiver, id),
        }
    }

    /// The predicted method if a test succeeds, otherwise the one whose `rt` `general` finds. Where the test must not be
    /// trusted to hold for good, both ways are compiled.
    fn guarded(
        &mut self,
        is_predicted: Value,
        id: MethodId,
        fact: Fact,
        call: &Call,
        general: impl FnOnce(&mut Self) -> Value,
    ) -> Result<Option<Value>> {
        let top = self.top();
        if self.host.may_trap(top.info.id, top.bci as u16) {
            return self.trapping(is_predicted, id, fact, call);
        }
        let fast = self.b.create_block();
        let slow = self.cold_block();
        let done = self.b.create_block();
        let result =
            kind_of(call.result).map(|kind| self.b.append_block_param(done, clif_type(kind)));
        self.branch(is_predicted, fast, slow);
        let mut before = self.known.clone();
        before.forget_memory();
        self.start(slow);
        let rt = general(self);
        let value = self.call_through(rt, call);
        self.jump_with(done, value);
        self.start(fast);
        let value = self.direct(id, call)?;
        if !self.ended {
            self.jump_with(done, value);
        }
        self.ended = false;
        self.start(done);
        self.known = before;
        Ok(result)
    }

    fn jump_with(&mut self, block: ir::Block, value: Option<Value>) {
        let arguments: Vec<_> = value.map(ir::BlockArg::Value).into_iter().collect();
        self.b.ins().jump(block, &arguments);
    }

    fn interface_call(
        &mut self,
        target: InterfaceMethod,
        predicted: Option<(MethodId, Guard)>,
        call: &Call,
    ) -> Result<Option<Value>> {
        let receiver = call.arguments[0].0;
        let class = self.receiver_klass(receiver);
        if let Some((id, guard @ Guard::Klass(k))) = predicted {
            let fact = self.guard_fact(id, guard, call);
            if self.known.contains(fact) {
                return self.direct(id, call);
            }
            let is_predicted = self.icmp_imm(IntCC::Equal, class, k.0.into());
            return self.guarded(is_predicted, id, fact, call, |t| {
                t.cached_selection(target, receiver, class)
            });
        }
        let rt = self.cached_selection(target, receiver, class);
        Ok(self.call_through(rt, call))
    }

    /// The `rt` of the method that an interface call selects: by an inline cache, by the class's table once the cache is filled
    /// with another class, by the runtime otherwise.
    fn cached_selection(
        &mut self,
        target: InterfaceMethod,
        receiver: Value,
        class: Value,
    ) -> Value {
        let cell_address = self.host.inline_cache();
        let cell = self.address(cell_address);
        let word = self.load(types::I64, cell, 0);
        let cached_class = self.b.ins().ireduce(types::I32, word);
        let hit = self.b.ins().icmp(IntCC::Equal, cached_class, class);
        let (fast, miss) = (self.b.create_block(), self.cold_block());
        let slow = self.cold_block();
        let found = self.b.create_block();
        let method = self.b.append_block_param(found, types::I32);
        let done = self.b.create_block();
        let rt = self.b.append_block_param(done, types::I64);
        self.branch(hit, fast, miss);
        self.start(fast);
        let cached = self.b.ins().ushr_imm_u(word, 32);
        let cached = self.b.ins().ireduce(types::I32, cached);
        self.jump_with(found, Some(cached));

        self.start(miss);
        match target.itable_index {
            Some(index) if self.host.method(target.declared).holder == target.interface => {
                let search = self.cold_block();
                self.branch(word, search, slow);
                self.start(search);
                self.search_itable(class, target.interface, index, found, slow);
            }
            _ => self.jump(slow),
        }
        self.start(slow);
        let declared = self.int(target.declared.0 as i32);
        let interface = self.int(target.interface.0 as i32);
        let cell = self.address(cell_address);
        let resolved = self.runtime_value(
            RuntimeEntry::ResolveInterfaceCall,
            &[receiver, declared, interface, cell],
        );
        self.check_pending();
        self.jump_with(done, Some(resolved));

        self.start(found);
        let cached_rt = self.rt_of(method);
        self.jump_with(done, Some(cached_rt));
        self.start(done);
        rt
    }

    /// Searches a class's table for an interface and goes to `found` with its method, or to `slow` where that throws.
    fn search_itable(
        &mut self,
        class: Value,
        interface: KlassId,
        index: u32,
        found: ir::Block,
        slow: ir::Block,
    ) {
        let layout = self.host.layout().clone();
        let class = self.metadata(class);
        let rt = self.follow(class, layout.klass_rt);
        let first = self.follow(rt, layout.klass_rt_itable);
        let count = self.load_from(types::I32, rt, layout.klass_rt_itable + 4);
        let count = self.b.ins().uextend(types::I64, count);
        let bytes = self
            .b
            .ins()
            .imul_imm_s(count, i64::from(layout.itable_entry_bytes));
        let end = self.b.ins().iadd(first.word, bytes);
        let next = self.cold_block();
        let entry = self.b.append_block_param(next, types::I64);
        let (compare, advance, hit) = (self.cold_block(), self.cold_block(), self.cold_block());
        self.jump_with(next, Some(first.word));
        self.b.switch_to_block(next);
        let over = self.b.ins().icmp(IntCC::Equal, entry, end);
        self.branch(over, slow, compare);
        self.start(compare);
        let found_entry = Metadata {
            word: entry,
            ..first
        };
        let own = self.load_from(types::I32, found_entry, 0);
        let same = self.icmp_imm(IntCC::Equal, own, interface.0.into());
        self.branch(same, hit, advance);
        self.start(advance);
        let following = self
            .b
            .ins()
            .iadd_imm_s(entry, i64::from(layout.itable_entry_bytes));
        self.jump_with(next, Some(following));
        self.b.seal_block(next);
        self.start(hit);
        let methods = self.follow(found_entry, layout.itable_entry_methods);
        let method = self.load_from(types::I32, methods, 4 * index as i32);
        let selected = self.cold_block();
        self.branch(method, selected, slow);
        self.start(selected);
        let method_itself = self.metadata(method);
        let access = self.b.ins().uload16(
            types::I32,
            MemFlagsData::trusted(),
            method_itself.word,
            method_itself.displacement + layout.method_access_flags,
        );
        let is_public = self.b.ins().band_imm_u(access, 1);
        self.b
            .ins()
            .brif(is_public, found, &[ir::BlockArg::Value(method)], slow, &[]);
    }

    pub(super) fn may_inline(&self, info: &MethodInfo<'_>) -> bool {
        let level = self.activations.len();
        let recursive = self
            .activations
            .iter()
            .filter(|a| a.info.id == info.id)
            .count();
        let fits = if info.force_inline {
            level <= MAX_FORCE_INLINE_LEVEL && self.bytecodes < FORCE_INLINE_BUDGET
        } else {
            level <= MAX_INLINE_LEVEL
                && info.code.len() <= MAX_INLINE_SIZE
                && self.bytecodes < INLINE_BUDGET
        };
        fits && !info.code.is_empty()
            && info.compilable
            && !info.dont_inline
            && recursive <= MAX_RECURSIVE_INLINE_LEVEL
            && self.scopes.len() < usize::from(i16::MAX as u16)
    }

    /// Translates a callee in place of its call.
    fn inline(&mut self, info: MethodInfo<'h>, call: &Call) -> Result<Option<Value>> {
        // Subroutines can be found too strange while they are translated, which shall not be the caller's loss.
        let analysis = match Analysis::new(&info, 0) {
            Ok(analysis) if !analysis.has_subroutines() => analysis,
            _ => {
                return Ok(self.call_method(&info, call));
            }
        };
        let returns = match analysis.returns {
            1 => Return::Here,
            _ => {
                let kind = kind_of(info.return_type);
                let variable = kind.map(|kind| self.b.declare_var(clif_type(kind)));
                Return::Join(self.b.create_block(), variable)
            }
        };
        let caller = (self.top().number, self.top().bci as u16);
        self.push_activation(info, analysis, Some(caller), returns);
        self.bind_arguments(&call.arguments);
        self.set_location();
        self.count_invocation();
        self.profile_parameters(&call.arguments);
        self.lock_method(&call.arguments);
        self.translate_activation(0)?;
        let activation = self.activations.pop().expect("the inlined method");
        self.set_location();
        let Some(known) = activation.returned else {
            self.ended = true;
            return Ok(None);
        };
        self.known = known;
        self.ended = false;
        if let Return::Join(join, variable) = returns {
            self.start(join);
            return Ok(variable.map(|v| self.b.use_var(v)));
        }
        let Some((block, result)) = activation.returned_at else {
            unreachable!("the one return instruction was translated");
        };
        if self.b.current_block() != Some(block) {
            self.b.switch_to_block(block);
        }
        Ok(result)
    }
}
