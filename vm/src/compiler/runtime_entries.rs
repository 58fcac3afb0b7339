//! The functions behind [`compiler::entries::RuntimeEntry`]: what compiled code leaves to the runtime.
//!
//! Each but the leaves is called through a stub that records the compiled frame in the thread and puts the thread before the
//! arguments.
//! An exception stays pending in the thread; the caller tests for it. References are passed as bits: they lie in the
//! stack or in registers, where the collector sees them. None of these functions may unwind.

use compiler::entries::RuntimeEntry;
use compiler::host::Bci;
use oops::{KlassPtr, MethodPtr, MethodRt, Oop};

use crate::classes::{arrays, resolve, well_known};
use crate::compiler::{
    deopt_requests, deoptimization, host, inline_caches, method_data, policy, stubs, type_profile,
};
use crate::interpreter::{self, Trap};
use crate::memory;
use crate::natives::math;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;
use crate::runtime::{java_calls, safepoint, synchronizer};

/// Address of the function of an entry, which takes the thread as its first argument.
pub fn function_address(entry: RuntimeEntry) -> usize {
    use RuntimeEntry as E;
    match entry {
        E::Poll => poll as *const () as usize,
        E::NewInstance => new_instance as *const () as usize,
        E::AllocateInstance => allocate_instance as *const () as usize,
        E::IdentityHash => identity_hash as *const () as usize,
        E::NewArray => new_array as *const () as usize,
        E::NewObjectArray => new_object_array as *const () as usize,
        E::NewMultiArray => new_multi_array as *const () as usize,
        E::CheckCast => check_cast as *const () as usize,
        E::InstanceOf => instance_of as *const () as usize,
        E::ArrayStoreCheck => array_store_check as *const () as usize,
        E::WriteBarrier => write_barrier as *const () as usize,
        E::MonitorEnter => monitor_enter as *const () as usize,
        E::MonitorExit => monitor_exit as *const () as usize,
        E::ResolveInterfaceCall => resolve_interface_call as *const () as usize,
        E::SelectMember => select_member as *const () as usize,
        E::ThrowNullPointer => throw_null_pointer as *const () as usize,
        E::ThrowArrayIndex => throw_array_index as *const () as usize,
        E::ThrowDivideByZero => throw_divide_by_zero as *const () as usize,
        E::MethodEntry => method_entry as *const () as usize,
        E::Throw => throw as *const () as usize,
        E::TakeException => take_exception as *const () as usize,
        E::IsInstance => instance_of as *const () as usize,
        E::CatchTypeMatches => catch_type_matches as *const () as usize,
        E::CountedInvocations => counted_invocations as *const () as usize,
        E::CountedBackEdges => counted_back_edges as *const () as usize,
        E::ProfileClass => method_data::profile_class as *const () as usize,
        E::ProfileType => type_profile::profile_type as *const () as usize,
        E::Deoptimize => stubs::deoptimize(),
        E::Unwind => stubs::unwind(),
        E::FloatRemainder => float_remainder as *const () as usize,
        E::DoubleRemainder => double_remainder as *const () as usize,
        E::Sine => math::sine as *const () as usize,
        E::Cosine => math::cosine as *const () as usize,
        E::Tangent => math::tangent as *const () as usize,
        E::Exponential => math::exponential as *const () as usize,
        E::Logarithm => math::logarithm as *const () as usize,
        E::Logarithm10 => math::logarithm_10 as *const () as usize,
        E::Power => math::power as *const () as usize,
        E::ArrayCopy => array_copy as *const () as usize,
        E::CopySimply => copy_simply as *const () as usize,
    }
}

fn klass(offset: u32) -> KlassPtr {
    KlassPtr::from_offset(offset).expect("compiled code names classes")
}

/// # Safety
/// `bits` is a reference that the caller holds, or null.
unsafe fn oop(bits: u64) -> Oop {
    // SAFETY: by the caller's word.
    unsafe { Oop::from_bits(bits) }
}

fn reference_or_pending(result: JResult<Oop>) -> u64 {
    result.map_or_else(
        |p| {
            exceptions::leave_pending(p);
            0
        },
        Oop::to_bits,
    )
}

/// As [`reference_or_pending`] where the call is an exit.
fn allocated(thread: &JavaThread, result: JResult<Oop>) -> u64 {
    let object = reference_or_pending(result);
    deopt_requests::stress(thread);
    object
}

fn or_pending(result: JResult<()>) {
    if let Err(p) = result {
        exceptions::leave_pending(p);
    }
}

fn raise(thread: &JavaThread, trap: Trap) {
    exceptions::leave_pending(interpreter::raise(thread, trap));
}

extern "C" fn poll(thread: &JavaThread) {
    or_pending(safepoint::poll_slow(thread));
    deopt_requests::stress(thread);
}

/// The method that compiled code names by its `rt`.
///
/// # Safety
/// `rt` is the address of a method's `rt`.
unsafe fn method_of_rt(rt: u64) -> Option<MethodPtr> {
    // SAFETY: by the caller's word; it lives as long as the code.
    unsafe { (*(rt as *const MethodRt)).method.load() }
}

/// # Safety
/// For the stub: the address of a method's `rt`.
pub unsafe extern "C" fn counted_invocations(thread: &JavaThread, rt: u64) {
    // SAFETY: what compiled code passes.
    if let Some(method) = unsafe { method_of_rt(rt) } {
        policy::counted_invocations(thread, method);
    }
}

unsafe extern "C" fn counted_back_edges(thread: &JavaThread, rt: u64, target: u32) -> u32 {
    // SAFETY: what compiled code passes.
    let method = unsafe { method_of_rt(rt) };
    let leaves = method.is_some_and(|m| policy::counted_back_edges(thread, m, target as Bci));
    u32::from(leaves)
}

extern "C" fn new_instance(thread: &JavaThread, class: u32) -> u64 {
    allocated(thread, memory::new_instance(thread, klass(class)))
}

unsafe extern "C" fn allocate_instance(thread: &JavaThread, mirror: u64) -> u64 {
    // SAFETY: compiled code passes a reference that it holds.
    let mirror = unsafe { oop(mirror) };
    let klass = mirror
        .non_null()
        .and_then(KlassPtr::of_mirror)
        .filter(|&klass| host::is_allocatable(klass));
    match klass.map(|klass| memory::allocate_instance(thread, klass)) {
        Some(Ok(object)) => object.to_bits(),
        Some(Err(pending)) => {
            exceptions::take(thread, pending);
            0
        }
        None => 0,
    }
}

unsafe extern "C" fn identity_hash(_: &JavaThread, object: u64) -> i32 {
    // SAFETY: as above.
    unsafe { oop(object) }.identity_hash()
}

extern "C" fn new_array(thread: &JavaThread, class: u32, length: i32) -> u64 {
    allocated(thread, sized_array(thread, klass(class), length))
}

fn sized_array(thread: &JavaThread, class: KlassPtr, length: i32) -> JResult<Oop> {
    match usize::try_from(length) {
        Ok(length) => memory::allocate_array(thread, class, length),
        Err(_) => Err(memory::negative_array_size(thread, length)),
    }
}

extern "C" fn new_object_array(thread: &JavaThread, component: u32, length: i32) -> u64 {
    let array = arrays::array_of(thread, klass(component));
    allocated(
        thread,
        array.and_then(|class| sized_array(thread, class, length)),
    )
}

/// # Safety
/// `lengths` points at `dimensions` lengths.
unsafe extern "C" fn new_multi_array(
    thread: &JavaThread,
    class: u32,
    dimensions: u32,
    lengths: *const i32,
) -> u64 {
    // SAFETY: by the caller's word.
    let lengths = unsafe { std::slice::from_raw_parts(lengths, dimensions as usize) };
    allocated(
        thread,
        interpreter::new_multi_array(thread, klass(class), lengths),
    )
}

unsafe extern "C" fn check_cast(thread: &JavaThread, object: u64, class: u32) {
    // SAFETY: compiled code passes a reference that it holds.
    let object = unsafe { oop(object) };
    let klass = klass(class);
    if !object.is_a(klass) {
        raise(thread, Trap::ClassCast { object, klass });
    }
}

unsafe extern "C" fn instance_of(_: &JavaThread, object: u64, class: u32) -> u32 {
    // SAFETY: as above.
    u32::from(unsafe { oop(object) }.is_a(klass(class)))
}

unsafe extern "C" fn array_store_check(thread: &JavaThread, array: u64, value: u64) {
    // SAFETY: as above.
    let (array, value) = unsafe { (oop(array), oop(value)) };
    if let Some(component) = array.klass().component
        && !value.is_a(component)
    {
        raise(thread, Trap::ArrayStore(value));
    }
}

unsafe extern "C" fn write_barrier(_: &JavaThread, object: u64) {
    // SAFETY: as above.
    heap::write_barrier(unsafe { oop(object) });
}

unsafe extern "C" fn monitor_enter(thread: &JavaThread, object: u64) {
    // SAFETY: as above.
    synchronizer::enter(thread, unsafe { oop(object) });
}

unsafe extern "C" fn monitor_exit(thread: &JavaThread, object: u64) {
    // Monitors are also released on the way out of a method with an exception, which must outlive it.
    let pending = thread.pending_exception.swap(Oop::NULL);
    // SAFETY: as above.
    let left = synchronizer::exit(thread, unsafe { oop(object) });
    match (left, pending.non_null()) {
        (Ok(()), Some(e)) => exceptions::leave_pending(exceptions::rethrow(thread, e)),
        (left, _) => or_pending(left),
    }
}

unsafe extern "C" fn resolve_interface_call(
    thread: &JavaThread,
    receiver: u64,
    declared: u32,
    interface: u32,
    cell: u64,
) -> u64 {
    // SAFETY: as above.
    let receiver = unsafe { oop(receiver) };
    let declared = MethodPtr::from_offset(declared).expect("compiled code names methods");
    let interface = klass(interface);
    match interpreter::select_for_interface_call(thread, declared, interface, receiver) {
        Ok(method) => {
            // SAFETY: the calling compiled method's own cell.
            unsafe { inline_caches::set(cell, receiver.klass(), method) };
            method.rt.address() as u64
        }
        Err(p) => {
            exceptions::leave_pending(p);
            0
        }
    }
}

unsafe extern "C" fn select_member(thread: &JavaThread, receiver: u64, member: u64) -> u64 {
    // SAFETY: as above.
    let (receiver, member) = unsafe { (oop(receiver), oop(member)) };
    let selected = interpreter::member_target(thread, member)
        .and_then(|resolved| interpreter::select_or_throw(thread, receiver, resolved));
    match selected {
        Ok(method) => method.rt.address() as u64,
        Err(p) => {
            exceptions::leave_pending(p);
            0
        }
    }
}

pub extern "C" fn throw_null_pointer(thread: &JavaThread) {
    raise(thread, Trap::Null);
}

extern "C" fn throw_array_index(thread: &JavaThread, index: i32, length: u32) {
    raise(thread, Trap::Index { index, length });
}

extern "C" fn throw_divide_by_zero(thread: &JavaThread) {
    raise(thread, Trap::DivideByZero);
}

pub extern "C" fn method_entry(thread: &JavaThread, _: u64) {
    if thread.native_stack_low() {
        return exceptions::leave_pending(exceptions::throw_stack_overflow(thread));
    }
    or_pending(safepoint::poll_slow(thread));
    thread.reset_entry_limit();
}

unsafe extern "C" fn throw(thread: &JavaThread, exception: u64) {
    // SAFETY: as above.
    let thrown = unsafe { oop(exception) };
    exceptions::leave_pending(exceptions::rethrow(thread, thrown));
}

extern "C" fn take_exception(thread: &JavaThread) -> u64 {
    thread.pending_exception.swap(Oop::NULL).to_bits()
}

/// If the class cannot be resolved, that error takes the pending exception's place.
unsafe extern "C" fn catch_type_matches(
    thread: &JavaThread,
    exception: u64,
    method: u32,
    index: u32,
) -> u32 {
    // SAFETY: as above.
    let exception = unsafe { oop(exception) };
    let method = MethodPtr::from_offset(method).expect("compiled code names methods");
    // Resolving may run Java code; the exception is put back afterwards, or an error takes its place.
    thread.pending_exception.swap(Oop::NULL);
    match resolve::resolve_class(thread, method.holder(), index as u16) {
        Ok(klass) => {
            exceptions::leave_pending(exceptions::rethrow(thread, exception));
            u32::from(exception.is_a(klass))
        }
        Err(pending) => {
            exceptions::leave_pending(pending);
            0
        }
    }
}

/// # Safety
/// For the stub of traps.
pub unsafe extern "C" fn deoptimize(thread: &JavaThread, point: u32, on_stack: *const u64) -> u64 {
    // SAFETY: by the caller's word.
    let result: Result<u64, Pending> =
        unsafe { deoptimization::deoptimize(thread, point, on_stack) };
    result.unwrap_or_else(|p| {
        exceptions::leave_pending(p);
        0
    })
}

extern "C" fn float_remainder(_: &JavaThread, a: f32, b: f32) -> f32 {
    a % b
}

extern "C" fn double_remainder(_: &JavaThread, a: f64, b: f64) -> f64 {
    a % b
}

/// A leaf.
unsafe extern "C" fn copy_simply(
    from: u64,
    from_position: u32,
    to: u64,
    to_position: u32,
    length: u32,
) -> u32 {
    // SAFETY: as above.
    let (source, target) = unsafe { (oop(from), oop(to)) };
    let copied = memory::copy_simply(source, from_position, target, to_position, length);
    u32::from(copied)
}

/// A copy that fails is left to the native method, so that the trace of its exception has that method's frame. What was copied
/// before an element did not fit is copied again.
unsafe extern "C" fn array_copy(
    thread: &JavaThread,
    from: u64,
    from_position: i32,
    to: u64,
    to_position: i32,
    length: i32,
) {
    // SAFETY: as above.
    let (source, target) = unsafe { (oop(from), oop(to)) };
    let null = source.is_null() || target.is_null();
    let copied = !null
        && memory::arraycopy(thread, source, from_position, target, to_position, length)
            .map_err(|pending| exceptions::take(thread, pending))
            .is_ok();
    if !copied {
        let slot = |int: i32| u64::from(int as u32);
        let args = [
            from,
            slot(from_position),
            to,
            slot(to_position),
            slot(length),
        ];
        let descriptor = "(Ljava/lang/Object;ILjava/lang/Object;II)V";
        let system = well_known::system();
        let result = java_calls::call_named(thread, system, "arraycopy", descriptor, &args);
        or_pending(result.map(drop));
    }
}
