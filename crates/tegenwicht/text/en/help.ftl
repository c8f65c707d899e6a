### SPDX-License-Identifier: EUPL-1.2
### Help on one page.

help-title = Help
help-report = Making a report
help-report-text = If something is wrong, make a report. One line is enough and you do not have to be sure of anything. Without an account, use the PIN on the notice board. Tegenwicht does not call anyone: if it is urgent, call someone yourself as well.
help-log = Recording something in the log
help-log-text = Under Log entry, type what happened and press Record. If you need to, choose whether it is a fact, assumption, question, contact, decision or action. Did someone else say it? Fill in who. Did it happen earlier? Type the time.
help-strike = A line that is wrong
help-strike-text = Press the time of the line and choose Strike out this line. Say why. The line can still be read, with a stroke through it. Then write the correct line. A line never changes.
help-figure = Figures
help-figure-text = With each figure you see who stated it, when, and whether it is reported or confirmed. If two sources disagree, you see both, with a red border. Call them, and record what is right. Unknown is an answer too.
help-exercise = Exercise or real
help-exercise-text = An exercise is purple with diagonal stripes, and says EXERCISE everywhere. A real crisis is red. What you write in an exercise never ends up in a real crisis.
help-offline = If the connection is lost
help-offline-text = The bar at the top then says since when. You can still read everything on the screen. What you record waits on this computer and is sent automatically when the connection is back. Do not log out until everything has been sent. If it takes long, write on paper as well.
help-keys = Keyboard shortcuts
help-keys-hint = They only work when you are not typing in a field.
help-key-new = new log entry
help-key-search = search the log
help-key-help = this help
