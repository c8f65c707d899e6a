### SPDX-License-Identifier: EUPL-1.2
### The frame around every page: strip, menu, connection, warnings.

app-name = Tegenwicht
title-fault = Error:{" "}
skip-to-content = Skip to content
menu = Menu
quick-menu = Quick links
close-sheet = Close
search = Search
print = Print
printed-at = printed
unknown = unknown
contradictory = contradictory
language-nl = Nederlands
language-en = English

## Menu

nav-home = Home
nav-report = Make a report
nav-reports = Reports
nav-open-crisis = Open a crisis
nav-users = Users
nav-devices = Devices and connection
nav-library = Preparation
nav-notices = Notices
nav-log = Log
nav-figures = Figures
nav-crisis = This crisis
bar-home = Home
bar-report = Report
bar-reports = Reports
late = late
bar-log = Log
bar-crisis = Crisis
bar-more = More
help-and-keys = Help and shortcuts

## The strip on top

exercise-word = EXERCISE
nafase-word = AFTERMATH
real-crisis-word = REAL CRISIS
running-crises = { $count ->
    [0] no ongoing crisis
    [one] 1 ongoing crisis
   *[other] { $count } ongoing crises
}
running-exercises = { $count ->
    [0] no exercise
    [one] 1 exercise
   *[other] { $count } exercises
}
announce-decisions = { $count ->
    [one] 1 new decision
   *[other] { $count } new decisions
}
as-of = as at { $time }
shows-earlier-moment = Showing an earlier moment
saved-here = saved on one device
saved-here-only = saved on one device

## Connection. What stands between braces is filled in by the page itself.

link-live = Connected
link-just = up to date
link-age = {"{n}"} min old
link-lost = No connection since {"{time}"}
link-unsent = {"{n}"} not sent yet
link-refused = {"{n}"} refused

## Logging in and out, on every page

log-in = Log in
log-in-again = Log in again
log-out = Log out
logout-unsent = Something has not been sent yet. It will be lost if you log out. Press again to log out anyway.
logged-out = You have been logged out
logged-out-text-kept = You have been logged out. What you typed is still here.
somebody-not-logged-in = someone without an account
somebody-unknown = name unknown

## Warnings for everybody

warning-read-only = The disk has failed. You can still read everything, but nothing more is being saved. Carry on writing on paper and call IT.
warning-not-granted = Tegenwicht is running on a device that has not been admitted yet. You can read, but nothing can be recorded here. Write on paper until it has been admitted.
warning-grant-here = Admit it with the root key on paper
warning-open-http = This connection is not encrypted: other people on the network could read along. Do not type anything here that could identify a person. You cannot manage users or devices over this connection.
warning-root-not-printed = The root key is still on this device, and may not be on paper yet. If this device breaks, the key is lost.
warning-root-print = Print it now

## Forms

form-wrong = Please check this form
time-now = now
time-unclear = This time is not clear. Type, for example, 10:30 or 15-1 07:42.
draft-restored = You typed this earlier. It has not been recorded yet.
