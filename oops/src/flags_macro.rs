//! A small macro for sets of flags that live in `repr(C)` metadata.

/// Defines a transparent flag-set type with `contains`, `insert` and constants.
macro_rules! bitflags {
    ($(#[$doc:meta])* $name:ident : $int:ty { $($(#[$fdoc:meta])* $flag:ident = $value:expr;)* }) => {
        $(#[$doc])*
        #[repr(transparent)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub struct $name(pub $int);
        impl $name {
            $($(#[$fdoc])* pub const $flag: $name = $name($value);)*
            pub const fn empty() -> $name { $name(0) }
            #[inline(always)]
            pub const fn contains(self, other: $name) -> bool { self.0 & other.0 == other.0 }
            pub fn insert(&mut self, other: $name) { self.0 |= other.0; }
            pub fn set(&mut self, other: $name, on: bool) {
                if on { self.0 |= other.0 } else { self.0 &= !other.0 }
            }
        }
        impl std::ops::BitOr for $name {
            type Output = $name;
            fn bitor(self, o: $name) -> $name { $name(self.0 | o.0) }
        }
    };
}
