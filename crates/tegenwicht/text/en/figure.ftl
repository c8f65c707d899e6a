### SPDX-License-Identifier: EUPL-1.2
### Figures: with source, time, status and history.

figure-none = No figures yet.
figure-none-hint = Record here what you count, or what is open. For example: people in the building, free beds, emergency department open or closed.
figure-state = Record a figure
figure-update = Record the latest figure
figure-text = How do you know this?
figure-replaces-all = This also replaces what others said about it
figure-value-missing = Fill in the number or state. If you do not know it, clear the name of the figure as well.
figure-settle = Which is right?
figure-settle-hint = The sources disagree. Call them. Fill in what is right and leave the box ticked: it then replaces the other statements. The history can still be read.
figure-withdrawn-all = Everything about this has been withdrawn or struck out.
figure-history = History
back-to-figures = Back to the figures

field-figure = Figure
field-figure-name = What is it about?
field-figure-value = How many, or what state?
field-figure-unit = Unit (can be left empty)
field-figure-status = How certain is this?

status-reported = reported
status-confirmed = confirmed
status-withdrawn = withdrawn
