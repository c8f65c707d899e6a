### SPDX-License-Identifier: EUPL-1.2
### Codes to log in with once, and the new password after it.

back-to-user = Back to the user
back-to-account = Back to my account
code-title = Lost password
code-hint = Give a code that works once in place of the password. After logging in the user chooses a new password at once.
code-save = Make a code
code-for = Code for { $name }
code-word = Code, to be filled in at Password
code-until = Valid until
code-once = You see this code once, now. Hand it over in person. It works once. A new code replaces the old one.
login-code-hint = Or the code you were given, or a code from the envelope.
new-password-title = Choose a new password
new-password-hint = You logged in with a code. It does not work again. Choose your own password now; then you can go on.
error-password-needed = You logged in with a code. Choose a new password first.
paper-title = Codes for the envelope
paper-hint = Ten codes on paper, for when you do not know your password and nobody can give you a code. Each code works once.
paper-go = To the codes for the envelope
paper-none = You have no codes yet. Make them before anything happens.
paper-unused = not used yet
paper-used = used { $moment }
paper-make = Make ten new codes
paper-ends-old = New codes end the old ones. Take the old paper out of the envelope too.
paper-print = Print this page now. You see the codes only once. Put the paper in a closed envelope in a place that you and your deputy know.
paper-how = To log in: fill in your login name, and at Password a whole code, with the number before it. Then cross the code out. You choose a new password at once.
user-unblock-hint = This person cannot log in now. Once let in again, the password and roles of before work again.
user-unblock-save = Let in again
