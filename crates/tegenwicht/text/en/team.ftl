### SPDX-License-Identifier: EUPL-1.2
### The team: who sits where, until when, and what is not taken yet.

nav-team = Team
team-tabs = About the team
tab-team = Team
tab-orders = Orders
tab-calls = Calls
tab-inform = Inform
tab-support = Requests for support
team-seats = { $count ->
    [0] nobody in the team yet
    [one] 1 seat taken
   *[other] { $count } seats taken
}
team-gaps = { $count ->
    [0] all roles taken
    [one] 1 role not taken
   *[other] { $count } roles not taken
}
team-take = I take this role
team-take-save = I take this role
team-take-all = I take all { $count } empty roles
team-other-role = Another role
team-other-role-none = no other role
team-roles-missing = Choose at least one role.
team-role = Role
team-role-none = choose a role
team-role-missing = Choose a role.
team-team = Team
team-put = Put somebody in the team
team-put-save = Put in the team
team-who = Who?
team-who-none = choose somebody, or type a name below
team-who-users = Users
team-who-contacts = Contacts
team-who-missing = Choose somebody from the list, or type a name.
team-who-name = Or somebody from elsewhere: name
team-who-phone = Telephone number
team-deputy-tick = As deputy
team-deputy = deputy
team-until = On duty until
team-until-hint = For example 07:30.
team-organisation = Organisation
team-organisation-hint = For a liaison: with whom, or from whom.
team-mandate = Mandate
team-mandate-hint = What may this person decide alone?
team-mandate-is = mandate: { $mandate }
team-nobody = Nobody in this team yet.
team-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
team-not-taken = not taken
team-empty-for = for { $length }
team-call = Call somebody
team-since = since { $time }
team-until-at = until { $time }
team-overdue = relieve: duty was until { $time }
team-present = present
team-absent = absent
team-presence-unknown = present? unknown
team-say-present = Present
team-say-absent = Absent
team-handover = Hand over
team-leave = Leave the seat
team-leave-note = Why? (may be empty)
team-leave-save = Leave this seat
team-to-orders = To the orders of the teams
team-line-taken = { $role }: taken.
team-line-taken-until = { $role }: taken until { $until }.
team-line-left = { $role }: seat left.
due-at = by { $time }
due-late = late: was due at { $time }
due-nearly = nearly late: by { $time }
due-passed = passed
no-number = no number known
