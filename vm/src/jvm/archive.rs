//! The class-data archive, of which there is none: the answers are those of a machine that runs without one.

use jni_sys::{jboolean, jclass, jlong, jobject, jstring};

use super::entry::{jvm_entries, jvm_entries_without_env, required};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// What dumps an archive cannot be honoured, and says so.
fn unsupported(thread: &JavaThread, function: &str) -> JResult<()> {
    let message = format!("{function}: there is no class-data archive in Hearth");
    Err(exceptions::throw(
        thread,
        "java/lang/UnsupportedOperationException",
        &message,
    ))
}

jvm_entries! {
    /// `CDS.initializeFromArchive`: static fields of an archived class. Nothing is archived, so nothing is set.
    fn JVM_InitializeFromArchive(_thread, _class: jclass) {
        Ok(())
    }

    /// `LambdaProxyClassArchive.addToArchive`: called only while an archive is being dumped, which never is.
    fn JVM_RegisterLambdaProxyClassForArchiving(
        _thread, _caller: jclass, _interface_method: jstring, _factory_type: jobject, _interface_type: jobject,
        _implementation: jobject, _dynamic_type: jobject, _proxy: jclass,
    ) {
        Ok(())
    }

    /// `LambdaProxyClassArchive.findFromArchive`: finds nothing.
    fn JVM_LookupLambdaProxyClassFromArchive(
        _thread, _caller: jclass, _interface_method: jstring, _factory_type: jobject, _interface_type: jobject,
        _implementation: jobject, _dynamic_type: jobject,
    ) -> jclass {
        Ok(std::ptr::null_mut())
    }

    /// `CDS.isDumpingArchive0`.
    fn JVM_IsCDSDumpingEnabled(_thread) -> jboolean {
        Ok(false)
    }

    /// `CDS.isSharingEnabled0`.
    fn JVM_IsSharingEnabled(_thread) -> jboolean {
        Ok(false)
    }

    /// `CDS.isDumpingClassList0`.
    fn JVM_IsDumpingClassList(_thread) -> jboolean {
        Ok(false)
    }

    /// `CDS.logLambdaFormInvoker`: lines for a class list, which nobody asked for.
    fn JVM_LogLambdaFormInvoker(_thread, _line: jstring) {
        Ok(())
    }

    /// `CDS.dumpClassList`.
    fn JVM_DumpClassListToFile(thread, _file: jstring) {
        unsupported(thread, "JVM_DumpClassListToFile")
    }

    /// `CDS.dumpDynamicArchive`.
    fn JVM_DumpDynamicArchive(thread, _file: jstring) {
        unsupported(thread, "JVM_DumpDynamicArchive")
    }

    /// `CDS.defineArchivedModules`: no archive, so the boot goes on to define the modules itself.
    fn JVM_DefineArchivedModules(thread, platform_loader: jobject, system_loader: jobject) {
        required(thread, platform_loader)?;
        required(thread, system_loader)?;
        Ok(())
    }
}

jvm_entries_without_env! {
    /// `CDS.getRandomSeedForDumping`: 0, which means: take a random one.
    fn JVM_GetRandomSeedForDumping(_thread) -> jlong {
        Ok(0)
    }
}
