//! Shell commands that the user wants to run at an error: `-XX:OnOutOfMemoryError` and `-XX:OnError`.
//!
//! Commands are separated by semicolons; `%p` stands for the process id and `%%` for a percent sign. Each runs in
//! `/bin/sh` and is waited for. A crashed process may run them, so no lock but the allocator's is needed.

use std::ffi::{CString, c_char};

unsafe extern "C" {
    static environ: *const *mut c_char;
}

/// The commands in a flag's text, expanded.
fn commands(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(';')
        .map(|command| expand_pid(command.trim_start()))
        .filter(|command| !command.is_empty())
}

/// `text` with `%p` replaced by the process id and `%%` by a percent sign.
pub fn expand_pid(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(i) = rest.find('%') {
        out.push_str(&rest[..i]);
        rest = &rest[i + 1..];
        if let Some(after) = rest.strip_prefix('p') {
            out.push_str(&std::process::id().to_string());
            rest = after;
        } else {
            rest = rest.strip_prefix('%').unwrap_or(rest);
            out.push('%');
        }
    }
    out.push_str(rest);
    out
}

/// Runs all commands of a flag's text one after the other; `say` gets a line for each. `dots` is what stands behind the
/// command in that line.
pub fn run_all(text: &str, dots: &str, say: &mut dyn FnMut(&str)) {
    for command in commands(text) {
        say(&format!("#   Executing /bin/sh -c \"{command}\"{dots}"));
        if let Err(e) = run(&command) {
            let number = e.raw_os_error().unwrap_or(0);
            say(&format!("os::fork_and_exec failed: {e} (errno={number})"));
        }
    }
}

/// Runs one command in the shell and waits for its end.
fn run(command: &str) -> std::io::Result<()> {
    let command = CString::new(command)?;
    let arguments = [
        c"sh".as_ptr().cast_mut(),
        c"-c".as_ptr().cast_mut(),
        command.as_ptr().cast_mut(),
        std::ptr::null_mut(),
    ];
    let mut pid = 0;
    // SAFETY: terminated strings and arrays that outlive the call; the environment is the process's own.
    let error = unsafe {
        libc::posix_spawn(
            &mut pid,
            c"/bin/sh".as_ptr(),
            std::ptr::null(),
            std::ptr::null(),
            arguments.as_ptr(),
            environ,
        )
    };
    if error != 0 {
        return Err(std::io::Error::from_raw_os_error(error));
    }
    // SAFETY: waits for the child just made.
    while unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) } < 0 {
        let e = std::io::Error::last_os_error();
        if e.kind() != std::io::ErrorKind::Interrupted {
            // Somebody else has waited for the child already.
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_and_expanded() {
        let pid = std::process::id();
        let list: Vec<_> = commands(" echo %p ;; kill -%%9 %p;").collect();
        assert_eq!(list, [format!("echo {pid} "), format!("kill -%9 {pid}")]);
        assert_eq!(expand_pid("100%"), "100%");
        assert_eq!(expand_pid("a%xb"), "a%xb");
    }
}
