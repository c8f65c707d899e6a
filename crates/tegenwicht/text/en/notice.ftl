### SPDX-License-Identifier: EUPL-1.2
### Notices: where the past disagrees with itself. Never somebody's mistake.

notices-hint = Here stands what is odd in what was saved. Nobody did anything wrong and nothing is lost. Look at it when it is quiet, together with ICT.
notices-none = No notices.
notice-event = mark
notice-unknown-fact = Here is something that this version of Tegenwicht does not know ({ $name }). It is kept. Upgrade Tegenwicht to see it.
notice-unknown-kind = Here is a kind of record that this version of Tegenwicht does not know ({ $name }). It is kept. Upgrade Tegenwicht to see it.
notice-newer-schema = Here is something from a newer version of Tegenwicht (form { $version }). It is kept. Upgrade Tegenwicht to see all of it.
notice-unreadable-body = The content of one record cannot be read. It is kept as it is. Ask ICT to check the storage.
notice-wrong-scope = Something stands in a part of the log where it does not belong ({ $name }). It is kept and does not count.
notice-wrong-kind = Something stands in a record where it does not belong ({ $name }). It is kept and does not count.
notice-not-root = Device { $device } was admitted or revoked without the root key. That does not count. Ask ICT what happened there.
notice-unknown-target = Something refers to what is not here ({ $name }). It may have been erased, or still come from another device.
notice-missing-predecessor = Something earlier is still missing here. It may be on another device.
notice-fork = Device { $device } has two different records in one place. Both are kept. Ask ICT whether this device was copied or restored.
notice-clone = Two devices use the same key ({ $device }). A disk was copied or restored. Everything is kept. Switch one of the two off.
notice-clock = The clock of device { $device } went back { $length }. The order of the lines still holds. Do look at the times.
notice-repeated-command = The same came in twice. It counts once.
notice-conflict = Two people changed the same without knowing of each other ({ $name }). Both are still there. Choose which holds.
notice-opened-twice = Something was begun twice ({ $name }). The first time counts, the second is kept.
