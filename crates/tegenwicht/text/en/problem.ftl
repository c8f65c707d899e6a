### SPDX-License-Identifier: EUPL-1.2
### What went wrong, and what to do now.

problem-title = This did not work
problem-home = Go to the home page
problem-code = Code for IT:

error-not-found = This page does not exist. Check the address, or go to the home page.
problem-erased = This line was erased
error-entry-erased = This line was erased.
error-login-needed = Log in first.
error-not-allowed = Your role does not allow this. Ask someone whose role does, or call the crisis coordinator.
error-foreign = Tegenwicht does not know this address, or this came from another website. Open Tegenwicht at the address you were given by IT.
error-form-token = This page is out of date: you have logged in again since. Nothing was saved. Log in or reload the page, then send it again.
error-other-user = Someone else is now logged in on this computer. Nothing was saved. Log in yourself, then send it again.
error-malformed = The form did not arrive properly. Nothing was saved. Go back, reload the page and try again.
error-too-large = This is too large. One file can be up to 25 MB, everything together 40 MB. Make it smaller or send less at a time.
error-busy = Many people are logging in now. Wait a few seconds and try again.
error-wrong-login = The login name or the password is not right. Try again. If that does not work, call the crisis coordinator.
error-not-over-http = This cannot be done over this connection, because other people could read along. Open Tegenwicht at the address that begins with https.
error-not-set-up = Tegenwicht has not been set up here yet. Ask whoever started it to set it up.
error-key-used-before = This form was sent before, with different text. That text has been saved. Your new text is still in the field: press again to record it as well.
error-not-written = Saving failed. Try again in a few seconds. If it fails again, write on paper and call IT.
error-outcome-unknown = It is not certain that this was saved. Check whether it is there. If it is not, press again.
error-inside = Something went wrong in Tegenwicht itself. Try again. If it fails again, write on paper and call IT.
