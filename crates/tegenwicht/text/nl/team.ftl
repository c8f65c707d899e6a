### SPDX-License-Identifier: EUPL-1.2
### Het team: wie zit waar, tot wanneer, en wat nog niet bezet is.

nav-team = Team
team-tabs = Over het team
tab-team = Team
tab-orders = Opdrachten
tab-calls = Oproepen
tab-inform = Informeren
tab-support = Hulpvragen
team-seats = { $count ->
    [0] nog niemand in het team
    [one] 1 plek bezet
   *[other] { $count } plekken bezet
}
team-gaps = { $count ->
    [0] alle rollen bezet
    [one] 1 rol niet bezet
   *[other] { $count } rollen niet bezet
}
team-take = Ik neem deze rol
team-take-save = Ik neem deze rol
team-take-all = Ik neem alle { $count } lege rollen
team-other-role = Een andere rol
team-other-role-none = geen andere rol
team-roles-missing = Kies minstens één rol.
team-role = Rol
team-role-none = kies een rol
team-role-missing = Kies een rol.
team-team = Team
team-put = Iemand in het team zetten
team-put-save = In het team zetten
team-who = Wie?
team-who-none = kies iemand, of typ hieronder een naam
team-who-users = Gebruikers
team-who-contacts = Contacten
team-who-missing = Kies iemand uit de lijst, of typ een naam.
team-who-name = Of iemand van elders: naam
team-who-phone = Telefoonnummer
team-deputy-tick = Als vervanger
team-deputy = vervanger
team-until = Dienst tot
team-until-hint = Bijvoorbeeld 07:30.
team-organisation = Organisatie
team-organisation-hint = Voor een contactpersoon: bij wie, of van wie.
team-mandate = Mandaat
team-mandate-hint = Wat mag deze persoon alleen beslissen?
team-mandate-is = mandaat: { $mandate }
team-nobody = Nog niemand in dit team.
team-people = { $count ->
    [one] 1 mens
   *[other] { $count } mensen
}
team-not-taken = niet bezet
team-empty-for = al { $length }
team-call = Iemand oproepen
team-since = sinds { $time }
team-until-at = tot { $time }
team-overdue = aflossen: dienst was tot { $time }
team-present = aanwezig
team-absent = afwezig
team-presence-unknown = aanwezig? onbekend
team-say-present = Aanwezig
team-say-absent = Afwezig
team-handover = Overdragen
team-leave = Plek verlaten
team-leave-note = Waarom? (mag leeg)
team-leave-save = Deze plek verlaten
team-to-orders = Naar de opdrachten van de teams
team-line-taken = { $role }: bezet.
team-line-taken-until = { $role }: bezet tot { $until }.
team-line-left = { $role }: plek verlaten.
due-at = uiterlijk { $time }
due-late = te laat: had om { $time } klaar moeten zijn
due-nearly = bijna te laat: uiterlijk { $time }
due-passed = voorbij
no-number = geen nummer bekend
