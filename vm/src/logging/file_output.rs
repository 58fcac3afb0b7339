//! Log files: names with placeholders, the options `filecount` and `filesize`, and rotation.
//!
//! The file that is written has the plain name. When it has grown to `filesize`, or when a new machine finds one, it is
//! renamed to the name with a number behind it, which goes round from 0 to `filecount - 1`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::runtime::flags;

/// What output names of files begin with.
pub const PREFIX: &str = "file=";
const MAX_FILE_COUNT: u32 = 1000;

/// The options of a file output.
#[derive(Clone, Copy, PartialEq, Debug)]
struct FileOptions {
    /// Files kept beside the one that is written; 0 for no rotation.
    count: u32,
    /// True if `count` is not the user's.
    default_count: bool,
    /// The size that makes it rotate; 0 for never.
    size: u64,
}

impl Default for FileOptions {
    fn default() -> FileOptions {
        FileOptions {
            count: 5,
            default_count: true,
            size: 20 << 20,
        }
    }
}

impl FileOptions {
    fn parse(text: &str) -> Result<FileOptions, String> {
        let mut options = FileOptions::default();
        if text.is_empty() {
            return Ok(options);
        }
        for option in text.split(',') {
            let unknown = |name: &str| format!("Invalid option '{name}' for log file output.");
            let (key, value) = option.split_once('=').ok_or_else(|| unknown(option))?;
            let out_of_range =
                |max: u64| format!("Invalid option: {key} must be in range [0, {max}]");
            match key {
                "filecount" => {
                    let count = match value.bytes().all(|b| b.is_ascii_digit()) {
                        true => value.parse().ok().filter(|n| *n <= MAX_FILE_COUNT),
                        false => None,
                    };
                    options.count = count.ok_or_else(|| out_of_range(MAX_FILE_COUNT.into()))?;
                    options.default_count = false;
                }
                "filesize" => {
                    options.size =
                        flags::parse_size(value).ok_or_else(|| out_of_range(u64::MAX))?;
                }
                _ => return Err(unknown(key)),
            }
        }
        Ok(options)
    }
}

/// A log file that is being written.
pub struct LogFile {
    /// The name with its placeholders filled in.
    name: String,
    /// None after an error.
    file: Option<File>,
    options: FileOptions,
    written: u64,
    /// The number that the next archived file gets.
    next: u32,
}

impl LogFile {
    /// Opens the file of an output `file=NAME` with its options.
    pub fn open(name: &str, options: &str) -> Result<LogFile, String> {
        let mut options = FileOptions::parse(options)?;
        let name = expand(name);
        let kind = fs::metadata(&name).map(|m| m.file_type());
        use std::os::unix::fs::FileTypeExt;
        if options.default_count && kind.as_ref().is_ok_and(|k| k.is_fifo()) {
            options.count = 0;
        }
        let mut log = LogFile {
            name,
            file: None,
            options,
            written: 0,
            next: 0,
        };
        if options.count > 0
            && let Ok(kind) = &kind
        {
            if !kind.is_file() {
                return Err(format!(
                    "Unable to log to file {0} with log file rotation: {0} is not a regular file",
                    log.name
                ));
            }
            log.next = log.oldest_archive()?;
            log.archive();
        }
        let file = log
            .open_active()
            .map_err(|e| format!("Error opening log file '{}': {}", log.name, reason(&e)))?;
        if options.count == 0 && kind.is_ok_and(|k| k.is_file()) {
            // Failure means that new messages stand behind old ones.
            let _ = file.set_len(0);
        }
        log.file = Some(file);
        Ok(log)
    }

    fn open_active(&self) -> io::Result<File> {
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.name)
    }

    fn archive_name(&self, number: u32) -> String {
        let digits = (self.options.count - 1).to_string().len();
        format!("{}.{number:0digits$}", self.name)
    }

    /// The first number that is free, else the one of the file that has been unchanged for longest.
    fn oldest_archive(&self) -> Result<u32, String> {
        let mut oldest: Option<(SystemTime, u32)> = None;
        for i in 0..self.options.count {
            let name = self.archive_name(i);
            let Ok(meta) = fs::metadata(&name) else {
                return Ok(i);
            };
            if !meta.is_file() {
                return Err(format!(
                    "Possible rotation target file '{name}' already exists but is not a regular file."
                ));
            }
            let time = meta.modified().unwrap_or(UNIX_EPOCH);
            if oldest.is_none_or(|(t, _)| time < t) {
                oldest = Some((time, i));
            }
        }
        Ok(oldest.map_or(0, |o| o.1))
    }

    /// Gives the active file its number.
    fn archive(&mut self) {
        let name = self.archive_name(self.next);
        if let Err(e) = fs::rename(&self.name, &name) {
            eprint_line(&format!(
                "Could not rename log file '{}' to '{name}' ({}).",
                self.name,
                reason(&e)
            ));
        }
        self.next = (self.next + 1) % self.options.count;
    }

    /// Begins a new file.
    fn rotate(&mut self) {
        self.file = None;
        self.archive();
        self.written = 0;
        match self.open_active() {
            Ok(file) => self.file = Some(file),
            Err(e) => eprint_line(&format!(
                "Could not reopen file '{}' during log rotation ({}).",
                self.name,
                reason(&e)
            )),
        }
    }

    /// Writes a message; the file may be rotated behind it.
    pub fn write(&mut self, text: &[u8]) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(text)?;
        self.written += text.len() as u64;
        if self.options.count > 0 && self.options.size > 0 && self.written >= self.options.size {
            self.rotate();
        }
        Ok(())
    }

    /// The options as the description of the configuration shows them.
    pub fn describe(&self) -> String {
        let size = match self.options.size {
            n if n >= 100 << 30 => format!("{}G", n >> 30),
            n if n >= 100 << 20 => format!("{}M", n >> 20),
            n if n >= 100 << 10 => format!("{}K", n >> 10),
            n => format!("{n}B"),
        };
        format!("filecount={},filesize={size}", self.options.count)
    }
}

/// The system's words for an error.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// A line on standard error, which may be closed.
pub fn eprint_line(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Fills in the first `%p` (process) and the first `%t` (the machine's start).
fn expand(name: &str) -> String {
    let pid = std::process::id().to_string();
    let start = SystemTime::now() - super::decorators::start().elapsed();
    let places = [("%p", pid), ("%t", file_time(start))];
    let mut found: Vec<_> = places
        .iter()
        .filter_map(|(mark, text)| Some((name.find(mark)?, text)))
        .collect();
    found.sort_unstable();
    let mut out = String::new();
    let mut from = 0;
    for (at, text) in found {
        out.push_str(&name[from..at]);
        out.push_str(text);
        from = at + 2;
    }
    out + &name[from..]
}

/// `2026-01-31_12-34-56`, local time.
fn file_time(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs() as libc::time_t;
    // SAFETY: fills the structure.
    let t = unsafe {
        let mut t: libc::tm = std::mem::zeroed();
        libc::localtime_r(&seconds, &mut t);
        t
    };
    format!(
        "{:04}-{:02}-{:02}_{:02}-{:02}-{:02}",
        t.tm_year + 1900,
        t.tm_mon + 1,
        t.tm_mday,
        t.tm_hour,
        t.tm_min,
        t.tm_sec
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn directory(name: &str) -> String {
        let dir = std::env::temp_dir().join(format!("hearth-log-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        dir.display().to_string()
    }

    #[test]
    fn options_are_checked() {
        let o = FileOptions::parse("filecount=2,filesize=3k").unwrap();
        assert_eq!((o.count, o.size, o.default_count), (2, 3072, false));
        let error = |text| FileOptions::parse(text).unwrap_err();
        assert_eq!(error("x"), "Invalid option 'x' for log file output.");
        assert_eq!(
            error("filecount=1001"),
            "Invalid option: filecount must be in range [0, 1000]"
        );
        assert_eq!(
            error("filesize=k"),
            "Invalid option: filesize must be in range [0, 18446744073709551615]"
        );
    }

    #[test]
    fn files_rotate_and_numbers_go_round() {
        let dir = directory("rotate");
        let name = format!("{dir}/a.log");
        let mut log = LogFile::open(&name, "filecount=2,filesize=10").unwrap();
        for text in ["first-one\n", "second-one\n", "third-one\n", "last\n"] {
            log.write(text.as_bytes()).unwrap();
        }
        let read = |n: &str| fs::read_to_string(format!("{name}{n}")).unwrap();
        assert_eq!(read(".0"), "third-one\n");
        assert_eq!(read(".1"), "second-one\n");
        assert_eq!(read(""), "last\n");
        assert!(!Path::new(&format!("{name}.2")).exists());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_of_an_earlier_machine_is_kept_or_emptied() {
        let dir = directory("keep");
        let name = format!("{dir}/%p.log");
        let real = format!("{dir}/{}.log", std::process::id());
        fs::write(&real, "old").unwrap();
        LogFile::open(&name, "").unwrap().write(b"new").unwrap();
        assert_eq!(fs::read_to_string(format!("{real}.0")).unwrap(), "old");
        LogFile::open(&name, "filecount=0")
            .unwrap()
            .write(b"newer")
            .unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "newer");
        fs::remove_dir_all(dir).unwrap();
    }
}
