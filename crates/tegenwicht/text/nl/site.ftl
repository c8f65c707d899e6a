### SPDX-License-Identifier: EUPL-1.2
### Locaties en afdelingen.

nav-sites = Locaties
site-count = { $count ->
    [0] nog geen locaties
    [one] 1 locatie
   *[other] { $count } locaties
}
site-none = Er staan nog geen locaties in.
site-none-hint = Zet eerst uw gebouwen erin, daarna de { $wards } in elk gebouw. Neem ze uit een bestand over als u ze al in een lijst heeft.
site-name = Naam van de locatie of { $ward }
site-within-hint = Een { $ward } ligt in een locatie. Hoogstens drie lagen diep.
site-within-none = nergens: dit is een locatie
site-add = Locatie of { $ward } toevoegen
site-add-save = Toevoegen
site-change = { $name } wijzigen
site-back = Terug naar de locaties
site-save = Opslaan
site-gone = Niet meer in gebruik
site-gone-tick = Niet meer in gebruik. Oude regels blijven de naam houden.
