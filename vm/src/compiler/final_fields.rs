//! Static final fields as constants of compiled code.
//!
//! Once its class is initialised, a static final field does not change, but for `System`'s three streams, and but for class files
//! before Java 9, whose methods may write such fields anywhere (JVMS 6.5.putstatic). A compiler thread does not stop at
//! safepoints, so it reads the field while none can begin: nothing moves then. What it keeps of a reference is
//! the object's class alone.

use compiler::host::{FinalValue, KlassId};
use oops::constant_pool::ResolvedField;
use oops::{BasicType, KlassPtr, Oop};

use crate::classes::well_known;
use crate::runtime::safepoint;

/// The first version of class files in which only the initialiser writes static final fields.
const FIRST_STRICT_VERSION: u16 = 53;

/// True if the fields of an initialised class do not change.
fn is_trusted(holder: KlassPtr) -> bool {
    let version = holder.attributes.major_version;
    holder.is_initialized() && version >= FIRST_STRICT_VERSION && holder != well_known::system()
}

/// The value of a field if it is static and final, and does not change any more; `None` also for null and where the world is being
/// stopped just now.
pub fn value_of(field: ResolvedField) -> Option<FinalValue> {
    let holder = field.holder();
    if !field.is_static() || !field.is_final() || !is_trusted(holder) {
        return None;
    }
    safepoint::unless_stopped(|| {
        let at = holder.rt.get().mirror.load().at(field.offset());
        // SAFETY: the mirror holds the field there, with a value of its type, and does not move now.
        unsafe { read(at, field.basic_type()) }
    })
    .flatten()
}

/// # Safety
/// `at` is the address of a value of the type.
unsafe fn read(at: usize, ty: BasicType) -> Option<FinalValue> {
    // SAFETY: by the caller's word.
    unsafe {
        Some(match ty {
            BasicType::Boolean | BasicType::Byte => {
                FinalValue::Int((at as *const i8).read().into())
            }
            BasicType::Char => FinalValue::Int((at as *const u16).read().into()),
            BasicType::Short => FinalValue::Int((at as *const i16).read().into()),
            BasicType::Int => FinalValue::Int((at as *const i32).read()),
            BasicType::Long => FinalValue::Long((at as *const i64).read()),
            BasicType::Float => FinalValue::Float((at as *const f32).read()),
            BasicType::Double => FinalValue::Double((at as *const f64).read()),
            BasicType::Object | BasicType::Array => {
                let object = Oop::from_bits((at as *const u64).read()).non_null()?;
                FinalValue::Object(KlassId(object.klass().offset()))
            }
            BasicType::Void => return None,
        })
    }
}
