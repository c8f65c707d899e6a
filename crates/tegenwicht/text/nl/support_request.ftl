### SPDX-License-Identifier: EUPL-1.2
### Hulpvragen: gevraagd, beloofd, er, geweigerd.

support-open = { $count ->
    [0] geen open hulpvragen
    [one] 1 open hulpvraag
   *[other] { $count } open hulpvragen
}
support-none = Nog geen hulp gevraagd.
support-ask = Hulp vragen
support-ask-save = Hulpvraag vastleggen
support-what = Wat is er nodig?
support-what-hint = Hoeveel, van welk soort, voor hoe lang.
support-of = Aan wie?
support-needed = Nodig om (mag leeg)
support-place = Waarheen? (mag leeg)
support-number = Hulpvraag { $number }
support-asked-by = gevraagd { $time } · { $name }
support-needed-at = nodig om { $time }
support-expected-at = verwacht om { $time }
support-is-asked = gevraagd, nog geen antwoord
support-is-promised = beloofd
support-is-arrived = aangekomen
support-is-refused = geweigerd
support-is-withdrawn = ingetrokken
support-said = Wie zegt dat?
support-said-by = zegt { $by }
support-expected = Verwacht om
support-note = Toelichting (mag leeg)
support-say-promised = Beloofd
support-say-arrived = Aangekomen
support-say-refused = Geweigerd
support-say-withdrawn = Niet meer nodig
support-change = Iets veranderd?
support-line-asked = Hulp gevraagd aan { $of }: { $what }
support-line-moved = Hulpvraag { $number } aan { $of }: { $is }.
support-line-said = Volgens { $by }.
