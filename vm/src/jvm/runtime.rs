//! java.lang.Runtime and the end of the machine: collection, memory figures, processors, arguments, halt.

use std::ffi::c_void;
use std::ptr;

use jni_sys::{jboolean, jint, jlong, jobject, jobjectArray, jstring};
use oops::Symbol;

use super::entry::{jvm_entries, jvm_entries_without_env, local, required, string};
use crate::classes::{strings, well_known as wk};
use crate::memory;
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, init, java_calls, properties, resources, shutdown};

jvm_entries_without_env! {
    /// `Shutdown.beforeHalt`: nothing has to be written before the end.
    fn JVM_BeforeHalt(_thread) { Ok(()) }

    /// `Shutdown.halt0`.
    fn JVM_Halt(thread, code: jint) { shutdown::halt(thread, code) }

    /// `System.gc`.
    fn JVM_GC(thread) {
        memory::collect(thread);
        Ok(())
    }

    /// Milliseconds since the heap was last looked through as a whole.
    fn JVM_MaxObjectInspectionAge(_thread) -> jlong { Ok(resources::millis_since_collection()) }

    /// `Runtime.totalMemory`.
    fn JVM_TotalMemory(_thread) -> jlong { Ok(resources::heap_committed() as jlong) }

    /// `Runtime.freeMemory`.
    fn JVM_FreeMemory(_thread) -> jlong { Ok(resources::heap_free() as jlong) }

    /// `Runtime.maxMemory`.
    fn JVM_MaxMemory(_thread) -> jlong { Ok(resources::heap_max() as jlong) }

    /// `Runtime.availableProcessors`.
    fn JVM_ActiveProcessorCount(_thread) -> jint { Ok(resources::processors() as jint) }

    /// True if the container's limits are heeded.
    fn JVM_IsUseContainerSupport(_thread) -> jboolean { Ok(flags::get::UseContainerSupport() != 0) }
}

jvm_entries! {
    /// `VMSupport.getVMTemporaryDirectory`.
    fn JVM_GetTemporaryDirectory(thread) -> jstring { string(thread, "/tmp") }

    /// `VMManagementImpl.getVmArguments0`: null if there are none.
    fn JVM_GetVmArguments(thread) -> jobjectArray {
        let arguments = &init::machine().arguments.vm_arguments;
        if arguments.is_empty() {
            return Ok(ptr::null_mut());
        }
        let array = memory::allocate_object_array(thread, wk::string(), arguments.len())?;
        for (i, argument) in arguments.iter().enumerate() {
            memory::obj_array_store(array, i, strings::new_string(thread, argument)?);
        }
        Ok(local(thread, array))
    }

    /// `VMSupport.initAgentProperties`: the command and arguments as monitoring tools want them.
    fn JVM_InitAgentProperties(thread, table: jobject) -> jobject {
        let object = required(thread, table)?;
        let command = properties::get("sun.java.command").unwrap_or_default();
        let arguments = init::machine().arguments.vm_arguments.join(" ");
        for (key, value) in [("sun.java.command", command.as_str()), ("sun.jvm.flags", ""), ("sun.jvm.args", &arguments)] {
            put(thread, object, key, value)?;
        }
        Ok(table)
    }
}

/// `Properties.put` of two texts.
fn put(thread: &JavaThread, table: oops::Oop, key: &str, value: &str) -> crate::JResult<()> {
    let key = strings::new_string(thread, key)?;
    let value = strings::new_string(thread, value)?;
    let name = Symbol::from_text("put");
    let descriptor = Symbol::from_text("(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
    let args = [table.to_bits(), key.to_bits(), value.to_bits()];
    java_calls::call_virtual_named(thread, table, name, descriptor, &args)?;
    Ok(())
}

/// `AtomicLong.VMSupportsCS8`: eight bytes can be compared and set at once.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_SupportsCX8() -> jboolean {
    true
}

/// The interface of java.lang.management: null, the answer of a machine that does not offer it. libmanagement then throws
/// InternalError.
#[unsafe(no_mangle)]
pub extern "C" fn JVM_GetManagement(_version: jint) -> *mut c_void {
    ptr::null_mut()
}
