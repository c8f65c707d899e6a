### SPDX-License-Identifier: EUPL-1.2
### Inloggen.

login-name = Inlognaam
login-name-hint = Kort, bijvoorbeeld voorletter en achternaam. Hoofdletters maken niet uit.
login-name-missing = Vul een inlognaam in.
login-password = Wachtwoord
login-forgotten = Wachtwoord kwijt? De crisiscoördinator kan u een code geven.
password-hint = Minstens 10 tekens. Een korte zin onthoudt u het best.
password-again = Wachtwoord nog een keer
password-differs = De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw.
login-not-over-http = Deze verbinding is niet beveiligd. Inloggen kan hier niet. Gebruik de beveiligde verbinding (https) of het apparaat zelf.
password-old-wrong = Het oude wachtwoord klopt niet. Typ het nog een keer.
