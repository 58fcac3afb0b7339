//! What can be wrong with a class file, as the Java error it becomes.

use std::fmt;

/// A refused class file. The message is complete and in HotSpot's wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassFileError {
    /// `java.lang.ClassFormatError`
    ClassFormat(Box<str>),
    /// `java.lang.UnsupportedClassVersionError`
    UnsupportedClassVersion(Box<str>),
    /// `java.lang.NoClassDefFoundError`
    NoClassDefFound(Box<str>),
}

impl ClassFileError {
    /// The text of the Java exception.
    pub fn message(&self) -> &str {
        match self {
            ClassFileError::ClassFormat(m)
            | ClassFileError::UnsupportedClassVersion(m)
            | ClassFileError::NoClassDefFound(m) => m,
        }
    }

    /// The Java exception's class in internal form.
    pub fn java_class(&self) -> &'static str {
        match self {
            ClassFileError::ClassFormat(_) => "java/lang/ClassFormatError",
            ClassFileError::UnsupportedClassVersion(_) => "java/lang/UnsupportedClassVersionError",
            ClassFileError::NoClassDefFound(_) => "java/lang/NoClassDefFoundError",
        }
    }
}

impl fmt::Display for ClassFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            self.java_class().replace('/', "."),
            self.message()
        )
    }
}

impl std::error::Error for ClassFileError {}
