### SPDX-License-Identifier: EUPL-1.2
### Refusals: nothing was changed, and this is what to do now.

refusal-not-allowed = Your role does not allow this. Ask someone whose role does, or call the crisis coordinator.
refusal-not-set-up = Tegenwicht has not been set up here yet. Ask whoever started it to set it up.
refusal-already-set-up = This institution has already been set up. Log in.
refusal-device-not-granted = Tegenwicht is running on a device that has not been admitted yet. Nothing was saved. Ask the crisis coordinator or IT to admit it, and write on paper until then.
refusal-crisis-unknown = This crisis is not on this device. Go to the home page and choose the crisis again.
refusal-crisis-already-closed = This crisis has already been closed. You can still add lines.
refusal-entry-unknown = This line does not exist, or has been erased. Go back to the log.
refusal-entry-already-struck = This line has already been struck out. Reload the page to see by whom.
refusal-figure-unknown = This figure does not exist. Go back to Figures.
refusal-figure-unsettled = The sources disagree about this figure. Find out first which is right.
refusal-report-unknown = This report does not exist. Go to the home page and choose the report again.
refusal-report-already-handled = Someone else has already handled this report. Go to the home page to see what is going on.
refusal-user-unknown = This user does not exist. Reload the page.
refusal-user-blocked = This user has been blocked. If this person needs to log in again, add them with a new login name.
refusal-login-name-taken = This login name is already in use. Choose another, for example with a number at the end.
refusal-last-coordinator = This is the only crisis coordinator. Make someone else crisis coordinator first.
refusal-text-empty = First write down what is going on.
refusal-text-too-long = The text is too long. One line can hold 4,000 characters. Split it into two lines.
refusal-text-control = The text contains characters that cannot be seen, often from pasting. Read the text through and send it again. If that does not work, type the text again.
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
refusal-too-many-attachments = One line can have 10 files. Add the others to a new line.
refusal-nothing-to-erase = There is nothing to erase here. Reload the page: it may already have been erased.
refusal-sealed-not-allowed = Everyone can read a figure. Clear the figure, or untick “For the core team only”.
refusal-exercise-from-real-report = This report is real and cannot become an exercise. Choose Real, or open the exercise from the home page, without a report.
refusal-too-many-references = This covers more than 32 lines at once. Do it in parts.
