//! java.lang.invoke.MemberName: filling it in from resolved fields and methods, and resolving it.
//!
//! A MemberName that stands for a method holds a ResolvedMethodName, which keeps the method's class alive; its `vmindex`
//! is the method's dispatch index. One that stands for a field holds the field's offset as `vmindex`.

use std::sync::atomic::Ordering;

use oops::field::{Field, FieldFlags, access};
use oops::method::{MethodFlags, NONVIRTUAL_INDEX};
use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use super::polymorphic;
use crate::classes::resolve::{self, InvokeKind, MethodReference, can_access_member, lookup_field};
use crate::classes::well_known::{self, fields};
use crate::classes::{init, mirrors, strings};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// Bits of `MemberName.flags` besides the member's access flags.
pub mod flags {
    pub const IS_METHOD: u32 = 0x0001_0000;
    pub const IS_CONSTRUCTOR: u32 = 0x0002_0000;
    pub const IS_FIELD: u32 = 0x0004_0000;
    pub const ALL_KINDS: u32 = 0x000f_0000;
    pub const CALLER_SENSITIVE: u32 = 0x0010_0000;
    pub const TRUSTED_FINAL: u32 = 0x0020_0000;
    pub const REFERENCE_KIND_SHIFT: u32 = 24;
}

/// Reference kinds (JVMS table 4.4.8-A).
pub mod ref_kind {
    pub const GET_FIELD: u32 = 1;
    pub const GET_STATIC: u32 = 2;
    pub const PUT_FIELD: u32 = 3;
    pub const PUT_STATIC: u32 = 4;
    pub const INVOKE_VIRTUAL: u32 = 5;
    pub const INVOKE_STATIC: u32 = 6;
    pub const INVOKE_SPECIAL: u32 = 7;
    pub const INVOKE_INTERFACE: u32 = 9;
}

/// Access flags of methods and fields that reflection shows.
const METHOD_MODIFIERS: u16 =
    !(access::INTERFACE | access::ANNOTATION | access::ENUM | access::MANDATED);
const FIELD_MODIFIERS: u16 = access::PUBLIC
    | access::PRIVATE
    | access::PROTECTED
    | access::STATIC
    | access::FINAL
    | access::VOLATILE
    | access::TRANSIENT
    | access::SYNTHETIC
    | access::ENUM;

pub fn flags_of(member: Oop) -> u32 {
    member.load_u32(fields::member_name_flags())
}

/// The class that a MemberName's `clazz` stands for.
pub fn class_of(member: Oop) -> Option<KlassPtr> {
    let mirror = member.load_oop(fields::member_name_clazz()).non_null()?;
    mirrors::klass_of(mirror)
}

/// How a resolved method is called: its dispatch index and reference kind, and the class to name.
struct Call {
    klass: KlassPtr,
    index: i64,
    kind: u32,
}

/// The call that a reference to `method` through `referenced` makes when the receiver's class decides, or a direct one.
fn call_of(referenced: KlassPtr, method: MethodPtr, direct: bool) -> Call {
    let holder = method.holder();
    let nonvirtual = Call {
        klass: holder,
        index: NONVIRTUAL_INDEX.into(),
        kind: if method.is_static() {
            ref_kind::INVOKE_STATIC
        } else {
            ref_kind::INVOKE_SPECIAL
        },
    };
    let bound = method.access_flags & (access::STATIC | access::PRIVATE | access::FINAL) != 0;
    if direct || bound || method.is_initializer() || holder.is_final() {
        return nonvirtual;
    }
    let virtual_call = |klass, index: usize| Call {
        klass,
        index: index as i64,
        kind: ref_kind::INVOKE_VIRTUAL,
    };
    if !holder.is_interface() {
        let index = method.rt.vtable_index.load(Ordering::Acquire);
        return usize::try_from(index).map_or(nonvirtual, |i| virtual_call(holder, i));
    }
    if referenced.is_interface() {
        let index = method.rt.itable_index.load(Ordering::Acquire);
        return Call {
            klass: holder,
            index: index.into(),
            kind: ref_kind::INVOKE_INTERFACE,
        };
    }
    // An interface's method as a class inherits it.
    let is_same = |m: &MethodPtr| m.name == method.name && m.descriptor == method.descriptor;
    let place = referenced.vtable().iter().rposition(is_same);
    place.map_or(nonvirtual, |i| virtual_call(referenced, i))
}

/// Makes a MemberName stand for a method.
pub fn set_method(
    thread: &JavaThread,
    member: Oop,
    referenced: KlassPtr,
    method: MethodPtr,
    direct: bool,
) -> JResult<()> {
    let call = call_of(referenced, method, direct);
    let mut bits = u32::from(method.access_flags & METHOD_MODIFIERS)
        | call.kind << flags::REFERENCE_KIND_SHIFT
        | if method.is_initializer() {
            flags::IS_CONSTRUCTOR
        } else {
            flags::IS_METHOD
        };
    if method.flags.contains(MethodFlags::CALLER_SENSITIVE) {
        bits |= flags::CALLER_SENSITIVE;
    }
    let resolved = memory::allocate_instance(thread, well_known::resolved_method_name())?;
    memory::store_oop(
        resolved,
        fields::resolved_method_name_vmholder(),
        method.holder().mirror(),
    );
    resolved.store_u64(
        fields::resolved_method_name_vmtarget(),
        u64::from(method.offset()),
    );
    member.store_u32(fields::member_name_flags(), bits);
    member.store_i64(fields::member_name_vmindex(), call.index);
    memory::store_oop(member, fields::member_name_clazz(), call.klass.mirror());
    memory::store_oop(member, fields::member_name_method(), resolved);
    Ok(())
}

/// Makes a MemberName stand for a field.
pub fn set_field(member: Oop, declaring: KlassPtr, field: &Field, is_setter: bool) {
    let kind = match (field.is_static(), is_setter) {
        (false, false) => ref_kind::GET_FIELD,
        (true, false) => ref_kind::GET_STATIC,
        (false, true) => ref_kind::PUT_FIELD,
        (true, true) => ref_kind::PUT_STATIC,
    };
    let mut bits = u32::from(field.access_flags & FIELD_MODIFIERS)
        | flags::IS_FIELD
        | kind << flags::REFERENCE_KIND_SHIFT;
    let trusted = field.is_static()
        || declaring.is_hidden()
        || declaring.attributes.is_record
        || field.flags.contains(FieldFlags::TRUSTED_FINAL);
    if field.is_final() && trusted {
        bits |= flags::TRUSTED_FINAL;
    }
    member.store_u32(fields::member_name_flags(), bits);
    member.store_i64(fields::member_name_vmindex(), i64::from(field.offset));
    memory::store_oop(member, fields::member_name_clazz(), declaring.mirror());
    memory::store_oop(member, fields::member_name_method(), Oop::NULL);
}

/// The descriptor of a mirror's type.
fn append_descriptor(out: &mut Vec<u8>, mirror: Oop) {
    if let Some(ty) = mirrors::mirror_basic_type(mirror) {
        out.push(ty.descriptor_char());
    } else if let Some(klass) = mirrors::klass_of(mirror) {
        let name = klass.name.as_bytes();
        if klass.is_array() {
            out.extend_from_slice(name);
        } else {
            out.push(b'L');
            out.extend_from_slice(name);
            out.push(b';');
        }
    }
}

/// The descriptor that a MemberName's `type` (a MethodType, Class or String) stands for.
fn descriptor_of(ty: Oop) -> Option<Symbol> {
    let klass = ty.klass();
    let mut out = Vec::new();
    if klass == well_known::method_type() {
        let parameters = ty.load_oop(fields::method_type_ptypes());
        out.push(b'(');
        for i in 0..parameters.array_length() {
            append_descriptor(&mut out, parameters.obj_at(i));
        }
        out.push(b')');
        append_descriptor(&mut out, ty.load_oop(fields::method_type_rtype()));
    } else if klass == well_known::class() {
        append_descriptor(&mut out, ty);
    } else if klass == well_known::string() {
        out = strings::to_mutf8(ty);
    } else {
        return None;
    }
    (out.len() <= usize::from(u16::MAX)).then(|| Symbol::intern(&out))
}

/// What an unresolved MemberName asks for.
struct Wanted {
    klass: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
    kinds: u32,
    ref_kind: u32,
}

impl Wanted {
    fn of(member: Oop) -> Option<Wanted> {
        let klass = class_of(member)?;
        let name = member.load_oop(fields::member_name_name()).non_null()?;
        let ty = member.load_oop(fields::member_name_type()).non_null()?;
        let name = strings::to_mutf8(name);
        if name == b"<clinit>" || name.len() > usize::from(u16::MAX) {
            return None;
        }
        let bits = flags_of(member);
        Some(Wanted {
            // An array's methods are those of Object.
            klass: if klass.is_array() {
                well_known::object()
            } else {
                klass
            },
            name: Symbol::intern(&name),
            descriptor: descriptor_of(ty)?,
            kinds: bits & flags::ALL_KINDS,
            ref_kind: bits >> flags::REFERENCE_KIND_SHIFT & 15,
        })
    }
}

/// Resolves a MemberName on behalf of `caller` (`None`: without access checks). False if it asks for nothing that could be
/// resolved.
pub fn resolve(thread: &JavaThread, member: Oop, caller: Option<KlassPtr>) -> JResult<bool> {
    if !member.load_oop(fields::member_name_method()).is_null() {
        return Ok(true);
    }
    let Some(wanted) = Wanted::of(member) else {
        return Ok(false);
    };
    init::link(thread, wanted.klass)?;
    match wanted.kinds {
        flags::IS_METHOD => resolve_method(thread, member, &wanted, caller),
        flags::IS_CONSTRUCTOR => {
            if wanted.name.as_bytes() != b"<init>" {
                return Ok(false);
            }
            let method = resolve_as(thread, &wanted, caller, InvokeKind::Special)?;
            set_method(thread, member, wanted.klass, method, true)?;
            Ok(true)
        }
        flags::IS_FIELD => resolve_field(thread, member, &wanted, caller),
        _ => {
            let text = "unrecognized MemberName format";
            Err(exceptions::throw(thread, "java/lang/InternalError", text))
        }
    }
}

fn resolve_as(
    thread: &JavaThread,
    wanted: &Wanted,
    caller: Option<KlassPtr>,
    kind: InvokeKind,
) -> JResult<MethodPtr> {
    let reference = MethodReference {
        from: caller,
        referenced: wanted.klass,
        name: wanted.name,
        descriptor: wanted.descriptor,
        is_interface_ref: None,
    };
    resolve::resolve_reference(thread, reference, kind)
}

fn resolve_method(
    thread: &JavaThread,
    member: Oop,
    wanted: &Wanted,
    caller: Option<KlassPtr>,
) -> JResult<bool> {
    let (kind, direct) = match wanted.ref_kind {
        ref_kind::INVOKE_STATIC => (InvokeKind::Static, true),
        ref_kind::INVOKE_SPECIAL => (InvokeKind::Special, true),
        ref_kind::INVOKE_VIRTUAL => (InvokeKind::Virtual, false),
        ref_kind::INVOKE_INTERFACE => (InvokeKind::Interface, false),
        _ => return Ok(false),
    };
    if kind != InvokeKind::Interface {
        let intrinsic =
            polymorphic::intrinsic_for(thread, wanted.klass, wanted.name, wanted.descriptor)?;
        if let Some(method) = intrinsic {
            set_method(thread, member, wanted.klass, method, true)?;
            return Ok(true);
        }
    }
    let mut method = resolve_as(thread, wanted, caller, kind)?;
    if let (InvokeKind::Special, Some(caller)) = (kind, caller) {
        method = resolve::special_target(thread, caller, method)?;
    }
    set_method(thread, member, wanted.klass, method, direct)?;
    Ok(true)
}

fn resolve_field(
    thread: &JavaThread,
    member: Oop,
    wanted: &Wanted,
    caller: Option<KlassPtr>,
) -> JResult<bool> {
    let Some((declaring, field)) = lookup_field(wanted.klass, wanted.name, wanted.descriptor)
    else {
        return Err(exceptions::throw(
            thread,
            "java/lang/NoSuchFieldError",
            &wanted.name.to_text(),
        ));
    };
    if let Some(from) = caller
        && !can_access_member(thread, from, wanted.klass, declaring, field.access_flags)?
    {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessError",
            &resolve::field_not_accessible(from, declaring, field),
        ));
    }
    let is_setter = matches!(wanted.ref_kind, ref_kind::PUT_FIELD | ref_kind::PUT_STATIC);
    set_field(member, declaring, field, is_setter);
    Ok(true)
}
