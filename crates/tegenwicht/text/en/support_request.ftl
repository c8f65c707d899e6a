### SPDX-License-Identifier: EUPL-1.2
### Requests for support: asked, promised, arrived, refused.

support-open = { $count ->
    [0] no open requests
    [one] 1 open request
   *[other] { $count } open requests
}
support-none = No support asked yet.
support-ask = Ask for support
support-ask-save = Record the request
support-what = What is needed?
support-what-hint = How much, of which kind, for how long.
support-of = Of whom?
support-needed = Needed at (may be empty)
support-place = To where? (may be empty)
support-number = Request { $number }
support-asked-by = asked { $time } · { $name }
support-needed-at = needed at { $time }
support-expected-at = expected at { $time }
support-is-asked = asked, no answer yet
support-is-promised = promised
support-is-arrived = arrived
support-is-refused = refused
support-is-withdrawn = withdrawn
support-said = Who says so?
support-said-by = says { $by }
support-expected = Expected at
support-note = Note (may be empty)
support-say-promised = Promised
support-say-arrived = Arrived
support-say-refused = Refused
support-say-withdrawn = Not needed any more
support-change = Something changed?
support-line-asked = Support asked of { $of }: { $what }
support-line-moved = Request { $number } to { $of }: { $is }.
support-line-said = Says { $by }.
