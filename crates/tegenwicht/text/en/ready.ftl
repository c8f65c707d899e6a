### SPDX-License-Identifier: EUPL-1.2
### Ready in a quarter of an hour: the steps before anything happens.

ready-title = Ready in a quarter of an hour
ready-hint = Go through the steps one by one. You can stop and go on later: what is done stays done.
ready-of = { $done } of { $all } done
ready-done = You are ready.
ready-done-hint = Now do a short exercise: open a crisis as an exercise and go through the call list. Check these steps every quarter.
ready-almost = You can hold an exercise now.
ready-almost-hint = Only a second device is still missing. An exercise need not wait for that: open a crisis as an exercise and call down the list.
ready-exercise = Open an exercise
ready-open = Go on
ready-back = ← Ready in a quarter of an hour
ready-next-is = Next:
ready-do = Do this now
ready-look = Look
ready-is-done = done
ready-is-next = do this now
ready-is-to-do = to do
ready-institution = Institution and root key
ready-institution-hint = Your institution is there. Put the root key on paper into the safe.
ready-root-printed = the root key is on paper
ready-root-here = the root key is still on this device
ready-words = Sector and words
ready-words-hint = See whether roles, levels and words are called as they are with you.
ready-people = People with role and number
ready-people-hint = Whom do you call for which role, and who is deputy?
ready-duty = Duty roster of this week
ready-duty-hint = Who is on duty now?
ready-sites = Sites and { $wards }
ready-sites-hint = Where can something happen?
ready-places = Gathering place
ready-places-hint = Where does the crisis team gather, and where if that cannot be?
ready-pin = PIN for the notice board
ready-pin-hint = With it everybody in the house can make a report.
ready-codes = Paper codes of the crisis coordinator
ready-codes-hint = In a closed envelope, for when the password is lost.
ready-devices = Second device
ready-devices-hint = If one device breaks, you go on with the other.
ready-words-own = { $count ->
    [0] no words of your own
    [one] 1 word or choice of your own
   *[other] { $count } words and choices of your own
}
ready-seats = { $count ->
    [one] 1 role without anybody
   *[other] { $count } roles without anybody
}
ready-duty-count = { $count ->
    [0] nobody is on duty now
    [one] 1 person is on duty now
   *[other] { $count } people are on duty now
}
ready-places-count = { $count } of 2 filled in
ready-pin-set = there is a PIN
ready-pin-none = no PIN yet
ready-codes-count = { $count ->
    [0] no codes yet
    [one] 1 code left
   *[other] { $count } codes left
}
ready-devices-count = { $count ->
    [one] 1 device
   *[other] { $count } devices
}
