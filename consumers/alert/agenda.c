/* SPDX-License-Identifier: Apache-2.0
 *
 * agenda.c - see agenda.h.
 */
#include "consumers/alert/agenda.h"

#include "core/lib/log.h"

enum {
        IDS_MOST = 64 << 10, /* bytes: more are swept */
        SWEEP_PAUSE_MS = 500,
        BEHIND_PAUSES = 3, /* times that a sweep took */
};

void agenda_open(struct agenda *a)
{
        *a = (struct agenda){.next = END_OF_TIME, .caught_up_by = END_OF_TIME};
}

void agenda_free(struct agenda *a)
{
        bytes_free(&a->changed);
        bytes_free(&a->at_hand);
        bytes_free(&a->waiting);
        sweep_free(&a->sweep);
}

static void add_ids(struct bytes *to, struct text ids)
{
        if (to->len && ids.len)
                bytes_add(to, "\n", 1);
        bytes_add(to, ids.at, ids.len);
}

static bool has_room(const struct bytes *to, size_t len)
{
        return to->len + len <= IDS_MOST;
}

static struct text text_of_ids(const struct bytes *ids)
{
        return ids->len ? (struct text){(const char *)ids->at, ids->len} : TEXT("");
}

struct text agenda_looked_at(const struct agenda *a)
{
        return text_of_ids(&a->at_hand);
}

void agenda_change(struct agenda *a, struct text ids)
{
        if (ids.len == 0 || !has_room(&a->changed, ids.len))
                agenda_change_all(a, false);
        else
                add_ids(&a->changed, ids);
}

void agenda_change_all(struct agenda *a, bool at_once)
{
        a->sweep_wanted = a->any_changed = true;
        if (!at_once)
                return;
        a->sweep_after = 0;
        sweep_stop(&a->sweep);
}

bool agenda_look_is_due(const struct agenda *a, micros now)
{
        return a->look || a->changed.len > 0 || sweep_has_next(&a->sweep) || now >= a->next ||
               steady_now() >= a->caught_up_by;
}

bool agenda_sweep_is_due(const struct agenda *a)
{
        return a->sweep.under_way || (a->sweep_wanted && steady_now() >= a->sweep_after);
}

static int until_ms(micros steady, int most)
{
        const micros left = steady - steady_now();
        if (left <= 0)
                return 0;
        return left / 1000 < most ? (int)((left + 999) / 1000) : most;
}

int agenda_sleep_ms(const struct agenda *a, int most)
{
        most = until_ms(a->caught_up_by, most);
        return a->sweep_wanted ? until_ms(a->sweep_after, most) : most;
}

/* While a loader is catching up, what was named was not raised; when it has, it is named again. */
static void wait_for_loaders(struct agenda *a)
{
        const micros waits = a->last.waits;
        if (waits) {
                a->caught_up_by = steady_now() + waits;
                if (has_room(&a->waiting, a->at_hand.len))
                        add_ids(&a->waiting, text_of_ids(&a->at_hand));
                else
                        a->sweep_when_caught_up = true;
                return;
        }
        a->caught_up_by = END_OF_TIME;
        add_ids(&a->changed, text_of_ids(&a->waiting));
        bytes_clear(&a->waiting);
        if (a->sweep_when_caught_up)
                agenda_change_all(a, true);
        a->sweep_when_caught_up = false;
}

enum fault agenda_look(struct agenda *a, const struct look_inputs *in, struct err *e)
{
        const bool was_stale = a->last.stale;
        bytes_clear(&a->at_hand);
        add_ids(&a->at_hand, text_of_ids(&a->changed));
        add_ids(&a->at_hand, sweep_next(&a->sweep));
        bytes_clear(&a->changed);
        if (look_run(in, text_of_ids(&a->at_hand), &a->last, e) != OK)
                return e->kind;
        a->look = false;
        a->next = a->last.next;
        if (was_stale && !a->last.stale)
                a->sweep_after = 0;
        wait_for_loaders(a);
        return OK;
}

static void sweep_ended(struct agenda *a)
{
        const micros now = steady_now(), took = now - a->sweep_began;
        const micros pause = a->last.stale ? BEHIND_PAUSES * took : 0, least = SWEEP_PAUSE_MS * 1000LL;
        a->sweep_after = now + (pause > least ? pause : least);
        a->swept_at = now;
        log_debug("alert.swept", KI("found", a->sweep.named), KR("ms", (double)took / 1000));
}

enum fault agenda_sweep(struct agenda *a, const struct look_inputs *in, struct err *e)
{
        if (!a->sweep.under_way) {
                a->sweep_wanted = false;
                a->sweep_began = steady_now();
                sweep_begin(&a->sweep);
        }
        a->sweep_when_caught_up |= a->last.waits > 0; /* what this portion finds missing is not raised */
        if (sweep_portion(&a->sweep, in, a->last.as_of, a->last.waits == 0, e) != OK)
                return e->kind;
        if (!a->sweep.under_way)
                sweep_ended(a);
        return OK;
}
