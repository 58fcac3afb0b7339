//! Methods: what the class file says ([`Method`]) and what running adds ([`MethodRt`]).
//!
//! A method keeps its pristine bytecodes for verification and compilation; the interpreter makes a quickened copy at
//! the first invocation ([`MethodRt::quick_code`]).

use std::sync::atomic::{AtomicI32, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use crate::basic_type::BasicType;
use crate::class_space::{Arena, AtomicMetaPtr, MetaPtr, MetaSlice, MetaspaceFull};
use crate::field::access;
use crate::klass::{Klass, KlassPtr};
use crate::symbol::Symbol;

pub type MethodPtr = MetaPtr<Method>;

bitflags! {
    /// What the machine knows of a method beyond the class file's access flags.
    MethodFlags: u32 {
        CALLER_SENSITIVE = 1 << 0;
        FORCE_INLINE = 1 << 1;
        DONT_INLINE = 1 << 2;
        /// Not shown in stack traces (`@Hidden`, `@LambdaForm.Hidden`).
        HIDDEN = 1 << 3;
        INTRINSIC_CANDIDATE = 1 << 4;
        RESERVED_STACK_ACCESS = 1 << 5;
        SCOPED = 1 << 6;
        /// Made by the machine: throws AbstractMethodError or IncompatibleClassChangeError (conflicting defaults …).
        OVERPASS = 1 << 7;
        HAS_LINE_NUMBERS = 1 << 9;
        /// `<init>`.
        INITIALIZER = 1 << 10;
        /// `<clinit>`.
        STATIC_INITIALIZER = 1 << 11;
        DEPRECATED = 1 << 12;
        HAS_METHOD_PARAMETERS = 1 << 13;
        /// Has a loop: a backward branch.
        HAS_LOOPS = 1 << 14;
        /// A signature-polymorphic native of MethodHandle or VarHandle (JVMS 2.9.3).
        SIGNATURE_POLYMORPHIC = 1 << 15;
        CHANGES_CURRENT_THREAD = 1 << 16;
    }
}

/// How the interpreter enters a method.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MethodKind {
    /// Bytecodes.
    Bytecode = 0,
    /// A JNI native.
    Native = 1,
    /// No code: selection ended here, AbstractMethodError.
    Abstract = 2,
    /// A native of the machine itself that takes raw slots (see the virtual machine's table of natives).
    VmNative = 3,
    /// `MethodHandle.invokeBasic`.
    InvokeBasic = 4,
    /// `MethodHandle.linkToVirtual`.
    LinkToVirtual = 5,
    /// `MethodHandle.linkToStatic`.
    LinkToStatic = 6,
    /// `MethodHandle.linkToSpecial`.
    LinkToSpecial = 7,
    /// `MethodHandle.linkToInterface`.
    LinkToInterface = 8,
    /// `MethodHandle.linkToNative` and what else cannot be called directly.
    Unlinkable = 9,
}

/// An exception table row (JVMS 4.7.3): `[start, end)` guarded by `handler`; `catch_type` 0 catches all.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    pub start: u16,
    pub end: u16,
    pub handler: u16,
    pub catch_type: u16,
}

/// A LineNumberTable row.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineNumber {
    pub start: u16,
    pub line: u16,
}

/// A LocalVariableTable row.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalVariable {
    pub start: u16,
    pub length: u16,
    pub name: u16,
    pub descriptor: u16,
    pub slot: u16,
}

/// A MethodParameters row; `name` is a constant-pool index, 0 for none.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodParameter {
    pub name: u16,
    pub flags: u16,
}

/// One declared method.
#[repr(C)]
pub struct Method {
    pub holder: AtomicMetaPtr<Klass>,
    pub name: Symbol,
    pub descriptor: Symbol,
    pub generic_signature: Option<Symbol>,
    /// Class-file access flags (JVMS table 4.6-A).
    pub access_flags: u16,
    pub max_stack: u16,
    pub max_locals: u16,
    /// Slots of the parameters, receiver included.
    pub arg_slots: u16,
    pub flags: MethodFlags,
    pub return_type: BasicType,
    /// Position in the holder's method table: the slot that reflection sees.
    pub slot: u16,
    /// Pristine bytecodes.
    pub code: MetaSlice<u8>,
    pub exception_table: MetaSlice<ExceptionEntry>,
    pub line_numbers: MetaSlice<LineNumber>,
    pub local_variables: MetaSlice<LocalVariable>,
    /// Raw StackMapTable body.
    pub stack_map_table: MetaSlice<u8>,
    /// Class indexes of the Exceptions attribute.
    pub checked_exceptions: MetaSlice<u16>,
    pub parameters: MetaSlice<MethodParameter>,
    /// Raw bodies of RuntimeVisible{,Parameter,Type}Annotations and AnnotationDefault.
    pub annotations: MetaSlice<u8>,
    pub parameter_annotations: MetaSlice<u8>,
    pub annotation_default: MetaSlice<u8>,
    pub type_annotations: MetaSlice<u8>,
    pub rt: MetaPtr<MethodRt>,
}

/// Dispatch numbers in [`MethodRt::vtable_index`].
pub const NONVIRTUAL_INDEX: i32 = -2;
/// Not linked yet.
pub const INVALID_INDEX: i32 = -4;

/// What changes in a method while the program runs.
#[repr(C)]
pub struct MethodRt {
    /// Index in the holder's vtable, or [`NONVIRTUAL_INDEX`]/[`INVALID_INDEX`].
    pub vtable_index: AtomicI32,
    /// Index in the interface's method table, for interface methods that are selected by receiver; −1 otherwise.
    pub itable_index: AtomicI32,
    kind: AtomicU8,
    /// Intrinsic number, 0 for none.
    pub intrinsic: AtomicU32,
    /// Class-space offset of the quickened bytecodes, 0 before the first invocation.
    pub quick_code: AtomicU32,
    /// The native function's address, 0 while it is not linked.
    pub native_function: AtomicUsize,
    /// What compiled code calls: the method's own code, or a stub that goes to the interpreter. Never 0.
    pub compiled_entry: AtomicUsize,
    /// The method that this belongs to.
    pub method: AtomicMetaPtr<Method>,
    /// State of compilation, a word of the virtual machine's compile policy.
    pub compile_state: AtomicU32,
    /// Invocations and back-edges, in steps: the interpreter tells of them now and then.
    pub invocations: AtomicU32,
    pub backedges: AtomicU32,
    /// Changes when the method's code has relied in vain on the class hierarchy.
    pub generation: AtomicU32,
    /// Address of the description of the installed code, 0 for none.
    pub compiled_code: AtomicUsize,
    /// Address of the description of the newest code for the entry of a loop, 0 for none.
    pub osr_code: AtomicUsize,
    /// Address of the method's profile, 0 for none.
    pub profile: AtomicUsize,
    /// Packed argument shape for native calls, made at first use; 0 = not made.
    pub native_shape: AtomicU64,
    /// Code that calls the C function with arguments in slots, made for natives that are called often; 0 = not made.
    pub native_wrapper: AtomicUsize,
    /// Packed argument shape for calls between compiled and interpreted code, made at first use; 0 = not made.
    pub argument_shape: AtomicU64,
}

impl MethodRt {
    /// `entry` is the address of the stub that interprets.
    pub fn new(kind: MethodKind, entry: usize) -> MethodRt {
        MethodRt {
            vtable_index: AtomicI32::new(INVALID_INDEX),
            itable_index: AtomicI32::new(-1),
            kind: AtomicU8::new(kind as u8),
            intrinsic: AtomicU32::new(0),
            quick_code: AtomicU32::new(0),
            native_function: AtomicUsize::new(0),
            compiled_entry: AtomicUsize::new(entry),
            method: AtomicMetaPtr::new(None),
            compile_state: AtomicU32::new(0),
            invocations: AtomicU32::new(0),
            backedges: AtomicU32::new(0),
            compiled_code: AtomicUsize::new(0),
            generation: AtomicU32::new(0),
            osr_code: AtomicUsize::new(0),
            profile: AtomicUsize::new(0),
            native_shape: AtomicU64::new(0),
            native_wrapper: AtomicUsize::new(0),
            argument_shape: AtomicU64::new(0),
        }
    }
    #[inline(always)]
    pub fn kind(&self) -> MethodKind {
        let k = self.kind.load(Ordering::Relaxed);
        debug_assert!(k <= MethodKind::Unlinkable as u8);
        // SAFETY: only `new` and `set_kind` write it, from a MethodKind.
        unsafe { std::mem::transmute::<u8, MethodKind>(k) }
    }
    pub fn set_kind(&self, kind: MethodKind) {
        self.kind.store(kind as u8, Ordering::Release);
    }
}

impl Method {
    /// Puts the method into the arena and gives its mutable part the way back to it.
    pub fn place(self, arena: &mut Arena) -> Result<MethodPtr, MetaspaceFull> {
        let method = arena.alloc(self)?;
        method.rt.method.store(Some(method));
        Ok(method)
    }

    /// The declaring class.
    #[inline(always)]
    pub fn holder(&self) -> KlassPtr {
        self.holder
            .load()
            .expect("a method has a holder once its class is made")
    }
    pub fn is_static(&self) -> bool {
        self.access_flags & access::STATIC != 0
    }
    pub fn is_private(&self) -> bool {
        self.access_flags & access::PRIVATE != 0
    }
    pub fn is_public(&self) -> bool {
        self.access_flags & access::PUBLIC != 0
    }
    pub fn is_protected(&self) -> bool {
        self.access_flags & access::PROTECTED != 0
    }
    pub fn is_package_private(&self) -> bool {
        self.access_flags & (access::PUBLIC | access::PRIVATE | access::PROTECTED) == 0
    }
    pub fn is_final(&self) -> bool {
        self.access_flags & access::FINAL != 0
    }
    pub fn is_abstract(&self) -> bool {
        self.access_flags & access::ABSTRACT != 0
    }
    pub fn is_native(&self) -> bool {
        self.access_flags & access::NATIVE != 0
    }
    pub fn is_synchronized(&self) -> bool {
        self.access_flags & access::SYNCHRONIZED != 0
    }
    pub fn is_initializer(&self) -> bool {
        self.flags.contains(MethodFlags::INITIALIZER)
    }
    pub fn is_static_initializer(&self) -> bool {
        self.flags.contains(MethodFlags::STATIC_INITIALIZER)
    }
    /// `<init>` or `<clinit>`.
    pub fn is_special_name(&self) -> bool {
        self.is_initializer() || self.is_static_initializer()
    }

    /// The source line of a bytecode index, if the class file has line numbers.
    pub fn line_number(&self, bci: usize) -> Option<u16> {
        let mut best: Option<LineNumber> = None;
        for l in self.line_numbers.iter() {
            if usize::from(l.start) <= bci && best.is_none_or(|b| l.start >= b.start) {
                best = Some(*l);
            }
        }
        best.map(|l| l.line)
    }

    /// `Holder.name(descriptor)` in internal form, for messages and logs.
    pub fn external_name(&self) -> String {
        format!(
            "{}.{}{}",
            self.holder().name.to_external(),
            self.name,
            self.descriptor
        )
    }
}
