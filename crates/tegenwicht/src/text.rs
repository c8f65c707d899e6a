// SPDX-License-Identifier: EUPL-1.2
//! What the program says to people, in their language; every sentence stands in `text/`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rust_embed::RustEmbed;
use tegenwicht_core::feature::crisis::Crisis;

#[derive(RustEmbed)]
#[folder = "text"]
struct Files;

/// A language that screens speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Dutch,
    English,
}

impl Language {
    /// All languages, the institution's first.
    pub const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Returns the code that HTML and HTTP use.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// Finds a language by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

struct Spoken {
    bundle: FluentBundle<FluentResource>,
    /// Texts without variables, formatted once: a log page of a hundred lines has a thousand.
    plain: ByName<String>,
    /// Texts in which variables stand as they are, taken apart once; the rest goes by Fluent.
    simple: ByName<Vec<Piece>>,
}

/// By the names of texts, which are ours: nobody can choose them so that they clash.
type ByName<T> = HashMap<String, T, BuildHasherDefault<Fnv>>;

/// FNV-1a: of a short name quicker than the guarded hash of the standard library.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A piece of a simple text.
enum Piece {
    Words(String),
    Value(String),
}

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Text {
    pub language: Language,
    spoken: &'static Spoken,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Text").field(&self.language).finish()
    }
}

impl Text {
    /// Returns the texts of a language.
    #[must_use]
    pub fn of(language: Language) -> Self {
        static SPOKEN: OnceLock<[Spoken; 2]> = OnceLock::new();
        let [dutch, english] =
            SPOKEN.get_or_init(|| [load(Language::Dutch), load(Language::English)]);
        let spoken = match language {
            Language::Dutch => dutch,
            Language::English => english,
        };
        Self { language, spoken }
    }

    /// Returns a text without variables. A text that is missing shows its own name; `tidy`
    /// makes sure that none is.
    #[must_use]
    pub fn get<'a>(&self, id: &'a str) -> &'a str
    where
        'static: 'a,
    {
        self.spoken.plain.get(id).map_or(id, String::as_str)
    }

    /// Returns what a crisis is called; a sentence where its title is hidden, erased or not here.
    #[must_use]
    pub fn title(&self, crisis: &Crisis) -> String {
        match crisis.title() {
            "" => self.get("crisis-nameless").to_owned(),
            title => title.to_owned(),
        }
    }

    /// Returns a text with variables filled in.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        if let Some(filled) = self.spoken.simple.get(id).and_then(|text| fill(text, values)) {
            return filled;
        }
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from((*value).to_owned()));
        }
        self.format(id, &args)
    }

    /// Returns a text about a number, in the right plural.
    #[must_use]
    pub fn count(&self, id: &str, count: u64) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        self.format(id, &args)
    }

    fn format(&self, id: &str, args: &FluentArgs) -> String {
        let Some(pattern) = self.spoken.bundle.get_message(id).and_then(|text| text.value()) else {
            return id.to_owned();
        };
        let mut faults = Vec::new();
        self.spoken.bundle.format_pattern(pattern, Some(args), &mut faults).into_owned()
    }
}

/// Fills in the values; None where one is missing, which Fluent then says in its own way.
fn fill(text: &[Piece], values: &[(&'static str, &str)]) -> Option<String> {
    let mut filled = String::with_capacity(64);
    for piece in text {
        filled.push_str(match piece {
            Piece::Words(words) => words,
            Piece::Value(name) => values.iter().find(|(known, _)| known == name)?.1,
        });
    }
    Some(filled)
}

/// Takes a text apart; None where it does more than to let values stand as they are.
fn simple(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Words((*value).to_owned())),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(Piece::Value(id.name.to_owned())),
        PatternElement::Placeable { .. } => None,
    };
    pattern.elements.iter().map(piece).collect()
}

fn load(language: Language) -> Spoken {
    let id = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around inserted values break copying from the screen; pages isolate with CSS.
    bundle.set_use_isolating(false);
    let (mut names, mut taken_apart) = (Vec::new(), ByName::default());
    for file in Files::iter().filter(|file| file.starts_with(language.code())) {
        let Some(content) = Files::get(&file) else {
            continue;
        };
        let source = String::from_utf8_lossy(&content.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, faults)| {
            tracing::error!(%file, ?faults, "a text file does not read whole");
            resource
        });
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            let name = message.id.name.to_owned();
            if let Some(pieces) = message.value.as_ref().and_then(simple) {
                taken_apart.insert(name.clone(), pieces);
            }
            names.push(name);
        }
        bundle.add_resource_overriding(resource);
    }
    let mut plain = ByName::default();
    for name in names {
        let Some(pattern) = bundle.get_message(&name).and_then(|text| text.value()) else {
            continue;
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, None, &mut faults).into_owned();
        if faults.is_empty() {
            plain.insert(name, text);
        }
    }
    Spoken { bundle, plain, simple: taken_apart }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text with variables says the same whichever way it is filled in.
    #[test]
    fn a_text_that_is_taken_apart_says_what_fluent_says() {
        for language in Language::ALL {
            let text = Text::of(language);
            assert!(text.spoken.simple.len() > 100);
            for (id, pieces) in &text.spoken.simple {
                let mut args = FluentArgs::new();
                let mut values = Vec::new();
                for piece in pieces {
                    if let Piece::Value(name) = piece {
                        let name: &'static str = Box::leak(name.clone().into_boxed_str());
                        args.set(name, FluentValue::from("De Linde"));
                        values.push((name, "De Linde"));
                    }
                }
                assert_eq!(text.with(id, &values), text.format(id, &args), "{id}");
            }
        }
    }
}
