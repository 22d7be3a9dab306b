"""What the front page and the list of owners say of the tree is so."""

import re
from pathlib import Path

from peerbridge.events.catalogue import EVENTS, TOPICS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SERVICES = {folder.name for folder in (ROOT / "services").iterdir() if (folder / "pyproject.toml").exists()}
TREES = ("libs/common", "programs", "deploy", "bench", "docs", "tests", *(f"services/{name}" for name in SERVICES))


def rows() -> dict[str, str]:
    """The README's rows of services, by name."""
    return dict(re.findall(r"^\| \[([a-z]+)\]\(services/\1/README\.md\) \|(.*)$", README, re.MULTILINE))


def test_the_readme_lists_every_service() -> None:
    assert set(rows()) == SERVICES


def test_the_readme_lets_a_service_announce_only_what_it_does() -> None:
    names = {event.__name__: TOPICS[event.topic].writer for event in EVENTS.values()}
    wrong = [
        (name, told) for name, row in rows().items() for told in re.findall(r"`(\w+)`", row) if names[told] != name
    ]
    assert wrong == []


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_part_of_the_tree_has_its_owner() -> None:
    lines = [line.split() for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines() if line.startswith("/")]
    owned = {path.strip("/"): owners for path, *owners in lines}
    assert [path for path in owned if not (ROOT / path).is_dir()] == []
    assert [tree for tree in TREES if not owned.get(tree)] == []
