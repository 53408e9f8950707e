#include "CBuild.h"

#ifndef LINKORA_COMMIT
#define LINKORA_COMMIT unknown
#endif

#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *const linkora_commit = TEXT(LINKORA_COMMIT);
