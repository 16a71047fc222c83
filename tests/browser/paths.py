"""Addresses of one page of each kind, found as people find them: by the lists."""

import json
from typing import Any, Final
from urllib.request import urlopen

LISTS: Final = ("/", "/datasets", "/checks", "/scans", "/monitors", "/incidents")


def load(url: str) -> dict[str, Any]:
    """Load a JSON twin."""
    with urlopen(url) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def find_check(url: str, name: str) -> str:
    """Find the page of a failing check by its name."""
    checks = load(f"{url}/checks.json?outcome=fail")["checks"]
    return next(f"/checks/{check['id']}" for check in checks if check["name"] == name)


def all_paths(url: str) -> list[str]:
    """Give the lists, the first page of each kind, and one check per kind and outcome."""
    checks = load(f"{url}/checks.json")["checks"]
    kinds = {(check["kind"], check["outcome"]): f"/checks/{check['id']}" for check in checks}
    return [*LISTS, *first_pages(url).values(), *kinds.values()]


def first_pages(url: str) -> dict[str, str]:
    """Give the page of the first row of each list, by what it is about."""
    return {
        "dataset": f"/datasets/{load(url + '/datasets.json')['datasets'][0]['id']}",
        "check": f"/checks/{load(url + '/checks.json')['checks'][0]['id']}",
        "scan": f"/scans/{load(url + '/scans.json')['scans'][0]['public_id']}",
        "monitor": f"/monitors/{load(url + '/monitors.json')['monitors'][0]['id']}",
        "incident": f"/incidents/{load(url + '/incidents.json')['incidents'][0]['public_id']}",
    }
