//! Allocation of objects and arrays, array elements.

use classlib::BasicType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Value, types,
};

use super::knowledge::Fact;
use super::{Result, Translator, kind_of};
use crate::bytecode::{Kind, op, u16_at};
use crate::entries::RuntimeEntry;
use crate::host::KlassId;
use crate::output::{Bailout, DeoptReason};

/// Element types of `iaload … saload` and `iastore … sastore`.
const ELEMENTS: [BasicType; 8] = [
    BasicType::Int,
    BasicType::Long,
    BasicType::Float,
    BasicType::Double,
    BasicType::Object,
    BasicType::Byte,
    BasicType::Char,
    BasicType::Short,
];

/// Base-2 logarithm of the bytes of an element.
pub(super) fn log2_size(ty: BasicType) -> u32 {
    match ty {
        BasicType::Boolean | BasicType::Byte => 0,
        BasicType::Char | BasicType::Short => 1,
        BasicType::Int | BasicType::Float => 2,
        _ => 3,
    }
}

impl Translator<'_, '_> {
    /// The length of an array that is tested for null.
    pub(super) fn array_length(&mut self, array: Value) -> Value {
        let array = self.b.func.dfg.resolve_aliases(array);
        if let Some(length) = self.known.length(array) {
            return length;
        }
        let offset = self.host.layout().array_length;
        let flags = self.null_check_by_access(array, offset);
        let length = self.b.ins().load(types::I32, flags, array, offset);
        self.known.set_length(array, length);
        length
    }

    /// Throws unless the index is below the length.
    fn check_index(&mut self, index: Value, length: Value) {
        let index = self.b.func.dfg.resolve_aliases(index);
        let length = self.b.func.dfg.resolve_aliases(length);
        let constants = (self.constant_of(index), self.constant_of(length));
        if matches!(constants, (Some(i), Some(n)) if (0..n).contains(&i))
            || self.known.contains(Fact::Below(index, length))
        {
            return;
        }
        let outside = self
            .b
            .ins()
            .icmp(IntCC::UnsignedGreaterThanOrEqual, index, length);
        self.throw_if(outside, RuntimeEntry::ThrowArrayIndex, &[index, length]);
        self.known.insert(Fact::Below(index, length));
    }

    /// Checks array and index; address and offset of the element.
    fn element(&mut self, array: Value, index: Value, ty: BasicType) -> (Value, i32) {
        let length = self.array_length(array);
        self.check_index(index, length);
        let log2 = log2_size(ty);
        let wide = self.b.ins().uextend(types::I64, index);
        let scaled = match log2 {
            0 => wide,
            _ => self.b.ins().ishl_imm_u(wide, i64::from(log2)),
        };
        let address = self.b.ins().iadd(array, scaled);
        (address, self.host.layout().array_base[log2 as usize])
    }

    /// `iaload` … `saload` by number.
    pub(super) fn array_load(&mut self, n: u8) -> Result<()> {
        let ty = ELEMENTS[usize::from(n)];
        let index = self.pop_int()?;
        let array = self.pop_ref()?;
        let (address, offset) = self.element(array, index, ty);
        let value = self.load_typed(ty, address, offset);
        self.push(kind_of(ty).unwrap_or(Kind::Int), value);
        Ok(())
    }

    /// `iastore` … `sastore` by number.
    pub(super) fn array_store(&mut self, n: u8) -> Result<()> {
        let ty = ELEMENTS[usize::from(n)];
        let mut value = self.pop_type(ty)?;
        let index = self.pop_int()?;
        let array = self.pop_ref()?;
        let (address, offset) = self.element(array, index, ty);
        match ty {
            BasicType::Object => {
                self.array_store_check(array, value);
                self.write_barrier(array, value);
            }
            // A boolean array keeps the lowest bit only (JVMS 6.5.bastore).
            BasicType::Byte if !matches!(self.constant_of(value), Some(0 | 1)) => {
                let boolean = self.host.primitive_array(BasicType::Boolean);
                let klass = self.klass_of(array);
                let is_boolean = self.icmp_imm(IntCC::Equal, klass, boolean.0.into());
                let bit = self.b.ins().band_imm_u(value, 1);
                value = self.b.ins().select(is_boolean, bit, value);
            }
            _ => {}
        }
        self.store_typed(ty, value, address, offset);
        Ok(())
    }

    fn array_store_check(&mut self, array: Value, value: Value) {
        if self.constant_of(value) == Some(0) {
            return;
        }
        let check = self.b.create_block();
        let done = self.b.create_block();
        self.branch(value, check, done);
        self.start(check);
        self.profile_class(self.top().bci, value);
        let array_class = self.klass_of(array);
        let array_class = self.metadata(array_class);
        let offset = self.host.layout().klass_component;
        let component = self.load_from(types::I32, array_class, offset);
        let class = self.klass_of(value);
        let same = self.b.ins().icmp(IntCC::Equal, class, component);
        let (display, compare) = (self.b.create_block(), self.b.create_block());
        let slow = self.cold_block();
        self.branch(same, done, display);
        self.start(display);
        let layout = self.host.layout();
        let (supers, depth_offset, primary) = (
            layout.klass_primary_supers,
            layout.klass_super_depth,
            layout.klass_is_primary,
        );
        let wanted = self.metadata(component);
        let flags = MemFlagsData::trusted();
        let is_primary = self.b.ins().uload8(
            types::I32,
            flags,
            wanted.word,
            wanted.displacement + primary,
        );
        self.branch(is_primary, compare, slow);
        self.start(compare);
        let depth = self.load_from(types::I32, wanted, depth_offset);
        let depth = self.b.ins().uextend(types::I64, depth);
        let scaled = self.b.ins().ishl_imm_u(depth, 2);
        let class = self.metadata(class);
        let entry = self.b.ins().iadd(class.word, scaled);
        let found = self.load(types::I32, entry, class.displacement + supers);
        let is_instance = self.b.ins().icmp(IntCC::Equal, found, component);
        self.branch(is_instance, done, slow);
        self.start(slow);
        self.runtime(RuntimeEntry::ArrayStoreCheck, &[array, value]);
        self.check_pending();
        self.jump(done);
        self.start(done);
    }

    /// `new`.
    pub(super) fn new_instance(&mut self, bci: usize) -> Result<()> {
        let index = u16_at(self.top().info.code, bci + 1);
        let klass = match self.host.klass(self.top().info.id, index) {
            Some(klass) if klass.instantiable => klass,
            _ => return self.uncommon_trap(DeoptReason::Unresolved),
        };
        let class = self.int(klass.id.0 as i32);
        let bytes = self.long(klass.instance_size.into());
        let small = self
            .host
            .layout()
            .allocation
            .is_some_and(|a| klass.allocatable && klass.instance_size <= a.max_bytes);
        let object = if small {
            self.allocate(klass.id, bytes, None, None, |t| {
                t.runtime_value(RuntimeEntry::NewInstance, &[class])
            })
        } else {
            self.allocate_slowly(|t| t.runtime_value(RuntimeEntry::NewInstance, &[class]))
        };
        self.never_null.insert(object);
        self.known.insert(Fact::Klass(object, klass.id));
        if small {
            self.known.remember(object);
        }
        self.push(Kind::Ref, object);
        Ok(())
    }

    /// Takes `bytes` from the thread's buffer; `slow` is called where they do not fit or `too_large` holds.
    fn allocate(
        &mut self,
        class: KlassId,
        bytes: Value,
        length: Option<Value>,
        too_large: Option<Value>,
        slow: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let prototype = self.host.layout().header_prototype;
        let slow_block = self.cold_block();
        let done = self.b.create_block();
        let object = self.b.append_block_param(done, types::I64);
        if let Some(too_large) = too_large {
            self.leave_if(too_large, slow_block);
        }
        let header = self.address(u64::from(class.0) | prototype);
        let fast_object = self.bump(header, bytes, length, slow_block);
        self.b.ins().jump(done, &[ir::BlockArg::Value(fast_object)]);

        self.start(slow_block);
        let slow_object = self.allocate_slowly(slow);
        self.b.ins().jump(done, &[ir::BlockArg::Value(slow_object)]);
        self.start(done);
        object
    }

    /// An object of `bytes` from the thread's buffer; goes to `slow`, which stays open for more, where they do not fit.
    fn bump(
        &mut self,
        header: Value,
        bytes: Value,
        length: Option<Value>,
        slow: ir::Block,
    ) -> Value {
        let layout = self.host.layout();
        let a = layout.allocation.expect("inline allocation");
        let length_offset = layout.array_length;
        let thread = self.thread();
        let record = self.load(types::I64, thread, a.record);
        let cursor = self.load(types::I64, record, a.cursor);
        let limit = self.load(types::I64, record, a.limit);
        let room = self.b.ins().isub(limit, cursor);
        let full = self.b.ins().icmp(IntCC::UnsignedLessThan, room, bytes);
        self.leave_if(full, slow);
        let end = self.b.ins().iadd(cursor, bytes);
        self.store(end, record, a.cursor);
        self.store(header, cursor, 0);
        if let Some(length) = length {
            self.store(length, cursor, length_offset);
        }
        cursor
    }

    /// A new instance of the class that a mirror stands for; goes to `slow` if that is not simple. `None` if it never is.
    pub(super) fn instance_of_mirror(&mut self, mirror: Value, slow: ir::Block) -> Option<Value> {
        let layout = self.host.layout();
        let (a, i, rt) = (layout.allocation?, layout.instantiation?, layout.klass_rt);
        let is_null = self.icmp_imm(IntCC::Equal, mirror, 0);
        self.leave_if(is_null, slow);
        let klass = self.load(types::I32, mirror, i.mirror_klass);
        let is_primitive = self.icmp_imm(IntCC::Equal, klass, 0);
        self.leave_if(is_primitive, slow);
        let class = self.metadata(klass);
        let word = self.load_from(types::I64, class, 0);
        let forbidden = self.address(i.forbidden);
        let special = self.b.ins().band(word, forbidden);
        self.leave_if(special, slow);
        let rt = self.follow(class, rt);
        let flags = MemFlagsData::trusted();
        let state = self
            .b
            .ins()
            .uload8(types::I32, flags, rt.word, rt.displacement + i.state);
        let is_new = self.icmp_imm(IntCC::NotEqual, state, i.initialized.into());
        self.leave_if(is_new, slow);
        let bytes = self.load_from(types::I32, class, i.instance_size);
        let bytes = self.b.ins().uextend(types::I64, bytes);
        let is_large =
            self.b
                .ins()
                .icmp_imm_u(IntCC::UnsignedGreaterThan, bytes, i64::from(a.max_bytes));
        self.leave_if(is_large, slow);
        let header = self.b.ins().uextend(types::I64, klass);
        Some(self.bump(header, bytes, None, slow))
    }

    /// The runtime makes the object that the current instruction is to push.
    fn allocate_slowly(&mut self, slow: impl FnOnce(&mut Self) -> Value) -> Value {
        self.known.forget_remembered();
        let object = self.exit_call(slow);
        self.check_pending_or_leave(self.next_bci(), Some((object, Kind::Ref)));
        object
    }

    /// `newarray`, `anewarray`.
    pub(super) fn new_array(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        if code[bci] == op::NEWARRAY {
            let ty = BasicType::PRIMITIVES
                .into_iter()
                .find(|t| *t as u8 == code[bci + 1])
                .ok_or(Bailout::Unsupported("unknown array type"))?;
            let class = self.host.primitive_array(ty);
            let length = self.pop_int()?;
            let array = self.allocate_array(class, ty, length);
            self.push(Kind::Ref, array);
            return Ok(());
        }
        let index = u16_at(code, bci + 1);
        let Some(component) = self.host.klass(self.top().info.id, index) else {
            return self.uncommon_trap(DeoptReason::Unresolved);
        };
        let length = self.pop_int()?;
        let array = match self.host.array_of(component.id) {
            Some(class) => self.allocate_array(class, BasicType::Object, length),
            None => {
                let component = self.int(component.id.0 as i32);
                let array = self.allocate_slowly(|t| {
                    t.runtime_value(RuntimeEntry::NewObjectArray, &[component, length])
                });
                self.never_null.insert(array);
                array
            }
        };
        self.push(Kind::Ref, array);
        Ok(())
    }

    fn allocate_array(&mut self, class: KlassId, element: BasicType, length: Value) -> Value {
        let log2 = log2_size(element);
        let layout = self.host.layout();
        let base = layout.array_base[log2 as usize];
        let class_value = self.int(class.0 as i32);
        let array = match layout.allocation {
            None => self.allocate_slowly(|t| {
                t.runtime_value(RuntimeEntry::NewArray, &[class_value, length])
            }),
            Some(a) => {
                let most = (i64::from(a.max_bytes) - i64::from(base) - 7) >> log2;
                let too_large = match self.constant_of(length) {
                    Some(n) if (0..=most).contains(&n) => None,
                    _ => Some(self.b.ins().icmp_imm_u(
                        IntCC::UnsignedGreaterThan,
                        length,
                        most.max(0),
                    )),
                };
                let wide = self.b.ins().uextend(types::I64, length);
                let bytes = match log2 {
                    0 => wide,
                    _ => self.b.ins().ishl_imm_u(wide, i64::from(log2)),
                };
                let padding = if log2 == 3 { 0 } else { 7 };
                let mut bytes = self.b.ins().iadd_imm_s(bytes, i64::from(base) + padding);
                if padding != 0 {
                    bytes = self.b.ins().band_imm_s(bytes, -8);
                }
                self.allocate(class, bytes, Some(length), too_large, |t| {
                    t.runtime_value(RuntimeEntry::NewArray, &[class_value, length])
                })
            }
        };
        self.never_null.insert(array);
        self.known.set_length(array, length);
        self.known.remember(array);
        array
    }

    /// `multianewarray`.
    pub(super) fn new_multi_array(&mut self, bci: usize) -> Result<()> {
        let code = self.top().info.code;
        let (index, dimensions) = (u16_at(code, bci + 1), usize::from(code[bci + 3]));
        let Some(klass) = self.host.klass(self.top().info.id, index) else {
            return self.uncommon_trap(DeoptReason::Unresolved);
        };
        let slot = self.b.create_sized_stack_slot(StackSlotData::new(
            StackSlotKind::ExplicitSlot,
            4 * dimensions as u32,
            3,
        ));
        let address = self.b.ins().stack_addr(types::I64, slot, 0);
        for i in (0..dimensions).rev() {
            let length = self.pop_int()?;
            self.store(length, address, 4 * i as i32);
        }
        let class = self.int(klass.id.0 as i32);
        let count = self.int(dimensions as i32);
        let array = self.allocate_slowly(|t| {
            t.runtime_value(RuntimeEntry::NewMultiArray, &[class, count, address])
        });
        self.never_null.insert(array);
        self.push(Kind::Ref, array);
        Ok(())
    }
}
