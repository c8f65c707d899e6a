// SPDX-License-Identifier: EUPL-1.2
// What makes a page live: starts the parts below. Every page also works without it, as plain forms and links.
// The page gives all words and places; no words for people stand in these files:
//   <body data-stream data-since data-user data-token data-gone data-error-prefix data-shared data-keys="off">
//   live.js   the stream; #announce is read aloud; #gone after logout. swap.js: a region by its id, newer by data-version;
//             a row by data-row, data-into="list list", data-sort, data-kind; its list has data-max and data-only
//   link.js   #link with data-live, data-just, data-age, data-lost, data-unsent, data-refused
//   send.js   form[data-queue] with hidden inputs "key" and "token", [data-errors], [data-status], and the words data-sent,
//             data-queued, data-kept, data-refused; data-follow, data-stay; #unsent with data-back and data-drop; #unsent-other
//   draft.js  form[data-draft], [data-restored]; form[data-logout] with data-unsent-warning
//   keys.js   data-key="n": a field is focused, anything else is pressed
//   small.js  textarea, [data-copy-now], [data-print], [data-printed-at], #log-panel
import { startDrafts } from "./draft.js";
import { startKeys } from "./keys.js";
import { startLink } from "./link.js";
import { startLive } from "./live.js";
import { startSend } from "./send.js";
import { startSmall } from "./small.js";

// Each on its own: one part that fails leaves the others, and the plain form, standing.
for (const start of [startLink, startSend, startDrafts, startKeys, startSmall, startLive]) setTimeout(start);
