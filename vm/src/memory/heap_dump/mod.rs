//! Heap dumps in HPROF's binary format 1.0.2, for Eclipse MAT, VisualVM and their like.
//!
//! The world is stopped while a dump is written, by the thread that wants it, straight from the heap through a buffer of a
//! megabyte: what is needed besides is a number for each class and name. An object's address is its identifier, a class
//! goes by its mirror's. The order of the records is HotSpot's: names, classes, stack traces, then the heap in
//! segments: class dumps, objects, roots.
//!
//! A dump at an OutOfMemoryError does not collect before, for a collection has just failed to help.

mod classes;
mod objects;
mod threads;
mod writer;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use flate2::Compression;
use flate2::write::GzEncoder;
use oops::BasicType;

use crate::memory::GcCause;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::vm_operation::Operation;
use crate::runtime::{flags, safepoint};
use classes::Classes;
use writer::Writer;

/// Numbers of records and heap records.
mod tag {
    pub const STRING: u8 = 0x01;
    pub const LOAD_CLASS: u8 = 0x02;
    pub const STACK_FRAME: u8 = 0x04;
    pub const STACK_TRACE: u8 = 0x05;
    pub const ROOT_JNI_GLOBAL: u8 = 0x01;
    pub const ROOT_JNI_LOCAL: u8 = 0x02;
    pub const ROOT_JAVA_FRAME: u8 = 0x03;
    pub const ROOT_NATIVE_STACK: u8 = 0x04;
    pub const ROOT_STICKY_CLASS: u8 = 0x05;
    pub const ROOT_MONITOR_USED: u8 = 0x07;
    pub const ROOT_THREAD_OBJECT: u8 = 0x08;
    pub const CLASS_DUMP: u8 = 0x20;
    pub const INSTANCE_DUMP: u8 = 0x21;
    pub const OBJECT_ARRAY_DUMP: u8 = 0x22;
    pub const PRIMITIVE_ARRAY_DUMP: u8 = 0x23;
    pub const ROOT_UNKNOWN: u8 = 0xff;
}

/// The stack trace of records that have none.
const DUMMY_TRACE: u32 = 1;

/// The format's number of a type.
fn type_number(ty: BasicType) -> u8 {
    match ty {
        BasicType::Object | BasicType::Array | BasicType::Void => 2,
        // The others are numbered as in `newarray`.
        primitive => primitive as u8,
    }
}

/// Why there is no dump, or no whole one.
#[derive(Debug)]
pub enum DumpError {
    Create(io::Error),
    Incomplete(io::Error),
}

/// Dumps the heap into a new file, after a full collection if only live objects are wanted. Returns the file's size.
pub fn dump(thread: &JavaThread, path: &Path, live_only: bool) -> Result<u64, DumpError> {
    if live_only {
        thread.local.mutator.get().collect(GcCause::HeapDump);
    }
    safepoint::at_safepoint(thread, Operation::HeapDumper, || write_file(path, None))
}

/// The dump of `-XX:+HeapDumpOnOutOfMemoryError`.
pub fn dump_at_out_of_memory(thread: &JavaThread) {
    let path = next_path();
    say(&format!("Dumping heap to {} ...", path.display()));
    let start = Instant::now();
    let result = safepoint::at_safepoint(thread, Operation::HeapDumper, || {
        write_file(&path, Some(thread))
    });
    say(&report(&path, start, result));
}

/// A dump with the world stopped already (`-XX:+HeapDumpBeforeFullGC`, `-XX:+HeapDumpAfterFullGC`).
pub fn dump_at_collection() {
    let path = next_path();
    say(&format!("Dumping heap to {} ...", path.display()));
    let start = Instant::now();
    let result = write_file(&path, None);
    say(&report(&path, start, result));
}

fn report(path: &Path, start: Instant, result: Result<u64, DumpError>) -> String {
    match result {
        Ok(bytes) => format!(
            "Heap dump file created [{bytes} bytes in {:.3} secs]",
            start.elapsed().as_secs_f64()
        ),
        Err(DumpError::Create(e)) => {
            format!("Unable to create {}: {}", path.display(), reason(&e))
        }
        Err(DumpError::Incomplete(e)) => format!("Dump file is incomplete: {}", reason(&e)),
    }
}

/// The system's words for an error.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

fn say(line: &str) {
    flags::parse::print(&format!("{line}\n"));
}

/// The file that `HeapDumpPath` names or that goes into the folder it names; later dumps of the process have a number
/// behind it.
fn next_path() -> PathBuf {
    static DUMPS: AtomicU32 = AtomicU32::new(0);
    let wanted = PathBuf::from(flags::text("HeapDumpPath"));
    let path = if wanted.as_os_str().is_empty() || wanted.is_dir() {
        let packed = if flags::get::HeapDumpGzipLevel() != 0 {
            ".gz"
        } else {
            ""
        };
        wanted.join(format!("java_pid{}.hprof{packed}", std::process::id()))
    } else {
        wanted
    };
    match DUMPS.fetch_add(1, Ordering::Relaxed) {
        0 => path,
        n => {
            let mut numbered = path.into_os_string();
            numbered.push(format!(".{n}"));
            numbered.into()
        }
    }
}

/// Writes the whole dump; the world is stopped.
fn write_file(path: &Path, failed: Option<&JavaThread>) -> Result<u64, DumpError> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(DumpError::Create)?;
    write(file, failed).map_err(DumpError::Incomplete)
}

fn write(file: File, failed: Option<&JavaThread>) -> io::Result<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = now.unwrap_or_default().as_millis() as u64;
    let file = BufWriter::new(file);
    match flags::get::HeapDumpGzipLevel() {
        0 => {
            let (mut file, bytes) = write_to(file, millis, failed)?;
            file.flush()?;
            Ok(bytes)
        }
        level => {
            let gzip = GzEncoder::new(file, Compression::new(level as u32));
            let (gzip, _) = write_to(gzip, millis, failed)?;
            let mut file = gzip.finish()?;
            file.flush()?;
            Ok(file.get_ref().metadata()?.len())
        }
    }
}

/// Writes the records; the output and the bytes that went there.
fn write_to<W: Write>(out: W, millis: u64, failed: Option<&JavaThread>) -> io::Result<(W, u64)> {
    let mut w = Writer::new(out, millis);
    let threads: Vec<_> = thread::snapshot()
        .into_iter()
        .filter(|t| !t.oop().is_null())
        .collect();
    let mut classes = Classes::collect();
    classes.write_names(&mut w);
    threads::write_traces(&mut w, &mut classes, &threads, failed);
    classes.write_dumps(&mut w);
    objects::write_all(&mut w);
    threads::write_roots(&mut w, &threads, failed);
    w.finish()
}
