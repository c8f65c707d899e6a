// SPDX-License-Identifier: EUPL-1.2
//! A look at what somebody typed: does it seem to name a client?
//!
//! Not here: what happens then (`tegenwicht`, the forms and the API ask once more).
//! Rules: it warns and forbids nothing, since it cannot know; names of users, contacts and
//! departments are no client; a room alone, a kind of care alone or a function is no name.
//! Start at: `signs`.
//! To change: the table of examples below says what is a hit and what is not.

use std::collections::BTreeSet;

use super::text::fold;

/// Words before the name of a person. The short ones are written with a full stop.
const TITLES: [&str; 22] = [
    "mevrouw",
    "mevr",
    "mw",
    "mvr",
    "meneer",
    "menheer",
    "mijnheer",
    "heer",
    "dhr",
    "hr",
    "patient",
    "patiënt",
    "patiente",
    "patiënte",
    "client",
    "cliënt",
    "cliente",
    "cliënte",
    "bewoner",
    "bewoonster",
    "mrs",
    "mr",
];
const SHORT: [&str; 8] = ["mevr", "mw", "mvr", "dhr", "hr", "mrs", "mr", "kmr"];
/// Words between a first name and a last one.
const PARTICLES: [&str; 16] = [
    "van", "de", "der", "den", "het", "'t", "’t", "ter", "ten", "te", "el", "al", "ben", "bin",
    "la", "v.d",
];
const ROOMS: [&str; 4] = ["kamer", "kmr", "appartement", "room"];
const AROUND_ROOM: [&str; 8] = ["op", "van", "uit", "in", "naar", "bij", "de", "on"];
const BIRTH: [&str; 6] = ["geboren", "geb", "geboortedatum", "gebdatum", "geboorte", "born"];
const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
/// Words with a capital that are no name of a person.
const COMMON: [&str; 22] = [
    "afdeling",
    "unit",
    "vleugel",
    "gebouw",
    "locatie",
    "kamer",
    "team",
    "zaal",
    "verdieping",
    "huis",
    "woning",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "nederlands",
    "engels",
    "covid",
    "noro",
];
/// Most characters of a word in capitals that is taken for an abbreviation, such as a department.
const ABBREVIATION_MAX: usize = 4;

/// The words of names that are no client's: users, contacts, departments, roles.
#[derive(Debug, Clone, Default)]
pub struct Known(BTreeSet<String>);

impl Known {
    /// Takes the words of these names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let words = names.into_iter().flat_map(str::split_whitespace);
        let words = words.map(|word| fold(bare(word))).filter(|word| word.chars().count() > 1);
        Self(words.filter(|word| !PARTICLES.contains(&word.as_str())).collect())
    }

    fn has(&self, word: &str) -> bool {
        let word = fold(word);
        self.0.contains(&word) || COMMON.contains(&word.as_str())
    }
}

/// Returns the words that look as if they name a client, as they were typed.
#[must_use]
pub fn signs(text: &str, known: &Known) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found: Vec<String> = service_numbers(&words);
    for index in 0..words.len() {
        let rest = words.get(index..).unwrap_or_default();
        let before = words.get(..index).unwrap_or_default();
        found.extend(titled(rest, known));
        found.extend(born(rest));
        found.extend(in_room(before, rest, known));
    }
    let mut seen = BTreeSet::new();
    found.retain(|sign| seen.insert(sign.clone()));
    found
}

/// The word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
}

/// Returns true when the sentence goes on behind this word.
fn goes_on(word: &str) -> bool {
    let short = SHORT.contains(&fold(bare(word)).as_str()) || is_initial(word);
    !word.ends_with([',', ':', ';', '!', '?', ')', '"', '”'])
        && (short || !word.ends_with('.') || fold(word) == "v.d.")
}

/// "J." or "A.B.".
fn is_initial(word: &str) -> bool {
    let letters = word.trim_start_matches('(').split_terminator('.');
    let one = |part: &str| part.chars().count() == 1 && part.chars().all(char::is_uppercase);
    word.ends_with('.') && letters.into_iter().all(one)
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&fold(word.trim_end_matches('.')).as_str())
}

/// A capital, more letters, no digit, and nobody's or nothing's name that is known here.
fn is_name(word: &str, known: &Known) -> bool {
    let name = bare(word);
    let capital = name.chars().next().is_some_and(char::is_uppercase);
    let letters = name.chars().count();
    let lower = name.chars().any(char::is_lowercase);
    capital
        && letters > 1
        && (lower || letters > ABBREVIATION_MAX)
        && !name.chars().any(|c| c.is_ascii_digit())
        && !known.has(name)
}

/// The name at the front of these words: initials and particles, then a name. Returns how many
/// words it takes.
fn name_of(words: &[&str], known: &Known) -> Option<usize> {
    for (index, word) in words.iter().enumerate().take(5) {
        if is_initial(word) || is_particle(word) {
            continue;
        }
        return is_name(word, known).then_some(index + 1);
    }
    None
}

/// "mevrouw De Vries".
fn titled(words: &[&str], known: &Known) -> Option<String> {
    let (title, rest) = words.split_first()?;
    if !TITLES.contains(&fold(bare(title)).as_str()) || !goes_on(title) {
        return None;
    }
    // "de heer en mevrouw X", "patiënt mevrouw X": the second title tells.
    let length = name_of(rest, known)?;
    words.get(..=length).map(|words| bare(&words.join(" ")).to_owned())
}

/// "geboren 3-4-1941", "geb. 3 april 1941", and a date of long ago by itself.
fn born(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    if BIRTH.contains(&fold(bare(first)).as_str()) {
        let at = rest.iter().take(3).position(|word| date_year(word).is_some());
        let taken = match at {
            Some(at) => at + 1,
            None => in_words(rest)?,
        };
        return words.get(..=taken).map(|words| bare(&words.join(" ")).to_owned());
    }
    let long_ago = date_year(first).is_some_and(|year| (1_900..2_010).contains(&year));
    long_ago.then(|| bare(first).to_owned())
}

/// "3-4-1941" or "03/04/41": the year.
fn date_year(word: &str) -> Option<u32> {
    let parts: Vec<&str> = bare(word).split(['-', '/', '.']).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let (day, month): (u32, u32) = (day.parse().ok()?, month.parse().ok()?);
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month);
    let number = year.parse().ok()?;
    (fits && matches!(year.len(), 2 | 4)).then_some(number)
}

/// "3 april 1941" within the next few words: how many words it takes.
fn in_words(words: &[&str]) -> Option<usize> {
    let month =
        words.iter().take(4).position(|word| MONTHS.contains(&fold(bare(word)).as_str()))?;
    let number = |word: &&str| bare(word).parse::<u32>().ok();
    let day = month.checked_sub(1).and_then(|index| words.get(index)).and_then(number)?;
    let year = words.get(month + 1).and_then(number)?;
    ((1..=31).contains(&day) && year > 31).then_some(month + 2)
}

/// "kamer 12 Jansen" and "… viel Jansen op kamer 12".
fn in_room(before: &[&str], words: &[&str], known: &Known) -> Option<String> {
    let [room, number, rest @ ..] = words else {
        return None;
    };
    let numbered = bare(number).chars().next().is_some_and(|c| c.is_ascii_digit());
    if !ROOMS.contains(&fold(bare(room)).as_str()) || !numbered {
        return None;
    }
    if !number.ends_with(['.', ':', ';', '!', '?', ',', '"'])
        && let Some(length) = name_of(rest, known)
    {
        return words.get(..2 + length).map(|words| bare(&words.join(" ")).to_owned());
    }
    let skipped =
        before.iter().rev().take_while(|word| AROUND_ROOM.contains(&fold(bare(word)).as_str()));
    let at = before.len().checked_sub(skipped.count() + 1)?;
    let name = before.get(at)?;
    // The first word of a sentence has a capital anyhow.
    let within = at.checked_sub(1).and_then(|at| before.get(at));
    let within = within.is_some_and(|word| goes_on(word) || word.ends_with(','));
    let is_hit = within && is_name(name, known) && (goes_on(name) || name.ends_with(','));
    is_hit.then(|| format!("{} {} {}", bare(name), room, bare(number)))
}

/// Numbers that pass the test of a citizen service number, written whole or in parts of two
/// digits or more.
fn service_numbers(words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        for run in word.split(|c: char| !c.is_ascii_digit() && c != '.') {
            if is_service_number(&run.replace('.', "")) {
                found.push(run.trim_matches('.').to_owned());
            }
        }
        let parts: Vec<&str> = words.iter().skip(index).take(4).map(|word| bare(word)).collect();
        let digits = |part: &&&str| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = parts.iter().take_while(digits).copied().collect();
        for count in 2..=parts.len() {
            let together = parts.get(..count).unwrap_or_default();
            if is_service_number(&together.concat()) {
                found.push(together.join(" "));
            }
        }
    }
    found
}

/// Nine digits that pass the test of eleven.
fn is_service_number(digits: &str) -> bool {
    if digits.len() != 9 || digits == "000000000" {
        return false;
    }
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let values = digits.bytes().map(|byte| i32::from(byte) - 48);
    let sum: i32 = values.zip(weights).map(|(digit, weight)| digit * weight).sum();
    sum % 11 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known::of(["Anna de Wit", "P. Bakker", "Afdeling Duinzicht", "Crisiscoördinator"])
    }

    #[test]
    fn what_looks_like_a_client_is_found() {
        for (text, sign) in [
            ("Gebeld met mevrouw De Vries over het eten", "mevrouw De Vries"),
            ("mw. Jansen is gevallen", "mw. Jansen"),
            ("Mevr. J. de Boer wil naar huis.", "Mevr. J. de Boer"),
            ("Dhr. Van den Berg is vermist", "Dhr. Van den Berg"),
            ("de heer Öztürk is weggelopen", "heer Öztürk"),
            ("Patiënt Pietersen ligt op de SEH", "Patiënt Pietersen"),
            ("bewoner El Amrani is terug", "bewoner El Amrani"),
            ("cliënt Truus mist haar medicijnen", "cliënt Truus"),
            ("MEVROUW JANSEN IS WEG", "MEVROUW JANSEN"),
            ("meneer van der Meer", "meneer van der Meer"),
            ("BSN 111222333 staat op de lijst", "111222333"),
            ("bsn 1112.22.333", "1112.22.333"),
            ("nummer 111 222 333", "111 222 333"),
            ("geb. 3-4-1941", "geb. 3-4-1941"),
            ("geboren op 3 april 1941", "geboren op 3 april 1941"),
            ("De man (12-03-1938) is in de tuin", "12-03-1938"),
            ("kamer 12 Jansen is gevallen", "kamer 12 Jansen"),
            ("kamer 12b mw De Boer", "mw De Boer"),
            ("Gisteren viel Jansen op kamer 12", "Jansen kamer 12"),
        ] {
            let found = signs(text, &known());
            assert!(found.iter().any(|found| found == sign), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_names_no_client_raises_nothing() {
        for text in [
            "Meneer van de techniek komt om 14:00",
            "kamer 12",
            "Kamer 12 staat onder water",
            "Lekkage op kamer 12. Iedereen is veilig.",
            "Brand in kamer 12! Brandweer gebeld",
            "Eén bewoner is gevallen. Arts gebeld.",
            "De patiënt. Afdeling Duinzicht belt terug",
            "bewoner van Duinzicht is terug",
            "patiënt SEH, patiënt A en cliënt B",
            "mevrouw De Wit en meneer Bakker van de centrale",
            "Mw. Bakker belt de Crisiscoördinator",
            "Mevrouw is terug op haar kamer",
            "telefoon 0612345678 of 072-5484444",
            "Verzonden 12-03-2026 om 09:00",
            "geboren kind maakt het goed",
            "111222334 is geen nummer dat klopt",
            "000000000",
            "mevrouw, meneer: graag rustig blijven",
            "Bewoner Afdeling B is weer binnen",
        ] {
            assert_eq!(signs(text, &known()), [""; 0], "{text}");
        }
    }
}
