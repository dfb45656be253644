"""Reading the device out of a User-Agent line."""

import pytest

from portal.rules.accounts.devices import device_of

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50"
EDGE = CHROME + " Edg/140.0.0.0"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("line", "name", "icon"),
    [
        (CHROME, "Chrome · Windows", "device-desktop"),
        (EDGE, "Edge · Windows", "device-desktop"),
        (WECHAT, "WeChat · iPhone", "device-mobile"),
        (FIREFOX, "Firefox · Linux", "device-desktop"),
        ("curl/8.5", "", "device-desktop"),
        ("", "", "device-desktop"),
    ],
)
def test_it_works(line: str, name: str, icon: str) -> None:
    assert (device_of(line).name, device_of(line).icon) == (name, icon)
