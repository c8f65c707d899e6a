### SPDX-License-Identifier: EUPL-1.2
### Duty roster: who is on duty, in which role, from when until when.

nav-roster = Duty roster
roster-now = On duty now
roster-now-none = Nobody is on the roster now. In a crisis the call list then starts with the first of each role.
roster-until = until { $time }
roster-vacant = vacant
roster-week = Week { $week }
roster-span = { $from } up to and including { $until }
roster-weeks = Weeks
roster-before = ← Previous week
roster-this = This week
roster-after = Next week →
roster-none = This week is still empty.
roster-none-hint = Put a shift on the roster below, or copy a week that is filled.
roster-is-now = now
roster-change = Change
roster-copy = Copy week { $week } to week { $next }
roster-add = Add a shift
roster-add-nobody = A shift belongs to somebody from the contacts, and there is nobody yet.
roster-add-save = Put the shift on the roster
roster-who = Who
roster-role-missing = Choose a role.
roster-contact-missing = Choose who is on duty.
roster-time-hint = For example 12-01-2026 08:00.
roster-time-unclear = Fill in day and time, for example 12-01-2026 08:00.
roster-change-one = Change a shift of { $role }
roster-back = Back to the roster
roster-save = Save the shift
roster-remove = Take off the roster
roster-shift-now = On duty now:
roster-shift-next = On duty after { $time }:
roster-shift-on = { $count ->
    [one] 1 shift filled
   *[other] { $count } shifts filled
}
roster-shift-lacking = { $count } not filled
roster-shift-unknown = Duty roster is not filled in
