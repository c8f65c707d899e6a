### SPDX-License-Identifier: EUPL-1.2
### Users, their roles, passwords, and the PIN of the notice board.

user-name = Name
user-phone = Telephone (may be empty)
user-roles = Roles
user-change = Change
user-add = Add a user
user-add-save = Add the user
user-first-password = First password
user-new-password = New password
user-password-save = Change the password
user-roles-save = Save the roles
user-block-reason = Why may this person no longer log in? (this cannot be undone)
user-block-save = Block access
user-blocked = blocked

role-coordinator = Crisis coordinator
role-chair = Chair of the crisis team
role-log-keeper = Log keeper
role-information-manager = Information manager
role-manager = Manager
role-member = Member of the crisis team
role-ict = ICT
role-observer = Observer
role-reporter = Reporter

pin-title = Notice-board PIN
pin-set = There is a PIN. Who knows it can make a report without an account, and nothing else.
pin-not-set = There is no PIN yet. Only people with an account can report now.
pin-label = New PIN
pin-hint = 6 to 12 digits. The PIN before it stops working. Hang the new one on the notice board.
pin-save = Set the PIN
pin-wrong = This PIN is not right. Look on the notice board, or call your manager.

account-title = My account
password-old = Your password until now
password-changed = Your password has been changed.
