//! Verification of classes (JVMS 4.10): which classes are verified, by which verifier, and what failures become.
//!
//! Class files of version 50 and above are verified by type checking, the crate `verifier`; older ones, and those of
//! version 50 whose StackMapTable does not fit, by inference, which the JDK's libverify does.

mod context;
mod inference;

use oops::klass::KlassFlags;
use oops::method::Method;
use oops::{KlassPtr, Symbol};
use verifier::{ClassVerifier, ExceptionHandler, Failure, LocalRange, MethodView, NameId};

use self::context::{Classes, Subject};
use crate::classes::{log_lines, well_known};
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// The first version verified by type checking.
const TYPE_CHECKED_VERSION: u16 = 50;
/// The first version for which type checking has the last word.
const NO_FAILOVER_VERSION: u16 = 51;

/// What a verifier says of a class that it does not accept.
enum Verdict {
    Verify(String),
    Format(String),
    /// The same without recourse to the other verifier.
    Malformed(String),
    Pending(Pending),
}

/// Verifies a class that is being linked, if its loader's classes are verified.
pub fn verify(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if !applies(klass) {
        return Ok(());
    }
    let version = klass.attributes.major_version;
    log_lines::verification("Start", klass);
    let result = if version < TYPE_CHECKED_VERSION {
        inference::verify(thread, klass)
    } else {
        match by_type_checking(thread, klass) {
            Err(Verdict::Verify(text) | Verdict::Format(text)) if version < NO_FAILOVER_VERSION => {
                fail_over(thread, klass, text)
            }
            other => other,
        }
    };
    log_lines::verification("End", klass);
    result.map_err(|verdict| match verdict {
        Verdict::Verify(text) => exceptions::throw(thread, "java/lang/VerifyError", &text),
        Verdict::Format(text) | Verdict::Malformed(text) => {
            exceptions::throw(thread, "java/lang/ClassFormatError", &text)
        }
        Verdict::Pending(pending) => pending,
    })
}

/// Inference has the last word on a class that type checking does not accept; the message stays that of type checking,
/// which says more.
fn fail_over(thread: &JavaThread, klass: KlassPtr, text: String) -> Result<(), Verdict> {
    inference::verify(thread, klass).map_err(|verdict| match verdict {
        Verdict::Verify(_) => Verdict::Verify(text),
        Verdict::Format(_) | Verdict::Malformed(_) => Verdict::Format(text),
        Verdict::Pending(pending) => Verdict::Pending(pending),
    })
}

/// True if the flags want this class verified. The classes without which no error could be thrown, and the accessors
/// that core reflection generates, never are.
pub fn applies(klass: KlassPtr) -> bool {
    let wanted = if klass.is_boot() || klass.flags.contains(KlassFlags::TRUSTED) {
        flags::get::BytecodeVerificationLocal() != 0
    } else {
        flags::get::BytecodeVerificationRemote() != 0
    };
    wanted && !is_basic(klass) && !klass.is_subclass_of(well_known::magic_accessor())
}

fn is_basic(klass: KlassPtr) -> bool {
    klass.is_boot()
        && matches!(
            klass.name.as_bytes(),
            b"java/lang/Object" | b"java/lang/Class" | b"java/lang/String" | b"java/lang/Throwable"
        )
}

fn by_type_checking(thread: &JavaThread, klass: KlassPtr) -> Result<(), Verdict> {
    let subject = Subject::new(klass);
    let mut classes = Classes::new(thread, klass);
    let mut verifier = ClassVerifier::new(&subject, &mut classes);
    for method in klass.methods.get() {
        if method.code.is_empty() {
            continue;
        }
        let handlers: Vec<ExceptionHandler> = method.exception_table.iter().map(handler).collect();
        let locals: Vec<LocalRange> = method.local_variables.iter().map(local_range).collect();
        let view = view(method, &handlers, &locals);
        verifier
            .verify_method(&view)
            .map_err(|failure| match failure {
                Failure::Verify(text) => Verdict::Verify(text),
                Failure::Format(text) => Verdict::Format(text),
                Failure::Malformed(text) => Verdict::Malformed(text),
                Failure::Pending(pending) => Verdict::Pending(pending),
            })?;
    }
    Ok(())
}

fn view<'a>(
    method: &'a Method,
    exception_table: &'a [ExceptionHandler],
    local_variables: &'a [LocalRange],
) -> MethodView<'a> {
    let frames = method.stack_map_table.get();
    MethodView {
        name: id(method.name),
        descriptor: id(method.descriptor),
        is_static: method.is_static(),
        max_stack: method.max_stack,
        max_locals: method.max_locals,
        code: method.code.get(),
        exception_table,
        stack_map_table: (!frames.is_empty()).then_some(frames),
        local_variables,
    }
}

fn handler(entry: &oops::method::ExceptionEntry) -> ExceptionHandler {
    ExceptionHandler {
        start_pc: entry.start,
        end_pc: entry.end,
        handler_pc: entry.handler,
        catch_type: entry.catch_type,
    }
}

fn local_range(variable: &oops::method::LocalVariable) -> LocalRange {
    LocalRange {
        start_pc: variable.start,
        length: variable.length,
    }
}

/// Symbols are the verifier's names.
fn id(symbol: Symbol) -> NameId {
    NameId(symbol.id())
}
