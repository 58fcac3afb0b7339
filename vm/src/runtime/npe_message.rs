//! Helpful NullPointerException messages (JEP 358): what could not be done, and which expression was null.
//!
//! The message is computed when it is asked for, from the method and bytecode index at the top of the backtrace. A
//! simulated operand stack holds for each slot the index of the instruction that pushed it (none where paths with
//! different sources meet); from the instruction that failed, the expression is rebuilt backwards through these sources.
//! Values are not known, only code: an explicitly thrown or constructed exception has no message.

use oops::{BasicType, ConstantPool, MethodPtr, Oop};

use crate::interpreter::opcodes::*;
use crate::interpreter::{descriptor_text, type_text};
use crate::runtime::flags;
use crate::runtime::stack_trace;
use crate::runtime::thread::JavaThread;

/// Steps back through sources before the description is cut short.
const MAX_DETAIL: u32 = 5;
/// Simulated slots in all, before the analysis gives up.
const MAX_SLOTS: usize = 1_000_000;

/// The message for `NullPointerException.getExtendedNPEMessage`, if there is one.
pub fn extended_npe_message(_thread: &JavaThread, npe: Oop) -> Option<String> {
    if flags::get::ShowCodeDetailsInExceptionMessages() == 0 {
        return None;
    }
    let (method, bci) = stack_trace::throwing_instruction(npe)?;
    if method.is_native()
        || method.holder().name.as_bytes() == b"jdk/internal/reflect/NativeConstructorAccessorImpl"
    {
        return None;
    }
    message_at(method, usize::try_from(bci).ok()?)
}

fn message_at(method: MethodPtr, bci: usize) -> Option<String> {
    let code = method.code.get();
    let constants = method.holder().constants();
    let slot = null_slot(code, constants, bci)?;
    let mut text = failed_action(code, constants, bci)?;
    let stacks = simulate(code, constants, method, bci);
    let analysis = Analysis {
        method,
        code,
        constants,
        stacks,
    };
    let mut cause = String::new();
    if analysis.describe(bci, slot, MAX_DETAIL, false, &mut cause) {
        text.push_str(&cause);
        text.push_str("\" is null");
    }
    Some(text)
}

/// Where on the operand stack, counted from the top, the null lies that the instruction stumbles over.
fn null_slot(code: &[u8], constants: &ConstantPool, bci: usize) -> Option<usize> {
    Some(match code[bci] {
        GETFIELD | ARRAYLENGTH | ATHROW | MONITORENTER | MONITOREXIT => 0,
        IALOAD..=SALOAD => 1,
        LASTORE | DASTORE => 3,
        IASTORE..=SASTORE => 2,
        PUTFIELD => {
            let descriptor = constants.member_ref(index_at(code, bci).into()).descriptor;
            BasicType::of_descriptor(descriptor.as_bytes()).slots()
        }
        INVOKEVIRTUAL | INVOKESPECIAL | INVOKEINTERFACE => {
            let member = constants.member_ref(index_at(code, bci).into());
            if member.name.as_bytes() == b"<init>" {
                return None;
            }
            argument_slots(member.descriptor.as_bytes())
        }
        _ => return None,
    })
}

const ARRAY_KINDS: [&str; 8] = [
    "int",
    "long",
    "float",
    "double",
    "object",
    "byte/boolean",
    "char",
    "short",
];

fn failed_action(code: &[u8], constants: &ConstantPool, bci: usize) -> Option<String> {
    let member = || constants.member_ref(index_at(code, bci).into());
    Some(match code[bci] {
        op @ IALOAD..=SALOAD => format!(
            "Cannot load from {} array",
            ARRAY_KINDS[usize::from(op - IALOAD)]
        ),
        op @ IASTORE..=SASTORE => format!(
            "Cannot store to {} array",
            ARRAY_KINDS[usize::from(op - IASTORE)]
        ),
        ARRAYLENGTH => "Cannot read the array length".to_string(),
        ATHROW => "Cannot throw exception".to_string(),
        MONITORENTER => "Cannot enter synchronized block".to_string(),
        MONITOREXIT => "Cannot exit synchronized block".to_string(),
        GETFIELD => format!("Cannot read field \"{}\"", member().name),
        PUTFIELD => format!("Cannot assign field \"{}\"", member().name),
        INVOKEVIRTUAL | INVOKESPECIAL | INVOKEINTERFACE => {
            format!(
                "Cannot invoke \"{}\"",
                method_reference(code, constants, bci)
            )
        }
        _ => return None,
    })
}

/// The slots of a method descriptor's parameters.
fn argument_slots(descriptor: &[u8]) -> usize {
    let mut slots = 0;
    let mut at = 1;
    while descriptor.get(at).is_some_and(|&b| b != b')') {
        slots += if matches!(descriptor[at], b'J' | b'D') {
            2
        } else {
            1
        };
        at = type_text(descriptor, at).1;
    }
    slots
}

fn return_slots(descriptor: &[u8]) -> usize {
    match descriptor
        .iter()
        .position(|&b| b == b')')
        .and_then(|p| descriptor.get(p + 1))
    {
        Some(b'V') | None => 0,
        Some(b'J' | b'D') => 2,
        Some(_) => 1,
    }
}

/// Object and String go without their package.
fn short_name(name: String) -> String {
    for known in ["Object", "String"] {
        if let Some(rest) = name
            .strip_prefix("java.lang.")
            .and_then(|n| n.strip_prefix(known))
            && (rest.is_empty() || rest.starts_with('['))
        {
            return format!("{known}{rest}");
        }
    }
    name
}

/// A class reference's name. HotSpot prints that of an array class as it is in the constant pool, dots for slashes.
fn class_text(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name).replace('/', ".");
    if name.first() == Some(&b'[') {
        text
    } else {
        short_name(text)
    }
}

fn method_reference(code: &[u8], constants: &ConstantPool, bci: usize) -> String {
    let member = constants.member_ref(index_at(code, bci).into());
    let (parameters, _) = descriptor_text(member.descriptor);
    let parameters: Vec<String> = parameters
        .split(", ")
        .map(|p| short_name(p.to_string()))
        .collect();
    format!(
        "{}.{}({})",
        class_text(member.class_name.as_bytes()),
        member.name,
        parameters.join(", ")
    )
}

/// The instruction that pushed a slot; `None` where several may have.
type Source = Option<u32>;

/// A simulated operand stack before an instruction.
#[derive(Clone, PartialEq, Debug)]
struct Stack {
    slots: Vec<Source>,
    /// Locals below 64 that may have been written since the method's start.
    written: u64,
}

impl Stack {
    fn pop(&mut self, n: usize) {
        self.slots.truncate(self.slots.len().saturating_sub(n));
    }
    fn push(&mut self, bci: usize, n: usize) {
        self.slots.extend(std::iter::repeat_n(Some(bci as u32), n));
    }
    /// The slot `depth` below the top.
    fn at(&self, depth: usize) -> Source {
        self.slots
            .len()
            .checked_sub(depth + 1)
            .and_then(|i| self.slots[i])
    }
    fn merge(&mut self, other: &Stack) {
        for (a, b) in self.slots.iter_mut().zip(&other.slots) {
            if a != b {
                *a = None;
            }
        }
        self.written |= other.written;
    }
    fn write_local(&mut self, local: usize, slots: usize) {
        for i in local..local + slots {
            self.written |= 1u64.checked_shl(i as u32).unwrap_or(0);
        }
    }
    /// Copies the top `n` slots below the `skip` slots under them (`dup_x`).
    fn dup(&mut self, n: usize, skip: usize) {
        let len = self.slots.len();
        if len < n + skip {
            return;
        }
        let top: Vec<Source> = self.slots[len - n..].to_vec();
        self.slots.splice(len - n - skip..len - n - skip, top);
    }
}

struct Simulation<'a> {
    code: &'a [u8],
    constants: &'a ConstantPool,
    stacks: Vec<Option<Stack>>,
    slots: usize,
    added: bool,
    complete: bool,
}

/// Stacks before each instruction, as far as they are needed to know the one before `target`.
fn simulate(
    code: &[u8],
    constants: &ConstantPool,
    method: MethodPtr,
    target: usize,
) -> Vec<Option<Stack>> {
    let mut s = Simulation {
        code,
        constants,
        stacks: vec![None; code.len()],
        slots: 0,
        added: true,
        complete: false,
    };
    s.stacks[0] = Some(Stack {
        slots: Vec::new(),
        written: 0,
    });
    for entry in method.exception_table.get() {
        let handler = usize::from(entry.handler);
        s.stacks[handler].get_or_insert_with(|| Stack {
            slots: vec![Some(u32::from(entry.handler))],
            written: 0,
        });
    }
    while !s.complete && s.added && s.slots <= MAX_SLOTS {
        s.complete = true;
        s.added = false;
        let mut bci = 0;
        while bci < code.len() && s.slots <= MAX_SLOTS {
            s.instruction(bci);
            bci += length_at(code, bci);
            if bci == target && s.stacks[bci].is_some() {
                s.complete = true;
                break;
            }
        }
    }
    s.stacks
}

/// Slots that an instruction without operand-dependent effect pops and pushes, one digit pair per opcode from `nop` on;
/// `None` for those that `Simulation::instruction` treats itself.
fn simple_effect(opcode: u8) -> Option<(usize, usize)> {
    Some(match opcode {
        NOP | IINC | CHECKCAST => (0, 0),
        ACONST_NULL..=ICONST_5 | FCONST_0..=FCONST_2 | BIPUSH | SIPUSH | LDC | LDC_W => (0, 1),
        LCONST_0 | LCONST_1 | DCONST_0 | DCONST_1 | LDC2_W => (0, 2),
        ILOAD | FLOAD | ALOAD | ILOAD_0..=ILOAD_3 | FLOAD_0..=FLOAD_3 | ALOAD_0..=ALOAD_3 | NEW => {
            (0, 1)
        }
        LLOAD | DLOAD | LLOAD_0..=LLOAD_3 | DLOAD_0..=DLOAD_3 => (0, 2),
        LALOAD | DALOAD => (2, 2),
        IALOAD..=SALOAD => (2, 1),
        LASTORE | DASTORE => (4, 0),
        IASTORE..=SASTORE => (3, 0),
        POP
        | MONITORENTER
        | MONITOREXIT
        | IFEQ..=IFLE
        | IFNULL
        | IFNONNULL
        | TABLESWITCH
        | LOOKUPSWITCH => (1, 0),
        POP2 | IF_ICMPEQ..=IF_ACMPNE => (2, 0),
        IADD | FADD | ISUB | FSUB | IMUL | FMUL | IDIV | FDIV | IREM | FREM => (2, 1),
        ISHL | ISHR | IUSHR | IAND | IOR | IXOR | FCMPL | FCMPG => (2, 1),
        LADD | DADD | LSUB | DSUB | LMUL | DMUL | LDIV | DDIV | LREM | DREM | LAND | LOR | LXOR => {
            (4, 2)
        }
        LSHL | LSHR | LUSHR => (3, 2),
        LCMP | DCMPL | DCMPG => (4, 1),
        INEG | FNEG | I2F | F2I | I2B | I2C | I2S => (1, 1),
        LNEG | DNEG | L2D | D2L => (2, 2),
        I2L | I2D | F2L | F2D => (1, 2),
        L2I | L2F | D2I | D2F => (2, 1),
        NEWARRAY | ANEWARRAY | ARRAYLENGTH | INSTANCEOF => (1, 1),
        GOTO | GOTO_W | RET | RETURN => (0, 0),
        IRETURN | FRETURN | ARETURN | ATHROW => (1, 0),
        LRETURN | DRETURN => (2, 0),
        JSR | JSR_W => (0, 1),
        _ => return None,
    })
}

impl Simulation<'_> {
    fn instruction(&mut self, bci: usize) {
        let Some(mut stack) = self.stacks[bci].clone() else {
            self.complete = false;
            return;
        };
        let opcode = self.code[bci];
        match simple_effect(opcode) {
            Some((pops, pushes)) => {
                stack.pop(pops);
                stack.push(bci, pushes);
            }
            None => self.other_effect(bci, opcode, &mut stack),
        }
        let code = self.code;
        let near = |at: usize| (bci as i64 + i64::from(index_at(code, at) as i16)) as usize;
        match opcode {
            IFEQ..=IF_ACMPNE | IFNULL | IFNONNULL => self.flow_to(near(bci), &stack),
            GOTO | JSR => return self.flow_to(near(bci), &stack),
            GOTO_W | JSR_W => {
                return self.flow_to(
                    (bci as i64 + i64::from(int_at(code, bci + 1))) as usize,
                    &stack,
                );
            }
            TABLESWITCH | LOOKUPSWITCH => return self.switch(bci, opcode, &stack),
            IRETURN..=RETURN | ATHROW | RET => return,
            _ => {}
        }
        self.flow_to(bci + length_at(code, bci), &stack);
    }

    fn switch(&mut self, bci: usize, opcode: u8, stack: &Stack) {
        let at = (bci + 4) & !3;
        let end = bci + length_at(self.code, bci);
        self.flow_to(
            (bci as i64 + i64::from(int_at(self.code, at))) as usize,
            stack,
        );
        let (first, step) = if opcode == TABLESWITCH {
            (at + 12, 4)
        } else {
            (at + 12, 8)
        };
        for entry in (first..end).step_by(step) {
            self.flow_to(
                (bci as i64 + i64::from(int_at(self.code, entry))) as usize,
                stack,
            );
        }
    }

    fn flow_to(&mut self, bci: usize, stack: &Stack) {
        match self.stacks.get_mut(bci) {
            Some(Some(known)) => known.merge(stack),
            Some(unknown) => {
                *unknown = Some(stack.clone());
                self.slots += stack.slots.len() + 1;
                self.added = true;
            }
            None => {}
        }
    }

    fn other_effect(&self, bci: usize, opcode: u8, stack: &mut Stack) {
        let code = self.code;
        let operand = |i: usize| usize::from(code[bci + i]);
        let mut store = |local: usize, slots: usize| {
            stack.pop(slots);
            stack.write_local(local, slots);
        };
        match opcode {
            ISTORE | FSTORE | ASTORE => store(operand(1), 1),
            LSTORE | DSTORE => store(operand(1), 2),
            ISTORE_0..=ISTORE_3 => store(usize::from(opcode - ISTORE_0), 1),
            LSTORE_0..=LSTORE_3 => store(usize::from(opcode - LSTORE_0), 2),
            FSTORE_0..=FSTORE_3 => store(usize::from(opcode - FSTORE_0), 1),
            DSTORE_0..=DSTORE_3 => store(usize::from(opcode - DSTORE_0), 2),
            ASTORE_0..=ASTORE_3 => store(usize::from(opcode - ASTORE_0), 1),
            DUP => stack.dup(1, 0),
            DUP_X1 => stack.dup(1, 1),
            DUP_X2 => stack.dup(1, 2),
            DUP2 => stack.dup(2, 0),
            DUP2_X1 => stack.dup(2, 1),
            DUP2_X2 => stack.dup(2, 2),
            SWAP => {
                let n = stack.slots.len();
                if n >= 2 {
                    stack.slots.swap(n - 1, n - 2);
                }
            }
            GETSTATIC | PUTSTATIC | GETFIELD | PUTFIELD => self.field_effect(bci, opcode, stack),
            INVOKEVIRTUAL..=INVOKEDYNAMIC => self.invoke_effect(bci, opcode, stack),
            MULTIANEWARRAY => {
                stack.pop(operand(3));
                stack.push(bci, 1);
            }
            WIDE => {
                let local = usize::from(index_at(code, bci + 1));
                match code[bci + 1] {
                    ILOAD | FLOAD | ALOAD => stack.push(bci, 1),
                    LLOAD | DLOAD => stack.push(bci, 2),
                    ISTORE | FSTORE | ASTORE => store(local, 1),
                    LSTORE | DSTORE => store(local, 2),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn field_effect(&self, bci: usize, opcode: u8, stack: &mut Stack) {
        let descriptor = self
            .constants
            .member_ref(index_at(self.code, bci).into())
            .descriptor;
        let slots = BasicType::of_descriptor(descriptor.as_bytes()).slots();
        match opcode {
            GETSTATIC => stack.push(bci, slots),
            PUTSTATIC => stack.pop(slots),
            GETFIELD => {
                stack.pop(1);
                stack.push(bci, slots);
            }
            _ => stack.pop(slots + 1),
        }
    }

    fn invoke_effect(&self, bci: usize, opcode: u8, stack: &mut Stack) {
        let index = usize::from(index_at(self.code, bci));
        let descriptor = match opcode {
            INVOKEDYNAMIC => self.constants.dynamic(index).2,
            _ => self.constants.member_ref(index).descriptor,
        };
        let receiver = usize::from(!matches!(opcode, INVOKESTATIC | INVOKEDYNAMIC));
        stack.pop(argument_slots(descriptor.as_bytes()) + receiver);
        stack.push(bci, return_slots(descriptor.as_bytes()));
    }
}

struct Analysis<'a> {
    method: MethodPtr,
    code: &'a [u8],
    constants: &'a ConstantPool,
    stacks: Vec<Option<Stack>>,
}

impl Analysis<'_> {
    /// Appends the expression whose value lies `slot` below the top before the instruction at `bci`; false if it cannot
    /// be told. `inner`: part of an expression that has begun (an array index).
    fn describe(
        &self,
        bci: usize,
        slot: usize,
        detail: u32,
        inner: bool,
        out: &mut String,
    ) -> bool {
        if detail == 0 {
            return false;
        }
        let Some(stack) = &self.stacks[bci] else {
            return false;
        };
        let Some(source) = stack.at(slot) else {
            return false;
        };
        let source = source as usize;
        let is_wide = self.code[source] == WIDE;
        let opcode = self.code[source + usize::from(is_wide)];
        let is_call = matches!(opcode, INVOKEVIRTUAL..=INVOKEINTERFACE);
        let outermost = detail == MAX_DETAIL && !inner;
        if outermost && is_call {
            out.push_str(" because the return value of \"");
        } else if outermost {
            out.push_str(" because \"");
        }
        let at = |i: usize| self.code[source + i];
        match opcode {
            ILOAD_0..=ILOAD_3 => self.local(source, usize::from(opcode - ILOAD_0), out),
            ALOAD_0..=ALOAD_3 => self.local(source, usize::from(opcode - ALOAD_0), out),
            ILOAD | ALOAD if is_wide => {
                self.local(source, index_at(self.code, source + 1).into(), out)
            }
            ILOAD | ALOAD => self.local(source, at(1).into(), out),
            ACONST_NULL => {
                out.push_str("null");
                true
            }
            ICONST_M1..=ICONST_5 => number(i32::from(opcode) - i32::from(ICONST_0), out),
            BIPUSH => number((at(1) as i8).into(), out),
            SIPUSH => number((index_at(self.code, source) as i16).into(), out),
            GETSTATIC => {
                let member = self
                    .constants
                    .member_ref(index_at(self.code, source).into());
                out.push_str(&format!(
                    "{}.{}",
                    class_text(member.class_name.as_bytes()),
                    member.name
                ));
                true
            }
            GETFIELD => {
                if self.describe(source, 0, detail - 1, inner, out) {
                    out.push('.');
                }
                let member = self
                    .constants
                    .member_ref(index_at(self.code, source).into());
                out.push_str(&member.name.to_text());
                true
            }
            IALOAD | AALOAD => {
                if !self.describe(source, 1, detail - 1, inner, out) {
                    out.push_str("<array>");
                }
                out.push('[');
                if !self.describe(source, 0, detail, true, out) {
                    out.push_str("...");
                }
                out.push(']');
                true
            }
            _ if is_call => {
                out.push_str(&method_reference(self.code, self.constants, source));
                true
            }
            _ => false,
        }
    }

    /// A local variable's name, or what can be said of it without one.
    fn local(&self, bci: usize, slot: usize, out: &mut String) -> bool {
        let known = self.method.local_variables.get().iter().find(|v| {
            usize::from(v.slot) == slot
                && usize::from(v.start) <= bci
                && bci < usize::from(v.start) + usize::from(v.length)
        });
        if let Some(v) = known {
            out.push_str(&self.constants.symbol(v.name.into()).to_text());
            return true;
        }
        let written = match &self.stacks[bci] {
            Some(stack) => slot >= 64 || stack.written >> slot & 1 != 0,
            None => true,
        };
        let is_static = self.method.is_static();
        if !written && !is_static && slot == 0 {
            out.push_str("this");
            return true;
        }
        match parameter_number(self.method.descriptor.as_bytes(), is_static, slot) {
            Some(n) if !written => out.push_str(&format!("<parameter{n}>")),
            _ => out.push_str(&format!("<local{slot}>")),
        }
        true
    }
}

/// Which parameter, from 1 on, lies in a local slot at a method's start.
fn parameter_number(descriptor: &[u8], is_static: bool, slot: usize) -> Option<usize> {
    let mut next_slot = usize::from(!is_static);
    let (mut at, mut number) = (1, 1);
    while descriptor.get(at).is_some_and(|&b| b != b')') {
        let size = if matches!(descriptor[at], b'J' | b'D') {
            2
        } else {
            1
        };
        if (next_slot..next_slot + size).contains(&slot) {
            return Some(number);
        }
        next_slot += size;
        number += 1;
        at = type_text(descriptor, at).1;
    }
    None
}

fn number(n: i32, out: &mut String) -> bool {
    out.push_str(&n.to_string());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_names_are_shortened() {
        assert_eq!(class_text(b"java/lang/String"), "String");
        assert_eq!(
            class_text(b"java/lang/StringBuilder"),
            "java.lang.StringBuilder"
        );
        assert_eq!(class_text(b"[[Ljava/lang/Object;"), "[[Ljava.lang.Object;");
        assert_eq!(short_name("java.lang.Object[]".to_string()), "Object[]");
    }

    #[test]
    fn slots_of_descriptors() {
        let d = b"(IJ[D[[Ljava/lang/String;D)J";
        assert_eq!((argument_slots(d), return_slots(d)), (7, 2));
        assert_eq!(return_slots(b"()V"), 0);
        assert_eq!(parameter_number(d, true, 3), Some(3));
        assert_eq!(parameter_number(d, false, 3), Some(2));
        assert_eq!(parameter_number(d, true, 9), None);
    }

    #[test]
    fn stacks_forget_sources_where_paths_meet() {
        let mut a = Stack {
            slots: vec![Some(1), Some(2)],
            written: 1,
        };
        a.merge(&Stack {
            slots: vec![Some(1), Some(7)],
            written: 4,
        });
        assert_eq!(
            a,
            Stack {
                slots: vec![Some(1), None],
                written: 5
            }
        );
        let mut b = Stack {
            slots: vec![Some(1), Some(2), Some(3)],
            written: 0,
        };
        b.dup(1, 2);
        assert_eq!(b.slots, [Some(3), Some(1), Some(2), Some(3)]);
        assert_eq!(b.at(1), Some(2));
    }
}
