"""Every command and example of the guide does what the page says."""

import re
from pathlib import Path

import guide
import pytest


@pytest.mark.parametrize("page", guide.pages(), ids=lambda page: page.stem)
def test_a_page_is_true(page: Path) -> None:
    assert guide.play(page) == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in [*guide.PAGES.glob("*.md"), guide.ROOT / "README.md"]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
