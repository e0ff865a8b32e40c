#include "cre2.h"

#include <cstring>
#include <new>
#include <re2/re2.h>

struct cre2_regexp {
    RE2 expression;
    cre2_regexp(re2::StringPiece pattern, const RE2::Options &options) : expression(pattern, options) {}
};

static void say(const char *text, size_t length, char *reason, size_t size) {
    if (size == 0) return;
    if (length > size - 1) length = size - 1;
    std::memcpy(reason, text, length);
    reason[length] = 0;
}

cre2_regexp *cre2_compile(const char *pattern, size_t length, int64_t memory, char *reason, size_t size) {
    try {
        RE2::Options options(RE2::Quiet);
        options.set_max_mem(memory);
        auto *made = new cre2_regexp(re2::StringPiece(pattern, length), options);
        if (made->expression.ok()) return made;
        say(made->expression.error().data(), made->expression.error().size(), reason, size);
        delete made;
    } catch (...) {
        say("out of memory", 13, reason, size);
    }
    return nullptr;
}

bool cre2_occurs(const cre2_regexp *expression, const char *text, size_t length) {
    try {
        return RE2::PartialMatch(re2::StringPiece(text, length), expression->expression);
    } catch (...) {
        return false;
    }
}

void cre2_free(cre2_regexp *expression) { delete expression; }
