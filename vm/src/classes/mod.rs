//! Class loading, linking, resolution and initialisation (JVMS 5), modules, strings and mirrors.

pub mod access;
pub mod arrays;
pub mod boot;
pub mod constraints;
pub mod defaults;
pub mod define;
pub mod init;
pub mod layout;
pub mod link;
pub mod loader_data;
pub mod log_lines;
pub mod metaspace;
pub mod mirrors;
pub mod modules;
pub mod resolve;
mod string_table;
pub mod strings;
pub mod supertypes;
pub mod system_dictionary;
pub mod unloading;
pub mod verify;
pub mod vtable;
pub mod well_known;
