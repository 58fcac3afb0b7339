//! The first part of `-Xlog`: which tag sets at which level, such as `gc*=debug,class+load`.
//!
//! A selection names tags; without a wildcard it matches the set of exactly these tags (in any order), with one every set
//! that has them. Of several selections in one option the last that matches a set decides.

use super::levels::Level;
use super::tags::{MAX_TAGS, TAG_SETS, TAGS, TagSet};

/// How alike a word must be to be suggested.
const ALIKE: f64 = 0.5;
/// How alike a selection's tags must be to be suggested.
const SIMILAR_TAGS: f64 = 0.3;
/// How many selections are suggested.
const SUGGESTIONS: usize = 5;

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
            let known = TAGS.iter().find(|t| t.eq_ignore_ascii_case(name));
            tags.push(*known.ok_or_else(|| {
                format!(
                    "Invalid tag '{name}' in log selection.{}",
                    did_you_mean(name, TAGS)
                )
            })?);
            if tags.len() > MAX_TAGS {
                return Err(format!(
                    "Too many tags in log selection '{}' (can only have up to {MAX_TAGS} tags).",
                    tags[0]
                ));
            }
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

    /// How many tag sets it matches.
    fn count(&self) -> usize {
        TagSet::all().filter(|set| self.selects(*set)).count()
    }

    /// A selection of the same level for other tags, with a wildcard if that matches more than the tags themselves.
    fn like(&self, tags: Vec<&'static str>) -> Selection {
        let mut other = Selection {
            tags,
            wildcard: true,
            level: self.level,
        };
        other.wildcard = other.count() != 1;
        other
    }

    /// Dice's coefficient over the tags.
    fn similarity(&self, other: &Selection) -> f64 {
        let common = self.tags.iter().filter(|t| other.tags.contains(t)).count();
        2.0 * common as f64 / (self.tags.len() + other.tags.len()) as f64
    }

    fn matches_nothing(&self) -> String {
        let mut similar: Vec<Selection> = Vec::new();
        let with_wildcard = Selection {
            wildcard: true,
            ..self.clone()
        };
        if with_wildcard.count() > 0 {
            similar.push(with_wildcard);
        }
        let others = TagSet::all().map(|set| self.like(set.tags().collect()));
        similar.extend(others.filter(|s| self.similarity(s) >= SIMILAR_TAGS));
        similar.sort_by(|a, b| {
            (self.similarity(b).total_cmp(&self.similarity(a)))
                .then(a.tags.len().cmp(&b.tags.len()))
                .then(b.count().cmp(&a.count()))
        });
        let mut text = format!("No tag set matches selection: {}.", self.name());
        if !similar.is_empty() {
            text.push_str(" Did you mean any of the following?");
        }
        for suggestion in similar.iter().take(SUGGESTIONS) {
            text.push(' ');
            text.push_str(&suggestion.name());
        }
        text
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

/// What selections would give these levels: the most frequent level for all, then the sets that differ, many at once
/// where a wildcard says just that.
pub fn describe(levels: &[Level; TAG_SETS.len()]) -> String {
    let count = |l: Level| levels.iter().filter(|x| **x == l).count();
    let main = Level::ALL
        .into_iter()
        .max_by_key(|l| count(*l))
        .unwrap_or(Level::Off);
    let mut text = format!("all={}", main.name());
    let mut left: Vec<TagSet> = TagSet::all()
        .filter(|s| levels[s.index()] != main)
        .collect();
    while let Some(&set) = left.first() {
        let level = levels[set.index()];
        let one = Selection {
            tags: set.tags().collect(),
            wildcard: false,
            level,
        };
        let fits = |s: &Selection| {
            TagSet::all().all(|other| !s.selects(other) || levels[other.index()] == level)
        };
        let candidates = set.tags().map(|t| one.like(vec![t]));
        let best = candidates
            .chain([one.like(one.tags.clone())])
            .filter(fits)
            .max_by_key(Selection::count)
            .unwrap_or(one);
        text.push_str(&format!(",{}={}", best.name(), level.name()));
        left.retain(|s| !best.selects(*s) && *s != set);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str, set: &str) -> Option<Level> {
        Selections::parse(text)
            .unwrap()
            .level_for(TagSet::named(set))
    }

    #[test]
    fn tags_match_exactly_or_with_a_wildcard() {
        assert_eq!(level("gc", "gc"), Some(Level::Info));
        assert_eq!(level("gc", "gc+heap"), None);
        assert_eq!(level("gc*", "gc+heap"), Some(Level::Info));
        assert_eq!(level("heap+gc=debug", "gc+heap"), Some(Level::Debug));
        assert_eq!(level("", "class+load"), Some(Level::Info));
        assert_eq!(level("all=trace", "class+load"), Some(Level::Trace));
        assert_eq!(
            level("GC*=INFO,safepoint*=off", "safepoint+stats"),
            Some(Level::Off)
        );
        assert_eq!(level("gc*,gc+heap=off", "gc+heap"), Some(Level::Off));
        assert_eq!(level("gc+heap=off,gc*", "gc+heap"), Some(Level::Info));
    }

    #[test]
    fn errors_have_the_sentences_that_users_know() {
        let error = |text| Selections::parse(text).unwrap_err();
        assert_eq!(error("foo"), "Invalid tag 'foo' in log selection.");
        assert_eq!(
            error("claas"),
            "Invalid tag 'claas' in log selection. Did you mean 'class'?"
        );
        assert_eq!(
            error("gc=wrning"),
            "Invalid level 'wrning' in log selection. Did you mean 'warning'?"
        );
        assert_eq!(
            error("gc+gc"),
            "Log selection contains duplicates of tag gc."
        );
        assert_eq!(
            error("gc+heap+init+class+load+os"),
            "Too many tags in log selection 'gc' (can only have up to 5 tags)."
        );
        assert_eq!(error("gc,,"), "Invalid tag '' in log selection.");
    }

    #[test]
    fn a_selection_of_nothing_gets_suggestions() {
        let warnings = Selections::parse("gc,gc+class").unwrap().warnings();
        assert_eq!(warnings.len(), 1);
        let start = "No tag set matches selection: gc+class. Did you mean any of the following? gc* class* ";
        assert!(warnings[0].starts_with(start), "{}", warnings[0]);
        assert_eq!(warnings[0].split(' ').count(), start.split(' ').count() + 2);
    }

    #[test]
    fn levels_are_described_by_selections() {
        let mut levels = [Level::Warning; TAG_SETS.len()];
        assert_eq!(describe(&levels), "all=warning");
        for set in TagSet::all().filter(|s| s.tags().any(|t| t == "safepoint")) {
            levels[set.index()] = Level::Debug;
        }
        levels[TagSet::named("gc").index()] = Level::Info;
        let text = describe(&levels);
        assert_eq!(text, "all=warning,gc=info,safepoint*=debug");
    }
}
