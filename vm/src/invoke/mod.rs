//! Method handles, call sites and signature-polymorphic linkage (java.lang.invoke, JVMS 2.9.3, 5.4.3.5, 5.4.3.6).
