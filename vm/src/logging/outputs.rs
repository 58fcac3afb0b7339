//! Where messages go: which output wants which tag set at which level, and the writing.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use super::async_writer;
use super::decorators::{self, Decorators, Moment};
use super::file_output::{self, LogFile};
use super::levels::Level;
use super::selections::{self, Selections};
use super::tags::{TAG_SETS, TagSet};

/// What takes the bytes.
enum Sink {
    /// Standard output or standard error.
    Stream(i32),
    File(LogFile),
}

/// Where an output's bytes go.
pub(super) struct Target {
    /// `stdout`, `stderr` or `file=…`.
    name: String,
    sink: Mutex<Sink>,
    /// A failure is told once.
    failure_told: AtomicBool,
}

impl Target {
    /// Writes a message.
    pub(super) fn write(&self, text: &str) {
        let result = match &mut *self.sink.lock() {
            Sink::Stream(fd) => write_all(*fd, text.as_bytes()),
            Sink::File(file) => file.write(text.as_bytes()),
        };
        if let Err(e) = result
            && !self.failure_told.swap(true, Ordering::Relaxed)
        {
            file_output::eprint_line(&format!(
                "Could not flush log: {} ({} ({}))",
                self.name,
                file_output::reason(&e),
                e.raw_os_error().unwrap_or(0)
            ));
        }
    }
}

/// An output with what it shows.
struct Output {
    target: Arc<Target>,
    decorators: Decorators,
    levels: [Level; TAG_SETS.len()],
    /// The widest text that each decoration has had: later ones are padded to it.
    widths: [usize; decorators::COUNT],
}

impl Output {
    fn new(name: &str, sink: Sink, level: Level) -> Output {
        let target = Target {
            name: name.to_owned(),
            sink: Mutex::new(sink),
            failure_told: AtomicBool::new(false),
        };
        Output {
            target: Arc::new(target),
            decorators: Decorators::default(),
            levels: [level; TAG_SETS.len()],
            widths: [0; decorators::COUNT],
        }
    }

    fn write(&mut self, moment: &Moment, lines: &[&str]) {
        let mut text = String::new();
        for line in lines {
            for d in self.decorators.iter() {
                let decoration = moment.text(d);
                let width = &mut self.widths[d as usize];
                *width = decoration.len().max(*width);
                text.push_str(&format!("[{decoration:<w$}]", w = *width));
            }
            if self.decorators != Decorators::NONE {
                text.push(' ');
            }
            text.push_str(line);
            text.push('\n');
        }
        if let Some(text) = async_writer::enqueue(&self.target, text) {
            self.target.write(&text);
        }
    }

    fn describe(&self) -> String {
        let options = match &*self.target.sink.lock() {
            Sink::File(file) => {
                format!(" {},async={}", file.describe(), async_writer::is_running())
            }
            Sink::Stream(_) => String::new(),
        };
        format!(
            "{} {} {}{options}",
            self.target.name,
            selections::describe(&self.levels),
            self.decorators.names()
        )
    }
}

/// Writes everything, with one call as a rule.
fn write_all(fd: i32, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        // SAFETY: reads from a live slice.
        let n = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        match n {
            1.. => bytes = &bytes[n as usize..],
            _ => {
                let error = io::Error::last_os_error();
                if error.kind() != io::ErrorKind::Interrupted {
                    return Err(error);
                }
            }
        }
    }
    Ok(())
}

/// Standard output, standard error, then files.
static OUTPUTS: Mutex<Vec<Output>> = Mutex::new(Vec::new());

fn with_outputs<R>(f: impl FnOnce(&mut Vec<Output>) -> R) -> R {
    let mut outputs = OUTPUTS.lock();
    if outputs.is_empty() {
        outputs.push(Output::new("stdout", Sink::Stream(1), Level::Warning));
        outputs.push(Output::new("stderr", Sink::Stream(2), Level::Off));
    }
    f(&mut outputs)
}

/// Writes lines to the outputs that want them.
pub(super) fn write(set: TagSet, level: Level, lines: &[&str]) {
    let moment = Moment::now(set, level);
    with_outputs(|outputs| {
        for output in outputs.iter_mut() {
            if level >= output.levels[set.index()] {
                output.write(&moment, lines);
            }
        }
    });
}

/// Sets levels and decorations of an output, which is made if there is none. `options` are for a new one; the result
/// says whether they were ignored.
pub(super) fn configure(
    name: &str,
    options: Option<&str>,
    selections: &Selections,
    decorators: Decorators,
) -> Result<bool, String> {
    with_outputs(|outputs| {
        let (at, added) = match find(outputs, name)? {
            Some(at) => (at, false),
            None => (add(outputs, name, options)?, true),
        };
        apply(outputs, at, selections, decorators);
        Ok(!added && options.is_some_and(|o| !o.is_empty()))
    })
}

fn find(outputs: &[Output], name: &str) -> Result<Option<usize>, String> {
    let Some(number) = name.strip_prefix('#') else {
        return Ok(outputs.iter().position(|o| o.target.name == name));
    };
    match number.parse::<usize>() {
        Ok(i) if i < outputs.len() => Ok(Some(i)),
        _ => Err(format!("Invalid output index '{name}'")),
    }
}

fn add(outputs: &mut Vec<Output>, name: &str, options: Option<&str>) -> Result<usize, String> {
    let file = name
        .strip_prefix(file_output::PREFIX)
        .ok_or_else(|| format!("Unsupported log output type: {name}"))?;
    let log = LogFile::open(file, options.unwrap_or("")).map_err(|e| {
        format!(
            "{e}\nInitialization of output '{name}' using options '{}' failed.",
            options.unwrap_or("(null)")
        )
    })?;
    outputs.push(Output::new(name, Sink::File(log), Level::Off));
    Ok(outputs.len() - 1)
}

fn apply(outputs: &mut Vec<Output>, at: usize, selections: &Selections, decorators: Decorators) {
    let output = &mut outputs[at];
    for set in TagSet::all() {
        if let Some(level) = selections.level_for(set) {
            output.levels[set.index()] = level;
        }
    }
    output.decorators = decorators;
    if at > 1 && output.levels.iter().all(|l| *l == Level::Off) {
        outputs.remove(at);
    }
    update_thresholds(outputs);
}

/// Sets levels on the standard output, which keeps its decorations.
pub(super) fn configure_stdout(selections: &Selections) {
    with_outputs(|outputs| {
        let decorators = outputs[0].decorators;
        apply(outputs, 0, selections, decorators);
    });
}

/// Nothing goes to any output any more.
pub(super) fn disable_all() {
    with_outputs(|outputs| {
        outputs.truncate(2);
        for output in outputs.iter_mut() {
            output.levels.fill(Level::Off);
        }
        update_thresholds(outputs);
    });
}

/// The outputs with what they show, one a line.
pub(super) fn describe() -> String {
    with_outputs(|outputs| {
        let lines = outputs.iter().enumerate();
        lines
            .map(|(i, o)| format!(" #{i}: {}\n", o.describe()))
            .collect()
    })
}

fn update_thresholds(outputs: &[Output]) {
    for set in TagSet::all() {
        let lowest = outputs.iter().map(|o| o.levels[set.index()]).min();
        set.set_threshold(lowest.unwrap_or(Level::Off));
    }
}
