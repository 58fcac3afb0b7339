//! Handmade class files, each with one thing wrong.

use super::writer::{Writer, words};
use super::*;

fn message(bytes: &[u8]) -> String {
    ClassFile::parse(bytes, &ParseOptions::default())
        .unwrap_err()
        .to_string()
}

/// Applies `edit` to an empty class and compares the verdict.
#[track_caller]
fn check(edit: impl FnOnce(&mut Writer), expected: &str) {
    let mut w = Writer::new();
    edit(&mut w);
    assert_eq!(w.verdict(), expected);
}

/// As [`check`], for a class file of an older version.
#[track_caller]
fn check_version(major: u16, edit: impl FnOnce(&mut Writer), expected: &str) {
    let mut w = Writer::of_version(major);
    edit(&mut w);
    assert_eq!(w.verdict(), expected);
}

#[test]
fn an_empty_class_is_well_formed() {
    let bytes = Writer::new().bytes();
    let class = ClassFile::parse(&bytes, &ParseOptions::default()).unwrap();
    assert_eq!(class.name(), b"T");
    assert_eq!(class.super_name(), Some(&b"java/lang/Object"[..]));
    assert!(!class.is_interface());
}

#[test]
fn every_truncation_is_noticed() {
    let mut w = Writer::new();
    let line_numbers = w.attribute_bytes("LineNumberTable", &words(&[1, 0, 7]));
    w.method_with_code(&[[0, 3, 5, 0]], &[line_numbers]);
    w.field(ACC_PRIVATE, "f", "[I", &[]);
    w.attribute("SourceDebugExtension", b"abc");
    let bytes = w.bytes();
    for cut in 0..bytes.len() {
        let cut_off = message(&bytes[..cut]);
        assert_eq!(
            cut_off, "java.lang.ClassFormatError: Truncated class file",
            "{cut}"
        );
    }
    assert_eq!(w.verdict(), "ok");
    let longer = [bytes, vec![0]].concat();
    let expected = "java.lang.ClassFormatError: Extra bytes at the end of class file T";
    assert_eq!(message(&longer), expected);
}

#[test]
fn magic_and_version() {
    let mut bytes = Writer::new().bytes();
    bytes[..4].copy_from_slice(&[0, 0, 0, 1]);
    assert_eq!(
        message(&bytes),
        "java.lang.ClassFormatError: Incompatible magic value 1 in class file <Unknown>"
    );
    let options = ParseOptions {
        name: Some("p/X"),
        ..Default::default()
    };
    let error = ClassFile::parse(&bytes, &options).unwrap_err();
    assert_eq!(
        error.message(),
        "Incompatible magic value 1 in class file p/X"
    );

    let newer = message(&Writer::of_version(65).bytes());
    assert_eq!(
        newer,
        "java.lang.UnsupportedClassVersionError: <Unknown> has been compiled by a more recent \
         version of the Java Runtime (class file version 65.0), this version of the Java Runtime \
         only recognizes class file versions up to 61.0"
    );
    check_version(
        44,
        |_| {},
        "<Unknown> (class file version 44.0) was compiled with an invalid major version",
    );
    check(
        |w| w.minor = 3,
        "<Unknown> (class file version 61.3) was compiled with an invalid non-zero minor version",
    );
    check(
        |w| w.minor = 65_535,
        "Preview features are not enabled for <Unknown> (class file version 61.65535). \
         Try running with '--enable-preview'",
    );
    check_version(
        60,
        |w| w.minor = 65_535,
        "<Unknown> (class file version 60.65535) was compiled with preview features that are \
         unsupported. This version of the Java Runtime only recognizes preview features for \
         class file version 61.65535",
    );
    check_version(45, |w| w.minor = 3, "ok");
    let mut preview = Writer::new();
    preview.minor = 65_535;
    let options = ParseOptions {
        enable_preview: true,
        ..Default::default()
    };
    assert!(ClassFile::parse(&preview.bytes(), &options).is_ok());
}

#[test]
fn a_module_declaration_is_no_class() {
    let mut w = Writer::of_version(53);
    let name = w.utf8("m");
    w.entry_of(Tag::Module, &[name]);
    assert_eq!(
        w.verdict(),
        "Unknown constant tag 19 in class file <Unknown>"
    );
    w.flags = ACC_MODULE;
    assert_eq!(
        message(&w.bytes()),
        "java.lang.NoClassDefFoundError: <Unknown> is not a class because access_flag \
         ACC_MODULE is set"
    );
    let mut old = w.clone();
    old.major = 52;
    assert_eq!(
        old.verdict(),
        "Unknown constant tag 19 in class file <Unknown>"
    );
}

#[test]
fn constant_pool_references() {
    let unknown = "in class file <Unknown>";
    let bad = |index: u16| format!("Invalid constant pool index {index} {unknown}");
    check(|w| _ = w.entry_of(Tag::Class, &[2]), &bad(2));
    check(|w| _ = w.entry_of(Tag::String, &[0]), &bad(0));
    check(|w| _ = w.entry_of(Tag::String, &[999]), &bad(999));
    check(|w| _ = w.entry_of(Tag::Fieldref, &[1, 1]), &bad(1));
    check(|w| _ = w.entry_of(Tag::Methodref, &[2, 2]), &bad(2));
    check(|w| _ = w.entry_of(Tag::NameAndType, &[1, 2]), &bad(2));
    check(|w| _ = w.entry_of(Tag::MethodType, &[2]), &bad(2));
    check(|w| _ = w.entry_of(Tag::InvokeDynamic, &[0, 1]), &bad(1));
    check(
        |w| _ = w.entry(&[2, 0]),
        &format!("Unknown constant tag 2 {unknown}"),
    );
    check(
        |w| _ = w.entry(&[1, 0, 1, 0]),
        &format!("Illegal UTF8 string in constant pool {unknown}"),
    );
    check(
        |w| _ = w.entry(&[5, 0, 0, 0, 0, 0, 0, 0, 0]),
        &format!("Invalid constant pool entry 5 {unknown}"),
    );
    check_version(
        50,
        |w| _ = w.entry_of(Tag::MethodType, &[1]),
        &format!("Class file version does not support constant tag 16 {unknown}"),
    );
    check_version(
        54,
        |w| _ = w.entry_of(Tag::Dynamic, &[0, 1]),
        &format!("Class file version does not support constant tag 17 {unknown}"),
    );
}

#[test]
fn method_handles_name_what_they_can_invoke() {
    let handle = |w: &mut Writer, kind: u8, index: u16| {
        w.entry(&[vec![15, kind], words(&[index])].concat());
    };
    let unknown = "class file <Unknown>";
    check(
        |w| {
            let method = w.member(Tag::Methodref, "m", "()V");
            handle(w, 1, method);
        },
        &format!("Invalid constant pool index 8 in {unknown} (not a field)"),
    );
    check(
        |w| {
            let field = w.member(Tag::Fieldref, "f", "I");
            handle(w, 5, field);
        },
        &format!("Invalid constant pool index 8 in {unknown} (not a method)"),
    );
    check(
        |w| {
            let method = w.member(Tag::Methodref, "m", "()V");
            handle(w, 9, method);
        },
        &format!("Invalid constant pool index 8 in {unknown} (not an interface method)"),
    );
    check(
        |w| handle(w, 10, 1),
        &format!("Bad method handle kind at constant pool index 5 in {unknown}"),
    );
    check(
        |w| {
            let method = w.member(Tag::Methodref, "m", "()V");
            handle(w, 8, method);
        },
        &format!("Bad constructor name at constant pool index 5 in {unknown}"),
    );
    check(
        |w| {
            let method = w.member(Tag::Methodref, "<init>", "()V");
            handle(w, 5, method);
        },
        &format!("Bad method name at constant pool index 5 in {unknown}"),
    );
    for (major, expected) in [(52, "ok"), (51, "(not a method)")] {
        let mut w = Writer::of_version(major);
        let method = w.member(Tag::InterfaceMethodref, "m", "()V");
        handle(&mut w, 6, method);
        assert!(w.verdict().ends_with(expected));
    }
}

#[test]
fn names() {
    for name in ["a.b", "a;b", "[", "a//b", "/a", "a/", ""] {
        check(
            |w| _ = w.class(name),
            &match name {
                "[" => "Illegal class name \"[\" in class file <Unknown>".to_owned(),
                _ => format!("Illegal class name \"{name}\" in class file <Unknown>"),
            },
        );
    }
    check(
        |w| _ = w.field(0, "a/b", "I", &[]),
        "Illegal field name \"a/b\" in class T",
    );
    check(
        |w| _ = w.method(ACC_ABSTRACT, "a<b", "()V", &[]),
        "Illegal method name \"a<b\" in class T",
    );
    check(|w| _ = w.field(0, "1-\u{1F600} x", "I", &[]), "ok");
    check_version(
        48,
        |w| _ = w.field(0, "a-b", "I", &[]),
        "Illegal field name \"a-b\" in class T",
    );
    check_version(48, |w| _ = w.field(0, "\u{E4}\u{F6}1", "I", &[]), "ok");
    check_version(48, |w| _ = w.class("p/Q$1"), "ok");
    check_version(
        48,
        |w| _ = w.class("p//Q"),
        "Illegal class name \"p//Q\" in class file <Unknown>",
    );
}

#[test]
fn descriptors() {
    check(
        |w| _ = w.field(0, "f", "X", &[]),
        "Field \"f\" in class T has illegal signature \"X\"",
    );
    check(
        |w| _ = w.method(ACC_ABSTRACT, "m", "(V)V", &[]),
        "Method \"m\" in class T has illegal signature \"(V)V\"",
    );
    check(
        |w| _ = w.method(ACC_PUBLIC, "<init>", "()I", &[]),
        "Method \"<init>\" in class T has illegal signature \"()I\"",
    );
    check(
        |w| _ = w.field(0, "f", "La.b;", &[]),
        "Class name is empty or contains illegal character in descriptor in class file T",
    );
    check(
        |w| _ = w.field(0, "f", &"[".repeat(256), &[]),
        "Array type descriptor has more than 255 dimensions in class file T",
    );
    check(
        |w| _ = w.member(Tag::Fieldref, "f", "()V"),
        "Field \"f\" in class <Unknown> has illegal signature \"()V\"",
    );
    check(
        |w| _ = w.member(Tag::Methodref, "f", "I"),
        "Method \"f\" in class <Unknown> has illegal signature \"I\"",
    );
    check(
        |w| _ = w.member(Tag::Methodref, "<clinit>", "()V"),
        "Bad method name at constant pool index 5 in class file <Unknown>",
    );
    check(
        |w| _ = w.name_and_type("", "I"),
        "Illegal zero length constant pool entry at 5 in class <Unknown>",
    );
    let slots = |longs: usize, rest: &str| format!("({}{rest})V", "J".repeat(longs));
    check(
        |w| _ = w.method(ACC_ABSTRACT, "m", &slots(127, ""), &[]),
        "ok",
    );
    check(
        |w| _ = w.method(ACC_ABSTRACT, "m", &slots(127, "I"), &[]),
        "Too many arguments in method signature in class file T",
    );
}

#[test]
fn modifiers() {
    check(
        |w| w.flags = ACC_INTERFACE,
        "Illegal class modifiers in class <Unknown>: 0x200",
    );
    check(
        |w| w.flags = ACC_FINAL | ACC_ABSTRACT,
        "Illegal class modifiers in class <Unknown>: 0x410",
    );
    check_version(49, |w| w.flags = ACC_INTERFACE, "ok");
    check(
        |w| _ = w.field(ACC_PUBLIC | ACC_PRIVATE, "f", "I", &[]),
        "Illegal field modifiers in class T: 0x3",
    );
    check(
        |w| _ = w.method(ACC_ABSTRACT | ACC_FINAL, "m", "()V", &[]),
        "Method m in class T has illegal modifiers: 0x410",
    );
    let interface = |w: &mut Writer| w.flags = ACC_INTERFACE | ACC_ABSTRACT;
    check(
        |w| {
            interface(w);
            w.field(ACC_PUBLIC, "f", "I", &[]);
        },
        "Illegal field modifiers in class T: 0x1",
    );
    for (major, expected) in [
        (
            61,
            "Absent Code attribute in method that is not native or abstract in class file T",
        ),
        (51, "Method m in class T has illegal modifiers: 0x1"),
    ] {
        check_version(
            major,
            |w| {
                interface(w);
                w.method(ACC_PUBLIC, "m", "()V", &[]);
            },
            expected,
        );
    }
    check(
        |w| {
            interface(w);
            w.method(ACC_PUBLIC, "<init>", "()V", &[]);
        },
        "Interface cannot have a method named <init>, class file T",
    );
    check(
        |w| {
            interface(w);
            w.super_class = w.class("java/lang/String");
        },
        "Interfaces must have java.lang.Object as superclass in class file T",
    );
}

#[test]
fn class_initializers() {
    check(
        |w| _ = w.method(0, "<clinit>", "()V", &[]),
        "Method <clinit> is not static in class file T",
    );
    check(
        |w| _ = w.method(ACC_STATIC, "<clinit>", "(I)V", &[]),
        "Method \"<clinit>\" in class T has illegal signature \"(I)V\"",
    );
    let mut w = Writer::of_version(50);
    let code = w.code(0, &[], &[]);
    w.method(ACC_PRIVATE, "<clinit>", "()V", &[code]);
    let bytes = w.bytes();
    let class = ClassFile::parse(&bytes, &ParseOptions::default()).unwrap();
    assert_eq!(class.methods[0].access_flags, ACC_STATIC);
}

#[test]
fn supertypes() {
    check(
        |w| w.this_class = 1,
        "Invalid this class index 1 in constant pool in class file <Unknown>",
    );
    check(
        |w| w.super_class = 0,
        "Invalid superclass index 0 in class file T",
    );
    check(
        |w| w.super_class = 1,
        "Invalid superclass index 1 in class file T",
    );
    check(
        |w| w.super_class = w.class("[I"),
        "Bad superclass name in class file T",
    );
    check(
        |w| w.this_class = w.class("[I"),
        "Bad class name in class file <Unknown>",
    );
    check(
        |w| w.interfaces = vec![3],
        "Interface name has bad constant pool index 3 in class file T",
    );
    check(
        |w| w.interfaces = vec![w.class("[I")],
        "Bad interface name in class file T",
    );
    check(
        |w| w.interfaces = vec![w.class("I"), w.class("I")],
        "Duplicate interface name \"I\" in class file T",
    );
    check(
        |w| {
            w.this_class = 4;
            w.super_class = 0;
            w.interfaces = vec![2];
        },
        "java.lang.Object cannot implement an interface in class file java/lang/Object",
    );
}

#[test]
fn duplicate_members() {
    check(
        |w| _ = w.field(0, "f", "Lp/C;", &[]).field(0, "f", "Lp/C;", &[]),
        "Duplicate field name \"f\" with signature \"Lp.C;\" in class file T",
    );
    check(
        |w| {
            w.method(ACC_ABSTRACT, "m", "()V", &[])
                .method(ACC_ABSTRACT, "m", "()V", &[]);
        },
        "Duplicate method name \"m\" with signature \"()V\" in class file T",
    );
    check(
        |w| _ = w.field(0, "f", "I", &[]).field(0, "f", "J", &[]),
        "ok",
    );
}

#[test]
fn constant_values() {
    let constant = |w: &mut Writer, descriptor: &str, index: u16| {
        let value = w.attribute_bytes("ConstantValue", &words(&[index]));
        w.field(ACC_STATIC, "f", descriptor, &[value]);
    };
    check(
        |w| constant(w, "J", 1),
        "Inconsistent constant value type in class file T",
    );
    check(
        |w| constant(w, "I", 0),
        "Bad initial value index 0 in ConstantValue attribute in class file T",
    );
    check(
        |w| constant(w, "Ljava/lang/Object;", 1),
        "Bad string initial value in class file T",
    );
    check(
        |w| constant(w, "[I", 1),
        "Unable to set initial value 1 in class file T",
    );
    check(
        |w| {
            let index = w.entry(&[3, 0, 0, 0, 7]);
            constant(w, "C", index);
        },
        "ok",
    );
    check(
        |w| {
            let value = w.attribute_bytes("ConstantValue", &[0]);
            w.field(ACC_STATIC, "f", "I", &[value]);
        },
        "Invalid ConstantValue field attribute length 1 in class file T",
    );
}

#[test]
fn attributes_of_fixed_length_or_number() {
    for (name, body, expected) in [
        (
            "Synthetic",
            &[1u8][..],
            "Invalid Synthetic classfile attribute length 1",
        ),
        (
            "Deprecated",
            &[1, 2],
            "Invalid Deprecated classfile attribute length 2",
        ),
        ("Signature", &[1], "Wrong Signature attribute length 1"),
        ("SourceFile", &[1], "Wrong SourceFile attribute length"),
        ("NestHost", &[1], "Wrong NestHost attribute length"),
        (
            "EnclosingMethod",
            &[1],
            "Wrong EnclosingMethod attribute length 1",
        ),
        (
            "BootstrapMethods",
            &[1],
            "Invalid BootstrapMethods attribute length 1",
        ),
        (
            "InnerClasses",
            &[0, 0, 0],
            "Wrong InnerClasses attribute length",
        ),
        (
            "NestMembers",
            &[0, 0, 0],
            "Wrong NestMembers attribute length",
        ),
        (
            "PermittedSubclasses",
            &[0, 0, 0],
            "Wrong PermittedSubclasses attribute length",
        ),
        ("Record", &[0, 0, 0], "Record attribute has wrong length"),
    ] {
        check(
            |w| _ = w.attribute(name, body),
            &format!("{expected} in class file T"),
        );
    }
    for (name, body) in [
        ("SourceFile", &[0u8, 1][..]),
        ("SourceDebugExtension", b""),
        ("Signature", &[0, 1]),
        ("InnerClasses", &[0, 0]),
        ("NestMembers", &[0, 0]),
        ("NestHost", &[0, 4]),
        ("Record", &[0, 0]),
        ("PermittedSubclasses", &[0, 0]),
        ("EnclosingMethod", &[0, 4, 0, 0]),
        ("BootstrapMethods", &[0, 0]),
        ("RuntimeVisibleAnnotations", &[0, 0]),
        ("RuntimeInvisibleAnnotations", &[0, 0]),
        ("RuntimeVisibleTypeAnnotations", &[0, 0]),
        ("RuntimeInvisibleTypeAnnotations", &[0, 0]),
    ] {
        check(
            |w| _ = w.attribute(name, body).attribute(name, body),
            &format!("Multiple {name} attributes in class file T"),
        );
    }
    check(
        |w| {
            _ = w
                .attribute("NestHost", &[0, 4])
                .attribute("NestMembers", &[0, 0])
        },
        "Conflicting NestHost and NestMembers attributes in class file T",
    );
    check(
        |w| {
            w.flags |= ACC_FINAL;
            w.attribute("PermittedSubclasses", &[0, 0]);
        },
        "PermittedSubclasses attribute in final class file T",
    );
    check_version(60, |w| _ = w.attribute("PermittedSubclasses", &[9]), "ok");
    check_version(59, |w| _ = w.attribute("Record", &[9]), "ok");
    check_version(54, |w| _ = w.attribute("NestHost", &[9]), "ok");
    check_version(48, |w| _ = w.attribute("Signature", &[9]), "ok");
}

#[test]
fn code_attributes() {
    let table = |w: &mut Writer, handlers: &[[u16; 4]]| _ = w.method_with_code(handlers, &[]);
    check(
        |w| table(w, &[[3, 3, 5, 0]]),
        "Illegal exception table range in class file T",
    );
    check(
        |w| table(w, &[[3, 11, 5, 0]]),
        "Illegal exception table range in class file T",
    );
    check(
        |w| table(w, &[[3, 4, 10, 0]]),
        "Illegal exception table handler in class file T",
    );
    check(
        |w| table(w, &[[3, 4, 5, 1]]),
        "Catch type in exception table has bad constant type in class file T",
    );
    check(
        |w| {
            let code = w.code(1, &[], &[]);
            w.method(ACC_PUBLIC, "m", "(I)V", &[code]);
        },
        "Arguments can't fit into locals in class file T",
    );
    check(
        |w| {
            let code = w.code(1, &[], &[]);
            w.method(ACC_NATIVE, "m", "()V", &[code]);
        },
        "Code attribute in native or abstract methods in class file T",
    );
    check(
        |w| {
            let code = w.code(1, &[], &[]);
            w.method(0, "m", "()V", &[code.clone(), code]);
        },
        "Multiple Code attributes in class file T",
    );
    check(
        |w| {
            let code = w.attribute_bytes("Code", &words(&[1, 1, 0, 0, 0, 0]));
            w.method(0, "m", "()V", &[code]);
        },
        "Invalid method Code length 0 in class file T",
    );
    let inside = |name: &'static str, body: Vec<u8>| {
        move |w: &mut Writer| {
            let attribute = w.attribute_bytes(name, &body);
            w.method_with_code(&[], &[attribute]);
        }
    };
    check(
        inside("LineNumberTable", words(&[1, 10, 7])),
        "Invalid pc in LineNumberTable in class file T",
    );
    check(
        inside("LineNumberTable", words(&[2, 0, 7])),
        "LineNumberTable attribute has wrong length in class file T",
    );
    check(
        |w| {
            let mut code = w.code(1, &[], &[]);
            code[5] += 1;
            w.method(0, "m", "()V", &[[code, vec![0]].concat()]);
        },
        "Code segment has wrong length in class file T",
    );
}

#[test]
fn local_variable_tables() {
    let rows = |w: &mut Writer, name: &str, rows: &[[u16; 5]]| {
        w.attribute_bytes(
            name,
            &words(&[&[rows.len() as u16][..], &rows.concat()].concat()),
        )
    };
    let check_rows = |plain: &[[u16; 5]], generic: &[[u16; 5]], expected: &str| {
        // Entry 5 is a name, 6 a type of one slot, 7 of two.
        let mut w = Writer::new();
        for text in ["x", "I", "J"] {
            w.utf8(text);
        }
        let plain = rows(&mut w, "LocalVariableTable", plain);
        let generic = rows(&mut w, "LocalVariableTypeTable", generic);
        w.method_with_code(&[], &[plain, generic]);
        assert_eq!(w.verdict(), expected);
    };
    let row = [0, 10, 5, 6, 3];
    check_rows(&[row], &[row], "ok");
    check_rows(
        &[row, row],
        &[],
        "Duplicated LocalVariableTable attribute entry for 'x' in class file T",
    );
    check_rows(
        &[row],
        &[row, row],
        "Duplicated LocalVariableTypeTable attribute entry for 'x' in class file T",
    );
    check_rows(
        &[row],
        &[[1, 9, 5, 6, 3]],
        "LVTT entry for 'x' in class file T does not match any LVT entry",
    );
    check_rows(
        &[[10, 0, 5, 6, 3]],
        &[],
        "Invalid start_pc 10 in LocalVariableTable in class file T",
    );
    check_rows(
        &[],
        &[[0, 11, 5, 6, 3]],
        "Invalid length 11 in LocalVariableTypeTable in class file T",
    );
    check_rows(
        &[[0, 1, 2, 6, 3]],
        &[],
        "Name index 2 in LocalVariableTable has bad constant type in class file T",
    );
    check_rows(
        &[[0, 1, 5, 2, 3]],
        &[],
        "Signature index 2 in LocalVariableTable has bad constant type in class file T",
    );
    check_rows(
        &[[0, 1, 5, 7, 3]],
        &[],
        "Invalid index 3 in LocalVariableTable in class file T",
    );
}

#[test]
fn bootstrap_methods() {
    let indy = |w: &mut Writer, index: u16| {
        let name_and_type = w.name_and_type("m", "()V");
        w.entry_of(Tag::InvokeDynamic, &[index, name_and_type]);
        let method = w.member(Tag::Methodref, "b", "()V");
        w.entry(&[vec![15, 6], words(&[method])].concat())
    };
    let check_body = |index: u16, body: &[u16], expected: &str| {
        let mut w = Writer::new();
        assert_eq!(indy(&mut w, index), 13);
        w.attribute("BootstrapMethods", &words(body));
        assert_eq!(w.verdict(), format!("{expected} in class file T"));
    };
    check(
        |w| _ = indy(w, 0),
        "Missing BootstrapMethods attribute in class file T",
    );
    check_body(1, &[1, 13, 0], "Short length on BootstrapMethods");
    check_body(
        0,
        &[1, 12, 0],
        "bootstrap_method_index 12 has bad constant type",
    );
    check_body(0, &[1, 13, 1, 1], "argument_index 1 has bad constant type");
    check_body(0, &[1, 13, 1], {
        "Invalid BootstrapMethods num_bootstrap_methods or num_bootstrap_arguments value"
    });
    check_body(0, &[1, 13, 0, 0], "Bad length on BootstrapMethods");
    let mut w = Writer::new();
    indy(&mut w, 0);
    w.attribute("BootstrapMethods", &words(&[1, 13, 2, 2, 4]));
    let bytes = w.bytes();
    let class = ClassFile::parse(&bytes, &ParseOptions::default()).unwrap();
    assert_eq!(
        class.attributes.bootstrap_methods,
        [BootstrapMethod {
            method_ref: 13,
            args: vec![2, 4]
        }]
    );
}

#[test]
fn inner_classes() {
    // Class entries: 2 is T, 4 is Object, then 6 A, 8 B.
    let verdict = |rows: &[[u16; 4]]| {
        let mut w = Writer::new();
        w.class("A");
        w.class("B");
        let body = words(&[&[rows.len() as u16][..], &rows.concat()].concat());
        w.attribute("InnerClasses", &body);
        let bytes = w.bytes();
        ClassFile::parse(&bytes, &ParseOptions::default())
            .map(|class| class.attributes.inner_classes.len())
            .map_err(|error| error.message().to_owned())
    };
    let bad = |text: &str| Err(format!("{text} in class file T"));
    assert_eq!(verdict(&[[6, 2, 5, 0], [8, 6, 7, 0]]), Ok(2));
    assert_eq!(verdict(&[[6, 8, 5, 0], [8, 6, 7, 0]]), Ok(0));
    assert_eq!(verdict(&[[6, 2, 5, 0], [6, 0, 0, 0]]), Ok(0));
    assert_eq!(
        verdict(&[[6, 2, 5, 0], [6, 2, 5, 0]]),
        bad("Duplicate entry in InnerClasses attribute")
    );
    assert_eq!(
        verdict(&[[6, 6, 5, 0]]),
        bad("Class is both outer and inner class")
    );
    assert_eq!(
        verdict(&[[5, 0, 0, 0]]),
        bad("inner_class_info_index 5 has bad constant type")
    );
    assert_eq!(
        verdict(&[[6, 5, 0, 0]]),
        bad("outer_class_info_index 5 has bad constant type")
    );
    assert_eq!(
        verdict(&[[6, 0, 6, 0]]),
        bad("inner_name_index 6 has bad constant type")
    );
}

#[test]
fn records_and_method_parameters() {
    let mut w = Writer::new();
    let (name, descriptor) = (w.utf8("x"), w.utf8("I"));
    let signature = w.attribute_bytes("Signature", &words(&[name]));
    let body = [words(&[1, name, descriptor, 1]), signature].concat();
    w.attribute("Record", &body);
    let parameters = w.attribute_bytes(
        "MethodParameters",
        &[&[1][..], &words(&[name, 0x10])].concat(),
    );
    w.method(ACC_ABSTRACT, "m", "(I)V", &[parameters]);
    let bytes = w.bytes();
    let class = ClassFile::parse(&bytes, &ParseOptions::default()).unwrap();
    let record = class.attributes.record.unwrap();
    assert_eq!(
        (record[0].name_index, record[0].signature_index),
        (name, name)
    );
    assert_eq!(class.methods[0].method_parameters, Some(vec![(name, 0x10)]));
    check(
        |w| _ = w.attribute("Record", &words(&[1, 2, 2, 0])),
        "Invalid constant pool index 2 for name in Record attribute in class file T",
    );
    check(
        |w| {
            let parameters = w.attribute_bytes("MethodParameters", &[1, 0]);
            w.method(ACC_ABSTRACT, "m", "()V", &[parameters]);
        },
        "Invalid MethodParameters method attribute length 2 in class file",
    );
}

#[test]
fn annotations_that_steer_the_vm() {
    let annotation = |w: &mut Writer, name: &str, elements: &[u8], count: u16| {
        let name = w.utf8(name);
        let body = [words(&[1, name, count]), elements.to_vec()].concat();
        w.attribute_bytes("RuntimeVisibleAnnotations", &body)
    };
    let mut w = Writer::new();
    let (value, group) = (w.utf8("value"), w.utf8("g"));
    let element = [words(&[value]), vec![b's'], words(&[group])].concat();
    let contended = annotation(
        &mut w,
        "Ljdk/internal/vm/annotation/Contended;",
        &element,
        1,
    );
    let stable = annotation(&mut w, "Ljdk/internal/vm/annotation/Stable;", &[], 0);
    let inline = annotation(&mut w, "Ljdk/internal/vm/annotation/ForceInline;", &[], 0);
    w.field(0, "a", "I", &[contended])
        .field(0, "b", "I", &[stable]);
    w.method(ACC_ABSTRACT, "m", "()V", &[inline]);
    let bytes = w.bytes();
    for trusted in [true, false] {
        let options = ParseOptions {
            vm_annotations: trusted,
            ..Default::default()
        };
        let class = ClassFile::parse(&bytes, &options).unwrap();
        assert!(class.fields.iter().all(|f| f.annotations.visible.is_some()));
        let [a, b] = [
            &class.fields[0].vm_annotations,
            &class.fields[1].vm_annotations,
        ];
        assert_eq!(
            (a.contended, a.contended_group),
            (trusted, if trusted { group } else { 0 })
        );
        assert_eq!((a.stable, b.stable, b.contended), (false, trusted, false));
        assert_eq!(class.methods[0].vm_annotations.force_inline, trusted);
    }
    // An annotation nested without end neither overflows the stack nor is refused.
    let mut deep = Writer::new();
    let name = deep.utf8("value");
    let nested = [words(&[1, name, 1, name]), [b'[', 0, 1].repeat(50_000)].concat();
    deep.attribute("RuntimeVisibleAnnotations", &nested);
    let options = ParseOptions {
        vm_annotations: true,
        ..Default::default()
    };
    assert!(ClassFile::parse(&deep.bytes(), &options).is_ok());
}

#[test]
fn relaxed_parsing_skips_names_but_not_structure() {
    let relaxed = ParseOptions {
        relax: true,
        ..Default::default()
    };
    let mut w = Writer::new();
    w.field(ACC_PUBLIC | ACC_PRIVATE, "a/b", "I", &[])
        .field(0, "a/b", "I", &[]);
    assert!(ClassFile::parse(&w.bytes(), &relaxed).is_ok());
    w.interfaces = vec![1];
    let bytes = w.bytes();
    let error = ClassFile::parse(&bytes, &relaxed).unwrap_err();
    assert_eq!(
        error.message(),
        "Interface name has bad constant pool index 1 in class file T"
    );
}

#[test]
fn forged_counts_reserve_no_memory() {
    let mut bytes = Writer::new().bytes();
    let methods_count = bytes.len() - 4;
    bytes[methods_count..methods_count + 2].copy_from_slice(&[0xFF, 0xFF]);
    assert_eq!(
        message(&bytes),
        "java.lang.ClassFormatError: Truncated class file"
    );
}
