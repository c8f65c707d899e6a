### SPDX-License-Identifier: EUPL-1.2
### Wat er komt van besluiten, acties, knelpunten en vragen; en wat van mij is.

nav-tasks = Mijn taken
nav-decisions = Besluiten
nav-actions = Acties
nav-bottlenecks = Knelpunten
bar-tasks = Taken

standing-open = open
standing-proposed = voorstel aan de raad van bestuur
standing-in-force = geldt
standing-approved = akkoord van de raad van bestuur
standing-handed-over = overgedragen
standing-acknowledged = begrepen
standing-taken = iemand zoekt het uit
standing-to-team = bij een team
standing-later = doorgeschoven
standing-decided = besluit genomen
standing-answered = beantwoord
standing-done = klaar
standing-solved = opgelost
standing-replaced = vervangen
standing-declined = niet akkoord
standing-withdrawn = ingetrokken
standing-cancelled = vervallen
standing-dropped = niet meer nodig

progress-say-open = Weer open
progress-say-proposed = Voorstel aan de raad van bestuur
progress-say-in-force = Geldt toch
progress-say-approved = Raad van bestuur is akkoord
progress-say-declined = Raad van bestuur zegt nee
progress-say-replaced = Vervangen door een ander besluit
progress-say-withdrawn = Intrekken
progress-say-acknowledged = Begrepen
progress-say-handed-over = Overdragen
progress-say-done = Klaar
progress-say-cancelled = Vervalt
progress-say-decided = Er is een besluit
progress-say-to-team = Naar een team
progress-say-later = Doorschuiven
progress-say-solved = Opgelost
progress-say-taken = Iemand zoekt het uit
progress-say-dropped = Niet meer nodig
progress-more-action = Overdragen of laten vervallen
progress-more-decision = Intrekken, vervangen of voorleggen
progress-more-bottleneck = Besluit, team of doorschuiven
progress-more-question = Wie zoekt het uit?
progress-what = Wat gebeurt ermee?
progress-owner = Wie doet het?
progress-owner-none = nog niemand
progress-owner-name = Of typ een naam of { $ward }
progress-no-owner = nog niemand
progress-due = Klaar om
progress-deadline = Antwoord nodig om
progress-until = Doorschuiven tot
progress-note = Toelichting. Nodig als het vervalt, wordt ingetrokken of een nee krijgt.
progress-by = Welk besluit?
progress-by-none = kies
progress-order-first = Naar een team? Geef het team eerst een opdracht.
progress-order = Welke opdracht?
progress-answered-by-field = Wie gaf het antwoord?
progress-heard-by-field = Wie hoorde het antwoord, en hoe?
progress-heard-by = gehoord door { $name }
progress-answered-by = zegt { $name }
progress-save = Vastleggen
progress-line = { $label }: { $standing }.
progress-line-owner = Nu bij { $value }.
progress-line-heard = Gehoord door { $value }.
progress-line-note = { $value }
check-late = controle te laat: { $time }
check-nearly = controle bijna te laat: { $time }
check-at = controle om { $time }

## Acties

actions-open = { $count ->
    [0] geen open acties
    [one] 1 open actie
   *[other] { $count } open acties
}
actions-none = Er staat geen actie open.
actions-none-mine = Er staat geen actie op uw naam.
actions-none-late = Er is geen actie te laat of bijna te laat.
actions-none-ended = Er is nog geen actie klaar of vervallen.
actions-filter = Welke acties
actions-show-open = Open
actions-show-mine = Van mij
actions-show-late = Te laat of bijna
actions-show-ended = Klaar of vervallen
action-new = Nieuwe actie
action-what = Wat moet er gebeuren?
action-save = Actie vastleggen

## Knelpunten

bottlenecks-open = { $count ->
    [0] geen open knelpunten
    [one] 1 open knelpunt
   *[other] { $count } open knelpunten
}
bottlenecks-over = { $count ->
    [one] 1 knelpunt dat voorbij is
   *[other] { $count } knelpunten die voorbij zijn
}
bottlenecks-none = Er staat geen knelpunt open.
bottleneck-new = Nieuw knelpunt
bottleneck-what = Waar loopt u tegenaan?
bottleneck-hint = Eén zin. Het crisisteam besluit erover of geeft het aan een team.
bottleneck-save = Knelpunt vastleggen

## Besluiten

decisions-in-force = { $count ->
    [0] geen geldend besluit
    [one] 1 geldend besluit
   *[other] { $count } geldende besluiten
}
decisions-to-check = { $count ->
    [one] 1 controle te laat
   *[other] { $count } controles te laat
}
decisions-none = Er is nog geen besluit genomen.
decisions-none-now = Er geldt nu geen besluit.
decisions-holds = Geldende besluiten
decisions-over = { $count ->
    [one] 1 besluit dat niet meer geldt
   *[other] { $count } besluiten die niet meer gelden
}
decision-new = Nieuw besluit
decision-what = Wat is het besluit?
decision-hint = Eén zin is genoeg. Lees hem hardop terug. De rest kan later.
decision-save = Besluit vastleggen
decision-more = Onderbouwing, controle, voorstel aan de raad van bestuur
decision-replaces = Dit besluit vervangt
decision-to-board = Dit mogen wij niet zelf besluiten: leg het voor aan de raad van bestuur
decision-deadline-missing = Vul in wanneer het antwoord van de raad van bestuur nodig is.
decision-in-log = in het logboek
decision-fill = Aanvullen
decision-fill-save = Aanvulling vastleggen
decision-to-complete = nog aan te vullen
decision-bottlenecks = Knelpunt
decision-options = Opties
decision-options-hint = Eén optie per regel. Niets doen hoort erbij.
decision-ground = Onderbouwing
decision-goal = Welk doel dient het?
decision-mandate = Mandaat
decision-critical = Kritiek besluit
decision-holds-until = Geldt tot
decision-touches = Hangt samen met
decision-expected = Verwacht effect
decision-check-at = Controle om
decision-found = Gevonden effect
decision-areas = Impactgebieden
decision-line-filled = { $label } aangevuld: { $fields }.
yes = ja

## Mijn taken

tasks-count = { $count ->
    [0] niets te doen
    [one] 1 taak
   *[other] { $count } taken
}
tasks-none = U hebt nu geen taken
tasks-none-hint = Wat iemand op uw naam zet, komt hier te staan.
tasks-orders = Opdrachten aan mijn team
tasks-no-seat = U zit nog niet in het team.
tasks-take-seat = Rol nemen
tasks-until = tot { $time }
