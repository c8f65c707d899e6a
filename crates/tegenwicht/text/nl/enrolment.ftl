### SPDX-License-Identifier: EUPL-1.2
### Overnemen met een eigen pincode op een pc van de crisisruimte.

enrol-this-pc = Deze pc hoort bij de crisisruimte
take-over = Overnemen
take-over-with-pin = Overnemen met uw pincode
take-over-from = Hier is { $name } ingelogd. Wie overneemt, logt { $name } hier uit. Half getypte tekst van { $name } gaat weg.
take-over-pin-hint = De zes cijfers die u zelf koos bij Mijn account.
take-over-save = Overnemen
take-over-password = Inloggen met een wachtwoord
take-over-wrong = Inlognaam of pincode klopt niet. Na vijf keer fout kan overnemen hier pas weer na inloggen met een wachtwoord.
take-over-ended = Er is hier vijf keer een foute pincode ingevuld. Log in met uw wachtwoord; daarna kan overnemen weer.
take-over-not-here = Overnemen kan alleen op een pc van de crisisruimte. Log in met uw wachtwoord.
own-pin = Eigen pincode
own-pin-set = U heeft een pincode. Daarmee neemt u over op een pc van de crisisruimte.
own-pin-not-set = U heeft nog geen pincode. Met een pincode neemt u in tien seconden over op een pc van de crisisruimte.
own-pin-new = Nieuwe eigen pincode
own-pin-hint = Precies zes cijfers, niet zes keer hetzelfde. Gebruik niet uw pincode van de bank.
own-pin-save = Pincode opslaan
own-pin-changed = Uw pincode is opgeslagen.
own-pin-wrong-form = Een eigen pincode heeft precies zes cijfers, en niet zes keer hetzelfde.
pcs-title = Pc’s van de crisisruimte
pcs-hint = Op deze pc’s kan iemand overnemen met inlognaam en eigen pincode. Inschrijven doet u bij het inloggen op die pc.
pcs-none = Er is nog geen pc ingeschreven.
pc-enrolled = Ingeschreven
pc-used = Laatst gebruikt
pc-state = Pincode
pc-takes-pins = werkt
pc-takes-none = vijf keer fout: eerst inloggen met wachtwoord
pc-end = Beëindigen
pc-end-save = Uitschrijven
