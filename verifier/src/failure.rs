//! How verification fails.

/// Why a method was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// `VerifyError` with this message.
    Verify(String),
    /// `ClassFormatError` with this message.
    Format(String),
    /// `ClassFormatError` with this message, thrown on the spot: inference is not asked for its opinion.
    Malformed(String),
    /// Loading a class failed; the hierarchy's own error.
    Pending(E),
}

impl<E> From<E> for Failure<E> {
    fn from(error: E) -> Self {
        Failure::Pending(error)
    }
}
