### SPDX-License-Identifier: EUPL-1.2
### Opening, viewing and closing a crisis.

crisis-open = Open a crisis
crisis-open-save = Open the crisis
crisis-title = What is going on?
crisis-title-hint = Short, as you would say it on the telephone. For example: power failure building B.
crisis-mode = Real or exercise
crisis-mode-missing = Choose whether this is real or an exercise.
crisis-mode-for-ever = This choice is fixed. It cannot be changed later.
mode-real = Real
mode-real-hint = Something is going on now.
mode-exercise = Exercise
mode-exercise-hint = Everything works the same. Every page and every print says EXERCISE.
crisis-at = Began at
crisis-at-hint = Empty means now. For example 10:30, or 15-1 07:42.
crisis-place = Where does the crisis team gather?
crisis-place-hint = For example: room 2.14. May be empty.

crisis-since = since { $moment } · { $length }
crisis-gathers = gathers at: { $place }
crisis-closed-at = closed { $moment }

crisis-opened = Opened
crisis-closed = Closed
crisis-from-report = Began with a report
crisis-to-report = See the report

crisis-close = Close the crisis
crisis-close-hint = Close it when the crisis team is done. A closed crisis cannot be opened again. Everything stays readable and you can still add lines.
crisis-close-reason = Why can the crisis be closed?
crisis-close-save = Close the crisis

export-title = Save the log as a file
export-hint = All lines in order, with time and name. The words of lines for the core team do not go along. Keep the file safe: there are names in it.
export-csv = Save as a spreadsheet (CSV)
export-json = Save for another program (JSON)
