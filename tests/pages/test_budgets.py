"""A page stays light on a poor connection, and asks the database little."""

import gzip
import re

from lxml import html

from tests.pages.walking import none_of, one_of_each

MOST_BYTES, MOST_QUERIES = 150_000, 12
ASSET = "//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //script/@src | //img/@src"
SPRITE = "//*[local-name() = 'use']/@href"
WITHIN = re.compile(rb"url\(\s*[\"']?([^\"')]+)")
LEVEL = 5  # as the site packs


class Assets:
    """What each file weighs as it is sent, with what it loads itself; a browser keeps it by its address."""

    def __init__(self, house):
        self.house, self.weights, self.loads = house, {}, {}

    def of(self, visit):
        root = html.fromstring(visit.text)
        named = {str(found).split("#")[0] for found in [*root.xpath(ASSET), *root.xpath(SPRITE)]}
        for name in named:
            self._weigh(name, visit.place.who)
        all_of_them = named | {inner for name in named for inner in self.loads[name]}
        return sum(self.weights[name] for name in all_of_them)

    def _weigh(self, name, who):
        if name in self.weights:
            return
        client = self.house.browser(who)
        with client.stream("GET", name, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200, name
            self.weights[name] = sum(len(part) for part in answer.iter_raw())
        self.loads[name] = _loaded_by(client, name) if ".css" in name else set()
        for inner in self.loads[name]:
            self._weigh(inner, who)


def _loaded_by(client, sheet):
    found = WITHIN.findall(client.get(sheet).content)
    folder = sheet.split("?")[0].rsplit("/", 1)[0]
    return {f"{folder}/{one.decode()}" for one in found if not one.startswith(b"data:")}


def test_no_page_is_heavier_than_promised(house, visits):
    assets, pages, heavy = Assets(house), one_of_each(visits), []

    for visit in pages:
        weight = len(gzip.compress(visit.text.encode(), LEVEL)) + assets.of(visit)
        if weight > MOST_BYTES:
            heavy.append(f"{visit.name}: {weight}")

    assert len(assets.weights) > 5 and sum(assets.weights.values()) > 50_000
    assert len(pages) > 60
    none_of(heavy)


def test_no_page_asks_more_than_promised(visits):
    pages = [visit for visit in visits if visit.is_page]

    most = {visit.route: visit for visit in sorted(pages, key=lambda one: one.queries)}
    asking = [f"{visit.name}: {visit.queries}" for visit in most.values() if visit.queries > MOST_QUERIES]

    assert max(visit.queries for visit in pages) > 4, "nothing was counted"
    none_of(asking)
