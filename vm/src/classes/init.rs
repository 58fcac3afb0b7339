//! Initialisation of classes (JVMS 5.5): who runs `<clinit>`, who waits for it, and what becomes of failures.
//!
//! A class's state and the thread that works on it change under one lock for all classes, [`progress`]; whoever waits for
//! another thread's work does so outside of the machine. A class that failed to initialise keeps an
//! ExceptionInInitializerError that says why, which becomes the cause of each later NoClassDefFoundError.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use jni_sys::jobject;
use oops::klass::{InitState, KlassFlags};
use oops::{KlassPtr, Oop, Symbol};
use parking_lot::{Condvar, Mutex, MutexGuard};

use super::well_known::{self, fields};
use super::{log_lines, strings, system_dictionary};
use crate::compiler::history;
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::stress::{self, Point};
use crate::runtime::thread::JavaThread;
use crate::runtime::{handles, java_calls, transitions};

pub use super::link::link;

static LOCK: Mutex<()> = Mutex::new(());
static CHANGED: Condvar = Condvar::new();

/// The lock under which classes' states change.
pub(super) fn progress() -> MutexGuard<'static, ()> {
    LOCK.lock()
}

/// Sets a class's state and the thread that works on it, and wakes those who wait for a change.
pub(super) fn set_state(klass: KlassPtr, state: InitState, worker: Option<&JavaThread>) {
    let _guard = progress();
    let rt = klass.rt.get();
    rt.init_thread
        .store(worker.map_or(0, address), Ordering::Release);
    rt.set_state(state);
    CHANGED.notify_all();
}

/// Waits until another thread has finished what `state` says it is doing with the class.
pub(super) fn wait_while(thread: &JavaThread, klass: KlassPtr, state: InitState) {
    transitions::blocked(thread, || {
        let mut guard = progress();
        while klass.state() == state {
            CHANGED.wait(&mut guard);
        }
    });
}

fn address(thread: &JavaThread) -> usize {
    thread as *const JavaThread as usize
}

/// True if `thread` is the one that links or initialises the class at the moment.
pub(super) fn is_worker(thread: &JavaThread, klass: KlassPtr) -> bool {
    klass.rt.get().init_thread.load(Ordering::Acquire) == address(thread)
}

/// True if the class is initialised or the current thread is initialising it: no barrier needed.
pub fn is_initialized_for(thread: &JavaThread, klass: KlassPtr) -> bool {
    match klass.state() {
        InitState::Initialized => true,
        InitState::BeingInitialized => is_worker(thread, klass),
        _ => false,
    }
}

/// Initialises a class: superclasses, interfaces with defaults, `<clinit>`, errors, several threads.
pub fn initialize(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if klass.is_initialized() {
        return Ok(());
    }
    if klass.is_array() {
        return klass.bottom.map_or(Ok(()), |k| initialize(thread, k));
    }
    if !claim(thread, klass)? {
        return Ok(());
    }
    stress::jitter(thread, Point::ClassInit);
    match initialize_supertypes(thread, klass).and_then(|()| run_initializer(thread, klass)) {
        Ok(()) => {
            stress::jitter(thread, Point::ClassInit);
            set_state(klass, InitState::Initialized, None);
            history::class_initialized();
            Ok(())
        }
        Err(pending) => Err(fail(thread, klass, pending)),
    }
}

/// Steps 1 to 6: true if the class is now this thread's to initialise, false if nothing is left to do.
fn claim(thread: &JavaThread, klass: KlassPtr) -> JResult<bool> {
    loop {
        let guard = progress();
        match klass.state() {
            InitState::Initialized => return Ok(false),
            InitState::BeingInitialized if is_worker(thread, klass) => return Ok(false),
            InitState::BeingInitialized => {
                drop(guard);
                wait_while(thread, klass, InitState::BeingInitialized);
            }
            InitState::Erroneous => {
                drop(guard);
                return Err(throw_earlier_failure(thread, klass));
            }
            // This thread is still linking the class, and its caller will find it as far as it is.
            InitState::Linking if is_worker(thread, klass) => return Ok(false),
            InitState::Loaded | InitState::Linking => {
                drop(guard);
                link(thread, klass)?;
            }
            InitState::Linked => {
                let rt = klass.rt.get();
                rt.init_thread.store(address(thread), Ordering::Release);
                rt.set_state(InitState::BeingInitialized);
                return Ok(true);
            }
        }
    }
}

/// Step 7: the superclass, then the superinterfaces that declare default methods.
fn initialize_supertypes(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if klass.is_interface() {
        return Ok(());
    }
    if let Some(super_klass) = klass.super_klass {
        initialize(thread, super_klass)?;
    }
    initialize_interfaces(thread, klass)
}

fn initialize_interfaces(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if !klass.flags.contains(KlassFlags::HAS_DEFAULT_METHODS) {
        return Ok(());
    }
    for &interface in klass.local_interfaces.get() {
        initialize_interfaces(thread, interface)?;
        if interface
            .flags
            .contains(KlassFlags::DECLARES_DEFAULT_METHODS)
        {
            initialize(thread, interface)?;
        }
    }
    Ok(())
}

/// Step 9: the class's own initialiser.
fn run_initializer(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    let (name, descriptor) = (Symbol::from_text("<clinit>"), Symbol::from_text("()V"));
    let initializer = klass.find_local_method(name, descriptor);
    log_lines::initializing(klass, initializer.is_some());
    match initializer {
        Some(m) if m.is_static() => java_calls::call(thread, m, &[]).map(drop),
        _ => Ok(()),
    }
}

/// Steps 10 and 11: the class is erroneous; an exception that is no Error is wrapped.
fn fail(thread: &JavaThread, klass: KlassPtr, pending: Pending) -> Pending {
    let exception = exceptions::take(thread, pending);
    match explanation(thread, exception) {
        Ok(explanation) => remember_failure(klass, explanation),
        Err(p) => drop(exceptions::take(thread, p)),
    }
    set_state(klass, InitState::Erroneous, None);
    if exception.is_a(well_known::error()) {
        return exceptions::throw_oop(thread, exception);
    }
    match wrap(thread, exception) {
        Ok(error) => exceptions::throw_oop(thread, error),
        Err(p) => p,
    }
}

fn initializer_error(thread: &JavaThread) -> JResult<KlassPtr> {
    let name = Symbol::from_text("java/lang/ExceptionInInitializerError");
    system_dictionary::resolve_or_fail(thread, name, Oop::NULL)
}

fn wrap(thread: &JavaThread, exception: Oop) -> JResult<Oop> {
    let klass = initializer_error(thread)?;
    java_calls::new_object(
        thread,
        klass,
        "(Ljava/lang/Throwable;)V",
        &[exception.to_bits()],
    )
}

/// Global references to the explanations of failed initialisations, by class.
static FAILURES: Mutex<Option<HashMap<KlassPtr, usize>>> = Mutex::new(None);

fn remember_failure(klass: KlassPtr, explanation: Oop) {
    let handle = handles::make_global(explanation) as usize;
    FAILURES
        .lock()
        .get_or_insert_with(HashMap::new)
        .insert(klass, handle);
}

/// Forgets classes that are being unloaded. The world is stopped.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    if let Some(failures) = FAILURES.lock().as_mut() {
        failures.retain(|&klass, &mut handle| {
            let dead = is_dead(klass);
            if dead {
                handles::delete_global(handle as jobject);
            }
            !dead
        });
    }
}

/// An ExceptionInInitializerError that tells of `exception` and has its stack trace, but does not keep it alive.
fn explanation(thread: &JavaThread, exception: Oop) -> JResult<Oop> {
    let message = exception.load_oop(fields::throwable_detail_message());
    let message = match message.non_null() {
        Some(m) => format!(": {}", strings::to_rust(m)),
        None => String::new(),
    };
    let text = format!(
        "Exception {}{message} [in thread \"{}\"]",
        exception.klass().external_name(),
        thread_name(thread)
    );
    let text = strings::new_string(thread, &text)?;
    let klass = initializer_error(thread)?;
    let error = java_calls::new_object(thread, klass, "(Ljava/lang/String;)V", &[text.to_bits()])?;
    let name = Symbol::from_text("getStackTrace");
    let descriptor = Symbol::from_text("()[Ljava/lang/StackTraceElement;");
    let args = [exception.to_bits()];
    let trace = java_calls::call_virtual_named(thread, exception, name, descriptor, &args)?;
    // SAFETY: the method returns an array; nothing ran since.
    let trace = unsafe { Oop::from_bits(trace) };
    memory::store_oop(error, fields::throwable_stack_trace(), trace);
    memory::store_oop(error, fields::throwable_backtrace(), Oop::NULL);
    Ok(error)
}

fn thread_name(thread: &JavaThread) -> String {
    let object = thread.oop().non_null();
    let name = object.and_then(|t| t.load_oop(fields::thread_name()).non_null());
    name.map_or_else(|| "main".to_string(), strings::to_rust)
}

fn throw_earlier_failure(thread: &JavaThread, klass: KlassPtr) -> Pending {
    let handle = FAILURES
        .lock()
        .as_ref()
        .and_then(|f| f.get(&klass).copied());
    let cause = handle.map_or(Oop::NULL, |h| handles::resolve(h as jobject));
    let text = format!("Could not initialize class {}", klass.external_name());
    exceptions::throw_with(thread, "java/lang/NoClassDefFoundError", Some(&text), cause)
}
