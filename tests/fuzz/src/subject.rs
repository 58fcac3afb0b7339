//! What is tested: a program of one of the kinds, which can be written to a directory and made smaller.

use crate::tree::Node;
use crate::{class, java};
use std::path::Path;

/// How programs are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Java sources.
    Java,
    /// Class files.
    Class,
}

impl Kind {
    /// The name in options and of directories.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Java => "java",
            Kind::Class => "class",
        }
    }

    /// The program that belongs to a seed.
    pub fn program(self, seed: u64) -> Subject {
        match self {
            Kind::Java => Subject::Java(java::program(seed)),
            Kind::Class => Subject::Class(class::program(seed)),
        }
    }

    /// The package of a seed's program.
    pub fn package(self, seed: u64) -> String {
        let letter = match self {
            Kind::Java => 'j',
            Kind::Class => 'c',
        };
        format!("{letter}{seed}")
    }

    /// Whether there are sources to be compiled.
    pub fn has_sources(self) -> bool {
        self == Kind::Java
    }
}

/// A program.
#[derive(Debug, Clone)]
pub enum Subject {
    Java(Node),
    Class(class::Program),
}

impl Subject {
    /// Its size, by which a reduction measures its success.
    pub fn size(&self) -> usize {
        match self {
            Subject::Java(tree) => tree.size(),
            Subject::Class(program) => program.size(),
        }
    }

    /// What a reduction may try.
    pub fn edits(&self) -> Edits {
        match self {
            Subject::Java(tree) => Edits::Java(crate::edits::edits(tree)),
            Subject::Class(program) => Edits::Class(program.edits()),
        }
    }

    /// Its readable form.
    pub fn text(&self, package: &str) -> String {
        match self {
            Subject::Java(tree) => format!("package {package};\n\n{}", tree.text()),
            Subject::Class(program) => program.text(),
        }
    }

    /// Writes it as the package `name` under `dir/src` or `dir/classes`.
    pub fn write(&self, dir: &Path, name: &str) -> Result<(), String> {
        match self {
            Subject::Java(_) => {
                let folder = dir.join("src").join(name);
                write(&folder, "Main.java", self.text(name).as_bytes())
            }
            Subject::Class(program) => {
                let folder = dir.join("classes").join(name);
                let files = program.files(name);
                files
                    .iter()
                    .try_for_each(|(file, bytes)| write(&folder, file, bytes))
            }
        }
    }
}

/// Writes a file and makes its directory.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(folder.join(name), bytes))
        .map_err(|e| format!("cannot write {}: {e}", folder.join(name).display()))
}

/// The changes that make a program smaller, the largest first.
pub enum Edits {
    Java(Vec<crate::edits::Edit>),
    Class(Vec<class::ClassEdit>),
}

impl Edits {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Edits::Java(edits) => edits.len(),
            Edits::Class(edits) => edits.len(),
        }
    }

    /// The program after some of them: all if they are of different parts.
    pub fn apply(&self, subject: &Subject, indices: &[usize]) -> Subject {
        match (self, subject) {
            (Edits::Java(edits), Subject::Java(tree)) => {
                let chosen: Vec<_> = indices.iter().map(|index| &edits[*index]).collect();
                Subject::Java(crate::edits::apply_all(tree, &chosen))
            }
            (Edits::Class(edits), Subject::Class(program)) => {
                let chosen: Vec<_> = indices.iter().map(|index| &edits[*index]).collect();
                Subject::Class(program.apply_all(&chosen))
            }
            _ => unreachable!("a program's changes are of its own kind"),
        }
    }
}
