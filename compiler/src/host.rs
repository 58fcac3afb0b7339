//! What the compiler asks of the virtual machine.
//!
//! Methods and classes are named by their offsets in the class space; the compiler never reads metadata by itself. All
//! answers describe the moment of compilation. Where an answer could become wrong later, the generated code tests it
//! (see [`Guard`]), or relied on ([`Host::rely_on`]): code stays right when classes are loaded. A test that fails leaves the code at a trap, and the host
//! throws such code away when it is worth compiling the method anew.

use classlib::BasicType;

use crate::entries::RuntimeEntry;

/// A method: its offset in the class space.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct MethodId(pub u32);

/// A class: its offset in the class space. An object's header holds the same number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct KlassId(pub u32);

/// Bytecode index.
pub type Bci = u16;

/// A row of the exception table; `catch_type` is a constant-pool index, 0 catches all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    pub start: Bci,
    pub end: Bci,
    pub handler: Bci,
    pub catch_type: u16,
}

/// A method as the compiler sees it.
#[derive(Clone, Debug)]
pub struct MethodInfo<'a> {
    pub id: MethodId,
    pub holder: KlassId,
    /// Address of the structure that calls pass as hidden argument and find the entry in (see `output`).
    pub rt_address: u64,
    /// Address of the word that refers to the holder's mirror.
    pub mirror_slot: u64,
    /// Pristine big-endian bytecodes; empty for methods without (native, abstract).
    pub code: &'a [u8],
    pub handlers: Vec<Handler>,
    pub max_locals: u16,
    pub max_stack: u16,
    /// Types of the arguments, the receiver first.
    pub arguments: Vec<BasicType>,
    pub return_type: BasicType,
    pub is_static: bool,
    pub is_synchronized: bool,
    pub force_inline: bool,
    pub dont_inline: bool,
    /// May be compiled and inlined at all (compile commands, what could not be compiled before).
    pub compilable: bool,
}

/// A resolved field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    pub offset: u32,
    pub ty: BasicType,
    pub is_volatile: bool,
    /// For static fields: the address of the word that refers to the mirror holding the field.
    pub mirror_slot: u64,
}

/// What a static final field of an initialised class holds for good.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FinalValue {
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    /// A reference to an object of exactly this class.
    Object(KlassId),
}

/// A resolved class constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KlassInfo {
    pub id: KlassId,
    /// Bytes of an instance, header included.
    pub instance_size: u32,
    /// `new` makes instances: an initialised, concrete class.
    pub instantiable: bool,
    /// Instances may be made in line: an instantiable class without finalizer.
    pub allocatable: bool,
    /// Position of the class in the primary supertypes of its subtypes, if it is found there.
    pub primary_depth: Option<u32>,
    /// No subclass can exist: an object is an instance exactly if its class is this one.
    pub is_exact: bool,
    pub is_interface: bool,
    /// Address of the word that refers to the class's mirror.
    pub mirror_slot: u64,
}

/// A loadable constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    /// A resolved reference: `array_slot` is the address of the word that refers to an `Object[]`, whose element it is.
    Reference {
        array_slot: u64,
        index: u32,
    },
    /// A class's mirror: the address of the word that refers to it.
    Mirror {
        slot: u64,
    },
    /// Not resolved yet, or resolution failed.
    Unresolved,
}

/// How a call instruction selects its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvokeKind {
    Static,
    Special,
    Virtual,
    Interface,
    Dynamic,
}

/// What a call instruction calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callee {
    /// Exactly this method; instance methods need a null check of the receiver.
    Direct(MethodId),
    /// The receiver's class's vtable at this index; `declared` gives the signature. `predicted` is the method that all
    /// classes loaded so far select, to be guarded.
    Virtual {
        declared: MethodId,
        /// The class that the instruction names.
        receiver: KlassId,
        vtable_index: u32,
        predicted: Option<(MethodId, Guard)>,
    },
    /// By receiver class through the interface's table.
    Interface {
        declared: MethodId,
        interface: KlassId,
        /// Index in the table of the declaring interface; `None` if the method is not selected by such a table.
        itable_index: Option<u32>,
        predicted: Option<(MethodId, Guard)>,
    },
    /// A linked call site or signature-polymorphic call: an adapter, with one more trailing argument if it has an appendix.
    Adapter {
        adapter: MethodId,
        /// (address of the word that refers to the resolved references, index in them).
        appendix: Option<(u64, u32)>,
    },
    /// An intrinsic of java.lang.invoke: `invokeBasic` or `linkTo…`, called like a method with the declared signature of the
    /// call site (`arguments` with the receiver or member name, as the descriptor in the constant pool says).
    Polymorphic(MethodId),
    Unresolved,
}

/// What must hold for a predicted method to be the one that is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The receiver's class is exactly this one.
    Klass(KlassId),
    /// The receiver's class's vtable holds the predicted method at the index of the call.
    VtableSlot,
}

/// Offsets and constants of the machine's structures. Addresses are absolute; offsets are bytes.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The class space's base: metadata lies at base + offset.
    pub class_space_base: u64,
    // The thread (the pinned register).
    pub thread_poll: i32,
    pub thread_pending_exception: i32,
    /// A method that calls others compares its stack pointer with this word, and calls [`RuntimeEntry::MethodEntry`] if it is
    /// lower: the stack is used up, or the poll word is set.
    pub thread_entry_limit: i32,
    /// Pointer to the buffer of 64-bit words that uncommon traps store live values into.
    pub thread_deopt_buffer: i32,
    /// The 32-bit word that asks the frame that is returned to to leave its code, if code is to be ready for that: a
    /// word that is not null in place of the pending exception makes the frame look.
    pub thread_deopt_request: Option<i32>,
    /// The reference to the java.lang.Thread, if the thread holds one.
    pub thread_object: Option<i32>,
    // Objects.
    pub array_length: i32,
    /// Offset of the elements, by log2 of the element size.
    pub array_base: [i32; 4],
    /// Header word of a new object = class offset | this.
    pub header_prototype: u64,
    /// An access this close to a null reference faults, and the machine takes the fault at one of
    /// [`crate::output::CompiledMethod::null_checks`] for a NullPointerException that leaves the frame. 0: all checks are explicit.
    pub null_page: i32,
    // Classes.
    pub klass_rt: i32,
    pub klass_primary_supers: i32,
    pub klass_component: i32,
    /// The class's position in the display of its subclasses (32 bits), and if it is found there at all (8 bits).
    pub klass_super_depth: i32,
    pub klass_is_primary: i32,
    /// Offset in the class of the vtable's offset. The `rt` of the method at index `i` is named by the 32-bit word `i + 1` words
    /// before the vtable, the method by word `i` in it.
    pub klass_vtable: i32,
    pub klass_rt_secondary_cache: i32,
    pub klass_rt_mirror: i32,
    /// Offset of the first entry and number of entries: two 32-bit words.
    pub klass_rt_itable: i32,
    /// Entries of itables begin with the interface.
    pub itable_entry_methods: i32,
    pub itable_entry_bytes: i32,
    // Methods.
    pub method_rt: i32,
    /// 16 bits, of which the lowest says that the method is public.
    pub method_access_flags: i32,
    /// Within a method's `rt`: the address to call.
    pub rt_compiled_entry: i32,
    /// 32 bits; see [`Host::generation`].
    pub rt_generation: i32,
    /// Allocation in line, if the collector's plan allows it.
    pub allocation: Option<AllocationLayout>,
    /// `Unsafe.allocateInstance` in line, where allocation is.
    pub instantiation: Option<InstantiationLayout>,
    /// The write barrier's test, if the plan needs a barrier.
    pub barrier: Option<BarrierLayout>,
    /// Locking in line, and identity hashes.
    pub locking: Option<LockLayout>,
    /// Calls through method handles in line.
    pub method_handles: Option<MethodHandleLayout>,
    /// What code of level 2 counts.
    pub counting: Option<CountingLayout>,
}

/// Two 32-bit counters within a method's `rt`. When the low bits of one become 0, the runtime is called
/// ([`RuntimeEntry::CountedInvocations`], [`RuntimeEntry::CountedBackEdges`]).
#[derive(Clone, Copy, Debug)]
pub struct CountingLayout {
    pub invocations: i32,
    pub invocation_mask: u32,
    pub back_edges: i32,
    pub back_edge_mask: u32,
}

/// Byte offsets of the fields that lead from a method handle, or a member name, to the method.
#[derive(Clone, Copy, Debug)]
pub struct MethodHandleLayout {
    /// `MethodHandle.form`, a reference to a LambdaForm.
    pub form: i32,
    /// `LambdaForm.vmentry`, a reference to a MemberName.
    pub vmentry: i32,
    /// `MemberName.method`, a reference to a ResolvedMethodName.
    pub method: i32,
    /// `ResolvedMethodName.vmtarget`, whose low 32 bits are the method's offset in the class space.
    pub vmtarget: i32,
}

/// The intrinsics of java.lang.invoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolymorphicKind {
    /// Calls the method of the receiver's form with all arguments.
    InvokeBasic,
    /// The last argument is a MemberName: calls its method with the others. The receiver must not be null for all but
    /// `LinkToStatic`.
    LinkToStatic,
    LinkToSpecial,
    LinkToVirtual,
    LinkToInterface,
}

/// Fast locks: the header's mark (32 bits at `mark` in the object) has its two low bits 0 when unlocked and 1 when fast-locked,
/// and the thread's lock stack says who owns it.
///
/// Enter: if `mark & 3 == 0` and the stack's length is below its capacity, compare-and-set the mark to `mark | 1`, then push the
/// object (slot first, then the length). Exit: if the topmost slot is the object, the one beneath is not, and
/// `mark & 3 == 1`, compare-and-set the mark to `mark & !3`, then store 0 into the slot and lower the length. Everything
/// else, and a failed compare-and-set, goes to the runtime's entries.
#[derive(Clone, Copy, Debug)]
pub struct LockLayout {
    pub mark: i32,
    /// Offset in the thread of the number of entries, 32 bits.
    pub length: i32,
    /// Offset in the thread of the first slot, 64 bits each.
    pub slots: i32,
    pub capacity: u32,
    /// The mark is the identity hash, 0 for none yet, above so many other bits.
    pub hash_shift: u32,
}

/// Bump-pointer allocation: `limit - cursor >= size` (unsigned), then move the cursor, store the header (and an array's
/// length). Memory is zeroed.
#[derive(Clone, Copy, Debug)]
pub struct AllocationLayout {
    /// Offset in the thread of the pointer to the record that holds cursor and limit.
    pub record: i32,
    /// Offsets from the record.
    pub cursor: i32,
    pub limit: i32,
    /// Larger objects take the slow path.
    pub max_bytes: u32,
}

/// From a mirror to an instance of its class.
#[derive(Clone, Copy, Debug)]
pub struct InstantiationLayout {
    /// Offset in a mirror of the class (32 bits, 0 for primitive types).
    pub mirror_klass: i32,
    /// Bits of the class's first 64-bit word; if one is set, the class has no instances or making them is not simple.
    pub forbidden: u64,
    /// The class's state (8 bits, in its `rt`), and what it must be.
    pub state: i32,
    pub initialized: u8,
    /// Offset in the class of the size of its instances, 32 bits.
    pub instance_size: i32,
}

/// The object-remembering barrier: before a reference store into `object`, if its unlogged bit is set, call
/// [`RuntimeEntry::WriteBarrier`] with the object. One barrier covers all stores into the object up to the next call or poll; an
/// object needs none between its allocation and the next call or poll.
#[derive(Clone, Copy, Debug)]
pub struct BarrierLayout {
    /// The byte is at `log_base + (address >> log_shift)` (wrapping), its bit `(address >> 3) & 7`. The base is a multiple of 4.
    pub log_base: u64,
    pub log_shift: u32,
}

/// Classes that a profile remembers at an instruction.
pub const RECEIVER_ROWS: usize = 2;

/// Of a cell that holds the class of a value in its low half: null was seen.
pub const TYPE_NULL_SEEN: u64 = 1 << 32;
/// Several classes were seen; the low half is 0 then.
pub const TYPE_UNKNOWN: u64 = 1 << 33;

/// The cells for the classes of a call's values, as addresses.
#[derive(Clone, Debug, Default)]
pub struct TypeCells {
    /// By number among the arguments, the receiver included.
    pub arguments: Vec<(u16, u64)>,
    pub result: Option<u64>,
}

/// Addresses of the 64-bit counters of a method's profile.
#[derive(Clone, Copy, Debug)]
pub struct Counters {
    pub invocations: u64,
    pub back_edges: u64,
}

/// The virtual machine, as the compilers see it.
pub trait Host {
    fn layout(&self) -> &Layout;
    /// Address to call for a runtime entry.
    fn entry_address(&self, entry: RuntimeEntry) -> u64;
    fn method(&self, method: MethodId) -> MethodInfo<'_>;
    /// Types of arguments (without receiver) and result of the call instruction's descriptor at constant-pool `index`.
    fn call_descriptor(&self, method: MethodId, index: u16) -> (Vec<BasicType>, BasicType);
    /// The type of the field instruction's descriptor.
    fn field_descriptor(&self, method: MethodId, index: u16) -> BasicType;
    /// The field of a get/put instruction; `None` if it is not resolved, its class is not initialised for everybody, or the
    /// access would throw.
    fn field(
        &self,
        method: MethodId,
        index: u16,
        is_static: bool,
        is_put: bool,
    ) -> Option<FieldInfo>;
    /// The value of the static field of a get instruction, which [`Self::field`] knows, if it never changes.
    fn static_final(&self, _method: MethodId, _index: u16) -> Option<FinalValue> {
        None
    }
    /// The number that the machine changes when a method's code has relied in vain ([`Self::rely_on`]): the word at
    /// [`Layout::rt_generation`] in the method's `rt`. `None` if its code must not rely on anything.
    fn generation(&self, _method: MethodId) -> Option<u32> {
        None
    }
    /// The code relies on a virtual call by this index selecting a method for all linked classes below `receiver`. Before another one
    /// is linked that disagrees, the machine stops all threads, changes the generation, and lets nobody enter the code.
    fn rely_on(&self, _receiver: KlassId, _vtable_index: u32, _method: MethodId) {}
    /// The method in a class's vtable, if it can be called.
    fn select(&self, _klass: KlassId, _vtable_index: u32) -> Option<MethodId> {
        None
    }
    /// The class of a `new`, `checkcast`, `instanceof`, `anewarray` (the component), `multianewarray` or catch clause.
    fn klass(&self, method: MethodId, index: u16) -> Option<KlassInfo>;
    /// The class of arrays with this component, if it exists already.
    fn array_of(&self, component: KlassId) -> Option<KlassId>;
    /// The class of arrays of a primitive type.
    fn primitive_array(&self, element: BasicType) -> KlassId;
    fn constant(&self, method: MethodId, index: u16) -> Constant;
    /// What the call instruction at `bci` calls.
    fn callee(&self, method: MethodId, bci: Bci, index: u16, kind: InvokeKind) -> Callee;
    /// Which intrinsic the method of a [`Callee::Polymorphic`] is; `None` if it is only to be called.
    fn polymorphic(&self, _method: MethodId) -> Option<PolymorphicKind> {
        None
    }
    /// The name of the intrinsic that a method is (`"java.lang.Math.sqrt(D)D"` style: class.name+descriptor), for methods
    /// marked as candidates only.
    fn intrinsic(&self, method: MethodId) -> Option<String>;
    /// False if the unresolved site at this place was trapped at too often: the compiler then calls the interpreter for
    /// the whole method (gives up) rather than trap again.
    fn may_trap(&self, method: MethodId, bci: Bci) -> bool;
    /// What code of level 3 counts in, the method's own and where it is inlined.
    fn counters(&self, _method: MethodId) -> Option<Counters> {
        None
    }
    /// Address of the 64-bit cells in which level 3 profiles an instruction, if it does. Of a conditional branch: taken, not
    /// taken. Of `goto`: the count. Of a switch: the default, then the cases in order. Of calls of a certain method: the count. Of other calls,
    /// type tests and `aastore`: the count of what has no row, then class and count [`RECEIVER_ROWS`] times, then the
    /// count of nulls.
    fn profile_cells(&self, _method: MethodId, _bci: Bci) -> Option<u64> {
        None
    }
    /// Where level 3 keeps the classes of the arguments and the result of the call at an index.
    fn type_cells(&self, _method: MethodId, _bci: Bci) -> Option<TypeCells> {
        None
    }
    /// Where level 3 keeps the classes of parameters, by their numbers.
    fn parameter_cells(&self, _method: MethodId) -> Vec<(u16, u64)> {
        Vec::new()
    }
    /// Address of a new 8-byte cell for an inline cache of interface calls; the host knows whose it is,
    /// and it lives as long as the code.
    fn inline_cache(&self) -> u64;
}
