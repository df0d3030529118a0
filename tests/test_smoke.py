"""The shortest ways through the whole program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def test_generate_lists_every_item(run, core):
    outcome = run("generate")
    assert outcome.code == 0 and outcome.err == ""
    assert all(f"([{item.code}](#{item.code.lower()}))" in outcome.out for item in core.item_list)


@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_every_link_to_a_code_has_its_place_on_the_page(run, template):
    page = run("generate", "-s", "markets=de", "--template", template).out
    places = {heading.lower() for heading in re.findall(r"^#+ ([A-Z]{3}-\d+)$", page, re.M)}
    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", page)) <= places


def test_a_template_with_a_part_of_the_guide_links_that_part(run):
    Path("mine.j2").write_text(
        '{{ h(1, "Mine") }}{{ bullet(codes(["TRN-01", "TRN-02"])) }}{{ h(2, anchor("TRN-02", "TRN-02")) }}', encoding="utf-8"
    )
    page = run("generate", "--template", "mine.j2").out
    assert "- TRN-01 and [TRN-02](#trn-02)\n" in page
