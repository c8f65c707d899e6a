### SPDX-License-Identifier: EUPL-1.2
### Het logboek: lezen, schrijven, antwoorden, tegenspreken, doorhalen, wissen.

log-title = Logboek
log-lines = { $count ->
    [0] nog geen regels
    [one] 1 regel
   *[other] { $count } regels
}
log-disputed = { $count ->
    [one] 1 tegenstrijdige regel
   *[other] { $count } tegenstrijdige regels
}
log-empty = Nog geen regels.
log-nothing-found = Niets gevonden.
log-empty-hint = Schrijf bij Logregel op wat er is gebeurd.
log-empty-then = Op dit moment was er nog niets vastgelegd. Kies een later moment.
log-empty-reader = Zodra iemand iets vastlegt, staat het hier.
log-search = Zoek in het logboek
log-choose = Kies soort, gebied, wie of tijd
log-area = Impactgebied
log-area-all = Alle gebieden
log-person = Wie
log-person-hint = Vindt wat iemand met deze naam vastlegde, zei of moet doen.
log-until = Gebeurd tot en met
log-known = Wat was bekend om
log-moment-hint = Typ bijvoorbeeld 10:30, of 15-1 07:42. “Gebeurd tot en met” laat weg wat later gebeurde. “Wat was bekend om” laat weg wat later is vastgelegd.
log-as-known = Het logboek zoals het bekend was op { $moment }. Wat later is vastgelegd, staat hier niet.
log-as-was = Alles wat gebeurd is tot en met { $moment }, ook als het later is vastgelegd.
pager = Bladeren
pager-older = Oudere regels

kind-all = Alles
kind-fact = Feit
kind-assumption = Aanname
kind-question = Vraag
kind-contact = Contact
kind-decision = Besluit
kind-action = Actie
kind-bottleneck = Knelpunt

## Een regel schrijven

log-panel = Logregel en laatste regels
log-line = Logregel
log-placeholder = Wat is er gebeurd?
field-kind = Soort
field-time = Tijd
field-speaker = Wie zei het?
log-more = Meer: hoe, foto, cijfer, wie
field-channel = Hoe? (telefoon, portofoon, ter plekke)
field-file = Foto of bestand
field-owner = Wie doet het?
field-due = Klaar om
field-restricted = Alleen voor het kernteam
log-save = Vastleggen
log-sent = Vastgelegd.
log-queued = Geen verbinding. Uw regel wacht op deze computer en wordt vanzelf verzonden zodra er weer verbinding is.
log-kept = Niet verzonden. Uw tekst staat er nog. Druk opnieuw op Vastleggen.
log-refused = Een regel is geweigerd en wordt niet vanzelf verzonden. De reden staat bij Logregel.
log-not-granted = Vastleggen kan hier nog niet, omdat dit apparaat nog niet is toegelaten. Schrijf zolang op papier.
unsent-title = Nog niet verzonden
unsent-refused = Niet verzonden: hier moet u zelf iets doen
unsent-back = Terug in het veld
unsent-drop = Weggooien
unsent-other = Op deze computer wacht nog werk van iemand anders (regels: {"{n}"}). Het wordt pas verzonden als die persoon hier zelf inlogt.

## Een regel lezen

entry-sealed = Alleen voor het kernteam.
entry-sealed-opened = Alleen voor het kernteam:
entry-says = zegt { $name }
entry-says-by = zegt { $name } ({ $channel })
entry-owner = actiehouder: { $name }
entry-due = klaar om { $time }
entry-answered = beantwoord
entry-after-revocation = na intrekking van het apparaat
entry-is-answer = antwoord op een vraag
entry-recorded = vastgelegd { $time }
entry-struck-by = Doorgehaald { $time } door { $name }: { $reason }
settle-this = Uitzoeken
back-to-log = Terug naar het logboek
entry-happened-at = Gebeurd om
entry-recorded-at = Vastgelegd om
entry-typed-by = Opgeschreven door
entry-device = Opgeslagen op
entry-event = Kenmerk
entry-against = Zegt iets anders
entry-related = Hoort hierbij

## Iets over een regel zeggen

answer-title = Antwoord op deze vraag
answer-text = Het antwoord
answer-save = Antwoord vastleggen
contradict-title = Hoort u iets anders? Zet het ernaast
contradict-hint = Beide regels blijven staan en zijn gemarkeerd als tegenstrijdig, tot iemand het uitzoekt. Is de regel gewoon verkeerd getypt, haal hem dan door.
contradict-text = Wat hoort u, en van wie?
contradict-save = Tegenspraak vastleggen
settle-title = Wat klopt?
settle-hint = Bel de bronnen. Schrijf op wat klopt en hoe u dat weet. Alle regels blijven leesbaar.
settle-text = Wat klopt, en hoe weet u dat?
settle-save = Vastleggen wat klopt
strike-title = Regel doorhalen
strike-hint = De regel blijft leesbaar met een streep erdoor. Schrijf daarna zo nodig een nieuwe regel.
strike-reason = Waarom klopt deze regel niet?
strike-save = Regel doorhalen

## Wissen

erase-title = Regel wissen
erase-hint = Alleen voor wat hier nooit had mogen staan, zoals iets over iemands gezondheid. De tekst en de bijlagen gaan voorgoed weg. Wel blijft staan dat u wiste, wanneer en waarom. Een oude back-up kan de tekst nog bevatten: geef dat door aan ICT.
erase-reason = Waarom wist u deze regel? (iedereen kan dit lezen)
erase-save = Regel voorgoed wissen
erased-title = Gewiste regels
erased-line = { $time }: gewist door { $name }. Reden: { $ground }
erased-gone = { $time } heeft { $name } deze regel gewist. De tekst is weg en komt niet terug. Reden: { $ground }
log-nothing-hint = Zoek met andere woorden, of kies alle soorten.
erase-backup = De laatste back-up is van { $moment }. Daarin blijft de tekst staan tot u die back-up vernietigt.
