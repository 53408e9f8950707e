// What Linux has and the toolchain's Glibc module leaves out.
#pragma once
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

// Glibc declares it only for programs that ask for GNU extensions.
int pthread_setname_np(pthread_t thread, const char *name);
