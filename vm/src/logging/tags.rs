//! The tags and the tag sets of log messages: the one table.
//!
//! A message carries one to five tags. Which combinations there are is known beforehand, so that a call site's test
//! "is anybody interested?" is one load from [`THRESHOLDS`] at an address known when the machine was built. The tables
//! hold what OpenJDK 17 knows: options written for it find their tags here, though not every set has messages.

use std::sync::atomic::{AtomicU8, Ordering};

use super::levels::Level;

/// All tags, in alphabetical order.
#[rustfmt::skip]
pub const TAGS: &[&str] = &[
    "add", "age", "alloc", "annotation", "arguments", "attach", "barrier", "biasedlocking", "blocks", "bot",
    "breakpoint", "bytecode", "cds", "census", "class", "classhisto", "cleanup", "codecache", "compaction",
    "compilation", "condy", "constantpool", "constraints", "container", "coops", "cpu", "cset", "data",
    "datacreation", "dcmd", "decoder", "defaultmethods", "director", "dump", "dynamic", "ergo", "event", "exceptions",
    "exit", "fingerprint", "free", "freelist", "gc", "handshake", "hashtables", "heap", "humongous", "ihop", "iklass",
    "indy", "init", "inlining", "install", "interpreter", "itables", "jfr", "jit", "jni", "jvmci", "jvmti", "lambda",
    "library", "liveness", "load", "loader", "logging", "malloc", "map", "mark", "marking", "membername", "memops",
    "metadata", "metaspace", "methodcomparator", "methodhandles", "mirror", "mmu", "module", "monitorinflation",
    "monitormismatch", "nestmates", "nmethod", "nmt", "normalize", "numa", "objecttagging", "obsolete", "oldobject",
    "oom", "oopmap", "oops", "oopstorage", "os", "owner", "pagesize", "parser", "patch", "path", "perf", "periodic",
    "phases", "plab", "placeholders", "preorder", "preview", "promotion", "protectiondomain", "ptrqueue", "purge",
    "record", "redefine", "ref", "refine", "region", "reloc", "remset", "resolve", "safepoint", "sampling",
    "scavenge", "sealed", "setting", "smr", "stackbarrier", "stackmap", "stacktrace", "stackwalk", "start", "startup",
    "startuptime", "state", "stats", "streaming", "stringdedup", "stringtable", "subclass", "survivor", "suspend",
    "sweep", "symboltable", "system", "table", "task", "thread", "throttle", "time", "timer", "tlab", "tracking",
    "trimnative", "unload", "unshareable", "update", "valuebasedclasses", "verification", "verify", "vmmutex",
    "vmoperation", "vmthread", "vtables", "vtablestubs", "workgang",
];

/// All tag sets, in alphabetical order; the tags of a set in the order in which they are shown.
#[rustfmt::skip]
pub const TAG_SETS: &[&str] = &[
    "arguments", "attach", "biasedlocking", "biasedlocking+handshake", "cds", "cds+class", "cds+dynamic",
    "cds+hashtables", "cds+heap", "cds+heap+mirror", "cds+jvmti", "cds+lambda", "cds+map", "cds+mirror", "cds+reloc",
    "cds+unshareable", "cds+verification", "cds+vtables", "class", "class+init", "class+load",
    "class+load+placeholders", "class+loader+constraints", "class+loader+data", "class+nestmates", "class+path",
    "class+preorder", "class+preview", "class+resolve", "class+sealed", "class+unload", "class+unload+nmethod",
    "codecache", "codecache+sweep", "codecache+sweep+start", "compilation", "compilation+codecache", "decoder",
    "defaultmethods", "ergo", "exceptions", "gc", "gc+age", "gc+alloc", "gc+alloc+region", "gc+alloc+stats",
    "gc+barrier", "gc+bot", "gc+breakpoint", "gc+classhisto", "gc+classhisto+start", "gc+compaction", "gc+cpu",
    "gc+director", "gc+ergo", "gc+ergo+cset", "gc+ergo+heap", "gc+ergo+ihop", "gc+ergo+refine", "gc+heap",
    "gc+heap+coops", "gc+heap+exit", "gc+heap+numa", "gc+heap+region", "gc+heap+verify", "gc+humongous", "gc+ihop",
    "gc+init", "gc+jni", "gc+jvmci", "gc+liveness", "gc+load", "gc+marking", "gc+metaspace", "gc+metaspace+freelist",
    "gc+metaspace+freelist+oom", "gc+mmu", "gc+nmethod", "gc+nmethod+oops", "gc+periodic", "gc+phases",
    "gc+phases+ref", "gc+phases+start", "gc+phases+task", "gc+plab", "gc+promotion", "gc+ptrqueue+freelist", "gc+ref",
    "gc+ref+start", "gc+refine", "gc+refine+stats", "gc+region", "gc+region+cds", "gc+reloc", "gc+remset",
    "gc+remset+exit", "gc+remset+tracking", "gc+start", "gc+stats", "gc+task", "gc+task+start", "gc+task+time",
    "gc+tlab", "gc+verify", "gc+verify+start", "handshake", "handshake+task", "init", "interpreter+oopmap",
    "interpreter+safepoint", "itables", "jfr", "jfr+dcmd", "jfr+event", "jfr+metadata", "jfr+oldobject+sampling",
    "jfr+setting", "jfr+start", "jfr+startup", "jfr+system", "jfr+system+bytecode", "jfr+system+event",
    "jfr+system+metadata", "jfr+system+parser", "jfr+system+setting", "jfr+system+streaming", "jfr+system+throttle",
    "jit+compilation", "jit+inlining", "jit+thread", "jni+resolve", "jvmti", "jvmti+objecttagging", "jvmti+table",
    "library", "logging", "logging+thread", "membername+table", "membername+table+perf", "metaspace", "methodhandles",
    "methodhandles+condy", "methodhandles+indy", "module", "module+load", "module+patch", "module+unload",
    "monitorinflation", "monitorinflation+owner", "monitormismatch", "nmethod+barrier", "nmethod+install", "nmt",
    "oopstorage+blocks", "oopstorage+blocks+stats", "oopstorage+ref", "os", "os+container", "os+cpu", "os+thread",
    "os+thread+timer", "pagesize", "perf+datacreation", "perf+memops", "protectiondomain", "protectiondomain+table",
    "redefine+class", "redefine+class+annotation", "redefine+class+breakpoint", "redefine+class+constantpool",
    "redefine+class+dump", "redefine+class+iklass+add", "redefine+class+iklass+purge",
    "redefine+class+interpreter+oopmap", "redefine+class+load", "redefine+class+load+exceptions",
    "redefine+class+methodcomparator", "redefine+class+nestmates", "redefine+class+nmethod",
    "redefine+class+normalize", "redefine+class+obsolete", "redefine+class+obsolete+mark",
    "redefine+class+obsolete+metadata", "redefine+class+oopmap", "redefine+class+record", "redefine+class+stackmap",
    "redefine+class+subclass", "redefine+class+timer", "redefine+class+update", "redefine+class+update+constantpool",
    "redefine+class+update+itables", "redefine+class+update+vtables", "safepoint", "safepoint+cleanup",
    "safepoint+stats", "stackbarrier", "stacktrace", "stackwalk", "startuptime", "stringdedup", "stringdedup+init",
    "stringdedup+phases", "stringdedup+phases+start", "stringtable", "stringtable+perf", "symboltable",
    "symboltable+perf", "thread+smr", "thread+suspend", "thread+table", "trimnative", "valuebasedclasses",
    "verification", "vmoperation", "vmthread", "vtables", "vtablestubs",
];

/// How many tags a set has at most.
pub const MAX_TAGS: usize = 5;

/// For each set the lowest level that some output wants. At first the standard output shows warnings.
static THRESHOLDS: [AtomicU8; TAG_SETS.len()] =
    [const { AtomicU8::new(Level::Warning as u8) }; TAG_SETS.len()];

/// A tag set: its place in [`TAG_SETS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TagSet(u16);

impl TagSet {
    /// The set of a name such as `gc+heap`. For constants: a name that is not in the table does not compile.
    pub const fn named(name: &str) -> TagSet {
        let mut i = 0;
        while i < TAG_SETS.len() {
            if same(TAG_SETS[i].as_bytes(), name.as_bytes()) {
                return TagSet(i as u16);
            }
            i += 1;
        }
        panic!("no such tag set in logging::tags::TAG_SETS");
    }

    /// All sets in the table's order.
    pub fn all() -> impl Iterator<Item = TagSet> {
        (0..TAG_SETS.len()).map(|i| TagSet(i as u16))
    }

    /// The place in the table.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The name with `+` between the tags.
    pub fn name(self) -> &'static str {
        TAG_SETS[self.index()]
    }

    /// The tags.
    pub fn tags(self) -> impl Iterator<Item = &'static str> {
        self.name().split('+')
    }

    /// True if messages of this level are shown somewhere.
    #[inline(always)]
    pub fn is_enabled(self, level: Level) -> bool {
        level as u8 >= THRESHOLDS[self.index()].load(Ordering::Relaxed)
    }

    /// Sets the lowest level that is shown somewhere.
    pub(super) fn set_threshold(self, level: Level) {
        THRESHOLDS[self.index()].store(level as u8, Ordering::Relaxed);
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_sets_are_made_of_tags() {
        assert!(TAGS.is_sorted_by(|a, b| a < b));
        assert!(TAG_SETS.is_sorted_by(|a, b| a.split('+').lt(b.split('+'))));
        for set in TagSet::all() {
            assert!((1..=MAX_TAGS).contains(&set.tags().count()));
            for tag in set.tags() {
                assert!(TAGS.contains(&tag), "{tag} of {}", set.name());
            }
        }
    }
}
