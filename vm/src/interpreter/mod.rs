//! The interpreter: quickening bytecodes with caches, Java-to-Java calls without native recursion (design notes in
//! `docs/design/interpreter.md`).

pub mod opcodes;
pub mod prepare;

mod calls;
mod dispatch;
mod errors;
mod loops;
// rustfmt shifts nested macro definitions further at every run.
#[rustfmt::skip]
mod macros;
mod monitors;
mod operands;
mod profiling;
mod quicken;
pub mod rebuild;
#[cfg(test)]
mod tests;
mod unwind;

use oops::MethodPtr;
use oops::class_space::BASE;

pub use calls::{
    entry_code, entry_frame_word, invoke, invoke_from_compiled, member_target, native_frame_word,
    pop_entry, push_entry, resolved_method_of_member, select, select_or_throw,
};
pub use errors::{
    Trap, abstract_method, class_cast_message, descriptor_text, method_text, new_multi_array,
    places, raise, type_text,
};
pub use prepare::quick_code as quick_code_of;
pub use prepare::{start_profiling, stop_countdown, take_invocations, uncounted_invocations};
pub use quicken::{linked_call_site, select_for_interface_call};

/// Address of the method's quickened code, which [`crate::runtime::frames::Frame::bcp`] points into. The method has
/// been entered.
pub fn quick_code_address(method: MethodPtr) -> usize {
    BASE + method
        .rt
        .quick_code
        .load(std::sync::atomic::Ordering::Acquire) as usize
}
