#include "CMariaDB.h"
#include "../LoadOnce.h"

LINKORA_OPENS(
    linkora_libmariadb, linkora_libmariadb_open, "libmariadb.so.3", LINKORA_LIBMARIADB,
    functions.mysql_server_init(0, NULL, NULL) == 0)
