//! Classes and fields of the class library that the machine knows by name: each is one row in a table here.
//!
//! Classes are loaded at boot, in table order; field offsets are filled in when their class is laid out.

use std::sync::atomic::{AtomicU32, Ordering};

use oops::KlassPtr;

/// Rows: accessor, internal name.
macro_rules! well_known_classes {
    ($($(#[$doc:meta])* $accessor:ident = $name:literal;)*) => {
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum ClassRow { $($accessor,)* Count }
        /// Internal names in table order.
        pub const CLASS_NAMES: [&str; ClassRow::Count as usize] = [$($name,)*];
        static CLASSES: [AtomicU32; ClassRow::Count as usize] = [const { AtomicU32::new(0) }; ClassRow::Count as usize];
        $(
            $(#[$doc])*
            #[doc = concat!("`", $name, "`.")]
            #[inline(always)]
            pub fn $accessor() -> KlassPtr {
                KlassPtr::from_offset(CLASSES[ClassRow::$accessor as usize].load(Ordering::Relaxed))
                    .expect("well-known classes are loaded at boot")
            }
        )*
    };
}

/// Records the class of a row (boot only).
pub fn set_class(row: usize, klass: KlassPtr) {
    CLASSES[row].store(klass.offset(), Ordering::Release);
}

/// All well-known classes that are loaded.
pub fn loaded() -> impl Iterator<Item = KlassPtr> {
    CLASSES
        .iter()
        .filter_map(|k| KlassPtr::from_offset(k.load(Ordering::Acquire)))
}

/// `java/lang/Class` once it is loaded.
pub fn class_if_loaded() -> Option<KlassPtr> {
    KlassPtr::from_offset(CLASSES[ClassRow::class as usize].load(Ordering::Relaxed))
}

well_known_classes! {
    object = "java/lang/Object";
    string = "java/lang/String";
    class = "java/lang/Class";
    cloneable = "java/lang/Cloneable";
    serializable = "java/io/Serializable";
    class_loader = "java/lang/ClassLoader";
    system = "java/lang/System";
    throwable = "java/lang/Throwable";
    error = "java/lang/Error";
    exception = "java/lang/Exception";
    runtime_exception = "java/lang/RuntimeException";
    class_not_found_exception = "java/lang/ClassNotFoundException";
    out_of_memory_error = "java/lang/OutOfMemoryError";
    stack_overflow_error = "java/lang/StackOverflowError";
    protection_domain = "java/security/ProtectionDomain";
    access_control_context = "java/security/AccessControlContext";
    reference = "java/lang/ref/Reference";
    soft_reference = "java/lang/ref/SoftReference";
    weak_reference = "java/lang/ref/WeakReference";
    final_reference = "java/lang/ref/FinalReference";
    phantom_reference = "java/lang/ref/PhantomReference";
    finalizer = "java/lang/ref/Finalizer";
    thread = "java/lang/Thread";
    thread_group = "java/lang/ThreadGroup";
    properties = "java/util/Properties";
    module = "java/lang/Module";
    accessible_object = "java/lang/reflect/AccessibleObject";
    field = "java/lang/reflect/Field";
    parameter = "java/lang/reflect/Parameter";
    method = "java/lang/reflect/Method";
    constructor = "java/lang/reflect/Constructor";
    record_component = "java/lang/reflect/RecordComponent";
    magic_accessor = "jdk/internal/reflect/MagicAccessorImpl";
    method_accessor = "jdk/internal/reflect/MethodAccessorImpl";
    reflection_constant_pool = "jdk/internal/reflect/ConstantPool";
    call_site = "java/lang/invoke/CallSite";
    constant_call_site = "java/lang/invoke/ConstantCallSite";
    mutable_call_site = "java/lang/invoke/MutableCallSite";
    volatile_call_site = "java/lang/invoke/VolatileCallSite";
    direct_method_handle = "java/lang/invoke/DirectMethodHandle";
    method_handle = "java/lang/invoke/MethodHandle";
    var_handle = "java/lang/invoke/VarHandle";
    member_name = "java/lang/invoke/MemberName";
    resolved_method_name = "java/lang/invoke/ResolvedMethodName";
    method_handle_natives = "java/lang/invoke/MethodHandleNatives";
    lambda_form = "java/lang/invoke/LambdaForm";
    method_type = "java/lang/invoke/MethodType";
    method_handles_lookup = "java/lang/invoke/MethodHandles$Lookup";
    stack_trace_element = "java/lang/StackTraceElement";
    stack_walker = "java/lang/StackWalker";
    abstract_stack_walker = "java/lang/StackStreamFactory$AbstractStackWalker";
    stack_frame_info = "java/lang/StackFrameInfo";
    live_stack_frame_info = "java/lang/LiveStackFrameInfo";
    boxed_boolean = "java/lang/Boolean";
    boxed_character = "java/lang/Character";
    boxed_float = "java/lang/Float";
    boxed_double = "java/lang/Double";
    boxed_byte = "java/lang/Byte";
    boxed_short = "java/lang/Short";
    boxed_integer = "java/lang/Integer";
    boxed_long = "java/lang/Long";
    assertion_status_directives = "java/lang/AssertionStatusDirectives";
    record = "java/lang/Record";
}

/// Rows: accessor of the byte offset, class, field name, descriptor. A row with `injected` is added by the machine.
macro_rules! well_known_fields {
    ($($accessor:ident = $class:literal . $field:literal $descriptor:literal $(($injected:ident))?;)*) => {
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum FieldRow { $($accessor,)* Count }
        /// (class, field, descriptor, injected) in table order.
        pub const FIELD_ROWS: [(&str, &str, &str, bool); FieldRow::Count as usize] =
            [$(($class, $field, $descriptor, false $(|| !stringify!($injected).is_empty())?),)*];
        static FIELDS: [AtomicU32; FieldRow::Count as usize] = [const { AtomicU32::new(0) }; FieldRow::Count as usize];
        /// Byte offsets of well-known fields; of static ones inside the mirror.
        pub mod fields {
            use super::*;
            $(
                #[doc = concat!("Offset of `", $class, ".", $field, "`.")]
                #[inline(always)]
                pub fn $accessor() -> usize {
                    let offset = FIELDS[FieldRow::$accessor as usize].load(Ordering::Relaxed);
                    debug_assert!(offset != 0, concat!($class, ".", $field, " is not laid out yet"));
                    offset as usize
                }
            )*
        }
    };
}

/// `java/lang/ref/SoftReference` once it is loaded.
pub fn soft_reference_if_loaded() -> Option<KlassPtr> {
    KlassPtr::from_offset(CLASSES[ClassRow::soft_reference as usize].load(Ordering::Acquire))
}

/// Records the offset of a row (when its class is laid out).
pub fn set_field(row: usize, offset: u32) {
    FIELDS[row].store(offset, Ordering::Release);
}

well_known_fields! {
    class_klass = "java/lang/Class"."klass" "I" (injected);
    class_array_klass = "java/lang/Class"."array_klass" "I" (injected);
    class_primitive_type = "java/lang/Class"."primitive_type" "I" (injected);
    class_protection_domain = "java/lang/Class"."protection_domain" "Ljava/lang/Object;" (injected);
    class_signers = "java/lang/Class"."signers" "Ljava/lang/Object;" (injected);
    class_class_loader = "java/lang/Class"."classLoader" "Ljava/lang/ClassLoader;";
    class_component_type = "java/lang/Class"."componentType" "Ljava/lang/Class;";
    class_module = "java/lang/Class"."module" "Ljava/lang/Module;";
    class_name = "java/lang/Class"."name" "Ljava/lang/String;";
    class_class_data = "java/lang/Class"."classData" "Ljava/lang/Object;";
    class_redefined_count = "java/lang/Class"."classRedefinedCount" "I";
    string_value = "java/lang/String"."value" "[B";
    string_coder = "java/lang/String"."coder" "B";
    string_hash = "java/lang/String"."hash" "I";
    string_hash_is_zero = "java/lang/String"."hashIsZero" "Z";
    class_loader_data = "java/lang/ClassLoader"."loader_data" "J" (injected);
    class_loader_parent = "java/lang/ClassLoader"."parent" "Ljava/lang/ClassLoader;";
    class_loader_name = "java/lang/ClassLoader"."name" "Ljava/lang/String;";
    class_loader_name_and_id = "java/lang/ClassLoader"."nameAndId" "Ljava/lang/String;";
    class_loader_unnamed_module = "java/lang/ClassLoader"."unnamedModule" "Ljava/lang/Module;";
    class_loader_parallel_lock_map = "java/lang/ClassLoader"."parallelLockMap" "Ljava/util/concurrent/ConcurrentHashMap;";
    throwable_backtrace = "java/lang/Throwable"."backtrace" "Ljava/lang/Object;";
    throwable_detail_message = "java/lang/Throwable"."detailMessage" "Ljava/lang/String;";
    throwable_cause = "java/lang/Throwable"."cause" "Ljava/lang/Throwable;";
    throwable_stack_trace = "java/lang/Throwable"."stackTrace" "[Ljava/lang/StackTraceElement;";
    throwable_depth = "java/lang/Throwable"."depth" "I";
    stack_trace_element_declaring_class_object = "java/lang/StackTraceElement"."declaringClassObject" "Ljava/lang/Class;";
    stack_trace_element_class_loader_name = "java/lang/StackTraceElement"."classLoaderName" "Ljava/lang/String;";
    stack_trace_element_module_name = "java/lang/StackTraceElement"."moduleName" "Ljava/lang/String;";
    stack_trace_element_module_version = "java/lang/StackTraceElement"."moduleVersion" "Ljava/lang/String;";
    stack_trace_element_declaring_class = "java/lang/StackTraceElement"."declaringClass" "Ljava/lang/String;";
    stack_trace_element_method_name = "java/lang/StackTraceElement"."methodName" "Ljava/lang/String;";
    stack_trace_element_file_name = "java/lang/StackTraceElement"."fileName" "Ljava/lang/String;";
    stack_trace_element_line_number = "java/lang/StackTraceElement"."lineNumber" "I";
    reference_referent = "java/lang/ref/Reference"."referent" "Ljava/lang/Object;";
    reference_discovered = "java/lang/ref/Reference"."discovered" "Ljava/lang/ref/Reference;";
    reference_next = "java/lang/ref/Reference"."next" "Ljava/lang/ref/Reference;";
    reference_queue = "java/lang/ref/Reference"."queue" "Ljava/lang/ref/ReferenceQueue;";
    soft_reference_clock = "java/lang/ref/SoftReference"."clock" "J";
    soft_reference_timestamp = "java/lang/ref/SoftReference"."timestamp" "J";
    thread_eetop = "java/lang/Thread"."eetop" "J";
    thread_name = "java/lang/Thread"."name" "Ljava/lang/String;";
    thread_group_field = "java/lang/Thread"."group" "Ljava/lang/ThreadGroup;";
    thread_priority = "java/lang/Thread"."priority" "I";
    thread_daemon = "java/lang/Thread"."daemon" "Z";
    thread_status = "java/lang/Thread"."threadStatus" "I";
    thread_tid = "java/lang/Thread"."tid" "J";
    thread_interrupted = "java/lang/Thread"."interrupted" "Z";
    thread_stack_size = "java/lang/Thread"."stackSize" "J";
    thread_context_class_loader = "java/lang/Thread"."contextClassLoader" "Ljava/lang/ClassLoader;";
    thread_inherited_access_control_context = "java/lang/Thread"."inheritedAccessControlContext" "Ljava/security/AccessControlContext;";
    thread_park_blocker = "java/lang/Thread"."parkBlocker" "Ljava/lang/Object;";
    module_name = "java/lang/Module"."name" "Ljava/lang/String;";
    module_loader = "java/lang/Module"."loader" "Ljava/lang/ClassLoader;";
    module_entry = "java/lang/Module"."module_entry" "J" (injected);
    member_name_clazz = "java/lang/invoke/MemberName"."clazz" "Ljava/lang/Class;";
    member_name_name = "java/lang/invoke/MemberName"."name" "Ljava/lang/String;";
    member_name_type = "java/lang/invoke/MemberName"."type" "Ljava/lang/Object;";
    member_name_flags = "java/lang/invoke/MemberName"."flags" "I";
    member_name_method = "java/lang/invoke/MemberName"."method" "Ljava/lang/invoke/ResolvedMethodName;";
    member_name_vmindex = "java/lang/invoke/MemberName"."vmindex" "J" (injected);
    resolved_method_name_vmholder = "java/lang/invoke/ResolvedMethodName"."vmholder" "Ljava/lang/Object;" (injected);
    resolved_method_name_vmtarget = "java/lang/invoke/ResolvedMethodName"."vmtarget" "J" (injected);
    method_handle_type = "java/lang/invoke/MethodHandle"."type" "Ljava/lang/invoke/MethodType;";
    method_handle_form = "java/lang/invoke/MethodHandle"."form" "Ljava/lang/invoke/LambdaForm;";
    direct_method_handle_member = "java/lang/invoke/DirectMethodHandle"."member" "Ljava/lang/invoke/MemberName;";
    lambda_form_vmentry = "java/lang/invoke/LambdaForm"."vmentry" "Ljava/lang/invoke/MemberName;";
    method_type_rtype = "java/lang/invoke/MethodType"."rtype" "Ljava/lang/Class;";
    method_type_ptypes = "java/lang/invoke/MethodType"."ptypes" "[Ljava/lang/Class;";
    call_site_target = "java/lang/invoke/CallSite"."target" "Ljava/lang/invoke/MethodHandle;";
    access_control_context_context = "java/security/AccessControlContext"."context" "[Ljava/security/ProtectionDomain;";
    access_control_context_privileged_context = "java/security/AccessControlContext"."privilegedContext" "Ljava/security/AccessControlContext;";
    access_control_context_is_privileged = "java/security/AccessControlContext"."isPrivileged" "Z";
    access_control_context_is_authorized = "java/security/AccessControlContext"."isAuthorized" "Z";
    boxed_boolean_value = "java/lang/Boolean"."value" "Z";
    boxed_character_value = "java/lang/Character"."value" "C";
    boxed_float_value = "java/lang/Float"."value" "F";
    boxed_double_value = "java/lang/Double"."value" "D";
    boxed_byte_value = "java/lang/Byte"."value" "B";
    boxed_short_value = "java/lang/Short"."value" "S";
    boxed_integer_value = "java/lang/Integer"."value" "I";
    boxed_long_value = "java/lang/Long"."value" "J";
    field_clazz = "java/lang/reflect/Field"."clazz" "Ljava/lang/Class;";
    field_slot = "java/lang/reflect/Field"."slot" "I";
    field_modifiers = "java/lang/reflect/Field"."modifiers" "I";
    method_clazz = "java/lang/reflect/Method"."clazz" "Ljava/lang/Class;";
    method_slot = "java/lang/reflect/Method"."slot" "I";
    method_modifiers = "java/lang/reflect/Method"."modifiers" "I";
    method_parameter_types = "java/lang/reflect/Method"."parameterTypes" "[Ljava/lang/Class;";
    method_return_type = "java/lang/reflect/Method"."returnType" "Ljava/lang/Class;";
    constructor_clazz = "java/lang/reflect/Constructor"."clazz" "Ljava/lang/Class;";
    constructor_slot = "java/lang/reflect/Constructor"."slot" "I";
    constructor_modifiers = "java/lang/reflect/Constructor"."modifiers" "I";
    constructor_parameter_types = "java/lang/reflect/Constructor"."parameterTypes" "[Ljava/lang/Class;";
    accessible_object_override = "java/lang/reflect/AccessibleObject"."override" "Z";
    field_name = "java/lang/reflect/Field"."name" "Ljava/lang/String;";
    field_type = "java/lang/reflect/Field"."type" "Ljava/lang/Class;";
    field_trusted_final = "java/lang/reflect/Field"."trustedFinal" "Z";
    field_signature = "java/lang/reflect/Field"."signature" "Ljava/lang/String;";
    field_annotations = "java/lang/reflect/Field"."annotations" "[B";
    method_name = "java/lang/reflect/Method"."name" "Ljava/lang/String;";
    method_exception_types = "java/lang/reflect/Method"."exceptionTypes" "[Ljava/lang/Class;";
    method_signature = "java/lang/reflect/Method"."signature" "Ljava/lang/String;";
    method_annotations = "java/lang/reflect/Method"."annotations" "[B";
    method_parameter_annotations = "java/lang/reflect/Method"."parameterAnnotations" "[B";
    method_annotation_default = "java/lang/reflect/Method"."annotationDefault" "[B";
    constructor_exception_types = "java/lang/reflect/Constructor"."exceptionTypes" "[Ljava/lang/Class;";
    constructor_signature = "java/lang/reflect/Constructor"."signature" "Ljava/lang/String;";
    constructor_annotations = "java/lang/reflect/Constructor"."annotations" "[B";
    constructor_parameter_annotations = "java/lang/reflect/Constructor"."parameterAnnotations" "[B";
    parameter_name = "java/lang/reflect/Parameter"."name" "Ljava/lang/String;";
    parameter_modifiers = "java/lang/reflect/Parameter"."modifiers" "I";
    parameter_executable = "java/lang/reflect/Parameter"."executable" "Ljava/lang/reflect/Executable;";
    parameter_index = "java/lang/reflect/Parameter"."index" "I";
    record_component_clazz = "java/lang/reflect/RecordComponent"."clazz" "Ljava/lang/Class;";
    record_component_name = "java/lang/reflect/RecordComponent"."name" "Ljava/lang/String;";
    record_component_type = "java/lang/reflect/RecordComponent"."type" "Ljava/lang/Class;";
    record_component_accessor = "java/lang/reflect/RecordComponent"."accessor" "Ljava/lang/reflect/Method;";
    record_component_signature = "java/lang/reflect/RecordComponent"."signature" "Ljava/lang/String;";
    record_component_annotations = "java/lang/reflect/RecordComponent"."annotations" "[B";
    record_component_type_annotations = "java/lang/reflect/RecordComponent"."typeAnnotations" "[B";
    assertion_classes = "java/lang/AssertionStatusDirectives"."classes" "[Ljava/lang/String;";
    assertion_class_enabled = "java/lang/AssertionStatusDirectives"."classEnabled" "[Z";
    assertion_packages = "java/lang/AssertionStatusDirectives"."packages" "[Ljava/lang/String;";
    assertion_package_enabled = "java/lang/AssertionStatusDirectives"."packageEnabled" "[Z";
    assertion_default = "java/lang/AssertionStatusDirectives"."deflt" "Z";
    stack_frame_info_member_name = "java/lang/StackFrameInfo"."memberName" "Ljava/lang/Object;";
    stack_frame_info_bci = "java/lang/StackFrameInfo"."bci" "I";
    constant_pool_oop = "jdk/internal/reflect/ConstantPool"."constantPoolOop" "Ljava/lang/Object;";
}
