#pragma once

/* What the files of this target share. Nothing here allocates: it runs after a fork of a process with many threads. */

#define _GNU_SOURCE
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GUARD_TAG_LENGTH 40
#define GUARD_NAME_LENGTH 128

/* A path or a line, built in place; `broken` once it did not fit. */
struct text {
    size_t length;
    bool broken;
    char bytes[PATH_MAX];
};

void text_clear(struct text *text);
void text_add(struct text *text, const char *bytes);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_number(struct text *text, uint64_t number);

/* Reads at most size - 1 bytes and ends them with NUL; -1 if it cannot be opened. */
ssize_t read_whole(int directory, const char *path, char *buffer, size_t size);
bool write_whole(int directory, const char *path, const char *bytes);

int64_t now_ms(void);

/* Calls `visit` for each directory in `directory`; opendir would allocate. */
void each_directory(int directory, void (*visit)(int directory, const char *name, void *context), void *context);

/* In the environment of what runs without a group. */
#define MARK "TASKDAEMON_TREE="
#define GROUP_PREFIX "taskdaemon-"
/* Groups inside a tree's group are made only by what runs there; deeper ones than this stay behind. */
#define DEEPEST 16

/* Calls `use` with each cgroup2 mount and the group that its root shows, until it says true. */
bool each_cgroup_mount(bool (*use)(const char *mount, const char *root, void *context), void *context);

/* Where groups can be made, once per nursery. */
struct cgroup_place {
    struct text parent;
    /* clone3 can start a process inside a group; otherwise it moves itself there. */
    bool clone_into;
};

/* One tree's group; all descriptors -1 when there is none. */
struct cgroup {
    struct text path;
    int directory;
    int events;
};

bool cgroup_find(struct cgroup_place *place, const char *tag);
void cgroup_name(struct text *path, const struct cgroup_place *place, const char *tag, pid_t nursery, uint32_t id);
/* `<tag>-<nursery>-<id>`, in the names of groups and in marks. */
void tree_name(struct text *text, const char *tag, pid_t nursery, uint32_t id);
bool cgroup_make(struct cgroup *group);
bool cgroup_open(struct cgroup *group);
/* Like fork, but the child is in the group; -1 with errno. */
pid_t cgroup_fork(const struct cgroup *group, bool clone_into);
bool cgroup_populated(const struct cgroup *group);
/* Sends a signal to each process in it; returns how many. 0 only counts. */
uint32_t cgroup_signal(const struct cgroup *group, int signal);
void cgroup_kill(const struct cgroup *group);
/* Removes it with the groups inside it, if they are empty. */
void cgroup_remove(struct cgroup *group);

/* Signals every descendant of this process that /proc shows; returns how many. */
uint32_t family_signal(int signal, const pid_t *spared, size_t spared_count);

/* What a guard and the command's last steps before exec need. */
struct order {
    struct guard_order is;
    const char *tag;
    /* The environment says whose tree this is: where there is no group, it is found by that. */
    bool marked;
    pid_t nursery;
    pid_t daemon;
};

/* Written into the pipe that exec closes, when there was no exec. */
struct start_failure {
    uint32_t step;
    int32_t error;
};

_Noreturn void command_exec(const struct order *order, int failure_pipe);

/* Starts the first process of a PID namespace, which runs the command; -1 with errno. `line` is its end of a socket. */
pid_t namespace_start(const struct order *order, bool with_user, int line, int guard_line, int failure_pipe);
/* Whether a namespace can be made, and whether it needs a user namespace around it. */
bool namespace_possible(bool *with_user);

/* From the namespace's first process to the guard. */
struct namespace_news {
    int32_t status;
    uint32_t left_behind;
};

struct nursery {
    const char *tag;
    int means;
    bool with_user;
    pid_t pid;
    pid_t daemon;
    struct cgroup_place place;
};

/* What the nursery first says. */
struct greeting {
    int32_t means;
};

_Noreturn void nursery_main(const struct guard_setup *setup, pid_t daemon, int socket);
_Noreturn void guard_main(const struct nursery *nursery, const struct order *order);
void tell_not_started(int control, uint32_t step, int error);
void let_go_of_memory(void);
void find_title(void);
void set_title(const char *role, pid_t daemon, uint32_t id);
int signal_descriptor(void);
