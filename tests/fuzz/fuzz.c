/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz.c - libFuzzer's side of a target: memory is counted by the sanitizer's hooks.
 */
#include "tests/fuzz/fuzz.h"
#include <fcntl.h>
#include <sanitizer/allocator_interface.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static __thread bool counting; /* libFuzzer's own thread allocates too */
static __thread size_t allocations, live, peak;

static void on_malloc(const volatile void *at, size_t size)
{
        (void)at;
        if (!counting)
                return;
        allocations++;
        live += size;
        peak = live > peak && live < SIZE_MAX / 2 ? live : peak;
}

/* Memory from before the input may be freed by it: `live` then wraps below zero and comes back. */
static void on_free(const volatile void *at)
{
        if (counting && at)
                live -= __sanitizer_get_allocated_size(at);
}

size_t fuzz_allocations(void)
{
        return allocations;
}

enum fault fuzz_said(enum fault fault, const struct err *e)
{
        if (fault == OK)
                return OK;
        HOLDS(e->kind == fault && e->text[0] && memchr(e->text, '\0', sizeof(e->text)));
        for (const char *c = e->text; *c; c++)
                HOLDS((unsigned char)*c >= ' ');
        return fault;
}

struct text fuzz_part(const uint8_t **data, size_t *size)
{
        size_t len = strnlen((const char *)*data, *size);
        struct text part = {(const char *)*data, len};
        *data += len + (len < *size);
        *size -= len + (len < *size);
        return part;
}

char *fuzz_string(const uint8_t **data, size_t *size)
{
        struct text part = fuzz_part(data, size);
        char *copy = need_alloc(part.len + 1);
        memcpy(copy, part.at, part.len);
        return copy;
}

int fuzz_file(int slot, struct text content, const char **path)
{
        static int fd[FUZZ_FILES];
        static char paths[FUZZ_FILES][64];
        if (fd[slot] == 0) {
                fd[slot] = memfd_create("input", MFD_CLOEXEC);
                snprintf(paths[slot], sizeof(paths[slot]), "/proc/self/fd/%d", fd[slot]);
        }
        HOLDS(fd[slot] > 0 && ftruncate(fd[slot], 0) == 0);
        HOLDS(content.len == 0 || pwrite(fd[slot], content.at, content.len, 0) == (ssize_t)content.len);
        HOLDS(lseek(fd[slot], 0, SEEK_SET) == 0);
        *path = paths[slot];
        return fd[slot];
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
        (void)argc;
        (void)argv;
        fuzz_open();
        return __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) > 0 ? 0 : -1;
}

/* The bytes that reading the input leaves allocated. */
static size_t left_behind(const uint8_t *data, size_t size)
{
        live = peak = 0;
        counting = true;
        fuzz_one(data, size);
        counting = false;
        const size_t most = fuzz_bound.base + fuzz_bound.factor * size;
        if (peak > most) {
                fprintf(stderr, "%zu bytes allocated at once for an input of %zu, %zu are allowed\n", peak,
                        size, most);
                abort();
        }
        return live;
}

/* Libraries set something up when they are first used, and may drop it later (glibc unloads an encoding that
 * was not used for some time): only what a second reading leaves is lost. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        size_t left = 0;
        for (int i = 0; i < 3; i++) {
                left = left_behind(data, size);
                if (left == 0 || left > SIZE_MAX / 2)
                        return 0;
        }
        fprintf(stderr, "%zu bytes are left allocated\n", left);
        abort();
}
