"""The way out to other servers: public addresses over TLS, briefly, and to the one that was judged."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from app.platform import http
from app.platform.http import MOST, Away, Forbidden, Web, web
from tests.adapters.certificates import server_context

PUBLIC, METADATA = "93.184.215.14", "169.254.169.254"
INSIDE = Web(loopback=True)


class Site(BaseHTTPRequestHandler):
    """Answers by the path that it is asked for."""

    def do_GET(self) -> None:
        match self.path:
            case "/moved":
                self._answer(302, b"", Location="/secret")
            case "/big":
                self._answer(200, b"x" * (MOST + 1))
            case "/just":
                self._answer(200, b"x" * MOST)
            case "/packed":
                self._answer(200, b"not really", **{"Content-Encoding": "gzip"})
            case "/slow":
                self._drip()
            case "/crawl":
                self._crawl()
            case "/host":
                self._answer(200, self.headers["Host"].encode())
            case "/asks":
                self._answer(200, self.headers["Accept-Encoding"].encode())
            case _:
                self._answer(200, b'{"said": "hello"}')

    def do_POST(self) -> None:
        self._answer(200, self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_: object) -> None:
        """A test says nothing."""

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _crawl(self) -> None:
        """Never comes to the end of its headers, and never keeps one waiting for long."""
        for part in b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 1000:
            try:
                self.wfile.write(bytes([part]))
            except OSError:
                return
            time.sleep(0.05)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(1000):
            try:
                self.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)


@contextmanager
def a_site() -> Iterator[ThreadingHTTPServer]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    site.asked = []  # type: ignore[attr-defined]
    thread = Thread(target=site.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        thread.join()
        site.server_close()


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    with a_site() as site:
        yield site


def at(site: ThreadingHTTPServer, path: str, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{site.server_port}{path}"


def always(*addresses: str) -> Web:
    return Web(resolve=lambda _host, _port: addresses)


# --- Where it never goes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",  # noqa: S104 - asked, not bound
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "localhost",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        METADATA,
        "[::ffff:169.254.169.254]",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
    ],
)
def test_an_address_inside_is_refused_however_it_is_spelled(host):
    for scheme in ("https", "http"):
        with pytest.raises(Forbidden):
            Web().get(f"{scheme}://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.fi/",
        "ftp://example.fi/",
        "file:///etc/passwd",
        "//example.fi/",
        "example.fi",
        "https://",
        "https://name:word@example.fi/",
        "https://example.fi@127.0.0.1/",
        "https://example.fi:99999/",
        "",
    ],
)
def test_what_is_not_a_plain_https_address_is_refused(url):
    with pytest.raises(Forbidden):
        always(PUBLIC).judged(url)


def test_a_public_address_over_https_is_where_one_may_go():
    url, address = always(PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c").judged("https://example.fi/keys")

    assert (url.host, str(address)) == ("example.fi", PUBLIC)


def test_a_host_of_the_own_network_is_asked_when_it_is_named_and_nothing_worse_behind_its_name(monkeypatch):
    monkeypatch.setenv("KUTSU_HTTP_INSIDE", "login.alue.example keys.alue.example")
    named = web().inside

    for address, may in (("10.1.2.3", True), (METADATA, False), ("127.0.0.1", False)):
        out = Web(inside=named, resolve=lambda _host, _port, address=address: [address])
        assert is_allowed(out, "https://login.alue.example/") is may
        assert not is_allowed(out, "http://login.alue.example/")
        assert not is_allowed(out, "https://another.alue.example/")


def is_allowed(out: Web, url: str) -> bool:
    try:
        out.judged(url)
    except Forbidden:
        return False
    return True


def test_one_inner_address_among_public_ones_is_enough_for_a_no():
    with pytest.raises(Forbidden):
        always(PUBLIC, "10.0.0.1").judged("https://example.fi/")


def test_a_name_that_says_something_else_a_moment_later_leads_nowhere(site):
    answers = iter([["127.0.0.1"], [METADATA]])
    steered = Web(loopback=True, resolve=lambda _host, _port: next(answers))

    answer = steered.get(at(site, "/host", "rebinding.example"))

    assert answer.body == f"rebinding.example:{site.server_port}".encode(), (
        "asked by name, at the judged address"
    )
    assert list(answers) == [[METADATA]], "looked up once"


def test_the_certificate_is_asked_for_by_name_though_the_way_is_by_address(monkeypatch, tmp_path, site):
    site.socket = server_context(tmp_path, name="pinned.example").wrap_socket(site.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))  # whom OpenSSL believes
    http._trusted.cache_clear()
    here = Web(loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])

    assert here.get(at(site, "/", "pinned.example").replace("http:", "https:")).status == 200
    with pytest.raises(Away):
        here.get(at(site, "/", "another.example").replace("http:", "https:"))
    http._trusted.cache_clear()


def test_a_name_that_nobody_has_is_away():
    def nobody(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    for resolve in (nobody, lambda _host, _port: []):
        with pytest.raises(Away, match="no such host"):
            Web(resolve=resolve).get("https://nobody.example/")


def test_this_machine_is_asked_only_where_the_settings_say_so(monkeypatch, site):
    with pytest.raises(Forbidden):
        web().get(at(site, "/"))

    monkeypatch.setenv("KUTSU_HTTP_LOOPBACK", "true")
    assert web().get(at(site, "/")).as_json() == {"said": "hello"}
    with pytest.raises(Forbidden):
        web().get("http://192.168.1.1/")
    with pytest.raises(Forbidden):
        always(PUBLIC).get("http://example.fi/")


# --- How it goes -----------------------------------------------------------------------------------------


def test_a_redirection_is_an_answer_and_not_a_way(site):
    answer = INSIDE.get(at(site, "/moved"))

    assert (answer.status, site.asked) == (302, ["/moved"])


def test_a_proxy_from_the_environment_is_not_asked(monkeypatch, site):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")

    assert INSIDE.get(at(site, "/")).status == 200


def test_a_form_is_posted(site):
    answer = INSIDE.post(at(site, "/token"), form={"code": "a b", "state": "ä"})

    assert answer.body == b"code=a+b&state=%C3%A4"


def test_an_answer_may_be_a_megabyte_and_no_byte_more(site):
    assert len(INSIDE.get(at(site, "/just")).body) == MOST

    with pytest.raises(Away, match="too long"):
        INSIDE.get(at(site, "/big"))


def test_a_packed_answer_is_not_unpacked(site):
    assert INSIDE.get(at(site, "/asks")).body == b"identity"

    with pytest.raises(Away, match="packed"):
        INSIDE.get(at(site, "/packed"))


@pytest.mark.parametrize("path", ["/slow", "/crawl"])
def test_an_answer_that_drips_is_cut_off(monkeypatch, site, path):
    monkeypatch.setattr(http, "PATIENCE", 0.3)
    began = time.monotonic()

    with pytest.raises(Away):
        INSIDE.get(at(site, path))

    assert time.monotonic() - began < 3


def test_a_server_that_never_answers_is_away(monkeypatch):
    monkeypatch.setattr(http, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Away):
        INSIDE.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_nobody_there_and_no_json_are_away_too(site):
    with a_site() as gone:
        address = at(gone, "/")
    with pytest.raises(Away):
        INSIDE.get(address)

    with pytest.raises(Away, match="not JSON"):
        INSIDE.get(at(site, "/host")).as_json()
