### SPDX-License-Identifier: EUPL-1.2
### The call list: who is on duty, who was reached.

calls-title = Calls
calls-open = { $count ->
    [0] all roles taken
    [one] 1 role to fill
   *[other] { $count } roles to fill
}
calls-gather = Gathering place
calls-say = Say: what is the matter, where the team gathers, and when you expect them.
calls-no-contacts = There are no contacts for these roles
calls-no-contacts-hint = The crisis coordinator puts them in Tegenwicht. Call from the list on paper now.
calls-taken = { $count ->
    [one] 1 role is taken
   *[other] { $count } roles are taken
}
call-empty-for = not taken, for { $length }
call-role-taken = taken
call-on-duty = on duty
call-deputy = deputy { $rank }
call-no-candidate = Nobody is on the list for this role.
call-never = not called yet
call-reached = reached
call-not-reached = not reached
call-cannot-come = cannot come
call-coming-at = coming at { $time }
call-coming-time = Coming at what time?
call-coming-missing = Fill in at what time this person is there.
call-say-coming = Coming at
call-say-reached = Reached
call-say-not-reached = Not reached
call-say-cannot-come = Cannot come
call-into-team = Put in the team
call-paper = ☐ reached  ☐ coming at ____:____  ☐ not reached  ☐ cannot
call-somebody = somebody
call-line-reached = Call for { $role }: reached.
call-line-coming = Call for { $role }: coming at { $time }.
call-line-cannot-come = Call for { $role }: cannot come.
calls-bare = Nobody in the list for these roles
calls-bare-hint = Do you know somebody? Call, and then put that person in the team yourself.
calls-bare-team = Put somebody in the team
