//! The interpreter: quickening bytecodes with caches, Java-to-Java calls without native recursion (design notes in
//! `docs/design/interpreter.md`).

use oops::MethodPtr;

/// Address of the method's quickened code, which [`crate::runtime::frames::Frame::bcp`] points into.
pub fn quick_code_address(_method: MethodPtr) -> usize {
    unimplemented!()
}
