### SPDX-License-Identifier: EUPL-1.2
### De eerste pagina.

home-running = Lopende crises
home-none-running = Er loopt geen crisis.
home-none-running-hint = Gaat er iets mis? Begin met een melding.
home-closed = Gesloten crises
home-since = begonnen { $moment }
