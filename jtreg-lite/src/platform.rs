//! The values of names in `@requires`: what the JDK says, what follows from the operating system and from VM options.

use crate::expr::Context;
use crate::jdk::JdkFacts;
use std::collections::BTreeMap;

/// A value that a suite's own class could not determine.
const ERROR_PREFIX: &str = "__ERROR__";

/// The names and their values.
#[derive(Debug)]
pub struct Platform {
    values: BTreeMap<String, String>,
}

/// Parts of the operating system's identity, as `@requires` and problem lists name them.
#[derive(Debug, Clone, PartialEq)]
pub struct OperatingSystem {
    pub name: String,
    pub arch: String,
    pub version: String,
    pub family: String,
    pub simple_arch: String,
    pub simple_version: String,
}

impl OperatingSystem {
    pub fn new(name: &str, arch: &str, version: &str) -> OperatingSystem {
        let family = [
            ("AIX", "aix"),
            ("Linux", "linux"),
            ("Mac", "mac"),
            ("Darwin", "mac"),
            ("OS400", "os400"),
            ("OS/400", "os400"),
            ("SunOS", "solaris"),
            ("Solaris", "solaris"),
            ("Windows", "windows"),
        ]
        .iter()
        .find(|(prefix, _)| name.starts_with(prefix))
        .map_or_else(
            || name.split(' ').next().unwrap_or_default(),
            |(_, family)| family,
        );
        let own_names = [
            "ia64",
            "ppc64",
            "ppc64le",
            "zArch_64",
            "loongarch64",
            "riscv64",
            "aarch64",
        ];
        let simple_arch = match arch {
            "s390x" | "zArch_64" => "s390x",
            "ppc" | "powerpc" => "ppc",
            _ if arch.contains("64") && !own_names.contains(&arch) => "x64",
            _ if arch.contains("86") => "i586",
            _ => arch,
        };
        let numbers: Vec<&str> = version
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()
            .unwrap_or_default()
            .split('.')
            .filter(|part| !part.is_empty())
            .collect();
        let simple_version = match numbers[..] {
            [] => "99.99".to_string(),
            [major] => format!("{major}.0"),
            [major, minor, ..] => format!("{major}.{minor}"),
        };
        OperatingSystem {
            name: name.to_string(),
            arch: arch.to_string(),
            version: version.to_string(),
            family: family.to_string(),
            simple_arch: simple_arch.to_string(),
            simple_version,
        }
    }

    /// The words that name this system in problem lists, like `linux-x64` or `generic-all`, in lower case.
    pub fn list_names(&self) -> Vec<String> {
        let squeezed: String = self.name.split_whitespace().collect();
        let mut names = Vec::new();
        for base in [self.name.as_str(), &squeezed, &self.family, "generic"] {
            names.push(base.to_lowercase());
            for more in [
                &self.arch,
                &self.simple_arch,
                &self.version,
                &self.simple_version,
                "all",
            ] {
                names.push(format!("{base}-{more}").to_lowercase());
            }
        }
        names
    }
}

/// The bytes of an entry in the kernel's table of memory; 0 on systems without one.
fn memory_size(entry: &str) -> u64 {
    let table = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = table
        .lines()
        .find_map(|line| line.strip_prefix(entry)?.strip_prefix(':'));
    let kilobytes =
        line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

impl Platform {
    /// The values for a JDK run with these options.
    pub fn new(facts: &JdkFacts, vm_options: &[String]) -> Platform {
        let mut values: BTreeMap<String, String> = facts.properties.clone();
        let os = Platform::os_of(facts);
        let mut set = |name: &str, value: &str| values.insert(name.to_string(), value.to_string());
        set("null", "null");
        let spec = facts.get("java.specification.version").to_string();
        set("jdk.version", &spec);
        set("jdk.version.major", &facts.feature().to_string());
        set("os.name", &os.name);
        set("os.arch", &os.arch);
        set("os.version", &os.version);
        set("os.family", &os.family);
        set("os.simpleArch", &os.simple_arch);
        set("os.simpleVersion", &os.simple_version);
        set("os.processors", facts.get("jtreg.processors"));
        set("os.maxMemory", &memory_size("MemTotal").to_string());
        set("os.maxSwap", &memory_size("SwapTotal").to_string());
        for (name, value) in option_values(vm_options) {
            values.entry(name).or_insert(value);
        }
        Platform { values }
    }

    pub fn os_of(facts: &JdkFacts) -> OperatingSystem {
        OperatingSystem::new(
            facts.get("os.name"),
            facts.get("os.arch"),
            facts.get("os.version"),
        )
    }
}

impl Context for Platform {
    fn is_valid_name(&self, _: &str) -> bool {
        // Names were checked when the description was read.
        true
    }

    fn value(&self, name: &str) -> Result<String, String> {
        match self.values.get(name) {
            None => Ok("null".to_string()),
            Some(value) => match value.strip_prefix(ERROR_PREFIX).map(str::trim) {
                None => Ok(value.clone()),
                Some("") => Err(format!("{name}: error determining value")),
                Some(reason) => Err(format!("{name}: {reason}")),
            },
        }
    }
}

/// `vm.gc`, `vm.compMode` and `vm.opt.*`, as the options given say.
fn option_values(options: &[String]) -> Vec<(String, String)> {
    let mut values = BTreeMap::new();
    let mut gc = "null".to_string();
    let mut mode = "null".to_string();
    for option in options {
        if let "-Xmixed" | "-Xint" | "-Xcomp" = option.as_str() {
            mode = option[1..].to_string();
        } else if let Some(flag) = option.strip_prefix("-XX:") {
            if let Some(name) = flag.strip_prefix('+') {
                values.insert(format!("vm.opt.{name}"), "true".to_string());
                if let Some(name) = name
                    .strip_prefix("Use")
                    .and_then(|name| name.strip_suffix("GC"))
                {
                    gc = name.to_string();
                }
            } else if let Some(name) = flag.strip_prefix('-') {
                values.insert(format!("vm.opt.{name}"), "false".to_string());
            } else if let Some((name, value)) = flag.split_once('=') {
                values.insert(format!("vm.opt.{name}"), value.to_string());
            }
        }
    }
    values.insert("vm.gc".to_string(), gc);
    values.insert("vm.compMode".to_string(), mode);
    values.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{OperatingSystem, option_values};
    use std::collections::BTreeMap;

    #[test]
    fn operating_systems() {
        let linux = OperatingSystem::new("Linux", "amd64", "6.1.0-12-amd64");
        assert_eq!(linux.family, "linux");
        assert_eq!(linux.simple_arch, "x64");
        assert_eq!(linux.simple_version, "6.1");
        let names = linux.list_names();
        for name in [
            "linux-x64",
            "linux-all",
            "generic-all",
            "linux",
            "linux-amd64",
        ] {
            assert!(names.contains(&name.to_string()), "{name}");
        }
        let mac = OperatingSystem::new("Mac OS X", "aarch64", "14");
        assert_eq!(
            (mac.family.as_str(), mac.simple_arch.as_str()),
            ("mac", "aarch64")
        );
        assert_eq!(mac.simple_version, "14.0");
        assert!(mac.list_names().contains(&"macosx-all".to_string()));
    }

    #[test]
    fn values_of_options() {
        let options = [
            "-Xint",
            "-XX:+UseSerialGC",
            "-XX:-TieredCompilation",
            "-XX:MaxRAM=1g",
        ]
        .map(str::to_string);
        let values: BTreeMap<String, String> = option_values(&options).into_iter().collect();
        assert_eq!(values["vm.gc"], "Serial");
        assert_eq!(values["vm.compMode"], "Xint");
        assert_eq!(values["vm.opt.UseSerialGC"], "true");
        assert_eq!(values["vm.opt.TieredCompilation"], "false");
        assert_eq!(values["vm.opt.MaxRAM"], "1g");
    }
}
