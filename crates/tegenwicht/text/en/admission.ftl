### SPDX-License-Identifier: EUPL-1.2
### Letting somebody in on the spot, for this crisis only.

nav-admit = Let in
admit-hint = Let somebody take part at once, in this crisis only. Fill in a name and choose a role. You get a login name and a code to hand over.
admit-name-hint = The name of the colleague who takes part, never that of a { $client }.
admit-role = Role in this crisis
admit-save = Let in and show code
admit-done = Let in. Hand over the login name and the code now.
admit-another = Let in somebody else
admit-who = Let in to this crisis
user-only-one-crisis = one crisis only
