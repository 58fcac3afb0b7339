//! Encodings of the x86-64 instructions that the quick back end emits (Intel SDM volume 2).

/// A register: general ones from 0 by their numbers in instructions, vector registers from 16.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reg(pub u8);

pub const RAX: Reg = Reg(0);
pub const RCX: Reg = Reg(1);
pub const RDX: Reg = Reg(2);
pub const RSP: Reg = Reg(4);
pub const RBP: Reg = Reg(5);
/// Never holds a value: for moves from memory to memory, and what else needs a register in passing.
pub const SCRATCH: Reg = Reg(11);
/// The thread.
pub const PINNED: Reg = Reg(15);
pub const XMM0: Reg = Reg(16);
/// As [`SCRATCH`].
pub const VECTOR_SCRATCH: Reg = Reg(31);

impl Reg {
    pub fn is_vector(self) -> bool {
        self.0 >= 16
    }
    pub fn bit(self) -> u32 {
        1 << self.0
    }
    fn low(self) -> u8 {
        self.0 & 7
    }
    fn high(self) -> u8 {
        self.0 >> 3 & 1
    }
}

/// `[base + index << shift + displacement]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address {
    pub base: Reg,
    pub index: Option<(Reg, u8)>,
    pub displacement: i32,
}

impl Address {
    pub fn new(base: Reg, displacement: i32) -> Address {
        Address {
            base,
            index: None,
            displacement,
        }
    }
    /// In the frame.
    pub fn home(offset: i32) -> Address {
        Address::new(RBP, offset)
    }
}

/// Width of an integer operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    W8,
    W16,
    W32,
    W64,
}

/// Conditions by their numbers in instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Cc {
    Overflow = 0,
    NotOverflow = 1,
    Below = 2,
    AboveEqual = 3,
    Equal = 4,
    NotEqual = 5,
    BelowEqual = 6,
    Above = 7,
    Sign = 8,
    NotSign = 9,
    Parity = 10,
    NotParity = 11,
    Less = 12,
    GreaterEqual = 13,
    LessEqual = 14,
    Greater = 15,
}

impl Cc {
    pub fn inverted(self) -> Cc {
        const ALL: [Cc; 16] = [
            Cc::NotOverflow,
            Cc::Overflow,
            Cc::AboveEqual,
            Cc::Below,
            Cc::NotEqual,
            Cc::Equal,
            Cc::Above,
            Cc::BelowEqual,
            Cc::NotSign,
            Cc::Sign,
            Cc::NotParity,
            Cc::Parity,
            Cc::GreaterEqual,
            Cc::Less,
            Cc::Greater,
            Cc::LessEqual,
        ];
        ALL[self as usize]
    }
}

/// Two-operand instructions that have forms for registers, memory and constants, by their numbers in the opcodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Alu {
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,
    Cmp = 7,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Shift {
    Left = 4,
    Right = 5,
    Arithmetic = 7,
}

/// An operand in a register or in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rm {
    Reg(Reg),
    Mem(Address),
}

/// A place in the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(pub u32);

const UNBOUND: u32 = u32::MAX;

/// Machine code in the making.
#[derive(Default)]
pub struct Assembler {
    pub code: Vec<u8>,
    labels: Vec<u32>,
    /// Places of 32-bit distances, with what they are relative to, and the labels that they lead to.
    fixups: Vec<(u32, u32, Label)>,
}

impl Assembler {
    pub fn clear(&mut self) {
        self.code.clear();
        self.labels.clear();
        self.fixups.clear();
    }

    pub fn offset(&self) -> u32 {
        self.code.len() as u32
    }

    pub fn label(&mut self) -> Label {
        self.labels.push(UNBOUND);
        Label(self.labels.len() as u32 - 1)
    }

    pub fn bind(&mut self, label: Label) {
        self.labels[label.0 as usize] = self.code.len() as u32;
    }

    pub fn is_bound(&self, label: Label) -> bool {
        self.labels[label.0 as usize] != UNBOUND
    }

    /// Fills in all distances. All labels that are used are bound.
    pub fn resolve(&mut self) {
        for &(at, from, label) in &self.fixups {
            let target = self.labels[label.0 as usize];
            assert_ne!(target, UNBOUND, "an unbound label");
            let distance = target.wrapping_sub(from);
            let at = at as usize;
            self.code[at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
    }

    pub fn imm32(&mut self, value: i32) {
        self.code.extend(value.to_le_bytes());
    }

    /// Prefix, REX, opcode and operands. `bytes`: `reg` or the operand is a byte register, whose number then needs a REX.
    fn encode(
        &mut self,
        prefix: Option<u8>,
        wide: bool,
        bytes: bool,
        opcode: &[u8],
        reg: u8,
        rm: Rm,
    ) {
        self.code.extend(prefix);
        let mut rex = u8::from(wide) << 3 | (reg >> 3 & 1) << 2;
        let mut force = bytes && (4..8).contains(&(reg & 15));
        match rm {
            Rm::Reg(r) => {
                rex |= r.high();
                force |= bytes && (4..8).contains(&r.0);
            }
            Rm::Mem(a) => rex |= a.base.high() | a.index.map_or(0, |(i, _)| i.high() << 1),
        }
        if rex != 0 || force {
            self.code.push(0x40 | rex);
        }
        self.code.extend_from_slice(opcode);
        let reg = (reg & 7) << 3;
        let a = match rm {
            Rm::Reg(r) => return self.code.push(0xc0 | reg | r.low()),
            Rm::Mem(a) => a,
        };
        let short = i8::try_from(a.displacement);
        let mode = match short {
            Ok(0) if a.base.low() != 5 => 0,
            Ok(_) => 0x40,
            Err(_) => 0x80,
        };
        match a.index {
            Some((index, shift)) => {
                self.code.push(mode | reg | 4);
                self.code.push(shift << 6 | index.low() << 3 | a.base.low());
            }
            None => {
                self.code.push(mode | reg | a.base.low());
                if a.base.low() == 4 {
                    self.code.push(0x24);
                }
            }
        }
        match (mode, short) {
            (0, _) => {}
            (_, Ok(byte)) => self.code.push(byte as u8),
            (_, Err(_)) => self.imm32(a.displacement),
        }
    }

    fn op(&mut self, width: Width, opcode: &[u8], reg: Reg, rm: Rm) {
        self.encode(None, width == Width::W64, false, opcode, reg.0, rm);
    }

    pub fn mov(&mut self, width: Width, to: Reg, from: Reg) {
        self.op(width, &[0x8b], to, Rm::Reg(from));
    }

    /// A whole register of either kind; both are of the same.
    pub fn copy(&mut self, to: Reg, from: Reg) {
        if to == from {
            return;
        }
        match to.is_vector() {
            true => self.encode(
                None,
                false,
                false,
                &[0x0f, 0x28],
                to.0 & 15,
                Rm::Reg(Reg(from.0 & 15)),
            ),
            false => self.mov(Width::W64, to, from),
        }
    }

    /// Changes no flags.
    pub fn mov_imm(&mut self, to: Reg, value: i64) {
        if u32::try_from(value).is_ok() {
            if to.high() != 0 {
                self.code.push(0x41);
            }
            self.code.push(0xb8 | to.low());
            self.imm32(value as i32);
        } else if i32::try_from(value).is_ok() {
            self.encode(None, true, false, &[0xc7], 0, Rm::Reg(to));
            self.imm32(value as i32);
        } else {
            self.code.extend([0x48 | to.high(), 0xb8 | to.low()]);
            self.code.extend(value.to_le_bytes());
        }
    }

    /// Changes the flags.
    pub fn zero(&mut self, r: Reg) {
        match r.is_vector() {
            true => self.encode(
                None,
                false,
                false,
                &[0x0f, 0x57],
                r.0 & 15,
                Rm::Reg(Reg(r.0 & 15)),
            ),
            false => self.op(Width::W32, &[0x33], r, Rm::Reg(r)),
        }
    }

    /// A word of the frame.
    pub fn load_home(&mut self, to: Reg, offset: i32) {
        match to.is_vector() {
            true => self.float(true, 0x10, to, Rm::Mem(Address::home(offset))),
            false => self.op(Width::W64, &[0x8b], to, Rm::Mem(Address::home(offset))),
        }
    }

    /// 64 bits.
    pub fn store_word(&mut self, to: Address, from: Reg) {
        match from.is_vector() {
            true => self.float(true, 0x11, from, Rm::Mem(to)),
            false => self.op(Width::W64, &[0x89], from, Rm::Mem(to)),
        }
    }

    pub fn load(&mut self, width: Width, to: Reg, from: Address) {
        match width {
            Width::W8 => self.op(Width::W32, &[0x0f, 0xb6], to, Rm::Mem(from)),
            Width::W16 => self.op(Width::W32, &[0x0f, 0xb7], to, Rm::Mem(from)),
            _ => self.op(width, &[0x8b], to, Rm::Mem(from)),
        }
    }

    /// From a narrow operand to `width`, with or without its sign.
    pub fn extend(&mut self, signed: bool, from: Width, width: Width, to: Reg, rm: Rm) {
        let bytes = from == Width::W8;
        let wide = width == Width::W64;
        match (from, signed) {
            (Width::W8, false) => self.encode(
                None,
                false,
                bytes && matches!(rm, Rm::Reg(_)),
                &[0x0f, 0xb6],
                to.0,
                rm,
            ),
            (Width::W16, false) => self.encode(None, false, false, &[0x0f, 0xb7], to.0, rm),
            (_, false) => self.op(Width::W32, &[0x8b], to, rm),
            (Width::W8, true) => self.encode(
                None,
                wide,
                bytes && matches!(rm, Rm::Reg(_)),
                &[0x0f, 0xbe],
                to.0,
                rm,
            ),
            (Width::W16, true) => self.encode(None, wide, false, &[0x0f, 0xbf], to.0, rm),
            (_, true) => self.encode(None, wide, false, &[0x63], to.0, rm),
        }
    }

    pub fn store(&mut self, width: Width, to: Address, from: Reg) {
        match width {
            Width::W8 => self.encode(None, false, true, &[0x88], from.0, Rm::Mem(to)),
            Width::W16 => self.encode(Some(0x66), false, false, &[0x89], from.0, Rm::Mem(to)),
            _ => self.op(width, &[0x89], from, Rm::Mem(to)),
        }
    }

    /// A constant, of which 64-bit words take the sign of the lower half.
    pub fn store_imm(&mut self, width: Width, to: Address, value: i32) {
        let rm = Rm::Mem(to);
        match width {
            Width::W8 => {
                self.encode(None, false, false, &[0xc6], 0, rm);
                self.code.push(value as u8);
            }
            Width::W16 => {
                self.encode(Some(0x66), false, false, &[0xc7], 0, rm);
                self.code.extend((value as u16).to_le_bytes());
            }
            _ => {
                self.encode(None, width == Width::W64, false, &[0xc7], 0, rm);
                self.imm32(value);
            }
        }
    }

    pub fn lea(&mut self, width: Width, to: Reg, address: Address) {
        self.op(width, &[0x8d], to, Rm::Mem(address));
    }

    pub fn alu(&mut self, op: Alu, width: Width, reg: Reg, rm: Rm) {
        self.op(width, &[(op as u8) << 3 | 3], reg, rm);
    }

    pub fn alu_imm(&mut self, op: Alu, width: Width, rm: Rm, value: i32) {
        let wide = width == Width::W64;
        match i8::try_from(value) {
            Ok(byte) => {
                self.encode(None, wide, false, &[0x83], op as u8, rm);
                self.code.push(byte as u8);
            }
            Err(_) => {
                self.encode(None, wide, false, &[0x81], op as u8, rm);
                self.imm32(value);
            }
        }
    }

    pub fn test(&mut self, width: Width, a: Reg, b: Reg) {
        match width {
            Width::W8 => self.encode(None, false, true, &[0x84], b.0, Rm::Reg(a)),
            _ => self.op(width, &[0x85], b, Rm::Reg(a)),
        }
    }

    /// The carry flag becomes the bit of `word` whose number, modulo the width, is in `bit`.
    pub fn bit_test(&mut self, width: Width, word: Reg, bit: Reg) {
        self.op(width, &[0x0f, 0xa3], bit, Rm::Reg(word));
    }
    pub fn imul(&mut self, width: Width, reg: Reg, rm: Rm) {
        self.op(width, &[0x0f, 0xaf], reg, rm);
    }
    pub fn imul_imm(&mut self, width: Width, reg: Reg, rm: Rm, value: i32) {
        self.op(width, &[0x69], reg, rm);
        self.imm32(value);
    }
    pub fn shift_imm(&mut self, shift: Shift, width: Width, r: Reg, count: u8) {
        self.encode(
            None,
            width == Width::W64,
            false,
            &[0xc1],
            shift as u8,
            Rm::Reg(r),
        );
        self.code.push(count);
    }
    /// By cl.
    pub fn shift(&mut self, shift: Shift, width: Width, r: Reg) {
        self.encode(
            None,
            width == Width::W64,
            false,
            &[0xd3],
            shift as u8,
            Rm::Reg(r),
        );
    }
    /// The instructions of opcode 0xf7: 2 not, 3 neg, 5 imul, 7 idiv.
    pub fn group3(&mut self, number: u8, width: Width, r: Reg) {
        self.encode(
            None,
            width == Width::W64,
            false,
            &[0xf7],
            number,
            Rm::Reg(r),
        );
    }
    /// The sign of rax into rdx.
    pub fn sign_to_rdx(&mut self, width: Width) {
        if width == Width::W64 {
            self.code.push(0x48);
        }
        self.code.push(0x99);
    }
    pub fn cmov(&mut self, cc: Cc, width: Width, reg: Reg, rm: Rm) {
        self.op(width, &[0x0f, 0x40 | cc as u8], reg, rm);
    }
    /// 1 or 0 in the lowest byte.
    pub fn set_byte(&mut self, cc: Cc, r: Reg) {
        self.encode(None, false, true, &[0x0f, 0x90 | cc as u8], 0, Rm::Reg(r));
    }
    /// 1 or 0 in the whole register.
    pub fn set(&mut self, cc: Cc, r: Reg) {
        self.set_byte(cc, r);
        self.extend(false, Width::W8, Width::W32, r, Rm::Reg(r));
    }
    pub fn bswap(&mut self, width: Width, r: Reg) {
        let rex = u8::from(width == Width::W64) << 3 | r.high();
        if rex != 0 {
            self.code.push(0x40 | rex);
        }
        self.code.extend([0x0f, 0xc8 | r.low()]);
    }
    /// popcnt 0xb8, tzcnt 0xbc, lzcnt 0xbd.
    pub fn count(&mut self, opcode: u8, width: Width, to: Reg, from: Reg) {
        self.encode(
            Some(0xf3),
            width == Width::W64,
            false,
            &[0x0f, opcode],
            to.0,
            Rm::Reg(from),
        );
    }
    pub fn exchange(&mut self, a: Reg, b: Reg) {
        self.op(Width::W64, &[0x87], a, Rm::Reg(b));
    }
    /// Exchanges a register with memory: a full fence.
    pub fn exchange_memory(&mut self, width: Width, r: Reg, memory: Address) {
        let rm = Rm::Mem(memory);
        match width {
            Width::W8 => self.encode(None, false, true, &[0x86], r.0, rm),
            Width::W16 => self.encode(Some(0x66), false, false, &[0x87], r.0, rm),
            _ => self.op(width, &[0x87], r, rm),
        }
    }
    pub fn lock_add(&mut self, width: Width, r: Reg, memory: Address) {
        self.code.push(0xf0);
        self.op(width, &[0x0f, 0xc1], r, Rm::Mem(memory));
    }
    /// Compares with rax.
    pub fn lock_compare_exchange(&mut self, width: Width, r: Reg, memory: Address) {
        self.code.push(0xf0);
        self.op(width, &[0x0f, 0xb1], r, Rm::Mem(memory));
    }
    pub fn fence(&mut self) {
        self.code.push(0xf0);
        self.alu_imm(Alu::Or, Width::W32, Rm::Mem(Address::new(RSP, 0)), 0);
    }

    /// A scalar instruction of SSE: `reg` is a vector register, `rm` of either kind.
    pub fn float(&mut self, double: bool, opcode: u8, reg: Reg, rm: Rm) {
        let prefix = if double { 0xf2 } else { 0xf3 };
        self.encode(
            Some(prefix),
            false,
            false,
            &[0x0f, opcode],
            reg.0 & 15,
            vector(rm),
        );
    }
    /// `ucomiss`, `ucomisd`.
    pub fn float_compare(&mut self, double: bool, a: Reg, b: Rm) {
        self.encode(
            double.then_some(0x66),
            false,
            false,
            &[0x0f, 0x2e],
            a.0 & 15,
            vector(b),
        );
    }
    pub fn int_to_float(&mut self, double: bool, width: Width, to: Reg, from: Reg) {
        let prefix = if double { 0xf2 } else { 0xf3 };
        self.encode(
            Some(prefix),
            width == Width::W64,
            false,
            &[0x0f, 0x2a],
            to.0 & 15,
            Rm::Reg(from),
        );
    }
    /// Towards 0; the smallest number if it does not fit.
    pub fn float_to_int(&mut self, double: bool, width: Width, to: Reg, from: Reg) {
        let prefix = if double { 0xf2 } else { 0xf3 };
        self.encode(
            Some(prefix),
            width == Width::W64,
            false,
            &[0x0f, 0x2c],
            to.0,
            Rm::Reg(Reg(from.0 & 15)),
        );
    }
    pub fn general_to_vector(&mut self, width: Width, to: Reg, from: Reg) {
        self.encode(
            Some(0x66),
            width == Width::W64,
            false,
            &[0x0f, 0x6e],
            to.0 & 15,
            Rm::Reg(from),
        );
    }
    pub fn vector_to_general(&mut self, width: Width, to: Reg, from: Reg) {
        self.encode(
            Some(0x66),
            width == Width::W64,
            false,
            &[0x0f, 0x7e],
            from.0 & 15,
            Rm::Reg(to),
        );
    }
    /// Whole registers: andps 0x54, xorps 0x57.
    pub fn vector_bits(&mut self, opcode: u8, reg: Reg, rm: Reg) {
        self.encode(
            None,
            false,
            false,
            &[0x0f, opcode],
            reg.0 & 15,
            Rm::Reg(Reg(rm.0 & 15)),
        );
    }
    /// Rounds to an integer (SSE4.1): 0 nearest, 1 down, 2 up.
    pub fn round(&mut self, double: bool, to: Reg, from: Reg, mode: u8) {
        let opcode = [0x0f, 0x3a, if double { 0x0b } else { 0x0a }];
        self.encode(
            Some(0x66),
            false,
            false,
            &opcode,
            to.0 & 15,
            Rm::Reg(Reg(from.0 & 15)),
        );
        self.code.push(8 | mode);
    }

    pub fn jump(&mut self, label: Label) {
        if let Some(distance) = self.short_distance(label) {
            self.code.extend([0xeb, distance as u8]);
            return;
        }
        self.code.push(0xe9);
        self.distance(label);
    }
    pub fn jump_if(&mut self, cc: Cc, label: Label) {
        if let Some(distance) = self.short_distance(label) {
            self.code.extend([0x70 | cc as u8, distance as u8]);
            return;
        }
        self.code.extend([0x0f, 0x80 | cc as u8]);
        self.distance(label);
    }
    /// The distance of a label that was passed a little before, from behind a jump of two bytes.
    fn short_distance(&self, label: Label) -> Option<i8> {
        let target = self.labels[label.0 as usize];
        let distance = i64::from(target) - i64::from(self.offset() + 2);
        (target != UNBOUND).then(|| i8::try_from(distance).ok())?
    }
    /// Four bytes: from behind them to the label.
    fn distance(&mut self, label: Label) {
        let at = self.offset();
        self.fixups.push((at, at + 4, label));
        self.imm32(0);
    }
    /// Goes to the label in `table` that `index` (below its length) names. Changes the scratch register and `index`.
    pub fn jump_table(&mut self, index: Reg, table: &[Label]) {
        // lea scratch, [rip + distance]
        self.code.extend([0x4c, 0x8d, 0x1d]);
        let start = self.label();
        self.distance(start);
        let entry = Address {
            base: SCRATCH,
            index: Some((index, 2)),
            displacement: 0,
        };
        self.extend(true, Width::W32, Width::W64, index, Rm::Mem(entry));
        self.alu(Alu::Add, Width::W64, SCRATCH, Rm::Reg(index));
        // jmp scratch
        self.code.extend([0x41, 0xff, 0xe3]);
        self.bind(start);
        let base = self.offset();
        for &label in table {
            self.fixups.push((self.offset(), base, label));
            self.imm32(0);
        }
    }
    /// Makes room before a call, so that its distance can be written at once while others execute it: it does not cross 16 bytes.
    pub fn align_call(&mut self) {
        const NOPS: [&[u8]; 3] = [&[0x90], &[0x66, 0x90], &[0x0f, 0x1f, 0x00]];
        let distance = (self.offset() + 1) % 16;
        if distance > 12 {
            self.code.extend(NOPS[15 - distance as usize]);
        }
    }
    /// A call whose distance is filled in later; its place.
    pub fn call(&mut self) -> u32 {
        self.code.push(0xe8);
        self.imm32(0);
        self.offset() - 4
    }
    pub fn call_indirect(&mut self, target: Rm) {
        self.encode(None, false, false, &[0xff], 2, target);
    }
    pub fn push_rbp(&mut self) {
        self.code.push(0x55);
    }
    pub fn pop_rbp(&mut self) {
        self.code.push(0x5d);
    }
    pub fn ret(&mut self) {
        self.code.push(0xc3);
    }
    /// An instruction that nobody may reach.
    pub fn undefined(&mut self) {
        self.code.extend([0x0f, 0x0b]);
    }
    /// Adds a constant that is filled in later to the stack pointer, or subtracts it; the constant's place.
    pub fn move_stack(&mut self, op: Alu) -> u32 {
        self.encode(None, true, false, &[0x81], op as u8, Rm::Reg(RSP));
        self.imm32(0);
        self.offset() - 4
    }
}

/// Registers by their numbers within their kind.
fn vector(rm: Rm) -> Rm {
    match rm {
        Rm::Reg(r) => Rm::Reg(Reg(r.0 & 15)),
        memory => memory,
    }
}
