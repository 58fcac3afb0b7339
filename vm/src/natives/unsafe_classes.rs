//! jdk.internal.misc.Unsafe: classes, fields and threads – offsets, definition, initialisation, allocation without a
//! constructor, park and unpark, and the small rest.

use std::time::Duration;

use oops::oop::array_base_offset;
use oops::{Field, KlassPtr, Symbol};

use super::{Args, Row};
use crate::classes::system_dictionary::{self, DefineOptions};
use crate::classes::well_known::{self, fields};
use crate::classes::{init, mirrors, strings};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::park::Deadline;
use crate::runtime::thread::JavaThread;
use crate::runtime::{threads_java, waiting};

const CLASS: &str = "jdk/internal/misc/Unsafe";

/// `registerNatives`, the first thing that Unsafe's initialisation calls: there is nothing to register, but the
/// constants of the platform must be there before anything reads them.
fn register_natives(thread: &JavaThread, _: Args) -> JResult<u64> {
    let name = Symbol::from_text("jdk/internal/misc/UnsafeConstants");
    let Some(klass) = system_dictionary::load_boot_class(thread, name)? else {
        return Ok(0);
    };
    init::initialize(thread, klass)?;
    // SAFETY: sysconf only reads.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as i32;
    let mirror = klass.mirror();
    for field in klass.get().fields.get() {
        let at = field.offset as usize;
        match field.name.as_bytes() {
            b"ADDRESS_SIZE0" => mirror.store_i32(at, 8),
            b"PAGE_SIZE" => mirror.store_i32(at, page),
            b"BIG_ENDIAN" => mirror.store_u8(at, 0),
            b"UNALIGNED_ACCESS" => mirror.store_u8(at, 1),
            b"DATA_CACHE_LINE_FLUSH_SIZE" => mirror.store_i32(at, 64),
            _ => {}
        }
    }
    Ok(0)
}

/// The declared field that a java.lang.reflect.Field in slot 1 stands for, with its class.
fn reflected_field(thread: &JavaThread, args: Args) -> JResult<(KlassPtr, &'static Field)> {
    let Some(field) = args.oop(1).non_null() else {
        return Err(exceptions::throw_npe(thread));
    };
    let slot = field.load_i32(fields::field_slot());
    let found = field
        .load_oop(fields::field_clazz())
        .non_null()
        .and_then(mirrors::klass_of)
        .and_then(|k| {
            let field = k.get().fields.get().get(slot as usize)?;
            Some((k, field))
        });
    found.ok_or_else(|| exceptions::throw(thread, "java/lang/InternalError", "no such field"))
}

/// `objectFieldOffset0` and `staticFieldOffset0`.
fn field_offset(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(reflected_field(thread, args)?.1.offset))
}

/// `staticFieldBase0`: static fields are in the class's mirror.
fn static_field_base(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(reflected_field(thread, args)?.0.mirror().to_bits())
}

/// `objectFieldOffset1(Class, String)`.
fn named_field_offset(thread: &JavaThread, args: Args) -> JResult<u64> {
    let (Some(mirror), Some(name)) = (args.oop(1).non_null(), args.oop(2).non_null()) else {
        return Err(exceptions::throw_npe(thread));
    };
    let name = strings::to_mutf8(name);
    let field = mirrors::klass_of(mirror).and_then(|k| {
        k.get()
            .fields
            .get()
            .iter()
            .find(|f| f.name.as_bytes() == name.as_slice())
    });
    match field {
        Some(f) => Ok(u64::from(f.offset)),
        None => Err(exceptions::throw_plain(thread, "java/lang/InternalError")),
    }
}

/// The class in slot 1, `None` for a primitive type.
fn class_argument(thread: &JavaThread, args: Args) -> JResult<Option<KlassPtr>> {
    match args.oop(1).non_null() {
        Some(mirror) => Ok(mirrors::klass_of(mirror)),
        None => Err(exceptions::throw_npe(thread)),
    }
}

fn should_be_initialized(thread: &JavaThread, args: Args) -> JResult<u64> {
    let klass = class_argument(thread, args)?;
    Ok(u64::from(
        klass.is_some_and(|k| k.is_instance() && !k.is_initialized()),
    ))
}

fn ensure_class_initialized(thread: &JavaThread, args: Args) -> JResult<u64> {
    if let Some(k) = class_argument(thread, args)?.filter(|k| k.is_instance()) {
        init::initialize(thread, k)?;
    }
    Ok(0)
}

fn array_class(thread: &JavaThread, args: Args) -> JResult<KlassPtr> {
    match class_argument(thread, args)?.filter(|k| k.is_array()) {
        Some(k) => Ok(k),
        None => Err(exceptions::throw(
            thread,
            "java/lang/IllegalArgumentException",
            "not an array class",
        )),
    }
}

fn array_base(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(array_base_offset(array_class(thread, args)?.log2_element_size) as u64)
}

fn array_index_scale(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(1 << array_class(thread, args)?.log2_element_size)
}

/// `defineClass0(String, byte[], int, int, ClassLoader, ProtectionDomain)`.
fn define_class(thread: &JavaThread, args: Args) -> JResult<u64> {
    let (name, bytes, offset, length) = (args.oop(1), args.oop(2), args.int(3), args.int(4));
    let (loader, domain) = (args.oop(5), args.oop(6));
    if bytes.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    let range = usize::try_from(offset)
        .ok()
        .zip(usize::try_from(length).ok());
    let range = range.filter(|(o, l)| o + l <= bytes.array_length());
    let Some((offset, length)) = range else {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/ArrayIndexOutOfBoundsException",
        ));
    };
    // SAFETY: a byte array, which other threads may write; the definition takes a copy.
    let copy = unsafe { bytes.elements::<u8>() }[offset..offset + length].to_vec();
    let name = name
        .non_null()
        .map(|n| strings::to_rust(n).replace('.', "/"));
    let klass = system_dictionary::define_class(
        thread,
        name.as_deref().map(str::as_bytes),
        loader,
        domain,
        &copy,
        None,
        DefineOptions::default(),
    )?;
    Ok(klass.mirror().to_bits())
}

/// `allocateInstance`: an instance of an initialised class without a constructor call.
fn allocate_instance(thread: &JavaThread, args: Args) -> JResult<u64> {
    let Some(klass) = class_argument(thread, args)? else {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/InstantiationException",
        ));
    };
    if klass.is_array() || klass.is_interface() || klass.is_abstract() {
        return Err(exceptions::throw(
            thread,
            "java/lang/InstantiationException",
            &klass.external_name(),
        ));
    }
    if klass == well_known::class() {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessException",
            &klass.external_name(),
        ));
    }
    init::initialize(thread, klass)?;
    Ok(memory::new_instance(thread, klass)?.to_bits())
}

fn throw_exception(thread: &JavaThread, args: Args) -> JResult<u64> {
    Err(match args.oop(1).non_null() {
        Some(e) => exceptions::throw_oop(thread, e),
        None => exceptions::throw_npe(thread),
    })
}

/// Until when `park(isAbsolute, time)` may wait: `None` = not at all.
fn park_deadline(absolute: bool, time: i64) -> Option<Deadline> {
    match (absolute, time) {
        (false, 0) => Some(Deadline::Never),
        (_, t) if t < 0 => None,
        (true, 0) => None,
        (false, nanos) => Some(Deadline::after(Duration::from_nanos(nanos as u64))),
        (true, millis) => Some(Deadline::WallClock(Duration::from_millis(millis as u64))),
    }
}

fn park(thread: &JavaThread, args: Args) -> JResult<u64> {
    match park_deadline(args.bool(1), args.long(2)) {
        Some(deadline) => waiting::park(thread, deadline),
        // Parking takes the permit even when it does not wait.
        None => {
            thread.local.parker.try_take();
        }
    }
    Ok(0)
}

fn unpark(_: &JavaThread, args: Args) -> JResult<u64> {
    if let Some(t) = threads_java::of_object(args.oop(1)) {
        t.local.parker.unpark();
    }
    Ok(0)
}

/// `getLoadAverage0(double[], int)`.
fn load_average(_: &JavaThread, args: Args) -> JResult<u64> {
    let (array, wanted) = (args.oop(1), args.int(2).clamp(0, 3));
    let mut averages = [0f64; 3];
    // SAFETY: room for three values.
    let n = unsafe { libc::getloadavg(averages.as_mut_ptr(), wanted) };
    for (i, &a) in averages.iter().enumerate().take(n.max(0) as usize) {
        if i < array.array_length() {
            array.store_f64(array_base_offset(3) + 8 * i, a);
        }
    }
    Ok(n as u32 as u64)
}

const DEFINE: &str = "(Ljava/lang/String;[BIILjava/lang/ClassLoader;Ljava/security/ProtectionDomain;)Ljava/lang/Class;";

pub const TABLE: &[Row] = &[
    (CLASS, "registerNatives", "()V", register_natives),
    (
        CLASS,
        "objectFieldOffset0",
        "(Ljava/lang/reflect/Field;)J",
        field_offset,
    ),
    (
        CLASS,
        "objectFieldOffset1",
        "(Ljava/lang/Class;Ljava/lang/String;)J",
        named_field_offset,
    ),
    (
        CLASS,
        "staticFieldOffset0",
        "(Ljava/lang/reflect/Field;)J",
        field_offset,
    ),
    (
        CLASS,
        "staticFieldBase0",
        "(Ljava/lang/reflect/Field;)Ljava/lang/Object;",
        static_field_base,
    ),
    (
        CLASS,
        "shouldBeInitialized0",
        "(Ljava/lang/Class;)Z",
        should_be_initialized,
    ),
    (
        CLASS,
        "ensureClassInitialized0",
        "(Ljava/lang/Class;)V",
        ensure_class_initialized,
    ),
    (
        CLASS,
        "arrayBaseOffset0",
        "(Ljava/lang/Class;)I",
        array_base,
    ),
    (
        CLASS,
        "arrayIndexScale0",
        "(Ljava/lang/Class;)I",
        array_index_scale,
    ),
    (CLASS, "defineClass0", DEFINE, define_class),
    (
        CLASS,
        "allocateInstance",
        "(Ljava/lang/Class;)Ljava/lang/Object;",
        allocate_instance,
    ),
    (
        CLASS,
        "throwException",
        "(Ljava/lang/Throwable;)V",
        throw_exception,
    ),
    (CLASS, "park", "(ZJ)V", park),
    (CLASS, "unpark", "(Ljava/lang/Object;)V", unpark),
    (CLASS, "getLoadAverage0", "([DI)I", load_average),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn park_waits_as_long_as_its_arguments_say() {
        assert_eq!(park_deadline(false, 0), Some(Deadline::Never));
        assert!(matches!(
            park_deadline(false, 5),
            Some(Deadline::Monotonic(_))
        ));
        let end = Duration::from_millis(1500);
        assert_eq!(park_deadline(true, 1500), Some(Deadline::WallClock(end)));
        assert_eq!(park_deadline(true, 0), None);
        assert_eq!(park_deadline(false, -1), None);
    }
}
