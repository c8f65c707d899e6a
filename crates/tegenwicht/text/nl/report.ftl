### SPDX-License-Identifier: EUPL-1.2
### Melden dat er iets mis kan zijn, en wat ermee is gedaan.

report-do = Melding doen
report-do-hint = Gaat er iets mis? Eén regel is genoeg.
report-hint = Is er direct gevaar? Bel eerst het alarmnummer van uw instelling. Doe daarna de melding.
report-text = Wat is er aan de hand?
report-text-hint = Eén regel is genoeg. U hoeft niets zeker te weten.
report-place = Waar? (mag leeg)
report-at = Wanneer? (leeg is nu)
report-at-hint = Bijvoorbeeld 10:30, of 15-1 07:42.
report-reporter = Uw naam en toestelnummer (mag leeg)
report-pin = Pincode
report-pin-hint = De pincode hangt op het prikbord.
report-save = Melding versturen
report-without-login = Geen account? Doe een melding met de pincode van het prikbord.
report-thanks = Uw melding is opgeslagen
report-thanks-hint = Het crisisteam ziet de melding zodra iemand inlogt. Tegenwicht belt niemand. Heeft het haast, bel dan ook zelf uw leidinggevende.
report-another = Nog een melding doen

reports-waiting = Meldingen die wachten
reports-count = { $count ->
    [0] geen meldingen
    [one] 1 melding
   *[other] { $count } meldingen
}
reports-none = Er wacht geen melding.

report-number = Melding { $number }
report-open-crisis = Crisis openen voor deze melding
report-became-crisis = Voor deze melding is een crisis geopend.
report-to-crisis = Naar de crisis
report-no-crisis = Geen crisis nodig: { $reason }
report-no-crisis-title = Geen crisis nodig? Leg dat ook vast
report-no-crisis-reason = Waarom is er geen crisis nodig?
report-no-crisis-save = Vastleggen: geen crisis nodig
reports-all = Alle meldingen
report-waits = wacht op iemand die ernaar kijkt
report-needs-no-crisis = geen crisis nodig
report-became-line = Deze melding staat als regel in het logboek.
report-to-line = Naar de regel
back-to-reports = Alle meldingen
back-to-report = Terug naar de melding

## Ook bij ons

report-same-title = Is het bij u ook zo?
report-same-hint = Deze meldingen wachten al. Eén druk is genoeg, typen hoeft niet.
report-same = Ook bij ons
report-same-text = Ook bij ons: { $text }
report-look = Kijk eerst wat er al gemeld is
report-same-chosen = U koos: ook bij ons.
report-same-none = Er wacht nog geen andere melding. Schrijf hieronder op wat er aan de hand is.
report-same-unsent = Er is nog niets verstuurd. Kies hieronder en druk op Melding versturen.
report-same-not = Iets anders
report-same-not-hint = Schrijf hieronder op wat er aan de hand is.

## De inbox

reports-heaps = { $count ->
    [0] er wacht niets
    [one] 1 onderwerp
   *[other] { $count } onderwerpen
}
reports-none-hint = Wat iemand meldt, komt hier te staan.
reports-not-found = Niets gevonden.
reports-not-found-hint = Zoek met minder woorden, of kies Alles.
reports-search = Zoek in de meldingen
reports-which = Welke meldingen
reports-show-waiting = Wacht nog
reports-show-all = Alles
reports-tick = Kies: { $text }
reports-tick-two = Kies twee of meer meldingen die over hetzelfde gaan.
reports-last = laatste melding { $time }
reports-unfold = { $count ->
    [one] Toon de andere melding
   *[other] Toon de andere { $count } meldingen
}
reports-rest = Alle meldingen over dit onderwerp
reports-join-hint = Gaan meldingen over hetzelfde? Vink ze aan en voeg ze samen. De oudste komt bovenaan; alles blijft bewaard.
reports-join = Samenvoegen wat is aangevinkt
reports-join-all = Alle { $count } met “{ $words }” samenvoegen
reports-older = Oudere meldingen
reports-newer = Nieuwere meldingen

## Een melding wordt een regel in het logboek

report-line-title = Zet in het logboek van: { $title }
report-line-text = Wat komt er in het logboek?
report-line-answer = Antwoord op een vraag
report-line-question = Op welke vraag is dit het antwoord?
report-line-no-choice = kies een vraag
report-line-no-question = Kies de vraag waarop dit het antwoord is.
report-line-save = In het logboek zetten

## METHANE

methane-title = Groot incident? Vul METHANE in
methane-hint = Zeven punten voor de hulpdiensten. Vul in wat u weet. De rest mag leeg.
