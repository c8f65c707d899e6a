### SPDX-License-Identifier: EUPL-1.2
### Opdrachten aan operationele teams, en hun antwoord.

nav-orders = Opdrachten
orders-count = { $count ->
    [0] geen opdrachten
    [one] 1 opdracht
   *[other] { $count } opdrachten
}
orders-late = { $count ->
    [one] 1 te laat
   *[other] { $count } te laat
}
orders-nearly = { $count ->
    [one] 1 bijna te laat
   *[other] { $count } bijna te laat
}
orders-none = Nog geen opdrachten gegeven.
orders-no-team = Nog geen operationeel team
orders-no-team-hint = Richt eerst een team op. Daarna geeft u het een opdracht, met een tijd.
order-number = Opdracht { $number }
order-give = Opdracht geven
order-give-save = Opdracht geven
order-text = Wat moet het team doen?
order-team = Welk team?
order-team-none = kies een team
order-team-missing = Kies een team.
order-due = Klaar om
order-due-hint = Bijvoorbeeld 04:30. Mag leeg.
order-form-team = Operationeel team oprichten
order-form-team-save = Team oprichten
order-team-known = Team
order-team-other = een ander team
order-team-title = Naam van het team
order-team-title-hint = Leeg laten als u hiernaast kiest.
order-team-task = Waar is het voor? (mag leeg)
order-given-by = gegeven { $time } · { $name }
order-unanswered = nog geen antwoord
order-acknowledged = begrepen
order-cannot = kan niet
order-done = klaar
order-withdrawn = ingetrokken
order-note = Toelichting. Nodig bij “Kan niet”.
order-say-acknowledged = Begrepen
order-say-cannot = Kan niet
order-say-done = Klaar
order-say-withdrawn = Intrekken
order-line-team = Operationeel team opgericht: { $team }.
order-line-given = Opdracht aan { $team }: { $text }
order-line-answered = Opdracht { $number }: { $reply }.
