//! Where the milliseconds of the start go: `-Xlog:startuptime`.

use std::time::Instant;

/// A phase of the start; its end is logged with the time that it took.
pub struct Phase {
    name: &'static str,
    begin: Instant,
}

impl Phase {
    /// A phase begins.
    pub fn begin(name: &'static str) -> Phase {
        Phase {
            name,
            begin: Instant::now(),
        }
    }

    /// The phase that began with the machine itself.
    pub fn whole_start() -> Phase {
        Phase {
            name: "Create VM",
            begin: super::decorators::start(),
        }
    }
}

impl Drop for Phase {
    fn drop(&mut self) {
        crate::log!(
            Info,
            [startuptime],
            "{}, {:.7} secs",
            self.name,
            self.begin.elapsed().as_secs_f64()
        );
    }
}
