//! The classes of arguments, results and parameters in profiles: whose are kept (HotSpot's `TypeProfileLevel`,
//! `TypeProfileArgsLimit`, `TypeProfileParmsLimit`), and how.
//!
//! A cell has the one class that was seen so far in its low half. It says above that if null was seen, and if there were several classes. Like
//! the rows of receivers it does not keep the class alive.

use std::sync::atomic::{AtomicU64, Ordering};

use classlib::bytecodes as op;
use classlib::descriptor::MethodDescriptor;
use compiler::host::{TYPE_NULL_SEEN, TYPE_UNKNOWN};
use oops::constant_pool::tag;
use oops::method::MethodFlags;
use oops::{KlassPtr, MethodPtr, Oop};

use crate::classes::well_known as wk;
use crate::compiler::profile_rows::TypedValue;
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// What is known of the classes of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeenType {
    /// The only class; `None` if there was none yet, or if there were several.
    pub class: Option<KlassPtr>,
    /// There were several.
    pub is_unknown: bool,
    pub null_seen: bool,
}

/// A cell of a profile that holds the classes of a value.
#[repr(transparent)]
pub struct TypeCell(AtomicU64);

impl TypeCell {
    /// A cell as one for types.
    pub fn of(cell: &AtomicU64) -> &TypeCell {
        // SAFETY: a transparent wrapper.
        unsafe { &*std::ptr::from_ref(cell).cast::<TypeCell>() }
    }

    /// Puts down an object's class.
    pub fn note(&self, object: Oop) {
        let before = self.0.load(Ordering::Relaxed);
        let after = match object.is_null() {
            true => before | TYPE_NULL_SEEN,
            false => {
                let class = u64::from(object.klass().offset());
                match before as u32 {
                    0 if before & TYPE_UNKNOWN == 0 => before | class,
                    known if u64::from(known) == class => before,
                    _ => before & TYPE_NULL_SEEN | TYPE_UNKNOWN,
                }
            }
        };
        if after != before {
            self.0.store(after, Ordering::Relaxed);
        }
    }

    /// What was seen.
    pub fn seen(&self) -> SeenType {
        let bits = self.0.load(Ordering::Relaxed);
        SeenType {
            class: KlassPtr::from_offset(bits as u32),
            is_unknown: bits & TYPE_UNKNOWN != 0,
            null_seen: bits & TYPE_NULL_SEEN != 0,
        }
    }

    /// Forgets a class that goes.
    pub fn forget(&self, is_dead: &dyn Fn(KlassPtr) -> bool) {
        if self.seen().class.is_some_and(is_dead) {
            self.0.fetch_and(!u64::from(u32::MAX), Ordering::Relaxed);
        }
    }
}

/// What code of level 3 calls where the class is not the one that a cell knows.
///
/// # Safety
/// `cell` is the address of such a cell, `object` a reference.
pub unsafe extern "C" fn profile_type(_: &JavaThread, cell: u64, object: u64) {
    // SAFETY: by the caller's word; the data lives as long as code that uses it.
    unsafe { (*(cell as *const TypeCell)).note(Oop::from_bits(object)) };
}

/// What is of interest of a call. The cells are not given out yet.
#[derive(Default)]
pub struct CallTypes {
    pub argument_slots: u16,
    pub arguments: Vec<TypedValue>,
    pub has_result: bool,
}

/// A digit of `TypeProfileLevel`.
#[derive(Clone, Copy)]
enum Part {
    Arguments = 1,
    Results = 10,
    Parameters = 100,
}

impl Part {
    /// Whether the classes of this part are kept: never, where java.lang.invoke is concerned, always.
    fn is_kept(self, concerns_invoke: impl FnOnce() -> bool) -> bool {
        match flags::get::TypeProfileLevel() / self as u64 % 10 {
            0 => false,
            1 => concerns_invoke(),
            _ => true,
        }
    }
}

/// What to keep of the call at `bci`.
pub fn of_call(method: MethodPtr, bci: usize) -> CallTypes {
    let constants = method.holder().constants();
    let code = method.code.get();
    let index = usize::from(op::index_at(code, bci));
    let descriptor = match constants.tag(index) {
        tag::INVOKE_DYNAMIC => constants.dynamic(index).2,
        _ => constants.member_ref(index).descriptor,
    };
    let descriptor = MethodDescriptor::parse(descriptor.as_bytes()).expect("checked when parsed");
    let has_receiver = !matches!(code[bci], op::INVOKESTATIC | op::INVOKEDYNAMIC);
    let concerns_invoke = || is_call_of_interest(method, bci, index);
    let limit = match Part::Arguments.is_kept(concerns_invoke) {
        true => flags::get::TypeProfileArgsLimit() as usize,
        false => 0,
    };
    let mut arguments = references(&descriptor, has_receiver);
    arguments.truncate(limit);
    let has_result =
        descriptor.return_type().basic.is_reference() && Part::Results.is_kept(concerns_invoke);
    CallTypes {
        argument_slots: slots(&descriptor, has_receiver),
        arguments,
        has_result,
    }
}

/// The parameters of a method to keep the classes of; they include the receiver.
pub fn of_parameters(method: MethodPtr) -> Vec<TypedValue> {
    if !Part::Parameters.is_kept(|| is_lambda_form(method)) {
        return Vec::new();
    }
    let descriptor = MethodDescriptor::parse(method.descriptor.as_bytes());
    let descriptor = descriptor.expect("checked when parsed");
    let has_receiver = !method.is_static();
    let mut parameters = references(&descriptor, has_receiver);
    if has_receiver {
        let receiver = TypedValue {
            argument: 0,
            slot: 0,
            depth: slots(&descriptor, true),
            cell: 0,
        };
        parameters.insert(0, receiver);
    }
    if let Ok(limit) = usize::try_from(flags::get::TypeProfileParmsLimit() as i64) {
        parameters.truncate(limit);
    }
    parameters
}

fn slots(descriptor: &MethodDescriptor<'_>, has_receiver: bool) -> u16 {
    descriptor.parameter_slots() as u16 + u16::from(has_receiver)
}

/// The arguments that are references, without the receiver.
fn references(descriptor: &MethodDescriptor<'_>, has_receiver: bool) -> Vec<TypedValue> {
    let all = slots(descriptor, has_receiver);
    let mut slot = u16::from(has_receiver);
    let mut found = Vec::new();
    for (number, parameter) in descriptor.parameters().enumerate() {
        if parameter.basic.is_reference() {
            found.push(TypedValue {
                argument: number as u16 + u16::from(has_receiver),
                slot,
                depth: all - slot,
                cell: 0,
            });
        }
        slot += parameter.basic.slots() as u16;
    }
    found
}

/// True for code that java.lang.invoke has made of lambda forms.
fn is_lambda_form(method: MethodPtr) -> bool {
    let holder = method.holder();
    method.flags.contains(MethodFlags::HIDDEN)
        && holder.is_hidden()
        && holder.is_boot()
        && holder.package_name() == b"java/lang/invoke"
}

/// Calls that level 1 of `TypeProfileLevel` is for: those of java.lang.invoke, and accesses by Unsafe.
fn is_call_of_interest(method: MethodPtr, bci: usize, index: usize) -> bool {
    let opcode = method.code.get()[bci];
    if opcode == op::INVOKEDYNAMIC || is_lambda_form(method) {
        return true;
    }
    if opcode != op::INVOKEVIRTUAL {
        return false;
    }
    let callee = method.holder().constants().member_ref(index);
    let is_polymorphic = |klass: KlassPtr| {
        let named = |m: &&MethodPtr| m.name == callee.name;
        let mut methods = klass.methods.iter().filter(named);
        methods.any(|m| m.flags.contains(MethodFlags::SIGNATURE_POLYMORPHIC))
    };
    match callee.class_name.as_bytes() {
        b"java/lang/invoke/MethodHandle" => is_polymorphic(wk::method_handle()),
        b"java/lang/invoke/VarHandle" => is_polymorphic(wk::var_handle()),
        b"jdk/internal/misc/Unsafe"
        | b"sun/misc/Unsafe"
        | b"jdk/internal/misc/ScopedMemoryAccess" => {
            let name = callee.name.as_bytes();
            name.starts_with(b"get") || name.starts_with(b"put")
        }
        _ => false,
    }
}
