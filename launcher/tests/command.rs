//! The command as a whole, with HotSpot's library in the place of Hearth's: what is tested here is the launcher.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// `hearth` in an environment of which only the JDK is known.
fn hearth(args: &[&str]) -> Command {
    let jdk = jdk();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    command
        .args(args)
        .env("HEARTH_LIBJVM", jdk.join("lib/server"))
        .env("JAVA_HOME", jdk);
    for variable in ["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "LD_LIBRARY_PATH"] {
        command.env_remove(variable);
    }
    command
}

/// The JDK 17 of `JAVA_HOME`, which `./x test` sets, or of the `java` on the path.
fn jdk() -> PathBuf {
    if let Some(home) = std::env::var_os("JAVA_HOME") {
        return PathBuf::from(home);
    }
    let path = std::env::var_os("PATH").expect("there is a PATH");
    let java = std::env::split_paths(&path).find_map(|dir| dir.join("java").canonicalize().ok());
    let java = java.expect("JAVA_HOME or a java on the path");
    java.ancestors()
        .nth(2)
        .expect("java lies in HOME/bin")
        .to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(mut command: Command) -> Output {
    command.output().expect("hearth starts")
}

/// A source file that prints its arguments and the property `x`.
fn source(dir: &Path) -> String {
    let file = dir.join("Show.java");
    let body = r#"System.out.print(String.join(",", args) + " x=" + System.getProperty("x"));"#;
    fs::write(
        &file,
        format!("class Show {{ public static void main(String[] args) {{ {body} }} }}"),
    )
    .unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn argument_files_and_variables_are_expanded_once() {
    let dir = tempfile::tempdir().unwrap();
    let options = dir.path().join("options");
    fs::write(&options, "-Dx='a b'").unwrap();
    let at_options = format!("@{}", options.display());
    let show = source(dir.path());
    let from_file = run(hearth(&[&at_options, &show, "1", &at_options]));
    assert_eq!(text(&from_file.stdout), format!("1,{at_options} x=a b"));

    let mut command = hearth(&[&show]);
    command.env("JDK_JAVA_OPTIONS", "-Dx=env");
    // A path that makes libjli start `java` anew.
    command.env(
        "LD_LIBRARY_PATH",
        format!("/nowhere:{}", jdk().join("lib/server").display()),
    );
    let from_variable = run(command);
    assert_eq!(text(&from_variable.stdout), " x=env");
    assert_eq!(
        text(&from_variable.stderr)
            .matches("JDK_JAVA_OPTIONS")
            .count(),
        1
    );
}

#[test]
fn links_to_the_command_work() {
    let dir = tempfile::tempdir().unwrap();
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_hearth"), &link).unwrap();
    let output = Command::new(link)
        .args(["--jdk", jdk().to_str().unwrap(), "--version"])
        .env("HEARTH_LIBJVM", jdk().join("lib/server/libjvm.so"))
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(
        text(&output.stdout).contains("17"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn no_option_brings_another_vm_in() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("libjvm.so");
    fs::write(&own, "not a library").unwrap();
    for option in ["-server", "-zero", "-client"] {
        let mut command = hearth(&[option, "-version"]);
        command.env("HEARTH_LIBJVM", dir.path());
        let output = run(command);
        assert!(!output.status.success(), "{option}");
        assert!(
            text(&output.stderr).contains(own.to_str().unwrap()),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn an_unfit_jdk_is_refused_in_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("lib")).unwrap();
    fs::write(dir.path().join("lib/modules"), "").unwrap();
    fs::write(dir.path().join("release"), "JAVA_VERSION=\"25.0.1\"\n").unwrap();
    let by_variable = {
        let mut command = hearth(&["-version"]);
        command.env("JAVA_HOME", dir.path());
        run(command)
    };
    let by_option = run(hearth(&["--jdk", dir.path().to_str().unwrap(), "-version"]));
    for output in [by_variable, by_option] {
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr.contains("is JDK 25.0.1, but JDK 17 is needed; install"),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_missing_vm_library_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = hearth(&["-version"]);
    command.env("HEARTH_LIBJVM", dir.path());
    let output = run(command);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("Error: HEARTH_LIBJVM: no libjvm.so in "));
}
