// libmicrohttpd as Swift can import it: its variadic functions stand here as fixed ones.
#pragma once
#include <microhttpd.h>

// What the daemon is started with; the functions are called on the daemon's thread with `context` first.
struct linkora_daemon_options {
    void *context;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_LogCallback log;
    size_t connection_bytes;
    unsigned int connections_max;
    unsigned int idle_seconds;
    size_t stack_bytes;
};

// One epoll thread, no listener: connections are added with MHD_add_connection. NULL when it cannot start.
static inline struct MHD_Daemon *linkora_start_daemon(const struct linkora_daemon_options *options) {
    return MHD_start_daemon(
        MHD_USE_NO_LISTEN_SOCKET | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME |
            MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG,
        0, NULL, NULL, options->handle, options->context,
        MHD_OPTION_EXTERNAL_LOGGER, options->log, options->context,
        MHD_OPTION_NOTIFY_COMPLETED, options->completed, options->context,
        MHD_OPTION_NOTIFY_CONNECTION, options->connection, options->context,
        MHD_OPTION_URI_LOG_CALLBACK, options->target, options->context,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->connection_bytes,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds,
        MHD_OPTION_THREAD_STACK_SIZE, options->stack_bytes,
        MHD_OPTION_END);
}

static inline int linkora_connection_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

// What MHD_OPTION_NOTIFY_CONNECTION left for this connection.
static inline void *linkora_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

// Bytes from the method to the blank line; known in the access handler.
static inline size_t linkora_head_bytes(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static inline void linkora_give_up_upgraded(struct MHD_UpgradeResponseHandle *handle) {
    (void)MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}

static inline uint64_t linkora_size_unknown(void) { return MHD_SIZE_UNKNOWN; }
static inline ssize_t linkora_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }
static inline ssize_t linkora_end_with_error(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }
