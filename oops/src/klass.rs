//! Classes: what the class file and linking determine ([`Klass`]) and what running changes ([`KlassRt`]).
//!
//! Instance classes, interfaces and array classes share one structure; [`KlassKind`] tells them apart. Subtype tests
//! follow HotSpot's scheme ("Fast subtype checking in the HotSpot JVM", Click & Rose 2002): a display of the first
//! eight superclasses, and a list of secondary supertypes with a one-element cache.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};

use crate::basic_type::BasicType;
use crate::class_space::{AtomicMetaPtr, AtomicMetaSlice, MetaPtr, MetaSlice};
use crate::constant_pool::ConstantPool;
use crate::field::{Field, access};
use crate::loader::LoaderId;
use crate::method::{Method, MethodPtr};
use crate::oop::{Oop, OopSlot};
use crate::reference::ReferenceKind;
use crate::symbol::Symbol;
use crate::vtable::Vtable;

pub type KlassPtr = MetaPtr<Klass>;

/// The shape of a class's instances.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KlassKind {
    Instance = 0,
    /// `java.lang.Class`: instances are mirrors and hold the static fields of the class they stand for.
    Mirror = 1,
    /// A subclass of `java.lang.ref.Reference`; see [`Klass::reference_kind`].
    Reference = 2,
    ObjArray = 3,
    TypeArray = 4,
}

/// States of a class (JVMS 5.5).
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum InitState {
    Loaded = 0,
    /// Being verified and linked by [`KlassRt::init_thread`].
    Linking = 1,
    Linked = 2,
    BeingInitialized = 3,
    Initialized = 4,
    /// Initialisation failed.
    Erroneous = 5,
}

/// A run of `count` reference slots at `offset` in an instance.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OopMapBlock {
    pub offset: u32,
    pub count: u32,
}

/// The methods by which a class implements one interface, in the interface's itable-index order.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ItableEntry {
    pub interface: KlassPtr,
    /// `None` where no method is selected: AbstractMethodError.
    pub methods: MetaSlice<Option<MethodPtr>>,
}

/// A row of the InnerClasses attribute (JVMS 4.7.6), constant-pool indexes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct InnerClass {
    pub inner: u16,
    pub outer: u16,
    pub name: u16,
    pub access_flags: u16,
}

/// A component of a record (JVMS 4.7.30).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RecordComponent {
    pub name: Symbol,
    pub descriptor: Symbol,
    pub generic_signature: Option<Symbol>,
    pub annotations: MetaSlice<u8>,
    pub type_annotations: MetaSlice<u8>,
}

/// Class attributes that only reflection and access checks read.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ClassAttributes {
    pub minor_version: u16,
    pub major_version: u16,
    pub source_file: Option<Symbol>,
    pub generic_signature: Option<Symbol>,
    pub source_debug_extension: MetaSlice<u8>,
    pub inner_classes: MetaSlice<InnerClass>,
    /// EnclosingMethod: class index (0 = no attribute) and NameAndType index (0 = none).
    pub enclosing_class: u16,
    pub enclosing_method: u16,
    pub nest_host: u16,
    pub nest_members: MetaSlice<u16>,
    pub is_record: bool,
    pub record_components: MetaSlice<RecordComponent>,
    pub is_sealed: bool,
    pub permitted_subclasses: MetaSlice<u16>,
    pub annotations: MetaSlice<u8>,
    pub type_annotations: MetaSlice<u8>,
}

bitflags! {
    /// What the machine knows of a class beyond the class file's access flags.
    KlassFlags: u16 {
        HAS_FINALIZER = 1 << 0;
        HIDDEN = 1 << 1;
        /// Declares or inherits a default (non-abstract, non-static) interface method.
        HAS_DEFAULT_METHODS = 1 << 2;
        DECLARES_DEFAULT_METHODS = 1 << 3;
        /// Implements java.lang.Cloneable.
        CLONEABLE = 1 << 4;
        /// Verification is not wanted (boot loader with default settings).
        TRUSTED = 1 << 5;
        HAS_STATIC_INITIALIZER = 1 << 6;
        /// java.lang.ClassLoader or a class below it.
        CLASS_LOADER = 1 << 7;
        /// Instances lead to class loader data that may be unloaded: the class is not the boot loader's, or its
        /// instances are mirrors or class loaders.
        LEADS_TO_LOADER_DATA = 1 << 8;
    }
}

/// Supertypes in the primary display.
pub const PRIMARY_SUPERS: usize = 8;

/// A class, interface or array class.
#[repr(C)]
pub struct Klass {
    pub kind: KlassKind,
    /// [`ReferenceKind`] as a number, 0 for none.
    pub reference_kind_bits: u8,
    /// For arrays the elements' type.
    pub element_type: BasicType,
    /// For arrays the number of dimensions.
    pub dimensions: u8,
    /// Class-file access flags (JVMS table 4.1-B) without ACC_SUPER; arrays have their element class's, final and abstract.
    pub access_flags: u16,
    pub flags: KlassFlags,
    /// Bytes of an instance, header included, 8-aligned; for arrays the offset of the elements.
    pub instance_size: u32,
    /// For arrays: log2 of the element's bytes.
    pub log2_element_size: u32,
    /// Reference fields of an instance, inherited ones included.
    pub oop_maps: MetaSlice<OopMapBlock>,
    /// Bytes of this class's mirror, static fields included.
    pub mirror_size: u32,
    /// Static reference fields inside the mirror.
    pub static_oops: OopMapBlock,
    pub name: Symbol,
    /// Direct superclass; `None` for java.lang.Object only (interfaces have Object).
    pub super_klass: Option<KlassPtr>,
    /// Depth below Object (Object 0); meaningless for interfaces.
    pub super_depth: u32,
    /// True if this type is found in others' primary display at `super_depth` (no interface, not too deep).
    pub is_primary: bool,
    pub primary_supers: [Option<KlassPtr>; PRIMARY_SUPERS],
    /// All other supertypes: interfaces, classes too deep for the display, array supertypes.
    pub secondary_supers: MetaSlice<KlassPtr>,
    /// For arrays: component class of an object array (`None` for primitive components).
    pub component: Option<KlassPtr>,
    /// For arrays: the class of the innermost element, `None` for primitives.
    pub bottom: Option<KlassPtr>,
    pub constant_pool: Option<MetaPtr<ConstantPool>>,
    /// Declared methods in class-file order; overpass methods follow in [`KlassRt::overpass_methods`].
    pub methods: MetaSlice<MethodPtr>,
    pub fields: MetaSlice<Field>,
    pub local_interfaces: MetaSlice<KlassPtr>,
    pub transitive_interfaces: MetaSlice<KlassPtr>,
    pub attributes: MetaPtr<ClassAttributes>,
    /// The defining loader.
    pub loader: LoaderId,
    /// Whose arena the class lies in and with whom it dies: the defining loader's data, or data of its own (a hidden
    /// class that its loader does not keep alive).
    pub holder: LoaderId,
    pub rt: MetaPtr<KlassRt>,
    pub vtable: Vtable,
}

/// What changes in a class while the program runs.
#[repr(C)]
pub struct KlassRt {
    state: AtomicU8,
    /// Address of the thread that links or initialises the class, 0 for none.
    pub init_thread: AtomicUsize,
    /// The java.lang.Class instance. A root.
    pub mirror: OopSlot,
    /// Object[] with resolved strings, method handles, appendices …; grows. A root.
    pub resolved_references: OopSlot,
    /// The class of arrays with this component.
    pub array_klass: AtomicMetaPtr<Klass>,
    /// First direct subclass and next sibling: the hierarchy downwards.
    pub first_subklass: AtomicMetaPtr<Klass>,
    pub next_sibling: AtomicMetaPtr<Klass>,
    /// For interfaces: the one implementor, or the interface itself when there are several.
    pub implementor: AtomicMetaPtr<Klass>,
    pub nest_host: AtomicMetaPtr<Klass>,
    /// Cache of the last positive secondary subtype test.
    pub secondary_cache: AtomicMetaPtr<Klass>,
    pub itable: AtomicMetaSlice<ItableEntry>,
    /// Methods that the machine made (conflicting or missing defaults).
    pub overpass_methods: AtomicMetaSlice<MethodPtr>,
    /// For interfaces: number of itable indexes.
    pub itable_length: AtomicU32,
    /// Number of the module in the virtual machine's table.
    pub module: AtomicU32,
    /// `Class.getModifiers` cache is Java's; JVM access flags computed from InnerClasses, +1, 0 = not computed.
    pub modifiers: AtomicU32,
    /// Class redefinition count as seen by reflection; stays 0 here but is read by java.lang.Class.
    pub redefined_count: AtomicU32,
}

impl KlassRt {
    /// Offset of the [`InitState`], a byte.
    pub const STATE_OFFSET: usize = std::mem::offset_of!(KlassRt, state);

    pub fn new() -> KlassRt {
        KlassRt {
            state: AtomicU8::new(InitState::Loaded as u8),
            init_thread: AtomicUsize::new(0),
            mirror: OopSlot::null(),
            resolved_references: OopSlot::null(),
            array_klass: AtomicMetaPtr::new(None),
            first_subklass: AtomicMetaPtr::new(None),
            next_sibling: AtomicMetaPtr::new(None),
            implementor: AtomicMetaPtr::new(None),
            nest_host: AtomicMetaPtr::new(None),
            secondary_cache: AtomicMetaPtr::new(None),
            itable: AtomicMetaSlice::empty(),
            overpass_methods: AtomicMetaSlice::empty(),
            itable_length: AtomicU32::new(0),
            module: AtomicU32::new(0),
            modifiers: AtomicU32::new(0),
            redefined_count: AtomicU32::new(0),
        }
    }
    #[inline(always)]
    pub fn state(&self) -> InitState {
        let s = self.state.load(Ordering::Acquire);
        // SAFETY: only `new` and `set_state` write it, from an InitState.
        unsafe { std::mem::transmute::<u8, InitState>(s) }
    }
    pub fn set_state(&self, s: InitState) {
        self.state.store(s as u8, Ordering::Release);
    }
}

impl Default for KlassRt {
    fn default() -> Self {
        KlassRt::new()
    }
}

impl Klass {
    #[inline(always)]
    pub fn is_array(&self) -> bool {
        matches!(self.kind, KlassKind::ObjArray | KlassKind::TypeArray)
    }
    pub fn is_instance(&self) -> bool {
        !self.is_array()
    }
    pub fn is_interface(&self) -> bool {
        self.access_flags & access::INTERFACE != 0
    }
    pub fn is_abstract(&self) -> bool {
        self.access_flags & access::ABSTRACT != 0
    }
    pub fn is_final(&self) -> bool {
        self.access_flags & access::FINAL != 0
    }
    pub fn is_public(&self) -> bool {
        self.access_flags & access::PUBLIC != 0
    }
    pub fn is_hidden(&self) -> bool {
        self.flags.contains(KlassFlags::HIDDEN)
    }
    pub fn reference_kind(&self) -> Option<ReferenceKind> {
        ReferenceKind::from_u8(self.reference_kind_bits)
    }
    /// The constant pool of an instance class.
    #[inline(always)]
    pub fn constants(&self) -> &'static ConstantPool {
        self.constant_pool
            .expect("an instance class has a constant pool")
            .get()
    }
    #[inline(always)]
    pub fn state(&self) -> InitState {
        self.rt.get().state()
    }
    #[inline(always)]
    pub fn is_initialized(&self) -> bool {
        self.state() == InitState::Initialized
    }
    pub fn is_linked(&self) -> bool {
        let s = self.state();
        s != InitState::Loaded && s != InitState::Linking
    }
    /// The java.lang.Class instance; null only while the first classes are booted.
    #[inline(always)]
    pub fn mirror(&self) -> Oop {
        self.rt.get().mirror.load()
    }
    #[inline(always)]
    pub fn vtable(&self) -> &'static [MethodPtr] {
        self.vtable.methods()
    }

    /// The package part of the name with slashes, without the class: empty for the unnamed package.
    pub fn package_name(&self) -> &'static [u8] {
        let k = if self.is_array() {
            match self.bottom {
                Some(b) => b.get(),
                None => return b"java/lang",
            }
        } else {
            self
        };
        let name = k.name.as_bytes();
        // The suffix of a hidden class's name follows '+' and holds no slash that separates packages.
        let name = match name.iter().position(|&c| c == b'+') {
            Some(p) if k.is_hidden() => &name[..p],
            _ => name,
        };
        name.iter()
            .rposition(|&c| c == b'/')
            .map_or(&[][..], |p| &name[..p])
    }

    /// Same loader and package (JVMS 5.3: run-time package).
    pub fn is_same_package(&self, other: &Klass) -> bool {
        self.loader == other.loader && self.package_name() == other.package_name()
    }

    /// The name as Java's `Class.getName` gives it: with dots, and a hidden class's suffix behind a slash.
    pub fn external_name(&self) -> String {
        let name = self.name.to_external();
        if !self.bottom.map_or(self.is_hidden(), |b| b.is_hidden()) {
            return name;
        }
        match name.rfind('+') {
            Some(i) => format!("{}/{}", &name[..i], &name[i + 1..]),
            None => name,
        }
    }

    /// The declared field with this name and descriptor.
    pub fn find_local_field(&self, name: Symbol, descriptor: Symbol) -> Option<&'static Field> {
        self.fields
            .get()
            .iter()
            .find(|f| f.name == name && f.descriptor == descriptor)
    }

    /// The declared (not overpass) method with this name and descriptor.
    pub fn find_local_method(&self, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
        self.methods
            .get()
            .iter()
            .copied()
            .find(|m| m.name == name && m.descriptor == descriptor)
    }

    /// The declared method, or the machine's overpass method.
    pub fn find_local_or_overpass(&self, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
        self.find_local_method(name, descriptor).or_else(|| {
            let overpass = self.rt.get().overpass_methods.load();
            overpass
                .get()
                .iter()
                .copied()
                .find(|m| m.name == name && m.descriptor == descriptor)
        })
    }
}

impl MetaPtr<Klass> {
    /// True if `self` is `other` or one of its supertypes is.
    #[inline(always)]
    pub fn is_subtype_of(self, other: KlassPtr) -> bool {
        if self == other {
            return true;
        }
        let (k, o) = (self.get(), other.get());
        if o.is_primary {
            return k.primary_supers[o.super_depth as usize] == Some(other);
        }
        k.rt.get().secondary_cache.load() == Some(other) || self.search_secondary_supers(other)
    }

    #[inline(never)]
    fn search_secondary_supers(self, other: KlassPtr) -> bool {
        // Arrays are covariant (JLS 4.10.3); their supertypes among arrays are not listed.
        let found = match (self.kind, other.kind, self.component, other.component) {
            (KlassKind::ObjArray, KlassKind::ObjArray, Some(own), Some(wanted)) => {
                own.is_subtype_of(wanted)
            }
            _ => self.get().secondary_supers.get().contains(&other),
        };
        if found {
            self.get().rt.get().secondary_cache.store(Some(other));
        }
        found
    }

    /// True if `self` is a class (not interface) below `other`, or `other` itself.
    pub fn is_subclass_of(self, other: KlassPtr) -> bool {
        let mut k = Some(self);
        while let Some(c) = k {
            if c == other {
                return true;
            }
            k = c.super_klass;
        }
        false
    }

    /// The method that a class selects for an interface's itable index; `None`: the class does not implement the
    /// interface; `Some(None)`: it does, but no method is selected.
    #[inline]
    pub fn itable_method(self, interface: KlassPtr, index: usize) -> Option<Option<MethodPtr>> {
        let itable = self.rt.get().itable.load();
        itable
            .get()
            .iter()
            .find(|e| e.interface == interface)
            .map(|e| e.methods.get().get(index).copied().flatten())
    }

    /// All methods declared by the class together with the machine's.
    pub fn all_methods(self) -> impl Iterator<Item = MetaPtr<Method>> {
        let overpass = self.rt.get().overpass_methods.load();
        self.methods
            .get()
            .iter()
            .copied()
            .chain(overpass.get().iter().copied())
    }

    /// True if `self`'s class loader is the boot loader.
    pub fn is_boot(self) -> bool {
        self.loader == LoaderId::BOOT
    }
}

impl KlassPtr {
    /// The class that a mirror stands for; `None` for a primitive type's mirror.
    pub fn of_mirror(mirror: Oop) -> Option<KlassPtr> {
        KlassPtr::from_offset(mirror.load_u32(crate::reference::mirror_klass_offset()))
    }
}
