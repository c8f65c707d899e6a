### SPDX-License-Identifier: EUPL-1.2
### The first start: the institution, its first crisis coordinator, the root key.

setup-not-yet = Tegenwicht is not set up here yet
setup-not-yet-hint = Who started Tegenwicht on this device sees a line there that begins with “setup at”. Open the address in that line to begin.
setup-title = Set up your institution
setup-hint = You do this once. After that you log in and print the root key.
setup-institution = Name of the institution
setup-sector = Kind of institution
sector-hospital = Hospital
sector-hospital-hint = General, academic or specialised.
sector-nursing-home = Nursing home
sector-nursing-home-hint = Also homes for the elderly and living with care.
sector-mental-health = Mental health care
sector-mental-health-hint = Clinic, and treatment without admission.
sector-home-care = Home care
sector-home-care-hint = Nursing and care in people's homes.
setup-coordinator = First crisis coordinator
setup-coordinator-hint = This person adds the other users later.
setup-save = Set up the institution

## The root key

root-title = Root key of your institution
root-hint = With this key you admit a new device, for example after a fire or a broken disk. Without the key you can read a restored backup, but record nothing more in it.
root-advice-print = Print this page twice and take the sheets from the printer at once. Take no photo and do not mail the key.
root-advice-keep = Put one sheet in the safe and one in a sealed envelope in another place. Who has a sheet can admit devices.
root-advice-use = Read the print through. When you press below, this device forgets the key for ever. It is then on paper only.
root-on-paper = The key is in two places: erase it here
root-gone = The root key is no longer on this device. It is on paper.
setup-sector-missing = Choose what kind of care the institution gives.
