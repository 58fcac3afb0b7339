//! Compiles the C file with the variadic functions and names the shared library as the JDK's libraries expect it.

fn main() {
    println!("cargo::rerun-if-changed=c/variadic.c");
    cc::Build::new()
        .file("c/variadic.c")
        .opt_level(2)
        .compile("hearth_variadic");
    // The JDK's libraries have DT_NEEDED libjvm.so: without the soname they would look for another one.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libjvm.so");
}
