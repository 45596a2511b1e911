/* SPDX-License-Identifier: Apache-2.0
 *
 * reserve.c - see reserve.h.
 */
#include "producers/store/reserve.h"

#include <fcntl.h>
#include <unistd.h>

enum { RESERVE_SIZE = 64 << 10 };

static const char name[] = "reserve";

bool store_reserve_fill(int folder)
{
        const int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return false;
        const bool filled = posix_fallocate(fd, 0, RESERVE_SIZE) == 0;
        close(fd);
        if (!filled)
                unlinkat(folder, name, 0);
        return filled;
}

void store_reserve_spend(int folder)
{
        unlinkat(folder, name, 0);
}
