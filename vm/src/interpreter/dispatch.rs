//! The dispatch loop: one `match` over all opcodes and quick forms, with the machine's registers in local variables.
//!
//! Only common cases are here. What resolves, allocates slowly, calls natives or throws lives in `quicken`, `calls`,
//! `unwind` and `errors`. A frame's `bcp` and `sp` are saved before anything that may stop the thread, allocate, throw
//! or call. Three nested blocks share code: the innermost dispatches; breaking out of `'call` with a method enters it;
//! breaking out of `'trap` throws.

use std::sync::atomic::Ordering;

use oops::class_space::BASE;
use oops::constant_pool::{ResolvedField, ResolvedMethod};
use oops::oop::{ARRAY_LENGTH_OFFSET, HEAP_REFERENCE_BYTES, OBJ_ARRAY_BASE, array_base_offset};
use oops::{BasicType, KlassPtr, MethodPtr};

use super::calls::{self, Entered};
use super::errors::{self, Trap};
use super::macros;
use super::opcodes::*;
use super::operands::{i32_at, invoke_length, oop_at, opcode_at, static_base, u16_at};
use super::prepare::CodeHeader;
use super::quicken::{self, CallSite, InterfaceCache, Linked};
use super::{loops, monitors, profiling, unwind};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::Frame;
use crate::runtime::safepoint;
use crate::runtime::thread::JavaThread;

/// Interprets from `start`, the top frame, until its entry frame is returned to.
///
/// # Safety
/// `start` is the thread's top frame, freshly pushed above an entry frame, and its code was checked.
#[allow(clippy::too_many_lines)]
pub(super) unsafe fn run(thread: &JavaThread, start: *mut Frame) -> JResult<u64> {
    let mut frame = start;
    // SAFETY: everywhere here `pc` stays inside the method's checked code, `sp` and `locals` inside the frame, whose
    // extent was checked against the Java stack's limit; operands have the types that the instructions expect.
    unsafe {
        let mut pc = (*frame).bcp;
        let mut sp = (*frame).sp;
        let mut locals = (*frame).locals;

        macros::state_macros!($, pc, sp, locals, frame, thread);

        loop {
            let trap: Trap = 'trap: {
                macros::trap_macros!($, pc, sp, locals, frame, thread, 'trap);
                loop {
                    let callee: MethodPtr = 'call: {
                        loop {
                            'back_edge: {
                                let mut opcode = opcode_at(pc);
                                macros::instruction_macros!($, pc, sp, locals, frame, thread, opcode, 'trap, 'call, 'back_edge);
                                loop {
                                    match opcode {
                                        NOP => next!(1),
                                        ACONST_NULL => constant!(0),
                                        ICONST_M1 => constant!(u64::from(u32::MAX)),
                                        ICONST_0 => constant!(0),
                                        ICONST_1 => constant!(1),
                                        ICONST_2 => constant!(2),
                                        ICONST_3 => constant!(3),
                                        ICONST_4 => constant!(4),
                                        ICONST_5 => constant!(5),
                                        LCONST_0 => constant_pair!(0),
                                        LCONST_1 => constant_pair!(1),
                                        FCONST_0 => constant!(0),
                                        FCONST_1 => constant!(u64::from(1f32.to_bits())),
                                        FCONST_2 => constant!(u64::from(2f32.to_bits())),
                                        DCONST_0 => constant_pair!(0),
                                        DCONST_1 => constant_pair!(1f64.to_bits()),
                                        BIPUSH => {
                                            push_int!(*pc.add(1) as i8);
                                            next!(2)
                                        }
                                        SIPUSH => {
                                            push_int!(u16_at(pc.add(1)) as i16);
                                            next!(3)
                                        }
                                        LDC => {
                                            save!();
                                            sp = attempt!(quicken::load_constant(thread, frame));
                                            next!(2)
                                        }
                                        LDC_W | LDC2_W => {
                                            save!();
                                            sp = attempt!(quicken::load_constant(thread, frame));
                                            next!(3)
                                        }
                                        LDC_RAW => {
                                            push!(resolved!(*pc.add(1)));
                                            next!(2)
                                        }
                                        LDC_W_RAW => {
                                            push!(resolved!(u16_at(pc.add(1))));
                                            next!(3)
                                        }
                                        LDC2_W_RAW => {
                                            push_long!(resolved!(u16_at(pc.add(1))));
                                            next!(3)
                                        }
                                        LDC_REF => {
                                            let entry = resolved!(*pc.add(1));
                                            push!(
                                                quicken::resolved_reference(frame, entry).to_bits()
                                            );
                                            next!(2)
                                        }
                                        LDC_W_REF => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            push!(
                                                quicken::resolved_reference(frame, entry).to_bits()
                                            );
                                            next!(3)
                                        }
                                        LDC_CLASS => {
                                            push!(static_base(resolved!(*pc.add(1))).to_bits());
                                            next!(2)
                                        }
                                        LDC_W_CLASS => {
                                            push!(
                                                static_base(resolved!(u16_at(pc.add(1)))).to_bits()
                                            );
                                            next!(3)
                                        }
                                        ILOAD | FLOAD | ALOAD => {
                                            load_slot!(usize::from(*pc.add(1)), 2)
                                        }
                                        LLOAD | DLOAD => load_pair!(usize::from(*pc.add(1)), 2),
                                        ILOAD_0 | FLOAD_0 | ALOAD_0 => load_slot!(0, 1),
                                        ILOAD_1 | FLOAD_1 | ALOAD_1 => load_slot!(1, 1),
                                        ILOAD_2 | FLOAD_2 | ALOAD_2 => load_slot!(2, 1),
                                        ILOAD_3 | FLOAD_3 | ALOAD_3 => load_slot!(3, 1),
                                        LLOAD_0 | DLOAD_0 => load_pair!(0, 1),
                                        LLOAD_1 | DLOAD_1 => load_pair!(1, 1),
                                        LLOAD_2 | DLOAD_2 => load_pair!(2, 1),
                                        LLOAD_3 | DLOAD_3 => load_pair!(3, 1),
                                        IALOAD => array_load!(i32, 1, v => v as u32 as u64),
                                        FALOAD => array_load!(u32, 1, v => u64::from(v)),
                                        LALOAD | DALOAD => array_load!(u64, 2, v => v),
                                        AALOAD => {
                                            let (array, index) = (oop_at(sp.sub(2)), int!(1));
                                            check_index!(array, index);
                                            let value = array.load_oop(
                                                OBJ_ARRAY_BASE
                                                    + index as usize * HEAP_REFERENCE_BYTES,
                                            );
                                            sp = sp.sub(1);
                                            *sp.sub(1) = value.to_bits();
                                            next!(1)
                                        }
                                        BALOAD => array_load!(i8, 1, v => v as i32 as u32 as u64),
                                        CALOAD => array_load!(u16, 1, v => u64::from(v)),
                                        SALOAD => array_load!(i16, 1, v => v as i32 as u32 as u64),
                                        ISTORE | FSTORE | ASTORE => {
                                            store_slot!(usize::from(*pc.add(1)), 2)
                                        }
                                        LSTORE | DSTORE => store_pair!(usize::from(*pc.add(1)), 2),
                                        ISTORE_0 | FSTORE_0 | ASTORE_0 => store_slot!(0, 1),
                                        ISTORE_1 | FSTORE_1 | ASTORE_1 => store_slot!(1, 1),
                                        ISTORE_2 | FSTORE_2 | ASTORE_2 => store_slot!(2, 1),
                                        ISTORE_3 | FSTORE_3 | ASTORE_3 => store_slot!(3, 1),
                                        LSTORE_0 | DSTORE_0 => store_pair!(0, 1),
                                        LSTORE_1 | DSTORE_1 => store_pair!(1, 1),
                                        LSTORE_2 | DSTORE_2 => store_pair!(2, 1),
                                        LSTORE_3 | DSTORE_3 => store_pair!(3, 1),
                                        IASTORE | FASTORE => array_store!(u32, 1, int!(1)),
                                        LASTORE | DASTORE => array_store!(u64, 2, long!(2)),
                                        AASTORE => {
                                            let (array, index, value) =
                                                (oop_at(sp.sub(3)), int!(2), oop_at(sp.sub(1)));
                                            check_index!(array, index);
                                            if !value.is_null() {
                                                let component = array
                                                    .klass()
                                                    .get()
                                                    .component
                                                    .unwrap_unchecked();
                                                if value.klass() != component
                                                    && !value.is_a(component)
                                                {
                                                    break 'trap Trap::ArrayStore(value);
                                                }
                                            }
                                            memory::obj_array_store(array, index as usize, value);
                                            sp = sp.sub(3);
                                            next!(1)
                                        }
                                        BASTORE => {
                                            let (array, index) = (oop_at(sp.sub(3)), int!(2));
                                            check_index!(array, index);
                                            let mut value = int!(1) as u8;
                                            if array.klass().get().element_type
                                                == BasicType::Boolean
                                            {
                                                value &= 1;
                                            }
                                            *(array.at(array_base_offset(0)) as *mut u8)
                                                .add(index as usize) = value;
                                            sp = sp.sub(3);
                                            next!(1)
                                        }
                                        CASTORE | SASTORE => array_store!(u16, 1, int!(1)),
                                        POP => {
                                            sp = sp.sub(1);
                                            next!(1)
                                        }
                                        POP2 => {
                                            sp = sp.sub(2);
                                            next!(1)
                                        }
                                        DUP => {
                                            push!(*sp.sub(1));
                                            next!(1)
                                        }
                                        DUP_X1 => {
                                            let (b, a) = (*sp.sub(2), *sp.sub(1));
                                            *sp.sub(2) = a;
                                            *sp.sub(1) = b;
                                            push!(a);
                                            next!(1)
                                        }
                                        DUP_X2 => {
                                            let (c, b, a) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                            *sp.sub(3) = a;
                                            *sp.sub(2) = c;
                                            *sp.sub(1) = b;
                                            push!(a);
                                            next!(1)
                                        }
                                        DUP2 => {
                                            let (b, a) = (*sp.sub(2), *sp.sub(1));
                                            *sp = b;
                                            *sp.add(1) = a;
                                            sp = sp.add(2);
                                            next!(1)
                                        }
                                        DUP2_X1 => {
                                            let (c, b, a) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                                            *sp.sub(3) = b;
                                            *sp.sub(2) = a;
                                            *sp.sub(1) = c;
                                            *sp = b;
                                            *sp.add(1) = a;
                                            sp = sp.add(2);
                                            next!(1)
                                        }
                                        DUP2_X2 => {
                                            let (d, c, b, a) =
                                                (*sp.sub(4), *sp.sub(3), *sp.sub(2), *sp.sub(1));
                                            *sp.sub(4) = b;
                                            *sp.sub(3) = a;
                                            *sp.sub(2) = d;
                                            *sp.sub(1) = c;
                                            *sp = b;
                                            *sp.add(1) = a;
                                            sp = sp.add(2);
                                            next!(1)
                                        }
                                        SWAP => {
                                            let (b, a) = (*sp.sub(2), *sp.sub(1));
                                            *sp.sub(2) = a;
                                            *sp.sub(1) = b;
                                            next!(1)
                                        }
                                        IADD => int_op!(|a, b| a.wrapping_add(b)),
                                        LADD => long_op!(|a, b| a.wrapping_add(b)),
                                        FADD => float_op!(|a, b| a + b),
                                        DADD => double_op!(|a, b| a + b),
                                        ISUB => int_op!(|a, b| a.wrapping_sub(b)),
                                        LSUB => long_op!(|a, b| a.wrapping_sub(b)),
                                        FSUB => float_op!(|a, b| a - b),
                                        DSUB => double_op!(|a, b| a - b),
                                        IMUL => int_op!(|a, b| a.wrapping_mul(b)),
                                        LMUL => long_op!(|a, b| a.wrapping_mul(b)),
                                        FMUL => float_op!(|a, b| a * b),
                                        DMUL => double_op!(|a, b| a * b),
                                        IDIV => {
                                            if int!(1) == 0 {
                                                break 'trap Trap::DivideByZero;
                                            }
                                            int_op!(|a, b| a.wrapping_div(b))
                                        }
                                        LDIV => {
                                            if long!(2) == 0 {
                                                break 'trap Trap::DivideByZero;
                                            }
                                            long_op!(|a, b| a.wrapping_div(b))
                                        }
                                        FDIV => float_op!(|a, b| a / b),
                                        DDIV => double_op!(|a, b| a / b),
                                        IREM => {
                                            if int!(1) == 0 {
                                                break 'trap Trap::DivideByZero;
                                            }
                                            int_op!(|a, b| a.wrapping_rem(b))
                                        }
                                        LREM => {
                                            if long!(2) == 0 {
                                                break 'trap Trap::DivideByZero;
                                            }
                                            long_op!(|a, b| a.wrapping_rem(b))
                                        }
                                        FREM => float_op!(|a, b| a % b),
                                        DREM => double_op!(|a, b| a % b),
                                        INEG => {
                                            convert!(1, 1, int!(1).wrapping_neg() as u32 as u64)
                                        }
                                        LNEG => convert!(2, 2, long!(2).wrapping_neg() as u64),
                                        FNEG => convert!(1, 1, u64::from((-float!(1)).to_bits())),
                                        DNEG => convert!(2, 2, (-double!(2)).to_bits()),
                                        ISHL => int_op!(|a, b| a.wrapping_shl(b as u32)),
                                        LSHL => long_shift!(|a, n| a.wrapping_shl(n)),
                                        ISHR => int_op!(|a, b| a.wrapping_shr(b as u32)),
                                        LSHR => long_shift!(|a, n| a.wrapping_shr(n)),
                                        IUSHR => {
                                            int_op!(|a, b| (a as u32).wrapping_shr(b as u32) as i32)
                                        }
                                        LUSHR => {
                                            long_shift!(|a, n| (a as u64).wrapping_shr(n) as i64)
                                        }
                                        IAND => int_op!(|a, b| a & b),
                                        LAND => long_op!(|a, b| a & b),
                                        IOR => int_op!(|a, b| a | b),
                                        LOR => long_op!(|a, b| a | b),
                                        IXOR => int_op!(|a, b| a ^ b),
                                        LXOR => long_op!(|a, b| a ^ b),
                                        IINC => {
                                            let local = locals.add(usize::from(*pc.add(1)));
                                            let v = (*local as i32)
                                                .wrapping_add(i32::from(*pc.add(2) as i8));
                                            *local = v as u32 as u64;
                                            next!(3)
                                        }
                                        IINC_GOTO => {
                                            let local = locals.add(usize::from(*pc.add(1)));
                                            let v = (*local as i32)
                                                .wrapping_add(i32::from(*pc.add(2) as i8));
                                            *local = v as u32 as u64;
                                            pc = pc.add(3);
                                            jump!(u16_at(pc.add(1)) as i16)
                                        }
                                        I2L => convert!(1, 2, int!(1) as i64 as u64),
                                        I2F => {
                                            convert!(1, 1, u64::from((int!(1) as f32).to_bits()))
                                        }
                                        I2D => convert!(1, 2, f64::from(int!(1)).to_bits()),
                                        L2I => convert!(2, 1, long!(2) as u32 as u64),
                                        L2F => {
                                            convert!(2, 1, u64::from((long!(2) as f32).to_bits()))
                                        }
                                        L2D => convert!(2, 2, (long!(2) as f64).to_bits()),
                                        F2I => convert!(1, 1, float!(1) as i32 as u32 as u64),
                                        F2L => convert!(1, 2, float!(1) as i64 as u64),
                                        F2D => convert!(1, 2, f64::from(float!(1)).to_bits()),
                                        D2I => convert!(2, 1, double!(2) as i32 as u32 as u64),
                                        D2L => convert!(2, 2, double!(2) as i64 as u64),
                                        D2F => {
                                            convert!(2, 1, u64::from((double!(2) as f32).to_bits()))
                                        }
                                        I2B => convert!(1, 1, int!(1) as i8 as i32 as u32 as u64),
                                        I2C => convert!(1, 1, u64::from(int!(1) as u16)),
                                        I2S => convert!(1, 1, int!(1) as i16 as i32 as u32 as u64),
                                        LCMP => compare!(2, long!(4), long!(2), 0),
                                        FCMPL => compare!(1, float!(2), float!(1), -1),
                                        FCMPG => compare!(1, float!(2), float!(1), 1),
                                        DCMPL => compare!(2, double!(4), double!(2), -1),
                                        DCMPG => compare!(2, double!(4), double!(2), 1),
                                        IFEQ => branch!(1, int!(1) == 0),
                                        IFNE => branch!(1, int!(1) != 0),
                                        IFLT => branch!(1, int!(1) < 0),
                                        IFGE => branch!(1, int!(1) >= 0),
                                        IFGT => branch!(1, int!(1) > 0),
                                        IFLE => branch!(1, int!(1) <= 0),
                                        IF_ICMPEQ => branch!(2, int!(2) == int!(1)),
                                        IF_ICMPNE => branch!(2, int!(2) != int!(1)),
                                        IF_ICMPLT => branch!(2, int!(2) < int!(1)),
                                        IF_ICMPGE => branch!(2, int!(2) >= int!(1)),
                                        IF_ICMPGT => branch!(2, int!(2) > int!(1)),
                                        IF_ICMPLE => branch!(2, int!(2) <= int!(1)),
                                        IF_ACMPEQ => branch!(2, *sp.sub(2) == *sp.sub(1)),
                                        IF_ACMPNE => branch!(2, *sp.sub(2) != *sp.sub(1)),
                                        IFNULL => branch!(1, *sp.sub(1) == 0),
                                        IFNONNULL => branch!(1, *sp.sub(1) != 0),
                                        GOTO => jump!(u16_at(pc.add(1)) as i16),
                                        GOTO_W => jump!(i32_at(pc.add(1))),
                                        JSR => {
                                            push!(
                                                (pc as usize + 3 - (*frame).code_address()) as u64
                                            );
                                            jump!(u16_at(pc.add(1)) as i16)
                                        }
                                        JSR_W => {
                                            push!(
                                                (pc as usize + 5 - (*frame).code_address()) as u64
                                            );
                                            jump!(i32_at(pc.add(1)))
                                        }
                                        RET => {
                                            let bci = *locals.add(usize::from(*pc.add(1)));
                                            pc = ((*frame).code_address() + bci as usize)
                                                as *const u8;
                                            poll!();
                                            again!();
                                        }
                                        TABLESWITCH => {
                                            let table = ((pc as usize + 4) & !3) as *const i32;
                                            sp = sp.sub(1);
                                            let (low, high, key) =
                                                (*table.add(1), *table.add(2), int!(0));
                                            let offset = if key < low || key > high {
                                                *table
                                            } else {
                                                *table
                                                    .add(3 + (key as isize - low as isize) as usize)
                                            };
                                            jump!(offset)
                                        }
                                        LOOKUPSWITCH => {
                                            let table = ((pc as usize + 4) & !3) as *const i32;
                                            sp = sp.sub(1);
                                            let key = int!(0);
                                            let (mut low, mut high) =
                                                (0usize, *table.add(1) as usize);
                                            while low < high {
                                                let middle = (low + high) / 2;
                                                if *table.add(2 + 2 * middle) < key {
                                                    low = middle + 1;
                                                } else {
                                                    high = middle;
                                                }
                                            }
                                            let pair = table.add(2 + 2 * low);
                                            let found =
                                                low < *table.add(1) as usize && *pair == key;
                                            jump!(if found { *pair.add(1) } else { *table })
                                        }
                                        IRETURN | FRETURN | ARETURN => return_value!(1, *sp.sub(1)),
                                        LRETURN | DRETURN => return_value!(2, *sp.sub(2)),
                                        RETURN => {
                                            poll!();
                                            let caller = (*frame).prev;
                                            sp = locals;
                                            thread.top_frame.set(caller);
                                            frame = caller;
                                            pc = (*frame).bcp;
                                            locals = (*frame).locals;
                                            next!(invoke_length(pc))
                                        }
                                        IRETURN_BOOLEAN => return_value!(1, *sp.sub(1) & 1),
                                        IRETURN_CHAR => return_value!(1, *sp.sub(1) & 0xffff),
                                        IRETURN_NARROW => {
                                            return_value!(1, monitors::narrowed(frame, *sp.sub(1)))
                                        }
                                        RETURN_UNLOCK => {
                                            save!();
                                            attempt!(monitors::unlock_for_return(thread, frame));
                                            match (*frame)
                                                .method
                                                .unwrap_unchecked()
                                                .return_type
                                                .slots()
                                            {
                                                0 => return_value!(0, 0),
                                                1 => {
                                                    return_value!(
                                                        1,
                                                        monitors::narrowed(frame, *sp.sub(1))
                                                    )
                                                }
                                                _ => return_value!(2, *sp.sub(2)),
                                            }
                                        }
                                        EXIT => return Ok(*(*frame).sp),
                                        GETSTATIC => {
                                            save!();
                                            let linked = quicken::field(thread, frame, GETSTATIC);
                                            field_access!(quicken::get_static_any, attempt!(linked))
                                        }
                                        PUTSTATIC => {
                                            save!();
                                            let linked = quicken::field(thread, frame, PUTSTATIC);
                                            field_access!(quicken::put_static_any, attempt!(linked))
                                        }
                                        GETFIELD => {
                                            save!();
                                            let linked = quicken::field(thread, frame, GETFIELD);
                                            field_access!(quicken::get_field_any, attempt!(linked))
                                        }
                                        PUTFIELD => {
                                            save!();
                                            let linked = quicken::field(thread, frame, PUTFIELD);
                                            field_access!(quicken::put_field_any, attempt!(linked))
                                        }
                                        GETFIELD_I8 => {
                                            get_field!(1, f => *(f as *const i8) as i32 as u32 as u64)
                                        }
                                        GETFIELD_U16 => {
                                            get_field!(1, f => u64::from(*(f as *const u16)))
                                        }
                                        GETFIELD_I16 => {
                                            get_field!(1, f => *(f as *const i16) as i32 as u32 as u64)
                                        }
                                        GETFIELD_32 => {
                                            get_field!(1, f => u64::from(*(f as *const u32)))
                                        }
                                        GETFIELD_REF => {
                                            let object = oop_at(sp.sub(1));
                                            null_check!(object);
                                            *sp.sub(1) = object
                                                .load_oop(usize::from(u16_at(pc.add(1))))
                                                .to_bits();
                                            next!(3)
                                        }
                                        GETFIELD_64 => {
                                            let object = oop_at(sp.sub(1));
                                            null_check!(object);
                                            *sp.sub(1) = *(object.at(usize::from(u16_at(pc.add(1))))
                                                as *const u64);
                                            sp = sp.add(1);
                                            next!(3)
                                        }
                                        ALOAD_0_GETFIELD_32 => {
                                            let object = oop_at(locals);
                                            if object.is_null() {
                                                // Thrown by the `getfield`.
                                                push!(0);
                                                pc = pc.add(1);
                                                break 'trap Trap::Null;
                                            }
                                            push!(u64::from(
                                                *(object.at(usize::from(u16_at(pc.add(2))))
                                                    as *const u32)
                                            ));
                                            next!(4)
                                        }
                                        ALOAD_0_GETFIELD_REF => {
                                            let object = oop_at(locals);
                                            if object.is_null() {
                                                // Thrown by the `getfield`.
                                                push!(0);
                                                pc = pc.add(1);
                                                break 'trap Trap::Null;
                                            }
                                            push!(
                                                object
                                                    .load_oop(usize::from(u16_at(pc.add(2))))
                                                    .to_bits()
                                            );
                                            next!(4)
                                        }
                                        PUTFIELD_BOOL => put_field!(1, u8, int!(1) & 1),
                                        PUTFIELD_8 => put_field!(1, u8, int!(1)),
                                        PUTFIELD_16 => put_field!(1, u16, int!(1)),
                                        PUTFIELD_32 => put_field!(1, u32, int!(1)),
                                        PUTFIELD_64 => put_field!(2, u64, long!(2)),
                                        PUTFIELD_REF => {
                                            let object = oop_at(sp.sub(2));
                                            null_check!(object);
                                            memory::store_oop(
                                                object,
                                                usize::from(u16_at(pc.add(1))),
                                                oop_at(sp.sub(1)),
                                            );
                                            sp = sp.sub(2);
                                            next!(3)
                                        }
                                        GETFIELD_ANY => {
                                            let f = ResolvedField(resolved!(u16_at(pc.add(1))));
                                            field_access!(quicken::get_field_any, Some(f))
                                        }
                                        PUTFIELD_ANY => {
                                            let f = ResolvedField(resolved!(u16_at(pc.add(1))));
                                            field_access!(quicken::put_field_any, Some(f))
                                        }
                                        GETSTATIC_ANY => {
                                            let f = ResolvedField(resolved!(u16_at(pc.add(1))));
                                            field_access!(quicken::get_static_any, Some(f))
                                        }
                                        PUTSTATIC_ANY => {
                                            let f = ResolvedField(resolved!(u16_at(pc.add(1))));
                                            field_access!(quicken::put_static_any, Some(f))
                                        }
                                        GETSTATIC_32 => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            push!(u64::from(
                                                static_base(entry)
                                                    .load_u32(ResolvedField(entry).offset())
                                            ));
                                            next!(3)
                                        }
                                        GETSTATIC_64 => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            push_long!(
                                                static_base(entry)
                                                    .load_u64(ResolvedField(entry).offset())
                                            );
                                            next!(3)
                                        }
                                        GETSTATIC_REF => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            push!(
                                                static_base(entry)
                                                    .load_oop(ResolvedField(entry).offset())
                                                    .to_bits()
                                            );
                                            next!(3)
                                        }
                                        PUTSTATIC_32 => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            static_base(entry)
                                                .store_i32(ResolvedField(entry).offset(), int!(1));
                                            sp = sp.sub(1);
                                            next!(3)
                                        }
                                        PUTSTATIC_64 => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            static_base(entry)
                                                .store_i64(ResolvedField(entry).offset(), long!(2));
                                            sp = sp.sub(2);
                                            next!(3)
                                        }
                                        PUTSTATIC_REF => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let offset = ResolvedField(entry).offset();
                                            memory::store_oop(
                                                static_base(entry),
                                                offset,
                                                oop_at(sp.sub(1)),
                                            );
                                            sp = sp.sub(1);
                                            next!(3)
                                        }
                                        INVOKEVIRTUAL => {
                                            save!();
                                            attempt!(quicken::invoke_virtual(thread, frame));
                                            again!();
                                        }
                                        INVOKESPECIAL => {
                                            save!();
                                            enter_linked!(attempt!(quicken::invoke_special(
                                                thread, frame
                                            )))
                                        }
                                        INVOKESTATIC => {
                                            save!();
                                            enter_linked!(attempt!(quicken::invoke_static(
                                                thread, frame
                                            )))
                                        }
                                        INVOKEINTERFACE => {
                                            save!();
                                            attempt!(quicken::invoke_interface(thread, frame));
                                            again!();
                                        }
                                        INVOKEDYNAMIC => {
                                            save!();
                                            attempt!(quicken::invoke_dynamic(thread, frame));
                                            again!();
                                        }
                                        INVOKEVIRTUAL_VTABLE => {
                                            let packed = usize::from(u16_at(pc.add(1)));
                                            let receiver = oop_at(sp.sub(packed >> 11));
                                            null_check!(receiver);
                                            let vtable = receiver.klass().get().vtable();
                                            break 'call *vtable.get_unchecked(packed & 0x7ff);
                                        }
                                        INVOKEVIRTUAL_FAR => {
                                            let method =
                                                ResolvedMethod(resolved!(u16_at(pc.add(1))))
                                                    .method();
                                            let receiver =
                                                oop_at(sp.sub(usize::from(method.arg_slots)));
                                            null_check!(receiver);
                                            save!();
                                            break 'call attempt!(calls::select_or_throw(
                                                thread, receiver, method
                                            ));
                                        }
                                        INVOKEVIRTUAL_FINAL | INVOKESPECIAL_QUICK => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let method = MethodPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                            null_check!(oop_at(
                                                sp.sub(usize::from(method.arg_slots))
                                            ));
                                            break 'call method;
                                        }
                                        INVOKESTATIC_QUICK => {
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            break 'call MethodPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                        }
                                        INVOKEHANDLE => {
                                            let entry =
                                                ResolvedMethod(resolved!(u16_at(pc.add(1))));
                                            if let Some(appendix) = entry.appendix() {
                                                push!(
                                                    quicken::resolved_reference(
                                                        frame,
                                                        u64::from(appendix) + 1
                                                    )
                                                    .to_bits()
                                                );
                                            }
                                            break 'call entry.method();
                                        }
                                        INVOKEINTERFACE_QUICK => {
                                            let cache = (BASE + i32_at(pc.add(1)) as usize)
                                                as *const InterfaceCache;
                                            let receiver =
                                                oop_at(sp.sub(usize::from((*cache).arg_slots)));
                                            null_check!(receiver);
                                            let hit = (*cache).target.load(Ordering::Relaxed);
                                            if hit as u32 == receiver.klass().offset() {
                                                break 'call MethodPtr::from_offset(
                                                    (hit >> 32) as u32,
                                                )
                                                .unwrap_unchecked();
                                            }
                                            save!();
                                            break 'call attempt!(quicken::select_interface(
                                                thread, &*cache, receiver
                                            ));
                                        }
                                        INVOKEDYNAMIC_QUICK => {
                                            let site = (BASE + i32_at(pc.add(1)) as usize)
                                                as *const CallSite;
                                            if (*site).appendix != 0 {
                                                push!(
                                                    quicken::resolved_reference(
                                                        frame,
                                                        u64::from((*site).appendix)
                                                    )
                                                    .to_bits()
                                                );
                                            }
                                            break 'call (*site).adapter;
                                        }
                                        NEW => {
                                            save!();
                                            push!(
                                                attempt!(quicken::new_object(thread, frame))
                                                    .to_bits()
                                            );
                                            next!(3)
                                        }
                                        NEW_QUICK => {
                                            save!();
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let klass = KlassPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                            push!(
                                                attempt!(memory::allocate_instance(thread, klass))
                                                    .to_bits()
                                            );
                                            next!(3)
                                        }
                                        NEWARRAY => {
                                            let length = int!(1);
                                            if length < 0 {
                                                break 'trap Trap::NegativeSize(length);
                                            }
                                            save!();
                                            let ty =
                                                BasicType::from_u8(*pc.add(1)).unwrap_unchecked();
                                            let array = memory::allocate_primitive_array(
                                                thread,
                                                ty,
                                                length as usize,
                                            );
                                            *sp.sub(1) = attempt!(array).to_bits();
                                            next!(2)
                                        }
                                        ANEWARRAY => {
                                            save!();
                                            attempt!(quicken::new_array(thread, frame));
                                            again!();
                                        }
                                        ANEWARRAY_QUICK => {
                                            let length = int!(1);
                                            if length < 0 {
                                                break 'trap Trap::NegativeSize(length);
                                            }
                                            save!();
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let component = KlassPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                            let klass = component
                                                .rt
                                                .get()
                                                .array_klass
                                                .load()
                                                .unwrap_unchecked();
                                            let array = memory::allocate_array(
                                                thread,
                                                klass,
                                                length as usize,
                                            );
                                            *sp.sub(1) = attempt!(array).to_bits();
                                            next!(3)
                                        }
                                        MULTIANEWARRAY => {
                                            save!();
                                            sp = attempt!(quicken::multi_new_array(thread, frame));
                                            next!(4)
                                        }
                                        ARRAYLENGTH => {
                                            let array = oop_at(sp.sub(1));
                                            null_check!(array);
                                            *sp.sub(1) = u64::from(
                                                *(array.at(ARRAY_LENGTH_OFFSET) as *const u32),
                                            );
                                            next!(1)
                                        }
                                        ATHROW => {
                                            let exception = oop_at(sp.sub(1));
                                            null_check!(exception);
                                            break 'trap Trap::Pending(exceptions::rethrow(
                                                thread, exception,
                                            ));
                                        }
                                        CHECKCAST => first_class_check!(CHECKCAST_QUICK),
                                        INSTANCEOF => first_class_check!(INSTANCEOF_QUICK),
                                        CHECKCAST_QUICK => {
                                            let object = oop_at(sp.sub(1));
                                            if object.is_null() {
                                                next!(3)
                                            }
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let klass = KlassPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                            if !object.is_a(klass) {
                                                break 'trap Trap::ClassCast { object, klass };
                                            }
                                            next!(3)
                                        }
                                        INSTANCEOF_QUICK => {
                                            let object = oop_at(sp.sub(1));
                                            if object.is_null() {
                                                next!(3)
                                            }
                                            let entry = resolved!(u16_at(pc.add(1)));
                                            let klass = KlassPtr::from_offset(entry as u32)
                                                .unwrap_unchecked();
                                            *sp.sub(1) = u64::from(object.is_a(klass));
                                            next!(3)
                                        }
                                        MONITORENTER => {
                                            let object = oop_at(sp.sub(1));
                                            null_check!(object);
                                            save!();
                                            attempt!(monitors::enter(thread, object));
                                            sp = sp.sub(1);
                                            next!(1)
                                        }
                                        MONITOREXIT => {
                                            let object = oop_at(sp.sub(1));
                                            null_check!(object);
                                            save!();
                                            attempt!(monitors::exit(thread, frame, object));
                                            sp = sp.sub(1);
                                            next!(1)
                                        }
                                        WIDE => {
                                            let i = usize::from(u16_at(pc.add(2)));
                                            match *pc.add(1) {
                                                ILOAD | FLOAD | ALOAD => load_slot!(i, 4),
                                                LLOAD | DLOAD => load_pair!(i, 4),
                                                ISTORE | FSTORE | ASTORE => store_slot!(i, 4),
                                                LSTORE | DSTORE => store_pair!(i, 4),
                                                IINC => {
                                                    let local = locals.add(i);
                                                    let v = (*local as i32).wrapping_add(
                                                        i32::from(u16_at(pc.add(4)) as i16),
                                                    );
                                                    *local = v as u32 as u64;
                                                    next!(6)
                                                }
                                                _ => {
                                                    let bci = *locals.add(i);
                                                    pc = ((*frame).code_address() + bci as usize)
                                                        as *const u8;
                                                    poll!();
                                                    again!();
                                                }
                                            }
                                        }
                                        PROFILED | PROFILED_LONG_CALL => {
                                            opcode = profiling::profile(frame, pc, sp);
                                            continue;
                                        }
                                        // No other bytes occur in checked code, nor does `prepare` or `quicken` write any.
                                        _ => std::hint::unreachable_unchecked(),
                                    }
                                }
                            }
                            // A backward jump to `pc` that is polled or counted.
                            poll!();
                            if thread.backedge_countdown.get() == 0 {
                                save!();
                                match attempt!(loops::enter_code(thread, frame)) {
                                    loops::Continued::Interpreted => {}
                                    loops::Continued::Returned(value) => {
                                        let caller = (*frame).prev;
                                        let slots =
                                            (*frame).method.unwrap_unchecked().return_type.slots();
                                        sp = locals.add(slots);
                                        *locals = value;
                                        thread.top_frame.set(caller);
                                        frame = caller;
                                        pc = (*frame).bcp;
                                        locals = (*frame).locals;
                                        pc = pc.add(invoke_length(pc));
                                    }
                                    loops::Continued::Left(outcome) => {
                                        frame = thread.top_frame.get();
                                        reload!();
                                        if let Err(pending) = outcome {
                                            break 'trap Trap::Pending(pending);
                                        }
                                    }
                                    loops::Continued::Thrown(pending) => {
                                        frame = thread.top_frame.get();
                                        pc = (*frame).bcp;
                                        sp = (*frame).sp;
                                        break 'trap Trap::Pending(pending);
                                    }
                                }
                            }
                        }
                    };
                    (*frame).bcp = pc;
                    let offset = callee.rt.get().quick_code.load(Ordering::Acquire);
                    if offset != 0 {
                        let code = (BASE + offset as usize) as *const u8;
                        let header = &*code.cast::<CodeHeader>().sub(1);
                        let new_locals = sp.sub(usize::from(header.arg_slots));
                        let end = new_locals.add(header.total_slots as usize);
                        let left = header.countdown.load(Ordering::Relaxed);
                        if left > 0 && end <= thread.java_stack_limit.get() {
                            header.countdown.store(left - 1, Ordering::Relaxed);
                            let new = new_locals.add(usize::from(header.max_locals)) as *mut Frame;
                            sp = new.add(1) as *mut u64;
                            calls::write_frame(
                                new,
                                frame,
                                header.frame_word,
                                new_locals,
                                code,
                                sp,
                                header.resolved,
                            );
                            thread.top_frame.set(new);
                            frame = new;
                            locals = new_locals;
                            pc = code;
                            continue;
                        }
                    }
                    (*frame).sp = sp;
                    match attempt!(calls::enter_slowly(thread, callee, sp)) {
                        Entered::Frame => {
                            frame = thread.top_frame.get();
                            reload!();
                        }
                        Entered::Returned(top) => {
                            sp = top;
                            pc = pc.add(invoke_length(pc));
                        }
                    }
                }
            };
            save!();
            let pending = errors::raise(thread, trap);
            frame = unwind::unwind(thread, pending)?;
            reload!();
        }
    }
}
