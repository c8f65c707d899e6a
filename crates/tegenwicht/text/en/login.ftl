### SPDX-License-Identifier: EUPL-1.2
### Logging in.

login-name = Login name
login-name-hint = Keep it short, for example initial and surname. Capitals make no difference.
login-name-missing = Fill in a login name.
login-password = Password
login-forgotten = Lost your password? The crisis coordinator can give you a code.
password-hint = At least 10 characters. A short sentence is easiest to remember.
password-again = Repeat the password
password-differs = The two passwords are not the same. Type them again.
login-not-over-http = This connection is not secure, so you cannot log in here. Use the secure connection (https) or the device itself.
password-old-wrong = Your current password is not right. Type it again.
