### SPDX-License-Identifier: EUPL-1.2
### Hiding, and what a second person decides.

nav-hidden = To review
hide-title = Hide this line
hide-hint = Does this say something that may not stand here, such as the name of a { $client }? Hide the line. The words are gone for everybody at once. Somebody else then decides: erase it or show it again.
hide-reason = Why do you hide this line? (everybody reads this: write no name here)
hide-save = Hide line
entry-hidden = Hidden.
entry-hidden-by = { $time } by { $name }. Reason: { $reason }
entry-hidden-next = The crisis coordinator or the chair looks at it.
entry-hidden-judge = Review
hidden-count = { $count ->
    [0] nothing to review
    [one] 1 line to review
   *[other] { $count } lines to review
}
hidden-hint = Somebody hid these lines. Who hides does not erase: a second person looks. Erase the line, or show it again.
hidden-none = There is no hidden line.
hidden-one = Hidden line: { $line }
back-to-hidden = Back to To review
hidden-words = The words of the line
hidden-words-hint = The words only appear when you press the button. See that nobody reads along.
hidden-words-show = Show the words to review them
hidden-words-gone = These words cannot be read on this device.
hidden-with = { $count ->
    [one] One more line says the same and is hidden too. You decide about both.
   *[other] { $count } more lines say the same and are hidden too. You decide about all of it.
}
hidden-with-hint = What else came of this line is hidden too: the report, orders, fields and the picture. It goes with it, or comes back with it.
words-hidden = Hidden: a hidden line said this too.
hidden-for-another = You hid this line yourself. So somebody else decides: ask another crisis coordinator or chair to erase the line or show it again.
show-again-title = Show again
show-again-hint = May the line stay? Then everybody reads it again as it was.
show-again-save = Show line again
