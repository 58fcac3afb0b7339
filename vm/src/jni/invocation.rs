//! The invocation API (JNI chapter 5): creating and destroying the machine, attaching threads.

use std::ffi::{c_char, c_void};
use std::sync::atomic::{AtomicU8, Ordering};

use jni_sys::{JNIEnv, jobject};
use oops::Oop;

use super::entry::{c_bytes, enter_thread};
use crate::classes::strings;
use crate::classes::well_known::{self as wk, fields};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::init::{self, InitError};
use crate::runtime::thread::{JavaThread, ThreadState};
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::{handles, java_calls, shutdown, thread_log, threads_java, transitions};

const JNI_OK: i32 = 0;
const JNI_ERR: i32 = -1;
const JNI_EDETACHED: i32 = -2;
const JNI_EVERSION: i32 = -3;
const JNI_EEXIST: i32 = -5;
const JNI_EINVAL: i32 = -6;

const JNI_VERSION_1_1: i32 = 0x0001_0001;
const VERSIONS: [i32; 7] = [
    0x0001_0001,
    0x0001_0002,
    0x0001_0004,
    0x0001_0006,
    0x0001_0008,
    0x0009_0000,
    0x000a_0000,
];

/// True for the versions that `GetEnv` and `JNI_OnLoad` may name.
pub fn is_supported_version(version: i32) -> bool {
    VERSIONS.contains(&version)
}

/// The table that a `JavaVM` points to.
#[repr(C)]
pub struct InvokeInterface {
    reserved: [*const c_void; 3],
    destroy: extern "C" fn(*mut JavaVm) -> i32,
    attach: extern "C" fn(*mut JavaVm, *mut *mut c_void, *const AttachArgs) -> i32,
    detach: extern "C" fn(*mut JavaVm) -> i32,
    get_env: extern "C" fn(*mut JavaVm, *mut *mut c_void, i32) -> i32,
    attach_daemon: extern "C" fn(*mut JavaVm, *mut *mut c_void, *const AttachArgs) -> i32,
}

// SAFETY: immutable.
unsafe impl Sync for InvokeInterface {}

/// What a `JavaVM*` points to.
#[repr(C)]
pub struct JavaVm(*const InvokeInterface);

// SAFETY: immutable.
unsafe impl Sync for JavaVm {}

static INTERFACE: InvokeInterface = InvokeInterface {
    reserved: [std::ptr::null(); 3],
    destroy: DestroyJavaVM,
    attach: AttachCurrentThread,
    detach: DetachCurrentThread,
    get_env: GetEnv,
    attach_daemon: AttachCurrentThreadAsDaemon,
};
static JAVA_VM: JavaVm = JavaVm(&INTERFACE);
/// Where the process stands: there is one machine at most, and none after it was destroyed.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    NotCreated,
    InProgress,
    Created,
    Destroyed,
}
static LIFE: AtomicU8 = AtomicU8::new(Life::NotCreated as u8);

fn set_life(life: Life) {
    LIFE.store(life as u8, Ordering::Release);
}

fn java_vm() -> *mut JavaVm {
    (&raw const JAVA_VM).cast_mut()
}

/// `JavaVMOption`.
#[repr(C)]
struct VmOption {
    text: *const c_char,
    extra: *mut c_void,
}

/// `JavaVMInitArgs`.
#[repr(C)]
pub struct InitArgs {
    version: i32,
    option_count: i32,
    options: *const VmOption,
    ignore_unrecognized: u8,
}

/// `JavaVMAttachArgs`.
#[repr(C)]
pub struct AttachArgs {
    version: i32,
    name: *const c_char,
    group: jobject,
}

/// Leaves the machine for good or until the next JNI call: the caller is native code, whose frames hold no oops.
fn leave_to_native(thread: &JavaThread) {
    thread
        .saved_sp
        .store(thread.native_stack_base.get(), Ordering::Relaxed);
    transitions::leave(thread, ThreadState::InNative);
}

#[unsafe(no_mangle)]
pub extern "C" fn JNI_GetDefaultJavaVMInitArgs(args: *mut InitArgs) -> i32 {
    // SAFETY: by JNI's contract null or a JavaVMInitArgs.
    match unsafe { args.as_ref() } {
        Some(a) if is_supported_version(a.version) && a.version != JNI_VERSION_1_1 => JNI_OK,
        _ => JNI_ERR,
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn JNI_GetCreatedJavaVMs(
    vms: *mut *mut JavaVm,
    capacity: i32,
    count: *mut i32,
) -> i32 {
    let created = LIFE.load(Ordering::Acquire) == Life::Created as u8;
    // SAFETY: by JNI's contract `vms` has room for `capacity` pointers, `count` may be null.
    unsafe {
        if created && capacity > 0 && !vms.is_null() {
            *vms = java_vm();
        }
        if !count.is_null() {
            *count = i32::from(created);
        }
    }
    JNI_OK
}

#[unsafe(no_mangle)]
pub extern "C" fn JNI_CreateJavaVM(
    vm: *mut *mut JavaVm,
    env: *mut *mut c_void,
    args: *const InitArgs,
) -> i32 {
    // SAFETY: by JNI's contract.
    let Some(args) = (unsafe { args.as_ref() }) else {
        return JNI_EINVAL;
    };
    if !is_supported_version(args.version) || args.version == JNI_VERSION_1_1 {
        return JNI_EVERSION;
    }
    let (before, now) = (Life::NotCreated as u8, Life::InProgress as u8);
    match LIFE.compare_exchange(before, now, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => {}
        Err(life) if life == Life::Destroyed as u8 => return JNI_ERR,
        Err(_) => return JNI_EEXIST,
    }
    let mut options = Vec::new();
    for i in 0..args.option_count.max(0) as usize {
        // SAFETY: by JNI's contract an array of `option_count` options with terminated texts.
        let (text, extra) = unsafe {
            let o = &*args.options.add(i);
            (
                String::from_utf8_lossy(c_bytes(o.text)).into_owned(),
                o.extra as usize,
            )
        };
        options.push((text, extra));
    }
    let created =
        std::panic::catch_unwind(|| init::create(&options, args.ignore_unrecognized != 0));
    let thread = match created {
        Ok(Ok(thread)) => thread,
        Ok(Err(InitError::Options)) => {
            set_life(Life::NotCreated);
            return JNI_ERR;
        }
        Ok(Err(InitError::Exists)) => return JNI_EEXIST,
        Ok(Err(InitError::Fatal)) => std::process::exit(1),
        Err(_) => std::process::abort(),
    };
    leave_to_native(thread);
    set_life(Life::Created);
    // SAFETY: by JNI's contract places for the two results.
    unsafe {
        *vm = java_vm();
        *env = thread.env().cast();
    }
    JNI_OK
}

pub extern "C" fn GetJavaVM(_env: *mut JNIEnv, vm: *mut *mut JavaVm) -> i32 {
    // SAFETY: by JNI's contract a place for the result.
    unsafe { *vm = java_vm() };
    JNI_OK
}

extern "C" fn GetEnv(_vm: *mut JavaVm, env: *mut *mut c_void, version: i32) -> i32 {
    let thread = JavaThread::current_or_none();
    let result = match thread {
        None => JNI_EDETACHED,
        Some(_) if !is_supported_version(version) => JNI_EVERSION,
        Some(_) => JNI_OK,
    };
    // SAFETY: by JNI's contract a place for the result.
    unsafe {
        *env = match thread {
            Some(t) if result == JNI_OK => t.env().cast(),
            _ => std::ptr::null_mut(),
        };
    }
    result
}

/// Makes the current OS thread a Java thread with a java.lang.Thread object; it is left `in_vm`.
pub fn attach(name: Option<&[u8]>, group: Oop, daemon: bool) -> Option<&'static JavaThread> {
    let thread = JavaThread::new(init::java_stack_bytes()).ok()?;
    thread.attached_by_jni.store(true, Ordering::Relaxed);
    thread.attach_current();
    thread_log::attached();
    if !daemon {
        threads_java::count_user_thread(thread);
    }
    match make_thread_object(thread, name, group, daemon) {
        Ok(()) => Some(thread),
        Err(pending) => {
            exceptions::take(thread, pending);
            threads_java::uncount_user_thread(thread);
            thread.detach_current();
            None
        }
    }
}

fn make_thread_object(
    thread: &JavaThread,
    name: Option<&[u8]>,
    group: Oop,
    daemon: bool,
) -> JResult<()> {
    let group = group.non_null().unwrap_or_else(memory::main_thread_group);
    let object = memory::allocate_instance(thread, wk::thread())?;
    object.store_i32(fields::thread_priority(), 5);
    object.store_i64(fields::thread_eetop(), std::ptr::from_ref(thread) as i64);
    thread.thread_oop.store(object);
    let (descriptor, second) = match name {
        Some(n) => (
            "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V",
            strings::new_string_mutf8(thread, n)?,
        ),
        None => ("(Ljava/lang/ThreadGroup;Ljava/lang/Runnable;)V", Oop::NULL),
    };
    let args = [object.to_bits(), group.to_bits(), second.to_bits()];
    java_calls::call_named(thread, wk::thread(), "<init>", descriptor, &args)?;
    if daemon {
        object.store_u8(fields::thread_daemon(), 1);
    }
    let add = oops::Symbol::from_text("add");
    let descriptor = oops::Symbol::from_text("(Ljava/lang/Thread;)V");
    java_calls::call_virtual_named(
        thread,
        group,
        add,
        descriptor,
        &[group.to_bits(), object.to_bits()],
    )?;
    thread_status::set(object, ThreadStatus::Runnable);
    Ok(())
}

fn attach_current(env: *mut *mut c_void, args: *const AttachArgs, daemon: bool) -> i32 {
    let result = std::panic::catch_unwind(|| {
        if let Some(t) = JavaThread::current_or_none() {
            return Some(t);
        }
        // SAFETY: by JNI's contract null or JavaVMAttachArgs.
        let (name, group) = match unsafe { args.as_ref() } {
            // SAFETY: by JNI's contract a terminated text.
            Some(a) => (
                (!a.name.is_null()).then(|| unsafe { c_bytes(a.name) }),
                a.group,
            ),
            None => (None, std::ptr::null_mut()),
        };
        let thread = attach(name, handles::resolve(group), daemon)?;
        leave_to_native(thread);
        Some(thread)
    });
    match result {
        Ok(Some(thread)) => {
            // SAFETY: by JNI's contract a place for the result.
            unsafe { *env = thread.env().cast() };
            JNI_OK
        }
        Ok(None) => JNI_ERR,
        Err(_) => std::process::abort(),
    }
}

extern "C" fn AttachCurrentThread(
    _vm: *mut JavaVm,
    env: *mut *mut c_void,
    args: *const AttachArgs,
) -> i32 {
    attach_current(env, args, false)
}

extern "C" fn AttachCurrentThreadAsDaemon(
    _vm: *mut JavaVm,
    env: *mut *mut c_void,
    args: *const AttachArgs,
) -> i32 {
    attach_current(env, args, true)
}

extern "C" fn DetachCurrentThread(_vm: *mut JavaVm) -> i32 {
    let Some(thread) = JavaThread::current_or_none() else {
        return JNI_OK;
    };
    if !thread.top_frame.get().is_null() {
        // Java code is still on the stack.
        return JNI_ERR;
    }
    enter_thread(thread, (), |t| {
        shutdown::exit_thread(t);
        Ok(())
    });
    thread_log::leaving("detaching");
    thread.detach_current();
    JNI_OK
}

extern "C" fn DestroyJavaVM(_vm: *mut JavaVm) -> i32 {
    let (before, now) = (Life::Created as u8, Life::InProgress as u8);
    if LIFE
        .compare_exchange(before, now, Ordering::AcqRel, Ordering::Acquire)
        .is_err()
    {
        return JNI_ERR;
    }
    let thread = match JavaThread::current_or_none() {
        Some(t) => t,
        None => match attach(Some(b"DestroyJavaVM"), Oop::NULL, false) {
            Some(t) => {
                leave_to_native(t);
                t
            }
            None => return JNI_ERR,
        },
    };
    enter_thread(thread, (), |t| {
        shutdown::destroy(t);
        Ok(())
    });
    set_life(Life::Destroyed);
    JNI_OK
}
