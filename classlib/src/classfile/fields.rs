//! Fields and their attributes (JVMS 4.5).

use super::annotations::{AnnotationAttributes, Place};
use super::context::{Context, Text, body, ensure};
use super::reader::Reader;
use super::*;
use crate::descriptor::{self, BasicType, FieldType};
use std::collections::HashSet;

pub(super) fn parse_fields<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    in_interface: bool,
) -> Result<Vec<FieldInfo<'a>>, ClassFileError> {
    let count = reader.u16()?;
    let mut fields = Vec::with_capacity(reader.capacity(count, 8));
    for _ in 0..count {
        fields.push(parse_field(cx, reader, in_interface)?);
    }
    if cx.strict {
        let members = fields
            .iter()
            .map(|f: &FieldInfo<'_>| (f.name_index, f.descriptor_index));
        check_duplicates(cx, "field", members)?;
    }
    Ok(fields)
}

/// Refuses two fields or two methods of equal name and descriptor.
pub(super) fn check_duplicates(
    cx: &Context<'_, '_>,
    what: &str,
    members: impl ExactSizeIterator<Item = (u16, u16)>,
) -> Result<(), ClassFileError> {
    if members.len() < 2 {
        return Ok(());
    }
    let mut seen = HashSet::with_capacity(members.len());
    for (name, descriptor) in members {
        let (name, descriptor) = (cx.pool.utf8(name), cx.pool.utf8(descriptor));
        ensure!(
            cx,
            seen.insert((name, descriptor)),
            "Duplicate {what} name \"{}\" with signature \"{}\"",
            Text(name),
            Text(descriptor).to_string().replace('/', ".")
        );
    }
    Ok(())
}

fn parse_field<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    in_interface: bool,
) -> Result<FieldInfo<'a>, ClassFileError> {
    reader.require(1, 8)?;
    let access_flags = reader.u16()? & RECOGNIZED_FIELD_MODIFIERS;
    if cx.strict {
        cx.check_field_modifiers(access_flags, in_interface)?;
    }
    let name_index = reader.u16()?;
    let Some(name) = cx.pool.utf8_or_none(name_index) else {
        return Err(cx.bad(format_args!(
            "Invalid constant pool index {name_index} for field name"
        )));
    };
    if cx.strict {
        cx.check_field_name(name)?;
    }
    let descriptor_index = reader.u16()?;
    let Some(descriptor) = cx.pool.utf8_or_none(descriptor_index) else {
        return Err(cx.bad(format_args!(
            "Invalid constant pool index {descriptor_index} for field signature"
        )));
    };
    if cx.strict {
        cx.check_field_descriptor(name, descriptor)?;
    } else if !descriptor::is_field_descriptor(descriptor) {
        return Err(cx.illegal_signature("Field", name, descriptor));
    }
    let mut field = FieldInfo {
        access_flags,
        name_index,
        descriptor_index,
        ..Default::default()
    };
    let attributes = reader.u16()?;
    if attributes > 0 {
        parse_attributes(cx, reader, attributes, descriptor, &mut field)?;
    }
    field.synthetic |= field.access_flags & ACC_SYNTHETIC != 0;
    if field.synthetic {
        field.access_flags |= ACC_SYNTHETIC;
    }
    Ok(field)
}

fn parse_attributes<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    count: u16,
    descriptor: &[u8],
    field: &mut FieldInfo<'a>,
) -> Result<(), ClassFileError> {
    let mut annotations = AnnotationAttributes::new(Place::Field);
    for _ in 0..count {
        let (name, length) = cx.attribute_header(reader, "Invalid field attribute index")?;
        match name {
            b"ConstantValue" if field.access_flags & ACC_STATIC != 0 => {
                ensure!(
                    cx,
                    field.constant_value_index == 0,
                    "Duplicate ConstantValue attribute"
                );
                ensure!(
                    cx,
                    length == 2,
                    "Invalid ConstantValue field attribute length {length}"
                );
                field.constant_value_index = reader.u16()?;
                check_constant_value(cx, field.constant_value_index, descriptor)?;
            }
            b"Synthetic" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Synthetic field attribute length {length}"
                );
                field.synthetic = true;
            }
            b"Deprecated" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Deprecated field attribute length {length}"
                );
                field.deprecated = true;
            }
            b"Signature" if cx.major >= 49 => {
                ensure!(
                    cx,
                    field.signature_index == 0,
                    "Multiple Signature attributes for field"
                );
                ensure!(
                    cx,
                    length == 2,
                    "Wrong size {length} for field's Signature attribute"
                );
                field.signature_index = cx.signature_index(reader)?;
            }
            _ if cx.major >= 49 && annotations.accept(cx, reader, name, length)? => {}
            _ => {
                body(reader, length)?;
            }
        }
    }
    field.annotations = annotations.raw;
    field.vm_annotations = annotations.recognized;
    Ok(())
}

/// The constant must be one that a field of this type can hold.
fn check_constant_value(
    cx: &Context<'_, '_>,
    index: u16,
    descriptor: &[u8],
) -> Result<(), ClassFileError> {
    ensure!(
        cx,
        index != 0 && usize::from(index) < cx.pool.len(),
        "Bad initial value index {index} in ConstantValue attribute"
    );
    let tag = cx.pool.tag(index);
    let wanted = match FieldType::parse(descriptor).map(|t| t.basic) {
        Some(BasicType::Long) => Tag::Long,
        Some(BasicType::Float) => Tag::Float,
        Some(BasicType::Double) => Tag::Double,
        Some(BasicType::Object) => {
            let fits = descriptor == b"Ljava/lang/String;" && tag == Tag::String;
            ensure!(cx, fits, "Bad string initial value");
            return Ok(());
        }
        Some(BasicType::Array | BasicType::Void) | None => {
            return Err(cx.bad(format_args!("Unable to set initial value {index}")));
        }
        Some(_) => Tag::Integer,
    };
    ensure!(cx, tag == wanted, "Inconsistent constant value type");
    Ok(())
}
