//! Handmade methods, each showing one rule.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::bytecodes::Bytecode::{self, *};
use crate::{
    ClassContext, ClassVerifier, ExceptionHandler, Failure, Hierarchy, LocalRange, MethodView,
    NameId, tag,
};

/// A constant-pool entry: tag, class or name, member name and descriptor.
type Entry = (u8, &'static str, &'static str, &'static str);

/// The class `p/Test extends p/Base implements p/Face`, and its pool.
struct Fake {
    names: RefCell<Vec<&'static [u8]>>,
    pool: Vec<Entry>,
    major: u16,
}

const OBJECT: u16 = 1;
const STRING: u16 = 2;
const BASE_INIT: u16 = 3;
const OBJECT_INIT: u16 = 4;
const FIELD: u16 = 5;
const BASE_FIELD: u16 = 6;
const STATIC: u16 = 7;
const INTERFACE_CALL: u16 = 8;
const INDY: u16 = 9;
const LONG: u16 = 10;
const INT_ARRAYS: u16 = 12;
const THROWABLE: u16 = 13;
const INTEGER: u16 = 14;
const FACE_METHOD: u16 = 15;
const OTHER_METHOD: u16 = 16;
const CLINIT: u16 = 17;
const CONDY: u16 = 18;
const TEST: u16 = 19;
const CLONE: u16 = 20;

impl Fake {
    fn new() -> Fake {
        let pool = vec![
            (tag::INVALID, "", "", ""),
            (tag::CLASS, "java/lang/Object", "", ""),
            (tag::CLASS, "java/lang/String", "", ""),
            (tag::METHODREF, "q/Base", "<init>", "()V"),
            (tag::METHODREF, "java/lang/Object", "<init>", "()V"),
            (tag::FIELDREF, "p/Test", "own", "I"),
            (tag::FIELDREF, "q/Base", "inherited", "J"),
            (tag::METHODREF, "p/Test", "s", "(IJLjava/lang/String;)D"),
            (tag::INTERFACE_METHODREF, "p/Face", "m", "(J)I"),
            (tag::INVOKE_DYNAMIC, "", "run", "()Lp/Face;"),
            (tag::LONG, "", "", ""),
            (tag::INVALID, "", "", ""),
            (tag::CLASS, "[[I", "", ""),
            (tag::CLASS, "java/lang/Throwable", "", ""),
            (tag::INTEGER, "", "", ""),
            (tag::INTERFACE_METHODREF, "p/Face", "m", "()V"),
            (tag::METHODREF, "p/Other", "m", "()V"),
            (tag::METHODREF, "p/Test", "<clinit>", "()V"),
            (tag::DYNAMIC, "", "c", "D"),
            (tag::CLASS, "p/Test", "", ""),
            (
                tag::METHODREF,
                "java/lang/Object",
                "clone",
                "()Ljava/lang/Object;",
            ),
        ];
        Fake {
            names: RefCell::default(),
            pool,
            major: 61,
        }
    }
}

impl ClassContext for Fake {
    fn intern(&self, name: &[u8]) -> NameId {
        let mut names = self.names.borrow_mut();
        let known = names.iter().position(|known| *known == name);
        NameId(known.unwrap_or_else(|| {
            names.push(name.to_vec().leak());
            names.len() - 1
        }) as u32)
    }

    fn name(&self, id: NameId) -> &[u8] {
        self.names.borrow()[id.0 as usize]
    }

    fn this_name(&self) -> NameId {
        self.intern(b"p/Test")
    }

    fn super_name(&self) -> Option<NameId> {
        Some(self.intern(b"q/Base"))
    }

    fn major_version(&self) -> u16 {
        self.major
    }

    fn has_superclass(&self, name: NameId) -> bool {
        matches!(self.name(name), b"q/Base" | b"java/lang/Object")
    }

    fn has_direct_superinterface(&self, name: NameId) -> bool {
        self.name(name) == b"p/Face"
    }

    fn declares_field(&self, name: NameId, _: NameId) -> bool {
        self.name(name) == b"own"
    }

    fn pool_len(&self) -> usize {
        self.pool.len()
    }

    fn tag(&self, index: u16) -> u8 {
        self.pool[usize::from(index)].0
    }

    fn class_name_at(&self, index: u16) -> NameId {
        self.intern(self.pool[usize::from(index)].1.as_bytes())
    }

    fn member_class_at(&self, index: u16) -> NameId {
        self.class_name_at(index)
    }

    fn member_name_and_type_at(&self, index: u16) -> (NameId, NameId) {
        let (_, _, name, descriptor) = self.pool[usize::from(index)];
        (
            self.intern(name.as_bytes()),
            self.intern(descriptor.as_bytes()),
        )
    }
}

/// Superclasses by name; interfaces have none. What is not here cannot be loaded.
struct FakeHierarchy<'a>(&'a Fake, HashMap<&'static str, Option<&'static str>>);

impl<'a> FakeHierarchy<'a> {
    fn new(fake: &'a Fake) -> Self {
        let classes = [
            ("java/lang/String", Some("java/lang/Object")),
            ("java/lang/Throwable", Some("java/lang/Object")),
            ("java/lang/Cloneable", None),
            ("p/Test", Some("q/Base")),
            ("p/Sub", Some("p/Test")),
            ("p/Other", Some("java/lang/Object")),
            ("q/Base", Some("java/lang/Object")),
            ("p/Face", None),
            ("java/lang/Object", None),
        ];
        FakeHierarchy(fake, classes.into())
    }

    fn superclass(&self, class: NameId) -> Result<Option<&'static str>, String> {
        let name = String::from_utf8_lossy(self.0.name(class)).into_owned();
        self.1.get(name.as_str()).copied().ok_or(name)
    }
}

impl Hierarchy for FakeHierarchy<'_> {
    type Error = String;

    fn is_interface(&mut self, class: NameId) -> Result<bool, String> {
        Ok(self.superclass(class)?.is_none() && self.0.name(class) != b"java/lang/Object")
    }

    fn is_subclass(&mut self, class: NameId, of: NameId) -> Result<bool, String> {
        if class == of {
            return Ok(true);
        }
        match self.superclass(class)? {
            Some(next) => self.is_subclass(self.0.intern(next.as_bytes()), of),
            None => Ok(false),
        }
    }

    fn is_protected_elsewhere(
        &mut self,
        _: NameId,
        name: NameId,
        _: NameId,
        _: bool,
    ) -> Result<bool, String> {
        Ok(matches!(self.0.name(name), b"inherited" | b"clone"))
    }
}

/// A method under construction: `static void m()` with room for 6 locals and 6 stack slots.
struct Method {
    fake: Fake,
    name: &'static str,
    descriptor: &'static str,
    is_static: bool,
    max_stack: u16,
    code: Vec<u8>,
    handlers: Vec<ExceptionHandler>,
    map: Option<Vec<u8>>,
    locals: Vec<LocalRange>,
}

fn method(descriptor: &'static str) -> Method {
    Method {
        fake: Fake::new(),
        name: "m",
        descriptor,
        is_static: true,
        max_stack: 6,
        code: Vec::new(),
        handlers: Vec::new(),
        map: None,
        locals: Vec::new(),
    }
}

/// A constructor without parameters.
fn constructor() -> Method {
    let mut m = method("()V");
    m.name = "<init>";
    m.is_static = false;
    m
}

impl Method {
    fn op(mut self, bytecode: Bytecode) -> Self {
        self.code.push(bytecode as u8);
        self
    }

    fn ops(mut self, bytecodes: &[Bytecode]) -> Self {
        self.code.extend(bytecodes.iter().map(|&b| b as u8));
        self
    }

    /// An instruction with operand bytes.
    fn op1(self, bytecode: Bytecode, operands: &[u8]) -> Self {
        let mut method = self.op(bytecode);
        method.code.extend_from_slice(operands);
        method
    }

    /// An instruction with a 16-bit operand.
    fn op2(self, bytecode: Bytecode, operand: u16) -> Self {
        self.op1(bytecode, &operand.to_be_bytes())
    }

    fn map(mut self, table: &[u8]) -> Self {
        self.map = Some(table.to_vec());
        self
    }

    fn handler(mut self, start_pc: u16, end_pc: u16, handler_pc: u16, catch_type: u16) -> Self {
        self.handlers.push(ExceptionHandler {
            start_pc,
            end_pc,
            handler_pc,
            catch_type,
        });
        self
    }

    fn verify(&self) -> Result<(), Failure<String>> {
        let mut hierarchy = FakeHierarchy::new(&self.fake);
        let mut verifier = ClassVerifier::new(&self.fake, &mut hierarchy);
        verifier.verify_method(&MethodView {
            name: self.fake.intern(self.name.as_bytes()),
            descriptor: self.fake.intern(self.descriptor.as_bytes()),
            is_static: self.is_static,
            max_stack: self.max_stack,
            max_locals: 6,
            code: &self.code,
            exception_table: &self.handlers,
            stack_map_table: self.map.as_deref(),
            local_variables: &self.locals,
        })
    }

    #[track_caller]
    fn accepted(self) {
        assert_eq!(self.verify(), Ok(()));
    }

    /// Refused with this headline and something in the details.
    #[track_caller]
    fn refused(self, headline: &str, detail: &str) {
        match self.verify() {
            Err(Failure::Verify(message)) => {
                assert_eq!(message.lines().next(), Some(headline), "{message}");
                assert!(message.contains(detail), "no {detail:?} in: {message}");
            }
            other => panic!("not a VerifyError: {other:?}"),
        }
    }

    #[track_caller]
    fn rejected_format(self, message: &str) {
        assert_eq!(self.verify(), Err(Failure::Format(message.into())));
    }

    #[track_caller]
    fn malformed(self, message: &str) {
        assert_eq!(self.verify(), Err(Failure::Malformed(message.into())));
    }
}

#[test]
fn the_whole_message() {
    let m = method("(I)I").op(Iload0).op1(Ldc, &[99]).op(Ireturn);
    m.refused(
        "Illegal constant pool index 99 in class p.Test",
        "\nException Details:\n  Location:\n    p/Test.m(I)I @1: ldc\n  Reason:\n    \
         Constant pool index 99 is invalid\n  Bytecode:\n    0000000: 1a12 63ac",
    );
    let m = method("(Ljava/lang/String;)I").ops(&[Iconst0, Aload0, Iadd, Ireturn]);
    m.refused(
        "Bad type on operand stack",
        "  Location:\n    p/Test.m(Ljava/lang/String;)I @2: iadd\n  Reason:\n    \
         Type 'java/lang/String' (current frame, stack[1]) is not assignable to integer\n  \
         Current Frame:\n    bci: @2\n    flags: { }\n    locals: { 'java/lang/String' }\n    \
         stack: { integer, 'java/lang/String' }\n  Bytecode:\n",
    );
}

#[test]
fn the_end_of_the_code_is_not_reached() {
    let headline = "Control flow falls through code end";
    method("()V").op(Nop).refused(headline, "@1: <invalid>");
    method("()V").op(Return).accepted();
}

#[test]
fn the_stack_has_limits() {
    let mut m = method("()V").ops(&[Iconst0, Lconst0, Return]);
    m.max_stack = 2;
    m.refused("Operand stack overflow", "Exceeded max stack size.");
    let m = method("()V").ops(&[Pop, Return]);
    m.refused("Operand stack underflow", "Attempt to pop empty stack.");
}

#[test]
fn locals_have_limits_and_types() {
    let m = method("()V").op1(Iload, &[6]).op(Return);
    m.refused("Local variable table overflow", "Local index 6 is invalid");
    let m = method("()V").ops(&[Lconst0]).op1(Lstore, &[5]).op(Return);
    m.refused("Local variable table overflow", "@1: lstore");
    let m = method("()V").op(Wide).op2(Iload, 2).op(Return);
    m.refused(
        "Bad local variable type",
        "Type top (current frame, locals[2])",
    );
    // A store into half of a long leaves the other half unusable.
    let m = method("(J)V").ops(&[Iconst0, Istore1, Lload0, Return]);
    m.refused(
        "Bad local variable type",
        "Type top (current frame, locals[0])",
    );
}

#[test]
fn two_slot_values_stay_whole() {
    method("()V")
        .ops(&[Lconst0, Dup2, Pop2, Pop2, Return])
        .accepted();
    method("()V")
        .ops(&[Iconst0, Lconst0, Dup2X1, Pop2, Pop, Pop2, Return])
        .accepted();
    let m = method("()V").ops(&[Lconst0, Pop, Return]);
    m.refused(
        "Bad type on operand stack",
        "is not assignable to category1 type",
    );
    let m = method("()V").ops(&[Lconst0, Swap, Return]);
    m.refused("Bad type on operand stack", "Type long_2nd");
    let m = method("()V").ops(&[Lconst0, Iconst0, Dup2, Return]);
    m.refused("Bad type on operand stack", "Type long_2nd");
}

#[test]
fn branches_need_frames() {
    // 0: iload_0; 1: ifeq 5; 4: nop; 5: return
    let m = || method("(I)V").op(Iload0).op2(Ifeq, 4).ops(&[Nop, Return]);
    m().map(&[0, 1, 5]).accepted();
    m().refused("Expecting a stackmap frame at branch target 5", "@1: ifeq");
    m().map(&[0, 1, 64 + 5, 1]).refused(
        "Inconsistent stackmap frames at branch target 5",
        "stack size",
    );
    let far = method("()V").op1(GotoW, &[0x7f, 0, 0, 0]);
    far.refused(
        "Illegal target of jump or branch (bci 0 + offset 2130706432)",
        "Invalid stackmap",
    );
    // Code after a goto is reached by its frame alone.
    let m = method("()V").op2(Goto, 4).ops(&[Nop, Return]);
    m.map(&[0, 1, 4])
        .refused("Expecting a stack map frame", "@3: nop");
}

#[test]
fn backward_branches_compare_frames() {
    // 0: iconst_0; 1: istore_0; 2: (loop) goto 2
    let m = || method("()V").ops(&[Iconst0, Istore0]).op2(Goto, 0);
    m().map(&[0, 1, 252, 0, 2, 1]).accepted();
    let wrong = m().map(&[0, 1, 252, 0, 2, 2]);
    wrong.refused(
        "Instruction type does not match stack map",
        "Type integer (current frame, locals[0]) is not assignable to float (stack map, locals[0])",
    );
}

#[test]
fn every_kind_of_stack_map_frame() {
    let nops = |n| method("(IJ)V").ops(&vec![Nop; n]).op(Return);
    // same, append, chop, same extended, full, same locals 1 stack item
    let table = [
        0, 5, 0, 252, 0, 0, 0, 250, 0, 0, 251, 0, 0, 255, 0, 0, 0, 2, 1, 0, 0, 0,
    ];
    nops(5).map(&table).accepted();
    let item = method("()V").ops(&[Lconst0, Pop2, Return]);
    item.map(&[0, 1, 64 + 1, 4]).accepted();
    let item = method("()V").ops(&[Lconst0, Pop2, Return]);
    item.map(&[0, 1, 247, 0, 1, 4]).accepted();
    // The frame chops the long, and so does the code after it.
    let chopped = method("(IJ)V").ops(&[Nop, Lload1, Pop2, Return]);
    chopped
        .map(&[0, 1, 250, 0, 1])
        .refused("get long/double overflows locals", "@1: lload_1");
}

#[test]
fn malformed_stack_maps() {
    let m = || method("(I)V").ops(&[Nop, Nop, Return]);
    let message = |what: &str| format!("StackMapTable format error: {what}");
    m().map(&[0, 1])
        .malformed(&message("access beyond the end of attribute"));
    m().map(&[0, 1, 0, 0])
        .malformed(&message("wrong attribute size"));
    m().map(&[0, 1, 128, 0, 0])
        .malformed(&message("reserved frame type"));
    m().map(&[0, 1, 64, 9])
        .malformed(&message("bad verification type"));
    m().map(&[0, 1, 64, 7, 0, 200])
        .malformed(&message("bad class index"));
    let in_method = |what| message(what) + " in method 'void p.Test.m(int)'";
    m().map(&[0, 1, 64, 8, 0, 1])
        .rejected_format(&in_method("bad offset for Uninitialized"));
    m().map(&[0, 1, 249, 0, 0])
        .rejected_format(&in_method("bad type array size"));
    m().map(&[0, 1, 9])
        .refused("StackMapTable error: bad offset", "bci: @9");
}

#[test]
fn a_constructor_calls_another_one() {
    let headline = "Constructor must call super() or this() before return";
    constructor().op(Return).refused(headline, "@0: return");
    let call = || constructor().op(Aload0).op2(Invokespecial, BASE_INIT);
    call().op(Return).accepted();
    call()
        .ops(&[Aload0, Areturn])
        .refused("Method does not expect a return value", "'p/Test'");
    let grandparent = constructor()
        .op(Aload0)
        .op2(Invokespecial, OBJECT_INIT)
        .op(Return);
    grandparent.refused("Bad <init> method call", "Type 'java/lang/Object'");
    let used = constructor().op(Aload0).op2(Getfield, FIELD).op(Return);
    used.refused("Bad type on operand stack", "Type uninitializedThis");
}

#[test]
fn own_fields_may_be_set_before_the_constructor_call() {
    let set = |field| {
        constructor()
            .op(Aload0)
            .ops(&[Iconst0])
            .op2(Putfield, field)
    };
    set(FIELD)
        .op(Aload0)
        .op2(Invokespecial, BASE_INIT)
        .op(Return)
        .accepted();
    let inherited = constructor()
        .ops(&[Aload0, Lconst0])
        .op2(Putfield, BASE_FIELD)
        .op(Return);
    inherited.refused("Bad type on operand stack in putfield", "(constant pool 6)");
}

#[test]
fn a_constructor_call_under_a_handler() {
    // 0: aload_0; 1: invokespecial; 4: return; 5: handler
    let under = |handler: &[Bytecode]| {
        let m = constructor()
            .op(Aload0)
            .op2(Invokespecial, BASE_INIT)
            .op(Return);
        let full = [0, 1, 255, 0, 5, 0, 1, 6, 0, 1, 7, 0, THROWABLE as u8];
        m.ops(handler).handler(0, 4, 5, 0).map(&full)
    };
    let headline = "Bad <init> method call from after the start of a try block";
    under(&[Pop, Return]).refused(headline, "@1: invokespecial");
    let headline = "Stack map does not match the one at exception handler 5";
    under(&[Athrow]).refused(headline, "locals[0]");
}

#[test]
fn new_objects_are_initialised_before_use() {
    let made = |init| {
        method("()V")
            .op2(New, OBJECT)
            .op(Dup)
            .op2(Invokespecial, init)
    };
    made(OBJECT_INIT).op1(Astore, &[0]).op(Return).accepted();
    made(BASE_INIT)
        .op(Return)
        .refused("Call to wrong <init> method", "(constant pool 1)");
    let raw = method("()Ljava/lang/Object;").op2(New, OBJECT).op(Areturn);
    raw.refused("Bad return type", "Type uninitialized 0");
    let array = method("()V").op2(New, INT_ARRAYS).op(Return);
    array.refused(
        "Illegal new instruction",
        "Invalid type: '[[I' (constant pool 12)",
    );
}

#[test]
fn protected_members_of_other_packages() {
    let get = |descriptor| {
        method(descriptor)
            .op(Aload0)
            .op2(Getfield, BASE_FIELD)
            .op(Lreturn)
    };
    get("(Lp/Test;)J").accepted();
    get("(Lp/Sub;)J").accepted();
    let headline = "Bad access to protected data in getfield";
    get("(Lq/Base;)J").refused(headline, "is not assignable to 'p/Test'");
    let clone = |descriptor| {
        method(descriptor)
            .op(Aload0)
            .op2(Invokevirtual, CLONE)
            .op(Areturn)
    };
    clone("([I)Ljava/lang/Object;").accepted();
    let headline = "Bad access to protected data in invokevirtual";
    clone("(Ljava/lang/String;)Ljava/lang/Object;").refused(headline, "'java/lang/String'");
}

#[test]
fn calls_match_descriptors() {
    let ready = || method("()D").ops(&[Iconst0, Lconst0, AconstNull]);
    ready().op2(Invokestatic, STATIC).op(Dreturn).accepted();
    let m = method("()D")
        .ops(&[Iconst0, Lconst0, Iconst0])
        .op2(Invokestatic, STATIC);
    m.op(Dreturn).refused(
        "Bad type on operand stack",
        "Type integer (current frame, stack[3]) is not assignable to 'java/lang/String'",
    );
    let m = method("()V").op2(Invokestatic, CLINIT).op(Return);
    m.refused("Illegal call to internal method", "@0: invokestatic");
    let m = method("()V").op2(Invokevirtual, INTERFACE_CALL).op(Return);
    m.refused(
        "Illegal type at constant pool entry 8 in class p.Test",
        "index 8",
    );
}

#[test]
fn operands_of_invokeinterface_and_invokedynamic() {
    let call = |count, zero| {
        let m = method("(Lq/Base;)I").ops(&[Aload0, Lconst0]);
        m.op1(Invokeinterface, &[0, INTERFACE_CALL as u8, count, zero])
            .op(Ireturn)
    };
    call(3, 0).accepted();
    call(2, 0).refused("Inconsistent args count operand in invokeinterface", "@2");
    call(3, 1).refused("Fourth operand byte of invokeinterface must be zero", "@2");
    let indy = |zero| {
        method("()Lp/Face;")
            .op1(Invokedynamic, &[0, INDY as u8, 0, zero])
            .op(Areturn)
    };
    indy(0).accepted();
    let headline = "Third and fourth operand bytes of invokedynamic must be zero";
    indy(1).refused(headline, "invokedynamic");
}

#[test]
fn invokespecial_stays_in_the_family() {
    let call = |index| {
        let mut m = method("()V")
            .op(Aload0)
            .op2(Invokespecial, index)
            .op(Return);
        m.is_static = false;
        m
    };
    call(FACE_METHOD).accepted();
    let headline =
        "Bad invokespecial instruction: current class isn't assignable to reference class.";
    call(OTHER_METHOD).refused(headline, "@1: invokespecial");
    let mut old = call(FACE_METHOD);
    old.fake.major = 51;
    old.refused(
        "Illegal type at constant pool entry 15 in class p.Test",
        "index 15",
    );
}

#[test]
fn constants_have_their_sizes() {
    method("()V")
        .op1(Ldc, &[INTEGER as u8])
        .op(Pop)
        .op(Return)
        .accepted();
    method("()V")
        .op2(Ldc2W, LONG)
        .op(Pop2)
        .op(Return)
        .accepted();
    method("()D").op2(Ldc2W, CONDY).op(Dreturn).accepted();
    let illegal = |m: Method, index: u16| {
        let headline = format!("Illegal type at constant pool entry {index} in class p.Test");
        m.op(Return).refused(&headline, "is invalid");
    };
    illegal(method("()V").op1(Ldc, &[LONG as u8]), LONG);
    illegal(method("()V").op1(Ldc, &[CONDY as u8]), CONDY);
    illegal(method("()V").op2(Ldc2W, INTEGER), INTEGER);
}

#[test]
fn arrays() {
    let ok = method("([I)I").ops(&[Aload0, Iconst0, Iaload, Ireturn]);
    ok.accepted();
    let m = method("([Z)I").ops(&[Aload0, Iconst0, Baload, Ireturn]);
    m.accepted();
    let m = method("([F)I").ops(&[Aload0, Iconst0, Iaload, Ireturn]);
    m.refused(
        "Bad type on operand stack in iaload",
        "Type '[F' (current frame, stack[0])",
    );
    let m = method("()V").op(Iconst0).op1(Newarray, &[3]).op(Return);
    m.refused("Illegal newarray instruction", "newarray");
    let multi = |dimensions| {
        let m = method("()V").ops(&[Iconst0; 3]);
        m.op1(Multianewarray, &[0, INT_ARRAYS as u8, dimensions])
            .op(Return)
    };
    multi(2).accepted();
    multi(0).refused("Illegal dimension in multianewarray instruction: 0", "@3");
    multi(3).refused("Illegal dimension in multianewarray instruction: 3", "@3");
    let m = method("()[Ljava/lang/String;")
        .op(Iconst0)
        .op2(Anewarray, STRING)
        .op(Areturn);
    m.accepted();
    let mut m = method("()V").op(Iconst0).op2(Anewarray, STRING).op(Return);
    m.fake.pool[usize::from(STRING)].1 = "[".repeat(255).leak();
    let headline = "Illegal anewarray instruction, array has more than 255 dimensions";
    m.refused(headline, "anewarray");
}

#[test]
fn assignability_of_arrays() {
    let give = |descriptor| method(descriptor).ops(&[Aload0, Areturn]);
    give("([Lp/Sub;)[Lq/Base;").accepted();
    give("([[I)[Ljava/lang/Cloneable;").accepted();
    give("([[I)[Ljava/lang/Object;").accepted();
    give("([[I)[Lp/Face;").refused("Bad return type", "'[Lp/Face;' (from method signature)");
    give("([I)[Ljava/lang/Object;").refused("Bad return type", "'[I'");
    give("([Lq/Base;)[Lp/Sub;").refused("Bad return type", "'[Lq/Base;'");
    give("([I)[Z").refused("Bad return type", "'[Z'");
}

#[test]
fn interfaces_are_like_object() {
    let give = |descriptor| method(descriptor).ops(&[Aload0, Areturn]);
    give("(Lp/Other;)Lp/Face;").accepted();
    give("(Lp/Face;)Lp/Other;").refused("Bad return type", "'p/Other'");
    let missing = give("(Lp/Other;)Lp/Missing;");
    assert_eq!(missing.verify(), Err(Failure::Pending("p/Missing".into())));
}

#[test]
fn switches() {
    let word = |value: i32| value.to_be_bytes();
    // 0: iload_0; 1: tableswitch with one key; 20: nops; 25: return
    let table = |low: i32, high: i32, target: i32| {
        let words = [word(24), word(low), word(high), word(target)];
        let mut m = method("(I)V").op(Iload0).op1(Tableswitch, &[0, 0]);
        m.code.extend(words.concat());
        m.ops(&[Nop; 5]).op(Return).map(&[0, 2, 20, 4])
    };
    table(7, 7, 19).accepted();
    let headline = "Expecting a stackmap frame at branch target 21";
    table(7, 7, 20).refused(headline, "@1: tableswitch");
    table(8, 7, 19).refused("Bad instruction", "@1: tableswitch");
    let lookup = |first: i32, second: i32| {
        let m = method("(I)V").op(Iload0).op1(Lookupswitch, &[0, 0]);
        let words = [
            word(27),
            word(2),
            word(first),
            word(27),
            word(second),
            word(27),
        ];
        let mut m = m.map(&[0, 1, 28]);
        m.code.extend(words.concat());
        m.op(Return)
    };
    lookup(1, 2).accepted();
    lookup(2, 2).refused("Bad lookupswitch instruction", "lookupswitch");
}

#[test]
fn exception_tables() {
    let m = |catch| {
        let map = [0, 1, 64 + 2, 7, 0, THROWABLE as u8];
        method("()V")
            .ops(&[Nop, Return, Athrow])
            .handler(0, 1, 2, catch)
            .map(&map)
    };
    m(THROWABLE).accepted();
    m(0).accepted();
    let headline = "Catch type is not a subclass of Throwable in exception handler 2";
    m(STRING).refused(headline, "Type 'java/lang/String' (constant pool 2)");
    let mut bad = m(0);
    bad.handlers[0].end_pc = 4;
    bad.rejected_format("Illegal exception table end_pc 4 in method 'void p.Test.m()'");
    let mut bad = method("()V").op2(Sipush, 0).ops(&[Pop, Return]);
    bad.locals.push(LocalRange {
        start_pc: 1,
        length: 1,
    });
    bad.rejected_format("Illegal local variable table start_pc 1 in method 'void p.Test.m()'");
}

#[test]
fn handlers_see_locals_as_before_a_store() {
    // 0: aconst_null; 1: astore_0; 2: return; 3: handler, which wants an int in local 0
    let map = [0, 1, 255, 0, 3, 0, 1, 1, 0, 1, 7, 0, THROWABLE as u8];
    let m = |end| {
        let m = method("(I)V").ops(&[AconstNull, Astore0, Return, Athrow]);
        m.handler(0, end, 3, 0).map(&map)
    };
    m(2).accepted();
    let headline = "Stack map does not match the one at exception handler 3";
    m(3).refused(headline, "Type null (current frame, locals[0])");
}

#[test]
fn subroutines_are_gone() {
    let m = method("()V").op2(Jsr, 3).op(Return);
    m.refused("Bad instruction: a8", "@0: jsr");
    let m = method("()V").op1(Ret, &[0]).op(Return);
    m.refused("Bad instruction: a9", "@0: ret");
    let mut m = method("()V").op(Return);
    m.code.push(0xfe);
    m.refused("Bad instruction", "@1: <illegal>");
}

#[test]
fn casts() {
    let m = method("(Lq/Base;)Lp/Test;")
        .op(Aload0)
        .op2(Checkcast, TEST)
        .op(Areturn);
    m.accepted();
    let m = method("(Lq/Base;)I")
        .op(Aload0)
        .op2(Instanceof, TEST)
        .op(Ireturn);
    m.accepted();
    let m = method("(I)V").op(Iload0).op2(Checkcast, TEST).op(Return);
    m.refused(
        "Bad type on operand stack",
        "is not assignable to 'java/lang/Object'",
    );
}
