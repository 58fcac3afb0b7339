//! The blocks of a method: which there are, what they demand, and where they lead.

use super::code::{Code, Frame, Handler, Label, Op, Type};
use super::file::Constant;
use crate::rng::Rng;
use classlib::bytecodes as op;

/// Types of values that methods take, return and keep.
pub const VALUES: &[Type] = &[
    Type::Int,
    Type::Int,
    Type::Int,
    Type::Long,
    Type::Float,
    Type::Double,
    Type::Str,
    Type::Object,
    Type::Ints,
    Type::Own,
];

/// What handlers catch.
const CATCHES: &[Option<&str>] = &[
    None,
    Some("java/lang/Throwable"),
    Some("java/lang/RuntimeException"),
    Some("java/lang/ArithmeticException"),
    Some("java/lang/NullPointerException"),
    Some("java/lang/IndexOutOfBoundsException"),
];

/// A generated method.
#[derive(Debug, Clone)]
pub struct Method {
    pub name: String,
    pub params: Vec<Type>,
    pub ret: Type,
    pub synchronized: bool,
    pub code: Code,
    /// How often `main` calls it.
    pub calls: i32,
    /// About how many instructions a call executes at most.
    pub cost: u64,
}

impl Method {
    /// The descriptor.
    pub fn descriptor(&self) -> String {
        let params: String = self.params.iter().map(|ty| ty.descriptor()).collect();
        format!("({params}){}", self.ret.descriptor())
    }
}

/// How a block ends.
#[derive(Debug)]
enum End {
    Goto(usize),
    If(usize, usize),
    Switch(Vec<usize>),
    Return,
    Throw,
    /// `jsr` to a subroutine, then on to a block.
    Subroutine(usize, usize),
}

/// The state while a method is written.
pub struct Writer<'a> {
    pub rng: &'a mut Rng,
    /// The methods before this one, which may be called.
    pub callees: &'a [Method],
    pub version: u16,
    pub code: Code,
    pub stack: Vec<Type>,
    /// Local variables that the instructions may use: slot and type.
    pub variables: Vec<(u16, Type)>,
    /// Work left for calls in one pass of all blocks.
    pub room: u64,
    pub spent: u64,
    next_label: Label,
    fuel: u16,
    ret: Type,
}

/// Writes a method.
pub fn method(rng: &mut Rng, number: usize, callees: &[Method], version: u16) -> Method {
    let params: Vec<Type> = (0..rng.below(4)).map(|_| *rng.pick(VALUES)).collect();
    let ret = *rng.pick(&[
        Type::Int,
        Type::Int,
        Type::Long,
        Type::Float,
        Type::Double,
        Type::Str,
        Type::Object,
    ]);
    let fuel = *rng.pick(&[4, 12, 60, 300, 3000]);
    let mut writer = Writer {
        rng,
        callees,
        version,
        code: Code {
            ops: Vec::new(),
            frames: Vec::new(),
            handlers: Vec::new(),
            locals: Vec::new(),
            max_stack: 40,
        },
        stack: Vec::new(),
        variables: Vec::new(),
        room: (60_000 / fuel as u64).min(20_000),
        spent: 0,
        next_label: 0,
        fuel: 0,
        ret,
    };
    for ty in &params {
        writer.variable(*ty);
    }
    writer.prologue(fuel);
    writer.blocks();
    let cost = fuel as u64 * (40 + writer.spent);
    Method {
        name: format!("t{number}"),
        params,
        ret,
        synchronized: writer.rng.percent(8),
        calls: (150_000 / cost).clamp(2, 400) as i32,
        code: writer.code,
        cost,
    }
}

impl Writer<'_> {
    pub fn op(&mut self, opcode: u8) {
        self.code.ops.push(Op::Bytes(vec![opcode]));
    }

    pub fn label(&mut self) -> Label {
        self.next_label += 1;
        self.next_label - 1
    }

    /// Puts a label here; something jumps to it, with what is on the stack now.
    pub fn place(&mut self, label: Label) {
        let stack = self.stack.clone();
        self.code.frames.push(Frame { label, stack });
        self.code.ops.push(Op::Label(label));
    }

    fn variable(&mut self, ty: Type) -> u16 {
        let slot = self.code.locals.len() as u16;
        self.code.locals.push(Some(ty));
        if ty.wide() {
            self.code.locals.push(None);
        }
        self.variables.push((slot, ty));
        slot
    }

    /// Gives every local variable a value, and the method its fuel.
    fn prologue(&mut self, fuel: i32) {
        let first = self.variables.len();
        for ty in [
            Type::Int,
            Type::Long,
            Type::Float,
            Type::Double,
            Type::Str,
            Type::Object,
            Type::Ints,
            Type::Own,
        ] {
            self.variable(ty);
        }
        if self.rng.percent(25) {
            self.code.locals.resize(256 + self.rng.below(40), None);
        }
        for _ in 0..1 + self.rng.below(4) {
            let ty = *self.rng.pick(VALUES);
            self.variable(ty);
        }
        for index in first..self.variables.len() {
            let (slot, ty) = self.variables[index];
            self.constant(ty);
            self.store(slot, ty);
        }
        self.fuel = self.variable(Type::Int);
        self.variables.pop();
        self.code.ops.push(Op::Ldc(Constant::Int(fuel)));
        self.code.ops.push(Op::Local(op::ISTORE, self.fuel));
    }

    pub fn load(&mut self, slot: u16, ty: Type) {
        self.code.ops.push(Op::Local(op::ILOAD + ty.offset(), slot));
        self.stack.push(ty);
    }

    pub fn store(&mut self, slot: u16, ty: Type) {
        self.code
            .ops
            .push(Op::Local(op::ISTORE + ty.offset(), slot));
        self.stack.pop();
    }

    fn shape(&mut self) -> Vec<Type> {
        if self.rng.percent(45) {
            return Vec::new();
        }
        (0..1 + self.rng.below(3))
            .map(|_| *self.rng.pick(VALUES))
            .collect()
    }

    fn blocks(&mut self) {
        let count = 3 + self.rng.below(8);
        let subroutines = if self.version < 50 && self.rng.percent(60) {
            1 + self.rng.below(2)
        } else {
            0
        };
        let mut shapes: Vec<Vec<Type>> = (0..count).map(|_| self.shape()).collect();
        shapes[0].clear();
        let mut handlers = Vec::new();
        for _ in 0..self.rng.below(3) {
            let at = 1 + self.rng.below(count - 1);
            shapes[at] = vec![Type::Throwable];
            handlers.push(at);
        }
        // What lies beneath the return address when a subroutine is called.
        let beneath: Vec<Vec<Type>> = (0..subroutines).map(|_| self.shape()).collect();
        let ends: Vec<End> = (0..count)
            .map(|block| self.end(block, count, subroutines))
            .collect();
        let starts: Vec<Label> = (0..=count).map(|_| self.label()).collect();
        let calls: Vec<Label> = (0..subroutines).map(|_| self.label()).collect();
        let mut marks = Vec::new();
        for block in 0..count {
            self.stack.clone_from(&shapes[block]);
            self.place(starts[block]);
            marks.push(starts[block]);
            let back = ends[block..]
                .iter()
                .any(|end| end.targets().contains(&block));
            if back || handlers.contains(&block) {
                self.count_down();
            }
            let size = 2 + self.rng.below(12);
            for _ in 0..size {
                self.step();
                // Where a handler's range may begin and end.
                if self.rng.percent(20) {
                    let mark = self.label();
                    self.code.ops.push(Op::Label(mark));
                    marks.push(mark);
                }
            }
            self.finish(&ends[block], &shapes, &starts, &beneath, &calls);
        }
        self.code.ops.push(Op::Label(starts[count]));
        marks.push(starts[count]);
        for number in 0..subroutines {
            self.subroutine(number, &beneath, &calls);
        }
        for at in handlers {
            for _ in 0..1 + self.rng.below(2) {
                let from = self.rng.below(marks.len() - 1);
                let to = from + 1 + self.rng.below(marks.len() - 1 - from);
                self.code.handlers.push(Handler {
                    from: marks[from],
                    to: marks[to],
                    at: starts[at],
                    class: *self.rng.pick(CATCHES),
                });
            }
        }
    }

    fn end(&mut self, block: usize, count: usize, subroutines: usize) -> End {
        if block + 1 == count {
            return End::Return;
        }
        let mut target = || {
            // Forwards more often, or few blocks are reached.
            if self.rng.percent(65) {
                block + 1 + self.rng.below(count - block - 1)
            } else {
                1 + self.rng.below(count - 1)
            }
        };
        let (a, b, c) = (target(), target(), target());
        match self.rng.below(20) {
            0..=4 => End::Goto(a),
            5..=12 => End::If(a, b),
            13 | 14 => {
                let mut targets = vec![a, b, c];
                targets.truncate(self.rng.below(4));
                targets.push(b);
                End::Switch(targets)
            }
            15 => End::Return,
            16 => End::Throw,
            // Only the first one: a subroutine that another calls may not be called from elsewhere.
            _ if subroutines > 0 => End::Subroutine(0, a),
            _ => End::If(b, c),
        }
    }

    /// Takes one off the fuel; without any the method returns.
    fn count_down(&mut self) {
        let on = self.label();
        self.code.ops.push(Op::Iinc(self.fuel, -1));
        self.code.ops.push(Op::Local(op::ILOAD, self.fuel));
        self.code.ops.push(Op::Jump(op::IFGT, on));
        let stack = self.stack.clone();
        self.leave();
        self.stack = stack;
        self.place(on);
    }

    /// Returns some value; what else is on the stack does not matter.
    fn leave(&mut self) {
        let ty = self.ret;
        self.value(ty);
        self.op(op::IRETURN + ty.offset());
    }

    /// Makes the stack what a block demands.
    fn adjust(&mut self, shape: &[Type]) {
        let common = self
            .stack
            .iter()
            .zip(shape)
            .take_while(|(a, b)| a == b)
            .count();
        while self.stack.len() > common {
            let ty = *self.stack.last().expect("longer than the common part");
            let slots = self.variables.iter().filter(|(_, other)| *other == ty);
            let slots: Vec<u16> = slots.map(|(slot, _)| *slot).collect();
            if !slots.is_empty() && self.rng.percent(50) {
                let slot = *self.rng.pick(&slots);
                self.store(slot, ty);
            } else {
                self.op(if ty.wide() { op::POP2 } else { op::POP });
                self.stack.pop();
            }
        }
        for ty in &shape[common..] {
            self.value(*ty);
        }
    }

    fn go(&mut self, label: Label) {
        let op = if self.rng.percent(10) {
            Op::WideJump(op::GOTO_W, label)
        } else {
            Op::Jump(op::GOTO, label)
        };
        self.code.ops.push(op);
    }

    fn finish(
        &mut self,
        end: &End,
        shapes: &[Vec<Type>],
        starts: &[Label],
        beneath: &[Vec<Type>],
        calls: &[Label],
    ) {
        match end {
            End::Return => self.leave(),
            End::Throw => {
                self.value(Type::Throwable);
                self.op(op::ATHROW);
            }
            End::Goto(to) => {
                self.adjust(&shapes[*to]);
                self.go(starts[*to]);
            }
            End::If(yes, no) => {
                self.adjust(&shapes[*yes]);
                self.condition(starts[*yes]);
                self.adjust(&shapes[*no]);
                self.go(starts[*no]);
            }
            End::Switch(targets) => self.switch(targets, shapes, starts),
            End::Subroutine(number, to) => {
                self.adjust(&beneath[*number]);
                let call = if self.rng.percent(30) {
                    Op::WideJump(op::JSR_W, calls[*number])
                } else {
                    Op::Jump(op::JSR, calls[*number])
                };
                self.code.ops.push(call);
                self.adjust(&shapes[*to]);
                self.go(starts[*to]);
            }
        }
    }

    /// A conditional jump that leaves the stack as it is.
    fn condition(&mut self, target: Label) {
        match self.rng.below(6) {
            0 => {
                self.value(Type::Object);
                let opcode = op::IFNULL + self.rng.below(2) as u8;
                self.code.ops.push(Op::Jump(opcode, target));
                self.stack.pop();
            }
            1 => {
                self.value(Type::Object);
                self.value(Type::Object);
                let opcode = op::IF_ACMPEQ + self.rng.below(2) as u8;
                self.code.ops.push(Op::Jump(opcode, target));
                self.stack.truncate(self.stack.len() - 2);
            }
            2 | 3 => {
                self.value(Type::Int);
                self.value(Type::Int);
                let opcode = op::IF_ICMPEQ + self.rng.below(6) as u8;
                self.code.ops.push(Op::Jump(opcode, target));
                self.stack.truncate(self.stack.len() - 2);
            }
            _ => {
                self.value(Type::Int);
                let opcode = op::IFEQ + self.rng.below(6) as u8;
                self.code.ops.push(Op::Jump(opcode, target));
                self.stack.pop();
            }
        }
    }

    /// A switch into trampolines that bring the stack into each target's shape.
    fn switch(&mut self, targets: &[usize], shapes: &[Vec<Type>], starts: &[Label]) {
        self.value(Type::Int);
        if self.rng.percent(60) {
            self.code.ops.push(Op::Bytes(vec![op::BIPUSH, 7]));
            self.op(op::IAND);
        }
        self.stack.pop();
        let stack = self.stack.clone();
        let labels: Vec<Label> = targets.iter().map(|_| self.label()).collect();
        let default = labels[labels.len() - 1];
        let cases = &labels[..labels.len() - 1];
        if self.rng.percent(50) {
            // A table has one case at least.
            let cases = if cases.is_empty() {
                vec![default]
            } else {
                cases.to_vec()
            };
            let most = i32::MAX - (cases.len() as i32 - 1);
            let low = *self.rng.pick(&[0, 1, -1, 3, i32::MIN, most]);
            self.code.ops.push(Op::Table(low, cases, default));
        } else {
            let mut keys = vec![i32::MIN, -1, 0, 2, 5, 1000, i32::MAX];
            while keys.len() > cases.len() {
                keys.remove(self.rng.below(keys.len()));
            }
            let pairs = keys.into_iter().zip(cases.iter().copied()).collect();
            self.code.ops.push(Op::Lookup(pairs, default));
        }
        for (target, label) in targets.iter().zip(labels) {
            self.stack.clone_from(&stack);
            self.place(label);
            self.adjust(&shapes[*target]);
            self.go(starts[*target]);
        }
    }

    /// A subroutine: it keeps the stack beneath, and may call those after it.
    fn subroutine(&mut self, number: usize, beneath: &[Vec<Type>], calls: &[Label]) {
        let address = self.code.locals.len() as u16;
        self.code.locals.push(None);
        self.code.ops.push(Op::Label(calls[number]));
        self.code.ops.push(Op::Local(op::ASTORE, address));
        self.stack.clone_from(&beneath[number]);
        for _ in 0..1 + self.rng.below(5) {
            self.step();
        }
        if let Some(next) = calls.get(number + 1) {
            self.adjust(&beneath[number + 1]);
            self.code.ops.push(Op::Jump(op::JSR, *next));
        }
        if self.rng.percent(40) {
            let over = self.label();
            self.condition(over);
            self.code.ops.push(Op::Iinc(self.fuel, -1));
            self.code.ops.push(Op::Label(over));
        }
        self.adjust(&beneath[number]);
        self.code.ops.push(Op::Local(op::RET, address));
    }
}

impl End {
    fn targets(&self) -> Vec<usize> {
        match self {
            End::Goto(a) | End::Subroutine(_, a) => vec![*a],
            End::If(a, b) => vec![*a, *b],
            End::Switch(targets) => targets.clone(),
            End::Return | End::Throw => Vec::new(),
        }
    }
}
