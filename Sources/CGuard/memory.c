#include "inside.h"

#include <stdlib.h>
#include <sys/mman.h>

/* A fork copies the page tables of all memory, about a millisecond for ten megabytes, and the nursery forks for each
   command. The daemon's heap is nothing to it, and while the nursery has it, each page of it that the daemon writes to
   is copied as well. So it lets go of it, and lives on its own stack and static data.

   That needs calls which nobody resolves on first use (the linker's tables are in what is let go): this target is
   compiled with -fno-plt. */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define KEEPS_MEMORY 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KEEPS_MEMORY 1
#endif

/* Smaller ones cost nothing to copy. */
#define WORTHWHILE (256 << 10)
#define MOST_REGIONS 4096

struct region {
    uintptr_t start;
    uintptr_t end;
};

struct regions {
    struct region list[MOST_REGIONS];
    size_t count;
    /* Where the last file's mapping ended: what follows it directly is that file's zeroed data. */
    uintptr_t end_of_file;
};

static bool holds(const struct region *region, const void *address) {
    return region->start <= (uintptr_t)address && (uintptr_t)address < region->end;
}

/* start-end rw-p offset device inode name */
static void take_line(const char *line, struct regions *regions) {
    char *rest;
    struct region region;
    region.start = strtoul(line, &rest, 16);
    if (*rest != '-') { return; }
    region.end = strtoul(rest + 1, &rest, 16);
    if (*rest != ' ') { return; }
    const char *access = rest + 1;
    const char *name = access;
    for (int field = 0; field < 4 && name; field++) {
        name = strchr(name, ' ');
        if (name) { name++; }
    }
    if (!name) { return; }
    while (*name == ' ') { name++; }
    bool is_nameless = *name == 0 || strncmp(name, "[anon:", 6) == 0;
    bool is_heap = strcmp(name, "[heap]") == 0;
    if (*name == '/' || (is_nameless && region.start == regions->end_of_file)) {
        regions->end_of_file = region.end;
        return;
    }
    if (!(is_nameless || is_heap) || strncmp(access, "rw-p", 4) != 0) { return; }
    if (region.end - region.start < WORTHWHILE || regions->count == MOST_REGIONS) { return; }
    /* Our stack, and what belongs to our thread: errno is in the same mapping as the thread itself. */
    if (holds(&region, &region) || holds(&region, &errno) || holds(&region, __builtin_thread_pointer())) { return; }
    regions->list[regions->count++] = region;
}

void let_go_of_memory(void) {
#ifndef KEEPS_MEMORY
    static struct regions regions;
    static char buffer[16384];
    size_t length = 0;
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (file < 0) { return; }
    while (true) {
        ssize_t count = read(file, buffer + length, sizeof buffer - 1 - length);
        if (count < 0 && errno == EINTR) { continue; }
        if (count <= 0) { break; }
        length += (size_t)count;
        char *line = buffer;
        char *end;
        while ((end = memchr(line, '\n', (size_t)(buffer + length - line)))) {
            *end = 0;
            take_line(line, &regions);
            line = end + 1;
        }
        length -= (size_t)(line - buffer);
        memmove(buffer, line, length);
        /* A line longer than any path: rather keep all that follows than take it for something else. */
        if (length == sizeof buffer - 1) { break; }
    }
    close(file);
    /* Only now: the list of mappings is not to change while it is read. */
    for (size_t index = 0; index < regions.count; index++) {
        munmap((void *)regions.list[index].start, regions.list[index].end - regions.list[index].start);
    }
#endif
}
