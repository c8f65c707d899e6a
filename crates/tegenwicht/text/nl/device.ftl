### SPDX-License-Identifier: EUPL-1.2
### Apparaten: wat mag vastleggen, wat dit apparaat bewaart, toelaten na terugzetten.

device-label = Apparaat
device-key = Sleutel
device-granted = Toegelaten op
device-state = Status
device-this = hiermee bent u verbonden
device-here = dit apparaat ({ $key })
device-may-sign = toegelaten
device-revoked = ingetrokken
device-holds = Wat dit apparaat bewaart
device-holds-hint = Zijn het aantal en het controlegetal op twee apparaten gelijk, dan staat op beide precies hetzelfde.
device-scope = Onderdeel
device-events = Aantal
device-digest = Controlegetal
scope-admin = Beheer: apparaten en gebruikers
scope-plan = Meldingen en voorbereiding
scope-crisis = Een crisis
scope-unknown = Nog niet bekend

grant-title = Dit apparaat toelaten
grant-hint = Een teruggezette back-up is een nieuw apparaat: lezen kan meteen, vastleggen pas na toelaten. Daarvoor is de hoofdsleutel nodig. Die staat op papier, meestal in de kluis. Typ hem over. Hij wordt één keer gebruikt en niet bewaard.
grant-label = Naam van dit apparaat (bijvoorbeeld: server gebouw A)
grant-root = Hoofdsleutel: 14 groepen van 5 tekens
grant-save = Apparaat toelaten
root-mistyped = De sleutel klopt nog niet. Leg het papier ernaast en vergelijk alle 14 groepen van 5 tekens.
root-other-institution = Deze sleutel is van een andere instelling, of van een eerdere inrichting. Zoek het vel van deze instelling.
