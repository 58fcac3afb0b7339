//! jdk.internal.reflect.ConstantPool: reading a class's constant pool from Java (annotations refer to it).

use jni_sys::{jbyte, jclass, jdouble, jfloat, jint, jlong, jobject, jobjectArray, jstring};
use oops::constant_pool::tag;
use oops::{ConstantPool, KlassPtr, Oop};

use super::class::instance_klass;
use super::entry::{jvm_entries, local, mirror, new_bare, optional_string, required};
use super::fields_methods::{reflect_field, reflect_method};
use super::lookup::loader_of;
use crate::classes::resolve::{lookup_field, resolve_class};
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{mirrors, strings, system_dictionary as dictionary};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

fn illegal(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

/// The class and the pool that a ConstantPool's `constantPoolOop` (the class's mirror) stands for, with a checked index.
fn pool_at(
    thread: &JavaThread,
    object: jobject,
    index: jint,
) -> JResult<(KlassPtr, &'static ConstantPool, u16)> {
    let mirror = required(thread, object)?;
    let k = mirrors::klass_of(mirror).expect("made for a class");
    let constants = k.constants();
    match u16::try_from(index) {
        Ok(i) if usize::from(i) < constants.len() => Ok((k, constants, i)),
        _ => Err(illegal(thread, "Constant pool index out of bounds")),
    }
}

/// As [`pool_at`], for an entry that must have one of these tags.
fn entry(
    thread: &JavaThread,
    object: jobject,
    index: jint,
    tags: &[u8],
) -> JResult<(KlassPtr, &'static ConstantPool, u16)> {
    let (k, constants, i) = pool_at(thread, object, index)?;
    if tags.contains(&constants.tag(i.into())) {
        Ok((k, constants, i))
    } else {
        Err(illegal(thread, "Wrong type at constant pool index"))
    }
}

const METHODS: &[u8] = &[tag::METHODREF, tag::INTERFACE_METHODREF];
const MEMBERS: &[u8] = &[tag::FIELDREF, tag::METHODREF, tag::INTERFACE_METHODREF];
const WITH_NAME_AND_TYPE: &[u8] = &[
    tag::FIELDREF,
    tag::METHODREF,
    tag::INTERFACE_METHODREF,
    tag::DYNAMIC,
    tag::INVOKE_DYNAMIC,
];

/// The class of an entry: loaded now, or `None` if it is not and must not be.
fn class_of_entry(
    thread: &JavaThread,
    k: KlassPtr,
    index: u16,
    load: bool,
) -> JResult<Option<KlassPtr>> {
    if load {
        return resolve_class(thread, k, index).map(Some);
    }
    let constants = k.constants();
    Ok(constants
        .resolved_class(index.into())
        .or_else(|| dictionary::find_loaded(constants.symbol(index.into()), loader_of(k))))
}

fn method_at(thread: &JavaThread, object: jobject, index: jint, load: bool) -> JResult<Oop> {
    let (k, constants, i) = entry(thread, object, index, METHODS)?;
    let member = constants.member_ref(i.into());
    let Some(class) = class_of_entry(thread, k, member.class_index, load)? else {
        return Ok(Oop::NULL);
    };
    let mut holder = Some(class);
    while let Some(h) = holder {
        if let Some(m) = h.find_local_method(member.name, member.descriptor) {
            return reflect_method(thread, m);
        }
        holder = h.super_klass;
    }
    Err(exceptions::throw(
        thread,
        "java/lang/RuntimeException",
        "Unable to look up method in target class",
    ))
}

fn field_at(thread: &JavaThread, object: jobject, index: jint, load: bool) -> JResult<Oop> {
    let (k, constants, i) = entry(thread, object, index, &[tag::FIELDREF])?;
    let member = constants.member_ref(i.into());
    let Some(class) = class_of_entry(thread, k, member.class_index, load)? else {
        return Ok(Oop::NULL);
    };
    match lookup_field(class, member.name, member.descriptor) {
        Some((holder, field)) => reflect_field(thread, holder, field),
        None => Err(exceptions::throw(
            thread,
            "java/lang/RuntimeException",
            "Unable to look up field in target class",
        )),
    }
}

/// A `String[]` of symbols.
fn strings_of(thread: &JavaThread, symbols: &[oops::Symbol]) -> JResult<Oop> {
    let array = memory::allocate_object_array(thread, wk::string(), symbols.len())?;
    for (i, s) in symbols.iter().enumerate() {
        memory::obj_array_store(array, i, optional_string(thread, Some(*s))?);
    }
    Ok(array)
}

jvm_entries! {
    /// `Class.getConstantPool`.
    fn JVM_GetClassConstantPool(thread, class: jclass) -> jobject {
        let Some(k) = instance_klass(thread, class)? else { return Ok(std::ptr::null_mut()) };
        let object = new_bare(thread, wk::reflection_constant_pool())?;
        memory::store_oop(object, fields::constant_pool_oop(), k.mirror());
        Ok(local(thread, object))
    }

    /// `ConstantPool.getSize0`.
    fn JVM_ConstantPoolGetSize(thread, _unused: jobject, pool: jobject) -> jint {
        Ok(pool_at(thread, pool, 0)?.1.len() as jint)
    }

    /// `ConstantPool.getClassAt0`.
    fn JVM_ConstantPoolGetClassAt(thread, _unused: jobject, pool: jobject, index: jint) -> jclass {
        let (k, _, i) = entry(thread, pool, index, &[tag::CLASS])?;
        Ok(mirror(thread, resolve_class(thread, k, i)?))
    }

    /// `ConstantPool.getClassAtIfLoaded0`.
    fn JVM_ConstantPoolGetClassAtIfLoaded(thread, _unused: jobject, pool: jobject, index: jint) -> jclass {
        let (k, _, i) = entry(thread, pool, index, &[tag::CLASS])?;
        let class = class_of_entry(thread, k, i, false)?;
        Ok(class.map_or(std::ptr::null_mut(), |c| mirror(thread, c)))
    }

    /// `ConstantPool.getClassRefIndexAt0`.
    fn JVM_ConstantPoolGetClassRefIndexAt(thread, _unused: jobject, pool: jobject, index: jint) -> jint {
        let (_, constants, i) = entry(thread, pool, index, MEMBERS)?;
        Ok(constants.pair(i.into()).0.into())
    }

    /// `ConstantPool.getMethodAt0`.
    fn JVM_ConstantPoolGetMethodAt(thread, _unused: jobject, pool: jobject, index: jint) -> jobject {
        Ok(local(thread, method_at(thread, pool, index, true)?))
    }

    /// `ConstantPool.getMethodAtIfLoaded0`.
    fn JVM_ConstantPoolGetMethodAtIfLoaded(thread, _unused: jobject, pool: jobject, index: jint) -> jobject {
        Ok(local(thread, method_at(thread, pool, index, false)?))
    }

    /// `ConstantPool.getFieldAt0`.
    fn JVM_ConstantPoolGetFieldAt(thread, _unused: jobject, pool: jobject, index: jint) -> jobject {
        Ok(local(thread, field_at(thread, pool, index, true)?))
    }

    /// `ConstantPool.getFieldAtIfLoaded0`.
    fn JVM_ConstantPoolGetFieldAtIfLoaded(thread, _unused: jobject, pool: jobject, index: jint) -> jobject {
        Ok(local(thread, field_at(thread, pool, index, false)?))
    }

    /// `ConstantPool.getMemberRefInfoAt0`: class name, member name, descriptor.
    fn JVM_ConstantPoolGetMemberRefInfoAt(thread, _unused: jobject, pool: jobject, index: jint) -> jobjectArray {
        let (_, constants, i) = entry(thread, pool, index, MEMBERS)?;
        let m = constants.member_ref(i.into());
        Ok(local(thread, strings_of(thread, &[m.class_name, m.name, m.descriptor])?))
    }

    /// `ConstantPool.getNameAndTypeRefIndexAt0`.
    fn JVM_ConstantPoolGetNameAndTypeRefIndexAt(thread, _unused: jobject, pool: jobject, index: jint) -> jint {
        let (_, constants, i) = entry(thread, pool, index, WITH_NAME_AND_TYPE)?;
        Ok(constants.pair(i.into()).1.into())
    }

    /// `ConstantPool.getNameAndTypeRefInfoAt0`: name and descriptor.
    fn JVM_ConstantPoolGetNameAndTypeRefInfoAt(thread, _unused: jobject, pool: jobject, index: jint) -> jobjectArray {
        let (_, constants, i) = entry(thread, pool, index, &[tag::NAME_AND_TYPE])?;
        let (name, descriptor) = constants.name_and_type(i.into());
        Ok(local(thread, strings_of(thread, &[name, descriptor])?))
    }

    /// `ConstantPool.getIntAt0`.
    fn JVM_ConstantPoolGetIntAt(thread, _unused: jobject, pool: jobject, index: jint) -> jint {
        let (_, constants, i) = entry(thread, pool, index, &[tag::INTEGER])?;
        Ok(constants.int(i.into()))
    }

    /// `ConstantPool.getLongAt0`.
    fn JVM_ConstantPoolGetLongAt(thread, _unused: jobject, pool: jobject, index: jint) -> jlong {
        let (_, constants, i) = entry(thread, pool, index, &[tag::LONG])?;
        Ok(constants.long(i.into()))
    }

    /// `ConstantPool.getFloatAt0`.
    fn JVM_ConstantPoolGetFloatAt(thread, _unused: jobject, pool: jobject, index: jint) -> jfloat {
        let (_, constants, i) = entry(thread, pool, index, &[tag::FLOAT])?;
        Ok(constants.float(i.into()))
    }

    /// `ConstantPool.getDoubleAt0`.
    fn JVM_ConstantPoolGetDoubleAt(thread, _unused: jobject, pool: jobject, index: jint) -> jdouble {
        let (_, constants, i) = entry(thread, pool, index, &[tag::DOUBLE])?;
        Ok(constants.double(i.into()))
    }

    /// `ConstantPool.getStringAt0`.
    fn JVM_ConstantPoolGetStringAt(thread, _unused: jobject, pool: jobject, index: jint) -> jstring {
        let (_, constants, i) = entry(thread, pool, index, &[tag::STRING])?;
        Ok(local(thread, strings::intern_symbol(thread, constants.symbol(i.into()))?))
    }

    /// `ConstantPool.getUTF8At0`.
    fn JVM_ConstantPoolGetUTF8At(thread, _unused: jobject, pool: jobject, index: jint) -> jstring {
        let (_, constants, i) = entry(thread, pool, index, &[tag::UTF8])?;
        Ok(local(thread, optional_string(thread, Some(constants.symbol(i.into())))?))
    }

    /// `ConstantPool.getTagAt0`.
    fn JVM_ConstantPoolGetTagAt(thread, _unused: jobject, pool: jobject, index: jint) -> jbyte {
        let (_, constants, i) = pool_at(thread, pool, index)?;
        Ok(constants.tag(i.into()) as jbyte)
    }
}
