//! `-XX:+LogCompilation`: what was asked of the compilers and what came of it, as XML in the shape of HotSpot's `hotspot_pidN.log`
//! (`-XX:LogFile` names another file), which its tools read.
//!
//! The stream of events of all threads is the element `tty`: `task_queued`, `nmethod`, `make_not_entrant`, `uncommon_trap`. The
//! compiler threads' own streams (`task` with `failure` and `task_done`) are kept in memory and follow at exit, one
//! `compilation_log` each. `-XX:CompileCommand=log,METHOD` leaves the tasks of other methods out. A file of a process that
//! did not end by itself breaks off within `tty`.

use std::cell::RefCell;
use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::sync::OnceLock;

use compiler::host::Bci;
use compiler::output::{DeoptReason, Level};
use oops::MethodPtr;
use parking_lot::Mutex;

use crate::compiler::code_cache::CompiledCode;
use crate::compiler::commands::{self, Action};
use crate::compiler::print;
use crate::runtime::{flags, init, properties, resources};

/// The file and what will be appended to it.
struct Log {
    /// `None` once it is closed.
    file: Option<BufWriter<File>>,
    /// Contents of the elements `compilation_log`, by thread.
    threads: Vec<(String, String)>,
}

static LOG: OnceLock<Option<Mutex<Log>>> = OnceLock::new();

thread_local! {
    /// Number of the compiler thread's own stream, and the element `task` that is being made there.
    static TASK: RefCell<(Option<usize>, String)> = const { RefCell::new((None, String::new())) };
}

/// What is known of a compilation when it is asked for.
#[derive(Clone, Copy)]
pub struct Asked {
    pub method: MethodPtr,
    pub osr_bci: Option<Bci>,
    pub id: u32,
    pub level: Level,
    pub blocks: bool,
}

fn log() -> Option<&'static Mutex<Log>> {
    if flags::get::LogCompilation() == 0 {
        return None;
    }
    LOG.get_or_init(|| {
        let file = flags::text("LogFile");
        let pid = std::process::id().to_string();
        let path = match file.is_empty() {
            true => format!("hotspot_pid{pid}.log"),
            false => file.replace("%p", &pid),
        };
        let opened = File::create(&path).and_then(|file| {
            let mut file = BufWriter::new(file);
            file.write_all(head().as_bytes())?;
            Ok(file)
        });
        match opened {
            Ok(file) => Some(Mutex::new(Log {
                file: Some(file),
                threads: Vec::new(),
            })),
            Err(e) => {
                flags::parse::warning(&format!("Cannot open log file {path}: {e}"));
                None
            }
        }
    })
    .as_ref()
}

/// Adds an element to the stream of events.
fn event(make: impl FnOnce() -> String) {
    if let Some(log) = log() {
        let text = make();
        if let Some(file) = &mut log.lock().file {
            // A full disk is nobody's error here.
            let _ = file.write_all(text.as_bytes());
        }
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&apos;"),
            '"' => out.push_str("&quot;"),
            c if c < ' ' && !matches!(c, '\n' | '\t') => out.push('?'),
            c => out.push(c),
        }
    }
    out
}

fn stamp() -> f64 {
    resources::uptime_nanos() as f64 / 1e9
}

fn attribute(out: &mut String, name: &str, value: impl Display) {
    let _ = write!(out, " {name}='{}'", escape(&value.to_string()));
}

/// The attributes that name a method.
fn method_attributes(out: &mut String, method: MethodPtr) {
    let holder = method.holder().external_name();
    let name = format!("{holder} {} {}", method.name, method.descriptor);
    attribute(out, "method", name);
    attribute(out, "bytes", method.code.len());
    let count =
        |counter: &std::sync::atomic::AtomicU32| counter.load(std::sync::atomic::Ordering::Relaxed);
    attribute(out, "count", count(&method.rt.invocations));
    attribute(out, "backedge_count", count(&method.rt.backedges));
}

/// An element for a compilation, without its end.
fn element(name: &str, asked: &Asked) -> String {
    let mut out = format!("<{name}");
    attribute(&mut out, "compile_id", asked.id);
    if let Some(bci) = asked.osr_bci {
        attribute(&mut out, "compile_kind", "osr");
        attribute(&mut out, "osr_bci", bci);
    }
    method_attributes(&mut out, asked.method);
    if asked.blocks {
        attribute(&mut out, "blocking", 1);
    }
    attribute(&mut out, "level", asked.level as u32);
    out
}

fn ended(mut element: String) -> String {
    let _ = writeln!(element, " stamp='{:.3}'/>", stamp());
    element
}

/// A compilation was asked for.
pub fn task_queued(asked: &Asked) {
    event(|| ended(element("task_queued", asked)));
}

/// The current compiler thread begins.
pub fn task_begins(asked: &Asked) {
    let wanted = || !commands::has(Action::Log) || commands::asks(Action::Log, asked.method);
    if log().is_none() || !wanted() {
        return;
    }
    TASK.with_borrow_mut(|(_, task)| {
        *task = element("task", asked);
        let _ = writeln!(task, " stamp='{:.3}'>", stamp());
    });
}

/// The current compiler thread's task came to nothing.
pub fn task_failed(why: &str) {
    end_task(|task| {
        let _ = writeln!(task, "<failure reason='{}'/>", escape(why));
        "success='0'".to_owned()
    });
}

/// The current compiler thread's task is installed code.
pub fn task_succeeded(code: &CompiledCode, bytecodes: u32) {
    end_task(|_| {
        let inlined = (bytecodes as usize).saturating_sub(code.method.code.len());
        format!(
            "success='1' nmsize='{}' inlined_bytes='{inlined}'",
            code.size()
        )
    });
}

fn end_task(how: impl FnOnce(&mut String) -> String) {
    let Some(log) = log() else { return };
    TASK.with_borrow_mut(|(own, task)| {
        if task.is_empty() {
            return;
        }
        let mut text = std::mem::take(task);
        let how = how(&mut text);
        let _ = writeln!(text, "<task_done {how} stamp='{:.3}'/>\n</task>", stamp());
        let mut log = log.lock();
        let number = *own.get_or_insert_with(|| {
            let name = std::thread::current().name().unwrap_or("?").to_owned();
            log.threads.push((name, String::new()));
            log.threads.len() - 1
        });
        if let Some((_, stream)) = log.threads.get_mut(number) {
            stream.push_str(&text);
        }
    });
}

/// Code was installed.
pub fn nmethod(code: &CompiledCode) {
    event(|| {
        let asked = Asked {
            method: code.method,
            osr_bci: code.osr_bci,
            id: code.id,
            level: code.level(),
            blocks: false,
        };
        let mut out = element("nmethod", &asked);
        attribute(&mut out, "compiler", "c1");
        attribute(&mut out, "entry", format_args!("{:#018x}", code.entry()));
        attribute(&mut out, "size", code.size());
        ended(out)
    });
}

/// A native method got a wrapper.
pub fn native_wrapper(method: MethodPtr, id: u32) {
    event(|| {
        let mut out = "<nmethod".to_owned();
        attribute(&mut out, "compile_id", id);
        attribute(&mut out, "compile_kind", "c2n");
        method_attributes(&mut out, method);
        attribute(&mut out, "level", 0);
        ended(out)
    });
}

/// Nobody enters the code any more.
pub fn made_not_entrant(code: &CompiledCode) {
    event(|| {
        let mut out = "<make_not_entrant".to_owned();
        attribute(&mut out, "compile_id", code.id);
        attribute(&mut out, "compiler", "c1");
        attribute(&mut out, "level", code.level() as u32);
        ended(out)
    });
}

/// Code was left at a trap; the frames from the innermost to the outermost.
pub fn uncommon_trap(
    code: &CompiledCode,
    reason: DeoptReason,
    frames: impl Iterator<Item = (MethodPtr, Bci)>,
) {
    event(|| {
        let mut out = "<uncommon_trap".to_owned();
        attribute(&mut out, "reason", print::reason_name(reason));
        let action = match reason {
            DeoptReason::Request => "none",
            _ => "reinterpret",
        };
        attribute(&mut out, "action", action);
        attribute(&mut out, "compile_id", code.id);
        attribute(&mut out, "compiler", "c1");
        attribute(&mut out, "level", code.level() as u32);
        let _ = writeln!(out, " stamp='{:.3}'>", stamp());
        for (method, bci) in frames {
            out.push_str("<jvms");
            attribute(&mut out, "bci", bci);
            method_attributes(&mut out, method);
            out.push_str("/>\n");
        }
        out.push_str("</uncommon_trap>\n");
        out
    });
}

/// What the file begins with.
fn head() -> String {
    let property = |name: &str| escape(&properties::get(name).unwrap_or_default());
    let millis = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_millis());
    format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n\
         <hotspot_log version='160 1' process='{}' time_ms='{millis}'>\n\
         <vm_version>\n<name>\n{}\n</name>\n<release>\n{}\n</release>\n<info>\n{}\n</info>\n</vm_version>\n\
         <vm_arguments>\n<args>\n{}\n</args>\n<command>\n{}\n</command>\n</vm_arguments>\n\
         <tty>\n",
        std::process::id(),
        property("java.vm.name"),
        property("java.vm.version"),
        escape(&properties::internal_version()),
        escape(&init::arguments_if_created().join(" ")),
        property("sun.java.command"),
    )
}

/// Ends the file, if there is one.
pub fn close_at_exit() {
    let Some(log) = LOG.get().and_then(Option::as_ref) else {
        return;
    };
    let mut log = log.lock();
    if let Some(file) = log.file.take() {
        // A full disk is nobody's error here.
        let _ = finish(file, &log.threads);
    }
}

fn finish(mut file: BufWriter<File>, threads: &[(String, String)]) -> io::Result<()> {
    writeln!(file, "<tty_done stamp='{:.3}'/>\n</tty>", stamp())?;
    for (name, stream) in threads {
        writeln!(file, "<compilation_log>")?;
        writeln!(file, "<start_compile_thread name='{}'/>", escape(name))?;
        file.write_all(stream.as_bytes())?;
        writeln!(file, "</compilation_log>")?;
    }
    writeln!(
        file,
        "<hotspot_log_done stamp='{:.3}'/>\n</hotspot_log>",
        stamp()
    )?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        let mut out = String::new();
        attribute(&mut out, "method", "A <init> ('&')V");
        assert_eq!(out, " method='A &lt;init&gt; (&apos;&amp;&apos;)V'");
    }
}
