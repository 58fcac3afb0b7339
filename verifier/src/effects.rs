//! Instructions that only pop and push fixed types, as data.

use crate::bytecodes::Bytecode;

/// What an instruction pops, the top of the stack first, and then pushes, a letter a value: `I`
/// int, `F` float, `J` long, `D` double, `A` any reference, `N` null. `None` for instructions
/// whose types depend on operands, locals or the stack.
#[inline]
pub(crate) fn effect(bytecode: Bytecode) -> Option<(&'static [u8], &'static [u8])> {
    use Bytecode::*;
    Some(match bytecode {
        Nop => (b"", b""),
        AconstNull => (b"", b"N"),
        IconstM1 | Iconst0 | Iconst1 | Iconst2 | Iconst3 | Iconst4 | Iconst5 | Bipush | Sipush => {
            (b"", b"I")
        }
        Lconst0 | Lconst1 => (b"", b"J"),
        Fconst0 | Fconst1 | Fconst2 => (b"", b"F"),
        Dconst0 | Dconst1 => (b"", b"D"),
        Iadd | Isub | Imul | Idiv | Irem | Ishl | Ishr | Iushr | Iand | Ior | Ixor => (b"II", b"I"),
        Ladd | Lsub | Lmul | Ldiv | Lrem | Land | Lor | Lxor => (b"JJ", b"J"),
        Lshl | Lshr | Lushr => (b"IJ", b"J"),
        Fadd | Fsub | Fmul | Fdiv | Frem => (b"FF", b"F"),
        Dadd | Dsub | Dmul | Ddiv | Drem => (b"DD", b"D"),
        Ineg | I2b | I2c | I2s => (b"I", b"I"),
        Lneg => (b"J", b"J"),
        Fneg => (b"F", b"F"),
        Dneg => (b"D", b"D"),
        I2l => (b"I", b"J"),
        I2f => (b"I", b"F"),
        I2d => (b"I", b"D"),
        L2i => (b"J", b"I"),
        L2f => (b"J", b"F"),
        L2d => (b"J", b"D"),
        F2i => (b"F", b"I"),
        F2l => (b"F", b"J"),
        F2d => (b"F", b"D"),
        D2i => (b"D", b"I"),
        D2l => (b"D", b"J"),
        D2f => (b"D", b"F"),
        Lcmp => (b"JJ", b"I"),
        Fcmpl | Fcmpg => (b"FF", b"I"),
        Dcmpl | Dcmpg => (b"DD", b"I"),
        Monitorenter | Monitorexit => (b"A", b""),
        _ => return None,
    })
}

/// What a conditional branch pops, in [`effect`]'s letters.
#[inline]
pub(crate) fn condition(bytecode: Bytecode) -> Option<&'static [u8]> {
    use Bytecode::*;
    Some(match bytecode {
        Ifeq | Ifne | Iflt | Ifge | Ifgt | Ifle => b"I",
        IfIcmpeq | IfIcmpne | IfIcmplt | IfIcmpge | IfIcmpgt | IfIcmple => b"II",
        Ifnull | Ifnonnull => b"A",
        IfAcmpeq | IfAcmpne => b"AA",
        _ => return None,
    })
}
