//! Stack traces: `Throwable.fillInStackTrace` and what makes StackTraceElements out of its backtrace.
//!
//! A backtrace is an `Object[]` of three: a `long[]` with a method (high half: its class-space offset) and a bytecode index
//! (low half) for each frame, and an `Object[]` with the mirrors of those methods' classes, which keeps the classes from
//! being unloaded (null when all classes are the boot loader's), and something that is not null if the frame that threw
//! is hidden and so left out.

use oops::{BasicType, KlassPtr, LoaderId, MethodFlags, MethodPtr, Oop};

use crate::classes::loader_data::ClassLoaderData;
use crate::classes::well_known::{self, fields};
use crate::classes::{modules, strings};
use crate::jvm::class::java_name;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::flags;
use crate::runtime::frames::frames;
use crate::runtime::thread::JavaThread;

/// Offset of a long array's elements.
const LONGS: usize = oops::oop::array_base_offset(3);

fn pack(method: MethodPtr, bci: i32) -> u64 {
    u64::from(method.offset()) << 32 | u64::from(bci as u32)
}

fn unpack(entry: u64) -> (Option<MethodPtr>, i32) {
    (MethodPtr::from_offset((entry >> 32) as u32), entry as i32)
}

/// True for the frames at the top of the stack that only exist because the throwable is being made.
struct MakingFilter {
    throwable: KlassPtr,
    filling: bool,
    constructing: bool,
}

impl MakingFilter {
    fn leaves_out(&mut self, method: MethodPtr) -> bool {
        if self.filling {
            if method.name.as_bytes() == b"fillInStackTrace"
                && self.throwable.is_subclass_of(method.holder())
            {
                return true;
            }
            self.filling = false;
        }
        if self.constructing {
            if method.is_initializer() && self.throwable.is_subclass_of(method.holder()) {
                return true;
            }
            self.constructing = false;
        }
        false
    }
}

/// The frames that a stack trace shows.
struct Trace {
    entries: Vec<u64>,
    all_boot: bool,
    hidden_top: bool,
}

/// The current thread's frames for a throwable of class `throwable`: without the constructors' and `fillInStackTrace`'s
/// own and without hidden ones (unless ShowHiddenFrames), at most `limit`.
fn collect(thread: &JavaThread, throwable: KlassPtr, limit: usize) -> Trace {
    let show_hidden = flags::get::ShowHiddenFrames() != 0;
    let mut filter = MakingFilter {
        throwable,
        filling: true,
        constructing: true,
    };
    let mut trace = Trace {
        entries: Vec::with_capacity(64.min(limit)),
        all_boot: true,
        hidden_top: false,
    };
    for frame in frames(thread) {
        let method = frame.method;
        if filter.leaves_out(method) {
            continue;
        }
        if !show_hidden && method.flags.contains(MethodFlags::HIDDEN) {
            trace.hidden_top |= trace.entries.is_empty();
            continue;
        }
        if trace.entries.len() == limit {
            break;
        }
        trace.all_boot &= method.holder().holder == LoaderId::BOOT;
        trace.entries.push(pack(method, frame.bci()));
    }
    trace
}

/// Fills `throwable.backtrace` and `depth` from the current frames.
pub fn fill_in_stack_trace(thread: &JavaThread, throwable: Oop) -> JResult<()> {
    if flags::get::StackTraceInThrowable() == 0 {
        return Ok(());
    }
    let limit = match flags::get::MaxJavaStackTraceDepth() as usize {
        0 => usize::MAX,
        n => n,
    };
    let trace = collect(thread, throwable.klass(), limit);
    memory::store_oop(throwable, fields::throwable_stack_trace(), Oop::NULL);
    let longs = memory::allocate_primitive_array(thread, BasicType::Long, trace.entries.len())?;
    let mirrors = if trace.all_boot {
        Oop::NULL
    } else {
        memory::allocate_object_array(thread, well_known::object(), trace.entries.len())?
    };
    let backtrace = memory::allocate_object_array(thread, well_known::object(), 3)?;
    memory::obj_array_store(backtrace, 0, longs);
    memory::obj_array_store(backtrace, 1, mirrors);
    fill(throwable, backtrace, &trace);
    Ok(())
}

/// A backtrace without frames that has room for `frames`; see [`fill_empty_backtrace`].
pub fn empty_backtrace(thread: &JavaThread, frames: usize) -> JResult<Oop> {
    let longs = memory::allocate_primitive_array(thread, BasicType::Long, frames)?;
    let mirrors = memory::allocate_object_array(thread, well_known::object(), frames)?;
    let backtrace = memory::allocate_object_array(thread, well_known::object(), 3)?;
    memory::obj_array_store(backtrace, 0, longs);
    memory::obj_array_store(backtrace, 1, mirrors);
    Ok(backtrace)
}

/// Fills the throwable's [`empty_backtrace`] with as many of the current frames as it holds. Allocates nothing.
pub fn fill_empty_backtrace(thread: &JavaThread, throwable: Oop) {
    if let Some(backtrace) = throwable.load_oop(fields::throwable_backtrace()).non_null() {
        let room = backtrace.obj_at(0).array_length();
        let trace = collect(thread, throwable.klass(), room);
        fill(throwable, backtrace, &trace);
    }
}

/// Writes the frames into the backtrace's arrays, which are long enough, and gives it to the throwable.
fn fill(throwable: Oop, backtrace: Oop, trace: &Trace) {
    let (longs, mirrors) = (backtrace.obj_at(0), backtrace.obj_at(1));
    for (i, &e) in trace.entries.iter().enumerate() {
        longs.store_u64(LONGS + 8 * i, e);
        if let (Some(method), false) = (unpack(e).0, mirrors.is_null()) {
            memory::obj_array_store(mirrors, i, method.holder().mirror());
        }
    }
    let hidden = if trace.hidden_top { longs } else { Oop::NULL };
    memory::obj_array_store(backtrace, 2, hidden);
    memory::store_oop(throwable, fields::throwable_backtrace(), backtrace);
    throwable.store_i32(fields::throwable_depth(), trace.entries.len() as i32);
}

/// The methods and bytecode indexes of a throwable's backtrace, innermost first.
pub fn backtrace(throwable: Oop) -> Vec<(MethodPtr, i32)> {
    let Some(backtrace) = throwable.load_oop(fields::throwable_backtrace()).non_null() else {
        return Vec::new();
    };
    let longs = backtrace.obj_at(0);
    (0..longs.array_length())
        .filter_map(|i| {
            let (method, bci) = unpack(longs.load_u64(LONGS + 8 * i));
            method.map(|m| (m, bci))
        })
        .collect()
}

/// The method and bytecode index that a throwable's backtrace begins with, if that is where it was thrown.
pub fn throwing_instruction(throwable: Oop) -> Option<(MethodPtr, i32)> {
    let backtrace = throwable
        .load_oop(fields::throwable_backtrace())
        .non_null()?;
    let longs = backtrace.obj_at(0);
    if longs.array_length() == 0 || !backtrace.obj_at(2).is_null() {
        return None;
    }
    let (method, bci) = unpack(longs.load_u64(LONGS));
    method.map(|m| (m, bci))
}

/// Fills the StackTraceElement[] from the throwable's backtrace.
pub fn init_stack_trace_elements(
    thread: &JavaThread,
    elements: Oop,
    throwable: Oop,
) -> JResult<()> {
    if elements.is_null() || throwable.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    let trace = backtrace(throwable);
    if trace.len() != elements.array_length() {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/IndexOutOfBoundsException",
        ));
    }
    for (i, (method, bci)) in trace.into_iter().enumerate() {
        let element = elements.obj_at(i);
        if element.is_null() {
            return Err(exceptions::throw_npe(thread));
        }
        fill_element(thread, element, method, bci)?;
    }
    Ok(())
}

/// Fills one StackTraceElement for a method and bytecode index (−2 native).
pub fn fill_element(thread: &JavaThread, element: Oop, method: MethodPtr, bci: i32) -> JResult<()> {
    let holder = method.holder();
    let mirror = holder.mirror();
    memory::store_oop(
        element,
        fields::stack_trace_element_declaring_class_object(),
        mirror,
    );
    let class_name = class_name(thread, mirror, holder)?;
    memory::store_oop(
        element,
        fields::stack_trace_element_declaring_class(),
        class_name,
    );
    if let Some(loader) = ClassLoaderData::get(holder.loader).loader().non_null() {
        let name = loader.load_oop(fields::class_loader_name());
        memory::store_oop(
            element,
            fields::stack_trace_element_class_loader_name(),
            name,
        );
    }
    if let Some(module) = mirror.load_oop(fields::class_module()).non_null()
        && let Some(name) = module.load_oop(fields::module_name()).non_null()
    {
        memory::store_oop(element, fields::stack_trace_element_module_name(), name);
        if let Some(version) = modules::module_of(holder).version {
            let version = strings::intern_symbol(thread, version)?;
            memory::store_oop(
                element,
                fields::stack_trace_element_module_version(),
                version,
            );
        }
    }
    let name = strings::intern_symbol(thread, method.name)?;
    memory::store_oop(element, fields::stack_trace_element_method_name(), name);
    if let Some(file) = holder.attributes.source_file {
        let file = strings::intern_symbol(thread, file)?;
        memory::store_oop(element, fields::stack_trace_element_file_name(), file);
    }
    element.store_i32(
        fields::stack_trace_element_line_number(),
        line_number(method, bci),
    );
    Ok(())
}

/// `Class.getName` of the class, from its cache if Java has asked for it before.
fn class_name(thread: &JavaThread, mirror: Oop, holder: KlassPtr) -> JResult<Oop> {
    if let Some(name) = mirror.load_oop(fields::class_name()).non_null() {
        return Ok(name);
    }
    let name = java_name(thread, holder)?;
    memory::store_oop(mirror, fields::class_name(), name);
    Ok(name)
}

/// The line as StackTraceElement has it: −2 for native methods, −1 if it is not known.
pub fn line_number(method: MethodPtr, bci: i32) -> i32 {
    if method.is_native() {
        return -2;
    }
    usize::try_from(bci)
        .ok()
        .and_then(|b| method.line_number(b))
        .map_or(-1, i32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_method_and_negative_indexes() {
        let method = MethodPtr::from_offset(0x1234_5678).unwrap();
        assert_eq!(unpack(pack(method, 17)), (Some(method), 17));
        assert_eq!(unpack(pack(method, -2)), (Some(method), -2));
    }
}
