### SPDX-License-Identifier: EUPL-1.2
### What becomes of decisions, actions, bottlenecks and questions; and what is mine.

nav-tasks = My tasks
nav-decisions = Decisions
nav-actions = Actions
nav-bottlenecks = Bottlenecks
bar-tasks = Tasks

standing-open = open
standing-proposed = proposed to the board
standing-in-force = in force
standing-approved = approved by the board
standing-handed-over = handed over
standing-acknowledged = understood
standing-taken = somebody finds out
standing-to-team = with a team
standing-later = carried over
standing-decided = decided
standing-answered = answered
standing-done = done
standing-solved = solved
standing-replaced = replaced
standing-declined = declined
standing-withdrawn = withdrawn
standing-cancelled = cancelled
standing-dropped = no longer needed

progress-say-open = Open again
progress-say-proposed = Propose to the board
progress-say-in-force = In force after all
progress-say-approved = The board approves
progress-say-declined = The board says no
progress-say-replaced = Replaced by another decision
progress-say-withdrawn = Withdraw
progress-say-acknowledged = Understood
progress-say-handed-over = Hand over
progress-say-done = Done
progress-say-cancelled = Cancel
progress-say-decided = There is a decision
progress-say-to-team = To a team
progress-say-later = Carry over
progress-say-solved = Solved
progress-say-taken = Somebody finds out
progress-say-dropped = No longer needed
progress-more-action = Hand over or cancel
progress-more-decision = Withdraw, replace or propose
progress-more-bottleneck = Decision, team or later
progress-more-question = Who finds out?
progress-what = What becomes of it?
progress-owner = Who does it?
progress-owner-none = nobody yet
progress-owner-name = Or type a name or { $ward }
progress-no-owner = nobody yet
progress-due = Done by
progress-deadline = Answer needed by
progress-until = Carry over until
progress-note = Remark. Needed when it is cancelled, withdrawn or declined.
progress-by = Which decision?
progress-by-none = choose
progress-order-first = To a team? Give the team an order first.
progress-order = Which order?
progress-answered-by-field = Who gave the answer?
progress-heard-by-field = Who heard the answer, and how?
progress-heard-by = heard by { $name }
progress-answered-by = says { $name }
progress-save = Record
progress-line = { $label }: { $standing }.
progress-line-owner = Now with { $value }.
progress-line-heard = Heard by { $value }.
progress-line-note = { $value }
check-late = check is late: { $time }
check-nearly = check nearly late: { $time }
check-at = check at { $time }

## Actions

actions-open = { $count ->
    [0] no open actions
    [one] 1 open action
   *[other] { $count } open actions
}
actions-none = No action is open.
actions-none-mine = No action is in your name.
actions-none-late = No action is late or nearly late.
actions-none-ended = No action is done or cancelled yet.
actions-filter = Which actions
actions-show-open = Open
actions-show-mine = Mine
actions-show-late = Late or nearly
actions-show-ended = Done or cancelled
action-new = New action
action-what = What must be done?
action-save = Record action

## Bottlenecks

bottlenecks-open = { $count ->
    [0] no open bottlenecks
    [one] 1 open bottleneck
   *[other] { $count } open bottlenecks
}
bottlenecks-over = { $count ->
    [one] 1 bottleneck that is over
   *[other] { $count } bottlenecks that are over
}
bottlenecks-none = No bottleneck is open.
bottleneck-new = New bottleneck
bottleneck-what = What do you run into?
bottleneck-hint = One sentence. The crisis team decides on it or gives it to a team.
bottleneck-save = Record bottleneck

## Decisions

decisions-in-force = { $count ->
    [0] no decision in force
    [one] 1 decision in force
   *[other] { $count } decisions in force
}
decisions-to-check = { $count ->
    [one] 1 check is late
   *[other] { $count } checks are late
}
decisions-none = No decision has been taken yet.
decisions-none-now = No decision is in force now.
decisions-holds = Decisions in force
decisions-over = { $count ->
    [one] 1 decision that no longer holds
   *[other] { $count } decisions that no longer hold
}
decision-new = New decision
decision-what = What is the decision?
decision-hint = One sentence is enough. Read it back aloud. The rest can come later.
decision-save = Record decision
decision-more = Reasons, check, proposal to the board
decision-replaces = This decision replaces
decision-to-board = We may not decide this ourselves: propose it to the board
decision-deadline-missing = Fill in by when the answer of the board is needed.
decision-in-log = in the log
decision-fill = Complete
decision-fill-save = Record
decision-to-complete = to be completed
decision-bottlenecks = Bottleneck
decision-options = Options
decision-options-hint = One option a line. Doing nothing is one of them.
decision-ground = Reasons
decision-goal = Which goal does it serve?
decision-mandate = Mandate
decision-critical = Critical decision
decision-holds-until = Holds until
decision-touches = Goes together with
decision-expected = Expected effect
decision-check-at = Check at
decision-found = Effect found
decision-areas = Impact areas
decision-line-filled = { $label } completed: { $fields }.
yes = yes

## My tasks

tasks-count = { $count ->
    [0] nothing to do
    [one] 1 task
   *[other] { $count } tasks
}
tasks-none = You have no tasks now
tasks-none-hint = What somebody puts in your name comes here.
tasks-orders = Orders to my team
tasks-no-seat = You have no seat in the team yet.
tasks-take-seat = Take a role
tasks-until = until { $time }
