/* SPDX-License-Identifier: Apache-2.0
 *
 * explained_text.h - what the rules ask for of a dossier, as sentences for people in both languages: what
 * holds for the dossier, then each enabled rule.
 */
#ifndef HENTRA_SHOW_EXPLAINED_TEXT_H
#define HENTRA_SHOW_EXPLAINED_TEXT_H

#include "consumers/alert/show/explained.h"

/* Texts are borrowed until it returns. */
typedef void explained_say(void *context, const char *vi, const char *en);

/* As explained_find(); the caller fills `x` as for that, and ends it. */
MUST enum fault explained_sentences(struct explaining *x, explained_say *say, void *context, struct err *e);

#endif
