### SPDX-License-Identifier: EUPL-1.2
### Opening, viewing and closing a crisis.

crisis-open = Open a crisis
crisis-open-save = Open the crisis
crisis-title = What is going on?
crisis-title-hint = Keep it short, as you would say it on the telephone. For example: power failure in building B.
crisis-mode = Real or exercise
crisis-mode-missing = Choose whether this is real or an exercise.
crisis-mode-for-ever = You cannot change this choice later.
mode-real = Real
mode-real-hint = Something is happening now.
mode-exercise = Exercise
mode-exercise-hint = Everything works in the same way. Every page and every printout says EXERCISE.
crisis-at = Started at
crisis-at-hint = Empty means now. For example 10:30, or 15-1 07:42.
crisis-place = Where does the crisis team meet?
crisis-place-hint = For example: room 2.14. Can be left empty.

crisis-since = since { $moment } · { $length }
crisis-gathers = meets in: { $place }
crisis-closed-at = closed { $moment }

crisis-opened = Opened
crisis-closed = Closed
crisis-from-report = Started with a report
crisis-to-report = View the report

crisis-close = Close the crisis
crisis-close-hint = Close it when the crisis team has finished. A closed crisis cannot be reopened. Everything can still be read, and you can still add lines.
crisis-close-reason = Why can the crisis be closed?
crisis-close-save = Close the crisis

export-title = Save the log as a file
export-hint = All lines in order, with time and name. The text of lines for the core team is left out. Keep the file safe: it contains names.
export-csv = Save as a spreadsheet (CSV)
export-json = Save for another program (JSON)
