//! A machine made of plain tables, and an assembler for its methods.
//!
//! A method is text: `.method FLAGS DESCRIPTOR locals N stack N`, then a line per instruction, `label:` lines, and `.catch
//! FROM TO HANDLER`. Constant-pool indexes mean what [`FakeHost`] says they mean.

use std::cell::Cell;
use std::collections::HashMap;

use classlib::BasicType;
use compiler::entries::RuntimeEntry;
use compiler::host::*;

/// Names of the instructions, by opcode.
const NAMES: &str = "nop aconst_null iconst_m1 iconst_0 iconst_1 iconst_2 iconst_3 iconst_4 iconst_5 lconst_0 lconst_1 \
fconst_0 fconst_1 fconst_2 dconst_0 dconst_1 bipush sipush ldc ldc_w ldc2_w iload lload fload dload aload iload_0 iload_1 \
iload_2 iload_3 lload_0 lload_1 lload_2 lload_3 fload_0 fload_1 fload_2 fload_3 dload_0 dload_1 dload_2 dload_3 aload_0 \
aload_1 aload_2 aload_3 iaload laload faload daload aaload baload caload saload istore lstore fstore dstore astore istore_0 \
istore_1 istore_2 istore_3 lstore_0 lstore_1 lstore_2 lstore_3 fstore_0 fstore_1 fstore_2 fstore_3 dstore_0 dstore_1 \
dstore_2 dstore_3 astore_0 astore_1 astore_2 astore_3 iastore lastore fastore dastore aastore bastore castore sastore pop \
pop2 dup dup_x1 dup_x2 dup2 dup2_x1 dup2_x2 swap iadd ladd fadd dadd isub lsub fsub dsub imul lmul fmul dmul idiv ldiv fdiv \
ddiv irem lrem frem drem ineg lneg fneg dneg ishl lshl ishr lshr iushr lushr iand land ior lor ixor lxor iinc i2l i2f i2d l2i \
l2f l2d f2i f2l f2d d2i d2l d2f i2b i2c i2s lcmp fcmpl fcmpg dcmpl dcmpg ifeq ifne iflt ifge ifgt ifle if_icmpeq if_icmpne \
if_icmplt if_icmpge if_icmpgt if_icmple if_acmpeq if_acmpne goto jsr ret tableswitch lookupswitch ireturn lreturn freturn \
dreturn areturn return getstatic putstatic getfield putfield invokevirtual invokespecial invokestatic invokeinterface \
invokedynamic new newarray anewarray arraylength athrow checkcast instanceof monitorenter monitorexit wide multianewarray \
ifnull ifnonnull";

/// A method as text made bytes.
pub struct Assembled {
    code: Vec<u8>,
    handlers: Vec<Handler>,
    arguments: Vec<BasicType>,
    return_type: BasicType,
    is_static: bool,
    is_synchronized: bool,
    max_locals: u16,
    max_stack: u16,
}

fn types(descriptor: &str) -> Vec<BasicType> {
    let mut found = Vec::new();
    let mut chars = descriptor.bytes();
    while let Some(c) = chars.next() {
        if c == b'L' {
            chars.by_ref().find(|&c| c == b';');
        }
        if c != b'(' && c != b')' {
            found.push(BasicType::from_descriptor_char(c).unwrap_or(BasicType::Void));
        }
    }
    found
}

/// Assembles a method.
pub fn assemble(text: &str) -> Assembled {
    let opcodes: HashMap<&str, u8> = NAMES.split_whitespace().zip(0..).collect();
    let mut method = Assembled {
        code: Vec::new(),
        handlers: Vec::new(),
        arguments: Vec::new(),
        return_type: BasicType::Void,
        is_static: true,
        is_synchronized: false,
        max_locals: 8,
        max_stack: 8,
    };
    let mut labels = HashMap::new();
    let mut branches = Vec::new();
    let mut catches = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |i: usize| words[i].parse::<i32>().expect("a number");
        match words[0] {
            ".method" => {
                let mut all = types(words[words.len() - 1]);
                method.return_type = all.pop().expect("a result");
                method.is_static = words.contains(&"static");
                method.is_synchronized = words.contains(&"synchronized");
                if !method.is_static {
                    all.insert(0, BasicType::Object);
                }
                method.arguments = all;
            }
            ".catch" => catches.push(words[1..].iter().map(|w| w.to_string()).collect::<Vec<_>>()),
            label if label.ends_with(':') => {
                labels.insert(label.trim_end_matches(':').to_owned(), method.code.len());
            }
            name => {
                let opcode = *opcodes.get(name).unwrap_or_else(|| panic!("no {name}"));
                let at = method.code.len();
                method.code.push(opcode);
                match opcode {
                    153..=168 | 198 | 199 => {
                        branches.push((at, words[1].to_owned()));
                        method.code.extend([0, 0]);
                    }
                    16 | 18 | 21..=25 | 54..=58 | 169 | 188 => method.code.push(number(1) as u8),
                    132 => method.code.extend([number(1) as u8, number(2) as u8]),
                    17 | 19 | 20 | 178..=184 | 187 | 189 | 192 | 193 => {
                        method.code.extend((number(1) as u16).to_be_bytes());
                    }
                    185 | 186 => {
                        method.code.extend((number(1) as u16).to_be_bytes());
                        method.code.extend([1, 0]);
                    }
                    _ => {}
                }
            }
        }
    }
    for (at, label) in branches {
        let offset = (labels[&label] as i64 - at as i64) as i16;
        method.code[at + 1..at + 3].copy_from_slice(&offset.to_be_bytes());
    }
    for c in catches {
        method.handlers.push(Handler {
            start: labels[&c[0]] as u16,
            end: labels[&c[1]] as u16,
            handler: labels[&c[2]] as u16,
            catch_type: 0,
        });
    }
    method
}

/// The machine. Field 1 is an int, 2 a reference, 3 a volatile long, 9 unresolved; class 1 is an ordinary one, 2 an interface;
/// method 1 (the next method given) is called directly; methods from 100 on are called by vtable; for those from
/// 200 on all classes have method 1.
pub struct FakeHost {
    methods: Vec<Assembled>,
    pub layout: Layout,
    pub entries: HashMap<RuntimeEntry, u64>,
    cells: Cell<u64>,
}

impl FakeHost {
    pub fn new(methods: Vec<Assembled>) -> FakeHost {
        FakeHost {
            methods,
            layout: Layout {
                class_space_base: 0x1000_0000,
                thread_poll: 0,
                thread_pending_exception: 8,
                thread_entry_limit: 16,
                thread_deopt_buffer: 24,
                array_length: 8,
                array_base: [12, 12, 12, 16],
                klass_rt: 4,
                klass_primary_supers: 64,
                klass_component: 8,
                klass_super_depth: 12,
                klass_is_primary: 16,
                klass_vtable: 16,
                klass_rt_secondary_cache: 24,
                klass_rt_itable: 40,
                itable_entry_methods: 4,
                itable_entry_bytes: 12,
                method_rt: 4,
                rt_compiled_entry: 32,
                rt_generation: 48,
                barrier: Some(BarrierLayout {
                    log_base: 0x2000_0000,
                    log_shift: 6,
                }),
                counting: Some(CountingLayout {
                    invocations: 40,
                    invocation_mask: 0x7ff,
                    back_edges: 44,
                    back_edge_mask: 0x3fff,
                }),
                ..Layout::default()
            },
            entries: HashMap::new(),
            cells: Cell::new(0x5000_0000),
        }
    }
}

impl Host for FakeHost {
    fn layout(&self) -> &Layout {
        &self.layout
    }
    fn entry_address(&self, entry: RuntimeEntry) -> u64 {
        self.entries
            .get(&entry)
            .copied()
            .unwrap_or(0x7000_0000 + 16 * entry as u64)
    }
    fn method(&self, id: MethodId) -> MethodInfo<'_> {
        let m = &self.methods[(id.0 as usize).min(self.methods.len() - 1)];
        MethodInfo {
            id,
            holder: KlassId(0x100),
            rt_address: 0x3000_0000 + 0x100 * u64::from(id.0),
            mirror_slot: 0x4000_0000,
            code: &m.code,
            handlers: m.handlers.clone(),
            max_locals: m.max_locals,
            max_stack: m.max_stack,
            arguments: m.arguments.clone(),
            return_type: m.return_type,
            is_static: m.is_static,
            is_synchronized: m.is_synchronized,
            force_inline: false,
            dont_inline: false,
            compilable: true,
        }
    }
    fn call_descriptor(&self, _: MethodId, _: u16) -> (Vec<BasicType>, BasicType) {
        let callee = &self.methods[self.methods.len() - 1];
        let receiver = usize::from(!callee.is_static);
        (callee.arguments[receiver..].to_vec(), callee.return_type)
    }
    fn field_descriptor(&self, _: MethodId, _: u16) -> BasicType {
        BasicType::Int
    }
    fn field(&self, _: MethodId, index: u16, _: bool, _: bool) -> Option<FieldInfo> {
        let (ty, is_volatile) = match index {
            1 => (BasicType::Int, false),
            2 => (BasicType::Object, false),
            3 => (BasicType::Long, true),
            4 => (BasicType::Boolean, false),
            _ => return None,
        };
        Some(FieldInfo {
            offset: 8 + 8 * u32::from(index),
            ty,
            is_volatile,
            mirror_slot: 0x4000_0008,
        })
    }
    fn static_final(&self, _: MethodId, index: u16) -> Option<FinalValue> {
        (index == 4).then_some(FinalValue::Int(1))
    }
    fn klass(&self, _: MethodId, index: u16) -> Option<KlassInfo> {
        (index < 3).then_some(KlassInfo {
            id: KlassId(0x200 + u32::from(index)),
            instance_size: 24,
            instantiable: true,
            allocatable: true,
            primary_depth: (index == 1).then_some(2),
            is_exact: false,
            is_interface: index == 2,
            mirror_slot: 0x4000_0010,
        })
    }
    fn array_of(&self, component: KlassId) -> Option<KlassId> {
        Some(KlassId(component.0 + 0x1000))
    }
    fn primitive_array(&self, element: BasicType) -> KlassId {
        KlassId(0x300 + element as u32)
    }
    fn constant(&self, _: MethodId, index: u16) -> Constant {
        match index {
            1 => Constant::Int(123_456),
            2 => Constant::Double(0.5),
            3 => Constant::Reference {
                array_slot: 0x4000_0018,
                index: 7,
            },
            _ => Constant::Unresolved,
        }
    }
    fn callee(&self, _: MethodId, _: Bci, index: u16, kind: InvokeKind) -> Callee {
        match (index, kind) {
            (9, _) => Callee::Unresolved,
            (_, InvokeKind::Interface) => Callee::Interface {
                declared: MethodId(1),
                interface: KlassId(0x100),
                itable_index: Some(3),
                predicted: None,
            },
            (100.., InvokeKind::Virtual) => Callee::Virtual {
                declared: MethodId(1),
                receiver: KlassId(0x100),
                vtable_index: u32::from(index),
                predicted: (index >= 200).then_some((MethodId(1), Guard::VtableSlot)),
            },
            _ => Callee::Direct(MethodId(u32::from(index))),
        }
    }
    fn generation(&self, _: MethodId) -> Option<u32> {
        Some(5)
    }
    fn intrinsic(&self, _: MethodId) -> Option<String> {
        None
    }
    fn may_trap(&self, _: MethodId, _: Bci) -> bool {
        true
    }
    fn inline_cache(&self) -> u64 {
        self.cells.set(self.cells.get() + 8);
        self.cells.get()
    }
}
