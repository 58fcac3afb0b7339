//! Failed resolutions: a reference that could not be resolved fails with the same error each time (JVMS 5.4.3).
//!
//! What is kept is a description, from which a fresh error with its own stack trace is made at each attempt. Only
//! LinkageErrors are kept; others (exhausted memory, an exception that a class loader throws) are no property of the
//! reference.

use std::collections::HashMap;

use oops::constant_pool::FAILED;
use oops::{KlassPtr, MethodPtr, Oop, Symbol};
use parking_lot::Mutex;

use crate::classes::strings;
use crate::classes::system_dictionary::load_boot_class;
use crate::classes::well_known::{self, fields};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::java_calls;
use crate::runtime::thread::JavaThread;

/// What failed to resolve.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A constant-pool entry of a class.
    Constant(KlassPtr, u16),
    /// The `invokedynamic` instruction at a bytecode index of a method.
    CallSite(MethodPtr, i32),
}

#[derive(Clone)]
struct Description {
    class: KlassPtr,
    message: Option<String>,
    cause: Option<(KlassPtr, Option<String>)>,
}

static FAILURES: Mutex<Option<HashMap<Entry, Description>>> = Mutex::new(None);

const WITH_MESSAGE: &str = "(Ljava/lang/String;)V";

/// Keeps the pending exception as the entry's failure, and passes it on.
pub fn remember(thread: &JavaThread, entry: Entry, pending: Pending) -> Pending {
    let exception = exceptions::take(thread, pending);
    if let Some(description) = describe(thread, entry, exception) {
        FAILURES
            .lock()
            .get_or_insert_with(HashMap::new)
            .insert(entry, description);
        if let Entry::Constant(holder, index) = entry {
            holder.constants().set_resolved(index.into(), FAILED);
        }
    }
    exceptions::throw_oop(thread, exception)
}

/// Throws the error of a failed entry.
pub fn throw_again(thread: &JavaThread, entry: Entry) -> Pending {
    match check(thread, entry) {
        Err(pending) => pending,
        Ok(()) => exceptions::throw_plain(thread, "java/lang/LinkageError"),
    }
}

/// Throws the error that was kept for the entry, if there is one.
pub fn check(thread: &JavaThread, entry: Entry) -> JResult<()> {
    let kept = FAILURES
        .lock()
        .as_ref()
        .and_then(|f| f.get(&entry).cloned());
    match kept {
        Some(description) => {
            let error = recreate(thread, &description)?;
            Err(exceptions::throw_oop(thread, error))
        }
        None => Ok(()),
    }
}

/// Forgets classes that are being unloaded. The world is stopped.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    if let Some(failures) = FAILURES.lock().as_mut() {
        failures.retain(|entry, d| {
            let holder = match *entry {
                Entry::Constant(holder, _) => holder,
                Entry::CallSite(method, _) => method.holder(),
            };
            let cause_is_dead = d.cause.as_ref().is_some_and(|(k, _)| is_dead(*k));
            !is_dead(holder) && !is_dead(d.class) && !cause_is_dead
        });
    }
}

fn describe(thread: &JavaThread, entry: Entry, exception: Oop) -> Option<Description> {
    let linkage_error = boot_class(thread, "java/lang/LinkageError")?;
    if !exception.is_a(linkage_error) || !has_message_constructor(exception.klass()) {
        return None;
    }
    let cause = exception.load_oop(fields::throwable_cause());
    // As on HotSpot, a call site's error comes without its cause the next time.
    let has_cause = matches!(entry, Entry::Constant(..)) && !cause.is_null() && cause != exception;
    Some(Description {
        class: exception.klass(),
        message: message_of(exception),
        cause: (has_cause && has_message_constructor(cause.klass()))
            .then(|| (cause.klass(), message_of(cause))),
    })
}

fn has_message_constructor(klass: KlassPtr) -> bool {
    let (name, descriptor) = (Symbol::from_text("<init>"), Symbol::from_text(WITH_MESSAGE));
    klass.find_local_method(name, descriptor).is_some()
}

fn message_of(exception: Oop) -> Option<String> {
    let message = exception.load_oop(fields::throwable_detail_message());
    message.non_null().map(strings::to_rust)
}

fn recreate(thread: &JavaThread, description: &Description) -> JResult<Oop> {
    let error = make(thread, description.class, description.message.as_deref())?;
    if let Some((class, message)) = &description.cause {
        let cause = make(thread, *class, message.as_deref())?;
        memory::store_oop(error, fields::throwable_cause(), cause);
    }
    Ok(error)
}

fn make(thread: &JavaThread, class: KlassPtr, message: Option<&str>) -> JResult<Oop> {
    let message = match message {
        Some(text) => strings::new_string(thread, text)?,
        None => Oop::NULL,
    };
    java_calls::new_object(thread, class, WITH_MESSAGE, &[message.to_bits()])
}

/// True if a nest host's failure to load does not count: everything but exhausted memory or stack.
pub fn can_ignore(exception: Oop) -> bool {
    let machine_error = [
        well_known::out_of_memory_error(),
        well_known::stack_overflow_error(),
    ];
    !machine_error.iter().any(|&k| exception.is_a(k))
}

/// A boot class, if it can be loaded.
pub fn boot_class(thread: &JavaThread, name: &str) -> Option<KlassPtr> {
    match load_boot_class(thread, Symbol::from_text(name)) {
        Ok(klass) => klass,
        Err(p) => {
            exceptions::take(thread, p);
            None
        }
    }
}
