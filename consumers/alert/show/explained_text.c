/* SPDX-License-Identifier: Apache-2.0
 *
 * explained_text.c - the sentences, each language for itself. Of a dossier for which no alert can be open
 * only the steps are told that had one.
 */
#include "consumers/alert/show/explained_text.h"

#include "consumers/alert/tell/alert_text.h"
#include <stdio.h>

enum { SENTENCE_MOST = 640, STEP_WHEN_MOST = 128 };

struct saying {
        explained_say *say;
        void *context;
};

/* ---- the dossier ---- */

static void say_dossier(void *context, const struct explaining *x)
{
        const struct saying *s = context;
        char vi[SENTENCE_MOST], en[SENTENCE_MOST], at_vi[WHEN_TEXT_MOST] = "", at_en[WHEN_TEXT_MOST] = "";
        static const char *const words_vi[] = {
                [IDLE_NOT] = "Hồ sơ đang được xử lý, hẹn trả %s.",
                [IDLE_NEVER_RECEIVED] = "Hồ sơ chưa được tiếp nhận nên chưa tính thời hạn.",
                [IDLE_ENDED] = "Hồ sơ đã kết thúc lúc %s nên không còn cảnh báo.",
                [IDLE_STOPPED] = "Hồ sơ tạm dừng hoặc dừng xử lý từ %s, thời gian không tính."};
        static const char *const words_en[] = {
                [IDLE_NOT] = "The dossier runs, and its return date is %s.",
                [IDLE_NEVER_RECEIVED] = "The dossier was never received, so its time does not run.",
                [IDLE_ENDED] = "The dossier ended at %s: no alert is open for what has ended.",
                [IDLE_STOPPED] = "The dossier is paused or stopped since %s: its time does not run."};
        const micros at = x->idle == IDLE_NOT ? x->due_at : x->idle_since;
        if (at != NO_TIME) {
                alert_when_vi(at, x->zone, at_vi);
                alert_when_en(at, x->zone, at_en);
        }
        if (x->idle == IDLE_NOT && at == NO_TIME) {
                s->say(s->context, "Hồ sơ đang được xử lý nhưng không có hẹn trả nên không thể quá hạn.",
                       "The dossier runs, and cannot be late without a return date.");
                return;
        }
        if (x->idle == IDLE_NOT && at < x->now) {
                snprintf(vi, sizeof(vi), "Hồ sơ đang được xử lý và đã quá hẹn trả %s.", at_vi);
                snprintf(en, sizeof(en), "The dossier runs, and its return date %s has passed.", at_en);
        } else {
                snprintf(vi, sizeof(vi), words_vi[x->idle], at_vi);
                snprintf(en, sizeof(en), words_en[x->idle], at_en);
        }
        s->say(s->context, vi, en);
}

/* ---- rules ---- */

static void say_rule(void *context, const struct explaining *x, const struct explained_rule *rule)
{
        const struct saying *s = context;
        char vi[SENTENCE_MOST], en[SENTENCE_MOST];
        const int name = (int)rule->name.len;
        if (!rule->enabled || (rule->covers && !rule->refused) || x->idle != IDLE_NOT)
                return;
        if (rule->refused) {
                snprintf(vi, sizeof(vi), "Quy tắc %.*s không dùng được: %s.", name, rule->name.at,
                         rule->refused);
                snprintf(en, sizeof(en), "Rule %.*s is refused by the alerter: %s.", name, rule->name.at,
                         rule->refused);
        } else {
                snprintf(vi, sizeof(vi), "Quy tắc %.*s không áp dụng cho hồ sơ này.", name, rule->name.at);
                snprintf(en, sizeof(en), "Rule %.*s is not for this dossier.", name, rule->name.at);
        }
        s->say(s->context, vi, en);
}

struct step_words {
        char when[STEP_WHEN_MOST], fires[WHEN_TEXT_MOST], at[WHEN_TEXT_MOST];
        const char *why;
};

static void words_of_vi(const struct explaining *x, const struct explained_step *step, struct step_words *w)
{
        char lead[DURATION_TEXT_MOST];
        *w = (struct step_words){.why = alert_why_vi(step->reason)};
        if (step->offset)
                snprintf(w->when, sizeof(w->when), "%s hẹn trả %s", step->offset < 0 ? "trước" : "sau",
                         working_duration_vi(step->offset, x->calendar, lead));
        else
                snprintf(w->when, sizeof(w->when), "khi quá hẹn trả");
        alert_when_vi(step->fires, x->zone, w->fires);
        if (step->at != NO_TIME)
                alert_when_vi(step->at, x->zone, w->at);
}

static void words_of_en(const struct explaining *x, const struct explained_step *step, struct step_words *w)
{
        char lead[DURATION_TEXT_MOST];
        *w = (struct step_words){.why = alert_why_en(step->reason)};
        if (step->offset)
                snprintf(w->when, sizeof(w->when), "%s %s the return date",
                         working_duration_en(step->offset, x->calendar, lead),
                         step->offset < 0 ? "before" : "after");
        else
                snprintf(w->when, sizeof(w->when), "once the return date has passed");
        alert_when_en(step->fires, x->zone, w->fires);
        if (step->at != NO_TIME)
                alert_when_en(step->at, x->zone, w->at);
}

static void verdict_vi(enum verdict verdict, const struct step_words *w, char *out, size_t size)
{
        switch (verdict) {
        case STANDS:
                snprintf(out, size, "đang có cảnh báo từ %s", w->at);
                return;
        case TO_CLEAR:
                snprintf(out, size, "cảnh báo từ %s sẽ được đóng khi tiến trình cảnh báo chạy", w->at);
                return;
        case CLEARED:
                snprintf(out, size, "cảnh báo đã đóng lúc %s, %s", w->at, w->why);
                return;
        case TO_RAISE_AGAIN:
                snprintf(out, size, "cảnh báo đã đóng lúc %s, %s, và sẽ được đưa ra lại", w->at, w->why);
                return;
        case BEFORE_RULE:
                snprintf(out, size, "đến lúc %s thì quy tắc chưa có hiệu lực nên không cảnh báo", w->fires);
                return;
        case NOT_YET:
                snprintf(out, size, "sẽ cảnh báo lúc %s", w->fires);
                return;
        case SUPERSEDED:
                snprintf(out, size, "thời điểm %s đã qua, bước sau hoặc cảnh báo quá hạn đã thay thế",
                         w->fires);
                return;
        case TO_RAISE:
                snprintf(
                        out, size,
                        "đã đến lúc cảnh báo từ %s nhưng tiến trình cảnh báo không chạy hoặc đang chờ nạp dữ "
                        "liệu",
                        w->fires);
                return;
        case BEYOND_CALENDAR:
                snprintf(out, size, "không cảnh báo, vì thời điểm nằm ngoài lịch làm việc");
                return;
        case IDLE:
                snprintf(out, size, "không cảnh báo");
        }
}

static void verdict_en(enum verdict verdict, const struct step_words *w, char *out, size_t size)
{
        switch (verdict) {
        case STANDS:
                snprintf(out, size, "an alert is open since %s", w->at);
                return;
        case TO_CLEAR:
                snprintf(out, size, "its alert of %s is to be cleared, once an alerter runs", w->at);
                return;
        case CLEARED:
                snprintf(out, size, "its alert was cleared at %s, %s", w->at, w->why);
                return;
        case TO_RAISE_AGAIN:
                snprintf(out, size, "its alert was cleared at %s, %s, and is to be raised again", w->at,
                         w->why);
                return;
        case BEFORE_RULE:
                snprintf(out, size, "no alert, since at %s the rule had not begun", w->fires);
                return;
        case NOT_YET:
                snprintf(out, size, "an alert comes at %s", w->fires);
                return;
        case SUPERSEDED:
                snprintf(out, size, "its time, %s, is over; a later step, or being overdue, took its place",
                         w->fires);
                return;
        case TO_RAISE:
                snprintf(out, size,
                         "an alert is due since %s, and no alerter runs, or it waits for a loader that is "
                         "behind",
                         w->fires);
                return;
        case BEYOND_CALENDAR:
                snprintf(out, size, "no alert, since its time lies beyond the years of the calendar");
                return;
        case IDLE:
                snprintf(out, size, "no alert");
        }
}

static void say_step(void *context, const struct explaining *x, const struct explained_rule *rule,
                     const struct explained_step *step)
{
        const struct saying *s = context;
        char vi[SENTENCE_MOST], en[SENTENCE_MOST], what[SENTENCE_MOST / 2];
        const int name = (int)rule->name.len;
        struct step_words w;
        if (!rule->enabled || ((!rule->covers || x->idle != IDLE_NOT) && step->at == NO_TIME))
                return;
        words_of_vi(x, step, &w);
        verdict_vi(step->verdict, &w, what, sizeof(what));
        snprintf(vi, sizeof(vi), "Quy tắc %.*s, %s: %s.", name, rule->name.at, w.when, what);
        words_of_en(x, step, &w);
        verdict_en(step->verdict, &w, what, sizeof(what));
        snprintf(en, sizeof(en), "Rule %.*s, %s: %s.", name, rule->name.at, w.when, what);
        s->say(s->context, vi, en);
}

static void chance_verdict(enum verdict verdict, const char **vi, const char **en)
{
        *vi = verdict == STANDS       ? "đang có cảnh báo"
              : verdict == SUPERSEDED ? "cảnh báo quá hạn đã thay thế"
              : verdict == BEFORE_RULE ? "đã như vậy từ khi quy tắc có hiệu lực nên không cảnh báo"
              : verdict == TO_RAISE ? "sẽ có cảnh báo khi khả năng thay đổi hoặc vào ngày làm việc sau"
                                    : "chưa cảnh báo";
        *en = verdict == STANDS        ? "an alert is open"
              : verdict == SUPERSEDED  ? "being overdue has taken its place"
              : verdict == BEFORE_RULE ? "it was so when the rule began, so there is no alert"
              : verdict == TO_RAISE    ? "an alert comes when it changes, or on the next working day"
                                       : "no alert yet";
}

static void say_chance(void *context, const struct explaining *x, const struct explained_rule *rule,
                       const struct explained_chance *c)
{
        const struct saying *s = context;
        char vi[SENTENCE_MOST], en[SENTENCE_MOST];
        const char *what_vi, *what_en;
        const int name = (int)rule->name.len;
        if (!rule->enabled || !rule->covers || (x->idle != IDLE_NOT && c->verdict != STANDS))
                return;
        chance_verdict(c->verdict, &what_vi, &what_en);
        if (c->verdict == SUPERSEDED) {
                /* It is late: a chance tells nothing any more. */
                snprintf(vi, sizeof(vi), "Quy tắc %.*s: %s.", name, rule->name.at, what_vi);
                snprintf(en, sizeof(en), "Rule %.*s: %s.", name, rule->name.at, what_en);
        } else if (c->known) {
                snprintf(vi, sizeof(vi),
                         "Quy tắc %.*s: khả năng trễ hạn %lld %% (theo %lld hồ sơ tương tự đã kéo dài hơn), "
                         "cảnh báo từ %lld %%; %s.",
                         name, rule->name.at, (long long)c->percent, (long long)c->alike,
                         (long long)c->wanted, what_vi);
                snprintf(en, sizeof(en),
                         "Rule %.*s: the chance to be late is %lld %% (by %lld dossiers like it that took "
                         "longer), an alert comes from %lld %% on; %s.",
                         name, rule->name.at, (long long)c->percent, (long long)c->alike,
                         (long long)c->wanted, what_en);
        } else {
                snprintf(vi, sizeof(vi), "Quy tắc %.*s: chưa biết khả năng trễ hạn; %s.", name, rule->name.at,
                         what_vi);
                snprintf(en, sizeof(en), "Rule %.*s: the chance to be late is not known; %s.", name,
                         rule->name.at, what_en);
        }
        s->say(s->context, vi, en);
}

static void end_rule(void *context, const struct explaining *x, const struct explained_rule *rule)
{
        (void)context;
        (void)x;
        (void)rule;
}

enum fault explained_sentences(struct explaining *x, explained_say *say, void *context, struct err *e)
{
        struct saying s = {say, context};
        const struct explained_visitor v = {&s, say_dossier, say_rule, say_step, say_chance, end_rule};
        return explained_find(x, &v, e);
}
