### SPDX-License-Identifier: EUPL-1.2
### Notices: where the past disagrees with itself. Never somebody's mistake.

notices-hint = This page lists what looks odd in what has been saved. Nobody did anything wrong and nothing is lost. Look at it when things are quiet, together with IT.
notices-none = No notices.
notice-event = reference
notice-unknown-fact = There is something here that this version of Tegenwicht does not know ({ $name }). It has been kept. Update Tegenwicht to see it.
notice-unknown-kind = There is a kind of record here that this version of Tegenwicht does not know ({ $name }). It has been kept. Update Tegenwicht to see it.
notice-newer-schema = There is something here from a newer version of Tegenwicht (format { $version }). It has been kept. Update Tegenwicht to see all of it.
notice-unreadable-body = The content of one record cannot be read. It has been kept as it is. Ask IT to check the storage.
notice-wrong-scope = Something is in a part of the log where it does not belong ({ $name }). It has been kept and does not count.
notice-wrong-kind = Something is in a record where it does not belong ({ $name }). It has been kept and does not count.
notice-foreign-subject = Something in one part of the log is about a person or a file of another part. It has been kept and does not count. Ask IT what happened.
notice-not-root = Device { $device } was admitted or revoked without the root key. That does not count. Ask IT what happened.
notice-unknown-target = Something refers to an item that is not here ({ $name }). It may have been erased, or it may still arrive from another device.
notice-missing-predecessor = Something earlier is still missing here. It may be on another device.
notice-fork = Device { $device } has two different records in the same place. Both have been kept. Ask IT whether this device was copied or restored.
notice-clone = Two devices are using the same key ({ $device }). A disk was copied or restored. Everything has been kept. Switch one of the two off.
notice-clock = The clock of device { $device } went back by { $length }. The lines are still in the right order, but check their times.
notice-repeated-command = The same thing arrived twice. It counts once.
notice-conflict = Two people changed the same thing without knowing about each other ({ $name }). Both versions are still there. Choose which one is right.
notice-opened-twice = Something was started twice ({ $name }). The first counts, the second has been kept.

notices-rights = Who may do what and which devices take part: as this device knew it at { $moment }. What was changed elsewhere after that is not known here yet.
notices-conflicts = Two people decided differently
notices-conflicts-hint = They did not know of each other. Both still stand. Choose what holds; the other stays in the log.
notices-copies = Copies and keys
notices-copies-hint = Nothing was lost. Ask IT which device runs twice, and to switch one of the two off.
notices-clocks = Clocks that were wrong
notices-clocks-hint = The order of the lines is right. The times of this device may not be.
notices-rest = Other notices
notices-rest-hint = Nothing is lost.
notices-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
notices-refused = Not taken over
notices-refused-hint = This came from another device and was not stored, or it needs attention.
left-fork = Device { $device } wrote two different things in one place ({ $count }×). Both were kept. Ask IT whether its disk was copied or restored.
left-twin = A copy of this device ({ $device }) is at work. Switch one of the two off.
left-fault = The log of device { $device } is not sound. What is wrong was not taken over, the rest was. Ask IT to check the device.
left-waits = { $count } records of device { $device } were not taken over: something earlier is still missing, or the device had not been admitted. Ask for a new bundle.
conflict-roles = Roles of { $name }
conflict-password = Password of { $name }
conflict-pin = PIN of the notice board
conflict-secret = a new secret, not shown here
conflict-report = Report: { $text }
conflict-no-crisis = No crisis: { $reason }
conflict-crisis = Crisis opened: { $title }
conflict-crisis-unknown = Crisis opened, not visible here
conflict-title = What the crisis is called
conflict-closing = Closing of { $title }
conflict-closed = Closed { $moment }: { $reason }
conflict-clock = Clock of device { $device }
clock-later = { $length } later than the clock said
clock-earlier = { $length } earlier than the clock said
conflict-who = { $name }, { $moment }, on { $device }
conflict-choose = This holds
conflict-third = Choose something else
conflict-figure = { $name }: these contradict each other.
