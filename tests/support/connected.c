/* SPDX-License-Identifier: Apache-2.0
 *
 * connected.c - see connected.h.
 */
#include "tests/support/connected.h"

struct world world;
struct pg *pg;

int connected_end(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}
