### SPDX-License-Identifier: EUPL-1.2
### Reporting that something may be wrong, and what was done with it.

report-do = Make a report
report-do-hint = Is something wrong? One line is enough.
report-hint = Is there immediate danger? First call your institution's emergency number. Then make the report.
report-text = What is going on?
report-text-hint = One line is enough. You do not have to be sure of anything.
report-place = Where? (can be left empty)
report-at = When? (empty means now)
report-at-hint = For example 10:30, or 15-1 07:42.
report-reporter = Your name and extension (can be left empty)
report-pin = PIN
report-pin-hint = You will find the PIN on the notice board.
report-save = Send the report
report-without-login = No account? Make a report with the PIN on the notice board.
report-thanks = Your report has been saved
report-thanks-hint = The crisis team will see the report as soon as someone logs in. Tegenwicht does not call anyone. If it is urgent, call your manager yourself as well.
report-another = Make another report

reports-waiting = Reports waiting
reports-count = { $count ->
    [0] no reports
    [one] 1 report
   *[other] { $count } reports
}
reports-none = No report is waiting.

report-number = Report { $number }
report-open-crisis = Open a crisis for this report
report-became-crisis = A crisis has been opened for this report.
report-to-crisis = Go to the crisis
report-no-crisis = No crisis needed: { $reason }
report-no-crisis-title = No crisis needed? Record that too
report-no-crisis-reason = Why is no crisis needed?
report-no-crisis-save = Record: no crisis needed
reports-all = All reports
report-waits = waiting for someone to look at it
report-needs-no-crisis = no crisis needed
report-became-line = This report stands as a line in the log.
report-to-line = Go to the line
back-to-reports = All reports
back-to-report = Back to the report

## With us too

report-same-title = Is it so where you are too?
report-same-hint = These reports are waiting already. One press is enough, you need not type.
report-same = With us too
report-same-text = With us too: { $text }
report-look = First see what has been reported already
report-same-chosen = You chose: with us too.
report-same-none = No other report is waiting yet. Write below what is going on.
report-same-unsent = Nothing has been sent yet. Choose below and press Send the report.
report-same-not = Something else
report-same-not-hint = Write below what is going on.

## The inbox

reports-heaps = { $count ->
    [0] nothing is waiting
    [one] 1 subject
   *[other] { $count } subjects
}
reports-none-hint = What somebody reports appears here.
reports-not-found = Nothing found.
reports-not-found-hint = Search with fewer words, or choose All.
reports-search = Search the reports
reports-which = Which reports
reports-show-waiting = Waiting
reports-show-all = All
reports-tick = Choose: { $text }
reports-tick-two = Choose two or more reports about the same thing.
reports-last = last report { $time }
reports-unfold = { $count ->
    [one] Show the other report
   *[other] Show the other { $count } reports
}
reports-rest = All reports about this subject
reports-join-hint = Are reports about the same thing? Tick them and put them together. The oldest comes on top; everything is kept.
reports-join = Put together what is ticked
reports-join-all = Put all { $count } with “{ $words }” together
reports-older = Older reports
reports-newer = Newer reports

## A report becomes a line in the log

report-line-title = Put in the log of: { $title }
report-line-text = What goes into the log?
report-line-answer = Answer to a question
report-line-question = Which question does this answer?
report-line-no-choice = choose a question
report-line-no-question = Choose the question that this answers.
report-line-save = Put in the log

## METHANE

methane-title = Major incident? Fill in METHANE
methane-hint = Seven points for the emergency services. Fill in what you know. The rest can be left empty.
