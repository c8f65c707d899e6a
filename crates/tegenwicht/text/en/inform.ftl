### SPDX-License-Identifier: EUPL-1.2
### Informing: board and GHOR first, with a text to read aloud.

inform-title = Inform
inform-first-told = board and GHOR: { $told } of 2 know
inform-script = Read this aloud
inform-others = Others outside the team
inform-record = Record the call
inform-told = knows since { $time }
inform-not-told = not told yet, for { $length }
inform-not-told-yet = not told yet
inform-not-acknowledged = not repeated back
inform-acknowledged = repeated and understood
inform-acknowledged-tick = Repeated it back and understood
inform-heard = Whom did you speak to?
inform-heard-hint = Function, no name. For example: director on duty.
inform-heard-by = heard by { $heard }
inform-way = How?
inform-way-hint = For example: telephone.
inform-note = Agreed or asked (may be empty)
inform-save = Informed: record
inform-save-not = Not reached
inform-line = Informed: { $desk }.
inform-line-heard = Informed: { $desk }, heard by { $heard }.
inform-line-acknowledged = Repeated and understood.
inform-line-not-reached = { $desk }: not reached.
inform-open-what = what is the matter
inform-open-where = where
inform-open-since = since when
inform-open-do = what you do already
inform-open-next = at what time again
inform-open-contact = your number
inform-tried = not reached at { $time }
