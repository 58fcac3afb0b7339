//! Methods and their attributes (JVMS 4.6); `Code` has a module of its own.

use super::annotations::{AnnotationAttributes, Place, take_once};
use super::code::{check_local_variables, parse_code};
use super::context::{Context, body, ensure};
use super::fields::check_duplicates;
use super::reader::Reader;
use super::*;
use crate::descriptor::MethodDescriptor;

/// The most argument slots a method may have, its receiver included.
const MAX_ARGUMENT_SLOTS: u32 = 255;

pub(super) fn parse_methods<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    in_interface: bool,
) -> Result<Vec<MethodInfo<'a>>, ClassFileError> {
    let count = reader.u16()?;
    let mut methods = Vec::with_capacity(reader.capacity(count, 8));
    for _ in 0..count {
        methods.push(parse_method(cx, reader, in_interface)?);
    }
    if cx.strict {
        let members = methods
            .iter()
            .map(|m: &MethodInfo<'_>| (m.name_index, m.descriptor_index));
        check_duplicates(cx, "method", members)?;
    }
    Ok(methods)
}

fn parse_method<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    in_interface: bool,
) -> Result<MethodInfo<'a>, ClassFileError> {
    reader.require(1, 8)?;
    let mut flags = reader.u16()?;
    let name_index = reader.u16()?;
    let Some(name) = cx.pool.utf8_or_none(name_index) else {
        return Err(cx.bad(format_args!(
            "Illegal constant pool index {name_index} for method name"
        )));
    };
    if cx.strict {
        cx.check_method_name(name)?;
    }
    let descriptor_index = reader.u16()?;
    let Some(descriptor) = cx.pool.utf8_or_none(descriptor_index) else {
        return Err(cx.bad(format_args!(
            "Illegal constant pool index {descriptor_index} for method signature"
        )));
    };
    if name == b"<clinit>" {
        flags = class_initializer_flags(cx, flags)?;
    } else if cx.strict {
        cx.check_method_modifiers(flags, in_interface, name)?;
    }
    if name == b"<init>" && in_interface {
        return Err(cx.bad_as_is(format_args!(
            "Interface cannot have a method named <init>, class file {}",
            cx.name
        )));
    }
    let parameter_slots = if cx.strict {
        cx.check_method_descriptor(name, descriptor)?
    } else {
        MethodDescriptor::parse(descriptor)
            .ok_or_else(|| cx.illegal_signature("Method", name, descriptor))?
            .parameter_slots()
    };
    let arg_slots = parameter_slots + u32::from(flags & ACC_STATIC == 0);
    ensure!(
        cx,
        arg_slots <= MAX_ARGUMENT_SLOTS,
        "Too many arguments in method signature"
    );
    let mut method = MethodInfo {
        access_flags: flags & RECOGNIZED_METHOD_MODIFIERS,
        name_index,
        descriptor_index,
        arg_slots: arg_slots as u8,
        ..Default::default()
    };
    parse_attributes(cx, reader, &mut method)?;
    ensure!(
        cx,
        method.access_flags & (ACC_NATIVE | ACC_ABSTRACT) != 0 || method.code.is_some(),
        "Absent Code attribute in method that is not native or abstract"
    );
    if let Some(code) = method.code.as_ref().filter(|_| cx.strict) {
        check_local_variables(cx, code)?;
    }
    method.synthetic |= method.access_flags & ACC_SYNTHETIC != 0;
    if method.synthetic {
        method.access_flags |= ACC_SYNTHETIC;
    }
    Ok(method)
}

/// All flags of `<clinit>` but `STATIC` (and once `STRICT`) are ignored
/// (JVMS 4.6); before version 51 it is static whatever it says.
fn class_initializer_flags(cx: &Context<'_, '_>, flags: u16) -> Result<u16, ClassFileError> {
    if cx.major < 51 {
        return Ok(ACC_STATIC);
    }
    ensure!(cx, flags & ACC_STATIC != 0, "Method <clinit> is not static");
    let kept = if cx.major <= 60 {
        ACC_STATIC | ACC_STRICT
    } else {
        ACC_STATIC
    };
    Ok(flags & kept)
}

fn parse_attributes<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    method: &mut MethodInfo<'a>,
) -> Result<(), ClassFileError> {
    let mut annotations = AnnotationAttributes::new(Place::Method);
    let mut invisible_parameter_annotations = None;
    let mut has_exceptions = false;
    for _ in 0..reader.u16()? {
        let (name, length) = cx.attribute_header(reader, "Invalid method attribute name index")?;
        match name {
            b"Code" => {
                ensure!(
                    cx,
                    method.access_flags & (ACC_NATIVE | ACC_ABSTRACT) == 0,
                    "Code attribute in native or abstract methods"
                );
                ensure!(cx, method.code.is_none(), "Multiple Code attributes");
                method.code = Some(parse_code(cx, reader, length, method.arg_slots)?);
            }
            b"Exceptions" => {
                ensure!(cx, !has_exceptions, "Multiple Exceptions attributes");
                has_exceptions = true;
                method.exceptions = parse_exceptions(cx, reader, length)?;
            }
            b"MethodParameters" => {
                let seen = method.method_parameters.is_some();
                ensure!(cx, !seen, "Multiple MethodParameters attributes");
                method.method_parameters = Some(parse_method_parameters(cx, reader, length)?);
            }
            b"Synthetic" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Synthetic method attribute length {length}"
                );
                method.synthetic = true;
            }
            b"Deprecated" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Deprecated method attribute length {length}"
                );
                method.deprecated = true;
            }
            _ if cx.major < 49 => {
                body(reader, length)?;
            }
            b"Signature" => {
                let seen = method.signature_index != 0;
                ensure!(cx, !seen, "Multiple Signature attributes for method");
                ensure!(
                    cx,
                    length == 2,
                    "Invalid Signature attribute length {length}"
                );
                method.signature_index = cx.signature_index(reader)?;
            }
            b"RuntimeVisibleParameterAnnotations" => {
                let slot = &mut method.parameter_annotations;
                take_once(cx, reader, slot, name, length, Place::Method)?;
            }
            b"RuntimeInvisibleParameterAnnotations" => {
                let slot = &mut invisible_parameter_annotations;
                take_once(cx, reader, slot, name, length, Place::Method)?;
            }
            b"AnnotationDefault" => {
                let slot = &mut method.annotation_default;
                take_once(cx, reader, slot, name, length, Place::Method)?;
            }
            _ if annotations.accept(cx, reader, name, length)? => {}
            _ => {
                body(reader, length)?;
            }
        }
    }
    method.annotations = annotations.raw;
    method.vm_annotations = annotations.recognized;
    Ok(())
}

fn parse_exceptions<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
) -> Result<Vec<u16>, ClassFileError> {
    let count = reader.u16()?;
    reader.require(count, 2)?;
    let mut exceptions = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let class = reader.u16()?;
        ensure!(
            cx,
            cx.is_class(class),
            "Exception name has bad type at constant pool {class}"
        );
        exceptions.push(class);
    }
    ensure!(
        cx,
        length == 2 + 2 * u32::from(count),
        "Exceptions attribute has wrong length"
    );
    Ok(exceptions)
}

fn parse_method_parameters<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
) -> Result<Vec<(u16, u16)>, ClassFileError> {
    let count = reader.u8()?;
    if length != 4 * u32::from(count) + 1 {
        return Err(cx.bad_as_is(format_args!(
            "Invalid MethodParameters method attribute length {length} in class file"
        )));
    }
    let mut parameters = Vec::with_capacity(reader.capacity(u16::from(count), 4));
    for _ in 0..count {
        parameters.push((reader.u16()?, reader.u16()?));
    }
    Ok(parameters)
}
