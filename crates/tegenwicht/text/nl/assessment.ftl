### SPDX-License-Identifier: EUPL-1.2
### Beoordelen: wel of niet opschalen, en opnieuw kijken.

assessment-title = Wel of niet opschalen?
assessment-do = Beoordelen
assessment-again = Opnieuw beoordelen
assessment-hint = Tien vragen. “Onbekend” is ook een antwoord. Er is geen vast aantal: één zware ja kan genoeg zijn. Twijfelt u? Schaal op.
assessment-remark = Toelichting (mag leeg)
assessment-criterion = Vraag
assessment-outcome = Uitkomst
assessment-none = Niemand heeft dit nog beoordeeld.
assessment-earlier = Eerder beoordeeld
assessment-earlier-count = { $count ->
    [one] 1 keer eerder beoordeeld
   *[other] { $count } keer eerder beoordeeld
}
verdict-yes = Ja
verdict-no = Nee
verdict-unknown = Onbekend

assessment-scale-up = Opschalen
assessment-stays = Vastleggen: de crisis blijft
assessment-regular = Niet opschalen
assessment-no-hint = Het gaat terug naar het gewone proces. Uw antwoorden en de reden blijven bewaard.
assessment-no-save = Vastleggen: niet opschalen
assessment-false-alarm = Toch geen crisis
assessment-false-hint = Uw antwoorden en de reden blijven bewaard. Sluit daarna de crisis als loos alarm.
assessment-false-save = Vastleggen: toch geen crisis
assessment-reason = Waarom niet?
assessment-reason-hint = Bijvoorbeeld: één { $ward }, storing is verholpen.
assessment-reason-missing = Schrijf op waarom niet.
assessment-not-yet = Nog niet, om …
assessment-not-yet-hint = Op dat tijdstip komt er een alarm op elke pagina, met de naam van wie opnieuw kijkt.
assessment-again-at = Opnieuw kijken om
assessment-again-hint = Bijvoorbeeld 23:30.
assessment-again-missing = Typ hoe laat u opnieuw kijkt.
assessment-owner = Wie kijkt opnieuw?
assessment-not-yet-save = Vastleggen: nog niet

assessment-out-scale-up = Opschalen
assessment-out-stays = De crisis blijft
assessment-out-regular = Niet opschalen: { $reason }
assessment-out-not-yet = Nog niet. { $name } kijkt opnieuw om { $time }.

## Alarmen

alarm-title = { $count ->
    [one] Nu opnieuw kijken naar 1 melding
   *[other] Nu opnieuw kijken naar { $count } meldingen
}
alarm-strip = { $count ->
    [one] 1 melding opnieuw bekijken
   *[other] { $count } meldingen opnieuw bekijken
}
alarm-late = { $count ->
    [one] 1 ding is nu te laat.
   *[other] { $count } dingen zijn nu te laat.
}
alarm-late-lines = Te laat: { $lines }.
alarm-own = U zou om { $time } opnieuw kijken, { $late } geleden.
alarm-whose = { $name } zou om { $time } opnieuw kijken, { $late } geleden.
