import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from events.__main__ import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "data" / "events"
GOOD = str(FILES / "good.geojson")
TEXT = "The river was high.\r\nThe patrol was fired on by men from the far bank."


@pytest.fixture
def quoting(tmp_path: Path) -> Path:
    """An event file with one quote of `TEXT`, and the text beside it."""
    (tmp_path / "news.txt").write_bytes(TEXT.encode())
    collection = json.loads(Path(GOOD).read_text())
    source = collection["sources"][0]
    source["sha256"] = hashlib.sha256(TEXT.encode()).hexdigest()
    source["length"] = len(TEXT)
    (quote,) = collection["features"][0]["properties"]["quotes"]
    start = TEXT.index("by men")
    quote |= {"exact": "by men", "prefix": "fired on ", "suffix": " from"}
    quote |= {"start": start, "end": start + len("by men")}
    path = tmp_path / "quoting.geojson"
    path.write_text(json.dumps(collection))
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "events", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_validate_a_good_file(capsys: pytest.CaptureFixture[str]):
    assert main(["validate", GOOD]) == 0
    assert capsys.readouterr() == ("", "good.geojson: 2 features read, 0 rejected\n")


def test_validate_tells_one_line_a_problem(capsys: pytest.CaptureFixture[str]):
    assert main(["validate", str(FILES / "several-faults.geojson")]) == 1
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == 5
    assert output.err == "several-faults.geojson: 2 features read, 1 rejected\n"


def test_validate_an_unreadable_file(capsys: pytest.CaptureFixture[str]):
    assert main(["validate", str(FILES / "empty.geojson")]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("empty.geojson: found an empty file, expected")


@pytest.mark.parametrize(
    ("name", "code", "events", "fields"),
    [
        ("good", 0, 2, []),
        ("unknown-kind", 1, 1, ["kind"]),
        ("misspelt-property", 1, 2, ["dates"]),
        ("wrong-format", 2, 0, ["format"]),
        ("gone", 2, 0, [""]),
        ("nan", 1, 1, ["geometry.coordinates"]),
        ("lone-surrogate", 1, 1, ["note"]),
    ],
)
def test_validate_as_json(name: str, code: int, events: int, fields: list[str]):
    done = run("validate", str(FILES / f"{name}.geojson"), "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == code
    assert list(answer) == ["events", "problems"]
    assert answer["events"] == events
    assert [problem["field"] for problem in answer["problems"]] == fields
    keys = ["file", "feature", "id", "field", "found", "expected", "hint"]
    assert all(list(problem) == keys for problem in answer["problems"])
    assert done.stderr == ""


def test_no_escape_reaches_the_terminal():
    done = run("validate", str(FILES / "escape-in-id.geojson"))
    assert done.returncode == 1
    assert all(line.isprintable() for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) == 1


def test_a_terminal_without_unicode_gets_escapes():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "events", "validate", str(FILES / "deep-property.geojson")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout.isascii()


def test_verify_a_text_as_published(quoting: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["verify", str(quoting), "--text", f"news={quoting.parent / 'news.txt'}"])
    output = capsys.readouterr().out.splitlines()
    assert code == 0
    assert output[0].startswith('good  "evt-full" "news" 45-51')
    assert output[-1] == "coverage: 50.0% of the sentences"


def test_verify_as_json(quoting: Path, capsys: pytest.CaptureFixture[str]):
    text = f"news={quoting.parent / 'news.txt'}"
    assert main(["verify", str(quoting), "--text", text, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    verdict = {"event": "evt-full", "source": "news", "start": 45, "end": 51, "ok": True, "why": ""}
    assert answer == {"coverage": 0.5, "quotes": [verdict]}


def test_verify_another_text(quoting: Path, capsys: pytest.CaptureFixture[str]):
    (quoting.parent / "news.txt").write_bytes(TEXT.replace("\r\n", "\n").encode())
    text = f"news={quoting.parent / 'news.txt'}"
    assert main(["verify", str(quoting), "--text", text]) == 1
    assert capsys.readouterr().out.startswith('wrong "evt-full" "news" 45-51: ')


def test_verify_fails_where_quotes_were_left_out(quoting: Path, capsys: pytest.CaptureFixture[str]):
    collection = json.loads(quoting.read_text())
    collection["features"][1]["properties"]["kind"] = "asault"
    quoting.write_text(json.dumps(collection))
    text = f"news={quoting.parent / 'news.txt'}"
    assert main(["verify", str(quoting), "--text", text, "--json"]) == 1
    output = capsys.readouterr()
    assert json.loads(output.out)["quotes"][0]["ok"]
    assert 'Did you mean "assault"?' in output.err


def test_verify_a_text_that_cannot_be_read(quoting: Path, capsys: pytest.CaptureFixture[str]):
    (quoting.parent / "news.txt").write_bytes(TEXT.encode("utf-16"))
    text = f"news={quoting.parent / 'news.txt'}"
    assert main(["verify", str(quoting), "--text", text, "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["coverage"], answer["quotes"]) == (0.0, [])
    assert answer["problems"][0]["file"] == "news.txt"
    assert answer["problems"][0]["expected"] == "UTF-8"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["bake", GOOD], "invalid choice: 'bake'"),
        (["validate"], "the following arguments are required: FILE"),
        (["verify", GOOD], "the following arguments are required: --text"),
        (["verify", GOOD, "--text", "news"], "argument --text: 'news' is not SOURCE_ID=PATH"),
        (["verify", GOOD, "--text", "new=x"], 'no source "new" in the file, which has: "news"'),
        (["verify", GOOD, "--text", "news=a", "--text", "news=b"], '"news" given more than once'),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    output = capsys.readouterr()
    assert caught.value.code == 2
    assert output.out == ""
    assert told in output.err


def test_a_reader_who_leaves_early_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "events", "validate", str(FILES / "several-faults.geojson")]
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            command, cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, text=True, check=False
        )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
