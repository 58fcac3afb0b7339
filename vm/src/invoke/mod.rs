//! Method handles, call sites and signature-polymorphic linkage (java.lang.invoke, JVMS 2.9.3, 5.4.3.5, 5.4.3.6).
//!
//! The class library does the work: the machine asks `MethodHandleNatives` to link a call and gets a method to call, the
//! adapter, and an object to pass along, the appendix. In return it resolves the library's MemberNames to fields and
//! methods ([`member_name`]).

pub mod bootstrap;
pub mod call_site;
pub mod member_name;
pub mod polymorphic;
pub mod upcalls;
