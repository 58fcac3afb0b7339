//! Linking and initialisation (JVMS 5.4, 5.5).

use oops::KlassPtr;

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Verifies, prepares and links a class and its supertypes.
pub fn link(_thread: &JavaThread, _klass: KlassPtr) -> JResult<()> {
    unimplemented!()
}

/// Initialises a class (JVMS 5.5): superclasses, interfaces with defaults, `<clinit>`, errors, several threads.
pub fn initialize(_thread: &JavaThread, _klass: KlassPtr) -> JResult<()> {
    unimplemented!()
}

/// True if the class is initialised or the current thread is initialising it: no barrier needed.
pub fn is_initialized_for(_thread: &JavaThread, _klass: KlassPtr) -> bool {
    unimplemented!()
}
