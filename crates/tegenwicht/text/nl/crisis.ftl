### SPDX-License-Identifier: EUPL-1.2
### Een crisis openen, bekijken en sluiten.

crisis-open = Crisis openen
crisis-open-save = Crisis openen
crisis-title = Wat is er aan de hand?
crisis-title-hint = Kort, zoals u het aan de telefoon zegt. Bijvoorbeeld: stroomuitval gebouw B.
crisis-mode = Echt of oefening
crisis-mode-missing = Kies of dit echt is of een oefening.
crisis-mode-for-ever = Deze keuze ligt vast. Later veranderen kan niet.
mode-real = Echt
mode-real-hint = Er is nu iets aan de hand.
mode-exercise = Oefening
mode-exercise-hint = Alles werkt hetzelfde. Elke pagina en elke afdruk zegt OEFENING.
crisis-at = Begonnen om
crisis-at-hint = Leeg is nu. Bijvoorbeeld 10:30, of 15-1 07:42.
crisis-place = Waar komt het crisisteam bij elkaar?
crisis-place-hint = Bijvoorbeeld: zaal 2.14. Mag leeg.

crisis-since = sinds { $moment } · { $length }
crisis-gathers = opkomst: { $place }
crisis-gathers-or = opkomst: { $place } (anders: { $other })
crisis-false-alarm-at = loos alarm, gesloten { $moment }
crisis-closed-at = gesloten { $moment }

crisis-fallback = En als dat niet kan? (mag leeg)
crisis-fallback-hint = Bijvoorbeeld: de kantine van gebouw C.
crisis-gathering = Opkomst
crisis-otherwise = Anders
crisis-level = Niveau
crisis-grip = GRIP (overheid)
crisis-opened = Geopend
crisis-closed = Gesloten
crisis-from-report = Begonnen met een melding
crisis-to-report = Bekijk de melding

crisis-exercise-runs = { $count ->
    [one] Er loopt een oefening:
   *[other] Er lopen { $count } oefeningen:
}
crisis-halt-hint = Is er echt iets aan de hand? Vul hieronder in wat. Eén druk stopt de oefening op alle schermen en opent de echte crisis.
crisis-halt-save = Oefening stoppen en echte crisis openen

crisis-to-weigh = De tien vragen zijn nog niet beantwoord.
crisis-to-weigh-hint = De crisis is meteen geopend. Beantwoord de vragen zodra het kan. Onbekend is ook een antwoord.
crisis-weigh = Vragen beantwoorden
crisis-weighed-none = { $name } vindt: toch geen crisis. { $reason }
crisis-close-as-false = Is iedereen het eens? Sluit de crisis dan als loos alarm.
back-to-crisis = Terug naar de crisis

crisis-false-alarm = Loos alarm
crisis-false-alarm-hint = per ongeluk of voor niets geopend; er hoeft geen evaluatie

crisis-close = Crisis sluiten
crisis-close-hint = Sluit als het crisisteam klaar is. Een gesloten crisis gaat niet meer open. Alles blijft leesbaar en u kunt er nog regels bij schrijven.
crisis-close-reason = Waarom kan de crisis dicht?
crisis-close-save = Crisis sluiten

crisis-false-close = Loos alarm: crisis sluiten
crisis-false-only = Was het niets, of per ongeluk geopend? Sluit dan als loos alarm. Er hoeft geen evaluatie. Een gesloten crisis gaat niet meer open; alles blijft leesbaar. Was het wel een crisis? Dan sluit de crisiscoördinator of de voorzitter.
crisis-false-reason = Waarom was het loos alarm?
crisis-false-save = Sluiten als loos alarm

export-title = Logboek opslaan als bestand
export-hint = Alle regels op volgorde, met tijd en naam. De tekst van regels voor het kernteam gaat niet mee. Bewaar het bestand veilig: er staan namen in.
export-csv = Opslaan als rekenblad (CSV)
export-json = Opslaan voor een ander programma (JSON)
export-pdf = Afdrukken als PDF
export-pdf-parts = Het logboek is lang. Het past in meer bestanden:
export-pdf-part = Deel { $part } van { $all }

## Brand: meteen openen

fire-open = Brand of direct gevaar: nu openen
fire-what = Wat en waar? (mag leeg)
fire-title = Brand of direct gevaar
fire-hint = Opent meteen een echte crisis. De tien vragen komen daarna. Bel zelf 112.
fire-halts = De oefening die loopt, stopt dan op alle schermen.

## Een oefening die is gestopt

halted-word = OEFENING GESTOPT: echte crisis
halted-short = gestopt
halted-hint = Deze oefening is om { $time } gestopt. Er is nu echt iets aan de hand. Hier kunt u niets meer vastleggen.
halted-go = Naar de echte crisis

## Niveau, GRIP, plaats

level-title = Niveau en opkomst
level-none = nog niet bekend
level-choose = kies
level-missing = Kies een niveau.
level-to = Nieuw niveau
level-set = Niveau veranderen
level-set-save = Niveau vastleggen
level-reason = Waarom? (mag leeg)
level-history = { $count ->
    [one] 1 keer op- of afgeschaald
   *[other] { $count } keer op- of afgeschaald
}
level-line = Opschaling: { $level }.
level-line-reason = Opschaling: { $level }. Reden: { $reason }
grip-set = GRIP vastleggen
grip-set-save = GRIP vastleggen
grip-hint = GRIP is van de overheid en volgt ons niveau niet. Vraag de GHOR wat nu geldt.
grip-to = Wat geldt nu?
grip-said-by = Wie zei het? (mag leeg)
grip-missing = Kies wat nu geldt.
grip-line = { $grip }.
grip-line-by = { $grip }, zegt { $name }.
places-set = Opkomstplaats veranderen
places-set-save = Plaats vastleggen
places-at-fallback = De eerste plek kan niet. Wij zitten op de andere plek.
places-fallback-missing = Vul de andere plek in waar het team nu zit.
places-line = Opkomst: { $place }. Als dat niet kan: { $other }.
places-line-fallback = Opkomst verplaatst naar { $other }. Niet meer naar { $place }.
crisis-scaled = opschaling: { $level }
crisis-nameless = Crisis waarvan de naam verborgen is
crisis-opened-line = Crisis geopend: { $title }
crisis-title-line = De crisis heet nu: { $title }
title-set = Naam van de crisis veranderen
title-set-save = Naam vastleggen
title-set-hint = De oude naam blijft in het logboek staan. Staat daar een naam van een { $client } in? Verberg dan die regel in het logboek: de oude naam gaat mee.
title-to = Nieuwe naam
