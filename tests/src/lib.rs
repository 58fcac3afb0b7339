//! The parts of the black-box test suites: everything that is needed to run a program on Hearth and on
//! the JDK's own VM and to compare what the two did.
//!
//! A test here is a program, never a call into the VM's Rust code. The expectation is not written down
//! anywhere: it is what HotSpot prints, fetched once and kept under the target directory (`reference`).
//! Every test may run in a process of its own (cargo nextest does that), so whatever is shared
//! between tests, compiled classes above all, is built under a file lock (`build`).

pub mod build;
pub mod case;
pub mod compare;
pub mod jdk;
pub mod layout;
pub mod process;
pub mod reference;
pub mod vm;
