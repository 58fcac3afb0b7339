//! What the compiler asks of the machine, answered from metadata ([`compiler::host::Host`]).
//!
//! A compiler thread only reads: constant-pool entries as they are resolved now, class states, the hierarchy as far as it
//! is loaded. It never resolves, initialises or touches an object. Whatever is not settled yet is reported as
//! unresolved, and becomes an uncommon trap. Classes cannot be unloaded while a compilation runs.

use std::cell::{Cell, RefCell};
use std::mem::offset_of;
use std::sync::atomic::Ordering;

use compiler::entries::RuntimeEntry;
use compiler::host::{
    AllocationLayout, BarrierLayout, Bci, Callee, Constant, Counters, FieldInfo, FinalValue, Guard,
    Handler, Host, InstantiationLayout, InvokeKind, KlassId, KlassInfo, Layout, LockLayout,
    MethodHandleLayout, MethodId, MethodInfo, PolymorphicKind, TypeCells,
};
use heap::compiled_access::{
    BitTable, bump_cursor_offset, bump_limit_offset, max_inline_bytes, unlogged_bits,
};
use oops::class_space::BASE;
use oops::constant_pool::{FAILED, ResolvedField, ResolvedMethod, tag};
use oops::field::access;
use oops::klass::{InitState, ItableEntry, Klass, KlassFlags, KlassRt};
use oops::mark::Mark;
use oops::method::{Method, MethodFlags, MethodKind, MethodRt};
use oops::oop::{ARRAY_LENGTH_OFFSET, MARK_OFFSET, array_base_offset};
use oops::reference::mirror_klass_offset;
use oops::{BasicType, KlassKind, KlassPtr, MethodPtr};

use crate::classes::well_known::fields;
use crate::classes::{arrays, resolve};
use crate::compiler::commands::{self, Action};
use crate::compiler::dependencies::{Dependency, Reliance};
use crate::compiler::inline_caches::Cells;
use crate::compiler::{
    deopt_requests, final_fields, history, implicit_checks, method_data, policy,
};
use crate::interpreter;
use crate::memory::MutatorCell;
use crate::runtime::lock_stack::{self, LockStack};
use crate::runtime::thread::{JavaThread, ThreadLocalParts};

/// So many classes of a hierarchy are looked at for the one method that they all select.
const MAX_HIERARCHY: usize = 48;

/// The machine for one compiler thread.
pub struct VmHost {
    layout: Layout,
    entries: Vec<u64>,
    /// Classes that the predictions of the current compilation rest on.
    predictions: RefCell<Vec<KlassPtr>>,
    /// The inline caches of the current compilation.
    cells: RefCell<Cells>,
    /// What the current compilation relies on.
    dependencies: RefCell<Vec<Dependency>>,
    /// The generation of its method's code.
    generation: Cell<u32>,
}

/// The class with this number.
pub fn klass_of(id: KlassId) -> KlassPtr {
    KlassPtr::from_offset(id.0).expect("a class")
}

/// The method with this number.
pub fn method_of(id: MethodId) -> MethodPtr {
    MethodPtr::from_offset(id.0).expect("a method")
}

fn id_of(method: MethodPtr) -> MethodId {
    MethodId(method.offset())
}

/// Offsets of the structures that compiled code reads.
pub fn layout() -> Layout {
    let offset = |o: usize| i32::try_from(o).expect("offsets are small");
    Layout {
        class_space_base: BASE as u64,
        thread_poll: offset(offset_of!(JavaThread, poll)),
        thread_pending_exception: offset(offset_of!(JavaThread, pending_exception)),
        thread_entry_limit: offset(offset_of!(JavaThread, entry_limit)),
        thread_deopt_buffer: offset(offset_of!(JavaThread, deopt_buffer)),
        thread_deopt_request: deopt_requests::enabled()
            .then(|| offset(offset_of!(JavaThread, deopt_request))),
        thread_object: Some(offset(offset_of!(JavaThread, thread_oop))),
        array_length: offset(ARRAY_LENGTH_OFFSET),
        array_base: [0, 1, 2, 3].map(|log2| offset(array_base_offset(log2))),
        header_prototype: 0,
        null_page: implicit_checks::NULL_PAGE,
        klass_rt: offset(offset_of!(Klass, rt)),
        klass_primary_supers: offset(offset_of!(Klass, primary_supers)),
        klass_component: offset(offset_of!(Klass, component)),
        klass_super_depth: offset(offset_of!(Klass, super_depth)),
        klass_is_primary: offset(offset_of!(Klass, is_primary)),
        klass_vtable: offset(offset_of!(Klass, vtable)),
        klass_rt_secondary_cache: offset(offset_of!(KlassRt, secondary_cache)),
        klass_rt_mirror: offset(offset_of!(KlassRt, mirror)),
        klass_rt_itable: offset(offset_of!(KlassRt, itable)),
        itable_entry_methods: offset(offset_of!(ItableEntry, methods)),
        itable_entry_bytes: offset(size_of::<ItableEntry>()),
        method_rt: offset(offset_of!(Method, rt)),
        method_access_flags: offset(offset_of!(Method, access_flags)),
        rt_compiled_entry: offset(offset_of!(MethodRt, compiled_entry)),
        rt_generation: offset(offset_of!(MethodRt, generation)),
        allocation: allocation(),
        instantiation: Some(instantiation()),
        barrier: unlogged_bits().map(|table| BarrierLayout {
            log_base: table.base as u64,
            log_shift: BitTable::BYTE_SHIFT,
        }),
        locking: Some(LockLayout {
            mark: offset(MARK_OFFSET),
            length: offset(offset_of!(JavaThread, lock_stack) + LockStack::LENGTH_OFFSET),
            slots: offset(offset_of!(JavaThread, lock_stack) + LockStack::SLOTS_OFFSET),
            capacity: lock_stack::CAPACITY as u32,
            hash_shift: Mark::HASH_SHIFT,
        }),
        method_handles: Some(MethodHandleLayout {
            form: offset(fields::method_handle_form()),
            vmentry: offset(fields::lambda_form_vmentry()),
            method: offset(fields::member_name_method()),
            vmtarget: offset(fields::resolved_method_name_vmtarget()),
        }),
        counting: Some(policy::counting_layout()),
    }
}

fn instantiation() -> InstantiationLayout {
    let offset = |o: usize| i32::try_from(o).expect("offsets are small");
    let at = |bits: u16, place: usize| u64::from(bits) << (8 * place);
    InstantiationLayout {
        mirror_klass: offset(mirror_klass_offset()),
        // Ordinary classes are of kind 0.
        forbidden: at(0xff, offset_of!(Klass, kind))
            | at(
                access::ABSTRACT | access::INTERFACE,
                offset_of!(Klass, access_flags),
            )
            | at(KlassFlags::HAS_FINALIZER.0, offset_of!(Klass, flags)),
        state: offset(KlassRt::STATE_OFFSET),
        initialized: InitState::Initialized as u8,
        instance_size: offset(offset_of!(Klass, instance_size)),
    }
}

/// How compiled code allocates; `None` if every allocation takes the slow path.
fn allocation() -> Option<AllocationLayout> {
    let offset = |o: usize| i32::try_from(o).expect("offsets are small");
    let max_bytes = u32::try_from(max_inline_bytes()).unwrap_or(u32::MAX);
    let mutator = offset_of!(JavaThread, local) + offset_of!(ThreadLocalParts, mutator);
    (max_bytes != 0).then(|| AllocationLayout {
        record: offset(mutator + MutatorCell::RECORD_OFFSET),
        cursor: offset(bump_cursor_offset()),
        limit: offset(bump_limit_offset()),
        max_bytes,
    })
}

impl VmHost {
    /// `entries` are the addresses of the runtime entries' stubs, by their numbers.
    pub fn new(entries: Vec<u64>) -> VmHost {
        debug_assert_eq!(entries.len(), RuntimeEntry::ALL.len());
        VmHost {
            layout: layout(),
            entries,
            predictions: RefCell::default(),
            cells: RefCell::default(),
            dependencies: RefCell::default(),
            generation: Cell::new(0),
        }
    }

    /// The classes that predictions named since the last call: the code does not keep them loaded, and must not be used
    /// when they are gone.
    pub fn take_predictions(&self) -> Vec<KlassPtr> {
        let mut classes = self.predictions.take();
        classes.sort_unstable_by_key(|k| k.offset());
        classes.dedup();
        classes
    }

    /// What code that is compiled now relies on from here on: nothing yet, in its method's generation.
    pub fn begin(&self, method: MethodPtr) {
        self.take_predictions();
        self.take_cells();
        self.dependencies.take();
        self.generation
            .set(method.rt.generation.load(Ordering::Acquire));
    }

    /// What the compilation relies on.
    pub fn take_reliance(&self) -> Reliance {
        Reliance {
            generation: self.generation.get(),
            dependencies: self.dependencies.take(),
        }
    }

    /// The inline caches made since the last call.
    pub fn take_cells(&self) -> Cells {
        self.cells.take()
    }
}

/// Types of a method descriptor: parameters, result.
pub fn descriptor_types(descriptor: &[u8]) -> (Vec<BasicType>, BasicType) {
    let mut parameters = Vec::new();
    let mut at = 1;
    while descriptor[at] != b')' {
        parameters.push(BasicType::of_descriptor(&descriptor[at..]));
        while descriptor[at] == b'[' {
            at += 1;
        }
        if descriptor[at] == b'L' {
            while descriptor[at] != b';' {
                at += 1;
            }
        }
        at += 1;
    }
    (parameters, BasicType::of_descriptor(&descriptor[at + 1..]))
}

fn resolved(method: MethodPtr, index: u16) -> Option<u64> {
    let entry = method.holder().constants().resolved(index.into());
    (entry != 0 && entry & FAILED == 0).then_some(entry)
}

fn mirror_slot(klass: KlassPtr) -> u64 {
    klass.rt.get().mirror.address() as u64
}

fn references_slot(klass: KlassPtr) -> u64 {
    klass.rt.get().resolved_references.address() as u64
}

/// True if no other class can ever be a subtype of this one.
fn is_exact(klass: KlassPtr) -> bool {
    match klass.kind {
        KlassKind::TypeArray => true,
        KlassKind::ObjArray => klass.component.is_some_and(is_exact),
        _ => klass.is_final(),
    }
}

/// True if `new` needs nothing of the class but memory, and perhaps to register a finalizer.
fn is_instantiable(klass: KlassPtr) -> bool {
    let instance = matches!(klass.kind, KlassKind::Instance | KlassKind::Reference);
    instance && klass.is_initialized() && !klass.is_abstract() && !klass.is_interface()
}

/// True if `new` needs nothing of the class but memory.
pub(super) fn is_allocatable(klass: KlassPtr) -> bool {
    is_instantiable(klass) && !klass.flags.contains(KlassFlags::HAS_FINALIZER)
}

fn klass_info(klass: KlassPtr) -> KlassInfo {
    KlassInfo {
        id: KlassId(klass.offset()),
        instance_size: klass.instance_size,
        instantiable: is_instantiable(klass),
        allocatable: is_allocatable(klass),
        primary_depth: klass.is_primary.then_some(klass.super_depth),
        is_exact: is_exact(klass),
        is_interface: klass.is_interface(),
        mirror_slot: mirror_slot(klass),
    }
}

/// The first class at or below `root` that has instances, as far as they are linked, and whether it is the only one. `None` if there is
/// none, if there are too many to look at, or if `agrees` says of one that it is not like the first.
fn concrete_classes(
    root: KlassPtr,
    agrees: impl Fn(KlassPtr, KlassPtr) -> bool,
) -> Option<(KlassPtr, bool)> {
    let (mut first, mut is_only) = (None, true);
    let (mut klass, mut seen) = (root, 0);
    loop {
        seen += 1;
        if seen > MAX_HIERARCHY {
            return None;
        }
        if !klass.is_abstract() && !klass.is_interface() && klass.is_linked() {
            match first {
                None => first = Some(klass),
                Some(first) if agrees(first, klass) => is_only = false,
                Some(_) => return None,
            }
        }
        // Down, or else to the next sibling of the class or of the nearest class above it that has one.
        let mut next = klass.rt.get().first_subklass.load();
        while next.is_none() && klass != root {
            next = klass.rt.get().next_sibling.load();
            if next.is_none() {
                klass = klass.super_klass?;
            }
        }
        let Some(next) = next else { break };
        klass = next;
    }
    first.map(|first| (first, is_only))
}

/// The method that all loaded classes below `receiver` have at a vtable index.
pub(super) fn unique_virtual(receiver: KlassPtr, index: usize) -> Option<(MethodId, Guard)> {
    let target = |klass: KlassPtr| klass.vtable().get(index).copied();
    let (first, is_only) = concrete_classes(receiver, |a, b| target(a) == target(b))?;
    let method = target(first).filter(|method| !method.is_abstract())?;
    let guard = match is_only {
        true => Guard::Klass(KlassId(first.offset())),
        false => Guard::VtableSlot,
    };
    Some((id_of(method), guard))
}

/// The method of the one class that implements an interface.
fn unique_implementor(interface: KlassPtr, index: usize) -> Option<(MethodId, Guard)> {
    let implementor = interface.rt.get().implementor.load()?;
    if implementor == interface {
        return None;
    }
    let (only, _) = concrete_classes(implementor, |_, _| false)?;
    let method = only.itable_method(interface, index)??;
    (method.is_public() && !method.is_abstract())
        .then(|| (id_of(method), Guard::Klass(KlassId(only.offset()))))
}

fn is_polymorphic(kind: MethodKind) -> bool {
    !matches!(
        kind,
        MethodKind::Bytecode | MethodKind::Native | MethodKind::VmNative | MethodKind::Abstract
    )
}

fn virtual_callee(caller: MethodPtr, index: u16, entry: ResolvedMethod) -> Callee {
    let method = entry.method();
    if is_polymorphic(method.rt.kind()) {
        return Callee::Polymorphic(id_of(method));
    }
    if method.is_static() || entry.appendix().is_some() {
        let slot = references_slot(caller.holder());
        return Callee::Adapter {
            adapter: id_of(method),
            appendix: entry.appendix().map(|a| (slot, a)),
        };
    }
    if method.is_private() || method.is_final() || method.holder().is_final() {
        return Callee::Direct(id_of(method));
    }
    let (class_index, _) = caller.holder().constants().pair(index.into());
    let Some(receiver) = caller
        .holder()
        .constants()
        .resolved_class(class_index.into())
    else {
        return Callee::Unresolved;
    };
    let vtable_index = if method.holder().is_interface() {
        let is_same = |m: &MethodPtr| m.name == method.name && m.descriptor == method.descriptor;
        receiver.vtable().iter().rposition(is_same)
    } else {
        match method.rt.vtable_index.load(Ordering::Acquire) {
            oops::method::NONVIRTUAL_INDEX => return Callee::Direct(id_of(method)),
            i => usize::try_from(i).ok(),
        }
    };
    let Some(vtable_index) = vtable_index else {
        // An abstract class leaves it to others to implement its interface: there is no place in its vtable.
        return match method.holder().is_interface() {
            true => selected_by_interface(method, method.holder()),
            false => Callee::Unresolved,
        };
    };
    // Arrays have Object's methods; their classes are not in the hierarchy below it.
    let predicted = match receiver.is_array() || receiver.is_interface() {
        true => None,
        false => unique_virtual(receiver, vtable_index),
    };
    Callee::Virtual {
        declared: id_of(method),
        receiver: KlassId(receiver.offset()),
        vtable_index: vtable_index as u32,
        predicted,
    }
}

fn special_callee(caller: MethodPtr, method: MethodPtr) -> Callee {
    let holder = caller.holder();
    let target = resolve::special_selection(holder, method);
    match target.is_abstract() {
        true => Callee::Unresolved,
        false => Callee::Direct(id_of(target)),
    }
}

fn interface_callee(caller: MethodPtr, index: u16, method: MethodPtr) -> Callee {
    let (class_index, _) = caller.holder().constants().pair(index.into());
    let Some(interface) = caller
        .holder()
        .constants()
        .resolved_class(class_index.into())
    else {
        return Callee::Unresolved;
    };
    selected_by_interface(method, interface)
}

/// A method that the receiver's class selects as one of an interface, which the call names.
fn selected_by_interface(method: MethodPtr, interface: KlassPtr) -> Callee {
    let itable_index = method.rt.itable_index.load(Ordering::Acquire);
    let selects = method.holder().is_interface() && !method.is_private();
    let predicted = match u32::try_from(itable_index) {
        Ok(i) if selects => unique_implementor(method.holder(), i as usize),
        _ => None,
    };
    Callee::Interface {
        declared: id_of(method),
        interface: KlassId(interface.offset()),
        itable_index: match u32::try_from(itable_index) {
            Ok(i) if selects => Some(i),
            _ => None,
        },
        predicted,
    }
}

/// What the call instruction calls.
fn callee_of(id: MethodId, bci: Bci, index: u16, kind: InvokeKind) -> Callee {
    let caller = method_of(id);
    if kind == InvokeKind::Dynamic {
        let Some((adapter, appendix)) = interpreter::linked_call_site(caller, bci.into()) else {
            return Callee::Unresolved;
        };
        let slot = references_slot(caller.holder());
        return Callee::Adapter {
            adapter: id_of(adapter),
            appendix: appendix.map(|a| (slot, a)),
        };
    }
    let Some(entry) = resolved(caller, index).map(ResolvedMethod) else {
        return Callee::Unresolved;
    };
    let method = entry.method();
    match kind {
        InvokeKind::Virtual => virtual_callee(caller, index, entry),
        _ if method.is_static() != (kind == InvokeKind::Static) => Callee::Unresolved,
        InvokeKind::Static if is_polymorphic(method.rt.kind()) => {
            Callee::Polymorphic(id_of(method))
        }
        InvokeKind::Static if !method.holder().is_initialized() => Callee::Unresolved,
        InvokeKind::Static => Callee::Direct(id_of(method)),
        InvokeKind::Special => special_callee(caller, method),
        _ => interface_callee(caller, index, method),
    }
}

impl Host for VmHost {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn entry_address(&self, entry: RuntimeEntry) -> u64 {
        self.entries[entry as usize]
    }

    fn method(&self, id: MethodId) -> MethodInfo<'_> {
        let method = method_of(id);
        let (mut arguments, return_type) = descriptor_types(method.descriptor.as_bytes());
        if !method.is_static() {
            arguments.insert(0, BasicType::Object);
        }
        let handlers = method.exception_table.iter().map(|e| Handler {
            start: e.start,
            end: e.end,
            handler: e.handler,
            catch_type: e.catch_type,
        });
        let has_code = method.rt.kind() == MethodKind::Bytecode;
        MethodInfo {
            id,
            holder: KlassId(method.holder().offset()),
            mirror_slot: mirror_slot(method.holder()),
            rt_address: method.rt.address() as u64,
            code: if has_code { method.code.get() } else { &[] },
            handlers: handlers.collect(),
            max_locals: method.max_locals,
            max_stack: method.max_stack,
            arguments,
            return_type,
            is_static: method.is_static(),
            is_synchronized: method.is_synchronized(),
            force_inline: method.flags.contains(MethodFlags::FORCE_INLINE)
                || commands::asks(Action::Inline, method),
            dont_inline: method.flags.contains(MethodFlags::DONT_INLINE)
                || commands::asks(Action::DontInline, method),
            compilable: has_code && history::is_compilable(method),
        }
    }

    fn counters(&self, id: MethodId) -> Option<Counters> {
        Some(method_data::counters(method_of(id)))
    }

    fn profile_cells(&self, id: MethodId, bci: Bci) -> Option<u64> {
        method_data::cells_at(method_of(id), bci)
    }

    fn type_cells(&self, id: MethodId, bci: Bci) -> Option<TypeCells> {
        method_data::type_cells_at(method_of(id), bci)
    }

    fn parameter_cells(&self, id: MethodId) -> Vec<(u16, u64)> {
        method_data::parameter_cells(method_of(id))
    }

    fn call_descriptor(&self, id: MethodId, index: u16) -> (Vec<BasicType>, BasicType) {
        let constants = method_of(id).holder().constants();
        let descriptor = match constants.tag(index.into()) {
            tag::INVOKE_DYNAMIC | tag::DYNAMIC => constants.dynamic(index.into()).2,
            _ => constants.member_ref(index.into()).descriptor,
        };
        descriptor_types(descriptor.as_bytes())
    }

    fn field_descriptor(&self, id: MethodId, index: u16) -> BasicType {
        let constants = method_of(id).holder().constants();
        BasicType::of_descriptor(constants.member_ref(index.into()).descriptor.as_bytes())
    }

    fn field(&self, id: MethodId, index: u16, is_static: bool, is_put: bool) -> Option<FieldInfo> {
        let method = method_of(id);
        let field = ResolvedField(resolved(method, index)?);
        // A final field is only written by its own class's initialisers (JVMS 6.5.putfield).
        let initialiser = method.is_initializer() || method.is_static_initializer();
        let forbidden =
            is_put && field.is_final() && !(initialiser && field.holder() == method.holder());
        if forbidden
            || field.is_static() != is_static
            || is_static && !field.holder().is_initialized()
        {
            return None;
        }
        Some(FieldInfo {
            offset: field.offset() as u32,
            ty: field.basic_type(),
            is_volatile: field.is_volatile(),
            mirror_slot: mirror_slot(field.holder()),
        })
    }

    fn static_final(&self, id: MethodId, index: u16) -> Option<FinalValue> {
        let value = final_fields::value_of(ResolvedField(resolved(method_of(id), index)?))?;
        if let FinalValue::Object(klass) = value {
            self.predictions.borrow_mut().push(klass_of(klass));
        }
        Some(value)
    }

    fn generation(&self, _: MethodId) -> Option<u32> {
        Some(self.generation.get())
    }

    fn rely_on(&self, receiver: KlassId, vtable_index: u32, method: MethodId) {
        let receiver = klass_of(receiver);
        self.predictions.borrow_mut().push(receiver);
        let dependency = Dependency::new(receiver, vtable_index, method_of(method));
        let mut dependencies = self.dependencies.borrow_mut();
        if !dependencies.contains(&dependency) {
            dependencies.push(dependency);
        }
    }

    fn select(&self, klass: KlassId, vtable_index: u32) -> Option<MethodId> {
        let klass = klass_of(klass);
        let method = klass.vtable().get(vtable_index as usize).copied()?;
        if method.is_abstract() {
            return None;
        }
        self.predictions
            .borrow_mut()
            .extend([klass, method.holder()]);
        Some(id_of(method))
    }

    fn klass(&self, id: MethodId, index: u16) -> Option<KlassInfo> {
        let constants = method_of(id).holder().constants();
        constants.resolved_class(index.into()).map(klass_info)
    }

    fn array_of(&self, component: KlassId) -> Option<KlassId> {
        let array = klass_of(component).rt.get().array_klass.load()?;
        Some(KlassId(array.offset()))
    }

    fn primitive_array(&self, element: BasicType) -> KlassId {
        KlassId(arrays::primitive_array(element).offset())
    }

    fn constant(&self, id: MethodId, index: u16) -> Constant {
        let method = method_of(id);
        let constants = method.holder().constants();
        let at = usize::from(index);
        match constants.tag(at) {
            tag::INTEGER => Constant::Int(constants.int(at)),
            tag::FLOAT => Constant::Float(constants.float(at)),
            tag::LONG => Constant::Long(constants.long(at)),
            tag::DOUBLE => Constant::Double(constants.double(at)),
            tag::CLASS => match constants.resolved_class(at) {
                Some(klass) => Constant::Mirror {
                    slot: mirror_slot(klass),
                },
                None => Constant::Unresolved,
            },
            tag::DYNAMIC
                if !BasicType::of_descriptor(constants.dynamic(at).2.as_bytes()).is_reference() =>
            {
                Constant::Unresolved
            }
            _ => match resolved(method, index) {
                Some(entry) => Constant::Reference {
                    array_slot: references_slot(method.holder()),
                    index: entry as u32 - 1,
                },
                None => Constant::Unresolved,
            },
        }
    }

    fn callee(&self, id: MethodId, bci: Bci, index: u16, kind: InvokeKind) -> Callee {
        let callee = callee_of(id, bci, index, kind);
        if let Callee::Virtual { predicted, .. } | Callee::Interface { predicted, .. } = callee
            && let Some((method, guard)) = predicted
        {
            let mut predictions = self.predictions.borrow_mut();
            predictions.push(method_of(method).holder());
            if let Guard::Klass(klass) = guard {
                predictions.push(klass_of(klass));
            }
        }
        callee
    }

    fn polymorphic(&self, id: MethodId) -> Option<PolymorphicKind> {
        Some(match method_of(id).rt.kind() {
            MethodKind::InvokeBasic => PolymorphicKind::InvokeBasic,
            MethodKind::LinkToStatic => PolymorphicKind::LinkToStatic,
            MethodKind::LinkToSpecial => PolymorphicKind::LinkToSpecial,
            MethodKind::LinkToVirtual => PolymorphicKind::LinkToVirtual,
            MethodKind::LinkToInterface => PolymorphicKind::LinkToInterface,
            _ => return None,
        })
    }

    fn intrinsic(&self, id: MethodId) -> Option<String> {
        let method = method_of(id);
        let candidate = method.flags.contains(MethodFlags::INTRINSIC_CANDIDATE);
        candidate.then(|| method.external_name())
    }

    fn may_trap(&self, id: MethodId, bci: Bci) -> bool {
        history::may_trap(method_of(id), bci)
    }

    fn inline_cache(&self) -> u64 {
        self.cells.borrow_mut().add()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_descriptors() {
        let (parameters, result) = descriptor_types(b"(I[[Ljava/lang/String;JLa/B;[D)[I");
        use BasicType::{Array, Int, Long, Object};
        assert_eq!(parameters, [Int, Array, Long, Object, Array]);
        assert_eq!(result, Array);
    }
}
