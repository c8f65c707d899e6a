### SPDX-License-Identifier: EUPL-1.2
### The log: reading, writing, answering, contradicting, striking, erasing.

log-title = Log
log-lines = { $count ->
    [0] no lines yet
    [one] 1 line
   *[other] { $count } lines
}
log-disputed = { $count ->
    [one] 1 contradictory line
   *[other] { $count } contradictory lines
}
log-empty = No lines yet.
log-nothing-found = Nothing found.
log-empty-hint = Write down what has happened under Log entry.
log-empty-then = Nothing had been recorded at this moment. Choose a later moment.
log-empty-reader = As soon as someone records something, it appears here.
log-search = Search the log
log-choose = Choose kind, area, who or time
log-area = Impact area
log-area-all = All areas
log-person = Who
log-person-hint = Finds what somebody of this name wrote, said or has to do.
log-until = Happened up to
log-known = What was known at
log-moment-hint = Type, for example, 10:30 or 15-1 07:42. “Happened up to” leaves out what happened later. “What was known at” leaves out what was recorded later.
log-as-known = The log as it was known on { $moment }. What was recorded later is not shown.
log-as-was = Everything that happened up to { $moment }, even if it was recorded later.
pager = Pages
pager-older = Older lines

kind-all = Everything
kind-fact = Fact
kind-assumption = Assumption
kind-question = Question
kind-contact = Contact
kind-decision = Decision
kind-action = Action
kind-bottleneck = Bottleneck

## Writing a line

log-panel = Log entry and newest lines
log-line = Log entry
log-placeholder = What happened?
field-kind = Kind
field-time = Time
field-speaker = Who said it?
log-more = More: how, photo, figure, who
field-channel = How? (telephone, radio, in person)
field-file = Photo or file
field-owner = Who does it?
field-due = Due by
field-restricted = For the core team only
log-save = Record
log-sent = Recorded.
log-queued = No connection. Your line is waiting on this computer and will be sent automatically when the connection is back.
log-kept = Not sent. Your text is still there. Press Record again.
log-refused = A line was refused and will not be sent automatically. The reason is shown under Log entry.
log-not-granted = Nothing can be recorded here yet, because this device has not been admitted. Write on paper for now.
unsent-title = Not sent yet
unsent-refused = Not sent: you need to do something
unsent-back = Put it back in the field
unsent-drop = Discard
unsent-other = Someone else's work is still waiting on this computer (lines: {"{n}"}). It will only be sent when that person logs in here.

## Reading a line

entry-sealed = For the core team only.
entry-sealed-opened = For the core team only:
entry-says = according to { $name }
entry-says-by = according to { $name } ({ $channel })
entry-owner = action owner: { $name }
entry-due = due by { $time }
entry-answered = answered
entry-after-revocation = after its device was revoked
entry-is-answer = answer to a question
entry-recorded = recorded { $time }
entry-struck-by = Struck out { $time } by { $name }: { $reason }
settle-this = Find out which is right
back-to-log = Back to the log
entry-happened-at = Happened at
entry-recorded-at = Recorded at
entry-typed-by = Written by
entry-device = Saved on
entry-event = Reference
entry-against = Says something different
entry-related = Related lines

## Saying something about a line

answer-title = Answer to this question
answer-text = The answer
answer-save = Record the answer
contradict-title = Heard something different? Put it next to this
contradict-hint = Both lines stay and are marked as contradictory, until someone finds out which is right. Was the line simply mistyped? Then strike it out.
contradict-text = What did you hear, and from whom?
contradict-save = Record the contradiction
settle-title = Which is right?
settle-hint = Call the sources. Write down what is right and how you know. All lines can still be read.
settle-text = What is right, and how do you know?
settle-save = Record what is right
strike-title = Strike out this line
strike-hint = The line can still be read, with a stroke through it. Write a new line afterwards if you need one.
strike-reason = What is wrong with this line?
strike-save = Strike out this line

## Erasing

erase-title = Erase this line
erase-hint = Only for what should never have been written here, such as something about a person's health. The text and the attachments are gone for good. It stays on record that you erased the line, when and why. An old backup may still contain the text: tell IT.
erase-reason = Why are you erasing this line? (everyone can read this)
erase-save = Erase this line for good
erased-title = Erased lines
erased-line = { $time }: erased by { $name }. Reason: { $ground }
erased-gone = { $name } erased this line, { $time }. The text is gone and does not come back. Reason: { $ground }
log-nothing-hint = Try other words, or choose all kinds.
erase-backup = The last backup is from { $moment }. The text stays in that backup until you destroy it.
