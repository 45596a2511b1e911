/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h - warehouses as setup makes them, copied: setup takes a second of the server's processor, a copy a tenth.
 */
#ifndef HENTRA_TESTS_SUPPORT_MODEL_H
#define HENTRA_TESTS_SUPPORT_MODEL_H

#include "core/lib/pg.h"

/* A server whose databases a test may make. */
struct model_server {
        struct pg *(*connect)(void *context, const char *database); /* closed by the caller */
        void *context;
        const char *locale; /* of CREATE DATABASE; "": the server's own */
};

/* Brings `database` to where `hentra setup` leaves it, in the zone Asia/Ho_Chi_Minh: one without tables becomes a copy,
 * and sessions in it are ended; in another, setup runs. What is copied was made by this build; the first test that asks
 * makes it, and the others wait. */
void model_setup(const struct model_server *s, const char *database, int rule_version);

/* Drops it, if it is there, and makes it empty. */
void model_empty(const struct model_server *s, const char *database);

#endif
