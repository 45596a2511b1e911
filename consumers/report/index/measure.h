/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.h - what index 766 counts of a unit in a period. The rules (rules.csv) name these as numerators and
 * denominators, so a version of the rules is a choice among them.
 *
 * Populations: R is every dossier that was received in the period or open at its start; N is every dossier
 * received in the period; PETITIONS are the petitions first received in it; NOW is the state on the day of
 * asking. A figure of one population is never divided by one of another but by a rule that says so.
 */
#ifndef HENTRA_REPORT_INDEX_MEASURE_H
#define HENTRA_REPORT_INDEX_MEASURE_H

/* X(name, population, what it counts) */
#define INDEX_MEASURES(X)                                                                                    \
        X(handled, R, "dossiers of the population")                                                          \
        X(in_time, R, "resolved in time, or in process and in time, by instant")                             \
        X(in_time_supplement, R, "the same without the time of one supplement; a second one is late")        \
        X(no_due, R, "without a return date: in the population, and in no numerator of timeliness")          \
        X(electronic_result, R, "with an electronic result")                                                 \
        X(digitised, R, "digitised")                                                                         \
        X(reused_data, R, "data that an agency had already was used again")                                  \
        X(shared_to_store, R, "shared to the citizen's electronic store")                                    \
        X(citizen_data, R, "connected to the citizen data base")                                             \
        X(handled_with_paper, R, "of procedures that return a paper")                                        \
        X(paper_unknown, R, "of those, the catalogue does not say whether: taken to return one")             \
        X(paper_electronic_result, R, "of procedures that return a paper: with an electronic result")        \
        X(paper_digitised, R, "of procedures that return a paper: digitised")                                \
        X(paper_reused_data, R, "of procedures that return a paper: data was used again")                    \
        X(paper_shared_to_store, R, "of procedures that return a paper: shared to the store")                \
        X(satisfied, R, "in time, and neither disliked nor the subject of a petition")                       \
        X(satisfied_supplement, R, "the same of in_time_supplement")                                         \
        X(received, N, "dossiers of the population")                                                         \
        X(resolved, N, "resolved by the end of the period")                                                  \
        X(resolved_seconds, N, "seconds from reception to resolution, of those")                             \
        X(online, N, "received online")                                                                      \
        X(online_with_result, N,                                                                             \
          "received online; if resolved and of a procedure that returns a paper, with an electronic result") \
        X(services_online, N, "procedures that are online services")                                         \
        X(services_with_online, N, "of those, with at least one dossier received online")                    \
        X(fee_dossiers, N, "with a fee to pay")                                                              \
        X(paid_online, N, "of those, paid on a portal or local gateway")                                     \
        X(fee_unknown, N, "nobody said whether there is a fee: in neither figure of payment")                \
        X(fee_procedures, NOW,                                                                               \
          "procedures with a fee: by the catalogue, else by a dossier of the period with one to pay")        \
        X(fee_procedures_unknown, NOW, "procedures of which the catalogue does not say whether")             \
        X(fee_procedures_online, NOW, "of fee_procedures, those whose fee may be paid online")               \
        X(fee_procedures_paid_online, N, "of fee_procedures, those with a dossier paid online")              \
        X(petitions, PETITIONS, "petitions of the population")                                               \
        X(petitions_in_time, PETITIONS, "answered within their working days, or open and within them")       \
        X(petitions_satisfied, PETITIONS, "in time, not disliked, and not raised again")                     \
        X(procedures, NOW,                                                                                   \
          "of a province, those of the catalogue; else those of the unit's dossiers that it has: where "     \
          "it never named one, with a dossier of R")                                                         \
        X(procedures_online, NOW, "of those, offered online partially or fully")                             \
        X(procedures_citizen_data, NOW,                                                                      \
          "of those, with at least one dossier connected to the citizen data base")

#define INDEX_MEASURE_ENUM(name, population, about) IM_##name,
enum index_measure { INDEX_MEASURES(INDEX_MEASURE_ENUM) IM_COUNT };
#undef INDEX_MEASURE_ENUM
enum { IM_NONE = -1 }; /* nothing that hentra holds tells it */

extern const char *const index_measure_names[IM_COUNT];

#endif
