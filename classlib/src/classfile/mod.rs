//! Class files: one pass from bytes to a checked view (JVMS chapter 4).
//!
//! The idea: the consumer copies everything it keeps into its own arenas, so
//! parsing should allocate next to nothing. [`ClassFile`] borrows the bytes;
//! the constant pool is a table of tags and offsets; attribute bodies that
//! the VM passes on as they are (annotations, stack maps, bytecode) stay
//! slices. Format checks (JVMS 4.8) run while parsing, in the order HotSpot
//! runs them, because the first offence decides the message.
//!
//! Invariants: a [`ClassFile`] that [`ClassFile::parse`] returned has every
//! constant-pool index in its structures within range and of the right kind,
//! and every entry of the pool refers to entries of the right kind. Not
//! checked here are indices inside bytecode, inside annotation bodies, and
//! in `MethodParameters`, which reflection checks when asked for them.

mod annotations;
mod attributes;
mod code;
mod constant_pool;
mod context;
mod error;
mod fields;
mod flags;
mod inner_classes;
mod methods;
mod names;
mod parser;
mod pool_parser;
mod reader;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_jdk;
#[cfg(test)]
mod writer;

pub use constant_pool::{ConstantPool, MethodHandleKind, Tag};
pub use error::ClassFileError;
pub use flags::*;

/// The newest class-file version accepted, that of Java SE 17.
pub const MAX_SUPPORTED_MAJOR: u16 = 61;

/// How to parse: what is known beforehand and how strict to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions<'n> {
    /// The class name asked for, in internal form, used in messages until
    /// (and if) `this_class` is known.
    pub name: Option<&'n str>,
    /// Skip the checks that only matter for untrusted classes: names,
    /// descriptors, modifiers, duplicates. Structure is checked regardless.
    pub relax: bool,
    /// Recognise the annotations that steer the VM (`@ForceInline`, ...).
    /// Only classes of the boot and platform loaders may use them.
    pub vm_annotations: bool,
    /// Accept the preview-feature minor version 65535 of the newest major.
    pub enable_preview: bool,
}

/// A parsed class file, borrowing the bytes it was parsed from.
#[derive(Clone, Debug)]
pub struct ClassFile<'a> {
    /// The whole file.
    pub bytes: &'a [u8],
    pub minor: u16,
    pub major: u16,
    pub constant_pool: ConstantPool<'a>,
    /// Class modifiers as the VM sees them: unknown bits dropped, `ABSTRACT`
    /// added to interfaces of class files older than version 50.
    pub access_flags: u16,
    /// Pool index of the class's own `Class` entry.
    pub this_class: u16,
    /// Pool index of the superclass, 0 for `java/lang/Object` alone.
    pub super_class: u16,
    /// Pool indices of the direct superinterfaces.
    pub interfaces: Vec<u16>,
    pub fields: Vec<FieldInfo<'a>>,
    pub methods: Vec<MethodInfo<'a>>,
    pub attributes: ClassAttributes<'a>,
}

impl<'a> ClassFile<'a> {
    /// Parses and format-checks `bytes`.
    pub fn parse(
        bytes: &'a [u8],
        options: &ParseOptions<'_>,
    ) -> Result<ClassFile<'a>, ClassFileError> {
        parser::parse(bytes, options)
    }

    /// The class's own name in internal form.
    pub fn name(&self) -> &'a [u8] {
        self.constant_pool.class_name(self.this_class)
    }

    /// The superclass's name, `None` for `java/lang/Object`.
    pub fn super_name(&self) -> Option<&'a [u8]> {
        (self.super_class != 0).then(|| self.constant_pool.class_name(self.super_class))
    }

    /// Whether the file declares an interface.
    pub fn is_interface(&self) -> bool {
        self.access_flags & ACC_INTERFACE != 0
    }
}

/// Attribute bodies (without name and length) handed on uninterpreted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RawAnnotations<'a> {
    /// `RuntimeVisibleAnnotations`
    pub visible: Option<&'a [u8]>,
    /// `RuntimeVisibleTypeAnnotations`
    pub visible_type: Option<&'a [u8]>,
}

/// Annotations by which the class library steers the VM. All false unless
/// [`ParseOptions::vm_annotations`] was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VmAnnotations {
    /// `jdk.internal.reflect.CallerSensitive`
    pub caller_sensitive: bool,
    /// `jdk.internal.vm.annotation.ForceInline`
    pub force_inline: bool,
    /// `jdk.internal.vm.annotation.DontInline`
    pub dont_inline: bool,
    /// `jdk.internal.vm.annotation.Hidden`, `LambdaForm$Hidden`
    pub hidden: bool,
    /// `java.lang.invoke.LambdaForm$Compiled`
    pub lambda_form_compiled: bool,
    /// `java.lang.invoke.InjectedProfile`
    pub injected_profile: bool,
    /// `jdk.internal.vm.annotation.Stable` (fields)
    pub stable: bool,
    /// `jdk.internal.vm.annotation.Contended` (fields and classes)
    pub contended: bool,
    /// Pool index of the `@Contended` group name, 0 for the default group.
    pub contended_group: u16,
    /// `jdk.internal.vm.annotation.ReservedStackAccess`
    pub reserved_stack_access: bool,
    /// `jdk.internal.vm.annotation.IntrinsicCandidate`
    pub intrinsic_candidate: bool,
    /// `jdk.internal.misc.ScopedMemoryAccess$Scoped`
    pub scoped: bool,
    /// `jdk.internal.ValueBased` (classes)
    pub value_based: bool,
}

/// A field (JVMS 4.5).
#[derive(Clone, Debug, Default)]
pub struct FieldInfo<'a> {
    pub access_flags: u16,
    pub name_index: u16,
    pub descriptor_index: u16,
    /// `ConstantValue` of a static field, 0 if none.
    pub constant_value_index: u16,
    /// `Signature`, 0 if none.
    pub signature_index: u16,
    pub annotations: RawAnnotations<'a>,
    pub vm_annotations: VmAnnotations,
    pub deprecated: bool,
    /// By flag or by attribute.
    pub synthetic: bool,
}

/// A method (JVMS 4.6).
#[derive(Clone, Debug, Default)]
pub struct MethodInfo<'a> {
    pub access_flags: u16,
    pub name_index: u16,
    pub descriptor_index: u16,
    /// Argument slots, the receiver included.
    pub arg_slots: u8,
    pub code: Option<Code<'a>>,
    /// Pool indices of the checked exceptions (`Exceptions`).
    pub exceptions: Vec<u16>,
    /// `Signature`, 0 if none.
    pub signature_index: u16,
    /// `MethodParameters`: (name index or 0, flags); `None` without the attribute.
    pub method_parameters: Option<Vec<(u16, u16)>>,
    pub annotations: RawAnnotations<'a>,
    /// `RuntimeVisibleParameterAnnotations`
    pub parameter_annotations: Option<&'a [u8]>,
    /// `AnnotationDefault`
    pub annotation_default: Option<&'a [u8]>,
    pub vm_annotations: VmAnnotations,
    pub deprecated: bool,
    /// By flag or by attribute.
    pub synthetic: bool,
}

/// A `Code` attribute (JVMS 4.7.3).
#[derive(Clone, Debug, Default)]
pub struct Code<'a> {
    pub max_stack: u16,
    pub max_locals: u16,
    pub code: &'a [u8],
    pub exception_table: Vec<ExceptionHandler>,
    /// (start pc, line), all `LineNumberTable`s one after the other.
    pub line_numbers: Vec<(u16, u16)>,
    pub local_variables: Vec<LocalVariable>,
    /// As [`Code::local_variables`], the descriptor being a generic signature.
    pub local_variable_types: Vec<LocalVariable>,
    /// The body of `StackMapTable` (number of entries first).
    pub stack_map_table: Option<&'a [u8]>,
    /// `RuntimeVisibleTypeAnnotations` of the code.
    pub visible_type_annotations: Option<&'a [u8]>,
}

/// One row of an exception table: `[start, end)`, where to go, and what is caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionHandler {
    pub start_pc: u16,
    pub end_pc: u16,
    pub handler_pc: u16,
    /// Pool index of the class, 0 for any throwable.
    pub catch_type: u16,
}

/// One row of a `LocalVariableTable` or `LocalVariableTypeTable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalVariable {
    pub start_pc: u16,
    pub length: u16,
    pub name_index: u16,
    /// Field descriptor, or generic signature in the type table.
    pub descriptor_index: u16,
    pub slot: u16,
}

/// The attributes of the class itself (JVMS 4.7).
#[derive(Clone, Debug, Default)]
pub struct ClassAttributes<'a> {
    /// Pool index, 0 if none.
    pub source_file: u16,
    /// `SourceDebugExtension`, modified UTF-8.
    pub source_debug_extension: Option<&'a [u8]>,
    /// Pool index, 0 if none.
    pub signature: u16,
    pub inner_classes: Vec<InnerClass>,
    /// (class index, name-and-type index or 0)
    pub enclosing_method: Option<(u16, u16)>,
    /// Pool index, 0 if none.
    pub nest_host: u16,
    /// `None` without the attribute.
    pub nest_members: Option<Vec<u16>>,
    /// `None` if the class is no record.
    pub record: Option<Vec<RecordComponent<'a>>>,
    /// `None` if the class is not sealed.
    pub permitted_subclasses: Option<Vec<u16>>,
    pub bootstrap_methods: Vec<BootstrapMethod>,
    pub annotations: RawAnnotations<'a>,
    pub vm_annotations: VmAnnotations,
    pub deprecated: bool,
    /// By flag or by attribute.
    pub synthetic: bool,
}

/// One row of `InnerClasses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InnerClass {
    pub inner_class: u16,
    /// 0 for local and anonymous classes.
    pub outer_class: u16,
    /// 0 for anonymous classes.
    pub inner_name: u16,
    pub access_flags: u16,
}

/// One component of a record class (JVMS 4.7.30).
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordComponent<'a> {
    pub name_index: u16,
    pub descriptor_index: u16,
    /// 0 if none.
    pub signature_index: u16,
    pub annotations: RawAnnotations<'a>,
}

/// One row of `BootstrapMethods`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootstrapMethod {
    /// Pool index of the method handle.
    pub method_ref: u16,
    /// Pool indices of the static arguments.
    pub args: Vec<u16>,
}
