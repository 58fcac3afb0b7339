//! The instruction set (JVMS chapter 6): number, mnemonic and operand format of each bytecode,
//! written once for verifier, interpreter and compilers.

/// How an instruction's operands are laid out after its opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperandFormat {
    None,
    /// A signed byte (`bipush`).
    Byte,
    /// A signed 16-bit value (`sipush`).
    Short,
    /// A constant-pool index of one byte (`ldc`).
    Pool1,
    /// A constant-pool index of two bytes.
    Pool2,
    /// A local variable's index: one byte, two after `wide`.
    Local,
    /// A local's index and a signed increment: one byte each, two each after `wide`.
    Iinc,
    /// A signed 16-bit branch offset.
    Branch,
    /// A signed 32-bit branch offset.
    WideBranch,
    /// Pool index, count of argument slots, zero.
    InvokeInterface,
    /// Pool index, two zero bytes.
    InvokeDynamic,
    /// A code for a primitive element type (`newarray`).
    ArrayType,
    /// Pool index, number of dimensions.
    MultiANewArray,
    /// Padding to a multiple of four, default offset, low, high, offsets.
    TableSwitch,
    /// Padding to a multiple of four, default offset, number of pairs, (key, offset) pairs.
    LookupSwitch,
    /// An instruction with widened operands.
    Wide,
}

impl OperandFormat {
    /// Length of the whole instruction, opcode included; `None` if it depends on the operands.
    pub const fn length(self) -> Option<usize> {
        use OperandFormat::*;
        match self {
            None => Some(1),
            Byte | Pool1 | Local | ArrayType => Some(2),
            Short | Pool2 | Iinc | Branch => Some(3),
            MultiANewArray => Some(4),
            WideBranch | InvokeInterface | InvokeDynamic => Some(5),
            TableSwitch | LookupSwitch | Wide => Option::None,
        }
    }
}

macro_rules! bytecodes {
    ($($number:literal, $name:ident, $mnemonic:literal, $format:ident;)*) => {
        /// A bytecode.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Bytecode {
            $(#[doc = concat!("`", $mnemonic, "`")] $name = $number,)*
        }

        const ALL: [Bytecode; Bytecode::COUNT] = [$(Bytecode::$name,)*];
        const MNEMONICS: [&str; Bytecode::COUNT] = [$($mnemonic,)*];
        const FORMATS: [OperandFormat; Bytecode::COUNT] = [$(OperandFormat::$format,)*];
    };
}

bytecodes! {
    0, Nop, "nop", None;
    1, AconstNull, "aconst_null", None;
    2, IconstM1, "iconst_m1", None;
    3, Iconst0, "iconst_0", None;
    4, Iconst1, "iconst_1", None;
    5, Iconst2, "iconst_2", None;
    6, Iconst3, "iconst_3", None;
    7, Iconst4, "iconst_4", None;
    8, Iconst5, "iconst_5", None;
    9, Lconst0, "lconst_0", None;
    10, Lconst1, "lconst_1", None;
    11, Fconst0, "fconst_0", None;
    12, Fconst1, "fconst_1", None;
    13, Fconst2, "fconst_2", None;
    14, Dconst0, "dconst_0", None;
    15, Dconst1, "dconst_1", None;
    16, Bipush, "bipush", Byte;
    17, Sipush, "sipush", Short;
    18, Ldc, "ldc", Pool1;
    19, LdcW, "ldc_w", Pool2;
    20, Ldc2W, "ldc2_w", Pool2;
    21, Iload, "iload", Local;
    22, Lload, "lload", Local;
    23, Fload, "fload", Local;
    24, Dload, "dload", Local;
    25, Aload, "aload", Local;
    26, Iload0, "iload_0", None;
    27, Iload1, "iload_1", None;
    28, Iload2, "iload_2", None;
    29, Iload3, "iload_3", None;
    30, Lload0, "lload_0", None;
    31, Lload1, "lload_1", None;
    32, Lload2, "lload_2", None;
    33, Lload3, "lload_3", None;
    34, Fload0, "fload_0", None;
    35, Fload1, "fload_1", None;
    36, Fload2, "fload_2", None;
    37, Fload3, "fload_3", None;
    38, Dload0, "dload_0", None;
    39, Dload1, "dload_1", None;
    40, Dload2, "dload_2", None;
    41, Dload3, "dload_3", None;
    42, Aload0, "aload_0", None;
    43, Aload1, "aload_1", None;
    44, Aload2, "aload_2", None;
    45, Aload3, "aload_3", None;
    46, Iaload, "iaload", None;
    47, Laload, "laload", None;
    48, Faload, "faload", None;
    49, Daload, "daload", None;
    50, Aaload, "aaload", None;
    51, Baload, "baload", None;
    52, Caload, "caload", None;
    53, Saload, "saload", None;
    54, Istore, "istore", Local;
    55, Lstore, "lstore", Local;
    56, Fstore, "fstore", Local;
    57, Dstore, "dstore", Local;
    58, Astore, "astore", Local;
    59, Istore0, "istore_0", None;
    60, Istore1, "istore_1", None;
    61, Istore2, "istore_2", None;
    62, Istore3, "istore_3", None;
    63, Lstore0, "lstore_0", None;
    64, Lstore1, "lstore_1", None;
    65, Lstore2, "lstore_2", None;
    66, Lstore3, "lstore_3", None;
    67, Fstore0, "fstore_0", None;
    68, Fstore1, "fstore_1", None;
    69, Fstore2, "fstore_2", None;
    70, Fstore3, "fstore_3", None;
    71, Dstore0, "dstore_0", None;
    72, Dstore1, "dstore_1", None;
    73, Dstore2, "dstore_2", None;
    74, Dstore3, "dstore_3", None;
    75, Astore0, "astore_0", None;
    76, Astore1, "astore_1", None;
    77, Astore2, "astore_2", None;
    78, Astore3, "astore_3", None;
    79, Iastore, "iastore", None;
    80, Lastore, "lastore", None;
    81, Fastore, "fastore", None;
    82, Dastore, "dastore", None;
    83, Aastore, "aastore", None;
    84, Bastore, "bastore", None;
    85, Castore, "castore", None;
    86, Sastore, "sastore", None;
    87, Pop, "pop", None;
    88, Pop2, "pop2", None;
    89, Dup, "dup", None;
    90, DupX1, "dup_x1", None;
    91, DupX2, "dup_x2", None;
    92, Dup2, "dup2", None;
    93, Dup2X1, "dup2_x1", None;
    94, Dup2X2, "dup2_x2", None;
    95, Swap, "swap", None;
    96, Iadd, "iadd", None;
    97, Ladd, "ladd", None;
    98, Fadd, "fadd", None;
    99, Dadd, "dadd", None;
    100, Isub, "isub", None;
    101, Lsub, "lsub", None;
    102, Fsub, "fsub", None;
    103, Dsub, "dsub", None;
    104, Imul, "imul", None;
    105, Lmul, "lmul", None;
    106, Fmul, "fmul", None;
    107, Dmul, "dmul", None;
    108, Idiv, "idiv", None;
    109, Ldiv, "ldiv", None;
    110, Fdiv, "fdiv", None;
    111, Ddiv, "ddiv", None;
    112, Irem, "irem", None;
    113, Lrem, "lrem", None;
    114, Frem, "frem", None;
    115, Drem, "drem", None;
    116, Ineg, "ineg", None;
    117, Lneg, "lneg", None;
    118, Fneg, "fneg", None;
    119, Dneg, "dneg", None;
    120, Ishl, "ishl", None;
    121, Lshl, "lshl", None;
    122, Ishr, "ishr", None;
    123, Lshr, "lshr", None;
    124, Iushr, "iushr", None;
    125, Lushr, "lushr", None;
    126, Iand, "iand", None;
    127, Land, "land", None;
    128, Ior, "ior", None;
    129, Lor, "lor", None;
    130, Ixor, "ixor", None;
    131, Lxor, "lxor", None;
    132, Iinc, "iinc", Iinc;
    133, I2l, "i2l", None;
    134, I2f, "i2f", None;
    135, I2d, "i2d", None;
    136, L2i, "l2i", None;
    137, L2f, "l2f", None;
    138, L2d, "l2d", None;
    139, F2i, "f2i", None;
    140, F2l, "f2l", None;
    141, F2d, "f2d", None;
    142, D2i, "d2i", None;
    143, D2l, "d2l", None;
    144, D2f, "d2f", None;
    145, I2b, "i2b", None;
    146, I2c, "i2c", None;
    147, I2s, "i2s", None;
    148, Lcmp, "lcmp", None;
    149, Fcmpl, "fcmpl", None;
    150, Fcmpg, "fcmpg", None;
    151, Dcmpl, "dcmpl", None;
    152, Dcmpg, "dcmpg", None;
    153, Ifeq, "ifeq", Branch;
    154, Ifne, "ifne", Branch;
    155, Iflt, "iflt", Branch;
    156, Ifge, "ifge", Branch;
    157, Ifgt, "ifgt", Branch;
    158, Ifle, "ifle", Branch;
    159, IfIcmpeq, "if_icmpeq", Branch;
    160, IfIcmpne, "if_icmpne", Branch;
    161, IfIcmplt, "if_icmplt", Branch;
    162, IfIcmpge, "if_icmpge", Branch;
    163, IfIcmpgt, "if_icmpgt", Branch;
    164, IfIcmple, "if_icmple", Branch;
    165, IfAcmpeq, "if_acmpeq", Branch;
    166, IfAcmpne, "if_acmpne", Branch;
    167, Goto, "goto", Branch;
    168, Jsr, "jsr", Branch;
    169, Ret, "ret", Local;
    170, Tableswitch, "tableswitch", TableSwitch;
    171, Lookupswitch, "lookupswitch", LookupSwitch;
    172, Ireturn, "ireturn", None;
    173, Lreturn, "lreturn", None;
    174, Freturn, "freturn", None;
    175, Dreturn, "dreturn", None;
    176, Areturn, "areturn", None;
    177, Return, "return", None;
    178, Getstatic, "getstatic", Pool2;
    179, Putstatic, "putstatic", Pool2;
    180, Getfield, "getfield", Pool2;
    181, Putfield, "putfield", Pool2;
    182, Invokevirtual, "invokevirtual", Pool2;
    183, Invokespecial, "invokespecial", Pool2;
    184, Invokestatic, "invokestatic", Pool2;
    185, Invokeinterface, "invokeinterface", InvokeInterface;
    186, Invokedynamic, "invokedynamic", InvokeDynamic;
    187, New, "new", Pool2;
    188, Newarray, "newarray", ArrayType;
    189, Anewarray, "anewarray", Pool2;
    190, Arraylength, "arraylength", None;
    191, Athrow, "athrow", None;
    192, Checkcast, "checkcast", Pool2;
    193, Instanceof, "instanceof", Pool2;
    194, Monitorenter, "monitorenter", None;
    195, Monitorexit, "monitorexit", None;
    196, Wide, "wide", Wide;
    197, Multianewarray, "multianewarray", MultiANewArray;
    198, Ifnull, "ifnull", Branch;
    199, Ifnonnull, "ifnonnull", Branch;
    200, GotoW, "goto_w", WideBranch;
    201, JsrW, "jsr_w", WideBranch;
}

/// Lengths by opcode; 0 for opcodes that are not defined or whose length varies.
const FIXED_LENGTHS: [u8; 256] = {
    let mut lengths = [0; 256];
    let mut i = 0;
    while i < Bytecode::COUNT {
        if let Some(length) = FORMATS[i].length() {
            lengths[i] = length as u8;
        }
        i += 1;
    }
    lengths
};

impl Bytecode {
    /// How many bytecodes there are; their numbers are dense.
    pub const COUNT: usize = 202;

    /// The bytecode of a number.
    #[inline]
    pub fn from_u8(number: u8) -> Option<Bytecode> {
        ALL.get(usize::from(number)).copied()
    }

    /// The name in JVMS chapter 6.
    pub fn mnemonic(self) -> &'static str {
        MNEMONICS[self as usize]
    }

    /// The layout of the operands.
    #[inline]
    pub fn operand_format(self) -> OperandFormat {
        FORMATS[self as usize]
    }

    /// Whether `wide` may stand before it.
    pub fn is_widenable(self) -> bool {
        matches!(
            self.operand_format(),
            OperandFormat::Local | OperandFormat::Iinc
        )
    }

    /// Whether it writes a local variable by popping the stack.
    #[inline]
    pub fn is_store(self) -> bool {
        self.is_between(Bytecode::Istore, Bytecode::Astore3)
    }

    /// Whether its number lies in this range, ends included.
    #[inline]
    pub fn is_between(self, first: Bytecode, last: Bytecode) -> bool {
        (first as u8..=last as u8).contains(&(self as u8))
    }
}

/// The length of the instruction at `pc`, `None` if it is not defined, not wholly inside
/// `code`, or a `tableswitch` whose low is above its high.
#[inline]
pub fn length_at(code: &[u8], pc: usize) -> Option<usize> {
    let opcode = *code.get(pc)?;
    let length = match FIXED_LENGTHS[usize::from(opcode)] {
        0 => variable_length(code, pc, Bytecode::from_u8(opcode)?)?,
        fixed => usize::from(fixed),
    };
    (length <= code.len() - pc).then_some(length)
}

fn variable_length(code: &[u8], pc: usize, bytecode: Bytecode) -> Option<usize> {
    let operands = switch_operands(pc);
    match bytecode {
        Bytecode::Tableswitch => {
            let (low, high) = (i32_at(code, operands + 4)?, i32_at(code, operands + 8)?);
            let keys = usize::try_from(i64::from(high) - i64::from(low)).ok()? + 1;
            Some(operands - pc + 12 + 4 * keys)
        }
        Bytecode::Lookupswitch => {
            let pairs = usize::try_from(i32_at(code, operands + 4)?).ok()?;
            Some(operands - pc + 8 + 8 * pairs)
        }
        Bytecode::Wide => match Bytecode::from_u8(*code.get(pc + 1)?)? {
            Bytecode::Iinc => Some(6),
            widened if widened.is_widenable() => Some(4),
            _ => None,
        },
        _ => None,
    }
}

/// Where the operands of a switch at `pc` begin: the next multiple of four.
#[inline]
pub fn switch_operands(pc: usize) -> usize {
    (pc + 4) & !3
}

/// The big-endian 16-bit value at `at`.
#[inline]
pub fn u16_at(code: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*code.get(at..)?.first_chunk()?))
}

/// The big-endian 32-bit value at `at`.
#[inline]
pub fn i32_at(code: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_be_bytes(*code.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_dense_and_ordered() {
        for (i, bytecode) in ALL.into_iter().enumerate() {
            assert_eq!(bytecode as usize, i);
        }
        assert_eq!(Bytecode::from_u8(202), None);
        assert_eq!(Bytecode::JsrW as u8, 201);
        assert_eq!(Bytecode::Invokedynamic.mnemonic(), "invokedynamic");
    }

    #[test]
    fn lengths() {
        let lengths = |code: &[u8]| length_at(code, 0);
        assert_eq!(lengths(&[0]), Some(1));
        assert_eq!(lengths(&[16]), None, "truncated bipush");
        assert_eq!(lengths(&[0xc4, 0x84, 0, 1, 0, 1]), Some(6));
        assert_eq!(lengths(&[0xc4, 0x15, 0, 1]), Some(4));
        assert_eq!(lengths(&[0xc4, 0x00, 0, 1]), None, "wide nop");
        assert_eq!(lengths(&[0xfe]), None);
        let mut switch = vec![0xaa, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2];
        switch.extend([0; 8]);
        assert_eq!(lengths(&switch), Some(24));
        switch[11] = 3;
        assert_eq!(lengths(&switch), None, "low above high");
        switch[8] = 0x80;
        assert_eq!(lengths(&switch), None, "more keys than code");
    }
}
