//! java.security.AccessController: the protection domains on the stack.

use jni_sys::{jclass, jobject};
use oops::{MethodPtr, Oop};

use super::entry::{jvm_entries, local, new_bare};
use crate::classes::mirrors;
use crate::classes::well_known::{self as wk, fields};
use crate::memory;
use crate::memory::roots::RootVec;
use crate::runtime::exceptions::JResult;
use crate::runtime::frames::{Frame, frames};
use crate::runtime::thread::JavaThread;

/// What a walk down to the first privileged frame found.
struct Domains {
    /// Protection domains, runs of equal ones collapsed, system domains left out.
    found: RootVec,
    is_privileged: bool,
    /// The context given to `doPrivileged`, or null.
    privileged_context: Oop,
}

/// `AccessController.executePrivileged(action, context, caller)` stands on the stack for `doPrivileged`.
fn is_privileged_frame(m: MethodPtr) -> bool {
    let k = m.holder();
    k.is_boot()
        && k.name.as_bytes() == b"java/security/AccessController"
        && m.name.as_bytes() == b"executePrivileged"
}

fn local_oop(frame: &Frame, i: usize) -> Oop {
    // SAFETY: `executePrivileged` has three reference parameters, which it keeps to its end.
    unsafe { Oop::from_bits(*frame.locals.add(i)) }
}

fn domain_of(mirror: Oop) -> Oop {
    mirror.load_oop(fields::class_protection_domain())
}

fn walk(thread: &JavaThread) -> Domains {
    let mut domains = Domains {
        found: RootVec::new(),
        is_privileged: false,
        privileged_context: Oop::NULL,
    };
    let mut previous = Oop::NULL;
    for frame in frames(thread) {
        let method = frame.method;
        // It is never compiled, so that its locals can be read.
        let privileged = frame.interpreted().filter(|_| is_privileged_frame(method));
        let domain = if let Some(frame) = privileged {
            domains.is_privileged = true;
            domains.privileged_context = local_oop(frame, 1);
            let caller = local_oop(frame, 2);
            mirrors::klass_of(caller).map_or(Oop::NULL, |k| domain_of(k.mirror()))
        } else {
            domain_of(method.holder().mirror())
        };
        if !domain.is_null() && domain != previous {
            domains.found.push(domain);
            previous = domain;
        }
        if domains.is_privileged {
            break;
        }
    }
    domains
}

fn new_context(thread: &JavaThread, domains: &Domains) -> JResult<Oop> {
    let context = if domains.found.is_empty() {
        Oop::NULL
    } else {
        let array =
            memory::allocate_object_array(thread, wk::protection_domain(), domains.found.len())?;
        for (i, domain) in domains.found.iter().enumerate() {
            memory::obj_array_store(array, i, domain);
        }
        array
    };
    let object = new_bare(thread, wk::access_control_context())?;
    memory::store_oop(object, fields::access_control_context_context(), context);
    memory::store_oop(
        object,
        fields::access_control_context_privileged_context(),
        domains.privileged_context,
    );
    object.store_u8(
        fields::access_control_context_is_privileged(),
        domains.is_privileged.into(),
    );
    object.store_u8(fields::access_control_context_is_authorized(), 1);
    Ok(object)
}

jvm_entries! {
    /// `AccessController.getStackAccessControlContext`; null when only system code with full privileges is on the stack.
    fn JVM_GetStackAccessControlContext(thread, _class: jclass) -> jobject {
        let domains = walk(thread);
        if domains.found.is_empty() && domains.is_privileged && domains.privileged_context.is_null() {
            return Ok(std::ptr::null_mut());
        }
        Ok(local(thread, new_context(thread, &domains)?))
    }

    /// `AccessController.getInheritedAccessControlContext`.
    fn JVM_GetInheritedAccessControlContext(thread, _class: jclass) -> jobject {
        Ok(local(thread, thread.oop().load_oop(fields::thread_inherited_access_control_context())))
    }
}
