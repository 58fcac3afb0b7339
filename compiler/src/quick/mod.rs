//! The quick back end: machine code from CLIF in one pass.
//!
//! Cranelift needs some microseconds for each instruction of a method. This one emits blocks in their order ([`order`]), each instruction
//! at once: registers are given out as values are made, and the ends of blocks bring them into the state in which the next block
//! begins ([`edges`]). Comparisons become part of branches, sums part of addresses, constants part of instructions.
//!
//! Instructions and types that this back end does not know ([`Unsupported`]) are Cranelift's: the whole function then.
//!
//! Frames have frame pointers; words of values lie beneath it, and arguments of calls at the bottom. No register is kept for the caller, so
//! functions have the convention `winch` and call whatever they like.
//!
//! Sources: the linear, one-pass code generators of the field, among them V8's Liftoff and Winch; linear scan register allocation; System V
//! ABI for arguments.

mod assembler;
mod calls;
mod edges;
mod lower;
mod memory;
mod order;
mod plan;
mod registers;

use cranelift_codegen::ir::{self, Function, Inst, SourceLoc, Value};

use self::assembler::{Alu, Assembler, Label, RBP, Reg, XMM0};
use self::edges::{Detour, Transition};
use self::order::NONE;
use self::plan::Plan;
use self::registers::{EMPTY, Result, State};

/// The function has something that this back end does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unsupported;

/// What is made of a function.
#[derive(Default)]
pub struct Generated {
    pub code: Vec<u8>,
    /// Places of the distances of calls, and the names of the functions that are called.
    pub calls: Vec<(u32, ir::UserExternalName)>,
    /// Where instructions with another source location begin.
    pub locations: Vec<(u32, SourceLoc)>,
    /// Instructions that may fault, and their trap codes.
    pub traps: Vec<(u32, u8)>,
    /// Bytes between the frame pointer and the end of the frame.
    pub frame_bytes: u32,
    /// Offsets of stack slots from the end of the frame.
    pub slots: Vec<(ir::StackSlot, u32)>,
}

/// The back end's memory, kept from function to function.
#[derive(Default)]
pub struct Quick {
    plan: Plan,
    assembler: Assembler,
}

impl Quick {
    /// Machine code of a function of the convention `winch`. Accesses to so many first bytes of memory fault.
    pub fn generate(&mut self, function: &Function, null_page: i32) -> Result<Generated> {
        self.plan.make(function);
        self.assembler.clear();
        let mut emitter = Emitter {
            function,
            plan: &mut self.plan,
            a: &mut self.assembler,
            state: EMPTY,
            pinned: 0,
            touched: Vec::new(),
            taken: Vec::new(),
            moves: Vec::new(),
            in_edge: false,
            limit_hot: 0,
            limit_cold: 0,
            null_page,
            moved_trap: None,
            detours: Vec::new(),
            transition: Transition::default(),
            labels: Vec::new(),
            states: Vec::new(),
            slots: Vec::new(),
            frame: 0,
            outgoing: 0,
            frame_places: Vec::new(),
            result: Generated::default(),
        };
        emitter.run()?;
        let mut result = emitter.result;
        result.code = self.assembler.code.clone();
        Ok(result)
    }
}

/// The emission of one function.
struct Emitter<'f> {
    function: &'f Function,
    plan: &'f mut Plan,
    a: &'f mut Assembler,
    state: State,
    /// Registers that the current instruction uses.
    pinned: u32,
    /// Operands of the current instruction.
    touched: Vec<Value>,
    /// Registers whose values the current instruction overwrites.
    taken: Vec<(Reg, Value)>,
    moves: Vec<(Reg, registers::Source)>,
    /// Edges between blocks are emitted: whatever is in registers may be an operand.
    in_edge: bool,
    /// A value is alive if hot code uses it behind this position,
    limit_hot: u32,
    /// or cold code behind this one.
    limit_cold: u32,
    null_page: i32,
    /// The next access to memory is the null check of an earlier instruction.
    moved_trap: Option<ir::TrapCode>,
    detours: Vec<Detour>,
    transition: Transition,
    /// Of blocks, by order.
    labels: Vec<Label>,
    /// What blocks begin with, by order.
    states: Vec<Option<Box<State>>>,
    /// Offsets of stack slots from the frame pointer.
    slots: Vec<i32>,
    /// Bytes beneath the frame pointer, without arguments of calls.
    frame: u32,
    outgoing: u32,
    /// Places of the frame's size.
    frame_places: Vec<u32>,
    result: Generated,
}

impl Emitter<'_> {
    fn run(&mut self) -> Result<()> {
        for data in self.function.sized_stack_slots.values() {
            self.frame += data.size.next_multiple_of(8);
            self.slots.push(-(self.frame as i32));
        }
        let blocks = self.plan.order.blocks.len();
        for _ in 0..blocks {
            let label = self.a.label();
            self.labels.push(label);
        }
        self.states.resize_with(blocks, || None);
        self.a.push_rbp();
        self.a.copy(RBP, assembler::RSP);
        let place = self.a.move_stack(Alu::Sub);
        self.frame_places.push(place);
        let hot = self.plan.order.blocks.iter().take_while(|b| !b.is_cold);
        let hot = hot.count();
        for number in 0..hot {
            self.emit_block(number)?;
        }
        self.emit_detours()?;
        for number in hot..blocks {
            self.emit_block(number)?;
        }
        self.a.resolve();
        let size = (self.frame + self.outgoing).next_multiple_of(16);
        for &place in &self.frame_places {
            let place = place as usize;
            self.a.code[place..place + 4].copy_from_slice(&size.to_le_bytes());
        }
        self.result.frame_bytes = size;
        let slots = self.function.sized_stack_slots.keys().zip(&self.slots);
        self.result.slots = slots
            .map(|(slot, &offset)| (slot, (size as i32 + offset) as u32))
            .collect();
        Ok(())
    }

    fn emit_block(&mut self, number: usize) -> Result<()> {
        let info = &self.plan.order.blocks[number];
        let (block, is_cold, edges) = (info.block, info.is_cold, info.edges);
        // What hot code needs matters to cold code that leads back to it.
        let attribute = if info.rejoins { info.attribute } else { NONE };
        let begin = info.position;
        let set_limits = |e: &mut Self, position: u32| {
            (e.limit_hot, e.limit_cold) = match is_cold {
                false => (position, NONE),
                true => (attribute, position),
            };
        };
        self.a.bind(self.labels[number]);
        set_limits(self, begin - 1);
        if number == 0 {
            self.bind_arguments(block)?;
        } else {
            let state = match edges {
                1 => self.states[number].take(),
                _ => self.states[number].clone(),
            };
            self.enter_state(&state.expect("the first block that leads here comes before"));
            self.forget_dead();
        }
        let function = self.function;
        for (position, inst) in (begin..).zip(function.layout.block_insts(block)) {
            set_limits(self, position);
            let results = function.dfg.inst_results(inst);
            if results.first().is_some_and(|&r| self.plan.info(r).lazy) || self.leave_test(inst) {
                continue;
            }
            self.note_location(inst);
            self.instruction(number, inst)?;
            self.end_instruction();
        }
        Ok(())
    }

    fn note_location(&mut self, inst: Inst) {
        let location = self.function.srcloc(inst);
        if self
            .result
            .locations
            .last()
            .is_none_or(|&(_, l)| l != location)
        {
            self.result.locations.push((self.a.offset(), location));
        }
    }

    /// The function's arguments are where its caller has put them.
    fn bind_arguments(&mut self, entry: ir::Block) -> Result<()> {
        let function = self.function;
        let places = calls::places(&function.signature)?;
        for (&parameter, place) in function.dfg.block_params(entry).iter().zip(places) {
            if self.plan.info(parameter).uses == 0 {
                continue;
            }
            match place {
                calls::Place::Register(r) => {
                    self.hold(r, parameter, true);
                }
                // Above the return address.
                calls::Place::Stack(offset) => {
                    self.plan.info_mut(parameter).home = 16 + offset as i32;
                }
            }
        }
        self.pinned = 0;
        Ok(())
    }

    /// Ends the function with a result.
    fn emit_return(&mut self, value: Option<Value>) -> Result<()> {
        if let Some(value) = value {
            let value = self.function.dfg.resolve_aliases(value);
            let source = self.place_of(value);
            let to = if self.is_vector(value) {
                XMM0
            } else {
                assembler::RAX
            };
            self.move_from(to, source);
        }
        let place = self.a.move_stack(Alu::Add);
        self.frame_places.push(place);
        self.a.pop_rbp();
        self.a.ret();
        Ok(())
    }
}
