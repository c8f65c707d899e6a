### SPDX-License-Identifier: EUPL-1.2
### Handing over: what is open, in force, expected, whom to call.

handover-title = Hand-over: { $role }
handover-back = Back to the team
handover-open = What is open
handover-in-force = What is in force
handover-expected = What is expected
handover-to-call = Whom to call
handover-nothing = Nothing recorded.
handover-more = { $count ->
    [one] and 1 more; see the log
   *[other] and { $count } more; see the log
}
handover-steps-left = { $left } of { $all } steps left
handover-level = Level
handover-grip = GRIP
handover-place = Gathering place
handover-seat-ends = duty ends: { $role }
handover-support = promised by { $of }: { $what }
handover-to = Hand over to …
handover-to-hint = Go through this page together. Then press the button.
handover-save = Hand over
handover-line = Handed over. { $taken }
handover-left = This seat was left already, at { $time }.
