### SPDX-License-Identifier: EUPL-1.2
### Users, their roles, passwords, and the PIN of the notice board.

user-name = Name
user-name-missing = Fill in the name of the user.
user-phone = Telephone (can be left empty)
user-roles = Roles
user-change = Change
back-to-users = Back to the users
user-change-one = Change { $name }
user-add = Add a user
user-add-save = Add the user
user-first-password = First password
user-new-password = New password
user-password-save = Change the password
user-roles-save = Save the roles
user-block-reason = Why should this person no longer be able to log in?
user-block-save = Block access
user-blocked = blocked

role-coordinator = Crisis coordinator
role-chair = Chair of the crisis team
role-log-keeper = Log keeper
role-information-manager = Information manager
role-manager = Manager
role-member = Member of the crisis team
role-ict = IT
role-observer = Observer
role-reporter = Reporter

pin-title = Notice-board PIN
pin-set = There is a PIN. Anyone who knows it can make a report without an account, and nothing else.
pin-not-set = There is no PIN yet. For now only people with an account can make a report.
pin-label = New PIN
pin-hint = 6 to 12 digits. The previous PIN will stop working. Put the new one on the notice board.
pin-save = Set the PIN
pin-wrong = This PIN is not right. Look on the notice board, or call your manager.

account-title = My account
password-old = Your current password
password-changed = Your password has been changed.

keys-title = Keyboard shortcuts
keys-on = Shortcuts are on in this browser: n for a new line, / to search, s for the picture, ? for help. They do nothing while you are typing.
keys-off = Shortcuts are off in this browser.
keys-switch-off = Turn shortcuts off
keys-switch-on = Turn shortcuts on
