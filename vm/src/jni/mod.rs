//! The Java Native Interface: function table and invocation API (JNI specification, version 10).
