/* SPDX-License-Identifier: Apache-2.0
 *
 * province.h - the agencies and procedures of a profile, and the number of dossiers of each.
 *
 * Dossiers are numbered 0 … received - 1. The numbers are dealt out in ranges: to levels, within the
 * province level to departments, within the others to agencies; within an agency to outcomes. The procedure
 * of a dossier, and its channel, follow from a second dealing of the same numbers, shuffled within the group
 * that shares a catalogue. So every total is met by construction, and finding a dossier needs no other
 * dossier.
 */
#ifndef HENTRA_SIMULATE_PROVINCE_H
#define HENTRA_SIMULATE_PROVINCE_H

#include "core/base/event.h"
#include "producers/simulate/profile.h"

struct agency {
        char code[3 * CODE_ROOM];
        char name[2 * NAME_ROOM];
        enum level level;
        int parent; /* position of the district of a commune; -1: directly below the province */
        int group;
        int64_t first, dossiers;      /* its range of numbers */
        int64_t until[OUTCOME_COUNT]; /* outcome o holds the numbers up to first + until[o] */
};

struct procedure {
        char code[CODE_ROOM];
        char name[2 * NAME_ROOM];
        char field[CODE_ROOM];
        enum service service;
        int64_t term;                    /* working days */
        int64_t first, dossiers, online; /* its range of shuffled numbers; the first `online` came online */
};

/* Agencies that share a catalogue: a department alone, all districts, all communes. */
struct group {
        enum level level;
        int agency, agencies;            /* the first of them, and how many */
        int procedure, procedures, used; /* the first `used` procedures get dossiers */
        int64_t first, dossiers;
};

struct province {
        const struct profile *profile; /* borrowed */
        int agencies, procedures, groups;
        struct agency *agency; /* in order of `first`, as are the others */
        struct procedure *procedure;
        struct group *group;
        int64_t *agency_first, *procedure_first; /* once more, for searching */
};

void province_open(struct province *v, const struct profile *p);
void province_close(struct province *v);

/* The agency, outcome, procedure and channel of a number. */
struct share {
        int agency, procedure;
        enum outcome outcome;
        bool online;
};
struct share province_share(const struct province *v, uint64_t seed, int64_t number);

#endif
