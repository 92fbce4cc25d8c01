"""One Nominatim for all tests of this folder."""

import pytest
from support.real_nominatim import serving


@pytest.fixture(scope="session")
def nominatim():
    """The address of a Nominatim that knows the invented county."""
    with serving() as url:
        yield url
