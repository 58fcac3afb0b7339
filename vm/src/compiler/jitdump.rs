//! `/tmp/jit-PID.dump`: the compiled methods with their bytes and lines, for `perf inject --jit` (`-XX:+DumpJitDump`;
//! `perf record -k mono`). Format: "JIT dump" specification of Linux' tools/perf, version 1.
//!
//! perf finds the file by an executable mapping of it among the process's events. Records are written when code is installed.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::sync::OnceLock;

use parking_lot::Mutex;

use crate::compiler::code_cache::CompiledCode;
use crate::runtime::{flags, stack_trace};

const MAGIC: u32 = 0x4a69_5444;
const VERSION: u32 = 1;
const HEADER_BYTES: u32 = 40;
/// EM_X86_64 of ELF.
const MACHINE: u32 = 62;
const RECORD_HEADER_BYTES: usize = 16;
const PAGE: usize = 4096;

#[derive(Clone, Copy)]
#[repr(u32)]
enum Kind {
    CodeLoad = 0,
    DebugInfo = 2,
}

static DUMP: OnceLock<Option<Mutex<File>>> = OnceLock::new();

/// Writes code that was just installed, if it was asked for.
pub fn write_if_asked(code: &CompiledCode) {
    if flags::get::DumpJitDump() == 0 {
        return;
    }
    let open = || {
        let path = format!("/tmp/jit-{}.dump", std::process::id());
        create(&path)
            .inspect_err(|e| flags::parse::warning(&format!("Failed to create {path}: {e}")))
            .ok()
            .map(Mutex::new)
    };
    if let Some(file) = DUMP.get_or_init(open) {
        let mut bytes = record(Kind::DebugInfo, &lines(code));
        bytes.extend(record(Kind::CodeLoad, &load(code)));
        // A full disk costs the file's end, nothing else.
        let _ = file.lock().write_all(&bytes);
    }
}

fn create(path: &str) -> io::Result<File> {
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?;
    let mut header = Vec::new();
    for word in [MAGIC, VERSION, HEADER_BYTES, MACHINE, 0, std::process::id()] {
        header.extend(word.to_ne_bytes());
    }
    header.extend(now().to_ne_bytes());
    header.extend(0u64.to_ne_bytes());
    file.write_all(&header)?;
    // SAFETY: a mapping at a place of the system's choice that nobody reads; it stays, as perf's mark.
    let mark = unsafe {
        let access = libc::PROT_READ | libc::PROT_EXEC;
        let start = std::ptr::null_mut();
        libc::mmap(start, PAGE, access, libc::MAP_PRIVATE, file.as_raw_fd(), 0)
    };
    match mark == libc::MAP_FAILED {
        true => Err(io::Error::last_os_error()),
        false => Ok(file),
    }
}

/// Nanoseconds of the monotonic clock.
fn now() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: fills the structure.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn record(kind: Kind, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(RECORD_HEADER_BYTES + body.len());
    bytes.extend((kind as u32).to_ne_bytes());
    bytes.extend(((RECORD_HEADER_BYTES + body.len()) as u32).to_ne_bytes());
    bytes.extend(now().to_ne_bytes());
    bytes.extend(body);
    bytes
}

fn load(code: &CompiledCode) -> Vec<u8> {
    let mut body = Vec::new();
    // SAFETY: no arguments, cannot fail.
    let thread = unsafe { libc::gettid() } as u32;
    body.extend(std::process::id().to_ne_bytes());
    body.extend(thread.to_ne_bytes());
    for word in [
        code.entry() as u64,
        code.entry() as u64,
        code.bytes().len() as u64,
        u64::from(code.id),
    ] {
        body.extend(word.to_ne_bytes());
    }
    body.extend(code.name().as_bytes());
    body.push(0);
    body.extend(code.bytes());
    body
}

/// The lines of the innermost methods.
fn lines(code: &CompiledCode) -> Vec<u8> {
    let mut count = 0u64;
    let mut entries = Vec::new();
    for position in code.positions() {
        let method = code.scope_method(position.scope);
        let line = stack_trace::line_number(method, position.bci.into());
        let holder = method.holder();
        let (Ok(line), Some(file)) = (u32::try_from(line), holder.attributes.source_file) else {
            continue;
        };
        let class = holder.name.to_string();
        let folder = class.rsplit_once('/').map_or("", |(folder, _)| folder);
        entries.extend((code.entry() as u64 + u64::from(position.start)).to_ne_bytes());
        entries.extend(line.to_ne_bytes());
        entries.extend(0u32.to_ne_bytes());
        entries.extend(folder.as_bytes());
        if !folder.is_empty() {
            entries.push(b'/');
        }
        entries.extend(file.as_bytes());
        entries.push(0);
        count += 1;
    }
    let mut body = Vec::with_capacity(16 + entries.len());
    body.extend((code.entry() as u64).to_ne_bytes());
    body.extend(count.to_ne_bytes());
    body.extend(entries);
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_say_their_size() {
        let bytes = record(Kind::DebugInfo, &[1, 2, 3]);
        assert_eq!(bytes.len(), 19);
        assert_eq!(bytes[..8], [2, 0, 0, 0, 19, 0, 0, 0]);
        assert_eq!(bytes[16..], [1, 2, 3]);
    }
}
