/* Loaded into qwen-batch with LD_PRELOAD: kills it, or fails its calls, at chosen changes of its files. See interposer.py.
 *
 * A change is a call that creates, writes, syncs, truncates, renames or removes a file below SOAK_HOME or SOAK_OUTPUT. It has
 * a class (take, output, store, journal, backup, other: by the path) and a kind. SOAK_RULES holds up to eight rules
 *
 *     CLASS/KIND#NTH:ACTION    at the NTH such change       CLASS/KIND#NTH+:ACTION    at the NTH and all that follow
 *
 * in which CLASS and KIND may be *, and ACTION is "before" or "after" (SIGKILL to this process, right before or after the
 * call) or EIO, ENOSPC, EROFS, EDQUOT (the call is not made and fails). While SOAK_WHILE is set, rules hold only as long as a
 * file of that name exists. SOAK_TRACE names a file that gets a line for each change: "CLASS/KIND", path, path before a
 * rename; with tabs between.
 *
 * Only the process whose program is SOAK_PROGRAM is touched: what it starts does not load this, and a fork does nothing. */
#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { RULES = 8, NAME = 16, KILL_BEFORE = -1, KILL_AFTER = -2 };

struct rule {
    char class[NAME], kind[NAME];
    long nth;
    int and_later;
    int action; /* KILL_BEFORE, KILL_AFTER, or an errno */
    atomic_long seen;
};

static struct rule rules[RULES];
static int rule_count, trace = -1;
static pid_t armed;
static char home[PATH_MAX], output[PATH_MAX], condition[PATH_MAX];

static int take_variable(const char *name, char *into) {
    const char *value = getenv(name);
    snprintf(into, PATH_MAX, "%s", value ? value : "");
    unsetenv(name);
    return *into != 0;
}

static int parse(char *text, struct rule *rule) {
    static const struct { const char *word; int action; } actions[] = {
        {"before", KILL_BEFORE}, {"after", KILL_AFTER}, {"EIO", EIO},
        {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"EDQUOT", EDQUOT},
    };
    char nth[NAME], word[NAME];
    if (sscanf(text, "%15[^/]/%15[^#]#%15[^:]:%15s", rule->class, rule->kind, nth, word) != 4) return 0;
    rule->nth = strtol(nth, NULL, 10);
    rule->and_later = strchr(nth, '+') != NULL;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].word, word) == 0) rule->action = actions[i].action;
    return rule->nth > 0 && rule->action != 0;
}

__attribute__((constructor)) static void arm(void) {
    char program[PATH_MAX], self[PATH_MAX] = "", text[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    /* Out of the environment at once, so that no child loads this. */
    unsetenv("LD_PRELOAD");
    if (!take_variable("SOAK_PROGRAM", program) || length < 0 || strcmp(program, self) != 0) return;
    take_variable("SOAK_HOME", home);
    take_variable("SOAK_OUTPUT", output);
    take_variable("SOAK_WHILE", condition);
    if (take_variable("SOAK_TRACE", text))
        trace = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    take_variable("SOAK_RULES", text);
    for (char *rest = text, *word; (word = strsep(&rest, " ")) != NULL && rule_count < RULES;) {
        if (*word == 0) continue;
        if (!parse(word, &rules[rule_count++])) {
            fprintf(stderr, "interpose: not a rule: %s\n", word);
            _exit(125);
        }
    }
    armed = getpid();
}

/* The rest of `path` below `root`, "" for the root itself, or NULL. */
static const char *below(const char *root, const char *path) {
    size_t length = strlen(root);
    if (length == 0 || strncmp(root, path, length) != 0) return NULL;
    if (path[length] == '/') return path + length + 1;
    return path[length] == 0 ? path + length : NULL;
}

static const char *class_of(const char *path) {
    const char *rest;
    if (below(output, path)) return "output";
    if ((rest = below(home, path)) == NULL) return NULL;
    if (below("takes", rest)) return "take";
    if (below("backups", rest)) return "backup";
    if (strcmp(rest, "queue.sqlite") == 0) return "store";
    if (strcmp(rest, "queue.sqlite-journal") == 0) return "journal";
    return "other";
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static int fits(const char *pattern, const char *word) {
    return strcmp(pattern, "*") == 0 || strcmp(pattern, word) == 0;
}

/* Notes a change about to be made. Returns 0 to go on, KILL_AFTER to die once it is made, else an errno to fail with. */
static int note(const char *kind, const char *path, const char *from) {
    const char *class = class_of(path);
    int verdict = 0;
    if (!class) return 0;
    if (trace >= 0) {
        char line[2 * PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s/%s\t%s\t%s\n", class, kind, path, from);
        syscall(SYS_write, trace, line, length);
    }
    for (struct rule *rule = rules; rule < rules + rule_count; rule++) {
        if (!fits(rule->class, class) || !fits(rule->kind, kind)) continue;
        if (*condition && syscall(SYS_faccessat, AT_FDCWD, condition, F_OK) != 0) continue;
        long seen = atomic_fetch_add(&rule->seen, 1) + 1;
        if (rule->and_later ? seen < rule->nth : seen != rule->nth) continue;
        if (rule->action == KILL_BEFORE) die();
        verdict = rule->action;
    }
    return verdict;
}

static int note_path(const char *kind, int folder, const char *path, const char *from) {
    char whole[PATH_MAX];
    int saved = errno, verdict;
    if (armed == 0 || getpid() != armed) return 0;
    if (path[0] != '/' && folder == AT_FDCWD && getcwd(whole, sizeof whole - strlen(path) - 2)) {
        strcat(strcat(whole, "/"), path);
        path = whole;
    }
    verdict = note(kind, path, from);
    errno = saved;
    return verdict;
}

/* Only files and folders count: not pipes, sockets and terminals. */
static int note_descriptor(const char *kind, int descriptor) {
    char link[64], path[PATH_MAX];
    struct stat status;
    int saved = errno, verdict = 0;
    if (armed == 0 || getpid() != armed) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    if (fstat(descriptor, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length > 0) {
            path[length] = 0;
            verdict = note(S_ISDIR(status.st_mode) ? "syncdir" : kind, path, "");
        }
    }
    errno = saved;
    return verdict;
}

#define REPLACE(type, name, parameters, arguments, noted)                    \
    type name parameters {                                                   \
        static type (*real) parameters;                                      \
        if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name);       \
        int verdict = noted;                                                 \
        if (verdict > 0) {                                                   \
            errno = verdict;                                                 \
            return -1;                                                       \
        }                                                                    \
        type result = real arguments;                                        \
        if (verdict == KILL_AFTER) die();                                    \
        return result;                                                       \
    }

#define WRITES(name, parameters, arguments) \
    REPLACE(ssize_t, name, parameters, arguments, note_descriptor("write", descriptor))
WRITES(write, (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count))
WRITES(pwrite, (int descriptor, const void *bytes, size_t count, off_t at), (descriptor, bytes, count, at))
WRITES(pwrite64, (int descriptor, const void *bytes, size_t count, off64_t at), (descriptor, bytes, count, at))
WRITES(writev, (int descriptor, const struct iovec *parts, int count), (descriptor, parts, count))

REPLACE(int, fsync, (int descriptor), (descriptor), note_descriptor("sync", descriptor))
REPLACE(int, fdatasync, (int descriptor), (descriptor), note_descriptor("sync", descriptor))
REPLACE(int, ftruncate, (int descriptor, off_t length), (descriptor, length), note_descriptor("truncate", descriptor))
REPLACE(int, ftruncate64, (int descriptor, off64_t length), (descriptor, length), note_descriptor("truncate", descriptor))

/* A rename counts where it leads. */
REPLACE(int, rename, (const char *from, const char *to), (from, to), note_path("rename", AT_FDCWD, to, from))
REPLACE(int, renameat, (int folder, const char *from, int other, const char *to), (folder, from, other, to),
        note_path("rename", other, to, from))
REPLACE(int, renameat2, (int folder, const char *from, int other, const char *to, unsigned flags),
        (folder, from, other, to, flags), note_path("rename", other, to, from))
REPLACE(int, link, (const char *from, const char *to), (from, to), note_path("rename", AT_FDCWD, to, from))
REPLACE(int, linkat, (int folder, const char *from, int other, const char *to, int flags),
        (folder, from, other, to, flags), note_path("rename", other, to, from))
REPLACE(int, unlink, (const char *path), (path), note_path("unlink", AT_FDCWD, path, ""))
REPLACE(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
        note_path("unlink", folder, path, ""))
REPLACE(int, mkdir, (const char *path, mode_t mode), (path, mode), note_path("mkdir", AT_FDCWD, path, ""))

#define OPENS(name, parameters, arguments, folder)                                        \
    int name parameters {                                                                 \
        static int (*real)parameters;                                                     \
        if (!real) real = (int (*) parameters)dlsym(RTLD_NEXT, #name);                    \
        mode_t mode = 0;                                                                  \
        if (flags & (O_CREAT | O_TMPFILE)) {                                              \
            va_list list;                                                                 \
            va_start(list, flags);                                                        \
            mode = va_arg(list, mode_t);                                                  \
            va_end(list);                                                                 \
        }                                                                                 \
        int verdict = flags & O_CREAT ? note_path("create", folder, path, "") : 0;           \
        if (verdict > 0) {                                                                \
            errno = verdict;                                                              \
            return -1;                                                                    \
        }                                                                                 \
        int result = real arguments;                                                      \
        if (verdict == KILL_AFTER) die();                                                 \
        return result;                                                                    \
    }
OPENS(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPENS(openat, (int from, const char *path, int flags, ...), (from, path, flags, mode), from)
OPENS(openat64, (int from, const char *path, int flags, ...), (from, path, flags, mode), from)
