### SPDX-License-Identifier: EUPL-1.2
### De bellijst: wie heeft dienst, wie is bereikt.

calls-title = Oproepen
calls-open = { $count ->
    [0] alle rollen bezet
    [one] nog 1 rol te vullen
   *[other] nog { $count } rollen te vullen
}
calls-gather = Opkomst
calls-say = Zeg: wat er is, waar het team bij elkaar komt, en hoe laat u hem of haar verwacht.
calls-no-contacts = Er staan geen contacten voor deze rollen
calls-no-contacts-hint = De crisiscoördinator zet ze in Tegenwicht. Bel nu met de lijst op papier.
calls-taken = { $count ->
    [one] 1 rol is bezet
   *[other] { $count } rollen zijn bezet
}
call-empty-for = niet bezet, al { $length }
call-role-taken = bezet
call-on-duty = heeft dienst
call-deputy = vervanger { $rank }
call-no-candidate = Niemand staat in de lijst voor deze rol.
call-never = nog niet gebeld
call-reached = bereikt
call-not-reached = niet bereikt
call-cannot-come = kan niet komen
call-coming-at = komt om { $time }
call-coming-time = Komt hoe laat?
call-coming-missing = Vul in hoe laat deze persoon er is.
call-say-coming = Komt om
call-say-reached = Bereikt
call-say-not-reached = Niet bereikt
call-say-cannot-come = Kan niet komen
call-into-team = In het team zetten
call-paper = ☐ bereikt  ☐ komt om ____:____  ☐ niet bereikt  ☐ kan niet
call-somebody = iemand
call-line-reached = Oproep voor { $role }: bereikt.
call-line-coming = Oproep voor { $role }: komt om { $time }.
call-line-cannot-come = Oproep voor { $role }: kan niet komen.
calls-bare = Niemand in de lijst voor deze rollen
calls-bare-hint = Weet u iemand? Bel, en zet die persoon daarna zelf in het team.
calls-bare-team = Iemand in het team zetten
