// libmariadb, which speaks to MariaDB and MySQL, opened at run time: who keeps links in SQLite need not have it, and pays
// no memory for it.
//
// The types come from the library's own header, so the compiler checks every call. Nothing links against it: call it only
// through the table.
#pragma once
#include <mariadb/mysql.h>

#define LINKORA_LIBMARIADB(use) \
    use(mysql_server_init) use(mysql_init) use(mysql_real_connect) use(mysql_close) use(mysql_options) use(mysql_errno) \
    use(mysql_error) use(mysql_real_query) use(mysql_store_result) use(mysql_free_result) use(mysql_fetch_row) \
    use(mysql_fetch_lengths) use(mysql_get_server_info) use(mysql_get_client_info) use(mysql_ssl_set) use(mysql_get_ssl_cipher) \
    use(mysql_stmt_init) use(mysql_stmt_prepare) use(mysql_stmt_param_count) use(mysql_stmt_bind_param) \
    use(mysql_stmt_execute) use(mysql_stmt_field_count) use(mysql_stmt_bind_result) use(mysql_stmt_store_result) \
    use(mysql_stmt_fetch) use(mysql_stmt_fetch_column) use(mysql_stmt_affected_rows) use(mysql_stmt_free_result) \
    use(mysql_stmt_attr_set) use(mysql_stmt_close) use(mysql_stmt_errno) use(mysql_stmt_error)

#define LINKORA_MEMBER(name) __typeof__(&name) name;
typedef struct { LINKORA_LIBMARIADB(LINKORA_MEMBER) } linkora_libmariadb;
#undef LINKORA_MEMBER

// The functions; NULL when the library or one of them is missing, with the loader's words in `problem`, which stay valid
// until this thread's next call. Opened once per process.
const linkora_libmariadb *linkora_libmariadb_open(const char **problem);
