### SPDX-License-Identifier: EUPL-1.2
### Attenties: waar het verleden niet klopt met zichzelf. Nooit iemands fout.

notices-hint = Hier staat wat vreemd is in wat is opgeslagen. Niemand deed iets fout en er is niets weg. Kijk ernaar als het rustig is, samen met ICT.
notices-none = Geen attenties.
notice-event = kenmerk
notice-unknown-fact = Hier staat iets dat deze versie van Tegenwicht niet kent ({ $name }). Het is bewaard. Werk Tegenwicht bij om het te zien.
notice-unknown-kind = Hier staat een soort vastlegging die deze versie van Tegenwicht niet kent ({ $name }). Het is bewaard. Werk Tegenwicht bij om het te zien.
notice-newer-schema = Hier staat iets van een nieuwere versie van Tegenwicht (vorm { $version }). Het is bewaard. Werk Tegenwicht bij om alles te zien.
notice-unreadable-body = De inhoud van één vastlegging is niet te lezen. Ze is bewaard zoals ze is. Vraag ICT de opslag na te kijken.
notice-wrong-scope = Iets staat in een deel van het logboek waar het niet hoort ({ $name }). Het is bewaard en telt niet mee.
notice-wrong-kind = Iets staat in een vastlegging waar het niet hoort ({ $name }). Het is bewaard en telt niet mee.
notice-not-root = Apparaat { $device } is toegelaten of ingetrokken zonder de hoofdsleutel. Dat telt niet mee. Vraag ICT wat daar gebeurde.
notice-unknown-target = Iets verwijst naar wat hier niet is ({ $name }). Misschien is het gewist, of komt het nog van een ander apparaat.
notice-missing-predecessor = Hier ontbreekt nog iets van eerder. Het staat misschien nog op een ander apparaat.
notice-fork = Apparaat { $device } heeft twee verschillende vastleggingen op dezelfde plek. Beide zijn bewaard. Vraag ICT of dit apparaat is gekopieerd of teruggezet.
notice-clone = Twee apparaten gebruiken dezelfde sleutel ({ $device }). Er is een schijf gekopieerd of teruggezet. Alles is bewaard. Zet één van de twee uit.
notice-clock = De klok van apparaat { $device } ging { $length } terug. De volgorde van de regels klopt nog. Kijk wel naar de tijden.
notice-repeated-command = Hetzelfde kwam twee keer binnen. Het telt één keer.
notice-conflict = Twee mensen veranderden hetzelfde zonder dat van elkaar te weten ({ $name }). Beide staan er nog. Kies wat geldt.
notice-opened-twice = Iets is twee keer begonnen ({ $name }). De eerste keer telt, de tweede is bewaard.
