//! Reads the constant pool and checks it (JVMS 4.4, 4.4.8).
//!
//! Three passes, as in HotSpot: the entries themselves; that each refers to
//! entries of the right kind; and, for untrusted classes, that names and
//! descriptors are legal and suit their use.

use super::context::{Context, Text, ensure};
use super::reader::Reader;
use super::{ClassFileError, ConstantPool, MethodHandleKind, Tag};
use crate::mutf8;

/// First version with method handles and `invokedynamic`.
pub(super) const INVOKEDYNAMIC_MAJOR: u16 = 51;
/// First version with `CONSTANT_Dynamic`.
const DYNAMIC_MAJOR: u16 = 55;
/// First version with module declarations.
pub(super) const MODULE_MAJOR: u16 = 53;
/// Class files before this version may use overlong UTF-8.
const STRICT_UTF8_MAJOR: u16 = 48;

/// What the first pass found besides the pool itself.
pub(super) struct PoolEntries<'a> {
    pub(super) pool: ConstantPool<'a>,
    /// A `Module` or `Package` entry. It is an error, but only after the
    /// access flags had their say: a module declaration is no class at all.
    pub(super) module_tag: Option<Tag>,
    /// The highest index into `BootstrapMethods` that is used.
    pub(super) max_bootstrap_index: Option<u16>,
}

pub(super) fn parse_entries<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    bytes: &'a [u8],
    count: u16,
) -> Result<PoolEntries<'a>, ClassFileError> {
    let capacity = reader.capacity(count, 2) + 2;
    let mut tags = Vec::with_capacity(capacity);
    let mut offsets = Vec::with_capacity(capacity);
    let mut module_tag = None;
    let mut max_bootstrap_index = None;
    tags.push(Tag::Invalid);
    offsets.push(0);
    while tags.len() < usize::from(count) {
        let byte = reader.u8()?;
        let known = Tag::from_u8(byte);
        let Some(tag) = known.filter(|&t| t < Tag::Module || cx.major >= MODULE_MAJOR) else {
            return Err(cx.bad(format_args!("Unknown constant tag {byte}")));
        };
        let index = tags.len();
        tags.push(tag);
        offsets.push(reader.position() as u32);
        match tag {
            Tag::Class | Tag::String => drop(reader.take(2)?),
            Tag::Fieldref
            | Tag::Methodref
            | Tag::InterfaceMethodref
            | Tag::NameAndType
            | Tag::Integer
            | Tag::Float => drop(reader.take(4)?),
            Tag::Long | Tag::Double => {
                ensure!(
                    cx,
                    index + 1 < usize::from(count),
                    "Invalid constant pool entry {index}"
                );
                reader.take(8)?;
                tags.push(Tag::Invalid);
                offsets.push(0);
            }
            Tag::Utf8 => {
                let length = usize::from(reader.u16()?);
                let text = reader.take(length)?;
                ensure!(
                    cx,
                    !cx.strict || mutf8::is_valid(text, cx.major >= STRICT_UTF8_MAJOR),
                    "Illegal UTF8 string in constant pool"
                );
            }
            Tag::MethodHandle | Tag::MethodType | Tag::InvokeDynamic | Tag::Dynamic => {
                let since = if tag == Tag::Dynamic {
                    DYNAMIC_MAJOR
                } else {
                    INVOKEDYNAMIC_MAJOR
                };
                ensure!(
                    cx,
                    cx.major >= since,
                    "Class file version does not support constant tag {byte}"
                );
                match tag {
                    Tag::MethodHandle => drop(reader.take(3)?),
                    Tag::MethodType => drop(reader.take(2)?),
                    _ => {
                        let bootstrap = Some(reader.u16()?);
                        reader.take(2)?;
                        max_bootstrap_index = max_bootstrap_index.max(bootstrap);
                    }
                }
            }
            Tag::Module | Tag::Package => {
                reader.take(2)?;
                module_tag = module_tag.or(Some(tag));
            }
            Tag::Invalid => {}
        }
    }
    let pool = ConstantPool {
        bytes,
        tags,
        offsets,
    };
    Ok(PoolEntries {
        pool,
        module_tag,
        max_bootstrap_index,
    })
}

/// Checks that every entry refers to entries of the right kind.
pub(super) fn check_references(cx: &Context<'_, '_>) -> Result<(), ClassFileError> {
    let pool = &cx.pool;
    let want = |index: u16, tag: Tag| {
        ensure!(
            cx,
            pool.tag(index) == tag,
            "Invalid constant pool index {index}"
        );
        Ok(())
    };
    for (index, &tag) in pool.tags.iter().enumerate() {
        let index = index as u16;
        match tag {
            Tag::Class | Tag::String | Tag::MethodType => want(pool.u16_at(index, 0), Tag::Utf8)?,
            Tag::Fieldref | Tag::Methodref | Tag::InterfaceMethodref => {
                want(pool.u16_at(index, 0), Tag::Class)?;
                want(pool.u16_at(index, 2), Tag::NameAndType)?;
            }
            Tag::NameAndType => {
                want(pool.u16_at(index, 0), Tag::Utf8)?;
                want(pool.u16_at(index, 2), Tag::Utf8)?;
            }
            Tag::Dynamic | Tag::InvokeDynamic => want(pool.u16_at(index, 2), Tag::NameAndType)?,
            Tag::MethodHandle => check_method_handle(cx, index)?,
            Tag::Invalid
            | Tag::Utf8
            | Tag::Integer
            | Tag::Float
            | Tag::Long
            | Tag::Double
            | Tag::Module
            | Tag::Package => {}
        }
    }
    Ok(())
}

fn check_method_handle(cx: &Context<'_, '_>, index: u16) -> Result<(), ClassFileError> {
    use MethodHandleKind::*;
    let member = cx.pool.u16_at(index, 1);
    let tag = cx.pool.tag(member);
    let in_range = member != 0 && usize::from(member) < cx.pool.len();
    ensure!(cx, in_range, "Invalid constant pool index {member}");
    let Some(kind) = MethodHandleKind::from_u8(cx.pool.method_handle_kind(index)) else {
        return Err(cx.bad(format_args!(
            "Bad method handle kind at constant pool index {index}"
        )));
    };
    let (suits, complaint) = match kind {
        GetField | GetStatic | PutField | PutStatic => (tag == Tag::Fieldref, "a field"),
        InvokeVirtual | NewInvokeSpecial => (tag == Tag::Methodref, "a method"),
        InvokeStatic | InvokeSpecial => {
            let interface_too = cx.major >= 52 && tag == Tag::InterfaceMethodref;
            (tag == Tag::Methodref || interface_too, "a method")
        }
        InvokeInterface => (tag == Tag::InterfaceMethodref, "an interface method"),
    };
    if !suits {
        return Err(cx.bad_as_is(format_args!(
            "Invalid constant pool index {member} in class file {} (not {complaint})",
            cx.name
        )));
    }
    Ok(())
}

/// Checks names and descriptors; for untrusted classes only.
pub(super) fn check_names(cx: &Context<'_, '_>) -> Result<(), ClassFileError> {
    let pool = &cx.pool;
    for (index, &tag) in pool.tags.iter().enumerate() {
        let index = index as u16;
        match tag {
            Tag::Class => cx.check_class_name(pool.class_name(index))?,
            Tag::NameAndType => check_name_and_type(cx, index)?,
            Tag::Dynamic => {
                let (name, descriptor) = pool.name_and_type(pool.u16_at(index, 2));
                if is_method_descriptor(descriptor) {
                    return Err(cx.illegal_signature("CONSTANT_Dynamic", name, descriptor));
                }
            }
            Tag::Fieldref => {
                let (name, descriptor) = pool.name_and_type(pool.u16_at(index, 2));
                if is_method_descriptor(descriptor) {
                    return Err(cx.illegal_signature("Field", name, descriptor));
                }
            }
            Tag::Methodref | Tag::InterfaceMethodref | Tag::InvokeDynamic => {
                let name_and_type = pool.u16_at(index, 2);
                let (name, descriptor) = pool.name_and_type(name_and_type);
                if !is_method_descriptor(descriptor) {
                    return Err(cx.illegal_signature("Method", name, descriptor));
                }
                let special = name.first() == Some(&b'<') && name != b"<init>";
                ensure!(
                    cx,
                    !(tag == Tag::Methodref && special),
                    "Bad method name at constant pool index {}",
                    pool.name_and_type_indices(name_and_type).0
                );
            }
            Tag::MethodHandle => check_method_handle_name(cx, index)?,
            Tag::MethodType => {
                // The name is a placeholder in messages; there is none.
                cx.check_method_descriptor(b"type", pool.method_type(index))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_method_descriptor(descriptor: &[u8]) -> bool {
    descriptor.first() == Some(&b'(')
}

fn check_name_and_type(cx: &Context<'_, '_>, index: u16) -> Result<(), ClassFileError> {
    let (name_index, descriptor_index) = cx.pool.name_and_type_indices(index);
    let (name, descriptor) = (cx.pool.utf8(name_index), cx.pool.utf8(descriptor_index));
    for (text, index) in [(descriptor, descriptor_index), (name, name_index)] {
        if text.is_empty() {
            return Err(cx.bad_as_is(format_args!(
                "Illegal zero length constant pool entry at {index} in class {}",
                cx.name
            )));
        }
    }
    if is_method_descriptor(descriptor) {
        cx.check_method_name(name)?;
        cx.check_method_descriptor(name, descriptor)?;
    } else {
        cx.check_field_name(name)?;
        cx.check_field_descriptor(name, descriptor)?;
    }
    Ok(())
}

fn check_method_handle_name(cx: &Context<'_, '_>, index: u16) -> Result<(), ClassFileError> {
    use MethodHandleKind::*;
    let (kind, member) = cx.pool.method_handle(index);
    if matches!(
        kind,
        GetField | GetStatic | PutField | PutStatic | InvokeInterface
    ) {
        return Ok(());
    }
    let (_, name_and_type) = cx.pool.member_ref(member);
    let (name_index, _) = cx.pool.name_and_type_indices(name_and_type);
    let is_constructor = cx.pool.utf8(name_index) == b"<init>";
    if is_constructor != (kind == NewInvokeSpecial) {
        let what = if kind == NewInvokeSpecial {
            "constructor"
        } else {
            "method"
        };
        return Err(cx.bad(format_args!(
            "Bad {what} name at constant pool index {name_index}"
        )));
    }
    Ok(())
}

/// Quotes an offending name the way messages about names do.
pub(super) fn illegal_name(
    cx: &Context<'_, '_>,
    what: &str,
    name: &[u8],
    place: &str,
) -> ClassFileError {
    cx.bad_as_is(format_args!(
        "Illegal {what} name \"{}\" in {place} {}",
        Text(name),
        cx.name
    ))
}
