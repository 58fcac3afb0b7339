//! What the compilers have done, by level, for the report of `-XX:+CITime` in HotSpot's form.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use compiler::output::{CompiledMethod, Level};

use crate::runtime::flags;

/// Compilations of one sort.
struct Sum {
    nanos: AtomicU64,
    methods: AtomicU64,
    bytecodes: AtomicU64,
    code_bytes: AtomicU64,
}

impl Sum {
    const fn new() -> Sum {
        Sum {
            nanos: AtomicU64::new(0),
            methods: AtomicU64::new(0),
            bytecodes: AtomicU64::new(0),
            code_bytes: AtomicU64::new(0),
        }
    }

    fn get(&self) -> Figures {
        let load = |n: &AtomicU64| n.load(Ordering::Relaxed);
        Figures {
            seconds: load(&self.nanos) as f64 / 1e9,
            methods: load(&self.methods),
            bytecodes: load(&self.bytecodes),
            code_bytes: load(&self.code_bytes),
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Figures {
    seconds: f64,
    methods: u64,
    bytecodes: u64,
    code_bytes: u64,
}

impl Figures {
    fn plus(self, other: Figures) -> Figures {
        Figures {
            seconds: self.seconds + other.seconds,
            methods: self.methods + other.methods,
            bytecodes: self.bytecodes + other.bytecodes,
            code_bytes: self.code_bytes + other.code_bytes,
        }
    }

    fn speed(self) -> f64 {
        match self.seconds > 0.0 {
            true => self.bytecodes as f64 / self.seconds,
            false => 0.0,
        }
    }

    fn average(self) -> f64 {
        match self.methods {
            0 => 0.0,
            n => self.seconds / n as f64,
        }
    }
}

/// Whole methods and loops of each level.
struct Sums {
    standard: Sum,
    osr: Sum,
}

static LEVELS: [Sums; 3] = [const {
    Sums {
        standard: Sum::new(),
        osr: Sum::new(),
    }
}; 3];
static BAILOUTS: Sum = Sum::new();

/// Counts a compilation that has succeeded.
pub fn compiled(method: &CompiledMethod, is_osr: bool, time: Duration) {
    let sums = &LEVELS[method.level as usize - 1];
    let sum = if is_osr { &sums.osr } else { &sums.standard };
    let add = |total: &AtomicU64, n: u64| total.fetch_add(n, Ordering::Relaxed);
    add(&sum.nanos, time.as_nanos() as u64);
    add(&sum.methods, 1);
    add(&sum.bytecodes, u64::from(method.bytecodes));
    add(&sum.code_bytes, method.code.len() as u64);
}

/// Counts a compilation that came to nothing.
pub fn bailed_out(time: Duration) {
    BAILOUTS
        .nanos
        .fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    BAILOUTS.methods.fetch_add(1, Ordering::Relaxed);
}

fn level_line(name: &str, standard: Figures, osr: Figures, text: &mut String) {
    let both = standard.plus(osr);
    let _ = writeln!(
        text,
        "  {name} {{speed: {:6.3} bytes/s; standard: {:6.3} s, {} bytes, {} methods; osr: {:6.3} s, {} bytes, {} methods; \
         nmethods_size: {} bytes; nmethods_code_size: {} bytes}}",
        both.speed(),
        standard.seconds,
        standard.bytecodes,
        standard.methods,
        osr.seconds,
        osr.bytecodes,
        osr.methods,
        both.code_bytes,
        both.code_bytes,
    );
}

fn report() -> String {
    let mut text = String::from(
        "\nIndividual compiler times (for compiled methods only)\n\
         ------------------------------------------------\n\n",
    );
    let levels = [Level::Simple, Level::Counters, Level::Profiled];
    let of = |level: Level| {
        let sums = &LEVELS[level as usize - 1];
        (sums.standard.get(), sums.osr.get())
    };
    let (standard, osr) = levels.iter().map(|&l| of(l)).fold(
        (Figures::default(), Figures::default()),
        |(s, o), (standard, osr)| (s.plus(standard), o.plus(osr)),
    );
    level_line("C1", standard, osr, &mut text);
    text.push_str(
        "\nIndividual compilation Tier times (for compiled methods only)\n\
         ------------------------------------------------\n\n",
    );
    for level in levels {
        let (standard, osr) = of(level);
        if standard.methods + osr.methods > 0 {
            level_line(&format!("Tier{}", level as u32), standard, osr, &mut text);
        }
    }
    let (all, bailouts) = (standard.plus(osr), BAILOUTS.get());
    let _ = write!(
        text,
        "\nAccumulated compiler times\n\
         ----------------------------------------------------------\n  \
         Total compilation time   : {:7.3} s\n",
        all.plus(bailouts).seconds
    );
    for (name, figures) in [
        ("Standard compilation", standard),
        ("Bailed out compilation", bailouts),
        ("On stack replacement", osr),
    ] {
        let (seconds, average) = (figures.seconds, figures.average());
        let _ = writeln!(
            text,
            "    {name:<23}: {seconds:7.3} s, Average : {average:2.3} s"
        );
    }
    let _ = write!(
        text,
        "\n  Total compiled methods    : {:8} methods\n    \
         Standard compilation    : {:8} methods\n    \
         On stack replacement    : {:8} methods\n  \
         Total compiled bytecodes  : {:8} bytes\n    \
         Standard compilation    : {:8} bytes\n    \
         On stack replacement    : {:8} bytes\n  \
         Average compilation speed : {:8} bytes/s\n\n  \
         nmethod code size         : {:8} bytes\n  \
         nmethod total size        : {:8} bytes\n",
        all.methods,
        standard.methods,
        osr.methods,
        all.bytecodes,
        standard.bytecodes,
        osr.bytecodes,
        all.speed() as u64,
        all.code_bytes,
        all.code_bytes,
    );
    text
}

/// Prints the report, if it was asked for.
pub fn print_at_exit() {
    if flags::get::CITime() != 0 {
        flags::parse::print(&report());
    }
}
