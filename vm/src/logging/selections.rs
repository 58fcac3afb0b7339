//! The first part of `-Xlog`: which tag sets at which level, such as `gc*=debug,class+load`.
//!
//! A selection names tags; without a wildcard it matches the set of exactly these tags (in any order), with one every set
//! that has them. Of several selections in one option the last that matches a set decides.

use super::levels::Level;
use super::tags::{MAX_TAGS, TAGS, TagSet};

/// How alike a word must be to be suggested.
const ALIKE: f64 = 0.5;

/// One selection.
#[derive(Clone, PartialEq, Debug)]
struct Selection {
    tags: Vec<&'static str>,
    wildcard: bool,
    level: Level,
}

/// All selections of an option.
#[derive(Clone, PartialEq, Debug)]
pub struct Selections(Vec<Selection>);

impl Selections {
    /// All tag sets at one level.
    pub fn everything(level: Level) -> Selections {
        Selections(vec![Selection {
            tags: Vec::new(),
            wildcard: true,
            level,
        }])
    }

    /// Reads the text of an option; nothing means everything at `info`.
    pub fn parse(text: &str) -> Result<Selections, String> {
        if text.is_empty() {
            return Ok(Selections::everything(Level::Info));
        }
        text.split(',')
            .map(Selection::parse)
            .collect::<Result<Vec<_>, _>>()
            .map(Selections)
    }

    /// The level for a set, if a selection matches it.
    pub fn level_for(&self, set: TagSet) -> Option<Level> {
        self.0
            .iter()
            .rev()
            .find(|s| s.selects(set))
            .map(|s| s.level)
    }

    /// Warnings about selections that match nothing.
    pub fn warnings(&self) -> Vec<String> {
        self.0
            .iter()
            .filter(|s| !TagSet::all().any(|set| s.selects(set)))
            .map(Selection::matches_nothing)
            .collect()
    }
}

impl Selection {
    fn parse(text: &str) -> Result<Selection, String> {
        let (what, level) = match text.split_once('=') {
            Some((what, level)) => (
                what,
                Level::parse(level).ok_or_else(|| {
                    let names = Level::ALL.map(Level::name);
                    format!(
                        "Invalid level '{level}' in log selection.{}",
                        did_you_mean(level, &names)
                    )
                })?,
            ),
            None => (text, Level::Info),
        };
        if what == "all" {
            return Ok(Selection {
                tags: Vec::new(),
                wildcard: true,
                level,
            });
        }
        let (names, wildcard) = match what.strip_suffix('*') {
            Some(names) => (names, true),
            None => (what, false),
        };
        let mut tags = Vec::new();
        for name in names.split('+') {
            if tags.len() == MAX_TAGS {
                return Err(format!(
                    "Too many tags in log selection '{what}' (can only have up to {MAX_TAGS} tags)."
                ));
            }
            let tag = TAGS
                .iter()
                .find(|t| t.eq_ignore_ascii_case(name))
                .ok_or_else(|| {
                    format!(
                        "Invalid tag '{name}' in log selection.{}",
                        did_you_mean(name, TAGS)
                    )
                })?;
            tags.push(*tag);
        }
        for (i, tag) in tags.iter().enumerate() {
            if tags[..i].contains(tag) {
                return Err(format!("Log selection contains duplicates of tag {tag}."));
            }
        }
        Ok(Selection {
            tags,
            wildcard,
            level,
        })
    }

    fn selects(&self, set: TagSet) -> bool {
        let common = set.tags().filter(|t| self.tags.contains(t)).count();
        common == self.tags.len() && (self.wildcard || common == set.tags().count())
    }

    fn matches_nothing(&self) -> String {
        format!("No tag set matches selection: {}.", self.name())
    }

    fn name(&self) -> String {
        let mut text = self.tags.join("+");
        if self.wildcard {
            text.push('*');
        }
        text
    }
}

/// ` Did you mean '…'?` for a word that is like one of some others, else nothing.
fn did_you_mean(word: &str, words: &[&str]) -> String {
    let mut best = ("", ALIKE);
    for candidate in words {
        let alike = similarity(word, candidate);
        if alike >= best.1 {
            best = (candidate, alike);
        }
    }
    match best.0 {
        "" => String::new(),
        name => format!(" Did you mean '{name}'?"),
    }
}

/// How alike two words are, from 0 to 1: Dice's coefficient over pairs of neighbouring letters.
fn similarity(a: &str, b: &str) -> f64 {
    let pairs =
        |w: &str| -> Vec<[u8; 2]> { w.as_bytes().windows(2).map(|p| [p[0], p[1]]).collect() };
    let (pairs_a, pairs_b) = (pairs(a), pairs(b));
    let hits = pairs_a.iter().filter(|p| pairs_b.contains(p)).count();
    2.0 * hits as f64 / (a.len() + b.len()) as f64
}
