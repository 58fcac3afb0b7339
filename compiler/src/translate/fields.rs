//! Fields, and the write barrier.

use classlib::BasicType;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};

use super::knowledge::{Base, Fact};
use super::{Result, Translator, clif_type, kind_of};
use crate::bytecode::{Kind, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::{FieldInfo, FinalValue};
use crate::output::{Bailout, DeoptReason};

impl Translator<'_, '_> {
    /// `getstatic` … `putfield`.
    pub(super) fn field_instruction(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        let (opcode, index) = (code[bci], u16_at(code, bci + 1));
        let is_static = matches!(opcode, op::GETSTATIC | op::PUTSTATIC);
        let is_put = matches!(opcode, op::PUTSTATIC | op::PUTFIELD);
        let method = self.top().info.id;
        let Some(field) = self.host.field(method, index, is_static, is_put) else {
            return self.uncommon_trap(DeoptReason::Unresolved);
        };
        let value = match is_put {
            true => Some(self.pop_type(field.ty)?),
            false => None,
        };
        let (object, base) = match is_static {
            true => {
                let slot = self.address(field.mirror_slot);
                let mirror = self.load(types::I64, slot, 0);
                (mirror, Base::Mirror(field.mirror_slot))
            }
            false => {
                let object = self.pop_ref()?;
                let object = self.b.func.dfg.resolve_aliases(object);
                (object, Base::Object(object))
            }
        };
        match value {
            Some(value) => self.put_field(object, base, &field, value),
            None => {
                let kind = kind_of(field.ty).ok_or(Bailout::Unsupported("field of type void"))?;
                let known = match is_static {
                    true => self.host.static_final(method, index),
                    false => None,
                };
                let value = match known {
                    Some(FinalValue::Int(v)) => self.int(v),
                    Some(FinalValue::Long(v)) => self.long(v),
                    Some(FinalValue::Float(v)) => self.b.ins().f32const(v),
                    Some(FinalValue::Double(v)) => self.b.ins().f64const(v),
                    Some(FinalValue::Object(klass)) => {
                        let value = self.get_field(object, base, &field);
                        self.never_null.insert(value);
                        self.known.insert(Fact::Klass(value, klass));
                        value
                    }
                    None => self.get_field(object, base, &field),
                };
                self.push(kind, value);
            }
        }
        Ok(())
    }

    /// Tests the object of an access for null, which may be left to the access.
    fn check_base(&mut self, base: Base, field: &FieldInfo) -> MemFlagsData {
        match base {
            Base::Mirror(_) => MemFlagsData::trusted(),
            Base::Object(object) if field.is_volatile => {
                self.null_check(object);
                MemFlagsData::trusted()
            }
            Base::Object(object) => self.null_check_by_access(object, field.offset as i32),
        }
    }

    fn get_field(&mut self, object: Value, base: Base, field: &FieldInfo) -> Value {
        let offset = field.offset as i32;
        let flags = self.check_base(base, field);
        if field.is_volatile {
            let address = self.b.ins().iadd_imm_s(object, i64::from(offset));
            return self.load_volatile(field.ty, address);
        }
        if let Some(value) = self.known.field(base, field.offset, field.ty) {
            return value;
        }
        let value = self.load_with(field.ty, flags, object, offset);
        self.known.loaded(base, field.offset, field.ty, value);
        value
    }

    /// A plain load of a Java value; narrow ones are widened to int.
    pub(super) fn load_typed(&mut self, ty: BasicType, base: Value, offset: i32) -> Value {
        self.load_with(ty, MemFlagsData::trusted(), base, offset)
    }

    fn load_with(&mut self, ty: BasicType, flags: MemFlagsData, base: Value, offset: i32) -> Value {
        match ty {
            BasicType::Boolean | BasicType::Byte => {
                self.b.ins().sload8(types::I32, flags, base, offset)
            }
            BasicType::Char => self.b.ins().uload16(types::I32, flags, base, offset),
            BasicType::Short => self.b.ins().sload16(types::I32, flags, base, offset),
            _ => {
                let kind = kind_of(ty).unwrap_or(Kind::Int);
                self.b.ins().load(clif_type(kind), flags, base, offset)
            }
        }
    }

    /// A plain store of a Java value.
    pub(super) fn store_typed(&mut self, ty: BasicType, value: Value, base: Value, offset: i32) {
        self.store_with(ty, MemFlagsData::trusted(), value, base, offset);
    }

    fn store_with(
        &mut self,
        ty: BasicType,
        flags: MemFlagsData,
        value: Value,
        base: Value,
        offset: i32,
    ) {
        match ty {
            BasicType::Boolean => {
                let value = self.narrow(ty, value);
                self.b.ins().istore8(flags, value, base, offset);
            }
            BasicType::Byte => {
                self.b.ins().istore8(flags, value, base, offset);
            }
            BasicType::Char | BasicType::Short => {
                self.b.ins().istore16(flags, value, base, offset);
            }
            _ => {
                self.b.ins().store(flags, value, base, offset);
            }
        }
    }

    /// A load with acquire order.
    pub(super) fn load_volatile(&mut self, ty: BasicType, address: Value) -> Value {
        let flags = MemFlagsData::trusted();
        let memory = match ty {
            BasicType::Boolean | BasicType::Byte => types::I8,
            BasicType::Char | BasicType::Short => types::I16,
            BasicType::Int | BasicType::Float => types::I32,
            _ => types::I64,
        };
        let value = self.b.ins().atomic_load(memory, flags, address);
        self.known.forget_memory();
        match ty {
            BasicType::Char => self.b.ins().uextend(types::I32, value),
            BasicType::Boolean | BasicType::Byte | BasicType::Short => {
                self.b.ins().sextend(types::I32, value)
            }
            BasicType::Float => self.bitcast(types::F32, value),
            BasicType::Double => self.bitcast(types::F64, value),
            _ => value,
        }
    }

    /// A store in the total order of volatile accesses.
    pub(super) fn store_volatile(&mut self, ty: BasicType, value: Value, address: Value) {
        let bits = self.memory_bits(ty, value);
        self.b
            .ins()
            .atomic_store(MemFlagsData::trusted(), bits, address);
        self.known.forget_memory();
    }

    /// A value as the integer of its width in memory.
    pub(super) fn memory_bits(&mut self, ty: BasicType, value: Value) -> Value {
        match ty {
            BasicType::Boolean => {
                let value = self.narrow(ty, value);
                self.b.ins().ireduce(types::I8, value)
            }
            BasicType::Byte => self.b.ins().ireduce(types::I8, value),
            BasicType::Char | BasicType::Short => self.b.ins().ireduce(types::I16, value),
            BasicType::Float => self.bitcast(types::I32, value),
            BasicType::Double => self.bitcast(types::I64, value),
            _ => value,
        }
    }

    fn put_field(&mut self, object: Value, base: Base, field: &FieldInfo, value: Value) {
        let offset = field.offset as i32;
        if let (Some(Kind::Ref), Base::Object(object)) = (kind_of(field.ty), base) {
            // The barrier comes before the access.
            self.null_check(object);
        }
        let flags = self.check_base(base, field);
        if kind_of(field.ty) == Some(Kind::Ref) {
            self.write_barrier(object, value);
        }
        match field.is_volatile {
            true => {
                let address = self.b.ins().iadd_imm_s(object, i64::from(offset));
                self.store_volatile(field.ty, value, address);
            }
            false => {
                self.store_with(field.ty, flags, value, object, offset);
                let value = self.b.func.dfg.resolve_aliases(value);
                self.known.stored(base, field.offset, field.ty, value);
            }
        }
    }

    /// The barrier before the reference `value` is stored into `object`. It remembers old objects that may refer to new ones.
    pub(super) fn write_barrier(&mut self, object: Value, value: Value) {
        let Some(barrier) = self.host.layout().barrier else {
            return;
        };
        let object = self.b.func.dfg.resolve_aliases(object);
        if self.constant_of(value) == Some(0) || self.known.is_remembered(object) {
            return;
        }
        // The word that the byte is in; a shift looks at the last bits of its distance only.
        let base = self.address(barrier.log_base);
        let shift = i64::from(barrier.log_shift) + 2;
        let index = self.b.ins().ushr_imm_u(object, shift);
        let offset = self.b.ins().ishl_imm_u(index, 2);
        let address = self.b.ins().iadd(base, offset);
        let word = self.load(types::I32, address, 0);
        let bit = self.b.ins().ushr_imm_u(object, 3);
        let unlogged = self.b.ins().ushr(word, bit);
        let unlogged = self.b.ins().band_imm_u(unlogged, 1);
        self.unlikely(unlogged, |t| {
            t.runtime(RuntimeEntry::WriteBarrier, &[object]);
            true
        });
        self.known.remember(object);
    }
}
