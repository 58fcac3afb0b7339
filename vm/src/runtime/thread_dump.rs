//! The thread dump that SIGQUIT asks for: every Java thread with its state, frames and monitors, and deadlocks.
//!
//! Everything is read at one safepoint, where the threads stand still; nothing is allocated on the Java heap.

use std::fmt::Write;
use std::io::Write as _;
use std::sync::atomic::Ordering;

use oops::{KlassPtr, MethodPtr, Oop};

use crate::classes::strings;
use crate::classes::well_known::{self as wk, fields};
use crate::memory::gc_log;
use crate::runtime::deadlocks::{Link, Owners, Wanted};
use crate::runtime::frames::{Frame, frames};
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::thread_status::ThreadStatus;
use crate::runtime::vm_operation::Operation;
use crate::runtime::{
    flags, handles, monitor_table, properties, resources, safepoint, stack_trace, threads_java,
    vm_threads,
};

/// Prints the dump on standard output.
pub fn print(thread: &JavaThread) {
    let text =
        safepoint::at_safepoint(
            thread,
            Operation::PrintThreads,
            || dump(&thread::snapshot()),
        );
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Local time as `2026-01-31 12:34:56`.
pub(super) fn local_time() -> String {
    // SAFETY: fills the structures.
    let t = unsafe {
        let now = libc::time(std::ptr::null_mut());
        let mut t: libc::tm = std::mem::zeroed();
        libc::localtime_r(&now, &mut t);
        t
    };
    let (y, mo) = (t.tm_year + 1900, t.tm_mon + 1);
    format!(
        "{y:04}-{mo:02}-{:02} {:02}:{:02}:{:02}",
        t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec
    )
}

fn dump(threads: &[&'static JavaThread]) -> String {
    let mut out = String::new();
    let version = properties::get("java.vm.version").unwrap_or_default();
    let name = properties::get("java.vm.name").unwrap_or_default();
    let info = properties::get("java.vm.info").unwrap_or_default();
    let _ = writeln!(
        out,
        "{}\nFull thread dump {name} ({version} {info}):\n",
        local_time()
    );
    thread_addresses(&mut out, threads);
    let owners = Owners::at_safepoint(threads);
    let owned = (flags::get::PrintConcurrentLocks() != 0).then(|| owners.owned_synchronizers());
    for t in threads.iter().filter(|t| !t.oop().is_null()) {
        thread_lines(&mut out, t);
        if let Some(owned) = &owned {
            owned_synchronizers(&mut out, t, owned);
        }
    }
    vm_threads::lines(&mut out);
    let (globals, weak_globals) = handles::global_counts();
    let _ = writeln!(
        out,
        "JNI global refs: {globals}, weak refs: {weak_globals}\n"
    );
    deadlocks(&mut out, &owners, threads);
    out.push_str(&gc_log::heap_summary());
    out.push('\n');
    out
}

/// The addresses of the threads' structures.
fn thread_addresses(out: &mut String, threads: &[&'static JavaThread]) {
    let list = threads.as_ptr() as usize;
    let _ = write!(
        out,
        "Threads class SMR info:\n_java_thread_list={list:#018x}, length={}, elements={{",
        threads.len()
    );
    for (i, t) in threads.iter().enumerate() {
        let before = match i {
            0 => "\n",
            i if i % 4 == 0 => ",\n",
            _ => ", ",
        };
        let _ = write!(out, "{before}{:#018x}", std::ptr::from_ref(*t) as usize);
    }
    out.push_str("\n}\n\n");
}

/// The synchronizers that a thread owns.
fn owned_synchronizers(out: &mut String, thread: &JavaThread, owned: &[(&JavaThread, Oop)]) {
    out.push_str("   Locked ownable synchronizers:\n");
    let before = out.len();
    for (_, object) in owned.iter().filter(|(t, _)| std::ptr::eq(*t, thread)) {
        let _ = writeln!(out, "\t- {}", object_text(*object));
    }
    if out.len() == before {
        out.push_str("\t- None\n");
    }
    out.push('\n');
}

/// What `Thread.State` calls a status, with the reason in parentheses.
fn state_text(status: i32) -> &'static str {
    const STATES: [(ThreadStatus, &str); 9] = [
        (ThreadStatus::New, "NEW"),
        (ThreadStatus::Terminated, "TERMINATED"),
        (ThreadStatus::Runnable, "RUNNABLE"),
        (ThreadStatus::Sleeping, "TIMED_WAITING (sleeping)"),
        (ThreadStatus::InObjectWait, "WAITING (on object monitor)"),
        (
            ThreadStatus::InObjectWaitTimed,
            "TIMED_WAITING (on object monitor)",
        ),
        (ThreadStatus::Parked, "WAITING (parking)"),
        (ThreadStatus::ParkedTimed, "TIMED_WAITING (parking)"),
        (
            ThreadStatus::BlockedOnMonitorEnter,
            "BLOCKED (on object monitor)",
        ),
    ];
    STATES
        .iter()
        .find(|(s, _)| *s as i32 == status)
        .map_or("UNKNOWN", |(_, text)| text)
}

/// The words at the end of a thread's first line.
fn activity(status: i32) -> &'static str {
    match status {
        s if s == ThreadStatus::BlockedOnMonitorEnter as i32 => "waiting for monitor entry ",
        s if s == ThreadStatus::InObjectWait as i32
            || s == ThreadStatus::InObjectWaitTimed as i32 =>
        {
            "in Object.wait() "
        }
        s if s == ThreadStatus::Runnable as i32 => "runnable ",
        _ => "waiting on condition ",
    }
}

fn thread_lines(out: &mut String, t: &'static JavaThread) {
    let object = t.oop();
    let status = object.load_i32(fields::thread_status());
    let daemon = if object.load_u8(fields::thread_daemon()) != 0 {
        "daemon "
    } else {
        ""
    };
    let tid = t.os_tid.load(Ordering::Relaxed);
    let _ = writeln!(
        out,
        "\"{}\" #{} {daemon}prio={} os_prio=0 cpu={:.2}ms elapsed={:.2}s tid={:#018x} nid={tid:#x} {} [{:#018x}]",
        threads_java::name_of(object),
        object.load_i64(fields::thread_tid()),
        object.load_i32(fields::thread_priority()),
        resources::thread_cpu_nanos(tid).unwrap_or(0) as f64 / 1e6,
        t.local.created.get().elapsed().as_secs_f64(),
        std::ptr::from_ref(t) as usize,
        activity(status),
        t.saved_sp.load(Ordering::Relaxed) & !0xfff,
    );
    let _ = writeln!(out, "   java.lang.Thread.State: {}", state_text(status));
    let held: Vec<Oop> = {
        // SAFETY: the thread stands still.
        let slots = unsafe { &*t.held_monitors.get() };
        slots.iter().map(oops::OopSlot::load).collect()
    };
    let mut end = held.len();
    for (i, frame) in frames(t).enumerate() {
        let method = frame.method;
        let _ = writeln!(out, "\tat {}", frame_text(method, frame.bci()));
        if i == 0 {
            waiting_line(out, t, status, method);
        }
        if let Some(header) = frame.header() {
            frame_monitors(out, header, &held, &mut end);
        }
        for object in frame.compiled_monitors() {
            let _ = writeln!(out, "\t- locked {}", object_text(object));
        }
    }
    out.push('\n');
}

fn object_text(object: Oop) -> String {
    let klass = object.klass();
    let of = match KlassPtr::of_mirror(object).filter(|_| klass == wk::class()) {
        Some(k) => format!("java.lang.Class for {}", k.external_name()),
        None => klass.external_name(),
    };
    format!("<{:#018x}> (a {of})", object.address())
}

/// What the top frame waits for.
fn waiting_line(out: &mut String, t: &JavaThread, status: i32, method: MethodPtr) {
    let parked =
        status == ThreadStatus::Parked as i32 || status == ThreadStatus::ParkedTimed as i32;
    if parked && let Some(blocker) = t.oop().load_oop(fields::thread_park_blocker()).non_null() {
        let _ = writeln!(out, "\t- parking to wait for  {}", object_text(blocker));
    }
    let Some(object) = t.blocked_on.load().non_null() else {
        return;
    };
    let blocked = status == ThreadStatus::BlockedOnMonitorEnter as i32;
    let in_wait = method.holder() == wk::object() && method.name.as_bytes() == b"wait";
    let word = match (blocked, in_wait) {
        (true, true) => "waiting to re-lock in wait()",
        (true, false) => "waiting to lock",
        (false, _) => "waiting on",
    };
    let _ = writeln!(out, "\t- {word} {}", object_text(object));
}

/// The monitors that a frame holds, innermost first. `end` is where the monitors of the frames outside of it begin.
fn frame_monitors(out: &mut String, frame: &Frame, held: &[Oop], end: &mut usize) {
    let mut line = |object: Oop| {
        let _ = writeln!(out, "\t- locked {}", object_text(object));
    };
    let base = usize::from(frame.monitor_base);
    if frame.monitor_base != u16::MAX && base <= *end {
        held[base..*end].iter().rev().copied().for_each(&mut line);
        *end = base;
    }
    if let Some(object) = frame.sync_object.load().non_null() {
        line(object);
    }
}

/// `java.lang.Thread.sleep(java.base@17.0.15/Native Method)`.
pub(super) fn frame_text(method: MethodPtr, bci: i32) -> String {
    let holder = method.holder();
    let mut place = module_prefix(holder);
    match (
        stack_trace::line_number(method, bci),
        holder.attributes.source_file,
    ) {
        (-2, _) => place.push_str("Native Method"),
        (line, Some(file)) if line >= 0 => {
            let _ = write!(place, "{file}:{line}");
        }
        (_, Some(file)) => {
            let _ = write!(place, "{file}");
        }
        (_, None) => place.push_str("Unknown Source"),
    }
    format!("{}.{}({place})", holder.external_name(), method.name)
}

/// `java.base@17.0.15/` for a class of a named module of the platform.
fn module_prefix(holder: KlassPtr) -> String {
    let mirror = holder.mirror();
    let name = mirror
        .load_oop(fields::class_module())
        .non_null()
        .and_then(|m| m.load_oop(fields::module_name()).non_null())
        .map(strings::to_rust);
    match name {
        Some(name) if holder.is_boot() => format!("{name}@{}/", properties::library_version()),
        Some(name) => format!("{name}/"),
        None => String::new(),
    }
}

/// What a thread of a deadlock waits for and who has it.
fn link_lines(out: &mut String, link: &Link) {
    let _ = writeln!(out, "\n\"{}\":", threads_java::name_of(link.thread.oop()));
    let _ = match link.wanted {
        Wanted::Monitor(object) => write!(
            out,
            "  waiting to lock monitor {:#018x} (object {:#018x}, a {})",
            monitor_table::find(object).map_or(0, |m| std::ptr::from_ref(m) as usize),
            object.address(),
            object.klass().external_name()
        ),
        Wanted::Synchronizer(object) => write!(
            out,
            "  waiting for ownable synchronizer {:#018x}, (a {})",
            object.address(),
            object.klass().external_name()
        ),
    };
    let owner = threads_java::name_of(link.owner.oop());
    let _ = writeln!(out, ",\n  which is held by \"{owner}\"");
}

fn deadlocks(out: &mut String, owners: &Owners, threads: &[&'static JavaThread]) {
    let cycles = owners.cycles(threads);
    for cycle in &cycles {
        out.push_str("\nFound one Java-level deadlock:\n=============================");
        for link in cycle {
            link_lines(out, link);
        }
        out.push_str("\nJava stack information for the threads listed above:\n");
        out.push_str("===================================================\n");
        for link in cycle {
            let _ = writeln!(out, "\"{}\":", threads_java::name_of(link.thread.oop()));
            let mut lines = String::new();
            thread_lines(&mut lines, link.thread);
            for line in lines.lines().skip(2).filter(|l| !l.is_empty()) {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    match cycles.len() {
        0 => {}
        1 => out.push_str("\nFound 1 deadlock.\n\n"),
        n => {
            let _ = writeln!(out, "\nFound {n} deadlocks.\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_as_in_java() {
        assert_eq!(state_text(0xe1), "TIMED_WAITING (sleeping)");
        assert_eq!(state_text(0x401), "BLOCKED (on object monitor)");
    }
}
