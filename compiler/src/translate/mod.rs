//! From bytecode to CLIF.
//!
//! One abstract interpretation of the bytecode, block by block: the operand stack is a compile-time stack of SSA values, locals are the
//! SSA builder's variables, one per slot and kind. Where blocks meet, stack entries go through variables, too. An inlined method
//! is a further scope of the same function: its `return` jumps to the code behind the call, its uncaught exceptions go to
//! the handlers of the call. All that throws, traps or is slow lies in cold blocks.
//!
//! Invariants: an instruction's source location is its scope and bytecode index. A block is sealed when all
//! blocks that may branch to it are translated. What is known about SSA values (not null) holds wherever the place that proved
//! it dominates.

mod arrays;
mod blocks;
mod calls;
mod emit;
mod exceptions;
mod fields;
pub(crate) mod hierarchy;
mod instructions;
mod intrinsics;
mod knowledge;
mod locking;
mod method_handles;
mod operators;
mod profile;
mod types_and_monitors;

use classlib::BasicType;
use cranelift_codegen::ir::{
    self, AbiParam, InstBuilder, Signature, SourceLoc, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, Variable};

use self::hierarchy::Generation;
use self::knowledge::{Fact, Knowledge, Map, Set};
use crate::analysis::{Analysis, BlockIndex};
use crate::bytecode::Kind;
use crate::entries::RuntimeEntry;
use crate::entry_code::Needs;
use crate::host::{Bci, Host, KlassId, MethodInfo};
use crate::output::{Bailout, DEOPT_BUFFER_WORDS, DeoptPoint, Request, Scope};

/// The bit of source locations that says that the call can be an exit ([`crate::output::Position::is_exit`]).
pub const EXIT: u32 = 1 << 31;
/// The same for [`crate::output::Position::unwinds`].
pub const UNWINDS: u32 = 1 << 30;

pub type Result<T> = std::result::Result<T, Bailout>;

/// The kind of values of a Java type; `None` for void.
pub fn kind_of(ty: BasicType) -> Option<Kind> {
    Some(match ty {
        BasicType::Long => Kind::Long,
        BasicType::Float => Kind::Float,
        BasicType::Double => Kind::Double,
        BasicType::Object | BasicType::Array => Kind::Ref,
        BasicType::Void => return None,
        _ => Kind::Int,
    })
}

/// The CLIF type of a kind.
pub fn clif_type(kind: Kind) -> Type {
    match kind {
        Kind::Int => types::I32,
        Kind::Long | Kind::Ref => types::I64,
        Kind::Float => types::F32,
        Kind::Double => types::F64,
    }
}

/// An entry of the operand stack; longs and doubles have a second one above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operand {
    Value(Value, Kind),
    Second,
}

/// What a block expects of its predecessors.
#[derive(Clone, Debug)]
struct EntryState {
    /// Kinds on the operand stack; `None` is the second slot of a long or double.
    stack: Vec<Option<Kind>>,
    monitors: usize,
}

/// Variables of a slot, by kind.
type Slot = [Option<Variable>; Kind::ALL.len()];

/// Where a method of the compilation returns to.
#[derive(Clone, Copy)]
enum Return {
    /// The compiled method itself.
    Function,
    /// Code behind an inlined call, with a variable for the result.
    Join(ir::Block, Option<Variable>),
    /// The code behind an inlined call goes on where the one return instruction is.
    Here,
}

/// A method that is being translated: the compiled one or an inlined one.
struct Activation<'h> {
    number: u16,
    info: MethodInfo<'h>,
    analysis: Analysis,
    locals: Vec<Slot>,
    /// Parameters that are never written need no variables.
    constant_locals: Vec<Option<(Value, Kind)>>,
    stack_variables: Vec<Slot>,
    clif_blocks: Vec<Option<ir::Block>>,
    entry_states: Vec<Option<EntryState>>,
    predecessors_left: Vec<usize>,
    translated: Vec<bool>,
    /// Blocks translated to their end.
    left: Vec<bool>,
    /// Of headers of loops: locals that the loop does not write, and their values.
    invariant: Vec<Vec<(Variable, Value)>>,
    /// Headers of loops that rely on the hierarchy being what it was.
    assumes_hierarchy: Vec<bool>,
    /// What is known at the begin and at the end of translated blocks.
    facts: Vec<Option<(Knowledge, Knowledge)>>,
    initial_facts: Knowledge,
    /// What all return instructions so far agree on.
    returned: Option<Knowledge>,
    /// The block and the result at the return instruction of [`Return::Here`].
    returned_at: Option<(ir::Block, Option<Value>)>,
    /// What a block's only way in has tested not to be null, and to be an instance.
    edge_facts: Vec<Option<(Value, Option<KlassId>)>>,
    /// The current block, instruction, operand stack and entered monitors.
    block: BlockIndex,
    bci: usize,
    stack: Vec<Operand>,
    monitors: usize,
    monitor_variables: Vec<Variable>,
    exception: Option<Variable>,
    /// What a synchronized method has locked.
    sync_object: Option<Value>,
    returns: Return,
    /// Nothing of the method has been executed yet: its handlers and its monitor do not concern what is thrown.
    in_prologue: bool,
    /// Blocks that find handlers: by handlers (rows of the table) and monitors entered.
    dispatch: Map<(Vec<usize>, usize), ir::Block>,
    pending_dispatch: Vec<(ir::Block, Vec<usize>, usize, usize)>,
}

/// The translation of one method.
pub struct Translator<'a, 'h> {
    host: &'h dyn Host,
    request: Request,
    b: FunctionBuilder<'a>,
    activations: Vec<Activation<'h>>,
    return_type: BasicType,
    /// Values that are never null, wherever they are defined.
    never_null: Set<Value>,
    /// What is known here.
    known: Knowledge,
    /// Of the code, if it may rely on the class hierarchy.
    generation: Option<Generation>,
    signatures: Map<(Vec<Type>, Option<Type>, CallConv), ir::SigRef>,
    entries: Map<RuntimeEntry, ir::FuncRef>,
    /// The entry of traps by its signature.
    traps: Vec<(ir::SigRef, ir::FuncRef)>,
    /// By scope and depth.
    monitor_slots: Map<(u16, usize), ir::StackSlot>,
    unwind_block: Option<ir::Block>,
    /// Why the method cannot be compiled, where it is found out too deep for a result.
    failure: Option<Bailout>,
    /// True behind an instruction that ends the current block.
    ended: bool,
    pub scopes: Vec<Scope>,
    pub deopt_points: Vec<DeoptPoint>,
    /// Source locations of accesses that test for null by their fault: that with index i has the trap code i + 1.
    pub null_checks: Vec<u32>,
    pub bytecodes: u32,
    pub osr_monitors: u16,
    /// What is to be done before the method's frame is made.
    pub entry: Needs,
}

/// The namespace of external names that are methods, by their numbers; that of runtime entries is 0.
pub(crate) const METHOD_NAMES: u32 = 1;

/// How compiled methods call each other: no register is kept for the caller, so what returns early has nothing to restore.
const METHOD_CONVENTION: CallConv = CallConv::Winch;

/// The signature of compiled code with these types.
pub fn signature(arguments: impl Iterator<Item = Type>, result: Option<Type>) -> Signature {
    let mut signature = Signature::new(METHOD_CONVENTION);
    signature.params.push(AbiParam::new(types::I64));
    signature.params.extend(arguments.map(AbiParam::new));
    signature.returns.extend(result.map(AbiParam::new));
    signature
}

impl<'a, 'h> Translator<'a, 'h> {
    pub fn new(host: &'h dyn Host, request: Request, b: FunctionBuilder<'a>) -> Self {
        Translator {
            host,
            request,
            b,
            activations: Vec::new(),
            return_type: BasicType::Void,
            never_null: Set::default(),
            known: Knowledge::default(),
            generation: None,
            signatures: Map::default(),
            entries: Map::default(),
            traps: Vec::new(),
            monitor_slots: Map::default(),
            unwind_block: None,
            failure: None,
            ended: false,
            scopes: Vec::new(),
            deopt_points: Vec::new(),
            null_checks: Vec::new(),
            bytecodes: 0,
            osr_monitors: 0,
            entry: Needs::default(),
        }
    }

    /// Translates the whole method and finishes the function.
    pub fn run(&mut self) -> Result<()> {
        let info = self.host.method(self.request.method);
        if info.code.is_empty() {
            return Err(Bailout::Unsupported("no bytecodes"));
        }
        self.return_type = info.return_type;
        let result = kind_of(info.return_type).map(clif_type);
        let arguments: Vec<(Type, Kind)> = info
            .arguments
            .iter()
            .filter_map(|&t| kind_of(t))
            .map(|k| (clif_type(k), k))
            .collect();
        self.b.func.signature = match self.request.osr_bci {
            None => signature(arguments.iter().map(|a| a.0), result),
            Some(_) => signature(std::iter::empty(), result),
        };
        let entry = self.b.create_block();
        self.b.append_block_params_for_function_params(entry);
        self.b.switch_to_block(entry);
        self.b.seal_block(entry);
        let osr_bci = self.request.osr_bci;
        let start = osr_bci.unwrap_or(0);
        let analysis = Analysis::new(&info, start)?;
        let monitors = match osr_bci {
            None => 0,
            Some(bci) => Analysis::new(&info, 0)?
                .monitors_at(info.code, bci.into())
                .filter(|&monitors| monitors <= DEOPT_BUFFER_WORDS)
                .ok_or(Bailout::Unsupported("monitors at a loop"))?,
        };
        self.push_activation(info, analysis, None, Return::Function);
        self.set_location();
        let parameters = self.b.block_params(entry).to_vec();
        match osr_bci {
            None => {
                let values: Vec<_> = arguments
                    .iter()
                    .zip(&parameters[1..])
                    .map(|(a, &v)| (v, a.1))
                    .collect();
                self.method_entry(&values);
            }
            Some(bci) => self.osr_entry(parameters[0], bci, monitors),
        }
        self.translate_activation(start)?;
        self.finish();
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Ends the function builder's work.
    pub fn into_builder(self) -> FunctionBuilder<'a> {
        self.b
    }

    fn top(&self) -> &Activation<'h> {
        self.activations.last().expect("an activation")
    }

    fn top_mut(&mut self) -> &mut Activation<'h> {
        self.activations.last_mut().expect("an activation")
    }

    fn method_entry(&mut self, arguments: &[(Value, Kind)]) {
        self.bind_arguments(arguments);
        self.begin_reliance();
        self.count_invocation();
        self.profile_parameters(arguments);
        self.lock_method(arguments);
    }

    /// Enters the monitor of a synchronized method.
    fn lock_method(&mut self, arguments: &[(Value, Kind)]) {
        let info = &self.top().info;
        let (is_static, slot) = (info.is_static, info.mirror_slot);
        if !info.is_synchronized {
            return;
        }
        let object = if is_static {
            let address = self.address(slot);
            self.load(types::I64, address, 0)
        } else {
            arguments[0].0
        };
        self.lock(object);
        self.note_monitor(self.top().number, 0, Some(object));
        self.known.forget_memory();
        self.top_mut().sync_object = Some(object);
    }

    /// Loads what is live from the interpreter frame, and the objects of the monitors that it has entered.
    fn osr_entry(&mut self, locals: Value, bci: Bci, monitors: usize) {
        let thread = self.thread();
        let buffer = self.load(types::I64, thread, self.host.layout().thread_deopt_buffer);
        for depth in 0..monitors {
            let object = self.load(types::I64, buffer, 8 * depth as i32);
            let variable = self.b.declare_var(types::I64);
            self.b.def_var(variable, object);
            self.top_mut().monitor_variables.push(variable);
            self.note_monitor(0, depth + 1, Some(object));
        }
        self.top_mut().monitors = monitors;
        self.osr_monitors = monitors as u16;
        let top = self.top();
        let live = top.analysis.live_locals(&top.info, usize::from(bci));
        let max_locals = usize::from(top.info.max_locals);
        let mut values = Vec::new();
        for (slot, kind) in live {
            let value = self.load(clif_type(kind), locals, 8 * slot as i32);
            values.push((slot, kind, value));
        }
        let zero = self.b.ins().iconst(types::I64, 0);
        for slot in 0..max_locals {
            self.store(zero, locals, 8 * slot as i32);
        }
        for (slot, kind, value) in values {
            let variable = self.local_variable(slot, kind);
            self.b.def_var(variable, value);
        }
    }

    /// Gives the parameters to the first locals.
    fn bind_arguments(&mut self, arguments: &[(Value, Kind)]) {
        let mut slot = 0;
        for (i, &(value, kind)) in arguments.iter().enumerate() {
            if self.top().analysis.written[slot] {
                let variable = self.local_variable(slot, kind);
                self.b.def_var(variable, value);
            } else {
                self.top_mut().constant_locals[slot] = Some((value, kind));
            }
            if i == 0 && !self.top().info.is_static {
                // The receiver of an inlined call was tested here, not where it was defined.
                self.known.insert(Fact::NonNull(value));
            }
            slot += kind.slots();
        }
    }

    fn push_activation(
        &mut self,
        info: MethodInfo<'h>,
        analysis: Analysis,
        caller: Option<(u16, Bci)>,
        returns: Return,
    ) {
        let number = self.scopes.len() as u16;
        self.scopes.push(Scope {
            method: info.id,
            caller,
        });
        self.bytecodes += info.code.len() as u32;
        let blocks = analysis.blocks.len();
        let predecessors_left = analysis
            .blocks
            .iter()
            .map(|b| b.predecessors.len())
            .collect();
        let max_locals = usize::from(info.max_locals) + 1;
        self.activations.push(Activation {
            number,
            locals: vec![Slot::default(); max_locals],
            constant_locals: vec![None; max_locals],
            stack_variables: vec![Slot::default(); usize::from(info.max_stack) + 1],
            clif_blocks: vec![None; blocks],
            entry_states: vec![None; blocks],
            predecessors_left,
            translated: vec![false; blocks],
            left: vec![false; blocks],
            invariant: vec![Vec::new(); blocks],
            assumes_hierarchy: vec![false; blocks],
            facts: vec![None; blocks],
            initial_facts: Knowledge::default(),
            edge_facts: vec![None; blocks],
            block: 0,
            bci: 0,
            stack: Vec::new(),
            monitors: 0,
            monitor_variables: Vec::new(),
            exception: None,
            sync_object: None,
            returns,
            in_prologue: true,
            returned: None,
            returned_at: None,
            dispatch: Map::default(),
            pending_dispatch: Vec::new(),
            info,
            analysis,
        });
    }

    /// The variable of a local.
    fn local_variable(&mut self, slot: usize, kind: Kind) -> Variable {
        if let Some(v) = self.top().locals[slot][kind as usize] {
            return v;
        }
        let variable = self.b.declare_var(clif_type(kind));
        self.top_mut().locals[slot][kind as usize] = Some(variable);
        variable
    }

    fn read_local(&mut self, activation: usize, slot: usize, kind: Kind) -> Value {
        let a = &self.activations[activation];
        if let Some((value, own)) = a.constant_locals[slot]
            && own == kind
        {
            return value;
        }
        let variable = match a.locals[slot][kind as usize] {
            Some(v) => v,
            None => {
                let v = self.b.declare_var(clif_type(kind));
                self.activations[activation].locals[slot][kind as usize] = Some(v);
                v
            }
        };
        self.b.use_var(variable)
    }

    fn write_local(&mut self, slot: usize, kind: Kind, value: Value) {
        let variable = self.local_variable(slot, kind);
        self.b.def_var(variable, value);
    }

    /// Makes what is emitted from now on belong to the current instruction.
    fn set_location(&mut self) {
        let bits = self.location();
        self.b.set_srcloc(SourceLoc::new(bits));
    }

    fn location(&self) -> u32 {
        let top = self.top();
        u32::from(top.number) << 16 | top.bci as u32
    }

    /// Emits a call of a method, and what follows it if it throws: nothing if the exception leaves this frame anyway.
    fn method_call(
        &mut self,
        call: impl FnOnce(&mut Self) -> Option<Value>,
        kind: Option<Kind>,
    ) -> Option<Value> {
        self.entry.stack_check = self.request.osr_bci.is_none();
        if self.host.layout().thread_deopt_request.is_some() || !self.is_uncaught() {
            let value = self.exit_call(call);
            self.check_pending_or_leave(self.next_bci(), value.zip(kind));
            return value;
        }
        let before = self.b.srcloc();
        let bits = self.location() | UNWINDS;
        self.b.set_srcloc(SourceLoc::new(bits));
        let value = call(self);
        self.b.set_srcloc(before);
        value
    }

    /// Emits a call that [`Self::check_pending_or_leave`] follows.
    fn exit_call<R>(&mut self, call: impl FnOnce(&mut Self) -> R) -> R {
        if self.host.layout().thread_deopt_request.is_none() || self.top().in_prologue {
            return call(self);
        }
        let before = self.b.srcloc();
        let bits = self.location() | EXIT;
        self.b.set_srcloc(SourceLoc::new(bits));
        let result = call(self);
        self.b.set_srcloc(before);
        result
    }

    fn finish(&mut self) {
        if let Some(block) = self.unwind_block {
            self.b.switch_to_block(block);
            self.runtime(RuntimeEntry::Unwind, &[]);
            self.b.ins().trap(exceptions::NOT_REACHED);
        }
        self.b.seal_all_blocks();
    }
}
