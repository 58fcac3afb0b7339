//! java.lang.ref.Reference: the pending list and tests of referents.

use jni_sys::{jboolean, jobject};
use oops::reference::referent_offset;

use super::entry::{jvm_entries, local, oop, required};
use crate::memory::references;
use oops::Oop;

jvm_entries! {
    /// `Reference.getAndClearReferencePendingList`.
    fn JVM_GetAndClearReferencePendingList(thread) -> jobject {
        Ok(local(thread, references::take_pending()))
    }

    /// `Reference.hasReferencePendingList`.
    fn JVM_HasReferencePendingList(_thread) -> jboolean {
        Ok(references::has_pending())
    }

    /// `Reference.waitForReferencePendingList`.
    fn JVM_WaitForReferencePendingList(thread) {
        references::wait_for_pending(thread);
        Ok(())
    }

    /// `Reference.refersTo0`.
    fn JVM_ReferenceRefersTo(thread, reference: jobject, object: jobject) -> jboolean {
        Ok(required(thread, reference)?.load_oop(referent_offset()) == oop(object))
    }

    /// `PhantomReference.refersTo0`.
    fn JVM_PhantomReferenceRefersTo(thread, reference: jobject, object: jobject) -> jboolean {
        Ok(required(thread, reference)?.load_oop(referent_offset()) == oop(object))
    }

    /// `Reference.clear0`.
    fn JVM_ReferenceClear(thread, reference: jobject) {
        required(thread, reference)?.slot(referent_offset()).store(Oop::NULL);
        Ok(())
    }
}
