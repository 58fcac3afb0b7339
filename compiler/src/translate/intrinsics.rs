//! Methods of the class library that are translated to instructions of their own: one table.
//!
//! Only where an instruction has exactly Java's semantics: Cranelift's `fmin` and `fmax` propagate NaN and order the
//! zeros, its conversions saturate, `floor` … are SSE4.1's.

use classlib::BasicType;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, AtomicRmwOp, InstBuilder, MemFlagsData, Value, types};

use super::calls::Call;
use super::{Translator, kind_of};
use crate::bytecode::Kind;
use crate::entries::RuntimeEntry;

/// What a method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intrinsic {
    Unary(Unary),
    Min,
    Max,
    MultiplyHigh,
    Fma,
    /// A function of the machine.
    Call(RuntimeEntry),
    GetClass,
    IdentityHash,
    IdentityHashOrZero,
    CurrentThread,
    ByteArraysEqual,
    ArrayCopy,
    Get(BasicType, bool),
    Put(BasicType, bool),
    CompareAndSet(BasicType),
    CompareAndExchange(BasicType),
    GetAndSet(BasicType),
    GetAndAdd(BasicType),
    Fence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unary {
    Abs,
    Sqrt,
    Floor,
    Ceil,
    Rint,
    BitCount,
    LeadingZeros,
    TrailingZeros,
    ReverseBytes,
    ToBits,
    FromBits,
}

const TABLE: &[(&str, Intrinsic)] = &[
    ("java.lang.Math.abs(I)I", Intrinsic::Unary(Unary::Abs)),
    ("java.lang.Math.abs(J)J", Intrinsic::Unary(Unary::Abs)),
    ("java.lang.Math.abs(F)F", Intrinsic::Unary(Unary::Abs)),
    ("java.lang.Math.abs(D)D", Intrinsic::Unary(Unary::Abs)),
    ("java.lang.Math.sqrt(D)D", Intrinsic::Unary(Unary::Sqrt)),
    (
        "java.lang.StrictMath.sqrt(D)D",
        Intrinsic::Unary(Unary::Sqrt),
    ),
    ("java.lang.Math.floor(D)D", Intrinsic::Unary(Unary::Floor)),
    ("java.lang.Math.ceil(D)D", Intrinsic::Unary(Unary::Ceil)),
    ("java.lang.Math.rint(D)D", Intrinsic::Unary(Unary::Rint)),
    ("java.lang.Math.min(II)I", Intrinsic::Min),
    ("java.lang.Math.max(II)I", Intrinsic::Max),
    ("java.lang.Math.min(FF)F", Intrinsic::Min),
    ("java.lang.Math.max(FF)F", Intrinsic::Max),
    ("java.lang.Math.min(DD)D", Intrinsic::Min),
    ("java.lang.Math.max(DD)D", Intrinsic::Max),
    ("java.lang.Math.multiplyHigh(JJ)J", Intrinsic::MultiplyHigh),
    ("java.lang.Math.fma(FFF)F", Intrinsic::Fma),
    ("java.lang.Math.fma(DDD)D", Intrinsic::Fma),
    (
        "java.lang.Math.sin(D)D",
        Intrinsic::Call(RuntimeEntry::Sine),
    ),
    (
        "java.lang.Math.cos(D)D",
        Intrinsic::Call(RuntimeEntry::Cosine),
    ),
    (
        "java.lang.Math.tan(D)D",
        Intrinsic::Call(RuntimeEntry::Tangent),
    ),
    (
        "java.lang.Math.exp(D)D",
        Intrinsic::Call(RuntimeEntry::Exponential),
    ),
    (
        "java.lang.Math.log(D)D",
        Intrinsic::Call(RuntimeEntry::Logarithm),
    ),
    (
        "java.lang.Math.log10(D)D",
        Intrinsic::Call(RuntimeEntry::Logarithm10),
    ),
    (
        "java.lang.Math.pow(DD)D",
        Intrinsic::Call(RuntimeEntry::Power),
    ),
    (
        "java.lang.Integer.bitCount(I)I",
        Intrinsic::Unary(Unary::BitCount),
    ),
    (
        "java.lang.Long.bitCount(J)I",
        Intrinsic::Unary(Unary::BitCount),
    ),
    (
        "java.lang.Integer.numberOfLeadingZeros(I)I",
        Intrinsic::Unary(Unary::LeadingZeros),
    ),
    (
        "java.lang.Long.numberOfLeadingZeros(J)I",
        Intrinsic::Unary(Unary::LeadingZeros),
    ),
    (
        "java.lang.Integer.numberOfTrailingZeros(I)I",
        Intrinsic::Unary(Unary::TrailingZeros),
    ),
    (
        "java.lang.Long.numberOfTrailingZeros(J)I",
        Intrinsic::Unary(Unary::TrailingZeros),
    ),
    (
        "java.lang.Integer.reverseBytes(I)I",
        Intrinsic::Unary(Unary::ReverseBytes),
    ),
    (
        "java.lang.Long.reverseBytes(J)J",
        Intrinsic::Unary(Unary::ReverseBytes),
    ),
    (
        "java.lang.Float.floatToRawIntBits(F)I",
        Intrinsic::Unary(Unary::ToBits),
    ),
    (
        "java.lang.Double.doubleToRawLongBits(D)J",
        Intrinsic::Unary(Unary::ToBits),
    ),
    (
        "java.lang.Float.intBitsToFloat(I)F",
        Intrinsic::Unary(Unary::FromBits),
    ),
    (
        "java.lang.Double.longBitsToDouble(J)D",
        Intrinsic::Unary(Unary::FromBits),
    ),
    (
        "java.lang.Object.getClass()Ljava/lang/Class;",
        Intrinsic::GetClass,
    ),
    ("java.lang.Object.hashCode()I", Intrinsic::IdentityHash),
    (
        "java.lang.System.identityHashCode(Ljava/lang/Object;)I",
        Intrinsic::IdentityHashOrZero,
    ),
    (
        "java.lang.StringLatin1.equals([B[B)Z",
        Intrinsic::ByteArraysEqual,
    ),
    (
        "java.lang.StringUTF16.equals([B[B)Z",
        Intrinsic::ByteArraysEqual,
    ),
    (
        "java.lang.Thread.currentThread()Ljava/lang/Thread;",
        Intrinsic::CurrentThread,
    ),
    (
        "java.lang.System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V",
        Intrinsic::ArrayCopy,
    ),
];

/// Names of types in Unsafe's methods.
const UNSAFE_TYPES: &[(&str, BasicType)] = &[
    ("Boolean", BasicType::Boolean),
    ("Byte", BasicType::Byte),
    ("Short", BasicType::Short),
    ("Char", BasicType::Char),
    ("Int", BasicType::Int),
    ("Long", BasicType::Long),
    ("Float", BasicType::Float),
    ("Double", BasicType::Double),
    ("Reference", BasicType::Object),
];

fn lookup(name: &str) -> Option<Intrinsic> {
    if let Some(method) = name.strip_prefix("jdk.internal.misc.Unsafe.") {
        return lookup_unsafe(method);
    }
    TABLE.iter().find(|e| e.0 == name).map(|e| e.1)
}

/// The accessors of an object and offset.
fn lookup_unsafe(method: &str) -> Option<Intrinsic> {
    let (name, descriptor) = method.split_once('(')?;
    if name == "fullFence" {
        return Some(Intrinsic::Fence);
    }
    if !descriptor.starts_with("Ljava/lang/Object;J") {
        return None;
    }
    let find = |rest: &str| UNSAFE_TYPES.iter().find(|t| t.0 == rest).map(|t| t.1);
    let word = |ty: BasicType| {
        matches!(ty, BasicType::Int | BasicType::Long | BasicType::Object).then_some(ty)
    };
    if let Some(rest) = name.strip_prefix("compareAndSet") {
        return find(rest).and_then(word).map(Intrinsic::CompareAndSet);
    }
    if let Some(rest) = name.strip_prefix("compareAndExchange") {
        return find(rest).and_then(word).map(Intrinsic::CompareAndExchange);
    }
    if let Some(rest) = name.strip_prefix("getAndSet") {
        return find(rest).and_then(word).map(Intrinsic::GetAndSet);
    }
    if let Some(rest) = name.strip_prefix("getAndAdd") {
        return find(rest)
            .and_then(word)
            .filter(|t| *t != BasicType::Object)
            .map(Intrinsic::GetAndAdd);
    }
    let (rest, make): (&str, fn(BasicType, bool) -> Intrinsic) =
        if let Some(rest) = name.strip_prefix("get") {
            (rest, Intrinsic::Get)
        } else {
            (name.strip_prefix("put")?, Intrinsic::Put)
        };
    match rest.strip_suffix("Volatile") {
        Some(ty) => find(ty).map(|ty| make(ty, true)),
        None => find(rest).map(|ty| make(ty, false)),
    }
}

impl Translator<'_, '_> {
    /// Translates a call of a known method; `None` if it is not known. The value is that of the call.
    pub(super) fn intrinsic(&mut self, name: &str, call: &Call) -> Option<Option<Value>> {
        let intrinsic = lookup(name)?;
        let a: Vec<Value> = call.arguments.iter().map(|a| a.0).collect();
        let kind = call.arguments.first().map(|a| a.1);
        let value = match intrinsic {
            Intrinsic::Unary(operation) => self.unary(operation, a[0], kind?)?,
            Intrinsic::Min if kind == Some(Kind::Int) => self.b.ins().smin(a[0], a[1]),
            Intrinsic::Max if kind == Some(Kind::Int) => self.b.ins().smax(a[0], a[1]),
            Intrinsic::Min => self.b.ins().fmin(a[0], a[1]),
            Intrinsic::Max => self.b.ins().fmax(a[0], a[1]),
            Intrinsic::Fma if !std::is_x86_feature_detected!("fma") => return None,
            Intrinsic::Fma => self.b.ins().fma(a[0], a[1], a[2]),
            Intrinsic::Call(entry) => self.runtime_value(entry, &a),
            Intrinsic::MultiplyHigh => self.b.ins().smulhi(a[0], a[1]),
            Intrinsic::GetClass => {
                let layout = self.host.layout();
                let (rt, mirror) = (layout.klass_rt, layout.klass_rt_mirror);
                let class = self.klass_of(a[0]);
                let class = self.metadata(class);
                let rt = self.follow(class, rt);
                let mirror = self.load_from(types::I64, rt, mirror);
                self.never_null.insert(mirror);
                mirror
            }
            Intrinsic::IdentityHash => self.identity_hash(a[0]),
            Intrinsic::IdentityHashOrZero => {
                let (some, done) = (self.b.create_block(), self.b.create_block());
                let result = self.b.append_block_param(done, types::I32);
                let zero = ir::BlockArg::Value(self.int(0));
                self.b.ins().brif(a[0], some, &[], done, &[zero]);
                self.start(some);
                let hash = self.identity_hash(a[0]);
                self.b.ins().jump(done, &[ir::BlockArg::Value(hash)]);
                self.start(done);
                result
            }
            Intrinsic::CurrentThread => {
                let offset = self.host.layout().thread_object?;
                let thread = self.thread();
                let object = self.load(types::I64, thread, offset);
                self.never_null.insert(object);
                object
            }
            Intrinsic::ByteArraysEqual => self.byte_arrays_equal(a[0], a[1]),
            Intrinsic::ArrayCopy => {
                let copied = self.runtime_value(RuntimeEntry::CopySimply, &a);
                let is_special = self.icmp_imm(IntCC::Equal, copied, 0);
                self.unlikely(is_special, |t| {
                    t.runtime(RuntimeEntry::ArrayCopy, &a);
                    t.check_pending();
                    true
                });
                return Some(None);
            }
            Intrinsic::Fence => {
                self.b.ins().fence();
                self.known.forget_memory();
                return Some(None);
            }
            _ => {
                let value = self.unsafe_access(intrinsic, &a);
                self.known.forget_memory();
                return Some(value);
            }
        };
        Some(Some(value))
    }

    /// The identity hash of an object that is not null: in its mark, or made now.
    fn identity_hash(&mut self, object: Value) -> Value {
        let Some(layout) = self.host.layout().locking else {
            return self.runtime_value(RuntimeEntry::IdentityHash, &[object]);
        };
        let (slow, done) = (self.cold_block(), self.b.create_block());
        let result = self.b.append_block_param(done, types::I32);
        let mark = self.load(types::I32, object, layout.mark);
        let hash = self.b.ins().ushr_imm_u(mark, i64::from(layout.hash_shift));
        self.b
            .ins()
            .brif(hash, done, &[ir::BlockArg::Value(hash)], slow, &[]);
        self.start(slow);
        let hash = self.runtime_value(RuntimeEntry::IdentityHash, &[object]);
        self.b.ins().jump(done, &[ir::BlockArg::Value(hash)]);
        self.start(done);
        result
    }

    /// Compares two arrays of bytes by words, the one with the length first: what lies between an array's last element and its
    /// end is zero.
    fn byte_arrays_equal(&mut self, a: Value, b: Value) -> Value {
        const WORD: i64 = 8;
        let layout = self.host.layout();
        let base = i64::from(layout.array_base[0]);
        let first = layout.array_length & !(WORD as i32 - 1);
        let (equal, different, done) = (
            self.b.create_block(),
            self.b.create_block(),
            self.b.create_block(),
        );
        let result = self.b.append_block_param(done, types::I32);
        let length = self.array_length(a);
        let same_length = {
            let other = self.array_length(b);
            self.b.ins().icmp(IntCC::NotEqual, length, other)
        };
        self.leave_if(same_length, different);
        let wide = self.b.ins().uextend(types::I64, length);
        let bytes = self.b.ins().iadd_imm_s(wide, base);
        let start = self.long(first.into());
        let next = self.b.create_block();
        let offset = self.b.append_block_param(next, types::I64);
        self.b.ins().jump(next, &[ir::BlockArg::Value(start)]);
        self.b.switch_to_block(next);
        let compare = self.b.create_block();
        let over = self
            .b
            .ins()
            .icmp(IntCC::UnsignedGreaterThanOrEqual, offset, bytes);
        self.branch(over, equal, compare);
        self.start(compare);
        let (at_a, at_b) = (self.b.ins().iadd(a, offset), self.b.ins().iadd(b, offset));
        let word = self.load(types::I64, at_a, 0);
        let other = self.load(types::I64, at_b, 0);
        let following = self.b.ins().iadd_imm_s(offset, WORD);
        let same = self.b.ins().icmp(IntCC::Equal, word, other);
        self.b.ins().brif(
            same,
            next,
            &[ir::BlockArg::Value(following)],
            different,
            &[],
        );
        self.b.seal_block(next);
        self.start(equal);
        let one = ir::BlockArg::Value(self.int(1));
        self.b.ins().jump(done, &[one]);
        self.start(different);
        let zero = ir::BlockArg::Value(self.int(0));
        self.b.ins().jump(done, &[zero]);
        self.start(done);
        result
    }

    fn unary(&mut self, operation: Unary, v: Value, kind: Kind) -> Option<Value> {
        let rounds = matches!(operation, Unary::Floor | Unary::Ceil | Unary::Rint);
        if rounds && !std::is_x86_feature_detected!("sse4.1") {
            return None;
        }
        let value = match operation {
            Unary::Abs if matches!(kind, Kind::Int | Kind::Long) => self.b.ins().iabs(v),
            Unary::Abs => self.b.ins().fabs(v),
            Unary::Sqrt => self.b.ins().sqrt(v),
            Unary::Floor => self.b.ins().floor(v),
            Unary::Ceil => self.b.ins().ceil(v),
            Unary::Rint => self.b.ins().nearest(v),
            Unary::BitCount => self.b.ins().popcnt(v),
            Unary::LeadingZeros => self.b.ins().clz(v),
            Unary::TrailingZeros => self.b.ins().ctz(v),
            Unary::ReverseBytes => self.b.ins().bswap(v),
            Unary::ToBits if kind == Kind::Float => self.bitcast(types::I32, v),
            Unary::ToBits => self.bitcast(types::I64, v),
            Unary::FromBits if kind == Kind::Int => self.bitcast(types::F32, v),
            Unary::FromBits => self.bitcast(types::F64, v),
        };
        let counts = matches!(
            operation,
            Unary::BitCount | Unary::LeadingZeros | Unary::TrailingZeros
        );
        Some(match kind {
            Kind::Long if counts => self.b.ins().ireduce(types::I32, value),
            _ => value,
        })
    }

    /// An access at an object (or null) plus offset: `a` is Unsafe itself, object, offset, operands.
    fn unsafe_access(&mut self, intrinsic: Intrinsic, a: &[Value]) -> Option<Value> {
        let (object, address) = (a[1], self.b.ins().iadd(a[1], a[2]));
        // Unsafe may be asked for unaligned accesses.
        let flags = MemFlagsData::new().with_notrap();
        let atomic = MemFlagsData::trusted();
        match intrinsic {
            Intrinsic::Get(ty, true) => Some(self.load_volatile(ty, address)),
            Intrinsic::Get(ty, false) => Some(match ty {
                BasicType::Boolean | BasicType::Byte | BasicType::Char | BasicType::Short => {
                    self.load_typed(ty, address, 0)
                }
                _ => {
                    let ty = super::clif_type(kind_of(ty)?);
                    self.b.ins().load(ty, flags, address, 0)
                }
            }),
            Intrinsic::Put(ty, volatile) => {
                if ty == BasicType::Object {
                    self.write_barrier(object, a[3]);
                }
                match (volatile, ty) {
                    (true, _) => self.store_volatile(ty, a[3], address),
                    (false, BasicType::Boolean | BasicType::Byte) => {
                        self.store_typed(ty, a[3], address, 0);
                    }
                    (false, BasicType::Char | BasicType::Short) => {
                        self.b.ins().istore16(flags, a[3], address, 0);
                    }
                    (false, _) => {
                        self.b.ins().store(flags, a[3], address, 0);
                    }
                }
                None
            }
            Intrinsic::CompareAndSet(ty) | Intrinsic::CompareAndExchange(ty) => {
                if ty == BasicType::Object {
                    self.write_barrier(object, a[4]);
                }
                let witness = self.b.ins().atomic_cas(atomic, address, a[3], a[4]);
                if matches!(intrinsic, Intrinsic::CompareAndExchange(_)) {
                    return Some(witness);
                }
                let done = self.b.ins().icmp(IntCC::Equal, witness, a[3]);
                Some(self.b.ins().uextend(types::I32, done))
            }
            Intrinsic::GetAndSet(ty) | Intrinsic::GetAndAdd(ty) => {
                if ty == BasicType::Object {
                    self.write_barrier(object, a[3]);
                }
                let operation = match intrinsic {
                    Intrinsic::GetAndSet(_) => AtomicRmwOp::Xchg,
                    _ => AtomicRmwOp::Add,
                };
                let memory = super::clif_type(kind_of(ty)?);
                Some(
                    self.b
                        .ins()
                        .atomic_rmw(memory, atomic, operation, address, a[3]),
                )
            }
            _ => None,
        }
    }
}
