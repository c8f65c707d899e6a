### SPDX-License-Identifier: EUPL-1.2
### Wat er misging, en wat u nu doet.

problem-title = Dit lukte niet
problem-home = Naar het begin
problem-code = Code voor ICT:

error-not-found = Deze pagina is er niet. Controleer het adres, of ga naar het begin.
problem-erased = Deze regel is gewist
error-entry-erased = Deze regel is gewist.
error-login-needed = Log eerst in.
error-not-allowed = Dit mag niet met uw rol. Vraag iemand die het wel mag, of bel de crisiscoördinator.
error-foreign = Dit adres kent Tegenwicht niet, of dit kwam van een andere website. Open Tegenwicht via het adres dat u van ICT kreeg.
error-form-token = Deze pagina is verouderd: u bent intussen opnieuw ingelogd. Er is niets opgeslagen. Log in of laad de pagina opnieuw, en verstuur het dan nog eens.
error-other-user = Op deze computer is nu iemand anders ingelogd. Er is niets opgeslagen. Log zelf in en verstuur het dan opnieuw.
error-malformed = Het formulier kwam niet goed aan. Er is niets opgeslagen. Ga terug, laad de pagina opnieuw en probeer het nog eens.
error-too-large = Dit is te groot. Eén bestand mag 25 MB zijn, alles samen 40 MB. Maak het kleiner of stuur minder tegelijk.
error-busy = Er wordt nu veel ingelogd. Wacht een paar tellen en probeer het opnieuw.
error-wrong-login = De inlognaam of het wachtwoord klopt niet. Probeer het opnieuw. Lukt het niet, bel dan de crisiscoördinator.
error-not-over-http = Dit kan niet over deze verbinding, omdat anderen kunnen meelezen. Open Tegenwicht via het adres dat begint met https.
error-not-set-up = Tegenwicht is hier nog niet ingericht. Vraag degene die het startte om het in te richten.
error-key-used-before = Dit formulier was al eens verzonden, met andere tekst. Die staat er al. Uw nieuwe tekst staat nog in het veld: druk opnieuw om die ook vast te leggen.
error-not-written = Opslaan lukte niet. Probeer het over een paar tellen opnieuw. Lukt het weer niet, schrijf dan op papier en bel ICT.
error-outcome-unknown = Het is niet zeker of dit is opgeslagen. Kijk of het er al staat. Staat het er niet, druk dan opnieuw.
error-inside = Er ging iets mis in Tegenwicht zelf. Probeer het opnieuw. Lukt het weer niet, schrijf dan op papier en bel ICT.
