// SPDX-License-Identifier: EUPL-1.2
//! Prints a sample of all kinds of paper, to look at: `--example pack -- FOLDER`.

mod forms;
mod lists;

use std::error::Error;
use std::path::PathBuf;

use tegenwicht_print::{Block, Document, Language, Mark, Words, print};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let mark = Mark { word: "OEFENING".to_owned(), is_exercise: true };
    for (name, mark) in [("pack", None), ("pack-exercise", Some(mark))] {
        let printed = print(&pack(mark))?;
        println!("{name}: {} bytes, tagged: {}", printed.pdf.len(), printed.is_tagged);
        if let Some(fault) = printed.fault {
            println!("{fault}");
        }
        std::fs::write(folder.join(name).with_extension("pdf"), printed.pdf)?;
    }
    Ok(())
}

/// The papers that lie in the cupboard of a ward before anything happens.
fn pack(mark: Option<Mark>) -> Document {
    let papers = [
        forms::criteria(),
        forms::log(),
        forms::decision(),
        lists::presence(),
        lists::calls(),
        forms::role_card(),
        forms::action_card(),
    ];
    let mut blocks = Vec::new();
    for paper in papers {
        blocks.push(Block::PageBreak);
        blocks.extend(paper);
    }
    Document {
        title: "Noodpakket papier".to_owned(),
        language: Language::Nl,
        mark,
        institution: "Woonzorgcentrum De Linde".to_owned(),
        printed_at: "Afgedrukt wo 3 mrt 03:05".to_owned(),
        as_known_at: Some("stand zoals bekend om 02:50".to_owned()),
        words: Words {
            page: "pagina".to_owned(),
            of: "van".to_owned(),
            who: "wie".to_owned(),
            when: "wanneer".to_owned(),
        },
        blocks,
    }
}
