### SPDX-License-Identifier: EUPL-1.2
### Hulp op één pagina.

help-title = Hulp
help-report = Melding doen
help-report-text = Gaat er iets mis, doe dan een melding. Eén regel is genoeg en u hoeft niets zeker te weten. Zonder account kan het met de pincode van het prikbord. Tegenwicht belt niemand: heeft het haast, bel dan ook zelf.
help-log = Iets vastleggen in het logboek
help-log-text = Typ bij Logregel wat er gebeurde en druk op Vastleggen. Kies zo nodig of het een feit, aanname, vraag, contact, besluit of actie is. Zei iemand anders het? Vul dan in wie. Was het eerder? Typ dan de tijd.
help-strike = Een regel die niet klopt
help-strike-text = Druk op de tijd van de regel en kies Regel doorhalen. Zeg waarom. De regel blijft leesbaar met een streep erdoor. Schrijf daarna de goede regel. Een regel verandert nooit.
help-figure = Cijfers
help-figure-text = Bij elk cijfer staat wie het zegt, wanneer, en of het gemeld of bevestigd is. Spreken twee bronnen elkaar tegen, dan ziet u beide met een rode rand. Bel ze, en leg vast wat klopt. Onbekend is ook een antwoord.
help-exercise = Oefening of echt
help-exercise-text = Een oefening is paars met schuine strepen, en overal staat OEFENING. Een echte crisis is rood. Wat u in een oefening opschrijft, komt nooit in een echte crisis.
help-offline = Als de verbinding wegvalt
help-offline-text = Bovenaan staat dan sinds wanneer. U kunt alles op het scherm blijven lezen. Wat u vastlegt, wacht op deze computer en wordt vanzelf verzonden zodra er weer verbinding is. Log niet uit voordat alles is verzonden. Duurt het lang, schrijf dan ook op papier.
help-keys = Sneltoetsen
help-keys-hint = Ze werken alleen als u niet in een veld typt.
help-key-new = nieuwe logregel
help-key-search = zoeken in het logboek
help-key-help = deze hulp
