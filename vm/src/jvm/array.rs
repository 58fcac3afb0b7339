//! java.lang.reflect.Array.

use jni_sys::{jclass, jint, jintArray, jobject, jvalue};
use oops::oop::array_base_offset;
use oops::{BasicType, HeapSize, KlassPtr, Oop};

use super::boxing::{self, Value};
use super::entry::{jvm_entries, local, oop, required};
use crate::classes::{arrays, mirrors};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

/// Most dimensions of an array (JVMS 4.3.2).
const MAX_DIMENSIONS: usize = 255;

fn illegal(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

/// The argument of a function of `Array`, which must be an array.
pub fn checked(thread: &JavaThread, object: Oop) -> JResult<Oop> {
    match object.non_null() {
        None => Err(exceptions::throw_npe(thread)),
        Some(a) if a.klass().is_array() => Ok(a),
        Some(_) => Err(illegal(thread, "Argument is not an array")),
    }
}

fn array(thread: &JavaThread, handle: jobject) -> JResult<Oop> {
    checked(thread, oop(handle))
}

fn checked_index(thread: &JavaThread, array: Oop, index: jint) -> JResult<usize> {
    match usize::try_from(index) {
        Ok(i) if i < array.array_length() => Ok(i),
        _ => Err(exceptions::throw_plain(
            thread,
            "java/lang/ArrayIndexOutOfBoundsException",
        )),
    }
}

fn element_offset(ty: BasicType, index: usize) -> usize {
    array_base_offset(ty.log2_size()) + (index << ty.log2_size())
}

/// Element `index` of a primitive array.
fn primitive_element(array: Oop, index: usize) -> Value {
    let ty = array.klass().element_type;
    Value {
        ty,
        slot: boxing::load(array, element_offset(ty, index), ty),
    }
}

fn set_primitive(thread: &JavaThread, array: Oop, index: usize, value: Value) -> JResult<()> {
    let ty = array.klass().element_type;
    match boxing::widen(value, ty) {
        Some(slot) => {
            boxing::store(array, element_offset(ty, index), Value { ty, slot });
            Ok(())
        }
        None => Err(illegal(thread, "argument type mismatch")),
    }
}

fn is_primitive(array: Oop) -> bool {
    array.klass().element_type.is_primitive()
}

/// The slot of a C value.
fn slot_of(ty: BasicType, v: jvalue) -> u64 {
    // SAFETY: the type code says which member the caller filled in.
    unsafe {
        match ty {
            BasicType::Boolean => u64::from(v.b as u8 & 1),
            BasicType::Byte => u64::from(i32::from(v.b) as u32),
            BasicType::Char => u64::from(v.c),
            BasicType::Short => u64::from(i32::from(v.s) as u32),
            BasicType::Int | BasicType::Float => u64::from(v.i as u32),
            _ => v.j as u64,
        }
    }
}

fn to_jvalue(ty: BasicType, slot: u64) -> jvalue {
    let mut v = jvalue { j: 0 };
    match ty {
        BasicType::Boolean => v.z = slot & 1 != 0,
        BasicType::Byte => v.b = slot as i8,
        BasicType::Char => v.c = slot as u16,
        BasicType::Short => v.s = slot as i16,
        BasicType::Int => v.i = slot as i32,
        BasicType::Float => v.f = f32::from_bits(slot as u32),
        BasicType::Double => v.d = f64::from_bits(slot),
        _ => v.j = slot as i64,
    }
    v
}

/// The class of arrays with this component type; IllegalArgumentException for void.
pub fn class_of_arrays(thread: &JavaThread, component: Oop) -> JResult<KlassPtr> {
    match mirrors::klass_of(component) {
        Some(k) if usize::from(k.dimensions) >= MAX_DIMENSIONS => Err(exceptions::throw_plain(
            thread,
            "java/lang/IllegalArgumentException",
        )),
        Some(k) => arrays::array_of(thread, k),
        None => match mirrors::mirror_basic_type(component) {
            Some(ty) if ty.is_primitive() => Ok(arrays::primitive_array(ty)),
            _ => Err(exceptions::throw_plain(
                thread,
                "java/lang/IllegalArgumentException",
            )),
        },
    }
}

fn length(thread: &JavaThread, n: jint) -> JResult<usize> {
    usize::try_from(n).map_err(|_| {
        exceptions::throw(
            thread,
            "java/lang/NegativeArraySizeException",
            &n.to_string(),
        )
    })
}

/// An array of class `k` and below it arrays for the further dimensions.
fn new_multi(thread: &JavaThread, k: KlassPtr, dimensions: &[usize]) -> JResult<Oop> {
    let array = memory::allocate_array(thread, k, dimensions[0])?;
    if let (Some(component), true) = (k.component, dimensions.len() > 1) {
        for i in 0..dimensions[0] {
            memory::obj_array_store(array, i, new_multi(thread, component, &dimensions[1..])?);
        }
    }
    Ok(array)
}

jvm_entries! {
    /// `Array.getLength`.
    fn JVM_GetArrayLength(thread, a: jobject) -> jint {
        Ok(array(thread, a)?.array_length() as jint)
    }

    /// `Array.get`: the element, boxed if it is primitive.
    fn JVM_GetArrayElement(thread, a: jobject, index: jint) -> jobject {
        let a = array(thread, a)?;
        let i = checked_index(thread, a, index)?;
        let element = if is_primitive(a) { boxing::boxed(thread, primitive_element(a, i))? } else { a.obj_at(i) };
        Ok(local(thread, element))
    }

    /// `Array.getInt` and its kin: the element widened to the type that `code` names.
    fn JVM_GetPrimitiveArrayElement(thread, a: jobject, index: jint, code: jint) -> jvalue {
        let a = array(thread, a)?;
        if !is_primitive(a) {
            return Err(illegal(thread, "Argument is not an array of primitive type"));
        }
        let i = checked_index(thread, a, index)?;
        let wanted = u8::try_from(code).ok().and_then(BasicType::from_u8);
        match wanted.and_then(|ty| boxing::widen(primitive_element(a, i), ty).map(|slot| to_jvalue(ty, slot))) {
            Some(v) => Ok(v),
            None => Err(illegal(thread, "argument type mismatch")),
        }
    }

    /// `Array.set`: unboxes and widens for primitive arrays.
    fn JVM_SetArrayElement(thread, a: jobject, index: jint, value: jobject) {
        let a = array(thread, a)?;
        let value = oop(value);
        if is_primitive(a) {
            let Some(v) = boxing::unbox(value) else {
                let exception = "java/lang/IllegalArgumentException";
                return Err(match value.is_null() {
                    true => exceptions::throw_plain(thread, exception),
                    false => illegal(thread, "argument type mismatch"),
                });
            };
            let i = checked_index(thread, a, index)?;
            return set_primitive(thread, a, i, v);
        }
        let component = a.klass().component.expect("an object array has a component class");
        if !value.is_null() && !value.is_a(component) {
            return Err(illegal(thread, "array element type mismatch"));
        }
        let i = checked_index(thread, a, index)?;
        memory::obj_array_store(a, i, value);
        Ok(())
    }

    /// `Array.setInt` and its kin.
    fn JVM_SetPrimitiveArrayElement(thread, a: jobject, index: jint, value: jvalue, code: u8) {
        let a = array(thread, a)?;
        if !is_primitive(a) {
            return Err(illegal(thread, "Argument is not an array of primitive type"));
        }
        let i = checked_index(thread, a, index)?;
        match BasicType::from_u8(code).filter(|t| t.is_primitive()) {
            Some(ty) => set_primitive(thread, a, i, Value { ty, slot: slot_of(ty, value) }),
            None => Err(illegal(thread, "argument type mismatch")),
        }
    }

    /// `Array.newArray`.
    fn JVM_NewArray(thread, component: jclass, n: jint) -> jobject {
        let component = required(thread, component)?;
        let n = length(thread, n)?;
        let k = class_of_arrays(thread, component)?;
        Ok(local(thread, memory::allocate_array(thread, k, n)?))
    }

    /// `Array.multiNewArray`.
    fn JVM_NewMultiArray(thread, component: jclass, dimensions: jintArray) -> jobject {
        let component = required(thread, component)?;
        let dimensions = required(thread, dimensions)?;
        // SAFETY: an int array by the Java signature, read before anything else runs.
        let wanted: Vec<i32> = unsafe { dimensions.elements::<i32>() }.to_vec();
        let element_dimensions = mirrors::klass_of(component).map_or(0, |k| usize::from(k.dimensions));
        if wanted.is_empty() || wanted.len() + element_dimensions > MAX_DIMENSIONS {
            return Err(exceptions::throw_plain(thread, "java/lang/IllegalArgumentException"));
        }
        let mut sizes = Vec::with_capacity(wanted.len());
        for n in wanted {
            sizes.push(length(thread, n)?);
        }
        let mut k = class_of_arrays(thread, component)?;
        for _ in 1..sizes.len() {
            k = arrays::array_of(thread, k)?;
        }
        Ok(local(thread, new_multi(thread, k, &sizes)?))
    }
}
