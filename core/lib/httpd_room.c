/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_room.c - see httpd_room.h.
 */
#include "core/lib/httpd_room.h"

#include "core/lib/httpd.h"
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* ---- places ---- */

void httpd_place_shut(struct httpd_place *p)
{
        shutdown(p->fd, SHUT_RDWR);
        p->state = HTTPD_SHUT;
}

static bool goes_before(const struct httpd_place *a, const struct httpd_place *b)
{
        return a->served != b->served ? b->served : a->since < b->since;
}

/* A request that has arrived is not read yet, after a long turn of the loop. */
static bool has_arrived(const struct httpd_place *p)
{
        int waiting = 0;
        return p->state == HTTPD_IDLE && ioctl(p->fd, FIONREAD, &waiting) == 0 && waiting > 0;
}

/* Shuts one idle place, of all or (`address` not NULL) of those of this address; `but` stays. False: there is
 * none. */
static bool make_room(struct httpd_room *room, const uint8_t *address, const struct httpd_place *but)
{
        struct httpd_place *found = NULL;
        for (struct httpd_place *p = room->first; p; p = p->next)
                if (p->state == HTTPD_IDLE && p != but &&
                    (!address || httpd_same_network(p->address, address)) &&
                    (!found || goes_before(p, found)) && !has_arrived(p))
                        found = p;
        if (found)
                httpd_place_shut(found);
        return found;
}

static unsigned places_of(const struct httpd_room *room, const uint8_t address[static 16])
{
        unsigned n = 0;
        for (const struct httpd_place *p = room->first; p; p = p->next)
                n += p->state != HTTPD_SHUT && httpd_same_network(p->address, address);
        return n;
}

void httpd_room_enter(struct httpd_room *room, struct httpd_place *p, micros now)
{
        p->state = HTTPD_IDLE;
        p->since = now;
        p->next = room->first;
        p->link = &room->first;
        if (room->first)
                room->first->link = &p->next;
        room->first = p;
        room->places++;
        const unsigned own = room->places_each > 0 ? places_of(room, p->address) : 0;
        if (own > 0 && own >= room->places_each) {
                if (!make_room(room, p->address, p) && own > room->places_each)
                        httpd_place_shut(p);
        } else if (room->places >= room->places_most) {
                (void)make_room(room, NULL, p);
        }
}

void httpd_room_leave(struct httpd_room *room, struct httpd_place *p)
{
        httpd_room_give_back(room, p);
        *p->link = p->next;
        if (p->next)
                p->next->link = p->link;
        room->places--;
}

void httpd_place_turn(struct httpd_place *p, enum httpd_state state, micros now)
{
        if (p->state == HTTPD_SHUT)
                return;
        p->served = p->served || state == HTTPD_LEAVING;
        p->state = state;
        p->since = now;
}

micros httpd_room_look(struct httpd_room *room, micros now)
{
        micros next = NO_TIME;
        for (struct httpd_place *p = room->first; p; p = p->next) {
                const micros until = p->since + room->patience;
                if (p->state == HTTPD_WAITING || p->state == HTTPD_STREAMING || p->state == HTTPD_SHUT)
                        continue;
                if (until <= now && !has_arrived(p))
                        httpd_place_shut(p);
                else if (next == NO_TIME || until < next)
                        next = until < now ? now : until;
        }
        return next;
}

/* ---- bytes ---- */

static bool same_share(const struct httpd_place *a, const struct httpd_place *b)
{
        if (a->known != b->known || a->owner != b->owner)
                return false;
        return a->owner || httpd_same_network(a->address, b->address);
}

static size_t at_least(size_t share, size_t body)
{
        return share > body ? share : body;
}

static size_t share_of(const struct httpd_room *room, const struct httpd_place *p)
{
        const size_t eighth = room->bytes_most / 8;
        return at_least(p->owner ? 6 * eighth : p->known ? 4 * eighth : eighth, room->body_most);
}

bool httpd_room_take(struct httpd_room *room, struct httpd_place *p, size_t n)
{
        if (n > room->bytes_most - room->bytes)
                return false;
        if (room->bytes + n > room->bytes_most / 8) {
                size_t own = n, strangers = n;
                for (const struct httpd_place *one = room->first; one; one = one->next) {
                        own += same_share(one, p) ? one->bytes : 0;
                        strangers += one->known ? 0 : one->bytes;
                }
                if (own > share_of(room, p) ||
                    (!p->known && strangers > at_least(room->bytes_most / 2, room->body_most)))
                        return false;
        }
        p->bytes += n;
        room->bytes += n;
        return true;
}

void httpd_room_give_back(struct httpd_room *room, struct httpd_place *p)
{
        room->bytes -= p->bytes;
        p->bytes = 0;
}
