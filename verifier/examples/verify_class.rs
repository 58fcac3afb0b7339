//! Verifies class files and prints what is wrong with them:
//! `cargo run -p verifier --example verify_class -- FILE...`

// The tests use more of it.
#[allow(dead_code)]
#[path = "../tests/support/mod.rs"]
mod support;

use verifier::Failure;

fn main() {
    let world = support::World::of_jdk();
    for file in std::env::args().skip(1) {
        let verdict = match std::fs::read(&file) {
            Err(error) => format!("cannot be read: {error}"),
            Ok(bytes) => match world.verify(&bytes) {
                Ok(()) => "verified".into(),
                Err(Failure::Verify(message)) => format!("java.lang.VerifyError: {message}"),
                Err(Failure::Format(message) | Failure::Malformed(message)) => {
                    format!("java.lang.ClassFormatError: {message}")
                }
                Err(Failure::Pending(error)) => error,
            },
        };
        println!("== {file}\n{verdict}");
    }
}
