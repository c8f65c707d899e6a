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
