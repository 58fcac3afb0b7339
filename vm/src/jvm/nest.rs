//! Nests and sealed classes (JVMS 4.7.28, 4.7.29, 4.7.31).

use jni_sys::{jboolean, jclass, jobjectArray};
use oops::KlassPtr;

use super::class::instance_klass;
use super::entry::{jvm_entries, local, mirror};
use super::members::class_array_of_roots;
use crate::classes::resolve::{nest_host, resolve_class};
use crate::memory::roots::RootVec;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// Resolves a class that an attribute names. What cannot be loaded is left out (`None`), as reflection wants it; only
/// errors of the machine itself are passed on.
fn resolve_leniently(thread: &JavaThread, k: KlassPtr, index: u16) -> JResult<Option<KlassPtr>> {
    match resolve_class(thread, k, index) {
        Ok(found) => Ok(Some(found)),
        Err(pending) => {
            let exception = exceptions::take(thread, pending);
            let mut class = Some(exception.klass());
            while let Some(c) = class {
                if c.is_boot() && c.name.as_bytes() == b"java/lang/VirtualMachineError" {
                    return Err(exceptions::throw_oop(thread, exception));
                }
                class = c.super_klass;
            }
            Ok(None)
        }
    }
}

jvm_entries! {
    /// `Class.getNestHost0`.
    fn JVM_GetNestHost(thread, class: jclass) -> jclass {
        match instance_klass(thread, class)? {
            Some(k) => Ok(mirror(thread, nest_host(thread, k)?)),
            None => Ok(class),
        }
    }

    /// `Class.getNestMembers0`: the host first, then the members that agree.
    fn JVM_GetNestMembers(thread, class: jclass) -> jobjectArray {
        let Some(k) = instance_klass(thread, class)? else { return Ok(std::ptr::null_mut()) };
        let host = nest_host(thread, k)?;
        let mut members = RootVec::new();
        members.push(host.mirror());
        for &index in host.attributes.nest_members.get() {
            if let Some(member) = resolve_leniently(thread, host, index)?
                && member.is_instance()
                && nest_host(thread, member)? == host
            {
                members.push(member.mirror());
            }
        }
        Ok(local(thread, class_array_of_roots(thread, &members)?))
    }

    /// `Reflection.areNestMates`.
    fn JVM_AreNestMates(thread, current: jclass, member: jclass) -> jboolean {
        match (instance_klass(thread, current)?, instance_klass(thread, member)?) {
            (Some(a), Some(b)) => Ok(a == b || nest_host(thread, a)? == nest_host(thread, b)?),
            _ => Ok(false),
        }
    }

    /// `Class.getPermittedSubclasses0`; null if the class is not sealed.
    fn JVM_GetPermittedSubclasses(thread, class: jclass) -> jobjectArray {
        let Some(k) = instance_klass(thread, class)?.filter(|k| k.attributes.is_sealed) else {
            return Ok(std::ptr::null_mut());
        };
        let mut permitted = RootVec::new();
        for &index in k.attributes.permitted_subclasses.get() {
            if let Some(sub) = resolve_leniently(thread, k, index)?.filter(|s| s.is_instance()) {
                permitted.push(sub.mirror());
            }
        }
        Ok(local(thread, class_array_of_roots(thread, &permitted)?))
    }
}
