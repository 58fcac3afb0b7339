//! The `-XX` flags: one table says each flag's name, type, default and meaning; parsing and look-up derive from it.
//!
//! Flags of HotSpot that have no effect in Hearth yet are in the table as well, so that command lines written for
//! HotSpot start; their help says so.

use std::sync::atomic::{AtomicU64, Ordering};

/// A flag's type and default.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FlagValue {
    Bool(bool),
    /// A signed or unsigned number without unit.
    Int(i64),
    /// Bytes, with optional k, m, g, t suffix.
    Size(u64),
    Text(&'static str),
    Double(f64),
}

/// One row of the table.
pub struct Flag {
    pub name: &'static str,
    pub default: FlagValue,
    pub help: &'static str,
}

macro_rules! flags {
    ($($name:ident: $kind:ident = $default:expr, $help:literal;)*) => {
        /// All flags, in alphabetical order of their groups.
        pub static FLAGS: &[Flag] = &[$(Flag { name: stringify!($name), default: FlagValue::$kind($default), help: $help },)*];
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        enum Row { $($name,)* Count }
        static VALUES: [AtomicU64; Row::Count as usize] = [$(AtomicU64::new(FlagValue::$kind($default).bits()),)*];
        /// Current values by flag name.
        #[allow(non_snake_case)]
        pub mod get {
            use super::*;
            $(
                #[doc = $help]
                #[inline(always)]
                pub fn $name() -> u64 { VALUES[Row::$name as usize].load(Ordering::Relaxed) }
            )*
        }
    };
}

impl FlagValue {
    const fn bits(self) -> u64 {
        match self {
            FlagValue::Bool(b) => b as u64,
            FlagValue::Int(i) => i as u64,
            FlagValue::Size(s) => s,
            FlagValue::Text(_) => 0,
            FlagValue::Double(d) => d.to_bits(),
        }
    }
}

flags! {
    BytecodeVerificationLocal: Bool = false, "Verify classes of the boot loader";
    BytecodeVerificationRemote: Bool = true, "Verify classes of all other loaders";
    CheckJNICalls: Bool = false, "Check arguments of JNI calls (accepted, no effect yet)";
    ExitOnOutOfMemoryError: Bool = false, "Exit when an OutOfMemoryError is thrown";
    CrashOnOutOfMemoryError: Bool = false, "Crash when an OutOfMemoryError is thrown";
    HeapDumpOnOutOfMemoryError: Bool = false, "Dump the heap at an OutOfMemoryError (accepted, no effect yet)";
    HeapDumpPath: Text = "", "Where heap dumps go (accepted, no effect yet)";
    OnOutOfMemoryError: Text = "", "Command to run at an OutOfMemoryError (accepted, no effect yet)";
    OnError: Text = "", "Command to run at a fatal error (accepted, no effect yet)";
    ErrorFile: Text = "", "Where the fatal-error report goes";
    IgnoreUnrecognizedVMOptions: Bool = false, "Ignore unknown -XX options";
    InitialHeapSize: Size = 0, "Initial heap size in bytes, 0 = by default";
    MaxHeapSize: Size = 0, "Maximum heap size in bytes, 0 = by default";
    MinHeapSize: Size = 0, "Minimum heap size in bytes, 0 = by default";
    NewSize: Size = 0, "Nursery size in bytes, 0 = by default (accepted, no effect yet)";
    MaxNewSize: Size = 0, "Maximum nursery size in bytes, 0 = by default (accepted, no effect yet)";
    NewRatio: Int = 2, "Ratio of old to young generation (accepted, no effect)";
    SurvivorRatio: Int = 8, "Ratio of eden to survivor space (accepted, no effect)";
    MaxRAMPercentage: Double = 25.0, "Share of memory that the heap may take by default";
    InitialRAMPercentage: Double = 1.5625, "Share of memory that the heap takes at start (accepted, no effect)";
    MaxDirectMemorySize: Size = 0, "Limit of direct buffers in bytes, 0 = the maximum heap size";
    MaxMetaspaceSize: Size = 0, "Limit of class metadata in bytes (accepted, no effect yet)";
    MetaspaceSize: Size = 0, "Class metadata that starts a collection (accepted, no effect yet)";
    CompressedClassSpaceSize: Size = 0, "Accepted, no effect: the class space has a fixed reserve";
    MaxJavaStackTraceDepth: Int = 1024, "Frames that a stack trace keeps; 0 = all";
    OmitStackTraceInFastThrow: Bool = true, "Accepted, no effect: traces are never omitted";
    ParallelGCThreads: Int = 0, "Threads of the collector, 0 = by default";
    ConcGCThreads: Int = 0, "Accepted, no effect";
    MaxGCPauseMillis: Int = 0, "Accepted, no effect";
    GCTimeRatio: Int = 99, "Accepted, no effect";
    InitiatingHeapOccupancyPercent: Int = 45, "Accepted, no effect";
    PrintGC: Bool = false, "Deprecated: as -Xlog:gc";
    PrintGCDetails: Bool = false, "Deprecated: as -Xlog:gc*";
    ExplicitGCInvokesConcurrent: Bool = false, "Accepted, no effect";
    DisableExplicitGC: Bool = false, "Ignore System.gc()";
    AlwaysPreTouch: Bool = false, "Accepted, no effect";
    UseSerialGC: Bool = false, "Collect with one thread";
    UseParallelGC: Bool = false, "Accepted; the default collector runs";
    UseG1GC: Bool = false, "Accepted; the default collector runs";
    UseZGC: Bool = false, "Accepted; the default collector runs";
    UseShenandoahGC: Bool = false, "Accepted; the default collector runs";
    UseEpsilonGC: Bool = false, "Never collect";
    UseStringDeduplication: Bool = false, "Accepted, no effect";
    UseCompressedOops: Bool = false, "Accepted, no effect: references are 64 bits wide";
    UseCompressedClassPointers: Bool = true, "Accepted, no effect: class pointers are always 32 bits wide";
    UseContainerSupport: Bool = true, "Heed the limits of the container";
    UseNUMA: Bool = false, "Accepted, no effect";
    UseLargePages: Bool = false, "Accepted, no effect";
    UseTransparentHugePages: Bool = false, "Accepted, no effect";
    UsePerfData: Bool = true, "Accepted, no effect";
    PerfDisableSharedMem: Bool = false, "Accepted, no effect";
    ActiveProcessorCount: Int = -1, "Processors to count on, -1 = as the system says";
    ReduceSignalUsage: Bool = false, "Leave the signals of the shutdown and of thread dumps alone";
    DisableAttachMechanism: Bool = false, "Accepted, no effect: there is no attach mechanism yet";
    EnableDynamicAgentLoading: Bool = true, "Accepted, no effect";
    ShowHiddenFrames: Bool = false, "Show hidden frames in stack traces";
    ShowCodeDetailsInExceptionMessages: Bool = true, "Helpful messages of NullPointerExceptions";
    StackTraceInThrowable: Bool = true, "Record stack traces in exceptions";
    ThreadStackSize: Int = 1024, "Stack of a Java thread in KB";
    VMThreadStackSize: Int = 1024, "Accepted, no effect";
    CompilerThreadStackSize: Int = 1024, "Accepted, no effect";
    TieredCompilation: Bool = true, "Accepted, no effect until methods are compiled";
    TieredStopAtLevel: Int = 4, "Accepted, no effect until methods are compiled";
    CICompilerCount: Int = 0, "Accepted, no effect until methods are compiled";
    CompileThreshold: Int = 10000, "Accepted, no effect until methods are compiled";
    BackgroundCompilation: Bool = true, "Accepted, no effect until methods are compiled";
    CompileCommand: Text = "", "Accepted, no effect until methods are compiled";
    CompileOnly: Text = "", "Accepted, no effect until methods are compiled";
    PrintCompilation: Bool = false, "Accepted, no effect until methods are compiled";
    Inline: Bool = true, "Accepted, no effect until methods are compiled";
    MaxInlineLevel: Int = 15, "Accepted, no effect until methods are compiled";
    ReservedCodeCacheSize: Size = 251658240, "Accepted, no effect until methods are compiled";
    InitialCodeCacheSize: Size = 2555904, "Accepted, no effect until methods are compiled";
    SegmentedCodeCache: Bool = true, "Accepted, no effect until methods are compiled";
    UseCodeCacheFlushing: Bool = true, "Accepted, no effect until methods are compiled";
    DoEscapeAnalysis: Bool = true, "Accepted, no effect until methods are compiled";
    UseOnStackReplacement: Bool = true, "Accepted, no effect until methods are compiled";
    UseSharedSpaces: Bool = false, "Accepted, no effect: there is no archive yet";
    SharedArchiveFile: Text = "", "Accepted, no effect: there is no archive yet";
    UnlockDiagnosticVMOptions: Bool = false, "Allow diagnostic flags";
    UnlockExperimentalVMOptions: Bool = false, "Allow experimental flags";
    VerifyBeforeGC: Bool = false, "Check all references of the heap and the roots before each collection";
    VerifyAfterGC: Bool = false, "Check all references of the heap and the roots after each collection";
    VerifyHeap: Bool = false, "Check all references before and after each collection";
    GCStress: Bool = false, "Collect at every nth allocation and safepoint poll";
    GCStressInterval: Int = 4096, "Allocations and polls from one collection of GCStress to the next";
    GCStressFullInterval: Int = 8, "Every how many collections of GCStress are full ones";
    StressScheduler: Bool = false, "Let threads lose the processor at transitions, monitors, polls, class initialisation";
    StressSeed: Int = 0, "Seed of StressScheduler, and of GCStress, which varies its interval if it is not 0";
    SafepointALot: Bool = false, "Stop all threads every GuaranteedSafepointInterval, 1 ms if that is not given";
    GuaranteedSafepointInterval: Int = 1000, "Milliseconds between the safepoints of SafepointALot";
    PrintFlagsFinal: Bool = false, "Print all flags with their values at start";
    PrintCommandLineFlags: Bool = false, "Print the flags that were set";
    Flags: Text = "", "File of flags to read";
    VMOptionsFile: Text = "", "File of options to read";
    LogVMOutput: Bool = false, "Accepted, no effect";
    PrintStringTableStatistics: Bool = false, "Accepted, no effect";
    StringTableSize: Int = 65536, "Accepted, no effect";
    SoftRefLRUPolicyMSPerMB: Int = 1000, "Accepted, no effect yet";
    RestrictContended: Bool = true, "Heed @Contended in the class library only (accepted, no effect)";
    EnableContended: Bool = true, "Accepted, no effect";
    UseBiasedLocking: Bool = false, "Accepted, no effect";
    UseAESIntrinsics: Bool = true, "Accepted, no effect";
    UseSSE: Int = 4, "Accepted, no effect";
    UseAVX: Int = 3, "Accepted, no effect";
    AllowUserSignalHandlers: Bool = false, "Accepted, no effect";
    ClassUnloading: Bool = true, "Accepted, no effect yet";
    NativeMemoryTracking: Text = "off", "Accepted, no effect";
    FlightRecorder: Bool = false, "Accepted, no effect: there is no flight recorder";
    StartFlightRecording: Text = "", "Accepted, no effect: there is no flight recorder";
    AutoCreateSharedArchive: Bool = false, "Accepted, no effect: there is no archive yet";
    CreateCoredumpOnCrash: Bool = true, "Let a crash dump core";
    MonitorUsedDeflationThreshold: Int = 90, "Percentage of AvgMonitorsPerThreadEstimate in use that starts deflation, 0 = never";
    AvgMonitorsPerThreadEstimate: Int = 1024, "Inflated monitors for each thread that are no reason to deflate";
    AsyncDeflationInterval: Int = 250, "Least milliseconds between two deflations of idle monitors";
    GuaranteedAsyncDeflationInterval: Int = 60000, "Most milliseconds between two deflations of idle monitors, 0 = no limit";
    PrintConcurrentLocks: Bool = false, "Show owned synchronizers in thread dumps (accepted, no effect yet)";
}

/// Texts of text flags that were set.
static TEXTS: parking_lot::Mutex<Vec<(&'static str, String)>> = parking_lot::Mutex::new(Vec::new());
/// Names of the flags set on the command line.
static SET: parking_lot::Mutex<Vec<&'static str>> = parking_lot::Mutex::new(Vec::new());

/// A flag's position in the table.
fn find(name: &str) -> Option<usize> {
    FLAGS.iter().position(|f| f.name == name)
}

/// True if the flag was given on the command line.
pub fn is_set(name: &str) -> bool {
    SET.lock().contains(&name)
}

/// The text of a text flag.
pub fn text(name: &str) -> String {
    if let Some((_, t)) = TEXTS.lock().iter().rev().find(|(n, _)| *n == name) {
        return t.clone();
    }
    match find(name).map(|i| FLAGS[i].default) {
        Some(FlagValue::Text(t)) => t.to_owned(),
        _ => String::new(),
    }
}

/// A number with HotSpot's suffixes: k, m, g, t (binary multiples); decimal or 0x-hexadecimal.
pub fn parse_size(text: &str) -> Option<u64> {
    let (digits, shift) = match text.as_bytes().last()? {
        b'k' | b'K' => (&text[..text.len() - 1], 10),
        b'm' | b'M' => (&text[..text.len() - 1], 20),
        b'g' | b'G' => (&text[..text.len() - 1], 30),
        b't' | b'T' => (&text[..text.len() - 1], 40),
        _ => (text, 0),
    };
    let n = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(hex) => u64::from_str_radix(hex, 16).ok()?,
        None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<u64>().ok()?,
        None => return None,
    };
    n.checked_mul(1 << shift)
}

/// Sets a flag from the text behind `-XX:`; an error is HotSpot's sentence for it.
pub fn set_from_option(option: &str) -> Result<(), String> {
    let (name, value, sign) = match option.as_bytes().first() {
        Some(b'+') => (&option[1..], None, Some(true)),
        Some(b'-') => (&option[1..], None, Some(false)),
        _ => match option.split_once(":=").or_else(|| option.split_once('=')) {
            Some((n, v)) => (n, Some(v), None),
            None => (option, None, None),
        },
    };
    let bare = name.split('=').next().unwrap_or(name);
    let Some(i) = find(bare) else {
        return Err(format!(
            "Unrecognized VM option '{}'",
            option.trim_start_matches(['+', '-'])
        ));
    };
    let malformed = || Err(format!("Improperly specified VM option '{option}'"));
    let bits = match (FLAGS[i].default, sign, value) {
        (FlagValue::Bool(_), Some(on), None) if bare == name => u64::from(on),
        (FlagValue::Bool(_), None, _) => {
            return Err(format!("Missing +/- setting for VM option '{option}'"));
        }
        (FlagValue::Bool(_), ..) => return Err(format!("Improperly specified VM option '{name}'")),
        (_, Some(_), _) => return Err(format!("Unexpected +/- setting in VM option '{bare}'")),
        (FlagValue::Text(_), None, value) => {
            TEXTS
                .lock()
                .push((FLAGS[i].name, value.unwrap_or("").to_owned()));
            0
        }
        (_, None, None) => return malformed(),
        (FlagValue::Size(_), None, Some(v)) => match parse_size(v) {
            Some(n) => n,
            None if bare == "MaxHeapSize" => {
                return Err(format!("Invalid maximum heap size: -XX:{option}"));
            }
            None if bare == "InitialHeapSize" => {
                return Err(format!("Invalid initial heap size: -XX:{option}"));
            }
            None => return malformed(),
        },
        (FlagValue::Int(_), None, Some(v)) => {
            let (negative, digits) = v.strip_prefix('-').map_or((false, v), |d| (true, d));
            match parse_size(digits).and_then(|n| i64::try_from(n).ok()) {
                Some(n) => (if negative { -n } else { n }) as u64,
                None => return malformed(),
            }
        }
        (FlagValue::Double(_), None, Some(v)) => match v.parse::<f64>() {
            Ok(d) => d.to_bits(),
            Err(_) => return malformed(),
        },
    };
    VALUES[i].store(bits, Ordering::Relaxed);
    SET.lock().push(FLAGS[i].name);
    Ok(())
}

/// Sets a flag from inside the machine (an `-X` option that stands for it).
pub fn set(name: &str, bits: u64) {
    if let Some(i) = find(name) {
        VALUES[i].store(bits, Ordering::Relaxed);
        SET.lock().push(FLAGS[i].name);
    }
}

/// A flag's current value as text, for `PrintFlagsFinal` and the diagnostic bean.
pub fn value_text(i: usize) -> String {
    let bits = VALUES[i].load(Ordering::Relaxed);
    match FLAGS[i].default {
        FlagValue::Bool(_) => (bits != 0).to_string(),
        FlagValue::Int(_) => (bits as i64).to_string(),
        FlagValue::Size(_) => bits.to_string(),
        FlagValue::Text(_) => text(FLAGS[i].name),
        FlagValue::Double(_) => format!("{:.6}", f64::from_bits(bits)),
    }
}

/// Prints the table as `-XX:+PrintFlagsFinal` does.
pub fn print_final() {
    println!("[Global flags]");
    for (i, f) in FLAGS.iter().enumerate() {
        let kind = match f.default {
            FlagValue::Bool(_) => "bool",
            FlagValue::Int(_) => "intx",
            FlagValue::Size(_) => "size_t",
            FlagValue::Text(_) => "ccstr",
            FlagValue::Double(_) => "double",
        };
        let origin = if is_set(f.name) {
            "command line"
        } else {
            "default"
        };
        println!(
            "{kind:>9} {:<40} = {:<41} {{product}} {{{origin}}}",
            f.name,
            value_text(i)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_flags_get_the_sentence_that_users_know() {
        assert_eq!(
            set_from_option("+Foo").unwrap_err(),
            "Unrecognized VM option 'Foo'"
        );
        assert_eq!(
            set_from_option("Foo=3").unwrap_err(),
            "Unrecognized VM option 'Foo=3'"
        );
        assert_eq!(
            set_from_option("+MaxHeapSize").unwrap_err(),
            "Unexpected +/- setting in VM option 'MaxHeapSize'"
        );
        assert_eq!(
            set_from_option("UseSerialGC").unwrap_err(),
            "Missing +/- setting for VM option 'UseSerialGC'"
        );
        assert_eq!(
            set_from_option("-UseSerialGC=3").unwrap_err(),
            "Improperly specified VM option 'UseSerialGC=3'"
        );
        assert!(set_from_option("MaxHeapSize=64m").is_ok());
        assert_eq!(get::MaxHeapSize(), 64 << 20);
    }

    #[test]
    fn sizes_have_binary_suffixes() {
        assert_eq!(parse_size("3k"), Some(3072));
        assert_eq!(parse_size("0x10"), Some(16));
        assert_eq!(parse_size("k"), None);
        assert_eq!(parse_size("99999999999999t"), None);
    }
}
