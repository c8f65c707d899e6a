### SPDX-License-Identifier: EUPL-1.2
### Assessment: scale up or not, and looking again.

assessment-title = Scale up or not?
assessment-do = Assess
assessment-again = Assess again
assessment-hint = Ten questions. “Unknown” is an answer too. There is no fixed number: one serious yes can be enough. In doubt? Scale up.
assessment-remark = Remark (can be left empty)
assessment-criterion = Question
assessment-outcome = Outcome
assessment-none = Nobody has assessed this yet.
assessment-earlier = Assessed earlier
assessment-earlier-count = { $count ->
    [one] Assessed once before
   *[other] Assessed { $count } times before
}
verdict-yes = Yes
verdict-no = No
verdict-unknown = Unknown

assessment-scale-up = Scale up
assessment-stays = Record: the crisis stays
assessment-regular = Do not scale up
assessment-no-hint = It returns to the regular process. Your answers and the reason are kept.
assessment-no-save = Record: do not scale up
assessment-false-alarm = No crisis after all
assessment-false-hint = Your answers and the reason are kept. Then close the crisis as a false alarm.
assessment-false-save = Record: no crisis after all
assessment-reason = Why not?
assessment-reason-hint = For example: one { $ward }, the fault is mended.
assessment-reason-missing = Write down why not.
assessment-not-yet = Not yet, at …
assessment-not-yet-hint = At that time an alarm appears on every page, with the name of who looks again.
assessment-again-at = Look again at
assessment-again-hint = For example 23:30.
assessment-again-missing = Type at what time you look again.
assessment-owner = Who looks again?
assessment-not-yet-save = Record: not yet

assessment-out-scale-up = Scale up
assessment-out-stays = The crisis stays
assessment-out-regular = Do not scale up: { $reason }
assessment-out-not-yet = Not yet. { $name } looks again at { $time }.

## Alarms

alarm-title = { $count ->
    [one] Look again at 1 report now
   *[other] Look again at { $count } reports now
}
alarm-strip = { $count ->
    [one] 1 report to look at again
   *[other] { $count } reports to look at again
}
alarm-late = { $count ->
    [one] 1 thing is late now.
   *[other] { $count } things are late now.
}
alarm-late-lines = Late: { $lines }.
alarm-own = You were to look again at { $time }, { $late } ago.
alarm-whose = { $name } was to look again at { $time }, { $late } ago.
