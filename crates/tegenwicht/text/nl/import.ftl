### SPDX-License-Identifier: EUPL-1.2
### Lijsten uit een bestand overnemen, en wat er mis kan zijn met een bestand of een rij.

import-contacts = Contacten uit een bestand
import-roster = Piketrooster uit een bestand
import-sites = Locaties uit een bestand
import-hint = Kies een CSV-bestand uit uw spreadsheet. U ziet eerst wat er met elke rij gebeurt; er verandert nog niets.
import-file = Bestand
import-file-hint = In Excel: Opslaan als, CSV UTF-8. Hoogstens 10 MB en 100.000 rijen.
import-paste = Of plak de rijen hier
import-text = Rijen uit de spreadsheet, met de koppen erboven
import-read = Bestand nakijken
import-columns = Welke kolommen worden gelezen?
import-columns-hint = De volgorde maakt niet uit, en Engelse koppen mogen ook. Een kolom die er niet is, verandert niets.
import-required = Moet erin staan.
import-example = De lijst van nu als voorbeeld opslaan
import-gone = Het bestand staat hier niet meer klaar. Kies het opnieuw; wat al was overgenomen, blijft staan.
import-done = Overgenomen.
import-done-refused = Verbeter de geweigerde rijen in uw bestand en neem het nog een keer over. Wat er al staat, verandert dan niet.
import-to-list = Naar de lijst
import-preview = Wat er gebeurt met elke rij
import-other = Ander bestand kiezen
import-count-new = { $count } nieuw
import-count-changed = { $count } gewijzigd
import-count-same = { $count } gelijk
import-count-refused = { $count } geweigerd
import-unread = Deze kolommen worden niet gelezen: { $columns }.
import-take = { $count ->
    [one] 1 rij overnemen
   *[other] { $count } rijen overnemen
}
import-nothing = Er is niets om over te nemen.
import-stopped = Het overnemen is onderweg gestopt. Geen rij is half gedaan. Druk nog een keer om verder te gaan waar het stopte.
import-row-number = Rij
import-row-what = Wie of wat
import-row-outcome = Wat er gebeurt
import-new = nieuw
import-changed = wordt gewijzigd
import-same = staat er al zo
import-is-refused = geweigerd.
import-change = { $column }: { $from } → { $to }
import-nothing-there = (leeg)
import-file-wrong = Dit bestand is niet te lezen
import-row = Rij { $row }
import-limits = Een bestand mag { $size } MB zijn en { $rows } rijen hebben.

## Het bestand

import-empty = Er staat niets in.
import-empty-next = Kies een bestand met koppen en rijen, of plak ze in het tekstveld.
import-too-large = Het bestand is { $what } MB. Dat is te groot.
import-too-large-next = Verdeel het in kleinere bestanden. Elk deel heeft zijn eigen koppen.
import-too-many-rows = Er staan { $what } rijen in. Dat zijn er te veel.
import-too-many-rows-next = Verdeel het in kleinere bestanden. Elk deel heeft zijn eigen koppen.
import-not-text = Dit is geen CSV-bestand.
import-not-text-next = Open het in uw spreadsheet en kies Opslaan als, CSV UTF-8. Een werkmap, pdf of webpagina is niet te lezen.
import-not-utf8 = Er staan tekens in die niet te lezen zijn, zoals een verkeerd opgeslagen é.
import-not-utf8-next = Open het in uw spreadsheet en kies Opslaan als, CSV UTF-8. In LibreOffice: kies bij Tekenset UTF-8.
import-no-rows = Er staan alleen koppen in, en geen rijen.
import-no-rows-next = Vul onder de koppen minstens één rij in.
import-quote-open = Een aanhalingsteken begint een tekst en geen ander sluit hem af.
import-quote-open-next = Zet het tweede aanhalingsteken erbij of haal het eerste weg, en sla opnieuw op.
import-column-missing = De kolom { $column } ontbreekt.
import-column-missing-next = Zet deze kop in de eerste rij. Welke koppen er zijn, staat hieronder.
import-column-twice = Twee koppen betekenen hetzelfde: { $what }.
import-column-twice-next = Haal één van de twee kolommen weg.

## Een rij

import-refused = { $column }: “{ $what }” kan zo niet.
import-cells-too-many = De rij heeft meer vakken dan er koppen zijn: “{ $what }”.
import-cells-too-many-next = Vaak staat een komma of puntkomma los in een tekst. Zet die tekst tussen aanhalingstekens.
import-cell-missing = { $column } is leeg.
import-cell-missing-next = Vul dit vak in.
import-twice-in-file = Dit staat ook al in rij { $what }.
import-twice-in-file-next = Maak er één rij van. Zijn het twee mensen, geef dan elk een inlognaam of e-mail.
import-two-matches = Er staan er al twee die hiermee bedoeld kunnen zijn: “{ $what }”.
import-two-matches-next = Vul de inlognaam of e-mail in, of wijzig het met de hand in de lijst.
import-phone-wrong = “{ $what }” is geen telefoonnummer.
import-phone-wrong-next = Gebruik cijfers, met een + vooraan of streepjes ertussen. Meer nummers scheidt u met een schuine streep.
import-phone-zero = Bij “{ $what }” is de nul vooraan weggevallen.
import-phone-zero-next = Zet de kolom in uw spreadsheet op tekst en typ het nummer opnieuw, met de nul.
import-phones-many = Er staan { $what } nummers. Er passen er 5.
import-phones-many-next = Laat de nummers staan die u in een crisis echt belt.
import-mail-wrong = “{ $what }” is geen e-mailadres.
import-mail-wrong-next = Typ het als naam@instelling.nl, of laat het vak leeg.
import-role-unknown = De rol “{ $what }” is hier niet bekend.
import-role-unknown-next = Gebruik een naam uit Woorden en instellingen, of voeg de rol daar eerst toe.
import-rank-wrong = “{ $what }” is geen plaats in de volgorde.
import-rank-wrong-next = Vul 1 in voor wie u als eerste belt, 2 voor de eerste achtervang, enzovoort.
import-login-unknown = Niemand heeft de inlognaam “{ $what }”.
import-login-unknown-next = Voeg de gebruiker eerst toe, of laat het vak leeg.
import-desk-unknown = Het loket “{ $what }” is niet bekend.
import-desk-unknown-next = Gebruik een naam uit de lijst Contacten buiten het team, of laat het vak leeg.
import-site-unknown = De locatie “{ $what }” is niet bekend.
import-site-unknown-next = Voeg de locatie eerst toe, of schrijf haar zoals ze bij Locaties staat.
import-site-two = Er zijn er meer met de naam “{ $what }”.
import-site-two-next = Schrijf ook waarin die ligt, bijvoorbeeld Hoofdgebouw > 4 West.
import-contact-unknown = “{ $what }” staat niet bij de contacten.
import-contact-unknown-next = Voeg de persoon eerst toe bij Contacten, of schrijf de naam zoals die daar staat.
import-contact-two = Er zijn er twee die “{ $what }” kunnen zijn.
import-contact-two-next = Vul de inlognaam of e-mail in, dan is het er één.
import-time-wrong = “{ $what }” is geen dag met een tijd.
import-time-wrong-next = Typ het als 12-01-2026 08:00.
import-times-turned = Het einde “{ $what }” ligt niet na het begin.
import-times-turned-next = Kijk of de dagen zijn verwisseld.
import-turn-long = De dienst duurt langer dan vijf weken, tot “{ $what }”.
import-turn-long-next = Verdeel de dienst in kortere stukken, of kijk het jaartal na.
import-yes-no-wrong = “{ $what }” is geen ja of nee.
import-yes-no-wrong-next = Vul ja of nee in, of laat het vak leeg.
import-within-itself = Deze locatie ligt in zichzelf.
import-within-itself-next = Kijk na waar deze rij en de rijen erboven in liggen.
import-too-deep = Dit ligt meer dan drie lagen diep, in “{ $what }”.
import-too-deep-next = Leg het één laag hoger.
import-within-refused = De rij van “{ $what }”, waar dit in ligt, is geweigerd.
import-within-refused-next = Verbeter eerst die rij.
