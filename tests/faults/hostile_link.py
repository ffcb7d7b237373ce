# SPDX-License-Identifier: Apache-2.0
"""A link as bad as links get, on loopback: HTTP requests go through it to a server and meet, by
chance and seed, everything the fault model names.

    with HostileLink(target_port, seed=1) as link:
        link.port        # where clients connect
        link.hostility   # share of requests that meet a fault, 0 to 1; may be changed at any time
        link.dark        # nothing goes through at all
        link.met         # how often each fault took effect

Faults are dealt from a shuffled deck, so that none is left out for long.

It speaks plain HTTP/1.1 with Content-Length or chunked bodies, which is all our clients send.
"""

import collections
import random
import socket
import threading
import time

WAIT_SECONDS = 20
PIECE = 64 * 1024

FAULTS = ("cut_request",      # the server hears a part of it
          "cut_answer",       # the client hears a part of it
          "lose_answer",      # the server did it, the client never hears
          "half_open",        # nobody answers, the connection stays open for a while
          "slow",             # a few hundred bytes at a time
          "double",           # the request arrives twice
          "reorder",          # the request arrives later, after newer ones
          "garble_answer",    # a byte of it is another
          "garble_request",   # a byte of its body is another
          "busy_429", "failed_500", "unavailable_503")
REFUSALS = {"busy_429": b"429 Too Many Requests", "failed_500": b"500 Internal Server Error",
            "unavailable_503": b"503 Service Unavailable"}


class Ended(Exception):
    """The other side has closed, or the link was told to stop."""


class Pipe:
    """One side of a connection, read by whole HTTP messages."""

    def __init__(self, connection):
        self.connection = connection
        self.connection.settimeout(WAIT_SECONDS)
        self.rest = b""

    def more(self):
        try:
            piece = self.connection.recv(PIECE)
        except OSError as error:
            raise Ended from error
        if not piece:
            raise Ended
        self.rest += piece

    def until(self, mark):
        while mark not in self.rest:
            self.more()
        end = self.rest.index(mark) + len(mark)
        taken, self.rest = self.rest[:end], self.rest[end:]
        return taken

    def exactly(self, count):
        while len(self.rest) < count:
            self.more()
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def message(self, of_head=False):
        """The next message, head and body as they came."""
        head = self.until(b"\r\n\r\n")
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if line)
        status = head.split(b" ", 2)[1] if head.startswith(b"HTTP/") else b""
        if of_head or status in (b"204", b"304"):
            return head
        if fields.get(b"expect", b"").strip() == b"100-continue":
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if fields.get(b"transfer-encoding", b"").strip() == b"chunked":
            return head + self.chunks()
        return head + self.exactly(int(fields.get(b"content-length", b"0")))

    def chunks(self):
        body = b""
        while True:
            line = self.until(b"\r\n")
            size = int(line.split(b";")[0], 16)
            body += line + self.exactly(size + 2)
            if size == 0:
                return body

    def send(self, data):
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Ended from error

    def close(self):
        try:
            # A reset, not a farewell: what was not read yet is gone.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       b"\x01\x00\x00\x00\x00\x00\x00\x00")
            self.connection.close()
        except OSError:
            pass


class HostileLink:
    def __init__(self, target_port, seed, hostility=0.0, half_open_seconds=3.0):
        self.target_port = target_port
        self.hostility = hostility
        self.dark = False
        self.half_open_seconds = half_open_seconds
        self.met = collections.Counter()
        self.requests = 0
        self.bytes_out = 0  # of requests
        self.chance = random.Random(seed)
        self.deck = []
        self.lock = threading.Lock()  # guards chance, deck and the counts
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(Pipe(connection),), daemon=True).start()

    def draw(self, request):
        """The fault this request meets, or none, and a number for where it strikes."""
        with self.lock:
            self.requests += 1
            self.bytes_out += len(request)
            point = self.chance.random()
            if self.chance.random() >= self.hostility:
                return None, point
            if not self.deck:
                self.deck = self.chance.sample(FAULTS, len(FAULTS))
            bodiless = request.endswith(b"\r\n\r\n")
            fits = [one for one in self.deck if one != "garble_request" or not bodiless]
            if not fits:
                return None, point
            self.deck.remove(fits[-1])
            return fits[-1], point

    def count(self, what):
        with self.lock:
            self.met[what] += 1

    def serve(self, client):
        try:
            while not self.stopping.is_set():
                request = client.message()
                if self.dark:
                    self.count("dark")
                    return
                fault, point = self.draw(request)
                if not self.pass_on(client, request, fault, point):
                    return
        except (Ended, ValueError):
            pass
        finally:
            client.close()

    def connect(self):
        try:
            return Pipe(socket.create_connection(("127.0.0.1", self.target_port), WAIT_SECONDS))
        except OSError as error:
            raise Ended from error

    def ask(self, request):
        server = self.connect()
        try:
            server.send(request)
            return server.message(of_head=request.startswith(b"HEAD "))
        finally:
            server.close()

    def ask_quietly(self, request, delay):
        time.sleep(delay)
        try:
            self.ask(request)
        except (Ended, ValueError):
            pass

    def pass_on(self, client, request, fault, point):
        """Whether the connection goes on."""
        if fault in REFUSALS:
            client.send(b"HTTP/1.1 " + REFUSALS[fault] +
                        b"\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
            self.count(fault)
            return True
        if fault == "half_open":
            self.count(fault)
            self.stopping.wait(self.half_open_seconds * point)
            return False
        if fault == "cut_request":
            server = self.connect()
            server.send(request[:int(len(request) * point)])
            server.close()
            self.count(fault)
            return False
        if fault == "reorder":
            threading.Thread(target=self.ask_quietly, args=(request, 2 * point),
                             daemon=True).start()
            self.count(fault)
            return False
        if fault == "garble_request":
            begin = request.index(b"\r\n\r\n") + 4
            request = garbled(request, begin + int((len(request) - begin) * point))
            self.count(fault)
        if fault == "double":
            threading.Thread(target=self.ask_quietly, args=(request, point), daemon=True).start()
        return self.give_back(client, self.ask(request), fault, point)

    def give_back(self, client, answer, fault, point):
        """What becomes of an answer; whether the connection goes on."""
        if fault in ("lose_answer", "cut_answer", "double", "garble_answer", "slow"):
            self.count(fault)
        if fault == "lose_answer":
            return False
        if fault == "cut_answer":
            client.send(answer[:int(len(answer) * point)])
            return False
        if fault == "garble_answer":
            answer = garbled(answer, int(len(answer) * point))
        if fault == "slow":
            for begin in range(0, len(answer), 400):
                client.send(answer[begin:begin + 400])
                time.sleep(0.01)
            return True
        client.send(answer)
        return True


def garbled(data, at):
    return data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1:]
