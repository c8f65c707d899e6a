### SPDX-License-Identifier: EUPL-1.2
### Overdragen: wat is open, wat geldt, wat komt eraan, wie bellen.

handover-title = Overdracht: { $role }
handover-back = Terug naar het team
handover-open = Wat is open
handover-in-force = Wat geldt nu
handover-expected = Wat komt eraan
handover-to-call = Wie u kunt bellen
handover-nothing = Niets vastgelegd.
handover-more = { $count ->
    [one] en nog 1; zie het logboek
   *[other] en nog { $count }; zie het logboek
}
handover-steps-left = nog { $left } van { $all } stappen
handover-level = Niveau
handover-grip = GRIP
handover-place = Opkomst
handover-seat-ends = dienst eindigt: { $role }
handover-support = beloofd door { $of }: { $what }
handover-to = Overdragen aan …
handover-to-hint = Loop deze pagina samen door. Daarna drukt u op de knop.
handover-save = Overdragen
handover-line = Overgedragen. { $taken }
handover-left = Deze plek is al verlaten, om { $time }.
