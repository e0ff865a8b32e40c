#include "inside.h"

void text_clear(struct text *text) {
    text->length = 0;
    text->broken = false;
    text->bytes[0] = 0;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length) {
    if (text->length + length >= sizeof text->bytes) {
        text->broken = true;
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
}

void text_add(struct text *text, const char *bytes) { text_add_bytes(text, bytes, strlen(bytes)); }

void text_add_number(struct text *text, uint64_t number) {
    char digits[24];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    text_add_bytes(text, digits + start, sizeof digits - start);
}

ssize_t read_whole(int directory, const char *path, char *buffer, size_t size) {
    int file = openat(directory, path, O_RDONLY | O_CLOEXEC);
    if (file < 0) { return -1; }
    size_t length = 0;
    while (length < size - 1) {
        ssize_t count = read(file, buffer + length, size - 1 - length);
        if (count < 0 && errno == EINTR) { continue; }
        if (count <= 0) { break; }
        length += (size_t)count;
    }
    close(file);
    buffer[length] = 0;
    return (ssize_t)length;
}

bool write_whole(int directory, const char *path, const char *bytes) {
    int file = openat(directory, path, O_WRONLY | O_CLOEXEC);
    if (file < 0) { return false; }
    size_t length = strlen(bytes);
    bool written = write(file, bytes, length) == (ssize_t)length;
    int error = errno;
    close(file);
    errno = error;
    return written;
}

struct directory_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

void each_directory(int directory, void (*visit)(int directory, const char *name, void *context), void *context) {
    char buffer[4096] __attribute__((aligned(8)));
    /* Opened anew, so that nobody else's reading position moves. */
    int again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0) { return; }
    while (true) {
        long count = syscall(SYS_getdents64, again, buffer, sizeof buffer);
        if (count <= 0) { break; }
        for (long at = 0; at < count;) {
            struct directory_entry *entry = (struct directory_entry *)(buffer + at);
            at += entry->length;
            if (entry->type == 4 && strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0) {
                visit(directory, entry->name, context);
            }
        }
    }
    close(again);
}

int64_t now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
