"""What kind of device a browser says it runs on, so that a person can tell his own devices apart."""

from __future__ import annotations

from dataclasses import dataclass

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("QQBrowser", "QQ Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_HANDHELD = {"iPhone", "iPad", "HarmonyOS", "Android"}


@dataclass(frozen=True)
class Device:
    """The browser and the system by their own names (empty when unknown)."""

    browser: str
    system: str

    @property
    def name(self) -> str:
        return " · ".join(part for part in (self.browser, self.system) if part)

    @property
    def icon(self) -> str:
        return "device-mobile" if self.system in _HANDHELD else "device-desktop"


def device_of(user_agent: str) -> Device:
    """Read a User-Agent line. Chrome calls itself Safari, Edge calls itself Chrome: the order of the list decides."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    return Device(browser, next((name for sign, name in _SYSTEMS if sign in user_agent), ""))
