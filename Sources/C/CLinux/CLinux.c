#define _GNU_SOURCE 1
#include "CLinux.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

const uint32_t linkora_epoll_in = EPOLLIN;
const uint32_t linkora_epoll_out = EPOLLOUT;
const uint32_t linkora_epoll_peer_closed = EPOLLRDHUP;
const uint32_t linkora_epoll_error = EPOLLERR | EPOLLHUP;

int linkora_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int linkora_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int linkora_epoll_change(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
}

int linkora_epoll_remove(int epoll, int descriptor) {
    struct epoll_event event = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event);
}

int linkora_epoll_wait(int epoll, uint64_t *tokens, uint32_t *events, int count, int milliseconds) {
    struct epoll_event found[64];
    int number = epoll_wait(epoll, found, count < 64 ? count : 64, milliseconds);
    for (int index = 0; index < number; index++) {
        tokens[index] = found[index].data.u64;
        events[index] = found[index].events;
    }
    return number;
}

int linkora_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int linkora_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int linkora_accept(int listener, void *address, uint32_t *length) {
    *length = sizeof(struct sockaddr_storage);
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int linkora_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int linkora_socket_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends); }

int linkora_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

static int set_option(int descriptor, int level, int name, int value) {
    return setsockopt(descriptor, level, name, &value, sizeof value);
}

int linkora_reuse_address(int descriptor) { return set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1); }

int linkora_ipv6_only(int descriptor, int is_only) {
    return set_option(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, is_only);
}

int linkora_send_at_once(int descriptor) {
    set_option(descriptor, IPPROTO_TCP, TCP_CORK, 0);
    return set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
}

long linkora_send(int descriptor, const void *bytes, unsigned long count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

long linkora_receive(int descriptor, void *bytes, unsigned long count) {
    return recv(descriptor, bytes, count, MSG_DONTWAIT);
}

long linkora_peek(int descriptor, uint8_t *byte) { return recv(descriptor, byte, 1, MSG_PEEK | MSG_DONTWAIT); }

void linkora_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
