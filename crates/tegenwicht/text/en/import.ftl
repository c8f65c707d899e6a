### SPDX-License-Identifier: EUPL-1.2
### Taking over lists from a file, and what can be wrong with a file or a row.

import-contacts = Contacts from a file
import-roster = Duty roster from a file
import-sites = Sites from a file
import-hint = Choose a CSV file from your spreadsheet. First you see what happens to every row; nothing changes yet.
import-file = File
import-file-hint = In Excel: Save as, CSV UTF-8. At most 10 MB and 100,000 rows.
import-paste = Or paste the rows here
import-text = Rows from the spreadsheet, with the heads above them
import-read = Check the file
import-columns = Which columns are read?
import-columns-hint = The order does not matter, and Dutch headings will do too. A column that is not there changes nothing.
import-required = Must be there.
import-example = Save the present list as an example
import-gone = The file does not wait here any more. Choose it again; what was taken over stays.
import-done = Taken over.
import-done-refused = Mend the refused rows in your file and take it over once more. What is there already does not change then.
import-to-list = To the list
import-preview = What happens to every row
import-other = Choose another file
import-count-new = { $count } new
import-count-changed = { $count } changed
import-count-same = { $count } the same
import-count-refused = { $count } refused
import-unread = These columns are not read: { $columns }.
import-take = { $count ->
    [one] Take over 1 row
   *[other] Take over { $count } rows
}
import-nothing = There is nothing to take over.
import-stopped = Taking over stopped on the way. No row is half done. Press once more to go on where it stopped.
import-row-number = Row
import-row-what = Who or what
import-row-outcome = What happens
import-new = new
import-changed = will be changed
import-same = is there already
import-is-refused = refused.
import-change = { $column }: { $from } → { $to }
import-nothing-there = (empty)
import-file-wrong = This file does not read
import-row = Row { $row }
import-limits = A file may be { $size } MB and have { $rows } rows.

## The file

import-empty = There is nothing in it.
import-empty-next = Choose a file with heads and rows, or paste them into the text field.
import-too-large = The file is { $what } MB. That is too large.
import-too-large-next = Split it into smaller files. Every part has its own heads.
import-too-many-rows = There are { $what } rows in it. That is too many.
import-too-many-rows-next = Split it into smaller files. Every part has its own heads.
import-not-text = This is not a CSV file.
import-not-text-next = Open it in your spreadsheet and choose Save as, CSV UTF-8. A workbook, PDF or web page does not read.
import-not-utf8 = There are characters in it that do not read, such as an é saved in the wrong way.
import-not-utf8-next = Open it in your spreadsheet and choose Save as, CSV UTF-8. In LibreOffice: choose UTF-8 as character set.
import-no-rows = There are only heads in it, and no rows.
import-no-rows-next = Fill in at least one row below the heads.
import-quote-open = A quotation mark begins a text and no other one ends it.
import-quote-open-next = Add the second quotation mark or take out the first, and save again.
import-column-missing = The column { $column } is lacking.
import-column-missing-next = Put this head in the first row. Which heads there are stands below.
import-column-twice = Two heads mean the same: { $what }.
import-column-twice-next = Take out one of the two columns.

## A row

import-refused = { $column }: “{ $what }” cannot be like this.
import-cells-too-many = The row has more cells than there are heads: “{ $what }”.
import-cells-too-many-next = Often a comma or semicolon stands loose in a text. Put that text between quotation marks.
import-cell-missing = { $column } is empty.
import-cell-missing-next = Fill in this cell.
import-twice-in-file = This stands in row { $what } already.
import-twice-in-file-next = Make it one row. If they are two people, give each a login name or email.
import-two-matches = There are two already that this can mean: “{ $what }”.
import-two-matches-next = Fill in the login name or email, or change it by hand in the list.
import-phone-wrong = “{ $what }” is not a telephone number.
import-phone-wrong-next = Use digits, with a + in front or dashes between. Put a slash between several numbers.
import-phone-zero = “{ $what }” lost the zero in front.
import-phone-zero-next = Make the column text in your spreadsheet and type the number again, with the zero.
import-phones-many = There are { $what } numbers. There is room for 5.
import-phones-many-next = Keep the numbers that you really call in a crisis.
import-mail-wrong = “{ $what }” is not an email address.
import-mail-wrong-next = Type it as name@institution.nl, or leave the cell empty.
import-role-unknown = The role “{ $what }” is not known here.
import-role-unknown-next = Use a name from Words and settings, or add the role there first.
import-rank-wrong = “{ $what }” is not a place in the order.
import-rank-wrong-next = Fill in 1 for who you call first, 2 for the first deputy, and so on.
import-login-unknown = Nobody has the login name “{ $what }”.
import-login-unknown-next = Add the user first, or leave the cell empty.
import-desk-unknown = The desk “{ $what }” is not known.
import-desk-unknown-next = Use a name from the list of contacts outside the team, or leave the cell empty.
import-site-unknown = The site “{ $what }” is not known.
import-site-unknown-next = Add the site first, or write it as it stands under Sites.
import-site-two = There are several with the name “{ $what }”.
import-site-two-next = Also write what it lies within, for example Main building > 4 West.
import-contact-unknown = “{ $what }” is not among the contacts.
import-contact-unknown-next = Add the person under Contacts first, or write the name as it stands there.
import-contact-two = There are two who can be “{ $what }”.
import-contact-two-next = Fill in the login name or email, then it is one.
import-time-wrong = “{ $what }” is not a day with a time.
import-time-wrong-next = Type it as 12-01-2026 08:00.
import-times-turned = The end “{ $what }” does not come after the beginning.
import-times-turned-next = See whether the days were swapped.
import-turn-long = The turn is longer than five weeks, until “{ $what }”.
import-turn-long-next = Split the turn into shorter ones, or check the year.
import-yes-no-wrong = “{ $what }” is not yes or no.
import-yes-no-wrong-next = Fill in yes or no, or leave the cell empty.
import-within-itself = This site lies within itself.
import-within-itself-next = Check what this row and the rows above it lie within.
import-too-deep = This lies more than three layers deep, in “{ $what }”.
import-too-deep-next = Put it one layer higher.
import-within-refused = The row of “{ $what }”, which this lies within, is refused.
import-within-refused-next = Mend that row first.
