### SPDX-License-Identifier: EUPL-1.2
### De lijst rond elke pagina: balk, menu, verbinding, waarschuwingen.

app-name = Tegenwicht
title-fault = Fout:{" "}
skip-to-content = Naar de inhoud
menu = Menu
quick-menu = Snel naar
close-sheet = Sluiten
search = Zoeken
print = Afdrukken
printed-at = afgedrukt
unknown = onbekend
contradictory = tegenstrijdig
language-nl = Nederlands
language-en = English

## Menu

nav-home = Begin
nav-report = Melding doen
nav-reports = Meldingen
nav-open-crisis = Crisis openen
nav-users = Gebruikers
nav-devices = Apparaten en verbinding
nav-library = Voorbereiding
nav-notices = Attenties
nav-log = Logboek
nav-figures = Cijfers
nav-crisis = Deze crisis
bar-home = Begin
bar-report = Melden
bar-reports = Meldingen
late = te laat
bar-log = Logboek
bar-crisis = Crisis
bar-more = Meer
help-and-keys = Hulp en sneltoetsen

## De balk bovenaan

exercise-word = OEFENING
nafase-word = NAFASE
real-crisis-word = ECHTE CRISIS
running-crises = { $count ->
    [0] geen lopende crisis
    [one] 1 lopende crisis
   *[other] { $count } lopende crises
}
running-exercises = { $count ->
    [0] geen oefening
    [one] 1 oefening
   *[other] { $count } oefeningen
}
announce-decisions = { $count ->
    [one] 1 nieuw besluit
   *[other] { $count } nieuwe besluiten
}
as-of = stand van { $time }
shows-earlier-moment = U ziet een eerder moment
saved-here = opgeslagen op één apparaat
saved-here-only = bewaard op één apparaat

## Verbinding. Wat tussen accolades staat, vult de pagina zelf in.

link-live = Verbonden
link-just = beeld van nu
link-age = {"{n}"} min oud
link-lost = Geen verbinding sinds {"{time}"}
link-unsent = {"{n}"} nog niet verzonden
link-refused = {"{n}"} geweigerd

## Inloggen en uitloggen, op elke pagina

log-in = Inloggen
log-in-again = Opnieuw inloggen
log-out = Uitloggen
logout-unsent = Er staat nog iets dat niet verzonden is. Dat gaat verloren als u uitlogt. Druk nog een keer om toch uit te loggen.
logged-out = U bent uitgelogd
logged-out-text-kept = U bent uitgelogd. Wat u typte, blijft staan.
somebody-not-logged-in = iemand zonder account
somebody-unknown = naam onbekend

## Waarschuwingen voor iedereen

warning-read-only = De schijf geeft een fout. U kunt alles nog lezen, maar er wordt niets meer opgeslagen. Schrijf verder op papier en bel ICT.
warning-not-granted = Tegenwicht draait hier op een apparaat dat nog niet is toegelaten. Lezen kan, vastleggen nog niet. Schrijf op papier tot het is toegelaten.
warning-grant-here = Toelaten met de hoofdsleutel van papier
warning-open-http = Deze verbinding is niet versleuteld: anderen op het netwerk kunnen meelezen. Typ hier niets waaraan een persoon te herkennen is. Beheren kan hier niet.
warning-root-not-printed = De hoofdsleutel staat nog op dit apparaat en misschien nog niet op papier. Gaat dit apparaat kapot, dan is de sleutel weg.
warning-root-print = Nu afdrukken

## Formulieren

form-wrong = Er klopt nog iets niet
time-now = nu
time-unclear = Deze tijd is niet te lezen. Typ bijvoorbeeld 10:30, of 15-1 07:42.
draft-restored = Dit typte u eerder. Het is nog niet vastgelegd.
