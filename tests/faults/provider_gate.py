# SPDX-License-Identifier: Apache-2.0
"""The way from resource providers to their stack, on loopback, as providers need it that keep what
they measured until it is safe: what a stack took since a backup was made is posted once more when
that backup is restored, and what it refused because its clock was days behind is posted again."""

import collections
import re
import threading
import time

from hostile_link import Ended, HostileLink

REPLAY_SECONDS = 120


class ProviderGate(HostileLink):
    def __init__(self, target_port):
        self.posts = []       # requests the stack said it has done, in their order
        self.closed = False   # what comes is to come again
        self.counts = collections.Counter()
        self.posting = threading.Lock()  # one post at a time; guards posts
        super().__init__(target_port, seed=0)

    def pass_on(self, client, request, fault, point):
        with self.posting:
            if self.closed:
                return self.later(client, "held while a stack was restored")
            answer = self.ask(request)
            if b'"TooFarAhead"' in answer:
                return self.later(client, "refused by a clock days behind")
            if done(answer) and not request.startswith(b"GET "):
                self.posts.append(request)
        client.send(answer)
        return True

    def later(self, client, why):
        self.counts[why] += 1
        client.send(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
                    b"Content-Length: 0\r\n\r\n")
        return True

    def close(self):
        with self.posting:
            self.closed = True

    def open_again(self, mark, token):
        """Posts once more what was posted from `mark` on, with a token of the restored stack, then
        lets everything through."""
        limit = time.monotonic() + REPLAY_SECONDS
        for request in self.posts[mark:]:
            while not self.posted(with_token(request, token)):
                if time.monotonic() > limit:
                    raise AssertionError("the stack takes no readings")
                time.sleep(0.1)
            self.counts["posted once more"] += 1
        with self.posting:
            self.closed = False

    def posted(self, request):
        try:
            answer = self.ask(request)
        except (Ended, ValueError):
            return False
        return done(answer) and b'"TooFarAhead"' not in answer


def with_token(request, token):
    head, body = request.split(b"\r\n\r\n", 1)
    head = re.sub(rb"(?im)^authorization:[^\r]*", b"Authorization: Bearer " + token, head)
    return head + b"\r\n\r\n" + body


def done(answer):
    return answer.split(b" ", 2)[1].startswith(b"2")
