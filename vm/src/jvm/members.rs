//! Member classes: declared classes, the declaring class, simple names, enclosing methods (JVMS 4.7.6, 4.7.7).

use jni_sys::{jclass, jobjectArray, jstring};
use oops::klass::InnerClass;
use oops::{KlassPtr, Oop};

use super::class::instance_klass;
use super::entry::{class_array, jvm_entries, local, mirror, optional_string};
use crate::classes::resolve::resolve_class;
use crate::classes::well_known as wk;
use crate::memory;
use crate::memory::roots::RootVec;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// True if entry `index` of `k`'s pool (0 = none) has the name of `other`.
fn names(k: KlassPtr, index: u16, other: KlassPtr) -> bool {
    index != 0 && k.constants().symbol(index.into()) == other.name
}

/// The row of a class in its own InnerClasses attribute.
fn own_row(thread: &JavaThread, k: KlassPtr) -> JResult<Option<InnerClass>> {
    for row in k.attributes.inner_classes.get() {
        if names(k, row.inner, k) && resolve_class(thread, k, row.inner)? == k {
            return Ok(Some(*row));
        }
    }
    Ok(None)
}

/// IncompatibleClassChangeError unless `outer` lists `inner` as its member, too.
fn check_member(thread: &JavaThread, outer: KlassPtr, inner: KlassPtr) -> JResult<()> {
    for row in outer.attributes.inner_classes.get() {
        if names(outer, row.outer, outer)
            && names(outer, row.inner, inner)
            && resolve_class(thread, outer, row.outer)? == outer
            && resolve_class(thread, outer, row.inner)? == inner
        {
            return Ok(());
        }
    }
    let message = format!(
        "{} and {} disagree on InnerClasses attribute",
        outer.external_name(),
        inner.external_name()
    );
    Err(exceptions::throw(
        thread,
        "java/lang/IncompatibleClassChangeError",
        &message,
    ))
}

/// The class of which `k` is a member.
fn declaring_class(thread: &JavaThread, k: KlassPtr) -> JResult<Option<KlassPtr>> {
    match own_row(thread, k)? {
        Some(row) if row.outer != 0 => {
            let outer = resolve_class(thread, k, row.outer)?;
            if outer != k {
                check_member(thread, outer, k)?;
            }
            Ok(Some(outer))
        }
        _ => Ok(None),
    }
}

/// A `Class[]` of what a list of roots holds.
pub(super) fn class_array_of_roots(thread: &JavaThread, roots: &RootVec) -> JResult<Oop> {
    let array = class_array(thread, roots.len())?;
    for (i, mirror) in roots.iter().enumerate() {
        memory::obj_array_store(array, i, mirror);
    }
    Ok(array)
}

jvm_entries! {
    /// `Class.getDeclaredClasses0`.
    fn JVM_GetDeclaredClasses(thread, class: jclass) -> jobjectArray {
        let Some(k) = instance_klass(thread, class)? else {
            return Ok(local(thread, class_array(thread, 0)?));
        };
        let mut members = RootVec::new();
        for row in k.attributes.inner_classes.get() {
            if row.inner == 0 || !names(k, row.outer, k) || resolve_class(thread, k, row.outer)? != k {
                continue;
            }
            let inner = resolve_class(thread, k, row.inner)?;
            check_member(thread, k, inner)?;
            members.push(inner.mirror());
        }
        Ok(local(thread, class_array_of_roots(thread, &members)?))
    }

    /// `Class.getDeclaringClass0`; null for top-level, local and anonymous classes.
    fn JVM_GetDeclaringClass(thread, class: jclass) -> jclass {
        let Some(k) = instance_klass(thread, class)? else { return Ok(std::ptr::null_mut()) };
        Ok(declaring_class(thread, k)?.map_or(std::ptr::null_mut(), |outer| mirror(thread, outer)))
    }

    /// `Class.getSimpleBinaryName0`; null for top-level and anonymous classes.
    fn JVM_GetSimpleBinaryName(thread, class: jclass) -> jstring {
        let Some(k) = instance_klass(thread, class)? else { return Ok(std::ptr::null_mut()) };
        let name = own_row(thread, k)?.filter(|r| r.name != 0).map(|r| k.constants().symbol(r.name.into()));
        Ok(local(thread, optional_string(thread, name)?))
    }

    /// `Class.getEnclosingMethod0`: class, method name and descriptor; null without an EnclosingMethod and an InnerClasses attribute.
    fn JVM_GetEnclosingMethodInfo(thread, class: jclass) -> jobjectArray {
        let Some(k) = instance_klass(thread, class)? else { return Ok(std::ptr::null_mut()) };
        let a = k.attributes;
        // HotSpot keeps the one attribute in the table of the other.
        if a.enclosing_class == 0 || a.inner_classes.get().is_empty() {
            return Ok(std::ptr::null_mut());
        }
        let info = memory::allocate_object_array(thread, wk::object(), 3)?;
        let enclosing = resolve_class(thread, k, a.enclosing_class)?;
        memory::obj_array_store(info, 0, enclosing.mirror());
        if a.enclosing_method != 0 {
            let (name, descriptor) = k.constants().name_and_type(a.enclosing_method.into());
            memory::obj_array_store(info, 1, optional_string(thread, Some(name))?);
            memory::obj_array_store(info, 2, optional_string(thread, Some(descriptor))?);
        }
        Ok(local(thread, info))
    }
}
