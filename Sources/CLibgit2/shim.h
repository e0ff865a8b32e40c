#pragma once
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <zlib.h>

/* git_libgit2_opts is variadic, which Swift cannot call. */
static inline int clibgit2_option_int(int option, int value) { return git_libgit2_opts(option, value); }
static inline int clibgit2_option_int_string(int option, int value, const char *text) {
    return git_libgit2_opts(option, value, text);
}
static inline int clibgit2_option_strings(int option, const char **texts, size_t count) {
    return git_libgit2_opts(option, texts, count);
}
static inline int clibgit2_option_size(int option, size_t value) { return git_libgit2_opts(option, value); }

/* A place for objects that Swift implements: the struct libgit2 sees, and behind it what the callbacks work on. */
typedef struct {
    git_odb_backend base;
    void *context;
} clibgit2_backend;
