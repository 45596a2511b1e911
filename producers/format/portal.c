/* SPDX-License-Identifier: Apache-2.0
 *
 * portal.c - see portal.h.
 */
#include "producers/format/portal.h"

#include "core/base/event_field.h"
#include "core/lib/nfc.h"
#include "producers/format/document.h"
#include "producers/format/portal_value.h"

enum {
        SUPPLEMENTS_MOST = 4
}; /* two occurrences each; a reception, a status and two ends have room beside them */

static const char *const document_members[] = {"DonViXuLy",
                                               "MaHoSo",
                                               "MaTTHC",
                                               "MaLinhVuc",
                                               "KenhThucHien",
                                               "NgayNopHoSo",
                                               "NgayTiepNhan",
                                               "NgayHenTra",
                                               "NgayKetThucXuLy",
                                               "NgayTra",
                                               "NgayTuChoi",
                                               "TrangThaiHoSo",
                                               "HinhThuc",
                                               "MucDo",
                                               "DanhSachLePhi",
                                               "TaiLieuNop",
                                               "DanhSachGiayToKetQua",
                                               "DanhSachHoSoBoSung",
                                               "HoSoCoThanhPhanSoHoa",
                                               "DuocThanhToanTrucTuyen",
                                               "TaiKhoanDuocXacThucVoiVNeID",
                                               NULL};
static const char *const step_members[] = {"MaHoSo", "DonViXuLy", "ThoiDiemXuLy", "TrangThai", NULL};

void portal_tally_add(struct portal_tally *all, const struct portal_tally *one)
{
        all->documents += one->documents;
        all->steps += one->steps;
        all->ignored += one->ignored;
        all->odd += one->odd;
        all->retyped += one->retyped;
        all->fake_resolved += one->fake_resolved;
        all->unnamed += one->unnamed;
        all->left_out += one->left_out;
        all->gaps += one->gaps;
}

static void count_members(struct portal_tally *tally, const struct json_node *node,
                          const char *const *members)
{
        tally->ignored += json_members(node);
        for (; *members; members++) {
                const struct json_node *value = json_member(node, *members);
                int64_t number;
                bool flag;
                tally->ignored -= value != NULL;
                tally->retyped += json_int_of(value, &number) || json_bool_of(value, &flag);
        }
}

/* A value by its place in a list; an unknown one counts. */
static int listed(struct portal_reading *r, const struct json_node *node, const char *key, const int *list,
                  int n, int absent)
{
        const int code = portal_code(node, key);
        if (code == PORTAL_ABSENT)
                return absent;
        if (code >= 0 && code < n && list[code] >= 0)
                return list[code];
        r->tally->odd++;
        return 0;
}
#define LISTED(r, node, key, absent, ...)                                                                  \
        listed(r, node, key, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int), \
               absent)

static const struct portal_unit *unit_named(const struct portal *p, struct text name)
{
        for (const struct portal_unit *u = p->units; u < p->units + p->unit_n; u++)
                if (nfc_equal(name, text_of(u->name)))
                        return u;
        return NULL;
}

static struct text agency_of(struct portal_reading *r, const struct json_node *node, struct text dossier_id)
{
        char digits[PORTAL_DIGITS];
        const struct portal *p = r->portal;
        const struct text name = p->unit_n > 0 ? portal_text(node, "DonViXuLy", digits) : (struct text){0};
        const struct portal_unit *unit = name.len > 0 ? unit_named(p, name) : NULL;
        const struct text issuer = event_issuer(dossier_id);
        if (unit)
                return text_of(unit->code);
        r->tally->unnamed += name.len > 0;
        return issuer.len < dossier_id.len && issuer.len <= AGENCY_MOST ? issuer : p->agency;
}

static enum fault begin(struct portal_reading *r, const struct json_node *node, micros stated_at,
                        micros observed_at)
{
        struct event *v = &r->out->event;
        r->out->numbers = 0;
        event_empty(v);
        if (!json_is_map(node))
                return fail(r->e, POISON, "a dossier is an object with the field MaHoSo");
        v->source = r->portal->source;
        v->stated_at = stated_at;
        v->observed_at = observed_at;
        if (portal_read_text(r, node, "MaHoSo", DOSSIER_ID_MOST, &v->dossier_id) != OK)
                return r->e->kind;
        if (v->dossier_id.len == 0)
                return fail(r->e, POISON, "MaHoSo is empty");
        v->agency = agency_of(r, node, v->dossier_id);
        return OK;
}

static void add(struct event *v, enum status status, micros at)
{
        document_add(v, &(struct event_occurrence){status, at, false, false, v->agency});
}

static enum fault add_dated(struct portal_reading *r, const struct json_node *node, const char *key,
                            enum status status, bool *added)
{
        micros at;
        if (portal_read_time(r, node, key, &at) != OK)
                return r->e->kind;
        *added = at != NO_TIME;
        if (*added)
                add(&r->out->event, status, at);
        return OK;
}

/* *paused: the last of them is not answered. */
static enum fault add_supplements(struct portal_reading *r, const struct json_node *list, bool *paused)
{
        const size_t n = json_items(list);
        const size_t left_out = n > SUPPLEMENTS_MOST ? n - SUPPLEMENTS_MOST : 0;
        r->tally->left_out += left_out;
        *paused = false;
        for (size_t i = left_out; i < n; i++) {
                const struct json_node *one = json_item(list, i);
                bool asked, answered;
                if (add_dated(r, one, "NgayBoSung", SUPPLEMENT_REQUESTED, &asked) != OK ||
                    add_dated(r, one, "NgayTiepNhanBoSung", PROCESSING, &answered) != OK)
                        return r->e->kind;
                *paused = asked && !answered;
        }
        return OK;
}

/* 9 and 10: the end of the work, and the return. */
static enum fault add_result(struct portal_reading *r, const struct json_node *node, enum status status)
{
        struct event *v = &r->out->event;
        bool resolved, returned;
        if (add_dated(r, node, "NgayKetThucXuLy", RESOLVED, &resolved) != OK ||
            add_dated(r, node, "NgayTra", RETURNED, &returned) != OK)
                return r->e->kind;
        if (status == RETURNED && !returned)
                add(v, RETURNED, NO_TIME);
        else if (status == RESOLVED && !resolved && !returned)
                r->tally->fake_resolved++;
        return OK;
}

/* 3, 7 and 8: at the time that the document has for it, else when it was stated. */
static enum fault add_other_end(struct portal_reading *r, const struct json_node *node, enum status status)
{
        bool added = false;
        if (status == REFUSED && add_dated(r, node, "NgayTuChoi", status, &added) != OK)
                return r->e->kind;
        if (!added && add_dated(r, node, "NgayKetThucXuLy", status, &added) != OK)
                return r->e->kind;
        if (!added)
                add(&r->out->event, status, NO_TIME);
        return OK;
}

static enum fault add_occurrences(struct portal_reading *r, const struct json_node *node, enum status status)
{
        struct event *v = &r->out->event;
        bool received, paused;
        if (status == REGISTERED) {
                add(v, status, v->submitted_at);
                return OK;
        }
        if (add_dated(r, node, "NgayTiepNhan", RECEIVED, &received) != OK ||
            add_supplements(r, json_member(node, "DanhSachHoSoBoSung"), &paused) != OK)
                return r->e->kind;
        switch (status) {
        case RESOLVED:
        case RETURNED:
                return add_result(r, node, status);
        case REFUSED:
        case WITHDRAWN:
        case STOPPED:
                return add_other_end(r, node, status);
        case RECEIVED:
                if (!received)
                        add(v, status, NO_TIME);
                return OK;
        default:
                if (!(status == SUPPLEMENT_REQUESTED && paused))
                        add(v, status, NO_TIME);
                return OK;
        }
}

static enum truth electronic_result(const struct json_node *node, enum status status)
{
        const bool ended = status == RESOLVED || status == RETURNED;
        return portal_has_result_file(json_member(node, "DanhSachGiayToKetQua"),
                                      json_member(node, "TaiLieuNop"))
                       ? TRUTH_YES
               : ended ? TRUTH_NO
                       : TRUTH_ABSENT;
}

static enum truth either(enum truth a, enum truth b)
{
        return a > b ? a : b;
}

static void read_flags(struct portal_reading *r, const struct json_node *node, enum status status)
{
        struct event *v = &r->out->event;
        const struct json_node *papers = json_member(node, "TaiLieuNop");
        const enum truth kept = portal_any(papers, "DuocLayTuKhoDMQG", 0);
        v->channel = (enum channel)LISTED(r, node, "KenhThucHien", DIRECT, -1, DIRECT, ONLINE, POSTAL);
        v->return_channel =
                (enum return_channel)LISTED(r, node, "HinhThuc", RETURN_ABSENT, RETURN_DIRECT, RETURN_POSTAL);
        v->service =
                (enum service)LISTED(r, node, "MucDo", SERVICE_UNKNOWN, -1, -1, INFORMATION, PARTIAL, FULL);
        v->payment = (enum payment)LISTED(r, node, "DuocThanhToanTrucTuyen", PAYMENT_UNKNOWN, -1,
                                          PAYMENT_PORTAL, PAYMENT_LOCAL, PAYMENT_NONE);
        v->fee = portal_fee(json_member(node, "DanhSachLePhi"));
        v->digitised =
                either(portal_truth(node, "HoSoCoThanhPhanSoHoa", 0), portal_any(papers, "DuocSoHoa", 0));
        v->reused_data = portal_any(papers, "DuocTaiSuDung", 2);
        v->shared_to_store = kept;
        v->citizen_data = either(portal_truth(node, "TaiKhoanDuocXacThucVoiVNeID", 0), kept);
        v->electronic_result = electronic_result(node, status);
}

static enum fault read_status(struct portal_reading *r, const struct json_node *node, const char *key,
                              enum status absent, enum status *status)
{
        const int code = portal_code(node, key);
        *status = code == PORTAL_ABSENT ? absent : (enum status)code;
        if (*status >= REGISTERED && *status < STATUS_COUNT)
                return OK;
        return fail(r->e, POISON, "%s is none of 1 to 10", key);
}

enum fault portal_document(const struct portal *p, const struct json_node *node, micros stated_at,
                           micros observed_at, struct portal_event *out, struct portal_tally *tally,
                           struct err *e)
{
        struct portal_reading r = {p, out, tally, e};
        struct event *v = &out->event;
        enum status status;
        if (begin(&r, node, stated_at, observed_at) != OK ||
            read_status(&r, node, "TrangThaiHoSo", STATUS_UNKNOWN, &status) != OK ||
            portal_read_text(&r, node, "MaTTHC", PROCEDURE_MOST, &v->procedure) != OK ||
            portal_read_text(&r, node, "MaLinhVuc", FIELD_MOST, &v->field) != OK ||
            portal_read_time(&r, node, "NgayNopHoSo", &v->submitted_at) != OK ||
            portal_read_time(&r, node, "NgayHenTra", &v->due_at) != OK ||
            add_occurrences(&r, node, status) != OK)
                return e->kind;
        v->kind = KIND_DOCUMENT;
        read_flags(&r, node, status);
        if (v->occurrence_n == 0) /* a 9 without any time: the source holds it, and it is open */
                add(v, PROCESSING, NO_TIME);
        document_head(v);
        tally->documents++;
        count_members(tally, node, document_members);
        return event_check(v, e);
}

enum fault portal_step(const struct portal *p, const struct json_node *node, micros stated_at,
                       micros observed_at, struct portal_event *out, struct portal_tally *tally,
                       struct err *e)
{
        struct portal_reading r = {p, out, tally, e};
        struct event *v = &out->event;
        if (begin(&r, node, stated_at, observed_at) != OK ||
            read_status(&r, node, "TrangThai", PROCESSING, &v->status) != OK ||
            portal_read_time(&r, node, "ThoiDiemXuLy", &v->occurred_at) != OK)
                return e->kind;
        if (v->occurred_at == NO_TIME)
                return fail(e, POISON, "ThoiDiemXuLy is empty");
        v->kind = KIND_STEP;
        v->sequence = SEQUENCE_OF_LOG;
        tally->steps++;
        count_members(tally, node, step_members);
        return event_check(v, e);
}
