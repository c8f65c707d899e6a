### SPDX-License-Identifier: EUPL-1.2
### Weigeringen: er is niets veranderd, en dit doet u nu.

refusal-not-allowed = Dit mag niet met uw rol. Vraag iemand die het wel mag, of bel de crisiscoördinator.
refusal-not-set-up = Tegenwicht is hier nog niet ingericht. Vraag degene die het startte om het in te richten.
refusal-already-set-up = Deze instelling is al ingericht. Log in.
refusal-device-not-granted = Tegenwicht draait hier op een apparaat dat nog niet is toegelaten. Er is niets opgeslagen. Vraag de crisiscoördinator of ICT om het toe te laten, en schrijf tot die tijd op papier.
refusal-crisis-unknown = Deze crisis staat niet op dit apparaat. Ga naar het begin en kies de crisis opnieuw.
refusal-crisis-already-closed = Deze crisis is al gesloten. Regels erbij schrijven kan nog wel.
refusal-entry-unknown = Deze regel is er niet, of is gewist. Ga terug naar het logboek.
refusal-entry-already-struck = Deze regel is al doorgehaald. Laad de pagina opnieuw om te zien door wie.
refusal-figure-unknown = Dit cijfer is er niet. Ga terug naar Cijfers.
refusal-figure-unsettled = De bronnen spreken elkaar tegen over dit cijfer. Zoek eerst uit wat klopt.
refusal-report-unknown = Deze melding is er niet. Ga naar het begin en kies de melding opnieuw.
refusal-report-already-handled = Deze melding is al afgehandeld door iemand anders. Ga naar het begin om te zien wat er loopt.
refusal-user-unknown = Deze gebruiker is er niet. Laad de pagina opnieuw.
refusal-user-blocked = Deze gebruiker is geblokkeerd. Moet deze persoon weer inloggen, voeg hem of haar dan toe met een nieuwe inlognaam.
refusal-login-name-taken = Deze inlognaam bestaat al. Kies een andere, bijvoorbeeld met een cijfer erachter.
refusal-last-coordinator = Dit is de enige crisiscoördinator. Maak eerst iemand anders crisiscoördinator.
refusal-text-empty = Schrijf eerst op wat er is.
refusal-text-too-long = De tekst is te lang. Er passen 4.000 tekens in één regel. Maak er twee regels van.
refusal-text-control = In de tekst staan tekens die niemand ziet, vaak door plakken. Lees de tekst na en verstuur opnieuw. Lukt dat niet, typ de tekst dan over.
refusal-title-empty = Schrijf in een paar woorden wat er aan de hand is.
refusal-title-too-long = Maak dit korter: hoogstens 200 tekens.
refusal-name-empty = Vul een naam in.
refusal-name-too-long = Maak dit korter: hoogstens 200 tekens.
refusal-reason-empty = Schrijf op waarom.
refusal-field-too-long = Eén van de velden is te lang. Maak de tekst korter en verstuur opnieuw.
refusal-password-too-short = Het wachtwoord is te kort. Gebruik minstens 10 tekens.
refusal-pin-wrong-form = Een pincode heeft 6 tot 12 cijfers en niets anders.
refusal-roles-empty = Kies minstens één rol.
refusal-attachment-unknown = Een bijlage is niet opgeslagen. Kies het bestand opnieuw en verstuur nog eens.
refusal-too-many-attachments = Eén regel kan 10 bestanden hebben. Zet de andere bij een volgende regel.
refusal-nothing-to-erase = Hier valt niets te wissen. Laad de pagina opnieuw: misschien is het al gewist.
refusal-sealed-not-allowed = Een cijfer is voor iedereen te lezen. Maak het cijfer leeg, of haal het vinkje bij “Alleen voor het kernteam” weg.
refusal-exercise-from-real-report = Deze melding is echt en kan geen oefening worden. Kies Echt, of open de oefening vanaf het begin, zonder melding.
refusal-too-many-references = Dit gaat over meer dan 32 regels tegelijk. Doe het in delen.
