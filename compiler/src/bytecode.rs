//! Bytecode instructions: operands, branch targets, what they do to locals (JVMS chapter 6).

pub use classlib::bytecodes as op;

pub use classlib::bytecodes::{int_at as i32_at, length_at};

pub fn u16_at(code: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([code[at], code[at + 1]])
}

pub fn i16_at(code: &[u8], at: usize) -> i16 {
    u16_at(code, at) as i16
}

/// Cases and default target of the switch at `bci`.
pub fn switch_targets(code: &[u8], bci: usize) -> (Vec<(i32, usize)>, usize) {
    let at = (bci + 4) & !3;
    let target = |offset: i32| (bci as i64 + i64::from(offset)) as usize;
    let default = target(i32_at(code, at));
    let cases = if code[bci] == op::TABLESWITCH {
        let (low, high) = (i32_at(code, at + 4), i32_at(code, at + 8));
        (low..=high)
            .enumerate()
            .map(|(i, key)| (key, target(i32_at(code, at + 12 + 4 * i))))
            .collect()
    } else {
        (0..i32_at(code, at + 4) as usize)
            .map(|i| {
                let pair = at + 8 + 8 * i;
                (i32_at(code, pair), target(i32_at(code, pair + 4)))
            })
            .collect()
    };
    (cases, default)
}

/// Target of the branch at `bci`.
pub fn branch_target(code: &[u8], bci: usize) -> usize {
    let offset = if matches!(code[bci], op::GOTO_W | op::JSR_W) {
        i32_at(code, bci + 1)
    } else {
        i32::from(i16_at(code, bci + 1))
    };
    (bci as i64 + i64::from(offset)) as usize
}

/// True for conditional branches.
pub fn is_conditional(opcode: u8) -> bool {
    matches!(
        opcode,
        op::IFEQ..=op::IF_ACMPNE | op::IFNULL | op::IFNONNULL
    )
}

/// True for calls of subroutines.
pub fn is_subroutine_call(opcode: u8) -> bool {
    matches!(opcode, op::JSR | op::JSR_W)
}

/// The local that the instruction at `bci` takes a return address from, if it is a `ret`.
pub fn returned_local(code: &[u8], bci: usize) -> Option<u16> {
    match code[bci] {
        op::RET => Some(code[bci + 1].into()),
        op::WIDE if code[bci + 1] == op::RET => Some(u16_at(code, bci + 2)),
        _ => None,
    }
}

/// True if control never goes to the next instruction.
pub fn ends_flow(opcode: u8) -> bool {
    matches!(
        opcode,
        op::GOTO
            | op::GOTO_W
            | op::JSR
            | op::JSR_W
            | op::RET
            | op::TABLESWITCH
            | op::LOOKUPSWITCH
            | op::ATHROW
    ) || (op::IRETURN..=op::RETURN).contains(&opcode)
}

/// What an instruction does to a local variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalAccess {
    pub slot: u16,
    pub kind: Kind,
    pub reads: bool,
    pub writes: bool,
}

/// Type classes of values in locals and on the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    Int,
    Long,
    Float,
    Double,
    Ref,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Int, Kind::Long, Kind::Float, Kind::Double, Kind::Ref];

    pub fn slots(self) -> usize {
        match self {
            Kind::Long | Kind::Double => 2,
            _ => 1,
        }
    }
}

/// The local variable that the instruction at `bci` reads or writes.
pub fn local_access(code: &[u8], bci: usize) -> Option<LocalAccess> {
    if let Some(slot) = returned_local(code, bci) {
        return Some(LocalAccess {
            slot,
            kind: Kind::Ref,
            reads: true,
            writes: false,
        });
    }
    let opcode = code[bci];
    let access = |slot: u16, kind: u8, reads: bool| {
        Some(LocalAccess {
            slot,
            kind: Kind::ALL[usize::from(kind)],
            reads,
            writes: !reads,
        })
    };
    let increment = |slot: u16| {
        Some(LocalAccess {
            slot,
            kind: Kind::Int,
            reads: true,
            writes: true,
        })
    };
    match opcode {
        op::ILOAD..=op::ALOAD => access(code[bci + 1].into(), opcode - op::ILOAD, true),
        op::ILOAD_0..=op::ALOAD_3 => {
            let n = opcode - op::ILOAD_0;
            access((n & 3).into(), n >> 2, true)
        }
        op::ISTORE..=op::ASTORE => access(code[bci + 1].into(), opcode - op::ISTORE, false),
        op::ISTORE_0..=op::ASTORE_3 => {
            let n = opcode - op::ISTORE_0;
            access((n & 3).into(), n >> 2, false)
        }
        op::IINC => increment(code[bci + 1].into()),
        op::WIDE => {
            let slot = u16_at(code, bci + 2);
            match code[bci + 1] {
                inner @ op::ILOAD..=op::ALOAD => access(slot, inner - op::ILOAD, true),
                inner @ op::ISTORE..=op::ASTORE => access(slot, inner - op::ISTORE, false),
                op::IINC => increment(slot),
                _ => None,
            }
        }
        _ => None,
    }
}
