//! Parse time per class of java.base, for this crate and for the crate
//! `classfile-parser`. Run with `--release` and a JDK home as argument.

use std::hint::black_box;
use std::time::{Duration, Instant};

use classlib::classfile::{ClassFile, ParseOptions};
use classlib::jdk::JdkHome;
use classlib::jimage::JImage;

const ROUNDS: usize = 10;

/// The fastest of some rounds over all classes, and how many were parsed.
fn measure(classes: &[Vec<u8>], mut parse: impl FnMut(&[u8]) -> bool) -> (Duration, usize) {
    let mut fastest = Duration::MAX;
    let mut parsed = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        parsed = classes.iter().filter(|bytes| parse(bytes)).count();
        fastest = fastest.min(start.elapsed());
    }
    (fastest, parsed)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = std::env::args_os()
        .nth(1)
        .ok_or("usage: parse_speed JDK_HOME")?;
    let image = JImage::open(JdkHome::validate(home)?.modules_image())?;
    let mut classes = Vec::new();
    for location in image.locations() {
        let is_class = image.full_name(&location).ends_with(".class");
        if is_class && image.module_of(&location) == "java.base" {
            classes.push(image.resource(&location)?.into_owned());
        }
    }
    let bytes: usize = classes.iter().map(Vec::len).sum();
    println!(
        "{} classes, {bytes} bytes, fastest of {ROUNDS} rounds",
        classes.len()
    );
    let report = |name: &str, (time, parsed): (Duration, usize)| {
        let per_class = time.as_nanos() as f64 / 1e3 / classes.len() as f64;
        println!("{name:28} {per_class:7.2} us per class, {parsed} parsed");
    };
    for (name, relax) in [("classlib, all checks", false), ("classlib, relaxed", true)] {
        let options = ParseOptions {
            relax,
            vm_annotations: relax,
            ..Default::default()
        };
        let parse = |bytes: &[u8]| black_box(ClassFile::parse(bytes, &options)).is_ok();
        report(name, measure(&classes, parse));
    }
    let parse = |bytes: &[u8]| black_box(classfile_parser::class_parser(bytes)).is_ok();
    report("classfile-parser, no code", measure(&classes, parse));
    report(
        "classfile-parser, with code",
        measure(&classes, parse_with_code),
    );
    Ok(())
}

/// What a consumer needs of the other crate to see bytecode: it leaves the
/// bodies of attributes to a second call, and those in `Code` to a third.
fn parse_with_code(bytes: &[u8]) -> bool {
    use classfile_parser::attribute_info::code_attribute_parser;
    use classfile_parser::constant_info::ConstantInfo;

    let Ok((_, class)) = classfile_parser::class_parser(bytes) else {
        return false;
    };
    let is_code = |index: u16| {
        let constant = class.const_pool.get(usize::from(index) - 1);
        matches!(constant, Some(ConstantInfo::Utf8(text)) if text.utf8_string == "Code")
    };
    let attributes = class.methods.iter().flat_map(|m| &m.attributes);
    let mut bodies = attributes
        .filter(|a| is_code(a.attribute_name_index))
        .map(|a| &a.info);
    let parsed = bodies.all(|body| black_box(code_attribute_parser(body)).is_ok());
    black_box(&class);
    parsed
}
