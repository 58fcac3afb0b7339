//! java.lang.Object, String, Throwable and reflect.Array: hot natives without the way through C.

use oops::klass::KlassFlags;

use super::{Args, Row};
use crate::classes::strings;
use crate::jvm::array;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{stack_trace, synchronizer};

fn hash_code(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args.oop(0).identity_hash() as u32 as u64)
}

fn get_class(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args.oop(0).klass().mirror().to_bits())
}

fn notify(thread: &JavaThread, args: Args) -> JResult<u64> {
    synchronizer::notify(thread, args.oop(0))?;
    Ok(0)
}

fn notify_all(thread: &JavaThread, args: Args) -> JResult<u64> {
    synchronizer::notify_all(thread, args.oop(0))?;
    Ok(0)
}

fn wait(thread: &JavaThread, args: Args) -> JResult<u64> {
    synchronizer::wait(thread, args.oop(0), args.long(1))?;
    Ok(0)
}

/// `Object.clone`; references of java.lang.ref are never cloned.
fn clone(thread: &JavaThread, args: Args) -> JResult<u64> {
    let object = args.oop(0);
    let k = object.klass();
    let cloneable = k.flags.contains(KlassFlags::CLONEABLE) && k.reference_kind().is_none();
    if !k.is_array() && !cloneable {
        let name = k.external_name();
        return Err(exceptions::throw(
            thread,
            "java/lang/CloneNotSupportedException",
            &name,
        ));
    }
    Ok(memory::clone_object(thread, object)?.to_bits())
}

fn intern(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(strings::intern(thread, args.oop(0))?.to_bits())
}

fn is_big_endian(_: &JavaThread, _: Args) -> JResult<u64> {
    Ok(0)
}

/// `Throwable.fillInStackTrace(int)`: returns the throwable.
fn fill_in_stack_trace(thread: &JavaThread, args: Args) -> JResult<u64> {
    stack_trace::fill_in_stack_trace(thread, args.oop(0))?;
    Ok(args.oop(0).to_bits())
}

/// `Array.getLength(Object)`.
fn array_length(thread: &JavaThread, args: Args) -> JResult<u64> {
    Ok(array::checked(thread, args.oop(0))?.array_length() as u64)
}

/// `Array.newArray(Class, int)`.
fn new_array(thread: &JavaThread, args: Args) -> JResult<u64> {
    let Some(mirror) = args.oop(0).non_null() else {
        return Err(exceptions::throw_npe(thread));
    };
    let klass = array::class_of_arrays(thread, mirror)?;
    match usize::try_from(args.int(1)) {
        Ok(length) => Ok(memory::allocate_array(thread, klass, length)?.to_bits()),
        Err(_) => Err(memory::negative_array_size(thread, args.int(1))),
    }
}

pub const TABLE: &[Row] = &[
    ("java/lang/Object", "hashCode", "()I", hash_code),
    (
        "java/lang/Object",
        "getClass",
        "()Ljava/lang/Class;",
        get_class,
    ),
    ("java/lang/Object", "notify", "()V", notify),
    ("java/lang/Object", "notifyAll", "()V", notify_all),
    ("java/lang/Object", "wait", "(J)V", wait),
    ("java/lang/Object", "clone", "()Ljava/lang/Object;", clone),
    ("java/lang/String", "intern", "()Ljava/lang/String;", intern),
    ("java/lang/StringUTF16", "isBigEndian", "()Z", is_big_endian),
    (
        "java/lang/Throwable",
        "fillInStackTrace",
        "(I)Ljava/lang/Throwable;",
        fill_in_stack_trace,
    ),
    (
        "java/lang/reflect/Array",
        "getLength",
        "(Ljava/lang/Object;)I",
        array_length,
    ),
    (
        "java/lang/reflect/Array",
        "newArray",
        "(Ljava/lang/Class;I)Ljava/lang/Object;",
        new_array,
    ),
];
