//! A small assembler for x86-64: the few instructions that stubs are made of while the machine runs.
//!
//! All operations are on 64-bit words unless their names say otherwise. Jumps are 32-bit relative ones to [`Label`]s, which
//! are resolved by [`Assembler::finish`]; jumps and calls out of the code go through rax.

/// General registers by their numbers in instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Reg {
    Rax = 0,
    Rcx = 1,
    Rdx = 2,
    Rbx = 3,
    Rsp = 4,
    Rbp = 5,
    Rsi = 6,
    Rdi = 7,
    R8 = 8,
    R9 = 9,
    R10 = 10,
    R11 = 11,
    R12 = 12,
    R13 = 13,
    R14 = 14,
    R15 = 15,
}

impl Reg {
    fn low(self) -> u8 {
        self as u8 & 7
    }
    fn is_high(self) -> bool {
        self as u8 >= 8
    }
}

/// A word in memory: a register and a displacement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mem(pub Reg, pub usize);

/// Memory below a register: `[register - bytes]`.
pub fn below(register: Reg, bytes: usize) -> Mem {
    Mem(register, bytes.wrapping_neg())
}

/// Conditions by their numbers in instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Condition {
    Below = 2,
    Equal = 4,
    NotEqual = 5,
    Above = 7,
}

/// A place in the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(usize);

/// Machine code in the making.
#[derive(Default)]
pub struct Assembler {
    code: Vec<u8>,
    labels: Vec<Option<usize>>,
    /// Displacements to fill in: their places and the labels that they mean.
    jumps: Vec<(usize, Label)>,
}

const WIDE: u8 = 0x48;
const NARROW: u8 = 0x40;

impl Assembler {
    pub fn new() -> Assembler {
        Assembler::default()
    }

    /// A label that is not bound yet.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() - 1)
    }

    /// The label means the next instruction.
    pub fn bind(&mut self, label: Label) {
        self.labels[label.0] = Some(self.code.len());
    }

    /// The code. All labels that are jumped to are bound.
    pub fn finish(mut self) -> Vec<u8> {
        for (at, label) in self.jumps {
            let target = self.labels[label.0].expect("a bound label") as i64;
            let distance = (target - (at as i64 + 4)) as i32;
            self.code[at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
        self.code
    }

    /// REX prefix (left out if it says nothing), opcode, and the operands: `reg` and memory.
    fn memory(&mut self, prefix: &[u8], rex: u8, opcode: &[u8], reg: u8, Mem(base, disp): Mem) {
        self.code.extend(prefix);
        let rex = rex | (reg >> 3 & 1) << 2 | u8::from(base.is_high());
        if rex != NARROW {
            self.code.push(rex);
        }
        self.code.extend(opcode);
        let disp = disp as i32;
        let short = i8::try_from(disp);
        let mode = if short.is_ok() { 0x40 } else { 0x80 };
        self.code.push(mode | (reg & 7) << 3 | base.low());
        if base.low() == Reg::Rsp.low() {
            self.code.push(0x24);
        }
        match short {
            Ok(byte) => self.code.push(byte as u8),
            Err(_) => self.code.extend(disp.to_le_bytes()),
        }
    }

    fn registers(&mut self, rex: u8, opcode: &[u8], reg: Reg, rm: Reg) {
        let rex = rex | u8::from(reg.is_high()) << 2 | u8::from(rm.is_high());
        self.code.push(rex);
        self.code.extend(opcode);
        self.code.push(0xc0 | reg.low() << 3 | rm.low());
    }

    pub fn push(&mut self, r: Reg) {
        if r.is_high() {
            self.code.push(0x41);
        }
        self.code.push(0x50 | r.low());
    }
    pub fn pop(&mut self, r: Reg) {
        if r.is_high() {
            self.code.push(0x41);
        }
        self.code.push(0x58 | r.low());
    }
    pub fn ret(&mut self) {
        self.code.push(0xc3);
    }

    pub fn mov(&mut self, to: Reg, from: Reg) {
        self.registers(WIDE, &[0x89], from, to);
    }
    pub fn mov_imm(&mut self, to: Reg, value: u64) {
        let high = u8::from(to.is_high());
        match u32::try_from(value) {
            Ok(v) => {
                self.code.extend([NARROW | high, 0xb8 | to.low()]);
                self.code.extend(v.to_le_bytes());
            }
            Err(_) => {
                self.code.extend([WIDE | high, 0xb8 | to.low()]);
                self.code.extend(value.to_le_bytes());
            }
        }
    }
    pub fn load(&mut self, to: Reg, from: Mem) {
        self.memory(&[], WIDE, &[0x8b], to as u8, from);
    }
    /// The upper half of the register becomes 0.
    pub fn load32(&mut self, to: Reg, from: Mem) {
        self.memory(&[], NARROW, &[0x8b], to as u8, from);
    }
    /// With its sign.
    pub fn load_i32(&mut self, to: Reg, from: Mem) {
        self.memory(&[], WIDE, &[0x63], to as u8, from);
    }
    pub fn load_u16(&mut self, to: Reg, from: Mem) {
        self.memory(&[], NARROW, &[0x0f, 0xb7], to as u8, from);
    }
    pub fn load_u8(&mut self, to: Reg, from: Mem) {
        self.memory(&[], NARROW, &[0x0f, 0xb6], to as u8, from);
    }
    pub fn store(&mut self, to: Mem, from: Reg) {
        self.memory(&[], WIDE, &[0x89], from as u8, to);
    }
    pub fn store32(&mut self, to: Mem, from: Reg) {
        self.memory(&[], NARROW, &[0x89], from as u8, to);
    }
    /// The register's lowest byte. Of registers without a byte of their own in old instructions, rax to rbx alone.
    pub fn store8(&mut self, to: Mem, from: Reg) {
        self.memory(&[], NARROW, &[0x88], from as u8, to);
    }
    pub fn store_imm(&mut self, to: Mem, value: i32) {
        self.memory(&[], WIDE, &[0xc7], 0, to);
        self.code.extend(value.to_le_bytes());
    }
    pub fn store8_imm(&mut self, to: Mem, value: u8) {
        self.memory(&[], NARROW, &[0xc6], 0, to);
        self.code.push(value);
    }
    /// Exchanges the lowest byte of rax with memory: a full fence.
    pub fn exchange8_rax(&mut self, memory: Mem) {
        self.memory(&[], NARROW, &[0x86], Reg::Rax as u8, memory);
    }
    pub fn lea(&mut self, to: Reg, memory: Mem) {
        self.memory(&[], WIDE, &[0x8d], to as u8, memory);
    }
    /// Address of a word of an array: `to = base + 8 * index + displacement`.
    pub fn lea_word(&mut self, to: Reg, base: Reg, index: Reg, displacement: usize) {
        let bit = |r: Reg, n: u8| u8::from(r.is_high()) << n;
        let rex = WIDE | bit(to, 2) | bit(index, 1) | bit(base, 0);
        let sib = 0xc0 | index.low() << 3 | base.low();
        self.code.extend([rex, 0x8d, 0x84 | to.low() << 3, sib]);
        self.code.extend((displacement as i32).to_le_bytes());
    }

    /// `to = base + index`.
    pub fn lea_byte(&mut self, to: Reg, base: Reg, index: Reg) {
        let bit = |r: Reg, n: u8| u8::from(r.is_high()) << n;
        let rex = WIDE | bit(to, 2) | bit(index, 1) | bit(base, 0);
        let sib = index.low() << 3 | base.low();
        self.code.extend([rex, 0x8d, 0x44 | to.low() << 3, sib, 0]);
    }

    pub fn compare(&mut self, a: Reg, b: Mem) {
        self.memory(&[], WIDE, &[0x3b], a as u8, b);
    }
    pub fn compare32_imm(&mut self, a: Mem, value: i8) {
        self.memory(&[], NARROW, &[0x83], 7, a);
        self.code.push(value as u8);
    }
    pub fn compare8_imm(&mut self, a: Mem, value: u8) {
        self.memory(&[], NARROW, &[0x80], 7, a);
        self.code.push(value);
    }
    pub fn test(&mut self, a: Reg, b: Reg) {
        self.registers(WIDE, &[0x85], b, a);
    }
    pub fn and_imm(&mut self, a: Reg, value: i8) {
        let rex = WIDE | u8::from(a.is_high());
        self.code.extend([rex, 0x83, 0xe0 | a.low(), value as u8]);
    }
    pub fn add_rsp(&mut self, bytes: i32) {
        self.code.extend([WIDE, 0x81, 0xc4]);
        self.code.extend(bytes.to_le_bytes());
    }

    /// rax = eax.
    pub fn clear_upper_half(&mut self) {
        // mov eax, eax
        self.code.extend([0x89, 0xc0]);
    }
    /// eax = al != 0.
    pub fn normalize_boolean(&mut self) {
        // test al, al; setne al; movzx eax, al
        self.code
            .extend([0x84, 0xc0, 0x0f, 0x95, 0xc0, 0x0f, 0xb6, 0xc0]);
    }
    /// eax = al with its sign.
    pub fn extend_i8(&mut self) {
        self.code.extend([0x0f, 0xbe, 0xc0]);
    }
    /// eax = ax with its sign.
    pub fn extend_i16(&mut self) {
        self.code.extend([0x0f, 0xbf, 0xc0]);
    }
    /// eax = ax.
    pub fn extend_u16(&mut self) {
        self.code.extend([0x0f, 0xb7, 0xc0]);
    }

    /// A 64-bit word between memory and the lower half of a vector register.
    pub fn load_double(&mut self, vector: u8, from: Mem) {
        self.memory(&[0xf2], NARROW, &[0x0f, 0x10], vector, from);
    }
    pub fn load_float(&mut self, vector: u8, from: Mem) {
        self.memory(&[0xf3], NARROW, &[0x0f, 0x10], vector, from);
    }
    pub fn store_double(&mut self, to: Mem, vector: u8) {
        self.memory(&[0xf2], NARROW, &[0x0f, 0x11], vector, to);
    }

    pub fn jump(&mut self, label: Label) {
        self.code.push(0xe9);
        self.displacement(label);
    }
    pub fn jump_if(&mut self, condition: Condition, label: Label) {
        self.code.extend([0x0f, 0x80 | condition as u8]);
        self.displacement(label);
    }
    fn displacement(&mut self, label: Label) {
        self.jumps.push((self.code.len(), label));
        self.code.extend([0; 4]);
    }
    /// By way of rax.
    pub fn jump_to(&mut self, address: usize) {
        self.mov_imm(Reg::Rax, address as u64);
        self.code.extend([0xff, 0xe0]);
    }
    /// By way of rax.
    pub fn call(&mut self, address: usize) {
        self.mov_imm(Reg::Rax, address as u64);
        self.code.extend([0xff, 0xd0]);
    }
    pub fn call_register(&mut self, r: Reg) {
        self.code
            .extend([NARROW | u8::from(r.is_high()), 0xff, 0xd0 | r.low()]);
    }
}

#[cfg(test)]
mod tests {
    use iced_x86::{Decoder, DecoderOptions, Formatter, GasFormatter};

    use super::Reg::*;
    use super::*;

    fn text(make: impl FnOnce(&mut Assembler)) -> Vec<String> {
        let mut a = Assembler::new();
        make(&mut a);
        let code = a.finish();
        let mut formatter = GasFormatter::new();
        Decoder::with_ip(64, &code, 0, DecoderOptions::NONE)
            .iter()
            .map(|i| {
                let mut s = String::new();
                formatter.format(&i, &mut s);
                s
            })
            .collect()
    }

    #[test]
    fn memory_operands_are_encoded_as_meant() {
        let lines = text(|a| {
            a.load(R12, Mem(Rsp, 8));
            a.load32(Rax, Mem(R12, 0));
            a.load_i32(R9, Mem(Rbx, 0x400));
            a.load_u16(Rax, Mem(Rax, 2));
            a.load_u8(Rcx, Mem(R15, 300));
            a.store(below(Rbp, 16), R14);
            a.store32(Mem(R13, 0), Rdi);
            a.store8(Mem(R15, 1), Rax);
            a.store_imm(Mem(Rbx, 8), -1);
            a.store8_imm(Mem(R15, 1), 7);
            a.exchange8_rax(Mem(R15, 1));
            a.lea(R11, Mem(Rsp, 0));
            a.lea_word(R11, R10, Rax, 64);
            a.lea_byte(Rax, Rax, R13);
            a.compare(Rax, Mem(R15, 8));
            a.compare32_imm(Mem(R15, 8), 0);
            a.compare8_imm(Mem(R10, 12), 2);
            a.load_double(9, Mem(R10, 8));
            a.load_float(1, Mem(Rbx, 8));
            a.store_double(Mem(Rsp, 8), 2);
        });
        let expected = [
            "mov 8(%rsp),%r12",
            "mov (%r12),%eax",
            "movslq 0x400(%rbx),%r9",
            "movzwl 2(%rax),%eax",
            "movzbl 0x12C(%r15),%ecx",
            "mov %r14,-0x10(%rbp)",
            "mov %edi,(%r13)",
            "mov %al,1(%r15)",
            "movq $0xFFFFFFFFFFFFFFFF,8(%rbx)",
            "movb $7,1(%r15)",
            "xchg %al,1(%r15)",
            "lea (%rsp),%r11",
            "lea 0x40(%r10,%rax,8),%r11",
            "lea (%rax,%r13),%rax",
            "cmp 8(%r15),%rax",
            "cmpl $0,8(%r15)",
            "cmpb $2,0xC(%r10)",
            "movsd 8(%r10),%xmm9",
            "movss 8(%rbx),%xmm1",
            "movsd %xmm2,8(%rsp)",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn jumps_reach_their_labels() {
        let lines = text(|a| {
            let (start, end) = (a.label(), a.label());
            a.bind(start);
            a.test(R14, R14);
            a.jump_if(Condition::Equal, end);
            a.and_imm(R12, -4);
            a.push(R12);
            a.pop(Rbx);
            a.jump(start);
            a.bind(end);
            a.mov(Rdi, R15);
            a.call_register(R14);
            a.ret();
        });
        let expected = [
            "test %r14,%r14",
            "je 0x0000000000000015",
            "and $0xFFFFFFFFFFFFFFFC,%r12",
            "push %r12",
            "pop %rbx",
            "jmp 0",
            "mov %r15,%rdi",
            "call *%r14",
            "ret",
        ];
        assert_eq!(lines, expected);
    }
}
