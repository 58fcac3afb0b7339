//! Mirrors: java.lang.Class instances. A class's static fields live in its mirror.

use std::sync::atomic::{AtomicBool, Ordering};

use oops::constant_pool::tag;
use oops::{BasicType, Field, KlassPtr, Oop, OopSlot};

use crate::classes::loader_data::{ClassLoaderData, store_slot};
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{arrays, modules, strings, system_dictionary};
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Mirrors of the primitive types and void, by the types' numbers.
static PRIMITIVE: [OopSlot; 16] = [const { OopSlot::null() }; 16];
static READY: AtomicBool = AtomicBool::new(false);

/// Visits the primitive types' mirrors.
pub fn visit_roots(visit: &mut dyn FnMut(&OopSlot)) {
    PRIMITIVE.iter().for_each(visit);
}

/// True once java.lang.Class is laid out, so that mirrors can be made.
pub fn are_ready() -> bool {
    READY.load(Ordering::Acquire)
}

/// The mirror of a primitive type or void.
pub fn primitive_mirror(ty: BasicType) -> Oop {
    PRIMITIVE[ty as usize].load()
}

/// The primitive type that a mirror stands for (`None` for classes).
pub fn mirror_basic_type(mirror: Oop) -> Option<BasicType> {
    match mirror.load_i32(fields::class_primitive_type()) {
        0 => None,
        n => BasicType::from_u8(n as u8),
    }
}

/// The class that a mirror stands for; `None` for primitives.
pub fn klass_of(mirror: Oop) -> Option<KlassPtr> {
    KlassPtr::of_mirror(mirror)
}

/// Makes the mirror of a class and sets its static fields' initial values (JVMS 5.4.2).
pub fn create(thread: &JavaThread, klass: KlassPtr, protection_domain: Oop) -> JResult<Oop> {
    let class = wk::class();
    let bytes = if klass.mirror_size != 0 {
        klass.mirror_size
    } else {
        class.instance_size
    };
    let mirror = memory::allocate_sized(thread, class, bytes as usize)?;
    mirror.store_u32(fields::class_klass(), klass.offset());
    if let Some(component) = klass.component {
        memory::store_oop(mirror, fields::class_component_type(), component.mirror());
    } else if klass.is_array() {
        memory::store_oop(
            mirror,
            fields::class_component_type(),
            primitive_mirror(klass.element_type),
        );
    }
    let loader = ClassLoaderData::get(klass.loader).loader();
    memory::store_oop(mirror, fields::class_class_loader(), loader);
    memory::store_oop(mirror, fields::class_protection_domain(), protection_domain);
    let module = modules::module_of(klass).oop();
    memory::store_oop(mirror, fields::class_module(), module);
    if klass.is_instance() {
        initialize_statics(thread, klass, mirror)?;
    }
    store_slot(&klass.rt.get().mirror, mirror);
    Ok(mirror)
}

fn initialize_statics(thread: &JavaThread, klass: KlassPtr, mirror: Oop) -> JResult<()> {
    let pool = klass.constants();
    for f in klass
        .fields
        .get()
        .iter()
        .filter(|f| f.is_static() && f.constant_value != 0)
    {
        let (at, i) = (f.offset as usize, usize::from(f.constant_value));
        match pool.tag(i) {
            tag::INTEGER => store_int(mirror, f, pool.int(i)),
            tag::FLOAT => mirror.store_f32(at, pool.float(i)),
            tag::LONG => mirror.store_i64(at, pool.long(i)),
            tag::DOUBLE => mirror.store_f64(at, pool.double(i)),
            _ => {
                let string = strings::intern_symbol(thread, pool.symbol(i))?;
                memory::store_oop(mirror, at, string);
            }
        }
    }
    Ok(())
}

fn store_int(mirror: Oop, f: &Field, value: i32) {
    let at = f.offset as usize;
    match f.basic_type() {
        BasicType::Boolean | BasicType::Byte => mirror.store_i8(at, value as i8),
        BasicType::Char | BasicType::Short => mirror.store_i16(at, value as i16),
        _ => mirror.store_i32(at, value),
    }
}

/// Makes the mirrors of the classes loaded so far, and of the primitive types. Once, when java.lang.Class and
/// java.lang.String are loaded.
pub fn make_first_mirrors(thread: &JavaThread) -> JResult<()> {
    READY.store(true, Ordering::Release);
    for ty in BasicType::PRIMITIVES.into_iter().chain([BasicType::Void]) {
        let class = wk::class();
        let mirror = memory::allocate_sized(thread, class, class.instance_size as usize)?;
        mirror.store_i32(fields::class_primitive_type(), ty as i32);
        PRIMITIVE[ty as usize].store(mirror);
    }
    let mut waiting = Vec::new();
    system_dictionary::for_each_class(&mut |k| waiting.push(k));
    // Component classes were made before their arrays, so their mirrors come first.
    for k in waiting {
        if k.mirror().is_null() {
            create(thread, k, Oop::NULL)?;
        }
    }
    for ty in BasicType::PRIMITIVES {
        let array = arrays::primitive_array(ty);
        primitive_mirror(ty).store_u32(fields::class_array_klass(), array.offset());
    }
    Ok(())
}
