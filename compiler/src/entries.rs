//! The functions of the runtime that compiled code calls: one table.
//!
//! All but leaves are called with the arguments of the platform's C convention (System V), through stubs that record the caller's frame (frame pointer and
//! return address) in the thread first, so that the runtime can walk compiled frames. The thread is in the pinned
//! register and is not passed. Those that may throw leave the exception pending in the thread: the caller tests
//! that word afterwards. References are 64-bit words.

/// Types of parameters and results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryType {
    I32,
    I64,
    F32,
    F64,
}

macro_rules! runtime_entries {
    ($($(#[$doc:meta])* $name:ident ($($param:ident),*) $(-> $result:ident)? $(, $throws:ident)?;)*) => {
        /// A function of the runtime.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum RuntimeEntry { $($(#[$doc])* $name),* }

        impl RuntimeEntry {
            pub const ALL: &'static [RuntimeEntry] = &[$(RuntimeEntry::$name),*];

            pub fn name(self) -> &'static str {
                match self { $(RuntimeEntry::$name => stringify!($name)),* }
            }
            pub fn parameters(self) -> &'static [EntryType] {
                match self { $(RuntimeEntry::$name => &[$(EntryType::$param),*]),* }
            }
            pub fn result(self) -> Option<EntryType> {
                match self { $(RuntimeEntry::$name => runtime_entries!(@result $($result)?)),* }
            }
            /// The entry changes no register but that of its result (the convention `preserve_all`): the hot code around a call
            /// in a cold block keeps its values where they are. Not for what is called often.
            pub fn preserves_registers(self) -> bool {
                !matches!(
                    self,
                    RuntimeEntry::FloatRemainder
                        | RuntimeEntry::DoubleRemainder
                        | RuntimeEntry::Sine
                        | RuntimeEntry::Cosine
                        | RuntimeEntry::Tangent
                        | RuntimeEntry::Exponential
                        | RuntimeEntry::Logarithm
                        | RuntimeEntry::Logarithm10
                        | RuntimeEntry::Power
                        | RuntimeEntry::ArrayCopy
                        | RuntimeEntry::CopySimply
                        | RuntimeEntry::Deoptimize
                        | RuntimeEntry::Unwind
                )
            }
            /// Called without an anchor and without the thread: neither throws, nor collects, nor looks at frames.
            pub fn is_leaf(self) -> bool {
                matches!(self, RuntimeEntry::CopySimply)
            }
            /// The thread may stand at a safepoint in it, even if nothing is thrown.
            pub fn may_stop(self) -> bool {
                !matches!(
                    self,
                    RuntimeEntry::WriteBarrier
                        | RuntimeEntry::CheckCast
                        | RuntimeEntry::ArrayStoreCheck
                        | RuntimeEntry::InstanceOf
                        | RuntimeEntry::IsInstance
                        | RuntimeEntry::IdentityHash
                        | RuntimeEntry::FloatRemainder
                        | RuntimeEntry::DoubleRemainder
                        | RuntimeEntry::CopySimply
                )
            }
            /// May leave an exception pending.
            pub fn may_throw(self) -> bool {
                match self { $(RuntimeEntry::$name => runtime_entries!(@throws $($throws)?)),* }
            }
        }
    };
    (@result) => { None };
    (@result $r:ident) => { Some(EntryType::$r) };
    (@throws) => { false };
    (@throws throws) => { true };
}

runtime_entries! {
    /// The poll word is set.
    Poll(), throws;
    /// `new`: class offset.
    NewInstance(I32) -> I64, throws;
    /// `Unsafe.allocateInstance`: the class's mirror, or null. 0 if it is not as simple as that; nothing is thrown.
    AllocateInstance(I64) -> I64;
    /// The identity hash of an object that is not null.
    IdentityHash(I64) -> I32;
    /// `newarray`, `anewarray`: offset of the array class, length (negative throws).
    NewArray(I32, I32) -> I64, throws;
    /// `anewarray` by component class (the array class may not exist yet).
    NewObjectArray(I32, I32) -> I64, throws;
    /// `multianewarray`: array class, number of dimensions, address of that many 32-bit lengths, outermost first.
    NewMultiArray(I32, I32, I64) -> I64, throws;
    /// `checkcast` that the fast tests did not decide: object (not null), class. Throws ClassCastException.
    CheckCast(I64, I32), throws;
    /// `instanceof` that the fast tests did not decide: object (not null), class. 1 or 0.
    InstanceOf(I64, I32) -> I32;
    /// `aastore`'s type check failed on the fast path: array, value (not null). Throws ArrayStoreException.
    ArrayStoreCheck(I64, I64), throws;
    /// Slow path of the write barrier: the object that is stored into.
    WriteBarrier(I64);
    /// `monitorenter` (object not null).
    MonitorEnter(I64), throws;
    /// `monitorexit` (object not null).
    MonitorExit(I64), throws;
    /// The method to call for an interface call: receiver (not null), declared method's offset, interface's offset,
    /// inline-cache cell. The address of the method's `rt`, 0 with an exception pending.
    ResolveInterfaceCall(I64, I32, I32, I64) -> I64, throws;
    /// What `linkToVirtual` and `linkToInterface` call: receiver, member name (both not null). The address of the method's
    /// `rt`, 0 with an exception pending.
    SelectMember(I64, I64) -> I64, throws;
    ThrowNullPointer(), throws;
    /// Index, length.
    ThrowArrayIndex(I32, I32), throws;
    ThrowDivideByZero(), throws;
    /// The stack pointer is below the thread's entry limit: StackOverflowError, or a poll. Called at a method's entry, with the arguments in
    /// their registers, which are kept; the first is the method's `rt`.
    MethodEntry(), throws;
    /// `athrow` of an object that is not null.
    Throw(I64), throws;
    /// An exception is pending in the frame's method at the current bytecode index: takes it from the thread and returns it.
    TakeException() -> I64;
    /// True if the exception is an instance of a class: object, class.
    IsInstance(I64, I32) -> I32;
    /// True if the exception is an instance of a class that is not resolved yet: object, method and index of the class in
    /// its constant pool.
    CatchTypeMatches(I64, I32, I32) -> I32;
    /// Code of level 2 has counted as many invocations of its method as make the policy look. Called like `MethodEntry`.
    CountedInvocations();
    /// Likewise back-edges: `rt`, the last one's target. 1 if the code is to be left there, 0 otherwise.
    CountedBackEdges(I64, I32) -> I32;
    /// A class that has no row in a profile yet, or will not get one: address of the instruction's cells, class.
    ProfileClass(I64, I32);
    /// An uncommon trap: number of the deoptimization point; the live values follow as arguments. Interprets the compiled
    /// frame's rest and leaves the frame with the result.
    Deoptimize(I32);
    /// Leaves the frame with the pending exception; does not return.
    Unwind();
    FloatRemainder(F32, F32) -> F32;
    DoubleRemainder(F64, F64) -> F64;
    Sine(F64) -> F64;
    Cosine(F64) -> F64;
    Tangent(F64) -> F64;
    Exponential(F64) -> F64;
    Logarithm(F64) -> F64;
    Logarithm10(F64) -> F64;
    Power(F64, F64) -> F64;
    /// `System.arraycopy` with all its checks: source, position, destination, position, length.
    ArrayCopy(I64, I32, I64, I32, I32), throws;
    /// The same where nothing is thrown and no element needs a test: 0 if that is not so, and nothing was copied.
    CopySimply(I64, I32, I64, I32, I32) -> I32;
    /// A value that is null, or of a class that its cell in a profile does not hold: address of the cell, object.
    ProfileType(I64, I64);
}
