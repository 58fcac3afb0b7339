//! What `javac` compiled verifies.

mod support;

use support::World;

/// Verifies every class of some modules, and tells how many there were.
fn verify_modules(modules: &[&str]) -> usize {
    let world = World::of_jdk();
    let mut classes = 0;
    for location in world.image().locations() {
        let name = world.image().full_name(&location);
        let module = world.image().module_of(&location);
        if !modules.contains(&module) || !name.ends_with(".class") || name.contains("-info") {
            continue;
        }
        let bytes = world.image().resource(&location).expect("a class");
        if let Err(failure) = world.verify(&bytes) {
            panic!("{name}: {failure:#?}");
        }
        classes += 1;
    }
    classes
}

#[test]
fn java_base_verifies() {
    assert!(verify_modules(&["java.base"]) > 5_000);
}

#[test]
fn the_compiler_verifies() {
    assert!(verify_modules(&["java.compiler", "jdk.compiler"]) > 1_000);
}

/// A small generator of random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}

/// Code, sizes and tables of damaged methods may be anything; the verifier answers.
#[test]
fn damaged_methods_never_panic() {
    let world = World::of_jdk();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut refused = 0;
    for name in [
        "java/util/HashMap",
        "java/lang/String",
        "java/util/Formatter",
    ] {
        let location = world.image().find("java.base", &format!("{name}.class"));
        let bytes = world
            .image()
            .resource(&location.expect("a class"))
            .expect("its bytes");
        let class = support::parse(&bytes).expect("well-formed");
        for _ in 0..300 {
            let mut damaged = class.clone();
            for method in &mut damaged.methods {
                let Some(code) = &mut method.code else {
                    continue;
                };
                code.code = damage(code.code, &mut random);
                if random.below(4) == 0 {
                    code.stack_map_table = code.stack_map_table.map(|t| damage(t, &mut random));
                    code.max_stack = random.below(8) as u16;
                    code.max_locals = random.below(8) as u16;
                }
                for row in &mut code.exception_table {
                    if random.below(8) == 0 {
                        row.handler_pc = random.below(99) as u16;
                    }
                }
            }
            refused += world.verify_each(&damaged);
        }
    }
    assert!(refused > 10_000, "only {refused} methods were refused");
}

/// A copy with one byte changed; now and then cut short.
fn damage(bytes: &[u8], random: &mut Random) -> &'static [u8] {
    let mut copy = bytes.to_vec();
    if random.below(16) == 0 {
        copy.truncate(1 + random.below(copy.len()));
    }
    let at = random.below(copy.len());
    copy[at] = random.below(256) as u8;
    copy.leak()
}
