### SPDX-License-Identifier: EUPL-1.2
### Voorbereiding: de kaarten en lijsten, de woordenlijst, en wat er mis is met bestanden.

library-hint = Lees deze kaarten nu het rustig is, en druk ze af. In een crisis zijn ze er ook zonder netwerk.
library-none = Er zijn geen kaarten.
library-faulty = { $count ->
    [one] Eén bestand of kaart vraagt aandacht. De crisiscoördinator en ICT zien hier wat er mis is.
   *[other] Er zijn { $count } dingen mis met bestanden. De crisiscoördinator en ICT zien hier wat.
}
library-faults = { $count ->
    [one] Er is één ding mis met een bestand
   *[other] Er zijn { $count } dingen mis met bestanden
}
library-faults-hint = Verbeter het bestand en druk onderaan op Opnieuw lezen. Alle andere kaarten werken gewoon.
library-faults-more = { $count ->
    [one] En nog één. Verbeter eerst deze en lees opnieuw.
   *[other] En nog { $count }. Verbeter eerst deze en lees opnieuw.
}
library-line = regel { $line }
library-left-out = dit bestand telt niet mee
library-works = de kaart werkt wel
library-not-yours = dit bestand hoort bij Tegenwicht
library-read-at = Gelezen: { $moment }.
library-read-hint = Eigen kaarten staan in de map library/nl en library/en van de gegevensmap. Een lopende crisis houdt de tekst waarmee een kaart is gestart.
library-read = Opnieuw lezen

card-own = van uw instelling
card-instead = uw versie heeft een fout, dit is de standaardkaart
card-only-nl = alleen in het Nederlands
card-only-en = alleen in het Engels
card-links = Hoort hierbij
card-source = Bron: { $source }
card-proposals = voorstellen voor het crisisteam
card-asks-role = Wie:
card-asks-contact = Contact:
card-asks-card = Start kaart:
card-asks-decide = Hier is een besluit nodig.

card-kind-action = Actiekaarten
card-kind-scenario = Scenariokaarten
card-kind-role = Taakkaarten
card-kind-decision = Voorbereide besluiten
card-kind-message = Voorbeeldberichten
card-kind-list = Lijsten
card-kind-sector = Woorden per sector
card-one-action = Actiekaart
card-one-scenario = Scenariokaart
card-one-role = Taakkaart
card-one-decision = Voorbereid besluit
card-one-message = Voorbeeldbericht
card-one-list = Lijst
card-one-sector = Sector
card-unit-minutes = minuten
card-unit-hours = uur
card-unit-days = dagen
card-phase-analyse = analyseren
card-phase-act = doen
card-phase-normalise = normaliseren
card-phase-prepare = preparatie
card-phase-first-ten-minutes = eerste tien minuten
card-phase-first-hour = eerste uur
card-phase-each-meeting = elk crisisoverleg
card-phase-hand-over = overdragen

glossary-title = Woordenlijst
glossary-hint = Hoort u een woord dat u niet kent? Zoek het hier op, of vraag ernaar.
glossary-search = Zoek een woord
glossary-none = Dit woord staat er niet in.
glossary-none-hint = Probeer een deel van het woord, of vraag het aan wie het zei.
glossary-group-crisis = Woorden van de crisis
glossary-group-ict = Woorden van ICT
glossary-group-other = Andere woorden

## Wat er mis is met een bestand, en wat u dan doet

card-fault-unreadable = Dit bestand is niet te openen, of het is geen gewoon bestand.
card-fault-unreadable-next = Geef het programma leesrechten. Zet het bestand zelf in de map, geen verwijzing.
card-fault-not-text = Hier staat een teken dat geen tekst is ({ $what }).
card-fault-not-text-next = Typ deze regel opnieuw en bewaar het bestand als tekst in UTF-8. Gebruik spaties, geen tabs.
card-fault-too-long = Dit is te lang. Er passen er { $what }: bytes in een bestand, tekens op een regel.
card-fault-too-long-next = Maak het korter, of verdeel het over meer regels of kaarten.
card-fault-too-many = Dit zijn er te veel. Er passen er { $what }.
card-fault-too-many-next = Verdeel dit over twee kaarten, of haal weg wat niet nodig is.
card-fault-too-large = Deze kaart is te groot om in een crisis te starten. Er staan ongeveer { $what } tekens te veel in.
card-fault-too-large-next = Maak de kaart korter, of verdeel de stappen over twee kaarten.
card-fault-no-front-matter = Het bestand begint niet met een regel { $what }, of de tweede ontbreekt.
card-fault-no-front-matter-next = Zet boven en onder de gegevens van de kaart een regel met alleen { $what }.
card-fault-key-unknown = Boven de kaart staat „{ $what }”. Dat hoort hier niet.
card-fault-key-unknown-next = Kijk of u zich vertypte: card, kind, title, source, number, links, en role op een rolkaart.
card-fault-key-twice = Boven de kaart staat „{ $what }” twee keer.
card-fault-key-twice-next = Haal er één weg.
card-fault-key-missing = Boven de kaart ontbreekt „{ $what }”.
card-fault-key-missing-next = Zet tussen de twee streepregels een regel die begint met „{ $what }:”.
card-fault-value-wrong = Deze waarde klopt niet: „{ $what }”.
card-fault-value-wrong-next = Een kenmerk heeft kleine letters, cijfers en streepjes. Een nummer is 1 tot en met 999. Links staan zo: [een, twee].
card-fault-name-differs = Het bestand heet { $what }, maar de kaart heet anders.
card-fault-name-differs-next = Geef het bestand de naam die achter „card:” staat, met .md erachter.
card-fault-heading-without-name = Hier staat een kop zonder naam.
card-fault-heading-without-name-next = Zet de naam achter de twee hekjes.
card-fault-phase-or-field-wrong = Deze kop heeft geen fase of veld dat bij de kaart past: „{ $what }”.
card-fault-phase-or-field-wrong-next = Zet achter de kop bijvoorbeeld {"{"}phase=act{"}"} op een actiekaart of {"{"}phase=first-hour{"}"} op een rolkaart. Een lijst heeft er geen.
card-fault-step-outside = Hier staat een stap vóór de eerste kop: „{ $what }”.
card-fault-step-outside-next = Zet er een kop boven.
card-fault-sub-point-alone = Dit punt springt in, maar er staat geen stap of punt boven: „{ $what }”.
card-fault-sub-point-alone-next = Haal de twee spaties weg, of zet er een punt boven.
card-fault-braces-open = Een accolade staat hier verkeerd: „{ $what }”.
card-fault-braces-open-next = Accolades staan aan het eind van een kop, stap of punt. Hoort de accolade bij de tekst? Zet er dan \ voor.
card-fault-word-unknown = „{ $what }” staat voor geen woord van de instelling.
card-fault-word-unknown-next = Kies uit client, clients, ward en wards, met accolades eromheen. Hoort de accolade bij de tekst? Zet er dan \ voor.
card-fault-attribute-unknown = Tussen de accolades staat „{ $what }”. Dat kan hier niet.
card-fault-attribute-unknown-next = Kijk of u zich vertypte. Schrijf naam=waarde, met spaties ertussen en zonder spaties eromheen.
card-fault-attribute-twice = Tussen de accolades staat „{ $what }” twee keer.
card-fault-attribute-twice-next = Haal er één weg.
card-fault-attribute-value = Deze waarde klopt niet: „{ $what }”.
card-fault-attribute-value-next = Gebruik kleine letters, cijfers en streepjes. Zet tussen meer waarden een komma zonder spatie.
card-fault-kind-needs = Deze stap mist iets wat bij zijn soort hoort, of heeft iets te veel ({ $what }).
card-fault-kind-needs-next = Bij kind=role hoort role=…, bij kind=figures hoort figures=…, en zo ook contact en card. Bij do en decide hoort niets.
card-fault-id-twice = Het kenmerk „{ $what }” staat twee keer op deze kaart.
card-fault-id-twice-next = Geef een van beide een ander kenmerk.
card-fault-line-unclear = Deze regel is niet te begrijpen: „{ $what }”.
card-fault-line-unclear-next = Begin een stap met „- [ ] ”, een punt met „- ” en een vervolgregel met twee spaties. Vet, links, plaatjes, tabellen en HTML kunnen niet.
card-fault-link-unknown = De kaart verwijst naar „{ $what }”, maar dat is er niet.
card-fault-link-unknown-next = Verbeter de verwijzing, of maak de kaart of zet het op de lijst waar de verwijzing naar wijst.
card-fault-card-twice = De kaart „{ $what }” staat er twee keer. De eerste telt.
card-fault-card-twice-next = Haal er één weg, of geef die een ander kenmerk.
card-fault-language-differs = In de andere taal heeft deze kaart andere stappen: { $what }.
card-fault-language-differs-next = Maak de stappen in beide talen gelijk. Anders geldt een vinkje niet voor wie de andere taal leest.
