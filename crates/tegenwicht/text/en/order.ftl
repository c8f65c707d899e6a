### SPDX-License-Identifier: EUPL-1.2
### Orders to operational teams, and their answer.

nav-orders = Orders
orders-count = { $count ->
    [0] no orders
    [one] 1 order
   *[other] { $count } orders
}
orders-late = { $count ->
    [one] 1 late
   *[other] { $count } late
}
orders-nearly = { $count ->
    [one] 1 nearly late
   *[other] { $count } nearly late
}
orders-none = No orders given yet.
orders-no-team = No operational team yet
orders-no-team-hint = Form a team first. Then give it an order, with a time.
order-number = Order { $number }
order-give = Give an order
order-give-save = Give the order
order-text = What must the team do?
order-team = Which team?
order-team-none = choose a team
order-team-missing = Choose a team.
order-due = Done by
order-due-hint = For example 04:30. May be empty.
order-form-team = Form an operational team
order-form-team-save = Form the team
order-team-known = Team
order-team-other = another team
order-team-title = Name of the team
order-team-title-hint = Leave empty when you choose from the list.
order-team-task = What is it for? (may be empty)
order-given-by = given { $time } · { $name }
order-unanswered = no answer yet
order-acknowledged = understood
order-cannot = cannot
order-done = done
order-withdrawn = withdrawn
order-note = Note. Needed with “Cannot”.
order-say-acknowledged = Understood
order-say-cannot = Cannot
order-say-done = Done
order-say-withdrawn = Withdraw
order-line-team = Operational team formed: { $team }.
order-line-given = Order to { $team }: { $text }
order-line-answered = Order { $number }: { $reply }.
