/* SPDX-License-Identifier: Apache-2.0
 *
 * event.h - what a source says about one dossier, as it travels on the topic `dossier-status`.
 *
 * STATEMENT  At `occurred_at` this dossier reached this status, with these attributes.
 * DOCUMENT   All that the source holds true of this dossier now: its occurrences, and the attributes. One
 *            without occurrences says that the source holds nothing of the dossier.
 * STEP       A step of the work on it. History only: it decides no reception, due date or end.
 *
 * There is no field for personal data, and none may be added: owner, telephone, e-mail and free text never
 * enter.
 */
#ifndef HENTRA_BASE_EVENT_H
#define HENTRA_BASE_EVENT_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

/* The ten statuses of the national portal's interface (numbers are the portal's own). The numbers are
 * stored in the warehouse: never change one. */
enum status {
        STATUS_UNKNOWN = 0,
        REGISTERED = 1,           /* Mới đăng ký: submitted, not yet received */
        RECEIVED = 2,             /* Được tiếp nhận: the clock starts */
        REFUSED = 3,              /* Không được tiếp nhận */
        PROCESSING = 4,           /* Đang xử lý */
        SUPPLEMENT_REQUESTED = 5, /* Yêu cầu bổ sung giấy tờ: paused */
        PAYMENT_REQUESTED = 6,    /* Yêu cầu thực hiện nghĩa vụ tài chính: paused */
        WITHDRAWN = 7,            /* Công dân yêu cầu rút hồ sơ */
        STOPPED = 8,              /* Dừng xử lý */
        RESOLVED = 9,             /* Đã xử lý xong: compared with the due date */
        RETURNED = 10,            /* Đã trả kết quả */
        STATUS_COUNT
};
enum case_kind { DOSSIER, PETITION, TASK, CASE_KIND_COUNT };
enum level { LEVEL_UNKNOWN, PROVINCE, DISTRICT, COMMUNE, LEVEL_COUNT };
enum channel { CHANNEL_UNKNOWN, DIRECT, ONLINE, POSTAL, CHANNEL_COUNT };
enum service { SERVICE_UNKNOWN, INFORMATION, PARTIAL, FULL, SERVICE_COUNT };
enum payment { PAYMENT_UNKNOWN, PAYMENT_NONE, PAYMENT_PORTAL, PAYMENT_LOCAL, PAYMENT_COUNT };
enum return_channel { RETURN_ABSENT, RETURN_DIRECT, RETURN_POSTAL, RETURN_COUNT };
enum kind { KIND_STATEMENT, KIND_DOCUMENT, KIND_STEP, KIND_COUNT };
/* Not said; the procedure has none; it is 0 đồng; there is one to pay. */
enum fee { FEE_UNKNOWN, FEE_NONE, FEE_ZERO, FEE_PAYABLE, FEE_COUNT };
enum rating { RATING_UNKNOWN, RATING_LIKE, RATING_DISLIKE, RATING_COUNT };
enum truth { TRUTH_ABSENT, TRUTH_NO, TRUTH_YES, TRUTH_COUNT };

/* The names in the schema and in the warehouse ("UNKNOWN", "REGISTERED", …; "NONE" for
 * PAYMENT_NONE and so on; "" for the absent values of return_channel and truth), indexed by the enums
 * above. */
extern const char *const status_names[STATUS_COUNT];
extern const char *const case_kind_names[CASE_KIND_COUNT];
extern const char *const level_names[LEVEL_COUNT];
extern const char *const channel_names[CHANNEL_COUNT];
extern const char *const service_names[SERVICE_COUNT];
extern const char *const payment_names[PAYMENT_COUNT];
extern const char *const return_channel_names[RETURN_COUNT];
extern const char *const kind_names[KIND_COUNT];
extern const char *const fee_names[FEE_COUNT];
extern const char *const rating_names[RATING_COUNT];
extern const char *const truth_names[TRUTH_COUNT];

/* Longest values in bytes; a longer one is POISON, never cut. */
enum { SOURCE_MOST = 64, DOSSIER_ID_MOST = 64, AGENCY_MOST = 64, PROCEDURE_MOST = 64, FIELD_MOST = 64 };

enum {
        SEQUENCE_OF_LOG = 1,
        STATED_ROWS = 1000 /* microseconds of stated_at that count the rows of one export */
};

/* One thing that happened, as a document says it. Its fields for tables: OCCURRENCE_FIELDS.
 *   occurred_at   NO_TIME: not known
 *   occurred_day  as in EVENT_FIELDS
 *   reopens       opens again what had ended
 *   agency        empty: not said */
struct event_occurrence {
        enum status status;
        micros occurred_at;
        bool occurred_day, reopens;
        struct text agency;
};
enum { OCCURRENCES_MOST = 12 };

/* The fields, in the schema's order. This is the only list of them: struct event, its table (event_field.h),
 * event_empty(), event_name() and the fields of a mapping are made of it.
 *   X(kind, member, required, most, tag)
 *     kind      ID, TEXT (absent: empty), NUMBER, TIME (absent: NO_TIME), CODE (enum MEMBER), TRUTH or FLAG
 *     required  an absent TEXT or TIME is refused
 *     most      bytes of a TEXT
 *     tag       precedes the field in event_name(); 0: not part of it. Never change or reuse one.
 *
 *   event_id     see event_name()
 *   sequence     the source's own order of its statements, where they are entries of a log: repeating a
 *                status then corrects nothing. SEQUENCE_OF_LOG where a log has no numbers; 0: a snapshot,
 *                which a later one corrects.
 *   stated_at    the time of the source's statement, in whole milliseconds; the microseconds are the order
 *                of the rows of one export. Not after observed_at: where a source dates it more than a day
 *                later, one microsecond after it.
 *   observed_at  when hentra first saw it, by its own clock
 *   agency       the handling agency
 *   received_by  the receiving agency
 *   retracts     what this event names is taken back; event_identify() makes it part of the event_id
 *   occurred_day only the local day of occurred_at is known: it is the first microsecond of that day, for an
 *                end (3, 7, 9, 10) or a reopening the last one. The producer places it, so that no reader
 *                needs the source's time zone.
 *   since        when the door saw the source change to this document
 *   about        the dossier that a petition is about
 *
 * A document's status, occurred_at, occurred_day and agency are those of its latest occurrence: the greatest
 * occurred_at, of equal ones the later in the list; one without a time counts at `since`, else at stated_at.
 * Without occurrences: status UNKNOWN, occurred_at = stated_at, and the agency as last known, else the
 * source. They are for readers that know no documents, and no part of a document's name. */
#define EVENT_FIELDS(X)                                   \
        X(ID, event_id, OPTIONAL, 0, 0)                   \
        X(TEXT, source, REQUIRED, SOURCE_MOST, 1)         \
        X(NUMBER, sequence, OPTIONAL, 0, 2)               \
        X(TEXT, dossier_id, REQUIRED, DOSSIER_ID_MOST, 3) \
        X(CODE, case_kind, OPTIONAL, 0, 4)                \
        X(CODE, status, OPTIONAL, 0, 5)                   \
        X(TIME, occurred_at, REQUIRED, 0, 6)              \
        X(TIME, stated_at, REQUIRED, 0, 0)                \
        X(TIME, observed_at, REQUIRED, 0, 0)              \
        X(TIME, submitted_at, OPTIONAL, 0, 7)             \
        X(TIME, due_at, OPTIONAL, 0, 8)                   \
        X(TEXT, agency, REQUIRED, AGENCY_MOST, 9)         \
        X(TEXT, received_by, OPTIONAL, AGENCY_MOST, 10)   \
        X(CODE, level, OPTIONAL, 0, 11)                   \
        X(TEXT, procedure, OPTIONAL, PROCEDURE_MOST, 12)  \
        X(TEXT, field, OPTIONAL, FIELD_MOST, 13)          \
        X(CODE, channel, OPTIONAL, 0, 14)                 \
        X(CODE, return_channel, OPTIONAL, 0, 15)          \
        X(CODE, service, OPTIONAL, 0, 16)                 \
        X(CODE, payment, OPTIONAL, 0, 17)                 \
        X(TRUTH, digitised, OPTIONAL, 0, 18)              \
        X(CODE, kind, OPTIONAL, 0, 19)                    \
        X(FLAG, retracts, OPTIONAL, 0, 0)                 \
        X(FLAG, occurred_day, OPTIONAL, 0, 20)            \
        X(TIME, since, OPTIONAL, 0, 0)                    \
        X(TRUTH, electronic_result, OPTIONAL, 0, 21)      \
        X(TRUTH, reused_data, OPTIONAL, 0, 22)            \
        X(TRUTH, shared_to_store, OPTIONAL, 0, 23)        \
        X(TRUTH, citizen_data, OPTIONAL, 0, 24)           \
        X(CODE, fee, OPTIONAL, 0, 25)                     \
        X(CODE, rating, OPTIONAL, 0, 26)                  \
        X(TEXT, about, OPTIONAL, DOSSIER_ID_MOST, 27)

/* The same of an occurrence, in the schema's order. They have no tags: event_name() has them behind all
 * others. */
#define OCCURRENCE_FIELDS(X)                   \
        X(CODE, status, OPTIONAL, 0)           \
        X(TIME, occurred_at, OPTIONAL, 0)      \
        X(FLAG, occurred_day, OPTIONAL, 0)     \
        X(TEXT, agency, OPTIONAL, AGENCY_MOST) \
        X(FLAG, reopens, OPTIONAL, 0)

#define EVENT_MEMBER_ID(member)     uint8_t member[16]
#define EVENT_MEMBER_TEXT(member)   struct text member
#define EVENT_MEMBER_NUMBER(member) int64_t member
#define EVENT_MEMBER_TIME(member)   micros member
#define EVENT_MEMBER_CODE(member)   enum member member
#define EVENT_MEMBER_TRUTH(member)  enum truth member
#define EVENT_MEMBER_FLAG(member)   bool member

struct event {
#define EVENT_MEMBER(kind, member, required, most, tag) EVENT_MEMBER_##kind(member);
        EVENT_FIELDS(EVENT_MEMBER)
#undef EVENT_MEMBER
        uint32_t occurrence_n;
        struct event_occurrence occurrence[OCCURRENCES_MOST]; /* behind occurrence_n: anything */
};

/* Refuses an event that may not enter the stream: POISON with the name of the field. Empty dossier_id,
 * source or agency; a text that is too long, not UTF-8, or holds a control character; an illegal instant; a
 * negative sequence; more than OCCURRENCES_MOST occurrences, or any in what is no document. Status UNKNOWN is
 * legal (a newer producer's status read by an older schema). */
MUST enum fault event_check(const struct event *v, struct err *e);

/* Names by bytes what is said, always the same for the same: every field with a tag, and the occurrences; of
 * a document without what is derived from them. So repeating it, or taking it back, has the same name. Two
 * that differ never have the same name (each field is tagged and prefixed with its length). event_id is the
 * name-based UUID (RFC 9562 version 5) of these bytes, see core/lib/crypto.h. Returns the length used. */
enum { EVENT_NAME_MOST = 1536 };
size_t event_name(const struct event *v, uint8_t out[static EVENT_NAME_MOST]);

/* The issuing agency: the part before the first '-' of a well-formed dossier id
 * ({agency}-{yyMMdd}-{4 or more digits}), else the whole id. It chooses the partition. */
struct text event_issuer(struct text dossier_id);

#endif
