// SPDX-License-Identifier: EUPL-1.2
//! Splits the text of a scenario into sentences of words, quoted texts and commas.

use super::Fault;

/// Most characters on one line.
const LINE_MAX: usize = 10_000;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Word(String),
    Quoted(String),
    Comma,
}

/// A line of the scenario with the indented lines that belong to it.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// The line on which it begins.
    pub line: usize,
    pieces: Vec<(usize, Piece)>,
    next: usize,
}

/// Splits a text; what does not read comes back as faults.
pub fn split(bytes: &[u8]) -> (Vec<Sentence>, Vec<Fault>) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let text = "this is not plain text (UTF-8); save it as text, not as a document";
            return (Vec::new(), vec![Fault::new(line, text)]);
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut sentences, mut faults) = (Vec::<Sentence>::new(), Vec::new());
    for (index, content) in text.lines().enumerate() {
        let line = index + 1;
        let pieces = match pieces(line, content) {
            Ok(pieces) => pieces,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let Some((_, first)) = pieces.first() else { continue };
        let indented = content.starts_with([' ', '\t']);
        match sentences.last_mut() {
            Some(last) if indented && !begins_a_sentence(first) => last.pieces.extend(pieces),
            _ => sentences.push(Sentence { line, pieces, next: 0 }),
        }
    }
    (sentences, faults)
}

/// An indented line goes on with the line before, unless it plainly begins something new.
fn begins_a_sentence(first: &Piece) -> bool {
    match first {
        Piece::Word(word) => word == "then" || clock(word).is_some(),
        _ => false,
    }
}

fn pieces(line: usize, content: &str) -> Result<Vec<(usize, Piece)>, Fault> {
    if content.chars().count() > LINE_MAX {
        return Err(Fault::new(line, format!("longer than {LINE_MAX} characters; split it")));
    }
    let mut pieces = Vec::new();
    let mut rest = content.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '#' => "",
            ',' => {
                pieces.push((line, Piece::Comma));
                after
            }
            '"' | '“' | '„' => {
                let (quoted, after) = quoted(line, first, after)?;
                pieces.push((line, Piece::Quoted(quoted.to_owned())));
                after
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '"' | '“' | '„');
                let end = rest.find(ends).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                if word.chars().any(char::is_control) {
                    let text = "there is a character here that nobody sees; type the line anew";
                    return Err(Fault::new(line, text));
                }
                pieces.push((line, Piece::Word(word.to_owned())));
                after
            }
        }
        .trim_start();
    }
    Ok(pieces)
}

fn quoted(line: usize, opening: char, rest: &str) -> Result<(&str, &str), Fault> {
    let closes: &[char] = match opening {
        '"' => &['"'],
        _ => &['”', '“'],
    };
    let Some((quoted, after)) = rest.split_once(closes) else {
        let text = "a quotation mark opens a text and none closes it; write \"like this\", on one \
                    line, and use ' inside it";
        return Err(Fault::new(line, text));
    };
    Ok((quoted, after))
}

/// Reads a clock time such as 07:42 or 7:42.
pub fn clock(word: &str) -> Option<(u8, u8)> {
    let (hour, minute) = word.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    Some((hour.parse().ok()?, minute.parse().ok()?))
}

impl Sentence {
    /// A fault at the piece that comes next.
    pub fn fault(&self, text: impl Into<String>) -> Fault {
        let here = self.pieces.get(self.next).or(self.pieces.last());
        Fault::new(here.map_or(self.line, |(line, _)| *line), text)
    }

    /// Says what stands next, for a fault.
    pub fn here(&self) -> String {
        match self.pieces.get(self.next) {
            Some((_, Piece::Word(word))) => format!("`{word}`"),
            Some((_, Piece::Quoted(text))) => {
                let short: String = text.chars().take(40).collect();
                format!("\"{short}\"")
            }
            Some((_, Piece::Comma)) => "a comma".to_owned(),
            None => "the end of the line".to_owned(),
        }
    }

    /// Looks at the next word.
    pub fn peek(&self) -> Option<&str> {
        match self.pieces.get(self.next) {
            Some((_, Piece::Word(word))) => Some(word),
            _ => None,
        }
    }

    /// Returns true when nothing is left.
    pub fn is_done(&self) -> bool {
        self.next >= self.pieces.len()
    }

    /// Returns true when a quoted text comes next.
    pub fn is_quoted(&self) -> bool {
        matches!(self.pieces.get(self.next), Some((_, Piece::Quoted(_))))
    }

    /// Steps over these words when they come next, all of them.
    pub fn take(&mut self, words: &str) -> bool {
        let before = self.next;
        for word in words.split(' ') {
            if self.peek() != Some(word) {
                self.next = before;
                return false;
            }
            self.next += 1;
        }
        true
    }

    /// Steps over a word when a quoted text follows it.
    pub fn quoted_after(&mut self, word: &str) -> bool {
        let before = self.next;
        if self.take(word) && self.is_quoted() {
            return true;
        }
        self.next = before;
        false
    }

    /// Steps over these words or finds it a fault.
    pub fn expect(&mut self, words: &str) -> Result<(), Fault> {
        let here = self.here();
        if self.take(words) {
            return Ok(());
        }
        Err(self.fault(format!("`{words}` was expected here, and there is {here}")))
    }

    /// Takes the next word; `what` says what it is.
    pub fn word(&mut self, what: &str) -> Result<String, Fault> {
        match self.peek().map(str::to_owned) {
            Some(word) => {
                self.next += 1;
                Ok(word)
            }
            None => Err(self.fault(format!("{what} was expected here, not {}", self.here()))),
        }
    }

    /// Takes the next text in quotes; `what` says what it is.
    pub fn quoted(&mut self, what: &str) -> Result<String, Fault> {
        match self.pieces.get(self.next) {
            Some((_, Piece::Quoted(text))) => {
                let text = text.clone();
                self.next += 1;
                Ok(text)
            }
            _ => {
                let here = self.here();
                Err(self.fault(format!("{what} in \"quotes\" was expected here, not {here}")))
            }
        }
    }

    /// Steps over a comma.
    pub fn comma(&mut self) -> bool {
        let comma = matches!(self.pieces.get(self.next), Some((_, Piece::Comma)));
        self.next += usize::from(comma);
        comma
    }

    /// Takes a word and the one after it out of the rest of the sentence, wherever they stand;
    /// returns the second.
    pub fn pull(&mut self, key: &str) -> Option<String> {
        let is_key = |piece: &Piece| matches!(piece, Piece::Word(word) if word == key);
        let mut left = self.pieces.iter().skip(self.next);
        let at = self.next + left.position(|(_, piece)| is_key(piece))?;
        let (_, Piece::Word(name)) = self.pieces.get(at + 1)? else { return None };
        let name = name.clone();
        self.pieces.drain(at..at + 2);
        Some(name)
    }

    /// Finds it a fault when something is left.
    pub fn end(&self) -> Result<(), Fault> {
        if self.is_done() {
            return Ok(());
        }
        let text = format!("the sentence was complete before {}; take it out", self.here());
        Err(self.fault(text))
    }
}
