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
crisis-gathers-or = meets in: { $place } (otherwise: { $other })
crisis-false-alarm-at = false alarm, closed { $moment }
crisis-closed-at = closed { $moment }

crisis-fallback = And if that is not possible? (can be left empty)
crisis-fallback-hint = For example: the canteen of building C.
crisis-gathering = Meets in
crisis-otherwise = Otherwise
crisis-level = Level
crisis-grip = GRIP (government)
crisis-opened = Opened
crisis-closed = Closed
crisis-from-report = Started with a report
crisis-to-report = View the report

crisis-exercise-runs = { $count ->
    [one] An exercise is running:
   *[other] { $count } exercises are running:
}
crisis-halt-hint = Is something really happening? Fill in below what. One press stops the exercise on all screens and opens the real crisis.
crisis-halt-save = Stop the exercise and open a real crisis

crisis-to-weigh = The ten questions have not been answered yet.
crisis-to-weigh-hint = The crisis was opened at once. Answer the questions as soon as you can. Unknown is an answer too.
crisis-weigh = Answer the questions
crisis-weighed-none = { $name } finds: no crisis after all. { $reason }
crisis-close-as-false = Does everybody agree? Then close the crisis as a false alarm.
back-to-crisis = Back to the crisis

crisis-false-alarm = False alarm
crisis-false-alarm-hint = opened by mistake or for nothing; it needs no evaluation

crisis-close = Close the crisis
crisis-close-hint = Close it when the crisis team has finished. A closed crisis cannot be reopened. Everything can still be read, and you can still add lines.
crisis-close-reason = Why can the crisis be closed?
crisis-close-save = Close the crisis

crisis-false-close = False alarm: close the crisis
crisis-false-only = Was it nothing, or opened by mistake? Then close it as a false alarm. It needs no evaluation. A closed crisis cannot be reopened; everything can still be read. Was it a crisis after all? Then the crisis coordinator or the chair closes it.
crisis-false-reason = Why was it a false alarm?
crisis-false-save = Close as a false alarm

export-title = Save the log as a file
export-hint = All lines in order, with time and name. The text of lines for the core team is left out. Keep the file safe: it contains names.
export-csv = Save as a spreadsheet (CSV)
export-json = Save for another program (JSON)
export-pdf = Print as PDF
export-pdf-parts = The log is long. It takes several files:
export-pdf-part = Part { $part } of { $all }

## Fire: open at once

fire-open = Fire or immediate danger: open now
fire-what = What and where? (can be left empty)
fire-title = Fire or immediate danger
fire-hint = Opens a real crisis at once. The ten questions come afterwards. Call 112 yourself.
fire-halts = The exercise that is running then stops on all screens.

## An exercise that was stopped

halted-word = EXERCISE STOPPED: real crisis
halted-short = stopped
halted-hint = This exercise was stopped at { $time }. Something is really happening now. You can record nothing more here.
halted-go = Go to the real crisis

## Level, GRIP, place

level-title = Level and meeting place
level-none = not known yet
level-choose = choose
level-missing = Choose a level.
level-to = New level
level-set = Change the level
level-set-save = Record the level
level-reason = Why? (can be left empty)
level-history = { $count ->
    [one] Scaled up or down once
   *[other] Scaled up or down { $count } times
}
level-line = Scaled up to: { $level }.
level-line-reason = Scaled up to: { $level }. Reason: { $reason }
grip-set = Record GRIP
grip-set-save = Record GRIP
grip-hint = GRIP is of the government and does not follow our level. Ask the GHOR what holds now.
grip-to = What holds now?
grip-said-by = Who said so? (can be left empty)
grip-missing = Choose what holds now.
grip-line = { $grip }.
grip-line-by = { $grip }, says { $name }.
places-set = Change the meeting place
places-set-save = Record the place
places-at-fallback = The first place cannot be used. We are at the other place.
places-fallback-missing = Fill in the other place where the team is now.
places-line = Meeting place: { $place }. If that is not possible: { $other }.
places-line-fallback = Meeting place moved to { $other }. No longer to { $place }.
crisis-scaled = scaled up to: { $level }
crisis-nameless = Crisis whose name is hidden
crisis-opened-line = Crisis opened: { $title }
crisis-title-line = The crisis is now called: { $title }
title-set = Change the name of the crisis
title-set-save = Record the name
title-set-hint = The old name stays in the log. Does it name a { $client }? Then hide that line in the log: the old name goes with it.
title-to = New name
