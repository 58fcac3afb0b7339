//! Raw monitors for the JDK's native libraries: plain recursive locks that know nothing of Java threads.

use std::ffi::{c_int, c_void};

use parking_lot::lock_api::RawReentrantMutex;

type RawMonitor = RawReentrantMutex<parking_lot::RawMutex, parking_lot::RawThreadId>;

/// A new monitor, to be freed by [`JVM_RawMonitorDestroy`].
#[unsafe(no_mangle)]
pub extern "C" fn JVM_RawMonitorCreate() -> *mut c_void {
    Box::into_raw(Box::new(RawMonitor::INIT)).cast()
}

/// # Safety
/// `monitor` came from [`JVM_RawMonitorCreate`] and nobody uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_RawMonitorDestroy(monitor: *mut c_void) {
    // SAFETY: by the caller's word.
    drop(unsafe { Box::from_raw(monitor.cast::<RawMonitor>()) });
}

/// # Safety
/// `monitor` came from [`JVM_RawMonitorCreate`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_RawMonitorEnter(monitor: *mut c_void) -> c_int {
    // SAFETY: by the caller's word.
    unsafe { &*monitor.cast::<RawMonitor>() }.lock();
    0
}

/// # Safety
/// `monitor` came from [`JVM_RawMonitorCreate`], and the current thread has entered it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn JVM_RawMonitorExit(monitor: *mut c_void) {
    // SAFETY: by the caller's word.
    unsafe { (*monitor.cast::<RawMonitor>()).unlock() };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monitor_is_entered_again_by_its_owner() {
        let m = JVM_RawMonitorCreate();
        // SAFETY: a live monitor, left as often as entered.
        unsafe {
            assert_eq!(JVM_RawMonitorEnter(m), 0);
            assert_eq!(JVM_RawMonitorEnter(m), 0);
            JVM_RawMonitorExit(m);
            JVM_RawMonitorExit(m);
            JVM_RawMonitorDestroy(m);
        }
    }
}
