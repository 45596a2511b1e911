/* SPDX-License-Identifier: Apache-2.0
 *
 * gate.h - stops a worker at a known place of its commit: it has read what is known of its dossiers, and has written
 * nothing that anybody could see.
 *
 * A trigger on hentra.position counts the attempts to move one; attempt n waits while the gate n is closed. The gates
 * are advisory locks of the connection that closed them.
 */
#ifndef HENTRA_TESTS_SUPPORT_GATE_H
#define HENTRA_TESTS_SUPPORT_GATE_H

#include "tests/support/world.h"

/* Only connections of this application_name are stopped. */
void gate_install(struct pg *pg, const char *application);
/* Counts anew, with the gates 1 to n closed and all others open. */
void gate_close(struct pg *pg, int n);
void gate_open(struct pg *pg, int n);
/* Somebody stands at gate n. */
bool gate_waits(struct pg *pg, int n);

#endif
