### SPDX-License-Identifier: EUPL-1.2
### Help on one page.

help-title = Help
help-report = Making a report
help-report-text = If something is wrong, make a report. One line is enough and you need not be sure of anything. Without an account you need the PIN from the notice board. No telephone rings: if it is urgent, call as well.
help-log = Recording something in the log
help-log-text = Type what happened under Log entry and press Record. Choose, if you need to, whether it is a fact, assumption, question, contact, decision or action. Did somebody else say it? Fill in who. Was it earlier? Type the time.
help-strike = A line that is not right
help-strike-text = Press the time of the line and choose Strike the line. Say why. The line stays readable with a stroke through it. Then write the right line. A line never changes.
help-figure = Figures
help-figure-text = Each figure says who says it, when, and whether it is reported or confirmed. If two sources say different things, you see both with a red edge. Call them, and record what holds. Unknown is an answer too.
help-exercise = Exercise or real
help-exercise-text = An exercise is purple with diagonal stripes, and it says EXERCISE everywhere. A real crisis is red. What you write in an exercise never gets into a real crisis.
help-offline = When the connection goes
help-offline-text = On top you then see since when. You can go on reading all that is on the screen. What you record waits on this computer and goes by itself when there is a connection again. Do not log out before it is gone. If it takes long, write on paper as well.
help-keys = Keys
help-keys-hint = They work only while you are not typing in a field.
help-key-new = new log entry
help-key-search = search the log
help-key-figures = figures
help-key-help = this help
