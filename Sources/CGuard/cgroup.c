#include "inside.h"

#include <linux/sched.h>
#include <sys/stat.h>

/* MARK: where groups can be made */

/* The next field of a mountinfo line, or NULL at its end. */
static char *next_field(char **rest) {
    char *start = *rest;
    if (*start == 0) { return NULL; }
    char *end = strchr(start, ' ');
    if (end) {
        *end = 0;
        *rest = end + 1;
    } else {
        *rest = start + strlen(start);
    }
    return start;
}

/* The kernel writes space, tab, newline and backslash in paths as \ooo. */
static void unescape(char *path) {
    char *to = path;
    for (char *from = path; *from;) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' && from[2] <= '7' && from[3] >= '0' &&
            from[3] <= '7') {
            *to++ = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to++ = *from++;
        }
    }
    *to = 0;
}

/* If the line is a cgroup2 mount, calls `use` with where it is and which group its root shows. */
static bool use_mount_line(char *line, bool (*use)(const char *mount, const char *root, void *context), void *context) {
    char *rest = line;
    char *root = NULL, *mount = NULL;
    for (int index = 0; index < 6; index++) {
        char *field = next_field(&rest);
        if (!field) { return false; }
        if (index == 3) { root = field; }
        if (index == 4) { mount = field; }
    }
    char *field = next_field(&rest);
    while (field && strcmp(field, "-") != 0) { field = next_field(&rest); }
    char *type = field ? next_field(&rest) : NULL;
    if (!type || strcmp(type, "cgroup2") != 0) { return false; }
    unescape(root);
    unescape(mount);
    return use(mount, root, context);
}

/* Goes through mountinfo line by line, in a fixed buffer; stops when `use` says true. */
bool each_cgroup_mount(bool (*use)(const char *mount, const char *root, void *context), void *context) {
    char buffer[3 * PATH_MAX];
    size_t length = 0;
    bool found = false, overlong = false;
    int file = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    if (file < 0) { return false; }
    while (!found) {
        ssize_t count = read(file, buffer + length, sizeof buffer - 1 - length);
        if (count < 0 && errno == EINTR) { continue; }
        if (count <= 0) { break; }
        length += (size_t)count;
        buffer[length] = 0;
        char *line = buffer;
        char *end;
        while (!found && (end = memchr(line, '\n', (size_t)(buffer + length - line)))) {
            *end = 0;
            if (!overlong) { found = use_mount_line(line, use, context); }
            overlong = false;
            line = end + 1;
        }
        length -= (size_t)(line - buffer);
        memmove(buffer, line, length);
        if (length == sizeof buffer - 1) {
            overlong = true;
            length = 0;
        }
    }
    close(file);
    return found;
}

/* The path after "0::", which is our own group. */
static bool own_group(char *path, size_t size) {
    char buffer[PATH_MAX + 1024];
    if (read_whole(AT_FDCWD, "/proc/self/cgroup", buffer, sizeof buffer) < 0) { return false; }
    for (char *line = buffer; line && *line;) {
        char *end = strchr(line, '\n');
        if (end) { *end = 0; }
        if (strncmp(line, "0::", 3) == 0) {
            if (strlen(line + 3) >= size) { return false; }
            memcpy(path, line + 3, strlen(line + 3) + 1);
            return true;
        }
        line = end ? end + 1 : NULL;
    }
    return false;
}

struct search {
    struct cgroup_place *place;
    const char *tag;
    char own[PATH_MAX];
};

/* Makes a group, starts a process in it, kills it as a group: what will be done must have worked once. */
static bool try_place(struct cgroup_place *place, const char *tag, bool clone_into) {
    struct cgroup group = {.directory = -1, .events = -1};
    cgroup_name(&group.path, place, tag, getpid(), 0);
    if (!cgroup_make(&group)) { return false; }
    bool works = false;
    pid_t child = cgroup_fork(&group, clone_into);
    if (child == 0) {
        while (true) { pause(); }
    }
    if (child > 0) {
        works = faccessat(group.directory, "cgroup.kill", W_OK, 0) == 0 && cgroup_populated(&group);
        if (works) { cgroup_kill(&group); } else { kill(child, SIGKILL); }
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        works = works && !cgroup_populated(&group);
    }
    cgroup_remove(&group);
    return works;
}

static bool use_mount(const char *mount, const char *root, void *context) {
    struct search *search = context;
    const char *below = search->own;
    size_t length = strlen(root);
    if (length > 1 && strncmp(below, root, length) == 0 && (below[length] == '/' || below[length] == 0)) {
        below += length;
    }
    text_clear(&search->place->parent);
    text_add(&search->place->parent, mount);
    if (strcmp(below, "/") != 0) { text_add(&search->place->parent, below); }
    if (search->place->parent.broken) { return false; }
    search->place->clone_into = try_place(search->place, search->tag, true);
    return search->place->clone_into || try_place(search->place, search->tag, false);
}

bool cgroup_find(struct cgroup_place *place, const char *tag) {
    struct search search = {.place = place, .tag = tag};
    return own_group(search.own, sizeof search.own) && each_cgroup_mount(use_mount, &search);
}

/* MARK: one group */

void tree_name(struct text *text, const char *tag, pid_t nursery, uint32_t id) {
    text_add(text, tag);
    text_add(text, "-");
    text_add_number(text, (uint64_t)nursery);
    text_add(text, "-");
    text_add_number(text, id);
}

void cgroup_name(struct text *path, const struct cgroup_place *place, const char *tag, pid_t nursery, uint32_t id) {
    text_clear(path);
    text_add(path, place->parent.bytes);
    text_add(path, "/" GROUP_PREFIX);
    tree_name(path, tag, nursery, id);
}

bool cgroup_open(struct cgroup *group) {
    group->events = -1;
    group->directory = open(group->path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (group->directory < 0) { return false; }
    group->events = openat(group->directory, "cgroup.events", O_RDONLY | O_CLOEXEC);
    return group->events >= 0;
}

bool cgroup_make(struct cgroup *group) {
    if (group->path.broken) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (mkdir(group->path.bytes, 0755) < 0) { return false; }
    if (cgroup_open(group)) { return true; }
    int error = errno;
    cgroup_remove(group);
    errno = error;
    return false;
}

pid_t cgroup_fork(const struct cgroup *group, bool clone_into) {
    if (clone_into) {
        struct clone_args arguments = {
            .flags = CLONE_INTO_CGROUP,
            .exit_signal = SIGCHLD,
            .cgroup = (uint64_t)group->directory,
        };
        return (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    }
    pid_t child = _Fork();
    if (child == 0 && !write_whole(group->directory, "cgroup.procs", "0")) { _exit(126); }
    return child;
}

bool cgroup_populated(const struct cgroup *group) {
    char buffer[256];
    ssize_t count = pread(group->events, buffer, sizeof buffer - 1, 0);
    if (count < 0) { return false; }
    buffer[count] = 0;
    return strstr(buffer, "populated 1") != NULL;
}

struct sending {
    int signal;
    uint32_t count;
    int depth;
};

static void signal_in(int directory, struct sending *sending);

static void signal_below(int directory, const char *name, void *context) {
    struct sending *sending = context;
    if (sending->depth >= DEEPEST) { return; }
    int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (below < 0) { return; }
    sending->depth++;
    signal_in(below, sending);
    sending->depth--;
    close(below);
}

static void signal_in(int directory, struct sending *sending) {
    int file = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        char buffer[4096];
        pid_t pid = 0;
        ssize_t count;
        while ((count = read(file, buffer, sizeof buffer)) > 0) {
            for (ssize_t at = 0; at < count; at++) {
                if (buffer[at] >= '0' && buffer[at] <= '9') {
                    pid = pid * 10 + (buffer[at] - '0');
                    continue;
                }
                /* 0 is a process that our PID namespace cannot name. */
                if (pid > 0) {
                    sending->count++;
                    if (sending->signal) { kill(pid, sending->signal); }
                }
                pid = 0;
            }
        }
        close(file);
    }
    each_directory(directory, signal_below, sending);
}

uint32_t cgroup_signal(const struct cgroup *group, int signal) {
    struct sending sending = {.signal = signal};
    signal_in(group->directory, &sending);
    return sending.count;
}

void cgroup_kill(const struct cgroup *group) { write_whole(group->directory, "cgroup.kill", "1"); }

static void remove_below(int directory, const char *name, void *context) {
    int *depth = context;
    if (*depth >= DEEPEST) { return; }
    int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (below >= 0) {
        ++*depth;
        each_directory(below, remove_below, depth);
        --*depth;
        close(below);
    }
    unlinkat(directory, name, AT_REMOVEDIR);
}

void cgroup_remove(struct cgroup *group) {
    if (group->directory >= 0 && rmdir(group->path.bytes) < 0 && errno != ENOENT) {
        int depth = 0;
        each_directory(group->directory, remove_below, &depth);
        rmdir(group->path.bytes);
    } else if (group->directory < 0) {
        rmdir(group->path.bytes);
    }
    if (group->events >= 0) { close(group->events); }
    if (group->directory >= 0) { close(group->directory); }
    group->events = group->directory = -1;
}
