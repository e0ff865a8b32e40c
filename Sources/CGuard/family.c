#include "inside.h"

/* More than this at a time are found in the next round: whoever kills comes back until nothing is left. */
#define AT_MOST 4096

struct family {
    pid_t members[AT_MOST];
    size_t count;
    const pid_t *spared;
    size_t spared_count;
};

static void add_member(struct family *family, pid_t pid) {
    if (pid <= 0 || family->count == AT_MOST) { return; }
    for (size_t index = 0; index < family->spared_count; index++) {
        if (family->spared[index] == pid) { return; }
    }
    family->members[family->count++] = pid;
}

/* The children of one thread; false if this kernel does not list them. */
static bool add_children(struct family *family, int tasks, const char *thread) {
    struct text path;
    text_clear(&path);
    text_add(&path, thread);
    text_add(&path, "/children");
    int file = openat(tasks, path.bytes, O_RDONLY | O_CLOEXEC);
    if (file < 0) { return false; }
    char buffer[4096];
    pid_t pid = 0;
    ssize_t count;
    while ((count = read(file, buffer, sizeof buffer)) > 0) {
        for (ssize_t at = 0; at < count; at++) {
            if (buffer[at] >= '0' && buffer[at] <= '9') {
                pid = pid * 10 + (buffer[at] - '0');
            } else {
                add_member(family, pid);
                pid = 0;
            }
        }
    }
    close(file);
    return true;
}

static void add_children_of_thread(int tasks, const char *thread, void *context) { add_children(context, tasks, thread); }

static void add_children_of(struct family *family, pid_t parent) {
    struct text path;
    text_clear(&path);
    text_add(&path, "/proc/");
    text_add_number(&path, (uint64_t)parent);
    text_add(&path, "/task");
    int tasks = open(path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tasks < 0) { return; }
    each_directory(tasks, add_children_of_thread, family);
    close(tasks);
}

/* Without lists of children: adds `name` if its parent is a member already, or we are its parent. */
static void add_if_descendant(int proc, const char *name, void *context) {
    struct family *family = context;
    if (name[0] < '0' || name[0] > '9') { return; }
    struct text path;
    char stat[512];
    text_clear(&path);
    text_add(&path, name);
    text_add(&path, "/stat");
    if (read_whole(proc, path.bytes, stat, sizeof stat) <= 0) { return; }
    /* pid (name) state parent; the name may hold anything, also parentheses. */
    char *end = strrchr(stat, ')');
    if (!end || strlen(end) < 5) { return; }
    pid_t parent = 0, pid = 0;
    for (char *digit = end + 4; *digit >= '0' && *digit <= '9'; digit++) { parent = parent * 10 + (*digit - '0'); }
    for (const char *digit = name; *digit >= '0' && *digit <= '9'; digit++) { pid = pid * 10 + (*digit - '0'); }
    bool descends = parent == getpid();
    for (size_t index = 0; index < family->count; index++) {
        if (family->members[index] == pid) { return; }
        descends = descends || family->members[index] == parent;
    }
    if (descends) { add_member(family, pid); }
}

uint32_t family_signal(int signal, const pid_t *spared, size_t spared_count) {
    /* Static, for its size; each process that calls this has one thread. */
    static struct family family;
    family.count = 0;
    family.spared = spared;
    family.spared_count = spared_count;
    int tasks = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tasks < 0) { return 0; }
    struct text own;
    text_clear(&own);
    text_add_number(&own, (uint64_t)getpid());
    bool listed = add_children(&family, tasks, own.bytes);
    close(tasks);
    if (listed) {
        /* The list grows while it is walked, and so holds the grandchildren too. */
        for (size_t index = 0; index < family.count; index++) { add_children_of(&family, family.members[index]); }
    } else {
        int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (proc < 0) { return 0; }
        for (size_t before = SIZE_MAX; before != family.count;) {
            before = family.count;
            each_directory(proc, add_if_descendant, &family);
        }
        close(proc);
    }
    if (signal) {
        for (size_t index = 0; index < family.count; index++) { kill(family.members[index], signal); }
    }
    return (uint32_t)family.count;
}
