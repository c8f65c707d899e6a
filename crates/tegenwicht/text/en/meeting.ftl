### SPDX-License-Identifier: EUPL-1.2
### The meeting of the crisis team: planning, beginning, going through the agenda, ending, report.

nav-meetings = Crisis meeting
meeting-number = Crisis meeting { $number }
meeting-planned = planned
meeting-running = going on
meeting-ended = ended
meeting-cancelled = cancelled
meeting-in = in { $length }
meeting-now = begins now
meeting-late = should have begun { $length } ago
meeting-left = { $left } of { $of } min left
meeting-over-time = { $length } over time
meeting-strip-running = { $label } going on
meeting-strip-two = Crisis meetings { $numbers } going on
meeting-strip-at = { $label } at { $time }
meeting-none-planned = No meeting planned
meeting-plan-one = Plan the next one
meeting-line-planned = Crisis meeting planned: { $time }, { $minutes } minutes.
meeting-line-again = { $label } moved: { $time }, { $minutes } minutes.
meeting-line-cancelled = { $label } is cancelled: { $reason }
meeting-line-started = { $label } begun. No picture was adopted yet.
meeting-line-started-picture = { $label } begun. Picture version { $version }.
meeting-line-ended = { $label } ended. No next meeting is planned.
meeting-line-ended-next = { $label } ended. Next: { $time }.
meeting-line-step = { $label } · done: { $step }.
meeting-line-step-back = { $label } · not done after all: { $step }.
meeting-line-first = { $label } · { $bottleneck } comes first.

## The steps

meeting-step-opening = Opening, purpose
meeting-step-progress = Actions and decisions
meeting-step-picture = Picture adopted
meeting-step-judgement = Judgement per bottleneck
meeting-step-decision = Decision
meeting-step-actions = Actions
meeting-step-communication = Communication
meeting-step-next = Next meeting
meeting-agenda = Agenda
meeting-done = Done
meeting-done-next = Done, on to: { $step }
meeting-done-last = Done
meeting-not-done = Not done after all
meeting-done-by = done at { $time } · { $name }

## List and planning

meetings-none = No meeting was planned yet
meetings-none-hint = Agree on a fixed rhythm, such as half an hour every hour. Plan the first one below.
meetings-past = Earlier meetings
meeting-plan = Plan a meeting
meeting-plan-save = Plan the meeting
meeting-starts = Begins at
meeting-starts-hint = Such as 11:15. For another day: 15-1 11:15.
meeting-minutes = How many minutes
meeting-purpose = Purpose of the meeting
meeting-purpose-hint = May be empty. What has to be decided when it is over?
meeting-starts-missing = Fill in when the meeting begins.
meeting-chair = chair { $name }
meeting-present = { $count } present
meeting-not-taken = { $role } not taken
meeting-roles-empty = { $count ->
    [one] 1 role not taken
   *[other] { $count } roles not taken
}
meeting-bottlenecks = { $count ->
    [0] no bottlenecks
    [one] 1 bottleneck
   *[other] { $count } bottlenecks
}
meeting-decisions = { $count ->
    [0] no decisions
    [one] 1 decision
   *[other] { $count } decisions
}
meeting-actions = { $count ->
    [0] no actions
    [one] 1 action
   *[other] { $count } actions
}
meeting-begin-title = Ready to begin?
meeting-begin = Begin the meeting
meeting-begin-hint = The chair begins. Who is there follows from the team.
meeting-who-leads = Who chairs it?
meeting-who-leads-self = I do
meeting-move = Move it
meeting-move-save = Move it
meeting-cancel = Cancel it
meeting-cancel-reason = Why?
meeting-cancel-save = Cancel the meeting
meeting-reason = Reason: { $reason }
meeting-to-report = Report (draft)
meeting-twice = This meeting was begun in two places. Choose what holds, or end it once; then this is settled.
meeting-ended-twice = This meeting was ended in two places. Choose what holds; then this is settled.
meeting-two-running = Crisis meetings { $numbers }: running at once
meeting-two-running-hint = They were begun apart, while the connection was gone. Choose the meeting to go on with. The other is then ended; all that was recorded in it stays.
meeting-go-on-with = Go on with this one
meeting-said-apart = Two people said different things about this meeting. Record what is right; then this is settled.
meeting-bottlenecks-title = Bottlenecks on the agenda
meeting-no-bottlenecks = There is no open bottleneck.
meeting-first = Put first

## Opening, actions, picture

meeting-who = Who is there?
meeting-is-here = Present
meeting-is-away = Not present
meeting-present-unknown = unknown
meeting-no-seats = Nobody sits in the crisis team yet.
meeting-to-team = Update the team
meeting-goal = Goal of the crisis
meeting-due-actions = Actions: late, or due before the end
meeting-due-actions-none = No action is late or nearly so.
meeting-due-checks = Decisions: look at the effect
meeting-due-checks-none = There is no decision to look at now.
meeting-action-done = Done
meeting-found = Effect that was found
meeting-found-save = Record the effect
meeting-picture-unknown = { $count ->
    [0] Something is known of every area.
    [one] 1 area is unknown:
   *[other] { $count } areas are unknown:
}
meeting-picture-stale = { $count ->
    [0] Everything was confirmed again.
    [one] 1 area was not confirmed again:
   *[other] { $count } areas were not confirmed again:
}
meeting-picture-questions = { $count ->
    [0] There is no open question.
    [one] 1 open question:
   *[other] { $count } open questions:
}
meeting-to-picture = To the picture
meeting-adopt = Adopt the picture

## Judgement and decision

meeting-bottleneck-of = Bottleneck { $at } of { $of }
meeting-touches = Touches: { $areas }
meeting-named-at = raised { $time } by { $name }
meeting-options = Options
meeting-options-none = No option has been named yet. Name at least two; doing nothing counts.
meeting-options-fill = Options
meeting-options-hint = One option a line. Put what explains it behind a colon. Doing nothing is one of them.
meeting-options-save = Record the judgement
meeting-options-change = Add options
meeting-critical = Critical decision
meeting-critical-word = critical decision
meeting-read-back = Decision, read back aloud
meeting-read-back-hint = One sentence. Empty: the option that was chosen.
meeting-sentence-missing = Choose an option or write the decision down.
meeting-mandate-none = not said yet
meeting-seat = { $role } ({ $name })
meeting-decide = Record the decision
meeting-later = Carry over
meeting-board = Propose to the board
meeting-team = Give to a team
meeting-until = Until (carry over, board, team)
meeting-which-team = Which team?
meeting-which-team-none = choose a team
meeting-team-missing = Choose a team.
meeting-add-bottleneck = Add a bottleneck
meeting-outcome-open = open
meeting-outcome-board = proposal to the board
meeting-outcome-decided = decided: { $decision }
meeting-outcome-later = carried over until { $time }
meeting-outcome-team = to { $team }
meeting-outcome-solved = solved
meeting-tally-busy = { $number } being discussed
meeting-tally-open = { $number } open
meeting-tally-decided = { $number } decided
meeting-tally-board = { $number } to the board
meeting-tally-later = { $number } carried over
meeting-tally-team = { $number } to { $team }
meeting-tally-solved = { $number } solved

## Actions, communication, next

meeting-its-actions = Actions of this meeting
meeting-no-actions = No action was agreed on in this meeting.
meeting-action = New action
meeting-its-decisions = Decisions of this meeting
meeting-no-decisions = No decision was taken in this meeting.
meeting-tell = What do we tell whom?
meeting-tell-whom = Whom?
meeting-tell-whom-hint = Such as: all wards, family, GHOR, press.
meeting-tell-whom-missing = Fill in who has to hear it.
meeting-tell-what = What?
meeting-tell-save = Record the message
meeting-told-none = No message was agreed on.
meeting-told-line = To { $whom }: { $what }
meeting-next-is = The next one is { $label }, { $time }.
meeting-next-none = No next meeting is planned.
meeting-next-no = There will be no next meeting
meeting-next-missing = Fill in when the next meeting is, or say that there will be none.
meeting-end = End the meeting
meeting-end-hint = What is not done stays there as not done.

## Report

meeting-report = Report (draft)
meeting-report-time = Time
meeting-report-chair = Chair
meeting-report-present = Present
meeting-report-empty = Not taken
meeting-report-purpose = Purpose
meeting-report-picture = Picture
meeting-report-picture-none = not adopted in this meeting
meeting-report-picture-version = version { $number }, { $time }
meeting-report-nobody = nobody was ticked
meeting-report-bottlenecks = Bottlenecks
meeting-report-open-steps = Not dealt with
meeting-report-all-steps = The whole agenda was dealt with.
meeting-report-next = Next meeting
meeting-owes = { $count ->
    [0] You have nothing to finish for this meeting.
    [one] You have 1 more thing to do for this meeting.
   *[other] You have { $count } more things to do for this meeting.
}
meeting-you-chair = You chair this meeting.
