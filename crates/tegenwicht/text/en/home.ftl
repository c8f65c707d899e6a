### SPDX-License-Identifier: EUPL-1.2
### The first page.

home-running = Ongoing crises
home-none-running = There is no ongoing crisis.
home-none-running-hint = Is something wrong? Start with a report.
home-closed = Closed crises
home-since = started { $moment }
