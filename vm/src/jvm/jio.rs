//! `jio_*`: the printing functions that the JDK's libraries import. They are C-variadic and live in `c/variadic.c`; what is
//! exported here are jumps to them.

use std::arch::naked_asm;

macro_rules! exported_jumps {
    ($($name:ident => $target:literal;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`: see `c/variadic.c`.")]
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            pub extern "C" fn $name() {
                naked_asm!(concat!("jmp ", $target))
            }
        )*
    };
}

exported_jumps! {
    jio_vsnprintf => "hearth_jio_vsnprintf";
    jio_snprintf => "hearth_jio_snprintf";
    jio_fprintf => "hearth_jio_fprintf";
    jio_vfprintf => "vfprintf@PLT";
}
