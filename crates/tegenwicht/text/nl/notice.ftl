### SPDX-License-Identifier: EUPL-1.2
### Attenties: waar het verleden niet klopt met zichzelf. Nooit iemands fout.

notices-hint = Hier staat wat vreemd is aan wat is opgeslagen. Niemand deed iets fout en er is niets weg. Kijk ernaar als het rustig is, samen met ICT.
notices-none = Geen attenties.
notice-event = kenmerk
notice-unknown-fact = Hier staat iets dat deze versie van Tegenwicht niet kent ({ $name }). Het is bewaard. Werk Tegenwicht bij om het te zien.
notice-unknown-kind = Hier staat een soort vastlegging die deze versie van Tegenwicht niet kent ({ $name }). Het is bewaard. Werk Tegenwicht bij om het te zien.
notice-newer-schema = Hier staat iets van een nieuwere versie van Tegenwicht (vorm { $version }). Het is bewaard. Werk Tegenwicht bij om alles te zien.
notice-unreadable-body = De inhoud van één vastlegging is niet te lezen. Ze is bewaard zoals ze is. Vraag ICT de opslag na te kijken.
notice-wrong-scope = Iets staat in een deel van het logboek waar het niet hoort ({ $name }). Het is bewaard en telt niet mee.
notice-wrong-kind = Iets staat in een vastlegging waar het niet hoort ({ $name }). Het is bewaard en telt niet mee.
notice-foreign-subject = Iets in het ene deel van het logboek gaat over een persoon of bestand uit een ander deel. Het is bewaard en telt niet mee. Vraag ICT wat daar gebeurde.
notice-not-root = Apparaat { $device } is toegelaten of ingetrokken zonder de hoofdsleutel. Dat telt niet mee. Vraag ICT wat daar gebeurde.
notice-unknown-target = Iets verwijst naar wat hier niet is ({ $name }). Misschien is het gewist, of komt het nog van een ander apparaat.
notice-missing-predecessor = Hier ontbreekt nog iets van eerder. Het staat misschien nog op een ander apparaat.
notice-fork = Apparaat { $device } heeft twee verschillende vastleggingen op dezelfde plek. Beide zijn bewaard. Vraag ICT of dit apparaat is gekopieerd of teruggezet.
notice-clone = Twee apparaten gebruiken dezelfde sleutel ({ $device }). Er is een schijf gekopieerd of teruggezet. Alles is bewaard. Zet één van de twee uit.
notice-clock = De klok van apparaat { $device } ging { $length } terug. De volgorde van de regels klopt nog. Kijk wel naar de tijden.
notice-repeated-command = Hetzelfde kwam twee keer binnen. Het telt één keer.
notice-conflict = Twee mensen veranderden hetzelfde zonder dat van elkaar te weten ({ $name }). Beide staan er nog. Kies wat geldt.
notice-opened-twice = Iets is twee keer begonnen ({ $name }). De eerste keer telt, de tweede is bewaard.

notices-rights = Wie wat mag en welke apparaten meedoen: zoals dit apparaat het weet van { $moment }. Wat daarna elders is veranderd, is hier nog niet bekend.
notices-conflicts = Twee mensen besloten iets anders
notices-conflicts-hint = Ze wisten het niet van elkaar. Beide staan er nog. Kies wat geldt; de ander blijft in het logboek.
notices-copies = Kopieën en sleutels
notices-copies-hint = Alles is bewaard. Laat ICT nakijken welk apparaat dubbel draait en één van de twee uitzetten.
notices-clocks = Klokken die niet klopten
notices-clocks-hint = De volgorde van de regels klopt. De tijden van dit apparaat misschien niet.
notices-rest = Overige attenties
notices-rest-hint = Er is niets weg.
notices-more = { $count ->
    [one] En nog één.
   *[other] En nog { $count }.
}
notices-refused = Niet overgenomen
notices-refused-hint = Dit kwam van een ander apparaat en is niet opgeslagen, of het vraagt aandacht.
left-fork = Apparaat { $device } schreef twee verschillende dingen op dezelfde plek ({ $count }×). Beide zijn bewaard. Vraag ICT of de schijf is gekopieerd of teruggezet.
left-twin = Er werkt een kopie van dit apparaat ({ $device }). Zet één van de twee uit.
left-fault = Het logboek van apparaat { $device } klopt niet. Wat niet klopt is niet overgenomen, de rest wel. Vraag ICT het apparaat na te kijken.
left-waits = Van apparaat { $device } zijn { $count } vastleggingen niet overgenomen: er ontbreekt nog iets van eerder, of het apparaat was niet toegelaten. Vraag een nieuwe bundel.
conflict-roles = Rollen van { $name }
conflict-password = Wachtwoord van { $name }
conflict-pin = Pincode van het prikbord
conflict-secret = een nieuw geheim, hier niet te zien
conflict-report = Melding: { $text }
conflict-no-crisis = Geen crisis: { $reason }
conflict-crisis = Crisis geopend: { $title }
conflict-crisis-unknown = Crisis geopend, hier niet te zien
conflict-title = Hoe de crisis heet
conflict-closing = Afsluiten van { $title }
conflict-closed = Afgesloten { $moment }: { $reason }
conflict-clock = Klok van apparaat { $device }
clock-later = { $length } later dan de klok zei
clock-earlier = { $length } eerder dan de klok zei
conflict-who = { $name }, { $moment }, op { $device }
conflict-choose = Dit geldt
conflict-third = Iets anders kiezen
conflict-figure = { $name }: dit spreekt elkaar tegen.
