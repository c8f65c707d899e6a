// SPDX-License-Identifier: EUPL-1.2
//! Files that should not be taken in, or not whole.

use tegenwicht::table::List::{self, Contacts, Roster, Sites};

/// What is wrong, which list it is for, and the file.
pub fn files() -> Vec<(&'static str, List, Vec<u8>)> {
    let mut files = whole();
    let rows = contacts().into_iter().chain(rosters()).chain(sites());
    let rows = rows.chain(spellings()).chain(formulas()).chain(phones()).chain(dates());
    files.extend(rows.map(|(what, list, text)| (what, list, text.as_bytes().to_vec())));
    assert!(files.len() >= 130, "{}", files.len());
    files
}

/// Files that do not read at all.
fn whole() -> Vec<(&'static str, List, Vec<u8>)> {
    let utf16: Vec<u8> =
        "Naam;Telefoon\nJan;06\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let long = format!("Naam\n{}", "x\n".repeat(100_001));
    let large = format!("Naam\n{}", "x".repeat(10 * 1024 * 1024));
    vec![
        ("leeg bestand", Contacts, b"".to_vec()),
        ("alleen witregels", Contacts, b"\r\n \r\n\t\n".to_vec()),
        ("alleen het merkteken van UTF-8", Contacts, b"\xef\xbb\xbf".to_vec()),
        ("alleen koppen", Contacts, b"Naam;Telefoon\r\n".to_vec()),
        ("alleen koppen en lege rijen", Sites, b"Naam;Adres\n;\n ; \n".to_vec()),
        ("geen koppen", Contacts, b"Jan de Boer;06 12345678\nPiet;06 87654321\n".to_vec()),
        ("andere lijst", Roster, b"Naam;Telefoon\nJan;06 12345678\n".to_vec()),
        ("kolom Tot ontbreekt", Roster, b"Rol;Wie;Van\nICT;Jan;12-01-2026\n".to_vec()),
        ("twee koppen Naam", Contacts, b"Naam;Volledige naam\nJan;Jan de Boer\n".to_vec()),
        ("telefoon in twee talen", Contacts, b"Naam;Telefoon;Phone\nJan;1;2\n".to_vec()),
        ("Windows-tekens", Contacts, b"Naam;Telefoon\nAndr\xe9;06 12345678\n".to_vec()),
        ("Windows-tekens in de koppen", Sites, b"Naam;Caf\xe9\nPost;x\n".to_vec()),
        ("UTF-16", Contacts, utf16),
        ("UTF-16 met merkteken", Contacts, b"\xff\xfeN\0a\0a\0m\0".to_vec()),
        ("half teken aan het eind", Sites, b"naam\nPost\xc3".to_vec()),
        ("nulteken", Contacts, b"Naam;Telefoon\nJan\0;06 12345678\n".to_vec()),
        ("werkmap van Excel", Contacts, b"PK\x03\x04\x14\0\x06\0workbook".to_vec()),
        ("oude werkmap van Excel", Contacts, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()),
        ("pdf", Contacts, b"%PDF-1.7\n1 0 obj\n".to_vec()),
        ("webpagina", Contacts, b"<html><body>Naam</body></html>".to_vec()),
        ("rtf", Sites, b"{\\rtf1 Naam}".to_vec()),
        (
            "aanhalingsteken zonder eind",
            Contacts,
            b"Naam;Telefoon\n\"Jan;06 1234\nPiet;06\n".to_vec(),
        ),
        ("aanhalingsteken zonder eind in rij 3", Sites, b"naam\nA\n\"B\nC\n".to_vec()),
        ("100.001 rijen", Sites, long.into_bytes()),
        ("groter dan 10 MB", Sites, large.into_bytes()),
        ("onzin", Contacts, (0..=255_u8).rev().collect()),
    ]
}

type Text = (&'static str, List, &'static str);

fn contacts() -> Vec<Text> {
    vec![
        ("geen naam", Contacts, "Naam;Telefoon\n;06 12345678\n"),
        ("naam van spaties", Contacts, "Naam;Telefoon\n\"   \";06 12345678\n"),
        ("geen telefoon", Contacts, "Naam;Telefoon\nEls;\n"),
        ("geen kolom telefoon", Contacts, "Naam;Rollen\nEls;Logger\n"),
        ("tekst als telefoon", Contacts, "Naam;Telefoon\nEls;via de receptie\n"),
        ("te kort nummer", Contacts, "Naam;Telefoon\nEls;12\n"),
        ("nul weggevallen", Contacts, "Naam;Telefoon\nEls;612345678\n"),
        ("nummer als macht van tien", Contacts, "Naam;Telefoon\nEls;\"3,16E+10\"\n"),
        ("zes nummers", Contacts, "Naam;Telefoon\nEls;\"4001/4002/4003/4004/4005/4006\"\n"),
        ("geen mailadres", Contacts, "Naam;Telefoon;E-mail\nEls;4001;els bij linde\n"),
        ("twee apenstaarten", Contacts, "Naam;Telefoon;E-mail\nEls;4001;els@@linde.nl\n"),
        ("onbekende rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;Keizer\n"),
        (
            "een van twee rollen onbekend",
            Contacts,
            "Naam;Telefoon;Rollen\nEls;4001;\"Logger, Keizer\"\n",
        ),
        ("volgorde nul", Contacts, "Naam;Telefoon;Volgorde\nEls;4001;0\n"),
        ("volgorde in woorden", Contacts, "Naam;Telefoon;Volgorde\nEls;4001;eerste\n"),
        ("volgorde met komma", Contacts, "Naam;Telefoon;Volgorde\nEls;4001;\"1,5\"\n"),
        ("onbekende inlognaam", Contacts, "Naam;Telefoon;Inlognaam\nEls;4001;els\n"),
        ("onbekend loket", Contacts, "Naam;Telefoon;Loket\nMeldkamer;112;Sterrenwacht\n"),
        ("onbekende locatie", Contacts, "Naam;Telefoon;Locatie\nEls;4001;Maanbasis\n"),
        ("locatie die er twee keer is", Contacts, "Naam;Telefoon;Locatie\nEls;4001;4 West\n"),
        ("twee contacten met die naam", Contacts, "Naam;Telefoon\nPiet Bakker;4001\n"),
        ("twee keer dezelfde in het bestand", Contacts, "Naam;Telefoon\nEls;4001\nEls;4002\n"),
        (
            "een bestaande twee keer in het bestand",
            Contacts,
            "Naam;Telefoon;E-mail\nJan de Boer;4001;\nJan B.;4002;jan@linde.nl\n",
        ),
        ("komma los in de naam", Contacts, "Naam,Telefoon\nBoer, Jan de,06 12345678\n"),
        ("te lange naam", Contacts, concat_long()),
        ("teken dat niemand ziet", Contacts, "Naam;Telefoon\nEls\u{202e}soV;4001\n"),
        ("bel in de opmerking", Contacts, "Naam;Telefoon;Opmerking\nEls;4001;ring\u{7}\n"),
        ("formule als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;'=1+1\n"),
    ]
}

/// A name of 201 characters.
fn concat_long() -> &'static str {
    Box::leak(format!("Naam;Telefoon\n{};4001\n", "é".repeat(201)).into_boxed_str())
}

fn rosters() -> Vec<Text> {
    vec![
        ("geen rol", Roster, "Rol;Wie;Van;Tot\n;Jan de Boer;12-01-2026;19-01-2026\n"),
        ("onbekende rol", Roster, "Rol;Wie;Van;Tot\nKeizer;Jan de Boer;12-01-2026;19-01-2026\n"),
        ("niemand", Roster, "Rol;Wie;Van;Tot\nICT;;12-01-2026;19-01-2026\n"),
        ("onbekende persoon", Roster, "Rol;Wie;Van;Tot\nICT;Els Vos;12-01-2026;19-01-2026\n"),
        ("een van twee", Roster, "Rol;Wie;Van;Tot\nICT;Piet Bakker;12-01-2026;19-01-2026\n"),
        ("onbekende inlognaam", Roster, "Rol;Login;Van;Tot\nICT;els;12-01-2026;19-01-2026\n"),
        ("geen begin", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;;19-01-2026\n"),
        ("alleen een kloktijd", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;08:00;19-01-2026\n"),
        ("dag die er niet is", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;31-02-2026;19-03-2026\n"),
        ("getal van Excel", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;46034;46041\n"),
        ("nu", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;nu;19-01-2026\n"),
        ("eind voor begin", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;19-01-2026;12-01-2026\n"),
        ("eind is begin", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026;12-01-2026\n"),
        ("een jaar dienst", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026;12-01-2027\n"),
        (
            "twee keer dezelfde dienst",
            Roster,
            "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026;19-01-2026\n\
             ict;jan de boer;12-01-2026 08:00;18-01-2026\n",
        ),
    ]
}

fn sites() -> Vec<Text> {
    vec![
        ("geen naam", Sites, "Naam;Adres\n;Laan 1\n"),
        ("onbekende bovenliggende locatie", Sites, "Naam;Ligt in\n5 Oost;Maanbasis\n"),
        ("bovenliggende is er twee keer", Sites, "Naam;Ligt in\nKeuken;4 West\n"),
        ("in zichzelf", Sites, "Naam;Ligt in\nPost;Post\n"),
        ("in een kring", Sites, "Naam;Ligt in\nA;B\nB;C\nC;A\n"),
        ("te diep", Sites, "Naam;Ligt in\nBed 2;Hoofdgebouw > 4 West > Kamer 1\n"),
        ("te diep in het bestand", Sites, "Naam;Ligt in\nA;\nB;A\nC;B\nD;C\n"),
        ("geen ja of nee", Sites, "Naam;In gebruik\nPost;misschien\n"),
        ("twee keer in het bestand", Sites, "Naam;Ligt in\nPost;\npost;\n"),
        (
            "ligt in een geweigerde rij",
            Sites,
            "Naam;Ligt in;In gebruik\nPost;;misschien\nBalie;Post;ja\n",
        ),
        ("naam die er twee keer is", Sites, "Naam;Adres\n4 West;Laan 1\n"),
        ("meer vakken dan koppen", Sites, "Naam;Adres\nPost;Laan 1;Linde\n"),
    ]
}

/// The same faults, however a spreadsheet saved the file; and heads that do not fit.
fn spellings() -> Vec<Text> {
    vec![
        ("met merkteken", Contacts, "\u{feff}Naam;Telefoon\nEls;\n"),
        ("met komma's", Contacts, "Naam,Telefoon\nEls,\n"),
        ("met tabs", Contacts, "Naam\tTelefoon\nEls\t\n"),
        ("met sep= vooraan", Contacts, "sep=,\nNaam,Telefoon\nEls,\n"),
        ("merkteken en sep=", Contacts, "\u{feff}sep=;\nNaam;Telefoon\nEls;\n"),
        ("regels eindigen op CR", Contacts, "Naam;Telefoon\rEls;\r"),
        ("regels eindigen op CRLF", Contacts, "Naam;Telefoon\r\n\r\nEls;\r\n"),
        ("koppen in het Engels", Contacts, "Name,Phone\nEls,\n"),
        ("koppen tussen aanhalingstekens", Contacts, "\"Naam\";\"Telefoon\"\n\"Els\";\"\"\n"),
        ("puntkomma's onder koppen met komma's", Contacts, "Naam,Telefoon\nEls;4001\n"),
        ("komma's onder koppen met puntkomma's", Contacts, "Naam;Telefoon\nEls,4001\n"),
        ("alleen een kop die niemand kent", Contacts, "Kleur\nrood\n"),
        ("koppen die niemand kent", Sites, "Kleur;Vorm\nrood;rond\n"),
        ("kop met een spelfout", Contacts, "Namm;Telefoon\nEls;4001\n"),
        ("lege kop boven de naam", Contacts, ";Telefoon\nEls;4001\n"),
        ("telefoon drie keer", Contacts, "Naam;Telefoon;Telefoon;Telefoon\nEls;1;2;3\n"),
        ("Van twee keer", Roster, "Rol;Wie;Van;Van;Tot\nICT;Jan de Boer;1;2;3\n"),
        ("kolom Rol ontbreekt", Roster, "Wie;Van;Tot\nJan de Boer;12-01-2026;19-01-2026\n"),
        ("kolom Van ontbreekt", Roster, "Rol;Wie;Tot\nICT;Jan de Boer;19-01-2026\n"),
        ("nulteken in de koppen", Contacts, "Na\0am;Telefoon\nEls;4001\n"),
        ("nulteken in de laatste rij", Sites, "Naam\nPost\nBalie\0\n"),
        ("aanhalingsteken in de koppen", Contacts, "\"Naam;Telefoon\nEls;4001\n"),
        ("aanhalingsteken aan het eind", Sites, "Naam\nPost\n\""),
        ("richting omgekeerd in de naam van een locatie", Sites, "Naam\nPo\u{202e}tso\n"),
        ("teken zonder breedte", Sites, "Naam\nPo\u{200b}st\n"),
        ("merkteken midden in een naam", Sites, "Naam\nPo\u{feff}st\n"),
        ("escape in de naam", Contacts, "Naam;Telefoon\nEls\u{1b}[31m;4001\n"),
        (
            "script in de rol",
            Contacts,
            "Naam;Telefoon;Rollen\nEls;4001;<script>alert(1)</script>\n",
        ),
    ]
}

/// What a spreadsheet would take for a formula is text here, and is judged as text.
fn formulas() -> Vec<Text> {
    vec![
        ("formule als telefoon", Contacts, "Naam;Telefoon\nEls;=1+1\n"),
        ("min als telefoon", Contacts, "Naam;Telefoon\nEls;-2+3\n"),
        ("apenstaart als telefoon", Contacts, "Naam;Telefoon\nEls;@SUM(1)\n"),
        ("alleen een plus als telefoon", Contacts, "Naam;Telefoon\nEls;+\n"),
        ("plus als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;+Keizer\n"),
        ("min als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;-Keizer\n"),
        ("apenstaart als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;@Keizer\n"),
        ("tab als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;\"\t=Keizer\"\n"),
        ("CR als rol", Contacts, "Naam;Telefoon;Rollen\nEls;4001;\"\r=Keizer\"\n"),
        (
            "opdracht als volgorde",
            Contacts,
            "Naam;Telefoon;Volgorde\nEls;4001;=cmd|' /C calc'!A0\n",
        ),
        ("koppeling als mail", Contacts, "Naam;Telefoon;E-mail\nEls;4001;=HYPERLINK(1)\n"),
        ("formule als begin", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;=NOW();19-01-2026\n"),
        ("formule als ja of nee", Sites, "Naam;In gebruik\nPost;=1=1\n"),
        ("formule als bovenliggende locatie", Sites, "Naam;Ligt in\nPost;=A1\n"),
    ]
}

fn phones() -> Vec<Text> {
    vec![
        ("letters in het nummer", Contacts, "Naam;Telefoon\nEls;06-ABCDEFGH\n"),
        ("alleen streepjes", Contacts, "Naam;Telefoon\nEls;---\n"),
        ("een vraagteken", Contacts, "Naam;Telefoon\nEls;?\n"),
        ("geen", Contacts, "Naam;Telefoon\nEls;geen\n"),
        ("cijfers die geen cijfers zijn", Contacts, "Naam;Telefoon\nEls;０６１２３４５６７８\n"),
        ("mailadres als telefoon", Contacts, "Naam;Telefoon\nEls;els@linde.nl\n"),
        ("tweede nummer fout", Contacts, "Naam;Telefoon\nEls;4001 / zie lijst\n"),
        ("300 cijfers", Contacts, long_phone()),
        ("richting omgekeerd in het nummer", Contacts, "Naam;Telefoon\nEls;06\u{202e}12345678\n"),
        ("fout in Telefoon 2", Contacts, "Naam;Telefoon;Telefoon 2\nEls;4001;thuis\n"),
    ]
}

/// A number of 300 digits.
fn long_phone() -> &'static str {
    Box::leak(format!("Naam;Telefoon\nEls;{}\n", "0612345678".repeat(30)).into_boxed_str())
}

fn dates() -> Vec<Text> {
    vec![
        ("29 februari in 2026", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;29-02-2026;05-03-2026\n"),
        ("dertiende maand", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-13-2026;19-01-2027\n"),
        ("dag nul", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;00-01-2026;19-01-2026\n"),
        ("25 uur", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026 25:00;19-01-2026\n"),
        ("60 minuten", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026 08:60;19-01-2026\n"),
        ("een woord als dag", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;morgen;19-01-2026\n"),
        ("een weeknummer", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;week 3;week 4\n"),
        (
            "een jaar van vijf cijfers",
            Roster,
            "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-20266;19-01-20266\n",
        ),
        ("geen eind", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026;\n"),
        ("het einde is onzin", Roster, "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01-2026;nooit\n"),
        (
            "nulteken in de dag",
            Roster,
            "Rol;Wie;Van;Tot\nICT;Jan de Boer;12-01\0-2026;19-01-2026\n",
        ),
        (
            "richting omgekeerd in de dag",
            Roster,
            "Rol;Wie;Van;Tot\nICT;Jan de Boer;\u{202e}6202-10-21;19-01-2026\n",
        ),
    ]
}
