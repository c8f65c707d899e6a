### SPDX-License-Identifier: EUPL-1.2
### The first start: the institution, its first crisis coordinator, the root key.

setup-not-yet = Tegenwicht has not been set up here yet
setup-not-yet-hint = Whoever started Tegenwicht on this device will see a line there that begins with “setup at”. Open the address in that line to begin.
setup-title = Set up your institution
setup-hint = You only do this once. After that you log in and print the root key.
setup-institution = Name of the institution
setup-institution-missing = Fill in the name of the institution.
setup-sector = Kind of institution
sector-hospital = Hospital
sector-hospital-hint = General, academic or specialised.
sector-nursing-home = Nursing home
sector-nursing-home-hint = Also residential care and assisted living.
sector-mental-health = Mental health care
sector-mental-health-hint = Inpatient and outpatient care.
sector-home-care = Home care
sector-home-care-hint = Nursing and care in people's homes.
setup-coordinator = First crisis coordinator
setup-coordinator-hint = This person will add the other users later.
setup-name-missing = Fill in the name of the first crisis coordinator.
setup-save = Set up the institution

## The root key

root-title = Root key of your institution
root-hint = With this key you admit a new device, for example after a fire or a broken disk. Without the key you can read a restored backup, but nothing more can be recorded in it.
root-advice-print = Print this page twice and collect the sheets from the printer straight away. Do not take a photo and do not email the key.
root-advice-keep = Put one sheet in the safe and one in a sealed envelope in another place. Anyone who has a sheet can admit devices.
root-advice-use = Check the printout. When you press the button below, this device forgets the key for good. It is then on paper only.
root-on-paper = The key is kept in two places: erase it here
root-gone = The root key is no longer on this device. It is on paper.
setup-sector-missing = Choose what kind of care the institution provides.
