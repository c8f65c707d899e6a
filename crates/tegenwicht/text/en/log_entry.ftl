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
log-empty-hint = Were you looking for something? Try another word. Write something new under Log entry.
log-search = Search the log
log-choose = Choose kind or time
log-until = Happened up to
log-known = What was known at
log-moment-hint = Type for example 10:30, or 15-1 07:42. “Happened up to” leaves out what happened later. “What was known at” leaves out what was recorded later.
log-as-known = The log as it was known at { $moment }. What was recorded later is not here.
log-as-was = All that happened up to { $moment }, also where it was recorded later.
pager = Pages
pager-older = Older lines

kind-all = Everything
kind-fact = Fact
kind-assumption = Assumption
kind-question = Question
kind-contact = Contact
kind-decision = Decision
kind-action = Action

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
field-due = Done by
field-restricted = For the core team only
log-save = Record
log-sent = Recorded.
log-queued = No connection. Your line waits on this computer and goes by itself.
log-kept = Not sent. Your text is still there. Press Record again.
unsent-title = Not sent yet
unsent-back = Back into the field
unsent-drop = Throw away
unsent-other = Work of somebody else still waits on this computer (lines: {"{n}"}). It goes only when that person logs in here.

## Reading a line

entry-sealed = For the core team only.
entry-sealed-opened = For the core team only:
entry-says = says { $name }
entry-says-by = says { $name } ({ $channel })
entry-owner = action owner: { $name }
entry-due = done by { $time }
entry-is-answer = answer to a question
entry-recorded = recorded { $time }
entry-struck-by = Struck { $time } by { $name }: { $reason }
settle-this = Find out
back-to-log = Back to the log
entry-happened-at = Happened at
entry-recorded-at = Recorded at
entry-typed-by = Written by
entry-device = Saved on
entry-event = Mark
entry-against = Says otherwise
entry-related = Belongs with this

## Saying something about a line

answer-title = Answer this question
answer-text = The answer
answer-save = Record the answer
contradict-title = Do you hear something else? Put it beside this
contradict-hint = Both lines stay and are called contradictory, until somebody finds out. Was the line simply mistyped? Then strike it.
contradict-text = What do you hear, and from whom?
contradict-save = Record the contradiction
settle-title = What holds?
settle-hint = Call the sources. Write down what holds and how you know. All lines stay readable.
settle-text = What holds, and how do you know?
settle-save = Record what holds
strike-title = Strike the line
strike-hint = The line stays readable with a stroke through it. Write a new line after that if you need one.
strike-reason = What is wrong with this line?
strike-save = Strike the line

## Erasing

erase-title = Erase the line
erase-hint = Only for what should never have stood here, such as something about a person's health. The words and the attachments go for ever. It stays on record that you erased, when and why. An old backup may still hold the words: tell ICT.
erase-reason = Why do you erase this line? (everybody can read this)
erase-save = Erase the line for ever
erased-title = Erased lines
erased-line = { $time }: erased by { $name }. Reason: { $ground }
log-nothing-hint = Search with other words, or choose all kinds.
erase-backup = The last backup is of { $moment }. The text stays in it until you destroy that backup.
