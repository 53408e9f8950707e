#include "CMariaDB.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static linkora_libmariadb functions;
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int is_open;

static int load(void) {
    void *library = dlopen("libmariadb.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return 0;
#define LINKORA_LOAD(name) \
    if ((*(void **)&functions.name = dlsym(library, #name)) == NULL) return 0;
    LINKORA_LIBMARIADB(LINKORA_LOAD)
    return functions.mysql_server_init(0, NULL, NULL) == 0;
}

const linkora_libmariadb *linkora_libmariadb_open(const char **problem) {
    pthread_mutex_lock(&opening);
    if (!is_open) is_open = load();
    int opened = is_open;
    pthread_mutex_unlock(&opening);
    if (opened) return &functions;
    *problem = dlerror();
    return NULL;
}
