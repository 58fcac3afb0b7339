//! Small pieces of code that all translations are made of: memory access, calls of the runtime, tests with cold branches,
//! the operand stack.

use classlib::BasicType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, Type, Value, ValueDef, types};
use cranelift_codegen::isa::CallConv;

use super::{Operand, Result, Translator, kind_of};
use crate::bytecode::Kind;
use crate::entries::{EntryType, RuntimeEntry};
use crate::output::Bailout;

/// Something in the class space. Its address is the word plus the displacement, which is part of the instructions that access it
/// if the class space lies low enough.
#[derive(Clone, Copy)]
pub(super) struct Metadata {
    pub(super) word: Value,
    pub(super) displacement: i32,
}

/// Mixed stacks cannot come from verified code.
const BAD_STACK: Bailout = Bailout::Unsupported("operand stack");

fn entry_type(ty: EntryType) -> Type {
    match ty {
        EntryType::I32 => types::I32,
        EntryType::I64 => types::I64,
        EntryType::F32 => types::F32,
        EntryType::F64 => types::F64,
    }
}

impl Translator<'_, '_> {
    pub(super) fn int(&mut self, value: i32) -> Value {
        self.b.ins().iconst(types::I32, i64::from(value as u32))
    }

    pub(super) fn long(&mut self, value: i64) -> Value {
        self.b.ins().iconst(types::I64, value)
    }

    pub(super) fn address(&mut self, value: u64) -> Value {
        self.long(value as i64)
    }

    pub(super) fn zero(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Int => self.int(0),
            Kind::Long | Kind::Ref => self.long(0),
            Kind::Float => self.b.ins().f32const(0f32),
            Kind::Double => self.b.ins().f64const(0f64),
        }
    }

    pub(super) fn thread(&mut self) -> Value {
        self.b.ins().get_pinned_reg(types::I64)
    }

    pub(super) fn load(&mut self, ty: Type, base: Value, offset: i32) -> Value {
        self.b.ins().load(ty, MemFlagsData::trusted(), base, offset)
    }

    pub(super) fn store(&mut self, value: Value, base: Value, offset: i32) {
        self.b
            .ins()
            .store(MemFlagsData::trusted(), value, base, offset);
    }

    /// The integer constant that a value is.
    pub(super) fn constant_of(&self, value: Value) -> Option<i64> {
        let value = self.b.func.dfg.resolve_aliases(value);
        let ValueDef::Result(inst, _) = self.b.func.dfg.value_def(value) else {
            return None;
        };
        match self.b.func.dfg.insts[inst] {
            ir::InstructionData::UnaryImm {
                opcode: ir::Opcode::Iconst,
                imm,
            } => Some(imm.bits()),
            _ => None,
        }
    }

    pub(super) fn import_signature(
        &mut self,
        arguments: Vec<Type>,
        result: Option<Type>,
        convention: CallConv,
    ) -> ir::SigRef {
        let key = (arguments, result, convention);
        if let Some(&s) = self.signatures.get(&key) {
            return s;
        }
        let mut signature = ir::Signature::new(convention);
        signature
            .params
            .extend(key.0.iter().map(|&t| ir::AbiParam::new(t)));
        signature.returns.extend(result.map(ir::AbiParam::new));
        let imported = self.b.import_signature(signature);
        self.signatures.insert(key, imported);
        imported
    }

    /// Calls a function of the runtime.
    pub(super) fn runtime(&mut self, entry: RuntimeEntry, arguments: &[Value]) -> Option<Value> {
        self.known.hierarchy &= !entry.may_stop();
        let function = self.import_entry(entry);
        let call = self.b.ins().call(function, arguments);
        self.b.inst_results(call).first().copied()
    }

    /// The entry of traps, with arguments of these types.
    pub(super) fn import_trap(&mut self, arguments: Vec<Type>) -> ir::FuncRef {
        let signature = self.import_signature(arguments, None, CallConv::SystemV);
        if let Some(&(_, function)) = self.traps.iter().find(|t| t.0 == signature) {
            return function;
        }
        let function = self.import_function(RuntimeEntry::Deoptimize, signature);
        self.traps.push((signature, function));
        function
    }

    fn import_function(&mut self, entry: RuntimeEntry, signature: ir::SigRef) -> ir::FuncRef {
        let name = ir::UserExternalName::new(0, entry as u32);
        let name = self.b.func.declare_imported_user_function(name);
        self.b.import_function(ir::ExtFuncData {
            name: ir::ExternalName::user(name),
            signature,
            colocated: true,
            patchable: false,
        })
    }

    /// The entries' stubs lie near all compiled code.
    fn import_entry(&mut self, entry: RuntimeEntry) -> ir::FuncRef {
        if let Some(&function) = self.entries.get(&entry) {
            return function;
        }
        let parameters = entry.parameters().iter().map(|&t| entry_type(t)).collect();
        let convention = match entry.preserves_registers() {
            true => CallConv::PreserveAll,
            false => CallConv::SystemV,
        };
        let result = entry.result().map(entry_type);
        let signature = self.import_signature(parameters, result, convention);
        let function = self.import_function(entry, signature);
        self.entries.insert(entry, function);
        function
    }

    /// Calls a function of the runtime that has a result.
    pub(super) fn runtime_value(&mut self, entry: RuntimeEntry, arguments: &[Value]) -> Value {
        self.runtime(entry, arguments)
            .expect("the entry has a result")
    }

    pub(super) fn cold_block(&mut self) -> ir::Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }

    /// A block that is cold if the current one is.
    pub(super) fn block_like_this(&mut self) -> ir::Block {
        let current = self.b.current_block();
        match current.is_some_and(|b| self.b.func.layout.is_cold(b)) {
            true => self.cold_block(),
            false => self.b.create_block(),
        }
    }

    /// Starts a block whose only predecessors exist already.
    pub(super) fn start(&mut self, block: ir::Block) {
        self.b.switch_to_block(block);
        self.b.seal_block(block);
    }

    pub(super) fn jump(&mut self, block: ir::Block) {
        self.b.ins().jump(block, &[]);
    }

    pub(super) fn branch(&mut self, condition: Value, then: ir::Block, otherwise: ir::Block) {
        self.b.ins().brif(condition, then, &[], otherwise, &[]);
    }

    /// Runs `cold` out of line if `condition` holds, and goes on behind it if `cold` returns true.
    pub(super) fn unlikely(&mut self, condition: Value, cold: impl FnOnce(&mut Self) -> bool) {
        let slow = self.cold_block();
        let go_on = self.block_like_this();
        self.branch(condition, slow, go_on);
        self.start(slow);
        if cold(self) {
            self.jump(go_on);
        }
        self.flush_dispatch();
        self.start(go_on);
    }

    pub(super) fn icmp_imm(&mut self, cc: IntCC, value: Value, constant: i64) -> Value {
        self.b.ins().icmp_imm_s(cc, value, constant)
    }

    // The operand stack.

    pub(super) fn push(&mut self, kind: Kind, value: Value) {
        let stack = &mut self.top_mut().stack;
        stack.push(Operand::Value(value, kind));
        if kind.slots() == 2 {
            stack.push(Operand::Second);
        }
    }

    pub(super) fn push_int(&mut self, value: Value) {
        self.push(Kind::Int, value);
    }

    pub(super) fn pop(&mut self, kind: Kind) -> Result<Value> {
        let stack = &mut self.top_mut().stack;
        if kind.slots() == 2 && stack.pop() != Some(Operand::Second) {
            return Err(BAD_STACK);
        }
        match stack.pop() {
            Some(Operand::Value(value, found)) if found == kind => Ok(value),
            _ => Err(BAD_STACK),
        }
    }

    pub(super) fn pop_int(&mut self) -> Result<Value> {
        self.pop(Kind::Int)
    }

    pub(super) fn pop_ref(&mut self) -> Result<Value> {
        self.pop(Kind::Ref)
    }

    pub(super) fn pop_type(&mut self, ty: BasicType) -> Result<Value> {
        self.pop(kind_of(ty).ok_or(BAD_STACK)?)
    }

    /// Pops arguments of these types; the first of the list is deepest.
    pub(super) fn pop_arguments(&mut self, types: &[BasicType]) -> Result<Vec<(Value, Kind)>> {
        let mut values = Vec::with_capacity(types.len());
        for &ty in types.iter().rev() {
            let kind = kind_of(ty).ok_or(BAD_STACK)?;
            values.push((self.pop(kind)?, kind));
        }
        values.reverse();
        Ok(values)
    }

    /// The raw slots of the stack, for the instructions that only move them.
    pub(super) fn pop_slots<const N: usize>(&mut self) -> Result<[Operand; N]> {
        let stack = &mut self.top_mut().stack;
        let at = stack.len().checked_sub(N).ok_or(BAD_STACK)?;
        let mut slots = [Operand::Second; N];
        slots.copy_from_slice(&stack[at..]);
        stack.truncate(at);
        Ok(slots)
    }

    pub(super) fn push_slots(&mut self, slots: &[Operand]) {
        self.top_mut().stack.extend_from_slice(slots);
    }

    pub(super) fn bitcast(&mut self, ty: Type, value: Value) -> Value {
        self.b.ins().bitcast(ty, MemFlagsData::new(), value)
    }

    /// An int cut down to a narrow type and widened again.
    pub(super) fn narrow(&mut self, ty: BasicType, value: Value) -> Value {
        if let Some(constant) = self.constant_of(value) {
            return match ty {
                BasicType::Boolean => self.int(constant as i32 & 1),
                BasicType::Byte => self.int((constant as i8).into()),
                BasicType::Char => self.int((constant as u16).into()),
                BasicType::Short => self.int((constant as i16).into()),
                _ => value,
            };
        }
        match ty {
            BasicType::Boolean => self.b.ins().band_imm_u(value, 1),
            BasicType::Byte => {
                let v = self.b.ins().ireduce(types::I8, value);
                self.b.ins().sextend(types::I32, v)
            }
            BasicType::Char => {
                let v = self.b.ins().ireduce(types::I16, value);
                self.b.ins().uextend(types::I32, v)
            }
            BasicType::Short => {
                let v = self.b.ins().ireduce(types::I16, value);
                self.b.ins().sextend(types::I32, v)
            }
            _ => value,
        }
    }

    /// Metadata at a 32-bit offset in the class space.
    pub(super) fn metadata(&mut self, offset: Value) -> Metadata {
        let offset = self.b.ins().uextend(types::I64, offset);
        self.metadata_by(offset)
    }

    /// The same by a 64-bit offset.
    fn metadata_by(&mut self, offset: Value) -> Metadata {
        let base = self.host.layout().class_space_base;
        match i32::try_from(base) {
            Ok(displacement) => Metadata {
                word: offset,
                displacement,
            },
            Err(_) => {
                let base = self.address(base);
                Metadata {
                    word: self.b.ins().iadd(base, offset),
                    displacement: 0,
                }
            }
        }
    }

    /// A field of metadata.
    pub(super) fn load_from(&mut self, ty: Type, metadata: Metadata, field: i32) -> Value {
        self.load(ty, metadata.word, metadata.displacement + field)
    }

    /// The metadata that a field names.
    pub(super) fn follow(&mut self, metadata: Metadata, field: i32) -> Metadata {
        let flags = MemFlagsData::trusted();
        let offset = self
            .b
            .ins()
            .uload32(flags, metadata.word, metadata.displacement + field);
        self.metadata_by(offset)
    }

    pub(super) fn address_of(&mut self, metadata: Metadata) -> Value {
        match metadata.displacement {
            0 => metadata.word,
            base => self.b.ins().iadd_imm_s(metadata.word, i64::from(base)),
        }
    }

    /// The class word of an object that is not null.
    pub(super) fn klass_of(&mut self, object: Value) -> Value {
        self.load(types::I32, object, 0)
    }
}
