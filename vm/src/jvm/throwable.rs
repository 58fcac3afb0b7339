//! java.lang.Throwable, StackTraceElement and NullPointerException.

use jni_sys::{jobject, jobjectArray, jstring, jthrowable};

use super::entry::{jvm_entries, required};
use super::stack_walk::method_of_member_name;
use crate::classes::well_known::fields;
use crate::runtime::{exceptions, stack_trace};

jvm_entries! {
    /// `Throwable.fillInStackTrace`.
    fn JVM_FillInStackTrace(thread, throwable: jobject) {
        let throwable = required(thread, throwable)?;
        stack_trace::fill_in_stack_trace(thread, throwable)
    }

    /// `StackTraceElement.initStackTraceElements`.
    fn JVM_InitStackTraceElementArray(thread, elements: jobjectArray, throwable: jobject) {
        let (elements, throwable) = (required(thread, elements)?, required(thread, throwable)?);
        stack_trace::init_stack_trace_elements(thread, elements, throwable)
    }

    /// `StackTraceElement.initStackTraceElement` of a StackWalker's frame.
    fn JVM_InitStackTraceElement(thread, element: jobject, frame: jobject) {
        let (element, frame) = (required(thread, element)?, required(thread, frame)?);
        let member = frame.load_oop(fields::stack_frame_info_member_name());
        match method_of_member_name(member) {
            Some(m) => stack_trace::fill_element(thread, element, m, frame.load_i32(fields::stack_frame_info_bci())),
            None => Err(exceptions::throw(thread, "java/lang/InternalError", "a stack frame without a method")),
        }
    }

    /// `NullPointerException.getExtendedNPEMessage`; null if there is none.
    fn JVM_GetExtendedNPEMessage(thread, exception: jthrowable) -> jstring {
        let exception = required(thread, exception)?;
        match crate::runtime::npe_message::extended_npe_message(thread, exception) {
            Some(message) => super::entry::string(thread, &message),
            None => Ok(std::ptr::null_mut()),
        }
    }
}
