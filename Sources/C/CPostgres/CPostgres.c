#include "CPostgres.h"
#include "../LoadOnce.h"

const int linkora_pq_sqlstate = PG_DIAG_SQLSTATE;
const int linkora_pq_message = PG_DIAG_MESSAGE_PRIMARY;

void linkora_pq_ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

LINKORA_OPENS(linkora_libpq, linkora_libpq_open, "libpq.so.5", LINKORA_LIBPQ, 1)
