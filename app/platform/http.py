"""The only way out to other people's servers: known addresses alone, no detours, little time, little room.

A name is looked up once, every address that it has is judged, and the connection goes to one that was
judged: a name that says something else a moment later leads nowhere.
"""

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from typing import Any

import httpx

from app.platform.settings import Settings

PATIENCE = 5  # seconds, for all of it
MOST = 1 << 20  # bytes
PORTS = 1 << 16
NAT64 = IPv6Network("64:ff9b::/96")
OWN_NETWORKS = [ip_network(own) for own in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
LOW_32 = (1 << 32) - 1

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Iterable[str]]


class Forbidden(Exception):
    """We do not go there: not HTTPS, or an address inside somebody's own network."""


class Away(Exception):
    """No answer, a broken one, or one that is too long or too late."""


@dataclass(frozen=True)
class Answer:
    """As it came, whatever the status; a redirection is an answer like any other."""

    status: int
    content_type: str
    body: bytes

    def as_json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError as wrong:  # of which bytes that are no text are a kind
            raise Away("not JSON") from wrong


def looked_up(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Web:
    """`loopback` lets it speak plainly to this very machine, for tests and for a demo's own provider.

    `inside` names hosts of the installation's own network, which are asked over HTTPS like all others.
    """

    loopback: bool = False
    inside: frozenset[str] = frozenset()
    resolve: Resolve = looked_up

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("GET", url, headers or {}, None)

    def post(self, url: str, *, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("POST", url, headers or {}, form)

    def judged(self, url: str) -> tuple[httpx.URL, Address]:
        """The URL and the address that it is asked at, or Forbidden."""
        try:
            asked = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as wrong:
            raise Forbidden("no URL") from wrong
        if not asked.host or asked.userinfo or asked.scheme not in ("https", "http"):
            raise Forbidden("no plain HTTPS address")
        if asked.port is not None and not 0 < asked.port < PORTS:
            raise Forbidden("no such port")
        found = self._addresses(asked)
        if not all(self._may_go(asked, address) for address in found):
            raise Forbidden("an address that is not public")
        return asked, found[0]

    def _addresses(self, asked: httpx.URL) -> list[Address]:
        port = asked.port or (443 if asked.scheme == "https" else 80)
        try:
            told = list(self.resolve(asked.raw_host.decode().strip("[]"), port))
            found = [ip_address(address.partition("%")[0]) for address in told]
        except (OSError, ValueError) as wrong:
            raise Away("no such host") from wrong
        if not found:
            raise Away("no such host")
        return found

    def _may_go(self, asked: httpx.URL, address: Address) -> bool:
        if self.loopback and inner(address).is_loopback:
            return True
        is_ours = asked.host in self.inside and is_private(address)
        return asked.scheme == "https" and (is_ours or is_public(address))

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> Answer:
        asked, address = self.judged(url)
        pinned = asked.copy_with(host=str(address))
        named = {"Host": asked.netloc.decode(), "Accept-Encoding": "identity", **headers}
        try:
            return _answer(method, pinned, named, form, tls_name=asked.host)
        except (httpx.HTTPError, httpx.StreamError, OSError, RuntimeError) as wrong:
            raise Away(type(wrong).__name__) from wrong


def web() -> Web:
    """As the installation's settings allow."""
    settings = Settings()
    return Web(loopback=settings.http_loopback, inside=frozenset(settings.http_inside.split()))


def inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries: mapped, 6to4 or NAT64.

    >>> inner(ip_address("::ffff:10.0.0.1"))
    IPv4Address('10.0.0.1')
    """
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & LOW_32)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet would reach the same machine there.

    >>> [is_public(ip_address(one)) for one in ("93.184.215.14", "169.254.169.254", "fd00::1")]
    [True, False, False]
    """
    found = inner(address)
    teredo = isinstance(found, IPv6Address) and found.teredo is not None
    return found.is_global and not (found.is_multicast or found.is_reserved or teredo)


def is_private(address: Address) -> bool:
    """A machine of one's own network, and no other oddity: neither this machine nor a cloud's keeper of keys.

    >>> [is_private(ip_address(one)) for one in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0")]
    [True, False, False, False]
    """
    return any(address in network for network in OWN_NETWORKS if network.version == address.version)


def _answer(
    method: str, url: httpx.URL, headers: Mapping[str, str], form: Mapping[str, str] | None, *, tls_name: str
) -> Answer:
    late = time.monotonic() + PATIENCE
    with httpx.Client(verify=_trusted(), timeout=PATIENCE, trust_env=False, follow_redirects=False) as client:
        # the client's own limit is for each step: who drips a byte a second is cut off here
        watch = Timer(PATIENCE, client.close)
        watch.start()
        try:
            names = {"sni_hostname": tls_name}
            asked = client.build_request(method, url, headers=headers, data=form, extensions=names)
            answer = client.send(asked, stream=True)
            body = b""
            for part in answer.iter_raw():
                body += part
                if len(body) > MOST or time.monotonic() > late:
                    raise Away("too long")
            answer.close()
        finally:
            watch.cancel()
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise Away("packed")
    return Answer(answer.status_code, answer.headers.get("content-type", ""), body)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that the machine itself trusts."""
    return ssl.create_default_context()
