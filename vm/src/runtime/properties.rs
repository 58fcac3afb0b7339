//! System properties that the machine sets, and those given by `-D`; `System.initPhase1` fetches them through
//! `JVM_GetProperties`.

use parking_lot::Mutex;

static PROPERTIES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Sets a property; a later value replaces an earlier one.
pub fn set(name: &str, value: &str) {
    let mut all = PROPERTIES.lock();
    match all.iter_mut().find(|(n, _)| n == name) {
        Some(p) => p.1 = value.to_owned(),
        None => all.push((name.to_owned(), value.to_owned())),
    }
}

/// A property's value.
pub fn get(name: &str) -> Option<String> {
    PROPERTIES
        .lock()
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.clone())
}

/// All properties in the order in which they were set.
pub fn all() -> Vec<(String, String)> {
    PROPERTIES.lock().clone()
}

/// The version of the Java platform, for the modules of the platform in stack traces.
pub fn library_version() -> String {
    get("java.vm.version")
        .and_then(|v| v.split('+').next().map(str::to_owned))
        .unwrap_or_default()
}

/// The version of the Java platform that the class library below `java_home` says it is, e.g. `17.0.15`.
fn read_library_version(java_home: &str) -> String {
    let release = std::fs::read_to_string(format!("{java_home}/release")).unwrap_or_default();
    release
        .lines()
        .find_map(|l| l.strip_prefix("JAVA_VERSION="))
        .map_or_else(|| "17".to_owned(), |v| v.trim_matches('"').to_owned())
}

/// The line of `-Xinternalversion`.
pub fn internal_version() -> String {
    let value = |name| get(name).unwrap_or_default();
    format!(
        "{} ({}) for {}-{} JRE ({})",
        value("java.vm.name"),
        value("java.vm.version"),
        std::env::consts::OS,
        match std::env::consts::ARCH {
            "x86_64" => "amd64",
            other => other,
        },
        value("java.vm.version")
    )
}

/// Sets what every machine sets before the command line is looked at.
pub fn set_defaults(java_home: &str) {
    let version = format!(
        "{}+hearth-{}",
        read_library_version(java_home),
        env!("CARGO_PKG_VERSION")
    );
    set(
        "java.vm.specification.name",
        "Java Virtual Machine Specification",
    );
    set("java.vm.specification.vendor", "Oracle Corporation");
    set("java.vm.specification.version", "17");
    set("java.vm.version", &version);
    set("java.vm.name", "Hearth 64-Bit VM");
    set("java.vm.vendor", "Hearth");
    set("java.vm.info", "interpreted mode");
    set("jdk.debug", "release");
    set("java.home", java_home);
    set("sun.boot.library.path", &format!("{java_home}/lib"));
    let standard = "/usr/java/packages/lib:/usr/lib/x86_64-linux-gnu/jni:/lib/x86_64-linux-gnu:\
                    /usr/lib/x86_64-linux-gnu:/usr/lib/jni:/lib:/usr/lib";
    let library_path = match std::env::var("LD_LIBRARY_PATH") {
        Ok(p) if !p.is_empty() => format!("{p}:{standard}"),
        _ => standard.to_owned(),
    };
    set("java.library.path", &library_path);
    set("java.class.path", "");
    set("sun.management.compiler", "Hearth interpreter");
}
