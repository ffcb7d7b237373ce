# SPDX-License-Identifier: Apache-2.0
"""The key of a stack's bridge as a test has it: made and used by the openssl program, so that what
the product checks was not signed by the product."""

import base64
import datetime
import json
import subprocess


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def openssl(*words, stdin=b""):
    return subprocess.run(["openssl", *map(str, words)], input=stdin, capture_output=True,
                          check=True).stdout


def raw_signature(der):
    """r || s of a DER signature."""
    raw, at = b"", 2
    for _ in range(2):
        size = der[at + 1]
        raw += der[at + 2:at + 2 + size].lstrip(b"\0").rjust(32, b"\0")
        at += 2 + size
    return raw


class StackKey:
    """A P-256 key in a PEM file, made if it is not there."""

    def __init__(self, path):
        self.path = path
        if not path.exists():
            path.write_bytes(openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
                                     "ec_paramgen_curve:P-256"))
        point = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")[-64:]
        members = {"crv": "P-256", "kty": "EC", "x": base64url(point[:32]),
                   "y": base64url(point[32:])}
        name = openssl("dgst", "-sha256", "-binary",
                       stdin=json.dumps(members, separators=(",", ":")).encode())
        self.jwk = {**members, "kid": base64url(name)}

    def token(self, stack, audience, now, **claims):
        """The token of an upload; `claims` stand in the place of what is usual."""
        issued = int(datetime.datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp())
        body = {"iss": "stack:" + stack, "sub": "stack:" + stack, "aud": audience,
                "role": "bridge", "stack": stack, "iat": issued, "exp": issued + 300,
                "jti": "1", **claims}
        head = {"alg": "ES256", "typ": "JWT", "kid": self.jwk["kid"]}
        text = ".".join(base64url(json.dumps(one).encode()) for one in (head, body))
        der = openssl("dgst", "-sha256", "-sign", self.path, stdin=text.encode())
        return text + "." + base64url(raw_signature(der))
