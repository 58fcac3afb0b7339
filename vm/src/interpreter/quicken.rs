//! First executions: resolving an instruction's constant-pool entry and replacing it with a quick form.
//!
//! Each function is called with the frame's `bcp` and `sp` saved. Operands are read from the pristine code, because
//! another thread may have quickened the instruction meanwhile. An instruction that must not be quickened yet (the
//! class is being initialised by this thread) is carried out by its slow function every time.

use std::sync::atomic::{AtomicU64, Ordering};

use oops::class_space::BASE;
use oops::constant_pool::{FAILED, ResolvedField, tag};
use oops::klass::KlassFlags;
use oops::method::{INVALID_INDEX, MethodKind};
use oops::{BasicType, KlassPtr, MetaPtr, MethodPtr, Oop};

use super::opcodes as op;
use super::prepare::{allocate, opcode_cell, patch};
use super::{calls, errors, errors::Trap, profiling};
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::resolve::{self, InvokeKind};
use crate::classes::well_known::fields;
use crate::classes::{arrays, init, metaspace};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::Frame;
use crate::runtime::thread::JavaThread;

/// The inline cache of one `invokeinterface`.
#[repr(C)]
pub(super) struct InterfaceCache {
    /// The last receiver's class (low half) and the method selected for it (high half). The first field: unloading knows
    /// the cell.
    pub target: AtomicU64,
    pub method: MethodPtr,
    /// The interface that the instruction names.
    pub interface: KlassPtr,
    pub arg_slots: u16,
}

/// The linked call site of one `invokedynamic`.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct CallSite {
    pub adapter: MethodPtr,
    /// 1 + the appendix's index in the holder's resolved references, 0 for none.
    pub appendix: u32,
}

/// What linking an invocation led to.
pub(super) enum Linked {
    /// The instruction has its quick form: execute it again.
    Quickened,
    /// Call this method, the arguments end at the pointer.
    Call(MethodPtr, *mut u64),
}

/// The instruction that a frame stands at.
struct Site {
    method: MethodPtr,
    holder: KlassPtr,
    bci: usize,
    at: *const u8,
    sp: *mut u64,
}

impl Site {
    unsafe fn new(frame: *mut Frame) -> Site {
        // SAFETY: the top frame, interpreted.
        let f = unsafe { &*frame };
        let method = f.method.expect("an interpreted frame has a method");
        Site {
            method,
            holder: method.holder(),
            bci: f.bci() as usize,
            at: f.bcp,
            sp: f.sp,
        }
    }
    fn code(&self) -> &'static [u8] {
        self.method.code.get()
    }
    fn index(&self) -> u16 {
        op::index_at(self.code(), self.bci)
    }
    fn patch(&self, opcode: u8, operands: &[u8]) {
        // SAFETY: the forms that this module chooses fit the instruction at the frame's bcp.
        unsafe { patch(self.method, self.at, opcode, operands) }
    }
    /// Keeps the constant-pool index as operand.
    fn patch_index(&self, opcode: u8) {
        self.patch(opcode, &self.index().to_le_bytes());
    }
    /// For the profile, if there is one.
    fn count_call(&self) {
        // SAFETY: the arguments end at the top of the stack.
        unsafe { profiling::count_call(self.method, self.bci, self.sp) }
    }
    fn resolve_class(&self, thread: &JavaThread, index: u16) -> JResult<KlassPtr> {
        match self.holder.constants().resolved_class(index.into()) {
            Some(k) => Ok(k),
            None => resolve::resolve_class(thread, self.holder, index),
        }
    }
    /// True if there is an `aload_0` instruction directly before this one.
    fn follows_aload_0(&self) -> bool {
        let Some(before) = self.bci.checked_sub(1) else {
            return false;
        };
        let code = self.code();
        if code[before] != op::ALOAD_0 {
            return false;
        }
        let mut bci = 0;
        while bci < before {
            bci += op::length_at(code, bci);
        }
        bci == before
    }
}

/// Element of the frame's class's resolved references for a resolved entry (1 + index).
#[inline(always)]
pub(super) unsafe fn resolved_reference(frame: *mut Frame, entry: u64) -> Oop {
    // SAFETY: a frame with a method; the entry is resolved.
    let holder = unsafe { (*frame).method.unwrap_unchecked().holder() };
    resolve::resolved_reference(holder, entry as u32 - 1)
}

/// Initialises the class if need be; true once it is initialised for all threads.
fn initialized(thread: &JavaThread, klass: KlassPtr) -> JResult<bool> {
    if !klass.is_initialized() && !init::is_initialized_for(thread, klass) {
        init::initialize(thread, klass)?;
    }
    Ok(klass.is_initialized())
}

/// The four field instructions. `None`: quickened; otherwise the field to access now.
#[cold]
#[inline(never)]
pub(super) unsafe fn field(
    thread: &JavaThread,
    frame: *mut Frame,
    opcode: u8,
) -> JResult<Option<ResolvedField>> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let is_static = matches!(opcode, op::GETSTATIC | op::PUTSTATIC);
    let is_put = matches!(opcode, op::PUTFIELD | op::PUTSTATIC);
    let field = resolve::resolve_field(
        thread,
        site.holder,
        site.index(),
        is_static,
        is_put,
        site.method,
    )?;
    if is_static && !initialized(thread, field.holder())? {
        return Ok(Some(field));
    }
    if site.holder.constants().resolved(site.index().into()) != field.0 {
        return Ok(Some(field));
    }
    let ty = field.basic_type();
    if is_static {
        let quick = match (ty, is_put) {
            _ if field.is_volatile() => if_put(is_put, op::PUTSTATIC_ANY, op::GETSTATIC_ANY),
            (BasicType::Int | BasicType::Float, _) => {
                if_put(is_put, op::PUTSTATIC_32, op::GETSTATIC_32)
            }
            (BasicType::Long | BasicType::Double, _) => {
                if_put(is_put, op::PUTSTATIC_64, op::GETSTATIC_64)
            }
            (BasicType::Object | BasicType::Array, _) => {
                if_put(is_put, op::PUTSTATIC_REF, op::GETSTATIC_REF)
            }
            _ => if_put(is_put, op::PUTSTATIC_ANY, op::GETSTATIC_ANY),
        };
        site.patch_index(quick);
        return Ok(None);
    }
    let offset = match u16::try_from(field.offset()) {
        Ok(offset) if !field.is_volatile() => offset,
        _ => {
            site.patch_index(if_put(is_put, op::PUTFIELD_ANY, op::GETFIELD_ANY));
            return Ok(None);
        }
    };
    let quick = match ty {
        BasicType::Boolean => if_put(is_put, op::PUTFIELD_BOOL, op::GETFIELD_I8),
        BasicType::Byte => if_put(is_put, op::PUTFIELD_8, op::GETFIELD_I8),
        BasicType::Char => if_put(is_put, op::PUTFIELD_16, op::GETFIELD_U16),
        BasicType::Short => if_put(is_put, op::PUTFIELD_16, op::GETFIELD_I16),
        BasicType::Int | BasicType::Float => if_put(is_put, op::PUTFIELD_32, op::GETFIELD_32),
        BasicType::Long | BasicType::Double => if_put(is_put, op::PUTFIELD_64, op::GETFIELD_64),
        _ => if_put(is_put, op::PUTFIELD_REF, op::GETFIELD_REF),
    };
    site.patch(quick, &offset.to_le_bytes());
    let fused = match quick {
        op::GETFIELD_32 => op::ALOAD_0_GETFIELD_32,
        op::GETFIELD_REF => op::ALOAD_0_GETFIELD_REF,
        _ => return Ok(None),
    };
    if site.follows_aload_0() {
        // SAFETY: an aload_0 directly before the field access, which already has its quick form.
        unsafe { patch(site.method, site.at.sub(1), fused, &[]) };
    }
    Ok(None)
}

fn if_put(is_put: bool, put: u8, get: u8) -> u8 {
    if is_put { put } else { get }
}

/// Pushes a field's value; the new top.
unsafe fn load_field(object: Oop, f: ResolvedField, sp: *mut u64) -> *mut u64 {
    let offset = f.offset();
    let value = match f.basic_type() {
        BasicType::Boolean | BasicType::Byte => {
            object.atomic_u8(offset).load(Ordering::Acquire) as i8 as i32 as u32 as u64
        }
        BasicType::Char => u64::from(object.atomic_u16(offset).load(Ordering::Acquire)),
        BasicType::Short => {
            object.atomic_u16(offset).load(Ordering::Acquire) as i16 as i32 as u32 as u64
        }
        BasicType::Int | BasicType::Float => {
            u64::from(object.atomic_u32(offset).load(Ordering::Acquire))
        }
        BasicType::Long | BasicType::Double => object.atomic_u64(offset).load(Ordering::Acquire),
        _ => object.slot(offset).load_acquire().to_bits(),
    };
    // SAFETY: room for the value, by max_stack.
    unsafe {
        *sp = value;
        sp.add(f.basic_type().slots())
    }
}

/// Stores the value at `value` into a field.
unsafe fn store_field(object: Oop, f: ResolvedField, value: *const u64) {
    let offset = f.offset();
    let order = if f.is_volatile() {
        Ordering::SeqCst
    } else {
        Ordering::Relaxed
    };
    // SAFETY: an operand of the field's type.
    let bits = unsafe { *value };
    match f.basic_type() {
        BasicType::Boolean => object.atomic_u8(offset).store(bits as u8 & 1, order),
        BasicType::Byte => object.atomic_u8(offset).store(bits as u8, order),
        BasicType::Char | BasicType::Short => object.atomic_u16(offset).store(bits as u16, order),
        BasicType::Int | BasicType::Float => object.atomic_u32(offset).store(bits as u32, order),
        BasicType::Long | BasicType::Double => object.atomic_u64(offset).store(bits, order),
        _ => {
            // SAFETY: as above, a reference.
            let value = unsafe { Oop::from_bits(bits) };
            if f.is_volatile() {
                memory::store_oop_volatile(object, offset, value);
            } else {
                memory::store_oop(object, offset, value);
            }
        }
    }
}

#[inline(never)]
pub(super) unsafe fn get_static_any(
    _: &JavaThread,
    f: ResolvedField,
    sp: *mut u64,
) -> Result<*mut u64, Trap> {
    // SAFETY: the caller's operand stack.
    Ok(unsafe { load_field(f.holder().mirror(), f, sp) })
}

#[inline(never)]
pub(super) unsafe fn put_static_any(
    _: &JavaThread,
    f: ResolvedField,
    sp: *mut u64,
) -> Result<*mut u64, Trap> {
    // SAFETY: the caller's operand stack.
    unsafe {
        let value = sp.sub(f.basic_type().slots());
        store_field(f.holder().mirror(), f, value);
        Ok(value)
    }
}

#[inline(never)]
pub(super) unsafe fn get_field_any(
    _: &JavaThread,
    f: ResolvedField,
    sp: *mut u64,
) -> Result<*mut u64, Trap> {
    // SAFETY: the caller's operand stack.
    unsafe {
        let object = Oop::from_bits(*sp.sub(1));
        if object.is_null() {
            return Err(Trap::Null);
        }
        Ok(load_field(object, f, sp.sub(1)))
    }
}

#[inline(never)]
pub(super) unsafe fn put_field_any(
    _: &JavaThread,
    f: ResolvedField,
    sp: *mut u64,
) -> Result<*mut u64, Trap> {
    // SAFETY: the caller's operand stack.
    unsafe {
        let value = sp.sub(f.basic_type().slots());
        let object = Oop::from_bits(*value.sub(1));
        if object.is_null() {
            return Err(Trap::Null);
        }
        store_field(object, f, value);
        Ok(value.sub(1))
    }
}

/// `ldc`, `ldc_w`, `ldc2_w` of what is no plain number; the new top.
#[cold]
#[inline(never)]
pub(super) unsafe fn load_constant(thread: &JavaThread, frame: *mut Frame) -> JResult<*mut u64> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let short = site.code()[site.bci] == op::LDC;
    let index = if short {
        u16::from(site.code()[site.bci + 1])
    } else {
        site.index()
    };
    let operands = index.to_le_bytes();
    let operands = if short { &operands[..1] } else { &operands[..] };
    let constants = site.holder.constants();
    let constant_tag = constants.tag(index.into());
    let value = if constant_tag == tag::CLASS {
        let klass = site.resolve_class(thread, index)?;
        site.patch(
            if short {
                op::LDC_CLASS
            } else {
                op::LDC_W_CLASS
            },
            operands,
        );
        klass.mirror()
    } else {
        let value = resolve::resolve_constant(thread, site.holder, index)?;
        if constant_tag == tag::DYNAMIC {
            let ty = BasicType::of_descriptor(constants.dynamic(index.into()).2.as_bytes());
            if !ty.is_reference() {
                // SAFETY: room for the value, by max_stack.
                unsafe {
                    *site.sp = unboxed(value, ty);
                    return Ok(site.sp.add(ty.slots()));
                }
            }
        }
        let entry = constants.resolved(index.into());
        if entry != 0 && entry & FAILED == 0 {
            site.patch(if short { op::LDC_REF } else { op::LDC_W_REF }, operands);
        }
        value
    };
    // SAFETY: as above.
    unsafe {
        *site.sp = value.to_bits();
        Ok(site.sp.add(1))
    }
}

/// The slot for a boxed primitive.
fn unboxed(value: Oop, ty: BasicType) -> u64 {
    match ty {
        BasicType::Boolean => u64::from(value.load_u8(fields::boxed_boolean_value())),
        BasicType::Byte => value.load_i8(fields::boxed_byte_value()) as i32 as u32 as u64,
        BasicType::Char => u64::from(value.load_u16(fields::boxed_character_value())),
        BasicType::Short => value.load_i16(fields::boxed_short_value()) as i32 as u32 as u64,
        BasicType::Int => u64::from(value.load_u32(fields::boxed_integer_value())),
        BasicType::Float => u64::from(value.load_u32(fields::boxed_float_value())),
        BasicType::Long => value.load_u64(fields::boxed_long_value()),
        BasicType::Double => value.load_u64(fields::boxed_double_value()),
        _ => value.to_bits(),
    }
}

#[cold]
#[inline(never)]
pub(super) unsafe fn invoke_virtual(thread: &JavaThread, frame: *mut Frame) -> JResult<()> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let resolved = resolve::resolve_method(thread, site.holder, site.index(), InvokeKind::Virtual)?;
    let method = resolved.method();
    let kind = method.rt.kind();
    let polymorphic = !matches!(
        kind,
        MethodKind::Bytecode | MethodKind::Native | MethodKind::VmNative | MethodKind::Abstract
    );
    if method.is_static() || resolved.appendix().is_some() || polymorphic {
        site.patch_index(op::INVOKEHANDLE);
        return Ok(());
    }
    if method.is_private() || method.is_final() || method.holder().is_final() {
        site.patch_index(op::INVOKEVIRTUAL_FINAL);
        return Ok(());
    }
    let vtable_index = if method.holder().is_interface() {
        // A default method found through a class: it has a place in that class's vtable.
        let (class_index, _) = site.holder.constants().pair(site.index().into());
        let klass = site.resolve_class(thread, class_index)?;
        init::link(thread, klass)?;
        let is_same = |m: &MethodPtr| m.name == method.name && m.descriptor == method.descriptor;
        klass.vtable().iter().rposition(is_same)
    } else {
        if method.rt.vtable_index.load(Ordering::Acquire) == INVALID_INDEX {
            init::link(thread, method.holder())?;
        }
        match usize::try_from(method.rt.vtable_index.load(Ordering::Acquire)) {
            Ok(index) => Some(index),
            Err(_) => {
                site.patch_index(op::INVOKEVIRTUAL_FINAL);
                return Ok(());
            }
        }
    };
    match vtable_index {
        Some(index) if index < 1 << 11 && method.arg_slots < 1 << 5 => {
            let packed = index as u16 | method.arg_slots << 11;
            site.patch(op::INVOKEVIRTUAL_VTABLE, &packed.to_le_bytes());
        }
        _ => site.patch_index(op::INVOKEVIRTUAL_FAR),
    }
    Ok(())
}

#[cold]
#[inline(never)]
pub(super) unsafe fn invoke_special(thread: &JavaThread, frame: *mut Frame) -> JResult<Linked> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let resolved =
        resolve::resolve_method(thread, site.holder, site.index(), InvokeKind::Special)?.method();
    let target = resolve::special_target(thread, site.holder, resolved)?;
    if target == resolved {
        site.patch_index(op::INVOKESPECIAL_QUICK);
        return Ok(Linked::Quickened);
    }
    // SAFETY: the arguments are on the operand stack.
    if unsafe { *site.sp.sub(usize::from(target.arg_slots)) } == 0 {
        return Err(errors::raise(thread, Trap::Null));
    }
    site.count_call();
    Ok(Linked::Call(target, site.sp))
}

#[cold]
#[inline(never)]
pub(super) unsafe fn invoke_static(thread: &JavaThread, frame: *mut Frame) -> JResult<Linked> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let method =
        resolve::resolve_method(thread, site.holder, site.index(), InvokeKind::Static)?.method();
    if !initialized(thread, method.holder())? {
        site.count_call();
        return Ok(Linked::Call(method, site.sp));
    }
    site.patch_index(op::INVOKESTATIC_QUICK);
    Ok(Linked::Quickened)
}

#[cold]
#[inline(never)]
pub(super) unsafe fn invoke_interface(thread: &JavaThread, frame: *mut Frame) -> JResult<()> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let method =
        resolve::resolve_method(thread, site.holder, site.index(), InvokeKind::Interface)?.method();
    let (class_index, _) = site.holder.constants().pair(site.index().into());
    let interface = site.resolve_class(thread, class_index)?;
    let arg_slots = method.arg_slots;
    let cache = metaspace::allocate(thread, || {
        let cache = InterfaceCache {
            target: AtomicU64::new(0),
            method,
            interface,
            arg_slots,
        };
        allocate(site.method, cache)
    })?;
    let cell = MetaPtr::from_offset(cache.offset()).expect("not null");
    ClassLoaderData::holding(site.holder).add_inline_cache(cell);
    site.patch(op::INVOKEINTERFACE_QUICK, &cache.offset().to_le_bytes());
    Ok(())
}

/// The method for a receiver of another class than the cached one.
#[inline(never)]
pub(super) fn select_interface(
    thread: &JavaThread,
    cache: &InterfaceCache,
    receiver: Oop,
) -> JResult<MethodPtr> {
    let method = select_for_interface_call(thread, cache.method, cache.interface, receiver)?;
    cache.target.store(
        u64::from(receiver.klass().offset()) | u64::from(method.offset()) << 32,
        Ordering::Relaxed,
    );
    Ok(method)
}

/// The method that `invokeinterface` of the resolved method `declared` through `interface` runs (JVMS
/// 6.5.invokeinterface); the receiver is not null.
pub fn select_for_interface_call(
    thread: &JavaThread,
    declared: MethodPtr,
    interface: KlassPtr,
    receiver: Oop,
) -> JResult<MethodPtr> {
    let klass = receiver.klass();
    if !klass.is_subtype_of(interface) {
        return Err(errors::not_implemented(thread, klass, interface));
    }
    if declared.is_private() {
        return Ok(declared);
    }
    let method = calls::select_or_throw(thread, receiver, declared)?;
    if !method.is_public() && method.holder() != declared.holder() {
        return Err(errors::not_public(thread, method));
    }
    Ok(method)
}

/// The adapter and the appendix's index of the `invokedynamic` at a bytecode index, if it is linked.
pub fn linked_call_site(method: MethodPtr, bci: usize) -> Option<(MethodPtr, Option<u32>)> {
    let code = match method.rt.quick_code.load(Ordering::Acquire) {
        0 => return None,
        offset => (BASE + offset as usize) as *const u8,
    };
    // SAFETY: `bci` is an instruction of the method's code; whoever sees the quick opcode sees its operands.
    unsafe {
        let at = code.add(bci);
        if opcode_cell(method, at).load(Ordering::Acquire) != op::INVOKEDYNAMIC_QUICK {
            return None;
        }
        let offset = at.add(1).cast::<u32>().read_unaligned();
        let site = &*((BASE + offset as usize) as *const CallSite);
        Some((site.adapter, site.appendix.checked_sub(1)))
    }
}

#[cold]
#[inline(never)]
pub(super) unsafe fn invoke_dynamic(thread: &JavaThread, frame: *mut Frame) -> JResult<()> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let linked = resolve::link_call_site(thread, site.holder, site.index(), site.bci as i32)?;
    let call_site = CallSite {
        adapter: linked.adapter,
        appendix: linked.appendix.map_or(0, |a| a + 1),
    };
    let call_site = metaspace::allocate(thread, || allocate(site.method, call_site))?;
    site.patch(op::INVOKEDYNAMIC_QUICK, &call_site.offset().to_le_bytes());
    Ok(())
}

/// `new` the slow way.
#[cold]
#[inline(never)]
pub(super) unsafe fn new_object(thread: &JavaThread, frame: *mut Frame) -> JResult<Oop> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let klass = site.resolve_class(thread, site.index())?;
    if klass.is_abstract() || klass.is_array() {
        return Err(exceptions::throw(
            thread,
            "java/lang/InstantiationError",
            &klass.external_name(),
        ));
    }
    if klass == crate::classes::well_known::class() {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessError",
            &klass.external_name(),
        ));
    }
    if initialized(thread, klass)? && !klass.flags.contains(KlassFlags::HAS_FINALIZER) {
        site.patch_index(op::NEW_QUICK);
    }
    memory::new_instance(thread, klass)
}

#[cold]
#[inline(never)]
pub(super) unsafe fn new_array(thread: &JavaThread, frame: *mut Frame) -> JResult<()> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let component = site.resolve_class(thread, site.index())?;
    let array = arrays::array_of(thread, component)?;
    debug_assert_eq!(component.rt.get().array_klass.load(), Some(array));
    site.patch_index(op::ANEWARRAY_QUICK);
    Ok(())
}

/// `multianewarray`; the new top.
#[inline(never)]
pub(super) unsafe fn multi_new_array(thread: &JavaThread, frame: *mut Frame) -> JResult<*mut u64> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    let klass = site.resolve_class(thread, site.index())?;
    let dimensions = usize::from(site.code()[site.bci + 3]);
    // SAFETY: the lengths are the topmost operands.
    unsafe {
        let first = site.sp.sub(dimensions);
        let lengths: Vec<i32> = (0..dimensions).map(|i| *first.add(i) as i32).collect();
        let array = errors::new_multi_array(thread, klass, &lengths)?;
        *first = array.to_bits();
        Ok(first.add(1))
    }
}

/// Resolves the class of a `checkcast` or `instanceof`.
#[cold]
#[inline(never)]
pub(super) unsafe fn class_check(thread: &JavaThread, frame: *mut Frame, quick: u8) -> JResult<()> {
    // SAFETY: the top frame.
    let site = unsafe { Site::new(frame) };
    site.resolve_class(thread, site.index())?;
    site.patch_index(quick);
    Ok(())
}
