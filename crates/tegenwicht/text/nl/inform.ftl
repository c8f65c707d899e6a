### SPDX-License-Identifier: EUPL-1.2
### Informeren: bestuur en GHOR eerst, met een tekst om voor te lezen.

inform-title = Informeren
inform-first-told = bestuur en GHOR: { $told } van 2 weten het
inform-script = Lees dit voor
inform-others = Anderen buiten het team
inform-record = Gesprek vastleggen
inform-told = weet het sinds { $time }
inform-not-told = weet het nog niet, al { $length }
inform-not-told-yet = weet het nog niet
inform-not-acknowledged = niet herhaald
inform-acknowledged = herhaald en begrepen
inform-acknowledged-tick = Heeft het herhaald en begrepen
inform-heard = Wie sprak u?
inform-heard-hint = Functie, geen naam. Bijvoorbeeld: bestuurder van dienst.
inform-heard-by = gehoord door { $heard }
inform-way = Hoe?
inform-way-hint = Bijvoorbeeld: telefoon.
inform-note = Afgesproken of gevraagd (mag leeg)
inform-save = Geïnformeerd: vastleggen
inform-save-not = Niet bereikt
inform-line = Geïnformeerd: { $desk }.
inform-line-heard = Geïnformeerd: { $desk }, gehoord door { $heard }.
inform-line-acknowledged = Herhaald en begrepen.
inform-line-not-reached = { $desk }: niet bereikt.
inform-open-what = wat er is
inform-open-where = waar
inform-open-since = sinds wanneer
inform-open-do = wat u al doet
inform-open-next = hoe laat weer
inform-open-contact = uw nummer
inform-tried = niet bereikt om { $time }
