//! Array classes (JVMS 5.3.3): made at first use by the component class, in the arena of its loader.

use std::sync::OnceLock;

use oops::class_space::MetaspaceFull;
use oops::field::access;
use oops::klass::{ClassAttributes, KlassFlags, OopMapBlock, PRIMARY_SUPERS};
use oops::oop::array_base_offset;
use oops::vtable::Vtable;
use oops::{
    BasicType, HeapSize, InitState, Klass, KlassKind, KlassPtr, KlassRt, LoaderId, MetaPtr,
    MetaSlice, Oop, Symbol,
};
use parking_lot::Mutex;

use crate::classes::loader_data::ClassLoaderData;
use crate::classes::metaspace;
use crate::classes::mirrors;
use crate::classes::well_known as wk;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

static PRIMITIVE: [OnceLock<KlassPtr>; 8] = [const { OnceLock::new() }; 8];
/// Serialises the making of array classes; held without any Java call or heap allocation.
static MAKING: Mutex<()> = Mutex::new(());

/// Attributes of a class that has no class file.
fn no_attributes() -> ClassAttributes {
    ClassAttributes {
        minor_version: 0,
        major_version: 0,
        source_file: None,
        generic_signature: None,
        source_debug_extension: MetaSlice::EMPTY,
        inner_classes: MetaSlice::EMPTY,
        enclosing_class: 0,
        enclosing_method: 0,
        nest_host: 0,
        nest_members: MetaSlice::EMPTY,
        is_record: false,
        record_components: MetaSlice::EMPTY,
        is_sealed: false,
        permitted_subclasses: MetaSlice::EMPTY,
        annotations: MetaSlice::EMPTY,
        type_annotations: MetaSlice::EMPTY,
    }
}

#[derive(Clone, Copy)]
struct Shape {
    name: Symbol,
    kind: KlassKind,
    element_type: BasicType,
    dimensions: u8,
    access_flags: u16,
    component: Option<KlassPtr>,
    bottom: Option<KlassPtr>,
    loader: LoaderId,
    holder: LoaderId,
}

fn make(shape: Shape) -> Result<KlassPtr, MetaspaceFull> {
    let data = ClassLoaderData::get(shape.holder);
    let object = wk::object();
    let log2 = match shape.kind {
        KlassKind::TypeArray => shape.element_type.log2_size(),
        _ => BasicType::Object.log2_size(),
    };
    let mut primary_supers = [None; PRIMARY_SUPERS];
    primary_supers[0] = Some(object);
    let mut flags = KlassFlags::CLONEABLE;
    flags.set(
        KlassFlags::LEADS_TO_LOADER_DATA,
        shape.holder != LoaderId::BOOT,
    );
    let klass = data.with_arena(|arena| {
        let rt = arena.alloc(KlassRt::new())?;
        rt.set_state(InitState::Initialized);
        rt.module.store(
            shape.bottom.map_or(0, |b| {
                b.rt.get().module.load(std::sync::atomic::Ordering::Relaxed)
            }),
            std::sync::atomic::Ordering::Relaxed,
        );
        let interfaces = arena.alloc_slice(&[wk::cloneable(), wk::serializable()])?;
        let attributes: MetaPtr<ClassAttributes> = arena.alloc(no_attributes())?;
        arena.alloc_class(Klass {
            kind: shape.kind,
            reference_kind_bits: 0,
            element_type: shape.element_type,
            dimensions: shape.dimensions,
            access_flags: shape.access_flags,
            flags,
            instance_size: array_base_offset(log2) as u32,
            log2_element_size: log2,
            oop_maps: MetaSlice::EMPTY,
            mirror_size: 0,
            static_oops: OopMapBlock {
                offset: 0,
                count: 0,
            },
            name: shape.name,
            super_klass: Some(object),
            super_depth: 1,
            is_primary: false,
            primary_supers,
            secondary_supers: interfaces,
            component: shape.component,
            bottom: shape.bottom,
            constant_pool: None,
            methods: MetaSlice::EMPTY,
            fields: MetaSlice::EMPTY,
            local_interfaces: interfaces,
            transitive_interfaces: interfaces,
            attributes,
            loader: shape.loader,
            holder: shape.holder,
            rt,
            vtable: Vtable::empty(),
        })
    })?;
    klass.vtable.store(object.vtable.load());
    data.add_class(klass);
    Ok(klass)
}

/// Makes the classes of primitive arrays, when Object, Cloneable and Serializable exist. Mirrors come later.
pub fn make_primitive_arrays() {
    for ty in BasicType::PRIMITIVES {
        PRIMITIVE[ty as usize - 4].get_or_init(|| {
            let name = Symbol::intern(&[b'[', ty.descriptor_char()]);
            let klass = make(Shape {
                name,
                kind: KlassKind::TypeArray,
                element_type: ty,
                dimensions: 1,
                access_flags: access::PUBLIC | access::FINAL | access::ABSTRACT,
                component: None,
                bottom: None,
                loader: LoaderId::BOOT,
                holder: LoaderId::BOOT,
            })
            .expect("class space at boot");
            ClassLoaderData::boot().record(name, klass);
            klass
        });
    }
}

/// The class of arrays with components of class `component` (made at first use).
pub fn array_of(thread: &JavaThread, component: KlassPtr) -> JResult<KlassPtr> {
    if let Some(k) = component.rt.get().array_klass.load() {
        return Ok(k);
    }
    let bytes = component.name.as_bytes();
    if component.dimensions == 255 || bytes.len() > 65_532 {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalArgumentException",
            "too many dimensions",
        ));
    }
    let name = match component.is_array() {
        true => [b"[", bytes].concat(),
        false => [b"[L", bytes, b";"].concat(),
    };
    let shape = Shape {
        name: Symbol::intern(&name),
        kind: KlassKind::ObjArray,
        element_type: BasicType::Object,
        dimensions: component.dimensions + 1,
        access_flags: component.access_flags
            & (access::PUBLIC | access::PRIVATE | access::PROTECTED)
            | access::FINAL
            | access::ABSTRACT,
        component: Some(component),
        bottom: if component.is_array() {
            component.bottom
        } else {
            Some(component)
        },
        loader: component.loader,
        holder: component.holder,
    };
    let klass = metaspace::allocate(thread, || {
        let _making = MAKING.lock();
        match component.rt.get().array_klass.load() {
            Some(k) => Ok(k),
            None => make(shape),
        }
    })?;
    finish(thread, klass, component)
}

/// Gives a new array class its mirror and publishes it.
fn finish(thread: &JavaThread, klass: KlassPtr, component: KlassPtr) -> JResult<KlassPtr> {
    if mirrors::are_ready() && klass.mirror().is_null() {
        mirrors::create(thread, klass, Oop::NULL)?;
    }
    if component
        .rt
        .get()
        .array_klass
        .compare_exchange(None, Some(klass))
    {
        return Ok(klass);
    }
    Ok(component.rt.get().array_klass.load().unwrap_or(klass))
}

/// The class of primitive arrays with this element type; exists since boot.
pub fn primitive_array(element: BasicType) -> KlassPtr {
    *PRIMITIVE[element as usize - 4]
        .get()
        .expect("primitive arrays are made at boot")
}
