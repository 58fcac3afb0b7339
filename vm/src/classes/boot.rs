//! The boot loader: classes from the jimage `lib/modules`, from `--patch-module` and from `-Xbootclasspath/a`, and the
//! loading of the classes that the machine knows by name.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use classlib::jar::ClassPathEntry;
use classlib::jdk::JdkHome;
use classlib::jimage::JImage;
use oops::{Oop, Symbol};

use crate::classes::well_known::{self as wk, CLASS_NAMES};
use crate::classes::{arrays, link, mirrors, modules, string_table, system_dictionary};
use crate::memory::roots;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Where boot classes come from.
pub struct BootOptions {
    pub java_home: PathBuf,
    /// `-Xbootclasspath/a`.
    pub append: Vec<PathBuf>,
    /// `--patch-module`: module and paths.
    pub patches: Vec<(String, Vec<PathBuf>)>,
}

struct BootPath {
    image: JImage,
    append: Vec<ClassPathEntry>,
    patches: Vec<(String, Vec<ClassPathEntry>)>,
}

static BOOT_PATH: OnceLock<BootPath> = OnceLock::new();

/// A class file of the boot loader.
pub struct Found {
    pub bytes: Cow<'static, [u8]>,
    /// Where it is from, for `-Xlog:class+load`.
    pub source: String,
    /// The path of `-Xbootclasspath/a`: its classes are in the unnamed module.
    pub appended: bool,
}

fn open_all(paths: &[PathBuf]) -> Vec<ClassPathEntry> {
    paths
        .iter()
        .filter_map(|p| ClassPathEntry::open(p).ok())
        .collect()
}

fn open(options: &BootOptions) -> Result<BootPath, String> {
    let home = JdkHome::validate(&options.java_home).map_err(|e| e.to_string())?;
    let image = JImage::open(home.modules_image()).map_err(|e| e.to_string())?;
    let patches = options
        .patches
        .iter()
        .map(|(m, paths)| (m.clone(), open_all(paths)))
        .collect();
    Ok(BootPath {
        image,
        append: open_all(&options.append),
        patches,
    })
}

/// The class file of a class that the boot loader may define; `None` if it has none.
pub fn find_class_file(name: &str) -> Option<Found> {
    let path = BOOT_PATH.get()?;
    let package = name.rfind('/').map_or("", |i| &name[..i]);
    let file = format!("{name}.class");
    if let Some(module) = path.image.package_to_module(package) {
        for (_, entries) in path.patches.iter().filter(|(m, _)| m == module) {
            if let Some((bytes, e)) = entries.iter().find_map(|e| Some((e.read(&file)?, e))) {
                return Some(Found {
                    bytes: Cow::Owned(bytes),
                    source: e.path().display().to_string(),
                    appended: false,
                });
            }
        }
        if defined_to_boot(module, package)
            && let Some(location) = path.image.find(module, &file)
        {
            let bytes = path.image.resource(&location).ok()?;
            return Some(Found {
                bytes,
                source: format!("jrt:/{module}"),
                appended: false,
            });
        }
    }
    // Packages that exist in patches only.
    for (module, entries) in &path.patches {
        if path.image.package_to_module(package).is_none()
            && defined_to_boot(module, package)
            && let Some((bytes, e)) = entries.iter().find_map(|e| Some((e.read(&file)?, e)))
        {
            return Some(Found {
                bytes: Cow::Owned(bytes),
                source: e.path().display().to_string(),
                appended: false,
            });
        }
    }
    path.append.iter().find_map(|e| {
        let bytes = Cow::Owned(e.read(&file)?);
        Some(Found {
            bytes,
            source: e.path().display().to_string(),
            appended: true,
        })
    })
}

/// Before java.base is defined all of it is visible; afterwards a package must belong to a module of the boot loader.
fn defined_to_boot(module: &str, package: &str) -> bool {
    if modules::entry(modules::ModuleId::JAVA_BASE).oop().is_null() {
        return module == "java.base";
    }
    let owner = modules::boot_package(package.as_bytes());
    owner.is_some_and(|id| {
        modules::entry(id)
            .name
            .is_some_and(|n| n.as_bytes() == module.as_bytes())
    })
}

/// Loads the well-known classes, makes their mirrors and the primitive types' classes.
pub fn initialize(thread: &JavaThread, options: &BootOptions) -> JResult<()> {
    match open(options) {
        Ok(path) => {
            let _first = BOOT_PATH.set(path);
        }
        Err(message) => {
            println!("Error occurred during initialization of VM\n{message}");
            std::process::exit(1);
        }
    }
    modules::initialize();
    roots::register_scanner(mirrors::visit_roots);
    roots::register_weak_scanner(string_table::sweep);
    // java.lang.Class is laid out before any class that has static fields.
    let order = ["java/lang/Object", "java/lang/Class"]
        .into_iter()
        .chain(CLASS_NAMES);
    for name in order {
        let klass = system_dictionary::resolve_or_fail(thread, Symbol::from_text(name), Oop::NULL)?;
        if let Some(row) = CLASS_NAMES.iter().position(|n| *n == name) {
            wk::set_class(row, klass);
        }
        if name == "java/lang/Object" {
            // Array classes take over its method table.
            link::link(thread, klass)?;
        }
        if name == "java/io/Serializable" {
            arrays::make_primitive_arrays();
            mirrors::make_first_mirrors(thread)?;
        }
    }
    Ok(())
}
