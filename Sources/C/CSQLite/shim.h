#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift cannot import.
static inline int linkora_bind_text(sqlite3_stmt *statement, int index, const char *bytes, int count) {
    return sqlite3_bind_text(statement, index, bytes, count, SQLITE_TRANSIENT);
}

// sqlite3_config is variadic, which Swift does not import. Called once, before anything else of SQLite: no mutex per
// connection (each is used by one thread at a time), no counting of memory, and small first allocations per connection.
static inline int linkora_configure(int lookaside_bytes, int lookaside_slots) {
    int result = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_PAGECACHE, (void *)0, 0, 0);
    if (result == SQLITE_OK) result = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, lookaside_bytes, lookaside_slots);
    if (result == SQLITE_OK) result = sqlite3_initialize();
    return result;
}
