// SPDX-License-Identifier: EUPL-1.2
//! Sample of lists that are known in part: who is here, who can be called. Invented people.

use tegenwicht_print::Block;

use crate::forms::{table, title};

fn rows(all: &[&[&str]]) -> Vec<Vec<String>> {
    all.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

pub fn presence() -> Vec<Block> {
    let columns = [("Kamer", 10), ("Naam", 32), ("Gaat mee", 16), ("Gezien om", 18), ("Naar", 24)];
    let mut list = table("Afdeling Beuk, 24 plaatsen", &columns, 6);
    list.rows = rows(&[
        &["1", "A. de Vries", "zittend"],
        &["2", "C. van den Berg-Oosterhout", "rolstoel"],
        &["3", "Y. Öztürk", "liggend"],
        &["4", "E. Jansen", "zittend"],
        &["5", "M. El Idrissi", "rolstoel, zuurstof"],
        &["6", "niet bezet", ""],
        &["7", "W. Zwaluwenstaart-Hogendoorn", "liggend, twee begeleiders"],
        &["8", "J. Smit", "zittend"],
    ]);
    vec![
        title("Wie is er en wie is waar"),
        Block::Paragraph("Zet de tijd erbij als je iemand zelf gezien hebt.".to_owned()),
        Block::Table(list),
    ]
}

pub fn calls() -> Vec<Block> {
    let columns = [("Rol", 24), ("Naam", 24), ("Telefoon", 20), ("Gebeld om", 14), ("Komt om", 18)];
    let mut list = table("Crisisteam", &columns, 4);
    list.rows = rows(&[
        &["Voorzitter", "R. Bakker", "06 00 00 00 01"],
        &["Voorzitter, vervanger", "L. Mulder", "06 00 00 00 02"],
        &["Logger", "S. de Wit", "06 00 00 00 03"],
        &["Zorg", "P. Visser", "06 00 00 00 04"],
        &["ICT", "T. Nguyễn", "06 00 00 00 05"],
        &["Facilitair", "K. Kok", "06 00 00 00 06"],
        &["Communicatie", "H. Dijkstra", "06 00 00 00 07"],
    ]);
    let mut outside = table("Buiten de instelling", &columns, 5);
    outside.rows = rows(&[
        &["GHOR", "piket", "088 000 00 01"],
        &["Netbeheerder", "storingen", "088 000 00 02"],
    ]);
    vec![title("Bellijst"), Block::Table(list), Block::Table(outside)]
}
