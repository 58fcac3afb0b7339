//! java.lang.Thread and the machine's threads: start, priorities, interrupt, stop, and the count of threads that keep
//! the machine alive.

use oops::Oop;

use crate::classes::well_known::fields;
use crate::runtime::thread::JavaThread;

/// The running thread of a java.lang.Thread object; `None` before its start and after its end.
pub fn of_object(object: Oop) -> Option<&'static JavaThread> {
    let eetop = object.non_null()?.load_i64(fields::thread_eetop()) as usize;
    // SAFETY: `eetop` is 0 or the address of a JavaThread, which is never freed.
    unsafe { (eetop as *const JavaThread).as_ref() }
}
