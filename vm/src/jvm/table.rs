//! The table of the native interface: every symbol that the JDK's own libraries import from `libjvm.so`, with its state.
//!
//! `docs/native-interface.md` is generated from it ([`markdown`]); a test holds the page and the library's exports against
//! the table.

use std::fmt::Write;

use State::{NothingToDo, Unsupported, Works};

/// How far a function is implemented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Works,
    /// Answers as a machine without the feature does; there is nothing to do.
    NothingToDo,
    /// Throws UnsupportedOperationException that names the function.
    Unsupported,
}

/// One function.
pub struct Row {
    pub name: &'static str,
    pub state: State,
    pub note: &'static str,
}

/// Functions that belong together.
pub struct Group {
    pub title: &'static str,
    pub rows: &'static [Row],
}

const fn row(name: &'static str, state: State, note: &'static str) -> Row {
    Row { name, state, note }
}

/// The functions of the invocation API (JNI chapter 5) that the library exports besides.
pub const INVOCATION: [&str; 3] = [
    "JNI_CreateJavaVM",
    "JNI_GetCreatedJavaVMs",
    "JNI_GetDefaultJavaVMInitArgs",
];

/// All symbols, in groups.
#[rustfmt::skip]
pub static GROUPS: &[Group] = &[
    Group { title: "Hashes, strings, properties and clocks", rows: &[
        row("JVM_IHashCode", Works, ""),
        row("JVM_InternString", Works, ""),
        row("JVM_ArrayCopy", Works, ""),
        row("JVM_CurrentTimeMillis", Works, ""),
        row("JVM_NanoTime", Works, ""),
        row("JVM_GetNanoTimeAdjustment", Works, ""),
        row("JVM_GetProperties", Works, ""),
    ] },
    Group { title: "Runtime, libraries and memory", rows: &[
        row("JVM_BeforeHalt", Works, ""),
        row("JVM_Halt", Works, ""),
        row("JVM_GC", Works, ""),
        row("JVM_MaxObjectInspectionAge", Works, ""),
        row("JVM_TotalMemory", Works, ""),
        row("JVM_FreeMemory", Works, ""),
        row("JVM_MaxMemory", Works, ""),
        row("JVM_ActiveProcessorCount", Works, ""),
        row("JVM_IsUseContainerSupport", Works, ""),
        row("JVM_LoadLibrary", Works, ""),
        row("JVM_UnloadLibrary", Works, ""),
        row("JVM_FindLibraryEntry", Works, ""),
        row("JVM_IsSupportedJNIVersion", Works, ""),
        row("JVM_GetVmArguments", Works, ""),
        row("JVM_NativePath", Works, ""),
        row("JVM_GetTemporaryDirectory", Works, ""),
        row("JVM_InitAgentProperties", Works, ""),
        row("JVM_SupportsCX8", Works, ""),
        row("JVM_GetManagement", Unsupported, "null, on which the JDK's management library throws InternalError: there is no management interface yet"),
    ] },
    Group { title: "Threads, raw monitors and signals", rows: &[
        row("JVM_StartThread", Works, ""),
        row("JVM_StopThread", Works, ""),
        row("JVM_SuspendThread", Works, ""),
        row("JVM_ResumeThread", Works, ""),
        row("JVM_SetThreadPriority", Works, ""),
        row("JVM_Yield", Works, ""),
        row("JVM_Sleep", Works, ""),
        row("JVM_CurrentThread", Works, ""),
        row("JVM_Interrupt", Works, ""),
        row("JVM_HoldsLock", Works, ""),
        row("JVM_GetAllThreads", Works, ""),
        row("JVM_SetNativeThreadName", Works, ""),
        row("JVM_DumpThreads", Works, ""),
        row("JVM_RawMonitorCreate", Works, ""),
        row("JVM_RawMonitorDestroy", Works, ""),
        row("JVM_RawMonitorEnter", Works, ""),
        row("JVM_RawMonitorExit", Works, ""),
        row("JVM_RegisterSignal", Works, ""),
        row("JVM_RaiseSignal", Works, ""),
        row("JVM_FindSignal", Works, ""),
    ] },
    Group { title: "Throwables, stack walks and access control", rows: &[
        row("JVM_FillInStackTrace", Works, ""),
        row("JVM_InitStackTraceElement", Works, ""),
        row("JVM_InitStackTraceElementArray", Works, ""),
        row("JVM_GetExtendedNPEMessage", Works, ""),
        row("JVM_CallStackWalk", Works, "frames with locals and operands (the unpublished LiveStackFrame): UnsupportedOperationException"),
        row("JVM_MoreStackWalk", Works, "as JVM_CallStackWalk"),
        row("JVM_GetClassContext", Works, ""),
        row("JVM_GetCallerClass", Works, ""),
        row("JVM_LatestUserDefinedLoader", Works, ""),
        row("JVM_GetStackAccessControlContext", Works, ""),
        row("JVM_GetInheritedAccessControlContext", Works, ""),
        row("JVM_DesiredAssertionStatus", Works, ""),
        row("JVM_AssertionStatusDirectives", Works, ""),
    ] },
    Group { title: "References", rows: &[
        row("JVM_GetAndClearReferencePendingList", Works, ""),
        row("JVM_HasReferencePendingList", Works, ""),
        row("JVM_WaitForReferencePendingList", Works, ""),
        row("JVM_ReferenceRefersTo", Works, ""),
        row("JVM_ReferenceClear", Works, ""),
        row("JVM_PhantomReferenceRefersTo", Works, ""),
    ] },
    Group { title: "Finding and defining classes", rows: &[
        row("JVM_FindPrimitiveClass", Works, ""),
        row("JVM_FindClassFromBootLoader", Works, ""),
        row("JVM_FindClassFromCaller", Works, ""),
        row("JVM_FindClassFromClass", Works, ""),
        row("JVM_FindLoadedClass", Works, ""),
        row("JVM_DefineClassWithSource", Works, ""),
        row("JVM_LookupDefineClass", Works, ""),
    ] },
    Group { title: "Modules and packages", rows: &[
        row("JVM_DefineModule", Works, ""),
        row("JVM_SetBootLoaderUnnamedModule", Works, ""),
        row("JVM_AddModuleExports", Works, ""),
        row("JVM_AddModuleExportsToAllUnnamed", Works, ""),
        row("JVM_AddModuleExportsToAll", Works, ""),
        row("JVM_AddReadsModule", Works, ""),
        row("JVM_GetSystemPackage", Works, ""),
        row("JVM_GetSystemPackages", Works, ""),
    ] },
    Group { title: "The class-data archive", rows: &[
        row("JVM_DefineArchivedModules", NothingToDo, "nothing is archived: the boot defines the modules itself"),
        row("JVM_InitializeFromArchive", NothingToDo, "nothing is archived"),
        row("JVM_RegisterLambdaProxyClassForArchiving", NothingToDo, "no archive is ever being dumped"),
        row("JVM_LookupLambdaProxyClassFromArchive", NothingToDo, "finds nothing"),
        row("JVM_IsCDSDumpingEnabled", NothingToDo, "false"),
        row("JVM_IsSharingEnabled", NothingToDo, "false"),
        row("JVM_IsDumpingClassList", NothingToDo, "false"),
        row("JVM_GetRandomSeedForDumping", NothingToDo, "0: take a random seed"),
        row("JVM_LogLambdaFormInvoker", NothingToDo, "there is no class list to write to"),
        row("JVM_DumpClassListToFile", Unsupported, "there is no class-data archive"),
        row("JVM_DumpDynamicArchive", Unsupported, "there is no class-data archive"),
    ] },
    Group { title: "Arrays", rows: &[
        row("JVM_GetArrayLength", Works, ""),
        row("JVM_GetArrayElement", Works, ""),
        row("JVM_GetPrimitiveArrayElement", Works, ""),
        row("JVM_SetArrayElement", Works, ""),
        row("JVM_SetPrimitiveArrayElement", Works, ""),
        row("JVM_NewArray", Works, ""),
        row("JVM_NewMultiArray", Works, ""),
    ] },
    Group { title: "Classes", rows: &[
        row("JVM_AreNestMates", Works, ""),
        row("JVM_GetClassAccessFlags", Works, ""),
        row("JVM_GetClassInterfaces", Works, ""),
        row("JVM_GetClassModifiers", Works, ""),
        row("JVM_GetClassSignature", Works, ""),
        row("JVM_GetClassSigners", Works, ""),
        row("JVM_GetDeclaredClasses", Works, ""),
        row("JVM_GetDeclaringClass", Works, ""),
        row("JVM_GetEnclosingMethodInfo", Works, ""),
        row("JVM_GetNestHost", Works, ""),
        row("JVM_GetNestMembers", Works, ""),
        row("JVM_GetPermittedSubclasses", Works, ""),
        row("JVM_GetProtectionDomain", Works, ""),
        row("JVM_GetRecordComponents", Works, ""),
        row("JVM_GetSimpleBinaryName", Works, ""),
        row("JVM_InitClassName", Works, ""),
        row("JVM_IsArrayClass", Works, ""),
        row("JVM_IsHiddenClass", Works, ""),
        row("JVM_IsInterface", Works, ""),
        row("JVM_IsPrimitiveClass", Works, ""),
        row("JVM_IsRecord", Works, ""),
        row("JVM_SetClassSigners", Works, ""),
    ] },
    Group { title: "Reflection and annotations", rows: &[
        row("JVM_GetClassAnnotations", Works, ""),
        row("JVM_GetClassDeclaredConstructors", Works, ""),
        row("JVM_GetClassDeclaredFields", Works, ""),
        row("JVM_GetClassDeclaredMethods", Works, ""),
        row("JVM_GetClassTypeAnnotations", Works, ""),
        row("JVM_GetFieldTypeAnnotations", Works, ""),
        row("JVM_GetMethodParameters", Works, ""),
        row("JVM_GetMethodTypeAnnotations", Works, ""),
        row("JVM_InvokeMethod", Works, ""),
        row("JVM_NewInstanceFromConstructor", Works, ""),
    ] },
    Group { title: "Constant pools", rows: &[
        row("JVM_ConstantPoolGetClassAt", Works, ""),
        row("JVM_ConstantPoolGetClassAtIfLoaded", Works, ""),
        row("JVM_ConstantPoolGetClassRefIndexAt", Works, ""),
        row("JVM_ConstantPoolGetDoubleAt", Works, ""),
        row("JVM_ConstantPoolGetFieldAt", Works, ""),
        row("JVM_ConstantPoolGetFieldAtIfLoaded", Works, ""),
        row("JVM_ConstantPoolGetFloatAt", Works, ""),
        row("JVM_ConstantPoolGetIntAt", Works, ""),
        row("JVM_ConstantPoolGetLongAt", Works, ""),
        row("JVM_ConstantPoolGetMemberRefInfoAt", Works, ""),
        row("JVM_ConstantPoolGetMethodAt", Works, ""),
        row("JVM_ConstantPoolGetMethodAtIfLoaded", Works, ""),
        row("JVM_ConstantPoolGetNameAndTypeRefIndexAt", Works, ""),
        row("JVM_ConstantPoolGetNameAndTypeRefInfoAt", Works, ""),
        row("JVM_ConstantPoolGetSize", Works, ""),
        row("JVM_ConstantPoolGetStringAt", Works, ""),
        row("JVM_ConstantPoolGetTagAt", Works, ""),
        row("JVM_ConstantPoolGetUTF8At", Works, ""),
        row("JVM_GetClassConstantPool", Works, ""),
    ] },
    Group { title: "Callbacks of the old verifier", rows: &[
        row("JVM_GetCPClassNameUTF", Works, ""),
        row("JVM_GetCPFieldClassNameUTF", Works, ""),
        row("JVM_GetCPFieldModifiers", Works, ""),
        row("JVM_GetCPFieldSignatureUTF", Works, ""),
        row("JVM_GetCPMethodClassNameUTF", Works, ""),
        row("JVM_GetCPMethodModifiers", Works, ""),
        row("JVM_GetCPMethodNameUTF", Works, ""),
        row("JVM_GetCPMethodSignatureUTF", Works, ""),
        row("JVM_GetClassCPEntriesCount", Works, ""),
        row("JVM_GetClassCPTypes", Works, ""),
        row("JVM_GetClassFieldsCount", Works, ""),
        row("JVM_GetClassMethodsCount", Works, ""),
        row("JVM_GetClassNameUTF", Works, ""),
        row("JVM_GetFieldIxModifiers", Works, ""),
        row("JVM_GetMethodIxArgsSize", Works, ""),
        row("JVM_GetMethodIxByteCode", Works, ""),
        row("JVM_GetMethodIxByteCodeLength", Works, ""),
        row("JVM_GetMethodIxExceptionIndexes", Works, ""),
        row("JVM_GetMethodIxExceptionTableEntry", Works, ""),
        row("JVM_GetMethodIxExceptionTableLength", Works, ""),
        row("JVM_GetMethodIxExceptionsCount", Works, ""),
        row("JVM_GetMethodIxLocalsCount", Works, ""),
        row("JVM_GetMethodIxMaxStack", Works, ""),
        row("JVM_GetMethodIxModifiers", Works, ""),
        row("JVM_GetMethodIxNameUTF", Works, ""),
        row("JVM_GetMethodIxSignatureUTF", Works, ""),
        row("JVM_IsConstructorIx", Works, ""),
        row("JVM_IsSameClassPackage", Works, ""),
        row("JVM_IsVMGeneratedMethodIx", Works, ""),
        row("JVM_ReleaseUTF", Works, ""),
    ] },
    Group { title: "Printing", rows: &[
        row("jio_fprintf", Works, ""),
        row("jio_snprintf", Works, ""),
        row("jio_vfprintf", Works, ""),
        row("jio_vsnprintf", Works, ""),
    ] },
];

/// All rows.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|g| g.rows)
}

/// The page `docs/native-interface.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# The native interface\n\n\
         Generated from `vm/src/jvm/table.rs`; a test holds this page, the table and the library's exports together. To\n\
         write it anew: `HEARTH_BLESS=1 cargo test -p hearth-vm --test native_interface`.\n\n\
         The JDK's own libraries import these symbols from `libjvm.so`\n\
         (`nm -D --undefined-only $JAVA_HOME/lib/*.so | grep -oE '(JVM|jio)_\\w+' | sort -u`).\n\n\
         - **works**: does what HotSpot's function does;\n\
         - **nothing to do**: answers as a machine without the feature;\n\
         - **unsupported**: throws `UnsupportedOperationException` that names the function.\n",
    );
    let _ = writeln!(page, "\n{} symbols.", rows().count());
    for group in GROUPS {
        let _ = write!(
            page,
            "\n## {}\n\n| function | state | note |\n|---|---|---|\n",
            group.title
        );
        for r in group.rows {
            let state = match r.state {
                Works => "works",
                NothingToDo => "nothing to do",
                Unsupported => "unsupported",
            };
            let _ = writeln!(page, "| `{}` | {state} | {} |", r.name, r.note);
        }
    }
    let _ = write!(
        page,
        "\n## Invocation API\n\n| function | state |\n|---|---|\n"
    );
    for name in INVOCATION {
        let _ = writeln!(page, "| `{name}` | works |");
    }
    let names = crate::jni::table::NAMES;
    let _ = write!(
        page,
        "\n## JNI\n\nThe {} functions of JNI 10, in the order of the table. All of them work.\n\n| index | function |\n|---|---|\n",
        names.len()
    );
    for (i, name) in names.iter().enumerate() {
        let _ = writeln!(page, "| {} | `{name}` |", i + crate::jni::table::RESERVED);
    }
    page
}
