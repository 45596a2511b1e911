/* SPDX-License-Identifier: Apache-2.0
 *
 * load_counters.c - see load_counters.h.
 */
#include "consumers/load/load_counters.h"

struct counter load_counters[LOAD_COUNTERS] = {
        [LOAD_MESSAGES] = {"hentra_load_messages_total", "Messages committed.", COUNTER, 0},
        [LOAD_BATCHES] = {"hentra_load_batches_total", "Batches committed.", COUNTER, 0},
        [LOAD_DOSSIERS_ADDED] = {"hentra_load_dossiers_added_total", "Dossiers written for the first time.",
                                 COUNTER, 0},
        [LOAD_DOSSIERS_CHANGED] = {"hentra_load_dossiers_changed_total", "Dossiers written again.", COUNTER,
                                   0},
        [LOAD_PAUSED] = {"hentra_load_paused_messages_total",
                         "Messages set aside since their source is paused: nothing is wrong with them.",
                         COUNTER, 0},
        [LOAD_RELAYED] = {"hentra_load_relayed_messages_total",
                          "Messages of the quarantine that the dead-letter topic has confirmed.", COUNTER, 0},
        [LOAD_CONFLICTS] = {"hentra_load_conflicts_total",
                            "Transactions begun anew because another loader changed the same dossiers.",
                            COUNTER, 0},
        [LOAD_BATCHES_HALVED] = {"hentra_load_halved_batches_total",
                                 "Batches that came again with half of their messages.", COUNTER, 0},
        [LOAD_LAG] = {"hentra_load_lag_messages", "Messages known to wait in the partitions of this loader.",
                      GAUGE, 0},
        [LOAD_AWAITING] = {"hentra_load_awaiting_partitions",
                           "Partitions of this loader whose next message waits for the schema registry.",
                           GAUGE, 0},
};
