//! The JDK's launcher library, `libjli.so`, behind a safe face.
//!
//! It is called in the order in which the JDK's own commands call it: start of the argument processing, the options
//! from `JDK_JAVA_OPTIONS`, each argument for the expansion of `@argfile`, launch. The library keeps the state of
//! this in variables of its own, so a process can do it once; [`Jli`]'s methods take care that it is so.

use classlib::jdk::JdkHome;
use libc::{RTLD_GLOBAL, RTLD_NOW, dlerror, dlopen, dlsym};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::mem::{size_of, transmute_copy};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

/// `jboolean`.
type Boolean = u8;
const TRUE: Boolean = 1;
const FALSE: Boolean = 0;

/// `JLI_List`'s target: the library's growing array of strings.
#[repr(C)]
struct List {
    elements: *mut *mut c_char,
    size: usize,
    capacity: usize,
}

type InitArgProcessing = unsafe extern "C" fn(has_java_args: Boolean, disable_argfile: Boolean);
type ListNew = unsafe extern "C" fn(capacity: usize) -> *mut List;
type AddArgsFromEnvVar = unsafe extern "C" fn(args: *mut List, name: *const c_char) -> Boolean;
type PreprocessArg = unsafe extern "C" fn(arg: *const c_char, expand_source: Boolean) -> *mut List;
type GetAppArgIndex = unsafe extern "C" fn() -> c_int;
type Launch = unsafe extern "C" fn(
    argc: c_int,
    argv: *const *const c_char,
    jargc: c_int,
    jargv: *const *const c_char,
    appclassc: c_int,
    appclassv: *const *const c_char,
    full_version: *const c_char,
    dot_version: *const c_char,
    program_name: *const c_char,
    launcher_name: *const c_char,
    java_args: Boolean,
    classpath_wildcard: Boolean,
    javaw: Boolean,
    ergonomics: c_int,
) -> c_int;

/// The loaded library.
pub struct Jli {
    init_arg_processing: InitArgProcessing,
    list_new: ListNew,
    add_args_from_env_var: AddArgsFromEnvVar,
    preprocess_arg: PreprocessArg,
    get_app_arg_index: GetAppArgIndex,
    launch: Launch,
}

/// The arguments after expansion.
pub struct Expanded {
    /// The command's name and the arguments.
    pub args: Vec<CString>,
    /// The index of the argument after the main class, jar or module, if there is one.
    pub first_app_arg: Option<usize>,
}

impl Jli {
    /// Loads the library of `jdk`, never to be unloaded.
    pub fn load(jdk: &JdkHome) -> Result<Jli, String> {
        let path = jdk.path().join("lib/libjli.so");
        let name = CString::new(path.as_os_str().as_bytes())
            .map_err(|_| format!("{} is no usable file name", path.display()))?;
        // SAFETY: `name` is a C string; the library's initialisers ask nothing of us. It is global, as it is for
        // `java`, because libraries of the JDK refer to it.
        let handle = unsafe { dlopen(name.as_ptr(), RTLD_NOW | RTLD_GLOBAL) };
        if handle.is_null() {
            return Err(format!(
                "cannot load the JDK's launcher library: {}",
                last_error()
            ));
        }
        // SAFETY: each type above is that of the JDK 17's function of this name.
        unsafe {
            Ok(Jli {
                init_arg_processing: symbol(handle, c"JLI_InitArgProcessing")?,
                list_new: symbol(handle, c"JLI_List_new")?,
                add_args_from_env_var: symbol(handle, c"JLI_AddArgsFromEnvVar")?,
                preprocess_arg: symbol(handle, c"JLI_PreprocessArg")?,
                get_app_arg_index: symbol(handle, c"JLI_GetAppArgIndex")?,
                launch: symbol(handle, c"JLI_Launch")?,
            })
        }
    }

    /// Puts the options of `JDK_JAVA_OPTIONS` behind the command's name and expands argument files.
    ///
    /// A file that cannot be read ends the process with the library's own message.
    pub fn expand(&self, args: &[CString]) -> Expanded {
        let mut expanded = vec![args[0].clone()];
        // SAFETY: the strings and the list live through the calls. The lists are the library's own and well-formed;
        // they stay allocated, as the process runs on with their contents only.
        unsafe {
            (self.init_arg_processing)(FALSE, FALSE);
            let from_environment = (self.list_new)(1);
            (self.add_args_from_env_var)(from_environment, c"JDK_JAVA_OPTIONS".as_ptr());
            append(&mut expanded, from_environment);
            for arg in &args[1..] {
                let from_file = (self.preprocess_arg)(arg.as_ptr(), TRUE);
                if from_file.is_null() {
                    expanded.push(arg.clone());
                } else {
                    append(&mut expanded, from_file);
                }
            }
        }
        // SAFETY: it only reads a number.
        let index = unsafe { (self.get_app_arg_index)() };
        Expanded {
            args: expanded,
            first_app_arg: usize::try_from(index).ok(),
        }
    }

    /// Runs the Java program on a thread of the library's making, and returns the exit code.
    pub fn launch(self, args: Vec<CString>, jdk: &JdkHome) -> c_int {
        let full_version = jdk
            .property("JAVA_RUNTIME_VERSION")
            .unwrap_or(jdk.version());
        let full_version = CString::new(full_version).unwrap_or_default();
        // The library keeps the arguments, shifts them, and ends the process itself more often than not.
        let mut argv: Vec<*const c_char> = args
            .into_iter()
            .map(|arg| arg.into_raw().cast_const())
            .collect();
        let argc = c_int::try_from(argv.len()).unwrap_or(c_int::MAX);
        argv.push(ptr::null());
        let argv = argv.leak();
        // SAFETY: `argv` holds `argc` strings and an end mark, all leaked; the other strings outlive the call.
        unsafe {
            (self.launch)(
                argc,
                argv.as_ptr(),
                0,
                ptr::null(),
                0,
                ptr::null(),
                full_version.as_ptr(),
                c"17.0".as_ptr(),
                c"hearth".as_ptr(),
                c"openjdk".as_ptr(),
                FALSE,
                TRUE,
                FALSE,
                0,
            )
        }
    }
}

/// Copies a list of the library.
///
/// # Safety
/// `list` is one that the library made.
unsafe fn append(args: &mut Vec<CString>, list: *const List) {
    // SAFETY: by the caller's word it has `size` elements, each a C string.
    unsafe {
        for i in 0..(*list).size {
            args.push(CStr::from_ptr(*(*list).elements.add(i)).to_owned());
        }
    }
}

/// # Safety
/// `F` is the type of the function of that name.
unsafe fn symbol<F: Copy>(handle: *mut c_void, name: &CStr) -> Result<F, String> {
    const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
    // SAFETY: the handle is open and the name a C string.
    let address = unsafe { dlsym(handle, name.as_ptr()) };
    if address.is_null() {
        return Err(format!(
            "the JDK's launcher library is not that of JDK 17: {}",
            last_error()
        ));
    }
    // SAFETY: by the caller's word it is a function of this type; the sizes agree.
    Ok(unsafe { transmute_copy(&address) })
}

fn last_error() -> String {
    // SAFETY: dlerror returns null or a C string that is valid until the next call.
    let text = unsafe { dlerror() };
    if text.is_null() {
        return "unknown error".to_owned();
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned()
}
