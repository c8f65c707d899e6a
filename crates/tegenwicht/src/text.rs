// SPDX-License-Identifier: EUPL-1.2
//! What the program says to people, in their language; every sentence stands in `text/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;

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
    plain: BTreeMap<String, String>,
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

    /// Returns a text with variables filled in.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&'static str, &str)]) -> String {
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

fn load(language: Language) -> Spoken {
    let id = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around inserted values break copying from the screen; pages isolate with CSS.
    bundle.set_use_isolating(false);
    let mut names = Vec::new();
    for file in Files::iter().filter(|file| file.starts_with(language.code())) {
        let Some(content) = Files::get(&file) else {
            continue;
        };
        let source = String::from_utf8_lossy(&content.data).into_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, faults)| {
            tracing::error!(%file, ?faults, "a text file does not read whole");
            resource
        });
        names.extend(resource.entries().filter_map(|entry| match entry {
            fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
            _ => None,
        }));
        bundle.add_resource_overriding(resource);
    }
    let mut plain = BTreeMap::new();
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
    Spoken { bundle, plain }
}
