### SPDX-License-Identifier: EUPL-1.2
### Refusals: nothing was changed, and this is what to do now.

refusal-not-allowed = Your role may not do this. Ask somebody who may, or call the crisis coordinator.
refusal-not-set-up = Tegenwicht is not set up here yet. Ask who started it to set it up.
refusal-already-set-up = This institution is set up already. Log in.
refusal-device-not-granted = Tegenwicht runs here on a device that is not admitted yet. Nothing was saved. Ask the crisis coordinator or ICT to admit it, and write on paper until then.
refusal-crisis-unknown = This crisis is not on this device. Go to the start and choose the crisis again.
refusal-crisis-already-closed = This crisis is closed already. You can still add lines.
refusal-entry-unknown = This line is not there, or was erased. Go back to the log.
refusal-entry-already-struck = This line is struck already. Load the page again to see by whom.
refusal-figure-unknown = This figure is not there. Go back to Figures.
refusal-figure-unsettled = Sources say different things about this figure. First find out what holds.
refusal-report-unknown = This report is not there. Go to the start and choose the report again.
refusal-report-already-handled = Somebody else handled this report already. Go to the start to see what is running.
refusal-user-unknown = This user is not there. Load the page again.
refusal-user-blocked = This user is blocked. If this person must log in again, add them with a new login name.
refusal-login-name-taken = This login name exists already. Choose another, for example with a number behind it.
refusal-last-coordinator = This is the only crisis coordinator. First make somebody else crisis coordinator.
refusal-text-empty = First write down what there is.
refusal-text-too-long = The text is too long. One line holds 4,000 characters. Make it two lines.
refusal-text-control = The text has characters in it that nobody sees, often from pasting. Read the text through and send it again. If that does not work, type the text over.
refusal-title-empty = Write in a few words what is going on.
refusal-title-too-long = Make this shorter: 200 characters at most.
refusal-name-empty = Fill in a name.
refusal-name-too-long = Make this shorter: 200 characters at most.
refusal-reason-empty = Write down why.
refusal-field-too-long = One of the fields is too long. Make the text shorter and send it again.
refusal-password-too-short = The password is too short. Use at least 10 characters.
refusal-pin-wrong-form = A PIN has 6 to 12 digits and nothing else.
refusal-roles-empty = Choose at least one role.
refusal-attachment-unknown = An attachment was not saved. Choose the file again and send it once more.
refusal-too-many-attachments = One line can have 10 files. Put the others with a next line.
refusal-nothing-to-erase = There is nothing to erase here. Load the page again: it may have been erased already.
refusal-sealed-not-allowed = Everybody can read a figure. Make the figure empty, or take away the tick at “For the core team only”.
refusal-exercise-from-real-report = This report is real and cannot become an exercise. Choose Real, or open the exercise from the start, without a report.
refusal-too-many-references = This is about more than 32 lines at once. Do it in parts.
