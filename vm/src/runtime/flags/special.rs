//! Flags that HotSpot does not have in a release build, or had in an earlier release: their names are known, so that
//! the user is told why they are refused or ignored.

/// Why a flag is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absent {
    Develop,
    NotProduct,
}

impl Absent {
    /// HotSpot's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Absent::Develop => "develop",
            Absent::NotProduct => "notproduct",
        }
    }
}

/// A flag of HotSpot's debug builds: its name, why it is absent, and whether it is a `bool`.
pub fn absent(name: &str) -> Option<(Absent, bool)> {
    all_absent()
        .find(|(n, ..)| *n == name)
        .map(|(_, why, is_bool)| (why, is_bool))
}

/// All flags of HotSpot's debug builds.
pub fn all_absent() -> impl Iterator<Item = (&'static str, Absent, bool)> {
    [
        (DEVELOP_BOOLS, Absent::Develop, true),
        (DEVELOP_OTHERS, Absent::Develop, false),
        (NOTPRODUCT_BOOLS, Absent::NotProduct, true),
        (NOTPRODUCT_OTHERS, Absent::NotProduct, false),
    ]
    .into_iter()
    .flat_map(|(names, why, is_bool)| names.iter().map(move |n| (*n, why, is_bool)))
}

/// What JDK 17 says of a flag beyond its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Age {
    /// Obeyed, with a warning; since which release.
    Deprecated(u8),
    /// Ignored, with a warning; since which release.
    Obsolete(u8),
}

/// Flags with an age.
pub const AGES: &[(&str, Age)] = &[
    ("MaxGCMinorPauseMillis", Age::Deprecated(8)),
    ("MaxRAMFraction", Age::Deprecated(10)),
    ("MinRAMFraction", Age::Deprecated(10)),
    ("InitialRAMFraction", Age::Deprecated(10)),
    ("AllowRedefinitionToAddDeleteMethods", Age::Deprecated(13)),
    ("FlightRecorder", Age::Deprecated(13)),
    ("SuspendRetryCount", Age::Obsolete(17)),
    ("SuspendRetryDelay", Age::Obsolete(17)),
    ("CriticalJNINatives", Age::Deprecated(16)),
    ("AlwaysLockClassLoader", Age::Deprecated(17)),
    ("UseBiasedLocking", Age::Deprecated(15)),
    ("BiasedLockingStartupDelay", Age::Deprecated(15)),
    ("PrintBiasedLockingStatistics", Age::Deprecated(15)),
    ("BiasedLockingBulkRebiasThreshold", Age::Deprecated(15)),
    ("BiasedLockingBulkRevokeThreshold", Age::Deprecated(15)),
    ("BiasedLockingDecayTime", Age::Deprecated(15)),
    ("UseOptoBiasInlining", Age::Deprecated(15)),
    ("PrintPreciseBiasedLockingStatistics", Age::Deprecated(15)),
    ("DefaultMaxRAMFraction", Age::Deprecated(8)),
    ("CreateMinidumpOnCrash", Age::Deprecated(9)),
    ("TLABStats", Age::Deprecated(12)),
    ("AssertOnSuspendWaitFailure", Age::Obsolete(17)),
    ("TraceSuspendWaitFailures", Age::Obsolete(17)),
];

/// Old names of flags.
pub const ALIASES: &[(&str, &str)] = &[
    ("DefaultMaxRAMFraction", "MaxRAMFraction"),
    ("CreateMinidumpOnCrash", "CreateCoredumpOnCrash"),
];

/// A flag's age, if it has one.
pub fn age(name: &str) -> Option<Age> {
    AGES.iter().find(|(n, _)| *n == name).map(|(_, age)| *age)
}

/// The name that a flag has today.
pub fn real_name(name: &str) -> &str {
    ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name, |(_, real)| real)
}

#[rustfmt::skip]
const DEVELOP_BOOLS: &[&str] = &[
    "AlwaysIncrementalInline", "AssertRangeCheckElimination", "BailoutAfterHIR", "BailoutAfterLIR",
    "BailoutOnExceptionHandlers", "BailoutToInterpreterForThrows", "C1Breakpoint", "CICompileNatives", "CICompileOSR",
    "CICountOSR", "CIPrintCompilerName", "CIPrintMethodCodes", "CIPrintRequests", "CIPrintTypeFlow", "CITimeEach",
    "CITimeVerbose", "CITraceTypeFlow", "CSEArrayLength", "CanonicalizeNodes", "CheckUnhandledOops",
    "CheckZapUnusedHeapArea", "CommentedAssembly", "ComputeExactFPURegisterUsage", "ConvertCmpD2CmpF",
    "ConvertFloat2IntClipping", "CountBytecodes", "CountCompiledCalls", "CountLinearScan", "DebugDeoptimization",
    "DebugVtables", "DelayThreadStartALot", "DeoptC1", "DeoptimizeObjectsALot", "DeoptimizeRandom",
    "DoCEE", "EagerInitialization", "EliminateBlocks", "EliminateFieldAccess", "EliminateNullChecks",
    "ExitEscapeAnalysisOnTimeout", "FLSVerifyDictionary", "FullGCALot", "G1EvacuationFailureALotDuringConcMark",
    "G1EvacuationFailureALotDuringConcurrentStart", "G1EvacuationFailureALotDuringMixedGC",
    "G1EvacuationFailureALotDuringYoungGC", "G1ExitOnExpansionFailure", "G1VerifyBitmaps", "G1VerifyCTCleanup",
    "GenerateArrayStoreCheck", "GenerateRangeChecks", "GenerateSynchronizationCode", "IEEEPrecision",
    "ImplicitDiv0Checks", "InjectCompilerCreationFailure", "InlineAccessors", "InlineIntrinsics",
    "InlineMethodsWithExceptionHandlers", "InstallMethods", "InterceptOSException", "JVMCIUseFastLocking",
    "LIRTraceExecution", "LIRTracePeephole", "LargePagesIndividualAllocationInjectError", "LoadLineNumberTables",
    "LoadLocalVariableTables", "LoadLocalVariableTypeTables", "MetadataAllocationFailALot", "MonomorphicArrayCheck",
    "OptimizeIfOps", "OptimizeUnsafes", "OptoBreakpoint", "OptoCoalesce", "OptoPeephole", "PatchALot",
    "PinAllInstructions", "PoisonOSREntry", "PrintBailouts", "PrintBlockElimination", "PrintBytecodeHistogram",
    "PrintBytecodePairHistogram", "PrintCEE", "PrintCFGBlockFreq", "PrintCFGToFile", "PrintCanonicalization",
    "PrintCodeCache2", "PrintCodeCacheExtension", "PrintDebugInfo", "PrintDeoptimizationDetails", "PrintDependencies",
    "PrintDominators", "PrintExceptionHandlers", "PrintLIR", "PrintMethodFlushing", "PrintMiscellaneous",
    "PrintNotLoaded", "PrintNullCheckElimination", "PrintRelocations", "PrintUnsafeOptimization",
    "PrintValueNumbering", "ProfileTraps", "RegisterReferences", "RenumberLiveNodes", "ReplayCompiles",
    "ReplayIgnoreInitErrors", "SelectivePhiFunctions", "ShenandoahVerifyOptoBarriers", "SoftMatchFailure",
    "StressArrayCopyMacroNode", "StressCodeBuffers", "StressCompiledExceptionHandlers", "StressLinearScan",
    "StressLoopInvariantCodeMotion", "StressMethodHandleLinkerInlining", "StressRangeCheckElimination",
    "StressRecompilation", "StressReflectiveCode", "StressRewriter", "SubsumeLoads", "SuperWordRTDepCheck",
    "TestSafeFetchInErrorHandler", "TestUnresponsiveErrorHandler", "TimeEachLinearScan", "TimeOopMap", "TimeOopMap2",
    "TraceBytecodes", "TraceCallFixup", "TraceCompiledIC", "TraceCreateZombies",
    "TraceDependencies", "TraceDerivedPointers", "TraceFPURegisterUsage", "TraceFPUStack",
    "TraceFinalizerRegistration", "TraceFrequencyInlining", "TraceICBuffer", "TraceICs", "TraceInlineCacheClearing",
    "TraceIterativeGVN", "TraceJavaAssertions", "TraceLivenessGen", "TraceLoopLimitCheck", "TraceLoopOpts",
    "TraceLoopPredicate", "TraceMemoryWriteback", "TraceMethodReplacement", "TraceNewOopMapGeneration",
    "TraceNewOopMapGenerationDetailed", "TraceOopMapRewrites", "TraceOptimizeFill", "TraceOptimizedUpcallStubs",
    "TraceOptoParse", "TracePatching", "TracePcPatching", "TracePostallocExpand", "TracePredicateFailedTraps",
    "TraceRangeCheckElimination", "TraceRangeLimitCheck", "TraceRelocator", "TwoOperandLIRForm", "TypeProfileCasts",
    "UncommonNullCast", "UseC1Optimizations", "UseCHA", "UseCISCSpill", "UseFastLocking", "UseFastNewInstance",
    "UseFastNewObjectArray", "UseFastNewTypeArray", "UseFastSignatureHandlers", "UseGlobalValueNumbering",
    "UseLocalValueNumbering", "UseMallocOnly", "UsePrivilegedStack", "UseSlowPath", "UseTableRanges",
    "UseUniqueSubclasses", "Verbose", "VerifyActivationFrameSize", "VerifyAdapterSharing", "VerifyAliases",
    "VerifyCrossModifyFence", "VerifyDataPointer", "VerifyDependencies", "VerifyFPU", "VerifyIterativeGVN",
    "VerifyJNIFields", "VerifyOops", "VerifyStack", "VerifyStackAtCalls", "VerifyThread", "WizardMode",
    "ZapFillerObjects", "ZapResourceArea", "ZapTLAB", "ZapUnusedHeapArea",
];
#[rustfmt::skip]
const DEVELOP_OTHERS: &[&str] = &[
    "AdaptiveSizePolicyReadyThreshold", "BciProfileWidth", "BinarySwitchThreshold", "CIBreakAt", "CIBreakAtOSR",
    "CIStart", "CIStartOSR", "CIStop", "CIStopOSR", "CodeCacheMinimumUseSpace", "CodeEntryAlignment",
    "CompressedClassSpaceBaseAddress", "ConcGCYieldTimeout", "CounterDecayMinIntervalLength", "CounterHalfLifeTime",
    "DeoptimizeObjectsALotInterval", "DeoptimizeObjectsALotThreadCountAll", "DeoptimizeObjectsALotThreadCountSingle",
    "DesiredMethodLimit", "DontYieldALotInterval", "ErrorHandlerTest", "FLOATPRESSURE", "FastAllocateSizeLimit",
    "FreqCountInvocations", "G1DummyRegionsPerGC", "G1EvacuationFailureALotCount", "G1EvacuationFailureALotInterval",
    "G1MaxVerifyFailures", "G1RSetRegionEntriesBase", "G1RSetSparseRegionEntriesBase",
    "G1SATBProcessCompletedThreshold", "GCExpandToAllocateDelayMillis", "GCOverheadLimitThreshold", "HugeMethodLimit",
    "INTPRESSURE", "ImplicitNullCheckThreshold", "InlineFrequencyRatio", "InlineThrowCount", "InlineThrowMaxSize",
    "InstructionCountCutoff", "JVMInvokeMethodSlack", "MallocCatchPtr", "MaxForceInlineLevel", "MaxVirtMemFraction",
    "MetadataAllocationFailALotInterval", "MethodHistogramCutoff", "MinOopMapAllocation", "NMethodSizeLimit",
    "NestedInliningSizeRatio", "NewCodeParameter", "NodeCountInliningCutoff", "OSROnlyBCI", "ObjArrayMarkingStride",
    "OptoBlockListSize", "OptoNodeListSize", "OptoPeepholeAt", "OptoPrologueNops",
    "PSAdaptiveSizePolicyResizeVirtualSpaceAlot", "PreallocatedOutOfMemoryErrorCount", "PromotionFailureALotCount",
    "PromotionFailureALotInterval", "RegisterCostAreaRatio", "ReplaySuppressInitializers", "StackPrintLimit",
    "StopInterpreterAt", "StressLongCountedLoop", "TestCrashInErrorHandler", "TraceBytecodesAt",
    "TraceLinearScanLevel", "UnrollLimitForProfileCheck", "VerifyMetaspaceInterval",
];
#[rustfmt::skip]
const NOTPRODUCT_BOOLS: &[&str] = &[
    "CIObjectFactoryVerify", "CheckCompressedOops", "CollectIndexSetStatistics", "CrashGCForDumpingJavaThread",
    "EnableJVMTIStackDepthAsserts", "ExitOnFullCodeCache", "G1EvacuationFailureALot", "GCALotAtAllSafepoints",
    "ICMissHistogram", "LogSweeper", "OptoBreakpointC2R", "OptoBreakpointOSR", "OptoNoExecute", "PrintC1Statistics",
    "PrintCFG", "PrintCFG0", "PrintCFG1", "PrintCFG2", "PrintClassLoaderDataGraphAtExit", "PrintEliminateAllocations",
    "PrintEliminateLocks", "PrintEscapeAnalysis", "PrintFieldLayout", "PrintFlagsWithComments",
    "PrintFrameConverterAssembly", "PrintIR", "PrintIR0", "PrintIR1", "PrintIR2", "PrintIRDuringConstruction",
    "PrintIRWithLIR", "PrintIdeal", "PrintIdealGraph", "PrintIdealNodeCount", "PrintInitialBlockList",
    "PrintLIRWithAssembly", "PrintLockStatistics", "PrintNMethodStatistics", "PrintOptimizePtrCompare",
    "PrintOptimizeStringConcat", "PrintOpto", "PrintOptoInlining", "PrintOptoPeephole", "PrintOptoStatistics",
    "PrintParseStatistics", "PrintPhiFunctions", "PrintRewrites", "PrintSimpleStubs", "PrintSymbolTableSizeHistogram",
    "PrintSystemDictionaryAtExit", "PrintVtableStats", "PromotionFailureALot", "ScavengeALot", "TraceCISCSpill",
    "TraceCodeBlobStacks", "TraceInvocationCounterOverflow", "TraceLivenessQuery", "TraceLoopUnswitching",
    "TraceNewVectors", "TraceOnStackReplacement", "TraceOptoOutput", "TraceOptoPipelining", "TracePartialPeeling",
    "TracePhaseCCP", "TraceProfileTripCount", "TraceSuperWord", "TraceSuperWordLoopUnrollAnalysis", "UseDebuggerErgo",
    "UseDebuggerErgo1", "UseDebuggerErgo2", "VerifyCodeCache", "VerifyConnectionGraph", "VerifyDUIterators",
    "VerifyGraphEdges", "VerifyHashTableKeys", "VerifyIdealNodeCount", "VerifyJNIEnvThread", "VerifyLastFrame",
    "VerifyLoopOptimizations", "VerifyRegisterAllocator", "WalkStackALot", "ZapStackSegments", "ZapVMHandleArea",
    "ZombieALot",
];
#[rustfmt::skip]
const NOTPRODUCT_OTHERS: &[&str] = &[
    "BreakAtNode", "DeoptimizeOnlyAt", "FullGCALotDummies",
    "FullGCALotInterval", "FullGCALotStart", "IndexSetWatch", "MaxElementPrintSize", "MaxSubklassPrintSize",
    "PrintIdealGraphAddress", "PrintIdealGraphFile", "PrintIdealGraphLevel", "PrintIdealGraphPort",
    "PrintIdealIndentThreshold", "ScavengeALotInterval", "SuppressErrorAt", "SweeperLogEntries", "ZombieALotInterval",
];
