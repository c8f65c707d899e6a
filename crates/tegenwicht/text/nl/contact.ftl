### SPDX-License-Identifier: EUPL-1.2
### Contacten: wie te bereiken is, voor welke rol, en op welk nummer.

nav-contacts = Contacten
contact-count = { $count ->
    [0] nog geen contacten
    [one] 1 contact
   *[other] { $count } contacten
}
contact-add = Contact toevoegen
contact-none = Er staat nog niemand in de lijst.
contact-none-hint = Begin met de mensen die u 's nachts als eerste belt: voorzitter, manager van dienst, ICT. Heeft u een lijst in een spreadsheet? Neem die dan in één keer over.
contact-search = Zoek op naam, rol of nummer
contact-by-role = Per rol
contact-by-name = Op naam
contact-found = { $count ->
    [0] Niemand gevonden
    [one] 1 gevonden
   *[other] { $count } gevonden
}
contact-found-none = Zoek op een deel van de naam, op een rol of op een paar cijfers van het nummer.
contact-roles-nobody = { $count ->
    [one] Voor deze rol staat nog niemand in de lijst
   *[other] Voor deze { $count } rollen staat nog niemand in de lijst
}
contact-without-role = Zonder rol
contact-desks = Loketten en diensten buiten de instelling
contact-rank-first = als eerste bellen
contact-rank-deputy = { $number }e achtervang
contact-rank-hint = Geldt voor alle rollen van deze persoon.
contact-gone = contact gewist
contact-change = { $name } wijzigen
contact-change-title = Contact wijzigen
contact-back = Terug naar de contacten
contact-save = Contact opslaan
contact-roles = Voor welke rollen kunt u deze persoon bellen?
contact-more = Account, loket, locatie, opmerking
contact-user = Account in Tegenwicht
contact-user-hint = Dan weet Tegenwicht dat wie inlogt dezelfde persoon is.
contact-user-none = geen account
contact-desk-hint = Kies dit als het geen persoon van u is, maar een loket of dienst buiten.
contact-desk-none = geen loket: een persoon van ons
contact-site-none = geen vaste locatie
contact-remove = Uit de lijst halen
contact-remove-hint = De naam en de nummers worden gewist, ook op de andere apparaten. Wat deze persoon in een crisis deed, blijft staan.
contact-remove-save = Verwijderen en wissen
choose = Kies …
import-from-file = Uit een bestand overnemen
export-as-file = Opslaan als bestand (CSV)
pager-before = Vorige
pager-after = Volgende
