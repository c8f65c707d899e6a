### SPDX-License-Identifier: EUPL-1.2
### Klaar in een kwartier: de stappen voordat er iets gebeurt.

ready-title = Klaar in een kwartier
ready-hint = Loop de stappen een voor een langs. U kunt stoppen en later verdergaan: wat klaar is, blijft klaar.
ready-of = { $done } van { $all } klaar
ready-done = U bent klaar.
ready-done-hint = Doe nu een korte oefening: open een crisis als oefening en bel de lijst langs. Kijk deze stappen elk kwartaal na.
ready-almost = U kunt nu oefenen.
ready-almost-hint = Alleen een tweede apparaat ontbreekt nog. Daar hoeft een oefening niet op te wachten: open een crisis als oefening en bel de lijst langs.
ready-exercise = Oefening openen
ready-open = Verdergaan
ready-back = ← Klaar in een kwartier
ready-next-is = Nu aan de beurt:
ready-do = Nu doen
ready-look = Bekijken
ready-is-done = klaar
ready-is-next = nu doen
ready-is-to-do = nog te doen
ready-institution = Instelling en hoofdsleutel
ready-institution-hint = Uw instelling staat erin. Leg de hoofdsleutel op papier in de kluis.
ready-root-printed = de hoofdsleutel staat op papier
ready-root-here = de hoofdsleutel staat nog op dit apparaat
ready-words = Sector en woorden
ready-words-hint = Kijk of rollen, niveaus en woorden heten zoals bij u.
ready-people = Mensen met rol en nummer
ready-people-hint = Wie belt u voor welke rol, en wie is achtervang?
ready-duty = Piketrooster van deze week
ready-duty-hint = Wie heeft er nu dienst?
ready-sites = Locaties en { $wards }
ready-sites-hint = Waar kan iets gebeuren?
ready-places = Plek van samenkomst
ready-places-hint = Waar komt het crisisteam bij elkaar, en waar als dat niet kan?
ready-pin = Pincode voor het prikbord
ready-pin-hint = Daarmee kan iedereen in huis een melding doen.
ready-codes = Papieren codes van de crisiscoördinator
ready-codes-hint = In een dichte envelop, voor als het wachtwoord kwijt is.
ready-devices = Tweede apparaat
ready-devices-hint = Gaat het ene apparaat kapot, dan gaat u verder op het andere.
ready-words-own = { $count ->
    [0] geen eigen woorden
    [one] 1 eigen woord of keuze
   *[other] { $count } eigen woorden en keuzes
}
ready-seats = { $count ->
    [one] voor 1 rol nog niemand
   *[other] voor { $count } rollen nog niemand
}
ready-duty-count = { $count ->
    [0] niemand heeft nu dienst
    [one] 1 persoon heeft nu dienst
   *[other] { $count } mensen hebben nu dienst
}
ready-places-count = { $count } van 2 ingevuld
ready-pin-set = er is een pincode
ready-pin-none = nog geen pincode
ready-codes-count = { $count ->
    [0] nog geen codes
    [one] nog 1 code over
   *[other] nog { $count } codes over
}
ready-devices-count = { $count ->
    [one] 1 apparaat
   *[other] { $count } apparaten
}
