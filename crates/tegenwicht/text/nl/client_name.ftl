### SPDX-License-Identifier: EUPL-1.2
### Nog één keer vragen voordat er misschien een naam van een cliënt in het logboek staat.

client-name-title = Staat hier de naam van een { $client }?
client-name-maybe = Dit lijkt op gegevens van een { $client }. Er is nog niets geplaatst. Iedereen met toegang kan dit straks lezen.
client-name-hint = Schrijf liever zonder naam, bijvoorbeeld “een { $client } van { $ward } B”, en verstuur opnieuw. Of laat het zo staan:
client-name-ok = Toch plaatsen
error-maybe-client-name = Dit lijkt op gegevens van iemand in zorg. Er is niets geplaatst. Haal de naam weg, of stuur mee dat het zo mag.
