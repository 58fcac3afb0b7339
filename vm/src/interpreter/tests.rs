//! The dispatch loop on hand-made methods, without class library or heap.

use std::sync::atomic::AtomicU64;

use compiler::host::MethodId;
use compiler::output::{CompiledMethod, Level, Position, Scope};
use oops::constant_pool::{ResolvedMethod, tag};
use oops::klass::{ClassAttributes, KlassFlags, OopMapBlock, PRIMARY_SUPERS};
use oops::method::{ExceptionEntry, MethodKind};
use oops::vtable::Vtable;
use oops::{
    Arena, AtomicMetaPtr, BasicType, ConstantPool, InitState, Klass, KlassKind, KlassPtr, KlassRt,
    LoaderId, MetaSlice, Method, MethodFlags, MethodPtr, MethodRt, Symbol,
};

use super::opcodes::*;
use crate::compiler::code_cache::{Installed, Needs};
use crate::compiler::dependencies::Reliance;
use crate::compiler::inline_caches::Cells;
use crate::compiler::{code_cache, stubs};
use crate::runtime::java_calls;
use crate::runtime::thread::JavaThread;

/// Constant-pool slots of the test class; method references are set by index.
const POOL: usize = 8;

fn test_class(arena: &mut Arena) -> KlassPtr {
    let name = Symbol::from_text("Test");
    let pool = ConstantPool {
        holder: AtomicMetaPtr::new(None),
        tags: arena.alloc_slice(&[tag::METHODREF; POOL]).unwrap(),
        raw: arena.alloc_slice(&[0u32; POOL]).unwrap(),
        resolved: arena.alloc_slice_with(POOL, |_| AtomicU64::new(0)).unwrap(),
        bootstrap_methods: MetaSlice::EMPTY,
    };
    let pool = arena.alloc(pool).unwrap();
    let attributes = arena
        .alloc(ClassAttributes {
            minor_version: 0,
            major_version: 61,
            source_file: None,
            generic_signature: None,
            source_debug_extension: MetaSlice::EMPTY,
            inner_classes: MetaSlice::EMPTY,
            enclosing_class: 0,
            enclosing_method: 0,
            nest_host: 0,
            nest_members: MetaSlice::EMPTY,
            is_record: false,
            record_components: MetaSlice::EMPTY,
            is_sealed: false,
            permitted_subclasses: MetaSlice::EMPTY,
            annotations: MetaSlice::EMPTY,
            type_annotations: MetaSlice::EMPTY,
        })
        .unwrap();
    let rt = arena.alloc(KlassRt::new()).unwrap();
    rt.set_state(InitState::Initialized);
    let klass = arena
        .alloc(Klass {
            kind: KlassKind::Instance,
            reference_kind_bits: 0,
            element_type: BasicType::Object,
            dimensions: 0,
            access_flags: 1,
            flags: KlassFlags::empty(),
            instance_size: 8,
            log2_element_size: 0,
            oop_maps: MetaSlice::EMPTY,
            mirror_size: 0,
            static_oops: OopMapBlock {
                offset: 0,
                count: 0,
            },
            name,
            super_klass: None,
            super_depth: 0,
            is_primary: true,
            primary_supers: [None; PRIMARY_SUPERS],
            secondary_supers: MetaSlice::EMPTY,
            component: None,
            bottom: None,
            constant_pool: Some(pool),
            methods: MetaSlice::EMPTY,
            fields: MetaSlice::EMPTY,
            local_interfaces: MetaSlice::EMPTY,
            transitive_interfaces: MetaSlice::EMPTY,
            attributes,
            loader: LoaderId::BOOT,
            holder: LoaderId::BOOT,
            rt,
            vtable: Vtable::empty(),
        })
        .unwrap();
    pool.holder.store(Some(klass));
    klass
}

/// A class with methods made from bytecodes.
struct World {
    arena: Arena,
    klass: KlassPtr,
}

impl World {
    fn new() -> World {
        let mut arena = Arena::new();
        let klass = test_class(&mut arena);
        World { arena, klass }
    }

    fn method(
        &mut self,
        descriptor: &str,
        max_locals: u16,
        code: &[u8],
        table: &[ExceptionEntry],
    ) -> MethodPtr {
        let rt = self
            .arena
            .alloc(MethodRt::new(
                MethodKind::Bytecode,
                stubs::interpreter_entry(),
            ))
            .unwrap();
        let result = descriptor.as_bytes()[descriptor.find(')').unwrap() + 1];
        let arg_slots = descriptor[1..]
            .bytes()
            .take_while(|&b| b != b')')
            .map(|b| if b == b'J' { 2 } else { 1 })
            .sum();
        let method = Method {
            holder: AtomicMetaPtr::new(Some(self.klass)),
            name: Symbol::from_text("m"),
            descriptor: Symbol::from_text(descriptor),
            generic_signature: None,
            access_flags: oops::field::access::STATIC,
            max_stack: 10,
            max_locals,
            arg_slots,
            flags: MethodFlags::empty(),
            return_type: BasicType::from_descriptor_char(result).unwrap(),
            slot: 0,
            code: self.arena.alloc_slice(code).unwrap(),
            exception_table: self.arena.alloc_slice(table).unwrap(),
            line_numbers: MetaSlice::EMPTY,
            local_variables: MetaSlice::EMPTY,
            stack_map_table: MetaSlice::EMPTY,
            checked_exceptions: MetaSlice::EMPTY,
            parameters: MetaSlice::EMPTY,
            annotations: MetaSlice::EMPTY,
            parameter_annotations: MetaSlice::EMPTY,
            annotation_default: MetaSlice::EMPTY,
            type_annotations: MetaSlice::EMPTY,
            rt,
        };
        method.place(&mut self.arena).unwrap()
    }

    /// Runs a static method made of `code` with int or long arguments; the result slot.
    fn run(&mut self, descriptor: &str, code: &[u8], args: &[u64]) -> u64 {
        let method = self.method(descriptor, 8, code, &[]);
        java_calls::call(test_thread(), method, args).expect("no exception")
    }

    /// As [`World::run`], for code that leaves an int result from int arguments.
    fn int(&mut self, code: &[u8], args: &[i32]) -> i32 {
        let descriptor = format!("({})I", "I".repeat(args.len()));
        let args: Vec<u64> = args.iter().map(|&a| a as u32 as u64).collect();
        self.run(&descriptor, code, &args) as i32
    }
}

fn test_thread() -> &'static JavaThread {
    JavaThread::new(1 << 20).expect("memory for a Java stack")
}

#[test]
fn integer_arithmetic_wraps_and_masks() {
    let mut w = World::new();
    let binary = |op: u8| [ILOAD_0, ILOAD_1, op, IRETURN];
    assert_eq!(w.int(&binary(IADD), &[i32::MAX, 1]), i32::MIN);
    assert_eq!(w.int(&binary(IDIV), &[i32::MIN, -1]), i32::MIN);
    assert_eq!(w.int(&binary(IREM), &[i32::MIN, -1]), 0);
    assert_eq!(w.int(&binary(IREM), &[-7, 3]), -1);
    assert_eq!(w.int(&binary(ISHL), &[1, 33]), 2);
    assert_eq!(w.int(&binary(IUSHR), &[-1, 28]), 15);
    assert_eq!(w.int(&binary(ISHR), &[-16, 2]), -4);
    assert_eq!(w.int(&[ILOAD_0, I2B, IRETURN], &[0x180]), -128);
    assert_eq!(w.int(&[ILOAD_0, I2C, IRETURN], &[-1]), 0xffff);
}

#[test]
fn longs_take_two_slots() {
    let mut w = World::new();
    let code = [LLOAD_0, LLOAD_2, LMUL, LLOAD_0, LSUB, LRETURN];
    assert_eq!(
        w.run("(JJ)J", &code, &[7, 0, (-5i64) as u64, 0]) as i64,
        -42
    );
    let code = [LLOAD_0, ILOAD_2, LUSHR, LRETURN];
    assert_eq!(w.run("(JI)J", &code, &[u64::MAX, 0, 65]), u64::MAX >> 1);
    let code = [LLOAD_0, LLOAD_2, LCMP, IRETURN];
    assert_eq!(w.run("(JJ)I", &code, &[1, 0, 2, 0]) as i32, -1);
    let code = [LLOAD_0, DUP2, LADD, L2I, IRETURN];
    assert_eq!(w.run("(J)I", &code, &[21, 0]) as i32, 42);
}

#[test]
fn floating_point_follows_the_language() {
    let mut w = World::new();
    let double = |v: f64| v.to_bits();
    let code = [DLOAD_0, DLOAD_2, DREM, DRETURN];
    let run = |w: &mut World, a: f64, b: f64| {
        f64::from_bits(w.run("(JJ)D", &code, &[double(a), 0, double(b), 0]))
    };
    assert_eq!(run(&mut w, -7.5, 2.0), -1.5);
    assert!(run(&mut w, 1.0, 0.0).is_nan());
    let to_int = [DLOAD_0, D2I, IRETURN];
    assert_eq!(w.run("(J)I", &to_int, &[double(f64::NAN), 0]) as i32, 0);
    assert_eq!(w.run("(J)I", &to_int, &[double(1e99), 0]) as i32, i32::MAX);
    let compare = |op: u8| [DLOAD_0, DLOAD_2, op, IRETURN];
    assert_eq!(
        w.run("(JJ)I", &compare(DCMPL), &[double(f64::NAN), 0, 0, 0]) as i32,
        -1
    );
    assert_eq!(
        w.run("(JJ)I", &compare(DCMPG), &[double(f64::NAN), 0, 0, 0]) as i32,
        1
    );
}

#[test]
fn stack_shuffles() {
    let mut w = World::new();
    // a b -> dup_x1: b a b -> (b - a) ... as b - (a - b)
    assert_eq!(
        w.int(&[ILOAD_0, ILOAD_1, DUP_X1, ISUB, ISUB, IRETURN], &[10, 3]),
        3 - 7
    );
    assert_eq!(
        w.int(&[ILOAD_0, ILOAD_1, SWAP, ISUB, IRETURN], &[10, 3]),
        -7
    );
    // c b a -> dup_x2: a c b a
    assert_eq!(
        w.int(
            &[ILOAD_0, ILOAD_1, ILOAD_2, DUP_X2, POP, POP, ISUB, IRETURN],
            &[1, 2, 30]
        ),
        29
    );
    // b a -> dup2: b a b a
    assert_eq!(
        w.int(
            &[ILOAD_0, ILOAD_1, DUP2, ISUB, IMUL, IADD, IRETURN],
            &[5, 3]
        ),
        5 + 3 * 2
    );
}

#[test]
fn switches_find_their_case_or_the_default() {
    let mut w = World::new();
    let words = |ws: &[i32]| ws.iter().flat_map(|v| v.to_be_bytes()).collect::<Vec<u8>>();
    let tail = [
        BIPUSH, 10, IRETURN, BIPUSH, 20, IRETURN, BIPUSH, 30, IRETURN,
    ];
    let mut table = vec![ILOAD_0, TABLESWITCH, 0, 0];
    let end = 4 + 20 - 1;
    table.extend(words(&[end + 6, -1, 0, end, end + 3]));
    table.extend(tail);
    assert_eq!(
        [-1, 0, 1, -2, i32::MIN].map(|k| w.int(&table, &[k])),
        [10, 20, 30, 30, 30]
    );
    let mut lookup = vec![ILOAD_0, LOOKUPSWITCH, 0, 0];
    let end = 4 + 24 - 1;
    lookup.extend(words(&[end + 6, 2, -1000, end, 77, end + 3]));
    lookup.extend(tail);
    assert_eq!(
        [-1000, 77, 78, 0, i32::MAX].map(|k| w.int(&lookup, &[k])),
        [10, 20, 30, 30, 30]
    );
}

#[test]
fn loops_and_wide_locals() {
    let mut w = World::new();
    // for (i = n, s = 0; i > 0; i--) s += i; with wide forms of local 1
    let code = [
        ICONST_0, WIDE, ISTORE, 0, 1, // 0..5
        ILOAD_0, IFLE, 0, 17, // 5..9: to 23
        WIDE, ILOAD, 0, 1, ILOAD_0, IADD, ISTORE_1, // 9..16
        IINC, 0, 0xff, // 16..19
        NOP, GOTO, 0xff, 0xf1, // 19..23: to 5
        ILOAD_1, IRETURN,
    ];
    assert_eq!(w.int(&code, &[100]), 5050);
    // The same with narrow forms, where iinc and goto are one instruction.
    let fused = [
        ICONST_0, ISTORE_1, ILOAD_0, IFLE, 0, 13, // to 16
        ILOAD_1, ILOAD_0, IADD, ISTORE_1, IINC, 0, 0xff, GOTO, 0xff, 0xf5, // to 2
        ILOAD_1, IRETURN,
    ];
    assert_eq!(w.int(&fused, &[100]), 5050);
    let subroutine = [
        JSR, 0, 5, ILOAD_1, IRETURN, ASTORE_2, BIPUSH, 9, ISTORE_1, RET, 2,
    ];
    assert_eq!(w.int(&subroutine, &[0]), 9);
    let wide_increment = [WIDE, IINC, 0, 0, 0xfc, 0x18, ILOAD_0, IRETURN];
    assert_eq!(w.int(&wide_increment, &[1]), -999);
}

#[test]
fn static_calls_do_not_recurse_on_the_native_stack() {
    let mut w = World::new();
    // f(n) = n < 2 ? n : f(n - 1) + f(n - 2)
    let fib = [
        ILOAD_0,
        ICONST_2,
        IF_ICMPGE,
        0,
        5,
        ILOAD_0,
        IRETURN,
        ILOAD_0,
        ICONST_1,
        ISUB,
        INVOKESTATIC,
        0,
        1,
        ILOAD_0,
        ICONST_2,
        ISUB,
        INVOKESTATIC,
        0,
        1,
        IADD,
        IRETURN,
    ];
    let method = w.method("(I)I", 1, &fib, &[]);
    w.klass
        .constants()
        .set_resolved(1, ResolvedMethod::new(method, None).0);
    quicken_calls(method);
    assert_eq!(
        java_calls::call(test_thread(), method, &[20]).unwrap(),
        6765
    );
}

/// Gives the `invokestatic` instructions their quick form, as resolution would.
fn quicken_calls(method: MethodPtr) {
    let base = super::prepare::quick_code(method).unwrap();
    let code = method.code.get();
    let mut bci = 0;
    while bci < code.len() {
        if code[bci] == INVOKESTATIC {
            // SAFETY: an instruction in quickened code, with its operand.
            unsafe {
                super::prepare::patch(
                    method,
                    base.add(bci),
                    INVOKESTATIC_QUICK,
                    &index_at(code, bci).to_le_bytes(),
                );
            }
        }
        bci += length_at(code, bci);
    }
}

#[test]
fn narrow_results_are_cut_down() {
    let mut w = World::new();
    let method = w.method("(I)B", 1, &[ILOAD_0, IRETURN], &[]);
    assert_eq!(
        java_calls::call(test_thread(), method, &[0x1ff]).unwrap() as i32,
        -1
    );
    let method = w.method("(I)C", 1, &[ILOAD_0, IRETURN], &[]);
    assert_eq!(
        java_calls::call(test_thread(), method, &[0xffff_ffff]).unwrap(),
        0xffff
    );
    let method = w.method("(I)Z", 1, &[ILOAD_0, IRETURN], &[]);
    assert_eq!(java_calls::call(test_thread(), method, &[2]).unwrap(), 0);
}

/// Installs machine code as the method's compiled code.
fn install(method: MethodPtr, code: Vec<u8>) {
    code_cache::reserve().expect("memory for code");
    let scope = Scope {
        method: MethodId(method.offset()),
        caller: None,
    };
    let position = Position {
        start: 0,
        scope: 0,
        bci: 0,
        is_exit: false,
        unwinds: false,
    };
    let compiled = CompiledMethod {
        code,
        calls: Vec::new(),
        direct_calls: Vec::new(),
        scopes: vec![scope],
        positions: vec![position],
        null_checks: Vec::new(),
        deopt_points: Vec::new(),
        monitor_slots: Vec::new(),
        level: Level::Simple,
        bytecodes: 1,
        frame_bytes: 0,
        entry_slow: 0,
        osr_monitors: 0,
    };
    let needs = Needs {
        predictions: Vec::new(),
        cells: Cells::default(),
        reliance: Reliance {
            generation: 0,
            dependencies: Vec::new(),
        },
    };
    let installed = code_cache::install(method, None, 1, compiled, needs);
    assert!(matches!(installed, Installed::Code(_)), "room for code");
}

#[test]
fn interpreted_code_calls_compiled_code() {
    let mut w = World::new();
    // The int argument plus the low half of the long one: lea eax, [rsi + rdx]; ret
    let method = w.method("(IJ)I", 3, &[ICONST_0, IRETURN], &[]);
    install(method, vec![0x8d, 0x04, 0x16, 0xc3]);
    let thread = test_thread();
    let result = java_calls::call(thread, method, &[40, 2, 0]).unwrap();
    assert_eq!(result as i32, 42);
}

#[test]
fn compiled_code_calls_interpreted_code() {
    let mut w = World::new();
    let code = [ILOAD_0, LLOAD_1, L2I, ISUB, IRETURN];
    let callee = w.method("(IJ)I", 3, &code, &[]);
    let caller = w.method("(IJ)I", 3, &[ICONST_0, IRETURN], &[]);
    // push rbp; mov rbp, rsp; mov rdi, rt; call [rdi + entry]; pop rbp; ret
    let mut code = vec![0x55, 0x48, 0x89, 0xe5, 0x48, 0xbf];
    code.extend((callee.rt.address() as u64).to_le_bytes());
    let entry = std::mem::offset_of!(MethodRt, compiled_entry);
    code.extend([0xff, 0x57, entry as u8, 0x5d, 0xc3]);
    install(caller, code);
    let thread = test_thread();
    let result = java_calls::call(thread, caller, &[40, 50, 0]).unwrap();
    assert_eq!(result as i32, -10);
    assert_eq!(thread.anchor_pc.get(), 0);
    assert!(thread.top_frame.get().is_null());
}
