//! Method tables: vtables, itables, default methods (JVMS 5.4.5, 5.4.6).

use oops::KlassPtr;

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Makes the method tables of a class whose supertypes are linked.
pub fn link_vtable(_thread: &JavaThread, _klass: KlassPtr) -> JResult<()> {
    unimplemented!()
}
