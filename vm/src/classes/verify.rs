//! Verification of classes (JVMS 4.10): which classes are verified.

use oops::KlassPtr;
use oops::klass::KlassFlags;

use crate::runtime::exceptions::JResult;
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// Verifies a class that is being linked, if its loader's classes are verified.
pub fn verify(_thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if !applies(klass) {
        return Ok(());
    }
    Ok(())
}

/// True if the flags want classes of this class's loader verified.
pub fn applies(klass: KlassPtr) -> bool {
    if klass.flags.contains(KlassFlags::TRUSTED) {
        return false;
    }
    if klass.is_boot() {
        flags::get::BytecodeVerificationLocal() != 0
    } else {
        flags::get::BytecodeVerificationRemote() != 0
    }
}
