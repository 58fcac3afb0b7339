//! Critical natives (`-XX:+CriticalJNINatives`): beside `Java_…` a library may have a function `JavaCritical_…` for a static native method that is
//! not synchronized and deals in primitive values and arrays of them. It gets neither environment nor class, and an array
//! as its length and the address of its elements (0 and null for null). It may neither block nor use JNI.
//!
//! As with HotSpot, such a function is looked for in the library of the ordinary one, when the method is called often enough to
//! get a wrapper; until then the ordinary one is called. Elements stay where they are meanwhile, as the array lies on the
//! Java stack.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_void};
use std::sync::atomic::Ordering;

use oops::oop::{ARRAY_LENGTH_OFFSET, array_base_offset};
use oops::{BasicType, HeapSize, MethodPtr, Oop};
use parking_lot::Mutex;

use crate::runtime::native_call::{Marshal, Parameter, parameter_types, result_slot};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, native_lookup, transitions};

/// What [`oops::MethodRt::native_wrapper`] is for methods whose critical function is called.
pub const CRITICAL: usize = 1;

/// The functions by method.
static FUNCTIONS: Mutex<BTreeMap<u32, usize>> = Mutex::new(BTreeMap::new());

/// Lets the method's critical function be called from now on; false if it has none. The method is linked.
pub fn adopt(method: MethodPtr) -> bool {
    if flags::get::CriticalJNINatives() == 0 || !may_be_critical(method) {
        return false;
    }
    let ordinary = method.rt.native_function.load(Ordering::Acquire);
    let names = native_lookup::names(method, "JavaCritical_").into_iter();
    let mut names = names.filter_map(|name| CString::new(name).ok());
    let Some(function) = names.find_map(|name| beside(ordinary, &name)) else {
        return false;
    };
    FUNCTIONS.lock().insert(method.offset(), function);
    method.rt.native_wrapper.store(CRITICAL, Ordering::Release);
    true
}

/// The method gets another function.
pub fn give_up(method: MethodPtr) {
    let wrapper = &method.rt.native_wrapper;
    let _ = wrapper.compare_exchange(CRITICAL, 0, Ordering::AcqRel, Ordering::Relaxed);
}

fn may_be_critical(method: MethodPtr) -> bool {
    let descriptor = method.descriptor.as_bytes();
    method.is_static()
        && !method.is_synchronized()
        && !method.return_type.is_reference()
        && !descriptor.contains(&b'L')
        && !descriptor.windows(2).any(|two| two == b"[[")
}

/// The symbol `name` in the library that a function is in.
fn beside(function: usize, name: &CStr) -> Option<usize> {
    // SAFETY: plain data that the function fills in.
    let mut info: libc::Dl_info = unsafe { std::mem::zeroed() };
    // SAFETY: `info` is filled in if an object is found; its name is a C string. The library is loaded already, so the
    // handle is given back at once.
    unsafe {
        if libc::dladdr(function as *const c_void, &mut info) == 0 {
            return None;
        }
        let library = libc::dlopen(info.dli_fname, libc::RTLD_LAZY | libc::RTLD_NOLOAD);
        if library.is_null() {
            return None;
        }
        let found = libc::dlsym(library, name.as_ptr()) as usize;
        libc::dlclose(library);
        (found != 0).then_some(found)
    }
}

/// Calls the method's critical function with the arguments at `args`; the result slot.
///
/// # Safety
/// `args` are the arguments of the method's descriptor, on the Java stack.
pub unsafe fn call(thread: &JavaThread, method: MethodPtr, args: *const u64) -> u64 {
    let function = FUNCTIONS.lock().get(&method.offset()).copied();
    let function = function.expect("a critical native has a function");
    let mut marshal = Marshal::new();
    let mut slot = args;
    for ty in parameter_types(method.descriptor.as_bytes()) {
        // SAFETY: by the caller's word.
        unsafe {
            slot = match ty {
                BasicType::Array => {
                    let (length, elements) = parts(Oop::from_bits(*slot));
                    marshal.word(length);
                    marshal.word(elements);
                    slot.add(1)
                }
                _ => marshal.parameter(Parameter::of(ty), slot),
            };
        }
    }
    // SAFETY: the function has the critical form of the method's signature, by its name.
    let result = transitions::in_native(thread, || unsafe { marshal.call(function) });
    result_slot(method.return_type, result)
}

/// Length and address of the elements of an array of primitive values.
fn parts(array: Oop) -> (u64, u64) {
    if array.is_null() {
        return (0, 0);
    }
    let log = array.klass().element_type.size().trailing_zeros();
    let length = array.load_u32(ARRAY_LENGTH_OFFSET);
    (length.into(), array.at(array_base_offset(log)) as u64)
}
