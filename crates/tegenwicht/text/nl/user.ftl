### SPDX-License-Identifier: EUPL-1.2
### Gebruikers, hun rollen, wachtwoorden, en de pincode van het prikbord.

user-name = Naam
user-name-missing = Vul de naam van de gebruiker in.
user-phone = Telefoon (mag leeg)
user-roles = Rollen
user-change = Wijzigen
back-to-users = Terug naar de gebruikers
user-change-one = { $name } wijzigen
user-add = Gebruiker toevoegen
user-add-save = Gebruiker toevoegen
user-first-password = Eerste wachtwoord
user-new-password = Nieuw wachtwoord
user-password-save = Wachtwoord wijzigen
user-roles-save = Rollen opslaan
user-block-reason = Waarom mag deze persoon niet meer inloggen?
user-block-save = Toegang blokkeren
user-blocked = geblokkeerd

role-coordinator = Crisiscoördinator
role-chair = Voorzitter crisisteam
role-log-keeper = Logger
role-information-manager = Informatiemanager
role-manager = Leidinggevende
role-member = Lid crisisteam
role-ict = ICT
role-observer = Meelezer
role-reporter = Melder

pin-title = Pincode prikbord
pin-set = Er is een pincode. Wie hem weet, kan zonder account een melding doen en verder niets.
pin-not-set = Er is nog geen pincode. Melden kan nu alleen wie een account heeft.
pin-label = Nieuwe pincode
pin-hint = 6 tot 12 cijfers. De vorige pincode werkt daarna niet meer. Hang de nieuwe op het prikbord.
pin-save = Pincode instellen
pin-wrong = Deze pincode klopt niet. Kijk op het prikbord, of bel uw leidinggevende.

account-title = Mijn account
password-old = Uw wachtwoord van nu
password-changed = Uw wachtwoord is gewijzigd.

keys-title = Sneltoetsen
keys-on = De sneltoetsen staan aan in deze browser: n voor een nieuwe regel, / om te zoeken, s voor het situatiebeeld, ? voor de hulp. Ze doen niets terwijl u typt.
keys-off = De sneltoetsen staan uit in deze browser.
keys-switch-off = Sneltoetsen uitzetten
keys-switch-on = Sneltoetsen aanzetten
