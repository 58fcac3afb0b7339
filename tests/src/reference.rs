//! What HotSpot does with a program, kept from run to run.
//!
//! The key is a hash over everything that decides the output: the JDK's version, the sources and the
//! command line. Only normal endings are kept, so a run that a loaded machine made too slow is repeated.

use crate::jdk::Jdk;
use crate::layout;
use crate::process::{Ending, Outcome, Program};
use std::hash::{DefaultHasher, Hash, Hasher};

/// HotSpot's outcome for `program`, from the cache where possible.
///
/// `sources` are the texts that the program was built from; `args` the part of the command line that does not
/// depend on where the program lies.
pub fn outcome(program: &Program, sources: &[&str], args: &[String]) -> Result<Outcome, String> {
    let mut hasher = DefaultHasher::new();
    (&Jdk::find()?.version, sources, args, &program.stdin).hash(&mut hasher);
    let folder = layout::work_dir().join("reference");
    let path = folder.join(format!("{:016x}", hasher.finish()));
    if let Ok(kept) = std::fs::read_to_string(&path)
        && let Some(outcome) = decode(&kept)
    {
        return Ok(outcome);
    }
    let outcome = program.run()?;
    if let Ending::Exit(code) = outcome.ending {
        std::fs::create_dir_all(&folder)
            .map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        // Renamed into place: a reader never sees half a file.
        let draft = folder.join(format!(
            "draft-{}-{:016x}",
            std::process::id(),
            hasher.finish()
        ));
        std::fs::write(&draft, encode(code, &outcome))
            .and_then(|()| std::fs::rename(&draft, &path))
            .map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    Ok(outcome)
}

fn encode(code: i32, outcome: &Outcome) -> String {
    format!(
        "{code} {}\n{}{}",
        outcome.stdout.len(),
        outcome.stdout,
        outcome.stderr
    )
}

fn decode(text: &str) -> Option<Outcome> {
    let (head, rest) = text.split_once('\n')?;
    let (code, length) = head.split_once(' ')?;
    let length: usize = length.parse().ok()?;
    Some(Outcome {
        ending: Ending::Exit(code.parse().ok()?),
        stdout: rest.get(..length)?.to_owned(),
        stderr: rest.get(length..)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_outcome_comes_back() {
        let outcome = Outcome {
            ending: Ending::Exit(3),
            stdout: "one\ntwo".to_owned(),
            stderr: "three\n".to_owned(),
        };
        let back = decode(&encode(3, &outcome)).unwrap();
        assert_eq!(back.ending, outcome.ending);
        assert_eq!((back.stdout, back.stderr), (outcome.stdout, outcome.stderr));
        assert!(decode("nonsense").is_none());
    }
}
