//! Natives of `java.lang.invoke.MethodHandleNatives`.

use oops::{BasicType, KlassPtr, MethodPtr, Oop};

use super::{Args, Row};
use crate::classes::well_known::{self, fields};
use crate::classes::{init, mirrors, strings};
use crate::interpreter::resolved_method_of_member;
use crate::invoke::bootstrap::static_argument;
use crate::invoke::member_name::{self, flags};
use crate::jvm::boxing::{Value, boxed};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

const NATIVES: &str = "java/lang/invoke/MethodHandleNatives";
const MEMBER_TO_LONG: &str = "(Ljava/lang/invoke/MemberName;)J";
const CALL_SITE_AND_TARGET: &str = "(Ljava/lang/invoke/CallSite;Ljava/lang/invoke/MethodHandle;)V";

/// The rows of this file.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    (NATIVES, "registerNatives", "()V", nothing),
    (NATIVES, "init", "(Ljava/lang/invoke/MemberName;Ljava/lang/Object;)V", init_member),
    (NATIVES, "expand", "(Ljava/lang/invoke/MemberName;)V", expand),
    (NATIVES, "resolve", "(Ljava/lang/invoke/MemberName;Ljava/lang/Class;IZ)Ljava/lang/invoke/MemberName;", resolve),
    (NATIVES, "objectFieldOffset", MEMBER_TO_LONG, object_field_offset),
    (NATIVES, "staticFieldOffset", MEMBER_TO_LONG, static_field_offset),
    (NATIVES, "staticFieldBase", "(Ljava/lang/invoke/MemberName;)Ljava/lang/Object;", static_field_base),
    (NATIVES, "getMemberVMInfo", "(Ljava/lang/invoke/MemberName;)Ljava/lang/Object;", member_vm_info),
    (NATIVES, "setCallSiteTargetNormal", CALL_SITE_AND_TARGET, set_target),
    (NATIVES, "setCallSiteTargetVolatile", CALL_SITE_AND_TARGET, set_target_volatile),
    (NATIVES, "copyOutBootstrapArguments", "(Ljava/lang/Class;[III[Ljava/lang/Object;IZLjava/lang/Object;)V", copy_out),
    (NATIVES, "clearCallSiteContext", "(Ljava/lang/invoke/MethodHandleNatives$CallSiteContext;)V", nothing),
    (NATIVES, "getNamedCon", "(I[Ljava/lang/Object;)I", nothing),
];

fn nothing(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(0)
}

fn internal_error(thread: &JavaThread, text: &str) -> Pending {
    exceptions::throw(thread, "java/lang/InternalError", text)
}

/// The MemberName argument, which must not be null.
fn member(thread: &JavaThread, args: Args) -> JResult<Oop> {
    let member = args.oop(0).non_null();
    member.ok_or_else(|| internal_error(thread, "mname must not be null"))
}

/// `init(MemberName self, Object ref)`: from a reflective Field, Method or Constructor.
fn init_member(thread: &JavaThread, args: Args) -> JResult<u64> {
    let member = member(thread, args)?;
    let Some(target) = args.oop(1).non_null() else {
        return Err(internal_error(thread, "target must not be null"));
    };
    let class = target.klass();
    if class == well_known::field() {
        let slot = target.load_i32(fields::field_slot());
        if let Some(klass) = mirrors::klass_of(target.load_oop(fields::field_clazz()))
            && let Some(field) = klass.fields.get().get(slot as usize)
        {
            member_name::set_field(member, klass, field, false);
        }
    } else if class == well_known::method() {
        let slot = target.load_i32(fields::method_slot());
        let mirror = target.load_oop(fields::method_clazz());
        init_method(thread, member, mirror, slot)?;
    } else if class == well_known::constructor() {
        let slot = target.load_i32(fields::constructor_slot());
        let mirror = target.load_oop(fields::constructor_clazz());
        init_method(thread, member, mirror, slot)?;
    } else {
        let text = "unrecognized reflective object";
        return Err(internal_error(thread, text));
    }
    Ok(0)
}

fn init_method(thread: &JavaThread, member: Oop, mirror: Oop, slot: i32) -> JResult<()> {
    let Some(klass) = mirrors::klass_of(mirror) else {
        return Ok(());
    };
    init::link(thread, klass)?;
    match klass.methods.get().get(slot as usize) {
        Some(&method) => member_name::set_method(thread, member, klass, method, false),
        None => Ok(()),
    }
}

/// `expand(MemberName self)`: fills in class, name and type of a resolved member.
fn expand(thread: &JavaThread, args: Args) -> JResult<u64> {
    let member = member(thread, args)?;
    let (class, name, descriptor) = if let Some(method) = resolved_method_of_member(member) {
        (method.holder(), method.name, method.descriptor)
    } else {
        let offset = member.load_i64(fields::member_name_vmindex());
        let is_static = member_name::flags_of(member) & u32::from(oops::field::access::STATIC) != 0;
        let class = member_name::class_of(member);
        let field = class.and_then(|k: KlassPtr| {
            let mut fields = k.fields.get().iter();
            fields.find(|f| i64::from(f.offset) == offset && f.is_static() == is_static)
        });
        match (class, field) {
            (Some(class), Some(field)) => (class, field.name, field.descriptor),
            _ => return Err(internal_error(thread, "unrecognized MemberName format")),
        }
    };
    if member.load_oop(fields::member_name_clazz()).is_null() {
        memory::store_oop(member, fields::member_name_clazz(), class.mirror());
    }
    if member.load_oop(fields::member_name_name()).is_null() {
        let name = strings::intern_symbol(thread, name)?;
        memory::store_oop(member, fields::member_name_name(), name);
    }
    if member.load_oop(fields::member_name_type()).is_null() {
        let descriptor = strings::intern_symbol(thread, descriptor)?;
        memory::store_oop(member, fields::member_name_type(), descriptor);
    }
    Ok(0)
}

/// `resolve(MemberName self, Class caller, int lookupMode, boolean speculative)`.
fn resolve(thread: &JavaThread, args: Args) -> JResult<u64> {
    let member = member(thread, args)?;
    let caller = args.oop(1).non_null().and_then(mirrors::klass_of);
    let speculative = args.bool(3);
    match member_name::resolve(thread, member, caller) {
        Ok(true) => Ok(member.to_bits()),
        Ok(false) if speculative => Ok(0),
        Ok(false) => Err(resolution_failed(thread, member_name::flags_of(member))),
        Err(pending) if speculative => {
            exceptions::take(thread, pending);
            Ok(0)
        }
        Err(pending) => Err(pending),
    }
}

fn resolution_failed(thread: &JavaThread, bits: u32) -> Pending {
    let (class, text) = match bits & flags::ALL_KINDS {
        flags::IS_FIELD => ("java/lang/NoSuchFieldError", "field resolution failed"),
        flags::IS_METHOD | flags::IS_CONSTRUCTOR => {
            ("java/lang/NoSuchMethodError", "method resolution failed")
        }
        _ => ("java/lang/LinkageError", "resolution failed"),
    };
    exceptions::throw(thread, class, text)
}

/// The offset of a field MemberName that is static or not as asked.
fn field_offset(thread: &JavaThread, args: Args, is_static: bool) -> JResult<u64> {
    let member = member(thread, args)?;
    let bits = member_name::flags_of(member);
    let fits = (bits & u32::from(oops::field::access::STATIC) != 0) == is_static;
    if bits & flags::IS_FIELD != 0 && fits {
        return Ok(member.load_u64(fields::member_name_vmindex()));
    }
    let text = if is_static {
        "static field required"
    } else {
        "non-static field required"
    };
    Err(internal_error(thread, text))
}

fn object_field_offset(thread: &JavaThread, args: Args) -> JResult<u64> {
    field_offset(thread, args, false)
}

fn static_field_offset(thread: &JavaThread, args: Args) -> JResult<u64> {
    field_offset(thread, args, true)
}

fn static_field_base(thread: &JavaThread, args: Args) -> JResult<u64> {
    field_offset(thread, args, true)?;
    Ok(args.oop(0).load_oop(fields::member_name_clazz()).to_bits())
}

/// `getMemberVMInfo`: the dispatch index or offset, and what it is relative to.
fn member_vm_info(thread: &JavaThread, args: Args) -> JResult<u64> {
    let member = member(thread, args)?;
    let index = Value {
        ty: BasicType::Long,
        slot: member.load_u64(fields::member_name_vmindex()),
    };
    let index = boxed(thread, index)?;
    let target = match resolved_method_of_member(member) {
        Some::<MethodPtr>(_) => member,
        None => member.load_oop(fields::member_name_clazz()),
    };
    let result = memory::allocate_object_array(thread, well_known::object(), 2)?;
    memory::obj_array_store(result, 0, index);
    memory::obj_array_store(result, 1, target);
    Ok(result.to_bits())
}

fn set_target(_: &JavaThread, args: Args) -> JResult<u64> {
    memory::store_oop(args.oop(0), fields::call_site_target(), args.oop(1));
    Ok(0)
}

fn set_target_volatile(_: &JavaThread, args: Args) -> JResult<u64> {
    memory::store_oop_volatile(args.oop(0), fields::call_site_target(), args.oop(1));
    Ok(0)
}

/// `copyOutBootstrapArguments(Class caller, int[] indexInfo, int start, int end, Object[] buf, int pos, boolean resolve,
/// Object ifNotAvailable)`: `indexInfo` is the number of arguments and the constant-pool index of the dynamic entry.
fn copy_out(thread: &JavaThread, args: Args) -> JResult<u64> {
    let (caller, info, buffer) = (args.oop(0), args.oop(1), args.oop(4));
    let (start, end, position) = (args.int(2), args.int(3), args.int(5));
    let Some(klass) = caller.non_null().and_then(mirrors::klass_of) else {
        return Err(internal_error(thread, "bad caller"));
    };
    if info.is_null() || info.array_length() != 2 || buffer.is_null() {
        return Err(internal_error(thread, "bad index info (1)"));
    }
    // SAFETY: an int array that only this call's caller knows.
    let index = unsafe { info.elements::<i32>() }[1] as usize;
    let (bootstrap, ..) = klass.constants().dynamic(index);
    let rows = klass.constants().bootstrap_methods.get();
    let arguments = rows[usize::from(bootstrap)].arguments.get();
    let room = buffer.array_length() as i32 - position;
    if start < 0 || end > arguments.len() as i32 || position < 0 || end - start > room {
        return Err(exceptions::throw(
            thread,
            "java/lang/ArrayIndexOutOfBoundsException",
            "bad argument range",
        ));
    }
    for (i, argument) in (start..end).enumerate() {
        let value = static_argument(thread, klass, arguments[argument as usize])?;
        memory::obj_array_store(buffer, position as usize + i, value);
    }
    Ok(0)
}
