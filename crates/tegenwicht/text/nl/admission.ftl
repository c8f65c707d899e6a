### SPDX-License-Identifier: EUPL-1.2
### Ter plekke iemand toelaten, alleen voor deze crisis.

nav-admit = Toelaten
admit-hint = Laat iemand meteen meedoen, alleen in deze crisis. Vul een naam in en kies een rol. U krijgt een inlognaam en een code om door te geven.
admit-name-hint = De naam van de collega die meedoet, nooit die van een { $client }.
admit-role = Rol in deze crisis
admit-save = Toelaten en code tonen
admit-done = Toegelaten. Geef de inlognaam en de code nu door.
admit-another = Nog iemand toelaten
admit-who = Toegelaten tot deze crisis
user-only-one-crisis = alleen één crisis
