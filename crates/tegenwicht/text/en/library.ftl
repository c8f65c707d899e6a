### SPDX-License-Identifier: EUPL-1.2
### Preparation: the cards and lists, the glossary, and what is wrong with files.

library-hint = Read these cards while it is quiet, and print them. In a crisis they are here without a network too.
library-none = There are no cards.
library-faulty = { $count ->
    [one] One file or card needs attention. The crisis coordinator and IT see here what is wrong.
   *[other] { $count } things are wrong with files. The crisis coordinator and IT see here what.
}
library-faults = { $count ->
    [one] One thing is wrong with a file
   *[other] { $count } things are wrong with files
}
library-faults-hint = Repair the file and press Read again below. All other cards work as usual.
library-faults-more = { $count ->
    [one] And one more. Repair these first and read again.
   *[other] And { $count } more. Repair these first and read again.
}
library-line = line { $line }
library-left-out = this file does not count
library-works = the card works
library-not-yours = this file belongs to Tegenwicht
library-read-at = Read: { $moment }.
library-read-hint = Your own cards are in the folders library/nl and library/en of the data folder. A crisis that is running keeps the text with which a card was started.
library-read = Read again

card-own = of your institution
card-instead = your version has a fault, this is the standard card
card-only-nl = only in Dutch
card-only-en = only in English
card-links = Belongs with it
card-source = Source: { $source }
card-proposals = proposals for the crisis team
card-asks-role = Who:
card-asks-contact = Contact:
card-asks-card = Start card:
card-asks-decide = A decision is needed here.

card-kind-action = Action cards
card-kind-scenario = Scenario cards
card-kind-role = Role cards
card-kind-decision = Prepared decisions
card-kind-message = Example messages
card-kind-list = Lists
card-kind-sector = Words of each sector
card-one-action = Action card
card-one-scenario = Scenario card
card-one-role = Role card
card-one-decision = Prepared decision
card-one-message = Example message
card-one-list = List
card-one-sector = Sector
card-unit-minutes = minutes
card-unit-hours = hours
card-unit-days = days
card-phase-analyse = analyse
card-phase-act = act
card-phase-normalise = back to normal
card-phase-prepare = prepare
card-phase-first-ten-minutes = first ten minutes
card-phase-first-hour = first hour
card-phase-each-meeting = each crisis meeting
card-phase-hand-over = hand over

glossary-title = Glossary
glossary-hint = Did you hear a word that you do not know? Look it up here, or ask.
glossary-search = Find a word
glossary-none = This word is not in it.
glossary-none-hint = Try a part of the word, or ask whoever said it.
glossary-group-crisis = Words of the crisis
glossary-group-ict = Words of IT
glossary-group-other = Other words

## What is wrong with a file, and what you do then

card-fault-unreadable = This file cannot be opened, or it is not an ordinary file.
card-fault-unreadable-next = Let the program read it. Put the file itself in the folder, not a link.
card-fault-not-text = There is a character here that is not text ({ $what }).
card-fault-not-text-next = Type this line again and save the file as text in UTF-8. Use spaces, no tabs.
card-fault-too-long = This is too long. At most { $what } fit: bytes in a file, characters on a line.
card-fault-too-long-next = Make it shorter, or spread it over more lines or cards.
card-fault-too-many = These are too many. At most { $what } fit.
card-fault-too-many-next = Spread this over two cards, or take away what is not needed.
card-fault-too-large = This card is too large to be started in a crisis. It has about { $what } characters too many.
card-fault-too-large-next = Make the card shorter, or spread its steps over two cards.
card-fault-no-front-matter = The file does not begin with a line { $what }, or the second one is missing.
card-fault-no-front-matter-next = Put a line with only { $what } above and below the details of the card.
card-fault-key-unknown = Above the card it says “{ $what }”. That does not belong here.
card-fault-key-unknown-next = Look for a typing error: card, kind, title, source, number, links, and role on a role card.
card-fault-key-twice = Above the card it says “{ $what }” twice.
card-fault-key-twice-next = Take one away.
card-fault-key-missing = Above the card “{ $what }” is missing.
card-fault-key-missing-next = Put a line that begins with “{ $what }:” between the two lines of dashes.
card-fault-value-wrong = This value is not right: “{ $what }”.
card-fault-value-wrong-next = An id has small letters, digits and dashes. A number is 1 to 999. Links are written [one, two].
card-fault-name-differs = The file is called { $what }, but the card is called something else.
card-fault-name-differs-next = Give the file the name that stands behind “card:”, with .md at the end.
card-fault-heading-without-name = There is a heading here without a name.
card-fault-heading-without-name-next = Put the name behind the two hash signs.
card-fault-phase-or-field-wrong = This heading has no phase or field that fits the card: “{ $what }”.
card-fault-phase-or-field-wrong-next = Put for example {"{"}phase=act{"}"} behind the heading of an action card, or {"{"}phase=first-hour{"}"} on a role card. A list has none.
card-fault-step-outside = There is a step before the first heading: “{ $what }”.
card-fault-step-outside-next = Put a heading above it.
card-fault-sub-point-alone = This point is indented, but there is no step or point above it: “{ $what }”.
card-fault-sub-point-alone-next = Take the two spaces away, or put a point above it.
card-fault-braces-open = A brace is in the wrong place here: “{ $what }”.
card-fault-braces-open-next = Braces stand at the end of a heading, step or point. Is the brace part of the text? Then put \ before it.
card-fault-word-unknown = “{ $what }” stands for no word of the institution.
card-fault-word-unknown-next = Choose from client, clients, ward and wards, between braces. Is the brace part of the text? Then put \ before it.
card-fault-attribute-unknown = Between the braces it says “{ $what }”. That cannot be here.
card-fault-attribute-unknown-next = Look for a typing error. Write name=value, with spaces between them and none around the sign.
card-fault-attribute-twice = Between the braces it says “{ $what }” twice.
card-fault-attribute-twice-next = Take one away.
card-fault-attribute-value = This value is not right: “{ $what }”.
card-fault-attribute-value-next = Use small letters, digits and dashes. Put a comma without a space between more values.
card-fault-kind-needs = This step lacks something that its kind needs, or has something too many ({ $what }).
card-fault-kind-needs-next = With kind=role goes role=…, with kind=figures goes figures=…, and so for contact and card. With do and decide goes nothing.
card-fault-id-twice = The id “{ $what }” stands twice on this card.
card-fault-id-twice-next = Give one of them another id.
card-fault-line-unclear = This line cannot be understood: “{ $what }”.
card-fault-line-unclear-next = Begin a step with “- [ ] ”, a point with “- ” and a line that goes on with two spaces. There is no bold, no links, pictures, tables or HTML.
card-fault-link-unknown = The card points to “{ $what }”, which is not there.
card-fault-link-unknown-next = Repair the link, or make the card, or put it on the list to which the link points.
card-fault-card-twice = The card “{ $what }” is there twice. The first counts.
card-fault-card-twice-next = Take one away, or give it another id.
card-fault-language-differs = In the other language this card has other steps: { $what }.
card-fault-language-differs-next = Make the steps the same in both languages. Otherwise a tick does not count for who reads the other one.
