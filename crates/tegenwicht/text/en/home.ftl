### SPDX-License-Identifier: EUPL-1.2
### The first page.

home-running = Running crises
home-none-running = No crisis is running.
home-none-running-hint = Is something wrong? Begin with a report.
home-closed = Closed crises
home-since = began { $moment }
