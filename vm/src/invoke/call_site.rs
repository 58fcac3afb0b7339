//! Linking of `invokedynamic` instructions and dynamic constants (JVMS 5.4.3.6).

use oops::{KlassPtr, MethodPtr, Oop};

use super::bootstrap::{Specifier, wrap_failure};
use super::upcalls::{self, Adapter};
use crate::classes::loader_data::record_dependency;
use crate::classes::resolve::{Entry, check_failure, remember_failure};
use crate::runtime::exceptions::JResult;
use crate::runtime::frames::frames;
use crate::runtime::thread::JavaThread;

/// A linked call site of one `invokedynamic` instruction.
#[derive(Clone, Copy, Debug)]
pub struct LinkedCallSite {
    pub adapter: MethodPtr,
    /// Index in the holder's resolved-references array of the appendix; `None` if it is null.
    pub appendix: Option<u32>,
}

/// Links the `invokedynamic` instruction at `bci` of the thread's top frame. The caller stores the result with the
/// instruction; when two threads race, both use the first one stored.
pub fn link_call_site(
    thread: &JavaThread,
    holder: KlassPtr,
    index: u16,
    bci: i32,
) -> JResult<LinkedCallSite> {
    let method = frames(thread).next().map(|f| f.method);
    let entry = method.map(|m| Entry::CallSite(m, bci));
    if let Some(entry) = entry {
        check_failure(thread, entry)?;
    }
    link(thread, holder, index).map_err(|p| {
        let p = wrap_failure(thread, p);
        match entry {
            Some(entry) => remember_failure(thread, entry, p),
            None => p,
        }
    })
}

fn link(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<LinkedCallSite> {
    let specifier = Specifier::resolve(thread, holder, index)?;
    let result = upcalls::appendix_array(thread)?;
    let [a, b, c, d, e, f] = specifier.to_args(holder, index);
    let member = upcalls::call_natives(
        thread,
        "linkCallSite",
        "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;\
         [Ljava/lang/Object;)Ljava/lang/invoke/MemberName;",
        &[a, b, c, d, e, f, result.to_bits()],
    )?;
    let adapter = Adapter::of_member(thread, member, result)?;
    record_dependency(holder, adapter.method.holder());
    Ok(LinkedCallSite {
        adapter: adapter.method,
        appendix: adapter.store_appendix(thread, holder)?,
    })
}

/// The value of a Dynamic entry; primitives come boxed.
pub fn dynamic_constant(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Oop> {
    let value = Specifier::resolve(thread, holder, index).and_then(|specifier| {
        upcalls::call_natives(
            thread,
            "linkDynamicConstant",
            "(Ljava/lang/Object;ILjava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)\
             Ljava/lang/Object;",
            &specifier.to_args(holder, index),
        )
    });
    value.map_err(|p| wrap_failure(thread, p))
}
