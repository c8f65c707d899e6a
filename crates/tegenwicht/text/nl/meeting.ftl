### SPDX-License-Identifier: EUPL-1.2
### Het crisisoverleg: plannen, beginnen, de agenda langs, afsluiten, verslag.

nav-meetings = Crisisoverleg
meeting-number = Crisisoverleg { $number }
meeting-planned = gepland
meeting-running = bezig
meeting-ended = afgelopen
meeting-cancelled = gaat niet door
meeting-in = over { $length }
meeting-now = begint nu
meeting-late = had { $length } geleden moeten beginnen
meeting-left = nog { $left } van { $of } min
meeting-over-time = { $length } over tijd
meeting-strip-running = { $label } bezig
meeting-strip-two = Crisisoverleg { $numbers } bezig
meeting-strip-at = { $label } om { $time }
meeting-none-planned = Geen overleg gepland
meeting-plan-one = Plan het volgende
meeting-line-planned = Crisisoverleg gepland: { $time }, { $minutes } minuten.
meeting-line-again = { $label } verplaatst: { $time }, { $minutes } minuten.
meeting-line-cancelled = { $label } gaat niet door: { $reason }
meeting-line-started = { $label } begonnen. Er is nog geen beeld vastgesteld.
meeting-line-started-picture = { $label } begonnen. Beeld versie { $version }.
meeting-line-ended = { $label } afgesloten. Er is geen volgend overleg gepland.
meeting-line-ended-next = { $label } afgesloten. Volgende: { $time }.
meeting-line-step = { $label } · klaar: { $step }.
meeting-line-step-back = { $label } · toch niet klaar: { $step }.
meeting-line-first = { $label } · { $bottleneck } komt eerst.

## De stappen

meeting-step-opening = Opening, doel
meeting-step-progress = Acties en besluiten
meeting-step-picture = Beeld vastgesteld
meeting-step-judgement = Oordeel per knelpunt
meeting-step-decision = Besluit
meeting-step-actions = Acties
meeting-step-communication = Communicatie
meeting-step-next = Volgend overleg
meeting-agenda = Agenda
meeting-done = Klaar
meeting-done-next = Klaar, verder met: { $step }
meeting-done-last = Klaar
meeting-not-done = Toch niet klaar
meeting-done-by = klaar om { $time } · { $name }

## Lijst en plannen

meetings-none = Er is nog geen overleg gepland
meetings-none-hint = Spreek een vast ritme af, bijvoorbeeld elk uur een half uur. Plan hieronder het eerste.
meetings-past = Eerdere overleggen
meeting-plan = Overleg plannen
meeting-plan-save = Overleg plannen
meeting-starts = Begint om
meeting-starts-hint = Zoals 11:15. Voor een andere dag: 15-1 11:15.
meeting-minutes = Hoeveel minuten
meeting-purpose = Doel van het overleg
meeting-purpose-hint = Mag leeg. Wat moet er na afloop besloten zijn?
meeting-starts-missing = Vul in hoe laat het overleg begint.
meeting-chair = voorzitter { $name }
meeting-present = { $count } aanwezig
meeting-not-taken = { $role } niet bezet
meeting-roles-empty = { $count ->
    [one] 1 rol niet bezet
   *[other] { $count } rollen niet bezet
}
meeting-bottlenecks = { $count ->
    [0] geen knelpunten
    [one] 1 knelpunt
   *[other] { $count } knelpunten
}
meeting-decisions = { $count ->
    [0] geen besluiten
    [one] 1 besluit
   *[other] { $count } besluiten
}
meeting-actions = { $count ->
    [0] geen acties
    [one] 1 actie
   *[other] { $count } acties
}
meeting-begin-title = Klaar om te beginnen?
meeting-begin = Overleg beginnen
meeting-begin-hint = De voorzitter begint. Wie er is, volgt uit het team.
meeting-who-leads = Wie zit voor?
meeting-who-leads-self = Ik
meeting-move = Verplaatsen
meeting-move-save = Verplaatsen
meeting-cancel = Gaat niet door
meeting-cancel-reason = Waarom niet?
meeting-cancel-save = Gaat niet door
meeting-reason = Reden: { $reason }
meeting-to-report = Verslag (concept)
meeting-twice = Dit overleg is op twee plaatsen begonnen. Kies wat geldt, of sluit het één keer af; dan is dit opgelost.
meeting-ended-twice = Dit overleg is op twee plaatsen afgesloten. Kies wat geldt; dan is dit opgelost.
meeting-two-running = Crisisoverleg { $numbers }: tegelijk bezig
meeting-two-running-hint = Ze zijn apart begonnen, toen de verbinding weg was. Kies met welk overleg u verdergaat. Het andere wordt dan afgesloten; alles wat erin is vastgelegd, blijft staan.
meeting-go-on-with = Hiermee verdergaan
meeting-said-apart = Twee mensen zeiden iets anders over dit overleg. Leg vast wat klopt; dan is dit opgelost.
meeting-bottlenecks-title = Knelpunten op de agenda
meeting-no-bottlenecks = Er staat geen knelpunt open.
meeting-first = Zet eerst

## Opening, acties, beeld

meeting-who = Wie is er?
meeting-is-here = Aanwezig
meeting-is-away = Niet aanwezig
meeting-present-unknown = onbekend
meeting-no-seats = Er zit nog niemand in het crisisteam.
meeting-to-team = Team bijwerken
meeting-goal = Doel van de crisis
meeting-due-actions = Acties: te laat of klaar vóór het einde
meeting-due-actions-none = Geen actie is te laat of bijna te laat.
meeting-due-checks = Besluiten: effect bekijken
meeting-due-checks-none = Er is nu geen besluit om na te kijken.
meeting-action-done = Klaar
meeting-found = Gevonden effect
meeting-found-save = Effect vastleggen
meeting-picture-unknown = { $count ->
    [0] Van elk gebied is iets bekend.
    [one] 1 gebied is onbekend:
   *[other] { $count } gebieden zijn onbekend:
}
meeting-picture-stale = { $count ->
    [0] Alles is opnieuw bevestigd.
    [one] 1 gebied is niet opnieuw bevestigd:
   *[other] { $count } gebieden zijn niet opnieuw bevestigd:
}
meeting-picture-questions = { $count ->
    [0] Er staat geen vraag open.
    [one] 1 open vraag:
   *[other] { $count } open vragen:
}
meeting-to-picture = Naar het situatiebeeld
meeting-adopt = Beeld vaststellen

## Oordeel en besluit

meeting-bottleneck-of = Knelpunt { $at } van { $of }
meeting-touches = Raakt: { $areas }
meeting-named-at = genoemd { $time } door { $name }
meeting-options = Opties
meeting-options-none = Er is nog geen optie genoemd. Noem er minstens twee; niets doen telt mee.
meeting-options-fill = Opties
meeting-options-hint = Eén optie per regel. Zet de toelichting achter een dubbele punt. Niets doen hoort erbij.
meeting-options-save = Oordeel vastleggen
meeting-options-change = Opties aanvullen
meeting-critical = Kritiek besluit
meeting-critical-word = kritiek besluit
meeting-read-back = Besluit, hardop teruggelezen
meeting-read-back-hint = Eén zin. Leeg: de gekozen optie.
meeting-sentence-missing = Kies een optie of schrijf het besluit op.
meeting-mandate-none = nog niet gezegd
meeting-seat = { $role } ({ $name })
meeting-decide = Besluit vastleggen
meeting-later = Doorschuiven
meeting-board = Voorstel aan RvB
meeting-team = Naar een team
meeting-until = Tot (doorschuiven, RvB, team)
meeting-which-team = Welk team?
meeting-which-team-none = kies een team
meeting-team-missing = Kies een team.
meeting-add-bottleneck = Knelpunt toevoegen
meeting-outcome-open = open
meeting-outcome-board = voorstel aan RvB
meeting-outcome-decided = besloten: { $decision }
meeting-outcome-later = doorgeschoven tot { $time }
meeting-outcome-team = naar { $team }
meeting-outcome-solved = opgelost
meeting-tally-busy = { $number } bezig
meeting-tally-open = { $number } open
meeting-tally-decided = { $number } besloten
meeting-tally-board = { $number } naar RvB
meeting-tally-later = { $number } doorgeschoven
meeting-tally-team = { $number } naar { $team }
meeting-tally-solved = { $number } opgelost

## Acties, communicatie, volgende

meeting-its-actions = Acties uit dit overleg
meeting-no-actions = Er is in dit overleg geen actie afgesproken.
meeting-action = Nieuwe actie
meeting-its-decisions = Besluiten van dit overleg
meeting-no-decisions = Er is in dit overleg geen besluit genomen.
meeting-tell = Wat vertellen we aan wie?
meeting-tell-whom = Aan wie?
meeting-tell-whom-hint = Bijvoorbeeld: alle afdelingen, familie, GHOR, pers.
meeting-tell-whom-missing = Vul in wie het moet horen.
meeting-tell-what = Wat?
meeting-tell-save = Boodschap vastleggen
meeting-told-none = Er is geen boodschap afgesproken.
meeting-told-line = Aan { $whom }: { $what }
meeting-next-is = Het volgende is { $label }, { $time }.
meeting-next-none = Er is geen volgend overleg gepland.
meeting-next-no = Er komt geen volgend overleg
meeting-next-missing = Vul in wanneer het volgende overleg is, of zeg dat er geen komt.
meeting-end = Overleg afsluiten
meeting-end-hint = Wat niet klaar is, blijft staan als niet klaar.

## Verslag

meeting-report = Verslag (concept)
meeting-report-time = Tijd
meeting-report-chair = Voorzitter
meeting-report-present = Aanwezig
meeting-report-empty = Niet bezet
meeting-report-purpose = Doel
meeting-report-picture = Situatiebeeld
meeting-report-picture-none = niet vastgesteld in dit overleg
meeting-report-picture-version = versie { $number }, { $time }
meeting-report-nobody = niemand aangevinkt
meeting-report-bottlenecks = Knelpunten
meeting-report-open-steps = Niet behandeld
meeting-report-all-steps = De hele agenda is behandeld.
meeting-report-next = Volgend overleg
meeting-owes = { $count ->
    [0] U hoeft voor dit overleg niets klaar te hebben.
    [one] U hebt voor dit overleg nog 1 ding te doen.
   *[other] U hebt voor dit overleg nog { $count } dingen te doen.
}
meeting-you-chair = U zit dit overleg voor.
