### SPDX-License-Identifier: EUPL-1.2
### Cijfers: met bron, tijd, status en verloop.

figure-none = Nog geen cijfers.
figure-none-hint = Leg hier vast wat u telt of wat open is. Bijvoorbeeld: mensen in huis, bedden vrij, spoedpost open of dicht.
figure-state = Cijfer vastleggen
figure-update = Nieuwe stand vastleggen
figure-text = Hoe weet u dit?
figure-replaces-all = Dit vervangt ook wat anderen hierover zeiden
figure-value-missing = Vul in hoeveel het is. Weet u het niet, maak dan ook de naam van het cijfer leeg.
figure-settle = Wat klopt?
figure-settle-hint = De bronnen spreken elkaar tegen. Bel ze. Vul in wat klopt en laat het vinkje staan: dan vervangt dit de andere standen. Het verloop blijft leesbaar.
figure-withdrawn-all = Alles hierover is ingetrokken of doorgehaald.
figure-history = Verloop
back-to-figures = Terug naar de cijfers

field-figure = Cijfer
field-figure-name = Waarover gaat het?
field-figure-value = Hoeveel, of welke stand?
field-figure-unit = Eenheid (mag leeg)
field-figure-status = Hoe zeker is het?

status-reported = gemeld
status-confirmed = bevestigd
status-withdrawn = ingetrokken
