//! Straight-line instructions: each takes what fits from the stack, or pushes it first.

use super::blocks::{VALUES, Writer};
use super::code::{Op, Type};
use super::file::Constant;
use classlib::bytecodes as op;

/// More values than this never lie on the stack between two steps.
const DEEP: usize = 9;

fn method(class: &str, name: &str, descriptor: &str) -> Constant {
    Constant::Method(class.into(), name.into(), descriptor.into())
}

fn field(class: &str, name: &str, descriptor: &str) -> Constant {
    Constant::Field(class.into(), name.into(), descriptor.into())
}

impl Writer<'_> {
    /// Pushes a constant of a type.
    pub fn constant(&mut self, ty: Type) {
        match ty {
            Type::Int => self.int_constant(),
            Type::Long => {
                let value = *self
                    .rng
                    .pick(&[0, 1, -1, 1 << 40, i64::MAX, i64::MIN, 0xffff_ffff]);
                match value {
                    0 | 1 if self.rng.percent(70) => self.op(op::LCONST_0 + value as u8),
                    _ => self.ldc(Constant::Long(value)),
                }
            }
            Type::Float => {
                let value = *self.rng.pick(&[
                    0f32,
                    -0.0,
                    1.0,
                    1.5,
                    f32::NAN,
                    f32::INFINITY,
                    f32::MAX,
                    1e-40,
                    3e9,
                ]);
                if value == 2.0 || value == 1.0 {
                    self.op(op::FCONST_0 + value as u8);
                } else {
                    self.ldc(Constant::Float(value.to_bits()));
                }
            }
            Type::Double => {
                let value = *self.rng.pick(&[
                    0f64,
                    -0.0,
                    1.0,
                    -2.5,
                    f64::NAN,
                    f64::NEG_INFINITY,
                    f64::MIN,
                    5e-324,
                    1e19,
                ]);
                if value == 1.0 {
                    self.op(op::DCONST_0 + 1);
                } else {
                    self.ldc(Constant::Double(value.to_bits()));
                }
            }
            Type::Str => {
                let text = *self
                    .rng
                    .pick(&["", "a", "Hearth", "12", "\u{e9}\u{20ac}", "xyzzy"]);
                self.ldc(Constant::Str(text.into()));
            }
            Type::Object => match self.rng.below(4) {
                0 => self.op(op::ACONST_NULL),
                1 if self.version >= 49 => {
                    let class = *self.rng.pick(&[
                        "java/lang/Object",
                        "[I",
                        "[[Ljava/lang/String;",
                        "java/util/Map",
                    ]);
                    self.ldc(Constant::Class(class.into()));
                }
                1 | 2 => self.ldc(Constant::Str("o".into())),
                _ => {
                    self.code.ops.push(Op::Bytes(vec![op::BIPUSH, 5]));
                    let integer = method("java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;");
                    self.code.ops.push(Op::Pool(op::INVOKESTATIC, integer));
                }
            },
            Type::Ints => {
                let length = 8 + self.rng.below(9) as u8;
                self.code.ops.push(Op::Bytes(vec![op::BIPUSH, length]));
                self.code.ops.push(Op::Bytes(vec![op::NEWARRAY, 10]));
            }
            Type::Own => {
                self.code
                    .ops
                    .push(Op::Pool(op::NEW, Constant::Class("@/H".into())));
                self.op(op::DUP);
                self.int_constant();
                let constructor = method("@/H", "<init>", "(I)V");
                self.code.ops.push(Op::Pool(op::INVOKESPECIAL, constructor));
            }
            Type::Throwable => {
                let class = *self.rng.pick(&[
                    "java/lang/RuntimeException",
                    "java/lang/ArithmeticException",
                    "java/lang/IllegalStateException",
                ]);
                self.code
                    .ops
                    .push(Op::Pool(op::NEW, Constant::Class(class.into())));
                self.op(op::DUP);
                self.code
                    .ops
                    .push(Op::Pool(op::INVOKESPECIAL, method(class, "<init>", "()V")));
            }
        }
        self.stack.push(ty);
    }

    fn ldc(&mut self, constant: Constant) {
        self.code.ops.push(Op::Ldc(constant));
    }

    fn int_constant(&mut self) {
        let value = *self.rng.pick(&[
            0,
            1,
            2,
            3,
            -1,
            7,
            100,
            -128,
            255,
            1000,
            -32768,
            65536,
            i32::MAX,
            i32::MIN,
        ]);
        let op = match value {
            -1..=5 => Op::Bytes(vec![(i32::from(op::ICONST_0) + value) as u8]),
            -128..=127 => Op::Bytes(vec![op::BIPUSH, value as u8]),
            -32768..=32767 if self.rng.percent(80) => {
                let bytes = (value as i16).to_be_bytes();
                Op::Bytes(vec![op::SIPUSH, bytes[0], bytes[1]])
            }
            _ => Op::Ldc(Constant::Int(value)),
        };
        self.code.ops.push(op);
    }

    /// Pushes a value of a type.
    pub fn value(&mut self, ty: Type) {
        let fitting = self.variables.iter().filter(|(_, other)| *other == ty);
        let slots: Vec<u16> = fitting.map(|(slot, _)| *slot).collect();
        if !slots.is_empty() && self.rng.percent(70) {
            let slot = *self.rng.pick(&slots);
            self.load(slot, ty);
        } else if ty != Type::Throwable && self.rng.percent(20) {
            let name = super::program::static_field(ty);
            self.code.ops.push(Op::Pool(
                op::GETSTATIC,
                field("@/Main", name, ty.descriptor()),
            ));
            self.stack.push(ty);
        } else {
            self.constant(ty);
        }
    }

    fn top(&self) -> Option<Type> {
        self.stack.last().copied()
    }

    /// Makes the top of the stack a value of this type.
    fn want(&mut self, ty: Type) {
        if self.top() != Some(ty) {
            self.value(ty);
        }
    }

    /// Makes the two topmost values of this type.
    fn want_two(&mut self, ty: Type) {
        let length = self.stack.len();
        if length >= 2 && self.stack[length - 2] == ty && self.stack[length - 1] == ty {
            return;
        }
        self.want(ty);
        self.value(ty);
    }

    /// An instruction on a number of operands that leaves one result.
    fn result(&mut self, operands: usize, ty: Type) {
        self.stack.truncate(self.stack.len() - operands);
        self.stack.push(ty);
    }

    /// One random step.
    pub fn step(&mut self) {
        if self.stack.len() >= DEEP {
            return self.take();
        }
        self.spent += 4;
        match self.rng.below(40) {
            0..=5 => {
                let ty = *self.rng.pick(VALUES);
                self.value(ty);
            }
            6..=13 => self.arithmetic(),
            14..=20 => self.juggle(),
            21 | 22 => self.convert(),
            23 | 24 => self.compare(),
            25 | 26 => self.array(),
            27 | 28 => self.fields(),
            29 | 30 => self.call(),
            31 => self.library(),
            32 => self.types(),
            33 => self.lock(),
            34 => self.op(op::NOP),
            35 => self.increment(),
            36 if self.version >= 51 => self.dynamic(),
            37 => self.diamond(),
            _ => self.take(),
        }
    }

    /// Stores the top of the stack, or drops it.
    fn take(&mut self) {
        let Some(ty) = self.top() else {
            return self.value(Type::Int);
        };
        let fitting = self.variables.iter().filter(|(_, other)| *other == ty);
        let slots: Vec<u16> = fitting.map(|(slot, _)| *slot).collect();
        if !slots.is_empty() && self.rng.percent(60) {
            let slot = *self.rng.pick(&slots);
            self.store(slot, ty);
        } else if ty != Type::Throwable && self.rng.percent(60) {
            let name = super::program::static_field(ty);
            self.code.ops.push(Op::Pool(
                op::PUTSTATIC,
                field("@/Main", name, ty.descriptor()),
            ));
            self.stack.pop();
        } else {
            self.op(if ty.wide() { op::POP2 } else { op::POP });
            self.stack.pop();
        }
    }

    fn arithmetic(&mut self) {
        let ty = *self.rng.pick(&[
            Type::Int,
            Type::Int,
            Type::Int,
            Type::Long,
            Type::Float,
            Type::Double,
        ]);
        let offset = ty.offset();
        let whole = matches!(ty, Type::Int | Type::Long);
        match self.rng.below(10) {
            0 => {
                self.want(ty);
                self.op(op::INEG + offset);
            }
            1 | 2 if whole => {
                // Shifts: the count is an int.
                self.want(ty);
                self.value(Type::Int);
                let opcode = op::ISHL + 2 * self.rng.below(3) as u8 + offset;
                self.op(opcode);
                self.result(2, ty);
            }
            3 | 4 if whole => {
                self.want_two(ty);
                let opcode = op::IAND + 2 * self.rng.below(3) as u8 + offset;
                self.op(opcode);
                self.result(2, ty);
            }
            5 => {
                // Division and remainder, of integers perhaps by zero.
                self.want_two(ty);
                let opcode = op::IDIV + 4 * self.rng.below(2) as u8 + offset;
                self.op(opcode);
                self.result(2, ty);
            }
            _ => {
                self.want_two(ty);
                let opcode = op::IADD + 4 * self.rng.below(3) as u8 + offset;
                self.op(opcode);
                self.result(2, ty);
            }
        }
    }

    /// `dup`, `swap` and the like, in each form that the types on the stack allow.
    fn juggle(&mut self) {
        while self.stack.len() < 2 {
            let ty = *self.rng.pick(VALUES);
            self.value(ty);
        }
        let length = self.stack.len();
        let (a, b) = (self.stack[length - 1], self.stack[length - 2]);
        let c = length.checked_sub(3).map(|at| self.stack[at]);
        let d = length.checked_sub(4).map(|at| self.stack[at]);
        let narrow = |ty: Option<Type>| ty.is_some_and(|ty| !ty.wide());
        let wide = |ty: Option<Type>| ty.is_some_and(Type::wide);
        // Opcode, how many values it copies, and below how many more it puts them.
        let mut forms = Vec::new();
        if a.wide() {
            forms.push((op::DUP2, 1, 0));
            forms.push(if b.wide() {
                (op::DUP2_X2, 1, 1)
            } else {
                (op::DUP2_X1, 1, 1)
            });
            if !b.wide() && narrow(c) {
                forms.push((op::DUP2_X2, 1, 2));
            }
        } else {
            forms.push((op::DUP, 1, 0));
            forms.push(if b.wide() {
                (op::DUP_X2, 1, 1)
            } else {
                (op::DUP_X1, 1, 1)
            });
            if !b.wide() {
                forms.push((op::SWAP, 0, 0));
                forms.push((op::DUP2, 2, 0));
                if narrow(c) {
                    forms.push((op::DUP_X2, 1, 2));
                    forms.push((op::DUP2_X1, 2, 1));
                    if narrow(d) {
                        forms.push((op::DUP2_X2, 2, 2));
                    }
                } else if wide(c) {
                    forms.push((op::DUP2_X2, 2, 1));
                }
            }
        }
        let (opcode, copies, below) = *self.rng.pick(&forms);
        self.op(opcode);
        if opcode == op::SWAP {
            self.stack.swap(length - 1, length - 2);
        } else {
            let top = self.stack[length - copies..].to_vec();
            let at = length - copies - below;
            self.stack.splice(at..at, top);
        }
    }

    fn convert(&mut self) {
        const KINDS: &[Type] = &[Type::Int, Type::Long, Type::Float, Type::Double];
        if self.rng.percent(25) {
            self.want(Type::Int);
            let opcode = op::I2B + self.rng.below(3) as u8;
            return self.op(opcode);
        }
        let from = self.rng.below(4);
        let to = (from + 1 + self.rng.below(3)) % 4;
        self.want(KINDS[from]);
        // The conversions are in the order of the types, each without the one to itself.
        let column = if to > from { to - 1 } else { to };
        self.op(op::I2L + (3 * from + column) as u8);
        self.result(1, KINDS[to]);
    }

    fn compare(&mut self) {
        let (ty, opcode) = match self.rng.below(3) {
            0 => (Type::Long, op::LCMP),
            1 => (Type::Float, op::FCMPL + self.rng.below(2) as u8),
            _ => (Type::Double, op::DCMPL + self.rng.below(2) as u8),
        };
        self.want_two(ty);
        self.op(opcode);
        self.result(2, Type::Int);
    }

    fn array(&mut self) {
        self.want(Type::Ints);
        if self.rng.percent(15) {
            self.op(op::ARRAYLENGTH);
            return self.result(1, Type::Int);
        }
        self.value(Type::Int);
        if self.rng.percent(85) {
            self.code.ops.push(Op::Bytes(vec![op::BIPUSH, 7]));
            self.op(op::IAND);
        }
        if self.rng.percent(50) {
            self.op(op::IALOAD);
            self.result(2, Type::Int);
        } else {
            self.value(Type::Int);
            self.op(op::IASTORE);
            self.stack.truncate(self.stack.len() - 3);
        }
    }

    fn fields(&mut self) {
        let (name, ty) = *self.rng.pick(super::program::OWN_FIELDS);
        self.want(Type::Own);
        let constant = field("@/H", name, ty.descriptor());
        if self.rng.percent(50) {
            self.code.ops.push(Op::Pool(op::GETFIELD, constant));
            self.result(1, ty);
        } else {
            self.value(ty);
            self.code.ops.push(Op::Pool(op::PUTFIELD, constant));
            self.stack.truncate(self.stack.len() - 2);
        }
    }

    /// A call of an earlier method, if its work fits.
    fn call(&mut self) {
        let room = self.room;
        let fitting = self
            .callees
            .iter()
            .filter(|method| method.cost + 10 <= room);
        let fitting: Vec<_> = fitting.collect();
        if fitting.is_empty() {
            return self.virtual_call();
        }
        let callee = fitting[self.rng.below(fitting.len())];
        self.room -= callee.cost + 10;
        self.spent += callee.cost + 10;
        for ty in &callee.params {
            self.value(*ty);
        }
        let constant = method("@/Main", &callee.name, &callee.descriptor());
        self.code.ops.push(Op::Pool(op::INVOKESTATIC, constant));
        self.result(callee.params.len(), callee.ret);
    }

    fn virtual_call(&mut self) {
        self.want(Type::Own);
        self.value(Type::Int);
        let name = |name: &str| (name.to_owned(), "(I)I".to_owned());
        if self.rng.percent(50) {
            let (name, descriptor) = name("w");
            let constant = Constant::InterfaceMethod("@/I".into(), name, descriptor);
            self.code.ops.push(Op::Interface(constant, 2));
        } else {
            let (name, descriptor) = name("v");
            let constant = Constant::Method("@/H".into(), name, descriptor);
            self.code.ops.push(Op::Pool(op::INVOKEVIRTUAL, constant));
        }
        self.result(2, Type::Int);
    }

    fn library(&mut self) {
        let (own, class, name, descriptor, ret) = *self.rng.pick(&[
            (Type::Str, "java/lang/String", "length", "()I", Type::Int),
            (Type::Str, "java/lang/String", "hashCode", "()I", Type::Int),
            (
                Type::Str,
                "java/lang/String",
                "trim",
                "()Ljava/lang/String;",
                Type::Str,
            ),
            (
                Type::Throwable,
                "java/lang/Throwable",
                "toString",
                "()Ljava/lang/String;",
                Type::Str,
            ),
            (
                Type::Ints,
                "[I",
                "clone",
                "()Ljava/lang/Object;",
                Type::Object,
            ),
        ]);
        self.want(own);
        let constant = method(class, name, descriptor);
        self.code.ops.push(Op::Pool(op::INVOKEVIRTUAL, constant));
        self.result(1, ret);
    }

    fn types(&mut self) {
        self.want(Type::Object);
        let ty = *self.rng.pick(&[Type::Str, Type::Ints, Type::Own]);
        let class = Constant::Class(ty.class().into());
        if self.rng.percent(50) {
            self.code.ops.push(Op::Pool(op::INSTANCEOF, class));
            self.result(1, Type::Int);
        } else {
            self.code.ops.push(Op::Pool(op::CHECKCAST, class));
            self.result(1, ty);
        }
    }

    /// Enters and leaves an object's monitor; nothing in between can throw.
    fn lock(&mut self) {
        let fitting = self.variables.iter().filter(|(_, ty)| *ty == Type::Own);
        let slots: Vec<u16> = fitting.map(|(slot, _)| *slot).collect();
        let slot = *self.rng.pick(&slots);
        self.load(slot, Type::Own);
        self.op(op::MONITORENTER);
        self.stack.pop();
        self.increment();
        self.load(slot, Type::Own);
        self.op(op::MONITOREXIT);
        self.stack.pop();
    }

    fn increment(&mut self) {
        let fitting = self.variables.iter().filter(|(_, ty)| *ty == Type::Int);
        let slots: Vec<u16> = fitting.map(|(slot, _)| *slot).collect();
        let slot = *self.rng.pick(&slots);
        let by = *self.rng.pick(&[1, -1, 100, -128, 128, 30000, -32768]);
        self.code.ops.push(Op::Iinc(slot, by));
    }

    /// `invokedynamic`, and `ldc` of method types, method handles and computed constants.
    fn dynamic(&mut self) {
        let computed = self.version >= 55;
        match self.rng.below(if computed { 5 } else { 3 }) {
            0 => {
                self.value(Type::Int);
                self.value(Type::Int);
                let site = Constant::InvokeDynamic(0, "sum".into(), "(II)I".into());
                self.code.ops.push(Op::Dynamic(site));
                self.result(2, Type::Int);
            }
            1 => {
                self.ldc(Constant::MethodType("(IJ[Ljava/lang/String;)V".into()));
                self.stack.push(Type::Object);
            }
            2 => {
                let target = method("@/Main", "sum", "(II)I");
                self.ldc(Constant::Handle(6, Box::new(target)));
                self.stack.push(Type::Object);
                self.value(Type::Int);
                self.value(Type::Int);
                let invoke = method("java/lang/invoke/MethodHandle", "invokeExact", "(II)I");
                self.code.ops.push(Op::Pool(op::INVOKEVIRTUAL, invoke));
                self.result(3, Type::Int);
            }
            3 => {
                let name = *self.rng.pick(&["x", "y", "z"]);
                self.ldc(Constant::Dynamic(
                    1,
                    name.into(),
                    "Ljava/lang/Object;".into(),
                ));
                self.stack.push(Type::Object);
            }
            _ => {
                let name = *self.rng.pick(&["k", "l"]);
                self.ldc(Constant::Dynamic(2, name.into(), "J".into()));
                self.stack.push(Type::Long);
            }
        }
    }

    /// Two ways that meet with a value each on the stack.
    fn diamond(&mut self) {
        let ty = *self.rng.pick(VALUES);
        let (other, end) = (self.label(), self.label());
        self.value(Type::Int);
        let opcode = op::IFEQ + self.rng.below(6) as u8;
        self.code.ops.push(Op::Jump(opcode, other));
        self.stack.pop();
        let stack = self.stack.clone();
        self.value(ty);
        self.code.ops.push(Op::Jump(op::GOTO, end));
        self.stack = stack;
        self.place(other);
        self.value(ty);
        self.place(end);
    }
}
