### SPDX-License-Identifier: EUPL-1.2
### Reporting that something may be wrong, and what was done with it.

report-do = Make a report
report-do-hint = Is something wrong? One line is enough.
report-hint = Is there immediate danger? First call the emergency number of your institution. Then make the report.
report-text = What is going on?
report-text-hint = One line is enough. You need not be sure of anything.
report-place = Where? (may be empty)
report-at = When? (empty means now)
report-at-hint = For example 10:30, or 15-1 07:42.
report-reporter = Your name and extension (may be empty)
report-pin = PIN
report-pin-hint = The PIN hangs on the notice board.
report-save = Send the report
report-without-login = No account? Make a report with the PIN from the notice board.
report-thanks = Your report is saved
report-thanks-hint = The crisis team sees the report as soon as somebody logs in. No telephone rings. If it is urgent, call your manager as well.
report-another = Make another report

reports-waiting = Reports that wait
reports-count = { $count ->
    [0] no reports
    [one] 1 report
   *[other] { $count } reports
}
reports-none = No report is waiting.

report-number = Report { $number }
report-open-crisis = Open a crisis for this report
report-became-crisis = A crisis was opened for this report.
report-to-crisis = To the crisis
report-no-crisis = No crisis needed: { $reason }
report-no-crisis-title = No crisis needed? Put that on record too
report-no-crisis-reason = Why is no crisis needed?
report-no-crisis-save = Record: no crisis needed
reports-all = All reports
report-waits = waits for somebody to look at it
report-needs-no-crisis = needs no crisis
