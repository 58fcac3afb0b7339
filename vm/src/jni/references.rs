//! References, exceptions, monitors, buffers and native registration (JNI chapter 4, remaining sections).

use std::ffi::{c_char, c_void};

use jni_sys::{JNIEnv, jclass, jobject, jthrowable};
use oops::method::MethodKind;
use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use super::entry::{c_bytes, enter, klass_of, required};
use crate::classes::resolve;
use crate::classes::system_dictionary;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::handles::{self, HandleKind, make_local};
use crate::runtime::thread::JavaThread;
use crate::runtime::{java_calls, synchronizer};

const JNI_OK: i32 = 0;
const JNI_ERR: i32 = -1;

pub extern "C" fn Throw(env: *mut JNIEnv, exception: jthrowable) -> i32 {
    enter(env, JNI_OK, |t| {
        let exception = required(t, exception)?;
        Err(exceptions::throw_oop(t, exception))
    })
}

pub extern "C" fn ExceptionOccurred(env: *mut JNIEnv) -> jthrowable {
    enter(env, std::ptr::null_mut(), |t| {
        Ok(make_local(t, t.pending_exception.load()))
    })
}

pub extern "C" fn ExceptionCheck(env: *mut JNIEnv) -> u8 {
    enter(env, 0, |t| {
        Ok(u8::from(!t.pending_exception.load().is_null()))
    })
}

pub extern "C" fn ExceptionClear(env: *mut JNIEnv) {
    enter(env, (), |t| {
        if let Err(p) = exceptions::check(t) {
            exceptions::take(t, p);
        }
        Ok(())
    })
}

pub extern "C" fn ExceptionDescribe(env: *mut JNIEnv) {
    enter(env, (), |t| {
        let Err(pending) = exceptions::check(t) else {
            return Ok(());
        };
        let exception = exceptions::take(t, pending);
        print_exception(t, exception);
        Ok(())
    })
}

/// Prints `Exception in thread "name" ` and the stack trace to standard error, as an uncaught exception.
pub fn print_exception(thread: &JavaThread, exception: Oop) {
    let name = thread
        .oop()
        .non_null()
        .map(|o| o.load_oop(crate::classes::well_known::fields::thread_name()));
    let name = name
        .and_then(Oop::non_null)
        .map_or_else(String::new, crate::classes::strings::to_rust);
    crate::runtime::flags::parse::say(&format!("Exception in thread \"{name}\" "));
    let method = Symbol::from_text("printStackTrace");
    if let Err(p) = java_calls::call_virtual_named(
        thread,
        exception,
        method,
        Symbol::from_text("()V"),
        &[exception.to_bits()],
    ) {
        exceptions::take(thread, p);
        eprintln!("{}", exception.klass().external_name());
    }
}

pub extern "C" fn FatalError(env: *mut JNIEnv, message: *const c_char) {
    enter(env, (), |t| {
        // SAFETY: by JNI's contract.
        let text = String::from_utf8_lossy(unsafe { c_bytes(message) });
        eprintln!("FATAL ERROR in native method: {text}");
        for f in crate::runtime::frames::frames(t) {
            eprintln!("\tat {}", f.method.external_name());
        }
        std::process::abort()
    })
}

pub extern "C" fn PushLocalFrame(env: *mut JNIEnv, capacity: i32) -> i32 {
    enter(env, JNI_ERR, |t| {
        if capacity < 0 {
            return Ok(JNI_ERR);
        }
        handles::push_local_frame(t);
        Ok(JNI_OK)
    })
}

pub extern "C" fn PopLocalFrame(env: *mut JNIEnv, result: jobject) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        Ok(handles::pop_local_frame(t, result))
    })
}

pub extern "C" fn NewGlobalRef(env: *mut JNIEnv, object: jobject) -> jobject {
    enter(env, std::ptr::null_mut(), |_| {
        Ok(handles::make_global(handles::resolve(object)))
    })
}

pub extern "C" fn DeleteGlobalRef(env: *mut JNIEnv, object: jobject) {
    enter(env, (), |_| {
        handles::delete_global(object);
        Ok(())
    })
}

pub extern "C" fn NewWeakGlobalRef(env: *mut JNIEnv, object: jobject) -> jobject {
    enter(env, std::ptr::null_mut(), |_| {
        Ok(handles::make_weak_global(handles::resolve(object)))
    })
}

pub extern "C" fn DeleteWeakGlobalRef(env: *mut JNIEnv, object: jobject) {
    enter(env, (), |_| {
        handles::delete_weak_global(object);
        Ok(())
    })
}

pub extern "C" fn NewLocalRef(env: *mut JNIEnv, object: jobject) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        Ok(make_local(t, handles::resolve(object)))
    })
}

pub extern "C" fn DeleteLocalRef(env: *mut JNIEnv, object: jobject) {
    enter(env, (), |t| {
        handles::delete_local(t, object);
        Ok(())
    })
}

pub extern "C" fn IsSameObject(env: *mut JNIEnv, a: jobject, b: jobject) -> u8 {
    enter(env, 0, |_| {
        Ok(u8::from(handles::resolve(a) == handles::resolve(b)))
    })
}

pub extern "C" fn EnsureLocalCapacity(_env: *mut JNIEnv, capacity: i32) -> i32 {
    if capacity >= 0 { JNI_OK } else { JNI_ERR }
}

/// `jobjectRefType`: 0 invalid, 1 local, 2 global, 3 weak global.
pub extern "C" fn GetObjectRefType(env: *mut JNIEnv, object: jobject) -> i32 {
    enter(env, 0, |_| {
        if object.is_null() {
            return Ok(0);
        }
        Ok(match handles::kind(object) {
            HandleKind::WeakGlobal => 3,
            HandleKind::Global if !handles::resolve(object).is_null() => 2,
            HandleKind::Local if !handles::resolve(object).is_null() => 1,
            _ => 0,
        })
    })
}

pub extern "C" fn MonitorEnter(env: *mut JNIEnv, object: jobject) -> i32 {
    enter(env, JNI_ERR, |t| {
        let object = required(t, object)?;
        synchronizer::jni_enter(t, object);
        Ok(JNI_OK)
    })
}

pub extern "C" fn MonitorExit(env: *mut JNIEnv, object: jobject) -> i32 {
    enter(env, JNI_ERR, |t| {
        let object = required(t, object)?;
        synchronizer::jni_exit(t, object)?;
        Ok(JNI_OK)
    })
}

fn buffer_class(t: &JavaThread, name: &str) -> JResult<oops::KlassPtr> {
    system_dictionary::resolve_or_fail(t, Symbol::from_text(name), Oop::NULL)
}

pub extern "C" fn NewDirectByteBuffer(
    env: *mut JNIEnv,
    address: *mut c_void,
    capacity: i64,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        let klass = buffer_class(t, "java/nio/DirectByteBuffer")?;
        crate::classes::init::initialize(t, klass)?;
        let capacity = u64::from(capacity as i32 as u32);
        let object = java_calls::new_object(t, klass, "(JI)V", &[address as u64, 0, capacity])?;
        Ok(make_local(t, object))
    })
}

/// The value of a field of java.nio.Buffer in a direct buffer; `None` for anything else.
fn direct_buffer_field(
    t: &JavaThread,
    buffer: jobject,
    name: &str,
    descriptor: &str,
) -> JResult<Option<(Oop, usize)>> {
    let Some(buffer) = handles::resolve(buffer).non_null() else {
        return Ok(None);
    };
    let direct = buffer_class(t, "sun/nio/ch/DirectBuffer")?;
    if !buffer.is_a(direct) {
        return Ok(None);
    }
    let class = buffer_class(t, "java/nio/Buffer")?;
    let found = resolve::lookup_field(
        class,
        Symbol::from_text(name),
        Symbol::from_text(descriptor),
    );
    Ok(found.map(|(_, f)| (buffer, f.offset as usize)))
}

pub extern "C" fn GetDirectBufferAddress(env: *mut JNIEnv, buffer: jobject) -> *mut c_void {
    enter(env, std::ptr::null_mut(), |t| {
        let field = direct_buffer_field(t, buffer, "address", "J")?;
        Ok(field.map_or(0, |(b, offset)| b.load_i64(offset)) as *mut c_void)
    })
}

pub extern "C" fn GetDirectBufferCapacity(env: *mut JNIEnv, buffer: jobject) -> i64 {
    enter(env, -1, |t| {
        let field = direct_buffer_field(t, buffer, "capacity", "I")?;
        Ok(field.map_or(-1, |(b, offset)| i64::from(b.load_i32(offset))))
    })
}

/// `JNINativeMethod`.
#[repr(C)]
pub struct NativeMethod {
    name: *const c_char,
    signature: *const c_char,
    function: *mut c_void,
}

/// The native method that a registration names.
fn registered_method(
    t: &JavaThread,
    klass: KlassPtr,
    name: &[u8],
    signature: &[u8],
) -> JResult<MethodPtr> {
    let symbols = Symbol::lookup(name).zip(Symbol::lookup(signature));
    let message = match symbols.map(|(n, s)| (n, s, klass.find_local_method(n, s))) {
        Some((_, _, Some(method))) if method.is_native() => return Ok(method),
        Some((n, s, found)) => {
            let text = resolve::symbolic_method(klass, n, s);
            let problem = if found.is_some() {
                "is not declared as native"
            } else {
                "name or signature does not match"
            };
            format!("Method '{text}' {problem}")
        }
        None => {
            let (n, s) = (
                String::from_utf8_lossy(name),
                String::from_utf8_lossy(signature),
            );
            format!("Method {}.{n}{s} not found", klass.external_name())
        }
    };
    Err(exceptions::throw(
        t,
        "java/lang/NoSuchMethodError",
        &message,
    ))
}

pub extern "C" fn RegisterNatives(
    env: *mut JNIEnv,
    class: jclass,
    methods: *const NativeMethod,
    count: i32,
) -> i32 {
    enter(env, JNI_ERR, |t| {
        let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(t))?;
        for i in 0..count.max(0) as usize {
            // SAFETY: by JNI's contract an array of `count` entries with terminated strings.
            let (name, signature, function) = unsafe {
                let m = &*methods.add(i);
                (c_bytes(m.name), c_bytes(m.signature), m.function)
            };
            let method = registered_method(t, klass, name, signature)?;
            // The machine's own natives serve where they exist: they need no handles.
            if method.rt.get().kind() == MethodKind::Native {
                method
                    .rt
                    .get()
                    .native_function
                    .store(function as usize, std::sync::atomic::Ordering::Release);
            }
        }
        Ok(JNI_OK)
    })
}

pub extern "C" fn UnregisterNatives(env: *mut JNIEnv, class: jclass) -> i32 {
    enter(env, JNI_ERR, |t| {
        let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(t))?;
        for m in klass
            .methods
            .get()
            .iter()
            .filter(|m| m.rt.get().kind() == MethodKind::Native)
        {
            m.rt.get()
                .native_function
                .store(0, std::sync::atomic::Ordering::Release);
        }
        Ok(JNI_OK)
    })
}
