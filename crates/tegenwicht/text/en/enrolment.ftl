### SPDX-License-Identifier: EUPL-1.2
### Taking over with one's own PIN at a PC of the crisis room.

enrol-this-pc = This PC belongs to the crisis room
take-over = Take over
take-over-with-pin = Take over with your PIN
take-over-from = { $name } is logged in here. Who takes over logs { $name } out here. Half-typed text of { $name } goes.
take-over-pin-hint = The six digits that you chose yourself at My account.
take-over-save = Take over
take-over-password = Log in with a password
take-over-wrong = Login name or PIN is wrong. After five wrong tries one can take over here only after a login with a password.
take-over-ended = A wrong PIN was filled in here five times. Log in with your password; then taking over works again.
take-over-not-here = Taking over only works at a PC of the crisis room. Log in with your password.
own-pin = Own PIN
own-pin-set = You have a PIN. With it you take over at a PC of the crisis room.
own-pin-not-set = You have no PIN yet. With a PIN you take over at a PC of the crisis room in ten seconds.
own-pin-new = New PIN of your own
own-pin-hint = Exactly six digits, not six times the same. Do not use the PIN of your bank.
own-pin-save = Save PIN
own-pin-changed = Your PIN was saved.
own-pin-wrong-form = A PIN of your own has exactly six digits, and not six times the same.
pcs-title = PCs of the crisis room
pcs-hint = At these PCs somebody can take over with login name and own PIN. Enrol a PC when logging in at it.
pcs-none = No PC is enrolled yet.
pc-enrolled = Enrolled
pc-used = Last used
pc-state = PIN
pc-takes-pins = works
pc-takes-none = five wrong tries: log in with a password first
pc-end = End
pc-end-save = End enrolment
