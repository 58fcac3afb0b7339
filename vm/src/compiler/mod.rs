//! The machine's side of the fast tier (`docs/design/fast-tier.md`): what goes on around the code generator of the
//! crate `compiler`.
//!
//! [`policy`] decides what is compiled, [`broker`] has it compiled, [`code_cache`] keeps the result, [`direct_calls`] connects it. [`host`] answers the
//! compiler's questions. [`stubs`] are the ways between interpreted code, compiled code and the runtime, [`arguments`]
//! says how a method's arguments lie in registers, [`runtime_entries`] are the functions that compiled code calls.
//! [`native_wrappers`] are the ways from compiled code to native methods, made with the [`assembler`].
//! [`implicit_checks`] turns faults of compiled code into exceptions.
//! [`deoptimization`] leaves compiled code in the middle of a method, [`history`] remembers how often;
//! [`deopt_requests`] make frames leave their code when they are returned to.
//! [`method_data`] are the profiles, with [`profile_rows`], [`type_profile`] and [`profile_print`]. [`commands`] are the user's wishes.

pub mod arguments;
pub mod assembler;
pub mod broker;
pub mod code_cache;
pub mod commands;
pub mod deopt_requests;
pub mod deoptimization;
pub mod dependencies;
pub mod direct_calls;
pub mod disassembly;
pub mod final_fields;
pub mod flushing;
pub mod history;
pub mod host;
pub mod implicit_checks;
pub mod inline_caches;
pub mod jitdump;
pub mod log;
pub mod method_data;
pub mod native_wrappers;
pub mod perf_map;
pub mod policy;
pub mod print;
pub mod profile_print;
pub mod profile_rows;
pub mod runtime_entries;
pub mod statistics;
pub mod stubs;
pub mod type_profile;
