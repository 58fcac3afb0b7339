//! The table of the flags that do something.
//!
//! A row here makes an accessor `get::Name()`, which reads the value as 64 bits: 0 or 1 of a `bool`, the bits of a
//! `double`. How a row is written is said in `row.rs`.

use std::sync::atomic::Ordering;

use super::row::{Flag, flag};

macro_rules! flags {
    ($($name:ident: $type:ident = $default:expr, $($kind:ident)+ $([$($range:tt)*])?, $help:literal;)*) => {
        /// The rows in the order of the table.
        pub const ROWS: &[Flag] = &[$(
            flag!($name: $type = $default, $($kind)+ $([$($range)*])?, $help),
        )*];
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy)]
        enum Row { $($name,)* }
        /// Current values by flag name.
        #[allow(non_snake_case)]
        pub mod get {
            use super::*;
            $(
                #[doc = $help]
                #[inline(always)]
                pub fn $name() -> u64 { super::super::VALUES[Row::$name as usize].load(Ordering::Relaxed) }
            )*
        }
    };
}

flags! {
    // The class library and classes
    BytecodeVerificationLocal: bool = false, diagnostic, "Verify classes of the boot loader";
    BytecodeVerificationRemote: bool = true, diagnostic, "Verify classes of all other loaders";
    ClassUnloading: bool = true, product, "Unload classes whose loader is unreachable";
    CompressedClassSpaceSize: size_t = 1073741824, product [1048576, 3221225472], "Bytes of the space that holds klasses";
    MaxMetaspaceSize: size_t = u64::MAX, product [0, u64::MAX], "Limit of class metadata in bytes";
    MetaspaceSize: size_t = 22020096, product [0, u64::MAX], "Bytes of class metadata whose first passing starts a collection";
    ShowCodeDetailsInExceptionMessages: bool = true, manageable, "Helpful messages of NullPointerExceptions";
    ShowHiddenFrames: bool = false, diagnostic, "Show hidden frames in stack traces";
    StackTraceInThrowable: bool = true, product, "Record stack traces in exceptions";
    MaxJavaStackTraceDepth: intx = 1024, product [0, 1073741823], "Frames that a stack trace keeps; 0 = all";
    // The heap
    InitialHeapSize: size_t = 0, product [0, u64::MAX], "Bytes of the heap at the start, 0 = by the memory that there is";
    MaxHeapSize: size_t = 130862280, product [0, u64::MAX], "Most bytes of the heap, if not given by the memory that there is";
    MinHeapSize: size_t = 0, product [0, u64::MAX], "Least bytes of the heap, 0 = by default";
    NewSize: size_t = 1363144, product [0, u64::MAX], "Bytes of the nursery at the start";
    MaxNewSize: size_t = u64::MAX, product [0, u64::MAX], "Most bytes of the nursery";
    NewRatio: uintx = 2, product [0, 18446744073709551614], "The nursery's largest share of the heap: one part to so many of the rest";
    GCTimeRatio: uintx = 99, product [0, u32::MAX as u64], "The nursery grows while collections take more than one part of the time to so many of the program";
    MinHeapFreeRatio: uintx = 40, manageable [0, 100], "Percentage of the heap that is free at least after a full collection, or the heap grows";
    MaxHeapFreeRatio: uintx = 70, manageable [0, 100], "Percentage of the heap that is free at most after a full collection, or the heap shrinks";
    MaxRAM: uint64_t = 137438953472, pd product [0, u64::MAX], "Bytes of memory from which the size of the heap is reckoned";
    MaxRAMPercentage: double = 25.0, product [0.0, 100.0], "Percentage of the memory that the heap takes at most";
    MinRAMPercentage: double = 50.0, product [0.0, 100.0], "Percentage of a small memory that the heap takes at most";
    InitialRAMPercentage: double = 1.5625, product [0.0, 100.0], "Percentage of the memory that the heap takes at the start";
    MaxRAMFraction: uintx = 4, product [1, u64::MAX], "The memory divided by this is the most that the heap takes; deprecated";
    MinRAMFraction: uintx = 2, product [1, u64::MAX], "A small memory divided by this is the most that the heap takes; deprecated";
    InitialRAMFraction: uintx = 64, product [1, u64::MAX], "The memory divided by this is what the heap takes at the start; deprecated";
    ErgoHeapSizeLimit: size_t = 0, product [0, u64::MAX], "Limit of a heap size that follows from the memory, 0 = none";
    MaxDirectMemorySize: uint64_t = 0, product [0, i64::MAX as u64], "Limit of direct buffers in bytes, 0 = the maximum heap size";
    AlwaysPreTouch: bool = false, product, "Accepted: pages of the heap are touched as they are taken";
    SoftRefLRUPolicyMSPerMB: intx = 1000, product [0, i64::MAX], "Milliseconds that a soft reference lives unused per free MB of heap";
    // Collectors
    UseSerialGC: bool = false, product, "Collect with one thread";
    UseEpsilonGC: bool = false, experimental, "Never collect";
    UseParallelGC: bool = false, product, "Accepted as a choice; the default collector runs";
    UseG1GC: bool = false, product, "Accepted as a choice; the default collector runs";
    UseZGC: bool = false, product, "Accepted as a choice; the default collector runs";
    UseShenandoahGC: bool = false, product, "Accepted as a choice; the default collector runs";
    ParallelGCThreads: uint = 0, product [0, u32::MAX as u64], "Threads of the collector, 0 = by the processors";
    DisableExplicitGC: bool = false, product, "Ignore System.gc()";
    ExplicitGCInvokesConcurrent: bool = false, product, "Accepted: System.gc() always collects the whole heap at once";
    PrintGC: bool = false, product, "As -Xlog:gc; deprecated";
    PrintGCDetails: bool = false, product, "As -Xlog:gc*; deprecated";
    VerifyBeforeGC: bool = false, diagnostic, "Check all references of the heap and the roots before each collection";
    VerifyAfterGC: bool = false, diagnostic, "Check all references of the heap and the roots after each collection";
    // Errors
    HeapDumpOnOutOfMemoryError: bool = false, manageable, "Dump the heap at the first OutOfMemoryError";
    HeapDumpPath: ccstr = "", manageable, "File or folder of heap dumps";
    HeapDumpGzipLevel: intx = 0, manageable [0, 9], "Compression of heap dumps, 0 = none";
    HeapDumpBeforeFullGC: bool = false, manageable, "Dump the heap before each full collection";
    HeapDumpAfterFullGC: bool = false, manageable, "Dump the heap after each full collection";
    UseGCOverheadLimit: bool = true, product, "OutOfMemoryError when the collector gets nowhere, whatever collector runs";
    GCTimeLimit: uintx = 98, product [0, 100], "Percent of the time in full collections that is too much";
    GCHeapFreeLimit: uintx = 2, product [0, 100], "Percent of the heap free after a full collection that is too little";
    OnOutOfMemoryError: ccstrlist = "", product, "Commands to run at the first OutOfMemoryError";
    ExitOnOutOfMemoryError: bool = false, product, "Exit at the first OutOfMemoryError";
    CrashOnOutOfMemoryError: bool = false, product, "Crash at the first OutOfMemoryError";
    OnError: ccstrlist = "", product, "Commands to run at a fatal error";
    ErrorFile: ccstr = "", product, "File of the fatal-error report";
    CreateCoredumpOnCrash: bool = true, product, "Let a crash dump core";
    // Processors, threads and signals
    ActiveProcessorCount: int = -1, product [checked], "Processors to count on, -1 = as the system says";
    UseContainerSupport: bool = true, product, "Heed the limits of the container";
    UseContainerCpuShares: bool = false, product, "Heed the processor shares of the container";
    PreferContainerQuotaForCPUCount: bool = true, product, "Of quota and shares of a container, let the quota decide on the processors";
    ThreadStackSize: intx = 1024, pd product [0, 1048576], "Stack of a Java thread in KB";
    ReduceSignalUsage: bool = false, product, "Leave the signals of the shutdown and of thread dumps alone";
    PrintConcurrentLocks: bool = false, manageable, "Show owned synchronizers in thread dumps";
    AsyncDeflationInterval: intx = 250, diagnostic [0, i32::MAX as i64], "Least milliseconds between two deflations of idle monitors";
    AvgMonitorsPerThreadEstimate: size_t = 1024, diagnostic [0, u64::MAX], "Inflated monitors for each thread that are no reason to deflate";
    GuaranteedAsyncDeflationInterval: intx = 60000, diagnostic [0, i32::MAX as i64], "Most milliseconds between two deflations of idle monitors, 0 = no limit";
    MonitorUsedDeflationThreshold: intx = 90, diagnostic [0, 100], "Percentage of AvgMonitorsPerThreadEstimate that starts a deflation, 0 = never";
    // Stress
    VerifyHeap: bool = false, diagnostic hearth, "Check all references before and after each collection";
    GCStress: bool = false, diagnostic hearth, "Collect at every nth allocation and safepoint poll";
    GCStressInterval: intx = 0, diagnostic hearth [0, i32::MAX as i64], "Allocations and polls from one collection of GCStress to the next, 0 = by the used heap";
    GCStressFullInterval: intx = 8, diagnostic hearth [1, i32::MAX as i64], "Every how many collections of GCStress are full ones";
    StressScheduler: bool = false, diagnostic hearth, "Let threads lose the processor at transitions, monitors, polls, class initialisation";
    StressSeed: uint = 0, diagnostic hearth [0, u32::MAX as u64], "Seed of StressScheduler, and of GCStress, which varies its interval if it is not 0";
    DeoptimizeALot: bool = false, diagnostic hearth, "Leave compiled frames for the interpreter at random polls and returns of the runtime";
    DeoptimizeALotInterval: intx = 100, diagnostic hearth [1, i32::MAX as i64], "Polls and returns of a thread, on average, from one time of DeoptimizeALot to the next";
    DeoptimizeALotSeed: uint = 0, diagnostic hearth [0, u32::MAX as u64], "Seed of DeoptimizeALot";
    SafepointALot: bool = false, diagnostic, "Stop all threads every GuaranteedSafepointInterval, 1 ms if that is not given";
    GuaranteedSafepointInterval: intx = 1000, diagnostic [0, i32::MAX as i64], "Milliseconds between the safepoints of SafepointALot";
    // Compilation
    AbortVMOnCompilationFailure: bool = false, diagnostic, "Abort if a method could not be compiled";
    BackgroundCompilation: bool = true, pd product, "Compile while the program goes on interpreted";
    CICompilerCount: intx = 2, product [0, i32::MAX as i64], "Compiler threads of all tiers together";
    CICompilerCountPerCPU: bool = false, product, "Let the processors decide on the number of compiler threads";
    CICrashAt: intx = -1, diagnostic hearth [i64::MIN, i64::MAX], "Number of a compilation that panics, to test what becomes of that";
    CITime: bool = false, product, "Report what the compilers did at exit";
    CompileCommand: ccstrlist = "", product, "What is (not) compiled and inlined, and what is said about it";
    CompileCommandFile: ccstr = "", product, "File with compile commands, a line each";
    CompileOnly: ccstrlist = "", product, "Compile only these methods";
    CompileThreshold: intx = 10000, pd product [i64::MIN, i64::MAX], "Invocations after which a method is compiled without tiers";
    CompileThresholdScaling: double = 1.0, product [0.0, f64::MAX], "Factor of all compile thresholds";
    OnStackReplacePercentage: intx = 140, pd product [i64::MIN, i64::MAX], "Back-edges in percent of CompileThreshold after which a loop is compiled without tiers";
    PerBytecodeTrapLimit: intx = 4, product [0, i32::MAX as i64], "Traps at one place after which no code relies on anything there";
    PerMethodTrapLimit: intx = 100, product [0, i32::MAX as i64], "Traps in one method after which it is not compiled any more";
    PrintCompilation: bool = false, product, "Print a line for each compilation";
    PrintMethodData: bool = false, diagnostic, "Print all profiles at exit";
    InterpreterProfilePercentage: intx = 33, product [0, 100], "Percentage of CompileThreshold after which the interpreter profiles, without tiers";
    ProfileInterpreter: bool = true, pd product, "Let the interpreter fill profiles";
    Tier0Delay: intx = 20, diagnostic [0, i32::MAX as i64], "Requests in the optimizing tier's queue for each compiler beyond which the interpreter does not begin to profile";
    Tier0ProfilingStartPercentage: intx = 200, product [0, i32::MAX as i64], "Percentage of the Tier3 thresholds after which the interpreter profiles a method that is not compiled yet";
    TieredOldPercentage: intx = 1000, diagnostic [0, i32::MAX as i64], "Percentage of the Tier3 thresholds after which the interpreter profiles a method whatever waits to be compiled";
    TypeProfileArgsLimit: intx = 2, product [0, 16], "Most arguments of a call whose classes profiles keep";
    TypeProfileLevel: uintx = 111, pd product [0, u64::MAX], "Whose classes profiles keep: of arguments, times 10 results, times 100 parameters; 0 none, 1 of java.lang.invoke's calls, 2 all";
    TypeProfileParmsLimit: intx = 2, product [-1, 64], "Most parameters of a method whose classes profiles keep, -1 = all";
    ReservedCodeCacheSize: uintx = 50331648, pd product [4096, u64::MAX], "Bytes of the code cache";
    TraceDeoptimization: bool = false, diagnostic hearth, "Print a line for each compiled frame that is left";
    Tier0BackedgeNotifyFreqLog: intx = 10, product [0, 30], "Log2 of the back-edges between two looks of the policy";
    Tier0InvokeNotifyFreqLog: intx = 7, product [0, 30], "Log2 of the invocations between two looks of the policy";
    Tier2BackedgeNotifyFreqLog: intx = 14, product [0, 30], "Log2 of the back-edges in level 2 code between two looks of the policy";
    Tier2InvokeNotifyFreqLog: intx = 11, product [0, 30], "Log2 of the invocations of level 2 code between two looks of the policy";
    Tier3BackEdgeThreshold: intx = 60000, product [0, i32::MAX as i64], "Back-edges after which a loop is compiled";
    Tier3CompileThreshold: intx = 2000, product [0, i32::MAX as i64], "Invocations and back-edges after which a method is compiled";
    Tier3InvocationThreshold: intx = 200, product [0, i32::MAX as i64], "Invocations after which a method is compiled";
    Tier3LoadFeedback: intx = 5, product [0, i32::MAX as i64], "Requests in the queue for each compiler that double the thresholds";
    Tier3MinInvocationThreshold: intx = 100, product [0, i32::MAX as i64], "Least invocations for Tier3CompileThreshold to count";
    Tier4BackEdgeThreshold: intx = 40000, product [0, i32::MAX as i64], "Back-edges after which a loop of level 2 code is compiled anew";
    Tier4CompileThreshold: intx = 15000, product [0, i32::MAX as i64], "Invocations and back-edges after which level 2 code is compiled anew";
    Tier4InvocationThreshold: intx = 5000, product [0, i32::MAX as i64], "Invocations after which level 2 code is compiled anew";
    Tier4LoadFeedback: intx = 3, product [0, i32::MAX as i64], "Requests in the optimizing tier's queue for each compiler that double its thresholds";
    Tier4MinInvocationThreshold: intx = 600, product [0, i32::MAX as i64], "Least invocations for Tier4CompileThreshold to count";
    TieredCompileTaskTimeout: intx = 50, product [0, i64::MAX], "Milliseconds after which a request is dropped whose method was not used meanwhile";
    TieredCompilation: bool = true, pd product, "Compile in tiers";
    TieredStopAtLevel: intx = 4, product [0, 4], "Highest level of code, 0 = interpret";
    UseCodeCacheFlushing: bool = true, product, "Give up code that nobody runs when the code cache is full";
    CriticalJNINatives: bool = false, product, "Call the JavaCritical_ functions of native methods";
    UseCompiler: bool = true, product, "Compile at all";
    UseOnStackReplacement: bool = true, pd product, "Enter compiled code in the middle of loops";
    DumpPerfMapAtExit: bool = false, diagnostic, "Write the places of compiled methods to /tmp/perf-PID.map at exit";
    DumpJitDump: bool = false, diagnostic hearth, "Write compiled methods to /tmp/jit-PID.dump for perf inject --jit";
    LogCompilation: bool = false, diagnostic, "Write an XML log of compilations, for HotSpot's tools";
    LogFile: ccstr = "", diagnostic, "Its name, %p is the process id; hotspot_pid%p.log if nothing is said";
    PrintAssembly: bool = false, diagnostic, "Print the machine code of compiled methods";
    // Options themselves
    IgnoreUnrecognizedVMOptions: bool = false, product, "Ignore unknown -XX options";
    UnlockDiagnosticVMOptions: bool = false, diagnostic, "Allow diagnostic flags";
    UnlockExperimentalVMOptions: bool = false, experimental, "Allow experimental flags";
    PrintFlagsInitial: bool = false, product, "Print all flags with their defaults and exit";
    PrintFlagsFinal: bool = false, product, "Print all flags with their values at the start";
    PrintFlagsRanges: bool = false, product, "Print the ranges of all flags at the start";
    PrintCommandLineFlags: bool = false, product, "Print the flags that differ from their defaults as options";
    PrintVMOptions: bool = false, product, "Print the -XX options that are read";
    DisplayVMOutputToStderr: bool = false, product, "Print what flags like PrintCompilation ask for on standard error";
    DisplayVMOutputToStdout: bool = false, product, "Say what is wrong with options on standard output";
    PrintWarnings: bool = true, product, "Print warnings of the machine";
}
