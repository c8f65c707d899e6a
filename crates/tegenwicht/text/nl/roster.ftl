### SPDX-License-Identifier: EUPL-1.2
### Piketrooster: wie dienst heeft, in welke rol, van wanneer tot wanneer.

nav-roster = Piketrooster
roster-now = Nu dienst
roster-now-none = Niemand staat nu in het rooster. Bij een crisis begint de bellijst dan bij de eerste van elke rol.
roster-until = tot { $time }
roster-vacant = niet bezet
roster-week = Week { $week }
roster-span = { $from } tot en met { $until }
roster-weeks = Weken
roster-before = ← Vorige week
roster-this = Deze week
roster-after = Volgende week →
roster-none = Deze week is nog leeg.
roster-none-hint = Zet hieronder een dienst op het rooster, of kopieer een week die al gevuld is.
roster-is-now = nu
roster-change = Wijzigen
roster-copy = Week { $week } kopiëren naar week { $next }
roster-add = Dienst toevoegen
roster-add-nobody = Een dienst hoort bij iemand uit de contacten, en daar staat nog niemand in.
roster-add-save = Dienst op het rooster zetten
roster-who = Wie
roster-role-missing = Kies een rol.
roster-contact-missing = Kies wie dienst heeft.
roster-time-hint = Bijvoorbeeld 12-01-2026 08:00.
roster-time-unclear = Vul dag en tijd in, bijvoorbeeld 12-01-2026 08:00.
roster-change-one = Dienst van { $role } wijzigen
roster-back = Terug naar het rooster
roster-save = Dienst opslaan
roster-remove = Van het rooster halen
roster-shift-now = Piket nu:
roster-shift-next = Piket na { $time }:
roster-shift-on = { $count ->
    [one] 1 dienst bezet
   *[other] { $count } diensten bezet
}
roster-shift-lacking = { $count } niet bezet
roster-shift-unknown = Piketrooster is niet ingevuld
