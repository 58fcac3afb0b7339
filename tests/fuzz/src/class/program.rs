//! Whole programs of class files: the generated methods, what they use, and a `main` that calls them.

use super::blocks::{Method, method};
use super::code::{Code, Frame, Handler, Op, Type};
use super::file::{Constant, Header, Member, Pool, class_file};
use super::listing;
use crate::rng::Rng;
use classlib::bytecodes as op;

/// The static fields that the methods use, one for each type.
const STATICS: &[(Type, &str)] = &[
    (Type::Int, "si"),
    (Type::Long, "sj"),
    (Type::Float, "sf"),
    (Type::Double, "sd"),
    (Type::Str, "ss"),
    (Type::Object, "so"),
    (Type::Ints, "sa"),
    (Type::Own, "sh"),
];

/// The fields of class `H`.
pub const OWN_FIELDS: &[(&str, Type)] = &[
    ("a", Type::Int),
    ("b", Type::Long),
    ("c", Type::Str),
    ("d", Type::Own),
    ("e", Type::Double),
];

/// The static field for a type.
pub fn static_field(ty: Type) -> &'static str {
    let found = STATICS.iter().find(|(other, _)| *other == ty);
    found.map_or("so", |(_, name)| name)
}

/// A generated program.
#[derive(Debug, Clone)]
pub struct Program {
    version: u16,
    methods: Vec<Method>,
}

/// The program that belongs to a seed.
pub fn program(seed: u64) -> Program {
    let mut rng = Rng::new(seed ^ 0x636c_6173_7366_696c);
    let version = *rng.pick(&[46, 48, 49, 49, 50, 51, 52, 55, 61]);
    let mut methods = Vec::new();
    for number in 0..3 + rng.below(6) {
        let next = method(&mut rng, number, &methods, version);
        methods.push(next);
    }
    Program { version, methods }
}

fn pool(opcode: u8, class: &str, name: &str, descriptor: &str) -> Op {
    let (class, name, descriptor) = (class.into(), name.into(), descriptor.into());
    let constant = match opcode {
        op::GETSTATIC | op::PUTSTATIC | op::GETFIELD | op::PUTFIELD => {
            Constant::Field(class, name, descriptor)
        }
        _ => Constant::Method(class, name, descriptor),
    };
    Op::Pool(opcode, constant)
}

fn plain(opcode: u8) -> Op {
    Op::Bytes(vec![opcode])
}

/// Code without jumps whose parameters have these types.
fn straight(locals: &[Type], ops: Vec<Op>) -> Code {
    let mut slots = Vec::new();
    for ty in locals {
        slots.push(Some(*ty));
        if ty.wide() {
            slots.push(None);
        }
    }
    Code {
        ops,
        frames: Vec::new(),
        handlers: Vec::new(),
        locals: slots,
        max_stack: 12,
    }
}

impl Program {
    /// The number of instructions, calls from `main` included.
    pub fn size(&self) -> usize {
        let ops: usize = self
            .methods
            .iter()
            .map(|method| method.code.ops.len() + 10 + method.code.handlers.len())
            .sum();
        let calls: usize = self
            .methods
            .iter()
            .map(|method| method.calls.ilog2() as usize)
            .sum();
        ops + calls
    }

    /// A text for people.
    pub fn text(&self) -> String {
        listing::text(self.version, &self.methods)
    }

    /// The class files by name, for a package.
    pub fn files(&self, package: &str) -> Vec<(String, Vec<u8>)> {
        vec![
            ("Main.class".to_owned(), self.main_class(package)),
            ("H.class".to_owned(), self.own_class(package)),
            ("I.class".to_owned(), self.interface(package)),
        ]
    }

    fn main_class(&self, package: &str) -> Vec<u8> {
        let mut constants = Pool::new(package);
        let mut members = Vec::new();
        let mut add = |flags: u16, name: &str, descriptor: &str, code: &Code| {
            // A method that cannot be assembled (a reduction took a label) is left out; the caller fails to link.
            if let Some(code) = code.assemble(&mut constants, self.version) {
                members.push(Member {
                    flags,
                    name: name.to_owned(),
                    descriptor: descriptor.to_owned(),
                    code,
                });
            }
        };
        for method in &self.methods {
            let flags = 0x0008 | if method.synchronized { 0x0020 } else { 0 };
            add(flags, &method.name, &method.descriptor(), &method.code);
        }
        add(9, "main", "([Ljava/lang/String;)V", &self.main());
        add(8, "mix", "(J)V", &mix());
        add(8, "mix", "(Ljava/lang/Throwable;)V", &mix_throwable());
        add(8, "mix", "(Ljava/lang/Object;)V", &mix_object());
        add(8, "<clinit>", "()V", &initializer());
        let mut bootstraps = Vec::new();
        if self.version >= 51 {
            let lookup = "Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;";
            let site =
                format!("({lookup}Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;");
            let object = format!("({lookup}Ljava/lang/Class;)Ljava/lang/Object;");
            let long = format!("({lookup}Ljava/lang/Class;)J");
            add(
                8,
                "sum",
                "(II)I",
                &straight(
                    &[Type::Int, Type::Int],
                    vec![
                        Op::Local(op::ILOAD, 0),
                        Op::Local(op::ILOAD, 1),
                        plain(op::IADD),
                        plain(op::IRETURN),
                    ],
                ),
            );
            add(8, "site", &site, &bootstrap_site());
            add(8, "object", &object, &bootstrap_object());
            add(8, "number", &long, &bootstrap_long());
            for (name, descriptor) in [("site", site), ("object", object), ("number", long)] {
                let target = Constant::Method("@/Main".into(), name.into(), descriptor);
                bootstraps.push(Constant::Handle(6, Box::new(target)));
            }
        }
        let mut fields = vec![(8, "sum", "J")];
        for (ty, name) in STATICS {
            // One of them is volatile.
            let flags = if *ty == Type::Long { 0x48 } else { 8 };
            fields.push((flags, name, ty.descriptor()));
        }
        let header = Header {
            version: self.version,
            flags: 0x21,
            name: "@/Main",
            parent: "java/lang/Object",
            interfaces: &[],
            fields: &fields,
            bootstraps: &bootstraps,
        };
        class_file(constants, &header, &members)
    }

    fn own_class(&self, package: &str) -> Vec<u8> {
        let mut constants = Pool::new(package);
        let this = [Type::Own, Type::Int];
        let constructor = straight(
            &this,
            vec![
                Op::Local(op::ALOAD, 0),
                pool(op::INVOKESPECIAL, "java/lang/Object", "<init>", "()V"),
                Op::Local(op::ALOAD, 0),
                Op::Local(op::ILOAD, 1),
                pool(op::PUTFIELD, "@/H", "a", "I"),
                plain(op::RETURN),
            ],
        );
        let virtual_method = straight(
            &this,
            vec![
                Op::Local(op::ALOAD, 0),
                pool(op::GETFIELD, "@/H", "a", "I"),
                Op::Local(op::ILOAD, 1),
                plain(op::IADD),
                plain(op::IRETURN),
            ],
        );
        let interface_method = straight(
            &this,
            vec![
                Op::Local(op::ALOAD, 0),
                plain(op::DUP),
                pool(op::GETFIELD, "@/H", "a", "I"),
                Op::Local(op::ILOAD, 1),
                plain(op::ISHL),
                plain(op::DUP_X1),
                pool(op::PUTFIELD, "@/H", "a", "I"),
                plain(op::IRETURN),
            ],
        );
        let list = [
            ("<init>", "(I)V", constructor),
            ("v", "(I)I", virtual_method),
            ("w", "(I)I", interface_method),
        ];
        let members: Vec<_> = list
            .into_iter()
            .filter_map(|(name, descriptor, code)| {
                let code = code.assemble(&mut constants, self.version)?;
                Some(Member {
                    flags: 1,
                    name: name.into(),
                    descriptor: descriptor.into(),
                    code,
                })
            })
            .collect();
        let fields: Vec<_> = OWN_FIELDS
            .iter()
            .map(|(name, ty)| (0, *name, ty.descriptor()))
            .collect();
        let header = Header {
            version: self.version,
            flags: 0x21,
            name: "@/H",
            parent: "java/lang/Object",
            interfaces: &["@/I"],
            fields: &fields,
            bootstraps: &[],
        };
        class_file(constants, &header, &members)
    }

    fn interface(&self, package: &str) -> Vec<u8> {
        let header = Header {
            version: self.version,
            flags: 0x0601,
            name: "@/I",
            parent: "java/lang/Object",
            interfaces: &[],
            fields: &[],
            bootstraps: &[],
        };
        let method = Member {
            flags: 0x0401,
            name: "w".into(),
            descriptor: "(I)I".into(),
            code: Vec::new(),
        };
        class_file(Pool::new(package), &header, &[method])
    }

    /// Calls each method so many times, mixes what it returns or throws, and prints the sum.
    fn main(&self) -> Code {
        let mut ops = Vec::new();
        let mut frames = Vec::new();
        let mut handlers = Vec::new();
        let labels =
            |number: usize| -> [u32; 5] { std::array::from_fn(|at| (5 * number + at) as u32) };
        for (number, method) in self.methods.iter().enumerate() {
            let [start, end, handler, next, after] = labels(number);
            ops.push(Op::Ldc(Constant::Int(method.calls)));
            ops.push(Op::Local(op::ISTORE, 1));
            ops.push(Op::Label(start));
            for ty in &method.params {
                argument(*ty, &mut ops);
            }
            ops.push(pool(
                op::INVOKESTATIC,
                "@/Main",
                &method.name,
                &method.descriptor(),
            ));
            mix_value(method.ret, &mut ops);
            ops.push(Op::Label(end));
            ops.push(Op::Jump(op::GOTO, next));
            ops.push(Op::Label(handler));
            ops.push(pool(
                op::INVOKESTATIC,
                "@/Main",
                "mix",
                "(Ljava/lang/Throwable;)V",
            ));
            ops.push(Op::Label(next));
            ops.push(Op::Iinc(1, -1));
            ops.push(Op::Local(op::ILOAD, 1));
            ops.push(Op::Jump(op::IFGT, start));
            ops.push(Op::Label(after));
            print_sum(&mut ops);
            handlers.push(Handler {
                from: start,
                to: end,
                at: handler,
                class: None,
            });
            frames.push(Frame {
                label: start,
                stack: vec![],
            });
            frames.push(Frame {
                label: handler,
                stack: vec![Type::Throwable],
            });
            frames.push(Frame {
                label: next,
                stack: vec![],
            });
        }
        for (ty, name) in STATICS
            .iter()
            .filter(|(ty, _)| !matches!(ty, Type::Object | Type::Own | Type::Ints))
        {
            ops.push(pool(op::GETSTATIC, "@/Main", name, ty.descriptor()));
            mix_value(*ty, &mut ops);
        }
        print_sum(&mut ops);
        ops.push(plain(op::RETURN));
        Code {
            ops,
            frames,
            handlers,
            // The array of arguments counts as an Object here, the counter has no value at first.
            locals: vec![Some(Type::Object), Some(Type::Int)],
            max_stack: 20,
        }
    }
}

/// Pushes an argument that depends on the counter in local variable 1.
fn argument(ty: Type, ops: &mut Vec<Op>) {
    let counter = Op::Local(op::ILOAD, 1);
    match ty {
        Type::Int => ops.push(counter),
        Type::Long => ops.extend([counter, plain(op::I2L)]),
        Type::Float => ops.extend([counter, plain(op::I2L + 1)]),
        Type::Double => ops.extend([counter, plain(op::I2L + 2)]),
        _ => ops.push(pool(
            op::GETSTATIC,
            "@/Main",
            static_field(ty),
            ty.descriptor(),
        )),
    }
}

fn mix_value(ty: Type, ops: &mut Vec<Op>) {
    match ty {
        Type::Int => ops.push(plain(op::I2L)),
        Type::Long => {}
        Type::Float => {
            ops.push(pool(
                op::INVOKESTATIC,
                "java/lang/Float",
                "floatToIntBits",
                "(F)I",
            ));
            ops.push(plain(op::I2L));
        }
        Type::Double => ops.push(pool(
            op::INVOKESTATIC,
            "java/lang/Double",
            "doubleToLongBits",
            "(D)J",
        )),
        _ => {
            return ops.push(pool(
                op::INVOKESTATIC,
                "@/Main",
                "mix",
                "(Ljava/lang/Object;)V",
            ));
        }
    }
    ops.push(pool(op::INVOKESTATIC, "@/Main", "mix", "(J)V"));
}

fn print_sum(ops: &mut Vec<Op>) {
    ops.push(pool(
        op::GETSTATIC,
        "java/lang/System",
        "out",
        "Ljava/io/PrintStream;",
    ));
    ops.push(pool(op::GETSTATIC, "@/Main", "sum", "J"));
    ops.push(pool(
        op::INVOKEVIRTUAL,
        "java/io/PrintStream",
        "println",
        "(J)V",
    ));
}

/// `sum = sum * 31 + value`.
fn mix() -> Code {
    straight(
        &[Type::Long],
        vec![
            pool(op::GETSTATIC, "@/Main", "sum", "J"),
            Op::Ldc(Constant::Long(31)),
            plain(op::IADD + 9),
            Op::Local(op::ILOAD + 1, 0),
            plain(op::IADD + 1),
            pool(op::PUTSTATIC, "@/Main", "sum", "J"),
            plain(op::RETURN),
        ],
    )
}

/// Mixes the exception's text up to the first parenthesis, behind which loaders are named, and the depth of its trace.
fn mix_throwable() -> Code {
    straight(
        &[Type::Throwable],
        vec![
            Op::Local(op::ALOAD, 0),
            pool(
                op::INVOKEVIRTUAL,
                "java/lang/Throwable",
                "toString",
                "()Ljava/lang/String;",
            ),
            Op::Ldc(Constant::Str(" \\(".into())),
            pool(
                op::INVOKEVIRTUAL,
                "java/lang/String",
                "split",
                "(Ljava/lang/String;)[Ljava/lang/String;",
            ),
            plain(op::ICONST_0),
            plain(op::IALOAD + 4),
            pool(op::INVOKEVIRTUAL, "java/lang/String", "hashCode", "()I"),
            Op::Local(op::ALOAD, 0),
            pool(
                op::INVOKEVIRTUAL,
                "java/lang/Throwable",
                "getStackTrace",
                "()[Ljava/lang/StackTraceElement;",
            ),
            plain(op::ARRAYLENGTH),
            plain(op::IADD),
            plain(op::I2L),
            pool(op::INVOKESTATIC, "@/Main", "mix", "(J)V"),
            plain(op::RETURN),
        ],
    )
}

/// Mixes the name of a value's class; the hash code of null is 0.
fn mix_object() -> Code {
    straight(
        &[Type::Object],
        vec![
            Op::Local(op::ALOAD, 0),
            Op::Pool(op::INSTANCEOF, Constant::Class("java/lang/String".into())),
            Op::Local(op::ALOAD, 0),
            Op::Pool(op::INSTANCEOF, Constant::Class("[I".into())),
            plain(op::ICONST_0 + 2),
            plain(op::ISHL),
            plain(op::IADD),
            plain(op::I2L),
            pool(op::INVOKESTATIC, "@/Main", "mix", "(J)V"),
            plain(op::RETURN),
        ],
    )
}

fn initializer() -> Code {
    straight(
        &[],
        vec![
            Op::Ldc(Constant::Str("static".into())),
            plain(op::DUP),
            pool(op::PUTSTATIC, "@/Main", "ss", Type::Str.descriptor()),
            pool(op::PUTSTATIC, "@/Main", "so", Type::Object.descriptor()),
            Op::Bytes(vec![op::BIPUSH, 16]),
            Op::Bytes(vec![op::NEWARRAY, 10]),
            pool(op::PUTSTATIC, "@/Main", "sa", Type::Ints.descriptor()),
            Op::Pool(op::NEW, Constant::Class("@/H".into())),
            plain(op::DUP),
            plain(op::ICONST_0 + 4),
            pool(op::INVOKESPECIAL, "@/H", "<init>", "(I)V"),
            pool(op::PUTSTATIC, "@/Main", "sh", Type::Own.descriptor()),
            plain(op::RETURN),
        ],
    )
}

/// `new ConstantCallSite(lookup.findStatic(lookup.lookupClass(), name, type))`.
fn bootstrap_site() -> Code {
    let lookup = "java/lang/invoke/MethodHandles$Lookup";
    let find = "(Ljava/lang/Class;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/MethodHandle;";
    straight(
        &[Type::Object, Type::Object, Type::Object],
        vec![
            Op::Pool(
                op::NEW,
                Constant::Class("java/lang/invoke/ConstantCallSite".into()),
            ),
            plain(op::DUP),
            Op::Local(op::ALOAD, 0),
            Op::Local(op::ALOAD, 0),
            pool(
                op::INVOKEVIRTUAL,
                lookup,
                "lookupClass",
                "()Ljava/lang/Class;",
            ),
            Op::Local(op::ALOAD, 1),
            Op::Local(op::ALOAD, 2),
            pool(op::INVOKEVIRTUAL, lookup, "findStatic", find),
            pool(
                op::INVOKESPECIAL,
                "java/lang/invoke/ConstantCallSite",
                "<init>",
                "(Ljava/lang/invoke/MethodHandle;)V",
            ),
            plain(op::IRETURN + 4),
        ],
    )
}

/// A computed constant: the name in capitals.
fn bootstrap_object() -> Code {
    straight(
        &[Type::Object, Type::Str, Type::Object],
        vec![
            Op::Local(op::ALOAD, 1),
            pool(
                op::INVOKEVIRTUAL,
                "java/lang/String",
                "toUpperCase",
                "()Ljava/lang/String;",
            ),
            plain(op::IRETURN + 4),
        ],
    )
}

/// A computed constant: the name's hash code.
fn bootstrap_long() -> Code {
    straight(
        &[Type::Object, Type::Str, Type::Object],
        vec![
            Op::Local(op::ALOAD, 1),
            pool(op::INVOKEVIRTUAL, "java/lang/String", "hashCode", "()I"),
            plain(op::I2L),
            plain(op::IRETURN + 1),
        ],
    )
}

/// A change that makes a program smaller.
#[derive(Debug, Clone)]
pub enum ClassEdit {
    /// Deletes a method.
    Method(usize),
    /// Deletes a handler of a method.
    Handler(usize, usize),
    /// Deletes instructions of a method.
    Ops {
        method: usize,
        from: usize,
        to: usize,
    },
    /// `main` calls a method so many times only.
    Calls(usize, i32),
}

impl Program {
    /// What a reduction may try, the largest first.
    pub fn edits(&self) -> Vec<ClassEdit> {
        let mut edits: Vec<_> = (0..self.methods.len()).map(ClassEdit::Method).collect();
        for (number, method) in self.methods.iter().enumerate() {
            for calls in [1, 4, 30] {
                if calls < method.calls {
                    edits.push(ClassEdit::Calls(number, calls));
                }
            }
            edits.extend(
                (0..method.code.handlers.len()).map(|handler| ClassEdit::Handler(number, handler)),
            );
        }
        let longest = self
            .methods
            .iter()
            .map(|method| method.code.ops.len())
            .max()
            .unwrap_or(0);
        let mut size = longest.next_power_of_two() / 2;
        while size > 0 {
            for (method, contents) in self.methods.iter().enumerate() {
                let length = contents.code.ops.len();
                // Short runs begin anywhere, for what balances the stack need not be aligned.
                let step = if size <= 4 { 1 } else { size / 2 };
                for from in (0..length)
                    .step_by(step)
                    .filter(|from| from + size <= length)
                {
                    let to = from + size;
                    if contents.code.ops[from..to]
                        .iter()
                        .any(|op| !matches!(op, Op::Label(_)))
                    {
                        edits.push(ClassEdit::Ops { method, from, to });
                    }
                }
            }
            size = if size == 4 {
                3
            } else if size == 3 {
                2
            } else {
                size / 2
            };
        }
        edits
    }

    /// The program after several changes: of overlapping ones the first, and one that deletes a method only by itself.
    pub fn apply_all(&self, edits: &[&ClassEdit]) -> Program {
        if let [edit] = edits {
            return self.apply(edit);
        }
        let mut program = self.clone();
        let mut taken: Vec<(usize, usize, usize)> = Vec::new();
        for edit in edits {
            if let ClassEdit::Ops { method, from, to } = edit {
                let overlaps = |other: &&(usize, usize, usize)| {
                    other.0 == *method && *from < other.2 && other.1 < *to
                };
                if taken.iter().find(overlaps).is_none() {
                    taken.push((*method, *from, *to));
                }
            } else if let ClassEdit::Calls(..) = edit {
                program = program.apply(edit);
            }
        }
        // From the back, for a deletion moves what comes behind it.
        taken.sort_unstable_by_key(|(_, from, _)| std::cmp::Reverse(*from));
        for (method, from, to) in taken {
            program = program.apply(&ClassEdit::Ops { method, from, to });
        }
        program
    }

    /// The program after a change.
    pub fn apply(&self, edit: &ClassEdit) -> Program {
        let mut program = self.clone();
        match edit {
            ClassEdit::Method(method) => {
                program.methods.remove(*method);
            }
            ClassEdit::Handler(method, handler) => {
                program.methods[*method].code.handlers.remove(*handler);
            }
            ClassEdit::Ops { method, from, to } => {
                // Labels stay, for others refer to them.
                let ops = &mut program.methods[*method].code.ops;
                let labels: Vec<_> = ops[*from..*to]
                    .iter()
                    .filter(|op| matches!(op, Op::Label(_)))
                    .cloned()
                    .collect();
                ops.splice(*from..*to, labels);
            }
            ClassEdit::Calls(method, calls) => program.methods[*method].calls = *calls,
        }
        program
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_the_same_program() {
        assert_eq!(program(5).files("p"), program(5).files("p"));
        assert_ne!(program(5).files("p"), program(6).files("p"));
    }

    #[test]
    fn every_change_makes_the_program_smaller() {
        let program = program(9);
        for edit in program.edits() {
            assert!(program.apply(&edit).size() < program.size(), "{edit:?}");
        }
    }
}
