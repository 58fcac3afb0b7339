//! Reflective calls: `Method.invoke` and `Constructor.newInstance` of the native accessors. Access was checked in Java.

use jni_sys::{jobject, jobjectArray};
use oops::{BasicType, KlassPtr, MethodPtr, Oop, Symbol};

use super::boxing::{self, Value};
use super::entry::{jvm_entries, local, oop, required};
use super::fields_methods::method_of;
use crate::classes::well_known::fields;
use crate::classes::{init, mirrors, system_dictionary as dictionary};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::java_calls;
use crate::runtime::thread::JavaThread;

/// Most slots that a method's arguments can take, receiver included (JVMS 4.3.3).
const MAX_SLOTS: usize = 256;

fn illegal(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

/// InvocationTargetException around the pending exception.
fn wrap(thread: &JavaThread, pending: Pending) -> Pending {
    let cause = exceptions::take(thread, pending);
    let name = Symbol::from_text("java/lang/reflect/InvocationTargetException");
    let class = match dictionary::resolve_or_fail(thread, name, Oop::NULL) {
        Ok(class) => class,
        Err(pending) => return pending,
    };
    match java_calls::new_object(
        thread,
        class,
        "(Ljava/lang/Throwable;)V",
        &[cause.to_bits()],
    ) {
        Ok(e) => exceptions::throw_oop(thread, e),
        Err(p) => p,
    }
}

/// The slots of one call. They lie on the native stack, where the collector finds the references among them.
struct Slots {
    slots: [u64; MAX_SLOTS],
    len: usize,
}

impl Slots {
    fn push(&mut self, slot: u64, ty: BasicType) {
        self.slots[self.len] = slot;
        self.len += ty.slots();
    }
}

/// Checks and converts the arguments by the parameter types (`Class[]`).
fn push_arguments(
    thread: &JavaThread,
    slots: &mut Slots,
    types: Oop,
    arguments: Oop,
) -> JResult<()> {
    let count = arguments.non_null().map_or(0, Oop::array_length);
    if types.array_length() != count {
        return Err(illegal(thread, "wrong number of arguments"));
    }
    for i in 0..count {
        let (ty, argument) = (types.obj_at(i), arguments.obj_at(i));
        match mirrors::klass_of(ty) {
            Some(class) => {
                if !argument.is_null() && !argument.is_a(class) {
                    return Err(illegal(thread, "argument type mismatch"));
                }
                slots.push(argument.to_bits(), BasicType::Object);
            }
            None => {
                let primitive = mirrors::mirror_basic_type(ty).expect("a primitive type");
                if argument.is_null() {
                    let class = "java/lang/IllegalArgumentException";
                    return Err(exceptions::throw_plain(thread, class));
                }
                match boxing::unbox(argument).and_then(|v| boxing::widen(v, primitive)) {
                    Some(slot) => slots.push(slot, primitive),
                    None => return Err(illegal(thread, "argument type mismatch")),
                }
            }
        }
    }
    Ok(())
}

/// The method that a reflective call of `m` on `receiver` runs.
fn select(thread: &JavaThread, m: MethodPtr, receiver: Oop) -> JResult<MethodPtr> {
    if m.is_private() || m.is_initializer() {
        return Ok(m);
    }
    match java_calls::select(receiver, m).filter(|s| !s.is_abstract()) {
        Some(selected) => Ok(selected),
        None => {
            let pending =
                exceptions::throw(thread, "java/lang/AbstractMethodError", &m.external_name());
            Err(wrap(thread, pending))
        }
    }
}

fn call(thread: &JavaThread, m: MethodPtr, slots: &Slots) -> JResult<u64> {
    java_calls::call(thread, m, &slots.slots[..slots.len]).map_err(|pending| wrap(thread, pending))
}

fn enough_stack(thread: &JavaThread) -> JResult<()> {
    if thread.native_stack_low() {
        Err(exceptions::throw_stack_overflow(thread))
    } else {
        Ok(())
    }
}

/// `Method.invoke` without access checks: the boxed result, null for void.
fn invoke(thread: &JavaThread, method: Oop, receiver: Oop, arguments: Oop) -> JResult<Oop> {
    enough_stack(thread)?;
    let m = method_of(thread, method)?;
    let holder = m.holder();
    let mut slots = Slots {
        slots: [0; MAX_SLOTS],
        len: 0,
    };
    let target = if m.is_static() {
        init::initialize(thread, holder)?;
        m
    } else {
        if receiver.is_null() {
            return Err(exceptions::throw_npe(thread));
        }
        if !receiver.is_a(holder) {
            return Err(illegal(
                thread,
                "object is not an instance of declaring class",
            ));
        }
        slots.push(receiver.to_bits(), BasicType::Object);
        select(thread, m, receiver)?
    };
    push_arguments(
        thread,
        &mut slots,
        method.load_oop(fields::method_parameter_types()),
        arguments,
    )?;
    let slot = call(thread, target, &slots)?;
    boxing::boxed(
        thread,
        Value {
            ty: m.return_type,
            slot,
        },
    )
}

/// InstantiationException for what has no instances.
fn check_instantiable(thread: &JavaThread, k: KlassPtr) -> JResult<()> {
    if k.is_abstract() || k.is_interface() || k.is_array() {
        return Err(exceptions::throw(
            thread,
            "java/lang/InstantiationException",
            &k.external_name(),
        ));
    }
    if k.kind == oops::KlassKind::Mirror {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessException",
            &k.external_name(),
        ));
    }
    Ok(())
}

fn new_instance(thread: &JavaThread, constructor: Oop, arguments: Oop) -> JResult<Oop> {
    enough_stack(thread)?;
    let m = method_of(thread, constructor)?;
    let class = m.holder();
    check_instantiable(thread, class)?;
    init::initialize(thread, class)?;
    let receiver = memory::new_instance(thread, class)?;
    let mut slots = Slots {
        slots: [0; MAX_SLOTS],
        len: 0,
    };
    slots.push(receiver.to_bits(), BasicType::Object);
    push_arguments(
        thread,
        &mut slots,
        constructor.load_oop(fields::constructor_parameter_types()),
        arguments,
    )?;
    call(thread, m, &slots)?;
    Ok(receiver)
}

jvm_entries! {
    /// `NativeMethodAccessorImpl.invoke0`.
    fn JVM_InvokeMethod(thread, method: jobject, receiver: jobject, arguments: jobjectArray) -> jobject {
        let method = required(thread, method)?;
        Ok(local(thread, invoke(thread, method, oop(receiver), oop(arguments))?))
    }

    /// `NativeConstructorAccessorImpl.newInstance0`.
    fn JVM_NewInstanceFromConstructor(thread, constructor: jobject, arguments: jobjectArray) -> jobject {
        let constructor = required(thread, constructor)?;
        Ok(local(thread, new_instance(thread, constructor, oop(arguments))?))
    }
}
