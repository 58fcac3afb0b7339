//! The Java heap: MMTk with this virtual machine's object model.
//!
//! The collector sees the machine through one object-safe trait ([`HeapHost`]); the machine sees the collector through
//! [`init`], the per-thread [`Mutator`], the write barrier ([`write_barrier`], [`store_reference`]) and a few queries.
//! Everything that names MMTk's traits is inside this crate.
//!
//! Invariants:
//! - thread stacks are scanned conservatively: what a stack word points into (interior pointers included) stays where
//!   it is for that collection; all other objects may move in any collection;
//! - small objects have no valid-object bits until somebody asks ([`mod@new_objects`]), and everybody who may ask finds the
//!   headers written: at a safepoint each object has a class and what its size depends on;
//! - between a write barrier and its store, and between an allocation and the initialisation of an array's length,
//!   there is no safepoint;
//! - java.lang.ref.Reference objects are discovered while the collector scans them ([`mod@references`]); nobody
//!   registers them.

mod addresses;
mod barrier;
mod binding;
mod collection;
pub mod compiled_access;
mod event_count;
mod host;
mod init;
mod large_objects;
mod marks;
mod mutator;
mod new_objects;
mod object_model;
mod overhead;
mod pause;
mod pinning;
mod queries;
mod references;
mod scanning;
mod sizing;
mod soft;
mod stress;
mod young;

pub use barrier::{store_reference, write_barrier};
pub use collection::initialize_collection;
pub use event_count::EventCount;
pub use host::{CollectionKind, HeapHost, RootVisitor, ThreadToken};
pub use init::{HeapError, HeapOptions, MIN_HEAP_BYTES, Plan, init, is_initialized};
pub use mutator::Mutator;
pub use overhead::{OverheadLimit, overhead_limit_exceeded};
pub use pause::{Cause, CollectionCounts, PHASES, PauseEnd, PauseStart, Phase, collection_counts};
pub use pinning::{pin, unpin};
pub use queries::{
    for_each_object, free_bytes, heap_object_at, in_heap_range, max_bytes, object_containing,
    total_bytes, used_bytes,
};
pub use references::{KindCounts, ReferenceCounts};
pub use soft::{set_soft_millis_per_mb, soft_clock_now};
pub use stress::{Random, StressOptions};
pub use young::YoungOptions;
