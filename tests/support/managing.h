/* SPDX-License-Identifier: Apache-2.0
 *
 * managing.h - the world of a test that changes rules and receivers by command: agencies H.1 and H.2, and $HENTRA
 * finds it.
 */
#ifndef HENTRA_TESTS_SUPPORT_MANAGING_H
#define HENTRA_TESTS_SUPPORT_MANAGING_H

#include "tests/support/connected.h"
#include "tests/support/program.h"

#include <stdlib.h>

static inline void managing_open(const char *name, const char *settings)
{
        world_open(&world, name, settings);
        world_setup(&world, RULE_FORM06);
        setenv("HENTRA_CONFIG", world.file, 1);
        pg = world_connect(&world, "test");
        sql_run(pg, "insert into hentra.agency (code) values ('H.1'), ('H.2')");
}

#endif
