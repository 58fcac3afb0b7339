//! The attributes of the class itself (JVMS 4.7).
//!
//! `InnerClasses`, `NestMembers`, `Record` and `PermittedSubclasses` are only
//! noted on the way and parsed when all attributes have been seen, which
//! keeps the order of complaints that of HotSpot.

use super::annotations::{AnnotationAttributes, Place};
use super::context::{Context, body, ensure};
use super::inner_classes::parse_inner_classes;
use super::pool_parser::INVOKEDYNAMIC_MAJOR;
use super::reader::Reader;
use super::*;

/// An attribute to be parsed later: where its body starts, and its length.
type Noted<'a> = Option<(Reader<'a>, u32)>;

#[derive(Default)]
struct Later<'a> {
    inner_classes: Noted<'a>,
    nest_members: Noted<'a>,
    record: Noted<'a>,
    permitted_subclasses: Noted<'a>,
}

pub(super) fn parse_class_attributes<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    class_flags: u16,
    max_bootstrap_index: Option<u16>,
) -> Result<ClassAttributes<'a>, ClassFileError> {
    let mut found = ClassAttributes::default();
    let mut later = Later::default();
    let mut annotations = AnnotationAttributes::new(Place::Class);
    let mut has_bootstrap_methods = false;
    for _ in 0..reader.u16()? {
        let (name, length) =
            cx.attribute_header(reader, "Attribute name has bad constant pool index")?;
        match name {
            b"SourceFile" => {
                ensure!(cx, length == 2, "Wrong SourceFile attribute length");
                ensure!(cx, found.source_file == 0, "Multiple SourceFile attributes");
                let index = reader.u16()?;
                ensure!(
                    cx,
                    cx.pool.is_utf8(index),
                    "Invalid SourceFile attribute at constant pool index {index}"
                );
                found.source_file = index;
            }
            b"SourceDebugExtension" => {
                let seen = found.source_debug_extension.is_some();
                ensure!(cx, !seen, "Multiple SourceDebugExtension attributes");
                found.source_debug_extension = Some(body(reader, length)?);
            }
            b"InnerClasses" => {
                note(cx, reader, &mut later.inner_classes, "InnerClasses", length)?;
            }
            b"Synthetic" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Synthetic classfile attribute length {length}"
                );
                found.synthetic = true;
            }
            b"Deprecated" => {
                ensure!(
                    cx,
                    length == 0,
                    "Invalid Deprecated classfile attribute length {length}"
                );
                found.deprecated = true;
            }
            _ if cx.major < 49 => drop(body(reader, length)?),
            b"Signature" => {
                ensure!(cx, found.signature == 0, "Multiple Signature attributes");
                ensure!(cx, length == 2, "Wrong Signature attribute length {length}");
                let index = reader.u16()?;
                ensure!(
                    cx,
                    cx.pool.is_utf8(index),
                    "Invalid constant pool index {index} in Signature attribute"
                );
                found.signature = index;
            }
            b"EnclosingMethod" => {
                let seen = found.enclosing_method.is_some();
                ensure!(cx, !seen, "Multiple EnclosingMethod attributes");
                found.enclosing_method = Some(parse_enclosing_method(cx, reader, length)?);
            }
            b"BootstrapMethods" if cx.major >= INVOKEDYNAMIC_MAJOR => {
                ensure!(
                    cx,
                    !has_bootstrap_methods,
                    "Multiple BootstrapMethods attributes"
                );
                has_bootstrap_methods = true;
                found.bootstrap_methods =
                    parse_bootstrap_methods(cx, reader, length, max_bootstrap_index)?;
            }
            _ if annotations.accept(cx, reader, name, length)? => {}
            _ => parse_nest_or_record(
                cx,
                reader,
                name,
                length,
                class_flags,
                &mut found,
                &mut later,
            )?,
        }
    }
    found.annotations = annotations.raw;
    found.vm_annotations = annotations.recognized;
    parse_noted(cx, later, &mut found)?;
    ensure!(
        cx,
        has_bootstrap_methods || max_bootstrap_index.is_none(),
        "Missing BootstrapMethods attribute"
    );
    Ok(found)
}

/// The attributes of versions 55, 60 and 61; anything else is skipped.
fn parse_nest_or_record<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    name: &[u8],
    length: u32,
    class_flags: u16,
    found: &mut ClassAttributes<'a>,
    later: &mut Later<'a>,
) -> Result<(), ClassFileError> {
    match name {
        b"NestMembers" if cx.major >= 55 => {
            ensure!(
                cx,
                later.nest_members.is_none(),
                "Multiple NestMembers attributes"
            );
            ensure!(
                cx,
                found.nest_host == 0,
                "Conflicting NestHost and NestMembers attributes"
            );
            note(cx, reader, &mut later.nest_members, "NestMembers", length)
        }
        b"NestHost" if cx.major >= 55 => {
            ensure!(cx, found.nest_host == 0, "Multiple NestHost attributes");
            ensure!(
                cx,
                later.nest_members.is_none(),
                "Conflicting NestMembers and NestHost attributes"
            );
            ensure!(cx, length == 2, "Wrong NestHost attribute length");
            let index = reader.u16()?;
            ensure!(
                cx,
                cx.is_class(index),
                "Nest-host class_info_index {index} has bad constant type"
            );
            found.nest_host = index;
            Ok(())
        }
        b"Record" if cx.major >= 60 => note(cx, reader, &mut later.record, "Record", length),
        b"PermittedSubclasses" if cx.major >= 61 => {
            let slot = &mut later.permitted_subclasses;
            ensure!(
                cx,
                slot.is_none(),
                "Multiple PermittedSubclasses attributes"
            );
            if class_flags & ACC_FINAL != 0 {
                return Err(cx.bad_as_is(format_args!(
                    "PermittedSubclasses attribute in final class file {}",
                    cx.name
                )));
            }
            note(cx, reader, slot, "PermittedSubclasses", length)
        }
        _ => {
            body(reader, length)?;
            Ok(())
        }
    }
}

/// Remembers an attribute that may stand only once, and skips it.
fn note<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    slot: &mut Noted<'a>,
    name: &str,
    length: u32,
) -> Result<(), ClassFileError> {
    ensure!(cx, slot.is_none(), "Multiple {name} attributes");
    *slot = Some((*reader, length));
    body(reader, length)?;
    Ok(())
}

fn parse_noted<'a>(
    cx: &Context<'a, '_>,
    later: Later<'a>,
    found: &mut ClassAttributes<'a>,
) -> Result<(), ClassFileError> {
    if let Some((reader, length)) = later.inner_classes {
        found.inner_classes = parse_inner_classes(cx, reader, length)?;
    }
    if let Some((reader, length)) = later.nest_members {
        let members = parse_classes(cx, reader, length, "NestMembers", "Nest member")?;
        found.nest_members = Some(members);
    }
    if let Some((reader, length)) = later.record {
        found.record = Some(parse_record(cx, reader, length)?);
    }
    if let Some((reader, length)) = later.permitted_subclasses {
        let what = "Permitted subclass";
        let classes = parse_classes(cx, reader, length, "PermittedSubclasses", what)?;
        found.permitted_subclasses = Some(classes);
    }
    Ok(())
}

fn parse_enclosing_method<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
) -> Result<(u16, u16), ClassFileError> {
    ensure!(
        cx,
        length == 4,
        "Wrong EnclosingMethod attribute length {length}"
    );
    let (class, method) = (reader.u16()?, reader.u16()?);
    ensure!(
        cx,
        class != 0,
        "Invalid class index in EnclosingMethod attribute"
    );
    ensure!(
        cx,
        cx.is_class(class),
        "Invalid or out-of-bounds class index in EnclosingMethod attribute"
    );
    ensure!(
        cx,
        method == 0 || cx.pool.tag(method) == Tag::NameAndType,
        "Invalid or out-of-bounds method index in EnclosingMethod attribute"
    );
    Ok((class, method))
}

/// A counted list of `Class` entries that fills its attribute.
fn parse_classes<'a>(
    cx: &Context<'a, '_>,
    mut reader: Reader<'a>,
    length: u32,
    attribute: &str,
    what: &str,
) -> Result<Vec<u16>, ClassFileError> {
    let count = reader.u16()?;
    reader.require(count, 2)?;
    let mut classes = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let index = reader.u16()?;
        ensure!(
            cx,
            cx.is_class(index),
            "{what} class_info_index {index} has bad constant type"
        );
        classes.push(index);
    }
    ensure!(
        cx,
        length == 2 + 2 * u32::from(count),
        "Wrong {attribute} attribute length"
    );
    Ok(classes)
}

fn parse_bootstrap_methods<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
    max_index: Option<u16>,
) -> Result<Vec<BootstrapMethod>, ClassFileError> {
    ensure!(
        cx,
        length >= 2,
        "Invalid BootstrapMethods attribute length {length}"
    );
    let start = *reader;
    body(reader, length)?;
    let mut reader = start;
    let count = reader.u16()?;
    ensure!(
        cx,
        max_index.is_none_or(|max| max < count),
        "Short length on BootstrapMethods"
    );
    // Words left in the attribute; a row may not claim more.
    let mut words = (length as usize - 2) / 2;
    let mut methods = Vec::with_capacity(reader.capacity(count, 4));
    for _ in 0..count {
        let method_ref = reader.u16()?;
        let arg_count = reader.u16()?;
        ensure!(
            cx,
            cx.pool.tag(method_ref) == Tag::MethodHandle,
            "bootstrap_method_index {method_ref} has bad constant type"
        );
        let row_words = 2 + usize::from(arg_count);
        ensure!(
            cx,
            row_words <= words,
            "Invalid BootstrapMethods num_bootstrap_methods or num_bootstrap_arguments value"
        );
        words -= row_words;
        reader.require(arg_count, 2)?;
        let mut args = Vec::with_capacity(usize::from(arg_count));
        for _ in 0..arg_count {
            let arg = reader.u16()?;
            ensure!(
                cx,
                cx.pool.tag(arg).is_loadable(),
                "argument_index {arg} has bad constant type"
            );
            args.push(arg);
        }
        methods.push(BootstrapMethod { method_ref, args });
    }
    ensure!(
        cx,
        reader.position() - start.position() == length as usize,
        "Bad length on BootstrapMethods"
    );
    Ok(methods)
}

fn parse_record<'a>(
    cx: &Context<'a, '_>,
    mut reader: Reader<'a>,
    length: u32,
) -> Result<Vec<RecordComponent<'a>>, ClassFileError> {
    let start = reader.position();
    let count = reader.u16()?;
    let mut components = Vec::with_capacity(reader.capacity(count, 6));
    for _ in 0..count {
        components.push(parse_record_component(cx, &mut reader)?);
    }
    ensure!(
        cx,
        reader.position() - start == length as usize,
        "Record attribute has wrong length"
    );
    Ok(components)
}

fn parse_record_component<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
) -> Result<RecordComponent<'a>, ClassFileError> {
    let bad_index = |index: u16, what: &str| {
        cx.bad(format_args!(
            "Invalid constant pool index {index} for {what} in Record attribute"
        ))
    };
    let name_index = reader.u16()?;
    let name = cx
        .pool
        .utf8_or_none(name_index)
        .ok_or_else(|| bad_index(name_index, "name"))?;
    if cx.strict {
        cx.check_field_name(name)?;
    }
    let descriptor_index = reader.u16()?;
    let descriptor = cx
        .pool
        .utf8_or_none(descriptor_index)
        .ok_or_else(|| bad_index(descriptor_index, "descriptor"))?;
    cx.check_field_descriptor(name, descriptor)?;
    let mut component = RecordComponent {
        name_index,
        descriptor_index,
        ..Default::default()
    };
    let mut annotations = AnnotationAttributes::new(Place::RecordComponent);
    for _ in 0..reader.u16()? {
        let (name, length) = cx.attribute_header(reader, "Invalid Record attribute name index")?;
        if name == b"Signature" {
            let seen = component.signature_index != 0;
            ensure!(
                cx,
                !seen,
                "Multiple Signature attributes for Record component"
            );
            ensure!(
                cx,
                length == 2,
                "Invalid Signature attribute length {length} in Record component"
            );
            component.signature_index = cx.signature_index(reader)?;
        } else if !annotations.accept(cx, reader, name, length)? {
            body(reader, length)?;
        }
    }
    component.annotations = annotations.raw;
    Ok(component)
}
