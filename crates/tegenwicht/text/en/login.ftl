### SPDX-License-Identifier: EUPL-1.2
### Logging in.

login-name = Login name
login-name-hint = Short, for example initial and last name. Capitals make no difference.
login-password = Password
login-forgotten = Lost your password? The crisis coordinator can give you a new one.
password-hint = At least 10 characters. A short sentence is easiest to remember.
password-again = The password once more
password-differs = The two passwords are not the same. Type them again.
login-not-over-http = This connection is not secure. You cannot log in here. Use the secure connection (https) or the device itself.
password-old-wrong = The old password is not right. Type it once more.
