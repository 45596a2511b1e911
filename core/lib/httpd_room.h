/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_room.h - the places of connections and the bytes of bodies that a server has, and who has them.
 *
 * A place is a connection from its acceptance to its end. It is idle until the first line of a request has
 * arrived on it, and again when an answer has left: idle places are given up when there is no room for
 * another connection, those first that never had a request, and of these the one that has waited longest.
 *
 * The bytes of bodies are shared. An owner that the head of a request names may have three quarters of
 * them; an address that is known for something else half; all strangers together half, and one address of
 * theirs an eighth. Each share is at least one whole body. So neither one stranger nor all of them take the
 * room of those who are known.
 */
#ifndef HENTRA_LIB_HTTPD_ROOM_H
#define HENTRA_LIB_HTTPD_ROOM_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum httpd_state {
        HTTPD_IDLE,      /* no request, or not even its first line */
        HTTPD_ARRIVING,  /* a part of a request is here */
        HTTPD_WAITING,   /* it is here, and not answered */
        HTTPD_LEAVING,   /* its answer is on the way */
        HTTPD_STREAMING, /* its answer goes on, and the client has all of it so far */
        HTTPD_SHUT       /* the socket is shut; the library has not noticed yet */
};

struct httpd_place {
        struct httpd_place *next, **link;
        int fd;
        uint8_t address[16];
        enum httpd_state state;
        micros since;      /* in this state */
        bool served;       /* it had a request before */
        bool known;        /* the caller of its request */
        const void *owner; /* whose share it is; NULL: of its address */
        size_t bytes;
};

struct httpd_room {
        struct httpd_place *first;
        unsigned places, places_most, places_each; /* of one address; 0: no limit of its own */
        size_t bytes, bytes_most, body_most;
        micros patience; /* for each state but HTTPD_WAITING and HTTPD_STREAMING */
};

/* A connection was accepted: another one may be shut, so that there is room for the next one; or this one,
 * where all that its address may have are busy. */
void httpd_room_enter(struct httpd_room *room, struct httpd_place *p, micros now);
void httpd_room_leave(struct httpd_room *room, struct httpd_place *p);
void httpd_place_shut(struct httpd_place *p);
void httpd_place_turn(struct httpd_place *p, enum httpd_state state, micros now);
/* Shuts those that are too slow. Reports when the next one is; NO_TIME: there is none. */
micros httpd_room_look(struct httpd_room *room, micros now);

/* False: there is no room for so many more bytes of this body. */
bool httpd_room_take(struct httpd_room *room, struct httpd_place *p, size_t n);
void httpd_room_give_back(struct httpd_room *room, struct httpd_place *p);

#endif
