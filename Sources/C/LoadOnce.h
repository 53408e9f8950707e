// Opens a client library once for the process and fills a table with its functions.
#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

#define LINKORA_LOAD(name) \
    if ((*(void **)&functions.name = dlsym(library, #name)) == NULL) return 0;

// Defines `open`, which answers a pointer to the table, of this `type`, or NULL with the loader's words in `problem`.
// `list` names the functions; `ready` is asked at the end: 0 for a library that can't be used.
#define LINKORA_OPENS(type, open, file, list, ready) \
    static type functions; \
    static int load(void) { \
        void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL); \
        if (library == NULL) return 0; \
        list(LINKORA_LOAD) return ready; \
    } \
    const type *open(const char **problem) { \
        static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER; \
        static int is_open; \
        pthread_mutex_lock(&opening); \
        if (!is_open) is_open = load(); \
        int opened = is_open; \
        pthread_mutex_unlock(&opening); \
        if (opened) return &functions; \
        *problem = dlerror(); \
        return NULL; \
    }
