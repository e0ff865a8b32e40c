#include "inside.h"

/* What is left when guard and nursery were killed too: groups by their name, and, where there are no groups, processes
   by what their environment says. */

/* MARK: groups */

struct group_search {
    /* A whole name, or the beginning that all names of a tag share. */
    const char *wanted;
    size_t length;
    bool whole;
    struct text path;
    int depth;
    uint32_t ended;
};

static void end_group_at(const struct text *path) {
    struct cgroup group = {.path = *path};
    if (cgroup_open(&group)) {
        cgroup_kill(&group);
        /* A process that does not die here is waiting in the kernel; it must not keep the daemon from starting. */
        int64_t until = now_ms() + 10000;
        while (cgroup_populated(&group) && now_ms() < until) {
            struct pollfd change = {.fd = group.events, .events = POLLPRI};
            poll(&change, 1, 100);
        }
    }
    cgroup_remove(&group);
}

static bool is_wanted(const struct group_search *search, const char *name) {
    size_t prefix = strlen(GROUP_PREFIX);
    if (strncmp(name, GROUP_PREFIX, prefix) != 0) { return false; }
    return search->whole ? strcmp(name + prefix, search->wanted) == 0
                         : strncmp(name + prefix, search->wanted, search->length) == 0;
}

static void look_below(int directory, const char *name, void *context) {
    struct group_search *search = context;
    size_t length = search->path.length;
    text_add(&search->path, "/");
    text_add(&search->path, name);
    if (search->path.broken) {
    } else if (is_wanted(search, name)) {
        end_group_at(&search->path);
        search->ended++;
    } else if (search->depth < DEEPEST) {
        int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (below >= 0) {
            search->depth++;
            each_directory(below, look_below, search);
            search->depth--;
            close(below);
        }
    }
    search->path.broken = false;
    search->path.length = length;
    search->path.bytes[length] = 0;
}

static bool look_in_mount(const char *mount, const char *root, void *context) {
    (void)root;
    struct group_search *search = context;
    text_clear(&search->path);
    text_add(&search->path, mount);
    int directory = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        each_directory(directory, look_below, search);
        close(directory);
    }
    return false;
}

static uint32_t end_groups(const struct text *wanted, bool whole) {
    struct group_search search = {.wanted = wanted->bytes, .length = wanted->length, .whole = whole};
    each_cgroup_mount(look_in_mount, &search);
    return search.ended;
}

/* MARK: marked processes */

struct mark_search {
    struct text mark;
    bool whole;
    uint32_t ended;
};

static bool is_marked(int proc, const char *pid, const struct mark_search *search) {
    struct text path;
    text_clear(&path);
    text_add(&path, pid);
    text_add(&path, "/environ");
    int file = openat(proc, path.bytes, O_RDONLY | O_CLOEXEC);
    if (file < 0) { return false; }
    char buffer[16384];
    /* How many bytes of the mark this variable has matched; SIZE_MAX once it differs. */
    size_t matched = 0;
    bool found = false;
    ssize_t count;
    while (!found && (count = read(file, buffer, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < count && !found; at++) {
            if (buffer[at] == 0) {
                found = search->whole && matched == search->mark.length;
                matched = 0;
            } else if (matched < search->mark.length && buffer[at] == search->mark.bytes[matched]) {
                matched++;
                found = !search->whole && matched == search->mark.length;
            } else {
                matched = SIZE_MAX;
            }
        }
    }
    close(file);
    return found;
}

static void kill_if_marked(int proc, const char *name, void *context) {
    struct mark_search *search = context;
    pid_t pid = 0;
    for (const char *digit = name; *digit; digit++) {
        if (*digit < '0' || *digit > '9') { return; }
        pid = pid * 10 + (*digit - '0');
    }
    if (pid <= 1 || pid == getpid() || !is_marked(proc, name, search)) { return; }
    if (kill(pid, SIGKILL) == 0) { search->ended++; }
}

static uint32_t end_marked(const struct text *wanted, bool whole) {
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) { return 0; }
    struct mark_search search = {.whole = whole};
    text_clear(&search.mark);
    text_add(&search.mark, MARK);
    text_add(&search.mark, wanted->bytes);
    uint32_t ended = 0;
    /* What was killed may have forked just before: look again until there is nothing, but not for ever. */
    for (int round = 0; round < 500; round++) {
        search.ended = 0;
        each_directory(proc, kill_if_marked, &search);
        if (search.ended == 0) { break; }
        ended += search.ended;
    }
    close(proc);
    return ended;
}

/* MARK: both */

int guard_end_leftovers(const char *tag) {
    struct text wanted;
    text_clear(&wanted);
    text_add(&wanted, tag);
    text_add(&wanted, "-");
    return (int)(end_groups(&wanted, false) + end_marked(&wanted, false));
}

void guard_end_tree(const char *tag, pid_t nursery, uint32_t id) {
    struct text wanted;
    text_clear(&wanted);
    tree_name(&wanted, tag, nursery, id);
    end_groups(&wanted, true);
    end_marked(&wanted, true);
}
