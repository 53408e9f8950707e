#include "CPostgres.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

const int linkora_pq_sqlstate = PG_DIAG_SQLSTATE;
const int linkora_pq_message = PG_DIAG_MESSAGE_PRIMARY;

void linkora_pq_ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

static linkora_libpq functions;
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int is_open;

static int load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return 0;
#define LINKORA_LOAD(name) \
    if ((*(void **)&functions.name = dlsym(library, #name)) == NULL) return 0;
    LINKORA_LIBPQ(LINKORA_LOAD)
    return 1;
}

const linkora_libpq *linkora_libpq_open(const char **problem) {
    pthread_mutex_lock(&opening);
    if (!is_open) is_open = load();
    int opened = is_open;
    pthread_mutex_unlock(&opening);
    if (opened) return &functions;
    *problem = dlerror();
    return NULL;
}
