### SPDX-License-Identifier: EUPL-1.2
### De eerste start: de instelling, de eerste crisiscoördinator, de hoofdsleutel.

setup-not-yet = Tegenwicht is hier nog niet ingericht
setup-not-yet-hint = Wie Tegenwicht op dit apparaat startte, ziet daar een regel die begint met “setup at”. Open het adres in die regel om te beginnen.
setup-title = Uw instelling inrichten
setup-hint = Dit doet u één keer. Daarna logt u in en drukt u de hoofdsleutel af.
setup-institution = Naam van de instelling
setup-institution-missing = Vul de naam van de instelling in.
setup-sector = Soort instelling
sector-hospital = Ziekenhuis
sector-hospital-hint = Algemeen, academisch of gespecialiseerd.
sector-nursing-home = Verpleeghuis
sector-nursing-home-hint = Ook verzorgingshuis en wonen met zorg.
sector-mental-health = Ggz
sector-mental-health-hint = Kliniek en behandeling zonder opname.
sector-home-care = Thuiszorg
sector-home-care-hint = Verpleging en verzorging bij mensen thuis.
setup-coordinator = Eerste crisiscoördinator
setup-coordinator-hint = Deze persoon voegt straks de andere gebruikers toe.
setup-name-missing = Vul de naam van de eerste crisiscoördinator in.
setup-save = Instelling inrichten

## De hoofdsleutel

root-title = Hoofdsleutel van uw instelling
root-hint = Met deze sleutel laat u een nieuw apparaat toe, bijvoorbeeld na brand of een kapotte schijf. Zonder de sleutel kunt u een teruggezette back-up wel lezen, maar er niets meer in vastleggen.
root-advice-print = Druk deze pagina twee keer af en haal de vellen meteen bij de printer weg. Maak geen foto en mail de sleutel niet.
root-advice-keep = Leg één vel in de kluis en één vel in een dichte envelop op een andere plek. Wie een vel heeft, kan apparaten toelaten.
root-advice-use = Lees de afdruk na. Drukt u hieronder, dan vergeet dit apparaat de sleutel voorgoed. Hij staat dan alleen nog op papier.
root-on-paper = De sleutel ligt op twee plekken: wis hem hier
root-gone = De hoofdsleutel staat niet meer op dit apparaat. Hij staat op papier.
setup-sector-missing = Kies wat voor zorg de instelling geeft.
