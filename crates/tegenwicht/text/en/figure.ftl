### SPDX-License-Identifier: EUPL-1.2
### Figures: with source, time, status and history.

figure-none = No figures yet.
figure-none-hint = Record here what you count or what is open. For example: people in the house, beds free, emergency department open or closed.
figure-state = Record a figure
figure-update = Record how it is now
figure-text = How do you know?
figure-replaces-all = This also replaces what others said about it
figure-value-missing = Fill in how much it is. If you do not know, make the name of the figure empty too.
figure-settle = What holds?
figure-settle-hint = Sources say different things. Call them. Fill in what holds and leave the box ticked; then this replaces the others. The history stays readable.
figure-withdrawn-all = Everything about this was withdrawn or struck.
figure-history = History

field-figure = Figure
field-figure-name = What is it about?
field-figure-value = How much, or which state?
field-figure-unit = Unit (may be empty)
field-figure-status = How sure is it?

status-reported = reported
status-confirmed = confirmed
status-withdrawn = withdrawn
