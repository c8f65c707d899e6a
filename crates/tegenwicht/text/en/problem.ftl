### SPDX-License-Identifier: EUPL-1.2
### What went wrong, and what to do now.

problem-title = This did not work
problem-home = To the start
problem-code = Code for ICT:

error-not-found = This page is not there. Check the address, or go to the start.
error-login-needed = Log in first.
error-not-allowed = Your role may not do this. Ask somebody who may, or call the crisis coordinator.
error-foreign = Tegenwicht does not know this address, or this came from another website. Open Tegenwicht at the address that you got from ICT.
error-form-token = This page is out of date: you have logged in again meanwhile. Nothing was saved. Log in or load the page again, then send it once more.
error-other-user = Somebody else is logged in on this computer now. Nothing was saved. Log in yourself, then send it again.
error-malformed = The form did not arrive well. Nothing was saved. Go back, load the page again and try once more.
error-too-large = This is too large. One file may be 25 MB, all together 40 MB. Make it smaller or send less at a time.
error-busy = Many people are logging in now. Wait a few seconds and try again.
error-wrong-login = The login name or the password is not right. Try again. If it does not work, call the crisis coordinator.
error-not-over-http = This cannot be done over this connection, since others can read along. Open Tegenwicht at the address that begins with https.
error-not-set-up = Tegenwicht is not set up here yet. Ask who started it to set it up.
error-key-used-before = This form was sent before, with another text. That one is there already. Your new text is still in the field: press again to record it too.
error-not-written = Saving did not work. Try again in a few seconds. If it fails again, write on paper and call ICT.
error-outcome-unknown = It is not sure that this was saved. See whether it is there. If it is not, press again.
error-inside = Something went wrong in Tegenwicht itself. Try again. If it fails again, write on paper and call ICT.
