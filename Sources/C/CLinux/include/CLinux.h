// What Linux has and Swift's Glibc module does not show: epoll, eventfd, signalfd, accept4, thread names.
//
// Only plain numbers cross, and no system header is included here: a second module that declares glibc's types would
// compete with Swift's own.
#pragma once
#include <stdint.h>

extern const uint32_t linkora_epoll_in;
extern const uint32_t linkora_epoll_out;
extern const uint32_t linkora_epoll_peer_closed;
extern const uint32_t linkora_epoll_error;

// All answer as the calls they stand for: -1 and errno on failure.
int linkora_epoll_create(void);
int linkora_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int linkora_epoll_change(int epoll, int descriptor, uint32_t events, uint64_t token);
int linkora_epoll_remove(int epoll, int descriptor);
int linkora_epoll_wait(int epoll, uint64_t *tokens, uint32_t *events, int count, int milliseconds);

int linkora_eventfd(void);
// For the signals numbered here, which the threads must have blocked.
int linkora_signalfd(const int *signals, int count);

// Non-blocking and closed on exec. `address` has room for a `struct sockaddr_storage`.
int linkora_accept(int listener, void *address, uint32_t *length);
int linkora_stream_socket(int family);
// Two ends that are connected with each other, both non-blocking and closed on exec.
int linkora_socket_pair(int *ends);
int linkora_duplicate(int descriptor);
int linkora_reuse_address(int descriptor);
int linkora_ipv6_only(int descriptor, int is_only);
int linkora_send_at_once(int descriptor);

// Never block, never raise SIGPIPE.
long linkora_send(int descriptor, const void *bytes, unsigned long count);
long linkora_receive(int descriptor, void *bytes, unsigned long count);
// How many bytes of one: 1, 0 at the end, -1 and errno.
long linkora_peek(int descriptor, uint8_t *byte);

void linkora_name_thread(const char *name);
