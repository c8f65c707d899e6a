### SPDX-License-Identifier: EUPL-1.2
### Devices: what may record, what this device holds, admitting after a restore.

device-label = Device
device-key = Key
device-granted = Admitted at
device-state = State
device-this = you are connected to this one
device-may-sign = admitted
device-revoked = revoked
device-holds = What this device holds
device-holds-hint = If the number and the check number are the same on two devices, both hold exactly the same.
device-scope = Part
device-events = Number
device-digest = Check number
scope-admin = Administration: devices and users
scope-plan = Reports and preparation
scope-crisis = A crisis
scope-unknown = Not known yet

grant-title = Admit this device
grant-hint = A restored backup is a new device: it can be read at once, but records only after it is admitted. That takes the root key. It is on paper, mostly in the safe. Type it over. It is used once and not kept.
grant-label = Name of this device (for example: server building A)
grant-root = Root key: 14 groups of 5 signs
grant-save = Admit the device
root-mistyped = The key is not right yet. Put the paper beside it and compare all 14 groups of 5 signs.
root-other-institution = This key belongs to another institution, or to an earlier setup. Find the sheet of this institution.
