//! The creation of the machine: from options to a booted class library (`JNI_CreateJavaVM`).
//!
//! The order is HotSpot's: options, class space, heap, the main thread, the well-known classes, the java.lang.Thread of
//! the main thread, then `System.initPhase1` (properties, standard streams), `initPhase2` (modules) and `initPhase3`
//! (security manager, system class loader).

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use oops::Oop;

use crate::classes::well_known::{self as wk, fields};
use crate::classes::{self, metaspace, strings};
use crate::compiler::policy;
use crate::logging::Phase;
use crate::memory;
use crate::runtime::arguments::{Arguments, BadOptionKind};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, java_calls, java_home, properties, stress, thread_log};

/// What stands once the machine has been created.
pub struct Machine {
    pub arguments: Arguments,
    pub java_home: PathBuf,
    pub started: Instant,
    /// Milliseconds since the epoch at the start.
    pub start_time_millis: i64,
}

static MACHINE: OnceLock<Machine> = OnceLock::new();
static BOOTED: AtomicBool = AtomicBool::new(false);

/// The machine. Panics before its creation has begun.
pub fn machine() -> &'static Machine {
    MACHINE
        .get()
        .expect("the machine is created before anything runs in it")
}

/// The machine's arguments as given; none before its creation has begun.
pub fn arguments_if_created() -> &'static [String] {
    MACHINE.get().map_or(&[], |m| &m.arguments.vm_arguments)
}

/// The embedder's `exit` hook, 0 for none.
pub fn exit_hook() -> usize {
    MACHINE.get().map_or(0, |m| m.arguments.exit_hook)
}

/// True from the end of the boot on.
pub fn is_booted() -> bool {
    BOOTED.load(Ordering::Acquire)
}

/// Why there is no machine.
#[derive(Debug)]
pub enum InitError {
    /// Said already; `JNI_CreateJavaVM` returns `JNI_EINVAL`.
    Options,
    /// Said already; the process ends with exit code 1, as HotSpot's does.
    Fatal,
    /// There is one already.
    Exists,
}

fn fatal(message: &str) -> InitError {
    println!("Error occurred during initialization of VM\n{message}");
    InitError::Fatal
}

/// Creates the machine; the calling OS thread becomes its main thread and is left `in_vm`.
pub fn create(
    options: &[(String, usize)],
    ignore_unrecognized: bool,
) -> Result<&'static JavaThread, InitError> {
    if MACHINE.get().is_some() {
        return Err(InitError::Exists);
    }
    let started = crate::logging::decorators::start();
    let create = Phase::whole_start();
    let options_phase = Phase::begin("Parse options");
    let home = java_home::find().map_err(|e| fatal(&e))?;
    properties::set_defaults(&home.display().to_string());
    let arguments = Arguments::parse(options, ignore_unrecognized).map_err(|e| {
        e.say();
        match e.kind {
            BadOptionKind::Fatal => InitError::Fatal,
            BadOptionKind::Malformed | BadOptionKind::Unusable => InitError::Options,
        }
    })?;
    drop(options_phase);
    if flags::get::PrintFlagsFinal() != 0 {
        flags::parse::print(&flags::print::values());
    } else if flags::get::PrintFlagsRanges() != 0 {
        flags::parse::print(&flags::print::ranges());
    }
    if flags::get::MaxDirectMemorySize() != 0 {
        properties::set(
            "sun.nio.MaxDirectMemorySize",
            &flags::get::MaxDirectMemorySize().to_string(),
        );
    }
    policy::initialize();
    properties::set("java.vm.info", policy::mode().info());
    crate::runtime::signals::initialize();
    stress::initialize();
    {
        let _phase = Phase::begin("Reserve class space");
        oops::class_space::initialize().map_err(|e| fatal(&e))?;
    }
    {
        let _phase = Phase::begin("Initialize heap");
        memory::initialize().map_err(|e| fatal(&e))?;
    }
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let machine = Machine {
        arguments,
        java_home: home,
        started,
        start_time_millis: since_epoch.as_millis() as i64,
    };
    if MACHINE.set(machine).is_err() {
        return Err(InitError::Exists);
    }
    let thread = JavaThread::new(java_stack_bytes())
        .map_err(|e| fatal(&format!("cannot make a thread: {e}")))?;
    thread.attach_current();
    thread_log::attached();
    crate::runtime::threads_java::count_user_thread(thread);
    {
        let _phase = Phase::begin("Start collector threads");
        memory::start_collector(thread);
    }
    stress::start_safepoints().map_err(|e| fatal(&e))?;
    match boot(thread) {
        Ok(true) => {
            BOOTED.store(true, Ordering::Release);
            metaspace::set_limits();
            drop(create);
            crate::logging::config::report();
            Ok(thread)
        }
        // The class library has said what is wrong (a bad module graph, for one).
        Ok(false) => Err(InitError::Fatal),
        Err(pending) => {
            let exception = exceptions::take(thread, pending);
            Err(fatal(&describe(thread, exception)))
        }
    }
}

/// Bytes of a thread's Java stack by the flags.
pub fn java_stack_bytes() -> usize {
    match flags::get::ThreadStackSize() {
        0 => 1 << 20,
        kb => (kb as usize) << 10,
    }
}

/// An exception as text, without running Java code.
fn describe(_thread: &JavaThread, exception: Oop) -> String {
    let mut text = exception.klass().external_name();
    if let Some(message) = exception
        .load_oop(fields::throwable_detail_message())
        .non_null()
    {
        text.push_str(": ");
        text.push_str(&strings::to_rust(message));
    }
    text
}

/// Boots the class library. `Ok(false)`: a phase failed and has said why.
fn boot(thread: &JavaThread) -> JResult<bool> {
    let m = machine();
    let options = classes::boot::BootOptions {
        java_home: m.java_home.clone(),
        append: m.arguments.boot_append.clone(),
        patches: m.arguments.patches.clone(),
    };
    let phase = Phase::begin("Load well-known classes");
    classes::boot::initialize(thread, &options)?;
    drop(phase);
    let phase = Phase::begin("Initialize java.lang classes");
    // The machine makes instances of these without asking whether their method tables exist.
    for klass in wk::loaded() {
        classes::init::link(thread, klass)?;
    }
    for klass in [
        wk::string(),
        wk::system(),
        wk::class(),
        wk::thread_group(),
        wk::thread(),
    ] {
        classes::init::initialize(thread, klass)?;
    }
    exceptions::preallocate(thread)?;
    create_main_thread(thread)?;
    for klass in [wk::module(), wk::method(), wk::finalizer()] {
        classes::init::initialize(thread, klass)?;
    }
    java_calls::call_named(thread, wk::system(), "initPhase1", "()V", &[])?;
    drop(phase);
    crate::runtime::signals::start_dispatcher(thread)?;
    let phase = Phase::begin("Initialize module system");
    let phase2 =
        java_calls::call_named(thread, wk::system(), "initPhase2", "(ZZ)I", &[0, 0])? as i32;
    if phase2 != 0 {
        return Ok(false);
    }
    drop(phase);
    let _phase = Phase::begin("Initialize system class loader");
    java_calls::call_named(thread, wk::system(), "initPhase3", "()V", &[])?;
    Ok(true)
}

/// The thread groups and the java.lang.Thread of the main thread.
fn create_main_thread(thread: &JavaThread) -> JResult<()> {
    let system_group = java_calls::new_object(thread, wk::thread_group(), "()V", &[])?;
    let name = strings::new_string(thread, "main")?;
    let main_group = java_calls::new_object(
        thread,
        wk::thread_group(),
        "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V",
        &[system_group.to_bits(), name.to_bits()],
    )?;
    memory::set_system_thread_group(system_group, main_group);
    // Thread's constructor asks for the current thread's fields, so the object is known before it is constructed.
    let object = memory::allocate_instance(thread, wk::thread())?;
    object.store_i32(fields::thread_priority(), 5);
    object.store_i64(fields::thread_eetop(), std::ptr::from_ref(thread) as i64);
    thread.thread_oop.store(object);
    java_calls::call_named(
        thread,
        wk::thread(),
        "<init>",
        "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V",
        &[object.to_bits(), main_group.to_bits(), name.to_bits()],
    )?;
    // RUNNABLE and alive in JVM TI's encoding, which java.lang.Thread.State reads.
    object.store_i32(fields::thread_status(), 0x5);
    // `System.initPhase1` enters the thread in its group.
    Ok(())
}
