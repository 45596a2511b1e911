/* SPDX-License-Identifier: Apache-2.0
 *
 * document.h - events of kind DOCUMENT as they are made: occurrences one by one, then what follows from them.
 */
#ifndef HENTRA_FORMAT_DOCUMENT_H
#define HENTRA_FORMAT_DOCUMENT_H

#include "core/base/event.h"

/* True for a status that ends a case for good; one that was stopped may go on. */
bool document_ends(enum status status);

/* At most OCCURRENCES_MOST in all. */
void document_add(struct event *v, const struct event_occurrence *o);

/* Sets status, occurred_at, occurred_day and agency to those of the latest occurrence; stated_at and `since`
 * are known by now. Without occurrences: UNKNOWN, stated_at, and the agency as it is. */
void document_head(struct event *v);

/* Makes *v the document by which a source holds nothing of a dossier any more: it has no occurrences. It is
 * the same document whoever says so, so that a retraction finds it. Stated and observed at `at`; the texts
 * are borrowed. */
void document_withdraw(struct event *v, struct text source, struct text dossier_id, micros at);

#endif
