### SPDX-License-Identifier: EUPL-1.2
### The frame around every page: strip, menu, connection, warnings.

app-name = Tegenwicht
title-fault = Fault:{" "}
skip-to-content = To the content
menu = Menu
quick-menu = Go quickly to
close-sheet = Close
search = Search
print = Print
printed-at = printed
unknown = unknown
contradictory = contradictory
language-nl = Nederlands
language-en = English

## Menu

nav-home = Start
nav-report = Make a report
nav-open-crisis = Open a crisis
nav-users = Users
nav-devices = Devices and connection
nav-notices = Notices
nav-log = Log
nav-figures = Figures
nav-crisis = This crisis
bar-home = Start
bar-report = Report
bar-log = Log
bar-figures = Figures
bar-crisis = Crisis
bar-more = More
help-and-keys = Help and keys

## The strip on top

crisis-team = Crisis team
exercise-word = EXERCISE
nafase-word = AFTERMATH
real-crisis-word = REAL CRISIS
running-crises = { $count ->
    [0] no crisis running
    [one] 1 crisis running
   *[other] { $count } crises running
}
running-exercises = { $count ->
    [0] no exercise
    [one] 1 exercise
   *[other] { $count } exercises
}
as-of = as at { $time }
shows-earlier-moment = You see an earlier moment
saved-here = saved on one device
saved-here-only = saved on one device

## Connection. What stands between braces is filled in by the page itself.

link-live = Connected
link-just = as it is now
link-age = {"{n}"} min old
link-lost = No connection since {"{time}"}
link-unsent = {"{n}"} not sent yet

## Logging in and out, on every page

log-in = Log in
log-in-again = Log in again
log-out = Log out
logout-unsent = Something has not been sent yet. It is lost when you log out. Press once more to log out all the same.
logged-out = You are logged out
logged-out-text-kept = You are logged out. What you typed stays.
somebody-not-logged-in = somebody without an account
somebody-unknown = name unknown

## Warnings for everybody

warning-read-only = The disk fails. You can still read everything, but nothing is saved any more. Go on writing on paper and call ICT.
warning-not-granted = Tegenwicht runs here on a device that is not admitted yet. You can read, but not record. Write on paper until it is admitted.
warning-grant-here = Admit it with the root key from paper
warning-open-http = This connection is not encrypted: others on the network can read along. Type nothing here by which a person can be recognised. You cannot manage anything here.
warning-root-not-printed = The root key is still on this device, and perhaps not on paper yet. If this device breaks, the key is gone.
warning-root-print = Print it now

## Forms

form-wrong = Something is not right yet
time-now = now
time-unclear = This time cannot be read. Type for example 10:30, or 15-1 07:42.
draft-restored = You typed this earlier. It has not been recorded yet.
