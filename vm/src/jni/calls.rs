//! Calls of methods and constructors: `Call…Method{V,A}`, `CallNonvirtual…`, `CallStatic…`, `NewObject{V,A}` (JNI chapter 4).
//!
//! The variadic forms are in C (`c/variadic.c`) and forward to the `V` forms. A `va_list` of the System V x86-64 ABI is read
//! here directly.

use std::ffi::c_void;

use classlib::descriptor::MethodDescriptor;
use jni_sys::{JNIEnv, jclass, jmethodID, jobject, jvalue};
use oops::{BasicType, MethodPtr, Oop};

use super::entry::{enter, klass_of, required};
use super::ids;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{handles, java_calls};

/// The System V x86-64 `va_list` (ABI 3.5.7, figure 3.34).
#[repr(C)]
pub struct VaList {
    gp_offset: u32,
    fp_offset: u32,
    overflow_arg_area: *mut u8,
    reg_save_area: *mut u8,
}

/// Where arguments come from.
enum ArgSource {
    Array(*const jvalue),
    List(*mut VaList),
}

impl ArgSource {
    /// The next argument of a variadic call, which was promoted to a full word.
    ///
    /// # Safety
    /// The list has a further argument of integer class.
    unsafe fn next_word(list: *mut VaList) -> u64 {
        // SAFETY: by the caller's word; layout per the ABI.
        unsafe {
            let l = &mut *list;
            if l.gp_offset < 48 {
                let p = l.reg_save_area.add(l.gp_offset as usize) as *const u64;
                l.gp_offset += 8;
                *p
            } else {
                let p = l.overflow_arg_area as *const u64;
                l.overflow_arg_area = l.overflow_arg_area.add(8);
                *p
            }
        }
    }

    /// The next floating-point argument, promoted to double.
    ///
    /// # Safety
    /// The list has a further argument of floating-point class.
    unsafe fn next_double(list: *mut VaList) -> f64 {
        // SAFETY: by the caller's word; layout per the ABI.
        unsafe {
            let l = &mut *list;
            if l.fp_offset < 176 {
                let p = l.reg_save_area.add(l.fp_offset as usize) as *const f64;
                l.fp_offset += 16;
                *p
            } else {
                let p = l.overflow_arg_area as *const f64;
                l.overflow_arg_area = l.overflow_arg_area.add(8);
                *p
            }
        }
    }

    /// Appends the next argument, of type `ty`, as interpreter slots.
    fn push(&mut self, ty: BasicType, slots: &mut Vec<u64>) {
        // SAFETY: the caller of the JNI function passes arguments as the method's descriptor says.
        let (word, double) = unsafe {
            match self {
                ArgSource::Array(p) => {
                    let v = **p;
                    *p = p.add(1);
                    let double = match ty {
                        BasicType::Float => f64::from(v.f),
                        BasicType::Double => v.d,
                        _ => 0.0,
                    };
                    (v.j as u64, double)
                }
                ArgSource::List(l) => match ty {
                    BasicType::Float | BasicType::Double => (0, Self::next_double(*l)),
                    _ => (Self::next_word(*l), 0.0),
                },
            }
        };
        match ty {
            BasicType::Boolean => slots.push(u64::from(word as u8 != 0)),
            BasicType::Byte => slots.push(word as i8 as i32 as u32 as u64),
            BasicType::Char => slots.push(u64::from(word as u16)),
            BasicType::Short => slots.push(word as i16 as i32 as u32 as u64),
            BasicType::Int => slots.push(u64::from(word as u32)),
            BasicType::Float => slots.push(u64::from((double as f32).to_bits())),
            BasicType::Long => slots.extend([word, 0]),
            BasicType::Double => slots.extend([double.to_bits(), 0]),
            _ => slots.push(handles::resolve(word as usize as jobject).to_bits()),
        }
    }
}

/// Which method a call runs.
#[derive(Clone, Copy)]
enum Dispatch {
    Virtual,
    Exact,
    Static,
}

/// Slots for a call: the receiver, if any, and the arguments.
fn collect(method: MethodPtr, receiver: Option<Oop>, mut source: ArgSource) -> Vec<u64> {
    let mut slots = Vec::with_capacity(usize::from(method.arg_slots) + 1);
    slots.extend(receiver.map(Oop::to_bits));
    let descriptor = MethodDescriptor::parse(method.descriptor.as_bytes());
    for parameter in descriptor.iter().flat_map(MethodDescriptor::parameters) {
        source.push(BasicType::of_descriptor(parameter.descriptor), &mut slots);
    }
    slots
}

fn invoke(
    thread: &JavaThread,
    dispatch: Dispatch,
    object: jobject,
    id: jmethodID,
    source: ArgSource,
) -> JResult<u64> {
    let method = ids::method(id);
    match dispatch {
        Dispatch::Static => java_calls::call(thread, method, &collect(method, None, source)),
        Dispatch::Exact => {
            let receiver = required(thread, object)?;
            java_calls::call(thread, method, &collect(method, Some(receiver), source))
        }
        Dispatch::Virtual => {
            let receiver = required(thread, object)?;
            java_calls::call_virtual(thread, method, &collect(method, Some(receiver), source))
        }
    }
}

fn new_object(
    thread: &JavaThread,
    class: jclass,
    id: jmethodID,
    source: ArgSource,
) -> JResult<jobject> {
    let klass = klass_of(class).ok_or_else(|| exceptions::throw_npe(thread))?;
    super::classes::check_instantiable(thread, klass)?;
    let object = memory::new_instance(thread, klass)?;
    let method = ids::method(id);
    java_calls::call(thread, method, &collect(method, Some(object), source))?;
    Ok(handles::make_local(thread, object))
}

pub extern "C" fn NewObjectV(
    env: *mut JNIEnv,
    class: jclass,
    id: jmethodID,
    args: *mut VaList,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        new_object(t, class, id, ArgSource::List(args))
    })
}

pub extern "C" fn NewObjectA(
    env: *mut JNIEnv,
    class: jclass,
    id: jmethodID,
    args: *const jvalue,
) -> jobject {
    enter(env, std::ptr::null_mut(), |t| {
        new_object(t, class, id, ArgSource::Array(args))
    })
}

macro_rules! call_functions {
    ($($ret:ty, $default:expr, |$thread:ident, $slot:ident| $convert:expr,
       $virt_v:ident $virt_a:ident $non_v:ident $non_a:ident $stat_v:ident $stat_a:ident;)*) => {
        $(
            pub extern "C" fn $virt_v(env: *mut JNIEnv, object: jobject, id: jmethodID, args: *mut VaList) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Virtual, object, id, ArgSource::List(args)).map(|$slot| $convert)
                })
            }
            pub extern "C" fn $virt_a(env: *mut JNIEnv, object: jobject, id: jmethodID, args: *const jvalue) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Virtual, object, id, ArgSource::Array(args)).map(|$slot| $convert)
                })
            }
            pub extern "C" fn $non_v(
                env: *mut JNIEnv, object: jobject, _class: jclass, id: jmethodID, args: *mut VaList,
            ) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Exact, object, id, ArgSource::List(args)).map(|$slot| $convert)
                })
            }
            pub extern "C" fn $non_a(
                env: *mut JNIEnv, object: jobject, _class: jclass, id: jmethodID, args: *const jvalue,
            ) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Exact, object, id, ArgSource::Array(args)).map(|$slot| $convert)
                })
            }
            pub extern "C" fn $stat_v(env: *mut JNIEnv, _class: jclass, id: jmethodID, args: *mut VaList) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Static, _class, id, ArgSource::List(args)).map(|$slot| $convert)
                })
            }
            pub extern "C" fn $stat_a(env: *mut JNIEnv, _class: jclass, id: jmethodID, args: *const jvalue) -> $ret {
                enter(env, $default, |$thread| {
                    invoke($thread, Dispatch::Static, _class, id, ArgSource::Array(args)).map(|$slot| $convert)
                })
            }
        )*
    };
}

/// A reference result as a local handle.
fn reference(thread: &JavaThread, slot: u64) -> jobject {
    // SAFETY: the method returns a reference, and nothing has run since.
    handles::make_local(thread, unsafe { Oop::from_bits(slot) })
}

call_functions! {
    jobject, std::ptr::null_mut(), |t, s| reference(t, s),
        CallObjectMethodV CallObjectMethodA CallNonvirtualObjectMethodV CallNonvirtualObjectMethodA
        CallStaticObjectMethodV CallStaticObjectMethodA;
    u8, 0, |t, s| (s as u8) & 1,
        CallBooleanMethodV CallBooleanMethodA CallNonvirtualBooleanMethodV CallNonvirtualBooleanMethodA
        CallStaticBooleanMethodV CallStaticBooleanMethodA;
    i8, 0, |t, s| s as i8,
        CallByteMethodV CallByteMethodA CallNonvirtualByteMethodV CallNonvirtualByteMethodA
        CallStaticByteMethodV CallStaticByteMethodA;
    u16, 0, |t, s| s as u16,
        CallCharMethodV CallCharMethodA CallNonvirtualCharMethodV CallNonvirtualCharMethodA
        CallStaticCharMethodV CallStaticCharMethodA;
    i16, 0, |t, s| s as i16,
        CallShortMethodV CallShortMethodA CallNonvirtualShortMethodV CallNonvirtualShortMethodA
        CallStaticShortMethodV CallStaticShortMethodA;
    i32, 0, |t, s| s as i32,
        CallIntMethodV CallIntMethodA CallNonvirtualIntMethodV CallNonvirtualIntMethodA
        CallStaticIntMethodV CallStaticIntMethodA;
    i64, 0, |t, s| s as i64,
        CallLongMethodV CallLongMethodA CallNonvirtualLongMethodV CallNonvirtualLongMethodA
        CallStaticLongMethodV CallStaticLongMethodA;
    f32, 0.0, |t, s| f32::from_bits(s as u32),
        CallFloatMethodV CallFloatMethodA CallNonvirtualFloatMethodV CallNonvirtualFloatMethodA
        CallStaticFloatMethodV CallStaticFloatMethodA;
    f64, 0.0, |t, s| f64::from_bits(s),
        CallDoubleMethodV CallDoubleMethodA CallNonvirtualDoubleMethodV CallNonvirtualDoubleMethodA
        CallStaticDoubleMethodV CallStaticDoubleMethodA;
    (), (), |t, _s| (),
        CallVoidMethodV CallVoidMethodA CallNonvirtualVoidMethodV CallNonvirtualVoidMethodA
        CallStaticVoidMethodV CallStaticVoidMethodA;
}

macro_rules! variadic {
    ($($name:ident)*) => {
        unsafe extern "C" {
            $(
                #[doc = concat!("`", stringify!($name), "`, variadic, in C; only its address is taken here.")]
                #[link_name = concat!("hearth_", stringify!($name))]
                pub fn $name(env: *mut JNIEnv, object: jobject, ...) -> *mut c_void;
            )*
        }
    };
}

variadic! {
    NewObject
    CallObjectMethod CallBooleanMethod CallByteMethod CallCharMethod CallShortMethod CallIntMethod CallLongMethod
    CallFloatMethod CallDoubleMethod CallVoidMethod
    CallNonvirtualObjectMethod CallNonvirtualBooleanMethod CallNonvirtualByteMethod CallNonvirtualCharMethod
    CallNonvirtualShortMethod CallNonvirtualIntMethod CallNonvirtualLongMethod CallNonvirtualFloatMethod
    CallNonvirtualDoubleMethod CallNonvirtualVoidMethod
    CallStaticObjectMethod CallStaticBooleanMethod CallStaticByteMethod CallStaticCharMethod CallStaticShortMethod
    CallStaticIntMethod CallStaticLongMethod CallStaticFloatMethod CallStaticDoubleMethod CallStaticVoidMethod
}
