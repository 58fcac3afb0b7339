//! java.lang.invoke.MemberName.
