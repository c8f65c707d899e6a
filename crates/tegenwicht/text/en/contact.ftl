### SPDX-License-Identifier: EUPL-1.2
### Contacts: who can be reached, for which role, and at which number.

nav-contacts = Contacts
contact-count = { $count ->
    [0] no contacts yet
    [one] 1 contact
   *[other] { $count } contacts
}
contact-add = Add a contact
contact-none = There is nobody in the list yet.
contact-none-hint = Start with the people you call first at night: chair, duty manager, IT. Do you have a list in a spreadsheet? Then take it over in one go.
contact-search = Search by name, role or number
contact-by-role = By role
contact-by-name = By name
contact-found = { $count ->
    [0] Nobody found
    [one] 1 found
   *[other] { $count } found
}
contact-found-none = Search for part of the name, for a role or for a few digits of the number.
contact-roles-nobody = { $count ->
    [one] Nobody is in the list for this role yet
   *[other] Nobody is in the list for these { $count } roles yet
}
contact-without-role = Without a role
contact-desks = Desks and services outside the institution
contact-rank-first = call first
contact-rank-deputy = deputy { $number }
contact-rank-hint = Applies to all roles of this person.
contact-gone = contact erased
contact-change = Change { $name }
contact-change-title = Change a contact
contact-back = Back to the contacts
contact-save = Save the contact
contact-roles = For which roles can you call this person?
contact-more = Account, desk, site, note
contact-user = Account in Tegenwicht
contact-user-hint = Then Tegenwicht knows that who logs in is the same person.
contact-user-none = no account
contact-desk-hint = Choose this if it is not one of your people, but a desk or service outside.
contact-desk-none = no desk: a person of ours
contact-site-none = no fixed site
contact-remove = Take out of the list
contact-remove-hint = The name and the numbers are erased, on the other devices too. What this person did in a crisis stays.
contact-remove-save = Remove and erase
choose = Choose …
import-from-file = Take over from a file
export-as-file = Save as a file (CSV)
pager-before = Previous
pager-after = Next
