//! Real class files: all of a JDK's module image, and mutations of them.

use super::*;
use crate::jimage::{JImage, tests::jdk_image};

/// Touches everything that accessors can reach, so that a broken invariant
/// shows as a panic here.
fn visit(class: &ClassFile<'_>) -> usize {
    let pool = &class.constant_pool;
    let mut sum = class.name().len() + class.super_name().map_or(0, <[u8]>::len);
    for index in 0..pool.len() as u16 {
        sum += match pool.tag(index) {
            Tag::Invalid | Tag::Module | Tag::Package => 0,
            Tag::Utf8 => pool.utf8(index).len(),
            Tag::Integer => pool.int(index) as usize & 1,
            Tag::Float => usize::from(pool.float(index).is_nan()),
            Tag::Long => pool.long(index) as usize & 1,
            Tag::Double => usize::from(pool.double(index).is_nan()),
            Tag::Class => pool.class_name(index).len(),
            Tag::String => pool.string_utf8(index).len(),
            Tag::Fieldref | Tag::Methodref | Tag::InterfaceMethodref => {
                let (class, name_and_type) = pool.member_ref(index);
                pool.class_name(class).len() + pool.name_and_type(name_and_type).0.len()
            }
            Tag::NameAndType => pool.name_and_type(index).1.len(),
            Tag::MethodHandle => pool.member_ref(pool.method_handle(index).1).0.into(),
            Tag::MethodType => pool.method_type(index).len(),
            Tag::Dynamic | Tag::InvokeDynamic => {
                let (bootstrap, name_and_type) = pool.dynamic(index);
                let method = &class.attributes.bootstrap_methods[usize::from(bootstrap)];
                pool.name_and_type(name_and_type).0.len() + method.args.len()
            }
        };
    }
    let text = |index: u16| {
        if index == 0 {
            0
        } else {
            pool.utf8(index).len()
        }
    };
    for field in &class.fields {
        sum += text(field.name_index) + text(field.descriptor_index) + text(field.signature_index);
        assert!(crate::descriptor::is_field_descriptor(
            pool.utf8(field.descriptor_index)
        ));
    }
    for method in &class.methods {
        sum += text(method.name_index) + text(method.signature_index);
        assert!(crate::descriptor::is_method_descriptor(
            pool.utf8(method.descriptor_index)
        ));
        sum += method
            .exceptions
            .iter()
            .map(|&e| pool.class_name(e).len())
            .sum::<usize>();
        if let Some(code) = &method.code {
            let locals = code
                .local_variables
                .iter()
                .chain(&code.local_variable_types);
            sum += locals
                .map(|v| text(v.name_index) + text(v.descriptor_index))
                .sum::<usize>();
        }
    }
    for row in &class.attributes.inner_classes {
        sum += pool.class_name(row.inner_class).len() + text(row.inner_name);
    }
    sum
}

fn classes(image: &JImage, module: &str) -> Vec<Vec<u8>> {
    let wanted = |name: &str| name.ends_with(".class") && !name.ends_with("module-info.class");
    image
        .locations()
        .filter(|l| module.is_empty() || image.module_of(l) == module)
        .filter(|l| wanted(&image.full_name(l)))
        .map(|l| image.resource(&l).unwrap().into_owned())
        .collect()
}

#[test]
fn every_class_of_the_jdk_is_well_formed() {
    let Some(image) = jdk_image() else { return };
    let classes = classes(&image, "");
    assert!(classes.len() > 1_000);
    for bytes in &classes {
        for relax in [false, true] {
            let options = ParseOptions {
                relax,
                vm_annotations: true,
                ..Default::default()
            };
            let class = ClassFile::parse(bytes, &options).unwrap();
            assert!(visit(&class) > 0);
        }
    }
}

#[test]
fn annotations_of_real_classes_are_recognised() {
    let Some(image) = jdk_image() else { return };
    let location = image.find("java.base", "java/lang/Class.class").unwrap();
    let bytes = image.resource(&location).unwrap();
    let options = ParseOptions {
        relax: true,
        vm_annotations: true,
        ..Default::default()
    };
    let class = ClassFile::parse(&bytes, &options).unwrap();
    let method = |name: &[u8]| {
        let named = |m: &&MethodInfo<'_>| class.constant_pool.utf8(m.name_index) == name;
        class.methods.iter().find(named).unwrap().vm_annotations
    };
    assert!(method(b"newInstance").caller_sensitive);
    assert!(method(b"isInstance").intrinsic_candidate);
    assert!(!method(b"toString").caller_sensitive);
}

/// A small generator of pseudo-random numbers (xorshift), so that a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

/// Parses mutations of `bytes`; those that are accepted must stand a visit.
fn mutate(bytes: &[u8], random: &mut Random, rounds: usize) -> usize {
    let mut accepted = 0;
    for round in 0..rounds {
        let mut mutant = bytes.to_vec();
        // Past the magic number and version, which would only end it early.
        let at = 8 + random.below(mutant.len() - 8);
        match round % 4 {
            0 => mutant[at] = random.below(256) as u8,
            1 => mutant[at] ^= 1 << random.below(8),
            2 => mutant.truncate(at),
            _ => {
                let value = [0, 1, 0xFF, 0x7F][random.below(4)];
                let end = (at + 1 + random.below(4)).min(mutant.len());
                mutant[at..end].fill(value);
            }
        }
        let relax = random.below(2) == 0;
        let options = ParseOptions {
            relax,
            vm_annotations: true,
            ..Default::default()
        };
        match ClassFile::parse(&mutant, &options) {
            Ok(class) => {
                visit(&class);
                accepted += 1;
            }
            Err(error) => assert!(!error.message().is_empty()),
        }
    }
    accepted
}

#[test]
fn mutated_classes_never_panic() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut handmade = writer::Writer::new();
    handmade.attribute("InnerClasses", &writer::words(&[1, 2, 4, 1, 0]));
    handmade.attribute("Record", &writer::words(&[1, 1, 1, 0]));
    let mut accepted = mutate(&handmade.bytes(), &mut random, 2_000);
    if let Some(image) = jdk_image() {
        let classes = classes(&image, "java.base");
        for bytes in classes.iter().step_by(7) {
            accepted += mutate(bytes, &mut random, 40);
        }
    }
    assert!(accepted > 0);
}
