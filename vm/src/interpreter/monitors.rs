//! Monitors held by interpreted frames: each is entered and left by the frame that holds it (structured locking,
//! JVMS 2.11.10), and whatever way a frame is left, its monitors are released.

use oops::{BasicType, Oop, OopSlot};

use super::prepare::NO_MONITORS;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::Frame;
use crate::runtime::synchronizer;
use crate::runtime::thread::JavaThread;

#[allow(clippy::mut_from_ref)]
fn held(thread: &JavaThread) -> &mut Vec<OopSlot> {
    // SAFETY: only the thread itself touches the list while it runs; the borrow ends within this module's functions.
    unsafe { &mut *thread.held_monitors.get() }
}

/// `monitorenter`.
pub(super) fn enter(thread: &JavaThread, object: Oop) -> JResult<()> {
    if held(thread).len() >= usize::from(NO_MONITORS) {
        return Err(exceptions::throw_stack_overflow(thread));
    }
    synchronizer::enter(thread, object);
    held(thread).push(OopSlot::new(object));
    Ok(())
}

/// `monitorexit` in `frame`.
pub(super) unsafe fn exit(thread: &JavaThread, frame: *mut Frame, object: Oop) -> JResult<()> {
    // SAFETY: the top frame.
    let base = usize::from(unsafe { (*frame).monitor_base });
    let list = held(thread);
    match list
        .iter()
        .skip(base)
        .rposition(|slot| slot.load() == object)
    {
        Some(i) => {
            list.remove(base + i);
            synchronizer::exit(thread, object)
        }
        None => Err(exceptions::throw_plain(
            thread,
            "java/lang/IllegalMonitorStateException",
        )),
    }
}

/// Leaves all monitors that the frame holds; true if some `monitorenter` had no exit.
pub(super) unsafe fn release(thread: &JavaThread, frame: *mut Frame) -> JResult<bool> {
    // SAFETY: the top frame.
    let (base, sync_object) = unsafe { ((*frame).monitor_base, (*frame).sync_object.load()) };
    let mut left_over = false;
    if base != NO_MONITORS {
        while held(thread).len() > usize::from(base) {
            left_over = true;
            let object = held(thread).pop().map_or(Oop::NULL, |slot| slot.load());
            synchronizer::exit(thread, object)?;
        }
    }
    if !sync_object.is_null() {
        // SAFETY: as above.
        unsafe { (*frame).sync_object.store(Oop::NULL) };
        synchronizer::exit(thread, sync_object)?;
    }
    Ok(left_over)
}

/// Leaves the monitors at a return instruction; IllegalMonitorStateException if the method forgot one.
pub(super) unsafe fn unlock_for_return(thread: &JavaThread, frame: *mut Frame) -> JResult<()> {
    // SAFETY: the top frame.
    if unsafe { release(thread, frame)? } {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/IllegalMonitorStateException",
        ));
    }
    Ok(())
}

/// An int result cut down to the method's return type (JVMS 6.5.ireturn); other one-slot results unchanged.
pub(super) unsafe fn narrowed(frame: *mut Frame, value: u64) -> u64 {
    // SAFETY: the top frame, which is interpreted.
    let ty = unsafe { (*frame).method.map_or(BasicType::Int, |m| m.return_type) };
    let int = value as i32;
    let narrow = match ty {
        BasicType::Boolean => int & 1,
        BasicType::Byte => i32::from(int as i8),
        BasicType::Char => i32::from(int as u16),
        BasicType::Short => i32::from(int as i16),
        _ => return value,
    };
    narrow as u32 as u64
}
