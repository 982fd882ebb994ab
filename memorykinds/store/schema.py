"""Schema: the tables of a store's file, and the steps from each version to the next.

The file opens with any SQLite tool, and a person can read it: namespaces are their labels
joined by ".", times are ISO 8601, values are JSON.
"""

APPLICATION_ID = 0x6D6B696E
"""The four letters "mkin" at byte 68 of the file, by which it is known as ours."""

PAGE_BYTES = 8192
"""Of a new file: five vectors of 384 numbers fit on a page, where 4096 bytes hold only two."""

_VERSION_1 = (
    "CREATE TABLE config (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # Ids are never used twice (AUTOINCREMENT), so a greater id is always a later row.
    """CREATE TABLE namespaces (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        removals INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE items (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
        key TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (namespace_id, key))""",
    "CREATE INDEX items_by_time ON items (namespace_id, updated_at DESC, key)",
    """CREATE TABLE vectors (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL REFERENCES namespaces (id),
        item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
        vector BLOB NOT NULL)""",
    "CREATE INDEX vectors_by_namespace ON vectors (namespace_id)",
    "CREATE INDEX vectors_by_item ON vectors (item_id)",
)

_VERSION_2 = (
    # What is in memory is kept up with the file by this log of ids: one row a changed item,
    # the last of them kept. It holds no word of what was changed.
    """CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL,
        item_id INTEGER NOT NULL,
        vectors INTEGER NOT NULL)""",
    # A time to live in minutes, and when it ends in microseconds since 1970; NULL is never.
    "ALTER TABLE items ADD COLUMN ttl REAL",
    "ALTER TABLE items ADD COLUMN expires_at INTEGER",
    "CREATE INDEX items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL",
    # A digest of the texts that were embedded: an update that leaves them as they are keeps
    # its vectors. NULL is not known, and embedded at the next update.
    "ALTER TABLE items ADD COLUMN texts BLOB",
    # The put's own choice of fields as a JSON list; NULL is the store's fields.
    "ALTER TABLE items ADD COLUMN paths TEXT",
    """UPDATE items SET paths = '[]'
       WHERE EXISTS (SELECT 1 FROM config WHERE name = 'dims')
         AND NOT EXISTS (SELECT 1 FROM vectors WHERE item_id = items.id)""",
    # Listing sorts in memory; reading a namespace in the order of its ids reads the file
    # from front to back.
    "DROP INDEX items_by_time",
    "CREATE INDEX items_in_order ON items (namespace_id, id, updated_at, expires_at)",
    "ALTER TABLE namespaces DROP COLUMN removals",
)

_VERSION_3 = (
    # One row an item, found by the item's own id: its vectors, one behind the other. Two
    # indexes are saved, and each page of one is a page to write.
    """CREATE TABLE vectors_of_items (
        item_id INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
        vector BLOB NOT NULL)""",
    # Joined as texts, for want of a function that joins BLOBs: not a byte is changed.
    """INSERT INTO vectors_of_items
       SELECT item_id, CAST(group_concat(CAST(vector AS TEXT), '') AS BLOB)
       FROM vectors WHERE item_id IN (SELECT id FROM items) GROUP BY item_id""",
    "DROP TABLE vectors",
    "ALTER TABLE vectors_of_items RENAME TO vectors",
    # A batch of new items, whose ids follow each other, is one line of the log and no longer
    # one an item. The id of a line is how many changes there were up to its end.
    "DROP TABLE changes",
    """CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        namespace_id INTEGER NOT NULL,
        first_item INTEGER NOT NULL,
        items INTEGER NOT NULL,
        vectors INTEGER NOT NULL)""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1, _VERSION_2, _VERSION_3)
"""The statements that lead from each version of the schema to the next, from an empty file on."""
