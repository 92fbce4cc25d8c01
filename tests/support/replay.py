"""Answers of services as they were written down, put where geopy would ask the network."""

from urllib.parse import parse_qs, urlsplit

from geopy.adapters import BaseSyncAdapter


class Replay:
    """Answers by the text that is asked for, and remembers when; what isn't there fails.

    Pass the object itself as a ServiceProvider's `adapter`.
    """

    def __init__(self, answers, clock=lambda: 0.0):
        self.answers, self.clock = answers, clock
        self.urls, self.times = [], []

    def __call__(self, *, proxies, ssl_context):
        replay = self

        class Adapter(BaseSyncAdapter):
            def get_json(self, url, *, timeout, headers):
                replay.urls.append(url)
                replay.times.append(replay.clock())
                query = parse_qs(urlsplit(url).query)
                text = next(query[name][0] for name in ("q", "text") if name in query)
                if text not in replay.answers:
                    raise AssertionError(f"not recorded: {url}")
                return replay.answers[text]

            def get_text(self, url, *, timeout, headers):
                raise AssertionError(f"not JSON: {url}")

        return Adapter(proxies=proxies, ssl_context=ssl_context)
