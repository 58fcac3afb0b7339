//! The soak: a program that does everything at once, on Hearth with a small heap, for a minute or for a quarter of
//! an hour. It judges itself: no error, nobody hangs, resident memory is flat after warm-up.

use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, case, compare};
use libtest_mimic::{Arguments, Trial};
use std::time::Duration;

const SHORT: u64 = 60;
const LONG: u64 = 15 * 60;
/// For the start, and for the last checks after the time is over.
const GRACE: u64 = 180;

fn main() {
    let trials = vec![
        Trial::test("soak/minute", || Ok(soak(SHORT)?)),
        Trial::test("soak/quarter-hour", || Ok(soak(LONG)?)).with_ignored_flag(true),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn soak(seconds: u64) -> Result<(), String> {
    let cases = case::in_folder("soak", &layout::tests_dir().join("soak"))?;
    let classes = build::classes("soak", &cases)?;
    let scratch = Scratch::new("soak")?;
    let mut argv = Vm::Hearth.launcher()?;
    argv.extend(["-Xmx256m".into(), "-cp".into(), classes.into_os_string()]);
    argv.extend(["Soak".into(), seconds.to_string().into(), "8".into()]);
    let program = Program::new(argv, scratch.path()).limit(Duration::from_secs(seconds + GRACE));
    let outcome = program.run()?;
    eprintln!("{}", compare::tail(&outcome.stderr));
    if outcome.ending == Ending::Exit(0) && outcome.stdout == "ok\n" {
        return Ok(());
    }
    Err(format!(
        "{}: {}{}\nreproduce: {}\n",
        outcome.ending,
        outcome.stdout,
        compare::tail(&outcome.stderr),
        program.shown()
    ))
}
