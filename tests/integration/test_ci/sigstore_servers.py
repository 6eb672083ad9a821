"""GitHub's token service, Fulcio and Rekor on one loopback port, as far as signing an image asks of them: real tokens,
certificates, proofs of possession, promises of logs and Merkle trees, under keys of their own. Run by Debian's Python, which
has `cryptography`; prints its port, and obeys `/become?what=…` to do something wrong."""

from __future__ import annotations

import base64
import datetime
import hashlib
import http.server
import json
import struct
import sys
import threading
import urllib.parse

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ISSUER = "https://token.actions.githubusercontent.com"
IDENTITY = "https://github.com/acme/parcels/.github/workflows/cd.yml@refs/heads/main"
SUBJECT = "repo:acme/parcels:ref:refs/heads/main"
SCT_LIST = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ECDSA = ec.ECDSA(hashes.SHA256())
START = datetime.datetime(2026, 1, 1)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_url64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, text)])


class Authority:
    """A root, and the one below it that issues."""

    def __init__(self, title: str) -> None:
        self.root_key = ec.generate_private_key(ec.SECP384R1())
        self.key = ec.generate_private_key(ec.SECP384R1())
        self.root = self.issue(title, title, self.root_key, self.root_key)
        self.certificate = self.issue(f"{title} between", title, self.key, self.root_key)

    @staticmethod
    def issue(
        subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(START + datetime.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(by, hashes.SHA384())
        )


class Log:
    """A transparency log: a Merkle tree (RFC 6962) with signed roots."""

    base = 1000

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha(der(self.key))
        # Others were there before: places and proofs are none of the simplest.
        self.leaves = [sha(b"\0" + f"earlier {i}".encode()) for i in range(5)]

    def root(self, leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        half = 1 << ((len(leaves) - 1).bit_length() - 1)
        return sha(b"\1" + self.root(leaves[:half]) + self.root(leaves[half:]))

    def path(self, place: int, leaves: list[bytes]) -> list[bytes]:
        if len(leaves) == 1:
            return []
        half = 1 << ((len(leaves) - 1).bit_length() - 1)
        if place < half:
            return [*self.path(place, leaves[:half]), self.root(leaves[half:])]
        return [*self.path(place - half, leaves[half:]), self.root(leaves[:half])]

    def add(self, body: bytes, when: int) -> dict:
        self.leaves.append(sha(b"\0" + body))
        place = len(self.leaves) - 1
        index = self.base + place
        self.leaves.append(sha(b"\0later"))
        promise = {"body": b64(body), "integratedTime": when, "logID": self.id.hex(), "logIndex": index}
        signed = json.dumps(promise, sort_keys=True, separators=(",", ":")).encode()
        root = self.root(self.leaves)
        text = f"rekor.test - 1\n{len(self.leaves)}\n{b64(root)}\n"
        note = f"{text}\n\u2014 rekor.test {b64(self.id[:4] + self.key.sign(text.encode(), ECDSA))}\n"
        return promise | {
            "verification": {
                "signedEntryTimestamp": b64(self.key.sign(signed, ECDSA)),
                "inclusionProof": {
                    "logIndex": place,
                    "rootHash": root.hex(),
                    "treeSize": len(self.leaves),
                    "hashes": [one.hex() for one in self.path(place, self.leaves)],
                    "checkpoint": note,
                },
            }
        }


TOKENS = ec.generate_private_key(ec.SECP256R1())
TRUSTED, STRANGER = Authority("fulcio.test"), Authority("fulcio.test")
CERTIFICATES, OTHER_CERTIFICATES = Log(), Log()
SIGNATURES, OTHER_SIGNATURES = Log(), Log()
OTHER_SIGNATURES.id = SIGNATURES.id
OTHER_CERTIFICATES.id = CERTIFICATES.id
MODE = {"what": "good"}


def token(audience: str) -> str:
    now = int(datetime.datetime.now().timestamp())
    issuer = "https://evil.test" if MODE["what"] == "other issuer" else ISSUER
    workflow = IDENTITY.replace("parcels", "evil") if MODE["what"] == "other identity" else IDENTITY
    claims = {
        "iss": issuer,
        "sub": SUBJECT,
        "aud": audience,
        "iat": now,
        "exp": now + 300,
        "job_workflow_ref": workflow.removeprefix("https://github.com/"),
    }
    head = url64(b'{"alg":"ES256","typ":"JWT"}') + "." + url64(json.dumps(claims).encode())
    r, s = decode_dss_signature(TOKENS.sign(head.encode(), ECDSA))
    return head + "." + url64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def claims_of(text: str) -> dict:
    """The claims of a token that this service has signed, for Sigstore, and not too long ago."""
    head, _, signature = text.rpartition(".")
    raw = from_url64(signature)
    encoded = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    TOKENS.public_key().verify(encoded, head.encode(), ECDSA)
    claims = json.loads(from_url64(head.partition(".")[2]))
    if claims["aud"] != "sigstore" or claims["exp"] < datetime.datetime.now().timestamp():
        raise ValueError("the token is for somebody else, or too old")
    return claims


def issue(body: dict) -> dict:
    claims = claims_of(body["credentials"]["oidcIdentityToken"])
    asked = body["publicKeyRequest"]
    key = serialization.load_pem_public_key(asked["publicKey"]["content"].encode())
    key.verify(base64.b64decode(asked["proofOfPossession"]), claims["sub"].encode(), ECDSA)
    mode = MODE["what"]
    authority = STRANGER if mode == "other authority" else TRUSTED
    log = OTHER_CERTIFICATES if mode == "other log of certificates" else CERTIFICATES
    if mode == "another key":
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
    now = datetime.datetime.utcnow().replace(microsecond=0)
    names: list[x509.GeneralName] = [x509.UniformResourceIdentifier("https://github.com/" + claims["job_workflow_ref"])]
    if mode == "two names":
        names.append(x509.RFC822Name("somebody@example.com"))
    usage = ExtendedKeyUsageOID.SERVER_AUTH if mode == "not for signing" else ExtendedKeyUsageOID.CODE_SIGNING
    issuer = claims["iss"].encode()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(minutes=10))
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), issuer), False)
        .add_extension(
            x509.UnrecognizedExtension(
                x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.8"), b"\x0c" + bytes([len(issuer)]) + issuer
            ),
            critical=False,
        )
    )
    # The log signs it as it is before the promise comes in (RFC 6962).
    before = builder.sign(authority.key, hashes.SHA384()).tbs_certificate_bytes
    when = int(datetime.datetime.now().timestamp() * 1000)
    signed = struct.pack(">BBQH", 0, 0, when, 1) + sha(der(authority.key))
    signed += len(before).to_bytes(3, "big") + before + b"\0\0"
    signature = log.key.sign(signed, ECDSA)
    promise = b"\0" + log.id + struct.pack(">QH", when, 0) + b"\4\3" + struct.pack(">H", len(signature)) + signature
    listed = struct.pack(">HH", len(promise) + 2, len(promise)) + promise
    if mode != "no log of certificates":
        octets = b"\x04" + (bytes([len(listed)]) if len(listed) < 128 else b"\x81" + bytes([len(listed)])) + listed
        builder = builder.add_extension(x509.UnrecognizedExtension(SCT_LIST, octets), critical=False)
    chain = [builder.sign(authority.key, hashes.SHA384()), authority.certificate, authority.root]
    texts = [one.public_bytes(serialization.Encoding.PEM).decode() for one in chain]
    return {"signedCertificateEmbeddedSct": {"chain": {"certificates": texts}}}


def log_entry(body: dict) -> dict:
    content = body["spec"]["proposedContent"]
    envelope = json.loads(content["envelope"])
    verifier = content["verifiers"][0]
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"]
    certificate = x509.load_pem_x509_certificate(base64.b64decode(verifier))
    signed = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    signature = envelope["signatures"][0]["sig"]
    if MODE["what"] != "another key":
        certificate.public_key().verify(base64.b64decode(signature), signed, ECDSA)
    entry = {
        "apiVersion": "0.0.1",
        "kind": "dsse",
        "spec": {
            "envelopeHash": {"algorithm": "sha256", "value": hashlib.sha256(content["envelope"].encode()).hexdigest()},
            "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
            "signatures": [{"signature": signature, "verifier": verifier}],
        },
    }
    when = int(datetime.datetime.now().timestamp()) + (3600 if MODE["what"] == "after its time" else 0)
    log = OTHER_SIGNATURES if MODE["what"] == "other log of signatures" else SIGNATURES
    made = log.add(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode(), when)
    return {"24296fb24b8ad77a" + "0" * 64: made}


def trusted_root() -> dict:
    valid = {"start": "2026-01-01T00:00:00Z"}

    def log(one: Log, url: str) -> dict:
        return {
            "baseUrl": url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": {
                "rawBytes": b64(der(one.key)),
                "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                "validFor": valid,
            },
            "logId": {"keyId": b64(one.id)},
        }

    chain = [TRUSTED.certificate, TRUSTED.root]
    return {
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "tlogs": [log(SIGNATURES, "https://rekor.test")],
        "certificateAuthorities": [
            {
                "subject": {"organization": "fulcio.test", "commonName": "fulcio.test"},
                "uri": "https://fulcio.test",
                "certChain": {
                    "certificates": [{"rawBytes": b64(one.public_bytes(serialization.Encoding.DER))} for one in chain]
                },
                "validFor": valid,
            }
        ],
        "ctlogs": [log(CERTIFICATES, "https://ctlog.test")],
    }


class Handler(http.server.BaseHTTPRequestHandler):
    def say(self, status: int, document: dict) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/become":
            MODE["what"] = query["what"]
            self.say(200, MODE)
        elif url.path == "/trusted_root.json":
            self.say(200, trusted_root())
        elif url.path == "/token" and self.headers.get("Authorization") == "Bearer of the job":
            self.say(200, {"value": token(query["audience"])})
        else:
            self.say(401, {"message": "not you"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if MODE["what"] == self.path:
            return self.say(400, {"code": 3, "message": "not today"})
        try:
            if self.path == "/api/v2/signingCert":
                return self.say(200, issue(body))
            if self.path == "/api/v1/log/entries":
                return self.say(201, log_entry(body))
        except (InvalidSignature, ValueError, KeyError) as error:
            return self.say(400, {"code": 3, "message": f"refused: {error!r}"})
        return self.say(404, {})

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    # It ends with whoever started it.
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
