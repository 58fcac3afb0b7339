//! Where messages go: which output wants which tag set at which level, and the writing.

use std::io;

use parking_lot::Mutex;

use super::decorators::{self, Decorators, Moment};
use super::levels::Level;
use super::tags::{TAG_SETS, TagSet};

/// An output with what it shows.
struct Output {
    name: String,
    fd: i32,
    decorators: Decorators,
    levels: [Level; TAG_SETS.len()],
    /// The widest text that each decoration has had: later ones are padded to it.
    widths: [usize; decorators::COUNT],
}

impl Output {
    fn new(name: &str, fd: i32, level: Level) -> Output {
        Output {
            name: name.to_owned(),
            fd,
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
        write_all(self.fd, text.as_bytes());
    }
}

/// Writes everything or gives up.
fn write_all(fd: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: reads from a live slice.
        let n = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        match n {
            1.. => bytes = &bytes[n as usize..],
            _ if io::Error::last_os_error().kind() == io::ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

static OUTPUTS: Mutex<Vec<Output>> = Mutex::new(Vec::new());

fn with_outputs<R>(f: impl FnOnce(&mut Vec<Output>) -> R) -> R {
    let mut outputs = OUTPUTS.lock();
    if outputs.is_empty() {
        outputs.push(Output::new("stdout", 1, Level::Warning));
        outputs.push(Output::new("stderr", 2, Level::Off));
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

/// Sets the level of some sets, and the decorations, of an output.
pub(super) fn configure(
    name: &str,
    level_of: &dyn Fn(TagSet) -> Option<Level>,
    decorators: Option<Decorators>,
) {
    with_outputs(|outputs| {
        for output in outputs.iter_mut().filter(|o| o.name == name) {
            for set in TagSet::all() {
                if let Some(level) = level_of(set) {
                    output.levels[set.index()] = level;
                }
            }
            output.decorators = decorators.unwrap_or(output.decorators);
        }
        update_thresholds(outputs);
    });
}

/// Nothing goes to any output any more.
pub(super) fn disable_all() {
    with_outputs(|outputs| {
        for output in outputs.iter_mut() {
            output.levels.fill(Level::Off);
        }
        update_thresholds(outputs);
    });
}

fn update_thresholds(outputs: &[Output]) {
    for set in TagSet::all() {
        let lowest = outputs.iter().map(|o| o.levels[set.index()]).min();
        set.set_threshold(lowest.unwrap_or(Level::Off));
    }
}
