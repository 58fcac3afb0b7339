//! What each instruction does to the current frame (JVMS 4.10.1.9).

use crate::bytecodes::Bytecode;
use crate::context::{ClassContext, Hierarchy, tag};
use crate::effects;
use crate::method::{Flow, Instruction, MethodVerifier, Result};
use crate::report::{Origin, Reason, Typed};
use crate::signature::field_type;
use crate::types::VType;

const MAX_ARRAY_DIMENSIONS: usize = 255;

impl<C: ClassContext, H: Hierarchy> MethodVerifier<'_, '_, C, H> {
    /// Executes an instruction on types.
    pub(crate) fn execute(&mut self, instruction: Instruction) -> Result<Flow, H> {
        use Bytecode::*;
        let Instruction { pc, bytecode, .. } = instruction;
        if let Some((pops, pushes)) = effects::effect(bytecode) {
            self.pop_letters(pops)?;
            self.push_letters(pushes)?;
            return Ok(Flow::Next);
        }
        if let Some(pops) = effects::condition(bytecode) {
            self.pop_letters(pops)?;
            self.branch(pc)?;
            return Ok(Flow::Next);
        }
        match bytecode {
            _ if bytecode.is_between(Iload, Aload3) => self.load_instruction(instruction)?,
            _ if bytecode.is_store() => self.store_instruction(instruction)?,
            Iinc => {
                let index = self.local_operand(instruction);
                self.get_local(index, VType::Int)?;
            }
            Ldc => self.ldc(pc, u16::from(self.m.code[pc + 1]), false)?,
            LdcW => self.ldc(pc, self.operand_u16(pc), false)?,
            Ldc2W => self.ldc(pc, self.operand_u16(pc), true)?,
            _ if bytecode.is_between(Iaload, Saload) || bytecode.is_between(Iastore, Sastore) => {
                self.array_access(bytecode)?
            }
            _ if bytecode.is_between(Pop, Swap) => self.shuffle(bytecode)?,
            Goto => {
                self.branch(pc)?;
                return Ok(Flow::End);
            }
            GotoW => {
                self.branch_wide(pc)?;
                return Ok(Flow::End);
            }
            Tableswitch | Lookupswitch => {
                self.switch(pc, bytecode)?;
                return Ok(Flow::End);
            }
            _ if bytecode.is_between(Ireturn, Return) => {
                self.return_instruction(pc, bytecode)?;
                return Ok(Flow::End);
            }
            Athrow => {
                self.pop(VType::Object(self.class.types.names.throwable))?;
                return Ok(Flow::End);
            }
            Getstatic | Putstatic | Getfield | Putfield => self.field(pc, bytecode)?,
            _ if bytecode.is_between(Invokevirtual, Invokedynamic) => self.invoke(pc, bytecode)?,
            New | Newarray | Anewarray | Arraylength | Multianewarray => {
                self.allocation(pc, bytecode)?
            }
            Checkcast | Instanceof => {
                let class = self.class_operand(pc, self.operand_u16(pc))?;
                self.pop(VType::Object(self.class.types.names.object))?;
                self.push(if bytecode == Checkcast {
                    class
                } else {
                    VType::Int
                })?;
            }
            _ => {
                let headline = format!("Bad instruction: {:02x}", bytecode as u8);
                return Err(self.bad_code(pc, &headline));
            }
        }
        Ok(Flow::Next)
    }

    fn local_operand(&self, instruction: Instruction) -> usize {
        match instruction.wide {
            true => usize::from(self.operand_u16(instruction.pc + 1)),
            false => usize::from(self.m.code[instruction.pc + 1]),
        }
    }

    /// Kind and index of the local that a load or store names; the opcodes of the five kinds
    /// follow each other, first those with an operand, then four of each kind without.
    fn local_access(&self, instruction: Instruction, first: Bytecode) -> (VType, usize) {
        const KINDS: [VType; 5] = [
            VType::Int,
            VType::Long,
            VType::Float,
            VType::Double,
            VType::AnyReference,
        ];
        let number = usize::from(instruction.bytecode as u8 - first as u8);
        if number < KINDS.len() {
            return (KINDS[number], self.local_operand(instruction));
        }
        let short = number - KINDS.len();
        (KINDS[short / 4], short % 4)
    }

    fn load_instruction(&mut self, instruction: Instruction) -> Result<(), H> {
        let (kind, index) = self.local_access(instruction, Bytecode::Iload);
        self.load(index, kind)
    }

    fn store_instruction(&mut self, instruction: Instruction) -> Result<(), H> {
        let (kind, index) = self.local_access(instruction, Bytecode::Istore);
        self.store(index, kind)
    }

    fn ldc(&mut self, pc: usize, index: u16, two_slots: bool) -> Result<(), H> {
        let kind = self.pool_tag(pc, index)?;
        let names = &self.class.types.names;
        let ty = match kind {
            tag::INTEGER => Some(VType::Int),
            tag::FLOAT => Some(VType::Float),
            tag::LONG => Some(VType::Long),
            tag::DOUBLE => Some(VType::Double),
            tag::STRING => Some(VType::Object(names.string)),
            tag::CLASS => Some(VType::Object(names.class)),
            tag::METHOD_HANDLE => Some(VType::Object(names.method_handle)),
            tag::METHOD_TYPE => Some(VType::Object(names.method_type)),
            tag::DYNAMIC => {
                let (_, descriptor) = self.cx().member_name_and_type_at(index);
                field_type(self.cx(), self.cx().name(descriptor))
            }
            _ => None,
        };
        match ty.filter(|ty| ty.second().is_some() == two_slots) {
            Some(ty) => self.push_value(ty),
            None => Err(self.bad_pool_type(pc, index)),
        }
    }

    /// An array's element is read or written.
    fn array_access(&mut self, bytecode: Bytecode) -> Result<(), H> {
        use Bytecode::*;
        let is_load = bytecode < Iastore;
        let kind = bytecode as u8 - if is_load { Iaload as u8 } else { Iastore as u8 };
        // In the order of the opcodes: int, long, float, double, reference, byte, char, short.
        let element = match kind {
            1 => VType::Long,
            2 => VType::Float,
            3 => VType::Double,
            4 => VType::Object(self.class.types.names.object),
            _ => VType::Int,
        };
        if !is_load {
            self.pop_operand(element)?;
        }
        self.pop(VType::Int)?;
        let array = self.pop(VType::AnyReference)?;
        if kind == 4 {
            let component = match array {
                VType::Null => Some(VType::Null),
                VType::Array(name) => self.class.types.component(name),
                _ => None,
            };
            let Some(component) = component else {
                let wanted = Typed(VType::AnyReference, Origin::Implicit);
                return Err(self.bad_array(array, Some(wanted), bytecode));
            };
            return if is_load {
                self.push(component)
            } else {
                Ok(())
            };
        }
        // Indices into the arrays of primitives, which are in the order of `newarray`.
        let arrays = &self.class.types.names.primitive_arrays;
        let wanted = VType::Array(arrays[[6, 7, 2, 3, 0, 4, 1, 5][usize::from(kind)]]);
        let booleans = VType::Array(arrays[0]);
        let is_bytes = kind == 5;
        if array != wanted && array != VType::Null && !(is_bytes && array == booleans) {
            let wanted = Typed(wanted, Origin::Implicit);
            return Err(self.bad_array(array, (!is_bytes).then_some(wanted), bytecode));
        }
        if is_load {
            self.push_value(element)?;
        }
        Ok(())
    }

    #[cold]
    fn bad_array(
        &self,
        array: VType,
        wanted: Option<Typed>,
        bytecode: Bytecode,
    ) -> crate::Failure<H::Error> {
        let headline = format!("Bad type on operand stack in {}", bytecode.mnemonic());
        self.bad_operand(array, wanted, &headline)
    }

    /// `pop` to `swap`: a `long` or `double` is never torn apart.
    fn shuffle(&mut self, bytecode: Bytecode) -> Result<(), H> {
        use Bytecode::*;
        // How many slots go to the top again, and how many are moved over.
        let (copied, under) = match bytecode {
            Pop => (1, 0),
            Pop2 => (2, 0),
            Dup => (1, 0),
            DupX1 => (1, 1),
            DupX2 => (1, 2),
            Dup2 => (2, 0),
            Dup2X1 => (2, 1),
            Dup2X2 => (2, 2),
            _ => (1, 1),
        };
        let mut top = [VType::Top; 2];
        let mut below = [VType::Top; 2];
        self.pop_slots(&mut top[..copied], bytecode)?;
        self.pop_slots(&mut below[..under], bytecode)?;
        let (top, below) = (&top[..copied], &below[..under]);
        let order: [&[VType]; 3] = match bytecode {
            Pop | Pop2 => [&[], &[], &[]],
            Swap => [top, below, &[]],
            _ => [top, below, top],
        };
        for slots in order {
            for &slot in slots.iter().rev() {
                self.push(slot)?;
            }
        }
        Ok(())
    }

    /// Pops one slot, or two that are either two values or one; the top first.
    fn pop_slots(&mut self, slots: &mut [VType], bytecode: Bytecode) -> Result<(), H> {
        match slots {
            [] => {}
            [one] => *one = self.pop(VType::Category1)?,
            [first, second, ..] => {
                *first = self.pop_any()?;
                if first.is_category1() {
                    *second = self.pop(VType::Category1)?;
                } else if first.is_second() {
                    *second = self.pop(VType::Category2)?;
                } else {
                    return Err(self.bad_array(*first, None, bytecode));
                }
            }
        }
        Ok(())
    }

    fn return_instruction(&mut self, pc: usize, bytecode: Bytecode) -> Result<(), H> {
        let wanted = match bytecode {
            Bytecode::Ireturn => VType::Int,
            Bytecode::Lreturn => VType::Long,
            Bytecode::Freturn => VType::Float,
            Bytecode::Dreturn => VType::Double,
            Bytecode::Areturn => VType::AnyReference,
            _ => {
                if self.result.is_some() {
                    return Err(self.bad_code(pc, "Method expects a return value"));
                }
                if self.m.name == self.class.types.names.init && self.class.frame.this_uninit {
                    let headline = "Constructor must call super() or this() before return";
                    return Err(self.bad_code(pc, headline));
                }
                return Ok(());
            }
        };
        let found = self.pop_value(wanted)?;
        let Some(result) = self.result else {
            let wanted = Typed(VType::Top, Origin::Signature);
            let headline = "Method does not expect a return value";
            return Err(self.bad_operand(found, Some(wanted), headline));
        };
        if !self.class.types.is_assignable(found, result)? {
            let wanted = Typed(result, Origin::Signature);
            return Err(self.bad_operand(found, Some(wanted), "Bad return type"));
        }
        Ok(())
    }

    /// `new`, `newarray`, `anewarray`, `multianewarray`, `arraylength`.
    fn allocation(&mut self, pc: usize, bytecode: Bytecode) -> Result<(), H> {
        let index = match bytecode {
            Bytecode::Arraylength | Bytecode::Newarray => 0,
            _ => self.operand_u16(pc),
        };
        match bytecode {
            Bytecode::New => match self.class_operand(pc, index)? {
                VType::Object(_) => self.push(VType::Uninitialized(pc as u16)),
                other => Err(self.bad_pool_class(pc, index, other, "Illegal new instruction")),
            },
            Bytecode::Newarray => {
                let code = usize::from(self.m.code[pc + 1]);
                let arrays = &self.class.types.names.primitive_arrays;
                let Some(&array) = code.checked_sub(4).and_then(|i| arrays.get(i)) else {
                    return Err(self.bad_code(pc, "Illegal newarray instruction"));
                };
                self.pop(VType::Int)?;
                self.push(VType::Array(array))
            }
            Bytecode::Anewarray => {
                let element = self.class_operand(pc, index)?;
                self.pop(VType::Int)?;
                if self.dimensions(element) >= MAX_ARRAY_DIMENSIONS {
                    let headline =
                        "Illegal anewarray instruction, array has more than 255 dimensions";
                    return Err(self.bad_code(pc, headline));
                }
                let array = self.class.types.array_of(element);
                self.push(array)
            }
            Bytecode::Multianewarray => {
                let array = self.class_operand(pc, index)?;
                if !matches!(array, VType::Array(_)) {
                    let headline = "Illegal constant pool index in multianewarray instruction";
                    return Err(self.bad_pool_class(pc, index, array, headline));
                }
                let wanted = self.m.code[pc + 3];
                if wanted < 1 || self.dimensions(array) < usize::from(wanted) {
                    let headline =
                        format!("Illegal dimension in multianewarray instruction: {wanted}");
                    return Err(self.bad_code(pc, &headline));
                }
                for _ in 0..wanted {
                    self.pop(VType::Int)?;
                }
                self.push(array)
            }
            _ => {
                let array = self.pop(VType::AnyReference)?;
                if !matches!(array, VType::Null | VType::Array(_)) {
                    return Err(self.bad_array(array, None, bytecode));
                }
                self.push(VType::Int)
            }
        }
    }

    /// A class that a constant-pool entry names does not fit the instruction.
    #[cold]
    pub(crate) fn bad_pool_class(
        &self,
        pc: usize,
        index: u16,
        class: VType,
        headline: &str,
    ) -> crate::Failure<H::Error> {
        let reason = Reason::InvalidType(Typed(class, Origin::Pool(index)));
        self.plain_error(pc, reason, headline)
    }

    fn dimensions(&self, ty: VType) -> usize {
        match ty {
            VType::Array(name) => {
                let descriptor = self.cx().name(name);
                descriptor.iter().take_while(|&&b| b == b'[').count()
            }
            _ => 0,
        }
    }
}
