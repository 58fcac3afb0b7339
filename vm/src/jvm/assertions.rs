//! The assertion switches of the command line (`-ea`, `-da`, `-esa`, `-dsa`).

use jni_sys::{jboolean, jclass, jobject};
use oops::{BasicType, KlassPtr, Oop};

use super::entry::{jvm_entries, klass, local, new_bare};
use crate::classes::strings;
use crate::classes::well_known::{self as wk, fields};
use crate::memory;
use crate::runtime::arguments::{AssertionRule, Assertions};
use crate::runtime::exceptions::JResult;
use crate::runtime::init::machine;
use crate::runtime::thread::JavaThread;

/// The status that the switches give to a class with this name (with dots). A rule for the class beats rules for its
/// packages, of which the innermost counts; among equal ones the last.
fn desired(assertions: &Assertions, name: &str, is_system: bool) -> bool {
    let last = |wanted: &dyn Fn(&AssertionRule) -> bool| {
        assertions
            .rules
            .iter()
            .rev()
            .find(|r| wanted(r))
            .map(|r| r.enable)
    };
    if let Some(on) = last(&|r| !r.is_package && r.name == name) {
        return on;
    }
    let mut package = name.rfind('.').map_or("", |i| &name[..i]);
    loop {
        if let Some(on) = last(&|r| r.is_package && r.name == package) {
            return on;
        }
        match package.rfind('.') {
            Some(i) => package = &package[..i],
            None => break,
        }
    }
    if is_system {
        assertions.system_default
    } else {
        assertions.user_default
    }
}

fn desired_for(k: KlassPtr) -> bool {
    let bottom = if k.is_array() {
        k.bottom.unwrap_or(k)
    } else {
        k
    };
    desired(
        &machine().arguments.assertions,
        &bottom.external_name(),
        bottom.is_boot(),
    )
}

/// Names and switches of some rules as a `String[]` and a `boolean[]`.
fn arrays(thread: &JavaThread, rules: &[&AssertionRule]) -> JResult<(Oop, Oop)> {
    let names = memory::allocate_object_array(thread, wk::string(), rules.len())?;
    let enabled = memory::allocate_primitive_array(thread, BasicType::Boolean, rules.len())?;
    for (i, rule) in rules.iter().enumerate() {
        memory::obj_array_store(names, i, strings::new_string(thread, &rule.name)?);
        enabled.store_u8(oops::oop::array_base_offset(0) + i, rule.enable.into());
    }
    Ok((names, enabled))
}

jvm_entries! {
    /// `Class.desiredAssertionStatus0`.
    fn JVM_DesiredAssertionStatus(thread, _unused: jclass, class: jclass) -> jboolean {
        Ok(klass(thread, class)?.is_some_and(desired_for))
    }

    /// `ClassLoader.retrieveDirectives`: the switches as an object. The class library lets the last rule win.
    fn JVM_AssertionStatusDirectives(thread, _unused: jclass) -> jobject {
        let assertions = &machine().arguments.assertions;
        let (packages, classes): (Vec<_>, Vec<_>) = assertions.rules.iter().partition(|r| r.is_package);
        let object = new_bare(thread, wk::assertion_status_directives())?;
        let (names, enabled) = arrays(thread, &classes)?;
        memory::store_oop(object, fields::assertion_classes(), names);
        memory::store_oop(object, fields::assertion_class_enabled(), enabled);
        let (names, enabled) = arrays(thread, &packages)?;
        memory::store_oop(object, fields::assertion_packages(), names);
        memory::store_oop(object, fields::assertion_package_enabled(), enabled);
        object.store_u8(fields::assertion_default(), assertions.user_default.into());
        Ok(local(thread, object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str, is_package: bool, enable: bool) -> AssertionRule {
        AssertionRule {
            name: name.into(),
            is_package,
            enable,
        }
    }

    #[test]
    fn the_most_specific_rule_decides_and_the_last_among_equals() {
        let a = Assertions {
            rules: vec![
                rule("a", true, true),
                rule("a.b", true, false),
                rule("a.b.C", false, false),
                rule("a.b.C", false, true),
            ],
            user_default: false,
            system_default: true,
        };
        assert!(desired(&a, "a.X", false));
        assert!(!desired(&a, "a.b.X", false));
        assert!(desired(&a, "a.b.C", false));
        assert!(!desired(&a, "z.Z", false));
        assert!(desired(&a, "java.lang.String", true));
    }

    #[test]
    fn the_unnamed_package_has_rules_too() {
        let rules = vec![rule("", true, true)];
        let a = Assertions {
            rules,
            user_default: false,
            system_default: false,
        };
        assert!(desired(&a, "Main", false));
    }
}
