//! Bytecode instructions: numbers, lengths, operands (JVMS chapter 6).

/// Opcodes by their numbers, as far as other modules name them.
pub mod op {
    pub const NOP: u8 = 0;
    pub const ACONST_NULL: u8 = 1;
    pub const ICONST_M1: u8 = 2;
    pub const ICONST_0: u8 = 3;
    pub const ICONST_5: u8 = 8;
    pub const LCONST_0: u8 = 9;
    pub const LCONST_1: u8 = 10;
    pub const FCONST_0: u8 = 11;
    pub const FCONST_2: u8 = 13;
    pub const DCONST_0: u8 = 14;
    pub const DCONST_1: u8 = 15;
    pub const BIPUSH: u8 = 16;
    pub const SIPUSH: u8 = 17;
    pub const LDC: u8 = 18;
    pub const LDC_W: u8 = 19;
    pub const LDC2_W: u8 = 20;
    pub const ILOAD: u8 = 21;
    pub const ALOAD: u8 = 25;
    pub const ILOAD_0: u8 = 26;
    pub const ALOAD_3: u8 = 45;
    pub const IALOAD: u8 = 46;
    pub const SALOAD: u8 = 53;
    pub const ISTORE: u8 = 54;
    pub const ASTORE: u8 = 58;
    pub const ISTORE_0: u8 = 59;
    pub const ASTORE_3: u8 = 78;
    pub const IASTORE: u8 = 79;
    pub const SASTORE: u8 = 86;
    pub const POP: u8 = 87;
    pub const POP2: u8 = 88;
    pub const DUP: u8 = 89;
    pub const DUP_X1: u8 = 90;
    pub const DUP_X2: u8 = 91;
    pub const DUP2: u8 = 92;
    pub const DUP2_X1: u8 = 93;
    pub const DUP2_X2: u8 = 94;
    pub const SWAP: u8 = 95;
    pub const IADD: u8 = 96;
    pub const DREM: u8 = 115;
    pub const INEG: u8 = 116;
    pub const DNEG: u8 = 119;
    pub const ISHL: u8 = 120;
    pub const LXOR: u8 = 131;
    pub const IINC: u8 = 132;
    pub const I2L: u8 = 133;
    pub const I2S: u8 = 147;
    pub const LCMP: u8 = 148;
    pub const FCMPL: u8 = 149;
    pub const FCMPG: u8 = 150;
    pub const DCMPL: u8 = 151;
    pub const DCMPG: u8 = 152;
    pub const IFEQ: u8 = 153;
    pub const IFLE: u8 = 158;
    pub const IF_ICMPEQ: u8 = 159;
    pub const IF_ICMPLE: u8 = 164;
    pub const IF_ACMPEQ: u8 = 165;
    pub const IF_ACMPNE: u8 = 166;
    pub const GOTO: u8 = 167;
    pub const JSR: u8 = 168;
    pub const RET: u8 = 169;
    pub const TABLESWITCH: u8 = 170;
    pub const LOOKUPSWITCH: u8 = 171;
    pub const IRETURN: u8 = 172;
    pub const RETURN: u8 = 177;
    pub const GETSTATIC: u8 = 178;
    pub const PUTSTATIC: u8 = 179;
    pub const PUTFIELD: u8 = 181;
    pub const INVOKEVIRTUAL: u8 = 182;
    pub const INVOKESPECIAL: u8 = 183;
    pub const INVOKESTATIC: u8 = 184;
    pub const INVOKEINTERFACE: u8 = 185;
    pub const INVOKEDYNAMIC: u8 = 186;
    pub const NEW: u8 = 187;
    pub const NEWARRAY: u8 = 188;
    pub const ANEWARRAY: u8 = 189;
    pub const ARRAYLENGTH: u8 = 190;
    pub const ATHROW: u8 = 191;
    pub const CHECKCAST: u8 = 192;
    pub const INSTANCEOF: u8 = 193;
    pub const MONITORENTER: u8 = 194;
    pub const MONITOREXIT: u8 = 195;
    pub const WIDE: u8 = 196;
    pub const MULTIANEWARRAY: u8 = 197;
    pub const IFNULL: u8 = 198;
    pub const IFNONNULL: u8 = 199;
    pub const GOTO_W: u8 = 200;
    pub const JSR_W: u8 = 201;
}

/// Length in bytes by opcode; 0 = depends on operands or unknown.
const LENGTHS: [u8; 202] = {
    let mut t = [1u8; 202];
    let mut i = 0;
    while i < 202 {
        t[i] = match i as u8 {
            op::BIPUSH | op::LDC | op::NEWARRAY | op::RET => 2,
            op::ILOAD..=op::ALOAD | op::ISTORE..=op::ASTORE => 2,
            op::SIPUSH | op::LDC_W | op::LDC2_W | op::IINC => 3,
            op::IFEQ..=op::JSR | op::IFNULL | op::IFNONNULL => 3,
            op::GETSTATIC..=op::INVOKESTATIC => 3,
            op::NEW | op::ANEWARRAY | op::CHECKCAST | op::INSTANCEOF => 3,
            op::MULTIANEWARRAY => 4,
            op::INVOKEINTERFACE | op::INVOKEDYNAMIC | op::GOTO_W | op::JSR_W => 5,
            op::TABLESWITCH | op::LOOKUPSWITCH | op::WIDE => 0,
            _ => 1,
        };
        i += 1;
    }
    t
};

pub fn u16_at(code: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([code[at], code[at + 1]])
}

pub fn i16_at(code: &[u8], at: usize) -> i16 {
    u16_at(code, at) as i16
}

pub fn i32_at(code: &[u8], at: usize) -> i32 {
    i32::from_be_bytes([code[at], code[at + 1], code[at + 2], code[at + 3]])
}

/// Length of the instruction at `bci`; `None` for what is no instruction.
pub fn length(code: &[u8], bci: usize) -> Option<usize> {
    let opcode = code[bci];
    match opcode {
        op::WIDE => Some(if *code.get(bci + 1)? == op::IINC {
            6
        } else {
            4
        }),
        op::TABLESWITCH | op::LOOKUPSWITCH => {
            let at = (bci + 4) & !3;
            let entries = if opcode == op::TABLESWITCH {
                12 + 4 * (i64::from(i32_at(code, at + 8)) - i64::from(i32_at(code, at + 4)) + 1)
            } else {
                8 + 8 * i64::from(i32_at(code, at + 4))
            };
            usize::try_from(entries).ok().map(|n| at + n - bci)
        }
        _ => LENGTHS
            .get(usize::from(opcode))
            .map(|&length| usize::from(length)),
    }
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
    let offset = if code[bci] == op::GOTO_W {
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

/// True if control never goes to the next instruction.
pub fn ends_flow(opcode: u8) -> bool {
    matches!(
        opcode,
        op::GOTO | op::GOTO_W | op::RET | op::TABLESWITCH | op::LOOKUPSWITCH | op::ATHROW
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
