//! Methods' code: instructions with labels, and how they become a `Code` attribute.
//!
//! The generator knows what lies on the stack and in the local variables at every label, so a StackMapTable of full
//! frames needs no analysis; class files up to version 49 go without.

use super::file::{Constant, Pool, attribute};
use classlib::bytecodes as op;

/// The type of a value on the operand stack or in a local variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Int,
    Long,
    Float,
    Double,
    Str,
    Object,
    /// `int[]`
    Ints,
    /// The program's class `H`.
    Own,
    Throwable,
}

impl Type {
    /// The descriptor.
    pub fn descriptor(self) -> &'static str {
        match self {
            Type::Int => "I",
            Type::Long => "J",
            Type::Float => "F",
            Type::Double => "D",
            Type::Str => "Ljava/lang/String;",
            Type::Object => "Ljava/lang/Object;",
            Type::Ints => "[I",
            Type::Own => "L@/H;",
            Type::Throwable => "Ljava/lang/Throwable;",
        }
    }

    /// The name in a class constant.
    pub fn class(self) -> &'static str {
        match self {
            Type::Str => "java/lang/String",
            Type::Ints => "[I",
            Type::Own => "@/H",
            Type::Throwable => "java/lang/Throwable",
            _ => "java/lang/Object",
        }
    }

    /// Whether it takes two slots.
    pub fn wide(self) -> bool {
        matches!(self, Type::Long | Type::Double)
    }

    /// The number of slots.
    pub fn slots(self) -> u16 {
        1 + u16::from(self.wide())
    }

    /// What to add to `iload`, `istore`, `ireturn`, ... for this type.
    pub fn offset(self) -> u8 {
        match self {
            Type::Int => 0,
            Type::Long => 1,
            Type::Float => 2,
            Type::Double => 3,
            _ => 4,
        }
    }
}

/// A place in the code.
pub type Label = u32;

/// An instruction or a label.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    Label(Label),
    /// An opcode with its operands, if they are fixed bytes.
    Bytes(Vec<u8>),
    /// A load, store or `ret`; the form follows from the index.
    Local(u8, u16),
    Iinc(u16, i16),
    Jump(u8, Label),
    /// `goto_w`, `jsr_w`.
    WideJump(u8, Label),
    Table(i32, Vec<Label>, Label),
    Lookup(Vec<(i32, Label)>, Label),
    /// An opcode with an index into the constant pool.
    Pool(u8, Constant),
    /// `ldc` or `ldc_w`, as the index has it.
    Ldc(Constant),
    Interface(Constant, u8),
    Dynamic(Constant),
}

/// What lies on the stack and in the locals at a label that is jumped to.
#[derive(Debug, Clone)]
pub struct Frame {
    pub label: Label,
    pub stack: Vec<Type>,
}

/// An exception handler; no class means any exception.
#[derive(Debug, Clone)]
pub struct Handler {
    pub from: Label,
    pub to: Label,
    pub at: Label,
    pub class: Option<&'static str>,
}

/// A method's code.
#[derive(Debug, Clone)]
pub struct Code {
    pub ops: Vec<Op>,
    pub frames: Vec<Frame>,
    pub handlers: Vec<Handler>,
    /// The types of the local variables by slot, `None` for second halves and unused ones.
    pub locals: Vec<Option<Type>>,
    pub max_stack: u16,
}

/// The length of an instruction at an offset.
fn length(op: &Op, at: usize, pool: &mut Pool) -> usize {
    let padding = 3 - at % 4;
    match op {
        Op::Label(_) => 0,
        Op::Bytes(bytes) => bytes.len(),
        Op::Local(_, index) => {
            if *index < 256 {
                2
            } else {
                4
            }
        }
        Op::Iinc(index, by) => {
            if *index < 256 && i8::try_from(*by).is_ok() {
                3
            } else {
                6
            }
        }
        Op::Jump(..) | Op::Pool(..) => 3,
        Op::Table(_, targets, _) => 1 + padding + 12 + 4 * targets.len(),
        Op::Lookup(pairs, _) => 1 + padding + 8 + 8 * pairs.len(),
        Op::Ldc(constant) => match pool.index(constant) {
            _ if is_wide(constant) => 3,
            0..256 => 2,
            _ => 3,
        },
        Op::WideJump(..) | Op::Interface(..) | Op::Dynamic(_) => 5,
    }
}

fn is_wide(constant: &Constant) -> bool {
    match constant {
        Constant::Long(_) | Constant::Double(_) => true,
        Constant::Dynamic(_, _, descriptor) => descriptor == "J" || descriptor == "D",
        _ => false,
    }
}

impl Code {
    /// The contents of the `Code` attribute, or nothing if a label is missing or too far away.
    pub fn assemble(&self, pool: &mut Pool, version: u16) -> Option<Vec<u8>> {
        let labels = self.ops.iter().filter_map(|op| match op {
            Op::Label(label) => Some(*label as usize + 1),
            _ => None,
        });
        let mut offsets: Vec<Option<usize>> = vec![None; labels.max().unwrap_or(0)];
        let mut at = 0;
        for op in &self.ops {
            if let Op::Label(label) = op {
                offsets[*label as usize] = Some(at);
            }
            at += length(op, at, pool);
        }
        let place = |label: Label| offsets.get(label as usize).copied().flatten();
        let mut code = Vec::with_capacity(at);
        for op in &self.ops {
            emit(op, &place, pool, &mut code)?;
        }
        let mut out = Vec::new();
        out.extend(self.max_stack.to_be_bytes());
        out.extend((self.locals.len() as u16).to_be_bytes());
        out.extend((code.len() as u32).to_be_bytes());
        out.extend(&code);
        let handlers: Vec<_> = self
            .handlers
            .iter()
            .filter_map(|handler| {
                let (from, to) = (place(handler.from)?, place(handler.to)?);
                (from < to).then_some((from, to, place(handler.at)?, handler.class))
            })
            .collect();
        out.extend((handlers.len() as u16).to_be_bytes());
        for (from, to, at, class) in handlers {
            let class = class.map_or(0, |name| pool.class(name));
            for value in [from as u16, to as u16, at as u16, class] {
                out.extend(value.to_be_bytes());
            }
        }
        let mut frames: Vec<_> = self
            .frames
            .iter()
            .filter_map(|frame| Some((place(frame.label)?, frame)))
            .filter(|(at, _)| *at < code.len())
            .collect();
        frames.sort_by_key(|(at, _)| *at);
        frames.dedup_by_key(|(at, _)| *at);
        let written = version >= 50 && !frames.is_empty();
        out.extend(u16::from(written).to_be_bytes());
        if written {
            let table = self.stack_map(&frames, pool);
            attribute(&mut out, pool.utf8("StackMapTable"), &table);
        }
        Some(out)
    }

    fn stack_map(&self, frames: &[(usize, &Frame)], pool: &mut Pool) -> Vec<u8> {
        let mut table = (frames.len() as u16).to_be_bytes().to_vec();
        let mut before: Option<usize> = None;
        for (at, frame) in frames {
            let delta = before.map_or(*at, |before| at - before - 1);
            before = Some(*at);
            table.push(255);
            table.extend((delta as u16).to_be_bytes());
            let mut locals = Vec::new();
            let mut count = 0u16;
            let mut slot = 0;
            while slot < self.locals.len() {
                let ty = self.locals[slot];
                verification(ty, pool, &mut locals);
                count += 1;
                slot += ty.map_or(1, |ty| ty.slots() as usize);
            }
            table.extend(count.to_be_bytes());
            table.extend(locals);
            table.extend((frame.stack.len() as u16).to_be_bytes());
            for ty in &frame.stack {
                verification(Some(*ty), pool, &mut table);
            }
        }
        table
    }
}

fn verification(ty: Option<Type>, pool: &mut Pool, out: &mut Vec<u8>) {
    match ty {
        None => out.push(0),
        Some(Type::Int) => out.push(1),
        Some(Type::Float) => out.push(2),
        Some(Type::Double) => out.push(3),
        Some(Type::Long) => out.push(4),
        Some(ty) => {
            out.push(7);
            out.extend(pool.class(ty.class()).to_be_bytes());
        }
    }
}

fn emit(
    op: &Op,
    place: &impl Fn(Label) -> Option<usize>,
    pool: &mut Pool,
    code: &mut Vec<u8>,
) -> Option<()> {
    let at = code.len();
    let distance = |label: Label| Some(place(label)? as i64 - at as i64);
    let far = |label: Label| Some((distance(label)? as i32).to_be_bytes());
    match op {
        Op::Label(_) => {}
        Op::Bytes(bytes) => code.extend(bytes),
        Op::Local(opcode, index) => match u8::try_from(*index) {
            Ok(index) => code.extend([*opcode, index]),
            Err(_) => {
                code.extend([op::WIDE, *opcode]);
                code.extend(index.to_be_bytes());
            }
        },
        Op::Iinc(index, by) => match (u8::try_from(*index), i8::try_from(*by)) {
            (Ok(index), Ok(by)) => code.extend([op::IINC, index, by as u8]),
            _ => {
                code.extend([op::WIDE, op::IINC]);
                code.extend(index.to_be_bytes());
                code.extend(by.to_be_bytes());
            }
        },
        Op::Jump(opcode, label) => {
            code.push(*opcode);
            code.extend(i16::try_from(distance(*label)?).ok()?.to_be_bytes());
        }
        Op::WideJump(opcode, label) => {
            code.push(*opcode);
            code.extend(far(*label)?);
        }
        Op::Table(low, targets, default) => {
            code.push(op::TABLESWITCH);
            code.resize(at + 4 - at % 4, 0);
            code.extend(far(*default)?);
            code.extend(low.to_be_bytes());
            code.extend((low + (targets.len() as i32 - 1)).to_be_bytes());
            for target in targets {
                code.extend(far(*target)?);
            }
        }
        Op::Lookup(pairs, default) => {
            code.push(op::LOOKUPSWITCH);
            code.resize(at + 4 - at % 4, 0);
            code.extend(far(*default)?);
            code.extend((pairs.len() as u32).to_be_bytes());
            for (key, target) in pairs {
                code.extend(key.to_be_bytes());
                code.extend(far(*target)?);
            }
        }
        Op::Pool(opcode, constant) => {
            code.push(*opcode);
            code.extend(pool.index(constant).to_be_bytes());
        }
        Op::Ldc(constant) => {
            let index = pool.index(constant);
            match u8::try_from(index) {
                _ if is_wide(constant) => {
                    code.push(op::LDC2_W);
                    code.extend(index.to_be_bytes());
                }
                Ok(index) => code.extend([op::LDC, index]),
                Err(_) => {
                    code.push(op::LDC_W);
                    code.extend(index.to_be_bytes());
                }
            }
        }
        Op::Interface(constant, count) => {
            code.push(op::INVOKEINTERFACE);
            code.extend(pool.index(constant).to_be_bytes());
            code.extend([*count, 0]);
        }
        Op::Dynamic(constant) => {
            code.push(op::INVOKEDYNAMIC);
            code.extend(pool.index(constant).to_be_bytes());
            code.extend([0, 0]);
        }
    }
    Some(())
}
