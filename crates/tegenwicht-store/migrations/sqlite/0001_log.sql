-- The log: every event in order of arrival; see docs/formats/store.md.
CREATE TABLE event (
    serial INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    device BLOB NOT NULL,
    scope BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    own INTEGER NOT NULL,
    body_erased INTEGER NOT NULL,
    sealed_erased INTEGER NOT NULL,
    cose BLOB NOT NULL,
    body BLOB,
    sealed BLOB
) STRICT;
CREATE INDEX event_by_scope ON event (scope, serial);
CREATE INDEX event_by_place ON event (scope, device, epoch, seq);
CREATE INDEX event_with_seal ON event (scope) WHERE sealed IS NOT NULL;

-- A cache of folded states.
CREATE TABLE snapshot (
    scope BLOB NOT NULL,
    serial INTEGER NOT NULL,
    count INTEGER NOT NULL,
    fold_version INTEGER NOT NULL,
    order_digest BLOB NOT NULL,
    state_hash BLOB NOT NULL,
    heads BLOB NOT NULL,
    taken_at INTEGER NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (scope, serial)
) STRICT;

-- The short list of what is not in the log and never leaves this machine.
CREATE TABLE local (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- What the log says is erased, so that a late copy is not written down again.
CREATE TABLE erased_event (
    id BLOB NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (id, serial)
) STRICT;
CREATE TABLE erased_subject (
    id BLOB PRIMARY KEY,
    serial INTEGER NOT NULL
) STRICT;
CREATE TABLE erased_command (
    scope BLOB NOT NULL,
    actor BLOB NOT NULL,
    command BLOB NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (scope, command, actor)
) STRICT;

-- Events that erase and whose work on this disk is not finished.
CREATE TABLE erasing (
    serial INTEGER PRIMARY KEY
) STRICT;
