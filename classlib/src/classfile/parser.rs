//! The order of parsing: magic to class attributes (JVMS 4.1).

use super::attributes::parse_class_attributes;
use super::context::{Context, NameInMessages, Text, ensure};
use super::fields::parse_fields;
use super::methods::parse_methods;
use super::pool_parser::{self, MODULE_MAJOR};
use super::reader::Reader;
use super::*;
use std::collections::HashSet;

const MAGIC: u32 = 0xCAFE_BABE;
const MIN_SUPPORTED_MAJOR: u16 = 45;
/// From this version on the minor version must be 0 or [`PREVIEW_MINOR`].
const MINOR_CHECKED_MAJOR: u16 = 56;
const PREVIEW_MINOR: u16 = 65_535;

pub(super) fn parse<'a>(
    bytes: &'a [u8],
    options: &ParseOptions<'_>,
) -> Result<ClassFile<'a>, ClassFileError> {
    let mut reader = Reader::new(bytes);
    let pool = ConstantPool {
        bytes,
        tags: Vec::new(),
        offsets: Vec::new(),
    };
    let mut cx = Context {
        pool,
        major: 0,
        strict: !options.relax,
        vm_annotations: options.vm_annotations,
        name: options
            .name
            .map_or(NameInMessages::Unknown, NameInMessages::Given),
    };
    let head = reader.take(8)?;
    let magic = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    ensure!(cx, magic == MAGIC, "Incompatible magic value {magic}");
    let minor = u16::from_be_bytes([head[4], head[5]]);
    cx.major = u16::from_be_bytes([head[6], head[7]]);
    check_version(cx.major, minor, &cx.name, options.enable_preview)?;

    let pool_size = reader.u16()?;
    ensure!(cx, pool_size >= 1, "Illegal constant pool size {pool_size}");
    let entries = pool_parser::parse_entries(&cx, &mut reader, bytes, pool_size)?;
    cx.pool = entries.pool;
    if entries.module_tag.is_none() {
        pool_parser::check_references(&cx)?;
        if cx.strict {
            pool_parser::check_names(&cx)?;
        }
    }

    reader.require(1, 8)?;
    let access_flags = cx.class_flags(reader.u16()?, RECOGNIZED_CLASS_MODIFIERS);
    cx.check_class_modifiers(access_flags)?;
    if let Some(tag) = entries.module_tag {
        return Err(cx.bad(format_args!("Unknown constant tag {}", tag as u8)));
    }
    let this_class = reader.u16()?;
    ensure!(
        cx,
        cx.is_class(this_class),
        "Invalid this class index {this_class} in constant pool"
    );
    let this_name = cx.pool.class_name(this_class);
    ensure!(cx, !this_name.starts_with(b"["), "Bad class name");
    if let Some(name) = options.name
        && name.as_bytes() != this_name
        && name != String::from_utf8_lossy(this_name)
    {
        let text = format!("{name} (wrong name: {})", Text(this_name));
        return Err(ClassFileError::NoClassDefFound(text.into()));
    }
    if options.name.is_none() {
        cx.name = NameInMessages::Read(this_name);
    }
    let super_class = parse_super_class(&cx, &mut reader, this_name)?;
    let interfaces = parse_interfaces(&cx, &mut reader)?;
    let is_interface = access_flags & ACC_INTERFACE != 0;
    let fields = parse_fields(&cx, &mut reader, is_interface)?;
    let methods = parse_methods(&cx, &mut reader, is_interface)?;
    let mut attributes =
        parse_class_attributes(&cx, &mut reader, access_flags, entries.max_bootstrap_index)?;
    attributes.synthetic |= access_flags & ACC_SYNTHETIC != 0;
    if !reader.at_end() {
        return Err(cx.bad_as_is(format_args!(
            "Extra bytes at the end of class file {}",
            cx.name
        )));
    }
    check_supertypes(&cx, this_name, is_interface, super_class, &interfaces)?;
    Ok(ClassFile {
        bytes,
        minor,
        major: cx.major,
        constant_pool: cx.pool,
        access_flags,
        this_class,
        super_class,
        interfaces,
        fields,
        methods,
        attributes,
    })
}

impl Context<'_, '_> {
    /// Class flags as the VM sees them: unknown ones dropped, and interfaces
    /// of old class files made abstract.
    pub(super) fn class_flags(&self, flags: u16, recognized: u16) -> u16 {
        let module = if self.major >= MODULE_MAJOR {
            ACC_MODULE
        } else {
            0
        };
        let flags = flags & (recognized | module);
        if flags & ACC_INTERFACE != 0 && self.major < 50 {
            flags | ACC_ABSTRACT
        } else {
            flags
        }
    }
}

fn check_version(
    major: u16,
    minor: u16,
    name: &NameInMessages<'_>,
    enable_preview: bool,
) -> Result<(), ClassFileError> {
    let version = format_args!("(class file version {major}.{minor})").to_string();
    let message = if major < MIN_SUPPORTED_MAJOR {
        format!("{name} {version} was compiled with an invalid major version")
    } else if major > MAX_SUPPORTED_MAJOR {
        format!(
            "{name} has been compiled by a more recent version of the Java Runtime {version}, \
             this version of the Java Runtime only recognizes class file versions up to \
             {MAX_SUPPORTED_MAJOR}.0"
        )
    } else if major < MINOR_CHECKED_MAJOR || minor == 0 {
        return Ok(());
    } else if minor != PREVIEW_MINOR {
        format!("{name} {version} was compiled with an invalid non-zero minor version")
    } else if major != MAX_SUPPORTED_MAJOR {
        format!(
            "{name} {version} was compiled with preview features that are unsupported. \
             This version of the Java Runtime only recognizes preview features for class file \
             version {MAX_SUPPORTED_MAJOR}.{PREVIEW_MINOR}"
        )
    } else if !enable_preview {
        format!(
            "Preview features are not enabled for {name} {version}. \
             Try running with '--enable-preview'"
        )
    } else {
        return Ok(());
    };
    Err(ClassFileError::UnsupportedClassVersion(message.into()))
}

fn parse_super_class<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    this_name: &[u8],
) -> Result<u16, ClassFileError> {
    let index = reader.u16()?;
    let valid = if index == 0 {
        this_name == b"java/lang/Object"
    } else {
        cx.is_class(index)
    };
    ensure!(cx, valid, "Invalid superclass index {index}");
    ensure!(
        cx,
        index == 0 || !cx.pool.class_name(index).starts_with(b"["),
        "Bad superclass name"
    );
    Ok(index)
}

fn parse_interfaces<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
) -> Result<Vec<u16>, ClassFileError> {
    let count = reader.u16()?;
    let mut interfaces = Vec::with_capacity(reader.capacity(count, 2));
    for _ in 0..count {
        let index = reader.u16()?;
        ensure!(
            cx,
            cx.is_class(index),
            "Interface name has bad constant pool index {index}"
        );
        let is_array = cx.pool.class_name(index).starts_with(b"[");
        ensure!(cx, !is_array, "Bad interface name");
        interfaces.push(index);
    }
    if cx.strict && count > 1 {
        let mut seen = HashSet::with_capacity(interfaces.len());
        for &index in &interfaces {
            let name = cx.pool.class_name(index);
            ensure!(
                cx,
                seen.insert(name),
                "Duplicate interface name \"{}\"",
                Text(name)
            );
        }
    }
    Ok(interfaces)
}

/// What can be said about the supertypes without loading them.
fn check_supertypes(
    cx: &Context<'_, '_>,
    this_name: &[u8],
    is_interface: bool,
    super_class: u16,
    interfaces: &[u16],
) -> Result<(), ClassFileError> {
    ensure!(
        cx,
        this_name != b"java/lang/Object" || interfaces.is_empty(),
        "java.lang.Object cannot implement an interface"
    );
    let has_object_as_super =
        super_class == 0 || cx.pool.class_name(super_class) == b"java/lang/Object";
    ensure!(
        cx,
        !is_interface || has_object_as_super,
        "Interfaces must have java.lang.Object as superclass"
    );
    Ok(())
}
