//! Who called? The frames of the current thread as security checks see them.
//!
//! The machinery of reflection and of method handles is left out: `Method.invoke`, the method accessors, and the frames
//! of lambda forms.

use jni_sys::{jclass, jobject, jobjectArray};
use oops::method::MethodKind;
use oops::{MethodFlags, MethodPtr, Oop};

use super::entry::{jvm_entries, local, mirror};
use super::lookup::loader_of;
use super::members::class_array_of_roots;
use crate::classes::well_known as wk;
use crate::memory::roots::RootVec;
use crate::runtime::exceptions;
use crate::runtime::frames::frames;
use crate::runtime::thread::JavaThread;

/// True for code of lambda forms: hidden methods of java.lang.invoke, and the intrinsics of MethodHandle.
fn is_lambda_form(m: MethodPtr) -> bool {
    let intrinsic = matches!(
        m.rt.kind(),
        MethodKind::InvokeBasic
            | MethodKind::LinkToVirtual
            | MethodKind::LinkToStatic
            | MethodKind::LinkToSpecial
            | MethodKind::LinkToInterface
    );
    let holder = m.holder();
    intrinsic
        || m.flags.contains(MethodFlags::HIDDEN)
            && holder.is_boot()
            && holder.package_name() == b"java/lang/invoke"
}

/// True for frames that security-related stack walks do not see.
pub fn is_ignored_by_security(m: MethodPtr) -> bool {
    m.holder() == wk::method() && m.name.as_bytes() == b"invoke"
        || m.holder().is_subclass_of(wk::method_accessor())
        || is_lambda_form(m)
}

fn methods(thread: &JavaThread) -> impl Iterator<Item = MethodPtr> {
    frames(thread).map(|f| f.method)
}

fn is(m: MethodPtr, class: &str, name: &str) -> bool {
    m.holder().is_boot()
        && m.holder().name.as_bytes() == class.as_bytes()
        && m.name.as_bytes() == name.as_bytes()
}

pub(super) fn is_platform_loader(loader: Oop) -> bool {
    loader.klass().name.as_bytes() == b"jdk/internal/loader/ClassLoaders$PlatformClassLoader"
}

jvm_entries! {
    /// `Reflection.getCallerClass`: the class of the method that called the caller-sensitive method.
    fn JVM_GetCallerClass(thread) -> jclass {
        for (depth, m) in methods(thread).enumerate() {
            let complaint = match depth {
                0 if !is(m, "jdk/internal/reflect/Reflection", "getCallerClass") => {
                    "JVM_GetCallerClass must only be called from Reflection.getCallerClass"
                }
                1 if !m.flags.contains(MethodFlags::CALLER_SENSITIVE) => "CallerSensitive annotation expected at frame 1",
                0 | 1 => continue,
                _ if is_ignored_by_security(m) => continue,
                _ => return Ok(mirror(thread, m.holder())),
            };
            return Err(exceptions::throw(thread, "java/lang/InternalError", complaint));
        }
        Ok(std::ptr::null_mut())
    }

    /// `VM.latestUserDefinedLoader0`: the first loader on the stack that is not the platform's or the boot loader.
    fn JVM_LatestUserDefinedLoader(thread) -> jobject {
        for m in methods(thread).filter(|m| !m.holder().is_subclass_of(wk::magic_accessor())) {
            let loader = loader_of(m.holder());
            if !loader.is_null() && !is_platform_loader(loader) {
                return Ok(local(thread, loader));
            }
        }
        Ok(std::ptr::null_mut())
    }

    /// `SecurityManager.getClassContext`: the classes of all frames, innermost first.
    fn JVM_GetClassContext(thread) -> jobjectArray {
        let mut classes = RootVec::new();
        for (depth, m) in methods(thread).enumerate() {
            let own = depth == 0 && is(m, "java/lang/SecurityManager", "getClassContext");
            if !own && !is_ignored_by_security(m) {
                classes.push(m.holder().mirror());
            }
        }
        Ok(local(thread, class_array_of_roots(thread, &classes)?))
    }
}
