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
