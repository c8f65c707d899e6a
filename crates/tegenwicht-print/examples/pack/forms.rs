// SPDX-License-Identifier: EUPL-1.2
//! Sample of paper to write on: criteria, log, decision, cards. Invented text.

use tegenwicht_print::{Block, Check, Column, Field, Table};

pub fn table(caption: &str, columns: &[(&str, u16)], empty_rows: u16) -> Table {
    let column =
        |(title, share): &(&str, u16)| Column { title: (*title).to_owned(), share: *share };
    let columns = columns.iter().map(column).collect();
    Table { caption: caption.to_owned(), columns, rows: Vec::new(), empty_rows }
}

pub fn title(text: &str) -> Block {
    Block::Title(text.to_owned())
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn heading(text: &str) -> Block {
    Block::Heading { level: 1, text: text.to_owned() }
}

fn fields(all: &[(&str, u16)]) -> Block {
    let field = |(label, lines): &(&str, u16)| Field { label: (*label).to_owned(), lines: *lines };
    Block::Fields(all.iter().map(field).collect())
}

fn check(text: &str, points: &[&str], who_when: bool) -> Check {
    let points = points.iter().map(|point| (*point).to_owned()).collect();
    Check { text: text.to_owned(), points, who_when }
}

pub fn criteria() -> Vec<Block> {
    let questions = [
        "Zijn er meerdere afdelingen of locaties bij betrokken?",
        "Is een kritiek proces verstoord?",
        "Is er onrust onder bewoners, familie of in de buurt?",
        "Werkt de instelling zelf niet meer zoals het hoort, of dreigt dat?",
        "Loopt de veiligheid van bewoners of medewerkers gevaar?",
        "Staat de goede naam van de instelling op het spel?",
        "Zijn er meerdere partners van buiten nodig?",
        "Schaalt de overheid op?",
        "Is inzet van veel mensen of middelen nodig?",
        "Vragen de media erom?",
    ];
    let checks = questions.iter().map(|question| check(question, &[], false)).collect();
    vec![
        title("Opschalen? Tien criteria"),
        paragraph("Kruis aan wat klopt. Eén kruis kan genoeg zijn. Bij twijfel: opschalen."),
        Block::Checklist(checks),
        heading("Uitkomst"),
        Block::Checklist(vec![
            check("Ja, het crisisteam komt bij elkaar.", &[], false),
            check("Nee, geen crisis. Schrijf hieronder waarom niet.", &[], false),
        ]),
        fields(&[("Reden", 2), ("Beoordeeld door", 1), ("Datum en tijd", 1)]),
    ]
}

pub fn log() -> Vec<Block> {
    let columns = [("Nr", 6), ("Tijd", 10), ("Wat", 50), ("Wie zegt dat", 18), ("Actie bij", 16)];
    vec![
        title("Logformulier"),
        paragraph("Eén regel per feit, besluit of actie. Nooit doorstrepen: nieuwe regel maken."),
        Block::Table(table("", &columns, 18)),
    ]
}

pub fn decision() -> Vec<Block> {
    vec![
        title("Besluit"),
        fields(&[
            ("Nummer", 1),
            ("Datum en tijd", 1),
            ("Wat is besloten", 4),
            ("Onderbouwing: wat weten we, wat nemen we aan", 4),
            ("Andere opties en waarom niet", 3),
            ("Verwacht effect, en controle om", 2),
            ("Besloten door", 1),
            ("Opgeschreven door", 1),
        ]),
    ]
}

pub fn role_card() -> Vec<Block> {
    vec![
        title("Rolkaart: logger"),
        Block::Note("Jij schrijft. Je beslist niet en je hoeft niets op te lossen.".to_owned()),
        heading("Eerste tien minuten"),
        Block::Checklist(vec![
            check(
                "Pak het logformulier en twee pennen. Zet je naam en de tijd bovenaan.",
                &[],
                false,
            ),
            check("Ga naast de voorzitter zitten, niet achteraan.", &[], false),
            check("Schrijf op wie er is en welke rol niet bezet is.", &[], false),
        ]),
        heading("Tijdens het overleg"),
        Block::Bullets(vec![
            "Schrijf een besluit letterlijk op en lees het terug voor het overleg verdergaat."
                .to_owned(),
            "Bij elke actie: wie, wat, wanneer klaar. Ontbreekt er een, vraag het hardop."
                .to_owned(),
            "Onderscheid wat vaststaat van wat iemand denkt.".to_owned(),
        ]),
        heading("Aflossing"),
        paragraph("Na vier uur neemt een ander het over. Loop samen de open acties door."),
        fields(&[("Overgedragen aan", 1), ("Tijd", 1)]),
    ]
}

pub fn action_card() -> Vec<Block> {
    vec![
        title("Actiekaart: stroom valt uit"),
        Block::Note(
            "Eerst de bewoners met beademing, zuurstof of een pomp. Accu's gaan uren mee, geen dag."
                .to_owned(),
        ),
        heading("Analyseren"),
        Block::Checklist(vec![
            check(
                "Tel wie afhankelijk is van apparatuur.",
                &["beademing", "zuurstof en vernevelaar", "pomp, antidecubitusmatras, tillift"],
                true,
            ),
            check("Vraag de netbeheerder hoe lang het minimaal duurt.", &[], true),
            check("Kijk of de noodstroom loopt en hoeveel brandstof er is.", &[], true),
            check("Denk aan bewoners thuis: wie belt hen?", &[], true),
        ]),
        heading("Doen"),
        Block::Checklist(vec![
            check(
                "Loop de afdeling rond.",
                &["liften: niemand vast", "deuren van afdeling Beuk", "bel- en alarmsysteem"],
                true,
            ),
            check("Zet iemand bij elke deur die niet meer vergrendelt.", &[], true),
            check("Bel de GHOR over knelpunten en wat je nodig hebt.", &[], true),
        ]),
        heading("Normaliseren"),
        Block::Checklist(vec![check(
            "Test elk apparaat voordat het weer aan een bewoner komt.",
            &[],
            true,
        )]),
    ]
}
