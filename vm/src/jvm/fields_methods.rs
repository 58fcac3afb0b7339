//! Fields, methods, constructors and record components as java.lang.reflect objects.
//!
//! The objects are filled in directly; no constructor runs. A member's `slot` is its position in the class's table, by
//! which [`method_of`] and [`field_of`] find it again.

use classlib::descriptor::MethodDescriptor;
use jni_sys::{jboolean, jclass, jobject, jobjectArray};
use oops::field::access;
use oops::klass::RecordComponent;
use oops::{Field, KlassPtr, MethodFlags, MethodPtr, Oop, Symbol};

use super::class::instance_klass;
use super::entry::{
    byte_array, class_array, jvm_entries, local, new_bare, optional_string, required,
};
use super::lookup::loader_of;
use crate::classes::resolve::resolve_class;
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{init, mirrors, strings, system_dictionary as dictionary};
use crate::memory;
use crate::memory::roots::RootVec;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// Access flags that reflection shows of fields and of methods.
pub(super) const FIELD_MODIFIERS: u16 = 0x50df;
pub(super) const METHOD_MODIFIERS: u16 = 0x1dff;

/// Parameter types and return type of a descriptor as mirrors seen from `holder`.
fn signature_types(
    thread: &JavaThread,
    holder: KlassPtr,
    descriptor: Symbol,
) -> JResult<(Oop, Oop)> {
    let parsed = MethodDescriptor::parse(descriptor.as_bytes()).expect("a checked descriptor");
    let loader = loader_of(holder);
    let parameters = class_array(thread, parsed.parameters().count())?;
    for (i, p) in parsed.parameters().enumerate() {
        memory::obj_array_store(
            parameters,
            i,
            dictionary::mirror_of_descriptor(thread, p.descriptor, loader)?,
        );
    }
    let result = dictionary::mirror_of_descriptor(thread, parsed.return_type().descriptor, loader)?;
    Ok((parameters, result))
}

/// The classes of a method's Exceptions attribute.
fn exception_types(thread: &JavaThread, m: MethodPtr) -> JResult<Oop> {
    let exceptions = class_array(thread, m.checked_exceptions.len())?;
    for (i, &index) in m.checked_exceptions.iter().enumerate() {
        memory::obj_array_store(
            exceptions,
            i,
            resolve_class(thread, m.holder(), index)?.mirror(),
        );
    }
    Ok(exceptions)
}

/// A java.lang.reflect.Method or Constructor for a method.
pub fn reflect_method(thread: &JavaThread, m: MethodPtr) -> JResult<Oop> {
    if m.is_initializer() {
        reflect_constructor(thread, m)
    } else {
        reflect_plain_method(thread, m)
    }
}

fn reflect_plain_method(thread: &JavaThread, m: MethodPtr) -> JResult<Oop> {
    let object = new_bare(thread, wk::method())?;
    let (parameters, result) = signature_types(thread, m.holder(), m.descriptor)?;
    let put = |offset, value| memory::store_oop(object, offset, value);
    put(fields::method_clazz(), m.holder().mirror());
    object.store_i32(fields::method_slot(), m.slot.into());
    object.store_i32(
        fields::method_modifiers(),
        (m.access_flags & METHOD_MODIFIERS).into(),
    );
    put(fields::method_parameter_types(), parameters);
    put(fields::method_return_type(), result);
    put(
        fields::method_exception_types(),
        exception_types(thread, m)?,
    );
    put(
        fields::method_name(),
        strings::intern_symbol(thread, m.name)?,
    );
    put(
        fields::method_signature(),
        optional_string(thread, m.generic_signature)?,
    );
    put(
        fields::method_annotations(),
        byte_array(thread, m.annotations)?,
    );
    put(
        fields::method_parameter_annotations(),
        byte_array(thread, m.parameter_annotations)?,
    );
    put(
        fields::method_annotation_default(),
        byte_array(thread, m.annotation_default)?,
    );
    Ok(object)
}

fn reflect_constructor(thread: &JavaThread, m: MethodPtr) -> JResult<Oop> {
    let object = new_bare(thread, wk::constructor())?;
    let (parameters, _) = signature_types(thread, m.holder(), m.descriptor)?;
    let put = |offset, value| memory::store_oop(object, offset, value);
    put(fields::constructor_clazz(), m.holder().mirror());
    object.store_i32(fields::constructor_slot(), m.slot.into());
    object.store_i32(
        fields::constructor_modifiers(),
        (m.access_flags & METHOD_MODIFIERS).into(),
    );
    put(fields::constructor_parameter_types(), parameters);
    put(
        fields::constructor_exception_types(),
        exception_types(thread, m)?,
    );
    put(
        fields::constructor_signature(),
        optional_string(thread, m.generic_signature)?,
    );
    put(
        fields::constructor_annotations(),
        byte_array(thread, m.annotations)?,
    );
    put(
        fields::constructor_parameter_annotations(),
        byte_array(thread, m.parameter_annotations)?,
    );
    Ok(object)
}

/// A java.lang.reflect.Field for a field.
pub fn reflect_field(thread: &JavaThread, holder: KlassPtr, field: &Field) -> JResult<Oop> {
    let object = new_bare(thread, wk::field())?;
    let ty =
        dictionary::mirror_of_descriptor(thread, field.descriptor.as_bytes(), loader_of(holder))?;
    let trusted =
        field.is_final() && (field.is_static() || holder.is_hidden() || is_record(holder));
    let put = |offset, value| memory::store_oop(object, offset, value);
    put(fields::field_clazz(), holder.mirror());
    object.store_i32(fields::field_slot(), field.slot.into());
    object.store_i32(
        fields::field_modifiers(),
        (field.access_flags & FIELD_MODIFIERS).into(),
    );
    object.store_u8(fields::field_trusted_final(), trusted.into());
    put(
        fields::field_name(),
        strings::intern_symbol(thread, field.name)?,
    );
    put(fields::field_type(), ty);
    put(
        fields::field_signature(),
        optional_string(thread, field.generic_signature)?,
    );
    put(
        fields::field_annotations(),
        byte_array(thread, field.annotations)?,
    );
    Ok(object)
}

/// JVMS 4.7.30: a final direct subclass of java.lang.Record with a Record attribute.
fn is_record(k: KlassPtr) -> bool {
    k.attributes.is_record && k.is_final() && k.super_klass == Some(wk::record())
}

fn reflect_component(thread: &JavaThread, holder: KlassPtr, c: &RecordComponent) -> JResult<Oop> {
    let object = new_bare(thread, wk::record_component())?;
    let ty = dictionary::mirror_of_descriptor(thread, c.descriptor.as_bytes(), loader_of(holder))?;
    let put = |offset, value| memory::store_oop(object, offset, value);
    put(fields::record_component_clazz(), holder.mirror());
    put(fields::record_component_type(), ty);
    put(
        fields::record_component_name(),
        strings::intern_symbol(thread, c.name)?,
    );
    let descriptor = [b"()", c.descriptor.as_bytes()].concat();
    if let Some(accessor) = Symbol::lookup(&descriptor)
        .and_then(|d| holder.find_local_method(c.name, d))
        .filter(|m| !m.is_static())
    {
        put(
            fields::record_component_accessor(),
            reflect_method(thread, accessor)?,
        );
    }
    put(
        fields::record_component_signature(),
        optional_string(thread, c.generic_signature)?,
    );
    put(
        fields::record_component_annotations(),
        byte_array(thread, c.annotations)?,
    );
    put(
        fields::record_component_type_annotations(),
        byte_array(thread, c.type_annotations)?,
    );
    Ok(object)
}

/// The method that a java.lang.reflect.Method or Constructor stands for.
pub fn method_of(thread: &JavaThread, object: Oop) -> JResult<MethodPtr> {
    let (clazz, slot) = if object.klass() == wk::constructor() {
        (fields::constructor_clazz(), fields::constructor_slot())
    } else {
        (fields::method_clazz(), fields::method_slot())
    };
    let slot = object.load_i32(slot) as usize;
    let holder = mirrors::klass_of(object.load_oop(clazz));
    match holder.and_then(|k| k.methods.get().get(slot).copied()) {
        Some(m) => Ok(m),
        None => Err(exceptions::throw(
            thread,
            "java/lang/InternalError",
            "reflective object without a method",
        )),
    }
}

/// Class and field that a java.lang.reflect.Field stands for.
pub fn field_of(thread: &JavaThread, object: Oop) -> JResult<(KlassPtr, &'static Field)> {
    let slot = object.load_i32(fields::field_slot());
    let holder = mirrors::klass_of(object.load_oop(fields::field_clazz()));
    let found = holder.and_then(|k| {
        k.fields
            .get()
            .iter()
            .find(|f| i32::from(f.slot) == slot)
            .map(|f| (k, f))
    });
    match found {
        Some(f) => Ok(f),
        None => Err(exceptions::throw(
            thread,
            "java/lang/InternalError",
            "reflective object without a field",
        )),
    }
}

/// An array with elements of `element` of what a list of roots holds.
fn array_of_roots(thread: &JavaThread, element: KlassPtr, roots: &RootVec) -> JResult<Oop> {
    let array = memory::allocate_object_array(thread, element, roots.len())?;
    for (i, object) in roots.iter().enumerate() {
        memory::obj_array_store(array, i, object);
    }
    Ok(array)
}

fn declared_methods(
    thread: &JavaThread,
    class: jclass,
    public_only: bool,
    constructors: bool,
) -> JResult<Oop> {
    let element = if constructors {
        wk::constructor()
    } else {
        wk::method()
    };
    let mut found = RootVec::new();
    if let Some(k) = instance_klass(thread, class)? {
        init::link(thread, k)?;
        for &m in k.methods.get() {
            let wanted = if constructors {
                m.is_initializer() && !m.is_static()
            } else {
                !m.is_special_name()
            };
            if wanted && (m.is_public() || !public_only) && !m.flags.contains(MethodFlags::OVERPASS)
            {
                found.push(reflect_method(thread, m)?);
            }
        }
    }
    array_of_roots(thread, element, &found)
}

jvm_entries! {
    /// `Class.getDeclaredMethods0`.
    fn JVM_GetClassDeclaredMethods(thread, class: jclass, public_only: u8) -> jobjectArray {
        Ok(local(thread, declared_methods(thread, class, public_only != 0, false)?))
    }

    /// `Class.getDeclaredConstructors0`.
    fn JVM_GetClassDeclaredConstructors(thread, class: jclass, public_only: u8) -> jobjectArray {
        Ok(local(thread, declared_methods(thread, class, public_only != 0, true)?))
    }

    /// `Class.getDeclaredFields0`.
    fn JVM_GetClassDeclaredFields(thread, class: jclass, public_only: u8) -> jobjectArray {
        let mut found = RootVec::new();
        if let Some(k) = instance_klass(thread, class)? {
            init::link(thread, k)?;
            for f in k.fields.get() {
                let visible = f.access_flags & access::PUBLIC != 0 || public_only == 0;
                if visible && !f.flags.contains(oops::FieldFlags::INJECTED) {
                    found.push(reflect_field(thread, k, f)?);
                }
            }
        }
        Ok(local(thread, array_of_roots(thread, wk::field(), &found)?))
    }

    /// `Class.isRecord0`.
    fn JVM_IsRecord(thread, class: jclass) -> jboolean {
        Ok(instance_klass(thread, class)?.is_some_and(is_record))
    }

    /// `Class.getRecordComponents0`; null if the class is no record.
    fn JVM_GetRecordComponents(thread, class: jclass) -> jobjectArray {
        let Some(k) = instance_klass(thread, class)?.filter(|k| is_record(*k)) else {
            return Ok(std::ptr::null_mut());
        };
        let components = k.attributes.record_components.get();
        let array = memory::allocate_object_array(thread, wk::record_component(), components.len())?;
        for (i, c) in components.iter().enumerate() {
            memory::obj_array_store(array, i, reflect_component(thread, k, c)?);
        }
        Ok(local(thread, array))
    }

    /// `Executable.getParameters0`; null without a MethodParameters attribute.
    fn JVM_GetMethodParameters(thread, method: jobject) -> jobjectArray {
        let executable = required(thread, method)?;
        let m = method_of(thread, executable)?;
        if !m.flags.contains(MethodFlags::HAS_METHOD_PARAMETERS) {
            return Ok(std::ptr::null_mut());
        }
        let constants = m.holder().constants();
        let is_utf8 = |i: u16| usize::from(i) < constants.len() && constants.tag(i.into()) == oops::constant_pool::tag::UTF8;
        if m.parameters.iter().any(|p| p.name != 0 && !is_utf8(p.name)) {
            let message = "Wrong type at constant pool index";
            return Err(exceptions::throw(thread, "java/lang/IllegalArgumentException", message));
        }
        let array = memory::allocate_object_array(thread, wk::parameter(), m.parameters.len())?;
        for (i, p) in m.parameters.iter().enumerate() {
            let object = new_bare(thread, wk::parameter())?;
            let name = match p.name {
                0 => strings::new_string(thread, "")?,
                index => strings::new_string_mutf8(thread, constants.symbol(index.into()).as_bytes())?,
            };
            memory::store_oop(object, fields::parameter_name(), name);
            memory::store_oop(object, fields::parameter_executable(), executable);
            object.store_i32(fields::parameter_modifiers(), p.flags.into());
            object.store_i32(fields::parameter_index(), i as i32);
            memory::obj_array_store(array, i, object);
        }
        Ok(local(thread, array))
    }
}
