//! Options of the heap and its initialisation.

use std::fmt;

use mmtk::util::options::{GCTriggerSelector, NurserySize, PlanSelector};
use mmtk::{BarrierSelector, MMTKBuilder, memory_manager};

use crate::addresses;
use crate::barrier;
use crate::binding::{HEAP, Heap, HearthVM};
use crate::host::HeapHost;
use crate::overhead::{self, OverheadLimit};
use crate::sizing;
use crate::stress::{Stress, StressOptions};
use crate::young::YoungOptions;

/// A collector. Only plans that can leave single objects in place work with conservative stacks, so MMTk's copying
/// and compacting plans are not among them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Plan {
    /// Generational, mark-region, opportunistically copying.
    #[default]
    StickyImmix,
    /// Mark-region, defragmenting.
    Immix,
    /// Not moving.
    MarkSweep,
    /// No collection: out of memory when the heap is full.
    NoGC,
}

impl Plan {
    /// The plan with MMTk's name for it.
    pub fn from_name(name: &str) -> Option<Plan> {
        Some(match name {
            "StickyImmix" => Plan::StickyImmix,
            "Immix" => Plan::Immix,
            "MarkSweep" => Plan::MarkSweep,
            "NoGC" => Plan::NoGC,
            _ => return None,
        })
    }

    fn selector(self) -> PlanSelector {
        match self {
            Plan::StickyImmix => PlanSelector::StickyImmix,
            Plan::Immix => PlanSelector::Immix,
            Plan::MarkSweep => PlanSelector::MarkSweep,
            Plan::NoGC => PlanSelector::NoGC,
        }
    }
}

/// The smallest heap that is accepted, as HotSpot's.
pub const MIN_HEAP_BYTES: usize = 2 << 20;
/// More collector threads than this do not pay by default.
const DEFAULT_MAX_THREADS: usize = 4;

/// How the heap shall be.
#[derive(Clone, Debug)]
pub struct HeapOptions {
    pub plan: Plan,
    /// Bytes at the start (`-Xms`); the heap grows from here.
    pub min_bytes: usize,
    /// Bytes at most (`-Xmx`).
    pub max_bytes: usize,
    /// How much may be allocated between nursery collections (`-Xmn` and others).
    pub young: YoungOptions,
    /// Percentage of the heap that shall be free after a full collection, at least and at most.
    pub free_percent: (usize, usize),
    /// Collector threads (`-XX:ParallelGCThreads`).
    pub threads: Option<usize>,
    /// Moves as many objects as it can in every full collection, for tests.
    pub stress_moving: bool,
    /// When collections are in vain.
    pub overhead: Option<OverheadLimit>,
    /// Collects more often than it must, for tests.
    pub stress: Option<StressOptions>,
}

impl HeapOptions {
    /// The default plan with a heap of this size.
    pub fn new(min_bytes: usize, max_bytes: usize) -> HeapOptions {
        let plan = Plan::default();
        HeapOptions {
            plan,
            min_bytes,
            max_bytes,
            young: YoungOptions::default(),
            free_percent: (40, 70),
            threads: None,
            stress_moving: false,
            overhead: None,
            stress: None,
        }
    }
}

/// Why there is no heap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeapError {
    /// The maximum size is below [`MIN_HEAP_BYTES`].
    TooSmall,
    /// The initial size is above the maximum.
    MinAboveMax,
    /// The maximum size is more than this machine's address space allows for a heap.
    TooLarge,
    /// The system has not enough addresses left (`ulimit -v`).
    NoAddresses { max_bytes: usize },
    /// The process has a heap already.
    AlreadyInitialized,
}

impl fmt::Display for HeapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HeapError::NoAddresses { max_bytes } => {
                let kb = max_bytes >> 10;
                return write!(f, "Could not reserve enough space for {kb}KB object heap");
            }
            HeapError::TooSmall => "Too small maximum heap",
            HeapError::MinAboveMax => {
                "Initial heap size set to a larger value than the maximum heap size"
            }
            HeapError::TooLarge => "The specified size exceeds the maximum representable size.",
            HeapError::AlreadyInitialized => "The heap has been initialized already",
        })
    }
}

impl std::error::Error for HeapError {}

/// MMTk gives each of its spaces 2^41 bytes of addresses.
const MAX_HEAP_BYTES: usize = 1 << 40;

/// Makes the heap. Nothing is allocated and no thread is started; see [`crate::initialize_collection`].
pub fn init(options: &HeapOptions, host: &'static dyn HeapHost) -> Result<(), HeapError> {
    if options.max_bytes < MIN_HEAP_BYTES {
        return Err(HeapError::TooSmall);
    }
    if options.max_bytes > MAX_HEAP_BYTES {
        return Err(HeapError::TooLarge);
    }
    if options.min_bytes > options.max_bytes {
        return Err(HeapError::MinAboveMax);
    }
    let max_bytes = options.max_bytes;
    if !is_initialized() && !addresses::suffice(max_bytes) {
        return Err(HeapError::NoAddresses { max_bytes });
    }
    let mut result = Err(HeapError::AlreadyInitialized);
    HEAP.get_or_init(|| {
        result = Ok(());
        create(options, host)
    });
    result
}

/// True when [`init`] has succeeded.
pub fn is_initialized() -> bool {
    HEAP.get().is_some()
}

fn create(options: &HeapOptions, host: &'static dyn HeapHost) -> Heap {
    let page = 4096;
    let max_bytes = options.max_bytes & !(page - 1);
    let min_bytes = options.min_bytes.clamp(MIN_HEAP_BYTES, max_bytes) & !(page - 1);
    let mut builder = MMTKBuilder::new_no_env_vars();
    let o = &mut builder.options;
    let start_bytes = if options.plan == Plan::NoGC {
        max_bytes
    } else {
        min_bytes
    };
    overhead::set_limit(options.overhead);
    sizing::set_limits(start_bytes, max_bytes, options);
    let threads = options.threads.unwrap_or_else(default_threads).max(1);
    // The young generation is limited by `sizing`. Less room than this makes the next collection a full one.
    let nursery = NurserySize::Bounded {
        min: MIN_HEAP_BYTES / 4,
        max: max_bytes,
    };
    let accepted = o.plan.set(options.plan.selector())
        && o.gc_trigger.set(GCTriggerSelector::Delegated)
        && o.nursery.set(nursery)
        && o.threads.set(threads)
        // Requests say themselves whether they mean the whole heap; under stress some do not.
        && o.full_heap_system_gc.set(options.stress.is_none())
        && o.no_finalizer.set(true)
        && o.no_reference_types.set(true)
        && o.immix_always_defrag.set(options.stress_moving)
        && o.immix_defrag_every_block.set(options.stress_moving);
    assert!(accepted, "checked options are valid for MMTk");
    let mmtk = Box::leak(memory_manager::mmtk_init::<HearthVM>(&builder));
    sizing::spaces_are_made();
    let constraints = mmtk.get_plan().constraints();
    barrier::set_needed(constraints.barrier == BarrierSelector::ObjectBarrier);
    // The large-object space holds whole pages; objects up to this size are cheaper elsewhere in every plan.
    const MAX_SMALL: usize = 16 << 10;
    let max_small_bytes = constraints.max_non_los_default_alloc_bytes.min(MAX_SMALL);
    Heap {
        mmtk,
        host,
        plan: options.plan,
        max_bytes,
        max_small_bytes,
        stress: options.stress.map(Stress::new),
    }
}

fn default_threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(DEFAULT_MAX_THREADS)
}
