//! How a test or one of its actions ended.

/// The kinds of verdict, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Passed,
    NotRun,
    Failed,
    Error,
}

impl Kind {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Passed => "Passed",
            Kind::NotRun => "Not run",
            Kind::Failed => "Failed",
            Kind::Error => "Error",
        }
    }

    /// The word that `-status:` and machine-readable reports use.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Passed => "pass",
            Kind::NotRun => "notRun",
            Kind::Failed => "fail",
            Kind::Error => "error",
        }
    }
}

/// A verdict and its reason, a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub kind: Kind,
    pub reason: String,
}

impl Verdict {
    pub fn new(kind: Kind, reason: impl Into<String>) -> Verdict {
        Verdict {
            kind,
            reason: reason.into(),
        }
    }

    pub fn passed(reason: impl Into<String>) -> Verdict {
        Verdict::new(Kind::Passed, reason)
    }

    pub fn failed(reason: impl Into<String>) -> Verdict {
        Verdict::new(Kind::Failed, reason)
    }

    pub fn error(reason: impl Into<String>) -> Verdict {
        Verdict::new(Kind::Error, reason)
    }

    pub fn is_passed(&self) -> bool {
        self.kind == Kind::Passed
    }

    /// Whether the test said, by `jtreg.SkippedException`, that it could not test anything here.
    pub fn is_skipped(&self) -> bool {
        self.is_passed() && self.reason.starts_with("Skipped: ")
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}. {}", self.kind.word(), self.reason)
    }
}
