// SPDX-License-Identifier: EUPL-1.2
//! Reads a page of ours back into elements and the words that a person sees.

/// An element with what is in it.
#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug, Clone)]
enum Node {
    Element(Element),
    Text(String),
}

/// Elements without an end.
const VOID: &[&str] = &["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];
/// Elements inside a line of text; around all others a reader sees a gap.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time", "u"];

/// Reads a page that our own templates made.
pub fn parse(html: &str) -> Element {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        put_text(&mut open, text);
        let Some((tag, after)) = split_tag(after) else { break };
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            close(&mut open, name.trim());
            continue;
        }
        let (tag, closed) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let element = element(tag);
        let ends = closed || VOID.contains(&element.name.as_str());
        open.push(element);
        if ends {
            fold(&mut open);
        }
    }
    put_text(&mut open, rest);
    while open.len() > 1 {
        fold(&mut open);
    }
    open.pop().unwrap_or_default()
}

/// Splits off a tag; a `>` within quotes does not end it.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
            Some((value, after)) => {
                attributes.push((key.to_owned(), unescaped(value)));
                rest = after;
            }
            None => {
                attributes.push((key.to_owned(), String::new()));
                rest = after.trim_start_matches('=');
            }
        }
    }
    Element { name: name.to_owned(), attributes, children: Vec::new() }
}

/// Puts the innermost open element into the one around it.
fn fold(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        match open.last_mut() {
            Some(around) => around.children.push(Node::Element(element)),
            None => open.push(element),
        }
    }
}

fn close(open: &mut Vec<Element>, name: &str) {
    if !open.iter().skip(1).any(|element| element.name == name) {
        return;
    }
    while open.len() > 1 {
        let ended = open.last().is_some_and(|element| element.name == name);
        fold(open);
        if ended {
            break;
        }
    }
}

fn put_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut()
        && !text.is_empty()
    {
        element.children.push(Node::Text(unescaped(text)));
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Makes one space of several and of line ends.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Element {
    /// Returns an attribute.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(name, _)| name == key);
        found.next().map(|(_, value)| value.as_str())
    }

    /// Returns true when it has this class.
    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|all| all.split_whitespace().any(|one| one == class))
    }

    /// Returns the elements in it, at any depth, that fit, in the order of the page.
    pub fn all(&self, fits: &dyn Fn(&Self) -> bool) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if let Node::Element(element) = child {
                if fits(element) {
                    found.push(element);
                }
                found.extend(element.all(fits));
            }
        }
        found
    }

    /// Returns the first element in it that fits.
    pub fn first(&self, fits: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        self.all(fits).into_iter().next()
    }

    /// Returns the elements with this class.
    pub fn classed(&self, class: &str) -> Vec<&Self> {
        self.all(&|element| element.has_class(class))
    }

    /// Returns the element with this id.
    pub fn by_id(&self, id: &str) -> Option<&Self> {
        self.first(&|element| element.attribute("id") == Some(id))
    }

    /// Returns the words in it as a reader sees them, without forms to fill in.
    pub fn words(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, false);
        plain(&out)
    }

    /// Returns every word in it, also in forms and attributes, for what must not be there.
    pub fn everything(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, true);
        plain(&out)
    }

    fn write(&self, out: &mut String, everything: bool) {
        let hidden = matches!(self.name.as_str(), "head" | "script" | "style" | "form")
            || self.attribute("hidden").is_some()
            || self.has_class("print-head");
        if hidden && !everything {
            return;
        }
        let gap = !INLINE.contains(&self.name.as_str());
        if gap {
            out.push(' ');
        }
        if everything {
            for (_, value) in &self.attributes {
                out.push(' ');
                out.push_str(value);
                out.push(' ');
            }
        }
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out, everything),
                Node::Text(text) => out.push_str(text),
            }
        }
        if gap {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_as_a_person_sees_it() {
        let page = "<!DOCTYPE html><html><head><title>weg</title></head><body><ol id=\"a\">\
                    <li class=\"x y\" data-row=\"1>0\"><p>een<span> twee</span></p><p>drie &lt;\
                    </p><br><svg><circle/></svg></li></ol><form><p>weg</p></form></body></html>";
        let page = parse(page);
        assert_eq!(page.words(), "een twee drie <");
        let rows = page.classed("y");
        assert_eq!(rows[0].attribute("data-row"), Some("1>0"));
        assert!(page.by_id("a").is_some());
        assert!(page.everything().contains("weg"));
        assert!(page.everything().contains("1>0"));
    }
}
