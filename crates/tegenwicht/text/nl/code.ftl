### SPDX-License-Identifier: EUPL-1.2
### Codes om één keer mee in te loggen, en het nieuwe wachtwoord daarna.

back-to-user = Terug naar de gebruiker
back-to-account = Terug naar mijn account
code-title = Wachtwoord kwijt
code-hint = Geef een code die één keer werkt in plaats van het wachtwoord. Na het inloggen kiest de gebruiker meteen een nieuw wachtwoord.
code-save = Code maken
code-for = Code voor { $name }
code-word = Code, in te vullen bij Wachtwoord
code-until = Geldig tot
code-once = Deze code ziet u nu één keer. Geef hem persoonlijk door. Hij werkt één keer. Een nieuwe code vervangt de oude.
login-code-hint = Of de code die u kreeg, of een code uit de envelop.
new-password-title = Kies een nieuw wachtwoord
new-password-hint = U bent ingelogd met een code. Die werkt niet nog een keer. Kies nu uw eigen wachtwoord; daarna kunt u verder.
error-password-needed = U bent ingelogd met een code. Kies eerst een nieuw wachtwoord.
paper-title = Codes voor de envelop
paper-hint = Tien codes op papier, voor als u uw wachtwoord niet weet en niemand u een code kan geven. Elke code werkt één keer.
paper-go = Naar de codes voor de envelop
paper-none = U heeft nog geen codes. Maak ze vóór er iets gebeurt.
paper-unused = nog niet gebruikt
paper-used = gebruikt { $moment }
paper-make = Tien nieuwe codes maken
paper-ends-old = Nieuwe codes maken de oude ongeldig. Haal dan ook het oude papier uit de envelop.
paper-print = Druk deze pagina nu af. U ziet de codes maar één keer. Leg het papier in een gesloten envelop op een plek die u en uw vervanger kennen.
paper-how = Inloggen: vul uw inlognaam in, en bij Wachtwoord een hele code, met het cijfer ervoor. Streep de code daarna door. U kiest meteen een nieuw wachtwoord.
user-unblock-hint = Deze persoon kan nu niet inloggen. Na het toelaten werken het wachtwoord en de rollen van vroeger weer.
user-unblock-save = Weer toelaten
