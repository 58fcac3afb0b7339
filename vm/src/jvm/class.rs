//! What java.lang.Class asks of a class: name, kind, modifiers, interfaces, protection domain, signers.

use jni_sys::{jboolean, jclass, jint, jobject, jobjectArray, jstring};
use oops::field::access;
use oops::{KlassPtr, Oop, Symbol};

use super::entry::{
    class_array, class_array_of, jvm_entries, klass, local, oop, optional_string, required,
};
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{mirrors, strings};
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Flags that reflection shows of classes (those that a class file can carry).
const WRITTEN_FLAGS: u16 = 0x7fff;
/// Modifiers of primitive types and, with their component's visibility, of arrays.
const PRIMITIVE_MODIFIERS: u16 = access::PUBLIC | access::FINAL | access::ABSTRACT;
const VISIBILITY: u16 = access::PUBLIC | access::PRIVATE | access::PROTECTED;

/// The class of a mirror's handle if it is neither primitive nor an array.
pub(super) fn instance_klass(thread: &JavaThread, mirror: jclass) -> JResult<Option<KlassPtr>> {
    Ok(klass(thread, mirror)?.filter(|k| k.is_instance()))
}

/// A class name as Java shows it, interned. Works on bytes, so that every legal name survives.
pub(crate) fn java_name(thread: &JavaThread, k: KlassPtr) -> JResult<Oop> {
    let hidden = k.bottom.map_or(k.is_hidden(), |b| b.is_hidden());
    let suffix = if hidden {
        k.name.as_bytes().iter().rposition(|&c| c == b'+')
    } else {
        None
    };
    let text: Vec<u8> = (k.name.as_bytes().iter().enumerate())
        .map(|(i, &c)| match c {
            b'/' => b'.',
            _ if Some(i) == suffix => b'/',
            _ => c,
        })
        .collect();
    let string = strings::new_string_mutf8(thread, &text)?;
    strings::intern(thread, string)
}

/// The access flags of a class's row in its own InnerClasses attribute, which say more than the class file's.
fn inner_class_flags(k: KlassPtr) -> Option<u16> {
    let constants = k.constants();
    let rows = k.attributes.inner_classes;
    rows.iter()
        .find(|r| r.inner != 0 && constants.symbol(r.inner.into()) == k.name)
        .map(|r| r.access_flags)
}

/// `Class.getModifiers` of a class.
pub fn modifiers(k: KlassPtr) -> u16 {
    if k.is_array() {
        let element = k.bottom.map_or(PRIMITIVE_MODIFIERS, modifiers);
        return element & VISIBILITY | access::FINAL | access::ABSTRACT;
    }
    inner_class_flags(k).unwrap_or(k.access_flags) & WRITTEN_FLAGS & !access::SUPER
}

jvm_entries! {
    /// `Class.initClassName`: computes the name, keeps it in the mirror and returns it.
    fn JVM_InitClassName(thread, class: jclass) -> jstring {
        let mirror = required(thread, class)?;
        let name = match mirrors::klass_of(mirror) {
            Some(k) => java_name(thread, k)?,
            None => {
                let name = mirrors::mirror_basic_type(mirror).map_or("void", |t| t.name());
                strings::intern_symbol(thread, Symbol::from_text(name))?
            }
        };
        memory::store_oop(mirror, fields::class_name(), name);
        Ok(local(thread, name))
    }

    /// `Class.getInterfaces0`.
    fn JVM_GetClassInterfaces(thread, class: jclass) -> jobjectArray {
        let result = match klass(thread, class)? {
            None => class_array(thread, 0)?,
            Some(k) if k.is_array() => class_array_of(thread, &[wk::cloneable(), wk::serializable()])?,
            Some(k) => class_array_of(thread, k.local_interfaces.get())?,
        };
        Ok(local(thread, result))
    }

    /// `Class.isInterface`.
    fn JVM_IsInterface(thread, class: jclass) -> jboolean {
        Ok(instance_klass(thread, class)?.is_some_and(|k| k.is_interface()))
    }

    /// `Class.isArray`.
    fn JVM_IsArrayClass(thread, class: jclass) -> jboolean {
        Ok(klass(thread, class)?.is_some_and(|k| k.is_array()))
    }

    /// `Class.isPrimitive`.
    fn JVM_IsPrimitiveClass(thread, class: jclass) -> jboolean {
        Ok(klass(thread, class)?.is_none())
    }

    /// `Class.isHidden`.
    fn JVM_IsHiddenClass(thread, class: jclass) -> jboolean {
        Ok(klass(thread, class)?.is_some_and(|k| k.is_hidden()))
    }

    /// `Class.getModifiers`.
    fn JVM_GetClassModifiers(thread, class: jclass) -> jint {
        Ok(klass(thread, class)?.map_or(PRIMITIVE_MODIFIERS, modifiers).into())
    }

    /// `Reflection.getClassAccessFlags`: the class file's flags, InnerClasses left out of account.
    fn JVM_GetClassAccessFlags(thread, class: jclass) -> jint {
        let flags = klass(thread, class)?.map_or(PRIMITIVE_MODIFIERS, |k| k.access_flags);
        Ok((flags & WRITTEN_FLAGS).into())
    }

    /// `Class.getGenericSignature0`.
    fn JVM_GetClassSignature(thread, class: jclass) -> jstring {
        let signature = instance_klass(thread, class)?.and_then(|k| k.attributes.generic_signature);
        Ok(local(thread, optional_string(thread, signature)?))
    }

    /// `Class.getProtectionDomain0`.
    fn JVM_GetProtectionDomain(thread, class: jclass) -> jobject {
        let mirror = required(thread, class)?;
        Ok(local(thread, mirror.load_oop(fields::class_protection_domain())))
    }

    /// `Class.getSigners`: a copy of the signers' array, null if there are none.
    fn JVM_GetClassSigners(thread, class: jclass) -> jobjectArray {
        let mirror = required(thread, class)?;
        match mirror.load_oop(fields::class_signers()).non_null() {
            Some(signers) => Ok(local(thread, memory::clone_object(thread, signers)?)),
            None => Ok(std::ptr::null_mut()),
        }
    }

    /// `Class.setSigners`; without effect for primitive types and arrays.
    fn JVM_SetClassSigners(thread, class: jclass, signers: jobjectArray) {
        if instance_klass(thread, class)?.is_some() {
            memory::store_oop(oop(class), fields::class_signers(), oop(signers));
        }
        Ok(())
    }
}
