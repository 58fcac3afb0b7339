//! Resolution of class references (JVMS 5.4.3.1).

use oops::KlassPtr;
use oops::constant_pool::FAILED;

use super::failures::{self, Entry};
use super::messages;
use crate::classes::loader_data::{ClassLoaderData, record_dependency};
use crate::classes::{access, log_lines, system_dictionary};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// Resolves the Class entry `index` of `holder`'s pool.
pub fn resolve_class(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<KlassPtr> {
    let constants = holder.constants();
    if let Some(klass) = constants.resolved_class(index.into()) {
        return Ok(klass);
    }
    let entry = Entry::Constant(holder, index);
    if constants.resolved(index.into()) & FAILED != 0 {
        return Err(failures::throw_again(thread, entry));
    }
    match load_accessible(thread, holder, index) {
        Ok(klass) => {
            record_dependency(holder, klass);
            constants.set_resolved(index.into(), u64::from(klass.offset()));
            log_lines::resolved(thread, holder, klass);
            Ok(klass)
        }
        Err(pending) => Err(failures::remember(thread, entry, pending)),
    }
}

fn load_accessible(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<KlassPtr> {
    let loader = ClassLoaderData::get(holder.loader).loader();
    let name = holder.constants().symbol(index.into());
    let klass = system_dictionary::resolve_or_fail(thread, name, loader)?;
    if access::can_access_class(holder, klass) {
        return Ok(klass);
    }
    let target = klass.bottom.unwrap_or(klass);
    let text = messages::class_not_accessible(holder, target);
    Err(exceptions::throw(
        thread,
        "java/lang/IllegalAccessError",
        &text,
    ))
}
