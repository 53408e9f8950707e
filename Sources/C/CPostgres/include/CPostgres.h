// libpq, opened at run time: who keeps links in SQLite need not have it, and pays no memory for it.
//
// The types come from libpq's own header, so the compiler checks every call. Nothing links against the library: call it
// only through the table.
#pragma once
#include <postgresql/libpq-fe.h>

#define LINKORA_LIBPQ(use) \
    use(PQconnectStartParams) use(PQconnectPoll) use(PQstatus) use(PQfinish) use(PQsocket) use(PQerrorMessage) \
    use(PQparameterStatus) use(PQtransactionStatus) use(PQsetnonblocking) use(PQsetNoticeProcessor) \
    use(PQsendQuery) use(PQsendQueryParams) use(PQsendPrepare) use(PQsendQueryPrepared) use(PQflush) \
    use(PQconsumeInput) use(PQisBusy) use(PQgetResult) use(PQresultStatus) use(PQresultErrorField) use(PQntuples) \
    use(PQgetvalue) use(PQgetlength) use(PQgetisnull) use(PQcmdTuples) use(PQcmdStatus) use(PQclear) \
    use(PQenterPipelineMode) use(PQexitPipelineMode) use(PQpipelineSync) use(PQnotifies) use(PQfreemem) use(PQlibVersion)

#define LINKORA_MEMBER(name) __typeof__(&name) name;
typedef struct { LINKORA_LIBPQ(LINKORA_MEMBER) } linkora_libpq;
#undef LINKORA_MEMBER

// The functions; NULL when the library or one of them is missing, with the loader's words in `problem`, which stay valid
// until this thread's next call. Opened once per process.
const linkora_libpq *linkora_libpq_open(const char **problem);

// The fields of an error report that are macros of characters.
extern const int linkora_pq_sqlstate;
extern const int linkora_pq_message;

// For PQsetNoticeProcessor: says nothing.
void linkora_pq_ignore(void *context, const char *message);
