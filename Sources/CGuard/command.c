#include "inside.h"

#include <sys/mman.h>

/* The last steps of a command before it is itself: everything is left as a login would, nothing of ours is open. */

static _Noreturn void give_up(int failure_pipe, uint32_t step, int error) {
    struct start_failure failure = {.step = step, .error = error};
    ssize_t written = write(failure_pipe, &failure, sizeof failure);
    (void)written;
    _exit(127);
}

static const char *value_of(char *const *environment, const char *name) {
    size_t length = strlen(name);
    for (; *environment; environment++) {
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') { return *environment + length + 1; }
    }
    return NULL;
}

/* A file without a format the kernel knows is a script for sh, as execvp has it. `arguments` has one free place before it. */
static int run_file(const char *path, char **arguments, char **environment) {
    execve(path, arguments, environment);
    if (errno != ENOEXEC) { return errno; }
    char *name = arguments[0];
    arguments[-1] = "sh";
    arguments[0] = (char *)path;
    execve("/bin/sh", arguments - 1, environment);
    arguments[0] = name;
    return errno;
}

/* Another directory of PATH may still have it. */
static bool is_absence(int error) {
    return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP || error == ESTALE ||
           error == ENODEV || error == ETIMEDOUT;
}

static int search_and_run(char **arguments, char **environment) {
    const char *name = arguments[0];
    if (*name == 0) { return ENOENT; }
    if (strchr(name, '/')) { return run_file(name, arguments, environment); }
    const char *path = value_of(environment, "PATH");
    if (!path) { path = "/usr/local/bin:/usr/bin:/bin"; }
    int error = ENOENT;
    while (true) {
        const char *end = strchrnul(path, ':');
        struct text file;
        text_clear(&file);
        text_add_bytes(&file, path, (size_t)(end - path));
        if (file.length > 0) { text_add(&file, "/"); }
        text_add(&file, name);
        int seen = file.broken ? ENAMETOOLONG : run_file(file.bytes, arguments, environment);
        /* What exists and may not be run says more than that nothing else was found. */
        if (seen == EACCES) {
            error = EACCES;
        } else if (!is_absence(seen)) {
            return seen;
        }
        if (*end == 0) { return error; }
        path = end + 1;
    }
}

/* By the kernel's own calls: glibc's leave out two signals that it keeps for itself, which the daemon may ignore. */
static void reset_signals(void) {
    /* All zero is the default handler and an empty mask; larger than any kernel's structure. */
    static const uint64_t usual[16];
    for (int signal = 1; signal <= 64; signal++) { syscall(SYS_rt_sigaction, signal, usual, NULL, 8ul); }
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, usual, NULL, 8ul);
}

/* Points `count` places at the strings that follow one another from `*next`; false if they run out. */
static bool collect(char **places, uint32_t count, char **next, const char *end) {
    for (uint32_t index = 0; index < count; index++) {
        char *stop = *next < end ? memchr(*next, 0, (size_t)(end - *next)) : NULL;
        if (!stop) { return false; }
        places[index] = *next;
        *next = stop + 1;
    }
    places[count] = NULL;
    return true;
}

_Noreturn void command_exec(const struct order *order, int failure_pipe) {
    const struct guard_order *is = &order->is;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();

    size_t places = (size_t)is->argc + is->envc + 5;
    char *strings = mmap(NULL, is->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, is->strings, 0);
    char **pointers = mmap(NULL, places * sizeof(char *), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (strings == MAP_FAILED || pointers == MAP_FAILED) { give_up(failure_pipe, GUARD_STEP_EXEC, errno); }
    char *next = strings;
    char *directory;
    char *one[2];
    char **arguments = pointers + 1;
    char **environment = arguments + is->argc + 1;
    if (is->argc == 0 || !collect(one, 1, &next, strings + is->size) ||
        !collect(arguments, is->argc, &next, strings + is->size) ||
        !collect(environment, is->envc, &next, strings + is->size)) {
        give_up(failure_pipe, GUARD_STEP_EXEC, EINVAL);
    }
    directory = one[0];
    static struct text mark;
    if (order->marked) {
        text_clear(&mark);
        text_add(&mark, MARK);
        tree_name(&mark, order->tag, order->nursery, is->id);
        environment[is->envc] = mark.bytes;
        environment[is->envc + 1] = NULL;
    }

    if (dup2(is->input, 0) < 0 || dup2(is->output, 1) < 0 || dup2(is->output, 2) < 0) {
        give_up(failure_pipe, GUARD_STEP_EXEC, errno);
    }
    /* All of ours are close-on-exec already; this is for what a library of the daemon forgot. */
    syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
    if (chdir(directory) < 0) { give_up(failure_pipe, GUARD_STEP_DIRECTORY, errno); }
    reset_signals();
    give_up(failure_pipe, GUARD_STEP_EXEC, search_and_run(arguments, environment));
}
