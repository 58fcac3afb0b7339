//! `hearth`: what the JDK's `java` command is, with Hearth as the virtual machine.
//!
//! The command itself knows next to nothing of Java. It finds a JDK 17 ([`find_jdk`]) and Hearth's own `libjvm.so`
//! ([`libjvm`]), loads the JDK's launcher library `libjli.so` ([`jli`]), and lets it do what it does for `java`:
//! options, argument files, `JDK_JAVA_OPTIONS`, the main thread, the search for the main class. One option is put in
//! among the user's ([`command_line`]): `-XXaltjvm=DIR`, by which `libjli` takes our library in place of HotSpot's.
//!
//! How the VM learns which JDK it serves: no property and no variable is passed. `libjvm.so` asks, in this order,
//!
//! 1. its own place: in `HOME/lib/server` beside a `HOME/lib/modules`, the JDK is `HOME` (an image, an embedder);
//! 2. the `libjli.so` in this process: it lies in `HOME/lib` (this command, and `java -XXaltjvm=DIR`);
//! 3. `JAVA_HOME` (an embedder that loads Hearth's library from elsewhere).
//!
//! Never: parse Java options here, or write to the environment what a Java program could be surprised to see.
//! Rust's own start-up is left out (`no_main`): it would ignore SIGPIPE and take SIGSEGV, both of which are the VM's.

#![cfg_attr(not(test), no_main)]

mod command_line;
mod find_jdk;
mod jli;
mod libjvm;

use command_line::CommandLine;
use std::ffi::{CStr, CString, c_char, c_int};

/// The process starts here.
#[cfg_attr(not(test), unsafe(no_mangle))]
extern "C" fn main(argc: c_int, argv: *const *const c_char) -> c_int {
    let args = (0..usize::try_from(argc).unwrap_or(0))
        // SAFETY: the C runtime passes `argc` strings that live as long as the process.
        .map(|i| unsafe { CStr::from_ptr(*argv.add(i)) }.to_owned())
        .collect();
    match run(args) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("Error: {sentence}");
            1
        }
    }
}

fn run(args: Vec<CString>) -> Result<c_int, String> {
    let command_line = CommandLine::take(args)?;
    let libjvm_dir = libjvm::directory()?;
    let jdk = find_jdk::find(command_line.jdk.as_deref())?;
    let jli = jli::Jli::load(&jdk)?;
    let expanded = jli.expand(&command_line.args);
    let args = command_line::with_libjvm(expanded.args, expanded.first_app_arg, &libjvm_dir)?;
    libjvm::keep_jli_from_restarting(&libjvm_dir);
    Ok(jli.launch(args, &jdk))
}
