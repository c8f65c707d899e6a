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
