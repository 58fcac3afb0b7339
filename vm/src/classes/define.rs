//! From a parsed class file to a [`Klass`] in its loader's arena (JVMS 5.3.5).
//!
//! Everything that the machine keeps is copied into the arena; the bytes are not needed afterwards. Superclass and
//! interfaces are resolved before. What can fail for reasons of the class file has failed in the parser; here it is
//! relations to other classes, and memory.

use std::sync::atomic::Ordering;

use classlib::classfile::{ClassFile, FieldInfo, MethodInfo, Tag};
use classlib::descriptor::MethodDescriptor;
use oops::class_space::{Arena, MetaspaceFull};
use oops::constant_pool::{BootstrapMethod, tag};
use oops::field::access;
use oops::klass::{
    ClassAttributes, InnerClass, KlassFlags, OopMapBlock, PRIMARY_SUPERS, RecordComponent,
};
use oops::method::{ExceptionEntry, LineNumber, LocalVariable, MethodKind, MethodParameter};
use oops::vtable::Vtable;
use oops::{
    AtomicMetaPtr, BasicType, ConstantPool, Field, FieldFlags, Klass, KlassKind, KlassPtr, KlassRt,
    LoaderId, MetaPtr, MetaSlice, Method, MethodFlags, MethodPtr, MethodRt, ReferenceKind, Symbol,
};

use crate::classes::layout::{self, FieldToPlace};
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::vtable;
use crate::classes::well_known::{self as wk, FIELD_ROWS};
use crate::compiler::stubs;
use crate::natives::math;

type Meta<T> = Result<T, MetaspaceFull>;

/// What a class is made of besides its file.
pub struct Parts<'a> {
    pub file: &'a ClassFile<'a>,
    /// The name by which the class is defined.
    pub own: Symbol,
    /// The class's name: the same, or a hidden class's with its suffix.
    pub name: Symbol,
    pub super_klass: Option<KlassPtr>,
    pub interfaces: &'a [KlassPtr],
    pub hidden: bool,
    pub trusted: bool,
}

/// Makes the class. It is in state Loaded, without mirror, and in no table yet.
/// It lies in the arena of `data`, its own or its loader's.
pub fn make(data: &ClassLoaderData, parts: &Parts) -> Meta<KlassPtr> {
    let symbols = symbols_of(parts);
    data.with_arena(|arena| {
        Maker {
            arena,
            parts,
            symbols: &symbols,
            loader: data.loader_id,
            holder: data.id,
        }
        .make()
    })
}

/// The symbols of the file's Utf8 entries, by index.
fn symbols_of(parts: &Parts) -> Vec<Option<Symbol>> {
    let pool = &parts.file.constant_pool;
    // Interned once more the name would be everybody's.
    let intern = |name: &[u8]| match name == parts.own.as_bytes() {
        true => parts.own,
        false => Symbol::intern(name),
    };
    (0..pool.len() as u16)
        .map(|i| pool.utf8_or_none(i).map(intern))
        .collect()
}

struct Maker<'a> {
    arena: &'a mut Arena,
    parts: &'a Parts<'a>,
    symbols: &'a [Option<Symbol>],
    loader: LoaderId,
    holder: LoaderId,
}

fn bytes(body: Option<&[u8]>) -> &[u8] {
    body.unwrap_or(&[])
}

impl Maker<'_> {
    fn symbol(&self, utf8: u16) -> Symbol {
        self.symbols[usize::from(utf8)].expect("a Utf8 entry, as the parser has checked")
    }

    fn optional_symbol(&self, utf8: u16) -> Option<Symbol> {
        (utf8 != 0).then(|| self.symbol(utf8))
    }

    fn make(&mut self) -> Meta<KlassPtr> {
        let parts = self.parts;
        let file = parts.file;
        let pool = self.constant_pool()?;
        let is_class =
            parts.name == Symbol::from_text("java/lang/Class") && self.loader == LoaderId::BOOT;
        let injected = self.injected_rows();
        let (fields, layout) = self.fields(&injected, is_class)?;
        let methods = self.methods()?;
        let attributes = self.attributes()?;
        let rt = self.arena.alloc(KlassRt::new())?;
        let super_klass = parts.super_klass;
        let oop_maps = self.oop_maps(&layout.own_oop_maps)?;
        let transitive = self.transitive_interfaces()?;
        let is_interface = file.is_interface();
        let super_depth = super_klass.map_or(0, |s| s.super_depth + 1);
        let is_primary = !is_interface && (super_depth as usize) < PRIMARY_SUPERS;
        let mut primary_supers = super_klass.map_or([None; PRIMARY_SUPERS], |s| s.primary_supers);
        let secondary_supers = self.secondary_supers(&transitive)?;
        let local_interfaces = self.arena.alloc_slice(parts.interfaces)?;
        let (kind, reference) = self.kind(is_class);
        let flags = self.flags(&methods, &transitive, is_class);
        // The display of the class contains the class itself, whose address is known once it is allocated.
        let klass = self.arena.alloc_class(Klass {
            kind,
            reference_kind_bits: reference,
            element_type: BasicType::Object,
            dimensions: 0,
            access_flags: file.access_flags & !access::SUPER,
            flags,
            instance_size: layout.instance_size,
            log2_element_size: 0,
            oop_maps,
            mirror_size: layout.mirror_size,
            static_oops: layout.static_oops,
            name: parts.name,
            super_klass,
            super_depth,
            is_primary,
            primary_supers,
            secondary_supers,
            component: None,
            bottom: None,
            constant_pool: Some(pool),
            methods,
            fields,
            local_interfaces,
            transitive_interfaces: transitive,
            attributes,
            loader: self.loader,
            holder: self.holder,
            rt,
            vtable: Vtable::empty(),
        })?;
        if is_primary {
            primary_supers[super_depth as usize] = Some(klass);
            // SAFETY: the class is not shared yet; nobody else reads it.
            unsafe { (*(klass.address() as *mut Klass)).primary_supers = primary_supers };
        }
        pool.holder.store(Some(klass));
        // The class's own entry needs no resolution; a hidden class could not be found by its name.
        pool.set_resolved(file.this_class.into(), u64::from(klass.offset()));
        for m in methods.iter() {
            m.holder.store(Some(klass));
        }
        if is_interface {
            vtable::number_interface_methods(klass);
        }
        publish_offsets(klass, &injected);
        Ok(klass)
    }

    fn constant_pool(&mut self) -> Meta<MetaPtr<ConstantPool>> {
        let file = self.parts.file;
        let cp = &file.constant_pool;
        let n = cp.len();
        let mut tags = vec![0u8; n];
        let mut raw = vec![0u32; n];
        let pair = |(a, b): (u16, u16)| u32::from(a) | u32::from(b) << 16;
        for i in 1..n as u16 {
            let at = usize::from(i);
            let symbol = |utf8: u16| self.symbol(utf8).id();
            (tags[at], raw[at]) = match cp.tag(i) {
                Tag::Utf8 => (tag::UTF8, symbol(i)),
                Tag::Integer => (tag::INTEGER, cp.int(i) as u32),
                Tag::Float => (tag::FLOAT, cp.float(i).to_bits()),
                Tag::Long => (tag::LONG, cp.long(i) as u32),
                Tag::Double => (tag::DOUBLE, cp.double(i).to_bits() as u32),
                Tag::Class => {
                    let own = i == file.this_class && self.parts.hidden;
                    (
                        tag::CLASS,
                        if own {
                            self.parts.name.id()
                        } else {
                            symbol(cp.class_name_index(i))
                        },
                    )
                }
                Tag::String => (tag::STRING, symbol(cp.string_index(i))),
                Tag::Fieldref => (tag::FIELDREF, pair(cp.member_ref(i))),
                Tag::Methodref => (tag::METHODREF, pair(cp.member_ref(i))),
                Tag::InterfaceMethodref => (tag::INTERFACE_METHODREF, pair(cp.member_ref(i))),
                Tag::NameAndType => (tag::NAME_AND_TYPE, pair(cp.name_and_type_indices(i))),
                Tag::MethodHandle => {
                    let (kind, index) = cp.method_handle(i);
                    (tag::METHOD_HANDLE, pair((kind as u16, index)))
                }
                Tag::MethodType => (tag::METHOD_TYPE, symbol(cp.method_type_index(i))),
                Tag::Dynamic => (tag::DYNAMIC, pair(cp.dynamic(i))),
                Tag::InvokeDynamic => (tag::INVOKE_DYNAMIC, pair(cp.dynamic(i))),
                // The upper half of a long or double, set with the lower one below.
                _ => (0, 0),
            };
        }
        for i in 1..n as u16 {
            let high = match cp.tag(i) {
                Tag::Long => cp.long(i) as u64 >> 32,
                Tag::Double => cp.double(i).to_bits() >> 32,
                _ => continue,
            };
            raw[usize::from(i) + 1] = high as u32;
        }
        let rows: Vec<BootstrapMethod> = file
            .attributes
            .bootstrap_methods
            .iter()
            .map(|b| {
                let arguments = self.arena.alloc_slice(&b.args)?;
                Ok(BootstrapMethod {
                    method_handle: b.method_ref,
                    arguments,
                })
            })
            .collect::<Meta<_>>()?;
        let pool = ConstantPool {
            holder: AtomicMetaPtr::new(None),
            tags: self.arena.alloc_slice(&tags)?,
            raw: self.arena.alloc_slice(&raw)?,
            resolved: self
                .arena
                .alloc_slice_with(n, |_| std::sync::atomic::AtomicU64::new(0))?,
            bootstrap_methods: self.arena.alloc_slice(&rows)?,
        };
        self.arena.alloc(pool)
    }

    /// The injected fields of this class: rows of the well-known table.
    fn injected_rows(&self) -> Vec<usize> {
        if self.loader != LoaderId::BOOT {
            return Vec::new();
        }
        let name = self.parts.name.as_bytes();
        (0..FIELD_ROWS.len())
            .filter(|&i| FIELD_ROWS[i].3 && FIELD_ROWS[i].0.as_bytes() == name)
            .collect()
    }

    fn fields(
        &mut self,
        injected: &[usize],
        is_class: bool,
    ) -> Meta<(MetaSlice<Field>, layout::Layout)> {
        let file = self.parts.file;
        let mut all = Vec::with_capacity(file.fields.len() + injected.len());
        for (slot, f) in file.fields.iter().enumerate() {
            all.push(self.field(slot, f)?);
        }
        for &row in injected {
            let (_, name, descriptor, _) = FIELD_ROWS[row];
            all.push(Field {
                name: Symbol::from_text(name),
                descriptor: Symbol::from_text(descriptor),
                generic_signature: None,
                access_flags: access::PRIVATE | access::SYNTHETIC,
                flags: FieldFlags::INJECTED,
                offset: 0,
                constant_value: 0,
                slot: all.len() as u16,
                annotations: MetaSlice::EMPTY,
                type_annotations: MetaSlice::EMPTY,
            });
        }
        let place = |all: &mut [Field], mirror_base: u32| {
            let mut to_place: Vec<FieldToPlace> = all
                .iter()
                .map(|f| FieldToPlace {
                    ty: f.basic_type(),
                    is_static: f.is_static(),
                    offset: 0,
                })
                .collect();
            let layout = layout::place(self.parts.super_klass, &mut to_place, mirror_base);
            for (f, p) in all.iter_mut().zip(&to_place) {
                f.offset = p.offset;
            }
            layout
        };
        let mut result = place(
            &mut all,
            wk::class_if_loaded().map_or(0, |c| c.instance_size),
        );
        if is_class {
            result = place(&mut all, result.instance_size);
        }
        Ok((self.arena.alloc_slice(&all)?, result))
    }

    fn field(&mut self, slot: usize, f: &FieldInfo) -> Meta<Field> {
        let mut flags = FieldFlags::empty();
        flags.set(FieldFlags::STABLE, f.vm_annotations.stable);
        flags.set(FieldFlags::CONTENDED, f.vm_annotations.contended);
        let synthetic = if f.synthetic { access::SYNTHETIC } else { 0 };
        Ok(Field {
            name: self.symbol(f.name_index),
            descriptor: self.symbol(f.descriptor_index),
            generic_signature: self.optional_symbol(f.signature_index),
            access_flags: f.access_flags | synthetic,
            flags,
            offset: 0,
            constant_value: f.constant_value_index,
            slot: slot as u16,
            annotations: self.arena.alloc_slice(bytes(f.annotations.visible))?,
            type_annotations: self.arena.alloc_slice(bytes(f.annotations.visible_type))?,
        })
    }

    fn methods(&mut self) -> Meta<MetaSlice<MethodPtr>> {
        let file = self.parts.file;
        let mut all = Vec::with_capacity(file.methods.len());
        for (slot, m) in file.methods.iter().enumerate() {
            all.push(self.method(slot, m)?);
        }
        self.arena.alloc_slice(&all)
    }

    fn method_flags(&self, m: &MethodInfo, name: &[u8], kind: MethodKind) -> MethodFlags {
        let mut flags = MethodFlags::empty();
        let a = &m.vm_annotations;
        for (flag, on) in [
            (MethodFlags::CALLER_SENSITIVE, a.caller_sensitive),
            (MethodFlags::FORCE_INLINE, a.force_inline),
            (MethodFlags::DONT_INLINE, a.dont_inline),
            (
                MethodFlags::HIDDEN,
                a.hidden || a.lambda_form_compiled || self.parts.hidden,
            ),
            (MethodFlags::INTRINSIC_CANDIDATE, a.intrinsic_candidate),
            (MethodFlags::RESERVED_STACK_ACCESS, a.reserved_stack_access),
            (MethodFlags::SCOPED, a.scoped),
            (MethodFlags::INITIALIZER, name == b"<init>"),
            (MethodFlags::STATIC_INITIALIZER, name == b"<clinit>"),
            (MethodFlags::DEPRECATED, m.deprecated),
            (
                MethodFlags::HAS_METHOD_PARAMETERS,
                m.method_parameters.is_some(),
            ),
            (
                MethodFlags::HAS_LINE_NUMBERS,
                m.code.as_ref().is_some_and(|c| !c.line_numbers.is_empty()),
            ),
            (
                MethodFlags::SIGNATURE_POLYMORPHIC,
                kind == MethodKind::Unlinkable,
            ),
        ] {
            flags.set(flag, on);
        }
        flags
    }

    /// How calls enter the method, by its flags and, for java.lang.invoke's special methods, its name.
    fn method_kind(&self, m: &MethodInfo, name: &[u8]) -> MethodKind {
        let native = m.access_flags & access::NATIVE != 0;
        if native && self.loader == LoaderId::BOOT {
            let varargs_object = self
                .parts
                .file
                .constant_pool
                .utf8(m.descriptor_index)
                .starts_with(b"([Ljava/lang/Object;)");
            match (self.parts.name.as_bytes(), name) {
                (b"java/lang/invoke/MethodHandle", b"invokeBasic") => {
                    return MethodKind::InvokeBasic;
                }
                (b"java/lang/invoke/MethodHandle", b"linkToVirtual") => {
                    return MethodKind::LinkToVirtual;
                }
                (b"java/lang/invoke/MethodHandle", b"linkToStatic") => {
                    return MethodKind::LinkToStatic;
                }
                (b"java/lang/invoke/MethodHandle", b"linkToSpecial") => {
                    return MethodKind::LinkToSpecial;
                }
                (b"java/lang/invoke/MethodHandle", b"linkToInterface") => {
                    return MethodKind::LinkToInterface;
                }
                (b"java/lang/invoke/MethodHandle" | b"java/lang/invoke/VarHandle", _)
                    if varargs_object =>
                {
                    return MethodKind::Unlinkable;
                }
                _ => {}
            }
        }
        if native {
            MethodKind::Native
        } else if self.is_replaced(m, name) {
            MethodKind::VmNative
        } else if m.access_flags & access::ABSTRACT != 0 {
            MethodKind::Abstract
        } else {
            MethodKind::Bytecode
        }
    }

    /// True for a bytecode method that the machine supplies itself.
    fn is_replaced(&self, m: &MethodInfo, name: &[u8]) -> bool {
        if self.loader != LoaderId::BOOT || self.parts.name.as_bytes() != math::CLASS.as_bytes() {
            return false;
        }
        let descriptor = self.parts.file.constant_pool.utf8(m.descriptor_index);
        let mut rows = math::TABLE.iter();
        rows.any(|row| row.1.as_bytes() == name && row.2.as_bytes() == descriptor)
    }

    fn method(&mut self, slot: usize, m: &MethodInfo) -> Meta<MethodPtr> {
        let name = self.symbol(m.name_index);
        let kind = self.method_kind(m, name.as_bytes());
        let flags = self.method_flags(m, name.as_bytes(), kind);
        let descriptor = self.symbol(m.descriptor_index);
        // Where descriptors are not checked a bad one counts as void.
        let return_type = MethodDescriptor::parse(descriptor.as_bytes())
            .map_or(b'V', |d| d.return_type().descriptor[0]);
        let code = m.code.as_ref();
        let rt = self
            .arena
            .alloc(MethodRt::new(kind, stubs::interpreter_entry()))?;
        let exceptions: Vec<ExceptionEntry> = code.map_or_else(Vec::new, |c| {
            let row = |e: &classlib::classfile::ExceptionHandler| ExceptionEntry {
                start: e.start_pc,
                end: e.end_pc,
                handler: e.handler_pc,
                catch_type: e.catch_type,
            };
            c.exception_table.iter().map(row).collect()
        });
        let lines: Vec<LineNumber> = code.map_or_else(Vec::new, |c| {
            c.line_numbers
                .iter()
                .map(|&(start, line)| LineNumber { start, line })
                .collect()
        });
        let locals: Vec<LocalVariable> = code.map_or_else(Vec::new, |c| {
            let row = |l: &classlib::classfile::LocalVariable| LocalVariable {
                start: l.start_pc,
                length: l.length,
                name: l.name_index,
                descriptor: l.descriptor_index,
                slot: l.slot,
            };
            c.local_variables.iter().map(row).collect()
        });
        let parameters: Vec<MethodParameter> = m
            .method_parameters
            .iter()
            .flatten()
            .map(|&(name, flags)| MethodParameter { name, flags })
            .collect();
        let synthetic = if m.synthetic { access::SYNTHETIC } else { 0 };
        let method = Method {
            holder: AtomicMetaPtr::new(None),
            name,
            descriptor,
            generic_signature: self.optional_symbol(m.signature_index),
            access_flags: m.access_flags | synthetic,
            max_stack: code.map_or(0, |c| c.max_stack),
            max_locals: code.map_or(u16::from(m.arg_slots), |c| c.max_locals),
            arg_slots: u16::from(m.arg_slots),
            flags,
            return_type: BasicType::of_descriptor(&[return_type]),
            slot: slot as u16,
            code: self.arena.alloc_slice(code.map_or(&[][..], |c| c.code))?,
            exception_table: self.arena.alloc_slice(&exceptions)?,
            line_numbers: self.arena.alloc_slice(&lines)?,
            local_variables: self.arena.alloc_slice(&locals)?,
            stack_map_table: self
                .arena
                .alloc_slice(bytes(code.and_then(|c| c.stack_map_table)))?,
            checked_exceptions: self.arena.alloc_slice(&m.exceptions)?,
            parameters: self.arena.alloc_slice(&parameters)?,
            annotations: self.arena.alloc_slice(bytes(m.annotations.visible))?,
            parameter_annotations: self.arena.alloc_slice(bytes(m.parameter_annotations))?,
            annotation_default: self.arena.alloc_slice(bytes(m.annotation_default))?,
            type_annotations: self.arena.alloc_slice(bytes(m.annotations.visible_type))?,
            rt,
        };
        method.place(self.arena)
    }

    fn attributes(&mut self) -> Meta<MetaPtr<ClassAttributes>> {
        let file = self.parts.file;
        let a = &file.attributes;
        let inner: Vec<InnerClass> = a
            .inner_classes
            .iter()
            .map(|i| InnerClass {
                inner: i.inner_class,
                outer: i.outer_class,
                name: i.inner_name,
                access_flags: i.access_flags,
            })
            .collect();
        let mut components = Vec::new();
        for c in a.record.iter().flatten() {
            components.push(RecordComponent {
                name: self.symbol(c.name_index),
                descriptor: self.symbol(c.descriptor_index),
                generic_signature: self.optional_symbol(c.signature_index),
                annotations: self.arena.alloc_slice(bytes(c.annotations.visible))?,
                type_annotations: self.arena.alloc_slice(bytes(c.annotations.visible_type))?,
            });
        }
        let attributes = ClassAttributes {
            minor_version: file.minor,
            major_version: file.major,
            source_file: self.optional_symbol(a.source_file),
            generic_signature: self.optional_symbol(a.signature),
            source_debug_extension: self.arena.alloc_slice(bytes(a.source_debug_extension))?,
            inner_classes: self.arena.alloc_slice(&inner)?,
            enclosing_class: a.enclosing_method.map_or(0, |e| e.0),
            enclosing_method: a.enclosing_method.map_or(0, |e| e.1),
            nest_host: a.nest_host,
            nest_members: self
                .arena
                .alloc_slice(a.nest_members.as_deref().unwrap_or(&[]))?,
            is_record: a.record.is_some(),
            record_components: self.arena.alloc_slice(&components)?,
            is_sealed: a.permitted_subclasses.is_some(),
            permitted_subclasses: self
                .arena
                .alloc_slice(a.permitted_subclasses.as_deref().unwrap_or(&[]))?,
            annotations: self.arena.alloc_slice(bytes(a.annotations.visible))?,
            type_annotations: self.arena.alloc_slice(bytes(a.annotations.visible_type))?,
        };
        self.arena.alloc(attributes)
    }

    fn oop_maps(&mut self, own: &[OopMapBlock]) -> Meta<MetaSlice<OopMapBlock>> {
        let inherited = self
            .parts
            .super_klass
            .map_or(MetaSlice::EMPTY, |s| s.oop_maps);
        if own.is_empty() {
            return Ok(inherited);
        }
        let mut all = inherited.get().to_vec();
        for &b in own {
            let width = oops::oop::HEAP_REFERENCE_BYTES as u32;
            match all.last_mut() {
                Some(last) if last.offset + last.count * width == b.offset => last.count += b.count,
                _ => all.push(b),
            }
        }
        self.arena.alloc_slice(&all)
    }

    fn transitive_interfaces(&mut self) -> Meta<MetaSlice<KlassPtr>> {
        let inherited = self
            .parts
            .super_klass
            .map_or(MetaSlice::EMPTY, |s| s.transitive_interfaces);
        if self.parts.interfaces.is_empty() {
            return Ok(inherited);
        }
        let mut all: Vec<KlassPtr> = inherited.get().to_vec();
        for i in self.parts.interfaces {
            for k in i.transitive_interfaces.get().iter().copied().chain([*i]) {
                if !all.contains(&k) {
                    all.push(k);
                }
            }
        }
        self.arena.alloc_slice(&all)
    }

    /// Interfaces, and superclasses beyond the display.
    fn secondary_supers(&mut self, interfaces: &[KlassPtr]) -> Meta<MetaSlice<KlassPtr>> {
        let mut all = interfaces.to_vec();
        let mut k = self.parts.super_klass;
        while let Some(s) = k {
            if s.is_primary {
                break;
            }
            all.push(s);
            k = s.super_klass;
        }
        self.arena.alloc_slice(&all)
    }

    fn kind(&self, is_class: bool) -> (KlassKind, u8) {
        if is_class {
            return (KlassKind::Mirror, 0);
        }
        let direct = match self.parts.name.as_bytes() {
            _ if self.loader != LoaderId::BOOT => None,
            b"java/lang/ref/SoftReference" => Some(ReferenceKind::Soft),
            b"java/lang/ref/WeakReference" => Some(ReferenceKind::Weak),
            b"java/lang/ref/FinalReference" => Some(ReferenceKind::Final),
            b"java/lang/ref/PhantomReference" => Some(ReferenceKind::Phantom),
            _ => None,
        };
        let inherited = self.parts.super_klass.and_then(|s| s.reference_kind());
        match direct.or(inherited) {
            Some(kind) => (KlassKind::Reference, kind as u8),
            None => (KlassKind::Instance, 0),
        }
    }

    fn flags(&self, methods: &[MethodPtr], interfaces: &[KlassPtr], is_class: bool) -> KlassFlags {
        let parts = self.parts;
        let mut flags = KlassFlags::empty();
        let inherited = parts.super_klass.map_or(KlassFlags::empty(), |s| s.flags);
        let finalizer = methods.iter().find(|m| {
            m.name.as_bytes() == b"finalize" && m.descriptor.as_bytes() == b"()V" && !m.is_static()
        });
        let has_finalizer = match finalizer {
            // An empty finalizer (a lone return) needs no registration.
            Some(m) => parts.super_klass.is_some() && m.code.len() != 1,
            None => inherited.contains(KlassFlags::HAS_FINALIZER),
        };
        let is_default = |m: &&MethodPtr| !m.is_static() && !m.is_abstract();
        let declares = parts.file.is_interface() && methods.iter().any(|m| is_default(&m));
        let has_default = declares
            || inherited.contains(KlassFlags::HAS_DEFAULT_METHODS)
            || interfaces
                .iter()
                .any(|i| i.flags.contains(KlassFlags::HAS_DEFAULT_METHODS));
        let cloneable = inherited.contains(KlassFlags::CLONEABLE)
            || parts.name.as_bytes() == b"java/lang/Cloneable"
            || interfaces
                .iter()
                .any(|i| i.name.as_bytes() == b"java/lang/Cloneable");
        let class_loader = inherited.contains(KlassFlags::CLASS_LOADER)
            || self.loader == LoaderId::BOOT && parts.name.as_bytes() == b"java/lang/ClassLoader";
        for (flag, on) in [
            (KlassFlags::CLASS_LOADER, class_loader),
            (
                KlassFlags::LEADS_TO_LOADER_DATA,
                class_loader || is_class || self.holder != LoaderId::BOOT,
            ),
            (
                KlassFlags::HAS_FINALIZER,
                has_finalizer && !parts.file.is_interface(),
            ),
            (KlassFlags::HIDDEN, parts.hidden),
            (KlassFlags::DECLARES_DEFAULT_METHODS, declares),
            (KlassFlags::HAS_DEFAULT_METHODS, has_default),
            (KlassFlags::CLONEABLE, cloneable),
            (KlassFlags::TRUSTED, parts.trusted),
            (
                KlassFlags::HAS_STATIC_INITIALIZER,
                methods.iter().any(|m| m.is_static_initializer()),
            ),
        ] {
            flags.set(flag, on);
        }
        flags
    }
}

/// Fills in the well-known offsets of a boot class's fields.
fn publish_offsets(klass: KlassPtr, injected: &[usize]) {
    if klass.loader != LoaderId::BOOT {
        return;
    }
    let name = klass.name.as_bytes();
    for (row, (class, field, descriptor, is_injected)) in FIELD_ROWS.iter().enumerate() {
        if class.as_bytes() != name {
            continue;
        }
        debug_assert!(!is_injected || injected.contains(&row));
        let found = klass.get().fields.get().iter().find(|f| {
            f.name.as_bytes() == field.as_bytes()
                && f.descriptor.as_bytes() == descriptor.as_bytes()
        });
        if let Some(f) = found {
            wk::set_field(row, f.offset);
            publish_to_collector(class, field, f.offset);
        }
    }
}

/// Offsets that the collector needs as well.
fn publish_to_collector(class: &str, field: &str, offset: u32) {
    let o = &oops::reference::OFFSETS;
    let place = match (class, field) {
        ("java/lang/ref/Reference", "referent") => &o.referent,
        ("java/lang/ref/Reference", "discovered") => &o.discovered,
        ("java/lang/ref/Reference", "next") => &o.next,
        ("java/lang/ref/Reference", "queue") => &o.queue,
        ("java/lang/ref/SoftReference", "timestamp") => &o.timestamp,
        ("java/lang/Class", "klass") => &o.mirror_klass,
        ("java/lang/Class", "array_klass") => &o.mirror_array_klass,
        _ => return,
    };
    place.store(offset, Ordering::Release);
}
