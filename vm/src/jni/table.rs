//! The JNI function table: all 230 functions of version 10 in the specification's order (JNI chapter 4).

use std::ffi::c_void;

use super::{arrays, calls, classes, fields, invocation, references, strings};

/// Entries of the table that hold no function, at its beginning.
pub const RESERVED: usize = 4;

/// The table as native code sees it.
pub struct FunctionTable(pub [*const c_void; RESERVED + NAMES.len()]);

// SAFETY: immutable addresses of functions.
unsafe impl Sync for FunctionTable {}

macro_rules! functions {
    ($($module:ident::$name:ident)*) => {
        /// The functions' names in table order.
        pub const NAMES: [&str; 230] = [$(stringify!($name),)*];
        /// The one table.
        pub static FUNCTIONS: FunctionTable = FunctionTable([
            std::ptr::null(), std::ptr::null(), std::ptr::null(), std::ptr::null(),
            $($module::$name as *const c_void,)*
        ]);
    };
}

functions! {
    classes::GetVersion
    classes::DefineClass
    classes::FindClass
    classes::FromReflectedMethod
    classes::FromReflectedField
    classes::ToReflectedMethod
    classes::GetSuperclass
    classes::IsAssignableFrom
    classes::ToReflectedField
    references::Throw
    classes::ThrowNew
    references::ExceptionOccurred
    references::ExceptionDescribe
    references::ExceptionClear
    references::FatalError
    references::PushLocalFrame
    references::PopLocalFrame
    references::NewGlobalRef
    references::DeleteGlobalRef
    references::DeleteLocalRef
    references::IsSameObject
    references::NewLocalRef
    references::EnsureLocalCapacity
    classes::AllocObject
    calls::NewObject
    calls::NewObjectV
    calls::NewObjectA
    classes::GetObjectClass
    classes::IsInstanceOf
    classes::GetMethodID
    calls::CallObjectMethod
    calls::CallObjectMethodV
    calls::CallObjectMethodA
    calls::CallBooleanMethod
    calls::CallBooleanMethodV
    calls::CallBooleanMethodA
    calls::CallByteMethod
    calls::CallByteMethodV
    calls::CallByteMethodA
    calls::CallCharMethod
    calls::CallCharMethodV
    calls::CallCharMethodA
    calls::CallShortMethod
    calls::CallShortMethodV
    calls::CallShortMethodA
    calls::CallIntMethod
    calls::CallIntMethodV
    calls::CallIntMethodA
    calls::CallLongMethod
    calls::CallLongMethodV
    calls::CallLongMethodA
    calls::CallFloatMethod
    calls::CallFloatMethodV
    calls::CallFloatMethodA
    calls::CallDoubleMethod
    calls::CallDoubleMethodV
    calls::CallDoubleMethodA
    calls::CallVoidMethod
    calls::CallVoidMethodV
    calls::CallVoidMethodA
    calls::CallNonvirtualObjectMethod
    calls::CallNonvirtualObjectMethodV
    calls::CallNonvirtualObjectMethodA
    calls::CallNonvirtualBooleanMethod
    calls::CallNonvirtualBooleanMethodV
    calls::CallNonvirtualBooleanMethodA
    calls::CallNonvirtualByteMethod
    calls::CallNonvirtualByteMethodV
    calls::CallNonvirtualByteMethodA
    calls::CallNonvirtualCharMethod
    calls::CallNonvirtualCharMethodV
    calls::CallNonvirtualCharMethodA
    calls::CallNonvirtualShortMethod
    calls::CallNonvirtualShortMethodV
    calls::CallNonvirtualShortMethodA
    calls::CallNonvirtualIntMethod
    calls::CallNonvirtualIntMethodV
    calls::CallNonvirtualIntMethodA
    calls::CallNonvirtualLongMethod
    calls::CallNonvirtualLongMethodV
    calls::CallNonvirtualLongMethodA
    calls::CallNonvirtualFloatMethod
    calls::CallNonvirtualFloatMethodV
    calls::CallNonvirtualFloatMethodA
    calls::CallNonvirtualDoubleMethod
    calls::CallNonvirtualDoubleMethodV
    calls::CallNonvirtualDoubleMethodA
    calls::CallNonvirtualVoidMethod
    calls::CallNonvirtualVoidMethodV
    calls::CallNonvirtualVoidMethodA
    classes::GetFieldID
    fields::GetObjectField
    fields::GetBooleanField
    fields::GetByteField
    fields::GetCharField
    fields::GetShortField
    fields::GetIntField
    fields::GetLongField
    fields::GetFloatField
    fields::GetDoubleField
    fields::SetObjectField
    fields::SetBooleanField
    fields::SetByteField
    fields::SetCharField
    fields::SetShortField
    fields::SetIntField
    fields::SetLongField
    fields::SetFloatField
    fields::SetDoubleField
    classes::GetStaticMethodID
    calls::CallStaticObjectMethod
    calls::CallStaticObjectMethodV
    calls::CallStaticObjectMethodA
    calls::CallStaticBooleanMethod
    calls::CallStaticBooleanMethodV
    calls::CallStaticBooleanMethodA
    calls::CallStaticByteMethod
    calls::CallStaticByteMethodV
    calls::CallStaticByteMethodA
    calls::CallStaticCharMethod
    calls::CallStaticCharMethodV
    calls::CallStaticCharMethodA
    calls::CallStaticShortMethod
    calls::CallStaticShortMethodV
    calls::CallStaticShortMethodA
    calls::CallStaticIntMethod
    calls::CallStaticIntMethodV
    calls::CallStaticIntMethodA
    calls::CallStaticLongMethod
    calls::CallStaticLongMethodV
    calls::CallStaticLongMethodA
    calls::CallStaticFloatMethod
    calls::CallStaticFloatMethodV
    calls::CallStaticFloatMethodA
    calls::CallStaticDoubleMethod
    calls::CallStaticDoubleMethodV
    calls::CallStaticDoubleMethodA
    calls::CallStaticVoidMethod
    calls::CallStaticVoidMethodV
    calls::CallStaticVoidMethodA
    classes::GetStaticFieldID
    fields::GetStaticObjectField
    fields::GetStaticBooleanField
    fields::GetStaticByteField
    fields::GetStaticCharField
    fields::GetStaticShortField
    fields::GetStaticIntField
    fields::GetStaticLongField
    fields::GetStaticFloatField
    fields::GetStaticDoubleField
    fields::SetStaticObjectField
    fields::SetStaticBooleanField
    fields::SetStaticByteField
    fields::SetStaticCharField
    fields::SetStaticShortField
    fields::SetStaticIntField
    fields::SetStaticLongField
    fields::SetStaticFloatField
    fields::SetStaticDoubleField
    strings::NewString
    strings::GetStringLength
    strings::GetStringChars
    strings::ReleaseStringChars
    strings::NewStringUTF
    strings::GetStringUTFLength
    strings::GetStringUTFChars
    strings::ReleaseStringUTFChars
    arrays::GetArrayLength
    arrays::NewObjectArray
    arrays::GetObjectArrayElement
    arrays::SetObjectArrayElement
    arrays::NewBooleanArray
    arrays::NewByteArray
    arrays::NewCharArray
    arrays::NewShortArray
    arrays::NewIntArray
    arrays::NewLongArray
    arrays::NewFloatArray
    arrays::NewDoubleArray
    arrays::GetBooleanArrayElements
    arrays::GetByteArrayElements
    arrays::GetCharArrayElements
    arrays::GetShortArrayElements
    arrays::GetIntArrayElements
    arrays::GetLongArrayElements
    arrays::GetFloatArrayElements
    arrays::GetDoubleArrayElements
    arrays::ReleaseBooleanArrayElements
    arrays::ReleaseByteArrayElements
    arrays::ReleaseCharArrayElements
    arrays::ReleaseShortArrayElements
    arrays::ReleaseIntArrayElements
    arrays::ReleaseLongArrayElements
    arrays::ReleaseFloatArrayElements
    arrays::ReleaseDoubleArrayElements
    arrays::GetBooleanArrayRegion
    arrays::GetByteArrayRegion
    arrays::GetCharArrayRegion
    arrays::GetShortArrayRegion
    arrays::GetIntArrayRegion
    arrays::GetLongArrayRegion
    arrays::GetFloatArrayRegion
    arrays::GetDoubleArrayRegion
    arrays::SetBooleanArrayRegion
    arrays::SetByteArrayRegion
    arrays::SetCharArrayRegion
    arrays::SetShortArrayRegion
    arrays::SetIntArrayRegion
    arrays::SetLongArrayRegion
    arrays::SetFloatArrayRegion
    arrays::SetDoubleArrayRegion
    references::RegisterNatives
    references::UnregisterNatives
    references::MonitorEnter
    references::MonitorExit
    invocation::GetJavaVM
    strings::GetStringRegion
    strings::GetStringUTFRegion
    arrays::GetPrimitiveArrayCritical
    arrays::ReleasePrimitiveArrayCritical
    strings::GetStringCritical
    strings::ReleaseStringCritical
    references::NewWeakGlobalRef
    references::DeleteWeakGlobalRef
    references::ExceptionCheck
    references::NewDirectByteBuffer
    references::GetDirectBufferAddress
    references::GetDirectBufferCapacity
    references::GetObjectRefType
    classes::GetModule
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_stand_where_the_specification_puts_them() {
        for (index, name) in [
            (4, "GetVersion"),
            (29, "NewObjectV"),
            (113, "GetStaticMethodID"),
            (233, "GetModule"),
        ] {
            assert_eq!(NAMES[index - RESERVED], name);
        }
    }
}
