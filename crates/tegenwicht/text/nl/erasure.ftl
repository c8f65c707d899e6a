### SPDX-License-Identifier: EUPL-1.2
### Verbergen, en wat een tweede persoon beslist.

nav-hidden = Te beoordelen
hide-title = Regel verbergen
hide-hint = Staat hier iets wat niet mag, zoals de naam van een { $client }? Verberg de regel. De tekst is dan meteen weg voor iedereen. Iemand anders beslist daarna: wissen of weer tonen.
hide-reason = Waarom verbergt u deze regel? (iedereen leest dit: schrijf hier geen naam)
hide-save = Regel verbergen
entry-hidden = Verborgen.
entry-hidden-by = { $time } door { $name }. Reden: { $reason }
entry-hidden-next = De crisiscoördinator of de voorzitter kijkt ernaar.
entry-hidden-judge = Beoordelen
hidden-count = { $count ->
    [0] niets te beoordelen
    [one] 1 regel te beoordelen
   *[other] { $count } regels te beoordelen
}
hidden-hint = Deze regels heeft iemand verborgen. Wie verbergt, wist niet zelf: een tweede persoon kijkt. Wis de regel, of toon hem weer.
hidden-none = Er is geen verborgen regel.
hidden-one = Verborgen regel: { $line }
back-to-hidden = Terug naar Te beoordelen
hidden-words = De tekst van de regel
hidden-words-hint = De tekst staat hier pas als u op de knop drukt. Kijk of niemand meeleest.
hidden-words-show = Woorden tonen om te beoordelen
hidden-words-gone = Deze tekst is op dit apparaat niet te lezen.
hidden-with = { $count ->
    [one] Nog 1 regel zegt hetzelfde en is ook verborgen. U beslist over beide.
   *[other] Nog { $count } regels zeggen hetzelfde en zijn ook verborgen. U beslist over alles.
}
hidden-with-hint = Wat er verder van deze regel kwam, is ook verborgen: de melding, opdrachten, invulvelden en het beeld. Het gaat mee weg, of het komt mee terug.
words-hidden = Verborgen: dit stond ook in een verborgen regel.
hidden-for-another = U heeft deze regel zelf verborgen. Daarom beslist iemand anders: vraag een andere crisiscoördinator of voorzitter om de regel te wissen of weer te tonen.
show-again-title = Weer tonen
show-again-hint = Mag de regel blijven staan? Dan leest iedereen hem weer zoals hij was.
show-again-save = Regel weer tonen
