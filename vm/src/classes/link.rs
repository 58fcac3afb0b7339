//! Linking (JVMS 5.4): supertypes first, then verification and the method tables.

use oops::KlassPtr;
use oops::klass::InitState;

use super::init::{is_worker, progress, set_state, wait_while};
use super::{verify, vtable};
use crate::compiler::dependencies;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Verifies, prepares and links a class and its supertypes. A thread that comes back to a class that it is linking finds
/// it as it is; other threads wait.
pub fn link(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if klass.is_linked() {
        return Ok(());
    }
    if klass.is_array() {
        return klass.bottom.map_or(Ok(()), |k| link(thread, k));
    }
    if let Some(super_klass) = klass.super_klass {
        link(thread, super_klass)?;
    }
    for &interface in klass.local_interfaces.get() {
        link(thread, interface)?;
    }
    if !claim(thread, klass) {
        return Ok(());
    }
    let result = verify::verify(thread, klass).and_then(|()| vtable::link_vtable(thread, klass));
    match result {
        Ok(()) => dependencies::link(thread, klass, || set_state(klass, InitState::Linked, None)),
        Err(_) => set_state(klass, InitState::Loaded, None),
    }
    result
}

/// True if the class is now this thread's to link.
fn claim(thread: &JavaThread, klass: KlassPtr) -> bool {
    loop {
        let guard = progress();
        match klass.state() {
            InitState::Loaded => {
                let rt = klass.rt.get();
                let me = thread as *const JavaThread as usize;
                rt.init_thread
                    .store(me, std::sync::atomic::Ordering::Release);
                rt.set_state(InitState::Linking);
                return true;
            }
            InitState::Linking if !is_worker(thread, klass) => {
                drop(guard);
                wait_while(thread, klass, InitState::Linking);
            }
            _ => return false,
        }
    }
}
