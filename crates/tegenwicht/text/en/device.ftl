### SPDX-License-Identifier: EUPL-1.2
### Devices: what may record, what this device holds, admitting after a restore.

device-label = Device
device-key = Key
device-granted = Admitted on
device-state = Status
device-this = you are connected to this one
device-here = this device ({ $key })
device-may-sign = admitted
device-revoked = revoked
device-holds = What is stored on this device
device-holds-hint = If the number and the check number are the same on two devices, exactly the same is stored on both.
device-scope = Part
device-events = Number
device-digest = Check number
scope-admin = Administration: devices and users
scope-plan = Reports and preparation
scope-crisis = A crisis
scope-unknown = Not known yet

grant-title = Admit this device
grant-hint = A restored backup is a new device: you can read it straight away, but it cannot record anything until it has been admitted. For that you need the root key. It is on paper, usually in the safe. Type it in below. It is used once and not stored.
grant-label = Name of this device (for example: server building A)
grant-root = Root key: 14 groups of 5 characters
grant-save = Admit the device
root-mistyped = The key is not right yet. Put the paper next to the screen and compare all 14 groups of 5 characters.
root-other-institution = This key belongs to another institution, or to an earlier setup. Find the sheet for this institution.
