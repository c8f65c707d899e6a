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
crisis-closed-at = gesloten { $moment }

crisis-opened = Geopend
crisis-closed = Gesloten
crisis-from-report = Begonnen met een melding
crisis-to-report = Bekijk de melding

crisis-close = Crisis sluiten
crisis-close-hint = Sluit als het crisisteam klaar is. Een gesloten crisis gaat niet meer open. Alles blijft leesbaar en u kunt er nog regels bij schrijven.
crisis-close-reason = Waarom kan de crisis dicht?
crisis-close-save = Crisis sluiten

export-title = Logboek opslaan als bestand
export-hint = Alle regels op volgorde, met tijd en naam. De tekst van regels voor het kernteam gaat niet mee. Bewaar het bestand veilig: er staan namen in.
export-csv = Opslaan als rekenblad (CSV)
export-json = Opslaan voor een ander programma (JSON)
